//! What the pages need to be told.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// May this address put another question? If not: after how long it may.
pub type Limiter = Arc<dyn Fn(IpAddr) -> Result<(), Duration> + Send + Sync>;

/// Makes a key for a form, so that sending it twice makes one ticket.
pub type NewKey = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// What the pages need to be told by the server.
#[derive(Clone)]
pub struct Options {
    /// Counts questions per address.
    pub limiter: Limiter,
    /// Does a proxy of our own stand in front, whose `X-Forwarded-For` can be believed?
    pub trust_forwarded_for: bool,
    /// Keys for forms.
    pub new_key: NewKey,
    /// Where weaknesses can be reported: an e-mail address or a web address.
    pub security_contact: Option<String>,
    /// Where people reach the desk for anything else, such as privacy or accessibility.
    pub contact_email: Option<String>,
}
