//! Who asks: municipalities, provinces, corporations, care partners and societal organisations.

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
}

impl OrganisationKind {
    /// Every kind, in the order in which people see them.
    pub const ALL: [Self; 5] =
        [Self::Municipality, Self::Province, Self::HousingCorporation, Self::CarePartner, Self::SocietalOrganisation];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Municipality => "MUNICIPALITY",
            Self::Province => "PROVINCE",
            Self::HousingCorporation => "HOUSING_CORPORATION",
            Self::CarePartner => "CARE_PARTNER",
            Self::SocietalOrganisation => "SOCIETAL_ORGANISATION",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Municipality => "Gemeente",
            Self::Province => "Provincie",
            Self::HousingCorporation => "Woningcorporatie",
            Self::CarePartner => "Zorg- of welzijnspartij",
            Self::SocietalOrganisation => "Maatschappelijke organisatie",
        }
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
