//! Letters that wait or are sent again name the days that hold now (patching stored mail).

use super::texts::{CLOSES, around_promise, closes_on, promised};
use chrono::NaiveDate;
use domain::{LetterKind, Promises, amsterdam_day};

/// A letter of before with the days that are promised now.
pub(crate) fn with_promised_days(kind: LetterKind, body: &str, promises: &Promises) -> String {
    let mut body = body.to_owned();
    if !matches!(kind, LetterKind::Receipt | LetterKind::DeadlineMoved | LetterKind::StatusChange) {
        return body;
    }
    for (metric, deadline) in promises.each() {
        let (start, end) = around_promise(metric);
        // The last: people may have typed such words themselves.
        let Some((before, rest)) = body.rsplit_once(start) else { continue };
        let Some((_, after)) = rest.split_once(end).filter(|(day, _)| !day.contains('\n')) else { continue };
        body = format!("{before}{}{after}", promised(metric, amsterdam_day(deadline.due_at)));
    }
    body
}

/// A letter of before with the day on which its question is closed now; without those words when it is not.
pub(crate) fn with_closing_day(kind: LetterKind, body: &str, day: Option<NaiveDate>) -> String {
    if !matches!(kind, LetterKind::Answer | LetterKind::AskerReminder) {
        return body.to_owned();
    }
    // The last: people may have typed such words themselves.
    let Some((before, (_, after))) =
        body.rsplit_once(CLOSES).and_then(|(before, rest)| Some((before, rest.split_once('.')?)))
    else {
        return body.to_owned();
    };
    match day {
        Some(day) => format!("{before}{}{after}", closes_on(day)),
        None => {
            let rest = after.split_once("\n\n").map_or("", |(_, rest)| rest);
            format!("{}\n\n{rest}", before.trim_end())
        }
    }
}
