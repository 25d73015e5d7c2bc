//! Behind each figure stand exactly the questions that it counts, and whoever looks sees those that they may open.

use super::{MEASURES, asked_for, counted_desk, day};
use app::{Bucket, Caller, FigureAt, Measure, NamedSeries, TicketSearch, TrendsBy, TrendsQuery};
use chrono::Days;
use domain::amsterdam_day;
use std::collections::BTreeSet;
use testkit::{TestDesk, desks};

/// What counts in a cell, by what stands behind it, after every page of it was read.
async fn behind(desk: &TestDesk, caller: &Caller, query: &TrendsQuery, cell: &FigureAt) -> (i64, usize, Vec<i64>) {
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let found = desk.app.read_behind(caller, query, cell, after).await.expect("questions");
        seen.extend(found.tickets.iter().map(|ticket| ticket.id.0));
        after = found.next;
        if after.is_none() {
            assert_eq!(seen.len(), found.known, "{cell:?}");
            assert!(seen.is_sorted_by(|left, right| left > right), "the latest first, each once: {seen:?}");
            return (found.times, found.questions, seen);
        }
    }
}

/// Every figure of every measure and step, of one in `every` of the splits; of days one in seven is enough.
pub(crate) async fn reconcile_behind(
    desk: &TestDesk,
    organisation: domain::OrganisationId,
    (what, every): (&str, usize),
) {
    let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
    let today = amsterdam_day(app.now());
    let (from, to) = (today - Days::new(60), today + Days::new(9));
    for (by, filter, bucket) in asked_for(today, organisation).into_iter().step_by(every) {
        for measure in MEASURES {
            let query = TrendsQuery { from, to, bucket, measure, by: by.clone(), filter: filter.clone(), as_of: None };
            let report = app.read_trends(&lead, &query).await.expect("figures");
            for (series, is_part) in report
                .series
                .iter()
                .map(|one| (one, by != TrendsBy::Nothing))
                .chain(report.whole.iter().map(|one| (one, false)))
            {
                let part = is_part.then(|| series.key.clone());
                let steps = if bucket == Bucket::Day { 7 } else { 1 };
                let cells = series.series.points.iter().step_by(steps).map(|point| (Some(point.start), point.value));
                for (step, value) in cells.chain([(None, Some(series.series.total))]) {
                    let cell = FigureAt { part: part.clone(), step };
                    let (times, questions, seen) = behind(desk, &lead, &query, &cell).await;
                    let of =
                        format!("{what} on {}: {measure:?} {by:?} {filter:?} {cell:?} {value:?}", desk.store.name());
                    assert_eq!(seen.len(), questions, "{of}: a lead may open all");
                    if step.is_none() {
                        assert_eq!(times, series.series.rests_on, "{of}");
                    }
                    match value {
                        Some(value) if measure.is_count() => assert_eq!(times as f64, value, "{of}"),
                        Some(_) if step.is_some() => assert!(times > 0, "{of}"),
                        None => assert_eq!(times, 0, "{of}"),
                        Some(_) => {}
                    }
                }
            }
        }
    }
}

fn query(measure: Measure, by: TrendsBy) -> TrendsQuery {
    let (from, to) = (day("2026-11-01"), day("2026-11-27"));
    TrendsQuery { from, to, bucket: Bucket::Week, measure, by, filter: TicketSearch::default(), as_of: None }
}

#[tokio::test]
async fn behind_each_figure_stand_as_many_questions_as_it_says_and_only_those_of_the_reader_open() {
    for desk in desks().await {
        let asked = counted_desk(&desk).await;
        let (lead, bram) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::BRAM));
        desk.app.assign_ticket(&lead, asked[1], Some(TestDesk::BRAM), "Past beter.").await.expect("assigned");
        let of_week = FigureAt { part: None, step: Some(day("2026-11-23")) };
        let all = query(Measure::Received, TrendsBy::Nothing);
        let (times, questions, seen) = behind(&desk, &lead, &all, &of_week).await;
        assert_eq!((times, questions, seen.len()), (3, 3, asked.len()), "on {}", desk.store.name());
        let known: BTreeSet<i64> = desk
            .app
            .list_tickets(&bram, &TicketSearch::default(), 100, None)
            .await
            .expect("a list")
            .items
            .iter()
            .map(|(_, ticket)| ticket.id.0)
            .collect();
        assert!(known.len() < 3, "he does not know of all");
        let (_, questions, seen) = behind(&desk, &bram, &all, &of_week).await;
        assert_eq!((questions, seen.into_iter().collect::<BTreeSet<_>>()), (3, known));
        // How timely somebody else is stays hidden behind its figure as well.
        let timely = query(Measure::MedianWorkingDaysToAnswer, TrendsBy::Expert);
        let of_anna = FigureAt { part: Some(TestDesk::ANNA.to_string()), step: None };
        let refused = desk.app.read_behind(&bram, &timely, &of_anna, None).await;
        assert!(matches!(refused, Err(app::Refusal::Forbidden)), "{refused:?}");
        assert!(desk.app.read_behind(&lead, &timely, &of_anna, None).await.is_ok());
        let elsewhere = FigureAt { part: None, step: Some(day("2027-03-01")) };
        let refused = desk.app.read_behind(&lead, &all, &elsewhere, None).await;
        assert!(matches!(refused, Err(app::Refusal::Complaints(_))), "{refused:?}");
    }
}

