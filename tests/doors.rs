//! Doors that are shut: what needs a role, a link or the operator, tried without.

use crate::client::{SUBMIT, listening, question};
use crate::crash::loket;
use app::{Caller, LayoutImport, Refusal};
use domain::{Actor, Origin, PersonId, Role};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};
use uuid::Uuid;

const TRENDS: &str = "{ trends(input: { from: \"2026-11-01\", to: \"2026-12-31\", bucket: MONTH, measure: RECEIVED }) {
    definition } }";
const PREVIEW: &str = "{ previewRouting(input: { subject: \"a\", body: \"b\",
    organisation: { kind: MUNICIPALITY, name: \"Arnhem\" } }) { summary } }";

#[tokio::test]
async fn what_needs_a_role_is_refused_without_it() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let administrator = domain::Person {
            id: PersonId(Uuid::from_u128(0xe0)),
            name: "Bea".to_owned(),
            email: "beheer@desk.example".to_owned(),
            roles: vec![Role::Administrator],
            active: true,
            demo: false,
        };
        app::install_people(&desk.store, &[administrator], &[], desk.app.now()).await.expect("installed");
        desk.app.refresh().await.expect("known");
        let operator = Caller::system(Origin::Cli);
        let hour = chrono::Duration::hours(1);
        let administrator = desk.app.issue_token(&operator, "beheer@desk.example", hour).await.expect("a token");
        let anna = desk.token(TestDesk::ANNA).await;
        for (query, of_administrator) in [
            ("{ tickets { nodes { id } } }", None),
            ("{ experts { nodes { id } } }", None),
            (PREVIEW, Some("FORBIDDEN")),
            (TRENDS, Some("FORBIDDEN")),
        ] {
            let code = async |token: Option<&str>| {
                let answer = client.send(token, query, Value::Null).await;
                answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned)
            };
            assert_eq!(code(None).await.as_deref(), Some("UNAUTHENTICATED"), "{query}");
            assert_eq!(code(Some(&administrator)).await.as_deref(), of_administrator, "{query}");
            assert_eq!(code(Some(&anna)).await, None, "{query}");
        }
    }
}

#[tokio::test]
async fn a_link_opens_its_own_question_and_no_other() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let mut links = Vec::new();
        for (key, word) in [(1, "alfa"), (2, "bravo")] {
            let mut question = question(key);
            question["input"]["subject"] = json!(format!("Vraag {word}"));
            let receipt = client.ask(None, SUBMIT, question).await["submitQuestion"]["receipt"].clone();
            let secret =
                receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
            links.push((secret, word));
        }
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        for (secret, word) in &links {
            let page = http.get(format!("{}/volg/{secret}", client.address)).send().await.expect("an answer");
            let page = page.text().await.expect("text");
            for (_, other) in &links {
                assert_eq!(page.contains(other), other == word);
            }
            // One letter further: nothing, and nothing is written.
            let wrong = format!("{}/volg/{}x", client.address, &secret[1..]);
            assert_eq!(http.get(&wrong).send().await.expect("an answer").status(), 404);
            let written = http.post(&wrong).form(&[("body", "Hallo")]).send().await.expect("an answer");
            assert_eq!(written.status(), 404);
        }
        // Whoever holds one link is nobody to the other question.
        let lead = desk.staff(TestDesk::LEAD);
        let all = desk.app.list_tickets(&lead, &app::TicketSearch::default(), 10, None).await.expect("both").items;
        let (one, other) = (&all[0].1, &all[1].1);
        let asker = Caller::new(Actor::Asker(one.id), Origin::Web);
        let refused = desk.app.react_as_asker(&asker, other.reference, "Hallo").await;
        assert!(matches!(refused, Err(Refusal::Hidden)), "{refused:?}");
    }
}

#[tokio::test]
async fn pages_for_staff_send_others_away() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let secret = desk.session(TestDesk::ANNA).await;
    let other = format!("/deskundigen/{}", TestDesk::BRAM);
    let own = format!("/deskundigen/{}", TestDesk::ANNA);
    let person = format!("/mensen/{}", TestDesk::BRAM);
    let loads_of = format!("/bezetting/{}", TestDesk::BRAM);
    for (path, of_an_expert) in [
        ("/werkbak", 200),
        ("/beantwoord", 200),
        ("/vragen/2026-000001-X", 404),
        ("/cijfers", 200),
        ("/cijfers?maat=ontvangen", 200),
        ("/cijfers/dekking", 200),
        ("/cijfers/stijging/flexwonen", 200),
        ("/cijfers/vragen?maat=ontvangen", 200),
        ("/cijfers/tabel.csv", 200),
        ("/cijfers/tabel.xlsx", 200),
        ("/cijfers/verslag", 200),
        ("/cijfers/verslag.pdf", if report::MAKES_PDF { 200 } else { 409 }),
        ("/deskundigen", 200),
        (own.as_str(), 200),
        (other.as_str(), 403),
        ("/verdelen", 403),
        ("/bezetting", 403),
        (loads_of.as_str(), 403),
        ("/leren", 403),
        ("/woordenlijst", 403),
        ("/tekstblokken", 200),
        ("/antwoorden/beheer", 200),
        ("/antwoorden/beheer/00000000-0000-0000-0000-00000000000a", 404),
        ("/termijnen", 403),
        ("/mensen", 403),
        (person.as_str(), 403),
        ("/organisaties/beheer", 403),
        ("/domeinen", 403),
        ("/beheer", 403),
        ("/beheer/brieven", 403),
        ("/beheer/post", 403),
        ("/beheer/onderwerpen", 403),
        ("/beheer/regios", 403),
        ("/beheer/huisstijl", 403),
        ("/beheer/soorten", 403),
        ("/beheer/instellingen", 403),
        ("/beheer/onderwerpen/flexwonen", 403),
        ("/logboek", 403),
        ("/logboek.csv", 403),
        ("/beheer/bewaren", 403),
        ("/account", 200),
    ] {
        let url = format!("{}{path}", client.address);
        let nobody = http.get(&url).send().await.expect("an answer");
        assert_eq!(
            (nobody.status().as_u16(), &nobody.headers()["location"]),
            (303, &"/inloggen".parse().expect("a header"))
        );
        let expert = http.get(&url).header("cookie", TestDesk::cookie(&secret)).send().await.expect("an answer");
        assert_eq!(expert.status().as_u16(), of_an_expert, "{path}");
    }
}

