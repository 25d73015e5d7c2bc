//! What clients send (input objects, arguments), and how it becomes words of the domain.

use crate::errors::coded;
use crate::objects::colleagues::InvitedAs;
use crate::objects::deadlines::DeadlineMetric;
use crate::objects::endings::CloseReason;
use crate::objects::organisations::OrganisationKind;
use crate::scalars::Date;
use app::{Seen, SeenTicket};
use async_graphql::{Enum, Error, ID, InputObject};
use domain::{
    ActKey, Complaints, ContactDraft, FileId, OrganisationDraft, QuestionDraft, Reference, SubmissionKey, TopicKey,
};
use uuid::Uuid;

#[derive(InputObject)]
pub(crate) struct SubmitQuestionInput {
    submission_key: Uuid,
    subject: String,
    body: String,
    organisation: OrganisationInput,
    contact: ContactInput,
    /// Topic keys, if the asker chose any.
    groups: Option<Vec<String>>,
    themes: Option<Vec<String>>,
    /// Files that came in by POST /graphql/files, by the id that it gave; each of them once, and within a day.
    attachments: Option<Vec<ID>>,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it: POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

/// municipality: CBS code such as "GM0363"; region: a code of any layout, for askers above municipal level.
#[derive(InputObject)]
pub(crate) struct OrganisationInput {
    kind: OrganisationKind,
    name: String,
    municipality: Option<String>,
    region: Option<String>,
    /// The municipalities and regions that the question is about, by code or by name: "GM0363", "gem. Utrecht",
    /// "veiligheidsregio Twente". Without it the organisation's own. A name that may mean several is asked back.
    places: Option<Vec<String>>,
    /// For whom an ADVISER asks.
    works_for: Option<String>,
}

#[derive(InputObject)]
pub(crate) struct ContactInput {
    name: String,
    email: String,
    phone: Option<String>,
}

#[derive(InputObject)]
pub(crate) struct PreviewRoutingInput {
    pub subject: String,
    pub body: String,
    pub organisation: OrganisationInput,
    pub groups: Option<Vec<String>>,
    pub themes: Option<Vec<String>>,
}

/// What is written to the asker.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "app::Reply")]
pub(crate) enum ReplyKind {
    /// The answer.
    Answer,
    /// A question back: the clocks pause until the asker reacts.
    AskBack,
    /// That somebody is at work: a first reaction. The clocks run on, and the asker reads when the answer comes.
    Interim,
}

#[derive(InputObject)]
pub(crate) struct ReplyToTicketInput {
    pub reference: String,
    pub body: String,
    /// What it is; without it an answer, or with waitForAsker a question back.
    pub kind: Option<ReplyKind>,
    #[graphql(default_with = "Some(false)")]
    pub wait_for_asker: Option<bool>,
    /// As in SubmitQuestionInput; of the same sender.
    pub attachments: Option<Vec<ID>>,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it such a text is refused, with
    /// the code POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct AddNoteInput {
    pub reference: String,
    pub body: String,
    /// As in SubmitQuestionInput; of the same sender. Nobody but the desk reads them.
    pub attachments: Option<Vec<ID>>,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it such a text is refused, with
    /// the code POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct AssignTicketInput {
    pub reference: String,
    pub expert_id: ID,
    pub reason: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it such a text is refused, with
    /// the code POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct SetTicketTopicsInput {
    pub reference: String,
    pub groups: Vec<String>,
    pub themes: Vec<String>,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
}

#[derive(InputObject)]
pub(crate) struct ExtendDeadlineInput {
    pub reference: String,
    pub metric: DeadlineMetric,
    /// A working day after the day promised now.
    pub due_on: Date,
    /// The asker reads it.
    pub reason: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it such a text is refused, with
    /// the code POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct SetTicketPolicyInput {
    pub reference: String,
    /// "standard" or "complex".
    pub policy: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
}

#[derive(InputObject)]
pub(crate) struct CloseTicketInput {
    pub reference: String,
    /// Why. Left out: ANSWERED of an answered question, and otherwise no reason.
    pub reason: Option<CloseReason>,
    /// The asker reads it. Needed with NOT_OURS and OTHER.
    pub explanation: Option<String>,
    /// As in SubmitQuestionInput.
    pub no_bsn: Option<bool>,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
}

#[derive(InputObject)]
pub(crate) struct ReferTicketInput {
    pub reference: String,
    /// The name of the other desk.
    pub to: String,
    /// How to reach it.
    pub reach: String,
    /// Why, and what to do there. The asker reads all three.
    pub text: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// As in SubmitQuestionInput.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct AskColleagueInput {
    pub reference: String,
    pub expert_id: ID,
    pub invited_as: InvitedAs,
    /// What is asked; of a second expert, which part.
    pub text: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// As in SubmitQuestionInput.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct EndInvitationInput {
    pub reference: String,
    pub expert_id: ID,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
}

#[derive(InputObject)]
pub(crate) struct SplitTicketInput {
    pub reference: String,
    /// What the part is about.
    pub subject: String,
    /// What of the question belongs to it. The asker reads both.
    pub body: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// As in SubmitQuestionInput.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct ReopenTicketInput {
    pub reference: String,
    pub reason: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it such a text is refused, with
    /// the code POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct SendLetterAgainInput {
    pub reference: String,
    /// One of the ticket's undeliveredLetters.
    pub letter_id: ID,
    /// Another address of the asker, for this letter and all that follow.
    pub email: Option<String>,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
}

#[derive(InputObject)]
pub(crate) struct CorrectContactInput {
    pub reference: String,
    /// All of it: a phone number that is left out is removed.
    pub contact: ContactInput,
    /// Its kind and place stay.
    pub organisation_name: String,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
    /// As in SubmitQuestionInput.
    pub no_bsn: Option<bool>,
}

#[derive(InputObject)]
pub(crate) struct DismissLetterInput {
    pub reference: String,
    /// One of the ticket's undeliveredLetters.
    pub letter_id: ID,
    /// The revision that was read; a conflict when something is new since.
    pub expected_revision: Option<i32>,
    /// The same act under the same key is done once, and answers alike.
    pub client_mutation_id: Option<Uuid>,
}

/// What every input about a ticket says: which one, as it was seen, and under which key.
macro_rules! about_a_ticket {
    ($($input:ty),+ $(,)?) => {$(
        impl $input {
            pub(crate) fn ticket(&self) -> Result<SeenTicket, Error> {
                Ok(SeenTicket {
                    reference: reference(&self.reference)?,
                    seen: self.expected_revision.map_or(Seen::Whatever, Seen::Revision),
                    key: self.client_mutation_id.map(ActKey),
                })
            }
        }
    )+};
}

about_a_ticket!(
    ReplyToTicketInput,
    AddNoteInput,
    AssignTicketInput,
    SetTicketTopicsInput,
    ExtendDeadlineInput,
    SetTicketPolicyInput,
    CloseTicketInput,
    ReferTicketInput,
    ReopenTicketInput,
    SendLetterAgainInput,
    DismissLetterInput,
    CorrectContactInput,
    AskColleagueInput,
    EndInvitationInput,
    SplitTicketInput,
);

/// A mistyped reference names no ticket: it looks like one that does not exist.
fn reference(text: &str) -> Result<Reference, Error> {
    text.parse().map_err(|_| coded("NOT_FOUND", "Niet gevonden."))
}

impl ReplyToTicketInput {
    /// What is meant; the two ways of saying it may not contradict each other.
    pub(crate) fn reply(&self) -> Result<app::Reply, Complaints> {
        match (self.kind.map(app::Reply::from), self.wait_for_asker == Some(true)) {
            (None, false) => Ok(app::Reply::Answer),
            (None | Some(app::Reply::AskBack), true) => Ok(app::Reply::AskBack),
            (Some(reply), false) => Ok(reply),
            (Some(_), true) => {
                let message = "waitForAsker hoort bij een wedervraag (ASK_BACK). Laat een van beide weg.";
                Err(Complaints::one("kind", "INVALID", message))
            }
        }
    }
}

/// The files that were named; a name that is none is one that is not there.
pub(crate) fn files(named: Option<&Vec<ID>>) -> Vec<FileId> {
    let id = |id: &ID| id.parse().unwrap_or(FileId(Uuid::nil()));
    named.into_iter().flatten().map(id).collect()
}

impl SubmitQuestionInput {
    pub(crate) fn files(&self) -> Vec<FileId> {
        files(self.attachments.as_ref())
    }

    pub(crate) fn draft(self) -> QuestionDraft {
        QuestionDraft {
            submission_key: SubmissionKey(self.submission_key),
            subject: self.subject,
            body: self.body,
            organisation: self.organisation.draft(),
            contact: self.contact.draft(),
            groups: self.groups.unwrap_or_default(),
            themes: self.themes.unwrap_or_default(),
        }
    }
}

impl ContactInput {
    pub(crate) fn draft(self) -> ContactDraft {
        ContactDraft { name: self.name, email: self.email, phone: self.phone }
    }
}

impl OrganisationInput {
    pub(crate) fn draft(self) -> OrganisationDraft {
        OrganisationDraft {
            kind: Some(self.kind.into()),
            name: self.name,
            municipality: self.municipality,
            region: self.region,
            // Nobody was asked where a client says nothing.
            places: self.places.filter(|places| !places.is_empty()),
            works_for: self.works_for,
        }
    }
}

pub(crate) fn topic_keys(keys: Option<Vec<String>>) -> Vec<TopicKey> {
    keys.unwrap_or_default().into_iter().map(TopicKey).collect()
}
