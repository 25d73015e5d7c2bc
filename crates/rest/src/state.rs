//! What every request here needs (state), and what this API is opened with.

use app::{App, Throttle};
use std::sync::Arc;

/// What this API needs besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts what one sender asks.
    pub throttle: Throttle,
    /// Is there a proxy in front that sets X-Forwarded-For?
    pub trust_forwarded_for: bool,
    /// Where whoever uses this API can ask about it: an address that begins with `mailto:` or `https:`.
    pub contact: String,
}

#[derive(Clone)]
pub(crate) struct Rest {
    pub app: App,
    pub options: Options,
    /// What this API can do, as it is served.
    pub description: Arc<serde_json::Value>,
}

impl Rest {
    /// Where something below `/v1` is found.
    pub(crate) fn address(&self, below: &str) -> String {
        format!("{}/v1/{below}", self.app.settings().public_url)
    }

    /// Where this answer is found here.
    pub(crate) fn address_of(&self, key: &str) -> String {
        self.address(&format!("antwoorden/{key}"))
    }

    /// The page on which people read this answer.
    pub(crate) fn page(&self, key: &str) -> String {
        format!("{}/antwoorden/{key}", self.app.settings().public_url)
    }
}
