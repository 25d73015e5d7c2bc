//! The desk that every verb is a method of (application service): its database, its clock, its rules.

use crate::fault::Fault;
use crate::ledger::Readings;
use crate::openings::Openings;
use crate::picture::looked_at::LookedAt;
use crate::picture::shelf::Shelf;
use crate::policy::{self, Action};
use crate::proof::passwords::Hashing;
use crate::proof::provider::Provider;
use crate::proof::tokens::TokenKeys;
use crate::{Caller, Clock, Ids, Picture, Refusal, Settings, secrets};
use domain::{SubmissionKey, TicketId};
use std::sync::{Arc, RwLock};
use store::Store;
use store::versions::Versions;

/// How often a verb is tried when others change the same rows at the same moment.
pub(crate) const ATTEMPTS: usize = 5;

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
    pub(crate) provider: Option<Provider>,
    /// What people send along; none where nothing is taken.
    pub(crate) files: Option<files::Files>,
    tracking_key: [u8; 32],
    pub(crate) submission_key: [u8; 32],
    pub(crate) totp_key: [u8; 32],
    /// What addresses are made from that letters are answered to.
    pub(crate) reply_key: [u8; 32],
    pub(crate) hashing: Arc<Hashing>,
    picture: RwLock<Arc<Picture>>,
    /// Answers that everybody may read, as last read.
    shelf: RwLock<Arc<Shelf>>,
    letters_waiting: tokio::sync::Notify,
    /// Changes anywhere, for those who listen here.
    changes: tokio::sync::broadcast::Sender<TicketId>,
    /// Changes by this process, for the relay.
    pub(crate) changed_here: tokio::sync::broadcast::Sender<TicketId>,
    /// Told to stop: sweeps end after the row they are at.
    pub(crate) stopping: std::sync::atomic::AtomicBool,
    /// Tasks of this process that failed the last time.
    pub(crate) troubled: std::sync::Mutex<std::collections::BTreeSet<&'static str>>,
    /// Waiting questions for which nobody was found.
    pub(crate) looked_at: std::sync::Mutex<LookedAt>,
    /// How far the desk is filled that is being filled; none when it is whole.
    pub(crate) filled: std::sync::Mutex<Option<String>>,
    /// Readings of today that are in the log.
    pub(crate) readings: std::sync::Mutex<Readings>,
    /// Who has which question open, as far as this process saw it.
    pub(crate) openings: std::sync::Mutex<Openings>,
    /// Days of figures, as they were read.
    pub(crate) kept_days: trends::KeptDays,
    /// What rises, as it was found.
    pub(crate) kept_rises: trends::KeptRises,
    /// Who may look at figures now.
    pub(crate) figure_turns: tokio::sync::Semaphore,
    /// Put in by tests only.
    pub(crate) fault: RwLock<Option<Fault>>,
}

/// How many look at figures at once: each has a connection, and the inbox has all others.
const FIGURES_AT_ONCE: usize = store::FIGURE_CONNECTIONS as usize;

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
        let picture = Picture::load(&store, None).await?;
        let files = settings.files.place.as_ref().map(files::Files::open).transpose().map_err(Refusal::Internal)?;
        let link_key = settings.auth.link_key.as_deref().unwrap_or(&settings.signing_key);
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            ids,
            tokens: TokenKeys::new(&settings)?,
            files,
            provider: settings.auth.provider.clone().map(Provider::new).transpose()?,
            tracking_key: secrets::derive(link_key, "tracking links"),
            submission_key: secrets::derive(link_key, "submission keys"),
            totp_key: secrets::derive(link_key, "second factors"),
            reply_key: secrets::derive(link_key, "reply addresses"),
            hashing: Hashing::new(),
            settings,
            picture: RwLock::new(Arc::new(picture)),
            shelf: RwLock::default(),
            letters_waiting: tokio::sync::Notify::new(),
            changes: tokio::sync::broadcast::channel(CHANGES_KEPT).0,
            changed_here: tokio::sync::broadcast::channel(CHANGES_KEPT).0,
            stopping: std::sync::atomic::AtomicBool::new(false),
            troubled: std::sync::Mutex::default(),
            looked_at: std::sync::Mutex::default(),
            filled: std::sync::Mutex::default(),
            readings: std::sync::Mutex::default(),
            openings: std::sync::Mutex::default(),
            kept_days: trends::KeptDays::default(),
            kept_rises: trends::KeptRises::default(),
            figure_turns: tokio::sync::Semaphore::new(FIGURES_AT_ONCE),
            fault: RwLock::new(None),
        })))
    }

    /// May this caller do this? For adapters that want to know before they ask, and for the test of the whole matrix.
    pub fn check(&self, caller: &Caller, action: Action<'_>) -> Result<(), Refusal> {
        policy::check(&caller.actor, action)
    }

    /// Topics, places and people as last read.
    pub fn picture(&self) -> Arc<Picture> {
        Arc::clone(&self.picture.read().expect("no code panics while it holds the picture"))
    }

    /// Reads topics, places and people again if they changed.
    pub async fn refresh(&self) -> Result<(), Refusal> {
        if store::versions::current(&self.store).await? != self.picture().versions {
            self.reload().await?;
        }
        Ok(())
    }

    /// Answers that everybody may read: read again when one changed, here or elsewhere. One short statement otherwise.
    pub(crate) async fn shelf(&self) -> Result<Arc<Shelf>, Refusal> {
        let edition = store::answers::edition(&self.store).await?;
        let held = Arc::clone(&self.shelf.read().expect("no code panics while it holds the shelf"));
        if held.edition() == Some(edition) {
            return Ok(held);
        }
        let read = Arc::new(Shelf::load(&self.store, edition).await?);
        *self.shelf.write().expect("no code panics while it holds the shelf") = Arc::clone(&read);
        Ok(read)
    }

    pub(crate) async fn reload(&self) -> Result<(), Refusal> {
        self.reload_from(&self.store).await.map(|_| ())
    }

    /// Fits the model that other corrections led to, if there is one, and puts it in the place of the one in use: for a task
    /// that nobody waits for.
    pub async fn use_newest_model(&self) -> Result<(), Refusal> {
        if self.picture().make_newer_model().await? { self.reload().await } else { Ok(()) }
    }

    /// The picture of the desk that belongs to these versions, read again if this server's is older.
    pub(crate) async fn picture_at(
        &self,
        from: &impl store::Reads,
        versions: Versions,
    ) -> Result<Arc<Picture>, Refusal> {
        let picture = self.picture();
        if picture.versions == versions { Ok(picture) } else { self.reload_from(from).await }
    }

    /// Within a transaction it reads through that: a second connection might never come when many wait for one.
    pub(crate) async fn reload_from(&self, from: &impl store::Reads) -> Result<Arc<Picture>, Refusal> {
        let picture = Arc::new(Picture::load(from, Some(&self.picture())).await?);
        *self.picture.write().expect("no code panics while it holds the picture") = Arc::clone(&picture);
        Ok(picture)
    }

    /// Makes the model that tells what a question is about, if it is not made yet: on another thread, so that only those wait
    /// who need it.
    pub async fn make_model(&self) -> Result<(), Refusal> {
        self.picture().make_model().await
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
