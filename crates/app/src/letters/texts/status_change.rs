//! To the asker: your question is closed, goes to another desk, or is open again.

use super::about::{About, Text};
use super::endings::{after_closing, because_told, referred};
use super::language::{day_in, either};
use super::sentences::{promised, see_it};
use chrono::NaiveDate;
use domain::{ClosedBecause, Metric, links_in_words};
use routing::Language;

pub(crate) struct StatusChange<'a> {
    pub to: Status<'a>,
    pub link: &'a str,
}

pub(crate) enum Status<'a> {
    /// Somebody closed it, and perhaps says more.
    Closed { because: ClosedBecause, explanation: Option<&'a str> },
    /// The asker did not react to what was asked on this day.
    ClosedInSilence { asked_on: NaiveDate, reminded: bool, explanation: Option<&'a str> },
    /// Another desk can help: which, and in which words they are told.
    Referred { to: &'a str, words: &'a str },
    /// It asks what was asked before: its asker gets that answer, which may be there already.
    Merged { answer: Option<&'a str> },
    /// Somebody opened it again, and says why.
    OpenAgain { reason: &'a str, answer_by: NaiveDate },
    /// Its asker asked to open it again; somebody decided otherwise, and says why.
    StaysAsItIs { reason: &'a str },
}

impl StatusChange<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let language = about.language;
        let say = |dutch, english| either(language, dutch, english);
        let said = match &self.to {
            Status::Closed { because, explanation } => {
                let explanation = links_in_words(explanation.unwrap_or_default());
                paragraphs([because_told(language, *because), &explanation, after_closing(language, *because)])
            }
            Status::ClosedInSilence { asked_on, reminded, explanation } => {
                let silence = if *reminded { Silence::EvenReminded } else { Silence::Once };
                let explanation = links_in_words(explanation.unwrap_or_default());
                let again = after_closing(language, ClosedBecause::Silence);
                paragraphs([&in_silence(language, *asked_on, silence), &explanation, again])
            }
            Status::Referred { to, words } => {
                let words = links_in_words(words);
                let further = say(
                    "Komt u er daar niet uit? Reageer dan via de link hieronder.",
                    "Can they not help you? Then reply through the link below.",
                );
                paragraphs([&referred(language, to), &words, further])
            }
            Status::Merged { answer } => merged(language, *answer),
            Status::StaysAsItIs { reason } => {
                let asked = say(
                    "U vroeg of uw vraag weer open kan. Wij laten hem zoals hij is.",
                    "You asked whether your question can be opened again. We leave it as it is.",
                );
                let again = say(
                    "Hebt u nog een vraag? Stel die dan via de link hieronder.",
                    "Do you have another question? Then ask it through the link below.",
                );
                paragraphs([asked, &links_in_words(reason), again])
            }
            Status::OpenAgain { reason, answer_by } => {
                let opened = say("Wij hebben uw vraag opnieuw geopend:", "We have opened your question again:");
                format!("{opened} {reason}\n\n{}", promised(language, Metric::Answer, *answer_by))
            }
        };
        Text::to_asker(about, [said, see_it(language, self.link)])
    }
}

/// How long an asker said nothing.
#[derive(Clone, Copy)]
enum Silence {
    Once,
    EvenReminded,
}

fn in_silence(language: Language, asked_on: NaiveDate, silence: Silence) -> String {
    let day = day_in(language, asked_on);
    let again = match silence {
        Silence::Once => "",
        Silence::EvenReminded => either(language, ", ook niet op onze herinnering", ", not even after our reminder"),
    };
    either(
        language,
        format!(
            "Op {day} vroegen wij u iets over uw vraag. Wij kregen geen reactie{again}. Daarom hebben wij uw vraag \
             gesloten."
        ),
        format!(
            "On {day} we asked you something about your question. We had no reply{again}. That is why we have closed \
             your question."
        ),
    )
}

fn merged(language: Language, answer: Option<&str>) -> String {
    let say = |dutch, english| either(language, dutch, english);
    let follows = match answer {
        Some(answer) => {
            format!("{}\n\n{}", say("Dit is ons antwoord:", "This is our answer:"), links_in_words(answer))
        }
        None => say(
            "Zodra ons antwoord klaar is, krijgt u het ook.",
            "As soon as our answer is ready, you will get it as well.",
        )
        .to_owned(),
    };
    let same = say(
        "Wij hadden al een vraag over hetzelfde. Daarom beantwoorden wij uw vraag samen met die vraag.",
        "We already had a question about the same. That is why we answer yours together with that one.",
    );
    let other = say(
        "Vraagt u toch iets anders? Reageer dan via de link hieronder; uw vraag is dan weer open.",
        "Do you ask something else after all? Then reply through the link below, and your question is open again.",
    );
    paragraphs([same, &follows, other])
}

fn paragraphs(said: [&str; 3]) -> String {
    said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}
