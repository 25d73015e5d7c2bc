//! Letters on their way out: leased, sent by the worker, finished; at least once, never lost.

use crate::letters::tell::{letter_about, withdrawn};
use crate::letters::tell_troubles::is_over;
use crate::policy::{self, Action};
use crate::running::set_aside::short;
use crate::{App, Caller, Refusal, ledger};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Actor, DeskEvent, Event, Happened, Letter, LetterAbout, LetterKind, Role, Ticket, TicketEvent, TicketId,
    can_get_mail, without_secrets,
};
use store::jobs::{Came, DeadJob, Goes, Job, Leased, Queue, Try, Which};
use store::{Reads, Scope};

/// How long a worker may hold a letter before others may take it, unless the settings say otherwise.
///
/// Longer than the slowest SMTP answer we allow (60 s), short enough that a killed worker delays a letter by no more
/// than two minutes.
pub const LETTER_LEASE: Duration = Duration::minutes(2);

/// After so many attempts, five days, a letter is given up and shown to people: a mail server that fails before a long
/// weekend is mended after it.
const MOST_ATTEMPTS: i32 = 128;
/// A letter that may have arrived each time it was tried is given up when it is this old …
const LONGEST_UNANSWERED: Duration = Duration::days(5);
/// … and was tried as often as in that time: also one that was given up and is sent again.
const MOST_UNANSWERED: i32 = 14;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterOutcome {
    /// Delivered, with what the server said of it.
    Sent(String),
    /// Perhaps later: the server was away, or said so.
    TryLater(String),
    /// The server got all of it and said nothing: it may have arrived. Tried again as well, but less and less, as whoever
    /// has it may get it each time.
    Unanswered(String),
    /// Never: the server refused the letter for good.
    Refused(String),
}

impl LetterOutcome {
    /// Delivered, by somebody who says nothing of it.
    pub const fn sent() -> Self {
        Self::Sent(String::new())
    }

    fn follows(&self, job: &Job, now: DateTime<Utc>) -> Follows {
        match self {
            Self::Sent(_) => Follows::Done,
            Self::TryLater(_) if job.attempt < MOST_ATTEMPTS => Follows::Again(now + pause_after(job.attempt)),
            Self::Unanswered(_) if may_arrive_again(job, now) => Follows::Again(now + pause_after_silence(job.attempt)),
            Self::TryLater(_) | Self::Unanswered(_) | Self::Refused(_) => Follows::GivenUp,
        }
    }

    fn came(&self, follows: Follows) -> Came {
        match (self, follows) {
            (Self::Sent(_), _) => Came::Sent,
            (Self::Unanswered(_), Follows::Again(_)) => Came::Unanswered,
            (_, Follows::Again(_)) => Came::Later,
            _ => Came::Refused,
        }
    }

    fn said(&self) -> &str {
        match self {
            Self::Sent(said) | Self::TryLater(said) | Self::Unanswered(said) | Self::Refused(said) => said,
        }
    }
}

/// What is done after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    Done,
    Again(DateTime<Utc>),
    GivenUp,
}

impl App {
    /// Takes letters that may be sent now.
    pub async fn lease_letters(&self, limit: u32) -> Result<Vec<Job>, Refusal> {
        Ok(self.lease(Which::Ordinary, limit).await?.jobs)
    }

    /// Takes one letter that was under way twice when its worker died: carry it alone, so that no other goes down with
    /// it. None when there is none. After a few such deaths it is given up.
    pub async fn lease_suspect_letter(&self) -> Result<Option<Job>, Refusal> {
        loop {
            let mut leased = self.lease(Which::Suspect, 1).await?;
            // One that was given up on the way may have others behind it.
            if leased.dead.is_empty() || !leased.jobs.is_empty() {
                return Ok(leased.jobs.pop());
            }
        }
    }

