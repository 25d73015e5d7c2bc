//! The report of a period says what the figures say, as far as it says it, and nothing small.

use super::{Chance, a_while_passes, act, count_all, counted_desk};
use app::{Bucket, Cell, Measure, PeriodReport, Refusal, Share, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use testkit::{TestDesk, desks};

/// Totals of a measure by label, and of everything.
async fn figures(
    desk: &TestDesk,
    measure: Measure,
    by: &TrendsBy,
    (from, to): (NaiveDate, NaiveDate),
) -> (BTreeMap<String, (f64, i64)>, (f64, i64)) {
    let query = TrendsQuery {
        from,
        to,
        bucket: Bucket::Quarter,
        measure,
        by: by.clone(),
        filter: TicketSearch::default(),
        as_of: None,
    };
    let TrendsReport { series, whole, .. } =
        desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
    let all = |line: &app::NamedSeries| (line.series.total, line.series.rests_on);
    let whole = whole.as_ref().or(series.first()).map(all).expect("everything together");
    (series.iter().map(|line| (line.label.clone(), all(line))).collect(), whole)
}

fn is_small(count: f64) -> bool {
    0.0 < count && count < app::FEWEST as f64
}

/// What is shown is what is counted, and nothing small is shown.
fn fits(cell: Cell, counted: f64, what: &str) {
    match cell {
        Cell::Shown(shown) => assert!(shown as f64 == counted && !is_small(counted), "{what}: {cell:?} of {counted}"),
        Cell::Hidden => {}
    }
}

async fn desk_fits(desk: &TestDesk, report: &PeriodReport, today: NaiveDate) {
    for line in &report.desk {
        let days = (line.period.first(), line.period.last().min(today));
        let whole = async |measure| figures(desk, measure, &TrendsBy::Nothing, days).await.1;
        for (measure, cell) in
            [(Measure::Received, line.received), (Measure::Answered, line.answered), (Measure::Open, line.open)]
        {
            let (total, _) = whole(measure).await;
            assert_eq!(cell, Cell::of(total as i64), "{measure:?} in {}", line.period);
        }
        for (measure, share) in
            [(Measure::AnsweredInTimeShare, line.answers), (Measure::FirstResponseInTimeShare, line.reactions)]
        {
            let (part, of) = whole(measure).await;
            assert_eq!(share, Share::of((part * of as f64).round() as i64, of), "{measure:?} in {}", line.period);
        }
        let (median, answers) = whole(Measure::MedianWorkingDaysToAnswer).await;
        assert_eq!(line.took.answers, Cell::of(answers));
        assert_eq!(line.took.middle.is_some(), answers >= 2 * app::FEWEST);
        assert!(line.took.middle.is_none_or(|middle| (middle / report.usual_day - median).abs() < 1e-9));
    }
}

async fn tables_fit(desk: &TestDesk, report: &PeriodReport, today: NaiveDate) {
    let days = |at: usize| (report.desk[at].period.first(), report.desk[at].period.last().min(today));
    for table in &report.tables {
        let mut columns = Vec::new();
        for at in 0..report.desk.len() {
            columns.push(figures(desk, Measure::Received, &table.by, days(at)).await.0);
        }
        let answered = figures(desk, Measure::Answered, &table.by, days(0)).await.0;
        let open = figures(desk, Measure::Open, &table.by, days(0)).await.0;
        let of =
            |column: &BTreeMap<String, (f64, i64)>, label: &str| column.get(label).map_or(0.0, |counted| counted.0);
        for row in &table.rows {
            for (cell, column) in row.received.iter().zip(&columns) {
                fits(*cell, of(column, &row.label), &row.label);
            }
            fits(row.answered, of(&answered, &row.label), &row.label);
            fits(row.open, of(&open, &row.label), &row.label);
        }
        let has_row = |label: &String| table.rows.iter().any(|row| row.label == *label);
        assert!(columns[0].iter().all(|(label, counted)| counted.0 == 0.0 || has_row(label)), "{columns:?}: {table:?}");
        // What is hidden stands behind what is shown, in the order of the alphabet.
        let first_hidden =
            table.rows.iter().position(|row| row.received[0] == Cell::Hidden).unwrap_or(table.rows.len());
        let (shown, hidden) = table.rows.split_at(first_hidden);
        assert!(shown.iter().all(|row| row.received[0] != Cell::Hidden), "{table:?}");
        assert!(hidden.iter().all(|row| row.received[0] == Cell::Hidden) && hidden.is_sorted_by_key(|row| &row.label));
    }
}

#[tokio::test]
async fn a_report_says_what_the_figures_say_and_nothing_small_whatever_was_done() {
    for (seed, desk) in desks().await.into_iter().enumerate() {
        let (mut chance, mut asked) = (Chance(seed as u64 + 71), Vec::new());
        for round in 0..14 {
            for _ in 0..14 {
                act(&desk, &mut chance, &mut asked).await;
            }
            a_while_passes(&desk, &mut chance).await;
            desk.clock.advance(chrono::Duration::days(9));
            if round % 3 == 1 {
                count_all(&desk).await;
            }
        }
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let today = domain::amsterdam_day(app.now());
        let (mut shown, mut hidden) = (0, 0);
        for period in ["2026-K4", "2027-K1", "2027", "2026-12"] {
            if period == "2027-K1" && today < super::day("2027-01-01") {
                continue;
            }
            let report = app.read_period_report(&lead, period).await.expect("a report");
            desk_fits(&desk, &report, today).await;
            tables_fit(&desk, &report, today).await;
            assert_eq!(report.still_runs.is_some(), today <= report.period.last(), "{period} on {today}");
            let cells = report.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.received);
            for cell in cells {
                *if *cell == Cell::Hidden { &mut hidden } else { &mut shown } += 1;
            }
        }
        assert!(shown > 20 && hidden > 5, "{shown} shown and {hidden} hidden on {}", desk.store.name());
    }
}

