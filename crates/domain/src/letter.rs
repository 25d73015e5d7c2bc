//! Letters the desk sends.

use crate::Colour;
use serde::{Deserialize, Serialize};

/// Why a letter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// To the asker: we have your question.
    Receipt,
    /// To the expert: you have a question.
    Assignment,
    /// To the asker: we need to know something.
    AskBack,
    /// To the asker: somebody is at work, and when the answer comes.
    Interim,
    /// To the asker: the answer.
    Answer,
    /// To the expert: the asker reacted.
    AskerReacted,
    /// To the asker: your question is closed, or open again.
    StatusChange,
    /// To the asker: your question gets another date.
    DeadlineMoved,
    /// To the expert: a deadline comes near.
    Reminder,
    /// To the lead: a deadline was missed.
    Breach,
    /// To the asker: we still wait for your reaction.
    AskerReminder,
    /// To the expert: the asker does not react, and what became of the question.
    AskerSilent,
    /// To the expert: a letter to the asker did not arrive.
    NotDelivered,
    /// To the expert: mail for their question waits for them to decide.
    MailWaits,
    /// To the asker: another tracking link.
    NewLink,
    /// To a colleague: somebody asks you to think along, or to answer a part.
    ColleagueAsked,
    /// To the asker: who has the question now.
    WhoAnswers,
    /// To the asker: what came with their mail and was not taken.
    FilesLeftOut,
    /// To somebody of the desk who chose so: everything of a day in one.
    Digest,
    /// To a lead who chose so: the figures of a week.
    WeeklyFigures,
    /// To somebody who was invited, or asks for it: a link to begin with, or to see an organisation's questions.
    Access,
    /// To somebody for whose account anybody may ask it: a link to choose another password.
    Reset,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [Self; 22] = [
        Self::Receipt,
        Self::Assignment,
        Self::AskBack,
        Self::Interim,
        Self::Answer,
        Self::AskerReacted,
        Self::StatusChange,
        Self::DeadlineMoved,
        Self::Reminder,
        Self::Breach,
        Self::AskerReminder,
        Self::AskerSilent,
        Self::NotDelivered,
        Self::MailWaits,
        Self::NewLink,
        Self::ColleagueAsked,
        Self::WhoAnswers,
        Self::FilesLeftOut,
        Self::Digest,
        Self::WeeklyFigures,
        Self::Access,
        Self::Reset,
    ];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Assignment => "assignment",
            Self::AskBack => "ask_back",
            Self::Interim => "interim",
            Self::Answer => "answer",
            Self::AskerReacted => "asker_reacted",
            Self::StatusChange => "status_change",
            Self::DeadlineMoved => "deadline_moved",
            Self::Reminder => "reminder",
            Self::Breach => "breach",
            Self::AskerReminder => "asker_reminder",
            Self::AskerSilent => "asker_silent",
            Self::NotDelivered => "not_delivered",
            Self::MailWaits => "mail_waits",
            Self::NewLink => "new_link",
            Self::ColleagueAsked => "colleague_asked",
            Self::WhoAnswers => "who_answers",
            Self::FilesLeftOut => "files_left_out",
            Self::Digest => "digest",
            Self::WeeklyFigures => "weekly_figures",
            Self::Access => "access",
            Self::Reset => "reset",
        }
    }

    /// Shown to staff.
    pub fn label(self) -> &'static str {
        match self {
            Self::Receipt => "ontvangstbevestiging",
            Self::Assignment => "vraag voor een deskundige",
            Self::AskBack => "vraag aan de vraagsteller",
            Self::Interim => "tussenbericht",
            Self::Answer => "antwoord",
            Self::AskerReacted => "reactie van de vraagsteller",
            Self::StatusChange => "vraag gesloten of heropend",
            Self::DeadlineMoved => "een andere datum",
            Self::Reminder => "herinnering",
            Self::Breach => "te laat",
            Self::AskerReminder => "herinnering aan de vraagsteller",
            Self::AskerSilent => "vraagsteller reageert niet",
            Self::NotDelivered => "brief kwam niet aan",
            Self::MailWaits => "e-mail wacht op een beslissing",
            Self::NewLink => "nieuwe link",
            Self::ColleagueAsked => "vraag om mee te denken",
            Self::WhoAnswers => "wie de vraag behandelt",
            Self::FilesLeftOut => "bijlage die niet meekwam",
            Self::Digest => "overzicht van de ochtend",
            Self::WeeklyFigures => "cijfers van de week",
            Self::Access => "toegang",
            Self::Reset => "nieuw wachtwoord",
        }
    }

    /// Does it go to who asked? Then it is in English where they wrote so.
    pub fn is_to_asker(self) -> bool {
        match self {
            Self::Receipt
            | Self::AskBack
            | Self::Interim
            | Self::Answer
            | Self::StatusChange
            | Self::DeadlineMoved
            | Self::AskerReminder
            | Self::NewLink
            | Self::WhoAnswers
            | Self::FilesLeftOut => true,
            Self::Assignment
            | Self::AskerReacted
            | Self::Reminder
            | Self::Breach
            | Self::AskerSilent
            | Self::NotDelivered
            | Self::MailWaits
            | Self::ColleagueAsked
            | Self::Digest
            | Self::WeeklyFigures
            | Self::Access
            | Self::Reset => false,
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A letter as it will be sent, written once with the row of its job: sending it again sends the same letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Why.
    pub kind: LetterKind,
    /// To whom, by name.
    pub to_name: String,
    /// To whom.
    pub to_email: String,
    /// Who it comes from, by name; none: as it is set for the machine that sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Subject line.
    pub subject: String,
    /// Plain text; what a reader of HTML sees is made from it.
    pub body: String,
    /// In which language its frame is: `nl` or `en`.
    #[serde(default = "dutch")]
    pub language: String,
    /// What its links look like to a reader of HTML.
    #[serde(default, skip_serializing_if = "Look::is_plain")]
    pub look: Look,
    /// Which conversation it belongs to: all letters about one question name the same, so that they stay together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// Made from the id of the job, so that a letter sent twice is recognised as one.
    pub message_id: String,
    /// RFC 2822, fixed with the row.
    pub date: String,
}

fn dutch() -> String {
    "nl".to_owned()
}

/// The colours of the house on the links of a letter; none: those that every desk has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// On paper.
    pub by_day: Option<Colour>,
    /// On dark screens.
    pub by_night: Option<Colour>,
}

