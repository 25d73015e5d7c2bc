//! Who asks, for whom, and about which places, as it is typed in (organisation fields).

use crate::place_names::{Meant, municipality_meant, province_meant};
use crate::places_given::check_places;
use crate::{
    Complaints, Geography, Municipality, MunicipalityCode, NameSays, Numbers, OrganisationKind, OrganisationName,
    Place, Shape, quoted, take_text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Longest name of a person or organisation, in characters.
pub(crate) const NAME_MAX: usize = 200;

/// An organisation as somebody typed it, and what is asked about it besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationDraft {
    /// Kind; none when nothing was chosen.
    pub kind: Option<OrganisationKind>,
    /// Name.
    pub name: String,
    /// CBS code.
    pub municipality: Option<String>,
    /// Code of a region, or `layout:code` where the code alone says too little.
    pub region: Option<String>,
    /// Codes and names of the places that the question is about; none where nobody was asked.
    #[serde(default)]
    pub places: Option<Vec<String>>,
    /// For whom an adviser asks; none where nobody was asked.
    #[serde(default)]
    pub works_for: Option<String>,
}

/// Who asks, for whom, and about which places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoAsks {
    /// Who asks.
    pub organisation: OrganisationName,
    /// About which place: the first that was given, or else the organisation's own.
    pub place: Place,
    /// About which other places.
    pub also: Vec<Place>,
    /// For whom an adviser asks.
    pub works_for: Option<String>,
}

impl WhoAsks {
    /// The organisation, at the place that was given for it.
    pub fn seated(self) -> OrganisationName {
        let (municipality, region) = match self.place {
            Place::Municipality(code) => (Some(code), None),
            Place::Region(region) => (None, Some(region)),
            Place::Nationwide => (None, None),
        };
        OrganisationName { municipality, region, ..self.organisation }
    }
}

/// Who fills in who asks: whoever asks, or somebody of the desk in their place. Complaints speak to that person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilledIn {
    /// The asker.
    ByAsker,
    /// Somebody of the desk.
    ByDesk,
}

impl FilledIn {
    pub(crate) fn say(self, to_asker: &'static str, to_desk: &'static str) -> &'static str {
        match self {
            Self::ByAsker => to_asker,
            Self::ByDesk => to_desk,
        }
    }
}

impl OrganisationDraft {
    /// Who asks; complaints go under `organisation`.
    pub fn check(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        today: NaiveDate,
        numbers: Numbers,
        by: FilledIn,
    ) -> WhoAsks {
        let missing = by.say("Vul de naam van uw organisatie in.", "Vul de naam van de organisatie in.");
        let mut name = organisation_name(complaints, "organisation.name", &self.name, missing, numbers);
        if self.kind.is_none() {
            let kind = by.say("Kies wat voor organisatie u bent.", "Kies wat voor organisatie het is.");
            complaints.add("organisation.kind", "REQUIRED", kind);
        }
        let mut about = Complaints::default();
        let given = self.places_given(&mut about, geography, today, by);
        let own = self.own_place(complaints, geography, &mut name, &given, today);
        complaints.0.extend(about.0);
        let works_for = self.works_for(complaints, numbers, by);
        let organisation = OrganisationName {
            kind: self.kind.unwrap_or(OrganisationKind::SocietalOrganisation),
            name,
            municipality: match &own {
                Place::Municipality(code) => Some(code.clone()),
                Place::Region(_) | Place::Nationwide => None,
            },
            region: match &own {
                Place::Region(region) => Some(region.clone()),
                Place::Municipality(_) | Place::Nationwide => None,
            },
        };
        let mut given = given.into_iter();
        let place = given.next().unwrap_or(own);
        WhoAsks { organisation, place, also: given.collect(), works_for }
    }

    /// The places that were typed. An asker whose organisation has no place by its name says something.
    fn places_given(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        today: NaiveDate,
        by: FilledIn,
    ) -> Vec<Place> {
        let Some(typed) = &self.places else { return Vec::new() };
        let given = check_places(complaints, "organisation.places", typed, geography, today);
        let is_nowhere = self.municipality.is_none() && self.region.is_none();
        let name_says = self.kind.map_or(NameSays::TheirPlace, |kind| kind.facts().name_says);
        let is_needed = by == FilledIn::ByAsker && name_says == NameSays::Nothing && is_nowhere;
        if is_needed && typed.iter().all(|one| one.trim().is_empty()) {
            let ask = "Vul in over welke gemeente of regio uw vraag gaat. Gaat hij over het hele land? Schrijf dan: heel \
                       Nederland.";
            complaints.add("organisation.places", "REQUIRED", ask);
        }
        given
    }

