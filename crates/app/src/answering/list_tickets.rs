//! Lists of tickets: the inbox of an expert, everything for a lead.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;
use domain::{
    Complaints, Expert, Geography, OrganisationId, OrganisationKind, Origin, PersonId, Pressing, Reference,
    ReferenceError, Sought, Ticket, TicketStatus, TopicKey, amsterdam_day, is_known_day, long_day_in_words, quoted,
};
use store::{Cursor, Page, TicketFilter};

/// What somebody looks for; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketSearch {
    /// Any of these.
    pub status: Vec<TicketStatus>,
    /// Any of these.
    pub topics: Vec<TopicKey>,
    /// And any of these.
    pub groups: Vec<TopicKey>,
    /// Asked by this organisation.
    pub organisation: Option<OrganisationId>,
    /// Pressing in this way.
    pub pressing: Option<Pressing>,
    /// Assigned to this person.
    pub assignee: Option<PersonId>,
    /// Any of these.
    pub organisation_kind: Vec<OrganisationKind>,
    /// Promised under any of these: standard, complex.
    pub policies: Vec<String>,
    /// Came in through any of these.
    pub channels: Vec<Origin>,
    /// From this region: a code of any layout, or `layout:code`, or a municipality.
    pub region: Option<String>,
    /// Regions as they are on this day; none: on the last day that is asked for, or today when that lies ahead.
    pub regions_on: Option<NaiveDate>,
    /// First day of receipt.
    pub received_from: Option<NaiveDate>,
    /// Last day of receipt.
    pub received_to: Option<NaiveDate>,
    /// Words that must occur, in the question or in who asked and from where; or a reference, or what is left of one.
    pub text: Option<String>,
    /// Only the caller's own.
    pub mine: bool,
    /// Only those about which the caller was asked to think along.
    pub along: bool,
}

/// The ticket whose number was typed.
#[derive(Debug, Clone)]
pub enum Meant {
    /// By a reference, or what can be nothing else: it may be opened at once.
    Surely(Reference),
    /// By a number, which occurs in texts as well.
    Perhaps(Box<Ticket>),
}

impl Meant {
    /// What people call it.
    pub fn reference(&self) -> Reference {
        match self {
            Self::Surely(reference) => *reference,
            Self::Perhaps(ticket) => ticket.reference,
        }
    }
}

/// Largest page.
pub(crate) const MOST: u32 = 100;

