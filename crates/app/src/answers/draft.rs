//! What is typed in the form of an answer, and what of it may be stored (validation).

use crate::{Caller, Picture};
use chrono::NaiveDate;
use domain::{
    AnswerSource, AnswerText, Axis, Complaints, RegionRef, Shape, TopicKey, fold, quoted, read_written_day, take_text,
};
use url::Url;

/// Longest question, in characters.
const QUESTION_MAX: usize = 200;
/// Longest answer, in characters: a reply is no longer.
const BODY_MAX: usize = 20_000;
/// Longest title of a source, keyword or key, in characters.
const LINE_MAX: usize = 300;
/// Longest place in the address, in letters.
const KEY_MAX: usize = 60;
/// Most sources, keywords and related answers of each.
const MOST: usize = 20;

/// An answer as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerDraft {
    /// The question, as whoever asks it would.
    pub question: String,
    /// The answer.
    pub body: String,
    /// A line for each source: what it is called, and where it is.
    pub sources: String,
    /// Themes, the main one first.
    pub themes: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// Words by which people look for it, with commas between them.
    pub keywords: String,
    /// Where it holds, as layout and code; everywhere when empty.
    pub region: String,
    /// Its last day.
    pub valid_until: String,
    /// The place in the address that it should have; one is made of the question when empty.
    pub key: String,
    /// A line for each answer that belongs to it: its key.
    pub related: String,
    /// Its writer looked at what may be somebody's data.
    pub looked_at: bool,
}

impl AnswerDraft {
    /// As it would have to be typed.
    pub fn of(text: &AnswerText, picture: &Picture) -> Self {
        let on = |axis| {
            let is_on = move |key: &&TopicKey| picture.taxonomy.get(key).is_some_and(|topic| topic.axis == axis);
            text.topics.iter().filter(is_on).map(|key| key.0.clone()).collect()
        };
        let source = |source: &AnswerSource| match &source.url {
            Some(url) => format!("{} {url}", source.title),
            None => source.title.clone(),
        };
        Self {
            question: text.question.clone(),
            body: text.body.clone(),
            sources: text.sources.iter().map(source).collect::<Vec<_>>().join("\n"),
            themes: on(Axis::Theme),
            groups: on(Axis::Group),
            keywords: text.keywords.join(", "),
            region: text.region.as_ref().map(|region| format!("{}:{}", region.layout, region.code)).unwrap_or_default(),
            valid_until: text.valid_until.map(|day| day.to_string()).unwrap_or_default(),
            key: text.wished_key.clone().unwrap_or_default(),
            related: text.related.join("\n"),
            looked_at: text.looked_at,
        }
    }

    /// What may be stored of it, or every complaint. A draft may lack what an answer needs, but for its question.
    pub(crate) fn read(&self, caller: &Caller, picture: &Picture, today: NaiveDate) -> Result<AnswerText, Complaints> {
        let mut complaints = Complaints::default();
        let numbers = caller.numbers;
        let missing = "Schrijf de vraag, zoals iemand haar stelt.";
        let question =
            take_text(&mut complaints, "question", &self.question, Shape::Line, QUESTION_MAX, missing, numbers);
        let mut optional = |path: &str, typed: &str, shape: Shape, longest: usize| match domain::is_blank(typed) {
            true => String::new(),
            false => take_text(&mut complaints, path, typed, shape, longest, "", numbers),
        };
        let body = optional("body", &self.body, Shape::Prose, BODY_MAX);
        let sources = optional("sources", &self.sources, Shape::Prose, MOST * LINE_MAX);
        let keywords = optional("keywords", &self.keywords, Shape::Line, MOST * LINE_MAX);
        let key = optional("key", &self.key, Shape::Line, LINE_MAX);
        let related = optional("related", &self.related, Shape::Prose, MOST * LINE_MAX);
        let topic = |keys: &[String]| keys.iter().map(|key| TopicKey(key.clone())).collect::<Vec<_>>();
        let taxonomy = &picture.taxonomy;
        let mut topics = taxonomy.known(&mut complaints, "themes", topic(&self.themes), Axis::Theme, today);
        topics.extend(taxonomy.known(&mut complaints, "groups", topic(&self.groups), Axis::Group, today));
        let sources = read_sources(&mut complaints, &sources);
        let keywords = listed(&mut complaints, "keywords", keywords.split([',', ';']));
        let related = listed(&mut complaints, "related", related.lines());
        let wished_key = Some(key_of(&key)).filter(|_| !key.is_empty());
        let region = read_region(&mut complaints, &self.region, picture);
        let valid_until = read_last_day(&mut complaints, &self.valid_until);
        let looked_at = self.looked_at;
        complaints.or(|| AnswerText {
            question,
            body,
            sources,
            topics,
            keywords,
            region,
            valid_until,
            wished_key,
            related,
            looked_at,
        })
    }
}

