//! What the verbs need to know of their surroundings (configuration).

use chrono::Duration;
use domain::Role;

/// What the verbs need to know of their surroundings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach the desk, without a slash at the end.
    pub public_url: String,
    /// May the made-up people of the demo sign in?
    pub allow_demo: bool,
    /// Contents of the signing key file (PKCS#8 PEM of an Ed25519 key).
    pub signing_key: Vec<u8>,
    /// How long a worker may hold a letter before others may take it; see [`crate::LETTER_LEASE`].
    pub letter_lease: chrono::Duration,
    /// How long the desk waits for askers who say nothing.
    pub patience: Patience,
    /// How many messages an asker may add to one question in an hour; 0 is no limit. See [`crate::REACTIONS_PER_HOUR`].
    pub reactions_per_hour: u32,
    /// How long a question that somebody began is kept for a colleague; zero: none are kept.
    pub drafts_hold: Duration,
    /// What colleagues of an asker may read.
    pub colleagues: Colleagues,
    /// What the privacy page says of this desk.
    pub privacy: Privacy,
    /// How letters end.
    pub signature: Signature,
    /// Which answered questions experts may read.
    pub reading: Reading,
    /// What may be sent along.
    pub files: FileSettings,
    /// How mail comes in.
    pub inbox: InboxSettings,
    /// How people and programs prove who they are.
    pub auth: AuthSettings,
    /// How long what is finished is kept.
    pub retention: Retention,
    /// All settings in force, for people to read; without secrets.
    pub shown: Vec<ShownSetting>,
}

/// How mail comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxSettings {
    /// Where answers to letters go; without it letters say that they cannot be answered.
    pub address: Option<String>,
    /// The name of the mail server whose word is believed about who sent a mail (authserv-id).
    pub checked_by: Option<String>,
}

/// How long what is finished is kept; 0 is for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Who asked: months after a question was finished.
    pub contact_months: u32,
    /// Files that came with messages: months after a question was finished.
    pub files_months: u32,
    /// Every text of a question: months after it was finished.
    pub texts_months: u32,
    /// Letters that left or were settled, and what finished questions leave behind: days.
    pub letters_days: u32,
    /// Lines of the log about no question, and that somebody read one: months.
    pub log_months: u32,
    /// Models that do not route: months.
    pub models_months: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            contact_months: 12,
            files_months: 12,
            texts_months: 24,
            letters_days: 90,
            log_months: 24,
            models_months: 12,
        }
    }
}

/// A setting as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSetting {
    /// Its name: `server.bind`.
    pub key: String,
    /// Its value, secrets blanked; none where it is left out.
    pub value: Option<String>,
    /// From where it comes.
    pub from: SettingFrom,
}

/// From where a setting comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingFrom {
    /// Nobody said anything.
    Default,
    /// The file beside the program.
    File,
    /// The environment, which overrules the file.
    Environment,
}

/// What may be sent along with a message.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// Where files lie and what may be in them; without it none are taken.
    pub place: Option<files::Settings>,
    /// How many with one message.
    pub per_message: usize,
    /// How many bytes with all messages of one question.
    pub per_ticket: i64,
    /// How many bytes may wait for a message, of everybody together: nobody fills the disk with what they never send.
    pub waiting: i64,
}

impl Default for FileSettings {
    fn default() -> Self {
        const MEGABYTE: i64 = 1024 * 1024;
        Self { place: None, per_message: 5, per_ticket: 200 * MEGABYTE, waiting: 4_096 * MEGABYTE }
    }
}

impl Settings {
    /// The host part of the public address, for Message-IDs.
    pub(crate) fn mail_domain(&self) -> &str {
        let rest = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        if host.is_empty() { "localhost" } else { host }
    }
}

/// How people and programs prove who they are.
#[derive(Clone)]
pub struct AuthSettings {
    /// A session ends when no page was asked for in this time.
    pub session_idle: Duration,
    /// A session ends after this time, come what may.
    pub session_longest: Duration,
    /// How long a tracking link still opens a question that was closed.
    pub link_after_closing: Duration,
    /// What tracking links and second factors are made from; the signing key unless that was replaced.
    pub link_key: Option<Vec<u8>>,
    /// Further keys (PEM, private or public) whose tokens still hold: signing keys of before.
    pub verify_keys: Vec<Vec<u8>>,
    /// How far the provider's clock may differ from the desk's.
    pub leeway: Duration,
    /// The organisation's own OpenID Connect provider; passwords are off when there is one.
    pub provider: Option<ProviderSettings>,
}

