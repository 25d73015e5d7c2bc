//! How timely somebody is, is for leads and for oneself; and what nobody could keep is nobody's fault.

use app::{Measure, Refusal, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Actor, Origin, PersonId};
use testkit::{TestDesk, desks, question_about};
use trends::Bucket;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

async fn read(
    desk: &TestDesk,
    reader: PersonId,
    measure: Measure,
    filter: TicketSearch,
) -> Result<TrendsReport, Refusal> {
    let (from, to) = (day("2026-11-23"), day("2026-12-31"));
    let query = TrendsQuery { from, to, bucket: Bucket::Month, measure, by: TrendsBy::Expert, filter, as_of: None };
    desk.app.read_trends(&desk.staff(reader), &query).await
}

fn names(report: &TrendsReport) -> Vec<&str> {
    let mut names: Vec<&str> = report.series.iter().map(|line| line.label.as_str()).collect();
    names.sort_unstable();
    names
}

async fn ask(desk: &TestDesk, key: u128, text: Option<&str>) -> domain::Reference {
    let caller = app::Caller::new(Actor::Anonymous, Origin::Web);
    let mut draft = question_about(key, "woonzorgvisie");
    if let Some(text) = text {
        let (subject, body) = ("Vraag".to_owned(), text.to_owned());
        draft = domain::QuestionDraft { themes: Vec::new(), groups: Vec::new(), subject, body, ..draft };
    }
    desk.app.submit_question(&caller, draft).await.expect("a question").reference
}

#[tokio::test]
async fn named_colleagues_timeliness_is_for_leads_and_ones_own_for_oneself() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        for (key, expert) in [(1, TestDesk::ANNA), (2, TestDesk::BRAM)] {
            let reference = ask(&desk, key, None).await;
            let has = desk.app.read_ticket(&lead, reference).await.expect("there").assignee;
            if has != Some(expert) {
                desk.app.assign_ticket(&lead, reference, Some(expert), "Liever deze").await.expect("given");
            }
        }
        desk.clock.set(at("2026-12-10T10:00:00+01:00"));
        desk.app.record_breaches().await.expect("swept");
        for measure in [Measure::FirstResponseInTimeShare, Measure::AnsweredInTimeShare] {
            let all = read(&desk, TestDesk::LEAD, measure, TicketSearch::default()).await.expect("figures");
            assert_eq!(all.series.len(), 2, "{:?}", names(&all));
            let own = read(&desk, TestDesk::ANNA, measure, TicketSearch::default()).await.expect("figures");
            assert_eq!(names(&own), [desk.app.picture().name(TestDesk::ANNA)]);
            assert!(own.whole.is_some(), "everything together is no secret");
            assert!(own.definition.contains("alleen een programmaleider"), "{}", own.definition);
            assert!(!all.definition.contains("alleen een programmaleider"), "{}", all.definition);
            // Nor by asking for one of them alone.
            let of = |expert| TicketSearch { assignee: Some(expert), ..TicketSearch::default() };
            let refused = read(&desk, TestDesk::ANNA, measure, of(TestDesk::BRAM)).await;
            assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
            assert!(read(&desk, TestDesk::ANNA, measure, of(TestDesk::ANNA)).await.is_ok());
            assert!(read(&desk, TestDesk::LEAD, measure, of(TestDesk::BRAM)).await.is_ok());
        }
        // How many somebody has is no secret.
        let received = read(&desk, TestDesk::ANNA, Measure::Received, TicketSearch::default()).await.expect("figures");
        assert_eq!(received.series.len(), 2);
    }
}

#[tokio::test]
async fn a_promise_that_was_broken_before_anybody_had_the_question_is_no_experts() {
    for desk in desks().await {
        let doubted = ask(&desk, 1, Some("Ik ben dakloos en zoek een kamer, wie helpt mij?")).await;
        let lead = desk.staff(TestDesk::LEAD);
        let ticket = desk.app.read_ticket(&lead, doubted).await.expect("there");
        assert!(ticket.out_of_scope && ticket.assignee.is_none(), "{ticket:?}");
        // Its first reaction was promised for the 26th.
        desk.clock.set(at("2026-11-27T10:00:00+01:00"));
        desk.app.record_breaches().await.expect("swept");
        desk.app.assign_ticket(&lead, doubted, Some(TestDesk::ANNA), "Toch voor ons").await.expect("given");
        let anna = desk.app.picture().name(TestDesk::ANNA).to_owned();
        let search = TicketSearch::default;
        let reactions = read(&desk, TestDesk::LEAD, Measure::FirstResponseInTimeShare, search()).await;
        assert_eq!(names(&reactions.expect("figures")), ["Nog niet toegewezen"]);
        // What she does not keep herself is hers.
        desk.clock.set(at("2026-12-10T10:00:00+01:00"));
        desk.app.record_breaches().await.expect("swept");
        let answers = read(&desk, TestDesk::LEAD, Measure::AnsweredInTimeShare, search()).await.expect("figures");
        assert_eq!(names(&answers), [anna.as_str()]);
    }
}
