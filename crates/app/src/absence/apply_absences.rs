//! Work changes hands when an absence begins, and comes back, untouched, when it ends.

use crate::absence::cover::cover_of;
use crate::assigning::routing_step::human_decision;
use crate::assigning::staffing::{Choice, Work};
use crate::changing::outcome::Outcome;
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Caller, Picture, Refusal};
use chrono::NaiveDate;
use domain::{Actor, DecisionCause, Expert, Origin, PersonId, Ticket, TicketId, amsterdam_day, day_in_words};
use store::Scope;
use store::covered::Covered;

impl App {
    /// Hands the open questions of everybody who is away to their cover, with the promises as they are, and brings
    /// back what the cover did not touch once they have returned. How many questions changed hands.
    ///
    /// Without a cover a question is routed again if its next promise falls within the absence; otherwise it waits.
    pub async fn apply_absences(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        let mut sweep = self.begin_sweep("apply absences").await?;
        let mut moved = self.bring_back(&mut sweep, &picture, today).await?;
        moved += self.take_from_who_left(&mut sweep, &picture).await?;
        moved += self.take_what_is_barred(&mut sweep).await?;
        for away in picture.roster.experts().iter().filter(|expert| expert.absence_on(today).is_some()) {
            for (id, known) in self.open_for(&sweep, away.id).await? {
                if self.must_stop() {
                    return Ok(moved);
                }
                let passed = async {
                    match self.known_or_read(known, id).await? {
                        Some(ticket) => self.pass_on(&picture, away, &ticket, today).await,
                        None => Ok(false),
                    }
                };
                moved += usize::from(sweep.row(id, Box::pin(passed)).await? == Some(true));
            }
        }
        sweep.end().await;
        Ok(moved)
    }

    /// The open questions of somebody; only which they are when one of them cannot be read: then each is read by itself.
    async fn open_for(&self, sweep: &Sweep<'_>, expert: PersonId) -> Result<Vec<(TicketId, Option<Ticket>)>, Refusal> {
        let read = sweep.batch(Box::pin(async { Ok(store::tickets::open_of(&self.store, expert).await?) })).await?;
        let mut open: Vec<(TicketId, Option<Ticket>)> = match read {
            Some(open) => open.into_iter().map(|ticket| (ticket.id, Some(ticket))).collect(),
            None => {
                let ids = store::tickets::open_numbers_of(&self.store, expert).await?;
                ids.into_iter().map(|id| (id, None)).collect()
            }
        };
        open.retain(|(id, _)| !sweep.leaves(*id));
        Ok(open)
    }

    async fn pass_on(
        &self,
        picture: &Picture,
        away: &Expert,
        ticket: &Ticket,
        today: NaiveDate,
    ) -> Result<bool, Refusal> {
        let caller = Caller::system(Origin::Worker);
        let Some(absence) = away.absence_on(today) else { return Ok(false) };
        let cover = match cover_of(away.id, picture, today) {
            Some(cover) if self.may_get(&self.store, picture, cover.id, ticket).await?.is_err() => {
                return self.move_on(&caller, ticket, DecisionCause::Absence).await;
            }
            cover => cover,
        };
        let Some(cover) = cover else {
            let next = ticket.promises.next_unmet();
            if next.is_none_or(|(_, promise)| amsterdam_day(promise.due_at) > absence.to) {
                return Ok(false);
            }
            return self.move_on(&caller, ticket, DecisionCause::Absence).await;
        };
        let words =
            format!("{} is afwezig tot en met {}; {} neemt waar.", away.name, day_in_words(absence.to), cover.name);
        let covered = Covered { ticket: ticket.id, absent: away.id, cover: cover.id, at: self.clock.now() };
        self.give(&caller, ticket, cover, words, Some(covered)).await
    }

    /// Takes questions from people who may no longer answer them. That happens when they lose the right, too; this is
    /// for when the desk was cut off in between.
    async fn take_from_who_left(&self, sweep: &mut Sweep<'_>, picture: &Picture) -> Result<usize, Refusal> {
        let caller = Caller::system(Origin::Worker);
        let (loads, _) = store::experts::loads(&self.store).await?;
        // Not by their load: questions that wait for their asker are no load, and want somebody all the same.
        let left: Vec<PersonId> =
            loads.iter().map(|load| load.expert).filter(|&expert| picture.expert(expert).is_none()).collect();
        let mut moved = 0;
        for expert in store::tickets::holders_among(&self.store, &left).await? {
            for (id, known) in self.open_for(sweep, expert).await? {
                if self.must_stop() {
                    return Ok(moved);
                }
                let taken = async {
                    match self.known_or_read(known, id).await? {
                        Some(ticket) => self.move_on(&caller, &ticket, DecisionCause::RosterChanged).await,
                        None => Ok(false),
                    }
                };
                moved += usize::from(sweep.row(id, Box::pin(taken)).await? == Some(true));
            }
        }
        Ok(moved)
    }

