//! Published answers for other systems (REST, NL API Design Rules), such as the workplace of a municipal call centre: a thin
//! adapter over `app`, which anybody may ask.
//!
//! What it can do is described in `openapi.json`, which is served as well. That is written by hand: the tests hold every
//! answer of the program against it.

mod asked;
mod description;
mod http;
mod problem;
mod reply;
mod state;
mod vac;

pub use http::{router, routes};
pub use state::Options;
