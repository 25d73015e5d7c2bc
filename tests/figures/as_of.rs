//! Figures as of an earlier day are those of a database that stopped there: random desks, and each thing that happens later.

use super::{Chance, MEASURES, act, asked_for, day, sweeps};
use crate::retention::swept;
use app::{
    Bucket, Caller, Measure, PartDraft, Refusal, Reply, RulesChange, TicketSearch, TrendsBy, TrendsQuery, TrendsReport,
};
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    AMSTERDAM, Actor, Metric, OrganisationDraft, OrganisationId, OrganisationKind, Origin, Reference, amsterdam_day,
};
use std::collections::{BTreeMap, BTreeSet};
use testkit::{TestDesk, desks, question_about};

/// What was asked for, and what was said.
type Told = BTreeMap<String, String>;

/// The last moment of a day.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = (day + Days::new(1)).and_time(NaiveTime::MIN).and_local_timezone(AMSTERDAM).earliest();
    midnight.expect("a midnight").to_utc() - TimeDelta::microseconds(1)
}

/// What a report says, but for the words around it.
fn told(report: &TrendsReport) -> String {
    format!("{:?} {:?} {:?}", report.series, report.whole, report.rising)
}

/// Every figure as it is on this day, or as it was on it: what was asked for, and what it says.
async fn figures(desk: &TestDesk, on: NaiveDate, as_of: Option<NaiveDate>) -> Told {
    let lead = desk.staff(TestDesk::LEAD);
    let mut said = BTreeMap::new();
    let nobody = OrganisationId(uuid::Uuid::nil());
    let outcomes = || (TrendsBy::Became, TicketSearch::default(), Bucket::Month);
    for (by, filter, bucket) in asked_for(on, nobody).into_iter().chain([outcomes()]) {
        let all = MEASURES.into_iter().filter(|measure| by != TrendsBy::Became || measure.says_what_became());
        for measure in all {
            let (from, to) = (on - Days::new(150), on + Days::new(40));
            let query = TrendsQuery { from, to, bucket, measure, by: by.clone(), filter: filter.clone(), as_of };
            let report = desk.app.read_trends(&lead, &query).await;
            if !filter.status.is_empty() || filter.organisation.is_some() {
                // Nobody knows where questions stood then, nor which body asked, and nothing is made up.
                assert_eq!(as_of.is_some(), matches!(report, Err(Refusal::Complaints(_))), "{filter:?}");
                continue;
            }
            let report = report.expect("figures");
            assert!(!report.definition.contains("niet bewaard"), "{}", report.definition);
            let is_said = report.definition.starts_with("Dit is de stand aan het eind van ");
            assert_eq!(as_of.is_some(), is_said, "{}", report.definition);
            said.insert(format!("{measure:?} {by:?} {filter:?}"), told(&report));
        }
    }
    said
}

fn same(now: &Told, then: &Told, what: &str) {
    assert_eq!(now.keys().collect::<Vec<_>>(), then.keys().collect::<Vec<_>>());
    for (asked, said) in then {
        assert_eq!(&now[asked], said, "{what}: {asked}");
    }
}

fn from_ede(kind: OrganisationKind) -> OrganisationDraft {
    OrganisationDraft {
        kind: Some(kind),
        name: "Gemeente Ede".to_owned(),
        municipality: Some("GM0228".to_owned()),
        ..OrganisationDraft::default()
    }
}

