//! Classes of data with their terms (retention schedule): the settings as moments.

use crate::Retention;
use chrono::{DateTime, Duration, Months, Utc};

/// A class of data that goes after a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Who asked: name, e-mail address, telephone number, tracking link.
    Contact,
    /// Files that came with messages.
    Files,
    /// Texts: what was said, notes, decisions, quoted words, what is found by them, what was learned from them.
    Texts,
    /// Letters that were settled, or given up about no question.
    Letters,
    /// Mail that came in: what a machine wrote or nobody took over, and the bytes of what stands in a question.
    Mail,
    /// Who was reminded of what, who stood in for whom, and under which keys something was done.
    Trail,
    /// Lines of the log about no question, and that somebody read one.
    Log,
    /// Models that do not route.
    Models,
}

impl Class {
    /// Every class, in the order in which they go.
    pub const ALL: [Self; 8] =
        [Self::Contact, Self::Files, Self::Texts, Self::Letters, Self::Mail, Self::Trail, Self::Log, Self::Models];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Contact => "gegevens van vraagstellers",
            Self::Files => "bijlagen",
            Self::Texts => "teksten van vragen",
            Self::Letters => "brieven",
            Self::Mail => "binnengekomen e-mail",
            Self::Trail => "herinneringen en waarneming",
            Self::Log => "regels van het logboek",
            Self::Models => "modellen",
        }
    }

    /// What is counted, one and several.
    pub fn counted(self) -> (&'static str, &'static str) {
        match self {
            Self::Contact | Self::Texts => ("vraag", "vragen"),
            Self::Files => ("bijlage", "bijlagen"),
            Self::Letters => ("brief", "brieven"),
            Self::Mail => ("e-mail", "e-mails"),
            Self::Trail | Self::Log => ("regel", "regels"),
            Self::Models => ("model", "modellen"),
        }
    }
}

impl Retention {
    /// The term in words; none is for ever.
    pub fn term(&self, class: Class) -> Option<String> {
        let (number, one, many) = match class {
            Class::Contact => (self.contact_months, "maand", "maanden"),
            Class::Files => (self.files_months, "maand", "maanden"),
            Class::Texts => (self.texts_months, "maand", "maanden"),
            Class::Letters | Class::Mail | Class::Trail => (self.letters_days, "dag", "dagen"),
            Class::Log => (self.log_months, "maand", "maanden"),
            Class::Models => (self.models_months, "maand", "maanden"),
        };
        (number > 0).then(|| domain::counted(number as usize, one, many))
    }

    /// What was finished before this moment goes; none when it is kept for ever.
    pub(crate) fn before(&self, class: Class, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let months = |months: u32| (months > 0).then(|| now.checked_sub_months(Months::new(months))).flatten();
        match class {
            Class::Contact => months(self.contact_months),
            Class::Files => months(self.files_months),
            Class::Texts => months(self.texts_months),
            Class::Letters | Class::Mail | Class::Trail => {
                let days = self.letters_days;
                (days > 0).then(|| now.checked_sub_signed(Duration::days(days.into()))).flatten()
            }
            Class::Log => months(self.log_months),
            Class::Models => months(self.models_months),
        }
    }
}
