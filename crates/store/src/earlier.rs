//! What a body asked before (history of an organisation), whatever it was called then.

use crate::entity::{message, ticket};
use crate::one_of::one_of;
use crate::rows;
use crate::{Reads, Scope, StoreError};
use chrono::{DateTime, Datelike, Utc};
use domain::{MessageKind, OrganisationId, Reference, Standing, TicketId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use std::collections::HashMap;
use uuid::Uuid;

/// A question that the same body asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierQuestion {
    /// What people call it.
    pub reference: Reference,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub standing: Standing,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Who answered it last.
    pub answered_by: Option<String>,
}

/// Every organisation that is the same body as this one, itself included: what `barred` says of a conflict of interest
/// (`migrations/src/barred.sql`), said of one organisation. A test holds that both say the same.
const SAME_BODY: &str = "\
WITH near (place) AS (
  SELECT place FROM organisations WHERE id = $1
  UNION
  SELECT kin.code FROM organisations
    JOIN families AS own ON own.code = organisations.place
    JOIN families AS kin ON kin.family = own.family
   WHERE organisations.id = $1
)
SELECT other.id
  FROM near
  JOIN bodies AS mine ON mine.id = $1
  JOIN bodies AS other ON other.place = near.place
 WHERE other.folded = mine.folded
    OR (mine.provincial + other.provincial = 0
        AND ('gemeente ' || mine.folded = other.folded OR 'gemeente ' || other.folded = mine.folded))
    OR (mine.municipal + other.municipal = 0
        AND ('provincie ' || mine.folded = other.folded OR 'provincie ' || other.folded = mine.folded))
    OR (near.place <> '' AND mine.municipal + other.municipal = 2)
    OR (near.place <> '' AND mine.provincial + other.provincial = 2)
UNION
SELECT other.id
  FROM bodies AS mine
  JOIN bodies AS other
    ON other.folded IN (mine.folded, 'gemeente ' || mine.folded, substr(mine.folded, 10), 'provincie ' || mine.folded, substr(mine.folded, 11))
 WHERE mine.id = $1
   AND (mine.place NOT LIKE 'GM%' OR other.place NOT LIKE 'GM%')
   AND (mine.municipal + other.municipal = 2 OR mine.provincial + other.provincial = 2)";

/// The organisations that are the same body as this one, itself included.
pub async fn same_body(from: &impl Reads, organisation: OrganisationId) -> Result<Vec<OrganisationId>, StoreError> {
    let connection = from.connection();
    let statement =
        Statement::from_sql_and_values(connection.get_database_backend(), SAME_BODY, [organisation.0.into()]);
    let rows = connection.query_all_raw(statement).await?;
    let mut all: Vec<OrganisationId> = rows
        .iter()
        .map(|row| Ok(OrganisationId(row.try_get_by_index::<Uuid>(0)?)))
        .collect::<Result<_, StoreError>>()?;
    if !all.contains(&organisation) {
        all.push(organisation);
    }
    Ok(all)
}

/// The latest questions of the same body but this one, as far as one of these scopes holds them; newest first. Cost grows
/// with what the body asked.
pub async fn of_the_same_body(
    from: &impl Reads,
    (ticket, organisation): (TicketId, OrganisationId),
    seen: &[Scope],
    most: u32,
) -> Result<Vec<EarlierQuestion>, StoreError> {
    let body = same_body(from, organisation).await?;
    let sight = seen.iter().fold(Condition::any(), |any, scope| any.add(scope.condition()));
    let rows: Vec<ticket::Model> = ticket::Entity::find()
        .filter(ticket::Column::OrganisationId.is_in(body.into_iter().map(|one| one.0)))
        .filter(ticket::Column::Id.ne(ticket.0))
        .filter(sight)
        .order_by_desc(ticket::Column::ReceivedAt)
        .order_by_desc(ticket::Column::Id)
        .limit(u64::from(most))
        .all(from.connection())
        .await?;
    let mut answered_by = who_answered(from, rows.iter().map(|row| row.id)).await?;
    rows.into_iter()
        .map(|row| {
            let id = TicketId(row.id);
            Ok(EarlierQuestion {
                reference: Reference { year: row.received_on.year(), ticket: id },
                subject: row.subject.clone(),
                received_at: row.received_at,
                answered_by: answered_by.remove(&id),
                standing: rows::StandingColumns::of_row(&row).standing()?,
            })
        })
        .collect()
}

/// Who wrote the latest answer to each of these.
pub async fn who_answered(
    from: &impl Reads,
    tickets: impl Iterator<Item = i64>,
) -> Result<HashMap<TicketId, String>, StoreError> {
    let ids: Vec<i64> = tickets.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let answers: Vec<(i64, String)> = message::Entity::find()
        .select_only()
        .columns([message::Column::TicketId, message::Column::AuthorName])
        .filter(one_of(from.connection(), (message::Entity, message::Column::TicketId), ids))
        .filter(message::Column::Kind.eq(MessageKind::Answer.as_str()))
        .order_by_asc(message::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(answers.into_iter().map(|(id, name)| (TicketId(id), name)).collect())
}
