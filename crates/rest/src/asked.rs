//! Which part of the list is asked for (query parameters): read as a whole, or everything that is wrong with it.

use crate::problem::Fault;
use chrono::{DateTime, Utc};
use domain::{TopicKey, quoted};
use url::form_urlencoded::parse;

/// How many answers come at once, unless somebody asks for less or more.
const USUAL: usize = 50;
const MOST: usize = 100;
/// Most faults that are told: an address can hold thousands.
const TOLD: usize = 20;

/// Which part of the list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub topic: Option<TopicKey>,
    pub since: Option<DateTime<Utc>>,
    /// Behind this change.
    pub after: Option<i64>,
    pub most: usize,
}

impl Default for Asked {
    fn default() -> Self {
        Self { topic: None, since: None, after: None, most: USUAL }
    }
}

/// Reads what stands behind the question mark.
pub(crate) fn asked(query: &str, is_topic: impl Fn(&TopicKey) -> bool) -> Result<Asked, Vec<Fault>> {
    let (mut asked, mut faults, mut seen) = (Asked::default(), Vec::new(), Vec::new());
    for (name, value) in parse(query.as_bytes()) {
        if seen.contains(&name) {
            faults.push(Fault::of_query(&name, "query.repeated", format!("{} mag maar eenmaal.", quoted(&name))));
        } else if let Err(fault) = take(&mut asked, &name, &value, &is_topic) {
            faults.push(fault);
        }
        seen.push(name);
        if faults.len() == TOLD {
            break;
        }
    }
    if faults.is_empty() { Ok(asked) } else { Err(faults) }
}

/// For what takes nothing behind the question mark.
pub(crate) fn nothing(query: &str) -> Result<(), Vec<Fault>> {
    let faults: Vec<Fault> = parse(query.as_bytes()).take(TOLD).map(|(name, _)| unknown(&name)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn take(asked: &mut Asked, name: &str, value: &str, is_topic: impl Fn(&TopicKey) -> bool) -> Result<(), Fault> {
    let wrong = |code, detail: &str| Fault::of_query(name, code, format!("{name}={}: {detail}", quoted(value)));
    match name {
        "onderwerp" => {
            let topic = Some(TopicKey::from(value)).filter(is_topic);
            asked.topic = Some(topic.ok_or_else(|| wrong("topic.unknown", "dit onderwerp kennen wij niet."))?);
        }
        "gewijzigdSinds" => {
            // Whoever forgets to write a plus as %2B sent a space.
            let moment = DateTime::parse_from_rfc3339(&value.replace(' ', "+")).ok();
            let moment =
                moment.ok_or_else(|| wrong("date-time.format", "geef een moment zoals 2026-12-01T08:00:00Z."))?;
            asked.since = Some(moment.to_utc());
        }
        "aantal" => {
            let most = value.parse::<usize>().ok().filter(|most| (1..=MOST).contains(most));
            asked.most = most.ok_or_else(|| wrong("integer.range", "geef een getal van 1 tot en met 100."))?;
        }
        "na" => {
            let after = value.parse::<i64>().ok().filter(|after| *after >= 0);
            asked.after = Some(after.ok_or_else(|| wrong("integer.range", "neem dit over uit `volgende`."))?);
        }
        _ => return Err(unknown(name)),
    }
    Ok(())
}

fn unknown(name: &str) -> Fault {
    let named = quoted(name);
    Fault::of_query(named.trim_matches('\''), "query.unknown", format!("{named} kennen wij niet."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_topic(key: &TopicKey) -> bool {
        key.0 == "woondeals"
    }

    #[test]
    fn what_is_asked_is_read_whatever_the_offset_of_its_moment() {
        let read = asked("onderwerp=woondeals&gewijzigdSinds=2026-12-01T09:00:00+01:00&aantal=7&na=12", is_topic);
        let read = read.expect("it can be read");
        assert_eq!((read.topic, read.after, read.most), (Some("woondeals".into()), Some(12), 7));
        assert_eq!(read.since.expect("a moment").to_rfc3339(), "2026-12-01T08:00:00+00:00");
        assert_eq!(asked("", is_topic), Ok(Asked::default()));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let faults = asked("onderwerp=x&gewijzigdSinds=gisteren&aantal=0&na=-1&na=2&kleur=rood", is_topic);
        let told = format!("{:?}", faults.expect_err("nothing of it can be read"));
        for code in
            ["topic.unknown", "date-time.format", "\"aantal\"", "\"na\"", "query.repeated", "query.unknown", "kleur"]
        {
            assert!(told.contains(code), "{code}: {told}");
        }
        assert_eq!(nothing("a=1&b=2").expect_err("neither is known").len(), 2);
        assert_eq!(nothing(&"a&".repeat(5_000)).expect_err("none is known").len(), TOLD);
    }
}
