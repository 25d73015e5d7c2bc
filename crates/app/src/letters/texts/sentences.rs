//! Sentences that stand in more than one letter. Some are found again when a letter that waits is brought up to date.

use super::about::About;
use super::language::{day_in, either};
use chrono::{Duration, NaiveDate};
use domain::Metric;
use routing::Language;

/// How a letter to an asker names the day of closing, up to that day.
pub(crate) fn closes(language: Language) -> &'static str {
    either(
        language,
        "Als u niet reageert, sluiten wij uw vraag op ",
        "If you do not reply, we will close your question on ",
    )
}

/// When the desk closes a question whose asker says nothing.
pub(crate) fn closes_on(language: Language, day: NaiveDate) -> String {
    format!("{}{}.", closes(language), day_in(language, day))
}

/// How a letter to an asker names the day of a promise: before it, and after it.
pub(crate) fn around_promise(language: Language, metric: Metric) -> (&'static str, &'static str) {
    match metric {
        Metric::FirstResponse => {
            either(language, ("Een deskundige reageert uiterlijk ", "."), ("An expert will respond by ", "."))
        }
        Metric::Answer => either(language, ("U krijgt uiterlijk ", " antwoord."), ("You will have an answer by ", ".")),
    }
}

/// What is promised to an asker, and until when.
pub(crate) fn promised(language: Language, metric: Metric, day: NaiveDate) -> String {
    let (before, after) = around_promise(language, metric);
    format!("{before}{}{after}", day_in(language, day))
}

/// What somebody wrote, as words of theirs: each line behind a mark.
pub(super) fn quoted(text: &str) -> String {
    let line = |line: &str| if line.trim().is_empty() { ">".to_owned() } else { format!("> {}", line.trim_end()) };
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// To the asker: who works on the question.
pub(super) fn has_it(language: Language, expert: &str) -> String {
    either(language, format!("{expert} behandelt uw vraag."), format!("{expert} is working on your question."))
}

/// Which of the two promises, in the middle of a sentence.
pub(super) fn in_a_sentence(metric: Metric) -> &'static str {
    match metric {
        Metric::FirstResponse => "een eerste reactie",
        Metric::Answer => "het antwoord",
    }
}

/// To the asker: the link, and who may have it.
pub(super) fn follow(language: Language, link: &str) -> String {
    let say = |dutch, english| either(language, dutch, english);
    let follow = say("Volg uw vraag of vul hem aan:", "Follow your question, or add to it:");
    let whose = say(
        "Met deze link kan iedereen uw vraag lezen. Deel hem alleen met collega's die dat mogen.",
        "With this link anybody can read your question. Share it only with colleagues who may.",
    );
    format!("{follow}\n{link}\n\n{whose}")
}

/// To the asker: where to react.
pub(super) fn react(about: &About<'_>, link: &str) -> String {
    let how = either(
        about.language,
        about.when_answered("Beantwoord deze e-mail, of reageer via deze link:", "Reageer via deze link:"),
        about
            .when_answered("Please answer this e-mail, or reply through this link:", "Please reply through this link:"),
    );
    format!("{how}\n{link}")
}

/// To the asker: where the question is.
pub(super) fn see_it(language: Language, link: &str) -> String {
    format!("{}\n{link}", either(language, "Bekijk uw vraag:", "See your question:"))
}

/// To people of the desk: where to read the question.
pub(super) fn read_it(page: &str) -> String {
    format!("Bekijk de vraag:\n{page}")
}

/// How long a link holds, and how often.
pub(super) fn works_once(holds: Duration) -> String {
    format!("Deze link werkt één keer, en niet langer dan {}.", span(holds))
}

/// How long a link holds, that may be opened as often as one likes.
pub(super) fn works(holds: Duration) -> String {
    format!("Deze link werkt {}. U kunt hem in die tijd vaker openen.", span(holds))
}

/// `een half uur`, `2 dagen`.
fn span(length: Duration) -> String {
    let minutes = length.num_minutes();
    match (minutes / (24 * 60), minutes / 60, minutes) {
        (days, _, _) if days > 0 && minutes % (24 * 60) == 0 => counted(days, "dag", "dagen"),
        (_, hours, _) if hours > 0 && minutes % 60 == 0 => counted(hours, "uur", "uur"),
        (_, _, 30) => "een half uur".to_owned(),
        _ => counted(minutes, "minuut", "minuten"),
    }
}

fn counted(number: i64, one: &str, more: &str) -> String {
    if number == 1 { format!("een {one}") } else { format!("{number} {more}") }
}

/// Who has the question, seen by who reads the letter.
#[derive(Clone, Copy)]
pub(crate) enum Whose<'a> {
    Yours,
    /// Somebody's who cannot read the letter now.
    Of(&'a str),
    Nobodys,
}

impl Whose<'_> {
    /// Empty where nothing need be said.
    pub(super) fn in_words(self) -> String {
        match self {
            Self::Yours => String::new(),
            Self::Of(name) => format!("{name} heeft deze vraag, maar kan dit nu niet lezen."),
            Self::Nobodys => "Niemand heeft deze vraag.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_never_written_as_several() {
        let told = [Duration::minutes(1), Duration::minutes(30), Duration::minutes(45), Duration::hours(1)].map(span);
        assert_eq!(told, ["een minuut", "een half uur", "45 minuten", "een uur"]);
        let told = [Duration::hours(36), Duration::days(1), Duration::days(2), Duration::days(7)].map(span);
        assert_eq!(told, ["36 uur", "een dag", "2 dagen", "7 dagen"]);
    }
}
