//! What every request to the API has at hand, and how a query is run (context, execution, timeout).
#![expect(clippy::result_large_err, reason = "a refusal is a whole answer, made once per request")]

use crate::guard::{self, Refused};
use crate::limits::Options;
use crate::objects::loaders::{Attached, DeadLetters, Decisions, Feedbacks};
use crate::places::Places;
use crate::problem::{clean, refusal};
use crate::schema::ApiSchema;
use crate::sender::{Bearer, Counts};
use app::{App, Caller};
use async_graphql::dataloader::DataLoader;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request as Query, Response as Answer};
use std::net::IpAddr;

#[derive(Clone)]
pub(crate) struct Api {
    pub schema: ApiSchema,
    pub app: App,
    pub options: Options,
    pub places: Places,
}

impl Api {
    /// The query with what its fields need.
    pub(crate) fn with_context(
        &self,
        query: Query,
        caller: Caller,
        bearer: Bearer,
        address: IpAddr,
    ) -> (Query, Counts) {
        let decisions = Decisions { app: self.app.clone(), caller: caller.clone() };
        let dead_letters = DeadLetters { app: self.app.clone(), caller: caller.clone() };
        let feedbacks = Feedbacks { app: self.app.clone(), caller: caller.clone() };
        let counts = Counts::new(&self.options, address, &caller);
        let query = query.data(caller).data(bearer).data(counts.clone());
        let attached = Attached { app: self.app.clone() };
        let query = query.data(DataLoader::new(feedbacks, tokio::spawn));
        let query = query.data(DataLoader::new(dead_letters, tokio::spawn));
        let query = query.data(DataLoader::new(attached, tokio::spawn));
        (query.data(DataLoader::new(decisions, tokio::spawn)), counts)
    }

    /// Runs a query that was found to keep within the bounds.
    pub(crate) async fn run(&self, query: Query) -> Answer {
        match tokio::time::timeout(self.options.limits.patience, self.schema.execute(query)).await {
            Ok(answer) => clean(answer),
            Err(_) => refusal("UNAVAILABLE", "Het antwoord duurde te lang. Vraag minder tegelijk."),
        }
    }

    /// The parsed query, and the query that carries it; or a refusal when it asks too much.
    pub(crate) fn guarded(&self, mut query: Query) -> Result<(ExecutableDocument, Query), Answer> {
        match guard::check(&query.query, &query.variables, &self.options.limits) {
            Ok(document) => {
                query.set_parsed_query(document.clone());
                Ok((document, query))
            }
            Err(Refused::Syntax(place)) => {
                Err(refusal("BAD_REQUEST", &format!("Deze GraphQL-vraag is niet goed geschreven{place}.")))
            }
            Err(Refused::TooComplex(why)) => {
                Err(refusal("TOO_COMPLEX", &format!("Deze GraphQL-vraag is te groot: {why}.")))
            }
        }
    }
}
