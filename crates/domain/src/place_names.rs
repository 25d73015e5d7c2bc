//! Municipalities and provinces as people write them (name matching).

use crate::{Geography, Municipality, Region, fold};
use chrono::NaiveDate;

/// Shortest name in which a typing error is looked for, in letters: in shorter ones another place is as near.
const SHORTEST_MISTYPED: usize = 5;

/// Villages elsewhere whose names look like a mistyped municipality (Montfort in Roerdalen is not Montfoort), as compared.
const ELSEWHERE: [&str; 3] = ["boekelo", "montfort", "putte"];

/// Which municipality somebody means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant<'a> {
    /// These carry the name; none when no name is near.
    These(Vec<&'a Municipality>),
    /// This one, with a letter too many, a letter too few or two letters changed about, and no other is that near.
    Mistyped(&'a Municipality),
    /// One of these, perhaps: another letter may be a typing error, or another place.
    Perhaps(Vec<&'a Municipality>),
}

/// Which municipality of this day somebody means: by its name or an alias, with or without the word `gemeente` or its
/// board, a department, `c.a.`, its article, spaces, hyphens and accents, `a/d` and `v.` for their words; by a name with one typing error; or not for sure.
///
/// A name that is one municipality's official name and another's alias means the former.
pub fn municipality_meant<'a>(geography: &'a Geography, name: &str, today: NaiveDate) -> Meant<'a> {
    let wanted = key(name, &["gemeente", "gem"]);
    let living = || geography.municipalities.values().filter(|known| known.valid.holds_on(today));
    let bare = |name: &str| key(name, &[]);
    let official: Vec<_> = living().filter(|known| bare(&known.name) == wanted).collect();
    if wanted.is_empty() || !official.is_empty() {
        return Meant::These(official);
    }
    // "Ronde Venen" and "Bilt": no two differ in that word alone.
    let without: Vec<_> = living()
        .filter(|known| {
            let name = bare(&known.name);
            let rest =
                ["de", "den", "het"].iter().filter(|article| fold(&known.name).starts_with(&format!("{article} ")));
            rest.filter_map(|article| name.strip_prefix(article)).any(|rest| rest == wanted)
        })
        .collect();
    let aliased: Vec<_> = living().filter(|known| known.aliases.iter().any(|alias| bare(alias) == wanted)).collect();
    if !aliased.is_empty() {
        return Meant::These(aliased);
    }
    if !without.is_empty() {
        return Meant::These(without);
    }
    let names = |known: &'a Municipality| std::iter::once(&known.name).chain(&known.aliases);
    // Ysselstein and IJsselstein.
    let loose = |key: &str| key.replace("ij", "y");
    let spelled: Vec<_> =
        living().filter(|known| names(known).any(|name| loose(&bare(name)) == loose(&wanted))).collect();
    if !spelled.is_empty() || wanted.chars().count() < SHORTEST_MISTYPED {
        return Meant::These(spelled);
    }
    let slip = |known: &'a Municipality| names(known).filter_map(|name| slip(&wanted, &bare(name))).max();
    let near: Vec<(&Municipality, Slip)> = living().filter_map(|known| slip(known).map(|slip| (known, slip))).collect();
    // Only the name of a municipality is mended: near a village's name lies another village too often.
    let is_its_name = |known: &Municipality| self::slip(&wanted, &bare(&known.name)) == Some(Slip::Finger);
    match near.as_slice() {
        [] => Meant::These(Vec::new()),
        [(only, Slip::Finger)] if is_its_name(only) && !ELSEWHERE.contains(&wanted.as_str()) => Meant::Mistyped(only),
        several => Meant::Perhaps(several.iter().map(|(known, _)| *known).collect()),
    }
}

/// The province somebody means; the twelve names lie far from each other.
pub fn province_meant<'a>(geography: &'a Geography, name: &str) -> Option<&'a Region> {
    let wanted = key(name, &["provincie", "prov", "provinsje"]);
    let wanted = match wanted.as_str() {
        "friesland" => "fryslan",
        "brabant" | "nbrabant" => "noordbrabant",
        "nholland" => "noordholland",
        "zholland" => "zuidholland",
        other => other,
    };
    let provinces = || geography.regions.values().filter(|known| known.region.layout.0 == "provincie");
    let bare = |known: &Region| key(&known.name, &[]);
    provinces().find(|known| bare(known) == wanted).or_else(|| {
        let mut near = provinces().filter(|known| slip(wanted, &bare(known)).is_some());
        let found = near.next().filter(|_| wanted.chars().count() >= SHORTEST_MISTYPED);
        found.filter(|_| near.next().is_none())
    })
}

