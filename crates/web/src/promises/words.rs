//! A change of the promises, and what it means, in words (labels, plurals).

use app::{Rules, RulesChange};
use chrono::NaiveDate;
use domain::{counted, long_day_in_words};

pub(crate) fn in_words(rules: &Rules, change: &RulesChange) -> Vec<String> {
    let dropped = |what: String, day: NaiveDate| {
        format!("Wat vanaf {} gepland stond voor {what}, vervalt.", long_day_in_words(day))
    };
    match change {
        RulesChange::CloseDay { day, label } => {
            vec![format!("Het loket is dicht op {}: {label}.", long_day_in_words(*day))]
        }
        RulesChange::OpenDay { day, label } => {
            vec![format!("Het loket is open op {}: {label}.", long_day_in_words(*day))]
        }
        RulesChange::ForgetDay { day } => {
            vec![format!("Op {} is het loket weer open of dicht zoals anders.", long_day_in_words(*day))]
        }
        RulesChange::Hours(regime) => {
            let planned = rules.calendar.regimes().iter().skip(1).filter(|planned| planned.from >= regime.from);
            std::iter::once(format!("Vanaf {} gelden deze openingstijden.", long_day_in_words(regime.from)))
                .chain(planned.map(|planned| dropped("de openingstijden".to_owned(), planned.from)))
                .collect()
        }
        RulesChange::Policy { from, policy } => {
            let name = policy_name(&policy.name).to_lowercase();
            let planned = rules.policies().iter().filter(|planned| planned.policy.name == policy.name);
            let planned = planned.filter_map(|planned| planned.from).filter(|planned| planned >= from);
            std::iter::once(format!(
                "Wie vanaf {} een {name} stelt, krijgt binnen {} een eerste reactie en binnen {} antwoord. Voor vragen van voor die dag blijft gelden wat beloofd is.",
                long_day_in_words(*from),
                working_days(policy.first_response_days),
                working_days(policy.answer_days),
            ))
            .chain(planned.map(|planned| dropped(format!("een {name}"), planned)))
            .collect()
        }
    }
}

pub(crate) fn shift(days: i64) -> String {
    let count = counted(days.abs(), "dag", "dagen");
    match days {
        0 => "dezelfde dag, op een ander uur".to_owned(),
        1.. => format!("{count} later"),
        _ => format!("{count} eerder"),
    }
}

pub(crate) fn working_days(days: u32) -> String {
    counted(days, "werkdag", "werkdagen")
}

pub(crate) fn policy_name(key: &str) -> &str {
    match key {
        "standard" => "Gewone vraag",
        "complex" => "Ingewikkelde vraag",
        other => other,
    }
}

pub(crate) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(crate) fn holds(from: Option<NaiveDate>, today: NaiveDate) -> String {
    match from {
        None => "Nu".to_owned(),
        Some(from) if from <= today => format!("Nu, sinds {}", long_day_in_words(from)),
        Some(from) => format!("Vanaf {}", long_day_in_words(from)),
    }
}
