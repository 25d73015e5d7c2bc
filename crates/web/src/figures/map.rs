//! The provinces as tiles (tile map, cartogram): as large as each other, about where they lie.

use super::sheet::Sheet;
use super::words::tenths;
use app::{Picture, TrendsBy};
use chrono::NaiveDate;
use domain::{LayoutKey, Place};
use std::collections::BTreeMap;

/// By code, the column and row in which each stands.
const PLACES: [(&str, f64, f64); 12] = [
    ("PV21", 1.0, 0.0),
    ("PV20", 2.0, 0.0),
    ("PV27", 0.0, 1.0),
    ("PV24", 1.0, 1.0),
    ("PV22", 2.0, 1.0),
    ("PV28", 0.0, 2.0),
    ("PV26", 1.0, 2.0),
    ("PV23", 2.0, 2.0),
    ("PV29", 0.0, 3.0),
    ("PV30", 1.0, 3.0),
    ("PV25", 2.0, 3.0),
    ("PV31", 2.0, 4.0),
];
pub(crate) const WIDTH: f64 = 330.0;
pub(crate) const HEIGHT: f64 = 340.0;
const TILE: (f64, f64) = (106.0, 64.0);
/// How wide the bar in a tile is.
const BAR: f64 = 10.0;
const STEP: (f64, f64) = (111.0, 68.0);

/// All of them; only where figures are split by province.
pub(crate) struct Map {
    pub tiles: Vec<Tile>,
    /// What it shows, for who cannot see it.
    pub said: String,
    /// What the bar in a tile means.
    pub words: &'static str,
    /// Whether things are counted, which can be parted over municipalities.
    pub is_count: bool,
}

pub(crate) struct Tile {
    pub name: String,
    pub total: String,
    pub municipalities: usize,
    pub per_municipality: String,
    pub x: f64,
    pub y: f64,
    /// From here down its bar stands.
    pub filled_from: f64,
    pub filled: f64,
}

impl Tile {
    /// Of what is left beside the bar.
    pub(crate) fn middle(&self) -> f64 {
        self.x + (BAR + TILE.0) / 2.0
    }

    pub(crate) fn bar(&self) -> f64 {
        BAR
    }

    pub(crate) fn size(&self) -> (f64, f64) {
        TILE
    }
}

impl Map {
    pub(crate) fn of(sheet: &Sheet, by: &TrendsBy, picture: &Picture, day: NaiveDate) -> Option<Self> {
        let layout = LayoutKey("provincie".to_owned());
        if *by != TrendsBy::Region(layout.clone()) || sheet.rows.is_empty() {
            return None;
        }
        let municipalities = municipalities(picture, &layout, day);
        let is_count = sheet.measure.is_count();
        let rows = PLACES.iter().map(|(code, column, row)| {
            let region = picture
                .geography
                .regions
                .values()
                .find(|known| known.region.layout == layout && known.region.code == *code);
            let name = region.map_or_else(|| (*code).to_owned(), |known| known.name.clone());
            let total = sheet.rows.iter().find(|row| row.key == *code).and_then(|row| row.total);
            // Where nothing came in there is no row: of things counted that is none.
            let total = total.or(is_count.then_some(0.0));
            let many = municipalities.get(*code).copied().unwrap_or(0);
            let weight = total.map(|total| if is_count { total / many.max(1) as f64 } else { total });
            (name, total, many, weight, column * STEP.0 + 1.0, row * STEP.1 + 1.0)
        });
        let rows: Vec<_> = rows.collect();
        let highest = rows.iter().filter_map(|row| row.3).fold(0.0, f64::max);
        let full = if sheet.measure.is_share() { 1.0 } else { highest.max(f64::MIN_POSITIVE) };
        let tiles: Vec<Tile> = rows
            .into_iter()
            .map(|(name, total, municipalities, weight, x, y)| {
                let filled = (weight.unwrap_or(0.0) / full * TILE.1 * 10.0).round() / 10.0;
                Tile {
                    total: sheet.written(total),
                    per_municipality: weight.map_or_else(|| "–".to_owned(), tenths),
                    filled_from: y + TILE.1 - filled,
                    name,
                    municipalities,
                    x,
                    y,
                    filled,
                }
            })
            .collect();
        let said: Vec<String> = tiles.iter().map(|tile| format!("{} {}", tile.name, tile.total)).collect();
        Some(Self {
            said: format!("Kaart van de provincies. {}.", said.join(", ")),
            words: if is_count {
                "Elke tegel is een provincie. Het getal is het totaal; hoe hoger de balk, hoe meer per gemeente. Per inwoner \
                 staat hier niet: het loket kent geen inwonertallen."
            } else if sheet.measure.is_share() {
                "Elke tegel is een provincie. Een balk van boven tot onder is 100 %."
            } else {
                "Elke tegel is een provincie. Hoe hoger de balk, hoe langer het duurt."
            },
            is_count,
            tiles,
        })
    }
}

/// How many municipalities each province has on a day.
fn municipalities(picture: &Picture, layout: &LayoutKey, day: NaiveDate) -> BTreeMap<String, usize> {
    let mut many = BTreeMap::new();
    for (code, municipality) in &picture.geography.municipalities {
        if !municipality.valid.holds_on(day) {
            continue;
        }
        for (region, _) in picture.geography.regions_of(&Place::Municipality(code.clone()), day) {
            if region.layout == *layout {
                *many.entry(region.code).or_default() += 1;
            }
        }
    }
    many
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_province_has_a_tile_of_its_own_inside_the_map() {
        for (at, (code, column, row)) in PLACES.iter().enumerate() {
            assert!(column * STEP.0 + TILE.0 + 1.0 <= WIDTH && row * STEP.1 + TILE.1 + 1.0 <= HEIGHT, "{code}");
            let others = &PLACES[at + 1..];
            assert!(others.iter().all(|other| other.0 != *code && (other.1, other.2) != (*column, *row)), "{code}");
        }
    }
}
