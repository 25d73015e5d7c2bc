//! Text blocks (canned responses, macros): kept, found, and put in an answer with their places filled in.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{
    Complaints, DeskEvent, PersonId, Placeholder, Reference, Shape, TextBlockChange, TextBlockEdit, Ticket,
    amsterdam_day, fold, long_day_in_words, open_placeholders, take_text, unknown_placeholders,
};
use store::text_blocks::{NewTextBlock, TextBlock};

/// Longest name of a text block, in characters.
const TITLE_MAX: usize = 80;
/// Longest text block, in characters.
const BODY_MAX: usize = 5_000;
/// Most text blocks of one person, and most that are everybody's: all of them are read to find one.
const MOST: u64 = 200;

/// Who may use a text block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Whoever made it.
    Own,
    /// Everybody who answers.
    Shared,
}

/// A text block as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TextBlockDraft<'a> {
    /// What it is to be called.
    pub title: &'a str,
    /// Its words.
    pub body: &'a str,
    /// For whom.
    pub sharing: Sharing,
}

impl App {
    /// The text blocks that the caller may use, what is used most first.
    pub async fn list_text_blocks(&self, caller: &Caller) -> Result<Vec<TextBlock>, Refusal> {
        let person = user(caller)?;
        Ok(store::text_blocks::usable_by(&self.store, person).await?)
    }

    /// Those in which every typed word begins a word, in its name or its text; names that begin as typed come first.
    pub async fn find_text_blocks(&self, caller: &Caller, typed: &str, most: usize) -> Result<Vec<TextBlock>, Refusal> {
        let typed = fold(typed);
        let mut found = self.list_text_blocks(caller).await?;
        found.retain(|block| holds(&block.title, &block.body, &typed));
        // A stable order: what is used most stays in front among equals.
        found.sort_by_key(|block| !fold(&block.title).starts_with(typed.trim()));
        found.truncate(most);
        Ok(found)
    }

