//! What people do at the desk: one verb per file.
//!
//! A verb reads as its own specification: policy, the rules of the domain, the time once, one transaction with rows,
//! events and letters, commit. Adapters above (pages, API, worker, command line) parse, call and present; they decide
//! nothing.
// Files of this crate are being put into rooms; what is public in them is looked at when they stand.
#![allow(unreachable_pub)]
#![warn(missing_docs)]

mod auth_settings;
mod change;
mod check_token;
mod clock;
mod desk;
mod learn;
mod ledger;
mod letters;
mod may_be_told;
mod may_get;
mod passwords;
mod patience;
mod policy;
mod promises;
mod provider;
mod public_domains;
mod rates;
mod reference;
mod refusal;
mod relay;
mod routing_step;
mod secrets;
mod seen;
mod signing_key;
mod tell;
mod throttle;
mod totp;

mod add_note;
mod assign_ticket;
mod check_health;
mod choose_password;
mod close_ticket;
mod conflicts;
mod correct_contact;
mod dead_letters;
mod deliver_letters;
mod expert_changes;
mod extend_deadline;
mod find_organisations;
mod follow_ticket;
mod heed_silence;
mod import_questions;
mod import_regions;
mod index_texts;
mod install;
mod issue_token;
mod keep_form;
mod keep_log;
mod lexicon;
mod list_tickets;
mod manage_people;
mod organisation_questions;
mod plan_absence;
mod preview_routing;
mod promise_rules;
mod propose_topics;
mod react_as_asker;
mod read_file;
mod read_log;
mod read_ticket;
mod read_trends;
mod recount_promises;
mod renew_link;
mod reopen_ticket;
mod replay;
mod reply_to_ticket;
mod route_waiting;
mod routing_rules;
mod rules_draft;
mod set_aside;
mod set_ticket_topics;
mod sign_in;
mod sign_in_with_password;
mod sign_in_with_provider;
mod stand_in;
mod submit_question;
mod thank_as_asker;
mod triage;
mod watch_promises;

pub use auth_settings::{AuthSettings, ProviderSettings};
pub use check_health::{Backlog, Check, Health};
pub use choose_password::{AccessLink, Chosen, NewFactor, Sending};
pub use clock::{Clock, Ids, RandomIds, SystemClock, stopwatch};
pub use dead_letters::letter_label;
pub use deliver_letters::{LETTER_LEASE, LetterOutcome};
pub use desk::Desk;
pub use expert_changes::ExpertProfile;
pub use import_questions::{ImportLine, ImportedQuestion};
pub use import_regions::{LayoutImport, RegionsReport};
pub use install::{install_people, migrate};
pub use issue_token::TokenKeys;
pub use keep_form::Keeping;
pub use learn::{GateOffer, GateOffers, LearningView, MeasuredAt};
pub use lexicon::DryRun;
pub use list_tickets::TicketSearch;
pub use manage_people::Works;
pub use patience::{Foreseen, Patience};
pub use plan_absence::{Gaps, Uncovered};
pub use policy::Action;
pub use promise_rules::{PromisePreview, RulesChange};
pub use rates::{Counted, Sender, Throttle};
pub use react_as_asker::REACTIONS_PER_HOUR;
pub use read_file::text_of_file;
pub use read_ticket::{MessagesFrom, RoutingView, TicketPlace, TicketView};
pub use read_trends::{NamedSeries, Rising, TrendsBy, TrendsQuery, TrendsReport};
pub use refusal::Refusal;
pub use replay::Replay;
pub use reply_to_ticket::Reply;
pub use routing::Reliability;
pub use routing_rules::RoutingRulesDraft;
pub use rules_draft::RulesDraft;
pub use seen::{News, Seen, SeenTicket};
pub use set_aside::{Fault, said};
pub use set_ticket_topics::primary_first;
pub use sign_in::{SignIn, Welcome, form_token};
pub use signing_key::{is_signing_key, is_verifying_key, new_signing_key};
pub use submit_question::{Count, Receipt};
pub use throttle::{Browser, FORWARDED_FOR, seen_by_proxy};
pub use totp::totp_code;
pub use triage::{TriageItem, TriagePage};

