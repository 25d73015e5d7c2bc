//! The second reader's side of an answer: sent back with a remark, published, or taken away from the public again.

use super::draft::key_of;
use super::write_answer::{SeenAnswer, complain_of_traces, not_so, put, working, write, writer};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{
    Answer, AnswerId, AnswerStanding, AnswerStep, AnswerText, Complaints, Release, SentBack, Shape, take_text,
};
use store::Tx;

/// Longest remark, in characters.
const REMARK_MAX: usize = 1_000;
/// Places in the address that are pages of their own.
const RESERVED: [&str; 2] = ["beheer", "feed"];

impl App {
    /// Sends a version back to its writer, with what is to be mended.
    pub async fn send_answer_back(&self, caller: &Caller, seen: SeenAnswer, remark: &str) -> Result<(), Refusal> {
        let reader = writer(caller)?;
        let mut complaints = Complaints::default();
        let missing = "Schrijf wat er beter kan.";
        let remark = take_text(&mut complaints, "remark", remark, Shape::Prose, REMARK_MAX, missing, caller.numbers);
        let remark = complaints.or(|| remark)?;
        let at = self.clock.now();
        let tx = self.store.write().await?;
        let (_, version) = working(&tx, seen).await?;
        policy::check(&caller.actor, Action::ReadAlong(version.author))?;
        let sent_back = version.sent_back(SentBack { reader, at, remark }).map_err(not_so)?;
        put(&tx, &sent_back).await?;
        write(&tx, caller, &sent_back, AnswerStep::SentBack, at).await?;
        Ok(tx.commit().await?)
    }

    /// Lets everybody read it, in the place of the version before. It is looked through once more: who asked may have been
    /// corrected since.
    pub async fn publish_answer(&self, caller: &Caller, seen: SeenAnswer) -> Result<String, Refusal> {
        let reader = writer(caller)?;
        let at = self.clock.now();
        let tx = self.store.write().await?;
        let edition = store::answers::begin_edition(&tx).await?;
        let (mut answer, version) = working(&tx, seen).await?;
        policy::check(&caller.actor, Action::ReadAlong(version.author))?;
        let ticket = self.ticket_of_answer(&tx, &answer).await?;
        let mut complaints = Complaints::default();
        complain_of_traces(&mut complaints, &version.text, ticket.as_ref());
        complaints.or(|| ())?;
        let version = version.published(Release { reader, at }).map_err(not_so)?;
        for before in store::answers::versions_of(&tx, answer.id).await? {
            if matches!(before.standing, AnswerStanding::Published(_)) {
                put(&tx, &before.replaced(at).map_err(not_so)?).await?;
            }
        }
        put(&tx, &version).await?;
        let key = match &answer.key {
            Some(key) => key.clone(),
            None => free_key(&tx, answer.id, &version.text).await?,
        };
        answer = Answer {
            key: Some(key.clone()),
            first_published_at: answer.first_published_at.or(Some(at)),
            changed_at: Some(at),
            ..answer
        };
        store::answers::change(&tx, &answer, edition).await?;
        write(&tx, caller, &version, AnswerStep::Published, at).await?;
        tx.commit().await?;
        Ok(key)
    }

    /// Takes an answer away from the public: who keeps it up to date, or a lead. What is being written of it stays.
    pub async fn withdraw_answer(&self, caller: &Caller, id: AnswerId) -> Result<(), Refusal> {
        let by = writer(caller)?;
        let at = self.clock.now();
        let tx = self.store.write().await?;
        let edition = store::answers::begin_edition(&tx).await?;
        let answer = store::answers::find(&tx, id).await?.ok_or(Refusal::Hidden)?;
        policy::check(&caller.actor, Action::DropAnswer(answer.owner))?;
        let versions = store::answers::versions_of(&tx, id).await?;
        let public = versions.into_iter().find(|version| matches!(version.standing, AnswerStanding::Published(_)));
        let public = public.ok_or(domain::AnswerFault::NotPublished).map_err(not_so)?;
        let withdrawn = public.withdrawn(by, at).map_err(not_so)?;
        put(&tx, &withdrawn).await?;
        store::answers::change(&tx, &Answer { changed_at: Some(at), ..answer }, edition).await?;
        write(&tx, caller, &withdrawn, AnswerStep::Withdrawn, at).await?;
        Ok(tx.commit().await?)
    }
}

/// A place in the address, as its writer would like it or made of the question, that no other answer has or is a page of its own.
async fn free_key(tx: &Tx, id: AnswerId, text: &AnswerText) -> Result<String, Refusal> {
    let begin = text.wished_key.clone().unwrap_or_else(|| key_of(&text.question));
    let numbered = (2_u32..).map(|number| format!("{begin}-{number}"));
    for key in std::iter::once(begin.clone()).chain(numbered) {
        if !RESERVED.contains(&key.as_str()) && !store::answers::is_taken(tx, &key, id).await? {
            return Ok(key);
        }
    }
    Ok(id.to_string())
}
