//! A published answer as municipal call centres know it (VAC), with what the desk itself knows of it.

use crate::state::Rest;
use app::Shelf;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AnswerSource, PublishedAnswer, RegionRef, TopicKey, amsterdam_day, long_day_in_words};
use rich::Rich;
use serde::Serialize;
use uuid::Uuid;

/// Who an answer is for, in the words of the VAC: the desk answers organisations, and about their residents.
const FOR_EVERYBODY: &str = "eu-burger-bedrijf";

#[derive(Serialize)]
pub(crate) struct Vac {
    #[serde(rename = "sleutel")]
    key: String,
    uuid: Uuid,
    url: String,
    #[serde(rename = "pagina")]
    page: String,
    #[serde(rename = "vraag")]
    question: String,
    #[serde(rename = "antwoord")]
    html: String,
    status: &'static str,
    #[serde(rename = "doelgroep")]
    meant_for: &'static str,
    #[serde(rename = "trefwoorden")]
    keywords: Vec<Keyword>,
    #[serde(rename = "gerelateerdeVACs")]
    related: Vec<Related>,
    /// Of a municipality, which the desk does not know.
    #[serde(rename = "afdelingen")]
    departments: [(); 0],
    #[serde(rename = "toelichting")]
    notes: String,
    #[serde(rename = "onderwerpen")]
    topics: Vec<TopicKey>,
    #[serde(rename = "bronnen")]
    sources: Vec<Source>,
    #[serde(rename = "gebied")]
    region: Option<Region>,
    #[serde(rename = "geldigTot")]
    valid_until: Option<NaiveDate>,
    #[serde(rename = "gepubliceerdOp")]
    first_published_at: DateTime<Utc>,
    #[serde(rename = "gewijzigdOp")]
    published_at: DateTime<Utc>,
    #[serde(rename = "versie")]
    version: i32,
}

#[derive(Serialize)]
struct Keyword {
    #[serde(rename = "trefwoord")]
    word: String,
}

#[derive(Serialize)]
struct Related {
    #[serde(rename = "VAC")]
    url: String,
}

#[derive(Serialize)]
struct Source {
    #[serde(rename = "titel")]
    title: String,
    url: Option<String>,
}

#[derive(Serialize)]
struct Region {
    #[serde(rename = "indeling")]
    layout: String,
    code: String,
    #[serde(rename = "naam")]
    name: String,
}

impl Vac {
    /// An answer as it is told today; of the answers that belong to it, those that everybody may read.
    pub(crate) fn of(rest: &Rest, shelf: &Shelf, answer: &PublishedAnswer) -> Self {
        let text = &answer.text;
        let has_expired = answer.has_expired(amsterdam_day(rest.app.now()));
        let region = text.region.as_ref().map(|region| Region::of(rest, region));
        let related = text.related.iter().filter(|key| shelf.get(key).is_some());
        let source = |source: &AnswerSource| Source { title: source.title.clone(), url: source.url.clone() };
        Self {
            key: answer.key.clone(),
            uuid: answer.id.0,
            url: rest.address_of(&answer.key),
            page: rest.page(&answer.key),
            question: text.question.clone(),
            html: Rich::structured(&text.body).html,
            status: if has_expired { "non-actief" } else { "actief" },
            meant_for: FOR_EVERYBODY,
            keywords: text.keywords.iter().map(|word| Keyword { word: word.clone() }).collect(),
            related: related.map(|key| Related { url: rest.address_of(key) }).collect(),
            departments: [],
            notes: notes(&text.sources, region.as_ref().map(|region| region.name.as_str()), text.valid_until),
            topics: text.topics.clone(),
            sources: text.sources.iter().map(source).collect(),
            region,
            valid_until: text.valid_until,
            first_published_at: answer.first_published_at,
            published_at: answer.published_at,
            version: answer.version,
        }
    }
}

impl Region {
    /// With its code for a name when nobody knows it any more.
    fn of(rest: &Rest, of: &RegionRef) -> Self {
        let picture = rest.app.picture();
        let known = picture.geography.regions.get(of);
        let name = known.map_or(&of.code, |region| &region.name).clone();
        Self { layout: of.layout.0.clone(), code: of.code.clone(), name }
    }
}

/// What an answer rests on, where it holds and how long, in words; a line for each.
fn notes(sources: &[AnswerSource], region: Option<&str>, valid_until: Option<NaiveDate>) -> String {
    let source = |source: &AnswerSource| match &source.url {
        Some(url) => format!("{} ({url})", source.title),
        None => source.title.clone(),
    };
    let all: Vec<String> = sources.iter().map(source).collect();
    let lines = [
        (!all.is_empty()).then(|| format!("Bronnen: {}.", all.join("; "))),
        region.map(|region| format!("Geldt in: {region}.")),
        valid_until.map(|day| format!("Geldt tot en met {}.", long_day_in_words(day))),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notes_say_what_an_answer_rests_on_where_it_holds_and_how_long() {
        let source = |title: &str, url: Option<&str>| AnswerSource { title: title.into(), url: url.map(Into::into) };
        let sources =
            [source("Huisvestingswet 2014, artikel 12", Some("https://wet.example")), source("Handreiking", None)];
        let day = NaiveDate::from_ymd_opt(2027, 12, 31);
        assert_eq!(
            notes(&sources, Some("Achterhoek"), day),
            "Bronnen: Huisvestingswet 2014, artikel 12 (https://wet.example); Handreiking.\nGeldt in: Achterhoek.\nGeldt \
             tot en met vrijdag 31 december 2027."
        );
        assert_eq!(notes(&[], None, None), "");
    }
}
