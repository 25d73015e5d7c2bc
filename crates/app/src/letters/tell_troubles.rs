//! Telling whoever has a question what went wrong with its post (bounce and moderation notices): a letter to the asker did not
//! arrive, or mail waits for a decision. One letter tells of all that comes in a burst.
//!
//! Of letters to people of the desk that did not arrive nobody gets a letter: it might not arrive either.

use crate::letters::bursts::{Burst, QUIET, one_per_burst};
use crate::letters::may_be_told::whose;
use crate::letters::{About, MailWaits, NotDelivered, Says, UNDECIDED, UNDELIVERED};
use crate::{App, Picture, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{JobId, LetterKind, Person, Ticket, TicketId, masked_email};
use store::jobs::{DeadJob, DeadLetter, Job};
use store::{Reads, Scope, Tx};

/// Whoever was told, and did nothing about it yet, is told of more no sooner than this: it stands on the page and in the inbox.
const UNHEEDED: Duration = Duration::days(1);

/// What went wrong.
enum Trouble<'a> {
    /// This letter did not arrive.
    NotDelivered(&'a DeadLetter),
    /// Mail waits: from whom it says it is, and why.
    MailWaits(&'a str, &'a str),
}

impl App {
    /// A letter was given up, or came back. That is stored already.
    pub(crate) async fn tell_undelivered(&self, tx: &Tx, letter: JobId, now: DateTime<Utc>) -> Result<(), Refusal> {
        let Some(dead) = store::jobs::dead_by_id(tx, letter).await? else { return Ok(()) };
        let Some(id) = dead.job.ticket.filter(|_| dead.job.person.is_none()) else { return Ok(()) };
        let since =
            undelivered(tx, id).await?.into_iter().filter(|other| other.id != letter).map(|other| other.at).min();
        self.tell_trouble(tx, id, &Trouble::NotDelivered(&dead), since, now).await
    }

    /// Mail was put with a question, for whoever has it to decide about. That is stored already.
    pub(crate) async fn tell_mail_waits(
        &self,
        tx: &Tx,
        ticket: TicketId,
        (from, why): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let since = store::incoming::held_since(tx, ticket).await?;
        self.tell_trouble(tx, ticket, &Trouble::MailWaits(from, why), since, now).await
    }

    /// `since` is from when the oldest trouble of its kind is there that nobody dealt with.
    async fn tell_trouble(
        &self,
        tx: &Tx,
        id: TicketId,
        trouble: &Trouble<'_>,
        since: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let Some(ticket) = store::tickets::find(tx, id, &Scope::Everything).await? else { return Ok(()) };
        let picture = self.picture_at(tx, store::versions::current(tx).await?).await?;
        let pause = |told_at| if since.is_some_and(|since| since <= told_at) { UNHEEDED } else { QUIET };
        let mut letters = Vec::new();
        for person in self.who_hears_of(tx, &picture, &ticket, now).await? {
            let burst = Burst { ticket: id, person: person.id, kind: trouble.kind(), gathers: trouble.gathers() };
            let letter = |times| {
                let about = (&*picture, &ticket, person);
                Job { reactions: times, ..self.letter(&About::from(&ticket), person, &trouble.says(about, times), now) }
            };
            letters.extend(one_per_burst(tx, burst, pause, now, letter).await?);
        }
        Ok(store::jobs::enqueue(tx, &letters, now).await?)
    }
}

impl Trouble<'_> {
    fn kind(&self) -> LetterKind {
        match self {
            Self::NotDelivered(_) => LetterKind::NotDelivered,
            Self::MailWaits(..) => LetterKind::MailWaits,
        }
    }

    /// Letters to one address fail together, within minutes.
    fn gathers(&self) -> Duration {
        match self {
            Self::NotDelivered(_) => QUIET,
            Self::MailWaits(..) => Duration::zero(),
        }
    }

    fn says<'s>(&'s self, (picture, ticket, person): (&'s Picture, &'s Ticket, &Person), times: i32) -> Says<'s> {
        let whose = whose(picture, ticket, person);
        match self {
            Self::NotDelivered(dead) => {
                let to = dead.to.as_ref().map_or(ticket.contact.email.as_str(), |(_, email)| email);
                Says::NotDelivered(NotDelivered {
                    letter: LetterKind::parse(&dead.job.kind).map_or("brief", LetterKind::label),
                    name: &ticket.contact.name,
                    // Who covers for an expert may not see all of it.
                    address: masked_email(to),
                    // Mail servers repeat the address that they refuse.
                    said: dead.job.why.replace(to, &masked_email(to)),
                    times,
                    whose,
                })
            }
            Self::MailWaits(from, why) => Says::MailWaits(MailWaits { from, why, times, whose }),
        }
    }
}

/// Letters to the asker that did not arrive, and that nobody dealt with.
pub(super) async fn undelivered(from: &impl Reads, ticket: TicketId) -> Result<Vec<DeadJob>, Refusal> {
    let dead = store::jobs::dead_of(from, &[ticket]).await?;
    Ok(dead.into_iter().filter(|dead| dead.person.is_none()).collect())
}

/// Why a letter about a trouble need not go any more; none when it must, and for every other letter.
pub(super) async fn is_over(
    from: &impl Reads,
    kind: LetterKind,
    ticket: TicketId,
) -> Result<Option<&'static str>, Refusal> {
    Ok(match kind {
        LetterKind::NotDelivered if undelivered(from, ticket).await?.is_empty() => {
            Some("de brief is al opnieuw verstuurd")
        }
        LetterKind::MailWaits if store::incoming::held_since(from, ticket).await?.is_none() => {
            Some("over de e-mail is al besloten")
        }
        _ => None,
    })
}

/// What waits for whoever gets this question, in sentences.
pub(crate) async fn troubles_of(tx: &Tx, ticket: TicketId) -> Result<Vec<&'static str>, Refusal> {
    let undelivered = !undelivered(tx, ticket).await?.is_empty();
    let undecided = store::incoming::held_since(tx, ticket).await?.is_some();
    let told = [undelivered.then_some(UNDELIVERED), undecided.then_some(UNDECIDED)];
    Ok(told.into_iter().flatten().collect())
}