// Words of lower floors that stand in the signatures above: adapters name them through here.
pub use sla::{DatedPolicy, Opening, Policy, Regime, Rules};
pub use store::conflicts::Conflict;
pub use store::corrections::Tally;
pub use store::decisions::StoredDecision;
pub use store::events::LogFilter;
pub use store::jobs::{DeadJob, Job as LetterJob, Queue};
pub use store::kept_forms::KeptForm;
pub use store::models::{ModelState, StoredModel};
pub use store::organisation_domains::{ColleaguesQuestion, ConfirmedDomain};
pub use store::promise_rules::Edition;
pub use store::routing_rules::RoutingRules;
pub use store::setbacks::Setback;
pub use store::terms::StoredTerm;
pub use store::tickets::TriageCursor;
pub use store::{Cursor, Page};
pub use trends::{Bucket, Measure, Point, Rise, Series};

use domain::{Actor, Numbers, Origin, Reference, SubmissionKey, TicketId};
use std::sync::{Arc, RwLock};
use store::Store;
use store::versions::Versions;

/// Who calls a verb, and through which door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// Through which door.
    pub origin: Origin,
    /// What they say of numbers in their texts that may be citizen numbers.
    pub numbers: Numbers,
}

impl Caller {
    /// Nobody in particular, on a page.
    pub fn new(actor: Actor, origin: Origin) -> Self {
        Self { actor, origin, numbers: Numbers::Unexplained }
    }

    /// The desk itself, at the command line or in the worker.
    pub fn system(origin: Origin) -> Self {
        Self::new(Actor::System, origin)
    }

    /// The same, who says this of the numbers in their texts.
    pub fn saying(&self, numbers: Numbers) -> Self {
        Self { numbers, ..self.clone() }
    }
}

/// What the verbs need to know of their surroundings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach the desk, without a slash at the end.
    pub public_url: String,
    /// May the made-up people of the demo sign in?
    pub allow_demo: bool,
    /// Contents of the signing key file (PKCS#8 PEM of an Ed25519 key).
    pub signing_key: Vec<u8>,
    /// How long a worker may hold a letter before others may take it; see [`LETTER_LEASE`].
    pub letter_lease: chrono::Duration,
    /// How long the desk waits for askers who say nothing.
    pub patience: Patience,
    /// How many messages an asker may add to one question in an hour; 0 is no limit. See [`REACTIONS_PER_HOUR`].
    pub reactions_per_hour: u32,
    /// How people and programs prove who they are.
    pub auth: AuthSettings,
}

impl Settings {
    /// The host part of the public address, for Message-IDs.
    pub(crate) fn mail_domain(&self) -> &str {
        let rest = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        if host.is_empty() { "localhost" } else { host }
    }
}

/// How often a verb is tried when others change the same rows at the same moment.
const ATTEMPTS: usize = 5;

/// The desk: its database, its clock, its rules. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// See [`App`].
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) ids: Box<dyn Ids>,
    pub(crate) settings: Settings,
    pub(crate) tokens: TokenKeys,
    pub(crate) provider: Option<provider::Provider>,
    tracking_key: [u8; 32],
    pub(crate) submission_key: [u8; 32],
    pub(crate) totp_key: [u8; 32],
    pub(crate) hashing: Arc<passwords::Hashing>,
    desk: RwLock<Arc<Desk>>,
    letters_waiting: tokio::sync::Notify,
    /// Changes anywhere, for those who listen here.
    changes: tokio::sync::broadcast::Sender<TicketId>,
    /// Changes by this process, for the relay.
    changed_here: tokio::sync::broadcast::Sender<TicketId>,
    /// Told to stop: sweeps end after the row they are at.
    stopping: std::sync::atomic::AtomicBool,
    /// Tasks of this process that failed the last time.
    troubled: std::sync::Mutex<std::collections::BTreeSet<&'static str>>,
    /// Readings of today that are in the log.
    readings: std::sync::Mutex<keep_log::Readings>,
    /// Put in by tests only.
    fault: RwLock<Option<Fault>>,
}

