//! What people look for, count, and take home: searches, figures, filters, exports, links and domains.

use crate::client::{Client, SUBMIT, listening, question};
use crate::nasty::visitor_of;
use app::{Bucket, Caller, Measure, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{Duration, NaiveDate};
use domain::{Actor, Axis, LayoutKey, OrganisationKind, Origin, PersonId, Reference, TicketId, TicketStatus};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{TestDesk, desks, question_about};

const FOUND: &str = "query($text: String!) { tickets(filter: { text: $text }) { nodes { reference } } }";

/// References found by these words over the API, or the messages of the errors.
async fn found(client: &Client, token: &str, text: &str) -> Vec<String> {
    let answer = client.send(Some(token), FOUND, json!({ "text": text })).await;
    let texts = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().into_iter().flatten().map(|one| one[key].as_str().expect("text").to_owned()).collect()
    };
    if answer["errors"].is_array() {
        return texts(&answer["errors"], "message");
    }
    texts(&answer["data"]["tickets"]["nodes"], "reference")
}

/// A page as this person sees it: its status, and its text with entities read.
async fn page(desk: &TestDesk, client: &Client, person: PersonId, path: &str) -> (u16, String) {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let cookie = TestDesk::cookie(&desk.session(person).await);
    let answer =
        http.get(format!("{}{path}", client.address)).header("cookie", cookie).send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("text");
    (status, text.replace("&#39;", "'").replace("&#34;", "\"").replace("&#60;", "<").replace("&#38;", "&"))
}

/// The page that this address leads to, and where that stands.
async fn opened(desk: &TestDesk, client: &Client, person: PersonId, path: &str) -> (String, String) {
    let cookie = TestDesk::cookie(&desk.session(person).await);
    let asked = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", cookie);
    let answer = asked.send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    (answer.url().path().to_owned(), answer.text().await.expect("text"))
}

async fn submit(client: &Client, input: Value) -> (Reference, String) {
    let receipt = client.ask(None, SUBMIT, input).await["submitQuestion"]["receipt"].clone();
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret").to_owned();
    (receipt["reference"].as_str().expect("a reference").parse().expect("it reads"), secret)
}

/// One question from Arnhem among ten others from Súdwest-Fryslân.
async fn one_among_others(desk: &TestDesk, client: &Client) -> (Reference, Reference) {
    let mut last = None;
    for number in 1..=10 {
        let mut other = question(number);
        other["input"]["organisation"] =
            json!({ "kind": "HOUSING_CORPORATION", "name": "Stichting Elkien", "municipality": "GM1900" });
        other["input"]["contact"] = json!({ "name": "Fenna Wiersma", "email": "f.wiersma@elkien.example" });
        last = Some(submit(client, other).await.0);
        desk.clock.advance(Duration::hours(3));
    }
    let (one, _) = submit(client, question(11)).await;
    desk.app.index_texts().await.expect("findable");
    (one, last.expect("ten"))
}

