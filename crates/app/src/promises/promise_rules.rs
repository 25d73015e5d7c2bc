//! Opening hours, closing days and policies: what an administrator changes about what the desk promises.

use crate::picture::in_force;
use crate::policy::{self, Action};
use crate::promises::counting::count_again;
use crate::promises::rules_change::RulesChange;
use crate::{App, Caller, Refusal, RulesDraft, ledger};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{AMSTERDAM, Complaints, DeskEvent, Shape, TicketId, amsterdam_day, is_known_day, take_text};
use sla::{CalendarError, Regime, Rules};
use std::collections::HashSet;
use store::deadlines::Due;
use store::promise_rules::Edition;

/// How far ahead a calendar is compared with the one before, in days: longer than any promise.
const LOOK_AHEAD: usize = 3 * 366;
/// How many promises are read at once.
const CHUNK: u32 = 500;
/// Most working days a policy may give.
const MOST_DAYS: u32 = 250;
/// Longest name of a day, in characters.
const LABEL_MAX: usize = 60;

/// What a change would do to promises made before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PromisePreview {
    /// How many questions get another date.
    pub tickets: usize,
    /// The smallest and the largest shift in calendar days; negative is earlier.
    pub shift: Option<(i64, i64)>,
    /// The first and the last of the new dates.
    pub dates: Option<(NaiveDate, NaiveDate)>,
}

impl App {
    /// The rules in force, and the latest editions that people made.
    pub async fn view_promise_rules(&self, caller: &Caller) -> Result<(Rules, Vec<Edition>), Refusal> {
        policy::check(&caller.actor, Action::ManagePromises)?;
        let editions = store::promise_rules::editions(&self.store, 10).await?;
        Ok((self.picture().promises.clone(), editions))
    }

    /// Which promises a change would move, without changing anything.
    pub async fn preview_promise_rules(
        &self,
        caller: &Caller,
        draft: impl Into<RulesDraft>,
    ) -> Result<PromisePreview, Refusal> {
        policy::check(&caller.actor, Action::ManagePromises)?;
        let before = self.picture().promises.clone();
        let (after, _) = self.changed(caller, &before, &draft.into())?;
        match self.touches_from(&before, &after) {
            Some(day) => self.preview(&after, day).await,
            None => Ok(PromisePreview::default()),
        }
    }

    /// Changes the rules. Promises that the change touches are counted again by a sweep, in batches.
    pub async fn change_promise_rules(&self, caller: &Caller, draft: impl Into<RulesDraft>) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManagePromises)?;
        let author = caller.actor.person().ok_or(Refusal::Forbidden)?;
        let tx = self.store.write().await?;
        // What is in force may be newer than what this process last read.
        let before = in_force(&tx).await?;
        let (after, change) = self.changed(caller, &before, &draft.into())?;
        let now = self.clock.now();
        let edition = Edition {
            version: after.calendar.version(),
            content: serde_json::to_value(&after).map_err(|error| Refusal::Internal(error.to_string()))?,
            touches_from: self.touches_from(&before, &after),
            created_by: author,
            created_at: now,
        };
        store::promise_rules::insert(&tx, &edition).await?;
        let change = serde_json::to_value(change).map_err(|error| Refusal::Internal(error.to_string()))?;
        let what = DeskEvent::PromiseRulesChanged { edition: edition.version, change };
        ledger::write_at_desk(&tx, caller, what, now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }

    /// The rules with this change, and the change; or every complaint about it.
    fn changed(&self, caller: &Caller, before: &Rules, draft: &RulesDraft) -> Result<(Rules, RulesChange), Refusal> {
        let today = amsterdam_day(self.clock.now());
        let calendar = before.calendar.clone().with_version(before.calendar.version() + 1);
        let mut complaints = Complaints::default();
        draft.complain_of_unread(&mut complaints);
        let after = match draft {
            RulesDraft::CloseDay { day, label } => {
                check_day(*day, today, &mut complaints);
                let label = checked_label(caller, label, &mut complaints);
                day.map(|day| before.clone().with_calendar(calendar.with_closed_day(day, &label)))
            }
            RulesDraft::OpenDay { day, label } => {
                check_day(*day, today, &mut complaints);
                let label = checked_label(caller, label, &mut complaints);
                day.map(|day| before.clone().with_calendar(calendar.with_open_day(day, &label)))
            }
            RulesDraft::ForgetDay { day } => {
                check_day(*day, today, &mut complaints);
                day.map(|day| before.clone().with_calendar(calendar.without_special_day(day)))
            }
            RulesDraft::Hours { from, hours, good_friday_off, liberation_day_off } => {
                check_from(*from, today, &mut complaints);
                let (good_friday_off, liberation_day_off) = (*good_friday_off, *liberation_day_off);
                let regime = hours.clone().map(|hours| Regime {
                    // Whether a week can be is the same on any day.
                    from: from.unwrap_or(today),
                    hours,
                    good_friday_off,
                    liberation_day_off,
                });
                match regime.map(|regime| calendar.with_regime(regime)) {
                    Some(Ok(calendar)) => Some(before.clone().with_calendar(calendar)),
                    Some(Err(error)) => {
                        complaints.add("hours", code(&error), error.to_string());
                        None
                    }
                    None => None,
                }
            }
            RulesDraft::Policy { from, .. } => {
                check_from(*from, today, &mut complaints);
                check_policy(draft, before, &mut complaints);
                match draft.change() {
                    Some(RulesChange::Policy { from, policy }) => {
                        Some(before.clone().with_calendar(calendar).with_policy(from, policy))
                    }
                    _ => None,
                }
            }
        };
        complaints.or(|| ())?;
        // What could not be read was complained of.
        let unread = || Refusal::Internal("a draft that is read in part has no complaint".to_owned());
        after.zip(draft.change()).ok_or_else(unread)
    }

    fn touches_from(&self, before: &Rules, after: &Rules) -> Option<NaiveDate> {
        let days = amsterdam_day(self.clock.now()).iter_days().take(LOOK_AHEAD);
        after.calendar.first_difference(&before.calendar, days)
    }

    async fn preview(&self, after: &Rules, touches_from: NaiveDate) -> Result<PromisePreview, Refusal> {
        let now = self.clock.now();
        let mut preview = PromisePreview::default();
        let mut moved: HashSet<TicketId> = HashSet::new();
        let mut last: Option<Due> = None;
        loop {
            let (version, from) = (after.calendar.version(), midnight(touches_from));
            let touched =
                store::deadlines::counted_before(&self.store, version, from, now, last.as_ref(), CHUNK).await?;
            let ids: Vec<TicketId> = touched.iter().map(|promise| promise.ticket).collect();
            let mut waits = store::tickets::waits_of(&self.store, &ids).await?;
            for ticket in store::tickets::these(&self.store, &ids).await? {
                let waits = waits.remove(&ticket.id).unwrap_or_default();
                let counted = count_again(&ticket, &ticket.policy, &waits, after, now);
                for (metric, new) in counted.each() {
                    let old = ticket.promises.of(metric);
                    if new.due_at != old.due_at {
                        moved.insert(ticket.id);
                        preview.count(amsterdam_day(old.due_at), amsterdam_day(new.due_at));
                    }
                }
            }
            if touched.len() < CHUNK as usize {
                preview.tickets = moved.len();
                return Ok(preview);
            }
            last = touched.last().copied();
        }
    }
}

