//! The written material in `data/`, read once per desk.

use domain::OrganisationKind;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A question somebody could ask, with room for names and numbers.
#[derive(Debug, Deserialize)]
pub(crate) struct Core {
    /// Whom it is about.
    pub groups: Vec<String>,
    /// Themes besides the theme of its file.
    pub also: Vec<String>,
    /// The theme, where the file holds several.
    #[serde(default)]
    pub theme: Option<String>,
    /// Who could ask it.
    pub kinds: Vec<OrganisationKind>,
    pub subjects: Vec<String>,
    pub bodies: Vec<String>,
    /// Which answers of its theme fit.
    #[serde(default)]
    pub answers: Vec<usize>,
}

/// What an expert asks back, and what the asker then writes.
#[derive(Debug, Deserialize)]
pub(crate) struct AskBack {
    pub ask: String,
    pub reaction: String,
}

/// Everything written about one theme.
#[derive(Debug, Deserialize)]
pub(crate) struct Theme {
    pub theme: String,
    pub cores: Vec<Core>,
    pub answers: Vec<String>,
    pub ask_backs: Vec<AskBack>,
}

/// A message that belongs at another desk.
#[derive(Debug, Deserialize)]
pub(crate) struct Stray {
    pub subject: String,
    pub body: String,
}

/// A municipality as the demo needs it.
#[derive(Debug, Deserialize)]
pub(crate) struct Town {
    pub code: String,
    /// As people call it.
    pub name: String,
    /// Inhabitants in thousands, roughly: larger ones ask more.
    pub thousands: u32,
    /// Name of its woondealregio.
    pub region: String,
    /// Code of its province.
    pub province: String,
}

/// An invented organisation.
#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub kind: OrganisationKind,
    pub name: String,
    pub municipality: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Names {
    pub first: Vec<String>,
    pub last: Vec<String>,
}

/// Sentences that go around a question or an answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Frames {
    pub openings: Vec<String>,
    pub polite: Vec<String>,
    pub annoyed: Vec<String>,
    pub closings: Vec<String>,
    pub deadlines: Vec<String>,
    pub contexts: BTreeMap<OrganisationKind, Vec<String>>,
    pub asides: Vec<String>,
    pub english_openings: Vec<String>,
    pub english_closings: Vec<String>,
    pub english_answers: Vec<String>,
    pub out_of_scope_answers: Vec<String>,
    pub answer_openings: Vec<String>,
    pub answer_closings: Vec<String>,
    pub ask_back_openings: Vec<String>,
    pub reaction_openings: Vec<String>,
    pub notes: Vec<String>,
    pub handover_reasons: Vec<String>,
    pub reopen_reasons: Vec<String>,
    pub second_answers: Vec<String>,
    pub follow_ups: Vec<String>,
    pub follow_up_answers: Vec<String>,
    pub group_notes: BTreeMap<String, Vec<String>>,
    pub projects: Vec<String>,
    pub districts: Vec<String>,
    pub amounts: Vec<String>,
}

/// All of it.
pub(crate) struct Material {
    pub themes: Vec<Theme>,
    pub english: Vec<Core>,
    pub strays: Vec<Stray>,
    pub towns: Vec<Town>,
    pub bodies: Vec<Body>,
    pub names: Names,
    pub frames: Frames,
}

macro_rules! themes {
    ($($name:literal),+ $(,)?) => {
        vec![$(read(include_str!(concat!("../data/themes/", $name, ".json")))),+]
    };
}

impl Material {
    pub(crate) fn load() -> Self {
        Self {
            themes: themes![
                "woonzorgvisie",
                "regionale-verdeling",
                "woondeals",
                "sociale-huur-30",
                "flexwonen",
                "financiele-regelingen",
                "wet-versterking-regie",
                "urgentieregeling",
                "prestatieafspraken",
                "zorg-en-begeleiding",
                "gemengd-wonen",
                "data-en-monitoring",
                "capaciteit-flexpool",
                "ruimtelijke-procedures",
                "draagvlak",
                "gegevensdeling-privacy",
                "expertteam-ondersteuning",
            ],
            english: read(include_str!("../data/english.json")),
            strays: read(include_str!("../data/out-of-scope.json")),
            towns: read(include_str!("../data/municipalities.json")),
            bodies: read(include_str!("../data/organisations.json")),
            names: read(include_str!("../data/names.json")),
            frames: read(include_str!("../data/frames.json")),
        }
    }

    /// The theme with this key; the first one where there is no such theme.
    pub(crate) fn theme(&self, key: &str) -> &Theme {
        self.themes.iter().find(|theme| theme.theme == key).unwrap_or(&self.themes[0])
    }
}

/// Reads a data file of this crate.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the data files are part of the program, and the tests read each of them")
}