/// What else can change under what a question counts, and what is promised.
async fn act_otherwise(desk: &TestDesk, chance: &mut Chance, on: Reference) -> Option<&'static str> {
    let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
    match chance.below(6) {
        0 | 1 => {
            let kind = chance.of(&[OrganisationKind::Municipality, OrganisationKind::CarePartner]);
            let draft = OrganisationDraft {
                municipality: Some(chance.of(&["GM0228", "GM0344", "GM0402"]).to_owned()),
                ..from_ede(kind)
            };
            app.correct_origin(&lead, on, &draft, chance.of(&["nl", "en"])).await.ok().map(|_| "origin")
        }
        2 => {
            let part = PartDraft { subject: "Een deel", body: "En hoe zit het met flexwonen?" };
            app.split_ticket(&lead, on, part).await.ok().map(|_| "split")
        }
        3 => {
            let closed = RulesChange::CloseDay {
                day: amsterdam_day(app.now()) + Days::new(1 + chance.below(9) as u64),
                label: "Storm".to_owned(),
            };
            let changed = app.change_promise_rules(&desk.staff(TestDesk::ADMINISTRATOR), &closed).await;
            while app.recount_promises().await.expect("swept") > 0 {}
            changed.ok().map(|()| "rules")
        }
        _ => None,
    }
}

/// Some weeks of a desk, each day with the figures of its end, of ten of them.
async fn play(
    desk: &TestDesk,
    (chance, judging): (&mut Chance, &mut Chance),
) -> (BTreeMap<NaiveDate, Told>, BTreeSet<&'static str>) {
    const DAYS: u64 = 36;
    let first = amsterdam_day(desk.app.now());
    let mut kept = BTreeMap::new();
    while kept.len() < 10 {
        kept.insert(first + Days::new(chance.below(DAYS as usize - 1) as u64), BTreeMap::new());
    }
    let (mut asked, mut done) = (vec![ask(desk, 1_000_000).await], BTreeSet::new());
    for today in first.iter_days().take(DAYS as usize) {
        // A few times a day, and in the evening as well.
        for hours in [8, 5, 4, 4] {
            for _ in 0..chance.below(4) {
                done.extend(act(desk, chance, &mut asked).await);
            }
            if !asked.is_empty() {
                let on = chance.of(&asked);
                done.extend(act_otherwise(desk, chance, on).await);
            }
            if chance.below(3) == 0 {
                sweeps(desk).await;
            }
            let later = desk.app.now() + Duration::hours(hours) + Duration::minutes(chance.below(60) as i64);
            if amsterdam_day(later) == today {
                desk.clock.set(later);
            }
        }
        super::became::askers_judge(desk, judging, &asked).await;
        desk.clock.set(end_of(today));
        if let Some(then) = kept.get_mut(&today) {
            *then = figures(desk, today, None).await;
        }
        desk.clock.advance(Duration::microseconds(1) + Duration::hours(chance.below(8) as i64));
    }
    (kept, done)
}

async fn are_reproduced<'a>(desk: &TestDesk, kept: impl Iterator<Item = (&'a NaiveDate, &'a Told)>, when: &str) {
    for (day, then) in kept {
        let what = format!("{day} {when} on {}", desk.store.name());
        same(&figures(desk, *day, Some(*day)).await, then, &what);
    }
}