    async fn lease(&self, which: Which, limit: u32) -> Result<Leased, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let now = self.clock.now();
        let leased = store::jobs::lease(&self.store, which, now, now + self.settings.letter_lease, limit).await?;
        if !leased.dead.is_empty() {
            let about = |dead: &DeadJob| LetterAbout { job: dead.id, letter: dead.kind.clone(), person: dead.person };
            let events: Vec<Event> = leased.dead.iter().map(|dead| given_up(dead.ticket, about(dead), now)).collect();
            let tx = self.store.write().await?;
            ledger::write(&tx, &events).await?;
            for dead in &leased.dead {
                if dead.kind == LetterKind::Digest.as_str() {
                    self.bury_digest(&tx, dead.id, &dead.why, now).await?;
                }
                self.tell_undelivered(&tx, dead.id, now).await?;
            }
            tx.commit().await?;
        }
        Ok(leased)
    }

    /// Writes down what became of a letter. `false` when the lease had run out and another worker took over.
    pub async fn settle_letter(&self, job: &Job, outcome: &LetterOutcome) -> Result<bool, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let tx = self.store.write().await?;
        let now = self.clock.now();
        let follows = outcome.follows(job, now);
        let tried = Try::of(now, outcome.came(follows), &short(outcome.said()));
        let settled = match follows {
            Follows::Done => {
                let kept = self.kept_once_sent(job)?;
                let finished = store::jobs::finish(&tx, job.id, job.attempt, &tried, kept).await?;
                if finished && job.letter.kind == LetterKind::Digest {
                    self.finish_digest(&tx, job.id, now).await?;
                }
                finished
            }
            Follows::Again(at) => store::jobs::retry(&tx, job.id, job.attempt, at, &tried).await?,
            Follows::GivenUp if job.letter.kind == LetterKind::Digest => {
                let gone = store::jobs::withdraw_held(&tx, job.id, job.attempt, &tried.said, now).await?;
                if gone {
                    self.bury_digest(&tx, job.id, &tried.said, now).await?;
                }
                gone
            }
            Follows::GivenUp => {
                let kept = without_links(&job.letter)?;
                let buried = store::jobs::bury(&tx, job.id, job.attempt, &tried, kept).await?;
                if buried {
                    ledger::write(&tx, &[given_up(job.ticket, letter_about(job), now)]).await?;
                    self.tell_undelivered(&tx, job.id, now).await?;
                    if job.ticket.is_none() && job.person.is_none() {
                        // Anybody may ask for the list of an organisation, for any address there: nobody can mend it, and
                        // who is there asks again.
                        store::jobs::dismiss(&tx, job.id).await?;
                    }
                }
                buried
            }
        };
        tx.commit().await?;
        Ok(settled)
    }

    /// What stays of a letter that left: of one to an asker all but the secrets, as long as a server may send it back to where
    /// this desk reads its mail.
    fn kept_once_sent(&self, job: &Job) -> Result<Option<serde_json::Value>, Refusal> {
        let may_come_back = self.settings.inbox.address.is_some() && job.person.is_none() && job.ticket.is_some();
        if may_come_back { without_links(&job.letter) } else { Ok(None) }
    }

    /// Asks again, just before a letter is carried, whether it may go: who it is for may have left, be away, or may no
    /// longer read the question, whatever another server wrote before. `false` when it was taken away (whoever hears of the
    /// question now gets it instead), or when another worker took over.
    pub async fn may_still_go(&self, job: &Job) -> Result<bool, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let why = match job.letter.kind {
            LetterKind::Digest => self.thin_out(job).await?,
            _ => self.why_not(job).await?,
        };
        let Some(why) = why else { return Ok(true) };
        self.take_away(job, why).await?;
        Ok(false)
    }

    /// Takes a letter away from who may not have it; whoever should hear of its question gets it instead.
    pub(super) async fn take_away(&self, job: &Job, why: &str) -> Result<(), Refusal> {
        let tx = self.store.write().await?;
        let now = self.clock.now();
        let gone = match job.goes {
            Goes::Alone => store::jobs::withdraw_held(&tx, job.id, job.attempt, why, now).await?,
            Goes::Gathered => store::jobs::withdraw(&tx, job.id, why, now).await?,
        };
        if gone {
            ledger::write(&tx, &[withdrawn(job, why, now)]).await?;
            if let Some(ticket) = self.ticket_of(&tx, job).await?.filter(|_| can_get_mail(&job.letter.to_email)) {
                let picture = self.picture();
                let people = self.instead(&tx, &picture, job, &ticket, now).await?;
                store::jobs::enqueue(&tx, &self.passed_on(job, people, now), now).await?;
            }
        }
        tx.commit().await?;
        self.wake_worker();
        Ok(())
    }

    /// Why a letter may not go; none when it may.
    pub(super) async fn why_not(&self, job: &Job) -> Result<Option<&'static str>, Refusal> {
        if !can_get_mail(&job.letter.to_email) {
            return Ok(Some("op dit adres komt nooit post aan"));
        }
        if job.letter.kind == LetterKind::WhoAnswers {
            return self.why_not_tell_asker(job).await;
        }
        let Some(person) = job.person else { return Ok(None) };
        self.refresh().await?;
        let picture = self.picture();
        if picture.people.get(&person).is_none_or(|person| !person.active) {
            return Ok(Some("de ontvanger werkt hier niet meer"));
        }
        if job.letter.kind == LetterKind::WeeklyFigures
            && picture.people.get(&person).is_none_or(|person| !person.has(Role::Lead))
        {
            return Ok(Some("de ontvanger is geen programmaleider meer"));
        }
        let Some(ticket) = self.ticket_of(&self.store, job).await? else { return Ok(None) };
        if let Some(why) = is_over(&self.store, job.letter.kind, ticket.id).await? {
            return Ok(Some(why));
        }
        let now = self.clock.now();
        let concerns = self.still_concerns(&self.store, &picture, (job.letter.kind, person), &ticket, now).await?;
        Ok((!concerns).then_some("de ontvanger is afwezig of mag de vraag niet meer lezen"))
    }

    /// Who has a question is told while somebody works on it: its answer says who gave it.
    async fn why_not_tell_asker(&self, job: &Job) -> Result<Option<&'static str>, Refusal> {
        let ticket = self.ticket_of(&self.store, job).await?;
        let Some(ticket) = ticket.filter(|ticket| ticket.status().is_open()) else {
            return Ok(Some("de vraag is niet meer open"));
        };
        self.refresh().await?;
        let picture = self.picture();
        let told = ticket.assignee.is_some_and(|expert| job.letter.body.contains(picture.name(expert)));
        Ok((!told).then_some("de vraag is nu bij een ander"))
    }

    async fn ticket_of(&self, from: &impl Reads, job: &Job) -> Result<Option<Ticket>, Refusal> {
        let Some(id) = job.ticket else { return Ok(None) };
        Ok(store::tickets::find(from, id, &Scope::Everything).await?)
    }

    /// Puts a letter back that was not tried, or not to the end: another worker may take it at once. `false` when
    /// another worker took over.
    pub async fn give_letter_back(&self, job: &Job) -> Result<bool, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let tx = self.store.write().await?;
        let given = store::jobs::give_back(&tx, job.id, job.attempt, self.clock.now()).await?;
        tx.commit().await?;
        Ok(given)
    }

    /// Leaves a letter for later because its domain hangs; that is no attempt. `false` when another worker took over.
    pub async fn postpone_letter(&self, job: &Job, by: Duration) -> Result<bool, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let tx = self.store.write().await?;
        let postponed = store::jobs::give_back(&tx, job.id, job.attempt, self.clock.now() + by).await?;
        tx.commit().await?;
        Ok(postponed)
    }

    /// Letters about these tickets that could not be delivered; none for who may not look inside.
    pub async fn read_dead_letters(&self, caller: &Caller, tickets: &[Ticket]) -> Result<Vec<DeadJob>, Refusal> {
        let inside = tickets.iter().filter(|ticket| policy::check(&caller.actor, Action::ReadInside(ticket)).is_ok());
        let ids: Vec<TicketId> = inside.map(|ticket| ticket.id).collect();
        Ok(store::jobs::dead_of(&self.store, &ids).await?)
    }

    /// How many letters stand where.
    pub async fn letter_queue(&self) -> Result<Queue, Refusal> {
        Ok(store::jobs::queue(&self.store, self.clock.now()).await?)
    }
}

