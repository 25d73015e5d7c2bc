//! Askers are told of promises that a changed calendar moved (batched notification): one letter for each person.

use crate::letters::{About, DeadlineMoved, DeadlinesMoved, MovedQuestion, Says, either, language};
use crate::running::set_aside::Sweep;
use crate::{App, Refusal};
use chrono::{DateTime, Utc};
use domain::{Contact, Promises, Ticket, TicketId};
use routing::Language;
use sha2::{Digest, Sha256};
use store::Tx;
use store::jobs::Job;
use store::moved_promises::MovedPromise;

/// What the ledger and the asker read.
pub(super) const WHY: &str = "De werkdagen van het loket zijn veranderd.";
/// The same, to an asker who wrote in English.
const WHY_IN_ENGLISH: &str = "The working days of the desk have changed.";
/// Most questions that one letter tells of.
const MOST: u32 = 100;

/// A question of which something is to be told.
struct Told {
    ticket: Ticket,
    /// What its asker was told before.
    before: Promises,
    link: String,
}

impl Told {
    fn moved(&self) -> DeadlineMoved<'_> {
        let why = why(language(&self.ticket.language));
        DeadlineMoved { why, before: &self.before, after: &self.ticket.promises, link: &self.link }
    }
}

fn why(language: Language) -> &'static str {
    either(language, WHY, WHY_IN_ENGLISH)
}

impl App {
    /// One letter for each person, in one transaction with the rows it tells of.
    pub(super) async fn tell_of_moves(&self, sweep: &mut Sweep<'_>) -> Result<(), Refusal> {
        loop {
            let moved = store::moved_promises::of_next(&self.store, &sweep.left_alone(), MOST).await?;
            let Some(first) = moved.first().map(|first| first.ticket) else { return Ok(()) };
            if self.must_stop() {
                return Ok(());
            }
            sweep.row(first, Box::pin(self.tell_of(&moved))).await?;
        }
    }

    async fn tell_of(&self, moved: &[MovedPromise]) -> Result<(), Refusal> {
        let tx = self.store.write().await?;
        let ids: Vec<TicketId> = moved.iter().map(|moved| moved.ticket).collect();
        if store::moved_promises::delete(&tx, &ids).await? != ids.len() as u64 {
            // Another worker is telling them.
            return Ok(tx.rollback().await?);
        }
        let mut told = self.still_to_tell(&tx, moved).await?;
        let now = self.clock.now();
        let mut letters: Vec<Job> = Vec::new();
        // Somebody may have corrected who asked one of them.
        while let Some(contact) = told.first().map(|first| first.ticket.contact.clone()) {
            let (own, others): (Vec<Told>, Vec<Told>) =
                told.into_iter().partition(|told| recipient(&told.ticket.contact) == recipient(&contact));
            letters.push(self.letter_of_moves(&contact, &own, now));
            told = others;
        }
        store::jobs::enqueue(&tx, &letters, now).await?;
        tx.commit().await?;
        self.wake_worker();
        Ok(())
    }

    /// Those that still have another day than their asker was told, and that somebody still works on.
    async fn still_to_tell(&self, tx: &Tx, moved: &[MovedPromise]) -> Result<Vec<Told>, Refusal> {
        let ids: Vec<TicketId> = moved.iter().map(|moved| moved.ticket).collect();
        let tickets = store::tickets::these(tx, &ids).await?;
        let told = tickets.into_iter().filter(|ticket| ticket.status().is_open()).filter_map(|ticket| {
            let moved = moved.iter().find(|moved| moved.ticket == ticket.id)?;
            let mut before = ticket.promises.clone();
            before.first_response.due_at = moved.first_response;
            before.answer.due_at = moved.answer;
            let link = self.tracking_url(ticket.submission_key, ticket.link_number);
            (before != ticket.promises).then_some(Told { ticket, before, link })
        });
        Ok(told.collect())
    }

    fn letter_of_moves<'t>(&self, contact: &Contact, told: &'t [Told], now: DateTime<Utc>) -> Job {
        match told {
            [only] => self.letter(&About::from(&only.ticket), contact, &Says::DeadlineMoved(only.moved()), now),
            several => {
                let question = |told: &'t Told| MovedQuestion {
                    reference: told.ticket.reference,
                    subject: &told.ticket.subject,
                    moved: told.moved(),
                };
                let questions: Vec<_> = several.iter().map(question).collect();
                // Dutch, unless all were asked in English.
                let dutch = several.iter().any(|told| language(&told.ticket.language) == Language::Nl);
                let language = if dutch { Language::Nl } else { Language::En };
                let says = DeadlinesMoved { why: why(language), questions: &questions, language };
                self.letter_about_several(contact, &says, now)
            }
        }
    }
}

/// One person: the same name at the same address.
pub(super) fn recipient(contact: &Contact) -> [u8; 32] {
    Sha256::digest(format!("{}\0{}", contact.email.to_lowercase(), contact.name)).into()
}
