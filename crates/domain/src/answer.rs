//! Published answers (knowledge items, VAC): what they say, and the way of a version from draft to published.

use crate::{AnswerId, PersonId, RegionRef, TicketId, TopicKey};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What an answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerText {
    /// The question, as whoever asks it would.
    pub question: String,
    /// The answer, with the structure of a reply.
    pub body: String,
    /// What it rests on.
    pub sources: Vec<AnswerSource>,
    /// What it is about: the main theme first, groups last.
    pub topics: Vec<TopicKey>,
    /// Words by which people look for it.
    pub keywords: Vec<String>,
    /// Where it holds; everywhere when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionRef>,
    /// Its last day, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// The place in the address that its writer would like; one is made of the question otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wished_key: Option<String>,
    /// Keys of answers that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// The writer looked at what may be somebody's data, and says that it is not.
    #[serde(default)]
    pub looked_at: bool,
}

/// What an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSource {
    /// What people call it.
    pub title: String,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Where a version of an answer stands, with what only that state holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerStanding {
    /// It is being written.
    Draft {
        /// What a second reader said, who sent it back.
        sent_back: Option<SentBack>,
    },
    /// A second reader is asked to look at it.
    Offered {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Everybody may read it.
    Published(Release),
    /// A later version took its place.
    Replaced {
        /// How it was published.
        release: Release,
        /// Until when it was.
        at: DateTime<Utc>,
    },
    /// It was taken away from the public.
    Withdrawn {
        /// How it was published.
        release: Release,
        /// By whom it was taken away.
        by: PersonId,
        /// When.
        at: DateTime<Utc>,
    },
}

/// Who published a version, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// The second reader: never who wrote it.
    pub reader: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a second reader said of a version that was not good enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBack {
    /// Who.
    pub reader: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// What is to be mended.
    pub remark: String,
}

impl AnswerStanding {
    /// The stored word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "draft",
            Self::Offered { .. } => "offered",
            Self::Published(_) => "published",
            Self::Replaced { .. } => "replaced",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// What people read.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Draft { sent_back: None } => "Concept",
            Self::Draft { sent_back: Some(_) } => "Teruggestuurd",
            Self::Offered { .. } => "Wacht op een tweede lezer",
            Self::Published(_) => "Gepubliceerd",
            Self::Replaced { .. } => "Vervangen",
            Self::Withdrawn { .. } => "Ingetrokken",
        }
    }
}

/// One version of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerVersion {
    /// Of which answer.
    pub answer: AnswerId,
    /// The how many-th it is.
    pub number: i32,
    /// Where it stands.
    pub standing: AnswerStanding,
    /// What it says.
    pub text: AnswerText,
    /// Who wrote it, and nobody else did.
    pub author: PersonId,
    /// When it was written as it stands.
    pub written_at: DateTime<Utc>,
    /// Counts up with every change; an act names the revision it saw.
    pub revision: i32,
}

/// Why a version cannot take this step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// It is not being written.
    #[error("Dit antwoord is geen concept meer. Laad de pagina opnieuw.")]
    NoDraft,
    /// No second reader is asked.
    #[error("Dit antwoord wacht niet op een tweede lezer. Laad de pagina opnieuw.")]
    NotOffered,
    /// The public does not read it.
    #[error("Dit antwoord is niet gepubliceerd. Laad de pagina opnieuw.")]
    NotPublished,
    /// Nobody reads their own text a second time.
    #[error("U schreef dit antwoord zelf. Een collega leest het mee en publiceert het.")]
    OwnText,
}

impl AnswerVersion {
    /// The same version with other words.
    pub fn written(self, text: AnswerText, at: DateTime<Utc>) -> Result<Self, AnswerFault> {
        match self.standing {
            AnswerStanding::Draft { .. } => Ok(Self { text, written_at: at, ..self }),
            _ => Err(AnswerFault::NoDraft),
        }
    }

    /// A second reader is asked.
    pub fn offered(self, at: DateTime<Utc>) -> Result<Self, AnswerFault> {
        match self.standing {
            AnswerStanding::Draft { .. } => Ok(Self { standing: AnswerStanding::Offered { at }, ..self }),
            _ => Err(AnswerFault::NoDraft),
        }
    }

    /// The second reader wants something mended.
    pub fn sent_back(self, sent_back: SentBack) -> Result<Self, AnswerFault> {
        self.read_by(sent_back.reader)?;
        Ok(Self { standing: AnswerStanding::Draft { sent_back: Some(sent_back) }, ..self })
    }

    /// The second reader lets everybody read it.
    pub fn published(self, release: Release) -> Result<Self, AnswerFault> {
        self.read_by(release.reader)?;
        Ok(Self { standing: AnswerStanding::Published(release), ..self })
    }

    /// A later version takes its place.
    pub fn replaced(self, at: DateTime<Utc>) -> Result<Self, AnswerFault> {
        match self.standing {
            AnswerStanding::Published(release) => {
                Ok(Self { standing: AnswerStanding::Replaced { release, at }, ..self })
            }
            _ => Err(AnswerFault::NotPublished),
        }
    }