    fn works_for(&self, complaints: &mut Complaints, numbers: Numbers, by: FilledIn) -> Option<String> {
        let typed = self.works_for.as_ref().filter(|_| self.kind.is_some_and(|kind| kind.facts().works_for_another))?;
        let missing =
            by.say("Vul in voor welke organisatie u werkt.", "Vul in voor welke organisatie de adviseur werkt.");
        let path = "organisation.worksFor";
        let name = take_text(complaints, path, typed, Shape::Name, NAME_MAX, missing, numbers);
        Some(name).filter(|name| !name.is_empty())
    }

    /// Where the organisation itself is: by the code that was given, or by its name.
    fn own_place(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        name: &mut String,
        given: &[Place],
        today: NaiveDate,
    ) -> Place {
        let municipality = self.municipality.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let region = self.region.as_deref().map(str::trim).filter(|code| !code.is_empty());
        match (municipality, region) {
            (Some(code), _) => match find_municipality(geography, code) {
                Some(found) => Place::Municipality(found.code.clone()),
                None => {
                    complaints.add(
                        "organisation.municipality",
                        "UNKNOWN",
                        format!("Wij kennen geen gemeente {}.", quoted(code)),
                    );
                    Place::Nationwide
                }
            },
            (None, Some(code)) => match geography.region_meant(code) {
                Some(found) => Place::Region(found),
                None => {
                    let message = format!("Wij kennen geen regio {}.", quoted(code));
                    complaints.add("organisation.region", "UNKNOWN", message);
                    Place::Nationwide
                }
            },
            (None, None) => {
                let mut unclear = Complaints::default();
                let own = self.place_by_name(&mut unclear, geography, name, today);
                // A name that is not clear is cleared up by the place that was given with it.
                let given = given.iter().find(|place| match (self.kind, place) {
                    (Some(OrganisationKind::Municipality), Place::Municipality(_))
                    | (Some(OrganisationKind::Province), Place::Region(_)) => true,
                    (_, Place::Municipality(_) | Place::Region(_) | Place::Nationwide) => false,
                });
                match given.filter(|_| !unclear.0.is_empty()) {
                    Some(place) => place.clone(),
                    None => {
                        complaints.0.extend(unclear.0);
                        own
                    }
                }
            }
        }
    }

    /// Municipalities and provinces are recognised by their name, and a mistyped name is mended; others need not be in
    /// any one place.
    fn place_by_name(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        name: &mut String,
        today: NaiveDate,
    ) -> Place {
        if name.is_empty() {
            return Place::Nationwide;
        }
        let mut complain = |code: &str, message: String| {
            complaints.add("organisation.name", code, message);
            Place::Nationwide
        };
        let names = |found: &[&Municipality], between: &str| -> String {
            found.iter().map(|found| found.name.as_str()).collect::<Vec<_>>().join(between)
        };
        match self.kind {
            Some(OrganisationKind::Municipality) => match municipality_meant(geography, name, today) {
                Meant::These(found) => match found.as_slice() {
                    [only] => Place::Municipality(only.code.clone()),
                    [] => {
                        let name = quoted(name);
                        let what_to_do = "Controleer de naam of kies uit de lijst.";
                        complain("UNKNOWN", format!("Wij kennen geen gemeente met de naam {name}. {what_to_do}"))
                    }
                    several => {
                        let names = names(several, ", ");
                        complain("AMBIGUOUS", format!("Er zijn meer gemeenten met deze naam: {names}. Kies er een."))
                    }
                },
                Meant::Mistyped(only) => {
                    *name = format!("Gemeente {}", only.name);
                    Place::Municipality(only.code.clone())
                }
                Meant::Perhaps(near) => {
                    let (name, near) = (quoted(name), names(&near, " of "));
                    let message =
                        format!("Wij kennen geen gemeente met de naam {name}. Bedoelt u {near}? Kies dan die.");
                    complain("AMBIGUOUS", message)
                }
            },
            Some(OrganisationKind::Province) => match province_meant(geography, name) {
                Some(province) => Place::Region(province.region.clone()),
                None => complain("UNKNOWN", format!("Wij kennen geen provincie met de naam {}.", quoted(name))),
            },
            _ => Place::Nationwide,
        }
    }
}

/// The name of an organisation, as stored.
pub fn organisation_name(
    complaints: &mut Complaints,
    path: &str,
    typed: &str,
    missing: &str,
    numbers: Numbers,
) -> String {
    take_text(complaints, path, typed, Shape::Name, NAME_MAX, missing, numbers)
}

fn find_municipality<'a>(geography: &'a Geography, code: &str) -> Option<&'a Municipality> {
    geography.municipalities.get(&MunicipalityCode(code.to_ascii_uppercase()))
}
