//! What can be listened to (GraphQL subscriptions).

use crate::errors::refused;
use crate::objects::tickets::Ticket;
use crate::sender::{Bearer, caller};
use app::App;
use async_graphql::{Context, Result, Subscription as Listen};
use futures_util::Stream;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// How often somebody who listens is asked for again when nothing happens.
const ASK_AGAIN: Duration = Duration::from_secs(2);

pub(crate) struct Subscription;

#[Listen]
impl Subscription {
    /// A ticket the viewer may see was added or changed; checked per receiver, per event. Ends when the token does.
    async fn ticket_changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Ticket> + use<>> {
        let app = ctx.data::<App>()?.clone();
        let caller = caller(ctx)?.clone();
        let bearer = ctx.data::<Bearer>()?.clone();
        let changes = app.listen(&caller).map_err(refused)?;
        Ok(futures_util::stream::unfold((app, caller, bearer, changes), async |(app, caller, bearer, mut changes)| {
            loop {
                let change = tokio::time::timeout(ASK_AGAIN, changes.recv()).await;
                if !bearer.is_still(&app, &caller).await {
                    return None;
                }
                match change {
                    // What this listener may not see is left out, like what does not exist.
                    Ok(Ok(id)) => {
                        if let Ok(ticket) = app.read_changed_ticket(&caller, id).await {
                            return Some((Ticket(Arc::new(ticket)), (app, caller, bearer, changes)));
                        }
                    }
                    Ok(Err(RecvError::Lagged(missed))) => tracing::warn!(missed, "a slow listener missed changes"),
                    Ok(Err(RecvError::Closed)) => return None,
                    // Nothing happened for a while.
                    Err(_) => {}
                }
            }
        }))
    }
}
