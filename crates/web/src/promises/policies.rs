//! How soon the desk answers (SLA policies): what holds and will, and the forms to change it.

use super::parse::{Fields, NUMBERS};
use super::words::{holds, policy_name};
use app::{DatedPolicy, Policy, Rules};
use chrono::NaiveDate;

pub(crate) struct PolicyLine {
    pub name: String,
    pub holds: String,
    pub policy: Policy,
}

/// Its fields begin with what holds last, or with what was typed.
pub(crate) struct PolicyForm {
    pub key: String,
    pub title: String,
    pub open: bool,
    pub numbers: [Field; 4],
    pub from: Field,
}

pub(crate) struct Field {
    pub id: String,
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
}

/// Editions that hold now or will, by policy.
pub(crate) fn policy_lines(rules: &Rules, today: NaiveDate) -> Vec<PolicyLine> {
    policy_keys(rules)
        .into_iter()
        .flat_map(|key| {
            let named = rules.policies().iter().filter(|dated| dated.policy.name == key);
            let (planned, begun): (Vec<&DatedPolicy>, Vec<&DatedPolicy>) =
                named.partition(|dated| dated.from.is_some_and(|from| from > today));
            begun
                .into_iter()
                .last()
                .into_iter()
                .chain(planned)
                .map(|dated| PolicyLine {
                    name: policy_name(&key).to_owned(),
                    holds: holds(dated.from, today),
                    policy: dated.policy.clone(),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

pub(crate) fn policy_forms(rules: &Rules, fields: &Fields) -> Vec<PolicyForm> {
    policy_keys(rules)
        .into_iter()
        .filter_map(|key| {
            let latest = &rules.policies().iter().rfind(|dated| dated.policy.name == key)?.policy;
            let open = fields.what == "termijn" && fields.policy == key;
            let known = [
                latest.first_response_days,
                latest.answer_days,
                latest.remind_first_response_days,
                latest.remind_answer_days,
            ];
            let field = |at: usize| {
                let (path, name, label) = NUMBERS[at];
                let value = if open { fields.numbers()[at].clone() } else { known[at].to_string() };
                Field { id: format!("{key}-{path}"), name, label, value }
            };
            Some(PolicyForm {
                title: policy_name(&key).to_lowercase(),
                open,
                numbers: std::array::from_fn(field),
                from: Field {
                    id: format!("{key}-from"),
                    name: "from",
                    label: "Voor vragen vanaf welke dag?",
                    value: if open { fields.from.clone() } else { String::new() },
                },
                key,
            })
        })
        .collect()
}

fn policy_keys(rules: &Rules) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for dated in rules.policies() {
        if !keys.contains(&dated.policy.name) {
            keys.push(dated.policy.name.clone());
        }
    }
    keys
}
