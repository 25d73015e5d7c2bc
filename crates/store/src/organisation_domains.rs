//! E-mail domains that an administrator confirmed for an organisation.

use crate::entity::organisation_domain::{ActiveModel, Column, Entity};
use crate::entity::{organisation, ticket};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{OrganisationId, PersonId, TicketStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

/// A confirmed domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedDomain {
    /// Lower case, without `@`.
    pub domain: String,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// By whom.
    pub confirmed_by: PersonId,
    /// When.
    pub confirmed_at: DateTime<Utc>,
}

/// A question as colleagues of its asker may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleaguesQuestion {
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When it was answered last.
    pub answered_at: Option<DateTime<Utc>>,
    /// Which organisation asked.
    pub organisation: String,
}

/// Confirms a domain; confirming it again changes nothing.
pub async fn confirm(
    tx: &Tx,
    domain: &str,
    organisation: OrganisationId,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        domain: Set(domain.to_owned()),
        organisation_id: Set(organisation.0),
        confirmed_by: Set(by.0),
        confirmed_at: Set(at),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::Domain, Column::OrganisationId]).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// Takes it back; `false` when it was not there.
pub async fn withdraw(tx: &Tx, domain: &str, organisation: OrganisationId) -> Result<bool, StoreError> {
    let gone = Entity::delete_by_id((domain.to_owned(), organisation.0)).exec(&tx.0).await?;
    Ok(gone.rows_affected == 1)
}

/// Is this domain confirmed for any organisation?
pub async fn is_confirmed(from: &impl Reads, domain: &str) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::Domain.eq(domain)).one(from.connection()).await?.is_some())
}

/// Every confirmed domain, by name.
pub async fn all(from: &impl Reads) -> Result<Vec<ConfirmedDomain>, StoreError> {
    let rows = Entity::find()
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(organisation::Entity).from(Column::OrganisationId).to(organisation::Column::Id).into(),
        )
        .select_also(organisation::Entity)
        .order_by_asc(Column::Domain)
        .all(from.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(row, organisation)| ConfirmedDomain {
            domain: row.domain,
            organisation: OrganisationId(row.organisation_id),
            name: organisation.map(|known| known.name).unwrap_or_default(),
            confirmed_by: PersonId(row.confirmed_by),
            confirmed_at: row.confirmed_at,
        })
        .collect())
}

/// The newest questions of the organisations for which this domain is confirmed.
pub async fn questions(from: &impl Reads, domain: &str, limit: u32) -> Result<Vec<ColleaguesQuestion>, StoreError> {
    let mut organisations = Query::select();
    organisations.column(Column::OrganisationId).from(Entity).and_where(Column::Domain.eq(domain));
    type Row = (String, String, DateTime<Utc>, Option<DateTime<Utc>>, String);
    let rows: Vec<Row> = ticket::Entity::find()
        .join(
            JoinType::InnerJoin,
            ticket::Entity::belongs_to(organisation::Entity)
                .from(ticket::Column::OrganisationId)
                .to(organisation::Column::Id)
                .into(),
        )
        .select_only()
        .column(ticket::Column::Subject)
        .column(ticket::Column::Status)
        .column(ticket::Column::ReceivedAt)
        .column(ticket::Column::AnsweredAt)
        .column(organisation::Column::Name)
        .filter(ticket::Column::OrganisationId.in_subquery(organisations))
        .order_by_desc(ticket::Column::ReceivedAt)
        .order_by_desc(ticket::Column::Id)
        .limit(u64::from(limit))
        .into_tuple()
        .all(from.connection())
        .await?;
    rows.into_iter()
        .map(|(subject, status, received_at, answered_at, organisation)| {
            Ok(ColleaguesQuestion {
                subject,
                status: TicketStatus::parse(&status).ok_or_else(|| unreadable("tickets.status", &status))?,
                received_at,
                answered_at,
                organisation,
            })
        })
        .collect()
}
