//! The store on both databases. One module per noun, as in the store itself.
#![allow(clippy::unwrap_used)]

mod given;

mod acts;
mod answers;
mod arrivals;
mod attachments;
mod bulk;
mod connect;
mod cost;
mod day_facts;
mod deadlines;
mod decisions;
mod events;
mod experts;
mod facts;
mod finding;
mod geography;
mod identity;
mod jobs;
mod listing;
mod messages;
mod organisations;
mod people;
mod plans;
mod search;
mod sessions;
mod tickets;
mod topics;
