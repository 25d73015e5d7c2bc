//! An opened desk on a clock that stands still until it is moved.

use crate::database::{TestStore, stores};
use app::{App, Caller, Clock, Ids, Settings};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Absence, Actor, ContactDraft, Coverage, Expert, Expertise, Level, OrganisationDraft, OrganisationKind, Origin,
    Person, PersonId, QuestionDraft, Role, SubmissionKey, TopicKey, WorkingDays,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::grants::{Grant, Purpose};
use store::sessions::Session;
use uuid::Uuid;

/// A clock that stands where it is put.
#[derive(Debug, Clone)]
pub struct FrozenClock(Arc<AtomicI64>);

impl FrozenClock {
    /// Stands at this moment.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self(Arc::new(AtomicI64::new(moment.timestamp_micros())))
    }

    /// Puts it at this moment.
    pub fn set(&self, moment: DateTime<Utc>) {
        self.0.store(moment.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves it.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(
            by.num_microseconds().expect("a test moves the clock by less than 292,000 years"),
            Ordering::SeqCst,
        );
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).expect("a test's clock stands in our era")
    }
}

/// Names and secrets that count up: the same in every run.
#[derive(Debug, Clone, Default)]
pub struct CountedIds(Arc<AtomicU64>);

impl Ids for CountedIds {
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::SeqCst);
        let millis = u128::from(now.timestamp_millis().unsigned_abs());
        Uuid::from_u128((millis << 80) | (7 << 76) | (2 << 62) | u128::from(count))
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [7; 32];
        secret[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        secret
    }
}

/// A desk with a lead, and three experts who know different things.
pub struct TestDesk {
    /// The desk.
    pub app: App,
    /// Its clock: Tuesday 24 November 2026, 10:00 in Amsterdam, until it is moved.
    pub clock: FrozenClock,
    /// Its database.
    pub store: TestStore,
    ids: CountedIds,
}

impl TestDesk {
    /// Knows `woonzorgvisie` and `ouderen`, works in Gelderland.
    pub const ANNA: PersonId = PersonId(Uuid::from_u128(0xa));
    /// Knows `flexwonen` and `statushouders`, works everywhere, answers in English.
    pub const BRAM: PersonId = PersonId(Uuid::from_u128(0xb));
    /// Knows `woonzorgvisie` a little, works everywhere.
    pub const CARLA: PersonId = PersonId(Uuid::from_u128(0xc));
    /// Leads the programme.
    pub const LEAD: PersonId = PersonId(Uuid::from_u128(0xd));
    /// Administers the desk.
    pub const ADMINISTRATOR: PersonId = PersonId(Uuid::from_u128(0xe));

    /// A desk on this store.
    pub async fn on(store: TestStore) -> Self {
        let moment = DateTime::parse_from_rfc3339("2026-11-24T10:00:00+01:00").expect("a good moment").to_utc();
        let clock = FrozenClock::at(moment);
        app::migrate(&store, moment).await.expect("reference data can be installed");
        app::install_people(&store, &people(), &experts(), moment).await.expect("people can be installed");
        let settings = Settings {
            public_url: "http://loket.test".to_owned(),
            allow_demo: false,
            signing_key: app::new_signing_key().expect("there is randomness").into_bytes(),
            letter_lease: app::LETTER_LEASE,
            patience: app::Patience::default(),
            reactions_per_hour: app::REACTIONS_PER_HOUR,
            signature: app::Signature::default(),
            colleagues: app::Colleagues::default(),
            privacy: app::Privacy::default(),
            drafts_hold: Duration::days(14),
            reading: app::Reading::default(),
            files: app::FileSettings::default(),
            auth: app::AuthSettings::default(),
            inbox: app::InboxSettings::default(),
            retention: app::Retention::default(),
            shown: Vec::new(),
        };
        let ids = CountedIds::default();
        let app = App::open((*store).clone(), Box::new(clock.clone()), Box::new(ids.clone()), settings)
            .await
            .expect("the desk opens");
        Self { app, clock, store, ids }
    }

    /// Somebody asks for a link to choose another password, and the worker looked who it was.
    pub async fn reset_asked_for(&self, email: &str) {
        self.app.ask_for_reset(email).await.expect("the same answer");
        self.app.answer_link_requests().await.expect("answered");
    }

    /// Somebody asks for the questions of an organisation, and the worker looked who it was.
    pub async fn organisation_link_asked_for(&self, email: &str) {
        self.app.ask_for_organisation_link(email).await.expect("the same answer");
        self.app.answer_link_requests().await.expect("answered");
    }

    /// The same desk, opened again with other settings.
    pub async fn reopen(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.app.settings().clone();
        change(&mut settings);
        let (clock, ids) = (Box::new(self.clock.clone()), Box::new(self.ids.clone()));
        self.app = App::open((*self.store).clone(), clock, ids, settings).await.expect("the desk opens");
    }

