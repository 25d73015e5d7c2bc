//! Mail is sorted (dispatch): to the question it belongs to as its asker's word, to whoever decides, or to what is only shown.
//!
//! One mail at a time, each in a transaction of its own. One that cannot be read, or ends the program, holds up no other: it is
//! taken again later, and doctor tells of it.

use crate::incoming::bounced::Bounced;
use crate::incoming::read_mail::OpenedMail;
use crate::incoming::take_mail::TakenMail;
use crate::incoming::whose_mail::{Led, Worth, Writer, worth};
use crate::policy::{self, Action};
use crate::running::set_aside::{caught, short};
use crate::{App, Refusal, ledger};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Actor, DeskEvent, Happened, JobId, MailId, MailState, Ticket, TicketEvent, TicketId, email_key, masked_email,
};
use store::Scope;
use store::incoming::{Raw, Sorted};

/// How many mails one round takes; a round that found some is followed by another.
const ROUND: u64 = 50;
/// The longest pause before a mail that could not be read is tried again: a new version of the program may read it.
const LONGEST_PAUSE: Duration = Duration::hours(24);

/// The question that a mail leads to.
struct Found {
    ticket: Ticket,
    led: Led,
}

impl App {
    /// Sorts mail that came in. How many.
    pub async fn sort_mail(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sorted = 0;
        for id in store::incoming::due(&self.store, self.clock.now(), ROUND).await? {
            if self.must_stop() {
                break;
            }
            match caught("sort mail", Box::pin(self.sort_one(id))).await {
                Ok(is_sorted) => sorted += usize::from(is_sorted),
                Err(refusal @ Refusal::Unavailable(_)) => return Err(refusal),
                Err(refusal) => self.note_unread(id, &refusal).await?,
            }
        }
        Ok(sorted)
    }

    async fn note_unread(&self, id: MailId, why: &Refusal) -> Result<(), Refusal> {
        tracing::warn!(mail = %id, error = %why, "a mail could not be read: it is tried again");
        let tx = self.store.write().await?;
        store::incoming::note_failure(&tx, id, &short(&why.to_string())).await?;
        Ok(tx.commit().await?)
    }

    /// `false` when somebody else has it.
    async fn sort_one(&self, id: MailId) -> Result<bool, Refusal> {
        let tx = self.store.write().await?;
        let now = self.clock.now();
        let begun = store::incoming::begin(&tx, id, now, |attempts| now + pause_after(attempts)).await?;
        tx.commit().await?;
        let Some(begun) = begun else { return Ok(false) };
        self.provoke("sort one mail", None)?;
        let opened = self.open_mail(begun.raw).await?;
        let found = self.find_question(&opened, begun.recipient.as_deref()).await?;
        let is_sorted = self.sort_opened(id, &opened, found).await?;
        if is_sorted && opened.raw == Raw::Gone {
            store::search::empty_journal(&self.store).await?;
        }
        Ok(is_sorted)
    }

    async fn sort_opened(&self, id: MailId, opened: &OpenedMail, found: Option<Found>) -> Result<bool, Refusal> {
        match &opened.mail.nature {
            post::Nature::Bounce(bounce) => match self.take_bounce(id, opened, bounce).await? {
                Bounced::Ours => Ok(true),
                Bounced::NotOurs => {
                    self.put_away(id, opened, None, MailState::Noted, "Een andere server meldt een fout.").await
                }
            },
            post::Nature::Own => {
                self.put_away(id, opened, None, MailState::Noted, "Een brief van het loket zelf.").await
            }
            post::Nature::AutoReply { out_of_office } => {
                let why = if *out_of_office { "De afzender is afwezig." } else { "Een automatisch antwoord." };
                self.put_away(id, opened, shown_with(found), MailState::Noted, why).await
            }
            post::Nature::List | post::Nature::Bulk => {
                self.put_away(id, opened, None, MailState::Unsorted, "De e-mail ging naar veel mensen tegelijk.").await
            }
            post::Nature::Personal => self.sort_personal(id, opened, found).await,
        }
    }

    async fn sort_personal(&self, id: MailId, opened: &OpenedMail, found: Option<Found>) -> Result<bool, Refusal> {
        if let Some(why) = self.writes_too_much(opened).await? {
            return self.put_away(id, opened, shown_with(found), MailState::Held, why).await;
        }
        let Some(Found { ticket, led }) = found else { return self.sort_unknown(id, opened).await };
        let writer = self.writer_of(&ticket, &opened.read.from_email).await?;
        match worth(led, writer, opened.read.proof) {
            Worth::Askers => match self.take_as_askers(id, opened, &ticket).await? {
                TakenMail::Taken => Ok(true),
                TakenMail::Refused(why) => self.put_away(id, opened, Some(ticket.id), MailState::Held, &why).await,
            },
            Worth::Held(why) => self.put_away(id, opened, Some(ticket.id), MailState::Held, why).await,
            Worth::Unsorted(why) => self.put_away(id, opened, None, MailState::Unsorted, why).await,
        }
    }

    /// Mail that leads to no question is a new one when it is proven who sent it, and of which organisation they are.
    async fn sort_unknown(&self, id: MailId, opened: &OpenedMail) -> Result<bool, Refusal> {
        let why = match self.draft_of_mail(id, opened).await? {
            Ok(draft) => match self.take_as_question(id, opened, draft).await? {
                TakenMail::Taken => return Ok(true),
                TakenMail::Refused(why) => why,
            },
            Err(why) => why,
        };
        self.put_away(id, opened, None, MailState::Unsorted, &why).await
    }

