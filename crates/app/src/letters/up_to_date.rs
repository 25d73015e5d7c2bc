//! Letters that wait or are sent again name the days that hold now (patching stored mail).

use super::texts::{CLOSES, around_promise, closes_on, promised};
use chrono::NaiveDate;
use domain::{LetterKind, Promises, amsterdam_day};

/// A letter of before with the days that are promised now.
pub(crate) fn with_promised_days(kind: LetterKind, body: &str, promises: &Promises) -> String {
    let mut body = body.to_owned();
    if !matches!(kind, LetterKind::Receipt | LetterKind::DeadlineMoved | LetterKind::StatusChange | LetterKind::Interim)
    {
        return body;
    }
    for (metric, deadline) in promises.each() {
        let (start, end) = around_promise(metric);
        // The last: people may have typed such words themselves.
        let Some((before, rest)) = body.rsplit_once(start) else { continue };
        let Some((_, after)) = rest.split_once(end).filter(|(day, _)| is_day(day)) else { continue };
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
    let Some((before, (_, after))) = body
        .rsplit_once(CLOSES)
        .and_then(|(before, rest)| Some((before, rest.split_once('.').filter(|(day, _)| is_day(day))?)))
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

/// Is this a day as letters name it, such as `dinsdag 8 december 2026`? What people typed themselves is left alone.
fn is_day(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let [weekday, number, _, year] = words.as_slice() else { return false };
    weekday.ends_with("dag") && number.parse::<u8>().is_ok() && year.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_people_typed_are_never_taken_for_a_day_of_the_desk() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 22).expect("a day");
        let typed =
            "Beste Ans,\n\nAls u niet reageert, sluiten wij uw vraag op korte termijn. Daarna kan het nog.\n\nGroet";
        for closing in [Some(day), None] {
            assert_eq!(with_closing_day(LetterKind::Answer, typed, closing), typed);
        }
        let closing = typed.replace("korte termijn", "dinsdag 8 december 2026");
        assert!(
            with_closing_day(LetterKind::Answer, &closing, Some(day)).contains("op dinsdag 22 december 2026. Daarna")
        );
        assert!(!with_closing_day(LetterKind::Answer, &closing, None).contains("sluiten"));
        let again = with_promised_days(
            LetterKind::DeadlineMoved,
            "U krijgt uiterlijk morgen antwoord.\n\nEen deskundige reageert uiterlijk donderdag 26 november 2026.",
            &crate::letters::samples::promises("2026-11-27", "2026-12-22"),
        );
        assert_eq!(
            again,
            "U krijgt uiterlijk morgen antwoord.\n\nEen deskundige reageert uiterlijk vrijdag 27 november 2026."
        );
    }
}