    /// Nobody outside the desk reads it any more.
    pub fn withdrawn(self, by: PersonId, at: DateTime<Utc>) -> Result<Self, AnswerFault> {
        match self.standing {
            AnswerStanding::Published(release) => {
                Ok(Self { standing: AnswerStanding::Withdrawn { release, by, at }, ..self })
            }
            _ => Err(AnswerFault::NotPublished),
        }
    }

    /// The next version, by whoever writes it, beside this one.
    pub fn next(&self, number: i32, author: PersonId, at: DateTime<Utc>) -> Self {
        Self {
            answer: self.answer,
            number,
            standing: AnswerStanding::Draft { sent_back: None },
            // Whoever writes it looks again.
            text: AnswerText { looked_at: false, ..self.text.clone() },
            author,
            written_at: at,
            revision: 1,
        }
    }

    /// May this person be its second reader now?
    fn read_by(&self, reader: PersonId) -> Result<(), AnswerFault> {
        match self.standing {
            AnswerStanding::Offered { .. } if reader == self.author => Err(AnswerFault::OwnText),
            AnswerStanding::Offered { .. } => Ok(()),
            _ => Err(AnswerFault::NotOffered),
        }
    }
}

/// An answer, whatever its versions say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which.
    pub id: AnswerId,
    /// Its place in the address, from its first publication on: it never changes.
    pub key: Option<String>,
    /// Who keeps it up to date.
    pub owner: PersonId,
    /// The question it was made of, if it was.
    pub ticket: Option<TicketId>,
    /// When it was first published.
    pub first_published_at: Option<DateTime<Utc>>,
    /// When what the public reads last changed.
    pub changed_at: Option<DateTime<Utc>>,
}

/// An answer as the public reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedAnswer {
    /// Which.
    pub id: AnswerId,
    /// Its place in the address.
    pub key: String,
    /// Who keeps it up to date.
    pub owner: PersonId,
    /// Which version it is.
    pub version: i32,
    /// What it says.
    pub text: AnswerText,
    /// When it was first published.
    pub first_published_at: DateTime<Utc>,
    /// When this version was.
    pub published_at: DateTime<Utc>,
    /// The how many-th change of what the public reads it was.
    pub edition: i64,
}

/// What somebody did with an answer who was about to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerUse {
    /// It was shown to them.
    Shown,
    /// They read it in place.
    Opened,
    /// It helped, and they asked nothing.
    Helped,
    /// They asked all the same.
    AskedAnyway,
}

/// How often that was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerUses {
    /// Shown to somebody.
    pub shown: i64,
    /// Read in place.
    pub opened: i64,
    /// Helped.
    pub helped: i64,
    /// Asked all the same.
    pub asked: i64,
}

impl PublishedAnswer {
    /// Did its last day pass?
    pub fn has_expired(&self, today: NaiveDate) -> bool {
        self.text.valid_until.is_some_and(|last| last < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("a moment")
    }

    fn person(number: u8) -> PersonId {
        PersonId(Uuid::from_u128(u128::from(number)))
    }

    fn draft(author: PersonId) -> AnswerVersion {
        AnswerVersion {
            answer: AnswerId(Uuid::from_u128(9)),
            number: 1,
            standing: AnswerStanding::Draft { sent_back: None },
            text: AnswerText::default(),
            author,
            written_at: at(0),
            revision: 1,
        }
    }

    #[test]
    fn the_second_reader_is_never_who_wrote_it() {
        let offered = draft(person(1)).offered(at(1)).expect("offered");
        let release = |reader| Release { reader, at: at(2) };
        assert_eq!(offered.clone().published(release(person(1))), Err(AnswerFault::OwnText));
        let own = SentBack { reader: person(1), at: at(2), remark: String::new() };
        assert_eq!(offered.clone().sent_back(own), Err(AnswerFault::OwnText));
        assert!(offered.published(release(person(2))).is_ok());
    }

    proptest! {
        /// Whatever people try in whatever order: what is published was offered, and read by somebody else.
        #[test]
        fn nothing_is_published_that_nobody_else_read(steps in prop::collection::vec((0u8..6, 1u8..4), 0..12)) {
            let mut version = draft(person(1));
            let mut was_offered = false;
            for (second, (step, who)) in steps.into_iter().enumerate() {
                let (who, now) = (person(who), at(i64::try_from(second).expect("few")));
                let before = version.clone();
                let tried = match step {
                    0 => version.written(AnswerText { question: "Mag dat?".into(), ..AnswerText::default() }, now),
                    1 => version.offered(now),
                    2 => version.sent_back(SentBack { reader: who, at: now, remark: "Nee".into() }),
                    3 => version.published(Release { reader: who, at: now }),
                    4 => version.replaced(now),
                    _ => version.withdrawn(who, now),
                };
                version = tried.unwrap_or_else(|_| before.clone());
                was_offered |= matches!(version.standing, AnswerStanding::Offered { .. });
                if let AnswerStanding::Published(release) = version.standing {
                    prop_assert!(was_offered && release.reader != version.author);
                    prop_assert_eq!(&version.text, &before.text);
                }
            }
        }
    }
}