#[tokio::test]
async fn a_column_is_the_same_in_every_report_that_it_stands_in() {
    let desk = desks().await.remove(0);
    let (mut chance, mut asked) = (Chance(9), Vec::new());
    for _ in 0..10 {
        for _ in 0..9 {
            act(&desk, &mut chance, &mut asked).await;
        }
        desk.clock.advance(chrono::Duration::days(12));
    }
    let lead = desk.staff(TestDesk::LEAD);
    let read = async |period| desk.app.read_period_report(&lead, period).await.expect("a report");
    let (earlier, later) = (read("2026-12").await, read("2027-01").await);
    assert_eq!((&earlier.desk[0].received, &earlier.desk[0].open), (&later.desk[1].received, &later.desk[1].open));
    for (table, other) in earlier.tables.iter().zip(&later.tables) {
        let column = |table: &app::PartTable, at: usize| -> BTreeMap<String, Cell> {
            let rows = table.rows.iter().map(|row| (row.label.clone(), row.received[at]));
            rows.filter(|(_, cell)| *cell != Cell::Shown(0)).collect()
        };
        assert_eq!(column(table, 0), column(other, 1), "{:?}", table.by);
    }
}

#[tokio::test]
async fn what_is_no_period_or_has_not_begun_is_a_complaint() {
    let desk = desks().await.remove(0);
    let lead = desk.staff(TestDesk::LEAD);
    for (period, code) in [
        ("", "INVALID"),
        ("2026-K5", "INVALID"),
        ("vorig kwartaal", "INVALID"),
        ("2026-13", "INVALID"),
        ("2031", "OUT_OF_RANGE"),
        ("1950", "OUT_OF_RANGE"),
    ] {
        let refused = desk.app.read_period_report(&lead, period).await;
        let Err(Refusal::Complaints(complaints)) = refused else { panic!("{period}: {refused:?}") };
        assert_eq!((complaints.0[0].code.as_str(), complaints.0[0].path.join("-")), (code, "period".to_owned()));
    }
    let anonymous = app::Caller::new(domain::Actor::Anonymous, domain::Origin::Web);
    assert!(desk.app.read_period_report(&anonymous, "2026").await.is_err());
}

