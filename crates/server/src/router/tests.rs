//! Every door of the program: that it is guarded, that it answers safely, that forms cannot be sent from elsewhere.

use super::{router, routes};
use crate::Cli;
use crate::settings::Settings;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use testkit::{TestDesk, desks};
use tower::ServiceExt;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

async fn serving(settings: &str) -> (TestDesk, Router) {
    let desk = desks().await.remove(0);
    let settings = Settings::read(settings, std::iter::empty()).expect("good settings");
    let figures = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder().handle();
    let router = router(&desk.app, &settings, figures);
    (desk, router)
}

async fn send(router: &Router, request: Request<Body>) -> Response<Body> {
    let mut request = request;
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4000))));
    router.clone().oneshot(request).await.expect("a router always answers")
}

/// A path that fits the pattern.
fn filled(pattern: &str) -> String {
    pattern
        .replace("{reference}", "2026-000001-X")
        .replace("{secret}", "geheim")
        .replace("{name}", "niets.css")
        .replace("{key}", "niets")
        .replace("{id}", "1")
}

/// Fields of a type in the published schema.
fn fields_of(kind: &str) -> Vec<String> {
    let sdl = graphql::sdl();
    let body = sdl.split(&format!("type {kind} {{\n")).nth(1).expect("the type is there");
    let body = body.split("\n}").next().expect("it ends");
    let mut described = false;
    let lines = body.lines().filter(|line| {
        let is_description = described || line.trim().starts_with("\"\"\"");
        described ^= line.trim() == "\"\"\"";
        !is_description && line.starts_with('\t')
    });
    lines.filter_map(|line| line.trim().split(['(', ':']).next()).map(str::to_owned).collect()
}

/// Every command without commands of its own.
fn commands(command: &clap::Command, before: &str) -> Vec<String> {
    let below: Vec<String> = command
        .get_subcommands()
        .flat_map(|below| commands(below, &format!("{before} {}", below.get_name())))
        .collect();
    if below.is_empty() { vec![before.trim().to_owned()] } else { below }
}

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && !entry.ends_with("node_modules") && !entry.ends_with("target") {
            sources(&entry, text);
        } else if entry.extension().is_some_and(|extension| extension == "rs" || extension == "js") {
            text.push_str(&fs::read_to_string(&entry).expect("text"));
        }
    }
}

#[test]
fn every_entry_point_has_a_row_that_says_what_guards_it() {
    let table = fs::read_to_string(root().join("tests/entry_points.txt")).expect("the table is there");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let mut doors: BTreeSet<String> = routes().into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    for (kind, word) in [("Query", "query"), ("Mutation", "mutation"), ("Subscription", "subscription")] {
        doors.extend(fields_of(kind).into_iter().map(|field| format!("{word} {field}")));
    }
    doors.extend(commands(&Cli::command(), "").into_iter().map(|command| format!("loket {command}")));
    let listed: BTreeSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    let without: Vec<&String> = doors.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&doors).collect();
    assert!(without.is_empty(), "no row in tests/entry_points.txt: {without:#?}");
    assert!(gone.is_empty(), "rows for what is not there: {gone:#?}");

    let policy = fs::read_to_string(root().join("crates/app/src/policy.rs")).expect("policy is there");
    let mut code = String::new();
    sources(&root().join("crates"), &mut code);
    sources(&root().join("tests"), &mut code);
    for row in &rows {
        let [door, action, test] = row[..] else { panic!("three columns: {row:?}") };
        let is_action = policy.contains(&format!("Action::{action}"));
        assert!(is_action || action.starts_with("public: ") || action.starts_with("operator: "), "{door}: {action}");
        let is_test = code.contains(&format!("fn {test}(")) || code.contains(&format!("test('{test}'"));
        assert!(is_test, "{door} names a test that is not there: {test}");
    }
}