#[tokio::test]
async fn a_question_is_found_by_its_reference_number_organisation_place_and_asker_however_they_are_written() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (one, other) = one_among_others(&desk, &client).await;
        let lead = desk.token(TestDesk::LEAD).await;
        let written = one.to_string();
        let letter = written.chars().last().expect("a letter");
        let number = one.ticket.0;
        let ways = [
            written.clone(),
            written.to_lowercase(),
            written.replace('-', " "),
            written.replace('-', ""),
            written.replace('-', "\u{2011}"),
            written.replace('-', " – "),
            format!("  {written}. "),
            format!("[{written}]"),
            format!("#{written}"),
            format!("kenmerk {written}"),
            format!("eha {} {number} {}", one.year, letter.to_ascii_lowercase()),
            format!("EHA-{}-{number:06}", one.year),
            format!("EHA-{}-{number}", one.year),
            format!("{}-{number}-{letter}", one.year),
            format!("{}-{number}", one.year),
            format!("{} {number}", one.year),
            format!("{}{number:06}{letter}", one.year),
            format!("{number}"),
            format!("{number:06}"),
            format!("#{number}"),
            format!("nr. {number}"),
            format!("vraag nr {number}"),
            format!("vraagnummer {number}"),
            format!("No {number}"),
            written.chars().map(wide).collect(),
            format!("{number:06}-{letter}"),
            "gemeente arnhem".to_owned(),
            "Arnhem".to_owned(),
            "Ans Vermeer".to_owned(),
            "vermeer".to_owned(),
            "ans@arnhem.example".to_owned(),
            "woonzorgvisie vermeer".to_owned(),
        ];
        for way in ways {
            assert_eq!(found(&client, &lead, &way).await, [written.as_str()], "{}: {way:?}", desk.store.name());
            let (at, text) = opened(&desk, &client, TestDesk::LEAD, &format!("/werkbak?zoek={}", coded(&way))).await;
            let opens = domain::Sought::read(&way).expect("it reads").is_some_and(domain::Sought::is_sure);
            assert_eq!(at == format!("/vragen/{written}"), opens, "{}: {way:?} led to {at}", desk.store.name());
            assert!(text.contains(&written), "{}: {way:?}", desk.store.name());
            assert!(!text.contains(&format!("/vragen/{other}")), "{}: {way:?}", desk.store.name());
        }
        let theirs = ["elkien", "Wiersma", "F.WIERSMA@elkien.example", "Súdwest-Fryslân", "sneek", "sudwest fryslan"];
        for way in theirs.into_iter().chain(["gemeente Súdwest-Fryslân"]) {
            assert_eq!(found(&client, &lead, way).await.len(), 10, "{}: {way}", desk.store.name());
        }
        // Another year, or another number: not this one.
        for way in [format!("{}-{number}", one.year - 1), format!("{}-{}", one.year, number + 700)] {
            assert_eq!(found(&client, &lead, &way).await, Vec::<String>::new(), "{way}");
        }
    }
}

/// The same sign as a Japanese keyboard types it.
fn wide(sign: char) -> char {
    char::from_u32(sign as u32 + 0xfee0).unwrap_or(sign)
}

#[tokio::test]
async fn a_page_that_is_asked_for_what_it_does_not_know_says_so() {
    for desk in desks().await {
        let client = listening(&desk).await;
        for path in ["/verdelen", "/deskundigen", "/woordenlijst", "/termijnen"] {
            let ask = async |path: String| page(&desk, &client, visitor_of(&path), &path).await.0;
            assert_eq!(ask(path.to_owned()).await, 200, "{path}");
            assert_eq!(ask(format!("{path}?status=nieuw")).await, 400, "{path}");
        }
        assert_eq!(page(&desk, &client, TestDesk::ADMINISTRATOR, "/termijnen?bewaard").await.0, 200);
    }
}

fn coded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_closed_question_is_found_by_its_reference_whatever_the_filters_say() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (one, _) = submit(&client, question(1)).await;
        let carla = desk.staff(TestDesk::CARLA);
        desk.app.close_ticket(&desk.staff(TestDesk::LEAD), one, app::Closing::default()).await.expect("closed");
        assert!(desk.app.read_ticket(&carla, one).await.is_ok(), "Carla knows the theme");
        for way in [one.to_string(), one.ticket.0.to_string()] {
            let path = format!("/werkbak?status=&wie=mij&zoek={}", coded(&way));
            let (at, text) = opened(&desk, &client, TestDesk::CARLA, &path).await;
            assert!(at == format!("/vragen/{one}") || text.contains(&format!("/vragen/{one}")), "{way}");
        }
    }
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_found_by_reference_organisation_or_asker() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (one, _) = submit(&client, question(1)).await;
        desk.app.index_texts().await.expect("findable");
        assert!(desk.app.read_ticket(&desk.staff(TestDesk::BRAM), one).await.is_err(), "Bram knows other themes");
        let bram = desk.token(TestDesk::BRAM).await;
        // With as many digits: a number of one digit is no word to look for.
        let missing = Reference { year: one.year, ticket: TicketId(one.ticket.0 + 5) };
        for (way, nothing) in [
            (one.to_string(), missing.to_string()),
            (one.ticket.0.to_string(), missing.ticket.0.to_string()),
            ("vermeer".to_owned(), "wiersma".to_owned()),
            ("arnhem".to_owned(), "sneek".to_owned()),
            ("arnhen".to_owned(), "snerk".to_owned()),
        ] {
            assert_eq!(found(&client, &bram, &way).await, Vec::<String>::new(), "{way}");
            let mut seen = Vec::new();
            for text in [&way, &nothing] {
                let path = format!("/werkbak?wie=alles&zoek={}", coded(text));
                desk.store.statements().record();
                let (status, body) = page(&desk, &client, TestDesk::BRAM, &path).await;
                seen.push((status, body.contains("loket-row__main"), desk.store.statements().seen().len()));
            }
            assert_eq!(seen[0], (200, false, seen[1].2), "{way}");
            assert_eq!(seen[0], seen[1], "{way}");
        }
    }
}