/// An OpenID Connect provider.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its issuer, exactly as it stands in its tokens.
    pub issuer: String,
    /// As what the desk is known there.
    pub client_id: String,
    /// None for a public client.
    pub client_secret: Option<String>,
    /// The claim that names roles, as text or a list of texts.
    pub role_claim: String,
    /// Which value of that claim gives which role. When empty, the desk decides who has which role.
    pub roles: Vec<(String, Role)>,
    /// The audience of its tokens for the API.
    pub audience: String,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            session_idle: Duration::minutes(60),
            session_longest: Duration::hours(12),
            link_after_closing: Duration::days(180),
            link_key: None,
            verify_keys: Vec::new(),
            leeway: Duration::seconds(60),
            provider: None,
        }
    }
}

/// Without the secrets.
impl std::fmt::Debug for AuthSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let issuer = self.provider.as_ref().map(|provider| &provider.issuer);
        f.debug_struct("AuthSettings").field("session_idle", &self.session_idle).field("issuer", &issuer).finish()
    }
}

/// Which answered questions experts may read, besides those of their own themes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// Those of the whole desk, without who asked them.
    #[default]
    WholeDesk,
    /// None.
    OwnThemes,
}

impl Reading {
    /// What the setting says.
    pub fn of(whole_desk: bool) -> Self {
        if whole_desk { Self::WholeDesk } else { Self::OwnThemes }
    }
}

/// What people with an address of an organisation read of what it asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colleagues {
    /// Which questions there are, and who asked them.
    #[default]
    List,
    /// Also what was asked and answered.
    Questions,
}

impl Colleagues {
    /// What the setting says.
    pub fn of(read_questions: bool) -> Self {
        if read_questions { Self::Questions } else { Self::List }
    }
}

/// What the privacy page says of this desk, each in a sentence or a few (GDPR, articles 13 and 14).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Privacy {
    /// Who is responsible.
    pub controller: Option<String>,
    /// Why they may use the data.
    pub ground: Option<String>,
    /// How long they keep them.
    pub terms: Option<String>,
    /// Who handles them on their behalf.
    pub processors: Option<String>,
    /// How to reach the data protection officer.
    pub officer: Option<String>,
    /// Where one may complain.
    pub authority: Option<String>,
}

impl Privacy {
    /// Each with the key of its setting, and what it is called on the page.
    pub fn parts(&self) -> [(&'static str, &'static str, Option<&str>); 6] {
        let Self { controller, ground, terms, processors, officer, authority } = self;
        [
            ("controller", "Wie verantwoordelijk is", controller.as_deref()),
            ("ground", "Waarom wij uw gegevens mogen gebruiken", ground.as_deref()),
            ("terms", "Hoe lang wij uw gegevens bewaren", terms.as_deref()),
            ("processors", "Wie ons daarbij helpt", processors.as_deref()),
            ("officer", "Onze functionaris voor gegevensbescherming", officer.as_deref()),
            ("authority", "Bent u het er niet mee eens?", authority.as_deref()),
        ]
    }

    /// The settings that say nothing yet.
    pub fn missing(&self) -> Vec<&'static str> {
        self.parts().into_iter().filter(|(_, _, said)| said.is_none()).map(|(key, _, _)| key).collect()
    }
}

/// After how many working days the desk does something by itself; 0 is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// An asker who does not react to a question back is reminded.
    pub remind_after_days: u32,
    /// The question is closed; only after a reminder, so it is later than that.
    pub close_after_days: u32,
    /// An answered question is closed.
    pub close_answered_after_days: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { remind_after_days: 5, close_after_days: 15, close_answered_after_days: 10 }
    }
}

/// Who signs the letters unless the settings say otherwise.
pub const SIGNED_BY: &str = "Expertteam Huisvesting Aandachtsgroepen";

/// How letters end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who signs.
    pub name: String,
    /// How to reach the desk, in a sentence; none: by the links, and on its own pages.
    pub reach: Option<String>,
}

impl Default for Signature {
    fn default() -> Self {
        Self { name: SIGNED_BY.to_owned(), reach: None }
    }
}
