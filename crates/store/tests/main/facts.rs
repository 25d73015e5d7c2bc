//! What counts on a day.

use crate::given::{
    self, append, assigned, day, deadline, desk, event, expert, minutes, question, read, stored, write,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    Axis, Deadline, FactKind, Metric, OrganisationKind, Part, Place, RegionRef, Reopened, Split, Standing, TicketEvent,
    TicketId, TopicKey,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use store::facts::{self, Found};
use store::tickets::{self, NewTicket, TicketChange};
use store::{Store, TicketFilter, counts, undoing};
use testkit::database::{on_both, stores};

async fn of_days(store: &Store, kind: FactKind, days: &[&str]) -> Vec<Found> {
    let days: Vec<NaiveDate> = days.iter().map(|text| day(text)).collect();
    let mut found = facts::of_days(store, kind, &days, on("2026-12-31T12:00:00Z")).await.unwrap();
    found.sort_by(|left, right| (left.day, &left.fact).cmp(&(right.day, &right.fact)));
    found
}

/// `2026-11-02 1 = 1`: the day, which ticket, and how much it counts.
fn in_words(found: &[Found], tickets: [TicketId; 3]) -> Vec<String> {
    let number = |ticket| tickets.iter().position(|known| *known == ticket).unwrap() + 1;
    found.iter().map(|one| format!("{} {} = {}", one.day, number(one.fact.ticket), one.fact.value)).collect()
}

/// The whole of November.
fn november() -> Vec<String> {
    (0..30).map(|later| (day("2026-11-01") + Days::new(later)).to_string()).collect()
}

async fn all(store: &Store, kind: FactKind) -> Vec<Found> {
    let november = november();
    of_days(store, kind, &november.iter().map(String::as_str).collect::<Vec<_>>()).await
}

fn on(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn change(store: &Store, id: TicketId, at: DateTime<Utc>, change: TicketChange) {
    let ticket = read(store, id).await;
    assert!(write(store, async |tx| tickets::change(tx, &ticket, at, &change).await.unwrap()).await);
}

/// Three questions: two on Monday 2 November, one that came in late that evening and so counts for Tuesday.
async fn three(store: &Store) -> [TicketId; 3] {
    desk(store).await;
    let theme = |key| given::topic(key, Axis::Theme);
    let group = |key| given::topic(key, Axis::Group);
    let one = assigned(1, expert(1));
    let two = NewTicket {
        place: Place::Region(RegionRef::new("provincie", "PV26")),
        organisation_kind: OrganisationKind::Province,
        topics: vec![theme("woonzorgvisie"), group("ouderen"), group("jongeren")],
        ..assigned(2, expert(2))
    };
    let three = NewTicket {
        received_at: on("2026-11-02T23:30:00Z"),
        place: Place::Nationwide,
        topics: vec![theme("huisvesting")],
        ..question(3)
    };
    [stored(store, &one).await.id, stored(store, &two).await.id, stored(store, &three).await.id]
}

#[tokio::test]
async fn a_question_counts_under_its_amsterdam_day_with_everything_that_figures_are_split_by() {
    on_both(async |store| {
        let three = three(store).await;
        let found = all(store, FactKind::Received).await;
        assert_eq!(in_words(&found, three), ["2026-11-02 1 = 1", "2026-11-02 2 = 1", "2026-11-03 3 = 1"]);
        let [one, two, late] = [&found[0].fact, &found[1].fact, &found[2].fact];
        assert_eq!((one.expert, two.expert, late.expert), (Some(expert(1)), Some(expert(2)), None));
        assert_eq!(two.place, Place::Region(RegionRef::new("provincie", "PV26")));
        assert_eq!((&late.place, late.received_on), (&Place::Nationwide, day("2026-11-03")));
        assert_eq!(two.organisation_kind, OrganisationKind::Province);
        let topic = |axis, key: &str| (axis, TopicKey::from(key));
        let topics =
            [topic(Axis::Group, "jongeren"), topic(Axis::Group, "ouderen"), topic(Axis::Theme, "woonzorgvisie")];
        assert_eq!((two.topics.as_slice(), &two.first_topics), (&topics[..], &None));
        assert_eq!(in_words(&of_days(store, FactKind::Received, &["2026-11-03"]).await, three), ["2026-11-03 3 = 1"]);

        let other = TicketChange { topics: Some(Vec::new()), ..TicketChange::default() };
        change(store, two_of(three), on("2026-11-04T10:00:00Z"), other).await;
        let found = all(store, FactKind::Received).await;
        assert_eq!(
            (found[1].fact.topics.as_slice(), found[1].fact.first_topics.as_deref()),
            (&[][..], Some(&topics[..]))
        );
    })
    .await;
}

fn two_of(three: [TicketId; 3]) -> TicketId {
    three[1]
}

#[tokio::test]
async fn an_answer_counts_on_the_day_of_the_first_one() {
    on_both(async |store| {
        let three = three(store).await;
        let [one, ..] = three;
        for text in ["2026-11-04T23:30:00Z", "2026-11-09T10:00:00Z"] {
            let answer = TicketChange {
                standing: Some(Standing::Answered { closes_at: None }),
                first_answered_at: Some(on(text)),
                ..TicketChange::default()
            };
            change(store, one, on(text), answer).await;
        }
        assert_eq!(in_words(&all(store, FactKind::Answered).await, three), ["2026-11-05 1 = 1"]);
    })
    .await;
}

#[tokio::test]
async fn the_ledger_tells_what_was_opened_again_and_how_many_were_open() {
    on_both(async |store| {
        let tickets = three(store).await;
        let [one, two, three] = tickets;
        let at = |text: &str| on(&format!("2026-11-{text}T10:00:00Z"));
        let reopened = TicketEvent::Reopened(Reopened::ByDesk { reason: "Er is nieuws.".to_owned() });
        let rows = [
            event(one, TicketEvent::Received {}, at("02")),
            event(two, TicketEvent::Received {}, at("02")),
            event(three, TicketEvent::Received {}, at("03")),
            event(one, TicketEvent::Noted {}, at("03")),
            event(one, TicketEvent::Answered { first: true, in_time: true, again: false }, at("03")),
            event(two, TicketEvent::Answered { first: true, in_time: true, again: false }, at("03")),
            event(one, reopened.clone(), at("04")),
            event(one, TicketEvent::Answered { first: true, in_time: true, again: false }, at("05")),
            event(one, reopened.clone(), at("05")),
        ];
        append(store, &rows).await;
        change(
            store,
            two,
            at("03"),
            TicketChange { standing: Some(Standing::Answered { closes_at: None }), ..Default::default() },
        )
        .await;
        let reopened = all(store, FactKind::Reopened).await;
        assert_eq!(in_words(&reopened, tickets), ["2026-11-04 1 = 1", "2026-11-05 1 = 1"]);

        let changes = all(store, FactKind::OpenChange).await;
        let mut by_day: BTreeMap<NaiveDate, i32> = BTreeMap::new();
        for change in &changes {
            *by_day.entry(change.day).or_default() += change.fact.value;
        }
        let days = ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"].map(day);
        assert_eq!(by_day, days.into_iter().zip([2, -1, 1, 0]).collect());
        let open: i64 = changes.iter().map(|change| i64::from(change.fact.value)).sum();
        let filter = TicketFilter::default();
        let now = counts::open_now(store, &filter, Split::None).await.unwrap();
        assert_eq!(now, [(Part::All, open)], "the ledger reconciles with the tickets");
        let asked = TicketFilter { assignee: Some(expert(1)), ..TicketFilter::default() };
        assert_eq!(counts::numbers(store, &asked).await.unwrap(), [one.0]);

        let by_theme: BTreeMap<Part, i64> =
            counts::open_now(store, &filter, Split::Topic(Axis::Theme)).await.unwrap().into_iter().collect();
        let theme = |key: &str| Part::Topic(TopicKey::from(key));
        assert_eq!(by_theme, BTreeMap::from([(theme("woonzorgvisie"), 1), (theme("huisvesting"), 1)]));
    })
    .await;
}

#[tokio::test]
async fn promises_count_on_the_day_they_fall_due_and_on_the_day_they_were_met() {
    on_both(async |store| {
        let tickets = three(store).await;
        let [one, two, _] = tickets;
        let due = deadline(Metric::Answer, read(store, one).await.received_at);
        let first = read(store, one).await.promises;
        let with_answer = |answer: &Deadline| TicketChange {
            promises: Some(first.with(Metric::Answer, answer)),
            ..Default::default()
        };
        let met_at = due.due_at + minutes(24 * 60);
        let met = due.clone().met(met_at);
        change(store, one, met_at, with_answer(&met)).await;
        let paused = Deadline { paused_at: Some(due.due_at), ..deadline(Metric::Answer, due.counted_from) };
        change(store, two, due.due_at, with_answer(&paused)).await;
        let days = ["2026-11-12", "2026-11-13"];
        let fallen_due = of_days(store, FactKind::AnswerDue, &days).await;
        assert_eq!(in_words(&fallen_due, tickets), ["2026-11-12 1 = 0", "2026-11-12 3 = 0"], "two is paused");
        let now = on("2026-11-12T08:00:00Z");
        let due_by = facts::of_days(store, FactKind::AnswerDue, &days.map(day), now).await.unwrap();
        assert_eq!(in_words(&due_by, tickets), ["2026-11-12 1 = 0"], "nobody knows yet what becomes of three");

        let found = of_days(store, FactKind::AnswerMet, &days).await;
        assert_eq!(in_words(&found, tickets), ["2026-11-13 1 = 0"]);
        assert_eq!(found[0].unworked, Some((due.counted_from, met_at)));
        let worked = Deadline { worked_minutes: Some(77), ..met };
        change(store, one, met_at, with_answer(&worked)).await;
        let found = of_days(store, FactKind::AnswerMet, &days).await;
        assert_eq!((in_words(&found, tickets), found[0].unworked), (vec!["2026-11-13 1 = 77".to_owned()], None));
        assert_eq!(of_days(store, FactKind::AnswerMet, &["2026-11-12"]).await, []);
        assert_eq!(of_days(store, FactKind::ReactionMet, &days).await, []);
    })
    .await;
}

#[tokio::test]
async fn what_became_of_a_promise_counts_from_the_moment_in_which_it_was_known() {
    on_both(async |store| {
        let tickets = three(store).await;
        let [one, two, _] = tickets;
        let ticket = read(store, one).await;
        // Kept on the 10th, for the 12th; of the others nothing is heard.
        let met = ticket.promises.answer.clone().met(on("2026-11-10T10:00:00Z"));
        let promises = Some(ticket.promises.with(Metric::Answer, &met));
        change(store, one, on("2026-11-10T10:00:00Z"), TicketChange { promises, ..Default::default() }).await;
        let then = async |text: &str| {
            let days = ["2026-11-12", "2026-11-13"].map(day);
            let mut found = facts::of_days_then(store, FactKind::AnswerDue, &days, on(text)).await.unwrap();
            found.sort_by(|left, right| (left.day, &left.fact).cmp(&(right.day, &right.fact)));
            in_words(&found, tickets)
        };
        let (kept, broken) = ("2026-11-12 1 = 1".to_owned(), "2026-11-12 2 = 0".to_owned());
        assert_eq!(then("2026-11-10T09:59:59Z").await, Vec::<String>::new());
        assert_eq!(then("2026-11-10T10:00:00Z").await, std::slice::from_ref(&kept));
        let due_at = read(store, two).await.promises.answer.due_at;
        assert_eq!(then("2026-11-12T23:00:00Z").await[..2], [kept.clone(), broken.clone()]);
        // A wait that began by then, and is over by now.
        let wait = async |from: DateTime<Utc>| {
            write(store, async |tx| {
                tickets::begin_wait(tx, two, from).await.unwrap();
                tickets::end_wait(tx, two, from + minutes(3 * 24 * 60)).await.unwrap();
            })
            .await;
        };
        wait(due_at + minutes(1)).await;
        assert!(then("2026-11-12T23:00:00Z").await.contains(&broken), "it was broken when they began to wait");
        wait(due_at).await;
        assert!(!then("2026-11-12T23:00:00Z").await.contains(&broken), "the clock stood still");
        assert!(then("2026-11-16T23:00:00Z").await.contains(&broken));
    })
    .await;
}

#[tokio::test]
async fn what_happened_after_a_day_is_told_in_its_order_and_what_cannot_be_read_is_told_as_well() {
    for opened in &stores().await {
        let store: &Store = opened;
        let [one, two, three] = three(store).await;
        let at = |text: &str| on(&format!("2026-11-{text}T10:00:00Z"));
        let routed = TicketEvent::Routed { cause: None, chosen: None };
        let released = TicketEvent::Released { from: Some(expert(1)) };
        assert_eq!(undoing::first_day(store).await.unwrap(), None);
        let rows = [
            event(two, routed.clone(), at("03")),
            event(one, routed.clone(), at("02")),
            event(one, released.clone(), at("03")),
            event(one, TicketEvent::Noted {}, at("03")),
            event(three, routed.clone(), at("03")),
            event(one, TicketEvent::TopicsSet { before: Vec::new(), after: Vec::new() }, at("04")),
        ];
        append(store, &rows).await;
        assert_eq!(undoing::first_day(store).await.unwrap(), Some(day("2026-11-02")));
        let database = testkit::database::direct(opened.url()).await.unwrap();
        database.execute_unprepared("UPDATE events SET detail = '{}' WHERE kind = 'topics_set'").await.unwrap();
        database.close().await.unwrap();
        // Three came in that day.
        let told = undoing::after(store, day("2026-11-02")).await.unwrap();
        assert_eq!(told, [(two, Some(routed)), (one, Some(released)), (one, None)]);
    }
}
