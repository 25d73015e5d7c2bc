//! Time and chance: the only two places where they enter the desk.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// What time it is.
pub trait Clock: Send + Sync + 'static {
    /// Now, cut to microseconds: PostgreSQL keeps no more, and what was written must equal what is read.
    fn now(&self) -> DateTime<Utc>;
}

/// Names and secrets that nobody can guess.
pub trait Ids: Send + Sync + 'static {
    /// A new name; names made later sort later.
    fn uuid(&self, now: DateTime<Utc>) -> Uuid;
    /// 256 random bits.
    fn secret(&self) -> [u8; 32];
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// Begins to measure a duration, for figures about the program itself; no rule of the desk may depend on it.
#[expect(clippy::disallowed_methods, reason = "a duration is measured, not a moment of the desk")]
pub fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// Names and secrets from the system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let seconds = now.timestamp().unsigned_abs();
        Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos()))
    }

    fn secret(&self) -> [u8; 32] {
        rand::random()
    }
}
