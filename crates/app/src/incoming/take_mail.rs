//! A mail becomes the asker's word: a reaction, or a question (materialisation). In one transaction with the state of the mail,
//! so that it stands there once, however often it is tried.

use crate::asking::receipt::Taken;
use crate::asking::submit_question::{Arrival, Letters, Room};
use crate::attaching::claim::Claim;
use crate::attaching::receive_file::Unsent;
use crate::attaching::written::Sent;
use crate::changing::change::{Change, Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::incoming::read_mail::OpenedMail;
use crate::incoming::whose_mail::asker_by_mail;
use crate::letters::{About, FilesLeftOut, Says};
use crate::policy::Action;
use crate::{App, Caller, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{Complaints, FileId, MailId, MailState, Message, QuestionDraft, ReadMail, Reference, Ticket, TicketEvent};
use std::convert::Infallible;
use store::Scope;
use store::incoming::{Sorted, TakesMail};
use store::jobs::Job;

/// What came of taking a mail over.
pub(crate) enum TakenMail {
    /// It stands in a question.
    Taken,
    /// It does not, for this reason: somebody of the desk looks at it.
    Refused(String),
}

/// What came with a mail, as far as the desk takes it.
pub(crate) struct CameAlong {
    pub claim: Claim,
    /// What was not taken, in whole sentences.
    pub refused: Vec<String>,
}

impl App {
    /// The asker wrote this: it counts as if they had written it on the page of their question.
    pub(crate) async fn take_as_askers(
        &self,
        id: MailId,
        opened: &OpenedMail,
        ticket: &Ticket,
    ) -> Result<TakenMail, Refusal> {
        if let Some(why) = opened.says_nothing() {
            return Ok(TakenMail::Refused(why.to_owned()));
        }
        let caller = asker_by_mail(ticket);
        let along = self.take_along(&caller, opened).await?;
        let done = async {
            let opened_change =
                self.open_change(&caller, ticket.reference.into(), &["mail"], |ticket| Action::React(ticket)).await?;
            let Opened::Now(open) = opened_change else { return Ok(()) };
            self.may_write_once_more(&open).await?;
            let body = checked_text(&caller, "body", opened.worded(), "")?;
            let mut outcome = self.reaction_by_mail(&caller, &open, (opened, &body), along.claim).await?;
            outcome.letters.extend(self.files_left_out(&open.ticket, &along.refused, open.now));
            self.takes(&mut outcome, (id, MailState::Stored), opened, &along.refused);
            self.finish_change(&caller, open, outcome).await.map(|_| ())
        };
        refused_in_words(done.await)
    }

    /// What comes of a mail as its asker's reaction: who only says thanks asks nothing, and their question stays as it is.
    pub(crate) async fn reaction_by_mail(
        &self,
        caller: &Caller,
        open: &Change,
        (opened, body): (&OpenedMail, &str),
        claim: Claim,
    ) -> Result<Outcome, Refusal> {
        match opened.only_thanks() {
            true => self.thanks(caller, open, body, claim).await,
            false => self.reaction(caller, open, body, claim).await,
        }
    }

    /// To who sent something along that was not taken; none when all was.
    fn files_left_out(&self, ticket: &Ticket, refused: &[String], now: DateTime<Utc>) -> Option<Job> {
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let says = Says::FilesLeftOut(FilesLeftOut { refused, link: &link });
        (!refused.is_empty() && !ticket.quiet).then(|| self.letter(&About::from(ticket), &ticket.contact, &says, now))
    }

    /// Says that a change takes this mail over.
    pub(crate) fn takes(
        &self,
        outcome: &mut Outcome,
        (id, stood): (MailId, MailState),
        opened: &OpenedMail,
        refused: &[String],
    ) {
        outcome.event(TicketEvent::MailSorted { mail: id, state: MailState::Taken });
        let remarks = opened.remarks.iter().chain(refused).map(String::as_str).collect::<Vec<_>>().join("\n");
        outcome.mail = Some(TakesMail { id, stood, read: opened.read.clone(), remarks, raw: opened.raw });
    }

    /// A mail as a question of its own.
    pub(crate) async fn take_as_question(
        &self,
        id: MailId,
        opened: &OpenedMail,
        draft: QuestionDraft,
    ) -> Result<TakenMail, Refusal> {
        let caller = stranger_by_mail();
        let along = self.take_along(&caller, opened).await?;
        let arrival = self.arrival(draft, caller.numbers, self.clock.now(), Letters::Written).await;
        let arrival = match Arrival::claiming(arrival, along.claim) {
            Ok(arrival) => arrival,
            Err(refusal) => return refused_in_words(Err(refusal)),
        };
        self.store_as_question((id, MailState::Stored), opened, &arrival, &along.refused, &caller).await?;
        Ok(TakenMail::Taken)
    }

    /// Stores a mail as this question, in one transaction with the state of the mail. None when it does not stand there any more.
    /// `by` is who decided so.
    pub(crate) async fn store_as_question(
        &self,
        (id, stood): (MailId, MailState),
        opened: &OpenedMail,
        arrival: &Arrival,
        refused: &[String],
        by: &Caller,
    ) -> Result<Option<Reference>, Refusal> {
        for room in [Room::AsFound, Room::Held] {
            let tx = self.store.write().await?;
            let now = self.clock.now();
            let taken = self.take_in_within(&tx, &stranger_by_mail(), arrival, room, now).await?;
            let Taken::Receipt(receipt) = taken else {
                tx.rollback().await?;
                continue;
            };
            let ticket = receipt.reference.ticket;
            let (question, _) = store::messages::question_and_newest(&tx, ticket).await?;
            let remarks = opened.remarks.iter().chain(refused).map(String::as_str).collect::<Vec<_>>().join("\n");
            let sorted = Sorted {
                state: MailState::Taken,
                ticket: Some(ticket),
                message: question.map(|question| question.id),
                read: &opened.read,
                remarks: &remarks,
                raw: opened.raw,
            };
            if !store::incoming::sort(&tx, id, stood, &sorted).await? {
                return Ok(None);
            }
            let event = TicketEvent::MailSorted { mail: id, state: MailState::Taken };
            ledger::write(&tx, &[ledger::on_ticket(by, ticket, event, now)]).await?;
            let asked = store::tickets::find(&tx, ticket, &Scope::Everything).await?;
            let letter = asked.and_then(|asked| self.files_left_out(&asked, refused, now));
            store::jobs::enqueue(&tx, letter.as_slice(), now).await?;
            tx.commit().await?;
            self.announce(ticket);
            return Ok(Some(receipt.reference));
        }
        Err(crate::refusal::overtaken())
    }

    /// Takes in what came with a mail: what may not come in is told, and what cannot be looked at now waits, with its mail.
    pub(crate) async fn take_along(&self, caller: &Caller, opened: &OpenedMail) -> Result<CameAlong, Refusal> {
        let (mut ids, mut refused): (Vec<FileId>, Vec<String>) = (Vec::new(), Vec::new());
        let most = self.settings.files.per_message;
        for file in opened.mail.attachments.iter().filter(|file| !is_decoration(file)) {
            let name = file.name.as_deref().unwrap_or("bijlage");
            if ids.len() == most {
                refused.push(format!("{} is niet overgenomen: er kwamen te veel bestanden mee.", domain::quoted(name)));
                continue;
            }
            let piece = std::iter::once(Ok::<_, Infallible>(file.bytes.clone()));
            match self.receive_file(caller, name, futures_util::stream::iter(piece)).await {
                Ok(sent) => ids.push(sent.id),
                Err(Unsent::Refused(why)) => refused.push(why),
                Err(Unsent::NotNow(why)) => return Err(Refusal::Internal(why)),
                Err(Unsent::Failed(refusal)) => return Err(refusal),
            }
        }
        let claim = self.claim_files(caller, Sent { files: &ids, refused: &[] }).await?;
        Ok(CameAlong { claim, refused })
    }

    /// The message of a mail that somebody of the desk takes over for who wrote it.
    pub(crate) fn written_by(&self, open: &Change, message: Message, opened: &OpenedMail) -> Message {
        let ReadMail { from_name, from_email, .. } = &opened.read;
        let name = if from_name.is_empty() { from_email.clone() } else { format!("{from_name} ({from_email})") };
        let author_name = format!("{name}, per e-mail");
        Message { author_name, sent_at: open.now, ..message }
    }
}

/// Who asks by mail.
pub(crate) fn stranger_by_mail() -> Caller {
    Caller::new(domain::Actor::Anonymous, domain::Origin::Mail).saying(domain::Numbers::Explained)
}

/// A picture of a signature, or of a button: it says nothing of the question.
fn is_decoration(file: &post::Attachment) -> bool {
    // Bytes; a picture of a text is larger.
    const SMALL: usize = 16 * 1024;
    file.inline && file.media_type.starts_with("image/") && file.bytes.len() < SMALL
}

/// What the desk does not take becomes a reason to look at it; what it cannot do now is tried again.
fn refused_in_words(done: Result<(), Refusal>) -> Result<TakenMail, Refusal> {
    match done {
        Ok(()) => Ok(TakenMail::Taken),
        Err(Refusal::Complaints(complaints)) => Ok(TakenMail::Refused(whole(&complaints))),
        Err(Refusal::Conflict(why)) => Ok(TakenMail::Refused(why)),
        Err(Refusal::Limited(..)) => Ok(TakenMail::Refused("Van dit adres komt nu veel post.".to_owned())),
        Err(refusal @ (Refusal::Hidden | Refusal::Forbidden | Refusal::Unauthenticated)) => {
            Ok(TakenMail::Refused(refusal.to_string()))
        }
        Err(refusal) => Err(refusal),
    }
}

/// Every complaint in one text.
fn whole(complaints: &Complaints) -> String {
    complaints.0.iter().map(|complaint| complaint.message.as_str()).collect::<Vec<_>>().join("\n")
}
