//! What is taken away is what is on screen.

use super::{counted_desk, day};
use app::{Bucket, Measure, Offer, TicketSearch, TrendsBy, TrendsQuery};
use calamine::{Data, Reader, Xlsx};
use domain::{Axis, OrganisationKind};
use std::collections::BTreeMap;
use std::io::Cursor;
use testkit::{TestDesk, desks};

async fn taken(address: &str, cookie: &str) -> (String, Vec<u8>) {
    let answer = reqwest::Client::new().get(address).header("cookie", cookie).send().await.expect("an answer");
    let status = answer.status();
    let kind = answer.headers()["content-type"].to_str().expect("text").to_owned();
    assert_eq!(status, 200, "{address}");
    assert!(answer.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
    (kind, answer.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn what_is_on_screen_is_taken_away_as_csv_and_as_a_workbook_with_the_same_numbers() {
    for desk in desks().await {
        counted_desk(&desk).await;
        let client = crate::client::listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        for (maat, measure) in [("ontvangen", Measure::Received), ("op-tijd", Measure::AnsweredInTimeShare)] {
            let address = |file: &str| {
                let query = format!("maat={maat}&per=thema&stap=maand&van=2026-10-01&tot=2026-11-30");
                format!("{}/cijfers/tabel.{file}?{query}", client.address)
            };
            let query = TrendsQuery {
                from: day("2026-10-01"),
                to: day("2026-11-30"),
                bucket: Bucket::Month,
                measure,
                by: TrendsBy::Topic(Axis::Theme),
                filter: TicketSearch::default(),
                as_of: None,
            };
            let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
            let series = || report.series.iter().chain(&report.whole);
            let expected: BTreeMap<String, (Vec<Option<f64>>, i64)> = series()
                .map(|named| {
                    let points = named.series.points.iter().map(|point| point.value);
                    let is_something = measure.is_count() || named.series.rests_on > 0;
                    let total = is_something.then_some(named.series.total);
                    (named.label.clone(), (points.chain([total]).collect(), named.series.rests_on))
                })
                .collect();
            assert!(expected.len() > 1 || measure != Measure::Received, "{expected:?}");

            let (kind, content) = taken(&address("xlsx"), &cookie).await;
            assert!(kind.contains("spreadsheetml"), "{kind}");
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).expect("a workbook");
            let sheet = book.worksheet_range("Cijfers").expect("a sheet");
            let head: Vec<String> = sheet.rows().next().expect("heads").iter().map(ToString::to_string).collect();
            assert_eq!(head[..4], ["Onderdeel", "okt 26", "nov 26 (loopt nog)", "Totaal"]);
            let mut found = BTreeMap::new();
            for row in sheet.rows().skip(1) {
                let Data::String(label) = &row[0] else { panic!("a name is text: {row:?}") };
                let numbers = row[1..4].iter().map(|cell| match cell {
                    Data::Float(value) => Some(*value),
                    Data::Int(value) => Some(*value as f64),
                    Data::Empty => None,
                    other => panic!("a number is a number: {other:?}"),
                });
                let rests_on = expected[label].1;
                if measure.is_share() {
                    assert_eq!(row[4], Data::Float(rests_on as f64), "{label}");
                }
                found.insert(label.clone(), (numbers.collect::<Vec<_>>(), rests_on));
            }
            assert_eq!(found, expected, "{maat} on {}", desk.store.name());
            let meaning = book.worksheet_range("Toelichting").expect("definitions on a sheet");
            let meaning: String = meaning.rows().flatten().map(|cell| format!("{cell} ")).collect();
            assert!(meaning.contains(measure.definition()) && meaning.contains("n = "), "{meaning}");

            let (kind, content) = taken(&address("csv"), &cookie).await;
            assert_eq!(kind, "text/csv; charset=utf-8");
            let text = String::from_utf8(content).expect("UTF-8");
            let text = text.strip_prefix('\u{feff}').expect("a mark that says so");
            let (table, meaning) = text.split_once("\r\n\r\n").expect("definitions below");
            assert!(meaning.contains(measure.definition()), "{meaning}");
            let mut found = BTreeMap::new();
            for line in table.lines().skip(1) {
                let (label, numbers) = line[1..].split_once("\";").expect("a name in quotes");
                let numbers = numbers.split(';').take(3);
                let read = |cell: &str| (!cell.is_empty()).then(|| cell.replace(',', ".").parse().expect("a number"));
                found.insert(label.to_owned(), (numbers.map(read).collect::<Vec<Option<f64>>>(), expected[label].1));
            }
            assert_eq!(found, expected, "{maat} on {}", desk.store.name());
        }
    }
}

#[tokio::test]
async fn what_somebody_typed_is_never_a_formula_in_what_is_taken_away() {
    let desk = desks().await.remove(0);
    counted_desk(&desk).await;
    let named = |kind: OrganisationKind| (kind, format!("=1+{}", kind.as_str()), Offer::OnForm);
    let kinds = OrganisationKind::ALL.map(named);
    desk.app.keep_kinds(&desk.staff(TestDesk::ADMINISTRATOR), &kinds).await.expect("named");
    let client = crate::client::listening(&desk).await;
    let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
    let address = |file: &str| format!("{}/cijfers/tabel.{file}?maat=ontvangen&per=organisatie", client.address);
    let (_, content) = taken(&address("xlsx"), &cookie).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).expect("a workbook");
    let formulas = book.worksheet_formula("Cijfers").expect("a sheet");
    assert!(formulas.rows().flatten().all(String::is_empty), "{formulas:?}");
    let sheet = book.worksheet_range("Cijfers").expect("a sheet");
    let label = format!("=1+{}", OrganisationKind::Municipality.as_str());
    assert_eq!(sheet.rows().nth(1).expect("a row")[0], Data::String(label.clone()));
    let (_, content) = taken(&address("csv"), &cookie).await;
    let text = String::from_utf8(content).expect("text");
    assert!(text.contains(&format!("\r\n\"'{label}\";")), "{text}");
}