#[tokio::test]
async fn a_mistyped_check_letter_is_said_and_the_text_stays() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (one, _) = submit(&client, question(1)).await;
        let lead = desk.token(TestDesk::LEAD).await;
        let written = one.to_string();
        let wrong = if written.ends_with('A') { "B" } else { "A" };
        let bare = &written[..written.len() - 1];
        for way in [format!("{bare}{wrong}"), format!("eha {} {} {wrong}", one.year, one.ticket.0).to_lowercase()] {
            let told = found(&client, &lead, &way).await;
            assert!(told.len() == 1 && told[0].contains("letter"), "{way}: {told:?}");
            let (status, text) = page(&desk, &client, TestDesk::LEAD, &format!("/werkbak?zoek={}", coded(&way))).await;
            assert_eq!(status, 422, "{way}");
            assert!(text.contains("letter aan het eind past niet") && text.contains(&way), "{way}: {text}");
        }
    }
}

#[tokio::test]
async fn a_search_without_a_hit_says_what_was_sought_with_which_filters_and_how_to_clear_them() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    submit(&client, question(1)).await;
    desk.app.index_texts().await.expect("findable");
    for path in ["/werkbak?zoek=kerncentrale", "/werkbak?zoek=kerncentrale&status=CLOSED&thema=flexwonen&wie=mij"] {
        let (status, text) = page(&desk, &client, TestDesk::ANNA, path).await;
        assert_eq!(status, 200);
        assert!(!text.contains("niets te doen"), "{path}: {text}");
        assert!(text.contains("Niets gevonden") && text.contains("‘kerncentrale’"), "{path}: {text}");
        assert!(text.contains("Klopt de spelling?"), "{path}: {text}");
        let is_narrowed = path.contains("status");
        assert_eq!(text.contains("/werkbak?wie=alles&zoek=kerncentrale&status=alle"), is_narrowed, "{path}: {text}");
    }
    let (_, text) = page(&desk, &client, TestDesk::ANNA, "/werkbak?status=CLOSED&thema=flexwonen").await;
    assert!(!text.contains("niets te doen") && text.contains("Gesloten"), "filters are no empty desk: {text}");
    let (_, text) = page(&desk, &client, TestDesk::BRAM, "/werkbak").await;
    assert!(text.contains("niets te doen"), "an inbox that is empty may say so");
}

