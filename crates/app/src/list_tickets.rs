//! Lists of tickets: the inbox of an expert, everything for a lead.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;
use domain::{
    Complaints, Expert, MunicipalityCode, OrganisationKind, PersonId, Place, RegionRef, Ticket, TicketStatus, TopicKey,
    amsterdam_day, is_known_day, is_storable, quoted,
};
use store::{Cursor, Page, TicketFilter};

/// What somebody looks for; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketSearch {
    /// Any of these.
    pub status: Vec<TicketStatus>,
    /// Any of these.
    pub topics: Vec<TopicKey>,
    /// Assigned to this person.
    pub assignee: Option<PersonId>,
    /// Any of these.
    pub organisation_kind: Vec<OrganisationKind>,
    /// From this region: a code of any layout, or `layout:code`, or a municipality.
    pub region: Option<String>,
    /// First day of receipt.
    pub received_from: Option<NaiveDate>,
    /// Last day of receipt.
    pub received_to: Option<NaiveDate>,
    /// Words that must occur.
    pub text: Option<String>,
    /// Only the caller's own.
    pub mine: bool,
}

/// Largest page.
const MOST: u32 = 100;

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

    /// Everybody who may get questions, by name.
    pub fn list_experts(&self, caller: &Caller) -> Result<Vec<Expert>, Refusal> {
        policy::check(&caller.actor, Action::ListExperts)?;
        let mut experts = self.desk().roster.experts().to_vec();
        experts.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
        Ok(experts)
    }

    /// What is looked for, in the words of the store: regions become the municipalities in them today.
    pub(crate) fn filter(&self, caller: &Caller, search: &TicketSearch) -> Result<TicketFilter, Refusal> {
        let (municipalities, regions) = match search.region.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            None => (None, Vec::new()),
            Some(code) => {
                let (municipalities, regions) = self.inside(code)?;
                (Some(municipalities), regions)
            }
        };
        let mine = if search.mine { Some(caller.actor.person().ok_or(Refusal::Unauthenticated)?) } else { None };
        for (path, day) in [("receivedFrom", search.received_from), ("receivedTo", search.received_to)] {
            if !day.is_none_or(is_known_day) {
                return Err(Complaints::one(path, "OUT_OF_RANGE", "Kies een dag in deze eeuw.").into());
            }
        }
        if let Some(unknown) = search.topics.iter().find(|topic| !is_storable(&topic.0)) {
            let message = format!("Wij kennen het onderwerp {} niet.", quoted(&unknown.0));
            return Err(Complaints::one("topics", "UNKNOWN", message).into());
        }
        if let (Some(from), Some(to)) = (search.received_from, search.received_to)
            && to < from
        {
            return Err(Complaints::one("receivedTo", "OUT_OF_RANGE", "De einddatum ligt voor de begindatum.").into());
        }
        Ok(TicketFilter {
            status: search.status.clone(),
            topics: search.topics.clone(),
            assignee: mine.or(search.assignee),
            organisation_kind: search.organisation_kind.clone(),
            municipalities,
            regions,
            received_from: search.received_from,
            received_to: search.received_to,
            text: search.text.clone().filter(|text| !text.trim().is_empty()),
            within: None,
        })
    }

    /// Municipalities and regions that count as inside the region with this code.
    fn inside(&self, code: &str) -> Result<(Vec<MunicipalityCode>, Vec<RegionRef>), Refusal> {
        let desk = self.desk();
        let geography = &desk.geography;
        let municipality = MunicipalityCode(code.to_ascii_uppercase());
        if geography.municipalities.contains_key(&municipality) {
            return Ok((vec![municipality], Vec::new()));
        }
        let regions: Vec<RegionRef> = match code.split_once(':') {
            Some((layout, code)) => vec![RegionRef::new(layout, code)],
            None => geography.regions_with_code(code).map(|known| known.region.clone()).collect(),
        };
        if regions.iter().all(|region| !geography.regions.contains_key(region)) {
            return Err(Complaints::one("region", "UNKNOWN", format!("Wij kennen geen regio {}.", quoted(code))).into());
        }
        let today = amsterdam_day(self.clock.now());
        let lies_inside = |code: &MunicipalityCode| {
            let place = Place::Municipality(code.clone());
            geography.regions_of(&place, today).iter().any(|(region, _)| regions.contains(region))
        };
        let municipalities = geography.municipalities.keys().filter(|code| lies_inside(code)).cloned().collect();
        Ok((municipalities, regions))
    }
}
