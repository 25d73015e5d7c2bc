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
    /// How letters end.
    pub signature: Signature,
    /// Which answered questions experts may read.
    pub reading: Reading,
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