/// A year of questions from everywhere: places in one region, in two, above the municipalities, and nowhere.
async fn a_year(desk: &TestDesk) {
    let start = chrono::DateTime::parse_from_rfc3339("2026-01-05T10:00:00+01:00").expect("a moment").to_utc();
    desk.clock.set(start);
    let geography = desk.app.picture().geography.clone();
    let double = |code: &domain::MunicipalityCode| {
        let mut layouts: Vec<_> =
            geography.memberships.get(code).into_iter().flatten().map(|member| &member.region.layout).collect();
        let all = layouts.len();
        layouts.sort();
        layouts.dedup();
        layouts.len() < all
    };
    let mut places: Vec<(Option<String>, Option<String>)> = Vec::new();
    let living = geography.municipalities.values().filter(|known| known.valid.to.is_none());
    for (at, known) in living.enumerate() {
        if double(&known.code) || at % 12 == 0 {
            places.push((Some(known.code.0.clone()), None));
        }
    }
    for code in ["GM0203", "GM0267", "GM0203", "GM0202"] {
        places.push((Some(code.to_owned()), None));
    }
    for region in ["provincie:PV25", "woondealregio:amersfoort", "zorgkantoorregio:utrecht"] {
        if let Some((layout, code)) = region.split_once(':')
            && geography.regions.contains_key(&domain::RegionRef::new(layout, code))
        {
            places.push((None, Some(region.to_owned())));
        }
    }
    let themes = ["woonzorgvisie", "flexwonen", ""];
    let kinds = [OrganisationKind::Municipality, OrganisationKind::HousingCorporation, OrganisationKind::CarePartner];
    let mut references = Vec::new();
    for (at, (municipality, region)) in places.into_iter().enumerate() {
        let mut draft = question_about(at as u128 + 1, themes[at % 3]);
        draft.groups = if at % 4 == 0 { vec!["ouderen".to_owned(), "statushouders".to_owned()] } else { Vec::new() };
        let regional = region.is_some();
        draft.organisation.kind = Some(if regional { OrganisationKind::Province } else { kinds[at % 3] });
        draft.organisation.name = format!("Organisatie {at}");
        draft.organisation.municipality = municipality;
        draft.organisation.region = region;
        let caller = Caller::new(Actor::Anonymous, Origin::Web);
        references.push(desk.app.submit_question(&caller, draft).await.expect("it is taken").reference);
        desk.clock.advance(Duration::hours(77));
    }
    let lead = desk.staff(TestDesk::LEAD);
    for reference in references.iter().step_by(5) {
        if desk.app.read_ticket(&lead, *reference).await.expect("it is there").assignee.is_some() {
            desk.app.reply_to_ticket(&lead, *reference, "Zo zit het.", app::Reply::Answer).await.expect("answered");
        }
    }
}

async fn listed(desk: &TestDesk, filter: &TicketSearch) -> f64 {
    let (mut count, mut after) = (0, None);
    loop {
        let page = desk.app.list_tickets(&desk.staff(TestDesk::LEAD), filter, 100, after).await.expect("a list");
        count += page.items.len();
        after = page.items.last().map(|(cursor, _)| *cursor);
        if !page.has_next {
            return f64::from(u32::try_from(count).expect("few"));
        }
    }
}

const FROM: &str = "2026-01-01";
const TO: &str = "2026-12-31";

async fn received(desk: &TestDesk, by: TrendsBy, filter: TicketSearch) -> (BTreeMap<String, f64>, String) {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let query = TrendsQuery {
        from: day(FROM),
        to: day(TO),
        bucket: Bucket::Month,
        measure: Measure::Received,
        by,
        filter,
        as_of: None,
    };
    let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
    let series = report.series.into_iter().filter(|named| named.series.total > 0.0);
    (series.map(|named| (named.key, named.series.total)).collect(), report.definition.to_string())
}

fn of_the_year(filter: TicketSearch) -> TicketSearch {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    TicketSearch { received_from: day(FROM), received_to: day(TO), ..filter }
}

