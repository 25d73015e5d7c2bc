//! Every municipality of the country, by the names that people give it (name matching).

use crate::given::{day, municipality, period};
use domain::{Geography, Meant, Municipality, fold, municipality_meant};
use proptest::prelude::*;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// As a desk begins with them.
const LISTED: &str = include_str!("../../../app/reference/municipalities.csv");
/// Wijdemeren is one of them until the end of 2026.
const ON: &str = "2026-11-24";

pub(crate) static COUNTRY: LazyLock<Geography> = LazyLock::new(|| {
    let mut country = Geography::default();
    for line in LISTED.lines().skip(1) {
        let (code, rest) = line.split_once(',').expect("a code");
        let mut fields = rest.rsplitn(5, ',');
        let (successor, to) = (fields.next().expect("a successor"), fields.next().expect("a last day"));
        let (from, aliases) = (fields.next().expect("a first day"), fields.next().expect("aliases"));
        let name = fields.next().expect("a name").trim_matches('"');
        let valid = period(from, Some(to).filter(|day| !day.is_empty()));
        let mut known = municipality(code, name, valid, Some(successor).filter(|code| !code.is_empty()));
        known.aliases = aliases.split(';').filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
        country.municipalities.insert(known.code.clone(), known);
    }
    country
});

fn meant(name: &str) -> Meant<'static> {
    municipality_meant(&COUNTRY, name, day(ON))
}

/// The codes of those that may be meant, and whether the desk is sure without asking.
fn codes(name: &str) -> (Vec<&'static str>, bool) {
    match meant(name) {
        Meant::These(found) => (found.iter().map(|known| known.code.0.as_str()).collect(), found.len() == 1),
        Meant::Mistyped(only) => (vec![only.code.0.as_str()], true),
        Meant::Perhaps(near) => (near.iter().map(|known| known.code.0.as_str()).collect(), false),
    }
}

fn each() -> impl Iterator<Item = &'static Municipality> {
    COUNTRY.municipalities.values().filter(|known| known.valid.holds_on(day(ON)))
}

fn any_municipality() -> impl Strategy<Value = &'static Municipality> {
    (0..each().count()).prop_map(|at| each().nth(at).expect("as many as were counted"))
}

/// Every name differs from every other when its accents, hyphens and capitals are taken away.
fn looks_alike(name: &str, other: &Municipality) -> bool {
    std::iter::once(&other.name).chain(&other.aliases).any(|known| fold(known) == fold(name))
}

#[test]
fn every_municipality_is_known_by_its_own_name_whatever_stands_around_it() {
    for known in each() {
        for written in [
            known.name.clone(),
            known.name.to_uppercase(),
            known.name.to_lowercase(),
            known.name.nfd().collect(),
            known.name.replace('-', " "),
            known.name.replace('\'', "\u{2019}"),
            known.name.replace(' ', "\u{a0}"),
            fold(&known.name),
            format!("Gemeente {}", known.name),
            format!("gem. {}", known.name),
            format!("De gemeente {}", known.name),
            format!("{} (gemeente)", known.name),
            format!("College van B&W van {}", known.name),
            format!("Gemeente {}, afdeling Wonen", known.name),
        ] {
            assert_eq!(codes(&written), (vec![known.code.0.as_str()], true), "{written}");
        }
    }
}

#[test]
fn a_municipality_is_known_by_each_of_its_other_names_or_it_is_asked_which_one_is_meant() {
    for known in each() {
        for alias in &known.aliases {
            let (found, _) = codes(alias);
            let shares = each().filter(|other| looks_alike(alias, other)).count();
            let is_anothers_name = each().any(|other| other.code != known.code && fold(&other.name) == fold(alias));
            assert!(found.contains(&known.code.0.as_str()) || is_anothers_name, "{alias}: {found:?}");
            assert!(found.len() <= shares.max(1), "{alias}: {found:?}");
        }
    }
}

#[test]
fn a_municipality_that_is_still_to_come_or_has_ended_is_not_meant() {
    let on = |text: &str| municipality_meant(&COUNTRY, "Wijdemeren", day(text));
    assert!(matches!(on("2026-12-31"), Meant::These(found) if found.len() == 1));
    assert!(!matches!(on("2027-01-01"), Meant::These(found) if !found.is_empty()));
    assert_eq!(municipality_meant(&COUNTRY, "Utrecht", day("1999-01-01")), Meant::These(Vec::new()));
}

