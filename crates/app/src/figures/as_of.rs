//! Figures as they were at the end of an earlier day (time travel): what the ledger says happened since is undone.
//!
//! What counted on a day stays as it was, because what became of a promise never changes; only which questions there were,
//! and under what each counts, is told by the ledger. So nothing is kept for this, and no fact is defined twice.

use crate::figures::days::Days;
use crate::figures::report::TrendsQuery;
use crate::picture::in_force_at;
use crate::{App, Refusal};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    AMSTERDAM, Axis, Complaints, FactKind, OriginWas, PersonId, Taxonomy, TicketEvent, TicketId, TopicKey, counted,
    is_known_day, long_day_in_words,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::facts::Found;
use store::{Reads, TicketFilter};
use trends::{DayFacts, Sieve};

/// How many days one statement counts: well within its time.
const AT_ONCE: usize = 366;

/// The end of an earlier day, and what is different since.
pub(crate) struct AsOf {
    pub day: NaiveDate,
    /// What was promised then.
    pub rules: sla::Rules,
    end: DateTime<Utc>,
    /// Questions of before that were taken in later.
    later: HashSet<TicketId>,
    was: HashMap<TicketId, Was>,
    /// Questions of which the ledger does not say under what they counted.
    untold: HashSet<TicketId>,
}

/// Under what a question counted, where it counts under something else now.
#[derive(Default)]
struct Was {
    expert: Option<Option<PersonId>>,
    topics: Option<Vec<(Axis, TopicKey)>>,
    origin: Option<OriginWas>,
    policy: Option<String>,
}

/// An earlier day that is asked for; today's figures are those of now.
pub(crate) fn earlier_day(query: &TrendsQuery, today: NaiveDate) -> Result<Option<NaiveDate>, Complaints> {
    match query.as_of {
        Some(day) if day > today || !is_known_day(day) => {
            Err(Complaints::one("asOf", "OUT_OF_RANGE", "Kies een dag die geweest is."))
        }
        day => Ok(day.filter(|day| *day < today)),
    }
}

impl App {
    /// What happened since the end of this day.
    pub(crate) async fn as_of(&self, reads: &impl Reads, day: NaiveDate) -> Result<AsOf, Refusal> {
        let out_of_range = |why: String| Complaints::one("asOf", "OUT_OF_RANGE", why);
        match store::undoing::first_day(reads).await? {
            Some(first) if first <= day => {}
            Some(first) => {
                let first = long_day_in_words(first);
                let why = format!("Het loket kreeg zijn eerste vraag op {first}. Kies een dag vanaf dan.");
                return Err(out_of_range(why).into());
            }
            None => return Err(out_of_range("Er kwam nog geen vraag binnen.".to_owned()).into()),
        }
        let end = last_moment(day).ok_or_else(|| out_of_range("Kies een dag die geweest is.".to_owned()))?;
        let rules = in_force_at(reads, end).await?;
        let (later, was, untold) = (HashSet::new(), HashMap::new(), HashSet::new());
        let mut as_of = AsOf { day, rules, end, later, was, untold };
        let picture = self.picture();
        for (ticket, event) in store::undoing::after(reads, day).await? {
            as_of.undo(ticket, event, &picture.taxonomy);
        }
        Ok(as_of)
    }

    /// What is asked for, as a sieve for facts of then. What they do not tell is told by nothing else: whether a question
    /// stood open then, say, or had these words in it.
    pub(crate) async fn sieve_then(&self, reads: &impl Reads, filter: &TicketFilter) -> Result<Sieve, Refusal> {
        let sieve = self.sieve(reads, &TicketFilter { within: None, ..filter.clone() }, None).await?;
        if sieve.tickets.is_some() || filter.asked_along.is_some() {
            let why = "Van een dag die voorbij is, weten wij niet welke vragen hier toen bij hoorden. Kies alleen \
                       onderwerp, soort organisatie, plaats, deskundige, soort vraag, kanaal of dag van ontvangst.";
            return Err(Complaints::one("asOf", "INVALID", why).into());
        }
        // Who may know of what goes by now.
        let within = TicketFilter { within: filter.within.clone(), ..TicketFilter::default() };
        Ok(Sieve { tickets: self.sieve(reads, &within, None).await?.tickets, ..sieve })
    }

