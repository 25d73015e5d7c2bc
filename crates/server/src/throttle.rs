//! Counting senders in this process, within bounded memory.

use crate::settings::Settings;
use app::{Counted, Sender, Throttle};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Most senders told apart; beyond that, parts of the net are counted as one.
const MOST: usize = 50_000;
/// How often, in checks, those who have been quiet are forgotten while the table is full.
const FORGET_EVERY: usize = 4_096;

/// Counts as the settings say; `0` is no limit.
pub(crate) fn throttle(settings: &Settings) -> Throttle {
    let limits = &settings.limits;
    let by_address = [
        Counter::new(limits.submissions_per_hour, Quota::per_hour),
        Counter::new(limits.searches_per_minute, Quota::per_minute),
        Counter::new(limits.sign_ins_per_hour, Quota::per_hour),
        Counter::new(attempts(limits.submissions_per_hour), Quota::per_hour),
    ];
    let by_token = [
        Counter::new(limits.token_submissions_per_hour, Quota::per_hour),
        Counter::new(limits.token_searches_per_minute, Quota::per_minute),
        // Nobody signs in with a token.
        None,
        Counter::new(attempts(limits.token_submissions_per_hour), Quota::per_hour),
    ];
    Arc::new(move |what, sender| {
        let counters = match sender {
            Sender::Address(_) => &by_address,
            Sender::Person(_) => &by_token,
        };
        let counter = match what {
            Counted::Submission => &counters[0],
            Counted::Search => &counters[1],
            Counted::SignIn => &counters[2],
            Counted::Attempt => &counters[3],
        };
        counter.as_ref().map_or(Ok(()), |counter| counter.check(sender))
    })
}

/// How often a question may be sent in, stored or not: wide enough for whoever mends a form time and again, narrow
/// enough that a flood of refused ones does not keep the processors busy.
fn attempts(submissions: u32) -> u32 {
    if submissions == 0 { 0 } else { submissions.saturating_mul(10).max(600) }
}

struct Counter {
    known: DefaultKeyedRateLimiter<Sender>,
    checks: AtomicUsize,
}

impl Counter {
    fn new(most: u32, quota: fn(NonZeroU32) -> Quota) -> Option<Self> {
        let known = RateLimiter::keyed(quota(NonZeroU32::new(most)?));
        Some(Self { known, checks: AtomicUsize::new(0) })
    }

    fn check(&self, sender: Sender) -> Result<(), Duration> {
        let mut full = self.known.len() >= MOST;
        if full && self.checks.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGET_EVERY) {
            self.known.retain_recent();
            full = self.known.len() >= MOST;
        }
        let counted = match sender {
            Sender::Address(address) => Sender::Address(network(address, full)),
            Sender::Person(_) => sender,
        };
        self.known.check_key(&counted).map_err(|refused| refused.wait_time_from(DefaultClock::default().now()))
    }
}

/// What counts as one address. Whoever has one IPv6 address has 2^64 of them.
fn network(address: IpAddr, coarse: bool) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) if coarse => Ipv4Addr::from_bits(v4.to_bits() & 0xff00_0000).into(),
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << if coarse { 112 } else { 64 })).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(per_hour: u32) -> Counter {
        Counter::new(per_hour, Quota::per_hour).expect("more than none")
    }

    #[test]
    fn one_sender_waits_and_another_goes_on() {
        let counter = counter(2);
        let sender = |last| Sender::Address(IpAddr::from([192, 0, 2, last]));
        assert!(counter.check(sender(1)).is_ok());
        assert!(counter.check(sender(1)).is_ok());
        assert!(counter.check(sender(1)).is_err_and(|wait| wait > Duration::from_secs(60)));
        assert!(counter.check(sender(2)).is_ok());
    }

    #[test]
    fn an_ipv6_network_counts_as_one_sender() {
        let counter = counter(1);
        let sender = |last| Sender::Address(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]));
        assert!(counter.check(sender(1)).is_ok());
        assert!(counter.check(sender(2)).is_err());
        assert!(counter.check(Sender::Address(IpAddr::from([0x2001, 0xdb8, 0, 2, 0, 0, 0, 1]))).is_ok());
    }

    #[test]
    fn many_senders_do_not_fill_the_memory() {
        let counter = counter(5);
        for number in 0..200_000_u32 {
            // Spread over the whole net.
            let _ = counter.check(Sender::Address(Ipv4Addr::from_bits(number.wrapping_mul(2_654_435_761)).into()));
        }
        assert!(counter.known.len() <= MOST + 256, "{}", counter.known.len());
    }

    #[test]
    fn attempts_are_bounded_wider_than_questions() {
        assert_eq!([0, 1, 60, 600, u32::MAX].map(attempts), [0, 600, 600, 6_000, u32::MAX]);
    }

    #[test]
    fn zero_is_no_limit() {
        assert!(Counter::new(0, Quota::per_hour).is_none());
    }
}
