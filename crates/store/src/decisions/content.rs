//! What a decision looks like in its row (serialisation, compact form).
//!
//! Of forty experts a handful is eligible; those are written down in words, as they were shown. The others are written as
//! facts: in which order, and why not. They are called then what they are called when it is read.
//!
//! Rows from before have the decision itself, as JSON.

use crate::StoreError;
use crate::error::unreadable;
use crate::experts::{ByNumber, Numbers};
use chrono::{DateTime, Utc};
use domain::{Candidate, Decision, ERASED, Exclusion, PersonId, Reason};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The compact form.
#[derive(Serialize, Deserialize)]
struct Content {
    chosen: Option<PersonId>,
    summary: String,
    /// Told apart by this name: a decision itself has `candidates`.
    told: Vec<Told>,
    /// `0:1,2;1:3` is: experts 1 and 2 for the first of the reasons, then expert 3 for the second.
    others: String,
    because: Vec<Exclusion>,
    relaxed: Vec<String>,
    decided_at: DateTime<Utc>,
}

/// A candidate in words.
#[derive(Serialize, Deserialize)]
struct Told(PersonId, String, Option<i32>, Vec<(i32, String)>, Option<Exclusion>);

/// Does this row name anybody by number?
pub(super) fn names_by_number(content: &Value) -> bool {
    content.get("others").and_then(Value::as_str).is_some_and(|others| !others.is_empty())
}

/// What is stored of a decision.
pub(super) fn written(decision: &Decision, numbers: &Numbers) -> Result<Value, StoreError> {
    let number = |candidate: &Candidate| match candidate {
        Candidate { expert, score: None, excluded: Some(why), reasons, .. } if reasons.is_empty() => {
            Some((*numbers.get(expert)?, why.clone()))
        }
        _ => None,
    };
    // From the first one on after whom nobody has to be told of in words.
    let last_told = decision.candidates.iter().rposition(|candidate| number(candidate).is_none());
    let (told, others) = decision.candidates.split_at(last_told.map_or(0, |at| at + 1));
    let (others, because) = runs(others.iter().filter_map(number));
    let content = Content {
        chosen: decision.chosen,
        summary: decision.summary.clone(),
        told: told.iter().map(told_of).collect(),
        others,
        because,
        relaxed: decision.relaxed.clone(),
        decided_at: decision.decided_at,
    };
    Ok(serde_json::to_value(content)?)
}

fn told_of(candidate: &Candidate) -> Told {
    let reasons = candidate.reasons.iter().map(|reason| (reason.points, reason.text.clone())).collect();
    Told(candidate.expert, candidate.name.clone(), candidate.score, reasons, candidate.excluded.clone())
}

/// Numbers with the same reason that follow each other share it.
fn runs(others: impl Iterator<Item = (i32, Exclusion)>) -> (String, Vec<Exclusion>) {
    let (mut text, mut because, mut before) = (String::new(), Vec::new(), None);
    for (number, why) in others {
        let at = because.iter().position(|known| *known == why).unwrap_or_else(|| {
            because.push(why);
            because.len() - 1
        });
        match before {
            Some(before) if before == at => text.push(','),
            Some(_) => text.push_str(&format!(";{at}:")),
            None => text.push_str(&format!("{at}:")),
        }
        text.push_str(&number.to_string());
        before = Some(at);
    }
    (text, because)
}

/// A decision as it was stored, now or before.
pub(super) fn read(content: Value, experts: &ByNumber) -> Result<Decision, StoreError> {
    if content.get("candidates").is_some() {
        return Ok(serde_json::from_value(content)?);
    }
    let content: Content = serde_json::from_value(content)?;
    let mut candidates: Vec<Candidate> = content.told.into_iter().map(candidate).collect();
    for run in content.others.split_terminator(';') {
        candidates.extend(others(run, &content.because, experts).ok_or_else(|| unreadable("decisions.content", run))?);
    }
    Ok(Decision {
        chosen: content.chosen,
        summary: content.summary,
        candidates,
        relaxed: content.relaxed,
        decided_at: content.decided_at,
    })
}

/// A decision of which only the outcome is left.
pub(super) fn emptied(chosen: Option<PersonId>, decided_at: DateTime<Utc>) -> Result<Value, StoreError> {
    let (told, because, relaxed) = (Vec::new(), Vec::new(), Vec::new());
    let (summary, others) = (ERASED.to_owned(), String::new());
    Ok(serde_json::to_value(Content { chosen, summary, told, others, because, relaxed, decided_at })?)
}

fn candidate(Told(expert, name, score, reasons, excluded): Told) -> Candidate {
    let reasons = reasons.into_iter().map(|(points, text)| Reason { points, text }).collect();
    Candidate { expert, name, score, excluded, reasons }
}

