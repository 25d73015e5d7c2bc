//! Where a question comes from, on its page (origin form): what stands there, and what is read from what was typed.

use super::fields::{Fields, Sent};
use crate::form::{Choice, choices};
use crate::house::kind_label;
use app::Picture;
use domain::{OrganisationDraft, OrganisationKind, Place, Ticket, split_places};

/// The form that corrects it.
pub(crate) struct OriginForm {
    pub kinds: Vec<Choice>,
    pub organisation: String,
    pub place: String,
    pub works_for: String,
    pub languages: Vec<Choice>,
}

impl OriginForm {
    pub(crate) fn of(ticket: &Ticket, sent: &Sent, picture: &Picture) -> Self {
        let is_back = sent.form == "herkomst";
        let typed = |typed: &String, stands: String| if is_back { typed.clone() } else { stands };
        let kind = typed(&sent.fields.kind, ticket.organisation_kind.as_str().to_owned());
        let language = typed(&sent.fields.language, ticket.language.clone());
        let place = match (&ticket.place, ticket.also.as_slice()) {
            (Place::Nationwide, []) => String::new(),
            _ => picture.geography.places_in_full(ticket.places()),
        };
        Self {
            kinds: choices(OrganisationKind::ALL.map(|kind| (kind.as_str(), kind_label(kind))), |one| one == kind),
            organisation: typed(&sent.fields.organisation, ticket.organisation_name.clone()),
            place: typed(&sent.fields.place, place),
            works_for: typed(&sent.fields.works_for, ticket.works_for.clone().unwrap_or_default()),
            languages: choices([("nl", "Nederlands"), ("en", "Engels")], |one| one == language),
        }
    }
}

/// What was typed: places are names or codes of municipalities and regions, and may be left empty.
pub(crate) fn origin_draft(fields: &Fields, picture: &Picture) -> OrganisationDraft {
    OrganisationDraft {
        kind: OrganisationKind::parse(&fields.kind),
        name: fields.organisation.clone(),
        places: Some(split_places(&picture.geography, &fields.place)),
        works_for: Some(fields.works_for.clone()),
        ..OrganisationDraft::default()
    }
}

/// What a question is about, as people call its places.
pub(crate) fn place_names(ticket: &Ticket, picture: &Picture) -> String {
    match ticket.also.as_slice() {
        [] => picture.geography.place_name(&ticket.place),
        _ => picture.geography.places_in_full(ticket.places()),
    }
}
