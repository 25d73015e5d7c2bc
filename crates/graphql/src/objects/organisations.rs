//! Organisations that ask (customers, accounts), as the API shows them.

use async_graphql::{Enum, SimpleObject};

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::OrganisationKind")]
pub(crate) enum OrganisationKind {
    Municipality,
    Province,
    HousingCorporation,
    CarePartner,
    SocietalOrganisation,
    MunicipalWorkOrganisation,
    RegionalBody,
    State,
    Adviser,
    Resident,
}

#[derive(SimpleObject)]
pub(crate) struct OrganisationMatch {
    kind: OrganisationKind,
    name: String,
    municipality: Option<String>,
    region: Option<String>,
}

impl From<domain::OrganisationName> for OrganisationMatch {
    fn from(name: domain::OrganisationName) -> Self {
        Self {
            kind: name.kind.into(),
            name: name.name,
            municipality: name.municipality.map(|code| code.0),
            region: name.region.map(|region| format!("{}:{}", region.layout, region.code)),
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct Organisation {
    pub kind: OrganisationKind,
    pub name: String,
    pub municipality: Option<String>,
}
