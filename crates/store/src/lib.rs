//! Tickets, people and jobs in a database: the only crate that speaks SQL.
//!
//! One module per noun. Reading functions take anything that [`Reads`]: the [`Store`] itself (read pool) or a
//! [`Tx`]; writing functions take a [`Tx`] and nothing else, so that no write can happen outside a transaction.
#![warn(missing_docs)]

mod batch;
mod connect;
mod door;
pub mod earlier;
#[allow(unreachable_pub, reason = "what the macros of rows make is public")]
mod entity;
mod error;
mod figures;
mod one_of;
mod place;
mod pools;
mod probe;
mod probes;
mod reads;
mod relay;
mod rows;
mod scope;
mod statements;
mod urgency;

pub mod acts;
pub mod arrivals;
pub mod attachments;
pub mod conflicts;
pub mod corrections;
pub mod counts;
pub mod covered;
pub mod credentials;
pub mod day_facts;
pub mod deadlines;
pub mod decisions;
pub mod drafts;
pub mod erasures;
pub mod events;
pub mod expertise;
pub mod experts;
pub mod expired;
pub mod facts;
pub mod feedback;
pub mod geography;
pub mod grants;
pub mod holds;
pub mod house_styles;
pub mod identities;
pub mod incoming;
pub mod invitations;
pub mod jobs;
pub mod kept_forms;
pub mod keyed;
pub mod letter_wishes;
pub mod link_requests;
pub mod messages;
pub mod models;
pub mod moved_promises;
pub mod open_work;
pub mod openings;
pub mod organisation_domains;
pub mod organisations;
pub mod organisations_kept;
pub mod organisations_merged;
pub mod people;
pub mod promise_rules;
pub mod reminders;
pub mod retention;
pub mod routing_rules;
pub mod search;
pub mod sessions;
pub mod setbacks;
pub mod shared_drafts;
pub mod sign_in_failures;
pub mod silence;
pub mod splits;
pub mod statistics;
pub mod terms;
pub mod text_blocks;
mod ticket_places;
pub mod tickets;
pub mod tokens;
pub mod topics;
pub mod uploads;
pub mod versions;
pub mod views;

pub use connect::Store;
pub use door::Tx;
pub use error::{StoreError, Trouble, Unavailable};
pub use figures::{FIGURE_CONNECTIONS, Figures};
pub use place::{Missing, is_database, keep_private};
pub use pools::{Options, quiet};
pub use reads::Reads;
pub use relay::{Ear, News};
pub use scope::{Cursor, Order, Page, Paging, Scope, TicketFilter, Turn};
pub use statements::Statements;
