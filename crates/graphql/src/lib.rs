//! The public API: GraphQL over HTTP and WebSocket, a thin adapter over `app`.
// Files of this crate are being put into rooms; what is public in them is looked at when they stand.
#![allow(unreachable_pub)]

mod errors;
mod guard;
mod http;
mod inputs;
mod limits;
mod mutation;
mod objects;
mod query;
mod scalars;
mod sender;
mod socket;
mod subscription;
mod trend_objects;

pub use http::{Options, router, routes};
pub use limits::Limits;

use async_graphql::Schema;

pub(crate) type Desk = Schema<query::Query, mutation::Mutation, subscription::Subscription>;

/// The schema, without data.
fn builder() -> async_graphql::SchemaBuilder<query::Query, mutation::Mutation, subscription::Subscription> {
    // Suggestions would tell what exists to somebody who guesses.
    Schema::build(query::Query, mutation::Mutation, subscription::Subscription).disable_suggestions()
}

/// The published schema.
pub fn sdl() -> String {
    let sdl = builder().finish().sdl();
    format!("{}\n", sdl.trim())
}
