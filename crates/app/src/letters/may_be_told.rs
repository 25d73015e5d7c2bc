//! Who gets a letter about a question (notification policy): one answer for every letter to people of the desk, when it is
//! written and again when it is about to be sent.
//!
//! Told is who works here, is there today, and may read the question as it is stored now. Of a question hears its expert;
//! who covers while the expert is away; otherwise the leads, and the administrators when no lead is there.

use crate::absence::cover::cover_of;
use crate::letters::Whose;
use crate::{App, Picture, Refusal, policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Actor, LetterKind, Person, PersonId, Role, Ticket, TicketId, amsterdam_day};
use std::collections::{BTreeMap, HashMap};
use store::{Reads, Scope};

/// Letters that ask for an act of whoever has a question.
pub(crate) const FOR_WHO_HAS_IT: [LetterKind; 4] =
    [LetterKind::AskerReacted, LetterKind::Reminder, LetterKind::NotDelivered, LetterKind::MailWaits];

impl App {
    /// Which of these questions this person may be told about.
    pub(crate) async fn may_be_told(
        &self,
        from: &impl Reads,
        picture: &Picture,
        person: PersonId,
        tickets: &[TicketId],
        now: DateTime<Utc>,
    ) -> Result<Vec<TicketId>, Refusal> {
        match picture.people.get(&person).filter(|person| is_there(picture, person, amsterdam_day(now))) {
            Some(person) => Ok(store::tickets::within(from, tickets, &reads(person)).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Who hears of each of these questions, as they stand after the change that is told of. One statement for each expert
    /// and cover.
    pub(crate) async fn who_hears<'d>(
        &self,
        from: &impl Reads,
        picture: &'d Picture,
        tickets: &[&Ticket],
        now: DateTime<Utc>,
    ) -> Result<HashMap<TicketId, Vec<&'d Person>>, Refusal> {
        let today = amsterdam_day(now);
        let own = |ticket: &Ticket| ticket.assignee;
        let cover = |ticket: &Ticket| Some(cover_of(ticket.assignee?, picture, today)?.id);
        let mut hears: HashMap<TicketId, Vec<&Person>> = HashMap::new();
        for next in [&own as &(dyn Fn(&Ticket) -> Option<PersonId> + Sync), &cover] {
            let mut asked: BTreeMap<PersonId, Vec<TicketId>> = BTreeMap::new();
            for ticket in tickets.iter().filter(|ticket| !hears.contains_key(&ticket.id)) {
                if let Some(person) = next(ticket) {
                    asked.entry(person).or_default().push(ticket.id);
                }
            }
            for (person, ids) in asked {
                let told = self.may_be_told(from, picture, person, &ids, now).await?;
                hears.extend(told.into_iter().map(|id| (id, picture.people.get(&person).into_iter().collect())));
            }
        }
        for ticket in tickets {
            hears.entry(ticket.id).or_insert_with(|| leads(picture, today));
        }
        Ok(hears)
    }

    /// The same of one question.
    pub(crate) async fn who_hears_of<'d>(
        &self,
        from: &impl Reads,
        picture: &'d Picture,
        ticket: &Ticket,
        now: DateTime<Utc>,
    ) -> Result<Vec<&'d Person>, Refusal> {
        Ok(self.who_hears(from, picture, &[ticket], now).await?.remove(&ticket.id).unwrap_or_default())
    }

    /// Is a letter of this kind still for this person? An assignment only while they hear of the question; what asks for an
    /// act while they do, or look after all questions.
    pub(crate) async fn still_concerns(
        &self,
        from: &impl Reads,
        picture: &Picture,
        (kind, person): (LetterKind, PersonId),
        ticket: &Ticket,
        now: DateTime<Utc>,
    ) -> Result<bool, Refusal> {
        if self.may_be_told(from, picture, person, &[ticket.id], now).await?.is_empty() {
            return Ok(false);
        }
        let hears = self.who_hears_of(from, picture, ticket, now).await?.iter().any(|one| one.id == person);
        Ok(match kind {
            LetterKind::Assignment => hears,
            kind if FOR_WHO_HAS_IT.contains(&kind) => {
                hears || picture.people.get(&person).is_some_and(|person| reads(person) == Scope::Everything)
            }
            _ => true,
        })
    }
}

/// Whose question it is, in a letter to this reader.
pub(crate) fn whose<'d>(picture: &'d Picture, ticket: &Ticket, reader: &Person) -> Whose<'d> {
    match ticket.assignee {
        Some(expert) if expert == reader.id => Whose::Yours,
        Some(expert) => Whose::Of(picture.name(expert)),
        None => Whose::Nobodys,
    }
}

/// Which questions somebody of the desk may read.
pub(crate) fn reads(person: &Person) -> Scope {
    if !person.active {
        return Scope::Nothing;
    }
    policy::scope(&Actor::Staff { id: person.id, roles: person.roles.clone() })
}

/// Works here, and is not away today.
pub(crate) fn is_there(picture: &Picture, person: &Person, today: NaiveDate) -> bool {
    person.active && picture.expert(person.id).is_none_or(|expert| expert.absence_on(today).is_none())
}

/// The leads who are there; the administrators when none is.
pub(crate) fn leads(picture: &Picture, today: NaiveDate) -> Vec<&Person> {
    let with = |role| {
        let mut people: Vec<&Person> =
            picture.people.values().filter(|person| person.has(role) && is_there(picture, person, today)).collect();
        people.sort_by_key(|person| person.id);
        people
    };
    let leads = with(Role::Lead);
    if leads.is_empty() { with(Role::Administrator) } else { leads }
}
