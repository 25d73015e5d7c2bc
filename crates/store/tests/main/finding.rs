//! Lists of any combination of filters are what a filter and a sort of everything would give, however they are found.

use crate::given::{self, day, desk, expert, minutes, monday, question, uuid, write};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    Asked, Axis, MessageKind, MunicipalityCode, OrganisationId, OrganisationKind, OrganisationName, PersonId, Place,
    Pressing, RegionRef, Sought, Standing, Ticket, TicketId, TicketStatus, TopicKey,
};
use sea_orm::{ConnectOptions, ConnectionTrait};
use std::collections::{BTreeMap, BTreeSet};
use store::tickets::{self, NewTicket, TicketChange};
use store::{Cursor, Order, Page, Paging, Scope, Store, TicketFilter, Turn, conflicts, organisations, search};
use testkit::database::{TestStore, on_both, stores};

/// More than are found by sorting alone.
const TICKETS: u128 = 2_400;
const THEMES: [&str; 4] = ["woonzorgvisie", "huisvesting", "flexwonen", "geclusterd-wonen"];
const KINDS: [OrganisationKind; 2] = [OrganisationKind::Municipality, OrganisationKind::Province];

/// Numbers without a pattern, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()].clone()
    }

    fn maybe<T>(&mut self, one_in: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.below(one_in) == 0 { Some(make(self)) } else { None }
    }
}

fn words_of(number: u128) -> Vec<&'static str> {
    let mut words = vec!["wonen"];
    for (every, word) in [(2, "gemeente"), (3, "bijstand"), (50, "monument"), (1_000, "kerncentrale")] {
        if number.is_multiple_of(every) {
            words.push(word);
        }
    }
    words
}

/// Over how many days questions came in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Year,
    /// A hundred a day, one after the other.
    BusyDays,
}

async fn live(store: &Store, stretch: Stretch) {
    let mut chance = Chance(7);
    let tx = store.write().await.unwrap();
    for number in 0..3 {
        let kind = OrganisationKind::Municipality;
        let name = OrganisationName { kind, name: format!("Plaats {number}"), municipality: None, region: None };
        organisations::learn(&tx, OrganisationId(uuid(100 + number)), &name).await.unwrap();
    }
    conflicts::add(&tx, expert(2), OrganisationId(uuid(101)), monday()).await.unwrap();
    for number in 1..=TICKETS {
        let ago = match stretch {
            Stretch::Year => chance.below(300),
            Stretch::BusyDays => u64::try_from((TICKETS - number) / 100).unwrap(),
        };
        let received_at = monday() - Days::new(ago) + minutes(i64::try_from(number % 600).unwrap());
        let place = match chance.below(4) {
            0 => Place::Region(RegionRef::new("provincie", "PV26")),
            1 => Place::Nationwide,
            _ => Place::Municipality(MunicipalityCode(format!("GM{:04}", 1 + chance.below(40)))),
        };
        let mut topics = vec![given::topic(chance.of(&THEMES), Axis::Theme)];
        topics.extend(chance.maybe(2, |_| given::topic("ouderen", Axis::Group)));
        let assignee = chance.maybe(3, |chance| expert(1 + u128::from(chance.below(3))));
        let body = words_of(number).join(" ");
        let new = NewTicket {
            organisation: OrganisationId(uuid(100 + number % 3)),
            organisation_kind: KINDS[usize::from(number % 5 == 0)],
            received_at,
            promises: given::promises(received_at),
            place,
            topics,
            standing: if assignee.is_some() { Standing::Assigned } else { question(number).standing },
            assignee,
            subject: format!("Zaak {number}"),
            question: given::message(number, MessageKind::Question, &body),
            ..question(number)
        };
        given::insert(&tx, &new).await.unwrap().unwrap();
    }
    tx.commit().await.unwrap();
}