/// Said before the word for what it is.
const BEFORE: [&str; 18] = [
    "gedeputeerde",
    "provinciale",
    "staten",
    "gs",
    "ps",
    "de",
    "het",
    "van",
    "der",
    "college",
    "gemeenteraad",
    "raad",
    "burgemeester",
    "en",
    "wethouders",
    "b",
    "w",
    "benw",
];
/// Where a name of a board begins.
const BOARDS: [&str; 10] =
    ["gedeputeerde", "provinciale", "gs", "ps", "college", "burgemeester", "b", "benw", "gemeenteraad", "raad"];
/// Where what stands behind the name begins.
const DEPARTMENTS: [&str; 17] = [
    "afdeling",
    "afd",
    "team",
    "domein",
    "cluster",
    "dienst",
    "sector",
    "directie",
    "bureau",
    "programma",
    "unit",
    "loket",
    "wonen",
    "sociaal",
    "ruimte",
    "ruimtelijke",
    "beleid",
];

/// What a name is compared by: its letters, without the word for what it is, what stands in front of that word, and the
/// department behind the name.
fn key(name: &str, kinds: &[&str]) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    let names_kind = |at: usize, word: &str| {
        let mistyped = || kinds.first().is_some_and(|kind| at == 0 && word.len() > 4 && slip(word, kind).is_some());
        kinds.contains(&word) || (words.len() > 1 && mistyped())
    };
    if let Some(at) = words.iter().enumerate().position(|(at, word)| names_kind(at, word)) {
        if at + 1 == words.len() {
            words.truncate(at);
        } else if words[..at].iter().all(|word| BEFORE.contains(word)) {
            words.drain(..=at);
            // "Gemeente van Utrecht"
            if words.len() > 1 && words[0] == "van" {
                words.remove(0);
            }
        }
    } else if !kinds.is_empty() && (BOARDS.contains(&words[0]) || words.starts_with(&["het", "college"])) {
        let begins = words.iter().position(|word| !BEFORE.contains(word)).unwrap_or(words.len());
        words.drain(..begins);
    }
    if let Some(at) = words.iter().position(|word| DEPARTMENTS.contains(word)).filter(|at| *at > 0 && !kinds.is_empty())
    {
        words.truncate(at);
    }
    letters(without_endings(words))
}

/// Without "c.a." and "e.a." behind the name: with surroundings, and others.
fn without_endings(mut words: Vec<&str>) -> Vec<&str> {
    for ending in [&["c", "a"][..], &["ca"], &["e", "a"], &["ea"]] {
        if words.len() > ending.len() && words.ends_with(ending) {
            words.truncate(words.len() - ending.len());
            break;
        }
    }
    words
}

/// The letters of these words, with short words as they are said.
fn letters(words: Vec<&str>) -> String {
    let mut key = String::new();
    let mut before = "";
    for word in words.into_iter().filter(|word| *word != "en") {
        // "a/d Maas", "aan den IJssel", "a. Zee"
        key.push_str(match word {
            "st" => "sint",
            "v" => "van",
            "aan" => "a",
            "d" | "de" | "den" if matches!(before, "a" | "aan") => "d",
            other => other,
        });
        before = word;
    }
    key
}

/// One typing error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// Another letter: Velden and Velsen are two places.
    OtherLetter,
    /// A letter too many or too few, or two neighbours changed about.
    Finger,
}

/// The one typing error between two words (Damerau-Levenshtein distance 1), if that is all.
fn slip(left: &str, right: &str) -> Option<Slip> {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let (left, right) = (&left[same..], &right[same..]);
    match (left, right) {
        ([_, left @ ..], [_, right @ ..]) if left == right => Some(Slip::OtherLetter),
        ([a, b, left @ ..], [c, d, right @ ..]) if a == d && b == c && left == right => Some(Slip::Finger),
        ([_, left @ ..], right) if left == right => Some(Slip::Finger),
        (left, [_, right @ ..]) if left == right => Some(Slip::Finger),
        _ => None,
    }
}
