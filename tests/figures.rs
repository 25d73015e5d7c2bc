//! Figures are what counting one by one gives, whatever was done, counted or lost: random desks, every verb, both databases.

#[path = "figures/as_of.rs"]
mod as_of;
#[path = "figures/became.rs"]
mod became;
#[path = "figures/behind.rs"]
mod behind;
#[path = "figures/bounds.rs"]
mod bounds;
#[path = "figures/earlier.rs"]
mod earlier;
#[path = "figures/gaps.rs"]
mod gaps;
#[path = "figures/naive.rs"]
mod naive;
#[path = "figures/of_places.rs"]
mod of_places;
#[path = "figures/overview.rs"]
mod overview;
#[path = "figures/per_region.rs"]
mod per_region;
#[path = "figures/period_report.rs"]
mod period_report;
#[path = "figures/rising.rs"]
mod rising;
#[path = "figures/take_away.rs"]
mod take_away;
#[path = "figures/ways.rs"]
mod ways;

use app::{Bucket, Caller, Measure, Reply, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{Datelike, Days, Duration, NaiveDate};
use domain::{
    Absence, Actor, Axis, ContactDraft, LayoutKey, Metric, OrganisationDraft, OrganisationId, OrganisationKind, Origin,
    PersonId, Reference, TicketStatus, amsterdam_day,
};
use naive::Tables;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use testkit::{TestDesk, desks, question_about};

pub(crate) const MEASURES: [Measure; 13] = [
    Measure::Received,
    Measure::Answered,
    Measure::Open,
    Measure::Reopened,
    Measure::ClosedUnanswered,
    Measure::Referred,
    Measure::AnswersPromised,
    Measure::AnswersJudged,
    Measure::AnsweredInTimeShare,
    Measure::FirstResponseInTimeShare,
    Measure::MedianWorkingHoursToFirstResponse,
    Measure::MedianWorkingDaysToAnswer,
    Measure::MedianCalendarDaysToAnswer,
];

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

async fn sql(desk: &TestDesk, statement: &str) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    database.execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("it closes");
}

/// A row of numbers that looks like chance, the same in every run.
pub(crate) struct Chance(pub u64);

