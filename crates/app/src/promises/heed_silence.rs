//! The sweep for askers who say nothing: one reminder, then the question is closed; an answered one is closed after a term.

use crate::changing::change::Change;
use crate::changing::outcome::Outcome;
use crate::letters::{About, AskerReminder, AskerSilent, Says, with_closing_day};
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Caller, Foreseen, Refusal};
use chrono::{DateTime, Utc};
use domain::{
    Actor, Asked, AskedToReopen, ClosedBecause, LetterKind, MessageKind, Origin, Reminded, Standing, TheAsker, Ticket,
    TicketEvent, TicketId, amsterdam_day,
};
use std::collections::BTreeMap;
use store::jobs::Delivery;
use store::silence::Undated;
use store::tickets::InLine;
use store::{Reads, Tx};

/// How many are read in one go.
const BATCH: u32 = 200;

impl App {
    /// Reminds askers of a question back, closes questions whose askers stay silent after that, and closes answered
    /// questions after their term. How many questions.
    pub async fn heed_silence(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("heed silence").await?;
        sweep.batch(Box::pin(self.give_days())).await?;
        let (mut heeded, mut last): (usize, Option<InLine>) = (0, None);
        loop {
            let line = store::silence::due(&self.store, self.clock.now(), last, BATCH).await?;
            for (_, id) in &line {
                if self.must_stop() {
                    return Ok(heeded);
                }
                heeded += usize::from(self.heed_if_possible(&mut sweep, *id).await?);
            }
            if line.len() < BATCH as usize {
                sweep.end().await;
                return Ok(heeded);
            }
            last = line.last().copied();
        }
    }

    /// Gives a day to the questions of before there were any, and of a time in which the settings said never.
    async fn give_days(&self) -> Result<(), Refusal> {
        let (now, patience) = (self.clock.now(), self.settings.patience);
        let calendar = &self.picture().promises.calendar;
        if patience.remind_after_days > 0 {
            let remind = |since: Option<DateTime<Utc>>| patience.on_asking(since.unwrap_or(now), calendar).acts_at;
            self.give_day_to(Undated::Waiting, remind).await?;
        }
        if patience.close_answered_after_days > 0 {
            // Their askers were told of no day: the term begins now.
            let closes_at = patience.on_answering(now, calendar);
            self.give_day_to(Undated::Answered, |_| closes_at).await?;
        }
        Ok(())
    }

    async fn give_day_to(
        &self,
        which: Undated,
        day: impl Fn(Option<DateTime<Utc>>) -> Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        let mut last = None;
        loop {
            let line = store::silence::undated(&self.store, which, last, BATCH).await?;
            let mut days: BTreeMap<DateTime<Utc>, Vec<TicketId>> = BTreeMap::new();
            for (id, since) in &line {
                if let Some(day) = day(*since) {
                    days.entry(day).or_default().push(*id);
                }
            }
            for (day, tickets) in days {
                let tx = self.store.write().await?;
                store::silence::date(&tx, which, &tickets, day).await?;
                tx.commit().await?;
            }
            if line.len() < BATCH as usize || self.must_stop() {
                return Ok(());
            }
            last = line.last().map(|(id, _)| *id);
        }
    }

    async fn heed_if_possible(&self, sweep: &mut Sweep<'_>, id: TicketId) -> Result<bool, Refusal> {
        if sweep.leaves(id) {
            return Ok(false);
        }
        Ok(sweep.row(id, Box::pin(self.heed(id))).await? == Some(true))
    }

    /// What is due with one question, as one; `false` when its asker reacted in the same moment, or another worker was first.
    async fn heed(&self, id: TicketId) -> Result<bool, Refusal> {
        let Some(change) = self.hold_now(id).await? else { return Ok(false) };
        let Change { tx, ticket, now, .. } = &change;
        let now = *now;
        if ticket.standing.acts_at().is_none_or(|at| at > now) {
            change.tx.rollback().await?;
            return Ok(false);
        }
        let patience = self.settings.patience;
        let outcome = match (ticket.standing.asked(), ticket.standing) {
            (Some(asked @ Asked { reminded_at: None, .. }), _) if patience.remind_after_days > 0 => {
                self.remind_asker(tx, ticket, asked, now).await?
            }
            (Some(Asked { reminded_at: Some(reminded), .. }), _) if patience.close_after_days > 0 => {
                self.close_or_leave(tx, ticket, reminded, now).await?
            }
            (None, Standing::Answered { .. }) if patience.close_answered_after_days > 0 => {
                self.close_answered(tx, ticket, now).await?
            }
            // The settings say never since.
            _ => acting_at(ticket, None),
        };
        self.end_change(&Caller::system(Origin::Worker), change, &outcome).await
    }

    async fn remind_asker(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        asked: Asked,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let calendar = &self.picture().promises.calendar;
        let text = store::messages::latest(tx, ticket.id, MessageKind::AskBack).await?;
        let reminded = self.settings.patience.on_reminding(asked, now, calendar);
        let closes_at = reminded.acts_at;
        let mut outcome = Outcome::default();
        outcome.change.standing = Some(ticket.standing.with_asked(reminded));
        outcome.event(TicketEvent::Reminded(Reminded::Asker { who: TheAsker::Asker, closes_at }));
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let closes_on = closes_at.map(amsterdam_day);
        let says = Says::AskerReminder(AskerReminder { asked: text.as_ref(), closes_on, link: &link });
        let mut letter = self.letter(&About::from(ticket), &ticket.contact, &says, now);
        // A worker that was down may come back at night.
        letter.run_at = calendar.open_from(now);
        outcome.letters.push(letter);
        Ok(outcome)
    }

