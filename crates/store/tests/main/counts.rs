use crate::given::{
    self, append, assigned, day, deadline, desk, event, expert, minutes, question, read, stored, write,
};
use chrono::{DateTime, Utc};
use domain::{
    Axis, Deadline, Metric, MunicipalityCode, OrganisationKind, Place, PromiseOutcome, RegionRef, Reopened, Standing,
    TicketEvent, TicketId, TopicKey, Wait,
};
use std::collections::BTreeMap;
use store::counts::{self, DayCount, Key, PromiseRow, Split};
use store::tickets::{self, NewTicket, TicketChange};
use store::{Store, TicketFilter};
use testkit::database::on_both;

/// `2026-11-02 Topic("woonzorgvisie") 3`, sorted.
fn in_words(counts: Vec<DayCount>) -> Vec<String> {
    let mut lines: Vec<String> =
        counts.into_iter().map(|count| format!("{} {} {}", count.day, key(&count.key), count.count)).collect();
    lines.sort();
    lines
}

fn key(key: &Key) -> String {
    match key {
        Key::All => "all".to_owned(),
        Key::Topic(topic) => topic.0.clone(),
        Key::OrganisationKind(kind) => kind.as_str().to_owned(),
        Key::Place(Place::Municipality(code)) => code.0.clone(),
        Key::Place(Place::Region(region)) => region.code.clone(),
        Key::Place(Place::Nationwide) => "nationwide".to_owned(),
        Key::Expert(None) => "nobody".to_owned(),
        Key::Expert(Some(person)) => format!("expert {}", u128::from(person.0 == expert(2).0) + 1),
    }
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

async fn received(store: &Store, filter: TicketFilter, split: Split) -> Vec<String> {
    in_words(counts::received(store, &filter, day("2026-11-01"), day("2026-11-30"), split).await.unwrap())
}

#[tokio::test]
async fn questions_count_under_their_amsterdam_day_and_every_split() {
    on_both(async |store| {
        three(store).await;
        let all = TicketFilter::default;
        assert_eq!(received(store, all(), Split::None).await, ["2026-11-02 all 2", "2026-11-03 all 1"]);
        let expected = ["2026-11-02 woonzorgvisie 2", "2026-11-03 huisvesting 1"];
        assert_eq!(received(store, all(), Split::Topic(Axis::Theme)).await, expected);
        let expected = ["2026-11-02 jongeren 1", "2026-11-02 ouderen 2"];
        assert_eq!(received(store, all(), Split::Topic(Axis::Group)).await, expected, "under both of its groups");
        let expected = ["2026-11-02 GM0344 1", "2026-11-02 PV26 1", "2026-11-03 nationwide 1"];
        assert_eq!(received(store, all(), Split::Place).await, expected);
        let expected = ["2026-11-02 MUNICIPALITY 1", "2026-11-02 PROVINCE 1", "2026-11-03 MUNICIPALITY 1"];
        assert_eq!(received(store, all(), Split::OrganisationKind).await, expected);
        let expected = ["2026-11-02 expert 1 1", "2026-11-02 expert 2 1", "2026-11-03 nobody 1"];
        assert_eq!(received(store, all(), Split::Expert).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_filter_leaves_out_and_never_counts_twice() {
    on_both(async |store| {
        three(store).await;
        let both = TicketFilter { topics: vec!["ouderen".into(), "jongeren".into()], ..TicketFilter::default() };
        assert_eq!(received(store, both, Split::None).await, ["2026-11-02 all 2"]);
        let utrecht = vec![MunicipalityCode("GM0344".to_owned())];
        let here = TicketFilter { municipalities: Some(utrecht), ..TicketFilter::default() };
        assert_eq!(received(store, here, Split::Topic(Axis::Group)).await, ["2026-11-02 ouderen 1"]);
        let first = day("2026-11-03");
        let counts = counts::received(store, &TicketFilter::default(), first, first, Split::None).await.unwrap();
        assert_eq!(in_words(counts), ["2026-11-03 all 1"], "both days of the period belong to it");
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_on_the_day_of_the_first_one() {
    on_both(async |store| {
        let [one, ..] = three(store).await;
        for text in ["2026-11-04T23:30:00Z", "2026-11-09T10:00:00Z"] {
            let answer = TicketChange {
                standing: Some(Standing::Answered { closes_at: None }),
                first_answered_at: Some(on(text)),
                ..TicketChange::default()
            };
            change(store, one, on(text), answer).await;
        }
        let (first, last) = (day("2026-11-01"), day("2026-11-30"));
        let answered = counts::answered(store, &TicketFilter::default(), first, last, Split::Expert).await.unwrap();
        assert_eq!(in_words(answered), ["2026-11-05 expert 1 1"]);
    })
    .await;
}

#[tokio::test]
async fn the_ledger_tells_what_was_opened_again_and_how_many_were_open() {
    on_both(async |store| {
        let [one, two, three] = three(store).await;
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
        let filter = TicketFilter::default();
        let (first, last) = (day("2026-11-02"), day("2026-11-04"));
        let reopened = counts::reopened(store, &filter, first, last, Split::Topic(Axis::Theme)).await.unwrap();
        assert_eq!(in_words(reopened), ["2026-11-04 woonzorgvisie 1"]);

        let changes = counts::open_changes(store, &filter, first, Split::None).await.unwrap();
        let open: i64 = changes.iter().map(|count| count.count).sum();
        let expected = ["2026-11-02 all 2", "2026-11-03 all -1", "2026-11-04 all 1", "2026-11-05 all 0"];
        assert_eq!(in_words(changes), expected);
        let now = counts::open_now(store, &filter, Split::None).await.unwrap();
        assert_eq!(now, [(Key::All, open)], "the ledger reconciles with the tickets");
        let later = counts::open_changes(store, &filter, day("2026-11-04"), Split::None).await.unwrap();
        assert_eq!(later.len(), 2);

        let by_theme: BTreeMap<Key, i64> =
            counts::open_now(store, &filter, Split::Topic(Axis::Theme)).await.unwrap().into_iter().collect();
        let theme = |key: &str| Key::Topic(TopicKey::from(key));
        assert_eq!(by_theme, BTreeMap::from([(theme("woonzorgvisie"), 1), (theme("huisvesting"), 1)]));
    })
    .await;
}

#[tokio::test]
async fn promises_are_found_by_the_day_they_fall_due_or_were_kept() {
    on_both(async |store| {
        let [one, two, three] = three(store).await;
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
        let wait = Wait { from: due.counted_from, to: Some(due.counted_from + minutes(30)) };
        write(store, async |tx| {
            tickets::begin_wait(tx, one, wait.from).await.unwrap();
            tickets::end_wait(tx, one, wait.from + minutes(30)).await.unwrap();
            tickets::begin_wait(tx, three, wait.from).await.unwrap();
        })
        .await;
        let promises = async |first: &str, last: &str, by_met| {
            let (first, last) = (day(first), day(last));
            let filter = TicketFilter::default();
            let found = counts::promises(store, &filter, Metric::Answer, first, last, Split::Expert, by_met);
            let mut found = found.await.unwrap();
            found.sort_by_key(|row| row.ticket);
            found
        };
        let row = PromiseRow {
            ticket: one,
            key: Key::Expert(Some(expert(1))),
            received_at: due.counted_from,
            due_at: due.due_at,
            met_at: Some(met_at),
            outcome: Some(PromiseOutcome::Broken),
            waits: Vec::new(),
        };
        let fallen_due = promises("2026-11-12", "2026-11-13", counts::PromiseDay::Due).await;
        assert_eq!(fallen_due.iter().map(|row| row.ticket).collect::<Vec<_>>(), [one, three], "two is paused");
        assert_eq!(fallen_due[0], row);
        assert_eq!((&fallen_due[1].key, fallen_due[1].met_at), (&Key::Expert(None), None));
        assert_eq!(
            promises("2026-11-13", "2026-11-13", counts::PromiseDay::Met).await,
            [PromiseRow { waits: vec![wait], ..row }]
        );
        assert_eq!(promises("2026-11-12", "2026-11-12", counts::PromiseDay::Met).await, []);
    })
    .await;
}