impl Chance {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    pub(crate) fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

const PLACES: [(&str, &str); 4] = [
    ("Gemeente Arnhem", "GM0202"),
    ("Gemeente Hilversum", "GM0402"),
    ("Gemeente Utrecht", "GM0344"),
    ("Gemeente Ede", "GM0228"),
];
const EXPERTS: [PersonId; 3] = [TestDesk::ANNA, TestDesk::BRAM, TestDesk::CARLA];

fn address_of(asker: usize) -> String {
    format!("ans{asker}@arnhem.example")
}

/// Does something at random; says what, when it went well.
async fn act(desk: &TestDesk, chance: &mut Chance, asked: &mut Vec<Reference>) -> Option<&'static str> {
    let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
    let which = chance.below(24);
    if which < 4 || asked.is_empty() {
        let mut draft = question_about(asked.len() as u128 + 1, chance.of(&["woonzorgvisie", "flexwonen", ""]));
        let (name, code) = chance.of(&PLACES);
        (draft.organisation.name, draft.organisation.municipality) = (name.to_owned(), Some(code.to_owned()));
        if chance.below(4) == 0 {
            draft.organisation.kind = Some(OrganisationKind::HousingCorporation);
            draft.organisation.name = "Stichting Wonen".to_owned();
        }
        draft.groups = if chance.below(2) == 0 { vec!["ouderen".to_owned()] } else { Vec::new() };
        draft.contact.email = address_of(asked.len());
        let receipt = app.submit_question(&Caller::new(Actor::Anonymous, Origin::Web), draft).await.ok()?;
        asked.push(receipt.reference);
        return Some("submit");
    }
    let on = chance.of(asked);
    let asker = Caller::new(Actor::Asker(on.ticket), Origin::Web);
    let today = amsterdam_day(app.now());
    let (what, went) = match which {
        4 => {
            let expert = (chance.below(5) > 0).then(|| chance.of(&EXPERTS));
            ("assign", app.assign_ticket(&lead, on, expert, "Past beter.").await.is_ok())
        }
        5 => ("hand over", app.hand_over_ticket(&desk.staff(chance.of(&EXPERTS)), on, "Geen tijd.").await.is_ok()),
        6..=8 => ("answer", app.reply_to_ticket(&lead, on, "Zo zit het.", Reply::Answer).await.is_ok()),
        9 => ("ask back", app.reply_to_ticket(&lead, on, "Welke gemeente?", Reply::AskBack).await.is_ok()),
        10 | 11 => ("react", app.react_as_asker(&asker, on, "Dank, maar hoe dan?").await.is_ok()),
        12 | 22 | 23 if chance.below(2) == 0 => {
            let referral = app::Referral { to: "Fonds", reach: "www.fonds.example", text: "Daar weet men meer." };
            ("refer", app.refer_away(&lead, on, referral).await.is_ok())
        }
        12 | 22 | 23 if chance.below(2) == 0 => {
            let other = chance.of(asked).to_string();
            let merged = app.merge_ticket(&lead, on, &other).await.is_ok();
            if merged && chance.below(2) == 0 {
                app.unmerge_ticket(&lead, on).await.expect("a moment later");
            }
            ("merge", merged)
        }
        12 | 22 | 23 => ("close", app.close_ticket(&lead, on, app::Closing::default()).await.is_ok()),
        13 => ("reopen", app.reopen_ticket(&lead, on, "Er is nieuws.").await.is_ok()),
        14 => {
            let themes = if chance.below(3) == 0 {
                Vec::new()
            } else {
                vec![chance.of(&["flexwonen", "woonzorgvisie"]).to_owned()]
            };
            let groups = if chance.below(2) == 0 { vec!["statushouders".to_owned()] } else { Vec::new() };
            ("topics", app.set_ticket_topics(&lead, on, &groups, &themes).await.is_ok())
        }
        15 => {
            let (metric, due) = (chance.of(&Metric::ALL), today + Days::new(20));
            // No weekend: the desk is closed then.
            let due = due - Days::new(u64::from(due.weekday().num_days_from_monday().saturating_sub(4)));
            ("extend", app.extend_deadline(&lead, on, metric, due, "Wij zoeken het uit.").await.is_ok())
        }
        17 => ("policy", app.set_ticket_policy(&lead, on, "complex").await.is_ok()),
        16 => {
            let contact = ContactDraft { name: "Ans".to_owned(), email: "ans@arnhem.example".to_owned(), phone: None };
            ("correct", app.correct_contact(&lead, on, &contact, "Gemeente Arnhem").await.is_ok())
        }
        18 => {
            let part = app::PartDraft { subject: "Nog iets", body: "Hoe werkt een ouderenhofje?" };
            let part = app.split_ticket(&lead, on, part).await;
            ("split", part.is_ok())
        }
        19 => {
            let (name, place) = chance.of(&PLACES);
            let kind = Some(chance.of(&[OrganisationKind::Municipality, OrganisationKind::CarePartner]));
            let moved = OrganisationDraft {
                kind,
                name: name.to_owned(),
                places: Some(vec![place.to_owned()]),
                ..OrganisationDraft::default()
            };
            ("place", app.correct_origin(&lead, on, &moved, "nl").await.is_ok())
        }
        // Seldom: whoever is erased asks nothing any more.
        20 if chance.below(5) == 0 => {
            let address = address_of(chance.below(asked.len()));
            ("erase", app.ask_erasure(&lead, &address, "Zij vroeg erom.").await.is_ok())
        }
        _ => {
            let line = serde_json::json!({ "id": format!("oud {}", asked.len()), "subject": "Een oude vraag",
                "body": "Hoe werkt een ouderenhofje?", "asker_type": "gemeente", "organisation": "Gemeente Arnhem",
                "gm_code_or_region": "GM0202", "name": "Ans", "email": "ans@arnhem.example",
                "received_at": (today - Days::new(1 + chance.below(120) as u64)).to_string() });
            let imported = app.import_question_quietly(&Caller::system(Origin::Cli), 1, line.to_string()).await.ok();
            asked.extend(imported.and_then(|imported| imported.reference));
            ("import", true)
        }
    };
    went.then_some(what)
}

/// What the desk does by itself.
async fn a_while_passes(desk: &TestDesk, chance: &mut Chance) {
    desk.clock.advance(Duration::hours(1 + chance.below(40) as i64) + Duration::minutes(chance.below(60) as i64));
    let app = &desk.app;
    if chance.below(8) == 0 {
        let from = amsterdam_day(app.now()) + Days::new(1);
        let absence = Absence { from, to: from + Days::new(3), cover: None };
        let lead = desk.staff(TestDesk::ADMINISTRATOR);
        let _ = app.plan_absence(&lead, chance.of(&EXPERTS), absence, app::Gaps::Accepted).await;
    }
    sweeps(desk).await;
}

