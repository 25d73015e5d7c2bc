//! The schema: queries, mutations and subscriptions together (SDL).

use crate::mutation::Mutation;
use crate::query::Query;
use crate::subscription::Subscription;
use async_graphql::{Schema, SchemaBuilder};

pub(crate) type ApiSchema = Schema<Query, Mutation, Subscription>;

/// The schema, without data.
pub(crate) fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    // Suggestions would tell what exists to somebody who guesses.
    Schema::build(Query, Mutation, Subscription).disable_suggestions()
}

/// The published schema.
pub fn sdl() -> String {
    let sdl = builder().finish().sdl();
    format!("{}\n", sdl.trim())
}
