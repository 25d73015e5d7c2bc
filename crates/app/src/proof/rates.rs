//! How often somebody may do what costs the desk most; who counts, and how, is for the server to say.

use domain::PersonId;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Storing a question that came by the form or the API.
    Submission,
    /// Sending a question in, whatever comes of it: a much wider bound, against floods.
    Attempt,
    /// Looking for an organisation.
    Search,
    /// Trying to sign in.
    SignIn,
}

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// Whoever is at this address.
    Address(IpAddr),
    /// The holder of a token, wherever they are.
    Person(PersonId),
}

/// May this sender go on, or how long must they wait?
pub type Throttle = Arc<dyn Fn(Counted, Sender) -> Result<(), Duration> + Send + Sync>;