/// Most are finished, each so many days after it came in, or all on one day.
async fn finish(store: &Store, days_after: Option<&[u64]>) {
    let mut chance = Chance(5);
    let all = pages(store, &Scope::Everything, &TicketFilter::default(), 100).await;
    let tx = store.write().await.unwrap();
    for ticket in all.values().filter(|ticket| ticket.id.0 % 4 != 0 || days_after.is_none()) {
        let at = match days_after {
            Some(days) => ticket.received_at + Days::new(chance.of(days)),
            None => monday() + Days::new(500) + minutes(ticket.id.0),
        };
        let to = chance
            .of(&[Standing::Closed { at, ending: domain::Ending::default() }, Standing::Answered { closes_at: None }]);
        change(&tx, ticket, at, Some(to), None).await;
    }
    tx.commit().await.unwrap();
}

async fn change(
    tx: &store::Tx,
    ticket: &Ticket,
    at: DateTime<Utc>,
    standing: Option<Standing>,
    assignee: Option<Option<PersonId>>,
) {
    let change = TicketChange { standing, assignee, ..TicketChange::default() };
    assert!(tickets::change(tx, ticket, at, &change).await.unwrap());
}

/// Every ticket by its place in the order, page after page.
async fn pages(store: &Store, scope: &Scope, filter: &TicketFilter, size: u32) -> BTreeMap<(i64, i64), Ticket> {
    let (mut seen, mut after) = (BTreeMap::new(), None);
    loop {
        let page = tickets::list(store, scope, filter, size, after).await.unwrap();
        assert!(page.items.len() <= size as usize);
        for (Cursor { urgency, id }, ticket) in page.items {
            let place = (urgency, id.0);
            assert!(after.is_none_or(|after: Cursor| (after.urgency, after.id.0) < place), "in order: {filter:?}");
            assert!(seen.insert(place, ticket).is_none(), "twice: {filter:?}");
            after = Some(Cursor { urgency, id });
        }
        if !page.has_next {
            return seen;
        }
    }
}

fn some_filter(chance: &mut Chance) -> TicketFilter {
    let days = [day("2025-06-01"), day("2026-02-14"), day("2026-06-30"), day("2026-10-30"), day("2027-06-01")];
    let states: [&[TicketStatus]; 6] = [
        &TicketStatus::OPEN,
        &TicketStatus::DONE,
        &[TicketStatus::Answered],
        &[TicketStatus::Unassigned, TicketStatus::Closed],
        &[TicketStatus::WaitingForAsker],
        &[TicketStatus::Assigned],
    ];
    let texts = [
        "wonen",
        "bijstand gemeente",
        "monument",
        "kerncentrale",
        "nergens",
        "monument kerncentrale",
        "zaak 77",
        "#12",
        "?",
    ];
    let text = chance.maybe(2, |chance| chance.of(&texts).to_owned());
    let places = chance.maybe(4, |chance| match chance.below(4) {
        0 => (vec![], vec![]),
        1 => (vec![MunicipalityCode("GM0007".to_owned())], vec![]),
        most => (
            (1..=most * 9).map(|code| MunicipalityCode(format!("GM{code:04}"))).collect(),
            vec![RegionRef::new("provincie", "PV26")],
        ),
    });
    let (municipalities, regions) = places.map_or((None, Vec::new()), |(places, regions)| (Some(places), regions));
    TicketFilter {
        status: chance.maybe(2, |chance| chance.of(&states).to_vec()).unwrap_or_default(),
        topics: chance
            .maybe(3, |chance| vec![TopicKey::from(chance.of(&["woonzorgvisie", "ouderen", "niets"]))])
            .unwrap_or_default(),
        assignee: chance.maybe(4, |chance| expert(1 + u128::from(chance.below(3)))),
        organisation_kind: chance.maybe(4, |chance| vec![chance.of(&KINDS)]).unwrap_or_default(),
        municipalities,
        regions,
        received_from: chance.maybe(5, |chance| chance.of(&days)),
        received_to: chance.maybe(5, |chance| chance.of(&days)),
        sought: text.as_deref().and_then(|text| Sought::read(text).unwrap()),
        text,
        groups: chance.maybe(6, |_| vec![TopicKey::from("ouderen")]).unwrap_or_default(),
        organisation: chance.maybe(6, |chance| OrganisationId(uuid(100 + u128::from(chance.below(3))))),
        pressing: chance
            .maybe(5, |chance| (chance.of(&Pressing::ALL), monday() - Days::new(chance.below(300)) + minutes(7))),
        policies: Vec::new(),
        channels: Vec::new(),
        asked_along: None,
        within: None,
    }
}