    /// Adds a text block, or puts other words in the place of one.
    pub async fn keep_text_block(
        &self,
        caller: &Caller,
        id: Option<i64>,
        draft: TextBlockDraft<'_>,
    ) -> Result<(), Refusal> {
        let by = user(caller)?;
        let shared = draft.sharing == Sharing::Shared;
        if shared {
            policy::check(&caller.actor, Action::ShareTextBlocks)?;
        }
        let (title, body) = checked(caller, draft)?;
        let owner = (!shared).then_some(by);
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let before = match id {
            Some(id) => Some(store::text_blocks::find(&tx, id, by).await?.ok_or(Refusal::Hidden)?),
            None => None,
        };
        let comes_new = before.as_ref().is_none_or(|before| before.owner != owner);
        if let Some(before) = &before {
            check_change(caller, before)?;
        }
        if store::text_blocks::is_taken(&tx, owner, &title, id).await? {
            return Err(Complaints::one("title", "DUPLICATE", "Er is al een tekstblok met deze naam.").into());
        }
        if comes_new && store::text_blocks::count_of(&tx, owner).await? >= MOST {
            let full = format!("Er zijn al {MOST} tekstblokken. Haal er eerst een weg.");
            return Err(Complaints::one("title", "TOO_MANY", full).into());
        }
        let block = NewTextBlock { owner, title: &title, body: &body, by, at: now };
        let (block, did) = match id {
            Some(id) => {
                store::text_blocks::replace(&tx, id, block).await?;
                (id, TextBlockEdit::Changed)
            }
            None => (store::text_blocks::insert(&tx, block).await?, TextBlockEdit::Added),
        };
        let change = DeskEvent::TextBlocksChanged(TextBlockChange { block, shared, did });
        ledger::write_at_desk(&tx, caller, change, now).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a text block away.
    pub async fn remove_text_block(&self, caller: &Caller, id: i64) -> Result<(), Refusal> {
        let by = user(caller)?;
        let tx = self.store.write().await?;
        let block = store::text_blocks::find(&tx, id, by).await?.ok_or(Refusal::Hidden)?;
        check_change(caller, &block)?;
        store::text_blocks::delete(&tx, id).await?;
        let change = TextBlockChange { block: id, shared: block.owner.is_none(), did: TextBlockEdit::Removed };
        ledger::write_at_desk(&tx, caller, DeskEvent::TextBlocksChanged(change), self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// The words of a text block for an answer to this question, with what the desk knows filled in. Counts as a use.
    pub async fn use_text_block(&self, caller: &Caller, reference: Reference, id: i64) -> Result<String, Refusal> {
        let person = user(caller)?;
        let ticket = self.ticket(&self.store, caller, reference).await?;
        policy::check(&caller.actor, Action::Reply(&ticket))?;
        let tx = self.store.write().await?;
        let block = store::text_blocks::find(&tx, id, person).await?.ok_or_else(unknown)?;
        let now = self.clock.now();
        store::text_blocks::count_use(&tx, id, now).await?;
        tx.commit().await?;
        let writer = self.picture().name(person).to_owned();
        Ok(domain::fill_in(&block.body, |place| value(&ticket, &writer, now, place)))
    }
}

/// A complaint about places of a text block that nobody filled in: an asker would read them.
pub(crate) fn refuse_open_places(path: &str, body: &str) -> Result<(), Complaints> {
    let open: Vec<String> = open_placeholders(body).into_iter().map(|place| format!("{{{}}}", place.word())).collect();
    if open.is_empty() {
        return Ok(());
    }
    let message = format!("In uw bericht staat nog {}. Vul dat in, of haal het weg.", open.join(" en "));
    Err(Complaints::one(path, "NOT_FILLED_IN", message))
}

fn user(caller: &Caller) -> Result<PersonId, Refusal> {
    policy::check(&caller.actor, Action::UseTextBlocks)?;
    caller.actor.person().ok_or(Refusal::Unauthenticated)
}

/// One's own may be changed by oneself; everybody's by who may share.
fn check_change(caller: &Caller, block: &TextBlock) -> Result<(), Refusal> {
    match block.owner {
        Some(_) => Ok(()),
        None => policy::check(&caller.actor, Action::ShareTextBlocks),
    }
}

fn unknown() -> Refusal {
    Complaints::one("block", "UNKNOWN", "Kies een tekstblok uit de lijst.").into()
}

/// Name and words as they are to be stored, or every complaint.
fn checked(caller: &Caller, draft: TextBlockDraft<'_>) -> Result<(String, String), Complaints> {
    let mut complaints = Complaints::default();
    let missing = "Geef het tekstblok een naam.";
    let title = take_text(&mut complaints, "title", draft.title, Shape::Line, TITLE_MAX, missing, caller.numbers);
    let missing = "Schrijf de tekst.";
    let body = take_text(&mut complaints, "body", draft.body, Shape::Prose, BODY_MAX, missing, caller.numbers);
    let unknown: Vec<String> = unknown_placeholders(&body).into_iter().map(|word| format!("{{{word}}}")).collect();
    if !unknown.is_empty() {
        let known: Vec<String> = Placeholder::ALL.iter().map(|place| format!("{{{}}}", place.word())).collect();
        let message = format!("{} kent het loket niet. U kunt kiezen uit {}.", unknown.join(" en "), known.join(", "));
        complaints.add("body", "UNKNOWN_PLACE", message);
    }
    complaints.or(|| (title, body))
}

/// Does every typed word (folded) begin a word of the name or of the text?
fn holds(title: &str, body: &str, typed: &str) -> bool {
    let text = fold(&format!("{title} {body}"));
    let words: Vec<&str> = text.split(|sign: char| !sign.is_alphanumeric()).collect();
    let mut typed = typed.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    typed.all(|typed| words.iter().any(|word| word.starts_with(typed)))
}

/// What comes in a place; nothing where there is nothing true to say: no promise holds, or its day has passed.
fn value(ticket: &Ticket, writer: &str, now: DateTime<Utc>, place: Placeholder) -> Option<String> {
    let day = |at| long_day_in_words(amsterdam_day(at));
    match place {
        Placeholder::Name => Some(ticket.contact.name.clone()),
        Placeholder::Reference => Some(ticket.reference.to_string()),
        Placeholder::Organisation => Some(ticket.organisation_name.clone()),
        Placeholder::ReceivedOn => Some(day(ticket.received_at)),
        Placeholder::AnswerOn => {
            let answer = &ticket.promises.answer;
            (answer.is_unmet() && !ticket.is_waiting() && answer.due_at > now).then(|| day(answer.due_at))
        }
        Placeholder::Writer => Some(writer.to_owned()),
    }
}
