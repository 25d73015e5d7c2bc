//! What every request has at hand (application state, options).

use app::{App, Throttle};
use std::sync::Arc;

/// What pages need besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts questions, searches and attempts to sign in.
    pub throttle: Throttle,
    /// Is there a proxy in front that sets X-Forwarded-For?
    pub trust_forwarded_for: bool,
    /// Contact for those who find a hole.
    pub security_contact: String,
    /// Until when that contact holds.
    pub security_expires: String,
}

#[derive(Clone)]
pub(crate) struct Web {
    pub app: App,
    pub options: Options,
    /// The address of every page, as the router knows it.
    pub pages: Arc<[&'static str]>,
    /// Method and path of everything that is an attempt to come in, and counted.
    pub attempts: Arc<[(&'static str, &'static str)]>,
}
