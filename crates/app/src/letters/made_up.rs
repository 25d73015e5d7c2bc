//! A desk, people and promises that are made up, for letters that are shown before they are sent.

use super::frame::{Stationery, To};
use super::texts::{About, Answered, Digest, LetsIn, News, OfWeek, Says, WeeklyFigures, either};
use crate::Settings;
use crate::clock::Ids;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{Deadline, House, PersonId, PromiseOutcome, Promises, Reference, TicketId};
use routing::Language;
use store::jobs::Job;
use uuid::Uuid;

pub(super) const LINK: &str = "https://loket.example/volg/u7Jq3k";
pub(super) const QUESTION: &str = "Welke onderdelen horen er in een woonzorgvisie?\n\nWij beginnen in januari.";

/// The same names in every run.
struct Same;

impl Ids for Same {
    fn uuid(&self, _: DateTime<Utc>) -> Uuid {
        Uuid::from_u128(1)
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

pub(super) fn now() -> DateTime<Utc> {
    at("2026-11-24T10:00:00+01:00")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn due(text: &str) -> Deadline {
    let due_at = at(&format!("{text}T17:00:00+01:00"));
    Deadline {
        round: 1,
        outcome: None,
        counted_from: now(),
        due_at,
        remind_at: due_at - Duration::days(1),
        derivation: String::new(),
        calendar_version: 1,
        met_at: None,
        worked_minutes: None,
        breached_at: None,
        paused_at: None,
        extra_days: 0,
    }
}

pub(super) fn promises(first_response: &str, answer: &str) -> Promises {
    Promises { first_response: due(first_response), answer: due(answer) }
}

pub(super) fn both() -> Promises {
    promises("2026-11-26", "2026-12-08")
}

/// Both as they are once this became of them.
pub(super) fn ended(outcome: PromiseOutcome) -> Promises {
    both().map(|_, promise| Deadline { met_at: Some(now()), outcome: Some(outcome), ..promise.clone() })
}

/// Letters of a desk to people who are made up.
#[derive(Clone)]
pub(super) struct Post {
    pub settings: Settings,
    pub house: House,
    /// In which its askers wrote.
    pub language: Language,
}

impl Post {
    pub(super) fn picture(&self) -> Stationery<'_> {
        Stationery { settings: &self.settings, house: &self.house, ids: &Same, now: now() }
    }

    pub(super) fn about(&self, name: &str, says: &Says<'_>) -> Job {
        self.to(&To { name, email: "iemand@arnhem.example", person: None }, says)
    }

    fn to(&self, to: &To<'_>, says: &Says<'_>) -> Job {
        let ticket = TicketId(41);
        let subject = either(self.language, "Onze woonzorgvisie", "Our housing plan");
        let about = About {
            ticket,
            reference: Reference { year: 2026, ticket },
            subject,
            language: self.language,
            due_at: None,
            answered: Answered::default(),
        };
        self.picture().about(&about, to, says)
    }

    pub(super) fn asker(&self, says: &Says<'_>) -> Job {
        self.about("Ans Vermeer", says)
    }

    pub(super) fn expert(&self, says: &Says<'_>) -> Job {
        self.staff("Anna de Wit", says)
    }

    pub(super) fn staff(&self, name: &str, says: &Says<'_>) -> Job {
        let person = Some(PersonId(Uuid::from_u128(3)));
        self.to(&To { name, email: "iemand@desk.example", person }, says)
    }

    pub(super) fn digest(&self, name: &str, questions: &[News<'_>]) -> Job {
        let (email, person) = ("iemand@desk.example", Some(PersonId(Uuid::from_u128(3))));
        let says = Digest { on: day("2026-11-24"), questions, account: "https://loket.example/account" };
        self.picture().digest(&To { name, email, person }, &says)
    }

    pub(super) fn weekly(&self, name: &str, figures: OfWeek, rising: &[String]) -> Job {
        let (email, person) = ("iemand@desk.example", Some(PersonId(Uuid::from_u128(4))));
        let (monday, page) = (day("2026-11-16"), "https://loket.example/cijfers");
        let says = WeeklyFigures { monday, figures, rising, page };
        self.picture().weekly(&To { name, email, person }, &says)
    }

    pub(super) fn lets_in(&self, name: &str, says: &LetsIn<'_>) -> Job {
        self.picture().access_letter(&To { name, email: "iemand@arnhem.example", person: None }, says)
    }
}

pub(super) type Samples = Vec<(&'static str, Job)>;