#[tokio::test]
async fn split_filter_and_list_give_one_figure_for_every_dimension_and_their_combinations() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        a_year(&desk).await;
        let (known, all) = {
            let desk = desk.app.picture();
            (desk.geography.regions.keys().cloned().collect::<Vec<_>>(), desk.geography.layouts.clone())
        };
        let total = listed(&desk, &of_the_year(TicketSearch::default())).await;
        let (whole, _) = received(&desk, TrendsBy::Nothing, TicketSearch::default()).await;
        assert_eq!(whole.get(""), Some(&total));
        let (mut wrong, mut definitions) = (Vec::new(), Vec::new());
        let mut check = async |what: String, split: f64, filter: TicketSearch| {
            let (figure, _) = received(&desk, TrendsBy::Nothing, filter.clone()).await;
            let figure = figure.values().sum::<f64>();
            let list = listed(&desk, &of_the_year(filter)).await;
            if split != figure || figure != list {
                wrong.push(format!("{what}: split {split}, filter {figure}, list {list}"));
            }
        };
        for layout in all.keys() {
            let (split, definition) = received(&desk, TrendsBy::Region(layout.clone()), TicketSearch::default()).await;
            definitions.push(definition);
            for region in known.iter().filter(|region| region.layout == *layout) {
                let region_filter = Some(format!("{layout}:{}", region.code));
                let filter = TicketSearch { region: region_filter.clone(), ..TicketSearch::default() };
                check(format!("{layout} {}", region.code), split.get(&region.code).copied().unwrap_or(0.0), filter)
                    .await;
            }
            // Whatever stands in no region is the rest, and no question is lost.
            assert!(split.values().sum::<f64>() >= total, "{layout}");
        }
        let woondeal = LayoutKey("woondealregio".to_owned());
        for (axis, keys) in
            [(Axis::Theme, vec!["woonzorgvisie", "flexwonen"]), (Axis::Group, vec!["ouderen", "statushouders"])]
        {
            let (split, _) = received(&desk, TrendsBy::Topic(axis), TicketSearch::default()).await;
            for key in keys {
                assert!(split.contains_key(key), "{key} was asked about: {split:?}");
            }
            for (key, count) in split {
                let filter = TicketSearch { topics: vec![key.as_str().into()], ..TicketSearch::default() };
                check(key.clone(), count, filter.clone()).await;
                let (by_region, _) = received(&desk, TrendsBy::Region(woondeal.clone()), filter.clone()).await;
                for (region, count) in by_region.into_iter().filter(|(region, _)| !region.is_empty()) {
                    let filter = TicketSearch { region: Some(format!("woondealregio:{region}")), ..filter.clone() };
                    check(format!("{key} in {region}"), count, filter).await;
                }
            }
        }
        let (split, _) = received(&desk, TrendsBy::OrganisationKind, TicketSearch::default()).await;
        for (key, count) in split {
            let kind = OrganisationKind::parse(&key).expect("a kind");
            check(key, count, TicketSearch { organisation_kind: vec![kind], ..TicketSearch::default() }).await;
        }
        let (split, _) = received(&desk, TrendsBy::Expert, TicketSearch::default()).await;
        for (key, count) in split.into_iter().filter(|(key, _)| !key.is_empty()) {
            check(
                format!("expert {key}"),
                count,
                TicketSearch { assignee: key.parse().ok(), ..TicketSearch::default() },
            )
            .await;
        }
        for status in TicketStatus::ALL {
            let filter = TicketSearch { status: vec![status], ..TicketSearch::default() };
            let (split, _) = received(&desk, TrendsBy::Region(woondeal.clone()), filter.clone()).await;
            for (region, count) in split.into_iter().filter(|(region, _)| !region.is_empty()) {
                let filter = TicketSearch { region: Some(format!("woondealregio:{region}")), ..filter.clone() };
                check(format!("{status:?} in {region}"), count, filter).await;
            }
        }
        assert!(wrong.is_empty(), "{}: {wrong:#?}", desk.store.name());
        for definition in definitions {
            assert!(definition.contains("in elke regio") && definition.contains("elke vraag één keer"), "{definition}");
        }
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_a_complaint_with_what_was_typed_and_exports_nothing() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    submit(&client, question(1)).await;
    let people = [("/logboek", TestDesk::ADMINISTRATOR), ("/cijfers", TestDesk::LEAD), ("/werkbak", TestDesk::LEAD)];
    let person = |path: &str| people.iter().find(|(start, _)| path.starts_with(start)).expect("a page").1;
    for (path, typed) in [
        ("/logboek?dag=2026-02-30", "2026-02-30"),
        ("/logboek?dag=gisteren", "gisteren"),
        ("/logboek?wie=Ada", "Ada"),
        ("/logboek?wat=VERZONNEN", "VERZONNEN"),
        ("/logboek?voor=eerder", "eerder"),
        ("/cijfers?van=2026-13-01", "2026-13-01"),
        ("/cijfers?tot=31-11-2026", "31-11-2026"),
        ("/cijfers?maat=ontvnagen", "ontvnagen"),
        ("/cijfers?per=waterschap", "waterschap"),
        ("/cijfers?stap=jaar", "jaar"),
        ("/cijfers?kleur=rood", "kleur"),
        ("/cijfers/verslag?periode=2026-K5", "2026-K5"),
        ("/cijfers/verslag?periode=vorige", "vorige"),
        ("/cijfers?maat=open&maat=beantwoord", "maat"),
        ("/cijfers?thema=flexwonen&thema=woonzorg-visie", "woonzorg-visie"),
        ("/cijfers?naast=ooit", "ooit"),
        ("/cijfers?als=ooit", "ooit"),
        ("/cijfers?indeling=ooit", "ooit"),
        ("/cijfers?groep=iedereen", "iedereen"),
        ("/cijfers?soort=MOON", "MOON"),
        ("/cijfers?regio=atlantis", "atlantis"),
        ("/cijfers?regio=provincie:PV25&regio=provincie:PV26", "regio"),
        ("/cijfers?organisatie=Elkien", "Elkien"),
        ("/cijfers?deskundige=Anna", "Anna"),
        ("/werkbak?status=OPEN", "OPEN"),
        ("/werkbak?thema=woonzorg-visie", "woonzorg-visie"),
        ("/werkbak?wie=iedereen", "iedereen"),
        ("/werkbak?na=overmorgen", "overmorgen"),
        ("/werkbak?kleur=rood", "kleur"),
        ("/werkbak?termijn=ooit", "ooit"),
        ("/werkbak?regio=atlantis", "atlantis"),
        ("/werkbak?groep=iedereen", "iedereen"),
        ("/werkbak?deskundige=Anna", "Anna"),
        ("/werkbak?organisatie=Elkien", "Elkien"),
        ("/werkbak?volgorde=lengte", "lengte"),
        ("/werkbak?van=gisteren", "gisteren"),
        ("/werkbak?status=alle&status=CLOSED", "status"),
    ] {
        let (status, text) = page(&desk, &client, person(path), path).await;
        assert_eq!(status, 422, "{path}: {text}");
        assert!(text.contains("fouten") && text.contains(typed), "{path}: {text}");
        assert!(
            !text.contains("<td>") && !text.contains("loket-row__main"),
            "{path} shows more than was asked: {text}"
        );
    }
    for query in
        ["dag=2026-02-30", "dag=30-02-2026", "wie=Ada", "wat=X", "datum=2026-11-24", "dag=2026-11-24&dag=2026-11-25"]
    {
        let (status, text) = page(&desk, &client, TestDesk::ADMINISTRATOR, &format!("/logboek.csv?{query}")).await;
        assert!(status == 422 || status == 400, "{query}: {status}");
        assert!(!text.contains("bijzonderheden"), "{query} exports: {text}");
    }
    for query in ["van=2026-13-01", "maat=ontvnagen", "kleur=rood", "maat=open&maat=beantwoord", "thema=woonzorg-visie"]
    {
        for file in ["csv", "xlsx"] {
            let (status, text) = page(&desk, &client, TestDesk::LEAD, &format!("/cijfers/tabel.{file}?{query}")).await;
            assert!(status == 422 || status == 400, "{query}: {status}");
            assert!(!text.contains("Onderdeel") && !text.starts_with("PK"), "{query} exports: {text}");
        }
    }
    let lead = desk.token(TestDesk::LEAD).await;
    for filter in [
        "topics: [\"woonzorg-visie\"]",
        "region: \"woondealregio:atlantis\"",
        "region: \"GM9999\"",
        "assigneeId: \"00000000-0000-0000-0000-000000000000\"",
    ] {
        let query = format!("{{ tickets(filter: {{ {filter} }}) {{ nodes {{ id }} }} }}");
        let answer = client.send(Some(&lead), &query, Value::Null).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{filter}: {answer}");
    }
}

