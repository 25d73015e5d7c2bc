//! Opening hours (business hours) of one day as people type them: `9.00-12.30 en 13.00-17.00`.

use app::Opening;
use chrono::{NaiveTime, Timelike};

/// Reads what was typed; nothing at all is a closed day. Otherwise what is wrong, in Dutch.
pub(crate) fn parse(text: &str) -> Result<Vec<Opening>, String> {
    let unclear = || "wij begrijpen dit niet. Schrijf bijvoorbeeld 9.00-12.30 en 13.00-17.00.".to_owned();
    let spaced = text.to_lowercase().replace(['-', '–', '—', '−'], " - ").replace([',', ';', '+', '&'], " ");
    let words: Vec<&str> = spaced
        .split_whitespace()
        .filter(|word| !matches!(*word, "van" | "vanaf" | "om" | "en" | "uur" | "u" | "u."))
        .map(|word| if matches!(word, "tot" | "t/m") { "-" } else { word })
        .collect();
    if matches!(words[..], [] | ["-" | "dicht" | "gesloten" | "geen"]) {
        return Ok(Vec::new());
    }
    let mut openings = words
        .chunks(3)
        .map(|stretch| match stretch {
            [from, "-", to] => Some(Opening { from: time(from)?, to: time(to)? }),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(unclear)?;
    openings.sort_by_key(|opening| opening.from);
    if let Some(backwards) = openings.iter().find(|opening| opening.to <= opening.from) {
        return Err(format!("{} is niet later dan {}.", clock(backwards.to), clock(backwards.from)));
    }
    if let Some(pair) = openings.windows(2).find(|pair| pair[1].from < pair[0].to) {
        return Err(format!("{} en {} overlappen elkaar.", stretch(&pair[0]), stretch(&pair[1])));
    }
    Ok(openings)
}

/// As one would type it; nothing for a closed day.
pub(crate) fn in_words(openings: &[Opening]) -> String {
    openings.iter().map(stretch).collect::<Vec<_>>().join(" en ")
}

fn stretch(opening: &Opening) -> String {
    format!("{}-{}", clock(opening.from), clock(opening.to))
}

fn clock(time: NaiveTime) -> String {
    format!("{}.{:02}", time.hour(), time.minute())
}

/// `9`, `9.30`, `09:30`, `9u30`, `0930`, each with or without `u` or `uur` behind it.
fn time(word: &str) -> Option<NaiveTime> {
    let word = word.trim_end_matches("uur").trim_end_matches(['u', 'h', '.']);
    let digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    let (hour, minute) = match word.split_once(['.', ':', 'u', 'h']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if word.len() > 2 && digits(word) => word.split_at(word.len() - 2),
        None => (word, "0"),
    };
    if !digits(hour) || !digits(minute) {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        parse(text).map_or_else(|wrong| format!("fout: {wrong}"), |openings| in_words(&openings))
    }

    #[test]
    fn every_usual_way_to_write_opening_hours_is_understood() {
        for text in [
            "9.00-12.30 en 13.00-17.00",
            "9-12.30, 13-17",
            "09:00 – 12:30 & 13:00 – 17:00 uur",
            "van 9 tot 12u30 en van 13 tot 17u",
            "0900-1230 1300-1700",
            "  9u - 12.30 uur ;  13 uur - 17.00 Uur ",
            "13.00-17.00 en 9.00-12.30",
        ] {
            assert_eq!(read(text), "9.00-12.30 en 13.00-17.00", "{text}");
        }
    }

    #[test]
    fn nothing_a_dash_or_the_word_itself_is_a_closed_day() {
        for text in ["", "  ", "-", "–", "dicht", "Gesloten", "geen"] {
            assert_eq!(parse(text), Ok(Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_the_reason() {
        assert_eq!(read("17.00-9.00"), "fout: 9.00 is niet later dan 17.00.");
        assert_eq!(read("9-9"), "fout: 9.00 is niet later dan 9.00.");
        assert_eq!(read("9-13 en 12-17"), "fout: 9.00-13.00 en 12.00-17.00 overlappen elkaar.");
        for text in ["9", "9-", "9-12 en 13", "25-26", "9.5-17", "9.60-17", "ochtend", "9-12-17", "9 12", "+9-17é"] {
            assert!(read(text).contains("begrijpen"), "{text}: {}", read(text));
        }
    }

    #[test]
    fn openings_that_touch_do_not_overlap() {
        assert_eq!(read("9-12 en 12-17"), "9.00-12.00 en 12.00-17.00");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_is_shown_can_be_typed(cuts in prop::collection::btree_set(0u32..1440, 0..8)) {
            let at = |minutes: &u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).expect("a time of day");
            let cuts: Vec<u32> = cuts.into_iter().collect();
            let openings: Vec<Opening> =
                cuts.chunks_exact(2).map(|pair| Opening { from: at(&pair[0]), to: at(&pair[1]) }).collect();
            prop_assert_eq!(parse(&in_words(&openings)), Ok(openings));
        }
    }
}