#[tokio::test]
async fn forms_refuse_an_expert_what_only_a_lead_may() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let secret = desk.session(TestDesk::ANNA).await;
    let token = app::form_token(&secret);
    let bram = format!("/deskundigen/{}", TestDesk::BRAM);
    let anna = format!("/deskundigen/{}", TestDesk::ANNA);
    let own_conflicts = format!("{anna}/belang");
    let some_organisation = domain::OrganisationId(uuid::Uuid::from_u128(9)).to_string();
    for path in [
        anna,
        bram.clone(),
        bram.replace("deskundigen", "bezetting"),
        format!("{bram}/afwezigheid"),
        format!("{bram}/terug"),
        format!("{bram}/belang"),
        own_conflicts,
        "/leren".to_owned(),
        "/leren/model".to_owned(),
        "/woordenlijst".to_owned(),
        "/woordenlijst/1/weg".to_owned(),
        "/cijfers/stijging/flexwonen".to_owned(),
    ] {
        desk.store.statements().record();
        let fields = [
            ("token", token.as_str()),
            ("from", "2026-12-21"),
            ("to", "2026-12-24"),
            ("weekly", "10"),
            ("days", "1"),
            ("zekerheid", "50"),
            ("topic", "flexwonen"),
            ("pattern", "tiny houses"),
            ("weight", "3"),
            ("organisation", some_organisation.as_str()),
        ];
        let answer = http
            .post(format!("{}{path}", client.address))
            .header("cookie", TestDesk::cookie(&secret))
            .form(&fields)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 403, "{path}");
        let wrote = desk.store.statements().seen().into_iter().find(|sql| !sql.starts_with("SELECT"));
        assert_eq!(wrote, None, "{path}");
    }
}

#[tokio::test]
async fn operating_the_desk_is_for_the_operator() {
    for desk in desks().await {
        for caller in [desk.staff(TestDesk::LEAD), Caller::new(Actor::Anonymous, Origin::Api)] {
            let hour = chrono::Duration::hours(1);
            assert!(desk.app.issue_token(&caller, "anna@desk.example", hour).await.is_err());
            let import = LayoutImport {
                layout: domain::LayoutKey("provincie".to_owned()),
                from: desk.app.now().date_naive(),
                csv: String::new(),
                dry_run: false,
                allow_drop: false,
                allow_rewrite: false,
            };
            assert!(matches!(
                desk.app.import_regions(&caller, &import).await,
                Err(Refusal::Forbidden | Refusal::Unauthenticated)
            ));
            let letter = domain::JobId(uuid::Uuid::from_u128(1));
            let letters = [
                desk.app.list_dead_letters(&caller).await.map(|_| ()),
                desk.app.send_dead_letter_again(&caller, letter).await,
                desk.app.give_up_letter(&caller, letter, None).await,
            ];
            for outcome in letters {
                assert!(matches!(outcome, Err(Refusal::Forbidden | Refusal::Unauthenticated)), "{outcome:?}");
            }
        }
    }
}

#[test]
fn commands_that_need_no_database_touch_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("loket.db");
    let questions = folder.path().join("vragen.jsonl");
    std::fs::write(&questions, "{\"id\":\"a\",\"subject\":\"Flex\",\"body\":\"Hoe lang mogen flexwoningen staan?\"}\n")
        .expect("it can be written");
    let questions = questions.to_string_lossy().into_owned();
    for (arguments, done) in [
        (vec!["schema"], true),
        (vec!["config", "show"], true),
        (vec!["config", "example"], true),
        (vec!["sla", "due", "--received", "2026-11-24T10:00:00+01:00"], true),
        (vec!["route", "--input", &questions], true),
        // These need one, and say so instead of making it.
        (vec!["sla", "rules"], false),
        (vec!["doctor"], false),
        (vec!["letters"], false),
        (vec!["worker"], false),
        (vec!["token", "--email", "x@desk.example"], false),
    ] {
        let url = format!("sqlite://{}", file.display());
        let output = loket(folder.path(), &url).args(&arguments).output().expect("it runs");
        assert_eq!(output.status.success(), done, "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let _ = std::fs::remove_file(&file).map(|()| assert!(!done, "{arguments:?} made a database"));
    }
}