#[tokio::test]
async fn days_are_read_as_people_write_them_on_every_page() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    submit(&client, question(1)).await;
    for day in ["2026-11-24", "24-11-2026", "24/11/2026", "24.11.2026", "24 november 2026", "24 NOV 2026"] {
        let day = coded(day);
        let (status, text) = page(&desk, &client, TestDesk::ADMINISTRATOR, &format!("/logboek?dag={day}")).await;
        assert!(status == 200 && text.contains("<td>"), "{day}: {text}");
        let (status, text) =
            page(&desk, &client, TestDesk::LEAD, &format!("/cijfers?van={day}&tot={day}&stap=dag")).await;
        assert!(
            status == 200 && text.contains("dinsdag 24 november 2026 tot en met dinsdag 24 november 2026"),
            "{text}"
        );
        let (status, file) = page(&desk, &client, TestDesk::ADMINISTRATOR, &format!("/logboek.csv?dag={day}")).await;
        assert!(status == 200 && file.lines().count() > 1, "{day}: {file}");
    }
    let (_, file) = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek.csv?dag=1-11-2026").await;
    assert_eq!(file.lines().count(), 1, "nothing happened that day: {file}");
}

#[tokio::test]
async fn the_log_as_a_file_opens_right_in_a_dutch_spreadsheet_program() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    submit(&client, question(1)).await;
    let cookie = TestDesk::cookie(&desk.session(TestDesk::ADMINISTRATOR).await);
    let answer = reqwest::Client::new().get(format!("{}/logboek.csv", client.address)).header("cookie", cookie);
    let answer = answer.send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let bytes = answer.bytes().await.expect("a body");
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"), "a byte order mark says that it is UTF-8");
    let text = String::from_utf8(bytes[3..].to_vec()).expect("UTF-8");
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(text.ends_with("\r\n") && lines.len() > 2, "{text}");
    let width = lines[0].split(';').count();
    assert!(width >= 8, "{}", lines[0]);
    for line in &lines[1..] {
        assert_eq!(line.split(";\"").count(), width, "{line}");
        assert!(line.contains("\"2026-11-24T10:00:00+01:00\""), "Amsterdam time with its offset: {line}");
    }
}

