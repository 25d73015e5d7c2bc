//! What stands behind the question mark (query string): read as a whole, or told which part of it cannot be read.

use crate::error::Failure;
use crate::state::Web;
use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use domain::quoted;
use serde::de::DeserializeOwned;
use url::form_urlencoded::{Serializer, parse};

/// Most parts that are named: an address can hold thousands.
const NAMED: usize = 5;

/// What stands behind the question mark.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Failure> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        read.map(|query| Self(query.0)).map_err(|_| unreadable::<T>(parts.uri.query().unwrap_or_default()))
    }
}

/// A part of the address that was read, and turned out to be none of what may stand there.
pub(crate) fn unreadable_part(name: &str, value: &str) -> Failure {
    Failure::Address(vec![part(name, value)])
}

/// What of it cannot be read: each part that cannot by itself, or what stands there more than once.
fn unreadable<T: DeserializeOwned>(query: &str) -> Failure {
    let pairs: Vec<(String, String)> = parse(query.as_bytes()).into_owned().collect();
    let alone = |name: &str, value: &str| Serializer::new("/?".to_owned()).append_pair(name, value).finish();
    let is_read = |address: String| {
        let uri = Uri::try_from(address).ok();
        uri.is_some_and(|uri| axum::extract::Query::<T>::try_from_uri(&uri).is_ok())
    };
    let wrong =
        pairs.iter().filter(|(name, value)| !is_read(alone(name, value))).map(|(name, value)| part(name, value));
    let mut wrong: Vec<String> = wrong.take(NAMED).collect();
    if wrong.is_empty() {
        let twice =
            pairs.iter().enumerate().filter(|(at, (name, _))| pairs[..*at].iter().any(|(other, _)| other == name));
        let mut names: Vec<&str> = twice.map(|(_, (name, _))| name.as_str()).take(NAMED).collect();
        names.dedup();
        wrong = names.into_iter().map(|name| format!("tweemaal {}", quoted(name))).collect();
    }
    Failure::Address(wrong)
}

fn part(name: &str, value: &str) -> String {
    quoted(&if value.is_empty() { name.to_owned() } else { format!("{name}={value}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is of interest")]
    struct Asked {
        blok: Option<i64>,
        #[serde(default)]
        van: String,
    }

    fn told(query: &str) -> Vec<String> {
        match unreadable::<Asked>(query) {
            Failure::Address(parts) => parts,
            _ => panic!("another failure"),
        }
    }

    #[test]
    fn every_part_that_cannot_be_read_is_named() {
        for (query, parts) in [
            ("blok=x&van=1", vec!["'blok=x'"]),
            ("kleur=rood&blok=1.5&van=a", vec!["'kleur=rood'", "'blok=1.5'"]),
            ("kleur", vec!["'kleur'"]),
            ("van=a&van=b&van=c&blok=1", vec!["tweemaal 'van'"]),
            ("bl%C3%B6k=%26%3D", vec!["'blök=&='"]),
        ] {
            assert_eq!(told(query), parts, "{query}");
        }
        let many = told(&"a=b&".repeat(2_000));
        assert_eq!(many.len(), NAMED);
    }
}
