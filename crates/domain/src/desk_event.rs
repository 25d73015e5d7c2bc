//! What can happen at the desk that is not about one question (domain event, audit), each with its particulars.
//!
//! The names of the variants and of their fields are what stands in the ledger, as with `TicketEvent`.

use crate::{
    AnswerChange, EventKind, JobId, LetterAbout, LexiconChange, MailId, MailState, ModelChange, OrganisationChange,
    OrganisationId, PersonId, RegionsChange, Role, RosterChange, TextBlockChange, TopicKey, TopicsChange,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What happened at the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum DeskEvent {
    /// Somebody signed in.
    SignedIn {
        /// In which way.
        how: WayIn,
        /// From which network address.
        address: String,
    },
    /// Somebody signed out.
    SignedOut {},
    /// Every session of a person was ended.
    SignedOutEverywhere {
        /// How many there were.
        sessions: u64,
    },
    /// Somebody tried to sign in, and was refused.
    SignInFailed {
        /// Whose account it was, if there is one; never what was typed.
        person: Option<PersonId>,
        /// What was wrong, for the operator.
        why: String,
        /// From which network address.
        address: String,
        /// The how many-th of that day for this account.
        count: i32,
    },
    /// A link to choose a password was handed out.
    Invited(Invited),
    /// Somebody chose a password.
    CredentialsSet {
        /// With which kind of link.
        by: String,
        /// From which network address.
        address: String,
    },
    /// A bearer token was handed out.
    TokenIssued {
        /// For whom.
        #[serde(rename = "for")]
        person: PersonId,
        /// Its name.
        jti: String,
        /// Until when it holds, in seconds since 1970.
        exp: i64,
    },
    /// A token, or all tokens of a person, were revoked.
    TokensRevoked(TokensRevoked),
    /// A person was added, or their name, roles or activity changed.
    PersonChanged {
        /// Who.
        person: PersonId,
        /// As what, from now on.
        roles: Vec<Role>,
        /// Do they work here?
        active: bool,
    },
    /// People, expertise or absences changed.
    RosterChanged(RosterChange),
    /// A region layout was installed or replaced.
    RegionsImported(RegionsChange),
    /// The certainty gate, or whether the desk learns, changed.
    RoutingRulesChanged {
        /// From which certainty the desk assigns by itself, in thousandths: before and after.
        #[serde(rename = "assignFrom")]
        assign_from: [i32; 2],
        /// Does it learn? Before and after.
        learns: [bool; 2],
    },
    /// A model was fitted, or a lead went back to an earlier one.
    ModelChanged(ModelChange),
    /// A word was added to the lexicon, or taken from it.
    LexiconChanged(LexiconChange),
    /// A topic was added, worded otherwise, or ended.
    TopicsChanged(TopicsChange),
    /// A text block was made, changed or taken away.
    TextBlocksChanged(TextBlockChange),
    /// An answer for everybody was made, read along, published or taken away.
    AnswersChanged(AnswerChange),
    /// Opening hours, closing days or policies changed.
    PromiseRulesChanged {
        /// The edition that came of it.
        edition: i32,
        /// The change as it was made, for people to read: its words are those of the use case, not of the domain.
        change: Value,
    },
    /// The desk's name or colours, or how it signs its letters, changed. The words stand with the edition.
    HouseStyleChanged {
        /// The edition that came of it.
        edition: i32,
    },
    /// Somebody wrote something with a topic that rises. The words stand with the note.
    RiseNoted {
        /// Which topic.
        topic: TopicKey,
        /// First day of the week in which it began to rise.
        since: NaiveDate,
    },
    /// An e-mail domain was confirmed for an organisation, or withdrawn.
    DomainsChanged {
        /// Which.
        domain: String,
        /// Of which organisation.
        organisation: OrganisationId,
        /// `false` when it was withdrawn.
        confirmed: bool,
    },
    /// E-mail domains were taken over from a register of the government.
    DomainsImported {
        /// The stored word for which register.
        source: String,
        /// How many came.
        added: usize,
        /// How many went.
        removed: usize,
        /// How many were known already.
        kept: usize,
    },
    /// An organisation was confirmed, renamed, or made one with another.
    OrganisationsChanged(OrganisationChange),
    /// A link to the questions of an organisation was sent to an address at its domain.
    OrganisationLinkSent {
        /// Which.
        domain: String,
        /// The name of the link, which is not its secret.
        link: Option<String>,
        /// The how many-th of that day for this domain.
        count: i32,
    },
    /// Such a link was used.
    OrganisationLinkUsed {
        /// Which.
        domain: String,
        /// The name of the link.
        link: String,
        /// How many questions it showed.
        questions: usize,
    },
    /// Something left the desk as a file.
    Exported {
        /// What.
        what: Export,
        /// Which part of it.
        filter: ExportFilter,
    },
    /// Somebody asked to be erased, or that a message is. Whose data, and why, stands with the request.
    ErasureAsked {
        /// Which request.
        erasure: Uuid,
        /// How many questions it is about.
        questions: i32,
    },
    /// That was taken back.
    ErasureWithdrawn {
        /// Which request.
        erasure: Uuid,
    },
    /// It was done.
    ErasureDone {
        /// Which request.
        erasure: Uuid,
        /// How many questions it was about.
        questions: i32,
    },
    /// Everything that is held of an address left the desk as a file.
    AccessGiven {
        /// How many questions that were.
        questions: i32,
    },
    /// A letter about no question could not be delivered and will not be tried again.
    LetterDead(LetterAbout),
    /// A letter about no question was not sent, because whoever it was for may no longer be told.
    LetterWithdrawn {
        /// The letter.
        #[serde(flatten)]
        letter: LetterAbout,
        /// Why, in words.
        why: String,
    },
    /// A mail that belongs to no known question came to stand elsewhere.
    MailSorted {
        /// Which.
        mail: MailId,
        /// Where it stands now.
        state: MailState,
    },
    /// Somebody saw that a letter about no question could not be delivered, and left it at that.
    LetterDismissed {
        /// Which.
        job: JobId,
        /// The stored word of its kind.
        letter: String,
        /// Whom of the desk it was for.
        person: Option<PersonId>,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayIn {
    /// With a password and a code.
    Password,
    /// Through the provider of the organisation.
    Provider,
    /// As somebody made up, in a demo.
    Demo,
}

/// Which link to choose a password was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Invited {
    /// The first one.
    First {
        /// To whom.
        person: PersonId,
        /// Was it sent, or shown to whoever asked for it?
        by_letter: bool,
    },
    /// For another password.
    Reset {
        /// To whom.
        person: PersonId,
        /// Always true.
        reset: bool,
    },
}

/// Which tokens were revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TokensRevoked {
    /// One.
    One {
        /// Its name.
        jti: String,
    },
    /// All of a person.
    Of {
        /// Whose.
        person: PersonId,
    },
}

/// What left the desk as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// The log.
    Log,
}

