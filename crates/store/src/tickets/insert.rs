//! A new ticket.

use crate::entity::{deadline, message, ticket, ticket_topic};
use crate::rows::{PlaceColumns, StandingColumns, deadline_rows, message_row, topic_rows};
use crate::urgency::urgency;
use crate::{StoreError, ticket_places};
use chrono::{DateTime, Utc};
use domain::{
    Contact, Message, OrganisationId, OrganisationKind, Origin, PersonId, Place, Promises, Standing, SubmissionKey,
    TicketId, TicketTopic, amsterdam_day,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::InsertStatement;
use sea_orm::{EntityTrait, QueryTrait};

/// A ticket about to be stored, with its first message, topics and promises. See [`domain::Ticket`] for the fields.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of domain::Ticket")]
pub struct NewTicket {
    /// Unique: a second ticket with the same key cannot be stored.
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
    pub also: Vec<Place>,
    pub works_for: Option<String>,
    pub contact: Contact,
    pub language: String,
    pub out_of_scope: bool,
    pub policy: String,
    /// Through which door it came in.
    pub channel: Origin,
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

/// The rows of ticket, first message, topics and promises, as this number, one statement for each table.
pub(crate) fn rows(number: TicketId, new: &NewTicket) -> Result<Vec<InsertStatement>, StoreError> {
    let mut rows = vec![
        ticket::Entity::insert(row(number, new)).into_query(),
        message::Entity::insert(message_row(number, &new.question, None)).into_query(),
        deadline::Entity::insert_many(deadline_rows(number, &new.promises)).into_query(),
    ];
    if !new.topics.is_empty() {
        rows.push(ticket_topic::Entity::insert_many(topic_rows(number, &new.topics)?).into_query());
    }
    rows.extend(ticket_places::insert(number, &new.also));
    Ok(rows)
}

fn row(number: TicketId, new: &NewTicket) -> ticket::ActiveModel {
    let place = PlaceColumns::of(&new.place);
    let standing = StandingColumns::of(new.standing);
    ticket::ActiveModel {
        id: Set(number.0),
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
        ending: Set(standing.ending),
        merged_into: Set(standing.merged_into),
        indexed: Set(false),
        triage_due_at: Set(standing.triage_due_at),
        link_number: Set(0),
        waiting_since: Set(standing.waiting_since),
        asker_reminded_at: Set(standing.asker_reminded_at),
        acts_at: Set(standing.acts_at),
        content_hash: Set(Some(crate::sessions::hex(&new.content_hash))),
        quiet: Set(new.quiet),
        more_places: Set(!new.also.is_empty()),
        works_for: Set(new.works_for.clone()),
        contact_erased_at: Set(None),
        texts_erased_at: Set(None),
        channel: Set(new.channel.as_str().to_owned()),
    }
}
