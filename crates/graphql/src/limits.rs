//! How much one request, or one WebSocket, may ask (limits, quotas), and what else the API is opened with.

use app::Throttle;
use std::time::Duration;

/// What the API needs besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts questions and searches.
    pub throttle: Throttle,
    /// Is there a proxy in front that sets X-Forwarded-For?
    pub trust_forwarded_for: bool,
    /// How much one request may ask.
    pub limits: Limits,
}

/// Bounds; what to begin with is [`Limits::default`].
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest request or message, in bytes.
    pub body_bytes: usize,
    /// Bytes of query text.
    pub query_bytes: usize,
    /// Fields of a query, fragments expanded.
    pub nodes: u64,
    /// Fields within fields.
    pub depth: u32,
    /// Fields that are given another name.
    pub aliases: usize,
    /// Fields in the answer, lists counted by their size.
    pub cost: u64,
    /// How long an operation may take.
    pub patience: Duration,
    /// WebSockets open at once from one address.
    pub sockets_per_address: usize,
    /// WebSockets open at once for the holder of a token.
    pub sockets_per_token: usize,
    /// Operations under way at once on one WebSocket.
    pub operations_per_socket: usize,
    /// How long a WebSocket may wait before it says `connection_init`.
    pub init_within: Duration,
    /// How often a WebSocket is asked whether anybody is there.
    pub ping_every: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            query_bytes: 16 * 1024,
            nodes: 500,
            depth: 12,
            aliases: 20,
            cost: 50_000,
            patience: Duration::from_secs(10),
            sockets_per_address: 100,
            sockets_per_token: 10,
            operations_per_socket: 10,
            init_within: Duration::from_secs(10),
            ping_every: Duration::from_secs(20),
        }
    }
}