#[test]
fn the_table_of_routes_is_the_router() {
    for (file, own) in [
        ("crates/server/src/router.rs", 3),
        ("crates/graphql/src/http.rs", graphql::routes().len()),
        ("crates/rest/src/http.rs", rest::routes().len()),
    ] {
        let text = fs::read_to_string(root().join(file)).expect("text");
        assert_eq!(text.matches(".route(\"").count(), own, "{file}: a route that its table does not name");
    }
}

/// What every answer must have, whatever it is about.
fn is_safe(what: &str, headers: &HeaderMap) {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let policy = value("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(value("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(value("referrer-policy"), "no-referrer", "{what}");
    assert!(value("strict-transport-security").starts_with("max-age="), "{what}");
    // Only whoever asks goes back to what they typed: see `ask::kept_by_browser`.
    let kept =
        if what.starts_with("GET / (") || what.starts_with("POST / (") { "private, no-cache" } else { "no-store" };
    let cache = value("cache-control");
    assert!(cache == kept || cache == "no-store", "{what}: {cache}");
}

#[tokio::test]
async fn only_the_front_doors_may_be_shown_by_search_engines() {
    let (desk, router) = serving("").await;
    let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
    for (path, findable) in [
        ("/", true),
        ("/toegankelijkheid", true),
        ("/privacy", true),
        ("/volg", true),
        ("/antwoorden", true),
        ("/antwoorden/feed.atom", true),
        ("/antwoorden/bestaat-niet", false),
        ("/antwoorden/beheer", false),
        ("/inloggen", false),
        ("/volg/geheim", false),
        ("/volg/geheim/iets", false),
        ("/toegang/geheim", false),
        ("/organisatie/geheim", false),
        ("/werkbak", false),
        ("/werkbak?zoek=a", false),
        ("/cijfers", false),
        ("/cijfers/tabel.csv", false),
        ("/logboek.csv", false),
        ("/bestaat-niet", false),
        ("/health/ready", false),
        ("/metrics", false),
    ] {
        let request = Request::builder().uri(path).header(header::COOKIE, &cookie).body(Body::empty());
        let answer = send(&router, request.expect("a request")).await;
        let told = answer.headers().get("x-robots-tag").is_some_and(|value| value == "noindex, nofollow");
        assert_eq!(told, !findable, "{path}");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer", "{path}");
    }
}

#[tokio::test]
async fn every_answer_of_every_route_is_safe_to_show() {
    let (_desk, router) = serving("[server]\npublic_url = \"https://loket.example\"\n").await;
    let mut requests: Vec<(&str, String)> = routes().into_iter().map(|(method, path)| (method, filled(path))).collect();
    for path in ["/bestaat-niet", "/volg/%ff", "/organisaties?zoek=a&zoek=b", "/graphql", "/werkbak?na=%00"] {
        requests.push(("GET", path.to_owned()));
    }
    requests.push(("DELETE", "/".to_owned()));
    requests.push(("PUT", "/graphql".to_owned()));
    for (method, path) in requests {
        let request = Request::builder().method(method).uri(&path).body(Body::empty()).expect("a request");
        let answer = send(&router, request).await;
        is_safe(&format!("{method} {path} ({})", answer.status()), answer.headers());
        let text = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        let text = String::from_utf8_lossy(&text);
        for inside in ["Failed to deserialize", "Invalid UTF-8", "panicked", "sqlx", "Did you mean"] {
            assert!(!text.contains(inside), "{method} {path}: {text}");
        }
    }
}

#[tokio::test]
async fn hsts_is_said_over_https_only_and_files_may_be_kept() {
    let (_desk, router) = serving("").await;
    let front = send(&router, Request::builder().uri("/").body(Body::empty()).expect("a request")).await;
    assert!(!front.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    let page = to_bytes(front.into_body(), 1 << 20).await.expect("a body");
    let page = String::from_utf8_lossy(&page);
    let style = page.split('"').find(|part| part.starts_with("/bestanden/")).expect("a style");
    let file = send(&router, Request::builder().uri(style).body(Body::empty()).expect("a request")).await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(file.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
}

/// Asks for a page as a browser does that reads compressed answers, or as one that does not.
fn asked_for(path: &str, cookie: &str, reads: &str) -> Request<Body> {
    let request = Request::builder().uri(path).header(header::COOKIE, cookie).header(header::ACCEPT_ENCODING, reads);
    request.body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn pages_leave_compressed_for_whoever_reads_that_and_no_secret_stands_in_them_twice_alike() {
    let (desk, router) = serving("").await;
    let secret = desk.session(TestDesk::LEAD).await;
    let cookie = TestDesk::cookie(&secret);
    for path in ["/", "/werkbak?zoek=geheim", "/cijfers", "/privacy", "/health/live"] {
        let plain = send(&router, asked_for(path, &cookie, "identity")).await;
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING), "{path}");
        let plain = to_bytes(plain.into_body(), 1 << 20).await.expect("a body");
        let answer = send(&router, asked_for(path, &cookie, "gzip, br")).await;
        let coding = answer.headers().get(header::CONTENT_ENCODING).cloned();
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        if plain.len() < 1_024 {
            assert_eq!(coding, None, "{path}: too small to gain by it");
            continue;
        }
        assert_eq!(coding.expect("compressed"), "gzip", "{path}");
        assert!(bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() * 3 < plain.len() * 2, "{path}: {}", bytes.len());
        assert!(bytes.len() <= 60 * 1024, "{path}: {}", bytes.len());
    }
    let token = async || {
        let page = text_of(send(&router, asked_for("/werkbak", &cookie, "identity")).await).await;
        let field = page.split_once("name=\"token\" value=\"").expect("a form").1;
        field.split('"').next().expect("it ends").to_owned()
    };
    let (one, other) = (token().await, token().await);
    assert_ne!(one, other, "whoever sees how long pages are learns nothing of it");
    let own = app::form_token(&secret);
    assert!(app::is_form_token(&secret, &one) && app::is_form_token(&secret, &other) && one != own && other != own);
    assert!(!app::is_form_token("een andere sessie", &one));
}

/// Forms that carry no token, and why nobody gains by making somebody else send them.
const WITHOUT_TOKEN: [(&str, &str); 15] = [
    ("/", "acts for nobody: anybody may put a question"),
    ("/volg/{secret}", "acts by the secret in its address, which only its holder knows; no cookie counts"),
    ("/onderwerpen", "acts for nobody: says what a text is about, and stores nothing"),
    ("/antwoorden/passend", "acts for nobody: says what was answered before, and counts that"),
    ("/antwoorden/geopend", "acts for nobody: counts that somebody reads an answer"),
    ("/antwoorden/hielp", "acts for nobody: counts that an answer helped"),
    ("/plaatsen/voorstel", "acts for nobody: says what a question may be about, and stores nothing"),
    ("/inloggen", "nobody is signed in yet"),
    ("/wachtwoord", "nobody is signed in yet; it sends a letter to whoever the account belongs to"),
    ("/toegang/{secret}", "acts by the secret in its address, which only its holder knows; no cookie counts"),
    ("/organisatie", "acts for nobody: it sends a letter to a confirmed domain, or nothing"),
    ("/volg", "acts for nobody: it sends a letter to whoever asked the question, or nothing"),
    ("/volg/{secret}/geholpen", "acts by the secret in its address, which only its holder knows; no cookie counts"),
    ("/graphql", "takes no cookie: the token of the API has to be put in by hand"),
    ("/graphql/files", "takes no cookie: the token of the API has to be put in by hand"),
];

#[tokio::test]
async fn every_form_that_acts_with_a_cookie_refuses_without_its_token() {
    let (desk, router) = serving("").await;
    let secret = desk.session(TestDesk::LEAD).await;
    let mut tried = 0;
    for (method, path) in routes() {
        if method != "POST" || WITHOUT_TOKEN.iter().any(|(public, _)| *public == path) {
            continue;
        }
        tried += 1;
        for token in ["", "token=", "token=verkeerd", &format!("token={secret}")] {
            desk.store.statements().record();
            let request = Request::builder()
                .method("POST")
                .uri(filled(path))
                .header(header::COOKIE, TestDesk::cookie(&secret))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(token.to_owned()))
                .expect("a request");
            let answer = send(&router, request).await;
            let sent_away = answer.status() == StatusCode::SEE_OTHER && answer.headers()["location"] == "/inloggen";
            assert!(sent_away, "{path} with {token:?}: {}", answer.status());
            let wrote = desk.store.statements().seen().into_iter().find(|sql| !sql.starts_with("SELECT"));
            assert_eq!(wrote, None, "{path} changed something without its token");
        }
    }
    assert!(tried >= 12, "only {tried} forms were tried");
    // The session is still there: signing out was refused as well.
    let request = Request::builder().uri("/werkbak").header(header::COOKIE, TestDesk::cookie(&secret));
    assert_eq!(send(&router, request.body(Body::empty()).expect("a request")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_cookie_opens_nothing_of_the_api_and_a_token_nothing_of_the_pages() {
    let (desk, router) = serving("").await;
    let secret = desk.session(TestDesk::LEAD).await;
    let query = r#"{"query":"{ viewer { name } }"}"#;
    let request = Request::builder()
        .method("POST")
        .uri("/graphql")
        .header(header::COOKIE, TestDesk::cookie(&secret))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(query))
        .expect("a request");
    let answer = to_bytes(send(&router, request).await.into_body(), 1 << 20).await.expect("a body");
    assert_eq!(answer, r#"{"data":{"viewer":null}}"#.as_bytes());
    let token = desk.token(TestDesk::LEAD).await;
    let request = Request::builder().uri("/werkbak").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let answer = send(&router, request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

fn api(query: &str, token: Option<&str>) -> Request<Body> {
    let mut request =
        Request::builder().method("POST").uri("/graphql").header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::from(serde_json::json!({ "query": query }).to_string())).expect("a request")
}

fn form(path: &str, fields: &str) -> Request<Body> {
    Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.to_owned()))
        .expect("a request")
}

const SUBMIT: &str = "mutation { submitQuestion(input: { submissionKey: \"018f0000-0000-7000-8000-000000000001\",
    subject: \"\", body: \"\", organisation: { kind: MUNICIPALITY, name: \"\" }, contact: { name: \"\", email: \"\" } })
    { errors { code } } }";

/// A good question, as the form sends it.
fn typed(key: u32, subject: &str) -> String {
    format!(
        "key=018f0000-0000-7000-8000-{key:012}&kind=MUNICIPALITY&organisation=Gemeente+Arnhem&municipality=GM0202&\
         subject={subject}&body=Welke+onderdelen+horen+er+in+een+woonzorgvisie%3F+%3C%2Ftextarea%3E%3Cscript%3E&\
         groups=ouderen&name=Ans+Vermeer&email=ans%40arnhem.example&phone="
    )
}

fn sent(key: u32) -> String {
    format!(
        "mutation {{ submitQuestion(input: {{ submissionKey: \"018f0000-0000-7000-8000-{key:012}\",
        subject: \"Onze visie\", body: \"Welke onderdelen horen er in een woonzorgvisie te staan?\",
        organisation: {{ kind: MUNICIPALITY, name: \"Gemeente Arnhem\", municipality: \"GM0202\" }},
        contact: {{ name: \"Ans\", email: \"ans@arnhem.example\" }} }}) {{ receipt {{ reference }} errors {{ code }} }} }}"
    )
}

async fn text_of(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test]
async fn made_up_methods_paths_and_names_add_no_line_to_the_figures() {
    let (_desk, router) = serving("").await;
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let figures = recorder.handle();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let lines = || figures.render().lines().filter(|line| !line.starts_with('#')).count();
    let strange = async |number: usize| {
        for (method, path) in [(format!("M{number}"), "/".to_owned()), ("GET".to_owned(), format!("/p{number}/x"))] {
            let request =
                Request::builder().method(method.as_str()).uri(path).header("x-request-id", format!("n{number}"));
            send(&router, request.body(Body::empty()).expect("a request")).await;
        }
    };
    strange(0).await;
    let after_one = lines();
    assert!(after_one > 0 && figures.render().contains("method=\"other\""), "{}", figures.render());
    for number in 1..500 {
        strange(number).await;
    }
    assert_eq!(lines(), after_one, "labels come from closed sets");
}

#[tokio::test]
async fn the_name_of_a_request_is_taken_over_when_it_is_one() {
    let (_desk, router) = serving("").await;
    let named = async |name: &str| {
        let request = Request::builder().uri("/health/live").header("x-request-id", name);
        let answer = send(&router, request.body(Body::empty()).expect("a request")).await;
        answer.headers()["x-request-id"].to_str().expect("text").to_owned()
    };
    assert_eq!(named("018f0000-0000-7000-8000-000000000001").await, "018f0000-0000-7000-8000-000000000001");
    for wrong in ["", "a b", "\u{e9}", &"x".repeat(65)] {
        let name = named(wrong).await;
        assert!(name != wrong && uuid::Uuid::parse_str(&name).is_ok(), "{wrong:?} became {name:?}");
    }
}

#[tokio::test]
async fn form_and_api_share_one_count_of_questions() {
    let (_desk, router) = serving("[limits]\nsubmissions_per_hour = 2\n").await;
    assert_eq!(send(&router, form("/", &typed(1, "a"))).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(send(&router, api(&sent(2), None)).await.status(), StatusCode::OK);
    let page = send(&router, form("/", &typed(3, "a"))).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(page.headers().contains_key(header::RETRY_AFTER));
    let refused = send(&router, api(&sent(4), None)).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert!(text_of(refused).await.contains(r#""code":"RATE_LIMITED""#));
}

#[tokio::test]
async fn only_what_is_stored_counts_as_a_question() {
    for desk in desks().await {
        let settings =
            Settings::read("[limits]\nsubmissions_per_hour = 2\n", std::iter::empty()).expect("good settings");
        let figures = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder().handle();
        let router = router(&desk.app, &settings, figures);
        for _ in 0..30 {
            assert_eq!(send(&router, form("/", "subject=a")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(send(&router, api(SUBMIT, None)).await.status(), StatusCode::OK);
        }
        let first = send(&router, form("/", &typed(1, "a"))).await;
        assert_eq!(first.status(), StatusCode::SEE_OTHER);
        for _ in 0..5 {
            let again = send(&router, form("/", &typed(1, "a"))).await;
            assert_eq!(again.headers()[header::LOCATION], first.headers()[header::LOCATION], "its receipt");
        }
        let second = text_of(send(&router, api(&sent(2), None)).await).await;
        assert!(second.contains("reference"), "{second}");
        // Two are stored. A third waits; the two of before still get their receipts, through both doors.
        assert_eq!(send(&router, form("/", &typed(3, "a"))).await.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(send(&router, api(&sent(3), None)).await.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(text_of(send(&router, api(&sent(2), None)).await).await, second);
        assert_eq!(send(&router, form("/", &typed(1, "a"))).await.status(), StatusCode::SEE_OTHER);
        // And complaints are told, not withheld.
        assert_eq!(send(&router, form("/", "subject=a")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text_of(send(&router, api(SUBMIT, None)).await).await.contains("errors\":[{\"code"));
        let lead = desk.staff(TestDesk::LEAD);
        let all = desk.app.list_tickets(&lead, &app::TicketSearch::default(), 10, None).await.expect("both");
        assert_eq!(all.items.len(), 2);
    }
}

#[tokio::test]
async fn a_flood_of_refused_questions_ends_too() {
    let (_desk, router) = serving("[limits]\nsubmissions_per_hour = 1\n").await;
    let mut statuses = BTreeSet::new();
    for _ in 0..620 {
        statuses.insert(send(&router, form("/", "subject=a")).await.status().as_u16());
    }
    assert_eq!(statuses, BTreeSet::from([422, 429]));
    let (_desk, router) = serving("[limits]\nsubmissions_per_hour = 1\n").await;
    statuses.clear();
    for _ in 0..620 {
        statuses.insert(send(&router, api(SUBMIT, None)).await.status().as_u16());
    }
    assert_eq!(statuses, BTreeSet::from([200, 429]));
}

#[tokio::test]
async fn a_question_that_must_wait_comes_back_filled_and_ready_to_be_sent_again() {
    let (_desk, router) = serving("[limits]\nsubmissions_per_hour = 1\n").await;
    assert_eq!(send(&router, form("/", &typed(1, "a"))).await.status(), StatusCode::SEE_OTHER);
    let answer = send(&router, form("/", &typed(2, "Mijn+%22tweede%22+onderwerp"))).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait = answer.headers()[header::RETRY_AFTER].to_str().expect("text").parse::<u64>().expect("seconds");
    assert!((1..=3_600).contains(&wait));
    let page = text_of(answer).await;
    for held in [
        "<form class=\"loket-form\" method=\"post\" action=\"/?vraag\"",
        "name=\"key\" value=\"018f0000-0000-7000-8000-000000000002\"",
        "value=\"Mijn &#34;tweede&#34; onderwerp\"",
        "woonzorgvisie? &#60;/textarea&#62;&#60;script&#62;</textarea>",
        "name=\"kind\" value=\"MUNICIPALITY\" checked",
        "value=\"Gemeente Arnhem\"",
        "name=\"municipality\" id=\"organisation-municipality\" value=\"GM0202\"",
        "name=\"groups\" value=\"ouderen\" checked",
        "value=\"Ans Vermeer\"",
        "value=\"ans@arnhem.example\"",
        "nog niet verstuurd",
    ] {
        assert!(page.contains(held), "{held} is not in {page}");
    }
}

/// The desk's pages with a throttle that does this, within this time.
fn failing(desk: &TestDesk, throttle: app::Throttle, patience: std::time::Duration) -> Router {
    let options = web::Options {
        throttle,
        trust_forwarded_for: false,
        security_contact: String::new(),
        security_expires: String::new(),
    };
    super::bounded(web::router(desk.app.clone(), options), patience)
}

fn assert_gives_back(page: &str, held: &str) {
    assert!(page.contains("Probeer opnieuw") && page.contains("method=\"post\" action=\"/"), "{page}");
    assert!(page.contains("name=\"key\" value=\"018f0000-0000-7000-8000-000000000001\""), "{page}");
    assert!(page.contains(held), "{page}");
    assert!(page.contains("&#60;/textarea&#62;&#60;script&#62;") && !page.contains("<script>"), "{page}");
}

#[tokio::test]
async fn a_panic_keeps_what_was_typed() {
    let desk = desks().await.remove(0);
    let router = failing(&desk, std::sync::Arc::new(|_, _| panic!("a fault in a test")), super::REQUEST_PATIENCE);
    let answer = send(&router, form("/", &typed(1, "Onze+visie"))).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_gives_back(&text_of(answer).await, ">\nOnze visie</textarea>");
}

#[tokio::test]
async fn a_request_that_takes_too_long_keeps_what_was_typed() {
    let desk = desks().await.remove(0);
    let router = failing(&desk, std::sync::Arc::new(|_, _| Ok(())), std::time::Duration::from_millis(50));
    // Somebody else holds the one connection that writes.
    let writing = desk.store.write().await.expect("a transaction");
    let answer = send(&router, form("/", &typed(1, "Onze+visie"))).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_gives_back(&text_of(answer).await, ">\nOnze visie</textarea>");
    // Signing in as well; but what is secret is never given back.
    let answer = send(&router, form("/inloggen", "email=anna%40desk.example&password=een+geheim&code=123456")).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = text_of(answer).await;
    assert!(!page.contains("geheim") && !page.contains("123456"), "{page}");
    drop(writing);
}

#[tokio::test]
async fn a_reaction_and_a_note_survive_a_desk_that_does_not_answer() {
    let desk = desks().await.remove(0);
    let ready = failing(&desk, std::sync::Arc::new(|_, _| Ok(())), super::REQUEST_PATIENCE);
    let receipt = send(&ready, form("/", &typed(1, "Onze+visie"))).await;
    let link =
        receipt.headers()[header::LOCATION].to_str().expect("text").split('?').next().expect("a path").to_owned();
    let lead = desk.staff(TestDesk::LEAD);
    let all = desk.app.list_tickets(&lead, &app::TicketSearch::default(), 10, None).await.expect("one");
    let note = format!("/vragen/{}/notitie", all.items[0].1.reference);
    let secret = desk.session(TestDesk::ANNA).await;
    let token = app::form_token(&secret);
    let router = failing(&desk, std::sync::Arc::new(|_, _| Ok(())), std::time::Duration::from_millis(50));
    let writing = desk.store.write().await.expect("a transaction");
    for path in [link, note] {
        let mut request = form(&path, &format!("token={token}&body=Regel+een%0D%0A%3C%2Ftextarea%3E%3Cscript%3E"));
        request.headers_mut().insert(header::COOKIE, TestDesk::cookie(&secret).parse().expect("a header"));
        let answer = send(&router, request).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        let page = text_of(answer).await;
        assert!(page.contains(&format!("method=\"post\" action=\"{path}\"")), "{path}: {page}");
        assert!(page.contains("Regel een\r\n&#60;/textarea&#62;&#60;script&#62;</textarea>"), "{path}: {page}");
        assert!(page.contains(&format!("name=\"token\" value=\"{token}\"")), "{path}: {page}");
    }
    drop(writing);
}

#[tokio::test]
async fn a_token_has_a_count_of_its_own() {
    let (desk, router) = serving("[limits]\nsubmissions_per_hour = 0\ntoken_submissions_per_hour = 1\n").await;
    let (anna, bram) = (desk.token(TestDesk::ANNA).await, desk.token(TestDesk::BRAM).await);
    assert_eq!(send(&router, api(&sent(1), Some(&anna))).await.status(), StatusCode::OK);
    let another = desk.token(TestDesk::ANNA).await;
    assert_eq!(send(&router, api(&sent(2), Some(&another))).await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(send(&router, api(&sent(3), Some(&bram))).await.status(), StatusCode::OK);
    assert_eq!(send(&router, api(&sent(4), None)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn searches_and_sign_ins_are_counted_too() {
    let (_desk, router) = serving("[limits]\nsearches_per_minute = 2\nsign_ins_per_hour = 2\n").await;
    let search = "{ organisations(search: \"arn\") { name } }";
    let twice = "{ a: organisations(search: \"arn\") { name } b: organisations(search: \"nij\") { name } }";
    assert_eq!(send(&router, api(twice, None)).await.status(), StatusCode::OK, "each field counts");
    assert_eq!(send(&router, api(search, None)).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let page = Request::builder().uri("/organisaties?zoek=arn").body(Body::empty()).expect("a request");
    assert_eq!(send(&router, page).await.status(), StatusCode::TOO_MANY_REQUESTS);

    for path in ["/inloggen", "/wachtwoord"] {
        assert_ne!(send(&router, form(path, "email=x")).await.status(), StatusCode::TOO_MANY_REQUESTS);
    }
    let refused = send(&router, form("/inloggen", "email=x")).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    let page = Request::builder().uri("/inloggen").body(Body::empty()).expect("a request");
    assert_eq!(send(&router, page).await.status(), StatusCode::OK, "looking costs nothing");
}

#[tokio::test]
async fn looking_with_head_at_a_door_that_counts_is_an_attempt_as_well() {
    let (_desk, router) = serving("[limits]\nsign_ins_per_hour = 2\n").await;
    let asked =
        |method: &str| Request::builder().method(method).uri("/inloggen/bij").body(Body::empty()).expect("a request");
    for method in ["HEAD", "GET"] {
        assert_ne!(send(&router, asked(method)).await.status(), StatusCode::TOO_MANY_REQUESTS, "{method}");
    }
    for method in ["HEAD", "GET"] {
        assert_eq!(send(&router, asked(method)).await.status(), StatusCode::TOO_MANY_REQUESTS, "{method}");
    }
}

#[tokio::test]
async fn behind_a_proxy_only_the_address_that_the_proxy_saw_counts() {
    let (_desk, router) = serving("[server]\ntrust_forwarded_for = true\n[limits]\nsign_ins_per_hour = 1\n").await;
    let from = |lines: &[&str]| {
        let mut request = form("/inloggen", "email=x");
        for line in lines {
            request.headers_mut().append("x-forwarded-for", line.parse().expect("a header"));
        }
        request
    };
    assert_ne!(send(&router, from(&["198.51.100.7"])).await.status(), StatusCode::TOO_MANY_REQUESTS);
    for invented in [&["203.0.113.9, 198.51.100.7"][..], &["203.0.113.10", "198.51.100.7"]] {
        assert_eq!(send(&router, from(invented)).await.status(), StatusCode::TOO_MANY_REQUESTS, "{invented:?}");
    }
    assert_ne!(send(&router, from(&["198.51.100.8"])).await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_error_never_repeats_what_was_sent() {
    let (_desk, router) = serving("").await;
    let secret = "ans.vermeer@arnhem.example";
    for query in [
        format!("{{ tickets(first: \"{secret}\") {{ nodes {{ id }} }} }}"),
        format!("{{ topics(axis: \"{secret}\") {{ key }} }}"),
        format!("{{ organisations(search: \"a\", kind: \"{secret}\") {{ name }} }}"),
        format!("{{ ticket(reference: {{ a: \"{secret}\" }}) {{ id }} }}"),
        format!("{{ trends(input: {{ from: \"{secret}\" }}) {{ definition }} }}"),
        format!("query($a: Int = \"{secret}\") {{ tickets(first: $a) {{ nodes {{ id }} }} }}"),
        format!("{{ \"{secret}\" "),
        "{ tickts { id } }".to_owned(),
        "{ viewer { nam } }".to_owned(),
        "{ tickets(frst: 1) { nodes { id } } }".to_owned(),
        "subscription { ticketChanged { id } }".to_owned(),
    ] {
        let answer = send(&router, api(&query, None)).await;
        let text = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        assert!(text.contains("\"errors\"") && text.contains("\"code\""), "{query}: {text}");
        for never in [secret, "vermeer", "Did you mean", "Some(", "Pos {", "line:"] {
            assert!(!text.contains(never), "{query}: {text}");
        }
    }
}

#[tokio::test]
async fn every_door_by_which_somebody_without_a_key_could_come_in_counts_its_attempts() {
    let listed = fs::read_to_string(root().join("tests/entry_points.txt")).expect("the list is there");
    let lets_in =
        |what: &str| ["SignIn", "ReadOwnOrganisation", "public: who can"].iter().any(|one| what.starts_with(one));
    let doors: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("POST ")?.split_once(" | "))
        .filter(|(_, what)| lets_in(what))
        .map(|(path, _)| path)
        .collect();
    assert!(doors.len() >= 5, "{doors:?}: this test reads the list wrongly");
    for path in doors {
        let (_desk, router) = serving("limits.sign_ins_per_hour = 2").await;
        let mut answers = Vec::new();
        for _ in 0..3 {
            let request = Request::post(filled(path)).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            answers.push(send(&router, request.body(Body::empty()).expect("a request")).await.status());
        }
        assert_ne!(answers[1], StatusCode::TOO_MANY_REQUESTS, "{path}: {answers:?}");
        assert_eq!(answers[2], StatusCode::TOO_MANY_REQUESTS, "{path}: {answers:?}");
    }
}
