//! Citizen numbers (BSN), at every door: one that says what it is comes nowhere into the database, however it is written,
//! and one that may be one is asked about.

use crate::client::{Client, SUBMIT, listening, question};
use crate::nasty::{fields_of, leaves, operations, visitor_of};
use app::{Caller, LayoutImport, Refusal, RulesChange};
use domain::{Complaints, Metric, Origin, has_citizen_number};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};

/// A citizen number that says so, in ways that people and programs write it.
const SAID: [&str; 9] = [
    "BSN 111222333",
    "BSN111222333",
    "bsn\u{a0}111\u{a0}222\u{a0}333",
    "BSN 111/222/333",
    "BSN \u{ff11}\u{ff11}\u{ff11}\u{ff12}\u{ff12}\u{ff12}\u{ff13}\u{ff13}\u{ff13}",
    "B\u{200b}SN 111\u{200b}222\u{200d}333",
    "B.S.N. 111.222.333",
    "111\t222\t333 (BSN)",
    "burgerservicenummer: 111|222|333",
];
const REGIONS: &str = "municipality,region,name\nGM0202,wd1,Regio 111222333\n";
const BARE: &str = "Het gaat om 111222333.";

async fn eyes(desk: &TestDesk) -> DatabaseConnection {
    testkit::database::direct(desk.store.url()).await.expect("it opens")
}

async fn column(there: &DatabaseConnection, sql: String) -> Vec<String> {
    let rows = there.query_all_raw(Statement::from_string(there.get_database_backend(), sql.clone())).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    // What is no text holds none.
    rows.iter().filter_map(|row| row.try_get_by_index::<Option<String>>(0).ok().flatten()).collect()
}

/// Every value of every table that holds a citizen number.
async fn stored(there: &DatabaseConnection) -> Vec<String> {
    let (tables, is_sqlite) = match there.get_database_backend() {
        DatabaseBackend::Sqlite => ("SELECT name FROM sqlite_master WHERE type = 'table'", true),
        _ => ("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()", false),
    };
    let mut found = Vec::new();
    for table in column(there, tables.to_owned()).await {
        let columns = if is_sqlite {
            column(there, format!("SELECT name FROM pragma_table_info('{table}')")).await
        } else {
            let of = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema()";
            column(there, format!("{of} AND table_name = '{table}'")).await
        };
        for name in columns {
            // A word index holds no texts.
            let values = column(there, format!("SELECT CAST(\"{name}\" AS text) FROM \"{table}\"")).await;
            let wrong = values.into_iter().filter(|value| has_citizen_number(value));
            found.extend(wrong.map(|value| format!("{table}.{name}: {value}")));
        }
    }
    found
}

#[tokio::test]
async fn no_field_of_a_form_of_the_api_or_of_an_import_stores_a_number_that_says_it_is_a_bsn() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let there = eyes(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").to_owned();
        let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
        for (method, path) in web::routes() {
            if method == "GET" || path == "/inloggen" {
                continue;
            }
            let session = desk.session(visitor_of(path)).await;
            let address = path
                .replace("{reference}", &reference)
                .replace("{secret}", &secret)
                .replace("{topic}", "flexwonen")
                .replace("{id}", &TestDesk::BRAM.to_string());
            let fields = fields_of(path);
            for (at, (name, _)) in fields.iter().enumerate() {
                // With a session, and with one that ended: then the form is kept.
                for ended in [false, true] {
                    let wrong = format!("Mijn {} klopt", SAID[at % SAID.len()]);
                    let token = app::form_token(&session);
                    let mut sent: Vec<(&str, &str)> = vec![("token", &token), ("own_data", "ja"), ("geen_bsn", "ja")];
                    sent.extend(fields.iter().filter(|(field, _)| field != name));
                    sent.push((name, &wrong));
                    let request = http.post(format!("{}{address}", client.address)).form(&sent);
                    let request = if ended { request } else { request.header("cookie", TestDesk::cookie(&session)) };
                    request.send().await.expect("an answer");
                }
            }
            assert_eq!(stored(&there).await, Vec::<String>::new(), "{path}");
        }
        let token = desk.token(TestDesk::LEAD).await;
        for (name, query, good) in operations(&reference) {
            let mut places = Vec::new();
            leaves(&good, "", &mut places);
            for (at, place) in places.iter().enumerate() {
                let mut sent = good.clone();
                *sent.pointer_mut(place).expect("it is there") = json!(SAID[at % SAID.len()]);
                client.send(Some(&token), query, sent).await;
            }
            assert_eq!(stored(&there).await, Vec::<String>::new(), "{name}");
        }
        let operator = Caller::system(Origin::Cli);
        let fields = ["id", "subject", "body", "asker_type", "organisation", "gm_code_or_region", "name", "email"];
        for (at, field) in fields.into_iter().enumerate() {
            let mut line = json!({ "id": format!("r{at}"), "subject": "Flex", "body": "Hoe lang mogen flexwoningen staan?",
                "asker_type": "gemeente", "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202",
                "name": "Ans", "email": "ans@arnhem.example", "no_bsn": true });
            line[field] = json!(SAID[at % SAID.len()]);
            desk.app.import_question(&operator, 1, line.to_string().as_bytes()).await.expect("reported");
        }
        let csv = "municipality,region,name,source\nGM0202,a,BSN 111222333,x\nGM0203,b,B,BSN 111222333\n";
        let outcome = desk.app.import_regions(&operator, &layout(csv)).await;
        let Err(Refusal::Complaints(complaints)) = outcome else { panic!("{outcome:?}") };
        let told: Vec<&str> = complaints.0.iter().map(|one| &one.message[..8]).collect();
        assert_eq!(told, ["regel 2:", "regel 3:"]);
        assert_eq!(stored(&there).await, Vec::<String>::new(), "imports");
    }
}

