//! What somebody gets who asked (confirmation, tracking link).

use crate::errors::InputError;
use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

#[derive(SimpleObject)]
pub(crate) struct SubmitQuestionPayload {
    pub receipt: Option<Receipt>,
    pub errors: Vec<InputError>,
}

/// trackingUrl carries the asker's own secret; whoever holds it may follow and continue this one ticket.
#[derive(SimpleObject)]
pub(crate) struct Receipt {
    reference: String,
    tracking_url: String,
    first_response_due_at: DateTime<Utc>,
    answer_due_at: DateTime<Utc>,
}

impl From<app::Receipt> for Receipt {
    fn from(receipt: app::Receipt) -> Self {
        Self {
            reference: receipt.reference.to_string(),
            tracking_url: receipt.tracking_url,
            first_response_due_at: receipt.first_response_due_at,
            answer_due_at: receipt.answer_due_at,
        }
    }
}
