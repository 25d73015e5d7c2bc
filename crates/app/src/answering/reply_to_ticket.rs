//! The expert answers, or asks the asker something.

use crate::answering::text_blocks::refuse_open_places;
use crate::attaching::written::Written;
use crate::changing::change::{Opened, checked_text, step};
use crate::changing::outcome::Outcome;
use crate::letters::{About, Answer, AskBack, Interim, Says, language, with_links};
use crate::policy::Action;
use crate::promises::counting::{self, note_moves};
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{
    DraftKind, MessageKind, Metric, PromiseOutcome, Promises, SentFile, Ticket, TicketEvent, TicketStatus, Transition,
    amsterdam_day,
};
use store::Tx;

/// What an expert writes to the asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// The answer.
    Answer,
    /// A question back, which stops the clock.
    AskBack,
    /// That somebody is at work, and when the answer comes: a first reaction, and the clock runs on.
    Interim,
}

/// What is sent, and what comes along.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub body: &'a str,
    pub files: &'a [SentFile],
}

impl Text<'_> {
    /// As a letter about this question says it: files are behind links below its own.
    pub(crate) fn in_letter(&self, ticket: &Ticket, link: &str) -> String {
        with_links(language(&ticket.language), self.body, self.files, link)
    }
}

impl App {
    /// Sends a public message to the asker.
    pub async fn reply_to_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        written: impl Into<Written<'_>>,
        reply: Reply,
    ) -> Result<Ticket, Refusal> {
        let (on, written) = (on.into(), written.into());
        let sent = self.send_reply(caller, on, written, reply).await;
        self.keeping_unsent(caller, on, DraftKind::Answer, written.text, sent).await
    }

    async fn send_reply(
        &self,
        caller: &Caller,
        on: SeenTicket,
        written: Written<'_>,
        reply: Reply,
    ) -> Result<Ticket, Refusal> {
        let claim = self.claim_files(caller, written.sent).await?;
        let how = match reply {
            Reply::AskBack => "ask back",
            Reply::Interim => "interim",
            Reply::Answer => "answer",
        };
        let said = claim.said_after(&["reply", how, written.text]);
        let open = match self.open_change(caller, on, &said, |ticket| Action::Reply(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = checked_text(caller, "body", written.text, "Schrijf uw bericht aan de vraagsteller.");
        let body = claim.checked(body)?;
        refuse_open_places("body", &body)?;
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        let files = self.take_files(tx, Some(ticket.id), claim).await?;
        let text = Text { body: &body, files: &files };
        let mut outcome = match reply {
            Reply::AskBack => self.ask_back(tx, caller, ticket, text, now).await?,
            Reply::Interim => self.interim(tx, caller, ticket, text, now).await?,
            Reply::Answer => self.answer(tx, caller, ticket, text, now).await?,
        };
        outcome.attach(files);
        outcome.ends_draft = Some(DraftKind::Answer);
        self.finish_change(caller, open, outcome).await
    }

    async fn ask_back(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        text: Text<'_>,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        let asked = self.settings.patience.on_asking(now, &self.picture().promises.calendar);
        outcome.change.standing = Some(step(ticket.standing, Transition::AskBack(asked))?);
        let paused = counting::pause(ticket, now);
        outcome.change.promises = Some(self.promises_met(tx, ticket, &paused, &[Metric::FirstResponse], now).await?);
        outcome.change.reindex = true;
        if let Some(expert) = ticket.busy() {
            store::experts::drop_work(tx, expert, ticket.effort_minutes).await?;
        }
        if !ticket.is_waiting() {
            store::tickets::begin_wait(tx, ticket.id, now).await?;
            outcome.event(TicketEvent::Waiting {});
        }
        self.note_first_response(ticket, &mut outcome);
        let message = self.message(caller, ticket, MessageKind::AskBack, text.body, now);
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let text = text.in_letter(ticket, &link);
        let says = Says::AskBack(AskBack { from: &message.author_name, text: &text, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        outcome.message = Some(message);
        Ok(outcome)
    }

    /// The promise of a first reaction is kept, and nothing else changes.
    async fn interim(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        text: Text<'_>,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        outcome.change.standing = Some(step(ticket.standing, Transition::Interim)?);
        let met = self.promises_met(tx, ticket, &ticket.promises, &[Metric::FirstResponse], now).await?;
        let answer_by = Some(met.answer.due_at).filter(|due| met.answer.is_unmet() && *due > now).map(amsterdam_day);
        outcome.change.promises = Some(met);
        outcome.change.reindex = true;
        self.note_first_response(ticket, &mut outcome);
        outcome.event(TicketEvent::InterimSent {});
        let message = self.message(caller, ticket, MessageKind::Interim, text.body, now);
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let text = text.in_letter(ticket, &link);
        let says = Says::Interim(Interim { from: &message.author_name, text: &text, answer_by, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        outcome.message = Some(message);
        Ok(outcome)
    }

    async fn answer(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        text: Text<'_>,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        let closes_at = self.settings.patience.on_answering(now, &self.picture().promises.calendar);
        outcome.change.standing = Some(step(ticket.standing, Transition::Answer { closes_at })?);
        let resumed = self.end_wait(tx, ticket, now, &mut outcome).await?;
        let met = self.promises_met(tx, ticket, &resumed, &Metric::ALL, now).await?;
        let in_time = met.answer.outcome == Some(PromiseOutcome::Kept);
        outcome.change.promises = Some(met);
        outcome.change.answered_at = Some(now);
        outcome.change.first_answered_at = Some(now);
        outcome.change.reindex = true;
        self.note_first_response(ticket, &mut outcome);
        outcome.event(TicketEvent::Answered {
            first: ticket.first_answered_at.is_none(),
            in_time,
            again: ticket.status() == TicketStatus::Answered,
        });
        if let Some(expert) = ticket.busy() {
            store::experts::drop_work(tx, expert, ticket.effort_minutes).await?;
        }
        let message = self.message(caller, ticket, MessageKind::Answer, text.body, now);
        self.answer_merged(tx, ticket, (&message, text), &mut outcome, now).await?;
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let closes_on = closes_at.map(amsterdam_day);
        let (text, question) = (text.in_letter(ticket, &link), store::messages::question(tx, ticket.id).await?);
        let question = question.as_ref().map(|question| question.body.as_str());
        let says = Answer { from: &message.author_name, text: &text, question, closes_on, link: &link };
        let says = Says::Answer(says);
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        outcome.message = Some(message);
        Ok(outcome)
    }

    /// If the ticket waits for its asker, the wait ends now; gives the promises as they then stand.
    pub(crate) async fn end_wait(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        now: DateTime<Utc>,
        outcome: &mut Outcome,
    ) -> Result<Promises, Refusal> {
        if !ticket.is_waiting() {
            return Ok(ticket.promises.clone());
        }
        store::tickets::end_wait(tx, ticket.id, now).await?;
        let waits = store::tickets::waits(tx, ticket.id).await?;
        let resumed = counting::resume(ticket, &waits, &self.picture().promises, now);
        outcome.event(TicketEvent::Resumed {});
        note_moves(&ticket.promises, &resumed, "wachten op vraagsteller", outcome);
        Ok(resumed)
    }

    /// These promises as they are once what was promised is done; without a look at what it waited when all of it was.
    async fn promises_met(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        promises: &Promises,
        metrics: &[Metric],
        now: DateTime<Utc>,
    ) -> Result<Promises, Refusal> {
        if !metrics.iter().any(|metric| promises.of(*metric).is_unmet()) {
            return Ok(promises.clone());
        }
        let waits = store::tickets::waits(tx, ticket.id).await?;
        Ok(counting::meet(promises, metrics, &waits, &self.picture().promises.calendar, now))
    }

    fn note_first_response(&self, ticket: &Ticket, outcome: &mut Outcome) {
        if ticket.promises.first_response.is_unmet() {
            outcome.event(TicketEvent::FirstResponse {});
        }
    }
}
