//! E-mail domains of organisations: confirmed by an administrator, or by a register of the government.

use crate::entity::organisation_domain::{ActiveModel, Column, Entity};
use crate::entity::{organisation, ticket, withdrawn_domain};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Datelike, Utc};
use domain::{OrganisationId, OrganisationKind, PersonId, Reference, TicketId, TicketStatus, amsterdam_day};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;

/// A confirmed domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedDomain {
    /// Lower case, without `@`.
    pub domain: String,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// By whom; nobody where a register says so.
    pub confirmed_by: Option<PersonId>,
    /// When.
    pub confirmed_at: DateTime<Utc>,
    /// The stored word for what says so: a person, or which register.
    pub source: String,
}

/// The word for what a person confirmed.
pub const BY_PERSON: &str = "person";
/// Rows in one statement: databases bound how many values one may hold.
const AT_ONCE: usize = 1_000;

/// A question as colleagues of its asker may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleaguesQuestion {
    /// What people call it.
    pub reference: Reference,
    /// Who asked it, by name.
    pub asker: String,
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
        confirmed_by: Set(Some(by.0)),
        confirmed_at: Set(at),
        source: Set(BY_PERSON.to_owned()),
    };
    withdrawn_domain::Entity::delete_by_id((domain.to_owned(), organisation.0)).exec(&tx.0).await?;
    // What a register said, a person says from now on: it does not go when the register forgets it.
    let over = [Column::ConfirmedBy, Column::ConfirmedAt, Column::Source];
    let from_register = Expr::col((Entity, Column::Source)).ne(BY_PERSON);
    let key = OnConflict::columns([Column::Domain, Column::OrganisationId])
        .update_columns(over)
        .action_and_where(from_register)
        .to_owned();
    Entity::insert(row).on_conflict(key).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Takes it back, so that no register brings it again; `false` when it was not there.
pub async fn withdraw(
    tx: &Tx,
    domain: &str,
    organisation: OrganisationId,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let gone = Entity::delete_by_id((domain.to_owned(), organisation.0)).exec(&tx.0).await?;
    if gone.rows_affected != 1 {
        return Ok(false);
    }
    let row = withdrawn_domain::ActiveModel {
        domain: Set(domain.to_owned()),
        organisation_id: Set(organisation.0),
        withdrawn_by: Set(by.0),
        withdrawn_at: Set(at),
    };
    let key = [withdrawn_domain::Column::Domain, withdrawn_domain::Column::OrganisationId];
    let again = OnConflict::columns(key)
        .update_columns([withdrawn_domain::Column::WithdrawnBy, withdrawn_domain::Column::WithdrawnAt])
        .to_owned();
    withdrawn_domain::Entity::insert(row).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(true)
}

/// What a person took back.
pub async fn withdrawn(from: &impl Reads) -> Result<HashSet<(String, OrganisationId)>, StoreError> {
    let rows = withdrawn_domain::Entity::find().all(from.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.domain, OrganisationId(row.organisation_id))).collect())
}

/// Adds what a register says; what is there stays as it is.
pub async fn add_from_register(
    tx: &Tx,
    domains: &[(String, OrganisationId)],
    source: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    for some in domains.chunks(AT_ONCE) {
        let rows = some.iter().map(|(domain, organisation)| ActiveModel {
            domain: Set(domain.clone()),
            organisation_id: Set(organisation.0),
            confirmed_by: Set(None),
            confirmed_at: Set(at),
            source: Set(source.to_owned()),
        });
        let there = OnConflict::columns([Column::Domain, Column::OrganisationId]).do_nothing().to_owned();
        Entity::insert_many(rows).on_conflict(there).exec_without_returning(&tx.0).await?;
    }
    Ok(())
}

/// Takes away what this register does not say any more.
pub async fn remove_of_register(tx: &Tx, domains: &[(String, OrganisationId)], source: &str) -> Result<(), StoreError> {
    for (domain, organisation) in domains {
        Entity::delete_by_id((domain.clone(), organisation.0)).filter(Column::Source.eq(source)).exec(&tx.0).await?;
    }
    Ok(())
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
            confirmed_by: row.confirmed_by.map(PersonId),
            confirmed_at: row.confirmed_at,
            source: row.source,
        })
        .collect())
}

