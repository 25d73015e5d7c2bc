//! Which tickets are looked for (filter, search), and how that becomes words of the domain.

use crate::errors::coded;
use crate::objects::organisations::OrganisationKind;
use crate::objects::tickets::TicketStatus;
use crate::scalars::Date;
use app::TicketSearch;
use async_graphql::{Error, ID, InputObject};
use domain::{PersonId, TopicKey};

#[derive(InputObject, Default)]
pub(crate) struct TicketFilter {
    status: Option<Vec<TicketStatus>>,
    topics: Option<Vec<String>>,
    assignee_id: Option<ID>,
    organisation_kind: Option<Vec<OrganisationKind>>,
    /// A code of any layout, layout:code, or a municipality.
    region: Option<String>,
    received_from: Option<Date>,
    received_to: Option<Date>,
    text: Option<String>,
    mine: Option<bool>,
    /// Only those about which the caller was asked to think along.
    along: Option<bool>,
}

/// Most values of one kind that somebody may look for at once; a database takes no more than some thousands.
const MOST_WANTED: usize = 100;

impl TicketFilter {
    pub(crate) fn search(self) -> Result<TicketSearch, Error> {
        let assignee = self.assignee_id.map(|id| person_id(&id)).transpose()?;
        let lengths = [
            self.status.as_ref().map(Vec::len),
            self.topics.as_ref().map(Vec::len),
            self.organisation_kind.as_ref().map(Vec::len),
        ];
        if lengths.into_iter().flatten().any(|length| length > MOST_WANTED) {
            return Err(coded("BAD_REQUEST", "Zoek op hoogstens 100 waarden tegelijk."));
        }
        Ok(TicketSearch {
            status: self.status.unwrap_or_default().into_iter().map(Into::into).collect(),
            topics: self.topics.unwrap_or_default().into_iter().map(TopicKey).collect(),
            assignee,
            organisation_kind: self.organisation_kind.unwrap_or_default().into_iter().map(Into::into).collect(),
            region: self.region,
            received_from: self.received_from.map(|day| day.0),
            received_to: self.received_to.map(|day| day.0),
            text: self.text,
            mine: self.mine.unwrap_or(false),
            along: self.along.unwrap_or(false),
            ..TicketSearch::default()
        })
    }
}

fn person_id(id: &ID) -> Result<PersonId, Error> {
    id.parse::<PersonId>().map_err(|_| coded("BAD_REQUEST", "Dit is geen id van een deskundige."))
}