/// How many changes a slow listener may lag behind before it misses some.
const CHANGES_KEPT: usize = 1_024;

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Opens the desk on a migrated database.
    pub async fn open(
        store: Store,
        clock: Box<dyn Clock>,
        ids: Box<dyn Ids>,
        settings: Settings,
    ) -> Result<Self, Refusal> {
        let desk = Desk::load(&store, None).await?;
        let link_key = settings.auth.link_key.as_deref().unwrap_or(&settings.signing_key);
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            ids,
            tokens: TokenKeys::new(&settings)?,
            provider: settings.auth.provider.clone().map(provider::Provider::new).transpose()?,
            tracking_key: secrets::derive(link_key, "tracking links"),
            submission_key: secrets::derive(link_key, "submission keys"),
            totp_key: secrets::derive(link_key, "second factors"),
            hashing: passwords::Hashing::new(),
            settings,
            desk: RwLock::new(Arc::new(desk)),
            letters_waiting: tokio::sync::Notify::new(),
            changes: tokio::sync::broadcast::channel(CHANGES_KEPT).0,
            changed_here: tokio::sync::broadcast::channel(CHANGES_KEPT).0,
            stopping: std::sync::atomic::AtomicBool::new(false),
            troubled: std::sync::Mutex::default(),
            readings: std::sync::Mutex::default(),
            fault: RwLock::new(None),
        })))
    }

    /// Topics, places and people as last read.
    pub fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk.read().expect("no code panics while it holds the desk"))
    }

    /// Reads topics, places and people again if they changed.
    pub async fn refresh(&self) -> Result<(), Refusal> {
        if store::versions::current(&self.store).await? != self.desk().versions {
            self.reload().await?;
        }
        Ok(())
    }

    pub(crate) async fn reload(&self) -> Result<Arc<Desk>, Refusal> {
        self.reload_from(&self.store).await
    }

    /// The picture of the desk that belongs to these versions, read again if this server's is older.
    pub(crate) async fn desk_at(&self, from: &impl store::Reads, versions: Versions) -> Result<Arc<Desk>, Refusal> {
        let desk = self.desk();
        if desk.versions == versions { Ok(desk) } else { self.reload_from(from).await }
    }

    /// Within a transaction it reads through that: a second connection might never come when many wait for one.
    pub(crate) async fn reload_from(&self, from: &impl store::Reads) -> Result<Arc<Desk>, Refusal> {
        let desk = Arc::new(Desk::load(from, Some(&self.desk())).await?);
        *self.desk.write().expect("no code panics while it holds the desk") = Arc::clone(&desk);
        Ok(desk)
    }

    /// The database, for adapters that watch over it (doctor, cost tests).
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A key for a form that is shown now: sending it twice makes one ticket.
    pub fn new_submission_key(&self) -> SubmissionKey {
        SubmissionKey(self.ids.uuid(self.clock.now()))
    }

    /// What time it is at the desk.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// Where people reach the desk.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Resolves when letters were written, here or elsewhere; the worker waits for it between two polls.
    pub async fn letters_written(&self) {
        self.letters_waiting.notified().await;
    }

    /// Tickets changed by any process, as they change. What a listener may see of them is asked per ticket, with
    /// [`App::read_changed_ticket`].
    pub fn listen(&self, caller: &Caller) -> Result<tokio::sync::broadcast::Receiver<TicketId>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        Ok(self.changes.subscribe())
    }

    /// After a commit: tells those who wait for letters and for changes.
    pub(crate) fn announce(&self, ticket: TicketId) {
        self.spread(ticket);
        // Nobody listening is the normal case.
        let _ = self.changed_here.send(ticket);
    }

    /// Wakes the worker and the listeners of this process.
    pub(crate) fn spread(&self, ticket: TicketId) {
        self.letters_waiting.notify_one();
        let _ = self.changes.send(ticket);
    }

    /// After letters were written that are about no ticket.
    pub(crate) fn wake_worker(&self) {
        self.letters_waiting.notify_one();
    }

    /// The asker's own link to one ticket; another for each time it was replaced.
    pub(crate) fn tracking_url(&self, submission: SubmissionKey, link_number: i32) -> String {
        let secret = secrets::tracking_secret(&self.tracking_key, submission, link_number);
        format!("{}/volg/{secret}", self.settings.public_url)
    }
}

/// Does this reference name this ticket? The number alone is not enough: the year is part of what people say.
pub(crate) fn names(reference: Reference, ticket: &domain::Ticket) -> bool {
    ticket.reference == reference
}
