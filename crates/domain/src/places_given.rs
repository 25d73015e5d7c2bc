//! The places that a question is about, as people list them (place field): read, or asked back when they may mean several.

use crate::place_names::{Meant, municipality_meant, province_meant};
use crate::{Complaints, Geography, LayoutKey, MunicipalityCode, Place, RegionRef, fold, quoted};
use chrono::NaiveDate;

/// What stands between the names of places; some names have it themselves.
const PARTS: [char; 5] = [',', ';', '\n', '/', '&'];

/// Most places of one question: more municipalities than any region but a province has.
pub const MOST_PLACES: usize = 40;
/// Longest name that is read, in characters; no place has a name of half of it.
const LONGEST: usize = 120;
/// Most places that are asked back about at once.
const MOST_ASKED: usize = 12;

/// Ways to say that a question is about no place in particular, folded.
const NATIONWIDE: [&str; 7] =
    ["heel nederland", "nederland", "landelijk", "het hele land", "hele land", "heel het land", "geheel nederland"];

/// What people call the regions of a layout, folded, before or behind the name of one.
const CALLED: [(&str, &str); 14] = [
    ("woondealregio", "woondealregio"),
    ("woondeal", "woondealregio"),
    ("woonregio", "woondealregio"),
    ("zorgkantoorregio", "zorgkantoorregio"),
    ("zorgkantoor", "zorgkantoorregio"),
    ("centrumgemeente", "mo_bw_centrumgemeente"),
    ("koploperregio", "koploperregio"),
    ("ggd regio", "ggd"),
    ("ggd", "ggd"),
    ("veiligheidsregio", "veiligheidsregio"),
    ("coa regio", "coa_koppelregio"),
    ("coa", "coa_koppelregio"),
    ("stedengroep", "steden"),
    ("steden", "steden"),
];

/// Which place somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceMeant {
    /// This one.
    This(Place),
    /// One of these: they share the name, or it was mistyped.
    OneOf(Vec<Place>),
    /// None that the desk knows.
    Unknown,
}

/// Which place of this day somebody means: by a code; by the name of a municipality or of a region of any layout, with or
/// without the word for what it is; or the whole country. A name with a typing error is never taken for a place unasked.
pub fn place_meant(geography: &Geography, typed: &str, today: NaiveDate) -> PlaceMeant {
    let folded = fold(typed);
    if folded.is_empty() || folded.chars().count() > LONGEST {
        return PlaceMeant::Unknown;
    }
    if NATIONWIDE.contains(&folded.as_str()) {
        return PlaceMeant::This(Place::Nationwide);
    }
    if let Some(found) = by_code(geography, typed.trim()) {
        return PlaceMeant::This(found);
    }
    let regions = || geography.regions.keys();
    if let Some(found) = regions().find(|region| fold(&geography.place_in_full(&in_region(region))) == folded) {
        return PlaceMeant::This(in_region(found));
    }
    let says = |words: &[&str]| words.iter().any(|word| folded.starts_with(&format!("{word} ")));
    if says(&["gemeente", "gem"]) {
        return municipality(geography, typed, today);
    }
    if says(&["provincie", "prov", "provinsje"]) {
        return province(geography, typed);
    }
    for (word, layout) in CALLED {
        let called = |name: &str| name.strip_prefix(word).or_else(|| name.strip_suffix(word)).map(str::to_owned);
        if let Some(rest) = called(&folded).map(|rest| rest.trim().to_owned()).filter(|rest| !rest.is_empty()) {
            let rest = rest.strip_prefix("regio ").unwrap_or(&rest);
            return regions_called(geography, rest, |of| of.0 == layout);
        }
    }
    if let Some(rest) = folded.strip_prefix("regio ") {
        return region(geography, rest, today);
    }
    without_a_word(geography, typed, &folded, today)
}

fn in_region(region: &RegionRef) -> Place {
    Place::Region(region.clone())
}

