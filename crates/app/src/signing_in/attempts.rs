//! Guessing is slowed down (rate limiting), and nobody is locked out.
//!
//! Attempts are counted in the database, before they are looked at, so that a thousand at once are as slow as a
//! thousand in a row. One that comes too early is refused and not counted: waiting always helps.
//!
//! What an account and an address share with others cannot be a lock: whoever guesses without end would hold it for
//! ever. Once those counts ask for a wait, a password is looked at only beside the right code, and the code is used up by
//! that. So the owner comes in whatever others do, and a guess of the password costs a guess of the code first.

use crate::refusal::Limit;
use crate::{App, Refusal, secrets};
use chrono::{DateTime, Duration, Utc};
use std::net::IpAddr;
use store::grants::Purpose;
use store::sign_in_failures::{self, Failures};

/// From where somebody signs in.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The address they come from.
    pub address: IpAddr,
    /// The secret of a browser in which somebody signed in before.
    pub device: Option<String>,
    /// The secret of the session that ends when another begins.
    pub session: Option<String>,
}

/// Counts begin again after a day of rest.
pub(crate) const REMEMBERED: Duration = Duration::hours(24);
/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::minutes(15);

/// What is counted, how often it may fail before waiting begins, and how long a wait may become.
struct Counter {
    key: String,
    free: i32,
    longest: Duration,
}

/// What becomes of an attempt that was made.
pub(crate) enum Begun {
    /// Password and code are looked at.
    Attempt(Attempt),
    /// Many guess: the code is looked at first, and nothing else unless it is right. Otherwise they wait this long.
    CodeFirst(Attempt, Duration),
    /// Too early.
    Wait(Duration),
}

/// An attempt that was counted as failed until it succeeds.
pub(crate) struct Attempt {
    /// Forgotten when it succeeds.
    own: String,
    /// Shared with others: one is taken back.
    shared: Vec<String>,
}

/// The header in which a proxy says for whom it asks.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that our own proxy saw, from the lines of that header: the last one. Those before it are what the sender
/// says.
pub fn seen_by_proxy<'l>(mut lines: impl DoubleEndedIterator<Item = &'l [u8]>) -> Option<IpAddr> {
    std::str::from_utf8(lines.next_back()?).ok()?.rsplit(',').next()?.trim().parse().ok()
}

impl App {
    /// Counts an attempt on this account, or says how long to wait. A browser in which this person signed in before is
    /// counted by itself: whatever others do to the account, it gets in.
    pub(crate) async fn begin_attempt(
        &self,
        account: &str,
        person: Option<domain::PersonId>,
        from: &Browser,
    ) -> Result<Begun, Refusal> {
        let account = short(account);
        let net = network(from.address);
        let device = match &from.device {
            Some(secret) => store::grants::find(&self.store, &secrets::hash(secret), self.clock.now()).await?,
            None => None,
        };
        let known = device.filter(|grant| grant.purpose == Purpose::Device && grant.person == person);
        match (known, &from.device) {
            (Some(_), Some(secret)) => self.count_attempt(Counter::own(format!("device {}", short(secret))), &[]).await,
            (None, _) | (_, None) => {
                // What is shared with others is slowed down as well: colleagues come from one address, and an account is
                // attacked from many.
                let shared = [
                    Counter { key: format!("account {account}"), free: 50, longest: Duration::minutes(1) },
                    Counter { key: format!("address {net}"), free: 20, longest: Duration::minutes(1) },
                ];
                self.count_attempt(Counter::own(format!("pair {account} {net}")), &shared).await
            }
        }
    }

    /// Counts something that is asked for without signing in, such as a letter.
    pub async fn allow_request(&self, what: &str, address: IpAddr) -> Result<(), Refusal> {
        self.count_alone(Counter::own(format!("{what} {}", network(address)))).await.map(drop)
    }

    /// Counts letters that anybody can have sent to an address, whoever asks for them.
    pub(crate) async fn allow_letter_to(&self, what: &str, email: &str) -> Result<(), Refusal> {
        self.count_alone(Counter::own(format!("{what} to {}", short(email)))).await.map(drop)
    }

    /// Counts guesses at what one secret link asks beside it.
    pub(crate) async fn begin_attempt_at_link(&self, secret: &str) -> Result<Attempt, Refusal> {
        self.count_alone(Counter::own(format!("link {}", short(secret)))).await
    }

    async fn count_alone(&self, own: Counter) -> Result<Attempt, Refusal> {
        match self.count_attempt(own, &[]).await? {
            Begun::Attempt(attempt) => Ok(attempt),
            Begun::CodeFirst(_, wait) | Begun::Wait(wait) => {
                Err(Refusal::Limited(Limit::Attempts, wait.to_std().unwrap_or_default()))
            }
        }
    }

