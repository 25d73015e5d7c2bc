//! The staff of the demo desk.

use crate::ids;
use crate::material::read;
use chrono::{Duration, NaiveDate};
use domain::{Absence, Coverage, Expert, Expertise, Level, Person, PersonId, RegionRef, Role, TopicKey, WorkingDays};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One made-up member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// The same in every demo.
    pub id: PersonId,
    /// Name, address and role; `demo` is set.
    pub person: Person,
    /// What routing needs to know, for experts.
    pub expert: Option<Expert>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    /// The part before `@demo.example`.
    email: String,
    role: Role,
    #[serde(default)]
    expertise: BTreeMap<String, Level>,
    /// `national`, or `layout:code`.
    #[serde(default)]
    coverage: Vec<String>,
    #[serde(default)]
    languages: Vec<String>,
    /// Hours a week for the desk.
    #[serde(default)]
    hours: i32,
    /// `ma`, `di`, …
    #[serde(default)]
    days: Vec<String>,
    #[serde(default)]
    absences: Vec<AbsenceRow>,
}

/// Days are counted from the day of the demo, so that some absences are past, some hold and some are to come.
#[derive(Deserialize)]
struct AbsenceRow {
    from: i64,
    to: i64,
    cover: Option<String>,
}

/// Everybody who works at the demo desk: first `expert@`, `programmaleider@` and `beheerder@demo.example`, then the
/// other experts. `today` places the absences.
pub fn people(today: NaiveDate) -> Vec<DemoPerson> {
    let rows: Vec<Row> = read(include_str!("../data/people.json"));
    rows.into_iter().map(|row| row.person(today)).collect()
}

impl Row {
    fn person(self, today: NaiveDate) -> DemoPerson {
        let email = address(&self.email);
        let id = ids::person(&email);
        let role = self.role;
        let person = Person { id, name: self.name.clone(), email, roles: vec![role], active: true, demo: true };
        DemoPerson { id, person, expert: (role == Role::Expert).then(|| self.expert(id, today)) }
    }

    fn expert(self, id: PersonId, today: NaiveDate) -> Expert {
        Expert {
            id,
            name: self.name,
            expertise: self
                .expertise
                .into_iter()
                .map(|(topic, level)| Expertise { topic: TopicKey(topic), level })
                .collect(),
            coverage: self.coverage.iter().map(|text| coverage(text)).collect(),
            languages: self.languages,
            weekly_minutes: self.hours * 60,
            working_days: working_days(&self.days),
            absences: self
                .absences
                .into_iter()
                .map(|row| Absence {
                    from: today + Duration::days(row.from),
                    to: today + Duration::days(row.to),
                    cover: row.cover.map(|name| ids::person(&address(&name))),
                })
                .collect(),
        }
    }
}

fn address(local: &str) -> String {
    format!("{local}@demo.example")
}

fn coverage(text: &str) -> Coverage {
    match text.split_once(':') {
        Some((layout, code)) => Coverage::Region(RegionRef::new(layout, code)),
        None => Coverage::National,
    }
}

fn working_days(days: &[String]) -> WorkingDays {
    const WEEK: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];
    WorkingDays(
        days.iter()
            .filter_map(|day| WEEK.iter().position(|known| known == day))
            .fold(0, |bits, position| bits | 1 << position),
    )
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