/// What is kept of a letter that is given up: no secret of a link, and nothing of what only held a link.
fn without_links(letter: &Letter) -> Result<Option<serde_json::Value>, Refusal> {
    if matches!(letter.kind, LetterKind::Access | LetterKind::Reset) {
        return Ok(None);
    }
    let kept =
        Letter { subject: without_secrets(&letter.subject), body: without_secrets(&letter.body), ..letter.clone() };
    serde_json::to_value(kept).map(Some).map_err(|error| Refusal::Internal(error.to_string()))
}

pub(crate) fn given_up(ticket: Option<TicketId>, letter: LetterAbout, at: DateTime<Utc>) -> Event {
    let what = match ticket {
        Some(ticket) => Happened::Ticket(ticket, TicketEvent::LetterDead(letter)),
        None => Happened::Desk(DeskEvent::LetterDead(letter)),
    };
    ledger::by_worker(what, at)
}

/// Half a minute, a minute, two, … at most an hour.
fn pause_after(attempt: i32) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 8) - 1).unwrap_or(0);
    Duration::seconds((30_i64 << doublings).min(3600))
}

/// Four minutes, eight, … at most a day: fourteen copies before it is given up, should every answer be lost.
fn pause_after_silence(attempt: i32) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 10) - 1).unwrap_or(0);
    Duration::minutes((4_i64 << doublings).min(24 * 60))
}