/// Said as plainly as can be.
fn fits(ticket: &Ticket, scope: &Scope, filter: &TicketFilter) -> bool {
    let on = |day: Option<NaiveDate>, holds: fn(&NaiveDate, &NaiveDate) -> bool| {
        day.is_none_or(|day| holds(&domain::amsterdam_day(ticket.received_at), &day))
    };
    let has = |key: &str| ticket.topics.iter().any(|topic| topic.key.as_str() == key);
    let knows = |expert_id: PersonId| {
        (expert_id == expert(1) && has("woonzorgvisie")) || (expert_id == expert(2) && has("huisvesting"))
    };
    let in_scope = match scope {
        Scope::Expert(expert_id) => {
            (ticket.assignee == Some(*expert_id) || knows(*expert_id))
                && !(*expert_id == expert(2) && ticket.organisation == OrganisationId(uuid(101)))
        }
        _ => true,
    };
    let in_place = filter.municipalities.as_ref().is_none_or(|codes| match &ticket.place {
        Place::Municipality(code) => codes.contains(code),
        Place::Region(region) => filter.regions.contains(region),
        Place::Nationwide => false,
    });
    let number = u128::try_from(ticket.id.0).unwrap();
    let said = |word: &str| match word {
        "zaak" => true,
        word if word.parse::<u128>().is_ok() => word.parse() == Ok(number),
        word => words_of(number).contains(&word),
    };
    let words = filter.text.as_deref().is_none_or(|text| {
        let words: Vec<String> = search::stems(text).into_iter().collect();
        let is_meant = filter.sought.is_some_and(|sought| sought.ticket == ticket.id);
        is_meant || (!words.is_empty() && text.split(' ').all(said))
    });
    in_scope
        && in_place
        && words
        && (filter.status.is_empty() || filter.status.contains(&ticket.status()))
        && (filter.groups.is_empty() || filter.groups.iter().any(|topic| has(topic.as_str())))
        && filter.organisation.is_none_or(|organisation| ticket.organisation == organisation)
        && filter.pressing.is_none_or(|(pressing, now)| presses(ticket, now) == Some(pressing))
        && (filter.topics.is_empty() || filter.topics.iter().any(|topic| has(topic.as_str())))
        && filter.assignee.is_none_or(|expert| ticket.assignee == Some(expert))
        && (filter.organisation_kind.is_empty() || filter.organisation_kind.contains(&ticket.organisation_kind))
        && on(filter.received_from, |received, first| received >= first)
        && on(filter.received_to, |received, last| received <= last)
}

/// While a ticket waits its clock stands still; here nobody stopped it.
fn presses(ticket: &Ticket, now: DateTime<Utc>) -> Option<Pressing> {
    let waits = ticket.status() == TicketStatus::WaitingForAsker;
    ticket.pressing(now).filter(|pressing| !waits || *pressing == Pressing::Late)
}

/// A list in this order, page after page to its end, and back to its beginning.
async fn there_and_back(store: &Store, scope: &Scope, filter: &TicketFilter, order: Order, rows: u32) -> [Vec<i64>; 2] {
    let page = async |turn| tickets::page(store, scope, filter, &Paging { order, turn, rows }).await.unwrap();
    let ids = |page: &Page<Ticket>| page.items.iter().map(|(_, ticket)| ticket.id.0).collect::<Vec<_>>();
    let mut now = page(Turn::First).await;
    assert!(!now.has_previous);
    let mut there = ids(&now);
    while now.has_next {
        now = page(Turn::After(now.items.last().unwrap().0)).await;
        there.extend(ids(&now));
    }
    let mut back = ids(&now);
    while now.has_previous {
        now = page(Turn::Before(now.items.first().unwrap().0)).await;
        back.splice(0..0, ids(&now));
    }
    [there, back]
}

