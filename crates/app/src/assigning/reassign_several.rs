//! Several questions go to other experts at once (bulk reassign): what that would mean, and then each by itself.

use crate::assigning::staffing::Staffing;
use crate::changing::change::checked_text;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{Complaints, Pace, PersonId, Reference, Ticket, TicketId, amsterdam_day, counted, day_in_words};

/// Most questions that are given away at once.
const MOST: usize = 50;

/// What would become of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// Which.
    pub reference: Reference,
    /// Its subject.
    pub subject: String,
    /// Who would have it; none: nobody, or it stays where it is.
    pub to: Option<String>,
    /// Why it would stay where it is.
    pub stays: Option<String>,
    /// What becomes of its promise.
    pub promise: String,
}

/// What would become of all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequences {
    /// One for each question, in the order in which they were named.
    pub each: Vec<Consequence>,
    /// What it would mean for who gets them: a full week, an absence.
    pub warnings: Vec<String>,
}

/// What became of one of several questions.
pub type Reassigned = (Reference, Result<Ticket, Refusal>);

impl App {
    /// What it would mean to give these questions to this expert, or to whom the desk finds. Nothing is stored.
    pub async fn preview_reassignment(
        &self,
        caller: &Caller,
        on: &[Reference],
        to: Option<PersonId>,
    ) -> Result<Consequences, Refusal> {
        policy::check(&caller.actor, Action::Triage)?;
        within_bounds(on.len())?;
        let now = self.clock.now();
        let ids: Vec<TicketId> = on.iter().map(|reference| reference.ticket).collect();
        let tickets = store::tickets::these(&self.store, &ids).await?;
        let mut staffing = self.staffing(&self.store).await?;
        let mut each = Vec::new();
        for reference in on {
            let Some(ticket) = tickets.iter().find(|ticket| ticket.reference == *reference) else { continue };
            let (gets, stays) = self.who_would_get(ticket, to, &staffing).await?;
            if let Some(expert) = gets {
                staffing = moved(&staffing, ticket, expert);
            }
            let answer = day_in_words(amsterdam_day(ticket.promises.answer.due_at));
            let promise = match Pace::of(ticket, now) {
                Pace::Late => "Is al te laat, en blijft dat.".to_owned(),
                Pace::Waits => format!("Staat stil; antwoord nu voor {answer}."),
                Pace::Soon => format!("Blijft zo: bijna te laat, antwoord voor {answer}."),
                Pace::Steady => format!("Blijft zo: antwoord voor {answer}."),
            };
            let to = gets.map(|expert| staffing.picture.name(expert).to_owned());
            each.push(Consequence { reference: *reference, subject: ticket.subject.clone(), to, stays, promise });
        }
        let warnings = to.map(|expert| self.warnings(expert, &staffing, &tickets)).unwrap_or_default();
        Ok(Consequences { each, warnings })
    }

    /// Gives these questions to this expert, or to whom the desk finds, for one reason: each as one question is given, with
    /// its own decision, event and letter. What became of each, in their order.
    pub async fn reassign_several(
        &self,
        caller: &Caller,
        on: Vec<SeenTicket>,
        to: Option<PersonId>,
        reason: &str,
    ) -> Result<Vec<Reassigned>, Refusal> {
        policy::check(&caller.actor, Action::Triage)?;
        within_bounds(on.len())?;
        checked_text(caller, "reason", reason, "Schrijf waarom de vragen naar een ander gaan.")?;
        let mut became = Vec::new();
        for seen in on {
            let reference = seen.reference;
            let outcome = match to {
                Some(expert) => Box::pin(self.assign_ticket(caller, seen, Some(expert), reason)).await,
                None => Box::pin(self.hand_over_ticket(caller, seen, reason)).await,
            };
            became.push((reference, outcome));
        }
        Ok(became)
    }

    /// Who would get it; or why it stays.
    async fn who_would_get(
        &self,
        ticket: &Ticket,
        to: Option<PersonId>,
        staffing: &Staffing,
    ) -> Result<(Option<PersonId>, Option<String>), Refusal> {
        let stays = |why: &str| (None, Some(why.to_owned()));
        if !ticket.status().is_open() {
            return Ok(stays("Deze vraag is niet meer open."));
        }
        let Some(expert) = to else {
            let subject = self.subject_of(&self.store, ticket).await?;
            let decision = self.decide(&subject, &staffing.without(ticket), self.clock.now());
            let other = decision.chosen.filter(|chosen| Some(*chosen) != ticket.assignee);
            return Ok(if other.is_some() { (other, None) } else { (None, None) });
        };
        if ticket.assignee == Some(expert) {
            return Ok(stays("Deze deskundige heeft de vraag al."));
        }
        Ok(match self.may_get(&self.store, &staffing.picture, expert, ticket).await? {
            Ok(()) => (Some(expert), None),
            Err(barred) => stays(&barred.complaint().0.remove(0).message),
        })
    }

    fn warnings(&self, expert: PersonId, after: &Staffing, tickets: &[Ticket]) -> Vec<String> {
        let Some(known) = after.picture.expert(expert) else { return Vec::new() };
        let used = after.loads.get(&expert).map_or(0, |load| load.open_minutes);
        let mut warnings = Vec::new();
        if used > known.weekly_minutes {
            let week = counted(known.weekly_minutes / 60, "uur", "uur");
            warnings.push(format!("{} heeft daarna {} uur werk, voor {week} per week.", known.name, used / 60));
        }
        let today = amsterdam_day(self.clock.now());
        let days = tickets.iter().map(|ticket| amsterdam_day(ticket.promises.answer.due_at));
        if let Some(absence) = days.chain([today]).find_map(|day| known.absence_on(day)) {
            let (from, to) = (day_in_words(absence.from), day_in_words(absence.to));
            warnings.push(format!("{} is afwezig van {from} tot en met {to}.", known.name));
        }
        warnings
    }
}

/// The same staffing with this question at another expert.
fn moved(staffing: &Staffing, ticket: &Ticket, expert: PersonId) -> Staffing {
    let mut after = staffing.without(ticket);
    if !ticket.is_waiting() {
        after.loads.entry(expert).or_default().open_minutes += ticket.effort_minutes;
    }
    after
}

fn within_bounds(many: usize) -> Result<(), Complaints> {
    match many {
        0 => Err(Complaints::one("questions", "REQUIRED", "Kies ten minste één vraag.")),
        1..=MOST => Ok(()),
        _ => Err(Complaints::one("questions", "OUT_OF_RANGE", format!("Kies hoogstens {MOST} vragen tegelijk."))),
    }
}