/// Which lines of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFilter {
    /// Of this person.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// Of this day.
    pub day: Option<NaiveDate>,
    /// Older than this line.
    pub before: Option<i64>,
}

impl DeskEvent {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::SignedIn { .. } => EventKind::SignedIn,
            Self::SignedOut {} => EventKind::SignedOut,
            Self::SignedOutEverywhere { .. } => EventKind::SignedOutEverywhere,
            Self::SignInFailed { .. } => EventKind::SignInFailed,
            Self::Invited(_) => EventKind::Invited,
            Self::CredentialsSet { .. } => EventKind::CredentialsSet,
            Self::TokenIssued { .. } => EventKind::TokenIssued,
            Self::TokensRevoked(_) => EventKind::TokensRevoked,
            Self::PersonChanged { .. } => EventKind::PersonChanged,
            Self::RosterChanged(_) => EventKind::RosterChanged,
            Self::RegionsImported(_) => EventKind::RegionsImported,
            Self::RoutingRulesChanged { .. } => EventKind::RoutingRulesChanged,
            Self::ModelChanged(_) => EventKind::ModelChanged,
            Self::LexiconChanged(_) => EventKind::LexiconChanged,
            Self::TopicsChanged(_) => EventKind::TopicsChanged,
            Self::TextBlocksChanged(_) => EventKind::TextBlocksChanged,
            Self::AnswersChanged(_) => EventKind::AnswersChanged,
            Self::PromiseRulesChanged { .. } => EventKind::PromiseRulesChanged,
            Self::HouseStyleChanged { .. } => EventKind::HouseStyleChanged,
            Self::RiseNoted { .. } => EventKind::RiseNoted,
            Self::DomainsChanged { .. } => EventKind::DomainsChanged,
            Self::DomainsImported { .. } => EventKind::DomainsImported,
            Self::OrganisationsChanged(_) => EventKind::OrganisationsChanged,
            Self::OrganisationLinkSent { .. } => EventKind::OrganisationLinkSent,
            Self::OrganisationLinkUsed { .. } => EventKind::OrganisationLinkUsed,
            Self::Exported { .. } => EventKind::Exported,
            Self::ErasureAsked { .. } => EventKind::ErasureAsked,
            Self::ErasureWithdrawn { .. } => EventKind::ErasureWithdrawn,
            Self::ErasureDone { .. } => EventKind::ErasureDone,
            Self::AccessGiven { .. } => EventKind::AccessGiven,
            Self::LetterDead(_) => EventKind::LetterDead,
            Self::LetterWithdrawn { .. } => EventKind::LetterWithdrawn,
            Self::LetterDismissed { .. } => EventKind::LetterDismissed,
            Self::MailSorted { .. } => EventKind::MailSorted,
        }
    }

    /// Whom of the desk it is about, where that is one person.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::TokenIssued { person, .. }
            | Self::TokensRevoked(TokensRevoked::Of { person })
            | Self::PersonChanged { person, .. }
            | Self::Invited(Invited::First { person, .. } | Invited::Reset { person, .. })
            | Self::RosterChanged(
                RosterChange::Profile { expert: person, .. }
                | RosterChange::Away { expert: person, .. }
                | RosterChange::Back { expert: person, .. }
                | RosterChange::ConflictWithdrawn { expert: person, .. },
            ) => Some(*person),
            Self::SignInFailed { person, .. }
            | Self::LetterDead(LetterAbout { person, .. })
            | Self::LetterWithdrawn { letter: LetterAbout { person, .. }, .. }
            | Self::LetterDismissed { person, .. } => *person,
            Self::SignedIn { .. }
            | Self::SignedOut {}
            | Self::SignedOutEverywhere { .. }
            | Self::CredentialsSet { .. }
            | Self::TokensRevoked(TokensRevoked::One { .. })
            | Self::RosterChanged(RosterChange::Installed { .. })
            | Self::RegionsImported(_)
            | Self::RoutingRulesChanged { .. }
            | Self::ModelChanged(_)
            | Self::LexiconChanged(_)
            | Self::TopicsChanged(_)
            | Self::TextBlocksChanged(_)
            | Self::AnswersChanged(_)
            | Self::PromiseRulesChanged { .. }
            | Self::DomainsChanged { .. }
            | Self::DomainsImported { .. }
            | Self::HouseStyleChanged { .. }
            | Self::RiseNoted { .. }
            | Self::OrganisationsChanged(_)
            | Self::OrganisationLinkSent { .. }
            | Self::OrganisationLinkUsed { .. }
            | Self::Exported { .. }
            | Self::MailSorted { .. }
            | Self::ErasureAsked { .. }
            | Self::ErasureWithdrawn { .. }
            | Self::ErasureDone { .. }
            | Self::AccessGiven { .. } => None,
        }
    }

    /// From which network address, where that is written down.
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::SignedIn { address, .. }
            | Self::SignInFailed { address, .. }
            | Self::CredentialsSet { address, .. } => Some(address),
            _ => None,
        }
    }
}
