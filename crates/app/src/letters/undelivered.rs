//! Letters that could not be delivered, whatever they are about (dead letter queue), as an administrator and the operator deal
//! with them: shown with what happened to them, sent again one by one or all, or given up.

use crate::letters::dead_letters::{TEXT_IS_GONE, dead_letter, dealt_with};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{
    Complaints, DeskEvent, Happened, JobId, LetterAbout, PersonId, Recorded, Reference, Shape, Ticket, TicketEvent,
    masked_addresses, masked_email, take_text,
};
use std::collections::HashMap;
use store::Scope;
use store::jobs::{DeadJob, DeadLetter, Try};

/// How many letters that were given up are named at once, and sent again at once.
const MOST: u64 = 1_000;
/// Letters on one page.
const SHOWN: u64 = 50;
/// Longest reason to give up, in characters.
const REASON_MAX: usize = 500;

/// For whom a letter is, as far as the caller may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// Somebody of the desk.
    Colleague(PersonId),
    /// The asker, whom the caller may write to: name and address.
    Asker(String, String),
    /// The asker: what is left of their address.
    Masked(String),
    /// It is not known any more.
    Unknown,
}

/// A letter that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Which, why and when.
    pub job: DeadJob,
    /// About which question.
    pub question: Option<Reference>,
    /// For whom.
    pub to: Addressee,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// What came of each try.
    pub tries: Vec<Try>,
    /// How often it was tried.
    pub attempts: i32,
    /// Was its text kept, so that it can go again?
    pub has_text: bool,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndeliveredPage {
    /// Oldest first.
    pub letters: Vec<Undelivered>,
    /// More behind these?
    pub has_next: bool,
}

/// What sending all of them again came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentAgain {
    /// How many go again.
    pub sent: usize,
    /// How many stay: without a text, to an address that never gets mail, or changed in the same moment.
    pub left: usize,
}

impl App {
    /// Letters that could not be delivered and nobody dealt with since, oldest first: as many as are named at once.
    pub async fn list_dead_letters(&self, caller: &Caller) -> Result<Vec<DeadJob>, Refusal> {
        policy::check(&caller.actor, Action::ManageLetters)?;
        let dead = store::jobs::dead_letters(&self.store, None, MOST).await?;
        Ok(dead.into_iter().map(|dead| dead.job).collect())
    }

    /// A page of them, with for whom each is, how often it was tried, and whether it can go again.
    pub async fn list_undelivered(&self, caller: &Caller, after: Option<JobId>) -> Result<UndeliveredPage, Refusal> {
        policy::check(&caller.actor, Action::ManageLetters)?;
        let mut dead = store::jobs::dead_letters(&self.store, after, SHOWN + 1).await?;
        let has_next = dead.len() as u64 > SHOWN;
        dead.truncate(SHOWN as usize);
        let ids: Vec<_> = dead.iter().filter_map(|dead| dead.job.ticket).collect();
        let tickets = store::tickets::these(&self.store, &ids).await?;
        let tickets: HashMap<_, _> = tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        let shown = |dead: DeadLetter| {
            let ticket = dead.job.ticket.and_then(|ticket| tickets.get(&ticket));
            shown(caller, dead, ticket)
        };
        Ok(UndeliveredPage { letters: dead.into_iter().map(shown).collect(), has_next })
    }

    /// One of them, and what the ledger says of it, oldest first.
    pub async fn read_undelivered(
        &self,
        caller: &Caller,
        letter: JobId,
    ) -> Result<(Undelivered, Vec<Recorded>), Refusal> {
        policy::check(&caller.actor, Action::ManageLetters)?;
        let dead = store::jobs::dead_by_id(&self.store, letter).await?.ok_or(Refusal::Hidden)?;
        let lines = store::events::about_letters(&self.store, dead.job.ticket).await?;
        let lines = lines.into_iter().filter(|line| letter_of(line) == Some(letter)).collect();
        let ticket = self.ticket_of_letter(letter).await?;
        Ok((shown(caller, dead, ticket.as_ref()), lines))
    }

