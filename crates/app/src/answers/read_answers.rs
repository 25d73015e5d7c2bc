//! Answers as the desk sees them: what is being written, what waits for a second reader, and every version of each.

use super::draft::AnswerDraft;
use super::write_answer::{FoundTrace, SeenAnswer, found_traces};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Answer, AnswerId, AnswerStanding, AnswerVersion, PublishedAnswer, Reference};

/// Most versions in work that are shown: more than a desk ever writes at once.
const MOST: u64 = 500;

/// Everything the desk has of answers.
#[derive(Debug, Clone)]
pub struct DeskAnswers {
    /// What is being written or read along, the latest first.
    pub working: Vec<AnswerVersion>,
    /// What the public reads, what changed last first.
    pub published: Vec<PublishedAnswer>,
}

/// One answer with its versions.
#[derive(Debug, Clone)]
pub struct AnswerPage {
    /// The answer.
    pub answer: Answer,
    /// Its versions, the newest first; there is at least one.
    pub versions: Vec<AnswerVersion>,
    /// The question it was made of, if the reader may know of that.
    pub of: Option<Reference>,
    /// The newest as it would have to be typed.
    pub draft: AnswerDraft,
    /// What in the newest may tell whose question it was.
    pub traces: Vec<FoundTrace>,
    /// May the reader write the newest: is it a draft of their own?
    pub may_write: bool,
    /// May they be its second reader?
    pub may_read_along: bool,
    /// May they throw the newest away?
    pub may_drop: bool,
    /// May they take away what is published?
    pub may_withdraw: bool,
}

impl AnswerPage {
    /// The newest version.
    pub fn latest(&self) -> &AnswerVersion {
        &self.versions[0]
    }

    /// The newest version as the reader sees it.
    pub fn seen(&self) -> SeenAnswer {
        SeenAnswer { answer: self.answer.id, revision: self.latest().revision }
    }

    /// What the public reads.
    pub fn public(&self) -> Option<&AnswerVersion> {
        self.versions.iter().find(|version| matches!(version.standing, AnswerStanding::Published(_)))
    }
}

impl App {
    /// What the desk writes, and what the public reads.
    pub async fn list_answers(&self, caller: &Caller) -> Result<DeskAnswers, Refusal> {
        policy::check(&caller.actor, Action::WriteAnswers)?;
        Ok(DeskAnswers {
            working: store::answers::working(&self.store, MOST).await?,
            published: self.shelf().await?.all().to_vec(),
        })
    }

    /// One answer with all its versions.
    pub async fn read_answer(&self, caller: &Caller, id: AnswerId) -> Result<AnswerPage, Refusal> {
        policy::check(&caller.actor, Action::WriteAnswers)?;
        let answer = store::answers::find(&self.store, id).await?.ok_or(Refusal::Hidden)?;
        let versions = store::answers::versions_of(&self.store, id).await?;
        let latest = versions.first().ok_or(Refusal::Hidden)?;
        let ticket = self.ticket_of_answer(&self.store, &answer).await?;
        let of = match answer.ticket {
            Some(ticket) => store::tickets::find(&self.store, ticket, &policy::scope(&caller.actor)).await?,
            None => None,
        };
        let may = |action| policy::check(&caller.actor, action).is_ok();
        let is_draft = matches!(latest.standing, AnswerStanding::Draft { .. });
        let is_offered = matches!(latest.standing, AnswerStanding::Offered { .. });
        let is_public = versions.iter().any(|one| matches!(one.standing, AnswerStanding::Published(_)));
        Ok(AnswerPage {
            of: of.map(|ticket| ticket.reference),
            draft: AnswerDraft::of(&latest.text, &self.picture()),
            traces: found_traces(&latest.text, ticket.as_ref()),
            may_write: is_draft && caller.actor.person() == Some(latest.author),
            may_read_along: is_offered && may(Action::ReadAlong(latest.author)),
            may_drop: (is_draft || is_offered) && may(Action::DropAnswer(latest.author)),
            may_withdraw: is_public && may(Action::DropAnswer(answer.owner)),
            versions,
            answer,
        })
    }
}