    async fn count_attempt(&self, own: Counter, shared: &[Counter]) -> Result<Begun, Refusal> {
        let now = self.clock.now();
        let mut counters: Vec<&Counter> = shared.iter().chain([&own]).collect();
        // The same order for everybody, or two could wait for each other.
        counters.sort_by(|left, right| left.key.cmp(&right.key));
        let keys: Vec<String> = counters.iter().map(|counter| counter.key.clone()).collect();
        let tx = self.store.write().await?;
        let held = sign_in_failures::hold(&tx, &keys, now).await?;
        let (mut own_wait, mut shared_wait) = (Duration::zero(), Duration::zero());
        let mut counted = Vec::new();
        for counter in counters {
            let known = held.iter().find(|failures| failures.key == counter.key);
            let known = known.filter(|failures| failures.last_at > now - REMEMBERED);
            let wait = known.map_or(Duration::zero(), |failures| counter.wait(failures, now));
            let of = if counter.key == own.key { &mut own_wait } else { &mut shared_wait };
            *of = wait.max(*of);
            let count = known.map_or(0, |failures| failures.count) + 1;
            counted.push(Failures { key: counter.key.clone(), count, last_at: now });
        }
        if own_wait > Duration::zero() {
            tx.rollback().await?;
            return Ok(Begun::Wait(own_wait.max(shared_wait)));
        }
        if shared_wait > Duration::zero() {
            // Nothing is shared by whoever is alone with a code.
            counted.retain(|failures| failures.key == own.key);
            sign_in_failures::save(&tx, &counted).await?;
            tx.commit().await?;
            return Ok(Begun::CodeFirst(Attempt { own: own.key, shared: Vec::new() }, shared_wait));
        }
        sign_in_failures::save(&tx, &counted).await?;
        tx.commit().await?;
        let shared = shared.iter().map(|counter| counter.key.clone()).collect();
        Ok(Begun::Attempt(Attempt { own: own.key, shared }))
    }

    /// It was no failure after all.
    pub(crate) async fn succeed(&self, tx: &store::Tx, attempt: &Attempt) -> Result<(), Refusal> {
        sign_in_failures::clear(tx, &attempt.own).await?;
        Ok(sign_in_failures::uncount(tx, &attempt.shared).await?)
    }

    /// It was not looked at after all.
    pub(crate) async fn take_back(&self, attempt: &Attempt) -> Result<(), Refusal> {
        let tx = self.store.write().await?;
        let mut keys = attempt.shared.clone();
        keys.push(attempt.own.clone());
        sign_in_failures::uncount(&tx, &keys).await?;
        Ok(tx.commit().await?)
    }
}

impl Counter {
    fn own(key: String) -> Self {
        Self { key, free: 5, longest: LONGEST_WAIT }
    }

    /// How long before the next attempt: one second after the free ones, then two, four, …
    fn wait(&self, failures: &Failures, now: DateTime<Utc>) -> Duration {
        let beyond = failures.count - self.free;
        if beyond < 0 {
            return Duration::zero();
        }
        let pause = Duration::seconds(1_i64 << beyond.min(20)).min(self.longest);
        (failures.last_at + pause - now).max(Duration::zero())
    }
}

/// Not the address or account itself: it need not be readable.
fn short(text: &str) -> String {
    secrets::hash(&text.trim().to_lowercase()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// One household or office: an IPv4 address, or the first half of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_everything_that_is_said_of_a_sender_only_what_our_own_proxy_saw_counts() {
        let seen = |lines: &[&str]| seen_by_proxy(lines.iter().map(|line| line.as_bytes())).map(|ip| ip.to_string());
        for (lines, expected) in [
            (vec!["203.0.113.9"], Some("203.0.113.9")),
            (vec!["10.0.0.1, 203.0.113.9"], Some("203.0.113.9")),
            (vec!["10.0.0.1", "198.51.100.7 , 2001:db8::1 "], Some("2001:db8::1")),
            (vec!["203.0.113.9", "unknown"], None),
            (vec!["203.0.113.9,"], None),
            (vec![], None),
        ] {
            assert_eq!(seen(&lines).as_deref(), expected, "{lines:?}");
        }
    }

    #[test]
    fn waits_grow_and_end_at_a_quarter_of_an_hour() {
        let now = DateTime::UNIX_EPOCH;
        let own = Counter::own(String::new());
        let wait = |count| own.wait(&Failures { key: String::new(), count, last_at: now }, now).num_seconds();
        assert_eq!([wait(0), wait(4), wait(5), wait(6), wait(9), wait(40)], [0, 0, 1, 2, 16, 900]);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
