//! Figures counted one by one, from the tables themselves.

use super::became::Outcomes;
use super::ways;
use app::{Measure, Picture, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    Axis, Became, LayoutKey, MunicipalityCode, OrganisationId, OrganisationKind, Origin, PersonId, Place, RegionRef,
    TicketStatus, TopicKey, Within, amsterdam_day,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use std::collections::{BTreeMap, BTreeSet};
use trends::{Bucket, Series, walk_back};

type Topics = BTreeMap<i64, Vec<(Axis, TopicKey)>>;
/// Key of a part; the figures of each bucket, and the total, in thousandths.
type Parts = BTreeMap<String, Figures>;
/// Total, and one for each bucket.
type Figures = (i64, Vec<Option<i64>>);

struct Ticket {
    id: i64,
    received_on: NaiveDate,
    kind: OrganisationKind,
    place: Place,
    organisation: OrganisationId,
    assignee: Option<PersonId>,
    status: TicketStatus,
    policy: String,
    channel: Origin,
    first_answered_on: Option<NaiveDate>,
    is_erased: bool,
}

struct Promise {
    ticket: i64,
    metric: String,
    due_at: DateTime<Utc>,
    met_at: Option<DateTime<Utc>>,
    from: DateTime<Utc>,
    outcome: Option<String>,
    paused: bool,
}

/// Everything that figures could be counted from.
pub struct Tables {
    tickets: BTreeMap<i64, Ticket>,
    topics: Topics,
    first_topics: Topics,
    promises: Vec<Promise>,
    waits: Vec<(i64, DateTime<Utc>, Option<DateTime<Utc>>)>,
    /// When somebody was first chosen for a ticket.
    chosen: BTreeMap<i64, DateTime<Utc>>,
    events: Vec<(i64, String, NaiveDate, i16)>,
    outcomes: Outcomes,
}

/// What one figure should be.
pub struct Expected {
    pub parts: Parts,
    pub whole: Figures,
}

pub async fn rows(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(statement).await.expect(sql)
}

pub fn get<T: sea_orm::TryGetable>(row: &QueryResult, column: &str) -> T {
    row.try_get("", column).expect(column)
}

async fn topics(database: &DatabaseConnection, table: &str) -> Topics {
    let mut topics = Topics::new();
    for row in rows(database, &format!("SELECT ticket_id, axis, topic FROM {table}")).await {
        let axis = Axis::parse(&get::<String>(&row, "axis")).expect("an axis");
        topics.entry(get(&row, "ticket_id")).or_default().push((axis, TopicKey(get(&row, "topic"))));
    }
    topics
}

/// In thousandths, so that figures compare; working time is kept in whole minutes.
pub fn rounded(series: &Series) -> Figures {
    let thousandths = |value: f64| (value * 1_000.0).round() as i64;
    (thousandths(series.total), series.points.iter().map(|point| point.value.map(thousandths)).collect())
}

/// Municipalities and people of each region of a split: of the first those that exist, of the second all that were counted.
pub fn inhabitants(picture: &Picture, query: &TrendsQuery, today: NaiveDate) -> Option<BTreeMap<String, Within>> {
    let TrendsBy::Region(layout) = &query.by else { return None };
    let (places, on) = (&picture.geography, query.filter.regions_on.unwrap_or(query.to.min(today)));
    let wanted = query.filter.region.as_deref().and_then(|code| places.region_meant(code));
    let counted = &places.inhabitants.as_ref().expect("numbers").numbers;
    let mut regions = BTreeMap::new();
    for (code, municipality) in &places.municipalities {
        let all: Vec<_> =
            places.regions_of(&Place::Municipality(code.clone()), on).into_iter().map(|one| one.0).collect();
        if wanted.as_ref().is_some_and(|wanted| !all.contains(wanted)) {
            continue;
        }
        for region in all.iter().filter(|region| region.layout == *layout) {
            let within: &mut Within = regions.entry(region.code.clone()).or_default();
            within.municipalities += usize::from(municipality.valid.holds_on(on));
            within.inhabitants = Some(within.inhabitants.unwrap_or(0) + counted[code]);
        }
    }
    Some(regions)
}

impl Tables {
    pub async fn read(url: &str) -> Self {
        let database = testkit::database::direct(url).await.expect("it opens");
        let channels = ways::channels(&database).await;
        let mut tickets = BTreeMap::new();
        for row in rows(&database, "SELECT * FROM tickets").await {
            let municipality: Option<String> = get(&row, "municipality");
            let layout: Option<String> = get(&row, "region_layout");
            let place = match (municipality, layout) {
                (Some(code), _) => Place::Municipality(MunicipalityCode(code)),
                (None, Some(layout)) => {
                    Place::Region(RegionRef { layout: LayoutKey(layout), code: get(&row, "region_code") })
                }
                (None, None) => Place::Nationwide,
            };
            let ticket = Ticket {
                id: get(&row, "id"),
                received_on: get(&row, "received_on"),
                kind: OrganisationKind::parse(&get::<String>(&row, "organisation_kind")).expect("a kind"),
                place,
                organisation: OrganisationId(get(&row, "organisation_id")),
                assignee: get::<Option<uuid::Uuid>>(&row, "assignee_id").map(PersonId),
                status: TicketStatus::parse(&get::<String>(&row, "status")).expect("a status"),
                policy: get(&row, "policy"),
                channel: channels[&get(&row, "id")],
                first_answered_on: get(&row, "first_answered_on"),
                is_erased: get::<Option<DateTime<Utc>>>(&row, "texts_erased_at").is_some(),
            };
            tickets.insert(ticket.id, ticket);
        }
        let promises = rows(&database, "SELECT * FROM deadlines").await;
        let promises = promises.iter().map(|row| Promise {
            ticket: get(row, "ticket_id"),
            metric: get(row, "metric"),
            due_at: get(row, "due_at"),
            met_at: get(row, "met_at"),
            from: get(row, "counted_from"),
            outcome: get(row, "outcome"),
            paused: get::<Option<DateTime<Utc>>>(row, "paused_at").is_some(),
        });
        let waits = rows(&database, "SELECT * FROM waits").await;
        let waits = waits.iter().map(|row| (get(row, "ticket_id"), get(row, "from_at"), get(row, "to_at")));
        let mut chosen = BTreeMap::<i64, DateTime<Utc>>::new();
        for row in rows(&database, "SELECT * FROM decisions WHERE chosen IS NOT NULL").await {
            let at: DateTime<Utc> = get(&row, "decided_at");
            chosen.entry(get(&row, "ticket_id")).and_modify(|first| *first = at.min(*first)).or_insert(at);
        }
        let events = rows(&database, "SELECT * FROM events WHERE ticket_id IS NOT NULL").await;
        let events = events
            .iter()
            .map(|row| (get(row, "ticket_id"), get(row, "kind"), get(row, "on_day"), get(row, "open_delta")));
        let read = Self {
            tickets,
            topics: topics(&database, "ticket_topics").await,
            first_topics: topics(&database, "first_topics").await,
            promises: promises.collect(),
            waits: waits.collect(),
            chosen,
            events: events.collect(),
            outcomes: Outcomes::read(&database).await,
        };
        database.close().await.expect("it closes");
        read
    }

    /// How many questions were anonymised.
    pub fn erased(&self) -> usize {
        self.tickets.values().filter(|ticket| ticket.is_erased).count()
    }

    /// Who asked the first question.
    pub fn an_organisation(&self) -> OrganisationId {
        self.tickets.values().next().expect("a question").organisation
    }

    /// Who has a ticket; nobody, of a promise that was broken before anybody had it.
    fn whose(&self, ticket: &Ticket, broken_at: Option<DateTime<Utc>>) -> Option<PersonId> {
        let had = |broken: DateTime<Utc>| self.chosen.get(&ticket.id).is_some_and(|first| *first <= broken);
        ticket.assignee.filter(|_| broken_at.is_none_or(had))
    }

    fn passes(
        &self,
        picture: &Picture,
        filter: &TicketSearch,
        regions_on: NaiveDate,
        (ticket, broken_at): (&Ticket, Option<DateTime<Utc>>),
    ) -> bool {
        let in_region = filter.region.as_deref().is_none_or(|code| {
            let region = picture.geography.region_meant(code).expect("a region");
            let regions = picture.geography.regions_of(&ticket.place, regions_on);
            regions.iter().any(|(inside, _)| *inside == region)
        });
        let topics = self.topics.get(&ticket.id).map_or(&[][..], Vec::as_slice);
        in_region
            && (filter.topics.is_empty() || topics.iter().any(|(_, topic)| filter.topics.contains(topic)))
            && (filter.groups.is_empty() || topics.iter().any(|(_, topic)| filter.groups.contains(topic)))
            && filter.organisation.is_none_or(|organisation| ticket.organisation == organisation)
            && (filter.organisation_kind.is_empty() || filter.organisation_kind.contains(&ticket.kind))
            && (filter.policies.is_empty() || filter.policies.contains(&ticket.policy))
            && (filter.channels.is_empty() || filter.channels.contains(&ticket.channel))
            && (filter.status.is_empty() || filter.status.contains(&ticket.status))
            && filter.assignee.is_none_or(|expert| self.whose(ticket, broken_at) == Some(expert))
            && filter.received_from.is_none_or(|first| ticket.received_on >= first)
            && filter.received_to.is_none_or(|last| ticket.received_on <= last)
    }

    fn parts_of(
        &self,
        picture: &Picture,
        by: &TrendsBy,
        regions_on: NaiveDate,
        (ticket, broken_at): (&Ticket, Option<DateTime<Utc>>),
    ) -> Vec<String> {
        match by {
            TrendsBy::Nothing => vec![String::new()],
            TrendsBy::Topic(wanted) => {
                let topics = self.topics.get(&ticket.id).into_iter().flatten();
                topics.filter(|(axis, _)| axis == wanted).map(|(_, topic)| topic.0.clone()).collect()
            }
            TrendsBy::Became => Vec::new(),
            TrendsBy::OrganisationKind => vec![ticket.kind.as_str().to_owned()],
            TrendsBy::Expert => {
                vec![self.whose(ticket, broken_at).map(|expert| expert.to_string()).unwrap_or_default()]
            }
            TrendsBy::Region(layout) => {
                let regions: BTreeSet<String> = picture
                    .geography
                    .regions_of(&ticket.place, regions_on)
                    .into_iter()
                    .filter(|(region, _)| region.layout == *layout)
                    .map(|(region, _)| region.code)
                    .collect();
                if regions.is_empty() { vec![String::new()] } else { regions.into_iter().collect() }
            }
        }
    }

    /// What counts, on which day, of which ticket, and how much.
    fn counts(&self, picture: &Picture, measure: Measure, now: DateTime<Utc>) -> Vec<(NaiveDate, i64, f64)> {
        let tickets = self.tickets.values();
        let promised = |metric: &'static str| {
            let counts = |promise: &&Promise| !promise.paused && promise.outcome.as_deref() != Some("WITHDRAWN");
            self.promises.iter().filter(move |promise| promise.metric == metric).filter(counts)
        };
        let due = |metric| {
            let settled = promised(metric).filter(|promise| promise.outcome.is_some() || promise.due_at < now);
            let kept = |promise: &Promise| f64::from(u8::from(promise.outcome.as_deref() == Some("KEPT")));
            settled.map(|promise| (amsterdam_day(promise.due_at), promise.ticket, kept(promise))).collect()
        };
        let met = |metric| {
            let met = promised(metric).filter_map(|promise| Some((promise, promise.met_at?)));
            met.map(|(promise, met)| (amsterdam_day(met), promise.ticket, self.worked(picture, promise, met))).collect()
        };
        match measure {
            Measure::Received => tickets.map(|ticket| (ticket.received_on, ticket.id, 1.0)).collect(),
            Measure::Answered => {
                tickets.filter_map(|ticket| Some((ticket.first_answered_on?, ticket.id, 1.0))).collect()
            }
            Measure::Open => self.events.iter().map(|event| (event.2, event.0, f64::from(event.3))).collect(),
            Measure::Reopened => {
                let reopened = self.events.iter().filter(|event| event.1 == "reopened");
                reopened.map(|event| (event.2, event.0, 1.0)).collect()
            }
            Measure::ClosedUnanswered => {
                let closed = self.events.iter().filter(|event| event.1 == "closed" && event.3 != 0);
                closed.map(|event| (event.2, event.0, 1.0)).collect()
            }
            Measure::Referred => {
                let referred = self.events.iter().filter(|event| event.1 == "referred");
                referred.map(|event| (event.2, event.0, 1.0)).collect()
            }
            Measure::AnswersPromised => self.outcomes.promises(now),
            Measure::AnswersJudged => self.outcomes.answers(),
            Measure::AnsweredInTimeShare => due("ANSWER"),
            Measure::FirstResponseInTimeShare => due("FIRST_RESPONSE"),
            Measure::MedianWorkingHoursToFirstResponse => met("FIRST_RESPONSE"),
            Measure::MedianWorkingDaysToAnswer => met("ANSWER"),
            Measure::MedianCalendarDaysToAnswer => {
                let waited = |ticket: &Ticket, answered: NaiveDate| (answered - ticket.received_on).num_days() as f64;
                tickets
                    .filter_map(|one| Some((one.first_answered_on?, one.id, waited(one, one.first_answered_on?))))
                    .collect()
            }
        }
    }

    /// Minutes.
    fn worked(&self, picture: &Picture, promise: &Promise, met: DateTime<Utc>) -> f64 {
        let calendar = &picture.promises.calendar;
        let mut worked = sla::elapsed(promise.from, met, calendar).opening;
        for (_, from, to) in self.waits.iter().filter(|wait| wait.0 == promise.ticket) {
            worked -= sla::elapsed((*from).max(promise.from), to.unwrap_or(met).min(met), calendar).opening;
        }
        (worked.max(TimeDelta::zero()).as_seconds_f64() / 60.0).round()
    }

    /// Of a share: when the promise of this day was broken. (Of one ticket and metric no two are promised for one day.)
    fn broken_at(&self, measure: Measure, day: NaiveDate, ticket: i64, value: f64) -> Option<DateTime<Utc>> {
        let metric = match measure {
            Measure::AnswersPromised => {
                let is_broken = value != f64::from(Became::InTime.number());
                return is_broken.then(|| self.outcomes.due_on(ticket, day)).flatten();
            }
            Measure::AnsweredInTimeShare => "ANSWER",
            Measure::FirstResponseInTimeShare => "FIRST_RESPONSE",
            _ => return None,
        };
        let mut promises = self.promises.iter().filter(|promise| promise.ticket == ticket && promise.metric == metric);
        let due = promises.find(|promise| amsterdam_day(promise.due_at) == day)?.due_at;
        (value == 0.0).then_some(due)
    }

    pub fn figure(&self, picture: &Picture, query: &TrendsQuery, now: DateTime<Utc>) -> Expected {
        let regions_on = query.filter.regions_on.unwrap_or(query.to.min(amsterdam_day(now)));
        let (mut parts, mut whole) = (BTreeMap::<String, Vec<(NaiveDate, f64)>>::new(), Vec::new());
        let open = query.measure == Measure::Open;
        if query.by == TrendsBy::Nothing {
            parts.entry(String::new()).or_default();
        }
        // All of the ledger tells how many are open; only what lies in the period is drawn of anything else.
        for (day, ticket, value) in self.counts(picture, query.measure, now) {
            let broken_at = self.broken_at(query.measure, day, ticket, value);
            let of = (&self.tickets[&ticket], broken_at);
            let inside = query.from <= day && day <= query.to;
            let drawn = if open { value != 0.0 } else { inside };
            if !self.passes(picture, &query.filter, regions_on, of) || !drawn {
                continue;
            }
            let parts_of = match Became::of(value as i32) {
                Some(became) if query.by == TrendsBy::Became => vec![became.as_str().to_owned()],
                _ => self.parts_of(picture, &query.by, regions_on, of),
            };
            for part in parts_of {
                parts.entry(part).or_default().push((day, value));
            }
            whole.push((day, value));
        }
        if open {
            // A part in which nothing is open and nothing changed is not drawn.
            parts.retain(|_, changes| {
                let now: f64 = changes.iter().map(|(_, value)| value).sum();
                query.by == TrendsBy::Nothing || now != 0.0 || changes.iter().any(|(day, _)| *day >= query.from)
            });
        }
        let drawn = |values: &Vec<(NaiveDate, f64)>| self.draw(picture, query, values, amsterdam_day(now));
        Expected {
            parts: parts.iter().map(|(part, values)| (part.clone(), drawn(values))).collect(),
            whole: drawn(&whole),
        }
    }

    fn draw(&self, picture: &Picture, query: &TrendsQuery, values: &[(NaiveDate, f64)], today: NaiveDate) -> Figures {
        if query.measure == Measure::Open {
            let now: f64 = values.iter().map(|(_, value)| value).sum();
            let mut changes = BTreeMap::new();
            for (day, value) in values.iter().filter(|(day, _)| *day >= query.from) {
                *changes.entry(*day).or_default() += *value as i64;
            }
            return rounded(&walk_back(now as i64, &changes, query.bucket, query.from, query.to, today));
        }
        let usual_day = picture.promises.calendar.usual_day().as_seconds_f64() / 60.0;
        let measure = |values: Vec<f64>| -> Option<f64> {
            let sum: f64 = values.iter().sum();
            match query.measure {
                Measure::AnswersPromised | Measure::AnswersJudged => Some(values.len() as f64),
                Measure::Received
                | Measure::Answered
                | Measure::Reopened
                | Measure::ClosedUnanswered
                | Measure::Referred
                | Measure::Open => Some(sum),
                _ if values.is_empty() => None,
                Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => Some(sum / values.len() as f64),
                Measure::MedianWorkingHoursToFirstResponse => Some(middle(values) / 60.0),
                Measure::MedianWorkingDaysToAnswer => Some(middle(values) / usual_day),
                Measure::MedianCalendarDaysToAnswer => Some(middle(values)),
            }
        };
        let inside = |start: NaiveDate| {
            values.iter().filter(|(day, _)| query.bucket.start(*day) == start).map(|(_, value)| *value).collect()
        };
        let thousandths = |value: f64| (value * 1_000.0).round() as i64;
        let points = query.bucket.starts(query.from, query.to).into_iter();
        let total = measure(values.iter().map(|(_, value)| *value).collect()).unwrap_or(0.0);
        (thousandths(total), points.map(|start| measure(inside(start)).map(thousandths)).collect())
    }

    /// Which topics rise.
    pub fn rising(&self, picture: &Picture, query: &TrendsQuery, now: DateTime<Utc>) -> BTreeSet<String> {
        let this_week = Bucket::Week.start(amsterdam_day(now));
        let regions_on = query.filter.regions_on.unwrap_or(query.to.min(amsterdam_day(now)));
        let filter = TicketSearch { received_from: None, received_to: None, ..query.filter.clone() };
        let starts =
            Bucket::Week.starts(this_week - Days::new(7 * trends::WEEKS_READ as u64), this_week - Days::new(1));
        let weekly = |days: &[NaiveDate]| -> Vec<u32> {
            let inside =
                |start: &NaiveDate| days.iter().filter(|day| Bucket::Week.start(**day) == *start).count() as u32;
            starts.iter().map(inside).collect()
        };
        let (mut all, mut by_topic) = (Vec::new(), BTreeMap::<String, Vec<NaiveDate>>::new());
        for ticket in self.tickets.values().filter(|ticket| self.passes(picture, &filter, regions_on, (ticket, None))) {
            all.push(ticket.received_on);
            let topics = self.first_topics.get(&ticket.id).or_else(|| self.topics.get(&ticket.id));
            for (_, topic) in topics.into_iter().flatten() {
                by_topic.entry(topic.0.clone()).or_default().push(ticket.received_on);
            }
        }
        let all = weekly(&all);
        let counts: Vec<Vec<u32>> = by_topic.values().map(|days| weekly(days)).collect();
        let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
        let judged = by_topic.into_keys().zip(trends::rises(&counts, &all));
        judged.filter_map(|(topic, rise)| rise.map(|_| topic)).collect()
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}
