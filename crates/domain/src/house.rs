//! What the desk is called, which colours it wears, how it signs its letters, and what it calls who asks (branding).

use crate::{Colour, LetterKind, OrganisationKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The house style in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct House {
    /// What the desk is called, in short: it stands on every page.
    pub name: String,
    /// What comes behind that where there is room.
    pub more: String,
    /// Whose service it is, at the foot of every page.
    pub service: String,
    /// Who letters come from, by name; none: as it is set for this machine.
    pub sender: Option<String>,
    /// Who signs letters; none: as it is set for this machine.
    pub signature: Option<String>,
    /// How to reach the desk, in the last line of letters; none: as it is set for this machine.
    pub reach: Option<String>,
    /// Links and buttons.
    pub brand: Option<Colour>,
    /// The same on dark screens.
    pub brand_dark: Option<Colour>,
    /// The bar at the top.
    pub head: Option<Colour>,
    /// What is said besides in every letter of a kind, before it is signed.
    pub additions: BTreeMap<LetterKind, String>,
    /// What is said otherwise in letters in English.
    pub english: InEnglish,
    /// Kinds of organisation that are called otherwise than the program calls them, or not offered.
    pub kinds: BTreeMap<OrganisationKind, KindWords>,
}

/// What letters in English say; what is none, or not there, they say as letters in Dutch do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InEnglish {
    /// Who they come from, by name.
    pub sender: Option<String>,
    /// Who signs them.
    pub signature: Option<String>,
    /// How to reach the desk.
    pub reach: Option<String>,
    /// What is said besides in every letter of a kind.
    pub additions: BTreeMap<LetterKind, String>,
}

/// How a kind of organisation is shown to whoever asks something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindWords {
    /// What it is called.
    pub label: String,
    /// May it be chosen on the form? What was asked by such an organisation stays as it is, and programs may go on naming it.
    pub offered: bool,
}

impl Default for House {
    fn default() -> Self {
        Self {
            name: "Loket".to_owned(),
            more: "huisvesting aandachtsgroepen".to_owned(),
            service: "Een dienst van het Expertteam Huisvesting Aandachtsgroepen".to_owned(),
            sender: None,
            signature: None,
            reach: None,
            brand: None,
            brand_dark: None,
            head: None,
            additions: BTreeMap::new(),
            english: InEnglish::default(),
            kinds: BTreeMap::new(),
        }
    }
}

impl House {
    /// What the desk is called in full.
    pub fn whole_name(&self) -> String {
        format!("{} {}", self.name, self.more).trim().to_owned()
    }

    /// What a kind of organisation is called here.
    pub fn kind_label(&self, kind: OrganisationKind) -> &str {
        self.kinds.get(&kind).map_or(kind.label(), |words| words.label.as_str())
    }

    /// The kinds that may be chosen on the form, in the order in which people see them.
    pub fn offered_kinds(&self) -> impl Iterator<Item = OrganisationKind> {
        OrganisationKind::ALL.into_iter().filter(|kind| self.kinds.get(kind).is_none_or(|words| words.offered))
    }

    /// The tokens of these colours as a style sheet; empty where none was chosen.
    pub fn style_sheet(&self) -> String {
        let mut light = Vec::new();
        let mut dark = Vec::new();
        if let Some(brand) = self.brand {
            light.push(format!("--loket-brand: {brand};"));
            light.push(format!("--loket-brand-dark: {};", brand.mixed(Colour::BLACK, DARKER)));
        }
        if let Some(brand) = self.brand_dark {
            dark.push(format!("--loket-brand: {brand};"));
            dark.push(format!("--loket-brand-dark: {};", brand.mixed(Colour::WHITE, DARKER)));
        }
        if let Some(head) = self.head {
            // The same by day and by night: what stands on it is white.
            light.push(format!("--loket-head: {head};"));
            dark.push(format!("--loket-head: {head};"));
        }
        let mut sheet = String::new();
        if !light.is_empty() {
            sheet.push_str(&format!(":root {{ {} }}\n", light.join(" ")));
        }
        // What is chosen for the light must not reach into the dark.
        if self.brand.is_some() && self.brand_dark.is_none() {
            dark.push("--loket-brand: #8ec1f7; --loket-brand-dark: #b8d9fb;".to_owned());
        }
        if !dark.is_empty() {
            let dark = dark.join(" ");
            sheet.push_str(&format!("@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"));
        }
        sheet
    }
}

/// How much darker (by night: lighter) a link is that is pointed at, in percent.
const DARKER: u16 = 30;

/// What links and buttons stand on by day, from the style sheet of the pages: paper, mist and blue mist.
pub const LIGHT_GROUNDS: [Colour; 3] =
    [Colour::of(0xff, 0xff, 0xff), Colour::of(0xf3, 0xf6, 0xfa), Colour::of(0xe6, 0xef, 0xfa)];
/// The same by night: paper, surface, mist and blue mist.
pub const DARK_GROUNDS: [Colour; 4] = [
    Colour::of(0x11, 0x17, 0x1e),
    Colour::of(0x18, 0x20, 0x2a),
    Colour::of(0x1e, 0x28, 0x33),
    Colour::of(0x17, 0x2a, 0x41),
];
/// What stands on a button by night.
pub const ON_DARK_BRAND: Colour = Colour::of(0x0b, 0x1a, 0x2b);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_there_is_no_style_and_with_one_nothing_but_tokens() {
        assert_eq!(House::default().style_sheet(), "");
        let brand = Colour::parse("#7a2a86");
        let sheet = House { brand, ..House::default() }.style_sheet();
        assert!(sheet.starts_with(":root { --loket-brand: #7a2a86; --loket-brand-dark: #551d5d; }\n"), "{sheet}");
        assert!(sheet.contains("dark) { :root { --loket-brand: #8ec1f7;"), "the night stays as it was: {sheet}");
        let sheet = House { head: brand, ..House::default() }.style_sheet();
        assert_eq!(sheet.matches("--loket-head: #7a2a86;").count(), 2, "{sheet}");
    }

    #[test]
    fn what_was_stored_of_a_house_that_knew_less_is_read() {
        let house: House = serde_json::from_str(r##"{"name":"Woonloket","brand":"#7a2a86"}"##).expect("a house");
        assert_eq!((house.name.as_str(), house.brand), ("Woonloket", Colour::parse("#7a2a86")));
        assert_eq!(house.service, House::default().service);
        let written = serde_json::to_value(&house).expect("JSON");
        assert_eq!(serde_json::from_value::<House>(written).expect("again"), house);
    }
}
