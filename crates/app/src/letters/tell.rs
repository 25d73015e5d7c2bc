//! Telling people of the desk what happened to a question (notification), once it is stored; and taking away what was
//! written to people who may no longer be told.

use crate::changing::outcome::{Outcome, Tell};
use crate::letters::Asks;
use crate::letters::bursts::{Burst, QUIET, one_per_burst};
use crate::letters::frame::{message_id, readdressed_with};
use crate::letters::may_be_told::{FOR_WHO_HAS_IT, leads, reads, whose};
use crate::letters::tell_troubles::{is_over, troubles_of, undelivered};
use crate::letters::{About, AskerReacted, Assignment, Content, Says, WhoAnswers};
use crate::{App, Picture, Refusal, ledger};
use chrono::{DateTime, Duration, Utc};
use domain::{
    DeskEvent, Event, Happened, JobId, LetterAbout, LetterKind, MessageKind, Person, Role, Ticket, TicketEvent,
    amsterdam_day,
};
use store::jobs::{Goes, Job};
use store::{Scope, Tx};

/// What another reads in their own letter when an open question becomes theirs, and nowhere when it is not open.
const TELLS_NEWS: [LetterKind; 3] = [LetterKind::AskerReacted, LetterKind::NotDelivered, LetterKind::MailWaits];

/// A question as it is now, among the people of the desk, at this moment.
#[derive(Clone, Copy)]
struct Told<'a> {
    picture: &'a Picture,
    ticket: &'a Ticket,
    now: DateTime<Utc>,
}

impl App {
    /// Takes away what another expert need no longer read, and writes to whoever should hear of this change. The change,
    /// its message and its events are stored already.
    pub(crate) async fn tell_of_change(
        &self,
        tx: &Tx,
        before: &Ticket,
        outcome: &Outcome,
        now: DateTime<Utc>,
    ) -> Result<Vec<Job>, Refusal> {
        let change = &outcome.change;
        let after = Ticket {
            standing: change.standing.unwrap_or(before.standing),
            assignee: change.assignee.unwrap_or(before.assignee),
            promises: change.promises.as_ref().unwrap_or(&before.promises).clone(),
            ..before.clone()
        };
        let mut gone = Vec::new();
        if after.assignee != before.assignee {
            let kinds = [&[LetterKind::Assignment], &FOR_WHO_HAS_IT[..]].concat();
            let waiting = store::jobs::waiting_about(tx, after.id, &kinds, after.assignee).await?;
            gone = self.recall(tx, waiting, "de vraag is nu bij een ander", now).await?;
        }
        let mut letters: Vec<Job> = self.tell_asker(tx, before, &after, now).await?.into_iter().collect();
        let released = before.assignee.is_some() && after.assignee.is_none();
        if outcome.tell.is_none() && !released {
            return Ok(letters);
        }
        let picture = self.picture_at(tx, store::versions::current(tx).await?).await?;
        let people = self.who_hears_of(tx, &picture, &after, now).await?;
        let (picture, ticket) = (&picture, &after);
        let said = match &outcome.tell {
            Some(Tell::Assigned { why }) => {
                letters.extend(self.assignments(tx, Told { picture, ticket, now }, &people, why).await?);
                return Ok(letters);
            }
            Some(Tell::Reacted { text, asks }) => Some((text.clone(), *asks)),
            None => {
                // Whoever should have answered this reaction no longer has the question, and nobody else has.
                let (_, newest) = store::messages::question_and_newest(tx, ticket.id).await?;
                let reaction = newest.filter(|newest| newest.kind == MessageKind::AskerReaction);
                reaction.map(|reaction| (reaction.body, Asks::Something))
            }
        };
        // Nobody got the question, and with it a letter that says so.
        for job in gone.iter().filter(|job| job.letter.kind == LetterKind::MailWaits) {
            letters.extend(self.passed_on(job, people.clone(), now));
        }
        if released && let Some(dead) = undelivered(tx, after.id).await?.first() {
            self.tell_undelivered(tx, dead.id, now).await?;
        }
        if let Some((text, asks)) = said {
            for person in people {
                letters.extend(self.tell_reaction(tx, Told { picture, ticket, now }, person, (&text, asks)).await?);
            }
        }
        Ok(letters)
    }