#[tokio::test]
async fn a_tracking_link_with_something_behind_it_still_opens_and_a_wrong_one_does_not() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let (_, secret) = submit(&client, question(1)).await;
    let http = reqwest::Client::new();
    let address = &client.address;
    for path in [
        format!("/volg/{secret}."),
        format!("/volg/{secret})"),
        format!("/volg/{secret}%3E"),
        format!("/volg/{secret},"),
        format!("/volg/{secret}%22"),
        format!("/volg/{secret}'"),
        format!("/volg/{secret}%E2%80%99"),
        format!("/volg/{secret}%E2%80%8B"),
        format!("/volg/%E2%80%8B{secret}"),
        format!("/volg/%3C{secret}%3E"),
        format!("/volg/{secret}%20"),
        format!("/volg/%20{secret}"),
        format!("/volg/{secret}%A0"),
        format!("/volg/{secret}%0D%0AMet%20vriendelijke%20groet"),
        format!("/volg/{secret}_"),
        format!("/volg/{secret}/"),
        format!("/volg/{secret}/?utm_source=mail"),
        format!("/volg/{secret}?utm_source=mail&utm_medium=x"),
        format!("/volg/{secret}?ontvangen&utm_source=mail"),
        format!("/volg/{secret}{address}/volg/{secret}"),
        format!("/volg/{secret}%20{address}/volg/{secret}"),
        format!("/Volg/{secret}"),
        format!("/VOLG/{secret}."),
        format!("//volg/{secret}"),
        format!("/volg/{}", secret.replace('-', "%2D").replace('_', "%5F")),
    ] {
        let answer = http.get(format!("{address}{path}")).send().await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("text");
        assert!(status == 200 && text.contains("Onze woonzorgvisie"), "{path}: {status}");
        assert!(text.contains(&format!("/volg/{secret}?bericht\"")), "its form leads to the plain link: {path}");
    }
    let changed = if secret.starts_with('A') { "B" } else { "A" };
    for path in [
        format!("/volg/{changed}{}", &secret[1..]),
        format!("/volg/x{secret}"),
        format!("/volg/{}", &secret[..42]),
        format!("/volg/{}", &secret[1..]),
        format!("/volg/{}", secret.to_lowercase()),
        "/volg/.".to_owned(),
        "/volg/%00".to_owned(),
    ] {
        let answer = http.get(format!("{address}{path}")).send().await.expect("an answer");
        assert!(!answer.text().await.expect("text").contains("Onze woonzorgvisie"), "{path}");
    }
}