/// What an answer needs before anybody else reads it.
pub(crate) fn complain_of_gaps(complaints: &mut Complaints, text: &AnswerText, picture: &Picture) {
    if text.body.is_empty() {
        complaints.add("body", "REQUIRED", "Schrijf het antwoord.");
    }
    if text.sources.is_empty() {
        complaints.add("sources", "REQUIRED", "Noem ten minste een bron.");
    }
    let is_theme = |key: &TopicKey| picture.taxonomy.get(key).is_some_and(|topic| topic.axis == Axis::Theme);
    if !text.topics.iter().any(is_theme) {
        complaints.add("themes", "REQUIRED", "Kies ten minste een thema.");
    }
}

/// A line each: words, and behind them an address, if there is one.
fn read_sources(complaints: &mut Complaints, typed: &str) -> Vec<AnswerSource> {
    let mut sources = Vec::new();
    for line in listed(complaints, "sources", typed.lines()) {
        let (title, address) = match line.rsplit_once(char::is_whitespace) {
            Some((title, last)) if last.contains("://") => (title.trim().trim_end_matches('|').trim_end(), Some(last)),
            _ => (line.as_str(), None),
        };
        let url = address.map(Url::parse).map(|url| url.ok().filter(|url| ["http", "https"].contains(&url.scheme())));
        match url {
            Some(None) => {
                let message = format!("Dit adres kunnen wij niet lezen: {}.", quoted(address.unwrap_or_default()));
                complaints.add("sources", "INVALID", message);
            }
            _ if title.is_empty() || title.contains("://") => {
                let message = format!("Zet voor het adres hoe de bron heet: {}.", quoted(&line));
                complaints.add("sources", "REQUIRED", message);
            }
            Some(Some(url)) => sources.push(AnswerSource { title: title.to_owned(), url: Some(url.into()) }),
            None => sources.push(AnswerSource { title: title.to_owned(), url: None }),
        }
    }
    sources
}

/// What stands between commas or on lines, each once.
fn listed<'t>(complaints: &mut Complaints, path: &str, parts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut listed: Vec<String> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if part.chars().count() > LINE_MAX {
            complaints.add(path, "TOO_LONG", format!("Gebruik hoogstens {LINE_MAX} tekens voor elk."));
        } else if !listed.iter().any(|known| known == part) {
            listed.push(part.to_owned());
        }
    }
    if listed.len() > MOST {
        complaints.add(path, "TOO_MANY", format!("Noem er hoogstens {MOST}."));
    }
    listed
}

fn read_region(complaints: &mut Complaints, typed: &str, picture: &Picture) -> Option<RegionRef> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let region = typed.split_once(':').map(|(layout, code)| RegionRef::new(layout, code));
    let known = region.filter(|region| picture.geography.regions.contains_key(region));
    if known.is_none() {
        complaints.add("region", "UNKNOWN", "Kies een regio uit de lijst.");
    }
    known
}

fn read_last_day(complaints: &mut Complaints, typed: &str) -> Option<NaiveDate> {
    if typed.trim().is_empty() {
        return None;
    }
    let day = read_written_day(typed).or_else(|| typed.trim().parse().ok());
    if day.is_none() {
        complaints.add("validUntil", "INVALID", "Schrijf een dag als 31-12-2027, of laat dit leeg.");
    }
    day
}

/// Words of a question as a place in the address: whole ones, as many as fit.
pub(crate) fn key_of(question: &str) -> String {
    let folded = fold(question);
    let words = folded.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut key = String::new();
    for word in words {
        if !key.is_empty() && key.len() + word.len() >= KEY_MAX {
            break;
        }
        if !key.is_empty() {
            key.push('-');
        }
        key.extend(word.chars().take(KEY_MAX));
    }
    if key.is_empty() { "antwoord".to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_what_it_is_called_and_where_it_is() {
        let mut complaints = Complaints::default();
        let typed = "Huisvestingswet 2014, artikel 12 https://wetten.overheid.nl/BWBR0035303\n\nHandreiking | http://a.example/b\nOns beleid";
        let read = read_sources(&mut complaints, typed);
        let told: Vec<(&str, Option<&str>)> = read.iter().map(|one| (one.title.as_str(), one.url.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("Huisvestingswet 2014, artikel 12", Some("https://wetten.overheid.nl/BWBR0035303")),
                ("Handreiking", Some("http://a.example/b")),
                ("Ons beleid", None),
            ]
        );
        assert!(complaints.is_empty());
    }

    #[test]
    fn an_address_that_leads_nowhere_or_runs_something_is_no_source() {
        for typed in ["Wet javascript://alert", "https://wetten.overheid.nl", "Wet http://"] {
            let mut complaints = Complaints::default();
            assert_eq!(read_sources(&mut complaints, typed), [], "{typed}");
            assert_eq!(complaints.0.len(), 1, "{typed}");
        }
    }

    #[test]
    fn a_place_in_the_address_is_made_of_whole_words() {
        assert_eq!(key_of("Mag een gemeente één woning weigeren?"), "mag-een-gemeente-een-woning-weigeren");
        assert_eq!(key_of("???"), "antwoord");
        let long = key_of(&"woonzorgvisie ".repeat(20));
        assert!(long.len() <= KEY_MAX && long.ends_with("woonzorgvisie"), "{long}");
    }
}
