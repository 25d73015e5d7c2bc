//! Places as somebody begins to type them (typeahead), and what the desk proposes of them.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{
    Geography, NameSays, Numbers, OrganisationDraft, OrganisationKind, Place, PlaceMeant, amsterdam_day, fold,
    place_meant,
};

/// Most suggestions one request may ask for.
const MOST: usize = 50;
/// Longest name of a place at the end of the name of an organisation, in words.
const LONGEST: usize = 4;

impl App {
    /// Municipalities and regions of every layout, best match first: what the text means, then names that begin with it, then
    /// names with a word that does.
    pub async fn find_places(&self, caller: &Caller, text: &str, first: usize) -> Result<Vec<Place>, Refusal> {
        policy::check(&caller.actor, Action::ReadReference)?;
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        let mut found = match place_meant(&picture.geography, text, today) {
            PlaceMeant::This(place) => vec![place],
            PlaceMeant::OneOf(may) => may,
            PlaceMeant::Unknown => Vec::new(),
        };
        let folded = fold(text);
        let wanted = ["gemeente ", "gem ", "provincie ", "regio "].iter().find_map(|word| folded.strip_prefix(word));
        let wanted = wanted.unwrap_or(&folded);
        if wanted.is_empty() {
            return Ok(found);
        }
        let mut ranked: Vec<(usize, String, Place)> = Vec::new();
        let mut add = |place: Place, name: &str| {
            let name = fold(name);
            let rank = if name.starts_with(wanted) { 0 } else { 1 };
            if rank == 0 || name.contains(&format!(" {wanted}")) {
                ranked.push((rank, name, place));
            }
        };
        for known in picture.geography.municipalities.values().filter(|known| known.valid.holds_on(today)) {
            for name in std::iter::once(&known.name).chain(&known.aliases) {
                add(Place::Municipality(known.code.clone()), name);
            }
        }
        for known in picture.geography.regions.values() {
            add(Place::Region(known.region.clone()), &known.name);
        }
        ranked.sort();
        for (_, _, place) in ranked {
            if !found.contains(&place) {
                found.push(place);
            }
        }
        found.truncate(first.min(MOST));
        Ok(found)
    }

    /// What a question of this organisation may be about, for its asker to say: its own place where its name says so, else
    /// what its latest question was about, where it is known to be, or the place in its name. Strangers are proposed nothing of
    /// what others asked for an organisation that no administrator confirmed.
    pub async fn propose_places(
        &self,
        caller: &Caller,
        organisation: &OrganisationDraft,
    ) -> Result<Vec<Place>, Refusal> {
        policy::check(&caller.actor, Action::ReadReference)?;
        let Some(kind) = organisation.kind.filter(|_| !fold(&organisation.name).is_empty()) else {
            return Ok(Vec::new());
        };
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        if kind.facts().name_says == NameSays::TheirPlace {
            return Ok(own(&picture.geography, organisation, today));
        }
        let telling = policy::telling(&caller.actor);
        let (known, latest) = store::organisations::places_of(&self.store, (kind, &organisation.name), telling).await?;
        let is_somewhere = |place: &Place| *place != Place::Nationwide;
        if latest.iter().any(is_somewhere) {
            return Ok(latest);
        }
        let seat = known.into_iter().find_map(|one| match (one.municipality, one.region) {
            (Some(code), _) => Some(Place::Municipality(code)),
            (None, Some(region)) => Some(Place::Region(region)),
            (None, None) => None,
        });
        let in_name = || in_name(&picture.geography, kind, &organisation.name, today);
        Ok(seat.or_else(in_name).into_iter().collect())
    }
}

fn own(geography: &Geography, organisation: &OrganisationDraft, today: chrono::NaiveDate) -> Vec<Place> {
    let alone = OrganisationDraft { places: None, works_for: None, ..organisation.clone() };
    let mut complaints = domain::Complaints::default();
    let asks = alone.check(&mut complaints, geography, today, Numbers::Explained, domain::FilledIn::ByAsker);
    Some(asks.place).filter(|_| complaints.0.is_empty()).into_iter().collect()
}

/// "Zorgkantoor Midden-Brabant", "Woonstad Rotterdam": the whole name, or the words at its end.
fn in_name(geography: &Geography, kind: OrganisationKind, name: &str, today: chrono::NaiveDate) -> Option<Place> {
    if kind.facts().works_for_another {
        return None;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let starts = std::iter::once(0).chain(words.len().saturating_sub(LONGEST).max(1)..words.len());
    starts.into_iter().find_map(|start| match place_meant(geography, &words[start..].join(" "), today) {
        PlaceMeant::This(place @ (Place::Municipality(_) | Place::Region(_))) => Some(place),
        PlaceMeant::This(Place::Nationwide) | PlaceMeant::OneOf(_) | PlaceMeant::Unknown => None,
    })
}
