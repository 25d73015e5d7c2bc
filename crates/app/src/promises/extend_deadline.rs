//! A promise gets more time: by a lead, for one question, or because the question is harder than most.

use crate::changing::change::{Change, Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::letters::{About, DeadlineMoved, Says};
use crate::policy::Action;
use crate::promises::counting::{count_again, note_moves, promise};
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    ASKS_FOR_DAY, Complaints, Deadline, Metric, Promises, Ticket, TicketEvent, Wait, amsterdam_day, day_in_words,
};
use sla::Rules;
use store::Tx;

/// Longest extension, in calendar days: whoever needs more should say what is really going on.
const MOST_DAYS: u64 = 366;

/// A later day that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct LaterDay {
    /// For which promise.
    pub metric: Metric,
    /// None: what was typed is no day.
    pub on: Option<NaiveDate>,
    /// Where a complaint about it belongs.
    pub path: &'static str,
}

impl App {
    /// Moves a promise to a later working day; see [`App::extend_deadlines`].
    pub async fn extend_deadline(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        metric: Metric,
        due_on: impl Into<Option<NaiveDate>>,
        typed: &str,
    ) -> Result<Ticket, Refusal> {
        let day = LaterDay { metric, on: due_on.into(), path: "dueOn" };
        self.extend_deadlines(caller, on, &[day], typed).await
    }

    /// Moves promises to later working days, together. The asker is told at once, in one letter with the reason, and so
    /// before the old date passes: a promise that was broken already cannot be extended. Of a clock that stands still the
    /// days are counted as if the asker reacted now; waiting longer moves the promise further. A day on which its promise
    /// falls already is left alone when another one moves. No reaction is promised for later than the answer.
    pub async fn extend_deadlines(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        days: &[LaterDay],
        typed: &str,
    ) -> Result<Ticket, Refusal> {
        let day = |later: &LaterDay| {
            [later.metric.as_str().to_owned(), later.on.map_or_else(String::new, |day| day.to_string())]
        };
        let said: Vec<String> = days.iter().flat_map(day).collect();
        let said: Vec<&str> = ["extend"].into_iter().chain(said.iter().map(String::as_str)).chain([typed]).collect();
        let reason =
            checked_text(caller, "reason", typed, "Schrijf waarom het antwoord later komt. De vraagsteller leest dit.");
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::ExtendDeadline(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let waits = waits_until(&open.tx, open.ticket.id, open.now).await?;
        let rules = &self.picture().promises;
        let (ticket, now) = (&open.ticket, open.now);
        let mut complaints = Complaints::default();
        let mut moved = ticket.promises.clone();
        for later in moving(ticket, days) {
            let old = running(&open, later.metric)?;
            match at_later_day(old, later, &ticket.policy, &waits, rules, now) {
                Ok(new) => moved = moved.with(later.metric, &new),
                Err((code, words)) => complaints.add(later.path, code, words),
            }
        }
        if let Some(later) = days.iter().find(|later| later.metric == Metric::FirstResponse)
            && complaints.0.is_empty()
            && moved.first_response.due_at != ticket.promises.first_response.due_at
            && moved.answer.due_at < moved.first_response.due_at
        {
            let answer = day_in_words(amsterdam_day(moved.answer.due_at));
            complaints.add(
                later.path,
                "OUT_OF_RANGE",
                format!("De eerste reactie kan niet later komen dan het antwoord. Dat is beloofd voor {answer}."),
            );
        }
        let reason = reason.unwrap_or_else(|missing| {
            complaints.0.extend(missing.0);
            String::new()
        });
        complaints.or(|| ())?;
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
        if let Some(after) = policy.filter(|policy| *policy != ticket.policy) {
            outcome.event(TicketEvent::PolicySet { before: ticket.policy.clone(), after: after.to_owned() });
        }
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

/// The days that move something; when none does, all of them, so that each is told.
fn moving<'d>(ticket: &Ticket, days: &'d [LaterDay]) -> Vec<&'d LaterDay> {
    let stays = |later: &LaterDay| later.on == Some(amsterdam_day(ticket.promises.of(later.metric).due_at));
    let moving: Vec<&LaterDay> = days.iter().filter(|later| !stays(later)).collect();
    if moving.is_empty() { days.iter().take(1).collect() } else { moving }
}

/// The promise at this day; or the code of what is wrong with the day, and what people read.
fn at_later_day(
    old: &Deadline,
    later: &LaterDay,
    policy: &str,
    waits: &[Wait],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<Deadline, (&'static str, String)> {
    let promised = promise(later.metric, old.counted_from, policy, old.extra_days, rules, waits).due_at;
    // A promise may stand later than it would be counted now: it never moved to a moment that had passed.
    let from = amsterdam_day(old.due_at.max(promised));
    let due_on = later.on.ok_or_else(|| ("REQUIRED", ASKS_FOR_DAY.to_owned()))?;
    if due_on <= from {
        return Err(("OUT_OF_RANGE", format!("Kies een dag na {}.", day_in_words(from))));
    }
    if from.checked_add_days(Days::new(MOST_DAYS)).is_none_or(|last| last < due_on) {
        return Err(("OUT_OF_RANGE", "Kies een dag binnen een jaar.".to_owned()));
    }
    if rules.calendar.closing_time(due_on).is_some_and(|closing| closing < now) {
        return Err(("OUT_OF_RANGE", "Deze dag is voorbij. Kies een latere dag.".to_owned()));
    }
    if !rules.calendar.is_working_day(due_on) {
        let words = format!("Op {} is het loket dicht. Kies een werkdag.", day_in_words(due_on));
        return Err(("NOT_A_WORKING_DAY", words));
    }
    let days = amsterdam_day(promised).iter_days().skip(1).take_while(|day| *day <= due_on);
    let extra = days.filter(|day| rules.calendar.is_working_day(*day)).count();
    let extra_days = old.extra_days.saturating_add(u32::try_from(extra).unwrap_or(u32::MAX));
    let new = promise(later.metric, old.counted_from, policy, extra_days, rules, waits);
    Ok(Deadline { round: old.round, paused_at: old.paused_at, ..new })
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
