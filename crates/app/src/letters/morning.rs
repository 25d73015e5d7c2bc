//! Letters that wait for the morning go as one (digest).
//!
//! Each stays a row of its own until then, and is taken away like any other. On a working morning a sweep adds one letter for each
//! person; what it says is worked out when it is carried, of what waits then: a question that moved or was erased is not in it.

use crate::letters::deliver_letters::given_up;
use crate::letters::frame::{To, ticket_page};
use crate::letters::pace::last_morning;
use crate::letters::tell::letter_about;
use crate::letters::texts::{Digest, News};
use crate::policy::{self, Action};
use crate::{App, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{Actor, Event, JobId, Letter, LetterKind, Person, Ticket, TicketId, amsterdam_day};
use std::collections::HashMap;
use store::Tx;
use store::jobs::Job;

impl App {
    /// Adds a letter for everybody for whom letters wait since a working morning. How many.
    pub async fn gather_letters(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let (picture, now) = (self.picture(), self.clock.now());
        let Some(morning) = last_morning(&picture.promises.calendar, now) else { return Ok(0) };
        let mut added = 0;
        for id in store::jobs::gathered_for(&self.store, morning).await? {
            let Some(person) = picture.people.get(&id) else { continue };
            let tx = self.store.write().await?;
            added += usize::from(store::jobs::begin_digest(&tx, &self.digest(person, &[], now), now).await?);
            tx.commit().await?;
        }
        if added > 0 {
            self.wake_worker();
        }
        Ok(added)
    }

    fn digest(&self, person: &Person, questions: &[News<'_>], now: DateTime<Utc>) -> Job {
        let account = format!("{}/account", self.settings.public_url);
        let says = Digest { on: amsterdam_day(now), questions, account: &account };
        self.stationery(&self.picture().house, now).digest(&To::from(person), &says)
    }

    /// A letter as it is carried now: as it was written, but for what is gathered.
    pub async fn letter_to_carry(&self, job: &Job) -> Result<Letter, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        if job.letter.kind != LetterKind::Digest {
            return Ok(job.letter.clone());
        }
        let (waiting, _) = store::jobs::gathered_in(&self.store, job.id).await?;
        let ids: Vec<TicketId> = waiting.iter().filter_map(|letter| letter.ticket).collect();
        let tickets = store::tickets::these(&self.store, &ids).await?;
        let tickets: HashMap<TicketId, Ticket> = tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        let picture = self.picture();
        let person = job.person.and_then(|person| picture.people.get(&person)).ok_or(Refusal::Hidden)?;
        let news = self.news(&waiting, &tickets);
        let Letter { body, .. } = self.digest(person, &news, self.clock.now()).letter;
        Ok(Letter { body, ..job.letter.clone() })
    }

    /// By question, in the order in which they came.
    fn news<'t>(&self, waiting: &[Job], tickets: &'t HashMap<TicketId, Ticket>) -> Vec<News<'t>> {
        let mut news: Vec<News<'t>> = Vec::new();
        for letter in waiting {
            let Some(ticket) = letter.ticket.and_then(|id| tickets.get(&id)) else { continue };
            let about = about_what(letter, ticket);
            match news.iter_mut().find(|known| known.reference == ticket.reference) {
                Some(known) => known.letters.push(about),
                None => news.push(News {
                    reference: ticket.reference,
                    subject: &ticket.subject,
                    letters: vec![about],
                    due: ticket.promises.first_due().map(|(metric, due_at)| (metric, amsterdam_day(due_at))),
                    page: ticket_page(&self.settings, ticket.reference),
                }),
            }
        }
        news
    }

    /// Takes out of a digest what is no longer for its reader. Why it may not go; none when it may.
    pub(super) async fn thin_out(&self, digest: &Job) -> Result<Option<&'static str>, Refusal> {
        let (waiting, unreadable) = store::jobs::gathered_in(&self.store, digest.id).await?;
        if !unreadable.is_empty() {
            let tx = self.store.write().await?;
            store::jobs::bury_gathered(&tx, &unreadable, self.clock.now(), "the letter cannot be read").await?;
            tx.commit().await?;
        }
        let mut left = waiting.len();
        for letter in waiting {
            if let Some(why) = self.why_not(&letter).await? {
                self.take_away(&letter, why).await?;
                left -= 1;
            }
        }
        Ok((left == 0).then_some("er staat niets meer in"))
    }

    /// A digest left: so did all it told of.
    pub(super) async fn finish_digest(&self, tx: &Tx, digest: JobId, now: DateTime<Utc>) -> Result<(), Refusal> {
        let (told, _) = store::jobs::gathered_in(tx, digest).await?;
        let ids: Vec<_> = told.iter().map(|letter| letter.id).collect();
        Ok(store::jobs::finish_gathered(tx, &ids, now).await?)
    }

    /// A digest was given up: each letter in it stands with those that did not arrive, and can be sent by itself.
    pub(super) async fn bury_digest(
        &self,
        tx: &Tx,
        digest: JobId,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let (told, unreadable) = store::jobs::gathered_in(tx, digest).await?;
        let ids: Vec<_> = told.iter().map(|letter| letter.id).chain(unreadable).collect();
        store::jobs::bury_gathered(tx, &ids, now, why).await?;
        let events: Vec<Event> = told.iter().map(|letter| given_up(letter.ticket, letter_about(letter), now)).collect();
        ledger::write(tx, &events).await
    }
}

/// What a letter would have been about: its subject, without the question that stands above it.
fn about_what(letter: &Job, ticket: &Ticket) -> String {
    let subject = &letter.letter.subject;
    match subject.split_once(&format!(": {}", ticket.subject)) {
        Some((about, _)) if letter.reactions > 1 => format!("{about} ({} keer)", letter.reactions),
        Some((about, _)) => about.to_owned(),
        None => letter.letter.kind.label().to_owned(),
    }
}
