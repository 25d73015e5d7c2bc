//! A desk with the demo's people, a clock that ticks when it is looked at, and its pages.

use app::{App, Clock, Settings};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use chrono::{DateTime, TimeZone, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use testkit::database::{TestStore, sqlite};
use tower::ServiceExt;
use uuid::Uuid;
use web::Options;

/// A Tuesday morning.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 9, 0, 0).single().expect("a real instant")
}

/// Names sort by time, so that two messages of one instant would have no order: each look is a millisecond later.
#[derive(Default)]
struct Ticking(AtomicU32);

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        now() + chrono::Duration::milliseconds(i64::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

pub struct Desk {
    pub pages: Router,
    pub app: App,
    pub store: TestStore,
}

/// A page, as far as a test looks at it.
pub struct Shown {
    pub status: StatusCode,
    pub text: String,
    pub location: String,
    pub cookie: String,
    pub headers: header::HeaderMap,
}

impl Desk {
    /// `questions` per address are let through.
    pub async fn open(public_url: &str, questions: u32) -> Self {
        let store = sqlite().await;
        app::migrate(&store, now()).await.expect("reference data");
        let people = demo::people(now().date_naive());
        let experts: Vec<_> = people.iter().filter_map(|one| one.expert.clone()).collect();
        let persons: Vec<_> = people.into_iter().map(|one| one.person).collect();
        app::install_people(&store, &persons, &experts, now()).await.expect("people");
        let key = app::new_signing_key().expect("the system has randomness").into_bytes();
        let settings = Settings { public_url: public_url.to_owned(), allow_demo: true, signing_key: key };
        let app = App::open((*store).clone(), Box::new(Ticking::default()), Box::new(app::RandomIds), settings)
            .await
            .expect("a desk");
        let left = AtomicU32::new(questions);
        let keys = AtomicU32::new(1);
        let options = Options {
            limiter: Arc::new(move |_| {
                let taken = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
                taken.map(|_| ()).map_err(|_| Duration::from_secs(90))
            }),
            trust_forwarded_for: false,
            new_key: Arc::new(move || Uuid::from_u128(u128::from(keys.fetch_add(1, Ordering::SeqCst)))),
            security_contact: None,
            contact_email: None,
        };
        Self { pages: web::router(app.clone(), options), app, store }
    }

    pub async fn usual() -> Self {
        Self::open("http://127.0.0.1:8080", 1_000).await
    }

    pub async fn get(&self, address: &str, cookie: &str) -> Shown {
        let request = Request::get(address).header(header::COOKIE, cookie).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    pub async fn post(&self, address: &str, cookie: &str, fields: &[(&str, &str)]) -> Shown {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(address)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")));
        self.send(request.expect("a request")).await
    }

    pub async fn send(&self, request: Request<Body>) -> Shown {
        let response: Response<Body> = self.pages.clone().oneshot(request).await.expect("pages always answer");
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        Shown {
            status: parts.status,
            location: text(header::LOCATION),
            cookie: text(header::SET_COOKIE),
            text: String::from_utf8(axum::body::to_bytes(body, 10_000_000).await.expect("a body").to_vec())
                .expect("pages are UTF-8"),
            headers: parts.headers,
        }
    }

    /// Signs in as one of the demo; gives the cookie.
    pub async fn signed_in(&self, who: &str) -> String {
        let shown = self.post("/inloggen", "", &[("email", &format!("{who}@demo.example"))]).await;
        assert_eq!((shown.status, shown.location.as_str()), (StatusCode::SEE_OTHER, "/werkbak"));
        shown.cookie.split(';').next().unwrap_or_default().to_owned()
    }
}

/// The form filled in as somebody would.
pub fn question<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", "00000000-0000-4000-8000-000000000001"),
        ("organisation.kind", "MUNICIPALITY"),
        ("organisation.name", "Zeist"),
        ("subject", "Woonzorgvisie voor ouderen"),
        ("body", "Hoe schrijven wij een woonzorgvisie? Wij lopen vast op de cijfers over ouderen."),
        ("contact.name", "Sanne de Wit"),
        ("contact.email", "sanne@zeist.example"),
    ]
}

/// The same form with one field filled in differently.
pub fn with<'a>(mut fields: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value));
    fields
}

/// The value of a hidden field on a page.
pub fn hidden(text: &str, name: &str) -> String {
    let at = text.find(&format!("name=\"{name}\" value=\"")).expect("the page has this field");
    let rest = &text[at..];
    rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the field has a value").to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
