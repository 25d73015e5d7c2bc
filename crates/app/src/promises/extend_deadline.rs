//! A promise gets more time: by a lead, for one question, or because the question is harder than most.

use crate::changing::change::{Change, Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::letters::{About, DeadlineMoved, Says};
use crate::policy::Action;
use crate::promises::counting::{count_again, note_moves, promise};
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{ASKS_FOR_DAY, Complaints, Deadline, Metric, Promises, Ticket, Wait, amsterdam_day, day_in_words};
use store::Tx;

/// Longest extension, in calendar days: whoever needs more should say what is really going on.
const MOST_DAYS: u64 = 366;

impl App {
    /// Moves a promise to a later working day. The asker is told at once, with the reason, and so before the old date
    /// passes: a promise that was broken already cannot be extended. Of a clock that stands still the days are counted
    /// as if the asker reacted now; waiting longer moves the promise further. No day is one that cannot be read.
    pub async fn extend_deadline(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        metric: Metric,
        due_on: impl Into<Option<NaiveDate>>,
        typed: &str,
    ) -> Result<Ticket, Refusal> {
        let due_on = due_on.into();
        let day = due_on.map(|day| day.to_string()).unwrap_or_default();
        let reason =
            checked_text(caller, "reason", typed, "Schrijf waarom het antwoord later komt. De vraagsteller leest dit.");
        let open = match self
            .open_change(caller, on.into(), &["extend", metric.as_str(), &day, typed], |ticket| {
                Action::ExtendDeadline(ticket)
            })
            .await?
        {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let old = running(&open, metric)?;
        let mut complaints = Complaints::default();
        let rules = &self.picture().promises;
        let waits = waits_until(&open.tx, open.ticket.id, open.now).await?;
        let promised = promise(metric, old.counted_from, &open.ticket.policy, old.extra_days, rules, &waits).due_at;
        // A promise may stand later than it would be counted now: it never moved to a moment that had passed.
        let from = amsterdam_day(old.due_at.max(promised));
        let Some(due_on) = due_on.filter(|day| from < *day) else {
            match due_on {
                Some(_) => {
                    complaints.add("dueOn", "OUT_OF_RANGE", format!("Kies een dag na {}.", day_in_words(from)));
                }
                None => complaints.add("dueOn", "REQUIRED", ASKS_FOR_DAY),
            }
            complaints.0.extend(reason.err().map(|missing| missing.0).unwrap_or_default());
            return Err(complaints.into());
        };
        if from.checked_add_days(Days::new(MOST_DAYS)).is_none_or(|last| last < due_on) {
            complaints.add("dueOn", "OUT_OF_RANGE", "Kies een dag binnen een jaar.");
        } else if rules.calendar.closing_time(due_on).is_some_and(|closing| closing < open.now) {
            complaints.add("dueOn", "OUT_OF_RANGE", "Deze dag is voorbij. Kies een latere dag.");
        } else if !rules.calendar.is_working_day(due_on) {
            complaints.add(
                "dueOn",
                "NOT_A_WORKING_DAY",
                format!("Op {} is het loket dicht. Kies een werkdag.", day_in_words(due_on)),
            );
        }
        let reason = match reason {
            Ok(reason) => reason,
            Err(missing) => {
                complaints.0.extend(missing.0);
                String::new()
            }
        };
        complaints.or(|| ())?;
        let later = amsterdam_day(promised).iter_days().skip(1).take_while(|day| *day <= due_on);
        let extra = later.filter(|day| rules.calendar.is_working_day(*day)).count();
        let extra_days = old.extra_days.saturating_add(u32::try_from(extra).unwrap_or(u32::MAX));
        let new = promise(metric, old.counted_from, &open.ticket.policy, extra_days, rules, &waits);
        let new = Deadline { round: old.round, paused_at: old.paused_at, ..new };
        let moved = open.ticket.promises.with(metric, &new);
        self.move_deadlines(caller, open, moved, &reason, None).await
    }

    /// Promises the answer under another policy: `complex` for regional or legal questions. The asker is told.
    pub async fn set_ticket_policy(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        policy: &str,
    ) -> Result<Ticket, Refusal> {
        let open =
            match self.open_change(caller, on.into(), &["policy", policy], |ticket| Action::SetPolicy(ticket)).await? {
                Opened::Now(open) => open,
                Opened::Before(ticket) => return Ok(ticket),
            };
        let rules = &self.picture().promises;
        if !rules.knows(policy) {
            return Err(
                Complaints::one("policy", "UNKNOWN", "Kies of dit een gewone of een ingewikkelde vraag is.").into()
            );
        }
        running(&open, Metric::Answer)?;
        let waits = waits_until(&open.tx, open.ticket.id, open.now).await?;
        let counted = count_again(&open.ticket, policy, &waits, rules, open.now);
        let due =
            |metric, old: &Deadline| promise(metric, old.counted_from, policy, old.extra_days, rules, &waits).due_at;
        if open.ticket.promises.open(open.now).any(|(metric, old)| due(metric, old) < open.now) {
            return Err(Refusal::Conflict("Met deze termijn zou het antwoord nu al te laat zijn.".to_owned()));
        }
        let why = if policy == crate::promises::counting::STANDARD {
            "Uw vraag blijkt minder werk dan wij dachten."
        } else {
            "Uw vraag is ingewikkelder dan de meeste. Wij nemen meer tijd om hem goed uit te zoeken."
        };
        self.move_deadlines(caller, open, counted, why, Some(policy)).await
    }

    /// Stores promises of which some moved, with a line in the ledger for each, and tells the asker their dates.
    async fn move_deadlines(
        &self,
        caller: &Caller,
        open: Change,
        moved: Promises,
        why: &str,
        policy: Option<&str>,
    ) -> Result<Ticket, Refusal> {
        let ticket = &open.ticket;
        let mut outcome = Outcome::default();
        outcome.change.policy = policy.map(str::to_owned);
        if note_moves(&ticket.promises, &moved, why, &mut outcome) {
            let link = self.tracking_url(ticket.submission_key, ticket.link_number);
            let says = DeadlineMoved { why, before: &ticket.promises, after: &moved, link: &link };
            outcome.letters.push(self.letter(
                &About::from(ticket),
                &ticket.contact,
                &Says::DeadlineMoved(says),
                open.now,
            ));
        }
        outcome.change.promises = Some(moved);
        self.finish_change(caller, open, outcome).await
    }
}

/// The promise, if there is still something to extend.
fn running(open: &Change, metric: Metric) -> Result<&Deadline, Refusal> {
    open.ticket.extendable(metric, open.now).map_err(|why| Refusal::Conflict(why.to_owned()))
}

/// The waits of a ticket, with one that goes on split here: what was waited until now is over and counts, and the rest
/// follows.
async fn waits_until(tx: &Tx, ticket: domain::TicketId, now: DateTime<Utc>) -> Result<Vec<Wait>, Refusal> {
    let mut waits = store::tickets::waits(tx, ticket).await?;
    if let Some(open) = waits.iter_mut().find(|wait| wait.to.is_none() && wait.from < now) {
        store::tickets::end_wait(tx, ticket, now).await?;
        store::tickets::begin_wait(tx, ticket, now).await?;
        open.to = Some(now);
    }
    Ok(waits)
}
