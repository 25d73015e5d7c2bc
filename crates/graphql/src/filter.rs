//! Which tickets are looked for (filter, search), and how that becomes words of the domain.

use crate::errors::{coded, refused};
use crate::objects::organisations::OrganisationKind;
use crate::objects::tickets::TicketStatus;
use crate::scalars::Date;
use crate::sender::caller;
use app::{App, TicketSearch};
use async_graphql::{Context, Enum, Error, ID, InputObject};
use domain::{Origin, PersonId, TopicKey};

/// How a question came in: by the website, a mail, this API, or taken over from another system.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    Website,
    Mail,
    Api,
    Import,
}

impl From<Channel> for Origin {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Website => Self::Web,
            Channel::Mail => Self::Mail,
            Channel::Api => Self::Api,
            Channel::Import => Self::Cli,
        }
    }
}

impl From<Origin> for Channel {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Web => Self::Website,
            Origin::Mail => Self::Mail,
            Origin::Api => Self::Api,
            Origin::Cli | Origin::Worker => Self::Import,
        }
    }
}

#[derive(InputObject, Default)]
pub(crate) struct TicketFilter {
    status: Option<Vec<TicketStatus>>,
    topics: Option<Vec<String>>,
    assignee_id: Option<ID>,
    /// And any of these groups.
    groups: Option<Vec<String>>,
    organisation_kind: Option<Vec<OrganisationKind>>,
    /// Its name, as on the page of figures, or its id.
    organisation: Option<String>,
    /// standard, complex.
    policies: Option<Vec<String>>,
    channels: Option<Vec<Channel>>,
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
    /// What is looked for; the organisation that is meant is looked up.
    pub(crate) async fn search_of(self, ctx: &Context<'_>) -> Result<TicketSearch, Error> {
        let organisation = match self.organisation.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
            Some(typed) => Some(ctx.data::<App>()?.one_organisation_meant(caller(ctx)?, typed).await.map_err(refused)?),
            None => None,
        };
        Ok(TicketSearch { organisation, ..self.search()? })
    }

    fn search(self) -> Result<TicketSearch, Error> {
        let assignee = self.assignee_id.map(|id| person_id(&id)).transpose()?;
        let lengths = [
            self.status.as_ref().map(Vec::len),
            self.topics.as_ref().map(Vec::len),
            self.groups.as_ref().map(Vec::len),
            self.organisation_kind.as_ref().map(Vec::len),
            self.policies.as_ref().map(Vec::len),
            self.channels.as_ref().map(Vec::len),
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
            groups: self.groups.unwrap_or_default().into_iter().map(TopicKey).collect(),
            policies: self.policies.unwrap_or_default(),
            channels: self.channels.unwrap_or_default().into_iter().map(Into::into).collect(),
            ..TicketSearch::default()
        })
    }
}

fn person_id(id: &ID) -> Result<PersonId, Error> {
    id.parse::<PersonId>().map_err(|_| coded("BAD_REQUEST", "Dit is geen id van een deskundige."))
}