    /// The days of this period as they are, or as they were: then each is counted at once.
    pub(crate) async fn days_of(
        &self,
        reads: &impl Reads,
        as_of: Option<&AsOf>,
        kind: FactKind,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Days, Refusal> {
        let Some(as_of) = as_of else { return self.days(reads, kind, from, to).await };
        // A promise for a later day may have been kept by then.
        let is_of_promises = matches!(kind, FactKind::ReactionDue | FactKind::AnswerDue | FactKind::AnswerBecame);
        let last = if is_of_promises { to } else { to.min(as_of.day) };
        let all: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= last).collect();
        let mut found = BTreeMap::new();
        for days in all.chunks(AT_ONCE) {
            let facts = store::facts::of_days_then(reads, kind, days, as_of.end).await?;
            found.extend(self.in_columns(reads, as_of.then(facts)).await?);
        }
        Ok(Days { counted: Vec::new(), to_count: Vec::new(), found })
    }

    /// What was open at its end.
    pub(crate) async fn open_then(&self, reads: &impl Reads, as_of: &AsOf) -> Result<DayFacts, Refusal> {
        let found = as_of.then(store::facts::open_then(reads, as_of.day).await?);
        let facts = found.into_iter().map(|found| found.fact).collect();
        DayFacts::of(facts).ok_or_else(|| Refusal::Internal("too much differs in what was open".to_owned()))
    }
}

impl AsOf {
    /// What stood before the first change after that day stood there at its end.
    fn undo(&mut self, ticket: TicketId, event: Option<TicketEvent>, taxonomy: &Taxonomy) {
        let is_known = match event {
            Some(TicketEvent::Routed { cause: None, .. }) => {
                self.later.insert(ticket);
                true
            }
            Some(TicketEvent::Assigned { from: Some(from), .. } | TicketEvent::Released { from }) => {
                self.was.entry(ticket).or_default().expert.get_or_insert(from);
                true
            }
            Some(TicketEvent::TopicsSet { before, .. }) => {
                let on_axis = |key: TopicKey| taxonomy.get(&key).map(|topic| (topic.axis, key));
                let topics: Option<Vec<_>> = before.into_iter().map(on_axis).collect();
                let is_known = topics.is_some();
                self.was.entry(ticket).or_default().topics.get_or_insert_with(|| topics.unwrap_or_default());
                is_known
            }
            Some(TicketEvent::OriginCorrected { was: Some(was), .. }) => {
                self.was.entry(ticket).or_default().origin.get_or_insert(was);
                true
            }
            Some(TicketEvent::OriginCorrected { changed, was: None }) => !changed.iter().any(|part| part.is_counted()),
            Some(TicketEvent::PolicySet { before, .. }) => {
                self.was.entry(ticket).or_default().policy.get_or_insert(before);
                true
            }
            // Of a question that comes in nothing is said of who had it.
            Some(TicketEvent::Assigned { from: None, .. }) => self.later.contains(&ticket),
            Some(_) => true,
            None => false,
        };
        if !is_known {
            self.untold.insert(ticket);
        }
    }

    /// Of these the facts of questions that there were, each under what it counted.
    fn then(&self, mut found: Vec<Found>) -> Vec<Found> {
        found.retain(|found| found.fact.received_on <= self.day && !self.later.contains(&found.fact.ticket));
        for Found { fact, is_nobodys, .. } in &mut found {
            let Some(was) = self.was.get(&fact.ticket) else { continue };
            if let Some(expert) = was.expert.filter(|_| !*is_nobodys) {
                fact.expert = expert;
            }
            if let Some(topics) = &was.topics {
                fact.topics.clone_from(topics);
                fact.topics.sort_unstable();
            }
            if let Some(policy) = &was.policy {
                fact.policy.clone_from(policy);
            }
            if let Some(OriginWas { kind, place }) = &was.origin {
                fact.organisation_kind = *kind;
                fact.place.clone_from(place);
            }
        }
        found
    }

    /// What must be known of figures of then, in words.
    pub(crate) fn in_words(&self) -> String {
        let mut words = format!("Dit is de stand aan het eind van {}.", long_day_in_words(self.day));
        let untold = self.untold.difference(&self.later).count();
        if untold > 0 {
            words.push_str(&format!(
                " Van {} is niet bewaard onder welke plaats, organisatie, deskundige of onderwerpen ze toen telden: die \
                 tellen zoals ze nu staan.",
                counted(untold, "vraag", "vragen")
            ));
        }
        words
    }
}

/// The last moment of a day that the databases can tell from the next.
fn last_moment(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(AMSTERDAM).earliest()?;
    Some(midnight.to_utc() - TimeDelta::microseconds(1))
}