impl PromisePreview {
    fn count(&mut self, old: NaiveDate, new: NaiveDate) {
        let shift = (new - old).num_days();
        self.shift = Some(self.shift.map_or((shift, shift), |(least, most)| (least.min(shift), most.max(shift))));
        self.dates = Some(self.dates.map_or((new, new), |(first, last)| (first.min(new), last.max(new))));
    }
}

/// The first moment of a day.
pub(crate) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    // Midnight exists every night in Amsterdam: the clock changes at two and at three.
    day.and_time(NaiveTime::MIN).and_local_timezone(AMSTERDAM).earliest().map_or(DateTime::UNIX_EPOCH, |at| at.to_utc())
}

fn check_day(day: Option<NaiveDate>, today: NaiveDate, complaints: &mut Complaints) {
    if day.is_some_and(|day| day < today || !is_known_day(day)) {
        complaints.add("day", "OUT_OF_RANGE", "Kies vandaag of een latere dag.");
    }
}

fn checked_label(caller: &Caller, label: &str, complaints: &mut Complaints) -> String {
    let missing = "Vul in hoe deze dag heet. De naam staat in de uitleg van termijnen.";
    take_text(complaints, "label", label, Shape::Line, LABEL_MAX, missing, caller.numbers)
}

fn check_from(from: Option<NaiveDate>, today: NaiveDate, complaints: &mut Complaints) {
    if from.is_some_and(|from| from <= today || !is_known_day(from)) {
        complaints.add("from", "OUT_OF_RANGE", "Kies morgen of een latere dag: wat vandaag is beloofd, blijft zo.");
    }
}

/// What can be said of a policy, also when not all of it could be read.
fn check_policy(draft: &RulesDraft, before: &Rules, complaints: &mut Complaints) {
    let RulesDraft::Policy {
        from: _,
        name,
        first_response_days,
        answer_days,
        remind_first_response_days,
        remind_answer_days,
    } = draft
    else {
        return;
    };
    if !before.knows(name) {
        complaints.add("policy", "UNKNOWN", "Kies een van de termijnen.");
    }
    for (path, days) in [("answerDays", answer_days), ("firstResponseDays", first_response_days)] {
        if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            complaints.add(path, "OUT_OF_RANGE", format!("Kies 1 tot en met {MOST_DAYS} werkdagen."));
        }
    }
    if answer_days.zip(*first_response_days).is_some_and(|(answer, first)| answer < first) {
        complaints.add("answerDays", "OUT_OF_RANGE", "Het antwoord kan niet voor de eerste reactie komen.");
    }
    for (path, days, within) in [
        ("remindFirstResponseDays", remind_first_response_days, first_response_days),
        ("remindAnswerDays", remind_answer_days, answer_days),
    ] {
        if days.zip(*within).is_some_and(|(days, within)| days > within) {
            complaints.add(path, "OUT_OF_RANGE", "Herinner niet eerder dan de vraag binnenkomt.");
        }
    }
}

fn code(error: &CalendarError) -> &'static str {
    match error {
        CalendarError::NeverOpen => "NEVER_OPEN",
        CalendarError::EndsBeforeItBegins { .. } => "BACKWARDS",
        CalendarError::Overlap => "OVERLAPS",
        CalendarError::DayTwice(_) => "TWICE",
    }
}
