//! How people and programs prove who they are.

use chrono::Duration;
use domain::Role;

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
