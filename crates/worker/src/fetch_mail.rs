//! Mail is fetched from a mailbox (IMAP): each is stored first, and only then moved away. What is cut off in between is
//! fetched again, and known by what it says.

use crate::imap::{Conversation, Flagged, Lying, Trouble};
use crate::mailbox::{Mailbox, Patience};
use crate::stop::{Stop, jittered};
use app::{App, LARGEST_MAIL, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What it is called in the log and by doctor.
const TASK: &str = "fetch mail";
/// How long after the first failure it is tried again; twice as long after each.
const SOON: Duration = Duration::from_secs(1);
/// … and at most.
const SELDOM: Duration = Duration::from_secs(5 * 60);

/// What is known of the mails in the folder besides what the server says.
#[derive(Default)]
struct Known {
    validity: Option<u32>,
    /// How often each failed: what failed least is taken first, so that one on which the connection breaks stops no other.
    failed: BTreeMap<u32, u32>,
    /// What was refused for good: not fetched again.
    refused: BTreeSet<u32>,
}

/// One round.
struct Round<'a> {
    app: &'a App,
    talk: &'a mut Conversation,
    known: &'a mut Known,
    taken: usize,
    left: usize,
    trouble: Option<String>,
}

/// Round after round, until told to stop, which may cut off a round anywhere. Without a mailbox: takes back what failed when
/// there was one.
pub(crate) async fn keep_on(app: &App, mailbox: Option<&Mailbox>, stop: &Stop) {
    let Some(mailbox) = mailbox else {
        app.run_task(TASK, async { Ok(0) }).await;
        return;
    };
    let (mut line, mut known, mut failures) = (None, Known::default(), 0);
    let rounds = async {
        loop {
            let mut went_well = false;
            let round = Box::pin(async {
                let taken = round(app, mailbox, &mut line, &mut known).await?;
                went_well = true;
                Ok(taken)
            });
            let taken = app.run_task(TASK, round).await;
            if taken > 0 {
                tracing::info!(taken, "mail fetched");
            }
            failures = if went_well { 0 } else { failures + 1 };
            let rest = if went_well { mailbox.patience.news } else { jittered(pause_after(failures)) };
            line = rested(line.take(), rest, mailbox.patience).await;
        }
    };
    stop.comes_before(rounds).await;
}

/// One round over a connection of its own, for tests and the command line; how many mails it took.
pub(crate) async fn once(app: &App, mailbox: &Mailbox) -> usize {
    app.run_task(TASK, Box::pin(async { round(app, mailbox, &mut None, &mut Known::default()).await })).await
}

/// Waits for news over the line, or without one for its time; the line, if it is still there.
async fn rested(line: Option<Conversation>, rest: Duration, patience: Patience) -> Option<Conversation> {
    let Some(mut talk) = line else {
        tokio::time::sleep(rest).await;
        return None;
    };
    match talk.wait(rest, jittered(patience.polls)).await {
        Ok(()) => Some(talk),
        Err(trouble) => {
            // Nothing is lost, and servers end conversations as they like; but not at once again.
            tracing::info!(reason = trouble.into_words(), "the mail server ended the conversation");
            tokio::time::sleep(jittered(SOON)).await;
            None
        }
    }
}

fn pause_after(failures: u32) -> Duration {
    SOON.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(SELDOM)
}

/// Takes everything that lies there. The line is given back if it can be used again.
async fn round(
    app: &App,
    mailbox: &Mailbox,
    line: &mut Option<Conversation>,
    known: &mut Known,
) -> Result<usize, Refusal> {
    let mut talk = match line.take() {
        Some(talk) => talk,
        None => Conversation::open(mailbox).await.map_err(told)?,
    };
    if known.validity != talk.validity {
        *known = Known { validity: talk.validity, ..Known::default() };
    }
    let mut round = Round { app, talk: &mut talk, known, taken: 0, left: 0, trouble: None };
    let outcome = round.take_all().await;
    let (taken, left, trouble) = (round.taken, round.left, round.trouble);
    match outcome {
        Ok(()) => *line = Some(talk),
        Err(Ended::ByServer(trouble)) => return Err(told(trouble)),
        Err(Ended::ByDesk(refusal)) => {
            *line = Some(talk);
            return Err(refusal);
        }
    }
    match (trouble, left) {
        (Some(trouble), _) => Err(Refusal::Conflict(trouble)),
        (None, 0) => Ok(taken),
        (None, _) => Err(Refusal::Conflict(format!(
            "in de map {} van de postbus blijft e-mail staan die te groot of leeg is, met een vlag ({left}): lees die daar, en \
             verplaats of verwijder die",
            mailbox.folder
        ))),
    }
}

