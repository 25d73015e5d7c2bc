//! Where a question comes from, on its page (origin form): what stands there, and what is read from what was typed.

use super::fields::{Fields, Sent};
use crate::form::{Choice, choices};
use app::Picture;
use domain::{OrganisationDraft, OrganisationKind, Place, Ticket};

/// The form that corrects it.
pub(crate) struct OriginForm {
    pub kinds: Vec<Choice>,
    pub organisation: String,
    pub place: String,
    pub languages: Vec<Choice>,
}

impl OriginForm {
    pub(crate) fn of(ticket: &Ticket, sent: &Sent, picture: &Picture) -> Self {
        let is_back = sent.form == "herkomst";
        let typed = |typed: &String, stands: String| if is_back { typed.clone() } else { stands };
        let kind = typed(&sent.fields.kind, ticket.organisation_kind.as_str().to_owned());
        let language = typed(&sent.fields.language, ticket.language.clone());
        let place = match &ticket.place {
            Place::Nationwide => String::new(),
            place => picture.geography.place_name(place),
        };
        Self {
            kinds: choices(OrganisationKind::ALL.map(|kind| (kind.as_str(), kind.label())), |one| one == kind),
            organisation: typed(&sent.fields.organisation, ticket.organisation_name.clone()),
            place: typed(&sent.fields.place, place),
            languages: choices([("nl", "Nederlands"), ("en", "Engels")], |one| one == language),
        }
    }
}

/// What was typed: a place is a name or a code of a municipality or of a region, and may be left empty.
pub(crate) fn origin_draft(fields: &Fields, picture: &Picture) -> OrganisationDraft {
    let typed = fields.place.trim();
    let named = |name: &str| name.eq_ignore_ascii_case(typed);
    let municipality = picture.geography.municipalities.values().find(|one| named(&one.name) || named(&one.code.0));
    let (municipality, region) = match (typed.is_empty(), municipality) {
        (true, _) => (None, None),
        (false, Some(found)) => (Some(found.code.0.clone()), None),
        (false, None) => {
            let province = domain::province_meant(&picture.geography, typed);
            (
                None,
                Some(province.map_or_else(
                    || typed.to_owned(),
                    |found| format!("{}:{}", found.region.layout, found.region.code),
                )),
            )
        }
    };
    let name = fields.organisation.clone();
    OrganisationDraft { kind: OrganisationKind::parse(&fields.kind), name, municipality, region }
}
