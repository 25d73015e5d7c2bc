//! Published answers, for everybody, without an account: searched, by topic, each at an address that never changes, and as
//! a feed (Atom).

use crate::error::Failure;
use crate::extract::{NoFilters, Path, Query};
use crate::form::{Choice, Errors, choices, keep_typed};
use crate::page::{Frame, show, show_as};
use crate::sender::From;
use crate::state::Web;
use crate::visitor::Visitor;
use app::{Action, Counted, FoundAnswer, Picture};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{NaiveDate, SecondsFormat};
use domain::{Axis, PublishedAnswer, TopicKey, amsterdam_day, counted, long_day_in_words};
use rich::Rich;
use serde::Deserialize;
use serde_json::json;

/// Answers on a page of a search, and in the feed.
const FOUND: usize = 20;
const FED: usize = 50;
/// Answers that are shown where nothing is asked.
const NEWEST: usize = 10;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    zoek: String,
    #[serde(default)]
    onderwerp: String,
}

/// An answer as a line of a list.
pub(crate) struct Line {
    pub address: String,
    pub question: String,
    /// Its first words.
    pub begin: String,
    pub topics: String,
    pub holds: String,
    /// Which words led to it.
    pub why: String,
}

impl Line {
    pub(crate) fn of(answer: &PublishedAnswer, picture: &Picture, today: NaiveDate) -> Self {
        let labels: Vec<&str> = answer.text.topics.iter().map(|key| picture.taxonomy.label(key)).collect();
        Self {
            address: address_of(&answer.key),
            question: answer.text.question.clone(),
            begin: begin(&answer.text.body),
            topics: labels.join(" · "),
            holds: holds(answer, today),
            why: String::new(),
        }
    }

    pub(crate) fn found(found: &FoundAnswer, picture: &Picture, today: NaiveDate) -> Self {
        Self { why: found.words.join(", "), ..Self::of(&found.answer, picture, today) }
    }
}

struct Shelf {
    address: String,
    label: String,
    count: String,
}

#[derive(Template)]
#[template(path = "answers.html")]
struct AnswersPage {
    frame: Frame,
    search: String,
    topics: Vec<Choice>,
    /// What was asked for was found; none where nothing was asked.
    found: Option<Vec<Line>>,
    newest: Vec<Line>,
    shelves: Vec<Shelf>,
    writes: bool,
    errors: Errors,
}

/// All of them: what somebody looks for, or by topic.
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    sender: From,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let search = asked.zoek.trim();
    let picture = visitor.app.picture();
    let today = amsterdam_day(visitor.app.now());
    let mut errors = Errors::default();
    let topic = Some(TopicKey(asked.onderwerp.clone())).filter(|topic| !topic.0.is_empty());
    if topic.as_ref().is_some_and(|topic| picture.taxonomy.get(topic).is_none()) {
        errors.add("onderwerp", "Dit onderwerp kennen wij niet. Kies er een uit de lijst.".to_owned());
    }
    let all = visitor.app.list_published(&visitor.caller, None).await?;
    let is_about = |answer: &PublishedAnswer| topic.as_ref().is_none_or(|topic| answer.text.topics.contains(topic));
    let found = if !search.is_empty() {
        sender.count(&web, Counted::Search)?;
        let found = visitor.app.find_published(&visitor.caller, search, all.len()).await?;
        let about = found.iter().filter(|found| is_about(&found.answer)).take(FOUND);
        Some(about.map(|found| Line::found(found, &picture, today)).collect())
    } else if topic.is_some() {
        let about = all.iter().filter(|answer| is_about(answer));
        Some(about.map(|answer| Line::of(answer, &picture, today)).collect())
    } else {
        None
    };
    let newest = if found.is_none() { &all[..all.len().min(NEWEST)] } else { &[] };
    let mut topics = choices(shelved(&all, &picture).map(|(key, label, _)| (key, label)), |key| key == asked.onderwerp);
    keep_typed(&mut topics, &asked.onderwerp);
    show_as(
        errors.status(),
        &AnswersPage {
            frame: Frame::of("Antwoorden", &visitor),
            newest: newest.iter().map(|answer| Line::of(answer, &picture, today)).collect(),
            shelves: shelved(&all, &picture)
                .map(|(key, label, count)| Shelf {
                    address: format!("/antwoorden?onderwerp={key}"),
                    label,
                    count: counted(i64::try_from(count).unwrap_or(i64::MAX), "antwoord", "antwoorden"),
                })
                .collect(),
            writes: visitor.app.may(&visitor.caller, Action::WriteAnswers),
            search: asked.zoek,
            topics,
            found,
            errors,
        },
    )
}

/// Topics with an answer, in the order in which people see them, and how many there are.
fn shelved<'a>(all: &'a [PublishedAnswer], picture: &'a Picture) -> impl Iterator<Item = (String, String, usize)> + 'a {
    let on = |axis| picture.taxonomy.all().iter().filter(move |topic| topic.axis == axis);
    on(Axis::Theme).chain(on(Axis::Group)).filter_map(|topic| {
        let count = all.iter().filter(|answer| answer.text.topics.contains(&topic.key)).count();
        (count > 0).then(|| (topic.key.0.clone(), topic.label.clone(), count))
    })
}

/// Something that an answer rests on.
pub(crate) struct SourceLine {
    pub title: String,
    pub url: Option<String>,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    frame: Frame,
    question: String,
    body: Rich,
    sources: Vec<SourceLine>,
    topics: Vec<(String, String)>,
    keywords: String,
    region: Option<String>,
    holds: String,
    has_expired: bool,
    published: String,
    first_published: String,
    version: i32,
    related: Vec<Line>,
    address: String,
    /// Where the desk writes it, for who may.
    desk: Option<String>,
    /// The same for programs (schema.org, JSON-LD): data, which no browser runs.
    data: String,
}

