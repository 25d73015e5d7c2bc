//! What rises, as it is told on both pages: a sentence, a picture of half a year, and a line of a table.

use super::picture::{Drawn, Panel, SMALL, Scale, Value, panel};
use super::words::{head, number, tenths};
use app::{Bucket, InPlace, Picture, RISING_DEFINITION, Rising};
use chrono::Days;
use domain::{Axis, RegionRef, TopicKey, counted, long_day_in_words};

/// The topics that rise, and what whoever reads it may expect.
pub(crate) struct Told {
    pub topics: Vec<ToldTopic>,
    pub definition: &'static str,
}

pub(crate) struct ToldTopic {
    pub label: String,
    /// Where its figures are, by week.
    pub address: String,
    pub words: String,
    pub panel: Panel,
    pub observed: u32,
    pub expected: String,
    pub since: String,
    pub seen: u32,
    pub foreseen: String,
    pub chance: String,
    /// Where it rises, in a few words; empty where nothing is known of that.
    pub mostly: String,
    pub places: Vec<ToldPlace>,
    /// What can be read and written about it, and where.
    pub notes: String,
    pub notes_address: String,
}

/// A province in which a topic rises.
pub(crate) struct ToldPlace {
    pub name: String,
    pub seen: u32,
    pub foreseen: String,
    pub chance: String,
}

impl Told {
    pub(crate) fn of(rising: &[Rising], picture: &Picture) -> Self {
        Self {
            topics: rising.iter().map(|rising| ToldTopic::of(rising, picture)).collect(),
            definition: RISING_DEFINITION,
        }
    }
}

impl ToldTopic {
    pub(crate) fn of(rising: &Rising, picture: &Picture) -> Self {
        let (key, rise) = (&rising.topic, &rising.rise);
        let axis = picture.taxonomy.get(key).map_or(Axis::Theme, |topic| topic.axis);
        let by = if axis == Axis::Theme { "thema" } else { "groep" };
        let (expected, foreseen) = (tenths(rise.expected), tenths(rise.foreseen));
        let were = if expected == "1" { "was" } else { "waren" };
        let mut words = format!(
            "{} in de week van {}, waar er {expected} te verwachten {were}.",
            counted(rise.observed, "vraag", "vragen"),
            long_day_in_words(rising.week)
        );
        if rise.weeks > 1 {
            words.push_str(&format!(
                " Het stijgt sinds de week van {}: in {} weken {}, waar er {foreseen} te verwachten waren.",
                long_day_in_words(rising.since),
                rise.weeks,
                counted(rise.seen, "vraag", "vragen")
            ));
        }
        let places: Vec<ToldPlace> =
            rising.places.iter().map(|(region, inside)| place(region, inside, picture)).collect();
        Self {
            mostly: mostly(&places),
            places,
            notes: notes_in_words(rising),
            notes_address: address_of(key),
            label: picture.taxonomy.label(key).to_owned(),
            address: format!("/cijfers?maat=ontvangen&per={by}&stap=week&lijn={}", key.0),
            words,
            panel: picture_of(rising),
            observed: rise.observed,
            expected,
            since: long_day_in_words(rising.since),
            seen: rise.seen,
            foreseen,
            chance: chance(rise.surprise),
        }
    }
}

/// Where one topic is told of.
pub(super) fn address_of(topic: &TopicKey) -> String {
    format!("/cijfers/stijging/{}", topic.0)
}

fn place(region: &RegionRef, inside: &InPlace, picture: &Picture) -> ToldPlace {
    ToldPlace {
        name: picture.geography.region_name(region).to_owned(),
        seen: inside.seen,
        foreseen: tenths(inside.foreseen),
        chance: chance(inside.surprise),
    }
}

/// The province with most beyond what was expected, if it is much.
fn mostly(places: &[ToldPlace]) -> String {
    places.first().filter(|place| place.seen > 1).map_or_else(String::new, |place| {
        format!(
            "Het meest in {}: {}, waar er {} te verwachten waren.",
            place.name,
            counted(place.seen, "vraag", "vragen"),
            place.foreseen
        )
    })
}

fn notes_in_words(rising: &Rising) -> String {
    match rising.notes.iter().find(|_| rising.is_seen()) {
        Some(note) => format!("Notitie: ‘{}’", note.note),
        None => "Nog geen notitie.".to_owned(),
    }
}

/// Half a year of weeks on a scale of their own; those in which it rises stand out.
fn picture_of(rising: &Rising) -> Panel {
    let many = rising.counts.len();
    let ago = |at: usize| Days::new(7 * (many - 1 - at) as u64);
    let steps: Vec<String> = (0..many).map(|at| head(Bucket::Week, rising.week - ago(at))).collect();
    let value = |(at, count): (usize, &u32)| Value {
        value: Some(f64::from(*count)),
        is_unfinished: false,
        is_marked: at + rising.rise.weeks >= many,
    };
    let values: Vec<Value> = rising.counts.iter().enumerate().map(value).collect();
    let highest = rising.counts.iter().copied().max().map_or(0.0, f64::from);
    let scale = Scale::up_to(highest.max(rising.rise.expected));
    panel(SMALL, scale, Drawn::Columns, &values, &steps).with_expected(rising.rise.expected, scale)
}

/// One in so many, roundly.
fn chance(surprise: f64) -> String {
    // More than this no count of a few years can tell.
    let one_in = 10_f64.powf(surprise.clamp(0.0, 6.0));
    let round = 10_f64.powf((one_in.log10().floor() - 1.0).max(0.0));
    let least = if surprise > 6.0 { "minder dan " } else { "" };
    format!("{least}1 op {}", number((one_in / round).round() * round))
}

#[cfg(test)]
mod tests {
    use super::chance;

    #[test]
    fn a_chance_is_one_in_a_round_number() {
        assert_eq!(
            [2.3, 3.0, 4.26, 30.0].map(chance),
            ["1 op 200", "1 op 1.000", "1 op 18.000", "minder dan 1 op 1.000.000"]
        );
    }
}
