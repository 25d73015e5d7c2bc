//! When a letter to somebody of the desk goes (digest): at once, or with others on the next working morning, as they chose.
//!
//! What is about a question with a promise that ends by the evening of that morning does not wait: whoever must act then should
//! not read of it on the day itself. Nor do letters that somebody asked for to come in, or that a promise was broken.

use crate::Picture;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{AMSTERDAM, LetterKind, LetterPace, amsterdam_day};
use sla::Calendar;
use store::jobs::{Goes, Job};

/// Before people begin, so that it lies there when they do.
pub(crate) const MORNING: NaiveTime = NaiveTime::from_hms_opt(7, 30, 0).expect("a time of the day");

/// When on this day; none when the desk stays closed.
fn morning_of(calendar: &Calendar, day: NaiveDate) -> Option<DateTime<Utc>> {
    let morning = day.and_time(MORNING).and_local_timezone(AMSTERDAM).earliest()?;
    calendar.is_working_day(day).then(|| morning.to_utc())
}

/// The first working morning after this moment.
pub(crate) fn next_morning(calendar: &Calendar, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = amsterdam_day(moment);
    let this = morning_of(calendar, today).filter(|morning| *morning > moment);
    this.or_else(|| morning_of(calendar, calendar.next_working_day(today)?))
}

/// The last working morning up to this moment.
pub(crate) fn last_morning(calendar: &Calendar, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = amsterdam_day(moment);
    let this = morning_of(calendar, today).filter(|morning| *morning <= moment);
    this.or_else(|| morning_of(calendar, calendar.previous_working_day(today)?))
}

/// A letter as its reader wants it. `due_at` is when the first promise ends that its question still has.
pub(super) fn paced(picture: &Picture, job: Job, due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Job {
    let wants = job
        .person
        .and_then(|person| picture.wishes.get(&person))
        .is_some_and(|wishes| wishes.pace == LetterPace::EachMorning && may_wait(job.letter.kind));
    match next_morning(&picture.promises.calendar, now).filter(|_| wants) {
        Some(morning) if due_at.is_none_or(|due_at| amsterdam_day(due_at) > amsterdam_day(morning)) => {
            Job { run_at: morning, goes: Goes::Gathered, ..job }
        }
        _ => job,
    }
}

/// A new kind does not compile without an answer.
fn may_wait(kind: LetterKind) -> bool {
    match kind {
        LetterKind::Assignment
        | LetterKind::AskerReacted
        | LetterKind::Reminder
        | LetterKind::AskerSilent
        | LetterKind::NotDelivered
        | LetterKind::MailWaits
        | LetterKind::ColleagueAsked => true,
        LetterKind::Receipt
        | LetterKind::AskBack
        | LetterKind::Interim
        | LetterKind::Answer
        | LetterKind::StatusChange
        | LetterKind::DeadlineMoved
        | LetterKind::Breach
        | LetterKind::AskerReminder
        | LetterKind::NewLink
        | LetterKind::WhoAnswers
        | LetterKind::FilesLeftOut
        | LetterKind::Digest
        | LetterKind::WeeklyFigures
        | LetterKind::Access
        | LetterKind::Reset => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
    }

    #[test]
    fn a_morning_is_one_on_which_the_desk_opens() {
        let calendar = Calendar::standard();
        for (now, next) in [
            // Before and on the stroke, at night, over a weekend, over Christmas, and over a change of the clock.
            ("2026-11-24T07:29:59+01:00", "2026-11-24T07:30:00+01:00"),
            ("2026-11-24T07:30:00+01:00", "2026-11-25T07:30:00+01:00"),
            ("2026-11-24T23:50:00+01:00", "2026-11-25T07:30:00+01:00"),
            ("2026-11-27T17:00:00+01:00", "2026-11-30T07:30:00+01:00"),
            ("2026-12-24T12:00:00+01:00", "2026-12-28T07:30:00+01:00"),
            ("2027-03-26T12:00:00+01:00", "2027-03-30T07:30:00+02:00"),
        ] {
            assert_eq!(next_morning(&calendar, moment(now)), Some(moment(next)), "{now}");
            assert_eq!(last_morning(&calendar, moment(next)), Some(moment(next)), "{next}");
            assert!(last_morning(&calendar, moment(now)).is_some_and(|last| last <= moment(now)), "{now}");
        }
    }
}
