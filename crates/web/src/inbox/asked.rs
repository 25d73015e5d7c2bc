//! What is asked of the inbox (query parameters), read and written: an address that can be shared.

use crate::filter::{A_DAY, read_day, read_filter};
use crate::form::Errors;
use crate::narrowing::{self, A_GROUP, A_KIND, A_REGION, A_THEME, AN_EXPERT, parsed};
use crate::visitor::Visitor;
use app::{Cursor, Order, Picture, TicketSearch, Turn};
use domain::{OrganisationId, OrganisationKind, Pressing, Role, TicketId, TicketStatus, quoted};
use std::collections::BTreeMap;

/// Every filter by its name in the address, in the order in which an address names them. `bewaard` comes from a form that
/// was kept, and asks for nothing.
pub(super) const NAMES: [&str; 16] = [
    "wie",
    "zoek",
    "status",
    "termijn",
    "thema",
    "groep",
    "regio",
    "soort",
    "organisatie",
    "deskundige",
    "van",
    "tot",
    "volgorde",
    "na",
    "voor",
    "bewaard",
];
/// Those that say which page of a list it is, and not which list.
const PLACES: [&str; 3] = ["na", "voor", "bewaard"];
/// The orders by their names.
pub(super) const ORDERS: [(&str, &str, Order); 4] = [
    ("termijn", "Wat het eerst af moet", Order::Urgent),
    ("nieuwste", "Nieuwste eerst", Order::Newest),
    ("oudste", "Oudste eerst", Order::Oldest),
    ("beste", "Beste treffers eerst", Order::Best),
];

/// What was asked, as it was typed: only what is not empty.
#[derive(Debug, Default, Clone)]
pub(super) struct Asked(BTreeMap<&'static str, String>);

/// What was asked for, as far as it can be read.
pub(super) struct Wanted {
    pub search: TicketSearch,
    pub turn: Turn,
    pub order: Order,
    /// Not only the reader's own.
    pub everyone: bool,
    /// Only those about which the reader was asked to think along.
    pub along: bool,
}

impl Asked {
    /// Reads the pairs of an address; what no filter is called, or is said twice, is a complaint.
    pub(super) fn of(pairs: Vec<(String, String)>, errors: &mut Errors) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            match NAMES.iter().find(|known| **known == name) {
                None => errors.add("zoek", format!("Wij kennen geen filter {}.", quoted(&name))),
                Some(known) if asked.0.contains_key(known) => {
                    errors.add(known, format!("Het filter {} staat twee keer in het adres.", quoted(&name)));
                }
                Some(known) => {
                    asked.0.insert(known, value);
                }
            }
        }
        asked.0.retain(|_, value| !value.trim().is_empty());
        asked
    }

    /// What was typed in a field.
    pub(super) fn of_field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The fields in which something was chosen, but for the words and the order.
    pub(super) fn filters(&self) -> Vec<&'static str> {
        let no_filters = ["zoek", "volgorde", "wie"];
        self.0.keys().copied().filter(|name| !no_filters.contains(name) && !PLACES.contains(name)).collect()
    }

    /// The same with other values; an empty one is left out.
    pub(super) fn with(&self, changes: &[(&'static str, &str)]) -> Self {
        let mut asked = self.clone();
        for place in PLACES {
            asked.0.remove(place);
        }
        for (name, value) in changes {
            asked.0.insert(name, (*value).to_owned());
        }
        asked.0.retain(|_, value| !value.trim().is_empty());
        asked
    }

    /// Only these of its fields.
    pub(super) fn only(&self, names: &[&str]) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(name, _)| names.contains(name))
                .map(|(name, value)| (*name, value.clone()))
                .collect(),
        )
    }

    /// As an address of the inbox.
    pub(super) fn address(&self) -> String {
        self.address_of("/werkbak")
    }

    /// As an address of this page.
    pub(super) fn address_of(&self, page: &str) -> String {
        let pairs = NAMES.iter().filter_map(|name| Some((*name, self.0.get(name)?)));
        let query: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", plain(value))).collect();
        if query.is_empty() { page.to_owned() } else { format!("{page}?{}", query.join("&")) }
    }

    /// What this reader is asked to be shown.
    pub(super) fn read(&self, visitor: &Visitor, picture: &Picture, errors: &mut Errors) -> Wanted {
        let actor = &visitor.caller.actor;
        let field = |name: &str, what: &str| Field { name: name.to_owned(), what: what.to_owned() };
        let whose = self.choice(errors, field("wie", "keuze. Kies uit de lijst"), |word| match word {
            "mij" => Some(Whose::Own),
            "mee" => Some(Whose::Along),
            "alles" => Some(Whose::All),
            _ => None,
        });
        let status = self.choice(errors, field("status", "stand. Kies uit de lijst"), |word| match word {
            "alle" => Some(Vec::new()),
            word => TicketStatus::parse(word).map(|status| vec![status]),
        });
        let topic = |key: &str| narrowing::topic(picture, key);
        let theme = self.choice(errors, field("thema", A_THEME), topic);
        let group = self.choice(errors, field("groep", A_GROUP), topic);
        let region = self.choice(errors, field("regio", A_REGION), |code| narrowing::region(picture, code));
        let kind = self.choice(errors, field("soort", A_KIND), OrganisationKind::parse);
        let organisation = self.choice(errors, field("organisatie", "organisatie"), parsed::<OrganisationId>);
        let expert = self.choice(errors, field("deskundige", AN_EXPERT), |id| narrowing::expert(picture, id));
        let from = self.choice(errors, field("van", A_DAY), read_day);
        let to = self.choice(errors, field("tot", A_DAY), read_day);
        let pressing = self.choice(errors, field("termijn", "termijn. Kies uit de lijst"), Pressing::parse);
        let order = self.choice(errors, field("volgorde", "volgorde. Kies uit de lijst"), |word| {
            ORDERS.iter().find(|(name, _, _)| *name == word).map(|(_, _, order)| *order)
        });
        let place = "plaats in de lijst. Begin weer bij het begin";
        let after = self.choice(errors, field("na", place), cursor);
        let before = self.choice(errors, field("voor", place), cursor);
        let text = Some(self.of_field("zoek").to_owned()).filter(|text| !text.trim().is_empty());
        // Whoever searches looks for it wherever it is; the inbox as it opens is one's own work.
        let looks_wide = text.is_some() || expert.is_some() || actor.has(Role::Lead) || actor.has(Role::Administrator);
        let whose = whose.unwrap_or(if looks_wide { Whose::All } else { Whose::Own });
        let open = if text.is_some() { Vec::new() } else { TicketStatus::OPEN.to_vec() };
        let order = order.unwrap_or(if text.is_some() { Order::Best } else { Order::Urgent });
        Wanted {
            turn: match (after, before) {
                (Some(after), _) => Turn::After(after),
                (None, Some(before)) => Turn::Before(before),
                (None, None) => Turn::First,
            },
            order: if order == Order::Best && text.is_none() { Order::Newest } else { order },
            everyone: whose != Whose::Own,
            along: whose == Whose::Along,
            search: TicketSearch {
                status: status.unwrap_or(open),
                topics: theme.into_iter().collect(),
                groups: group.into_iter().collect(),
                organisation,
                pressing,
                assignee: expert,
                organisation_kind: kind.into_iter().collect(),
                region,
                regions_on: None,
                received_from: from,
                received_to: to,
                text,
                mine: whose == Whose::Own,
                along: whose == Whose::Along,
                ..TicketSearch::default()
            },
        }
    }

    fn choice<T>(&self, errors: &mut Errors, field: Field, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let at = if PLACES.contains(&field.name.as_str()) { "inhoud" } else { &field.name };
        read_filter(errors, at, &field.what, self.of_field(&field.name), read)
    }
}