    /// To the asker: who has the question now, once it is with somebody for a while. Their receipt said who had it first.
    async fn tell_asker(
        &self,
        tx: &Tx,
        before: &Ticket,
        after: &Ticket,
        now: DateTime<Utc>,
    ) -> Result<Option<Job>, Refusal> {
        let Some(expert) = after.assignee.filter(|_| after.assignee != before.assignee) else { return Ok(None) };
        if after.quiet || after.contact_erased_at.is_some() || !after.status().is_open() {
            return Ok(None);
        }
        let picture = self.picture();
        let link = self.tracking_url(after.submission_key, after.link_number);
        let had = before.assignee.map(|expert| picture.name(expert));
        let says = WhoAnswers { expert: picture.name(expert), before: had, link: &link };
        let letter = self.letter(&About::from(after), &after.contact, &Says::WhoAnswers(says), now);
        let letter = Job { run_at: now + QUIET, ..letter };
        let waiting = store::jobs::waiting_for_asker(tx, after.id).await?;
        if let Some(job) = waiting.into_iter().find(|job| job.letter.kind == LetterKind::WhoAnswers) {
            // It names whoever it is by then, and no more about the way there.
            let says = WhoAnswers { expert: picture.name(expert), before: None, link: &link };
            let newer = self.letter(&About::from(after), &after.contact, &Says::WhoAnswers(says), now);
            if store::jobs::replace(tx, &Job { id: job.id, ..newer }).await? {
                return Ok(None);
            }
        }
        Ok(Some(letter))
    }

    /// To each of these people: who has the question now, and what one must know to begin.
    async fn assignments(
        &self,
        tx: &Tx,
        Told { picture, ticket, now }: Told<'_>,
        people: &[&Person],
        why: &str,
    ) -> Result<Vec<Job>, Refusal> {
        let (question, newest) = store::messages::question_and_newest(tx, ticket.id).await?;
        let reaction = newest.filter(|newest| newest.kind == MessageKind::AskerReaction);
        let asked_back = match ticket.is_waiting() {
            true => store::messages::latest(tx, ticket.id, MessageKind::AskBack).await?,
            false => None,
        };
        let besides = troubles_of(tx, ticket.id).await?;
        let content = Content {
            question: question.as_ref().map_or("", |question| &question.body),
            asked_back: asked_back.as_ref().map(|asked| asked.body.as_str()),
            reaction: reaction.as_ref().map(|reaction| reaction.body.as_str()),
            besides: &besides,
        };
        let letter = |person: &&Person| {
            let expert = ticket.assignee.filter(|expert| *expert != person.id).map(|expert| picture.name(expert));
            let says = Assignment { expert, why, promises: &ticket.promises, content, now };
            self.letter(&About::from(ticket), *person, &Says::Assignment(says), now)
        };
        Ok(people.iter().map(letter).collect())
    }

    /// To one of these people: what the asker wrote.
    async fn tell_reaction(
        &self,
        tx: &Tx,
        Told { picture, ticket, now }: Told<'_>,
        person: &Person,
        (text, asks): (&str, Asks),
    ) -> Result<Option<Job>, Refusal> {
        let kind = LetterKind::AskerReacted;
        let burst = Burst { ticket: ticket.id, person: person.id, kind, gathers: Duration::zero() };
        one_per_burst(
            tx,
            burst,
            |_| QUIET,
            now,
            |times| {
                let says = AskerReacted { text, asks, times, whose: whose(picture, ticket, person) };
                Job { reactions: times, ..self.letter(&About::from(ticket), person, &Says::AskerReacted(says), now) }
            },
        )
        .await
    }

