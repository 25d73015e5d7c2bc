//! Who asks: somebody at an organisation somewhere in the country.

use crate::material::{Material, Town};
use crate::template::pick;
use domain::{ContactDraft, NameSays, OrganisationDraft, OrganisationKind, fold};
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;

const PROVINCES: [(&str, &str); 12] = [
    ("PV20", "Groningen"),
    ("PV21", "Fryslân"),
    ("PV22", "Drenthe"),
    ("PV23", "Overijssel"),
    ("PV24", "Flevoland"),
    ("PV25", "Gelderland"),
    ("PV26", "Utrecht"),
    ("PV27", "Noord-Holland"),
    ("PV28", "Zuid-Holland"),
    ("PV29", "Zeeland"),
    ("PV30", "Noord-Brabant"),
    ("PV31", "Limburg"),
];

/// Somebody with a question.
pub(crate) struct Asker<'a> {
    pub kind: OrganisationKind,
    pub organisation: OrganisationDraft,
    pub contact: ContactDraft,
    /// Where the question plays.
    pub town: &'a Town,
}

/// Draws askers: larger municipalities ask more, and municipalities ask most of all.
pub(crate) struct Askers<'a> {
    material: &'a Material,
    by_size: WeightedIndex<f64>,
}

impl<'a> Askers<'a> {
    pub(crate) fn new(material: &'a Material) -> Self {
        // Ten times the inhabitants means about four times the questions: every municipality has the same laws.
        let weights = material.towns.iter().map(|town| f64::from(town.thousands).powf(0.6));
        Self { material, by_size: WeightedIndex::new(weights).expect("every municipality has inhabitants") }
    }

    /// Somebody of one of these kinds of organisation; now and then somebody who works with them or for them.
    pub(crate) fn draw(&self, kinds: &[OrganisationKind], rng: &mut StdRng) -> Asker<'a> {
        let mut aside = rng.clone();
        let asker = self.draw_of(kinds, rng);
        let kind = kin(asker.kind, &mut aside);
        let bodies: Vec<_> = self.material.bodies.iter().filter(|body| body.kind == kind).collect();
        if kind == asker.kind || bodies.is_empty() {
            return asker;
        }
        let body = *pick(&bodies, &mut aside);
        let organisation = OrganisationDraft {
            kind: Some(kind),
            name: body.name.clone(),
            municipality: Some(body.municipality.clone()),
            places: Some(vec![asker.town.code.clone()]),
            works_for: kind.facts().works_for_another.then(|| format!("Gemeente {}", asker.town.name)),
            ..OrganisationDraft::default()
        };
        let (person, _) = asker.contact.email.split_once('@').unwrap_or_default();
        let email = format!("{person}@{}.example", fold(&body.name).replace(' ', "-"));
        Asker { organisation, contact: ContactDraft { email, ..asker.contact }, ..asker }
    }

    fn draw_of(&self, kinds: &[OrganisationKind], rng: &mut StdRng) -> Asker<'a> {
        match draw_kind(kinds, rng) {
            OrganisationKind::Municipality => {
                let town = &self.material.towns[self.by_size.sample(rng)];
                self.at(OrganisationKind::Municipality, format!("Gemeente {}", town.name), town, None, rng)
            }
            OrganisationKind::Province => {
                let (code, name) = *pick(&PROVINCES, rng);
                let towns: Vec<&Town> = self.material.towns.iter().filter(|town| town.province == code).collect();
                let town = pick(&towns, rng);
                let region = format!("provincie:{code}");
                self.at(OrganisationKind::Province, format!("Provincie {name}"), town, Some(region), rng)
            }
            kind => {
                let bodies: Vec<_> = self.material.bodies.iter().filter(|body| body.kind == kind).collect();
                let body = *pick(&bodies, rng);
                let town = self.material.towns.iter().find(|town| town.code == body.municipality);
                self.at(kind, body.name.clone(), town.unwrap_or(&self.material.towns[0]), None, rng)
            }
        }
    }

    /// Somebody who works there.
    pub(crate) fn contact(&self, organisation: &str, rng: &mut StdRng) -> ContactDraft {
        let names = &self.material.names;
        let (first, last) = (pick(&names.first, rng), pick(&names.last, rng));
        let joined = |text: &str, with: &str| fold(text).split(' ').collect::<Vec<_>>().join(with);
        let email = format!("{}.{}@{}.example", joined(first, ""), joined(last, ""), joined(organisation, "-"));
        // About a third leave a phone number; these ranges are not in use.
        let phone = rng
            .random_bool(0.3)
            .then(|| format!("085 000 {:02} {:02}", rng.random_range(10..99), rng.random_range(10..99)));
        ContactDraft { name: format!("{first} {last}"), email, phone }
    }

    fn at(
        &self,
        kind: OrganisationKind,
        name: String,
        town: &'a Town,
        region: Option<String>,
        rng: &mut StdRng,
    ) -> Asker<'a> {
        let contact = self.contact(&name, rng);
        let municipality = region.is_none().then(|| town.code.clone());
        let places = (kind.facts().name_says == NameSays::Nothing).then(|| vec![town.code.clone()]);
        let organisation =
            OrganisationDraft { kind: Some(kind), name, municipality, region, places, ..OrganisationDraft::default() };
        Asker { kind, organisation, contact, town }
    }
}

/// Now and then it is not the municipality itself that asks, but somebody who works for it or with it. They ask the same.
fn kin(kind: OrganisationKind, rng: &mut StdRng) -> OrganisationKind {
    match (kind, rng.random_range(0..100)) {
        (OrganisationKind::Municipality, 0..3) => OrganisationKind::MunicipalWorkOrganisation,
        (OrganisationKind::Municipality, 3..5) => OrganisationKind::Adviser,
        (OrganisationKind::CarePartner, 0..12) => OrganisationKind::RegionalBody,
        (OrganisationKind::SocietalOrganisation, 0..12) => OrganisationKind::State,
        (kind, _) => kind,
    }
}

fn draw_kind(kinds: &[OrganisationKind], rng: &mut StdRng) -> OrganisationKind {
    let weight = |kind: &OrganisationKind| match kind {
        OrganisationKind::Municipality => 62,
        OrganisationKind::HousingCorporation => 22,
        OrganisationKind::CarePartner => 14,
        OrganisationKind::Province => 10,
        OrganisationKind::SocietalOrganisation => 9,
        // Those come in the place of others: see `kin`.
        _ => 0,
    };
    let chance = WeightedIndex::new(kinds.iter().map(weight)).expect("every question can be asked by somebody");
    kinds[chance.sample(rng)]
}