fn may_arrive_again(job: &Job, now: DateTime<Utc>) -> bool {
    let written = DateTime::parse_from_rfc2822(&job.letter.date);
    let is_old = written.is_ok_and(|written| now - written.to_utc() > LONGEST_UNANSWERED);
    job.attempt < MOST_ATTEMPTS && (job.attempt < MOST_UNANSWERED || !is_old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
    }

    #[test]
    fn a_mail_server_that_is_away_over_a_weekend_or_all_of_easter_loses_no_letter() {
        for (away, back) in [
            ("2026-11-27T17:00:00+01:00", "2026-11-30T09:00:00+01:00"),
            ("2026-04-02T17:30:00+02:00", "2026-04-07T09:00:00+02:00"),
        ] {
            let (mut at, back) = (moment(away), moment(back));
            let last = (1..MOST_ATTEMPTS).find(|attempt| {
                at += pause_after(*attempt);
                at >= back
            });
            assert!(last.is_some(), "given up at {at}, back at {back}");
            assert!(at - back <= Duration::hours(1), "and sent within an hour");
        }
    }

    #[test]
    fn a_letter_that_may_have_arrived_each_time_is_soon_tried_seldom() {
        let (mut age, mut copies) = (Duration::zero(), 1);
        while age <= LONGEST_UNANSWERED {
            age += pause_after_silence(copies);
            copies += 1;
        }
        assert_eq!((pause_after_silence(1), copies), (Duration::minutes(4), MOST_UNANSWERED));
        assert!((1..MOST_ATTEMPTS).all(|attempt| pause_after_silence(attempt) >= pause_after(attempt)));
    }

    #[test]
    fn a_letter_is_never_tried_more_than_twice_a_minute() {
        assert_eq!(pause_after(1), Duration::seconds(30));
        assert!((1..MOST_ATTEMPTS).all(|attempt| pause_after(attempt + 1) >= pause_after(attempt)));
    }
}