    /// Takes away what waits for somebody who may no longer read it: they left, lost a role or a topic, or have a conflict
    /// of interest. What an asker wrote about a question that is not open goes to whoever hears of it now: open questions go
    /// to others, whose letter holds it.
    pub(crate) async fn recall_from(&self, tx: &Tx, person: &Person, now: DateTime<Utc>) -> Result<(), Refusal> {
        let waiting = store::jobs::waiting_for(tx, person.id, &reads(person)).await?;
        for job in self.recall(tx, waiting, "de ontvanger mag de vraag niet meer lezen", now).await? {
            let Some(id) = job.ticket.filter(|_| TELLS_NEWS.contains(&job.letter.kind)) else { continue };
            let ticket = store::tickets::find(tx, id, &Scope::Everything).await?;
            if let Some(ticket) = ticket.filter(|ticket| !ticket.status().is_open()) {
                // As it stands in this transaction, and kept by nobody: it may still be rolled back.
                let picture = Picture::load(tx, Some(&self.picture())).await?;
                let people = self.who_hears_of(tx, &picture, &ticket, now).await?;
                let letters = self.passed_on(&job, people, now);
                store::jobs::enqueue(tx, &letters, now).await?;
            }
        }
        Ok(())
    }

    /// Takes these letters away, and writes that down. Those that still waited.
    pub(crate) async fn recall(
        &self,
        tx: &Tx,
        letters: Vec<Job>,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<Job>, Refusal> {
        let (mut gone, mut events) = (Vec::new(), Vec::new());
        for job in letters {
            if store::jobs::withdraw(tx, job.id, why, now).await? {
                events.push(withdrawn(&job, why, now));
                gone.push(job);
            }
        }
        ledger::write(tx, &events).await?;
        Ok(gone)
    }

    /// A letter that its recipient may not get, to these people instead.
    pub(crate) fn passed_on(&self, job: &Job, people: Vec<&Person>, now: DateTime<Utc>) -> Vec<Job> {
        let others = people.into_iter().filter(|person| Some(person.id) != job.person);
        others
            .map(|person| {
                let id = JobId(self.ids.uuid(now));
                let before = format!("Deze brief was voor {}, die hem nu niet kan lezen.\n\n", job.letter.to_name);
                let mut letter = readdressed_with(job.letter.clone(), (&person.name, &person.email), &before);
                letter.message_id = message_id(&self.settings, id);
                Job { id, person: Some(person.id), letter, goes: Goes::Alone, run_at: now, attempt: 0, ..job.clone() }
            })
            .collect()
    }

    /// Who should get this letter instead, of those who hear of its question: nobody, where they got one of their own.
    pub(crate) async fn instead<'d>(
        &self,
        tx: &Tx,
        picture: &'d Picture,
        job: &Job,
        ticket: &Ticket,
        now: DateTime<Utc>,
    ) -> Result<Vec<&'d Person>, Refusal> {
        let lead_it = || leads(picture, amsterdam_day(now));
        Ok(match job.letter.kind {
            // Another expert was written to when they got the question.
            LetterKind::Assignment if ticket.assignee != job.person => Vec::new(),
            kind if is_over(tx, kind, ticket.id).await?.is_some() => Vec::new(),
            kind if kind == LetterKind::Assignment || FOR_WHO_HAS_IT.contains(&kind) => {
                self.who_hears_of(tx, picture, ticket, now).await?
            }
            // Every lead was written to; unless none is left.
            LetterKind::Breach if lead_it().iter().all(|person| !person.has(Role::Lead)) => lead_it(),
            _ => Vec::new(),
        })
    }
}

/// A line in the ledger of a letter that was taken away.
pub(crate) fn withdrawn(job: &Job, why: &str, now: DateTime<Utc>) -> Event {
    let (letter, why) = (letter_about(job), why.to_owned());
    let what = match job.ticket {
        Some(ticket) => Happened::Ticket(ticket, TicketEvent::LetterWithdrawn { letter, why }),
        None => Happened::Desk(DeskEvent::LetterWithdrawn { letter, why }),
    };
    ledger::by_worker(what, now)
}

/// A letter, as the ledger names it.
pub(crate) fn letter_about(job: &Job) -> LetterAbout {
    LetterAbout { job: job.id, letter: job.letter.kind.as_str().to_owned(), person: job.person }
}
