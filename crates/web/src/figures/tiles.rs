//! Where the tile of each region stands on a map of tiles (grid).

/// The tiles of a layout.
pub(crate) struct Grid {
    layout: &'static str,
    /// What a region of it is called, and what they are.
    pub one: &'static str,
    pub head: &'static str,
    pub many: &'static str,
    /// What is to be known of regions that overlap.
    pub overlap: &'static str,
    /// By code: what stands in the tile where the name is too long, its column and its row.
    places: &'static [(&'static str, &'static str, f64, f64)],
    pub tile: (f64, f64),
    /// How wide the bar in a tile is.
    pub bar: f64,
    step: (f64, f64),
    pub size: (f64, f64),
    /// How far from the top of a tile the name stands, and the number.
    pub lines: (f64, f64),
    /// Behind the name of a class, where letters are smaller.
    pub class: &'static str,
}

const PROVINCES: Grid = Grid {
    layout: "provincie",
    one: "provincie",
    head: "Provincie",
    many: "provincies",
    overlap: "",
    places: &[
        ("PV21", "", 1.0, 0.0),
        ("PV20", "", 2.0, 0.0),
        ("PV27", "", 0.0, 1.0),
        ("PV24", "", 1.0, 1.0),
        ("PV22", "", 2.0, 1.0),
        ("PV28", "", 0.0, 2.0),
        ("PV26", "", 1.0, 2.0),
        ("PV23", "", 2.0, 2.0),
        ("PV29", "", 0.0, 3.0),
        ("PV30", "", 1.0, 3.0),
        ("PV25", "", 2.0, 3.0),
        ("PV31", "", 2.0, 4.0),
    ],
    tile: (106.0, 64.0),
    bar: 10.0,
    step: (111.0, 68.0),
    size: (330.0, 340.0),
    lines: (22.0, 50.0),
    class: "",
};

/// One that is only a candidate (`zuid_holland_zuid`) has no tile: it lies where three others lie.
const HOUSING_DEALS: Grid = Grid {
    layout: "woondealregio",
    one: "woondealregio",
    head: "Woondealregio",
    many: "woondealregio's",
    overlap: "Een gemeente in twee woondealregio's telt in beide, ook met haar inwoners.",
    places: &[
        ("fryslan_wadden", "Wadden", 1.0, 0.0),
        ("fryslan_noordoost", "Fryslân NO", 2.0, 0.0),
        ("eemsdelta", "", 3.0, 0.0),
        ("fryslan_noordwest", "Fryslân NW", 0.0, 1.0),
        ("fryslan_leeuwarden", "", 1.0, 1.0),
        ("groningen_assen", "Gron.-Assen", 2.0, 1.0),
        ("oost_groningen", "Oost-Gron.", 3.0, 1.0),
        ("noord_holland_noord", "NH Noord", 0.0, 2.0),
        ("fryslan_zuidwest", "Fryslân ZW", 1.0, 2.0),
        ("fryslan_zuidoost", "Fryslân ZO", 2.0, 2.0),
        ("zuidoost_drenthe", "ZO-Drenthe", 3.0, 2.0),
        ("mra", "Amsterdam", 0.0, 3.0),
        ("flevoland", "", 1.0, 3.0),
        ("zuidwest_drenthe", "ZW-Drenthe", 2.0, 3.0),
        ("twente", "", 3.0, 3.0),
        ("holland_rijnland", "H. Rijnland", 0.0, 4.0),
        ("noord_veluwe", "N-Veluwe", 1.0, 4.0),
        ("west_overijssel", "W-Overijssel", 2.0, 4.0),
        ("stedendriehoek", "Cleantech", 3.0, 4.0),
        ("haaglanden", "", 0.0, 5.0),
        ("utrecht_u10", "Utrecht", 1.0, 5.0),
        ("amersfoort", "Amersfoort", 2.0, 5.0),
        ("achterhoek", "", 3.0, 5.0),
        ("rotterdam", "Rotterdam", 0.0, 6.0),
        ("midden_holland", "M-Holland", 1.0, 6.0),
        ("foodvalley", "Foodvalley", 2.0, 6.0),
        ("arnhem_nijmegen", "Arnhem-Nijm.", 3.0, 6.0),
        ("goeree_overflakkee", "Goeree-Ov.", 0.0, 7.0),
        ("alblasserwaard", "Alblasserw.", 1.0, 7.0),
        ("rivierenland", "", 2.0, 7.0),
        ("noord_limburg", "N-Limburg", 3.0, 7.0),
        ("hoeksche_waard", "Hoeksche W.", 0.0, 8.0),
        ("drechtsteden", "", 1.0, 8.0),
        ("noordoost_brabant", "NO-Brabant", 2.0, 8.0),
        ("midden_limburg", "M-Limburg", 3.0, 8.0),
        ("zeeland", "", 0.0, 9.0),
        ("hart_van_brabant", "Hart v. Br.", 1.0, 9.0),
        ("zuidoost_brabant", "ZO-Brabant", 2.0, 9.0),
        ("zuid_limburg", "Z-Limburg", 3.0, 9.0),
        ("west_brabant", "W-Brabant", 1.0, 10.0),
    ],
    tile: (79.0, 45.0),
    bar: 7.0,
    step: (83.0, 48.0),
    size: (330.0, 528.0),
    lines: (16.0, 36.0),
    class: "--small",
};

/// The grid of a layout, if it has one.
pub(crate) fn grid(layout: &str) -> Option<&'static Grid> {
    static GRIDS: [Grid; 2] = [PROVINCES, HOUSING_DEALS];
    GRIDS.iter().find(|grid| grid.layout == layout)
}

impl Grid {
    /// What stands in the tile of a region, and where its left upper corner is.
    pub(crate) fn place(&self, code: &str) -> Option<(&'static str, f64, f64)> {
        let (_, short, column, row) = self.places.iter().find(|(known, ..)| *known == code)?;
        Some((short, column * self.step.0 + 1.0, row * self.step.1 + 1.0))
    }

    /// Which tile it is, in the order of reading.
    pub(crate) fn order(&self, code: &str) -> Option<usize> {
        self.places.iter().position(|(known, ..)| *known == code)
    }

    /// The middle of what is left beside the bar.
    pub(crate) fn middle(&self, x: f64) -> f64 {
        x + (self.bar + self.tile.0) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_has_a_tile_of_its_own_inside_the_map() {
        for grid in [PROVINCES, HOUSING_DEALS] {
            for (at, (code, short, column, row)) in grid.places.iter().enumerate() {
                let (_, x, y) = grid.place(code).expect("a place");
                assert!(x + grid.tile.0 <= grid.size.0 && y + grid.tile.1 <= grid.size.1, "{code}");
                assert!(short.chars().count() <= 12, "{short} fits in a tile");
                let others = &grid.places[at + 1..];
                assert!(others.iter().all(|other| other.0 != *code && (other.2, other.3) != (*column, *row)), "{code}");
            }
        }
    }
}
