//! A desk to measure, with its API on a port of this machine.

use anyhow::{Context, Result, ensure};
use app::{App, Browser, Caller, Clock, RandomIds, SystemClock};
use axum::Router;
use axum::routing::get;
use chrono::Duration;
use domain::{Origin, QuestionDraft, amsterdam_day};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use store::{Options, Store};
use uuid::Uuid;

/// The lead of the demo sees everything.
const LEAD: &str = "programmaleider@demo.example";

pub(crate) struct Desk {
    url: String,
    app: App,
    address: String,
    token: String,
    session: String,
    http: reqwest::Client,
}

impl Desk {
    /// On an empty database; migrates it and adds the demo's people, with room for as many questions as are asked.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let store = Store::connect(&Options::new(url)).await?;
        let now = SystemClock.now();
        app::migrate(&store, now).await?;
        let people = demo::people(amsterdam_day(now));
        let mut experts: Vec<_> = people.iter().filter_map(|person| person.expert.clone()).collect();
        for expert in &mut experts {
            expert.weekly_minutes = 1_000_000;
            expert.absences.clear();
        }
        let people: Vec<_> = people.into_iter().map(|person| person.person).collect();
        app::install_people(&store, &people, &experts, now).await?;
        Self::serve(url, store).await
    }

    /// On a database that was filled before, where every expert has room for as many questions as are asked.
    pub(crate) async fn with_room(url: &str) -> Result<Self> {
        let database = testkit::database::direct(url).await?;
        database.execute_unprepared("UPDATE experts SET weekly_minutes = 1000000").await?;
        database.execute_unprepared("DELETE FROM absences").await?;
        database.close().await?;
        Self::reopen(url).await
    }

    /// On a database that was filled before.
    pub(crate) async fn reopen(url: &str) -> Result<Self> {
        Self::serve(url, Store::connect(&Options::new(url)).await?).await
    }

    async fn serve(url: &str, store: Store) -> Result<Self> {
        let app = App::open(store, Box::new(SystemClock), Box::new(RandomIds), settings()?).await?;
        let token = app.issue_token(&Caller::system(Origin::Cli), LEAD, Duration::hours(4)).await?;
        let here = Browser { address: Ipv4Addr::LOCALHOST.into(), device: None, session: None };
        let session = app.sign_in_demo(LEAD, &here).await?;
        let api = graphql::Options {
            throttle: Arc::new(|_, _| Ok(())),
            trust_forwarded_for: false,
            limits: graphql::Limits::default(),
        };
        let pages = web::Options {
            throttle: Arc::new(|_, _| Ok(())),
            trust_forwarded_for: false,
            security_contact: "mailto:security@loket.example".to_owned(),
            security_expires: "2030-01-01T00:00:00Z".to_owned(),
        };
        let router: Router = graphql::router(app.clone(), api)
            .merge(web::router(app.clone(), pages))
            .route("/leeg", get(|| async { "" }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        tokio::spawn(
            async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await },
        );
        Ok(Self { url: url.to_owned(), app, address, token, session, http: reqwest::Client::new() })
    }

    /// A page as the lead sees it; its status.
    pub(crate) async fn get_page(&self, path: &str) -> Result<u16> {
        let page = self.http.get(format!("{}{path}", self.address)).header("cookie", format!("loket={}", self.session));
        let answer = page.send().await?;
        let status = answer.status().as_u16();
        answer.bytes().await?;
        Ok(status)
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) async fn get_empty(&self) -> Result<()> {
        self.http.get(format!("{}/leeg", self.address)).send().await?.bytes().await?;
        Ok(())
    }

    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Result<()> {
        let body = json!({ "query": query, "variables": variables });
        let answer: Value = self
            .http
            .post(format!("{}/graphql", self.address))
            .bearer_auth(&self.token)
            .json(&body)
            .send()
            .await?
            .json()
            .await?;
        ensure!(answer.get("errors").is_none(), "{answer}");
        Ok(())
    }

    /// One of the demo's questions, as a program would send it.
    pub(crate) async fn submit(&self, number: usize, draft: &QuestionDraft) -> Result<()> {
        let query = "mutation($input: SubmitQuestionInput!) { submitQuestion(input: $input) { receipt { reference } errors { message } } }";
        let (organisation, contact) = (&draft.organisation, &draft.contact);
        let input = json!({ "input": {
            "submissionKey": Uuid::from_u128(number as u128 + (1 << 80)).to_string(),
            "subject": draft.subject,
            "body": draft.body,
            "organisation": {
                "kind": organisation.kind.map(domain::OrganisationKind::as_str),
                "name": organisation.name,
                "municipality": organisation.municipality,
                "region": organisation.region,
            },
            "contact": { "name": contact.name, "email": contact.email },
            "groups": draft.groups,
            "themes": draft.themes,
        }});
        self.ask(query, input).await
    }

    /// Makes the desk as full as asked for, by copying one question in the database itself, spread over a year.
    pub(crate) async fn fill(&self, tickets: u64) -> Result<()> {
        let question = demo::questions(1, SystemClock.now()).pop().context("there is a question")?;
        self.submit(0, &question.draft).await?;
        let database = testkit::database::direct(&self.url).await?;
        let embedded = self.app.store().is_embedded();
        let key = if embedded { "randomblob(16)" } else { "gen_random_uuid()" };
        let day = if embedded {
            "date('2025-12-01', '+' || (i % 360) || ' days')"
        } else {
            "date '2025-12-01' + (i % 360)::int"
        };
        let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {tickets})");
        let columns = "subject, language, status, received_at, organisation_id, organisation_kind, municipality, region_layout, \
                       region_code, contact_name, contact_email, contact_phone, out_of_scope, policy, assignee_id, \
                       routing_summary, effort_minutes, has_personal_data, revision";
        for statement in [
            format!(
                "{numbers} INSERT INTO tickets (submission_key, tracking_hash, received_on, urgency, indexed, {columns}) \
                 SELECT {key}, 'copy' || i, {day}, t.urgency + i, true, {columns} FROM tickets t, n WHERE t.id = 1"
            )
            // SQLite wants the WITH after INSERT INTO.
            .replace(&format!("{numbers} INSERT INTO tickets (submission_key, tracking_hash, received_on, urgency, indexed, {columns}) "),
                &format!("INSERT INTO tickets (submission_key, tracking_hash, received_on, urgency, indexed, {columns}) {numbers} ")),
            "INSERT INTO ticket_topics SELECT t.id, x.position, x.topic, x.axis, x.source, x.confidence, x.is_primary, x.evidence \
             FROM tickets t, ticket_topics x WHERE x.ticket_id = 1 AND t.id > 1"
                .to_owned(),
            "INSERT INTO deadlines (ticket_id, metric, round, outcome, counted_from, due_at, due_on, remind_at, derivation, \
             calendar_version, met_at, met_on, breached_at, paused_at) SELECT t.id, d.metric, d.round, d.outcome, d.counted_from, d.due_at, d.due_on, d.remind_at, d.derivation, \
             d.calendar_version, d.met_at, d.met_on, d.breached_at, d.paused_at FROM tickets t, deadlines d \
             WHERE d.ticket_id = 1 AND t.id > 1"
                .to_owned(),
            "ANALYZE".to_owned(),
        ] {
            database.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// The settings of a desk that is filled or measured.
pub(crate) fn settings() -> Result<app::Settings> {
    Ok(app::Settings {
        public_url: "http://127.0.0.1".to_owned(),
        allow_demo: true,
        signing_key: app::new_signing_key().ok().context("no randomness")?.into_bytes(),
        letter_lease: app::LETTER_LEASE,
        patience: app::Patience::default(),
        reactions_per_hour: app::REACTIONS_PER_HOUR,
        signature: app::Signature::default(),
        colleagues: app::Colleagues::default(),
        privacy: app::Privacy::default(),
        drafts_hold: chrono::Duration::days(14),
        reading: app::Reading::default(),
        files: app::FileSettings::default(),
        auth: app::AuthSettings::default(),
        inbox: app::InboxSettings::default(),
        retention: app::Retention::default(),
        shown: Vec::new(),
    })
}
