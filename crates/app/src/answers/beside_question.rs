//! Published answers beside a question that somebody answers: which fit, and one of them put in the reply with its source.

use super::find_published::{FoundAnswer, Suggested};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Complaints, Reference, Ticket, amsterdam_day, long_day_in_words};

impl App {
    /// Those that fit this question best, each with why.
    pub(crate) async fn answers_beside(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        asked: &str,
    ) -> Result<Vec<FoundAnswer>, Refusal> {
        let topics = ticket.topic_keys();
        self.suggest_answers(caller, &Suggested { subject: &ticket.subject, body: asked, topics: &topics }).await
    }

    /// The words of a published answer for a reply to this question, with the line that says where they come from.
    pub async fn use_published_answer(
        &self,
        caller: &Caller,
        reference: Reference,
        key: &str,
    ) -> Result<String, Refusal> {
        let ticket = self.ticket(&self.store, caller, reference).await?;
        policy::check(&caller.actor, Action::Reply(&ticket))?;
        let shelf = self.shelf().await?;
        let unknown = || Complaints::one("body", "UNKNOWN", "Dit antwoord is niet meer gepubliceerd.");
        let answer = shelf.get(key).ok_or_else(unknown)?;
        let day = long_day_in_words(amsterdam_day(answer.published_at));
        let address = format!("{}/antwoorden/{}", self.settings.public_url, answer.key);
        Ok(format!("{}\n\nBron: {}, versie van {day}: {address}", answer.text.body, answer.text.question))
    }
}