#[tokio::test]
async fn figures_of_ten_random_days_are_those_of_a_database_that_stopped_there() {
    let seed: u64 = std::env::var("LOKET_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut done = BTreeSet::new();
    for (at, desk) in desks().await.into_iter().enumerate() {
        let mut chance = Chance(seed * 100 + at as u64);
        let (kept, some) = play(&desk, (&mut chance, &mut Chance(seed + 77))).await;
        done.extend(some);
        are_reproduced(&desk, kept.iter(), "some weeks later").await;
        // Who asked, and every text, is erased; nothing that figures count is.
        desk.clock.advance(Duration::days(900));
        sweeps(&desk).await;
        desk.clock.advance(Duration::days(900));
        swept(&desk).await;
        are_reproduced(&desk, kept.iter().step_by(4), "after its terms").await;
    }
    for verb in ["import", "answer", "ask back", "reopen", "topics", "extend", "policy", "merge", "origin", "split"] {
        assert!(done.contains(verb), "{verb} was not done: {done:?}");
    }
}

async fn ask(desk: &TestDesk, number: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    let draft = question_about(number, "woonzorgvisie");
    desk.app.submit_question(&anonymous, draft).await.expect("taken in").reference
}

async fn import(desk: &TestDesk, id: &str, received_at: &str) {
    let line = serde_json::json!({ "id": id, "subject": "Een oude vraag", "body": "Hoe werkt een ouderenhofje?",
        "asker_type": "gemeente", "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202", "name": "Ans",
        "email": "ans@arnhem.example", "received_at": received_at });
    let imported = desk.app.import_question_quietly(&Caller::system(Origin::Cli), 1, line.to_string()).await;
    assert!(imported.expect("imported").is_new);
}

/// An answer to a question that everybody asks of figures.
fn query(measure: Measure, as_of: Option<NaiveDate>) -> TrendsQuery {
    TrendsQuery {
        from: day("2026-11-01"),
        to: day("2026-12-31"),
        bucket: app::Bucket::Month,
        measure,
        by: TrendsBy::Nothing,
        filter: TicketSearch::default(),
        as_of,
    }
}

/// What no figure of now shows either.
const UNSEEN: [&str; 2] = ["nothing", "a breach is written down"];

#[tokio::test]
async fn whatever_happens_later_an_earlier_day_stays_what_it_was() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let mut asked = Vec::new();
        for number in 1..=9 {
            asked.push(ask(&desk, number).await);
        }
        let [late, place, person, topics, moved, merged, answered, waiting, ended] = asked[..] else { panic!("nine") };
        app.reply_to_ticket(&lead, answered, "Zo zit het.", Reply::Answer).await.expect("answered");
        app.reply_to_ticket(&lead, waiting, "Welk jaar?", Reply::AskBack).await.expect("asked back");
        app.extend_deadline(&lead, moved, Metric::Answer, day("2026-12-21"), "Meer tijd.").await.expect("moved");
        // The promises of those that were not extended are broken by then, and nobody looked.
        let then = day("2026-12-10");
        desk.clock.set(end_of(then));
        let figures_then = figures(&desk, then, None).await;
        desk.clock.set("2026-12-11T09:00:00Z".parse().expect("a moment"));
        let mut now = figures(&desk, then, None).await;
        let mut stays = async |what: &str| {
            let what = format!("{what} on {}", desk.store.name());
            same(&figures(&desk, then, Some(then)).await, &figures_then, &what);
            // Figures of now tell the difference.
            let next = figures(&desk, then, None).await;
            let is_seen = !UNSEEN.iter().any(|unseen| what.starts_with(unseen));
            assert_eq!(next != now, is_seen, "{what}");
            now = next;
        };

        stays("nothing").await;
        assert!(app.record_breaches().await.expect("swept") > 0);
        stays("a breach is written down").await;
        import(&desk, "oud", "2026-12-01").await;
        stays("a question of before is imported").await;
        app.correct_origin(&lead, place, &from_ede(OrganisationKind::CarePartner), "nl").await.expect("corrected");
        stays("kind and place are corrected").await;
        app.assign_ticket(&lead, person, Some(TestDesk::CARLA), "Past beter.").await.expect("assigned");
        app.assign_ticket(&lead, person, Some(TestDesk::BRAM), "Toch niet.").await.expect("assigned");
        stays("somebody else has it").await;
        for theme in ["flexwonen", "huisvesting-aandachtsgroepen"] {
            let _ = app.set_ticket_topics(&lead, topics, &["statushouders".to_owned()], &[theme.to_owned()]).await;
        }
        app.set_ticket_topics(&lead, topics, &[], &["flexwonen".to_owned()]).await.expect("corrected");
        stays("it is about something else").await;
        app.extend_deadline(&lead, moved, Metric::Answer, day("2026-12-28"), "Nog meer.").await.expect("moved");
        app.set_ticket_policy(&lead, moved, "complex").await.expect("moved");
        stays("a promise moves").await;
        app.merge_ticket(&lead, merged, &late.to_string()).await.expect("merged");
        stays("it ends in another").await;
        app.unmerge_ticket(&lead, merged).await.expect("a moment later");
        stays("and it does not").await;
        app.reopen_ticket(&lead, answered, "Er is nieuws.").await.expect("open again");
        stays("it is open again").await;
        let asker = Caller::new(Actor::Asker(waiting.ticket), Origin::Web);
        app.react_as_asker(&asker, waiting, "Dit jaar.").await.expect("reacted");
        app.reply_to_ticket(&lead, waiting, "Zo dus.", Reply::Answer).await.expect("answered");
        stays("who was waited for reacts, and is answered").await;
        app.reply_to_ticket(&lead, late, "Zo zit het.", Reply::Answer).await.expect("answered");
        stays("an answer comes late").await;
        app.close_ticket(&lead, ended, app::Closing::default()).await.expect("closed");
        stays("it is closed without an answer").await;
        let mut regime = sla::Regime { from: day("2026-12-14"), ..sla::Regime::standard() };
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        for hours in regime.hours.iter_mut().filter(|hours| !hours.is_empty()) {
            *hours = vec![sla::Opening { from: time(9), to: time(13) }];
        }
        let hours = RulesChange::Hours(regime);
        app.change_promise_rules(&desk.staff(TestDesk::ADMINISTRATOR), &hours).await.expect("changed");
        stays("the desk is open at other hours").await;
        // What is looked at is not nothing.
        let report = app.read_trends(&lead, &query(Measure::Received, Some(then))).await.expect("figures");
        assert_eq!(report.series[0].series.total, 9.0);
        let now = app.read_trends(&lead, &query(Measure::Received, None)).await.expect("figures");
        assert_eq!(now.series[0].series.total, 10.0);
    }
}

