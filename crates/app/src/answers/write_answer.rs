//! The writer's side of an answer: its words are kept, a second reader is asked, and a next version is begun.

use super::draft::{AnswerDraft, complain_of_gaps};
use super::make_answer::asked_by;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Answer, AnswerChange, AnswerFault, AnswerId, AnswerStanding, AnswerStep, AnswerText, AnswerVersion, Complaints,
    DeskEvent, PersonId, Ticket, Trace, TraceKind, amsterdam_day, quoted, traces,
};
use std::collections::BTreeSet;
use store::Tx;

/// Found that may be somebody's, and its writer has not said that they looked.
pub const ASKS_TO_LOOK: &str = "ASKS_TO_LOOK";
/// More than this of one text is not read out.
const READ_OUT: usize = 4;

/// A version that somebody saw and acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenAnswer {
    /// Of which answer.
    pub answer: AnswerId,
    /// The revision of the version that is being written or read along.
    pub revision: i32,
}

/// What in a version may tell who asked: in which field, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTrace {
    /// The field.
    pub field: &'static str,
    /// What sort.
    pub kind: TraceKind,
    /// As it stands there.
    pub words: String,
}

impl App {
    /// Keeps what its writer typed. Only a draft has other words, and only its writer writes it.
    pub async fn save_answer(&self, caller: &Caller, seen: SeenAnswer, draft: &AnswerDraft) -> Result<(), Refusal> {
        let by = writer(caller)?;
        let now = self.clock.now();
        let text = draft.read(caller, &self.picture(), amsterdam_day(now))?;
        let tx = self.store.write().await?;
        let (_, version) = self.own_version(&tx, seen, by).await?;
        put(&tx, &version.written(text, now).map_err(not_so)?).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps it and asks a second reader. Nothing of who asked may stand in it.
    pub async fn offer_answer(&self, caller: &Caller, seen: SeenAnswer, draft: &AnswerDraft) -> Result<(), Refusal> {
        let by = writer(caller)?;
        let now = self.clock.now();
        let picture = self.picture();
        let text = draft.read(caller, &picture, amsterdam_day(now))?;
        let mut complaints = Complaints::default();
        complain_of_gaps(&mut complaints, &text, &picture);
        let tx = self.store.write().await?;
        let (answer, version) = self.own_version(&tx, seen, by).await?;
        let ticket = self.ticket_of_answer(&tx, &answer).await?;
        complain_of_traces(&mut complaints, &text, ticket.as_ref());
        complaints.or(|| ())?;
        let offered = version.written(text, now).and_then(|version| version.offered(now)).map_err(not_so)?;
        put(&tx, &offered).await?;
        write(&tx, caller, &offered, AnswerStep::Offered, now).await?;
        Ok(tx.commit().await?)
    }

    /// Begins the next version of a published answer: what is published stays until that is.
    pub async fn revise_answer(&self, caller: &Caller, id: AnswerId) -> Result<(), Refusal> {
        let by = writer(caller)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let versions = store::answers::versions_of(&tx, id).await?;
        let latest = versions.first().ok_or(Refusal::Hidden)?;
        if matches!(latest.standing, AnswerStanding::Draft { .. } | AnswerStanding::Offered { .. }) {
            return Err(Refusal::Conflict("Er is al een nieuwe versie. Laad de pagina opnieuw.".to_owned()));
        }
        let next = latest.next(latest.number + 1, by, now);
        store::answers::insert_version(&tx, &next).await?;
        write(&tx, caller, &next, AnswerStep::Revised, now).await?;
        Ok(tx.commit().await?)
    }

    /// Throws away what is being written: its writer, or a lead. What is published stays.
    pub async fn drop_answer_draft(&self, caller: &Caller, seen: SeenAnswer) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::WriteAnswers)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let (_, version) = working(&tx, seen).await?;
        policy::check(&caller.actor, Action::DropAnswer(version.author))?;
        if !store::answers::delete(&tx, &version).await? {
            return Err(overtaken());
        }
        write(&tx, caller, &version, AnswerStep::Dropped, now).await?;
        Ok(tx.commit().await?)
    }

    async fn own_version(&self, tx: &Tx, seen: SeenAnswer, by: PersonId) -> Result<(Answer, AnswerVersion), Refusal> {
        let (answer, version) = working(tx, seen).await?;
        if version.author != by {
            return Err(Refusal::Conflict("Een collega schrijft deze versie. U kunt haar wel meelezen.".to_owned()));
        }
        Ok((answer, version))
    }
}