/// Kinds of organisation of which there is one in a place, whatever it is called: as it was typed, `Arnhem` and `Gemeente
/// Arnhem` are two rows.
const ONE_IN_A_PLACE: [OrganisationKind; 2] = [OrganisationKind::Municipality, OrganisationKind::Province];

/// The organisations that this domain was confirmed for, and other spellings of the same municipality or province.
fn organisations_at(domain: &str) -> SelectStatement {
    let (own, other) = (Alias::new("own"), Alias::new("other"));
    let mut named = Query::select();
    named
        .column((other.clone(), organisation::Column::Id))
        .from(Entity)
        .join_as(
            JoinType::InnerJoin,
            organisation::Entity,
            own.clone(),
            Expr::col((own.clone(), organisation::Column::Id)).equals((Entity, Column::OrganisationId)),
        )
        .join_as(
            JoinType::InnerJoin,
            organisation::Entity,
            other.clone(),
            Expr::col((other.clone(), organisation::Column::Kind))
                .equals((own.clone(), organisation::Column::Kind))
                .and(
                    Expr::col((other.clone(), organisation::Column::Place))
                        .equals((own.clone(), organisation::Column::Place)),
                ),
        )
        .and_where(Expr::col((Entity, Column::Domain)).eq(domain))
        .and_where(Expr::col((own.clone(), organisation::Column::Place)).ne(""))
        .and_where(Expr::col((own, organisation::Column::Kind)).is_in(ONE_IN_A_PLACE.map(OrganisationKind::as_str)));
    named
}

/// The newest questions of the organisations for which this domain is confirmed.
pub async fn questions(from: &impl Reads, domain: &str, limit: u32) -> Result<Vec<ColleaguesQuestion>, StoreError> {
    let mut organisations = Query::select();
    organisations.column(Column::OrganisationId).from(Entity).and_where(Column::Domain.eq(domain));
    type Row = (i64, String, String, DateTime<Utc>, Option<DateTime<Utc>>, String, String);
    let rows: Vec<Row> = ticket::Entity::find()
        .join(
            JoinType::InnerJoin,
            ticket::Entity::belongs_to(organisation::Entity)
                .from(ticket::Column::OrganisationId)
                .to(organisation::Column::Id)
                .into(),
        )
        .select_only()
        .column(ticket::Column::Id)
        .column(ticket::Column::Subject)
        .column(ticket::Column::Status)
        .column(ticket::Column::ReceivedAt)
        .column(ticket::Column::AnsweredAt)
        .column(organisation::Column::Name)
        .column(ticket::Column::ContactName)
        .filter(
            Condition::any()
                .add(ticket::Column::OrganisationId.in_subquery(organisations))
                .add(ticket::Column::OrganisationId.in_subquery(organisations_at(domain))),
        )
        .order_by_desc(ticket::Column::ReceivedAt)
        .order_by_desc(ticket::Column::Id)
        .limit(u64::from(limit))
        .into_tuple()
        .all(from.connection())
        .await?;
    rows.into_iter()
        .map(|(id, subject, status, received_at, answered_at, organisation, asker)| {
            Ok(ColleaguesQuestion {
                reference: Reference { year: amsterdam_day(received_at).year(), ticket: TicketId(id) },
                asker,
                subject,
                status: TicketStatus::parse(&status).ok_or_else(|| unreadable("tickets.status", &status))?,
                received_at,
                answered_at,
                organisation,
            })
        })
        .collect()
}

/// The organisations for which this domain is confirmed.
pub async fn organisations_of(from: &impl Reads, domain: &str) -> Result<Vec<OrganisationId>, StoreError> {
    let ids = Entity::find().select_only().column(Column::OrganisationId).filter(Column::Domain.eq(domain));
    let ids: Vec<uuid::Uuid> = ids.order_by_asc(Column::OrganisationId).into_tuple().all(from.connection()).await?;
    Ok(ids.into_iter().map(OrganisationId).collect())
}

/// Was this asked by an organisation for which this domain is confirmed?
pub async fn is_theirs(from: &impl Reads, domain: &str, ticket: TicketId) -> Result<bool, StoreError> {
    let mut organisations = Query::select();
    organisations.column(Column::OrganisationId).from(Entity).and_where(Column::Domain.eq(domain));
    let theirs = ticket::Entity::find_by_id(ticket.0)
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::OrganisationId.in_subquery(organisations));
    let found: Option<i64> = theirs.into_tuple().one(from.connection()).await?;
    Ok(found.is_some())
}