    /// Sends a letter again to where it was to go, with the link and the days of now.
    pub async fn send_dead_letter_again(&self, caller: &Caller, letter: JobId) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageLetters)?;
        match self.ticket_of_letter(letter).await? {
            Some(ticket) => self.send_letter_again(caller, ticket.reference, Some(letter), None).await.map(|_| ()),
            // What it held was a link that holds for a while.
            None => {
                dead_letter(&self.store, None, Some(letter)).await?;
                Err(Refusal::Conflict(TEXT_IS_GONE.to_owned()))
            }
        }
    }

    /// Sends all of them again, each by itself: one that cannot go does not stop the others.
    pub async fn send_dead_letters_again(&self, caller: &Caller) -> Result<SentAgain, Refusal> {
        let mut came = SentAgain::default();
        for dead in self.list_dead_letters(caller).await? {
            match self.send_dead_letter_again(caller, dead.id).await {
                Ok(()) => came.sent += 1,
                Err(refusal @ Refusal::Unavailable(_)) => return Err(refusal),
                Err(refusal) => {
                    tracing::warn!(letter = %dead.id, error = %refusal, "a letter was not sent again");
                    came.left += 1;
                }
            }
        }
        Ok(came)
    }

    /// Gives a letter up: it is not sent, and nobody is told of it any more. `reason` is why, for who reads the log.
    pub async fn give_up_letter(&self, caller: &Caller, letter: JobId, reason: Option<&str>) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageLetters)?;
        let reason = reason.map(|typed| checked(caller, typed)).transpose()?;
        if let Some(ticket) = self.ticket_of_letter(letter).await? {
            return self.dismiss_because(caller, ticket.reference.into(), Some(letter), reason).await.map(|_| ());
        }
        let tx = self.store.write().await?;
        let (dead, _) = dead_letter(&tx, None, Some(letter)).await?;
        if !store::jobs::dismiss(&tx, dead.id).await? {
            return Err(dealt_with());
        }
        let what = DeskEvent::LetterDismissed { job: dead.id, letter: dead.kind, person: dead.person, reason };
        ledger::write_at_desk(&tx, caller, what, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn ticket_of_letter(&self, letter: JobId) -> Result<Option<Ticket>, Refusal> {
        let Some(id) = store::jobs::ticket_of(&self.store, letter).await? else { return Ok(None) };
        Ok(store::tickets::find(&self.store, id, &Scope::Everything).await?)
    }
}

fn checked(caller: &Caller, typed: &str) -> Result<String, Complaints> {
    let mut complaints = Complaints::default();
    let missing = "Schrijf waarom u deze brief opgeeft.";
    let reason = take_text(&mut complaints, "reason", typed, Shape::Line, REASON_MAX, missing, caller.numbers);
    complaints.or(|| reason)
}

/// Whoever may correct the address of an asker sees it; others see at which domain it is.
fn shown(caller: &Caller, mut dead: DeadLetter, ticket: Option<&Ticket>) -> Undelivered {
    let sees = ticket.is_some_and(|ticket| policy::check(&caller.actor, Action::CorrectContact(ticket)).is_ok());
    if !sees {
        dead.job.why = masked_addresses(&dead.job.why);
        dead.tries.iter_mut().for_each(|tried| tried.said = masked_addresses(&tried.said));
    }
    let to = match (dead.job.person, dead.to) {
        (Some(person), _) => Addressee::Colleague(person),
        (None, Some((name, email))) if sees => Addressee::Asker(name, email),
        (None, Some((_, email))) => Addressee::Masked(masked_email(&email)),
        (None, None) => Addressee::Unknown,
    };
    Undelivered {
        question: ticket.map(|ticket| ticket.reference),
        // About no question there are links that hold for a while only.
        has_text: dead.has_text && dead.job.ticket.is_some(),
        tries: dead.tries,
        written_at: dead.written_at,
        attempts: dead.attempts,
        job: dead.job,
        to,
    }
}

/// Which letter a line of the ledger is about.
fn letter_of(line: &Recorded) -> Option<JobId> {
    match &line.event()?.what {
        Happened::Ticket(_, event) => match event {
            TicketEvent::LetterDead(LetterAbout { job, .. })
            | TicketEvent::LetterSentAgain { job, .. }
            | TicketEvent::LetterDismissed { job, .. } => Some(*job),
            _ => None,
        },
        Happened::Desk(DeskEvent::LetterDead(LetterAbout { job, .. }) | DeskEvent::LetterDismissed { job, .. }) => {
            Some(*job)
        }
        Happened::Desk(_) => None,
    }
}