impl Look {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// Where secrets stand in letters: the last part of an address below one of these.
const BEFORE_SECRETS: [&str; 3] = ["/volg/", "/toegang/", "/organisatie/"];
/// Below this path is the link of an asker.
const ASKERS_LINK: &str = "/volg/";
/// Stands where a secret was taken out.
const TAKEN_OUT: &str = "[link]";

/// A text without the secrets of links in it; where each stood can still be seen.
pub fn without_secrets(text: &str) -> String {
    BEFORE_SECRETS.iter().fold(text.to_owned(), |text, path| {
        let mut parts = text.split(path);
        let mut rest = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|sign: char| !is_of_a_secret(sign)).unwrap_or(part.len());
            let kept = if end == 0 { part } else { &part[end..] };
            rest.push_str(path);
            rest.push_str(if end == 0 { "" } else { TAKEN_OUT });
            rest.push_str(kept);
        }
        rest
    })
}

/// The text with this link where the link of an asker was taken out, and the signs that stood around that.
pub fn with_link(text: &str, url: &str) -> String {
    let gap = format!("{ASKERS_LINK}{TAKEN_OUT}");
    text.split_inclusive(char::is_whitespace)
        .map(|word| match word.split_once(&gap) {
            Some((host, after)) => format!("{}{url}{after}", &host[..host.find("http").unwrap_or(0)]),
            None => word.to_owned(),
        })
        .collect()
}

fn is_of_a_secret(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '-' || sign == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_kinds_holds_every_kind_that_can_be_stored() {
        let error = serde_json::from_str::<LetterKind>("\"no kind\"").expect_err("there is none such").to_string();
        let (_, expected) = error.split_once("expected one of ").expect("serde names them all");
        let stored: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        assert_eq!(stored, LetterKind::ALL.map(LetterKind::as_str));
    }

    #[test]
    fn no_secret_is_left_in_a_text_and_the_link_comes_back_where_it_stood() {
        let link = format!("https://loket.example/volg/{}", "aB3_-".repeat(8) + "xyz");
        let text = format!("Beste Ans,\n\nVolg uw vraag:\n{link}\n\nGroet, /volg/ en zo");
        let bare = without_secrets(&text);
        assert!(!bare.contains("aB3_") && bare.contains("/volg/[link]\n\nGroet, /volg/ en zo"), "{bare}");
        assert_eq!(with_link(&bare, &link), text);
        for path in ["toegang", "organisatie"] {
            let text = without_secrets(&format!("https://loket.example/{path}/abc-DEF_123."));
            assert_eq!(text, format!("https://loket.example/{path}/[link]."));
        }
        assert_eq!(without_secrets(&bare), bare, "twice is once");
    }
}
