//! Runs what comes over a WebSocket (operations, subscriptions) within the same bounds as what comes over HTTP.

use crate::api::Api;
use crate::problem::{clean, refusal};
use crate::sender::Bearer;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Data, Executor, Request as Query, Response as Answer};
use axum::http::HeaderMap;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs what comes over a socket within the same bounds as what comes over HTTP, for whoever its sender is by then.
#[derive(Clone)]
pub(crate) struct Operations {
    api: Api,
    address: IpAddr,
    under_way: Arc<AtomicUsize>,
}

/// One operation under way.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Operations {
    /// For whatever comes from this address.
    pub(crate) fn of(api: Api, address: IpAddr) -> Self {
        Self { api, address, under_way: Arc::default() }
    }

    async fn begin(self, query: Query, bearer: Bearer) -> BoxStream<'static, Answer> {
        let one = |answer: Answer| stream::once(std::future::ready(answer)).boxed();
        let most = self.api.options.limits.operations_per_socket;
        if self.under_way.fetch_add(1, Ordering::Relaxed) >= most {
            self.under_way.fetch_sub(1, Ordering::Relaxed);
            return one(refusal("RATE_LIMITED", "Er lopen te veel bewerkingen tegelijk op deze verbinding."));
        }
        let under_way = UnderWay(Arc::clone(&self.under_way));
        let Ok(caller) = bearer.caller(&self.api.app).await else {
            return one(refusal("UNAUTHENTICATED", "Dit token is niet geldig."));
        };
        let (document, query) = match self.api.guarded(query) {
            Ok(guarded) => guarded,
            Err(refused) => return one(refused),
        };
        let (query, _) = self.api.with_context(query, caller, bearer, self.address);
        if is_subscription(&document) {
            let answers = self.api.schema.execute_stream(query).map(clean);
            // Held until the stream ends.
            return answers.inspect(move |_| _ = &under_way).boxed();
        }
        one(self.api.run(query).await)
    }
}

impl Executor for Operations {
    async fn execute(&self, query: Query) -> Answer {
        let nobody = Bearer::of(&HeaderMap::new()).unwrap_or(Bearer::of_text(""));
        let mut answers = self.clone().begin(query, nobody).await;
        answers.next().await.unwrap_or_default()
    }

    fn execute_stream(&self, query: Query, session: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let bearer = session
            .as_ref()
            .and_then(|data| data.get(&std::any::TypeId::of::<Bearer>()))
            .and_then(|bearer| bearer.downcast_ref::<Bearer>())
            .cloned()
            // Without a session there is no token; a bad one lets nobody in.
            .unwrap_or_else(|| Bearer::of_text(""));
        stream::once(self.clone().begin(query, bearer)).flatten().boxed()
    }
}

fn is_subscription(document: &ExecutableDocument) -> bool {
    match &document.operations {
        DocumentOperations::Single(operation) => operation.node.ty == OperationType::Subscription,
        DocumentOperations::Multiple(operations) => {
            operations.values().any(|operation| operation.node.ty == OperationType::Subscription)
        }
    }
}