/// Whose questions are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    /// Of others, about which the reader was asked to think along.
    Along,
    All,
}

/// A field, and what it is called in a complaint.
struct Field {
    name: String,
    what: String,
}

fn cursor(text: &str) -> Option<Cursor> {
    let (urgency, id) = text.split_once('_')?;
    Some(Cursor { urgency: urgency.parse().ok()?, id: TicketId(id.parse().ok()?) })
}

/// A place in the list, as it stands in an address.
pub(super) fn written(cursor: Cursor) -> String {
    format!("{}_{}", cursor.urgency, cursor.id)
}

/// As it stands in an address.
pub(super) fn plain(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> (Asked, Errors) {
        let mut errors = Errors::default();
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        (Asked::of(pairs, &mut errors), errors)
    }

    #[test]
    fn an_address_says_what_is_asked_and_nothing_that_is_not() {
        let (asked, errors) = of(&[("zoek", "té huur & zo"), ("status", ""), ("na", "1_2"), ("wie", "alles")]);
        assert!(errors.is_empty());
        assert_eq!(asked.address(), "/werkbak?wie=alles&zoek=t%C3%A9%20huur%20%26%20zo&na=1_2");
        assert_eq!(
            asked.with(&[("status", "alle")]).address(),
            "/werkbak?wie=alles&zoek=t%C3%A9%20huur%20%26%20zo&status=alle"
        );
        assert_eq!(asked.with(&[("zoek", ""), ("wie", "")]).address(), "/werkbak");
    }

    #[test]
    fn what_no_filter_is_called_or_is_said_twice_is_a_complaint() {
        let (_, errors) = of(&[("kleur", "rood"), ("status", "alle"), ("status", "CLOSED")]);
        assert_eq!(errors.len(), 2);
        assert!(errors.of("zoek").is_some_and(|message| message.contains("'kleur'")));
        assert!(errors.of("status").is_some());
    }
}