/// The same list by the day of receipt, forward and back, and how many it holds.
async fn is_right_in_any_order(store: &Store, scope: &Scope, filter: &TicketFilter, mut expected: Vec<&Ticket>) {
    expected.sort_by_key(|ticket| (domain::amsterdam_day(ticket.received_at), ticket.id));
    let mut ids: Vec<i64> = expected.iter().map(|ticket| ticket.id.0).collect();
    assert_eq!(there_and_back(store, scope, filter, Order::Oldest, 60).await, [ids.clone(), ids.clone()], "{filter:?}");
    ids.reverse();
    assert_eq!(there_and_back(store, scope, filter, Order::Newest, 60).await, [ids.clone(), ids.clone()], "{filter:?}");
    let [there, back] = there_and_back(store, scope, filter, Order::Urgent, 60).await;
    assert_eq!(there, back, "{filter:?}");
    let tally = tickets::tally(store, scope, filter).await.unwrap();
    match tally {
        tickets::Tally::All(spread) => {
            assert_eq!(spread.counted, ids.len(), "{filter:?}");
            assert_eq!(spread.statuses.values().sum::<usize>(), spread.counted);
        }
        tickets::Tally::AtLeast(count) => assert!(count <= ids.len(), "{count} {filter:?}"),
    }
}

/// Many lists, each compared with a filter over all of them; how many tickets they held together.
async fn all_lists_are_right(store: &Store, chance: &mut Chance, lists: usize) -> usize {
    let all = pages(store, &Scope::Everything, &TicketFilter::default(), 100).await;
    assert_eq!(all.len() as u128, TICKETS);
    let mut found = 0;
    for _ in 0..lists {
        let filter = some_filter(chance);
        let scope = chance.of(&[
            Scope::Everything,
            Scope::Expert(expert(1)),
            Scope::Expert(expert(2)),
            Scope::Expert(expert(3)),
        ]);
        let expected: Vec<(i64, i64)> =
            all.iter().filter(|(_, ticket)| fits(ticket, &scope, &filter)).map(|(place, _)| *place).collect();
        let size = chance.of(&[25, 100]);
        let seen: Vec<(i64, i64)> = pages(store, &scope, &filter, size).await.into_keys().collect();
        assert_eq!(seen, expected, "{scope:?} {filter:?}");
        if chance.below(4) == 0 {
            let these = all.values().filter(|ticket| fits(ticket, &scope, &filter)).collect();
            is_right_in_any_order(store, &scope, &filter, these).await;
        }
        found += seen.len();
    }
    found
}

