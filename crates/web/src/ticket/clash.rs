//! Somebody else said something first (edit conflict, merge view): both texts side by side, and nothing sent.

use app::News;
use domain::{MessageKind, moment_in_words};
use rich::Rich;

/// What somebody else said first, and what was typed meanwhile.
pub(crate) struct Clash {
    /// Who said what, and when.
    pub words: String,
    pub theirs: Rich,
    /// As it would be read.
    pub ours: Rich,
}

/// The message that came first, when a text for the asker or a note was typed meanwhile, taken out of the rest of the news.
pub(super) fn clash(form: &str, mut news: News, typed: &str) -> (Option<Clash>, News) {
    if !matches!(form, "antwoord" | "notitie") || typed.trim().is_empty() {
        return (None, news);
    }
    let of_kind = |kind| news.messages.iter().rposition(|message| message.kind == kind);
    let Some(at) = of_kind(MessageKind::Answer).or(news.messages.len().checked_sub(1)) else { return (None, news) };
    let first = news.messages.remove(at);
    let did = match first.kind {
        MessageKind::Answer => "beantwoordde deze vraag",
        MessageKind::AskBack => "stelde de vraagsteller een wedervraag",
        MessageKind::Interim => "stuurde de vraagsteller een tussenbericht",
        MessageKind::Note => "schreef een notitie",
        MessageKind::Notice => "sloot deze vraag of verwees haar door",
        MessageKind::AskerReaction | MessageKind::Question => "reageerde",
    };
    let words = format!("{} {did}, op {}.", first.author_name, moment_in_words(first.sent_at));
    (Some(Clash { words, theirs: Rich::of(first.kind, &first.body), ours: Rich::structured(typed) }), news)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Message, MessageId};

    fn said(kind: MessageKind, body: &str) -> Message {
        let sent_at = chrono::DateTime::UNIX_EPOCH;
        let (id, author_name) = (MessageId(uuid::Uuid::nil()), "Carla Smit".to_owned());
        Message { id, kind, author: None, author_name, body: body.to_owned(), sent_at }
    }

    #[test]
    fn the_answer_that_came_first_stands_beside_the_text_and_other_news_stays_news() {
        let messages = vec![said(MessageKind::Answer, "Zo."), said(MessageKind::Note, "Klaar.")];
        let (clash, rest) = clash("antwoord", News { messages, events: Vec::new() }, "Anders.");
        let clash = clash.expect("an answer came first");
        assert_eq!((clash.theirs.html.trim(), clash.ours.html.trim()), ("<p>Zo.</p>", "<p>Anders.</p>"));
        assert!(clash.words.starts_with("Carla Smit beantwoordde deze vraag, op "), "{}", clash.words);
        assert_eq!(rest.messages.len(), 1);
    }

    #[test]
    fn a_form_without_a_text_clashes_with_nothing() {
        for (form, typed) in [("sluiten", "x"), ("antwoord", " ")] {
            let news = News { messages: vec![said(MessageKind::Answer, "Zo.")], events: Vec::new() };
            let (clash, rest) = clash(form, news, typed);
            assert!(clash.is_none() && rest.messages.len() == 1, "{form}");
        }
    }
}