fn told(trouble: Trouble) -> Refusal {
    Refusal::Conflict(trouble.into_words())
}

/// Why a round ended before its end.
enum Ended {
    ByServer(Trouble),
    /// Nothing can be stored now.
    ByDesk(Refusal),
}

impl Round<'_> {
    async fn take_all(&mut self) -> Result<(), Ended> {
        let mut lying = self.talk.list().await.map_err(Ended::ByServer)?;
        let there: BTreeSet<u32> = lying.iter().map(|mail| mail.uid).collect();
        self.known.failed.retain(|uid, _| there.contains(uid));
        self.known.refused.retain(|uid| there.contains(uid));
        lying.sort_by_key(|mail| (self.known.failed.get(&mail.uid).copied(), mail.uid));
        for mail in lying {
            if mail.size > LARGEST_MAIL as u64 || self.known.refused.contains(&mail.uid) {
                self.leave(mail, "too large, or empty").await?;
                continue;
            }
            // Before it is tried: when this ends in a panic, that is known, too.
            *self.known.failed.entry(mail.uid).or_default() += 1;
            match self.take(mail).await {
                Ok(()) => {
                    self.known.failed.remove(&mail.uid);
                }
                Err(Ended::ByServer(Trouble::Said(why))) => {
                    tracing::warn!(uid = mail.uid, reason = why, "a mail could not be fetched");
                    self.trouble = Some(why);
                }
                Err(Ended::ByDesk(refusal)) if !matches!(refusal, Refusal::Unavailable(_)) => {
                    tracing::error!(uid = mail.uid, error = %refusal, "a mail could not be stored");
                    self.trouble = Some(refusal.to_string());
                }
                Err(ended) => return Err(ended),
            }
        }
        metrics::gauge!("mailbox_left").set(self.left as f64);
        Ok(())
    }

    /// Stored first; moved away when that is certain.
    async fn take(&mut self, mail: Lying) -> Result<(), Ended> {
        let Some(raw) = self.talk.fetch(mail).await.map_err(Ended::ByServer)? else { return Ok(()) };
        match self.app.receive_mail(&raw, None).await {
            Ok(_) => {
                self.talk.move_away(mail).await.map_err(Ended::ByServer)?;
                self.taken += 1;
                Ok(())
            }
            Err(Refusal::Complaints(_)) => {
                self.known.refused.insert(mail.uid);
                self.leave(mail, "too large, or empty").await
            }
            Err(refusal) => Err(Ended::ByDesk(refusal)),
        }
    }

    /// Leaves a mail where it is, for people to see.
    async fn leave(&mut self, mail: Lying, why: &str) -> Result<(), Ended> {
        self.left += 1;
        if mail.flagged == Flagged::Yes {
            return Ok(());
        }
        tracing::warn!(uid = mail.uid, size = mail.size, why, "a mail is left in the mailbox");
        match self.talk.flag(mail).await {
            // A folder in which nothing may be changed: doctor tells it as well.
            Ok(()) | Err(Trouble::Said(_)) => Ok(()),
            Err(gone) => Err(Ended::ByServer(gone)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SELDOM, SOON, pause_after};

    #[test]
    fn failures_are_followed_by_longer_and_longer_pauses_up_to_a_bound() {
        assert_eq!(pause_after(1), SOON);
        assert_eq!(pause_after(3), SOON * 4);
        assert_eq!(pause_after(u32::MAX), SELDOM);
    }
}