async fn raw(store: &TestStore, sql: &str) {
    let mut options = ConnectOptions::new(store.url());
    options.max_connections(1);
    let connection = testkit::database::direct(options).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn every_list_is_a_filter_and_a_sort_of_everything_whatever_its_search_rows_say() {
    for store in &stores().await {
        println!("on {}", store.name());
        desk(store).await;
        live(store, Stretch::Year).await;
        // Everything is open: many of one step.
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        let mut chance = Chance(11);
        all_lists_are_right(store, &mut chance, 80).await;
        finish(store, Some(&[0, 1, 3, 30, 400])).await;
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        let found = all_lists_are_right(store, &mut chance, 80).await;
        assert!(found > 5_000, "{found}");

        // Things go on, and the sweep has not come by: search rows of these say what was before.
        let all = pages(store, &Scope::Everything, &TicketFilter::default(), 100).await;
        let tx = store.write().await.unwrap();
        for ticket in all.values().filter(|ticket| ticket.id.0 % 7 == 0) {
            let at = monday() + Days::new(chance.below(20));
            let asked = Asked { since: at, reminded_at: None, acts_at: None };
            let to = chance.of(&[
                Standing::Closed { at, ending: domain::Ending::default() },
                Standing::Answered { closes_at: None },
                Standing::Assigned,
                Standing::WaitingForAsker(asked),
            ]);
            let assignee = Some(expert(1 + u128::from(chance.below(3))));
            let topics = chance.maybe(2, |chance| vec![given::topic(chance.of(&THEMES), Axis::Theme)]);
            let change =
                TicketChange { standing: Some(to), assignee: Some(assignee), topics, ..TicketChange::default() };
            assert!(tickets::change(&tx, ticket, at, &change).await.unwrap());
        }
        tx.commit().await.unwrap();
        all_lists_are_right(store, &mut chance, 60).await;

        // So many are out of date that search rows are of no use for anything but words.
        raw(store, "UPDATE tickets SET indexed = false WHERE id % 2 = 0").await;
        all_lists_are_right(store, &mut chance, 20).await;
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        all_lists_are_right(store, &mut chance, 30).await;

        // Everything was finished in one week.
        finish(store, None).await;
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        all_lists_are_right(store, &mut chance, 80).await;
    }
}

#[tokio::test]
async fn at_a_desk_with_busy_days_words_lead_to_all_that_fits_in_any_order() {
    for store in &stores().await {
        println!("on {}", store.name());
        desk(store).await;
        live(store, Stretch::BusyDays).await;
        finish(store, Some(&[0, 1, 3, 30, 400])).await;
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        let all = pages(store, &Scope::Everything, &TicketFilter::default(), 100).await;
        for text in ["wonen", "bijstand gemeente", "monument", "kerncentrale", "nergens"] {
            for status in [Vec::new(), TicketStatus::OPEN.to_vec()] {
                for scope in [Scope::Everything, Scope::Expert(expert(1)), Scope::Expert(expert(2))] {
                    let filter =
                        TicketFilter { text: Some(text.to_owned()), status: status.clone(), ..TicketFilter::default() };
                    let these = all.values().filter(|ticket| fits(ticket, &scope, &filter)).collect();
                    is_right_in_any_order(store, &scope, &filter, these).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_ticket_that_stays_as_it_is_is_seen_once_while_others_change_their_class() {
    on_both(async |store| {
        desk(store).await;
        for number in 1..=60 {
            given::stored(store, &question(number)).await;
        }
        search::index_pending(store, 100).await.unwrap();
        let filter = TicketFilter { topics: vec!["woonzorgvisie".into()], ..TicketFilter::default() };
        let (mut seen, mut after, mut step) = (Vec::new(), None, 0);
        loop {
            let page = tickets::list(store, &Scope::Everything, &filter, 7, after).await.unwrap();
            seen.extend(page.items.iter().map(|(_, ticket)| ticket.id));
            after = page.items.last().map(|(cursor, _)| *cursor);
            if !page.has_next {
                break;
            }
            // Every tenth ticket moves while somebody reads on, some of them indexed again at once.
            step += 1;
            for ticket in (0..6).map(|tens| TicketId(10 * tens + 1 + step % 10)).filter(|ticket| ticket.0 % 10 > 5) {
                let ticket = given::read(store, ticket).await;
                let at = monday() + Days::new(30);
                write(store, async |tx| {
                    change(tx, &ticket, at, Some(Standing::Closed { at, ending: domain::Ending::default() }), None)
                        .await
                })
                .await;
            }
            if step % 2 == 0 {
                search::index_pending(store, 100).await.unwrap();
            }
        }
        let stayed: Vec<i64> = (1..=60).filter(|id| id % 10 <= 5).collect();
        for id in &stayed {
            assert_eq!(seen.iter().filter(|ticket| ticket.0 == *id).count(), 1, "{id}");
        }
        // What moved to the end is seen there, if it was not seen before.
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 60);
    })
    .await;
}

#[tokio::test]
async fn a_page_takes_as_many_statements_whatever_there_is_to_find() {
    for store in &stores().await {
        desk(store).await;
        live(store, Stretch::Year).await;
        finish(store, Some(&[0, 1, 3, 30, 400])).await;
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        for text in ["wonen", "bijstand gemeente", "monument", "kerncentrale", "nergens", "monument kerncentrale"] {
            for status in [Vec::new(), TicketStatus::OPEN.to_vec(), vec![TicketStatus::Closed]] {
                let filter = TicketFilter { text: Some(text.to_owned()), status, ..TicketFilter::default() };
                for scope in [Scope::Everything, Scope::Expert(expert(1))] {
                    store.statements().record();
                    tickets::list(store, &scope, &filter, 25, None).await.unwrap();
                    let seen = store.statements().seen();
                    store.statements().stop();
                    assert!(seen.len() <= 24, "{text} {scope:?}: {} statements\n{}", seen.len(), seen.join("\n"));
                }
            }
        }
    }
}