impl App {
    /// One page of the tickets the caller may know of, most urgent first.
    pub async fn list_tickets(
        &self,
        caller: &Caller,
        search: &TicketSearch,
        first: u32,
        after: Option<Cursor>,
    ) -> Result<Page<Ticket>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        if !(1..=MOST).contains(&first) {
            return Err(Complaints::one("first", "OUT_OF_RANGE", format!("Vraag 1 tot {MOST} regels tegelijk.")).into());
        }
        let filter = self.filter(caller, search)?;
        Ok(store::tickets::list(&self.store, &policy::scope(&caller.actor), &filter, first, after).await?)
    }

    /// The ticket that a search is the reference or the number of, whatever its state and whoever has it. None when the
    /// search is words, when there is no such ticket, and when the caller may not know of it.
    pub async fn find_by_reference(&self, caller: &Caller, text: &str) -> Result<Option<Meant>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let Some(sought) = sought(text)? else { return Ok(None) };
        let own = store::tickets::find(&self.store, sought.ticket, &policy::scope(&caller.actor)).await?;
        let found = match own {
            Some(ticket) => Some(ticket),
            // What others answered opens as well: its page shows it without who asked.
            None if sought.is_sure() => {
                let answered = policy::answered_scope(&caller.actor, self.settings.reading);
                store::tickets::find(&self.store, sought.ticket, &answered).await?
            }
            None => None,
        };
        let meant = |ticket: &Ticket| {
            policy::check(&caller.actor, Action::ReadTicket(ticket)).is_ok() && sought.means(ticket.reference)
        };
        match found.filter(meant) {
            Some(ticket) if !sought.has_letter_of(ticket.reference) => Err(wrong_letter().into()),
            Some(ticket) if sought.is_sure() => Ok(Some(Meant::Surely(ticket.reference))),
            found => Ok(found.map(|ticket| Meant::Perhaps(Box::new(ticket)))),
        }
    }

    /// Everybody who may get questions, by name.
    pub fn list_experts(&self, caller: &Caller) -> Result<Vec<Expert>, Refusal> {
        policy::check(&caller.actor, Action::ListExperts)?;
        let mut experts = self.picture().roster.experts().to_vec();
        experts.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
        Ok(experts)
    }

    /// What is looked for, in the words of the store: a region becomes the municipalities in it. Every value that the desk
    /// does not know is complained of: a filter that is dropped, or that matches nothing, tells a wrong story.
    pub(crate) fn filter(&self, caller: &Caller, search: &TicketSearch) -> Result<TicketFilter, Refusal> {
        self.filter_on(caller, search, self.reference_day(search, search.received_to))
    }

    /// The day whose regions count: the one that is asked for, or else the last day of the period, or today when that lies
    /// ahead.
    pub(crate) fn reference_day(&self, search: &TicketSearch, last: Option<NaiveDate>) -> NaiveDate {
        let today = amsterdam_day(self.clock.now());
        search.regions_on.unwrap_or_else(|| last.map_or(today, |last| last.min(today)))
    }

    /// The same, with regions as they were on this day.
    pub(crate) fn filter_on(
        &self,
        caller: &Caller,
        search: &TicketSearch,
        day: NaiveDate,
    ) -> Result<TicketFilter, Refusal> {
        let mine = if search.mine { Some(caller.actor.person().ok_or(Refusal::Unauthenticated)?) } else { None };
        let along = if search.along { Some(caller.actor.person().ok_or(Refusal::Unauthenticated)?) } else { None };
        let picture = self.picture();
        let mut complaints = Complaints::default();
        let (mut municipalities, mut regions) = (None, Vec::new());
        if let Some(code) = search.region.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            match picture.geography.area(code).map(|area| picture.geography.within(&area, day)) {
                Some(within) => (municipalities, regions) = (Some(within.municipalities), within.regions),
                None => complaints.add("region", "UNKNOWN", format!("Wij kennen geen regio {}.", quoted(code))),
            }
        }
        if let Some(why) = search.regions_on.and_then(|on| no_regions_on(&picture.geography, on)) {
            complaints.add("regionsOn", "OUT_OF_RANGE", why);
        }
        picture.taxonomy.complain_of_unknown(&mut complaints, "topics", &search.topics);
        picture.taxonomy.complain_of_unknown(&mut complaints, "groups", &search.groups);
        if let Some(policy) = search.policies.iter().find(|policy| !picture.promises.knows(policy)) {
            complaints.add("policies", "UNKNOWN", format!("Wij kennen geen soort vraag {}.", quoted(policy)));
        }
        if search.assignee.is_some_and(|person| !picture.people.contains_key(&person)) {
            complaints.add("assigneeId", "UNKNOWN", "Wij kennen deze deskundige niet.");
        }
        for (path, day) in [("receivedFrom", search.received_from), ("receivedTo", search.received_to)] {
            if !day.is_none_or(is_known_day) {
                complaints.add(path, "OUT_OF_RANGE", "Kies een dag in deze eeuw.");
            }
        }
        if let (Some(from), Some(to)) = (search.received_from, search.received_to)
            && to < from
        {
            complaints.add("receivedTo", "OUT_OF_RANGE", "De einddatum ligt voor de begindatum.");
        }
        let text = search.text.clone().filter(|text| !text.trim().is_empty());
        let sought = match text.as_deref().map(sought).transpose() {
            Ok(sought) => sought.flatten(),
            Err(wrong) => {
                complaints.0.extend(wrong.0);
                None
            }
        };
        complaints.or(|| ())?;
        Ok(TicketFilter {
            status: search.status.clone(),
            topics: search.topics.clone(),
            groups: search.groups.clone(),
            organisation: search.organisation,
            pressing: search.pressing.map(|pressing| (pressing, self.clock.now())),
            assignee: mine.or(search.assignee),
            asked_along: along,
            organisation_kind: search.organisation_kind.clone(),
            policies: search.policies.clone(),
            channels: search.channels.clone(),
            municipalities,
            regions,
            received_from: search.received_from,
            received_to: search.received_to,
            text,
            sought,
            within: None,
        })
    }
}

/// Why it cannot be told which regions there are on a day, if it cannot.
fn no_regions_on(geography: &Geography, day: NaiveDate) -> Option<String> {
    if !is_known_day(day) {
        return Some("Kies een dag in deze eeuw.".to_owned());
    }
    let first = geography.memberships.values().flatten().map(|member| member.valid.from).min()?;
    (day < first)
        .then(|| format!("Het loket kent indelingen vanaf {}. Kies een dag vanaf dan.", long_day_in_words(first)))
}

/// The reference that a search is, if it is one.
fn sought(text: &str) -> Result<Option<Sought>, Complaints> {
    Sought::read(text).map_err(|_| wrong_letter())
}

fn wrong_letter() -> Complaints {
    Complaints::one("text", "CHECK_LETTER", ReferenceError::CheckLetter.to_string())
}