#[test]
fn old_and_frisian_names_mean_the_municipality_of_today() {
    for (written, name) in [
        ("Den Haag", "'s-Gravenhage"),
        ("den bosch", "'s-Hertogenbosch"),
        ("Gemeente Ljouwert", "Leeuwarden"),
        ("Skylge", "Terschelling"),
        ("It Hearrenfean", "Heerenveen"),
        ("s-Gravenhage", "'s-Gravenhage"),
        ("\u{2018}s\u{2010}Gravenhage", "'s-Gravenhage"),
        ("sGravenhage", "'s-Gravenhage"),
        ("Nuenen ca", "Nuenen, Gerwen en Nederwetten"),
        ("Nuenen, Gerwen & Nederwetten", "Nuenen, Gerwen en Nederwetten"),
    ] {
        let Meant::These(found) = meant(written) else { panic!("{written}: not for sure") };
        assert_eq!(found.iter().map(|known| known.name.as_str()).collect::<Vec<_>>(), [name], "{written}");
    }
}

#[test]
fn what_is_no_place_at_all_is_no_municipality() {
    for nothing in ["", " ", "-", "gemeente", "Gemeente van", "de", "B&W", "Zorggroep Oost", "Rijksoverheid", "???"] {
        assert!(!codes(nothing).1, "{nothing:?}: {:?}", codes(nothing));
    }
}

#[test]
fn a_name_that_says_which_province_means_the_one_in_that_province() {
    for (written, sure) in [("Bergen (NH)", true), ("Bergen NH", true), ("Bergen (L.)", true), ("Bergen", false)] {
        let (found, is_sure) = codes(written);
        assert_eq!(is_sure, sure, "{written}: {found:?}");
    }
    assert_ne!(codes("Bergen (NH)").0, codes("Bergen (L.)").0);
    assert_eq!(codes("Bergen").0.len(), 2, "it is asked which of the two");
}

#[test]
fn a_short_name_is_never_mended() {
    for near in ["Ed", "Edo", "Epa", "Els", "Oos", "Ur", "Ure"] {
        assert!(!codes(near).1, "{near}: {:?}", codes(near));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_slip_of_a_finger_never_makes_another_municipality_in_silence(
        known in any_municipality(), at in 0..30_usize, sort in 0..4_u8, letter in "[a-z]",
    ) {
        let mut letters: Vec<char> = known.name.chars().collect();
        let at = at % letters.len();
        match sort {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letter.chars().next().unwrap_or('x')),
            2 => letters[at] = letter.chars().next().unwrap_or('x'),
            _ => { let next = (at + 1) % letters.len(); letters.swap(at, next) }
        }
        let typed: String = letters.into_iter().collect();
        let (found, is_sure) = codes(&typed);
        let names_another = each().any(|other| other.code != known.code && looks_alike(&typed, other));
        if is_sure && !names_another {
            prop_assert_eq!(found, vec![known.code.0.as_str()], "{} for {}", typed, known.name);
        }
    }

    #[test]
    fn a_letter_too_few_in_a_long_name_is_mended_or_asked_about(known in 0..1_000_usize, at in 1..30_usize) {
        let in_one_word = |known: &&Municipality| known.name.len() > 7 && known.name.chars().all(char::is_alphabetic);
        let long: Vec<&Municipality> = each().filter(in_one_word).collect();
        let known = long[known % long.len()];
        let mut letters: Vec<char> = known.name.chars().collect();
        letters.remove(1 + at % (letters.len() - 1));
        let typed: String = letters.into_iter().collect();
        let (found, _) = codes(&typed);
        prop_assert!(found.contains(&known.code.0.as_str()), "{} for {}: {:?}", typed, known.name, found);
    }

    #[test]
    fn no_name_makes_it_panic(name in "\\PC{0,30}|(gemeente|gem|b&w|college|afd|van|de|c\\.a\\.|st|aan|d| |/|-){0,8}") {
        let _ = codes(&name);
        let _ = domain::province_meant(&COUNTRY, &name);
    }
}
