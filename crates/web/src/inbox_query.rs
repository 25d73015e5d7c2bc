//! What the address of the inbox asks for, and the address that asks for it.

use crate::form::Fields;
use app::{Cursor, TicketSearch};
use domain::{TicketId, TicketStatus, TopicKey};

/// Which status is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Whatever somebody at the desk still has to do something for.
    Open,
    /// One status.
    One(TicketStatus),
    /// Also what is done.
    All,
}

impl Wanted {
    pub(crate) fn value(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::One(status) => status.as_str(),
            Self::All => "alles",
        }
    }

    fn parse(word: &str) -> Self {
        match TicketStatus::parse(word) {
            Some(status) => Self::One(status),
            None if word == "alles" => Self::All,
            None => Self::Open,
        }
    }

    fn statuses(self) -> Vec<TicketStatus> {
        match self {
            Self::Open => TicketStatus::ALL.into_iter().filter(|status| status.is_open()).collect(),
            Self::One(status) => vec![status],
            Self::All => Vec::new(),
        }
    }
}

/// What the inbox is asked to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InboxQuery {
    pub wanted: Wanted,
    pub topic: String,
    pub text: String,
    pub mine: bool,
    pub after: Option<Cursor>,
}

impl InboxQuery {
    /// Reads the address; who did not choose sees their own questions, or all if they have none of their own.
    pub(crate) fn read(asked: &Fields, mine_unless_said: bool) -> Self {
        Self {
            wanted: Wanted::parse(asked.get("status")),
            topic: asked.some("onderwerp").unwrap_or_default().to_owned(),
            text: asked.some("tekst").unwrap_or_default().chars().take(200).collect(),
            mine: match asked.get("van") {
                "mij" => true,
                "alle" => false,
                _ => mine_unless_said,
            },
            after: cursor(asked.get("na")),
        }
    }

    pub(crate) fn search(&self) -> TicketSearch {
        TicketSearch {
            status: self.wanted.statuses(),
            topics: Some(self.topic.as_str()).filter(|key| !key.is_empty()).map(TopicKey::from).into_iter().collect(),
            text: Some(self.text.clone()).filter(|text| !text.is_empty()),
            mine: self.mine,
            ..TicketSearch::default()
        }
    }

    /// The address of this list from there on.
    pub(crate) fn address(&self, after: Option<Cursor>) -> String {
        let van = if self.mine { "mij" } else { "alle" };
        let mut address = format!("/werkbak?van={van}");
        for (name, value) in [("status", self.wanted.value()), ("onderwerp", &self.topic), ("tekst", &self.text)] {
            if !value.is_empty() {
                address.push_str(&format!("&{name}={}", crate::session::encoded(value)));
            }
        }
        if let Some(after) = after {
            address.push_str(&format!("&na={}.{}", after.urgency, after.id));
        }
        address
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let (urgency, id) = text.split_once('.')?;
    Some(Cursor { urgency: urgency.parse().ok()?, id: TicketId(id.parse().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_next_page_asks_for_the_same_list() {
        let asked = Fields(vec![
            ("status".to_owned(), "ANSWERED".to_owned()),
            ("tekst".to_owned(), "flex & wonen".to_owned()),
            ("van".to_owned(), "alle".to_owned()),
        ]);
        let query = InboxQuery::read(&asked, true);
        let next = query.address(Some(Cursor { urgency: -5, id: TicketId(7) }));
        assert_eq!(next, "/werkbak?van=alle&status=ANSWERED&tekst=flex%20%26%20wonen&na=-5.7");
        assert_eq!(cursor("-5.7"), Some(Cursor { urgency: -5, id: TicketId(7) }));
    }

    #[test]
    fn a_place_in_the_list_that_is_none_begins_at_the_top() {
        for text in ["", "x.y", "5", "5.", "99999999999999999999.1"] {
            assert_eq!(cursor(text), None, "{text}");
        }
    }
}
