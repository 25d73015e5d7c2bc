//! A question as somebody would write it: a core, in a voice, with the circumstances of the place.

use crate::asker::Asker;
use crate::material::{Core, Frames, Material, Town};
use crate::rhythm;
use crate::template::{Slots, fill, pick};
use chrono::{Datelike, Months, NaiveDate};
use domain::{OrganisationKind, month_in_words};
use rand::Rng;
use rand::rngs::StdRng;

/// A subject and a body.
pub(crate) struct Text {
    pub subject: String,
    pub body: String,
}

/// Writes the question of this asker on this day.
pub(crate) fn question(
    material: &Material,
    core: &Core,
    asker: &Asker<'_>,
    day: NaiveDate,
    rng: &mut StdRng,
) -> (Text, Slots) {
    let slots = slots(material, asker, day, rng);
    let subject = fill(pick(&core.subjects, rng), &slots, rng);
    let body = fill(pick(&core.bodies, rng), &slots, rng);
    let english = core.theme.is_some();
    let text = if english {
        in_english(&material.frames, subject, &body, &slots, rng)
    } else {
        in_a_voice(&material.frames, asker.kind, subject, &body, &slots, rng)
    };
    (text, slots)
}

fn in_a_voice(
    frames: &Frames,
    kind: OrganisationKind,
    subject: String,
    body: &str,
    slots: &Slots,
    rng: &mut StdRng,
) -> Text {
    let mut say = |from: &[String]| fill(pick(from, rng), slots, rng);
    let contexts = frames.contexts.get(&kind).map_or(&[][..], Vec::as_slice);
    let (opening, polite, annoyed) = (say(&frames.openings), say(&frames.polite), say(&frames.annoyed));
    let (context, another) = (say(contexts), say(contexts));
    let (aside, deadline, closing) = (say(&frames.asides), say(&frames.deadlines), say(&frames.closings));
    let body = body.to_owned();
    let voice = rng.random_range(0..100);
    let paragraphs = match voice {
        0..8 => return Text { subject: lower_first(&subject), body: lower_first(&body) },
        8..20 => vec![body],
        20..36 => vec![format!("{body} {aside}")],
        36..50 => vec![opening, format!("{body} {context}"), closing],
        50..62 => vec![opening, format!("{polite} {body}"), closing],
        62..74 => vec![format!("{body} {deadline}")],
        74..81 => vec![format!("{annoyed} {body}"), context],
        81..90 => vec![opening, format!("{body} {context}"), format!("{aside} {deadline}"), closing],
        _ if context == another => vec![opening, polite, body, format!("{context} {deadline}"), closing],
        _ => vec![opening, polite, body, format!("{context} {another}"), format!("{aside} {deadline}"), closing],
    };
    Text { subject, body: paragraphs.join("\n\n") }
}

fn in_english(frames: &Frames, subject: String, body: &str, slots: &Slots, rng: &mut StdRng) -> Text {
    let mut say = |from: &[String]| fill(pick(from, rng), slots, rng);
    let (opening, closing) = (say(&frames.english_openings), say(&frames.english_closings));
    let greeted = body.starts_with("Dear");
    let body = if greeted { body.to_owned() } else { format!("{opening}\n\n{body}") };
    Text { subject, body: format!("{body}\n\n{closing}") }
}

/// The names and dates one question speaks of.
pub(crate) fn slots(material: &Material, asker: &Asker<'_>, day: NaiveDate, rng: &mut StdRng) -> Slots {
    let town = asker.town;
    let coming = day.checked_add_months(Months::new(rng.random_range(1..=4))).unwrap_or(day);
    let month = month_in_words(coming);
    let month = month.split(' ').next().unwrap_or(&month).to_owned();
    Slots::from([
        ("gem", town.name.clone()),
        ("regio", town.region.clone()),
        ("buur", neighbour(material, town, rng)),
        ("corp", nearby(material, OrganisationKind::HousingCorporation, asker, rng)),
        ("project", pick(&material.frames.projects, rng).clone()),
        ("wijk", pick(&material.frames.districts, rng).clone()),
        ("bedrag", pick(&material.frames.amounts, rng).clone()),
        ("maand", month),
        ("month", coming.format("%B").to_string()),
        ("jaar", day.year().to_string()),
        ("vj", (day.year() + 1).to_string()),
    ])
}

/// Another municipality of the same region, or of the same province where the region is one municipality.
fn neighbour(material: &Material, town: &Town, rng: &mut StdRng) -> String {
    let others = |same: &dyn Fn(&Town) -> bool| -> Vec<&Town> {
        material.towns.iter().filter(|other| other.code != town.code && same(other)).collect()
    };
    let region = others(&|other| other.region == town.region);
    let near = if region.is_empty() { others(&|other| other.province == town.province) } else { region };
    pick(&near, rng).name.clone()
}

/// An organisation of this kind in the neighbourhood: the asker itself, of the region, of the province, or anywhere.
fn nearby(material: &Material, kind: OrganisationKind, asker: &Asker<'_>, rng: &mut StdRng) -> String {
    if asker.kind == kind {
        return asker.organisation.name.clone();
    }
    let town_of = |code: &str| material.towns.iter().find(|town| town.code == code);
    let known: Vec<_> = material.bodies.iter().filter(|body| body.kind == kind).collect();
    for near in [
        |a: &Town, b: &Town| a.region == b.region,
        |a: &Town, b: &Town| a.province == b.province,
        |_: &Town, _: &Town| true,
    ] {
        let found: Vec<_> = known
            .iter()
            .filter(|body| town_of(&body.municipality).is_some_and(|town| near(town, asker.town)))
            .collect();
        if !found.is_empty() {
            return pick(&found, rng).name.clone();
        }
    }
    "de corporatie".to_owned()
}

/// How much a theme is asked on this day, relative to the others.
pub(crate) fn theme_weight(theme: &str, day: NaiveDate, last: NaiveDate) -> f64 {
    let ago = (last - day).num_days();
    match theme {
        "financiele-regelingen" if rhythm::subsidy_window(day) => 22.0,
        "financiele-regelingen" | "urgentieregeling" => 9.0,
        "woonzorgvisie" => 10.0,
        "prestatieafspraken" if rhythm::agreement_season(day) => 11.0,
        // The law comes near: six times as many questions in the last days as in an ordinary week.
        "wet-versterking-regie" if ago < rhythm::RISE_DAYS => {
            6.0 * (1.0 + 5.0 * (rhythm::RISE_DAYS - ago) as f64 / rhythm::RISE_DAYS as f64)
        }
        "flexwonen" | "zorg-en-begeleiding" => 8.0,
        "woondeals" => 7.0,
        "capaciteit-flexpool" => 4.0,
        "prestatieafspraken" | "sociale-huur-30" | "gemengd-wonen" | "draagvlak" | "gegevensdeling-privacy" => 5.0,
        _ => 6.0,
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), text.chars().nth(1)) {
        // An abbreviation keeps its capitals.
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
