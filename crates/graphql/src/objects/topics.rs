//! Topics (tags, categories), as the API shows them.

use async_graphql::{Enum, SimpleObject};

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Axis")]
pub(crate) enum TopicAxis {
    Group,
    Theme,
}

#[derive(SimpleObject)]
pub(crate) struct Topic {
    key: String,
    axis: TopicAxis,
    label: String,
    description: String,
}

impl From<&domain::Topic> for Topic {
    fn from(topic: &domain::Topic) -> Self {
        Self {
            key: topic.key.0.clone(),
            axis: topic.axis.into(),
            label: topic.label.clone(),
            description: topic.description.clone(),
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct TicketTopic {
    pub topic: Topic,
    /// ASKER, CLASSIFIER or EXPERT
    pub source: String,
    pub confidence: Option<f64>,
    pub primary: bool,
    /// The words that led the classifier here.
    pub evidence: Vec<String>,
}