/// Whoever may write answers.
pub(crate) fn writer(caller: &Caller) -> Result<PersonId, Refusal> {
    policy::check(&caller.actor, Action::WriteAnswers)?;
    caller.actor.person().ok_or(Refusal::Unauthenticated)
}

/// The version that is being written or read along, as it was seen.
pub(crate) async fn working(tx: &Tx, seen: SeenAnswer) -> Result<(Answer, AnswerVersion), Refusal> {
    let answer = store::answers::find(tx, seen.answer).await?.ok_or(Refusal::Hidden)?;
    let versions = store::answers::versions_of(tx, seen.answer).await?;
    let version = versions.into_iter().next().ok_or(Refusal::Hidden)?;
    if version.revision != seen.revision {
        return Err(overtaken());
    }
    Ok((answer, version))
}

/// Puts a version in the place of what it was.
pub(crate) async fn put(tx: &Tx, version: &AnswerVersion) -> Result<(), Refusal> {
    if store::answers::replace(tx, version).await? { Ok(()) } else { Err(overtaken()) }
}

pub(crate) async fn write(
    tx: &Tx,
    caller: &Caller,
    version: &AnswerVersion,
    did: AnswerStep,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), Refusal> {
    let change = AnswerChange { answer: version.answer, version: version.number, did };
    ledger::write_at_desk(tx, caller, DeskEvent::AnswersChanged(change), at).await
}

/// A step that this version cannot take.
pub(crate) fn not_so(fault: AnswerFault) -> Refusal {
    Refusal::Conflict(fault.to_string())
}

fn overtaken() -> Refusal {
    Refusal::Conflict("Het antwoord is intussen veranderd. Laad de pagina opnieuw.".to_owned())
}

/// Everything of an answer that people read, by field.
fn fields(text: &AnswerText) -> [(&'static str, String); 6] {
    let sources = text.sources.iter().map(|source| format!("{} {}", source.title, source.url.as_deref().unwrap_or("")));
    [
        ("question", text.question.clone()),
        ("body", text.body.clone()),
        ("sources", sources.collect::<Vec<_>>().join("\n")),
        ("keywords", text.keywords.join(", ")),
        ("key", text.wished_key.clone().unwrap_or_default().replace('-', " ")),
        ("related", text.related.join("\n")),
    ]
}

/// Everything in an answer that may tell whose question it was.
pub(crate) fn found_traces(text: &AnswerText, ticket: Option<&Ticket>) -> Vec<FoundTrace> {
    let mut found = Vec::new();
    for (field, words) in fields(text) {
        let told = |trace: Trace| FoundTrace { field, kind: trace.kind, words: words[trace.at].to_owned() };
        found.extend(traces(&words, ticket.map(asked_by)).into_iter().map(told));
    }
    found
}

/// The first of them, as a complaint says them.
fn read_out(found: &[&FoundTrace]) -> String {
    let told = |trace: &&FoundTrace| format!("{} ({})", quoted(&trace.words), trace.kind.label());
    found.iter().take(READ_OUT).map(told).collect::<Vec<_>>().join(", ")
}

/// A complaint for each field in which something may tell who asked: what must go, or what its writer has to look at.
pub(crate) fn complain_of_traces(complaints: &mut Complaints, text: &AnswerText, ticket: Option<&Ticket>) {
    let found = found_traces(text, ticket);
    let fields: BTreeSet<&str> = found.iter().map(|trace| trace.field).collect();
    for field in fields {
        let (certain, doubted): (Vec<_>, Vec<_>) =
            found.iter().filter(|trace| trace.field == field).partition(|trace| trace.kind.must_go());
        let (certain, doubted) = (read_out(&certain), read_out(&doubted));
        if !certain.is_empty() {
            let message = format!("Hier staat nog {certain}. Haal het weg: iedereen leest dit antwoord.");
            complaints.add(field, "PERSONAL_DATA", message);
        } else if !doubted.is_empty() && !text.looked_at {
            let message = format!(
                "Hier staat {doubted}. Gaat het over de vraagsteller? Haal het dan weg. Zo niet, kruis dan aan dat u keek."
            );
            complaints.add(field, ASKS_TO_LOOK, message);
        }
    }
}
