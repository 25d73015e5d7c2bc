//! Regions as tiles (tile map, cartogram): as large as each other, about where they lie.

use super::rates::Per;
use super::sheet::Sheet;
use super::tiles::{Grid, grid};
use super::words::{number, percent, tenths};
use app::{Picture, TrendsBy, TrendsReport};
use domain::{Confidence, LayoutKey, LayoutOn, RegionRef, Within};

/// All regions of a layout; only where figures are split by one that has a grid.
pub(crate) struct Map {
    pub grid: &'static Grid,
    pub tiles: Vec<Tile>,
    /// Every region, also those that have no tile.
    pub rows: Vec<MapRow>,
    /// What it shows, for who cannot see it.
    pub said: String,
    /// What a tile and its bar mean, and what is not on the map.
    pub words: String,
    /// Whether things are counted, which can be parted over municipalities and people.
    pub is_count: bool,
}

pub(crate) struct Tile {
    /// As short as a tile has room for.
    pub name: String,
    pub shown: String,
    pub x: f64,
    pub y: f64,
    /// Of what is left beside the bar.
    pub middle: f64,
    /// From here down its bar stands.
    pub filled_from: f64,
    pub filled: f64,
}

pub(crate) struct MapRow {
    pub name: String,
    pub total: String,
    pub municipalities: usize,
    pub per_municipality: String,
    pub inhabitants: String,
    pub per_inhabitants: String,
    /// How sure it is which municipalities lie in it.
    pub confidence: &'static str,
}

/// What is known of a region.
struct Known {
    code: String,
    name: String,
    confidence: Confidence,
    within: Option<Within>,
    /// Before it was divided.
    total: Option<f64>,
}

impl Known {
    fn per(&self, per: Per) -> Option<f64> {
        self.total.and_then(|total| per.of(total, self.within))
    }
}

impl Map {
    pub(crate) fn of(sheet: &Sheet, report: &TrendsReport, by: &TrendsBy, picture: &Picture) -> Option<Self> {
        let TrendsBy::Region(layout) = by else { return None };
        let (grid, on) = (grid(&layout.0)?, report.regions.as_ref()?);
        if sheet.rows.is_empty() {
            return None;
        }
        let known = known(sheet, on, layout, picture);
        // What a bar is of: of numbers what a municipality has, so that large regions do not stand out by themselves.
        let is_count = sheet.measure.is_count();
        let bar = |known: &Known| match (is_count, sheet.per) {
            (false, _) => known.total,
            (true, Per::Number) => known.per(Per::Municipality),
            (true, per) => known.per(per),
        };
        let is_drawn = |known: &&Known| known.confidence != Confidence::Low && grid.place(&known.code).is_some();
        let drawn: Vec<&Known> = known.iter().filter(is_drawn).collect();
        let highest = drawn.iter().filter_map(|known| bar(known)).fold(0.0, f64::max);
        let full = if sheet.measure.is_share() { 1.0 } else { highest.max(f64::MIN_POSITIVE) };
        let mut tiles = Vec::new();
        for known in &drawn {
            let Some((short, x, y)) = grid.place(&known.code) else { continue };
            let filled = (bar(known).unwrap_or(0.0) / full * grid.tile.1 * 10.0).round() / 10.0;
            tiles.push(Tile {
                name: if short.is_empty() { known.name.clone() } else { short.to_owned() },
                shown: sheet.written(if is_count { known.per(sheet.per) } else { known.total }),
                filled_from: y + grid.tile.1 - filled,
                middle: grid.middle(x),
                x,
                y,
                filled,
            });
        }
        if tiles.is_empty() {
            return None;
        }
        let said: Vec<String> =
            drawn.iter().zip(&tiles).map(|(known, tile)| format!("{} {}", known.name, tile.shown)).collect();
        Some(Self {
            said: format!("Kaart van de {}. {}.", grid.many, said.join(", ")),
            words: words(sheet, grid, &known),
            rows: known.iter().map(|known| row(sheet, known)).collect(),
            is_count,
            tiles,
            grid,
        })
    }
}

/// The regions of the day, in the order of the grid and then by name. Where nothing came in there is no row: of things that
/// are counted that is none.
fn known(sheet: &Sheet, on: &LayoutOn, layout: &LayoutKey, picture: &Picture) -> Vec<Known> {
    let is_count = sheet.measure.is_count();
    let grid = grid(&layout.0);
    let mut known: Vec<Known> = on
        .regions
        .iter()
        .map(|(code, within)| {
            let region = RegionRef { layout: layout.clone(), code: code.clone() };
            let row = sheet.rows.iter().find(|row| row.key == *code);
            Known {
                name: picture.geography.region_name(&region).to_owned(),
                confidence: picture.geography.regions.get(&region).map_or(Confidence::Low, |known| known.confidence),
                within: Some(*within),
                total: row.and_then(|row| row.count).or(is_count.then_some(0.0)),
                code: code.clone(),
            }
        })
        .collect();
    known
        .sort_by_key(|known| (grid.and_then(|grid| grid.order(&known.code)).unwrap_or(usize::MAX), known.name.clone()));
    known
}

fn row(sheet: &Sheet, known: &Known) -> MapRow {
    let written = |per: Per| known.per(per).map_or_else(|| "–".to_owned(), |value| per.written(value));
    let within = known.within.unwrap_or_default();
    MapRow {
        name: known.name.clone(),
        total: match known.total {
            None => "–".to_owned(),
            Some(share) if sheet.measure.is_share() => percent(share),
            Some(total) => number(total),
        },
        municipalities: within.municipalities,
        per_municipality: known.per(Per::Municipality).map_or_else(|| "–".to_owned(), tenths),
        inhabitants: within.inhabitants.map_or_else(|| "–".to_owned(), |people| number(people as f64)),
        per_inhabitants: written(Per::Inhabitants),
        confidence: known.confidence.label(),
    }
}

fn words(sheet: &Sheet, grid: &Grid, known: &[Known]) -> String {
    let mut words = vec![format!("Elke tegel is een {}, ongeveer waar zij ligt.", grid.one)];
    let means = match (sheet.measure.is_count(), sheet.per) {
        (true, Per::Number) => "Het getal is het totaal; hoe hoger de balk, hoe meer per gemeente.",
        (true, Per::Municipality) => "Getal en balk zijn per gemeente.",
        (true, Per::Inhabitants) => {
            "Getal en balk zijn per 100.000 inwoners; een streepje is te weinig om iets te zeggen."
        }
        (false, _) if sheet.measure.is_share() => "Een balk van boven tot onder is 100 %.",
        (false, _) => "Hoe hoger de balk, hoe langer het duurt.",
    };
    words.push(means.to_owned());
    if !grid.overlap.is_empty() {
        words.push(grid.overlap.to_owned());
    }
    let named = |of: &dyn Fn(&&Known) -> bool| -> String {
        known.iter().filter(of).map(|known| known.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let unsure = named(&|known| known.confidence == Confidence::Low);
    if !unsure.is_empty() {
        words.push(format!(
            "Niet op de kaart, omdat onzeker is welke gemeenten erin liggen: {unsure}. De tabel heeft hun cijfers."
        ));
    }
    let unknown = named(&|known| known.confidence != Confidence::Low && grid.place(&known.code).is_none());
    if !unknown.is_empty() {
        words.push(format!("Niet op de kaart, omdat het loket niet weet waar zij liggen: {unknown}."));
    }
    words.join(" ")
}