async fn sweeps(desk: &TestDesk) {
    let app = &desk.app;
    app.record_breaches().await.expect("swept");
    app.send_reminders().await.expect("swept");
    app.heed_silence().await.expect("swept");
    app.apply_absences().await.expect("swept");
    app.route_waiting().await.expect("swept");
    app.sweep_retention().await.expect("swept");
}

/// What figures are asked for: of each kind of filter and split a few.
pub(crate) fn asked_for(today: NaiveDate, organisation: OrganisationId) -> Vec<(TrendsBy, TicketSearch, Bucket)> {
    let all = TicketSearch::default;
    let region = |code: &str| TicketSearch { region: Some(code.to_owned()), ..all() };
    let layout = |key: &str| TrendsBy::Region(LayoutKey(key.to_owned()));
    vec![
        (TrendsBy::Nothing, all(), Bucket::Week),
        (TrendsBy::Topic(Axis::Theme), all(), Bucket::Month),
        (TrendsBy::Topic(Axis::Group), region("provincie:PV25"), Bucket::Month),
        (layout("provincie"), all(), Bucket::Quarter),
        (layout("woondealregio"), TicketSearch { topics: vec!["woonzorgvisie".into()], ..all() }, Bucket::Month),
        (
            TrendsBy::Expert,
            TicketSearch { organisation_kind: vec![OrganisationKind::Municipality], ..all() },
            Bucket::Month,
        ),
        (TrendsBy::OrganisationKind, TicketSearch { assignee: Some(TestDesk::ANNA), ..all() }, Bucket::Day),
        (
            TrendsBy::Nothing,
            TicketSearch { status: vec![TicketStatus::Closed, TicketStatus::Answered], ..all() },
            Bucket::Month,
        ),
        (
            TrendsBy::OrganisationKind,
            TicketSearch {
                groups: vec!["ouderen".into(), "statushouders".into()],
                topics: vec!["flexwonen".into()],
                ..all()
            },
            Bucket::Quarter,
        ),
        (
            TrendsBy::Topic(Axis::Theme),
            TicketSearch { organisation: Some(organisation), groups: vec!["ouderen".into()], ..all() },
            Bucket::Month,
        ),
        (TrendsBy::Topic(Axis::Theme), TicketSearch { policies: vec!["complex".to_owned()], ..all() }, Bucket::Month),
        (
            layout("provincie"),
            TicketSearch {
                channels: vec![Origin::Cli, Origin::Mail],
                policies: vec!["standard".to_owned(), "complex".to_owned()],
                ..all()
            },
            Bucket::Quarter,
        ),
        (
            TrendsBy::Expert,
            TicketSearch { received_from: Some(today - Days::new(9)), received_to: Some(today), ..all() },
            Bucket::Week,
        ),
        (
            layout("woondealregio"),
            TicketSearch { regions_on: Some(day("2027-01-01")), ..region("provincie:PV27") },
            Bucket::Quarter,
        ),
    ]
}

/// Every figure is what counting one by one gives.
async fn reconcile(desk: &TestDesk, what: &str) {
    let tables = Tables::read(desk.store.url()).await;
    let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
    let now = app.now();
    let today = amsterdam_day(now);
    let (from, to) = (today - Days::new(150), today + Days::new(40));
    for (by, filter, bucket) in asked_for(today, tables.an_organisation()) {
        for measure in MEASURES {
            let query = TrendsQuery { from, to, bucket, measure, by: by.clone(), filter: filter.clone(), as_of: None };
            let report = app.read_trends(&lead, &query).await.expect("figures");
            let expected = tables.figure(&app.picture(), &query, now);
            let named = |series: &app::NamedSeries| (series.key.clone(), naive::rounded(&series.series));
            let found: BTreeMap<_, _> = report.series.iter().map(named).collect();
            assert_eq!(found, expected.parts, "{what} on {}: {measure:?} {by:?} {filter:?}", desk.store.name());
            if let Some(whole) = &report.whole {
                assert_eq!(naive::rounded(&whole.series), expected.whole, "{what}: the whole of {measure:?} {by:?}");
            }
            let regions = naive::inhabitants(&app.picture(), &query, today);
            assert_eq!(report.regions.map(|on| on.regions), regions, "{what}: {by:?} {filter:?}");
            let rising: BTreeSet<_> = report.rising.iter().map(|rising| rising.topic.0.clone()).collect();
            assert_eq!(rising, tables.rising(&app.picture(), &query, now), "{what}: {filter:?}");
        }
    }
    became::reconcile(desk, &tables, (from, to), what).await;
}

pub(crate) async fn count_all(desk: &TestDesk) {
    while desk.app.count_days().await.expect("counted") > 0 {}
}