#[tokio::test]
async fn a_clock_that_stood_still_broke_no_promise_whatever_became_of_it_when_it_ran_again() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let on = ask(&desk, 1).await;
        // Asked back in the moment in which the answer was due, and reacted to on a Saturday: what was waited is given back
        // until Friday, when the clock still stood still.
        desk.clock.set("2026-12-08T16:00:00Z".parse().expect("closing time"));
        desk.app.reply_to_ticket(&lead, on, "Welk jaar?", Reply::AskBack).await.expect("asked back");
        let then = day("2026-12-11");
        desk.clock.set(end_of(then));
        let figures_then = figures(&desk, then, None).await;
        desk.clock.set("2026-12-12T12:00:00Z".parse().expect("a Saturday"));
        let asker = Caller::new(Actor::Asker(on.ticket), Origin::Web);
        let ticket = desk.app.react_as_asker(&asker, on, "Dit jaar.").await.expect("reacted");
        assert_eq!(amsterdam_day(ticket.promises.answer.due_at), then, "what this is about");
        desk.app.record_breaches().await.expect("swept");
        same(&figures(&desk, then, Some(then)).await, &figures_then, desk.store.name());
    }
}

#[tokio::test]
async fn what_nobody_wrote_down_is_said_and_a_day_that_cannot_be_is_refused() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let refused =
            async |as_of: NaiveDate| match app.read_trends(&lead, &query(Measure::Received, Some(as_of))).await {
                Err(Refusal::Complaints(all)) => all.0[0].message.clone(),
                other => panic!("{other:?}"),
            };
        assert_eq!(refused(day("2026-11-23")).await, "Er kwam nog geen vraag binnen.");
        let on = ask(&desk, 1).await;
        let then = amsterdam_day(app.now());
        assert_eq!(refused(then + Days::new(1)).await, "Kies een dag die geweest is.");
        let first = "Het loket kreeg zijn eerste vraag op dinsdag 24 november 2026. Kies een dag vanaf dan.";
        assert_eq!(refused(then - Days::new(1)).await, first);
        let definition =
            async |measure| app.read_trends(&lead, &query(measure, Some(then))).await.expect("figures").definition;
        let today = definition(Measure::Received).await;
        assert!(today.starts_with("Dit is de stand van nu: dinsdag 24 november 2026"), "{today}");
        desk.clock.advance(Duration::days(1));
        let known = definition(Measure::Received).await;
        assert!(known.starts_with("Dit is de stand aan het eind van dinsdag 24 november 2026. Aantal"), "{known}");
        // As a version of the program wrote it that did not keep what it replaced.
        app.correct_origin(&lead, on, &from_ede(OrganisationKind::CarePartner), "nl").await.expect("corrected");
        let gone = if desk.store.is_embedded() { "json_remove(detail, '$.was')" } else { "detail - 'was'" };
        super::sql(&desk, &format!("UPDATE events SET detail = {gone} WHERE kind = 'origin_corrected'")).await;
        let untold = definition(Measure::Received).await;
        assert!(untold.contains("Van 1 vraag is niet bewaard"), "{untold}");

        for filter in [
            TicketSearch { text: Some("woonzorgvisie".to_owned()), ..TicketSearch::default() },
            TicketSearch { along: true, ..TicketSearch::default() },
            TicketSearch { pressing: Some(domain::Pressing::Late), ..TicketSearch::default() },
        ] {
            let query = TrendsQuery { filter, ..query(Measure::Received, Some(then)) };
            assert!(matches!(app.read_trends(&lead, &query).await, Err(Refusal::Complaints(_))), "{query:?}");
        }
    }
}

