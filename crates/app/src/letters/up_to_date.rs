//! Letters that wait or are sent again name the days that hold now (patching stored mail).

use super::texts::{around_promise, closes, closes_on, language, promised};
use chrono::NaiveDate;
use domain::{Letter, LetterKind, Promises, amsterdam_day};

/// A letter of before with the days that are promised now.
pub(crate) fn with_promised_days(letter: &Letter, promises: &Promises) -> String {
    let (mut body, language) = (letter.body.clone(), language(&letter.language));
    if !matches!(
        letter.kind,
        LetterKind::Receipt | LetterKind::DeadlineMoved | LetterKind::StatusChange | LetterKind::Interim
    ) {
        return body;
    }
    for (metric, deadline) in promises.each() {
        let (start, end) = around_promise(language, metric);
        // The last: people may have typed such words themselves.
        let Some((before, rest)) = body.rsplit_once(start) else { continue };
        let Some((_, after)) = rest.split_once(end).filter(|(day, _)| is_day(day)) else { continue };
        body = format!("{before}{}{after}", promised(language, metric, amsterdam_day(deadline.due_at)));
    }
    body
}

/// A letter of before with the day on which its question is closed now; without those words when it is not.
pub(crate) fn with_closing_day(letter: &Letter, day: Option<NaiveDate>) -> String {
    let (body, language) = (letter.body.as_str(), language(&letter.language));
    if !matches!(letter.kind, LetterKind::Answer | LetterKind::AskerReminder) {
        return body.to_owned();
    }
    // The last: people may have typed such words themselves.
    let Some((before, (_, after))) = body
        .rsplit_once(closes(language))
        .and_then(|(before, rest)| Some((before, rest.split_once('.').filter(|(day, _)| is_day(day))?)))
    else {
        return body.to_owned();
    };
    match day {
        Some(day) => format!("{before}{}{after}", closes_on(language, day)),
        None => {
            let rest = after.split_once("\n\n").map_or("", |(_, rest)| rest);
            format!("{}\n\n{rest}", before.trim_end())
        }
    }
}

/// Is this a day as letters name it, such as `dinsdag 8 december 2026` or `Tuesday 8 December 2026`? What people typed themselves is left alone.
fn is_day(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let [weekday, number, _, year] = words.as_slice() else { return false };
    (weekday.ends_with("dag") || weekday.ends_with("day"))
        && number.parse::<u8>().is_ok()
        && year.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(kind: LetterKind, language: &str, body: &str) -> Letter {
        Letter {
            kind,
            to_name: String::new(),
            to_email: String::new(),
            from_name: None,
            subject: String::new(),
            body: body.to_owned(),
            language: language.to_owned(),
            look: domain::Look::default(),
            thread: None,
            message_id: String::new(),
            date: String::new(),
        }
    }

    #[test]
    fn words_that_people_typed_are_never_taken_for_a_day_of_the_desk() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 22).expect("a day");
        let typed =
            "Beste Ans,\n\nAls u niet reageert, sluiten wij uw vraag op korte termijn. Daarna kan het nog.\n\nGroet";
        let answer = |body: &str| letter(LetterKind::Answer, "nl", body);
        for closing in [Some(day), None] {
            assert_eq!(with_closing_day(&answer(typed), closing), typed);
        }
        let closing = typed.replace("korte termijn", "dinsdag 8 december 2026");
        assert!(with_closing_day(&answer(&closing), Some(day)).contains("op dinsdag 22 december 2026. Daarna"));
        assert!(!with_closing_day(&answer(&closing), None).contains("sluiten"));
        let moved =
            "U krijgt uiterlijk morgen antwoord.\n\nEen deskundige reageert uiterlijk donderdag 26 november 2026.";
        let again = with_promised_days(&letter(LetterKind::DeadlineMoved, "nl", moved), &later());
        assert_eq!(
            again,
            "U krijgt uiterlijk morgen antwoord.\n\nEen deskundige reageert uiterlijk vrijdag 27 november 2026."
        );
    }

    #[test]
    fn an_english_letter_names_the_days_of_now_in_english() {
        let receipt =
            "An expert will respond by Thursday 26 November 2026.\nYou will have an answer by Tuesday 8 December 2026.";
        assert_eq!(
            with_promised_days(&letter(LetterKind::Receipt, "en", receipt), &later()),
            "An expert will respond by Friday 27 November 2026.\nYou will have an answer by Tuesday 22 December 2026."
        );
        let closing = "If you do not reply, we will close your question on Tuesday 8 December 2026. You can.\n\nKind";
        let day = NaiveDate::from_ymd_opt(2026, 12, 22);
        let answer = letter(LetterKind::Answer, "en", closing);
        assert!(with_closing_day(&answer, day).contains("on Tuesday 22 December 2026. You can."));
        assert_eq!(with_closing_day(&answer, None), "\n\nKind");
    }

    fn later() -> Promises {
        crate::letters::made_up::promises("2026-11-27", "2026-12-22")
    }
}