    /// Takes questions from people with a conflict of interest. That happens when they say so, too; this is for when the
    /// desk was cut off in between.
    async fn take_what_is_barred(&self, sweep: &mut Sweep<'_>) -> Result<usize, Refusal> {
        let caller = Caller::system(Origin::Worker);
        let mut moved = 0;
        for (expert, id) in store::conflicts::held(&self.store).await? {
            if self.must_stop() {
                break;
            }
            if !sweep.leaves(id) {
                let taken = sweep.row(id, Box::pin(self.take_conflicted(&caller, expert, id))).await?;
                moved += usize::from(taken == Some(true));
            }
        }
        Ok(moved)
    }

    async fn bring_back(&self, sweep: &mut Sweep<'_>, picture: &Picture, today: NaiveDate) -> Result<usize, Refusal> {
        let mut moved = 0;
        for covered in store::covered::all(&self.store).await? {
            if self.must_stop() {
                break;
            }
            let Some(owner) = picture.expert(covered.absent) else { continue };
            if owner.absence_on(today).is_some() || sweep.leaves(covered.ticket) {
                continue;
            }
            let brought = sweep.row(covered.ticket, Box::pin(self.bring_one_back(picture, &covered, owner))).await?;
            moved += usize::from(brought == Some(true));
        }
        Ok(moved)
    }

    async fn bring_one_back(&self, picture: &Picture, covered: &Covered, owner: &Expert) -> Result<bool, Refusal> {
        let ticket = store::tickets::find(&self.store, covered.ticket, &Scope::Everything).await?;
        let untouched = match &ticket {
            Some(ticket) => {
                ticket.status().is_open()
                    && ticket.assignee == Some(covered.cover)
                    && !store::covered::is_touched(&self.store, covered).await?
                    && self.may_get(&self.store, picture, owner.id, ticket).await?.is_ok()
            }
            None => false,
        };
        if let (true, Some(ticket)) = (untouched, ticket) {
            let words = format!("{} is terug en krijgt de vraag terug.", owner.name);
            return self.give(&Caller::system(Origin::Worker), &ticket, owner, words, None).await;
        }
        let tx = self.store.write().await?;
        store::covered::end(&tx, covered.ticket).await?;
        tx.commit().await?;
        Ok(false)
    }

    /// Gives a question to a named expert because of an absence; `false` when somebody else changed it meanwhile.
    async fn give(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        to: &Expert,
        words: String,
        covered: Option<Covered>,
    ) -> Result<bool, Refusal> {
        let change = self.hold_as_read(ticket).await?;
        let (tx, now) = (&change.tx, change.now);
        let staffing = self.staffing(tx).await?;
        let named = Some((to.id, Choice::OfAPerson));
        if !self.move_work(tx, &staffing, ticket.busy(), named, Work::of(ticket), now).await? {
            change.tx.rollback().await?;
            return Ok(false);
        }
        match covered {
            Some(covered) => store::covered::begin(tx, &covered).await?,
            None => {
                store::covered::end(tx, ticket.id).await?;
            }
        }
        let decision = human_decision(to, words, now);
        let mut outcome = Outcome::default();
        self.hand_to(tx, ticket, DecisionCause::Absence, &decision, &mut outcome, now).await?;
        self.end_change(caller, change, &outcome).await
    }

    /// Takes a question from its expert and lets the desk decide again; `false` when somebody else changed it.
    pub(crate) async fn move_on(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        cause: DecisionCause,
    ) -> Result<bool, Refusal> {
        let change = self.hold_as_read(ticket).await?;
        let staffing = self.staffing(&change.tx).await?;
        let mut outcome = Outcome::default();
        self.route_again(&change.tx, ticket, cause, &staffing, &mut outcome, change.now).await?;
        self.end_change(caller, change, &outcome).await
    }
}