/// Codes are told from names by their digits, or by the layout in front.
fn by_code(geography: &Geography, typed: &str) -> Option<Place> {
    if !typed.contains(':') && !typed.chars().any(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let code = MunicipalityCode(typed.to_ascii_uppercase());
    if geography.municipalities.contains_key(&code) {
        return Some(Place::Municipality(code));
    }
    geography.region_meant(typed).map(Place::Region)
}

fn one_of(mut found: Vec<Place>) -> PlaceMeant {
    found.dedup();
    match found.len() {
        0 => PlaceMeant::Unknown,
        1 => PlaceMeant::This(found.remove(0)),
        _ => {
            found.truncate(MOST_ASKED);
            PlaceMeant::OneOf(found)
        }
    }
}

fn municipality(geography: &Geography, typed: &str, today: NaiveDate) -> PlaceMeant {
    let place = |code: &MunicipalityCode| Place::Municipality(code.clone());
    match municipality_meant(geography, typed, today) {
        Meant::These(found) => one_of(found.into_iter().map(|one| place(&one.code)).collect()),
        Meant::Mistyped(only) => PlaceMeant::OneOf(vec![place(&only.code)]),
        Meant::Perhaps(near) => PlaceMeant::OneOf(near.into_iter().map(|one| place(&one.code)).collect()),
    }
}

fn province(geography: &Geography, typed: &str) -> PlaceMeant {
    let Some(found) = province_meant(geography, typed) else { return PlaceMeant::Unknown };
    let folded = fold(typed);
    let place = in_region(&found.region);
    // Friesland and Noord-Brabant have more than one name; all others are their name or a slip.
    let is_named = folded.ends_with(&fold(&found.name))
        || ["friesland", "brabant", "holland"].iter().any(|name| folded.ends_with(name));
    if is_named { PlaceMeant::This(place) } else { PlaceMeant::OneOf(vec![place]) }
}

/// What a region is called without the word that every region of its kind may have in front.
fn bare(name: &str) -> String {
    let folded = fold(name);
    let mut rest = folded.as_str();
    for word in ["ggd regio ", "groene metropoolregio ", "metropoolregio ", "metropool regio ", "regio ", "provincie "]
    {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.to_owned()
}

/// Regions with this name in these layouts, and those that have its words in theirs.
fn named(geography: &Geography, name: &str, of: impl Fn(&LayoutKey) -> bool) -> (Vec<Place>, Vec<Place>) {
    let wanted = bare(name);
    let inside = |known: &str| format!(" {} ", fold(known)).contains(&format!(" {wanted} "));
    let (mut exact, mut others) = (Vec::new(), Vec::new());
    for known in geography.regions.values().filter(|known| of(&known.region.layout)) {
        if bare(&known.name) == wanted {
            exact.push(in_region(&known.region));
        } else if inside(&known.name) {
            others.push(in_region(&known.region));
        }
    }
    (exact, others)
}

/// Regions of the kind that was said with this name; where there is none, those that have its words in theirs.
fn regions_called(geography: &Geography, name: &str, of: impl Fn(&LayoutKey) -> bool) -> PlaceMeant {
    let (exact, others) = named(geography, name, of);
    one_of(if exact.is_empty() { others } else { exact })
}

/// Regions with this name, of any kind. One that only has its words in its name is asked about, be it the only one.
fn regions_by_name(geography: &Geography, name: &str) -> PlaceMeant {
    let (exact, others) = named(geography, name, |_| true);
    if exact.is_empty() { asked_about(others) } else { one_of(exact) }
}

/// These may be meant, and none of them surely.
fn asked_about(mut found: Vec<Place>) -> PlaceMeant {
    found.dedup();
    found.truncate(MOST_ASKED);
    if found.is_empty() { PlaceMeant::Unknown } else { PlaceMeant::OneOf(found) }
}

/// "Regio Utrecht" may be a region of many layouts, and "regio Zeist" one of those that Zeist lies in.
fn region(geography: &Geography, name: &str, today: NaiveDate) -> PlaceMeant {
    let whole = format!("regio {name}");
    let mut so_called = geography.regions.values().filter(|known| fold(&known.name) == whole);
    if let (Some(only), None) = (so_called.next(), so_called.next()) {
        return PlaceMeant::This(in_region(&only.region));
    }
    let (mut found, others) = named(geography, name, |layout| layout.0 != "provincie");
    let has_exact = !found.is_empty();
    found.extend(others);
    if !found.is_empty() {
        return if has_exact { one_of(found) } else { asked_about(found) };
    }
    let PlaceMeant::This(place) = municipality(geography, name, today) else { return PlaceMeant::Unknown };
    let around = geography.regions_of(&place, today).into_iter().map(|(region, _)| Place::Region(region));
    PlaceMeant::OneOf(around.take(MOST_ASKED).collect())
}

/// A name alone: of a municipality first, unless a province is called the same.
fn without_a_word(geography: &Geography, typed: &str, folded: &str, today: NaiveDate) -> PlaceMeant {
    let town = municipality(geography, typed, today);
    let its_province = match province(geography, typed) {
        PlaceMeant::This(place) => Some(place),
        PlaceMeant::OneOf(_) | PlaceMeant::Unknown => None,
    };
    match (town, its_province) {
        (PlaceMeant::This(town), Some(known)) => PlaceMeant::OneOf(vec![town, known]),
        (PlaceMeant::This(town), None) => PlaceMeant::This(town),
        (_, Some(known)) => PlaceMeant::This(known),
        // Several carry this very name, or it is one typing error away from theirs; a region may carry it as it is.
        (PlaceMeant::OneOf(towns), None) => {
            let (regions, _) = named(geography, folded, |_| true);
            PlaceMeant::OneOf(regions.into_iter().chain(towns).take(MOST_ASKED).collect())
        }
        (PlaceMeant::Unknown, None) => match regions_by_name(geography, folded) {
            PlaceMeant::Unknown => province(geography, typed),
            found => found,
        },
    }
}

/// The names in a list that somebody typed: between commas, semicolons and line ends. A place whose own name has a comma is
/// one of them as long as it stands there as the desk writes it.
pub fn split_places(geography: &Geography, text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    let mut found = Vec::new();
    let regions = geography.regions.values().map(|known| (&known.name, in_region(&known.region)));
    let municipalities = geography.municipalities.values();
    let municipalities = municipalities.map(|known| (&known.name, Place::Municipality(known.code.clone())));
    for (name, place) in regions.chain(municipalities).filter(|(name, _)| name.contains(PARTS)) {
        let whole = geography.place_in_full(&place);
        for written in [&whole, name] {
            if text.contains(written) {
                text = text.replace(written, "");
                found.push(whole.clone());
            }
        }
    }
    let pieces = text.split(PARTS).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.map(str::to_owned).chain(found).collect()
}

/// What was typed where one place may stand, with what it means; "Zeist en De Bilt" are two.
fn meant<'t>(geography: &Geography, typed: &'t [String], today: NaiveDate) -> Vec<(&'t str, PlaceMeant)> {
    let mut all = Vec::new();
    for piece in typed.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()) {
        let whole = place_meant(geography, piece, today);
        let parts: Vec<(&str, PlaceMeant)> =
            piece.split(" en ").map(|part| (part, place_meant(geography, part, today))).collect();
        let are_several = parts.len() > 1 && parts.iter().all(|(_, meant)| *meant != PlaceMeant::Unknown);
        if whole == PlaceMeant::Unknown && are_several {
            all.extend(parts);
        } else {
            all.push((piece, whole));
        }
    }
    all
}