/// Those of one run; none when it cannot be read, or names somebody whom nobody knows.
fn others(run: &str, because: &[Exclusion], experts: &ByNumber) -> Option<Vec<Candidate>> {
    let (at, numbers) = run.split_once(':')?;
    let why = because.get(at.parse::<usize>().ok()?)?;
    let other = |number: &str| {
        let (expert, name) = experts.get(&number.parse().ok()?)?;
        let (expert, name, excluded) = (*expert, name.clone(), Some(why.clone()));
        Some(Candidate { expert, name, score: None, excluded, reasons: Vec::new() })
    };
    numbers.split(',').map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn exclusion() -> impl Strategy<Value = Exclusion> {
        prop_oneof![
            Just(Exclusion::Topic),
            Just(Exclusion::MainTopic),
            Just(Exclusion::Region),
            Just(Exclusion::Declined),
            "[a-z]{2}".prop_map(|language| Exclusion::Language { language }),
            (1i32..3, 1i32..3)
                .prop_map(|(open_minutes, weekly_minutes)| Exclusion::Full { open_minutes, weekly_minutes }),
        ]
    }

    fn reason() -> impl Strategy<Value = Reason> {
        (any::<i32>(), ".{0,9}").prop_map(|(points, text)| Reason { points, text })
    }

    /// Whatever could be written down, also what the desk never decides.
    fn decisions() -> impl Strategy<Value = Decision> {
        let one =
            (any::<Option<i32>>(), prop::option::weighted(0.8, exclusion()), prop::collection::vec(reason(), 0..2));
        let some = prop_oneof![3 => exclusion().prop_map(|why| (None, Some(why), Vec::new())), 1 => one];
        (prop::collection::vec(some, 0..12), ".{0,20}", any::<bool>()).prop_map(|(many, summary, is_chosen)| {
            let candidates = many.into_iter().zip(1..).map(|((score, excluded, reasons), number)| Candidate {
                expert: person(number),
                name: format!("Deskundige {number}"),
                score,
                excluded,
                reasons,
            });
            Decision {
                chosen: is_chosen.then(|| person(1)),
                candidates: candidates.collect(),
                relaxed: vec![summary.clone()],
                summary,
                decided_at: DateTime::UNIX_EPOCH,
            }
        })
    }

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(decision in decisions(), numbered in prop::collection::vec(any::<bool>(), 12)) {
            // Who became an expert a moment ago may have no number here yet.
            let all = (1..).zip(numbered).filter(|(_, has)| *has).map(|(number, _)| number);
            let (mut numbers, mut experts) = (Numbers::new(), ByNumber::new());
            for number in all {
                let who = person(u128::try_from(number).expect("small"));
                numbers.insert(who, number);
                experts.insert(number, (who, format!("Deskundige {number}")));
            }
            let content = written(&decision, &numbers).expect("it can be written");
            prop_assert_eq!(read(content, &experts).expect("it can be read"), decision.clone());
            let before = serde_json::to_value(&decision).expect("it can be written");
            prop_assert!(!names_by_number(&before));
            prop_assert_eq!(read(before, &experts).expect("rows of before can be read"), decision);
        }
    }

    #[test]
    fn forty_who_are_not_eligible_take_less_than_one_who_is() {
        let why = |number: u128| if number.is_multiple_of(3) { Exclusion::Region } else { Exclusion::Topic };
        let candidates = (1..=42).map(|number: u128| Candidate {
            expert: person(number),
            name: "Deskundige met een naam".to_owned(),
            score: None,
            excluded: Some(why(number)),
            reasons: Vec::new(),
        });
        let decision = Decision {
            chosen: None,
            summary: String::new(),
            candidates: candidates.collect(),
            relaxed: Vec::new(),
            decided_at: DateTime::UNIX_EPOCH,
        };
        let numbers = (1..=42).map(|number: i32| (person(u128::from(number.unsigned_abs())), number)).collect();
        let size = |content: Value| content.to_string().len();
        assert!(size(serde_json::to_value(&decision).expect("JSON")) > 5_000);
        assert!(size(written(&decision, &numbers).expect("JSON")) < 450);
    }

    #[test]
    fn a_number_that_nobody_has_is_unreadable_and_not_left_out() {
        let content = serde_json::json!({
            "chosen": null, "summary": "", "told": [], "others": "0:1", "because": [{ "because": "topic" }],
            "relaxed": [], "decided_at": "2026-11-02T09:00:00Z",
        });
        assert!(read(content, &ByNumber::new()).is_err());
    }
}
