//! Published answers are found (search, suggestions): by what somebody types, by topic, and by the question they are about to
//! ask. Nobody has to sign in for it.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{PublishedAnswer, TopicKey};
use similar::Document;

/// Most characters of what is typed that are looked at.
const TYPED_MAX: usize = 5_000;
/// What fits worse is not shown to somebody who searches, and to somebody who is about to ask.
const FITS_A_SEARCH: f32 = 0.05;
const FITS_A_QUESTION: f32 = 0.12;
/// Most answers beside a question.
const SUGGESTED: usize = 5;

/// An answer that was found, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundAnswer {
    /// The answer.
    pub answer: PublishedAnswer,
    /// Words that it shares with what was asked, the most telling first.
    pub words: Vec<String>,
    /// Topics that it shares.
    pub topics: Vec<TopicKey>,
}

/// What somebody is about to ask.
#[derive(Debug, Clone, Copy, Default)]
pub struct Suggested<'a> {
    /// What it is about, in a line.
    pub subject: &'a str,
    /// The rest.
    pub body: &'a str,
    /// What they say it is about.
    pub topics: &'a [TopicKey],
}

impl App {
    /// One published answer. What is not published looks like what does not exist.
    pub async fn read_published(&self, caller: &Caller, key: &str) -> Result<PublishedAnswer, Refusal> {
        policy::check(&caller.actor, Action::ReadPublished)?;
        self.shelf().await?.get(key).cloned().ok_or(Refusal::Hidden)
    }

    /// Everything published, what changed last first; of one topic, if one is named.
    pub async fn list_published(
        &self,
        caller: &Caller,
        topic: Option<&TopicKey>,
    ) -> Result<Vec<PublishedAnswer>, Refusal> {
        policy::check(&caller.actor, Action::ReadPublished)?;
        let shelf = self.shelf().await?;
        Ok(match topic {
            Some(topic) => shelf.about(topic).cloned().collect(),
            None => shelf.all().to_vec(),
        })
    }

    /// Published answers that hold what is typed, the best first; at most so many.
    pub async fn find_published(&self, caller: &Caller, typed: &str, most: usize) -> Result<Vec<FoundAnswer>, Refusal> {
        policy::check(&caller.actor, Action::ReadPublished)?;
        self.fitting(&Suggested { subject: typed, ..Suggested::default() }, most, FITS_A_SEARCH).await
    }

    /// The few published answers that fit a question best.
    pub async fn suggest_answers(&self, caller: &Caller, asked: &Suggested<'_>) -> Result<Vec<FoundAnswer>, Refusal> {
        policy::check(&caller.actor, Action::ReadPublished)?;
        self.fitting(asked, SUGGESTED, FITS_A_QUESTION).await
    }

    async fn fitting(&self, asked: &Suggested<'_>, most: usize, fits: f32) -> Result<Vec<FoundAnswer>, Refusal> {
        let shelf = self.shelf().await?;
        let asked = Document { title: cut(asked.subject), body: cut(asked.body), topics: asked.topics };
        let found = shelf.best(&asked, most).into_iter().filter(|(_, found)| found.score >= fits);
        let told = |(answer, found): (&PublishedAnswer, similar::Match<usize>)| FoundAnswer {
            answer: answer.clone(),
            words: found.words,
            topics: found.topics,
        };
        Ok(found.map(told).collect())
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(TYPED_MAX).map_or(text, |(end, _)| &text[..end])
}
