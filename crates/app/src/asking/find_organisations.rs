//! Organisations as somebody begins to type them.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{
    Meant, Municipality, OrganisationKind, OrganisationName, Place, RegionRef, amsterdam_day, fold, municipality_meant,
    province_meant,
};

/// Most suggestions one request may ask for.
const MOST: u32 = 50;

impl App {
    /// Municipalities (by name or alias), provinces, and organisations the desk has met, best match first: names that begin
    /// with the text, then names with a word that begins with it. Whoever is not of the desk is told only of organisations
    /// that an administrator confirmed.
    pub async fn find_organisations(
        &self,
        caller: &Caller,
        text: &str,
        kind: Option<OrganisationKind>,
        first: u32,
    ) -> Result<Vec<OrganisationName>, Refusal> {
        policy::check(&caller.actor, Action::ReadReference)?;
        let first = first.clamp(1, MOST);
        let wanted = fold(text);
        let wanted = ["gemeente ", "provincie "].iter().find_map(|word| wanted.strip_prefix(word)).unwrap_or(&wanted);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut ranked = self.public_bodies(text, wanted, kind);
        let telling = policy::telling(&caller.actor);
        for known in store::organisations::search(&self.store, wanted, kind, telling, first).await? {
            let rank = rank(&fold(&known.name), wanted).unwrap_or(2);
            let name = OrganisationName {
                kind: known.kind,
                name: known.name,
                municipality: known.municipality,
                region: known.region,
            };
            let same = |(_, other): &(u8, OrganisationName)| {
                other.kind == name.kind && (other.municipality == name.municipality && other.region == name.region)
            };
            let is_public_body = matches!(name.kind, OrganisationKind::Municipality | OrganisationKind::Province);
            if !(is_public_body && ranked.iter().any(same)) {
                ranked.push((rank, name));
            }
        }
        ranked.sort_by(|(left_rank, left), (right_rank, right)| {
            (left_rank, fold(&left.name)).cmp(&(right_rank, fold(&right.name)))
        });
        ranked.truncate(first as usize);
        Ok(ranked.into_iter().map(|(_, name)| name).collect())
    }

    fn public_bodies(&self, text: &str, wanted: &str, kind: Option<OrganisationKind>) -> Vec<(u8, OrganisationName)> {
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        let mut ranked = Vec::new();
        if kind.is_none_or(|kind| kind == OrganisationKind::Municipality) {
            let meant = match municipality_meant(&picture.geography, text, today) {
                Meant::These(found) | Meant::Perhaps(found) => found,
                Meant::Mistyped(found) => vec![found],
            };
            for known in picture.geography.municipalities.values() {
                let exists = known.valid.holds_on(today);
                let begun = rank_of_names(known, wanted).or_else(|| meant.contains(&known).then_some(0));
                if let (true, Some(rank)) = (exists, begun) {
                    let place = Place::Municipality(known.code.clone());
                    ranked.push((
                        rank,
                        named(OrganisationKind::Municipality, &format!("Gemeente {}", known.name), &place),
                    ));
                }
            }
        }
        if kind.is_none_or(|kind| kind == OrganisationKind::Province) {
            let meant = province_meant(&picture.geography, text);
            for known in picture.geography.regions.values().filter(|known| known.region.layout.0 == "provincie") {
                let also = if known.name == "Fryslân" { "friesland" } else { "" };
                let begun = rank(&fold(&known.name), wanted).or_else(|| rank(also, wanted));
                if let Some(rank) = begun.or_else(|| (meant == Some(known)).then_some(0)) {
                    let place = Place::Region(known.region.clone());
                    ranked
                        .push((rank, named(OrganisationKind::Province, &format!("Provincie {}", known.name), &place)));
                }
            }
        }
        ranked
    }
}

fn rank_of_names(known: &Municipality, wanted: &str) -> Option<u8> {
    std::iter::once(&known.name).chain(&known.aliases).filter_map(|name| rank(&fold(name), wanted)).min()
}

/// 0: begins with the text; 1: has a word that begins with it.
fn rank(folded: &str, wanted: &str) -> Option<u8> {
    if folded.starts_with(wanted) {
        return Some(0);
    }
    folded.match_indices(' ').any(|(at, _)| folded[at + 1..].starts_with(wanted)).then_some(1)
}

fn named(kind: OrganisationKind, name: &str, place: &Place) -> OrganisationName {
    let region: Option<RegionRef> = match place {
        Place::Region(region) => Some(region.clone()),
        Place::Municipality(_) | Place::Nationwide => None,
    };
    OrganisationName {
        kind,
        name: name.to_owned(),
        municipality: match place {
            Place::Municipality(code) => Some(code.clone()),
            Place::Region(_) | Place::Nationwide => None,
        },
        region,
    }
}