    /// A member of staff, over the API.
    pub fn staff(&self, id: PersonId) -> Caller {
        let role = match id {
            Self::LEAD => Role::Lead,
            Self::ADMINISTRATOR => Role::Administrator,
            _ => Role::Expert,
        };
        Caller::new(Actor::Staff { id, roles: vec![role] }, Origin::Api)
    }

    /// A bearer token for one of the people.
    pub async fn token(&self, id: PersonId) -> String {
        let email = people().into_iter().find(|person| person.id == id).expect("one of the people").email;
        let operator = Caller::system(Origin::Cli);
        self.app.issue_token(&operator, &email, Duration::days(60)).await.expect("a token")
    }

    /// The secret of a session on the pages, begun without asking who it is.
    pub async fn session(&self, id: PersonId) -> String {
        let now = self.clock.now();
        let secret = format!("session-{}", self.ids.uuid(now));
        let hash = Sha256::digest(secret.as_bytes()).into();
        let session =
            Session { hash, person: id, created_at: now, seen_at: now, expires_at: now + Duration::days(365) };
        let tx = self.store.write().await.expect("a transaction");
        store::sessions::insert(&tx, &session).await.expect("a session");
        let grant = Grant {
            hash: Sha256::digest(app::form_token(&secret).as_bytes()).into(),
            purpose: Purpose::Form,
            person: Some(id),
            detail: String::new(),
            expires_at: session.expires_at,
        };
        store::grants::insert(&tx, &grant).await.expect("its token is known");
        tx.commit().await.expect("committed");
        secret
    }

    /// The header with which a browser sends a session, over plain and over safe connections.
    pub fn cookie(secret: &str) -> String {
        format!("loket={secret}; __Host-loket={secret}")
    }
}

/// A question from Arnhem, in Gelderland, where Anna works; about this theme, or whatever the desk makes of it.
pub fn question_about(key: u128, theme: &str) -> QuestionDraft {
    QuestionDraft {
        submission_key: SubmissionKey(Uuid::from_u128(key)),
        subject: "Onze woonzorgvisie".to_owned(),
        body: "Welke onderdelen horen er in een woonzorgvisie te staan?".to_owned(),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente Arnhem".to_owned(),
            municipality: Some("GM0202".to_owned()),
            region: None,
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: "Ans Vermeer".to_owned(), email: "ans@arnhem.example".to_owned(), phone: None },
        groups: Vec::new(),
        themes: if theme.is_empty() { Vec::new() } else { vec![theme.to_owned()] },
    }
}

/// One desk on each database.
pub async fn desks() -> Vec<TestDesk> {
    let mut desks = Vec::new();
    for store in stores().await {
        desks.push(TestDesk::on(store).await);
    }
    desks
}

fn people() -> Vec<Person> {
    [
        (TestDesk::ANNA, "Anna de Wit", "anna@desk.example", Role::Expert),
        (TestDesk::BRAM, "Bram Bos", "bram@desk.example", Role::Expert),
        (TestDesk::CARLA, "Carla Smit", "carla@desk.example", Role::Expert),
        (TestDesk::LEAD, "Lida Vos", "lida@desk.example", Role::Lead),
        (TestDesk::ADMINISTRATOR, "Ada Kok", "ada@desk.example", Role::Administrator),
    ]
    .into_iter()
    .map(|(id, name, email, role)| Person {
        id,
        name: name.to_owned(),
        email: email.to_owned(),
        roles: vec![role],
        active: true,
        demo: false,
    })
    .collect()
}

fn experts() -> Vec<Expert> {
    let expert = |id, name: &str, topics: &[(&str, Level)], coverage: Vec<Coverage>, languages: &[&str]| Expert {
        id,
        name: name.to_owned(),
        expertise: topics
            .iter()
            .map(|(topic, level)| Expertise { topic: TopicKey::from(*topic), level: *level })
            .collect(),
        coverage,
        languages: languages.iter().map(|language| (*language).to_owned()).collect(),
        weekly_minutes: 24 * 60,
        working_days: WorkingDays::FULL_WEEK,
        absences: Vec::<Absence>::new(),
    };
    let gelderland = Coverage::Region(domain::RegionRef::new("provincie", "PV25"));
    vec![
        expert(
            TestDesk::ANNA,
            "Anna de Wit",
            &[("woonzorgvisie", Level::Leading), ("ouderen", Level::Good)],
            vec![gelderland],
            &[],
        ),
        expert(
            TestDesk::BRAM,
            "Bram Bos",
            &[("flexwonen", Level::Leading), ("statushouders", Level::Good)],
            vec![Coverage::National],
            &["en"],
        ),
        expert(TestDesk::CARLA, "Carla Smit", &[("woonzorgvisie", Level::Basic)], vec![Coverage::National], &[]),
    ]
}