#[tokio::test]
async fn who_may_know_of_few_questions_counts_few_of_them_on_an_earlier_day_as_well() {
    for desk in desks().await {
        ask(&desk, 1).await;
        let then = amsterdam_day(desk.app.now());
        desk.clock.advance(Duration::days(1));
        let region = TicketSearch { region: Some("GM0202".to_owned()), ..TicketSearch::default() };
        let query = TrendsQuery { filter: region, ..query(Measure::Received, Some(then)) };
        let mut counted = Vec::new();
        for who in [TestDesk::LEAD, TestDesk::ANNA, TestDesk::BRAM] {
            let report = desk.app.read_trends(&desk.staff(who), &query).await.expect("figures");
            counted.push(report.series[0].series.total);
        }
        assert_eq!(counted[0], 1.0);
        assert_eq!(counted[1] + counted[2], 1.0, "whoever has it: {counted:?}");
    }
}

#[tokio::test]
async fn the_page_the_files_and_the_api_say_of_which_day_they_are() {
    for desk in desks().await {
        ask(&desk, 1).await;
        desk.clock.advance(Duration::days(1));
        ask(&desk, 2).await;
        let client = crate::client::listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let read = async |path: &str| {
            let asked = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", &cookie);
            asked.send().await.expect("an answer").text().await.expect("text")
        };
        let asked = "maat=ontvangen&per=alles&van=2026-11-01&tot=2026-11-30&stand=2026-11-24";
        let page = read(&format!("/cijfers?{asked}")).await;
        let said = "Dit is de stand aan het eind van dinsdag 24 november 2026.";
        assert!(page.contains(said), "{page}");
        assert!(page.contains(
            "tabel.csv?maat=ontvangen&#38;per=alles&#38;van=2026-11-01&#38;tot=2026-11-30&#38;stand=2026-11-24"
        ));
        assert!(page.contains("name=\"stand\"") && page.contains("value=\"2026-11-24\""), "it stays chosen");
        assert!(!page.contains("/werkbak?wie=alles"), "lists are of now");
        let csv = read(&format!("/cijfers/tabel.csv?{asked}")).await;
        assert!(csv.contains(said) && csv.contains("\"Alle vragen\";1;1"), "{csv}");
        let unreadable = read("/cijfers?stand=gisteren").await;
        assert!(unreadable.contains("niet lezen als dag") && unreadable.contains("gisteren"), "{unreadable}");

        let trends = "{ trends(input: { from: \"2026-11-01\", to: \"2026-11-30\", bucket: MONTH, measure: RECEIVED, \
                      asOf: \"2026-11-24\" }) { definition series { total } } }";
        let token = desk.token(TestDesk::LEAD).await;
        let answer = client.ask(Some(&token), trends, serde_json::json!({})).await;
        assert!(answer["trends"]["definition"].as_str().expect("words").starts_with(said), "{answer}");
        assert_eq!(answer["trends"]["series"][0]["total"], 1.0);
    }
}
