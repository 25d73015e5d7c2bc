//! What narrows a list of questions, or figures of them (facets): read from an address, offered in a form, and named.

use crate::form::{Choice, Errors, choices};
use app::Picture;
use chrono::NaiveDate;
use domain::{Axis, Origin, PersonId, Topic, TopicKey};
use std::str::FromStr;

/// How each is asked for in [`crate::filter::read_filter`].
pub(crate) const A_THEME: &str = "thema. Kies uit de lijst";
pub(crate) const A_GROUP: &str = "groep. Kies uit de lijst";
pub(crate) const A_REGION: &str = "regio. Kies uit de lijst";
pub(crate) const A_KIND: &str = "soort organisatie. Kies uit de lijst";
pub(crate) const A_POLICY: &str = "soort termijn. Kies uit de lijst";
pub(crate) const A_CHANNEL: &str = "kanaal. Kies uit de lijst";
pub(crate) const AN_EXPERT: &str = "deskundige. Kies uit de lijst";

/// A topic that the desk knows.
pub(crate) fn topic(picture: &Picture, key: &str) -> Option<TopicKey> {
    let key = TopicKey::from(key);
    picture.taxonomy.get(&key).is_some().then_some(key)
}

/// A code of any layout, `layout:code`, or a municipality.
pub(crate) fn region(picture: &Picture, code: &str) -> Option<String> {
    picture.geography.area(code).is_some().then(|| code.to_owned())
}

/// Somebody of the desk, also who left it.
pub(crate) fn expert(picture: &Picture, id: &str) -> Option<PersonId> {
    parsed::<PersonId>(id).filter(|id| picture.people.contains_key(id))
}

/// The policies of promises that there ever were, by key.
pub(crate) fn policies(picture: &Picture) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for dated in picture.promises.policies() {
        if !known.contains(&dated.policy.name) {
            known.push(dated.policy.name.clone());
        }
    }
    known
}

/// A door through which questions come in.
pub(crate) fn channel(word: &str) -> Option<Origin> {
    Origin::OF_QUESTIONS.into_iter().find(|origin| origin.as_str() == word)
}

/// What people call it.
pub(crate) fn channel_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Web => "de website",
        Origin::Mail => "e-mail",
        Origin::Api => "de API",
        Origin::Cli | Origin::Worker => "een ander systeem",
    }
}

pub(crate) fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// Everybody who may get questions, by name, and whoever else was chosen.
pub(crate) fn experts(picture: &Picture, chosen: &str) -> Vec<(PersonId, String)> {
    let mut experts: Vec<(PersonId, String)> =
        picture.roster.experts().iter().map(|expert| (expert.id, expert.name.clone())).collect();
    experts.sort_by(|left, right| left.1.cmp(&right.1));
    if let Some(gone) = picture.people.values().find(|person| person.id.to_string() == chosen)
        && !experts.iter().any(|(id, _)| *id == gone.id)
    {
        experts.push((gone.id, gone.name.clone()));
    }
    experts
}

/// The regions of every layout, and what else was asked for.
pub(crate) fn regions(typed: &str, picture: &Picture, today: NaiveDate) -> Vec<(String, Vec<Choice>)> {
    let geography = &picture.geography;
    let meant = geography.region_meant(typed).map(|region| format!("{}:{}", region.layout.0, region.code));
    let mut is_offered = typed.is_empty();
    let mut lists = Vec::new();
    for (key, layout) in &geography.layouts {
        let here =
            geography.regions.values().filter(|known| known.region.layout == *key && known.valid.holds_on(today));
        let mut known: Vec<(String, String)> =
            here.map(|known| (format!("{}:{}", key.0, known.region.code), known.name.clone())).collect();
        known.sort_by(|left, right| left.1.cmp(&right.1));
        let is_chosen = |value: &str| value == typed || meant.as_deref() == Some(value);
        is_offered |= known.iter().any(|(value, _)| is_chosen(value));
        lists.push((layout.label.clone(), choices(known, is_chosen)));
    }
    if !is_offered {
        lists.push(("Gekozen".to_owned(), choices([(typed, region_name(picture, typed))], |_| true)));
    }
    lists
}

/// What people call the region that was asked for.
pub(crate) fn region_name(picture: &Picture, typed: &str) -> String {
    let geography = &picture.geography;
    if let Some(region) = geography.region_meant(typed) {
        return geography.region_name(&region).to_owned();
    }
    let named = geography.municipalities.values().find(|known| known.code.0.eq_ignore_ascii_case(typed));
    named.map_or_else(|| typed.to_owned(), |known| known.name.clone())
}

/// Every topic of an axis, those that ended last: old questions keep theirs, and are looked for by it.
pub(crate) fn topics_ever(picture: &Picture, axis: Axis, today: NaiveDate) -> Vec<&Topic> {
    let all = picture.taxonomy.all().iter().filter(|topic| topic.axis == axis && topic.valid.from <= today);
    let (now, ended): (Vec<_>, Vec<_>) = all.partition(|topic| topic.valid.lasts_until(today));
    [now, ended].concat()
}

/// What a topic is called, and that it ended.
pub(crate) fn label_on(topic: &Topic, today: NaiveDate) -> String {
    match topic.valid.lasts_until(today) {
        true => topic.label.clone(),
        false => format!("{} (beëindigd)", topic.label),
    }
}

/// Complaints of the verb, each at the field of the page.
pub(crate) fn named(mut errors: Errors) -> Errors {
    for error in &mut errors.0 {
        let field = match error.field.as_str() {
            "text" => "zoek",
            "by" => "per",
            "topics" => "thema",
            "groups" => "groep",
            "region" => "regio",
            "policies" => "termijn",
            "assigneeId" => "deskundige",
            "receivedFrom" => "van",
            "receivedTo" => "tot",
            other => other,
        };
        error.field = field.to_owned();
    }
    errors
}
