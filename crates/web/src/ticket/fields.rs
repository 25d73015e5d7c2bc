//! The fields of every form about a question (form data), and what became of one that was not carried out.

use super::clash::Clash;
use crate::error::Failure;
use crate::form::Errors;
use crate::seal::{NewsLine, seen};
use crate::sent_along::{Files, Waiting};
use crate::visitor::Visitor;
use app::{Refusal, SeenTicket};
use domain::Reference;
use rich::Rich;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    pub token: String,
    /// The revision that was seen, and the key of the form: see [`Seal`].
    #[serde(default)]
    pub revision: String,
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub body: String,
    /// `wedervraag` stops the clock.
    #[serde(default)]
    pub how: String,
    /// A published answer to put in the answer.
    #[serde(default)]
    pub answer: String,
    /// A text block to put in the answer.
    #[serde(default)]
    pub block: String,
    #[serde(default)]
    pub expert: String,
    /// What a part that is split off is about.
    #[serde(default)]
    pub subject: String,
    /// What a colleague is asked.
    #[serde(default)]
    pub asks: String,
    /// Which list the question was chosen from: `verdelen`, or the inbox.
    #[serde(default)]
    pub back: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub explanation: String,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub themes: Vec<String>,
    /// Which theme's expert should answer.
    #[serde(default)]
    pub primary: String,
    /// Of a page from before the form asked for both days: which of them `due_on` is.
    #[serde(default)]
    pub metric: String,
    #[serde(default)]
    pub due_on: String,
    /// The new day of the first reaction.
    #[serde(default)]
    pub reaction_on: String,
    #[serde(default)]
    pub policy: String,
    /// A letter that was given up.
    #[serde(default)]
    pub letter: String,
    /// A mail that waits for a decision.
    #[serde(default)]
    pub mail: String,
    /// Where the asker's letters should go.
    #[serde(default)]
    pub email: String,
    /// Who asked, corrected.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub organisation: String,
    /// What sort of organisation asks, from where, and in which language.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub works_for: String,
    #[serde(default)]
    pub language: String,
    /// Why it is closed.
    #[serde(default)]
    pub because: String,
    /// Another desk that can help, and how to reach it.
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub reach: String,
    /// The earlier question that asks the same.
    #[serde(default)]
    pub other: String,
    /// Files that were taken in with it before.
    #[serde(default)]
    pub file: Vec<String>,
    /// The same, as the form shows them.
    #[serde(skip)]
    pub files: Vec<Waiting>,
}

/// A form that was not carried out: its name, what was typed in it, and why.
#[derive(Default)]
pub(crate) struct Sent {
    pub form: &'static str,
    pub fields: Fields,
    pub errors: Errors,
    pub conflict: Option<String>,
    /// What somebody else said first, beside what was typed.
    pub clash: Option<Clash>,
    pub news: Vec<NewsLine>,
    /// What was typed, as its asker would read it.
    pub preview: Option<Rich>,
}

impl Fields {
    /// Looks up what its files are called.
    pub(crate) async fn with_files(mut self, visitor: &Visitor) -> Self {
        self.files = Files::of(&visitor.app, &visitor.caller, &self.file).await.waiting;
        self
    }

    pub(crate) fn on(&self, reference: &str) -> Result<SeenTicket, Failure> {
        Ok(seen(parse(reference)?, &self.revision, &self.key))
    }
}

pub(crate) fn parse(reference: &str) -> Result<Reference, Failure> {
    reference.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}
