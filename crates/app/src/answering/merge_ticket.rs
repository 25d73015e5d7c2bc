//! A question that was asked before (duplicate): it ends in the earlier one, and its asker gets that one's answer; undone
//! within a day.

use crate::answering::reopen_ticket::Again;
use crate::answering::reply_to_ticket::Text;
use crate::changing::change::{Opened, step};
use crate::changing::outcome::Outcome;
use crate::letters::{About, Answer, Says, Status, StatusChange};
use crate::policy::Action;
use crate::promises::counting;
use crate::{App, Caller, Refusal, SeenTicket, policy, refusal};
use chrono::{DateTime, Utc};
use domain::{
    Complaints, Ending, Message, MessageId, MessageKind, ReferenceError, Sought, Ticket, TicketEvent, TicketId,
    Transition, amsterdam_day,
};
use store::{Reads, Tx};

impl App {
    /// Ends an open question in an earlier one that asks the same, by its reference. Its asker gets the answer to that one,
    /// by letter and on their own page, and reads nothing else of it. What was promised and can still be kept is withdrawn.
    pub async fn merge_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        other: &str,
    ) -> Result<Ticket, Refusal> {
        let on = on.into();
        let read = Sought::read(other);
        let sought = read.ok().flatten();
        // Both are held, the earlier one first: whoever answers that one holds it and then writes to this one.
        let first = sought.map(|sought| sought.ticket).filter(|other| *other < on.reference.ticket);
        let said = ["merge", other];
        let open = match self.open_change_behind(caller, on, first, &said, |ticket| Action::Merge(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        step(ticket.standing, Transition::Close { at: now, ending: Ending::Referred })?;
        let into = self.earlier_one(tx, caller, ticket, read).await?;
        let mut outcome = self.ending(tx, ticket, Ending::MergedInto(into.id), now).await?;
        outcome.event(TicketEvent::Merged { into: into.id });
        let answer = match into.is_answered() {
            true => store::messages::latest(tx, into.id, MessageKind::Answer).await?,
            false => None,
        };
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let to = Status::Merged { answer: answer.as_ref().map(|answer| answer.body.as_str()) };
        let says = Says::StatusChange(StatusChange { to, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        if let Some(answer) = &answer {
            let came = self.files_of(tx, std::slice::from_ref(answer)).await?;
            let came: Vec<_> = came.into_iter().map(|attached| attached.file).collect();
            outcome.attach(self.copies(&came));
        }
        outcome.message = answer.map(|answer| self.copy(answer, now));
        outcome.change.reindex = true;
        self.finish_change(caller, open, outcome).await
    }

    /// The question is another one after all: it is open again, with what was promised before.
    pub async fn unmerge_ticket(&self, caller: &Caller, on: impl Into<SeenTicket>) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["unmerge"], |ticket| Action::Merge(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        if !ticket.can_be_unmerged(now) {
            let why = "Samenvoegen kan niet meer ongedaan worden gemaakt. Heropen de vraag.";
            return Err(Refusal::Conflict(why.to_owned()));
        }
        let reason = "Uw vraag is bij nader inzien een andere dan de vraag die wij al hadden.";
        let outcome = self.open_by_itself(tx, ticket, reason, now).await?;
        self.finish_change(caller, open, outcome).await
    }

    /// A question that ends without an answer gives none to those that ended in it: they are open again, each by itself.
    pub(crate) async fn free_merged(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !ticket.status().is_open() {
            return Ok(());
        }
        let merged_here = self.merged_here(tx, ticket.id).await?;
        for merged in merged_here.into_iter().filter(|merged| merged.contact_erased_at.is_none()) {
            let reason = "De vraag waarmee wij uw vraag samen beantwoordden, is gesloten.";
            let outcome = self.open_by_itself(tx, &merged, reason, now).await?;
            if !self.carry_out(tx, caller, &merged, &outcome, None, now).await? {
                return Err(refusal::overtaken());
            }
        }
        Ok(())
    }

    /// Open again, with what was promised before, and a letter that says why.
    async fn open_by_itself(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let waits = store::tickets::waits(tx, ticket.id).await?;
        let promises = counting::as_before(ticket, &waits, &self.picture().promises, now);
        let mut outcome = Outcome::default();
        let how = Again { step: Transition::Reopen, promises };
        let answer_due = self.open_with(tx, ticket, how, &mut outcome, now).await?;
        outcome.event(TicketEvent::Unmerged {});
        let to = Status::OpenAgain { reason, answer_by: amsterdam_day(answer_due) };
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let says = Says::StatusChange(StatusChange { to, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        Ok(outcome)
    }

    /// The question that was meant, or why it cannot be that one.
    async fn earlier_one(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        read: Result<Option<Sought>, ReferenceError>,
    ) -> Result<Ticket, Refusal> {
        let complain = |code: &str, why: &str| Err(Complaints::one("other", code, why).into());
        let sought = match read {
            Ok(sought) => sought,
            Err(wrong) => return complain("CHECK_LETTER", &wrong.to_string()),
        };
        let Some(sought) = sought else {
            return complain("REQUIRED", "Vul het kenmerk in van de vraag die er al was, zoals EHA-2026-000041-L.");
        };
        let found = store::tickets::find(tx, sought.ticket, &policy::scope(&caller.actor)).await?;
        let meant = |found: &Ticket| sought.means(found.reference) && sought.has_letter_of(found.reference);
        let Some(into) = found.filter(meant) else {
            return complain("UNKNOWN", "Wij kennen geen vraag met dit kenmerk.");
        };
        if into.id == ticket.id {
            return complain("INVALID", "Dat is deze vraag zelf.");
        }
        if into.id > ticket.id {
            let why = "Die vraag kwam later binnen. Voeg de latere vraag samen met de eerdere.";
            return complain("INVALID", why);
        }
        if matches!(into.standing.ending(), Some(Ending::MergedInto(_))) {
            return complain("INVALID", "Die vraag is zelf samengevoegd met een eerdere vraag. Kies die vraag.");
        }
        if !into.status().is_open() && !into.is_answered() {
            let why = "Die vraag is gesloten zonder antwoord. Kies een vraag die open is of een antwoord heeft.";
            return complain("INVALID", why);
        }
        if !store::tickets::merged_into(tx, ticket.id).await?.is_empty() {
            return complain("INVALID", "Met deze vraag zijn zelf andere vragen samengevoegd.");
        }
        Ok(into)
    }

    /// The askers of questions that ended in this one get its answer as well, each by their own link.
    pub(crate) async fn answer_merged(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        (answer, text): (&Message, Text<'_>),
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        for id in store::tickets::merged_into(tx, ticket.id).await? {
            let merged = store::tickets::find(tx, id, &store::Scope::Everything).await?;
            // Nobody is written to whose data are erased.
            let Some(merged) = merged.filter(|merged| merged.contact_erased_at.is_none()) else { continue };
            let copy = self.copy(answer.clone(), now);
            store::messages::insert(tx, merged.id, &copy).await?;
            let files = self.copies(text.files);
            store::attachments::insert(tx, merged.id, copy.id, &files).await?;
            let link = self.tracking_url(merged.submission_key, merged.link_number);
            let text = Text { body: text.body, files: &files }.in_letter(&merged, &link);
            let question = store::messages::question(tx, merged.id).await?;
            let says = Says::Answer(Answer {
                from: &answer.author_name,
                text: &text,
                question: question.as_ref().map(|question| question.body.as_str()),
                closes_on: None,
                link: &link,
            });
            outcome.letters.push(self.letter(&About::from(&merged), &merged.contact, &says, now));
        }
        Ok(())
    }

    /// The questions that ended in this one.
    pub(crate) async fn merged_here(&self, from: &impl Reads, ticket: TicketId) -> Result<Vec<Ticket>, Refusal> {
        let ids = store::tickets::merged_into(from, ticket).await?;
        Ok(store::tickets::these(from, &ids).await?)
    }

    fn copy(&self, message: Message, now: DateTime<Utc>) -> Message {
        Message { id: MessageId(self.ids.uuid(now)), sent_at: now, ..message }
    }
}