#[tokio::test]
async fn figures_are_what_counting_one_by_one_gives_whatever_was_done_counted_or_lost() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for (seed, mut desk) in desks().await.into_iter().enumerate() {
        let (mut chance, mut judging) = (Chance(seed as u64 * 7 + 1), Chance(seed as u64 + 77));
        let mut asked = Vec::new();
        for round in 0..10 {
            for _ in 0..18 {
                done.extend(act(&desk, &mut chance, &mut asked).await);
            }
            became::askers_judge(&desk, &mut judging, &asked).await;
            // Counted in between, or not; with the days that verbs change since.
            match round % 5 {
                1 => count_all(&desk).await,
                2 => desk.reopen(|_| {}).await,
                3 => {
                    count_all(&desk).await;
                    done.extend(act(&desk, &mut chance, &mut asked).await);
                }
                _ => {}
            }
            if round == 7 {
                let organisation = Tables::read(desk.store.url()).await.an_organisation();
                behind::reconcile_behind(&desk, organisation, ("half way", 3)).await;
            }
            if round % 3 == 2 || round > 7 {
                reconcile(&desk, &format!("round {round}")).await;
            }
            a_while_passes(&desk, &mut chance).await;
        }
        // Some askers are erased for certain, and a day later they are.
        for asker in (0..asked.len()).step_by(3) {
            let _ = desk.app.ask_erasure(&desk.staff(TestDesk::LEAD), &address_of(asker), "Zij vroeg erom.").await;
        }
        desk.clock.advance(Duration::days(2));
        sweeps(&desk).await;
        count_all(&desk).await;
        reconcile(&desk, "counted").await;
        reconcile(&desk, "from memory").await;
        let erased = Tables::read(desk.store.url()).await.erased();
        assert!(erased > 0, "nobody was erased on {}", desk.store.name());
        let organisation = Tables::read(desk.store.url()).await.an_organisation();
        behind::reconcile_behind(&desk, organisation, ("counted", 1)).await;
        assert_eq!(desk.app.count_days().await.expect("counted"), 0, "a second sweep finds nothing");
        let health = desk.app.health().await;
        let figures = health.checks.iter().find(|check| check.name == "cijfers").expect("it is looked at");
        assert!(figures.ok, "{}", figures.reason);
    }
    let verbs = [
        "submit",
        "assign",
        "hand over",
        "answer",
        "ask back",
        "react",
        "close",
        "reopen",
        "topics",
        "extend",
        "correct",
        "policy",
        "import",
        "refer",
        "merge",
        "split",
        "place",
    ];
    // How many are erased is counted above.
    done.remove("erase");
    assert_eq!(done, BTreeSet::from(verbs), "each verb was used");
}

/// A desk with three questions of Tuesday 24 November, one answered, and everything before Friday counted.
async fn counted_desk(desk: &TestDesk) -> Vec<Reference> {
    let mut asked = Vec::new();
    for number in 1..=3 {
        let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
        asked.push(
            desk.app
                .submit_question(&anonymous, question_about(number, "woonzorgvisie"))
                .await
                .expect("taken in")
                .reference,
        );
    }
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.reply_to_ticket(&lead, asked[0], "Zo zit het.", Reply::Answer).await.expect("answered");
    desk.clock.advance(Duration::days(3));
    count_all(desk).await;
    asked
}

#[tokio::test]
async fn days_that_were_counted_are_read_once_and_then_only_their_versions() {
    for desk in desks().await {
        counted_desk(&desk).await;
        let query = TrendsQuery {
            from: day("2026-01-01"),
            to: day("2026-11-26"),
            bucket: Bucket::Month,
            measure: Measure::Received,
            by: TrendsBy::Topic(Axis::Theme),
            filter: TicketSearch::default(),
            as_of: None,
        };
        let read = async || {
            desk.store.statements().record();
            desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
            let seen = desk.store.statements().seen();
            desk.store.statements().stop();
            seen.iter().filter(|sql| sql.contains(" content FROM day_facts")).count()
        };
        assert_eq!((read().await, read().await), (1, 0), "on {}", desk.store.name());
    }
}