fn links(page: &str, to: &str) -> Vec<String> {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found
        .filter(|address| address.starts_with(to))
        .map(|address| address.replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

#[tokio::test]
async fn filters_stay_in_every_link_and_each_number_leads_to_its_questions() {
    let desk = desks().await.remove(0);
    counted_desk(&desk).await;
    let client = crate::client::listening(&desk).await;
    let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
    let get = async |path: &str| {
        let address = format!("{}{path}", client.address);
        let answer = reqwest::Client::new().get(&address).header("cookie", &cookie).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{address}");
        answer.text().await.expect("text")
    };
    let filters = ["thema=woonzorgvisie", "thema=flexwonen", "regio=provincie%3APV25", "soort=MUNICIPALITY"];
    let page = get(&format!(
        "/cijfers?maat=ontvangen&per=organisatie&stap=week&van=2026-11-01&tot=2026-11-27&{}",
        filters.join("&")
    ))
    .await;
    assert!(
        page.contains("Alleen vragen over Woonzorgvisie of Flexwonen en tijdelijke huisvesting, uit Gelderland, van de soort Gemeente."),
        "{page}"
    );
    let behind = links(&page, "/cijfers/vragen?");
    assert!(!behind.is_empty(), "{page}");
    for address in behind.iter().chain(&links(&page, "/cijfers/tabel.")) {
        assert!(filters.iter().all(|filter| address.contains(filter)), "{address}");
    }
    let list = get(behind.last().expect("a link")).await;
    assert_eq!(list.matches("loket-row__subject").count(), 3, "{list}");
    assert!(list.contains("3 vragen.") && list.contains("Alleen vragen over"), "{list}");
    // One click takes one filter away.
    let without: Vec<String> =
        links(&page, "/cijfers?").into_iter().filter(|address| address.contains("per=organisatie")).collect();
    assert_eq!(without.len(), filters.len(), "{without:?}");
    for (address, gone) in without.iter().zip(filters) {
        assert!(!address.contains(gone) && address.contains("maat=ontvangen"), "{address}");
    }
}

#[tokio::test]
async fn an_organisation_is_meant_by_its_name_and_whoever_is_no_lead_gets_figures_of_their_own_questions() {
    for desk in desks().await {
        counted_desk(&desk).await;
        let (lead, bram) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::BRAM));
        let meant = desk.app.organisations_meant(&lead, "arnhem").await.expect("a list");
        assert_eq!(meant.len(), 1, "{meant:?} on {}", desk.store.name());
        let by_key = desk.app.organisations_meant(&lead, &meant[0].id.to_string()).await.expect("it");
        assert_eq!(by_key, meant);
        assert!(desk.app.organisations_meant(&lead, "Elkien").await.expect("a list").is_empty());
        let of = TicketSearch { organisation: Some(meant[0].id), ..TicketSearch::default() };
        let query = TrendsQuery { filter: of, ..query(Measure::Received, TrendsBy::Nothing) };
        let total = async |caller: &Caller| {
            let report = desk.app.read_trends(caller, &query).await.expect("figures");
            let one: &NamedSeries = &report.series[0];
            (one.series.total, report.definition)
        };
        assert_eq!(total(&lead).await.0, 3.0);
        let (own, definition) = total(&bram).await;
        assert!(own < 3.0 && definition.contains("alleen de vragen die u mag zien"), "{own} {definition}");
    }
}