#[tokio::test]
async fn robots_are_told_to_keep_away_from_what_is_private() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let answer = reqwest::get(format!("{}/robots.txt", client.address)).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    let text = answer.text().await.expect("text");
    for private in ["/volg/", "/toegang/", "/organisatie/", "/werkbak", "/vragen/", "/cijfers", "/logboek", "/graphql"]
    {
        assert!(text.lines().any(|line| line == format!("Disallow: {private}")), "{private}: {text}");
    }
    assert!(!text.contains("Disallow: /\n"), "the front door may be found");
}

#[tokio::test]
async fn no_domain_where_anybody_gets_an_address_is_an_organisations_own() {
    for desk in desks().await {
        let client = listening(&desk).await;
        submit(&client, question(1)).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "arnhem").await.expect("known")[0].id;
        for domain in [
            "hetnet.nl",
            "planet.nl",
            "home.nl",
            "msn.com",
            "yahoo.nl",
            "pm.me",
            "co.uk",
            "gmail.com",
            "GMail.com",
            "@ziggo.nl",
            "zeelandnet.nl",
            "t-online.de",
            "mailinator.com",
            "nl",
            "com",
            "localhost",
            "gov.uk",
            "mail.hetnet.nl",
            "a.b.gmail.com",
            "192.0.2.1",
            "127.1",
            "[192.0.2.1]",
            "2001:db8::1",
            "xn--gmal-nza.com",
            "gmail.com.",
            ".gmail.com",
            "gmail..com",
            "-gemeente.nl",
            "gemeente-.nl",
            "github.io",
            "ｇｍａｉｌ.com",
            "ans@gmail.com",
            "https://gemeente.nl",
            "gemeente.nl/",
            "gemeente.123",
            "",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.nl",
        ] {
            let refused = desk.app.confirm_domain(&administrator, domain, known).await;
            assert!(matches!(refused, Err(app::Refusal::Complaints(_))), "{domain:?}: {refused:?}");
        }
        for domain in ["arnhem.nl", "Gemeente.Nijmegen.NL", "elkien.example", "camden.gov.uk", "provincie-utrecht.nl"] {
            desk.app.confirm_domain(&administrator, domain, known).await.expect(domain);
        }
    }
}

#[tokio::test]
async fn strangers_who_ask_for_the_questions_of_an_organisation_fill_no_mailbox() {
    for desk in desks().await {
        let client = listening(&desk).await;
        submit(&client, question(1)).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "arnhem").await.expect("known")[0].id;
        desk.app.confirm_domain(&administrator, "arnhem.nl", known).await.expect("confirmed");
        desk.app.lease_letters(10).await.expect("letters");
        for number in 0..60 {
            let spelling = if number % 2 == 0 { "ans@arnhem.nl" } else { " Ans@Arnhem.NL" };
            desk.organisation_link_asked_for(spelling).await;
        }
        let sent = desk.app.lease_letters(100).await.expect("letters");
        assert_eq!(sent.len(), 5, "as many as one asker may ask for");
        let secret = sent[0].letter.body.split("/organisatie/").nth(1).and_then(|rest| rest.split('\n').next());
        desk.app.open_organisation_link(secret.expect("a link")).await.expect("the first still holds");
        desk.organisation_link_asked_for("piet@arnhem.nl").await;
        assert_eq!(desk.app.lease_letters(100).await.expect("letters").len(), 1, "colleagues get theirs");
    }
}

#[tokio::test]
async fn a_domain_confirmed_before_it_was_known_as_public_opens_nothing_and_doctor_says_so() {
    for desk in desks().await {
        let client = listening(&desk).await;
        submit(&client, question(1)).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "arnhem").await.expect("known")[0].id;
        let tx = desk.store.write().await.expect("a transaction");
        let now = desk.app.now();
        store::organisation_domains::confirm(&tx, "hetnet.nl", known, TestDesk::ADMINISTRATOR, now)
            .await
            .expect("kept");
        tx.commit().await.expect("committed");
        let before = store::jobs::queue(&*desk.store, now).await.expect("a queue").queued;
        desk.organisation_link_asked_for("iemand@hetnet.nl").await;
        assert_eq!(store::jobs::queue(&*desk.store, now).await.expect("a queue").queued, before, "no link was sent");
        let health = desk.app.health().await;
        let told = health.checks.iter().any(|check| !check.ok && check.reason.contains("hetnet.nl"));
        assert!(told, "{health:?}");
    }
}