/// PostgreSQL reads all tickets for a long list of days, also where nothing came in on any of them.
#[tokio::test]
async fn days_without_anything_to_count_are_not_looked_for_by_whoever_reads_figures() {
    for desk in desks().await {
        counted_desk(&desk).await;
        desk.clock.advance(Duration::days(30));
        count_all(&desk).await;
        let today = domain::amsterdam_day(desk.app.now());
        let query = TrendsQuery {
            from: day("2026-01-01"),
            to: today,
            bucket: Bucket::Month,
            measure: Measure::Received,
            by: TrendsBy::Nothing,
            filter: TicketSearch::default(),
            as_of: None,
        };
        desk.store.statements().record();
        desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
        let seen = desk.store.statements().seen();
        desk.store.statements().stop();
        let days: BTreeSet<&str> = seen
            .iter()
            .filter_map(|sql| sql.split_once("t.received_on IN ("))
            .flat_map(|(_, days)| days.split(')').next().unwrap_or_default().split(", "))
            .collect();
        assert_eq!(days, BTreeSet::from([format!("'{today}'").as_str()]), "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn what_another_process_counted_is_seen_and_two_that_count_at_once_count_each_day_once() {
    for mut desk in desks().await {
        let asked = counted_desk(&desk).await;
        reconcile(&desk, "counted").await;
        let here = desk.app.clone();
        desk.reopen(|_| {}).await;
        let lead = desk.staff(TestDesk::LEAD);
        for reference in &asked[1..] {
            desk.app.assign_ticket(&lead, *reference, Some(TestDesk::BRAM), "Past beter.").await.expect("assigned");
        }
        let (one, two) = tokio::join!(here.count_days(), desk.app.count_days());
        let days = one.expect("counted") + two.expect("counted");
        assert!(days > 0);
        count_all(&desk).await;
        let there = std::mem::replace(&mut desk.app, here);
        reconcile(&desk, "what the other one counted").await;
        desk.app = there;
        reconcile(&desk, "and the other one itself").await;
    }
}

#[tokio::test]
async fn a_damaged_day_is_counted_as_it_is_read_and_by_the_next_sweep() {
    for mut desk in desks().await {
        counted_desk(&desk).await;
        let damage = if desk.store.is_embedded() { "x'0102'" } else { "'\\x0102'" };
        sql(&desk, &format!("UPDATE day_facts SET content = {damage} WHERE day = '2026-11-24'")).await;
        desk.reopen(|_| {}).await;
        reconcile(&desk, "damaged").await;
        assert_eq!(desk.app.count_days().await.expect("counted"), 1, "on {}", desk.store.name());
        desk.reopen(|_| {}).await;
        reconcile(&desk, "counted again").await;
        // A row that is not there at all is none of nothing either.
        sql(&desk, "DELETE FROM day_facts WHERE day = '2026-11-24'").await;
        desk.reopen(|_| {}).await;
        reconcile(&desk, "lost").await;
    }
}

#[tokio::test]
async fn doctor_says_which_day_is_not_what_the_tables_say_and_the_sweep_mends_it() {
    for mut desk in desks().await {
        counted_desk(&desk).await;
        let check = async |desk: &TestDesk| {
            let health = desk.app.health().await;
            health.checks.into_iter().find(|check| check.name == "cijfers").expect("it is looked at")
        };
        assert!(check(&desk).await.ok);
        // What no trigger sees: the content of another day.
        sql(&desk, "UPDATE day_facts SET content = (SELECT content FROM day_facts AS other WHERE other.series = day_facts.series \
            AND other.day = '2026-11-26') WHERE day = '2026-11-24'").await;
        let found = check(&desk).await;
        assert!(!found.ok && found.reason.contains("24 november 2026"), "{}", found.reason);
        assert_eq!(desk.app.count_days().await.expect("counted"), 1);
        assert!(check(&desk).await.ok);
        desk.reopen(|_| {}).await;
        reconcile(&desk, "mended").await;
    }
}

#[tokio::test]
async fn a_day_that_cannot_be_counted_stops_no_other_and_is_told() {
    for desk in desks().await {
        counted_desk(&desk).await;
        sql(&desk, "UPDATE tickets SET organisation_kind = 'MOON', received_on = '2026-11-20' WHERE id = 1").await;
        let lead = desk.staff(TestDesk::LEAD);
        let other = Reference { year: 2026, ticket: domain::TicketId(2) };
        desk.app.set_ticket_topics(&lead, other, &[], &["flexwonen".to_owned()]).await.expect("changed");
        sql(&desk, "UPDATE tickets SET received_on = '2026-11-19' WHERE id = 2").await;
        let refused = desk.app.count_days().await.expect_err("one day is unreadable");
        assert!(refused.to_string().contains("MOON"), "{refused}");
        let kept =
            store::day_facts::counted(&*desk.store, domain::FactKind::Received, day("2026-11-19"), day("2026-11-20"));
        let kept: Vec<_> = kept.await.expect("readable").days.into_iter().map(|(day, _)| day).collect();
        assert_eq!(kept, [day("2026-11-19")], "on {}", desk.store.name());
    }
}
