//! What is wrong with input, said to the person who typed it.

use serde::{Deserialize, Serialize};

/// One complaint about one field, in Dutch, fit to show beside that field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Where: `["contact", "email"]`, relative to the input.
    pub path: Vec<String>,
    /// What, for programs: `REQUIRED`, `TOO_LONG`, `UNKNOWN`, …
    pub code: String,
    /// What, for people.
    pub message: String,
}

/// Most complaints about one input: more than any form has fields. A list of 20,000 unknown topics is not worth 20,000
/// answers.
const MOST: usize = 50;

/// Every complaint about one input, collected before any is reported; the first 50, where there are more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaints(pub Vec<Complaint>);

impl Complaints {
    /// Adds a complaint; `path` is written with dots: `"contact.email"`.
    pub fn add(&mut self, path: &str, code: &str, message: impl Into<String>) {
        if self.0.len() == MOST {
            return;
        }
        self.0.push(Complaint {
            path: path.split('.').map(str::to_owned).collect(),
            code: code.to_owned(),
            message: message.into(),
        });
    }

    /// A single complaint.
    pub fn one(path: &str, code: &str, message: impl Into<String>) -> Self {
        let mut complaints = Self::default();
        complaints.add(path, code, message);
        complaints
    }

    /// Nothing to complain about?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok(value)` when there is nothing to complain about, else all complaints.
    pub fn or<T>(self, value: impl FnOnce() -> T) -> Result<T, Self> {
        if self.is_empty() { Ok(value()) } else { Err(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::Complaints;

    #[test]
    fn a_flood_of_faults_is_not_answered_one_by_one() {
        let mut complaints = Complaints::default();
        for _ in 0..20_000 {
            complaints.add("themes", "UNKNOWN", "Wij kennen dit onderwerp niet.");
        }
        assert_eq!(complaints.0.len(), super::MOST);
    }
}