/// What was typed, with every name that is understood as the desk writes it; what was chosen of what was asked back stands for
/// the name that it was asked about.
pub fn places_as_understood(geography: &Geography, typed: &[String], today: NaiveDate) -> String {
    let all = meant(geography, typed, today);
    let sure = sure(&all);
    let mut written: Vec<String> = Vec::new();
    for (piece, meant) in &all {
        let name = match meant {
            PlaceMeant::This(place) => geography.place_in_full(place),
            PlaceMeant::OneOf(may) if may.iter().any(|one| sure.contains(one)) => continue,
            PlaceMeant::OneOf(_) | PlaceMeant::Unknown => (*piece).to_owned(),
        };
        if !written.contains(&name) {
            written.push(name);
        }
    }
    written.join(", ")
}

/// What must be asked back about places that were typed: each name with what it may mean, as long as nothing else that was
/// given says which of them.
pub fn places_to_ask(geography: &Geography, typed: &[String], today: NaiveDate) -> Vec<(String, Vec<Place>)> {
    let all = meant(geography, typed, today);
    let sure = sure(&all);
    all.iter()
        .filter_map(|(piece, meant)| match meant {
            PlaceMeant::OneOf(may) if !may.iter().any(|one| sure.contains(one)) => {
                Some(((*piece).to_owned(), may.clone()))
            }
            PlaceMeant::OneOf(_) | PlaceMeant::This(_) | PlaceMeant::Unknown => None,
        })
        .collect()
}