    /// Which question a mail leads to: by an address that the desk made, by the letter it answers, or by a number in its
    /// subject.
    async fn find_question(&self, opened: &OpenedMail, recipient: Option<&str>) -> Result<Option<Found>, Refusal> {
        let to = opened.mail.to.iter().map(|to| to.address.as_str());
        for (id, mark) in self.named_by(recipient.into_iter().chain(to)) {
            if let Some(ticket) = self.ticket_by_id(id).await?.filter(|ticket| self.is_reply_address(ticket, &mark)) {
                return Ok(Some(Found { ticket, led: Led::ReplyAddress }));
            }
        }
        for answered in opened.mail.in_reply_to.iter().chain(&opened.mail.references) {
            let Some(job) = self.letter_named(answered) else { continue };
            if let Some(id) = store::jobs::ticket_of(&self.store, job).await?
                && let Some(ticket) = self.ticket_by_id(id).await?
            {
                return Ok(Some(Found { ticket, led: Led::Thread }));
            }
        }
        let words = opened.read.subject.split(|sign: char| !(sign.is_alphanumeric() || sign == '-'));
        for reference in words.filter_map(|word| word.parse::<domain::Reference>().ok()) {
            if let Some(ticket) =
                self.ticket_by_id(reference.ticket).await?.filter(|ticket| ticket.reference == reference)
            {
                return Ok(Some(Found { ticket, led: Led::Reference }));
            }
        }
        Ok(None)
    }

    async fn ticket_by_id(&self, id: TicketId) -> Result<Option<Ticket>, Refusal> {
        Ok(store::tickets::find(&self.store, id, &Scope::Everything).await?)
    }

    /// The letter of this desk that has this Message-ID.
    pub(crate) fn letter_named(&self, message_id: &str) -> Option<JobId> {
        let (id, host) = message_id.split_once('@')?;
        host.eq_ignore_ascii_case(self.settings.mail_domain()).then(|| id.parse().ok())?
    }

    async fn writer_of(&self, ticket: &Ticket, email: &str) -> Result<Writer, Refusal> {
        if !email.is_empty() && email == email_key(&ticket.contact.email) {
            return Ok(Writer::Asker);
        }
        let is_of_desk =
            self.picture().people.values().any(|person| person.active && email_key(&person.email) == email);
        if is_of_desk {
            return Ok(Writer::Desk);
        }
        let Some((_, domain)) = email.rsplit_once('@') else { return Ok(Writer::Stranger) };
        let is_colleague = store::organisation_domains::is_theirs(&self.store, domain, ticket.id).await?;
        Ok(if is_colleague { Writer::Colleague } else { Writer::Stranger })
    }

    /// Whoever sends more than anybody writes by hand waits for somebody to look (loop, mail bomb).
    async fn writes_too_much(&self, opened: &OpenedMail) -> Result<Option<&'static str>, Refusal> {
        let most = self.settings.reactions_per_hour;
        if most == 0 || opened.read.from_email.is_empty() {
            return Ok(None);
        }
        let since = self.clock.now() - Duration::hours(1);
        let sent = store::incoming::count_from(&self.store, &opened.read.from_email, since).await?;
        Ok((sent >= i64::from(most)).then_some("Van dit adres komt nu veel post."))
    }

    /// Puts a mail where it waits or is shown. `false` when somebody else sorted it.
    async fn put_away(
        &self,
        id: MailId,
        opened: &OpenedMail,
        ticket: Option<TicketId>,
        state: MailState,
        why: &str,
    ) -> Result<bool, Refusal> {
        // What waits for a decision about no question waits among those.
        let state = if ticket.is_none() && state == MailState::Held { MailState::Unsorted } else { state };
        let remarks = opened.remarks_after(why);
        let tx = self.store.write().await?;
        let now = self.clock.now();
        let sorted = Sorted { state, ticket, message: None, read: &opened.read, remarks: &remarks, raw: opened.raw };
        if !store::incoming::sort(&tx, id, MailState::Stored, &sorted).await? {
            return Ok(false);
        }
        let event = sorted_event(id, ticket, state, now);
        ledger::write(&tx, &[event]).await?;
        if let Some(ticket) = ticket.filter(|_| state == MailState::Held) {
            self.tell_mail_waits(&tx, ticket, (&masked_email(&opened.read.from_email), why), now).await?;
        }
        tx.commit().await?;
        if let Some(ticket) = ticket {
            self.announce(ticket);
        }
        Ok(true)
    }
}

/// A machine's answer, or mail of a sender who sends too much, is shown with a question only where a letter led to it.
fn shown_with(found: Option<Found>) -> Option<TicketId> {
    found.filter(|found| found.led != Led::Reference).map(|found| found.ticket.id)
}

fn sorted_event(mail: MailId, ticket: Option<TicketId>, state: MailState, now: DateTime<Utc>) -> domain::Event {
    let what = match ticket {
        Some(ticket) => Happened::Ticket(ticket, TicketEvent::MailSorted { mail, state }),
        None => Happened::Desk(DeskEvent::MailSorted { mail, state }),
    };
    ledger::by_worker(what, now)
}

/// A minute, two, four, … at most a day.
fn pause_after(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    Duration::minutes(1_i64 << doublings).min(LONGEST_PAUSE)
}