fn layout(csv: &str) -> LayoutImport {
    LayoutImport {
        layout: domain::LayoutKey("proef".to_owned()),
        from: "2027-01-01".parse().expect("a day"),
        csv: csv.to_owned(),
        dry_run: false,
        allow_drop: false,
        allow_rewrite: false,
    }
}

fn codes(payload: &Value) -> Vec<&str> {
    payload["errors"].as_array().expect("complaints").iter().filter_map(|error| error["code"].as_str()).collect()
}

async fn mutate(client: &Client, token: Option<&str>, name: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let query = format!("mutation($input: {kind}!) {{ {name}(input: $input) {{ errors {{ code path }} }} }}");
    client.ask(token, &query, json!({ "input": input })).await[name].clone()
}

#[tokio::test]
async fn a_number_that_may_be_a_bsn_is_asked_about_over_the_api_and_taken_once_it_is_said_to_be_none() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let token = desk.token(TestDesk::LEAD).await;
        for (key, place) in
            ["/subject", "/body", "/organisation/name", "/contact/name", "/contact/phone"].into_iter().enumerate()
        {
            let mut asked = question(key as u128 + 10)["input"].clone();
            asked["contact"]["phone"] = json!("030 123 45 67");
            let number = if place == "/contact/phone" { "111222333" } else { BARE };
            *asked.pointer_mut(place).expect("a field") = json!(number);
            let answer = mutate(&client, None, "submitQuestion", asked.clone()).await;
            assert_eq!(codes(&answer), ["POSSIBLE_BSN"], "{place}: {answer}");
            asked["noBsn"] = json!(true);
            assert_eq!(codes(&mutate(&client, None, "submitQuestion", asked).await), Vec::<&str>::new(), "{place}");
        }
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").to_owned();
        for (name, mut input) in [
            ("addNote", json!({ "body": BARE })),
            ("extendDeadline", json!({ "metric": "ANSWER", "dueOn": "2026-12-21", "reason": BARE })),
            ("assignTicket", json!({ "expertId": TestDesk::CARLA.to_string(), "reason": BARE })),
            ("replyToTicket", json!({ "body": BARE })),
            ("reopenTicket", json!({ "reason": BARE })),
        ] {
            input["reference"] = json!(reference);
            let answer = mutate(&client, Some(&token), name, input.clone()).await;
            assert_eq!(codes(&answer), ["POSSIBLE_BSN"], "{name}: {answer}");
            input["noBsn"] = json!(true);
            let answer = mutate(&client, Some(&token), name, input).await;
            assert_eq!(codes(&answer), Vec::<&str>::new(), "{name}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_number_that_may_be_a_bsn_is_asked_about_on_every_page_and_in_an_import() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").to_owned();
        let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
        let vraag = format!("/vragen/{reference}");
        let chosen = format!("{reference}:");
        let lead = desk.staff(TestDesk::LEAD);
        let mut answers = Vec::new();
        for _ in 0..2 {
            let begun = desk.app.make_answer(&lead, None).await.expect("begun");
            answers.push(format!("/antwoorden/beheer/{begun}"));
        }
        let forms = [
            (answers[0].clone(), vec![("question", BARE), ("body", "Ja"), ("revision", "1")]),
            (answers[1].clone(), vec![("question", "Mag dat?"), ("keywords", BARE), ("revision", "1")]),
            (format!("/volg/{secret}"), vec![("body", BARE)]),
            (format!("{vraag}/notitie"), vec![("body", BARE)]),
            (format!("{vraag}/verlengen"), vec![("metric", "ANSWER"), ("due_on", "2026-12-21"), ("reason", BARE)]),
            (format!("{vraag}/antwoord"), vec![("body", BARE), ("how", "wedervraag")]),
            (format!("{vraag}/antwoord"), vec![("body", BARE)]),
            (format!("{vraag}/heropenen"), vec![("reason", BARE)]),
            (
                format!("/bezetting/{}", TestDesk::ANNA),
                vec![("questions", chosen.as_str()), ("reason", "Anders"), ("explanation", BARE), ("how", "geef")],
            ),
            (format!("{vraag}/toewijzen"), vec![("reason", "Anders"), ("explanation", BARE)]),
            ("/woordenlijst".to_owned(), vec![("topic", "flexwonen"), ("pattern", BARE), ("weight", "3")]),
            ("/tekstblokken".to_owned(), vec![("title", BARE), ("body", "Met groet")]),
            ("/tekstblokken".to_owned(), vec![("title", "Groet"), ("body", BARE)]),
            (
                "/beheer/onderwerpen".to_owned(),
                vec![("axis", "thema"), ("label", BARE), ("description", "Wonen naast wie men verzorgt")],
            ),
            (
                "/beheer/huisstijl".to_owned(),
                vec![("name", "Loket"), ("service", "Een dienst"), ("addition-receipt", BARE), ("how", "bewaar")],
            ),
            (
                "/beheer/regios".to_owned(),
                vec![("layout", "woondealregio"), ("csv", REGIONS), ("allow_drop", "ja"), ("how", "bekijk")],
            ),
            ("/beheer/onderwerpen/flexwonen".to_owned(), vec![("label", "Flexwonen"), ("description", BARE)]),
            ("/mensen".to_owned(), vec![("name", BARE), ("email", "n@desk.example"), ("roles", "EXPERT")]),
            (
                "/termijnen".to_owned(),
                vec![("how", "bewaar"), ("what", "dicht"), ("day", "2027-05-07"), ("label", BARE)],
            ),
        ];
        for (path, fields) in forms {
            let session = desk.session(visitor_of(&path)).await;
            let token = app::form_token(&session);
            let send = async |more: &[(&str, &str)]| {
                let fields = [fields.as_slice(), &[("token", token.as_str())], more].concat();
                let request = http.post(format!("{}{path}", client.address)).form(&fields);
                let answer = request.header("cookie", TestDesk::cookie(&session)).send().await.expect("an answer");
                (answer.status().as_u16(), answer.text().await.expect("text"))
            };
            let (status, page) = send(&[]).await;
            assert_eq!(status, 422, "{path}");
            assert!(page.contains("name=\"geen_bsn\""), "{path}: {page}");
            let (status, page) = send(&[("geen_bsn", "ja")]).await;
            assert!(status < 400, "{path}: {status} {page}");
        }
        let operator = Caller::system(Origin::Cli);
        let mut line = json!({ "id": "a", "subject": "Flex", "body": BARE, "organisation": "Wonen" });
        let refused = desk.app.import_question(&operator, 3, line.to_string().as_bytes()).await.expect("reported");
        let error = refused.error.expect("an error");
        assert!(error.starts_with("regel 3: ") && error.contains("no_bsn"), "{error}");
        line["no_bsn"] = json!(true);
        let taken = desk.app.import_question(&operator, 3, line.to_string().as_bytes()).await.expect("reported");
        assert_eq!(taken.error, None);
        let asked = |outcome: Result<(), Refusal>| match outcome {
            Err(Refusal::Complaints(Complaints(all))) => all.into_iter().map(|one| one.code).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let day = "2027-05-14".parse().expect("a day");
        let change = RulesChange::CloseDay { day, label: BARE.to_owned() };
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        assert_eq!(asked(desk.app.change_promise_rules(&administrator, &change).await), ["POSSIBLE_BSN"]);
        let lead = desk.staff(TestDesk::LEAD);
        let extended = desk.app.extend_deadline(
            &lead,
            reference.parse::<domain::Reference>().expect("one"),
            Metric::Answer,
            "2026-12-22".parse::<chrono::NaiveDate>().expect("a day"),
            BARE,
        );
        assert!(extended.await.is_err());
    }
}
