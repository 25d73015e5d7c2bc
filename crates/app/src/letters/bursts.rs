//! One letter for what comes in a burst (debounce, throttle): while one waits it tells of more, and after one went the next
//! keeps quiet for a while.

use crate::Refusal;
use chrono::{DateTime, Duration, Utc};
use domain::{LetterKind, PersonId, TicketId};
use store::Tx;
use store::jobs::{Goes, Job, LastTold};

/// After a letter about a reaction the next one waits this long, and tells of everything that came meanwhile: who writes
/// in pieces does so within minutes, and whoever opens the first letter sees them all on the page.
pub(crate) const QUIET: Duration = Duration::minutes(10);

/// Letters of one kind about one question to one person.
#[derive(Clone, Copy)]
pub(crate) struct Burst {
    pub ticket: TicketId,
    pub person: PersonId,
    pub kind: LetterKind,
    /// So long the first one waits for more to come.
    pub gathers: Duration,
}

/// A letter that tells of one more; none when one that waits does so already. `pause` says how long it is quiet after the one
/// that went at a moment.
pub(crate) async fn one_per_burst(
    tx: &Tx,
    burst: Burst,
    pause: impl Fn(DateTime<Utc>) -> Duration,
    now: DateTime<Utc>,
    letter: impl Fn(i32) -> Job,
) -> Result<Option<Job>, Refusal> {
    let Burst { ticket, person, kind, gathers } = burst;
    let went_at = match store::jobs::last_told(tx, ticket, person, kind).await? {
        None => return Ok(Some(no_sooner(letter(1), now + gathers))),
        Some(LastTold::Went(at)) => at.unwrap_or(now),
        Some(LastTold::Waits { id, times, run_at }) => {
            let more = Job { id, run_at, ..letter(times + 1) };
            if store::jobs::replace(tx, &more).await? {
                return Ok(None);
            }
            // It went this very moment.
            now
        }
    };
    Ok(Some(no_sooner(letter(1), (now + gathers).max(went_at + pause(went_at)))))
}

/// What is gathered waits longer, and tells of all that came.
fn no_sooner(letter: Job, run_at: DateTime<Utc>) -> Job {
    if letter.goes == Goes::Gathered { letter } else { Job { run_at, ..letter } }
}