/// Each once, in the order in which they were given.
fn sure(all: &[(&str, PlaceMeant)]) -> Vec<Place> {
    let mut sure: Vec<Place> = Vec::new();
    for (_, meant) in all {
        match meant {
            PlaceMeant::This(place) if !sure.contains(place) => sure.push(place.clone()),
            PlaceMeant::This(_) | PlaceMeant::OneOf(_) | PlaceMeant::Unknown => {}
        }
    }
    sure
}

/// The places that were typed, each once; complaints go under `path`.
pub(crate) fn check_places(
    complaints: &mut Complaints,
    path: &str,
    typed: &[String],
    geography: &Geography,
    today: NaiveDate,
) -> Vec<Place> {
    if typed.len() > MOST_PLACES {
        complaints.add(
            path,
            "TOO_MANY",
            format!("Noem niet meer dan {MOST_PLACES} plaatsen, of schrijf de naam van de regio."),
        );
        return Vec::new();
    }
    let all = meant(geography, typed, today);
    for (piece, meant) in &all {
        if *meant == PlaceMeant::Unknown {
            let piece = quoted(piece);
            complaints.add(
                path,
                "UNKNOWN",
                format!("Wij kennen geen gemeente of regio met de naam {piece}. Controleer de naam, of schrijf: heel Nederland."),
            );
        }
    }
    for (piece, may) in places_to_ask(geography, typed, today) {
        let names: Vec<String> = may.iter().map(|place| geography.place_in_full(place)).collect();
        let (piece, names) = (quoted(&piece), names.join("; "));
        complaints.add(
            path,
            "AMBIGUOUS",
            if may.len() == 1 {
                format!("Bedoelt u met {piece}: {names}? Kies die dan.")
            } else {
                format!("Met {piece} kunt u meer bedoelen: {names}. Kies wat u bedoelt.")
            },
        );
    }
    sure(&all)
}

impl Geography {
    /// What people call a place, so that no other place is called the same: `Gemeente Utrecht`, `Utrecht (Veiligheidsregio)`.
    pub fn place_in_full(&self, place: &Place) -> String {
        let name = self.place_name(place);
        match place {
            Place::Nationwide => "Heel Nederland".to_owned(),
            Place::Municipality(_) => format!("Gemeente {name}"),
            Place::Region(region) if region.layout.0 == "provincie" => format!("Provincie {name}"),
            Place::Region(region) => {
                let label = self.layouts.get(&region.layout).map_or(region.layout.0.as_str(), |known| &known.label);
                // "Centrumgemeente (opvang en beschermd wonen)"
                let label = label.split(" (").next().unwrap_or(label);
                format!("{name} ({label})")
            }
        }
    }

    /// Several of them, as the field for places is filled in.
    pub fn places_in_full<'p>(&self, places: impl IntoIterator<Item = &'p Place>) -> String {
        places.into_iter().map(|place| self.place_in_full(place)).collect::<Vec<_>>().join(", ")
    }
}