    /// The day of closing stood in the letter with the answer. While that was not delivered, the question stays: sent again
    /// it has its term again, and left at that it is closed.
    async fn close_answered(&self, tx: &Tx, ticket: &Ticket, now: DateTime<Utc>) -> Result<Outcome, Refusal> {
        if waits_to_be_reopened(tx, ticket).await? {
            return Ok(acting_at(ticket, self.settings.patience.on_answering(now, &self.picture().promises.calendar)));
        }
        let since = answered_at(tx, ticket).await?;
        match store::jobs::delivery(tx, ticket.id, LetterKind::Answer, since).await? {
            Delivery::Done | Delivery::Never => self.closing(tx, ticket, ClosedBecause::Answered, None, now).await,
            Delivery::UnderWay => {
                let again = self.settings.patience.on_answering(now, &self.picture().promises.calendar);
                self.name_another_day(tx, ticket, LetterKind::Answer, again).await?;
                Ok(acting_at(ticket, again))
            }
            Delivery::Failed => {
                let again = self.settings.patience.on_answering(now, &self.picture().promises.calendar);
                let mut outcome = acting_at(ticket, again);
                outcome.event(TicketEvent::LeftOpen { letter: Some(LetterKind::Answer) });
                // Once for each answer: the term begins again and again while nobody deals with it.
                if store::jobs::delivery(tx, ticket.id, LetterKind::AskerSilent, since).await? == Delivery::Never {
                    for person in self.who_hears_of(tx, &self.picture(), ticket, now).await? {
                        outcome.letters.push(self.letter(
                            &About::from(ticket),
                            person,
                            &Says::AskerSilent(AskerSilent::AnswerNotDelivered),
                            now,
                        ));
                    }
                }
                Ok(outcome)
            }
        }
    }

    /// What the desk will do with a question by itself: nothing, where the letter that names the day of closing did not
    /// arrive, or where somebody has to decide whether it is opened again.
    pub(crate) async fn foreseen_now(&self, from: &impl Reads, ticket: &Ticket) -> Result<Foreseen, Refusal> {
        let foreseen = self.foreseen(ticket);
        if foreseen.closes_on.is_none() || foreseen.reminds_on.is_some() {
            return Ok(foreseen);
        }
        let stays = match ticket.standing.asked().and_then(|asked| asked.reminded_at) {
            Some(reminded) => matches!(
                store::jobs::delivery(from, ticket.id, LetterKind::AskerReminder, reminded).await?,
                Delivery::Failed | Delivery::Never
            ),
            None => {
                let since = answered_at(from, ticket).await?;
                store::jobs::delivery(from, ticket.id, LetterKind::Answer, since).await? == Delivery::Failed
                    || waits_to_be_reopened(from, ticket).await?
            }
        };
        Ok(if stays { Foreseen::default() } else { foreseen })
    }

    /// A letter that is still tried on the day it names would come after that day.
    async fn name_another_day(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        kind: LetterKind,
        closes_at: Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        for mut job in store::jobs::waiting_for_asker(tx, ticket.id).await? {
            if job.letter.kind == kind {
                job.letter.body = with_closing_day(&job.letter, closes_at.map(amsterdam_day));
                store::jobs::replace(tx, &job).await?;
            }
        }
        Ok(())
    }

    /// Nobody is closed out by a letter that never came.
    async fn close_or_leave(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        reminded: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let delivery = store::jobs::delivery(tx, ticket.id, LetterKind::AskerReminder, reminded).await?;
        Ok(match delivery {
            Delivery::Done => {
                let mut outcome = self.closing(tx, ticket, ClosedBecause::Silence, None, now).await?;
                self.free_merged(tx, &Caller::system(Origin::Worker), ticket, now).await?;
                for person in self.who_hears_of(tx, &self.picture(), ticket, now).await? {
                    outcome.letters.push(self.letter(
                        &About::from(ticket),
                        person,
                        &Says::AskerSilent(AskerSilent::Closed),
                        now,
                    ));
                }
                outcome
            }
            Delivery::UnderWay => {
                let calendar = &self.picture().promises.calendar;
                let again = self.settings.patience.on_sending_again(LetterKind::AskerReminder, ticket, now, calendar);
                let acts_at = again.and_then(Standing::acts_at);
                self.name_another_day(tx, ticket, LetterKind::AskerReminder, acts_at).await?;
                acting_at(ticket, acts_at)
            }
            Delivery::Failed | Delivery::Never => {
                let mut outcome = acting_at(ticket, None);
                outcome.event(TicketEvent::LeftOpen { letter: None });
                for person in self.who_hears_of(tx, &self.picture(), ticket, now).await? {
                    outcome.letters.push(self.letter(
                        &About::from(ticket),
                        person,
                        &Says::AskerSilent(AskerSilent::NotReached),
                        now,
                    ));
                }
                outcome
            }
        })
    }
}

/// When the answer was sent whose letter names the day of closing.
async fn answered_at(from: &impl Reads, ticket: &Ticket) -> Result<DateTime<Utc>, Refusal> {
    let answer = store::messages::latest(from, ticket.id, MessageKind::Answer).await?;
    Ok(answer.map_or(ticket.received_at, |answer| answer.sent_at))
}

/// Nothing changes but when the desk does something by itself.
fn acting_at(ticket: &Ticket, acts_at: Option<DateTime<Utc>>) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.change.standing = Some(ticket.standing.acting_at(acts_at));
    outcome
}

/// Did its asker ask to open it again, and did nobody decide yet?
async fn waits_to_be_reopened(from: &impl Reads, ticket: &Ticket) -> Result<bool, Refusal> {
    let said = store::feedback::of(from, &[ticket.id]).await?;
    Ok(said.iter().any(|(_, said)| said.asked_to_reopen == AskedToReopen::Waits))
}
