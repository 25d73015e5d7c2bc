//! A new ticket.

use crate::entity::{deadline, message, ticket, ticket_topic};
use crate::rows::{PlaceColumns, StandingColumns, deadline_rows, message_row, topic_rows};
use crate::urgency::urgency;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{
    Contact, Message, OrganisationId, OrganisationKind, PersonId, Place, Promises, Standing, SubmissionKey, TicketId,
    TicketTopic, amsterdam_day,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Iterable};

/// A ticket about to be stored, with its first message, topics and promises. See [`domain::Ticket`] for the fields.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of domain::Ticket")]
pub struct NewTicket {
    /// Unique: a second ticket with the same key is not stored.
    pub submission_key: SubmissionKey,
    /// SHA-256 of everything that was sent under the key.
    pub content_hash: [u8; 32],
    /// SHA-256 of the tracking secret.
    pub tracking_hash: [u8; 32],
    pub subject: String,
    pub standing: Standing,
    pub received_at: DateTime<Utc>,
    pub organisation: OrganisationId,
    pub organisation_kind: OrganisationKind,
    pub place: Place,
    pub contact: Contact,
    pub language: String,
    pub out_of_scope: bool,
    pub policy: String,
    pub topics: Vec<TicketTopic>,
    pub assignee: Option<PersonId>,
    pub routing_summary: String,
    pub effort_minutes: i32,
    pub has_personal_data: bool,
    pub promises: Promises,
    pub quiet: bool,
    /// The question itself.
    pub question: Message,
}

/// Stores ticket, first message, topics and promises (at most 4 statements). `None` when the submission key was used
/// before: then nothing was stored.
pub async fn insert(tx: &Tx, new: &NewTicket) -> Result<Option<TicketId>, StoreError> {
    let Some(id) = insert_ticket(tx, new).await? else { return Ok(None) };
    message::Entity::insert(message_row(id, &new.question, None)).exec_without_returning(&tx.0).await?;
    if !new.topics.is_empty() {
        let topics = topic_rows(id, &new.topics)?;
        ticket_topic::Entity::insert_many(topics).exec_without_returning(&tx.0).await?;
    }
    deadline::Entity::insert_many(deadline_rows(id, &new.promises)).exec_without_returning(&tx.0).await?;
    Ok(Some(id))
}

/// `INSERT … ON CONFLICT DO NOTHING RETURNING id`: no row comes back when the key was there.
async fn insert_ticket(tx: &Tx, new: &NewTicket) -> Result<Option<TicketId>, StoreError> {
    let row = row(new);
    let mut columns = Vec::new();
    let mut values = Vec::new();
    for column in ticket::Column::iter() {
        if let Some(value) = row.get(column).into_value() {
            columns.push(column);
            values.push(value.into());
        }
    }
    let mut insert = Query::insert();
    insert
        .into_table(ticket::Entity)
        .columns(columns)
        .values(values)
        .map_err(|error| StoreError::Database(error.to_string()))?
        .on_conflict(OnConflict::column(ticket::Column::SubmissionKey).do_nothing().to_owned())
        .returning_col(ticket::Column::Id);
    let inserted = tx.0.query_one(&insert).await?;
    Ok(inserted.map(|row| row.try_get("", "id")).transpose()?.map(TicketId))
}

fn row(new: &NewTicket) -> ticket::ActiveModel {
    let place = PlaceColumns::of(&new.place);
    let standing = StandingColumns::of(new.standing);
    ticket::ActiveModel {
        id: NotSet,
        submission_key: Set(new.submission_key.0),
        tracking_hash: Set(crate::sessions::hex(&new.tracking_hash)),
        subject: Set(new.subject.clone()),
        language: Set(new.language.clone()),
        status: Set(standing.status),
        received_at: Set(new.received_at),
        received_on: Set(amsterdam_day(new.received_at)),
        organisation_id: Set(new.organisation.0),
        organisation_kind: Set(new.organisation_kind.as_str().to_owned()),
        municipality: Set(place.municipality),
        region_layout: Set(place.region_layout),
        region_code: Set(place.region_code),
        contact_name: Set(new.contact.name.clone()),
        contact_email: Set(new.contact.email.clone()),
        contact_phone: Set(new.contact.phone.clone()),
        out_of_scope: Set(new.out_of_scope),
        policy: Set(new.policy.clone()),
        assignee_id: Set(new.assignee.map(|expert| expert.0)),
        routing_summary: Set(new.routing_summary.clone()),
        effort_minutes: Set(new.effort_minutes),
        has_personal_data: Set(new.has_personal_data),
        urgency: Set(urgency(new.standing.status(), &new.promises, new.received_at)),
        revision: Set(0),
        first_answered_at: Set(None),
        first_answered_on: Set(None),
        answered_at: Set(None),
        closed_at: Set(standing.closed_at),
        indexed: Set(false),
        triage_due_at: Set(standing.triage_due_at),
        link_number: Set(0),
        waiting_since: Set(standing.waiting_since),
        asker_reminded_at: Set(standing.asker_reminded_at),
        acts_at: Set(standing.acts_at),
        content_hash: Set(Some(crate::sessions::hex(&new.content_hash))),
        quiet: Set(new.quiet),
    }
}
