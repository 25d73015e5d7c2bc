//! What can be listened to.

use crate::objects::Ticket;
use crate::query::{App, caller};
use async_graphql::{Context, Result, Subscription as Listen};
use futures_util::Stream;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

pub(crate) struct Subscription;

#[Listen]
impl Subscription {
    /// A ticket the viewer may see was added or changed; checked per receiver, per event.
    async fn ticket_changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Ticket> + use<>> {
        let app = ctx.data::<App>()?.clone();
        let caller = caller(ctx)?.clone();
        let changes = app.changes();
        Ok(futures_util::stream::unfold((app, caller, changes), async |(app, caller, mut changes)| {
            loop {
                match changes.recv().await {
                    // What this listener may not see is left out, like what does not exist.
                    Ok(id) => {
                        if let Ok(ticket) = app.read_changed_ticket(&caller, id).await {
                            return Some((Ticket(Arc::new(ticket)), (app, caller, changes)));
                        }
                    }
                    Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "a slow listener missed changes"),
                    Err(RecvError::Closed) => return None,
                }
            }
        }))
    }
}
