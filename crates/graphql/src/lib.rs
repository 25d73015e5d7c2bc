//! The public API: GraphQL over HTTP and WebSocket, a thin adapter over `app`.

mod api;
mod body;
mod converse;
mod errors;
mod feed_objects;
mod files;
mod filter;
mod guard;
mod http;
mod inputs;
mod limits;
mod mutation;
mod objects;
mod operations;
mod overview_objects;
mod paging;
mod places;
mod problem;
mod query;
mod scalars;
mod schema;
mod sender;
mod socket;
mod subscription;
mod trend_objects;

pub use http::{router, routes};
pub use limits::{Limits, Options};
pub use schema::sdl;