/// One of them.
pub(crate) async fn page(visitor: Visitor, Path(key): Path<String>, _: Query<NoFilters>) -> Result<Response, Failure> {
    let answer = visitor.app.read_published(&visitor.caller, &key).await?;
    let picture = visitor.app.picture();
    let today = amsterdam_day(visitor.app.now());
    let mut related = Vec::new();
    for key in &answer.text.related {
        // What was withdrawn since is not named any more.
        if let Ok(other) = visitor.app.read_published(&visitor.caller, key).await {
            related.push(Line::of(&other, &picture, today));
        }
    }
    let body = Rich::structured(&answer.text.body);
    let address = format!("{}{}", visitor.app.settings().public_url, address_of(&answer.key));
    let topic = |key: &TopicKey| (format!("/antwoorden?onderwerp={key}"), picture.taxonomy.label(key).to_owned());
    let writes = visitor.app.may(&visitor.caller, Action::WriteAnswers);
    let frame = Frame::of(&answer.text.question, &visitor);
    show(&AnswerPage {
        data: data(&answer, &body, &address, &frame.worn.whole),
        frame,
        sources: sources(&answer.text.sources),
        topics: answer.text.topics.iter().map(topic).collect(),
        keywords: answer.text.keywords.join(", "),
        region: answer.text.region.as_ref().map(|region| picture.geography.region_name(region).to_owned()),
        holds: holds(&answer, today),
        has_expired: answer.has_expired(today),
        published: long_day_in_words(amsterdam_day(answer.published_at)),
        first_published: long_day_in_words(amsterdam_day(answer.first_published_at)),
        version: answer.version,
        related,
        address,
        desk: writes.then(|| format!("/antwoorden/beheer/{}", answer.id)),
        question: answer.text.question,
        body,
    })
}

pub(crate) fn sources(sources: &[domain::AnswerSource]) -> Vec<SourceLine> {
    sources.iter().map(|source| SourceLine { title: source.title.clone(), url: source.url.clone() }).collect()
}

/// The question and its answer as programs read them. No sign in it ends the element that it stands in.
fn data(answer: &PublishedAnswer, body: &Rich, address: &str, desk: &str) -> String {
    let data = json!({
        "@context": "https://schema.org",
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": answer.text.question,
            "text": answer.text.question,
            "inLanguage": "nl",
            "answerCount": 1,
            "dateCreated": rfc(answer.first_published_at),
            "acceptedAnswer": {
                "@type": "Answer",
                "text": body.html,
                "url": address,
                "dateCreated": rfc(answer.first_published_at),
                "dateModified": rfc(answer.published_at),
                "author": { "@type": "Organization", "name": desk },
            },
        },
    });
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn rfc(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[derive(Template)]
#[template(path = "answers_feed.xml")]
struct Feed {
    title: String,
    base: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    address: String,
    published: String,
    updated: String,
    html: String,
}

/// What was published last, for programs that follow it (RFC 4287).
pub(crate) async fn feed(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    let all = visitor.app.list_published(&visitor.caller, None).await?;
    let base = visitor.app.settings().public_url.clone();
    let entry = |answer: &PublishedAnswer| Entry {
        id: answer.id.to_string(),
        title: answer.text.question.clone(),
        address: format!("{base}{}", address_of(&answer.key)),
        published: rfc(answer.first_published_at),
        updated: rfc(answer.published_at),
        html: Rich::structured(&answer.text.body).html,
    };
    let feed = Feed {
        title: format!("Antwoorden van {}", Frame::public("").worn.whole),
        updated: rfc(all.first().map_or_else(|| visitor.app.now(), |answer| answer.published_at)),
        entries: all.iter().take(FED).map(entry).collect(),
        base,
    };
    let text = feed.render().map_err(|error| Failure::Broken(error.to_string()))?;
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

fn address_of(key: &str) -> String {
    format!("/antwoorden/{key}")
}

/// Until when it holds, for people.
fn holds(answer: &PublishedAnswer, today: NaiveDate) -> String {
    match answer.text.valid_until {
        Some(last) if last < today => format!("Gold tot en met {}", long_day_in_words(last)),
        Some(last) => format!("Van kracht tot en met {}", long_day_in_words(last)),
        None => format!("Van kracht sinds {}", long_day_in_words(amsterdam_day(answer.published_at))),
    }
}

/// The first words of a text, on one line.
fn begin(body: &str) -> String {
    /// About two lines of a list.
    const SIGNS: usize = 180;
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SIGNS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{AnswerId, AnswerText, PersonId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn answer(question: String, body: String) -> PublishedAnswer {
        let at = DateTime::from_timestamp(1_780_000_000, 0).expect("a moment");
        PublishedAnswer {
            id: AnswerId(Uuid::from_u128(1)),
            key: "mag-dat".to_owned(),
            owner: PersonId(Uuid::from_u128(2)),
            version: 1,
            text: AnswerText { question, body, ..AnswerText::default() },
            first_published_at: at,
            published_at: at,
            edition: 1,
        }
    }

    proptest! {
        #[test]
        fn what_programs_read_never_ends_its_element_and_says_what_the_page_says(
            question in "\\PC{0,30}|</script><script>|<!--", body in "\\PC{0,60}"
        ) {
            let answer = answer(question, body);
            let data = data(&answer, &Rich::structured(&answer.text.body), "https://desk.example/antwoorden/mag-dat", "Loket");
            prop_assert!(!data.contains(['<', '>', '&']), "{data}");
            let read: serde_json::Value = serde_json::from_str(&data).expect("JSON");
            prop_assert_eq!(read["mainEntity"]["name"].as_str(), Some(answer.text.question.as_str()));
        }
    }
}
