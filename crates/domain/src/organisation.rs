//! Who asks: the kinds of organisation, with what is known of each in one table, and organisations by name.

use crate::{MunicipalityCode, OrganisationId, RegionRef};
use serde::{Deserialize, Serialize};

/// The kind of an organisation that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrganisationKind {
    /// Gemeente.
    Municipality,
    /// Provincie.
    Province,
    /// Woningcorporatie.
    HousingCorporation,
    /// Zorg- of welzijnspartij.
    CarePartner,
    /// Maatschappelijke organisatie.
    SocietalOrganisation,
    /// Werkorganisatie van gemeenten.
    MunicipalWorkOrganisation,
    /// Regionale organisatie: GGD, veiligheidsregio, woondealregio, zorgkantoor.
    RegionalBody,
    /// Het Rijk en zijn diensten.
    State,
    /// Adviseur die voor een ander werkt.
    Adviser,
    /// Inwoner.
    Resident,
}

/// What the name of an organisation says of the places that its questions are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameSays {
    /// Its own place.
    TheirPlace,
    /// Nothing that the desk may count on: it asks.
    Nothing,
}

/// Where somebody is told first that another desk may be better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldFirst {
    /// Nowhere: this desk is for them.
    Nothing,
    /// That their own municipality answers residents.
    TheirMunicipality,
}

/// What is known of a kind of organisation.
#[derive(Debug, Clone, Copy)]
pub struct KindFacts {
    /// Which kind.
    pub kind: OrganisationKind,
    /// The stored word.
    pub word: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Does its name say the place?
    pub name_says: NameSays,
    /// Does it ask for somebody else, who is asked for?
    pub works_for_another: bool,
    /// What whoever chooses it is told first.
    pub told_first: ToldFirst,
}

impl KindFacts {
    const fn of(kind: OrganisationKind, word: &'static str, label: &'static str) -> Self {
        let (name_says, told_first) = (NameSays::Nothing, ToldFirst::Nothing);
        Self { kind, word, label, name_says, works_for_another: false, told_first }
    }
}

/// Every kind, in the order in which people see them. A new one is a line here and a name in the enum (and, for clients of the
/// API, in `graphql`).
const KINDS: [KindFacts; 10] = [
    KindFacts {
        name_says: NameSays::TheirPlace,
        ..KindFacts::of(OrganisationKind::Municipality, "MUNICIPALITY", "Gemeente")
    },
    KindFacts { name_says: NameSays::TheirPlace, ..KindFacts::of(OrganisationKind::Province, "PROVINCE", "Provincie") },
    KindFacts::of(OrganisationKind::HousingCorporation, "HOUSING_CORPORATION", "Woningcorporatie"),
    KindFacts::of(OrganisationKind::CarePartner, "CARE_PARTNER", "Zorg- of welzijnspartij"),
    KindFacts::of(OrganisationKind::SocietalOrganisation, "SOCIETAL_ORGANISATION", "Maatschappelijke organisatie"),
    KindFacts::of(
        OrganisationKind::MunicipalWorkOrganisation,
        "MUNICIPAL_WORK_ORGANISATION",
        "Werkorganisatie van gemeenten",
    ),
    KindFacts::of(
        OrganisationKind::RegionalBody,
        "REGIONAL_BODY",
        "Regionale organisatie, zoals een GGD of zorgkantoor",
    ),
    KindFacts::of(OrganisationKind::State, "STATE", "Rijk of rijksdienst"),
    KindFacts {
        works_for_another: true,
        ..KindFacts::of(OrganisationKind::Adviser, "ADVISER", "Adviseur die voor een ander werkt")
    },
    KindFacts {
        told_first: ToldFirst::TheirMunicipality,
        ..KindFacts::of(OrganisationKind::Resident, "RESIDENT", "Inwoner")
    },
];

impl OrganisationKind {
    /// Every kind, in the order in which people see them.
    pub const ALL: [Self; KINDS.len()] = {
        let mut all = [Self::Municipality; KINDS.len()];
        let mut at = 0;
        while at < KINDS.len() {
            all[at] = KINDS[at].kind;
            at += 1;
        }
        all
    };

    /// What is known of it.
    pub fn facts(self) -> &'static KindFacts {
        // The table is in the order of the enum: a test looks.
        &KINDS[self as usize]
    }

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        self.facts().word
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        KINDS.iter().find(|known| known.word == word).map(|known| known.kind)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        self.facts().label
    }
}

/// An organisation known to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Unique.
    pub id: OrganisationId,
    /// What sort of organisation.
    pub kind: OrganisationKind,
    /// As people write it.
    pub name: String,
    /// Where it sits, if it sits in one municipality.
    pub municipality: Option<MunicipalityCode>,
    /// The region it works for, if it works above municipal level.
    pub region: Option<RegionRef>,
}

/// What an organisation is called in a list of suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationName {
    /// What sort of organisation.
    pub kind: OrganisationKind,
    /// As people write it.
    pub name: String,
    /// Its municipality, where it has one.
    pub municipality: Option<MunicipalityCode>,
    /// Its region, where it has one.
    pub region: Option<RegionRef>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_own_line_of_the_table() {
        for (at, known) in KINDS.iter().enumerate() {
            assert_eq!((known.kind as usize, known.kind.facts().word), (at, known.word));
        }
    }
}