#[tokio::test]
async fn the_page_to_print_hides_what_is_small_and_offers_periods_and_says_whether_there_is_a_pdf() {
    for desk in desks().await {
        counted_desk(&desk).await;
        let client = crate::client::listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let get = async |address: &str| {
            let asked = reqwest::Client::new().get(format!("{}{address}", client.address)).header("cookie", &cookie);
            let answer = asked.send().await.expect("an answer");
            let status = answer.status().as_u16();
            (status, String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned())
        };
        // Three questions: fewer than may be told.
        let (status, page) = get("/cijfers/verslag?periode=2026-11").await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("Verslag over november 2026") && page.contains("loopt nog"), "{page}");
        assert!(page.contains("<td class=\"loket-number\">verborgen</td>"), "{page}");
        assert!(!page.contains("<td class=\"loket-number\">3</td>") && !page.contains("3 vragen"), "{page}");
        assert!(page.contains("value=\"2026-11\" selected") && page.contains("value=\"2026-K3\""), "{page}");
        // Enough of them.
        for number in 10..15 {
            let anonymous = app::Caller::new(domain::Actor::Anonymous, domain::Origin::Web);
            let question = testkit::question_about(number, "woonzorgvisie");
            desk.app.submit_question(&anonymous, question).await.expect("taken in");
        }
        let (_, page) = get("/cijfers/verslag?periode=2026-11").await;
        assert!(
            page.contains("8 vragen kwamen binnen") && page.contains("<td class=\"loket-number\">8</td>"),
            "{page}"
        );
        let (status, page) = get("/cijfers/verslag?periode=2026-K7").await;
        assert!(
            status == 422 && page.contains("Kies een maand") && page.contains("value=\"2026-K7\" selected"),
            "{page}"
        );
        let (status, file) = get("/cijfers/verslag.pdf?periode=2026-11").await;
        let (_, page) = get("/cijfers/verslag").await;
        if status == 200 {
            assert!(file.starts_with("%PDF-") && page.contains("Download als PDF"), "{page}");
        } else {
            assert!(status == 409 && file.contains("zonder PDF"), "{status}: {file}");
            assert!(page.contains("Dit loket maakt zelf geen PDF") && !page.contains("verslag.pdf"), "{page}");
        }
        assert_eq!(get("/cijfers/verslag.pdf?periode=ooit").await.0, 422);
    }
}

#[test]
fn the_report_of_a_period_is_made_by_the_operator_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    let run = |arguments: &[&str]| {
        let output = crate::crash::loket(folder.path(), &url).args(arguments).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    assert_eq!(run(&["migrate"]).0, Some(0));
    let (code, said) = run(&["report", "--period", "ooit"]);
    assert!(code == Some(1) && said.contains("2026-K3"), "{said}");
    assert_eq!(run(&["report"]).0, Some(2), "wrong usage");
    let year = chrono::Datelike::year(&app::Clock::now(&app::SystemClock)).to_string();
    let file = folder.path().join(format!("verslag-{year}.pdf"));
    let (code, said) = run(&["report", "--period", &year]);
    if report::MAKES_PDF {
        assert!(code == Some(0) && said.contains("verslag-"), "{said}");
        assert!(std::fs::read(&file).expect("a file").starts_with(b"%PDF-"));
        let other = folder.path().join("kamerbrief.pdf");
        assert_eq!(run(&["report", "--period", &year, "--out", &other.to_string_lossy()]).0, Some(0));
        assert!(other.exists());
    } else {
        assert!(code == Some(1) && said.contains("zonder PDF") && !file.exists(), "{said}");
    }
}
