//! The whole desk in tests: over its real doors, on both databases.

mod abuse;
mod client;
mod contract;
mod costs;
mod crash;
mod deadlines;
mod door;
mod doors;
mod extend;
mod faults;
mod files;
mod hidden;
mod house;
mod identity;
mod matrix;
mod nasty;
mod oidc;
mod people;
mod races;
mod routing;
mod stopping;
mod subscriptions;
mod text;
mod tokens;
mod walk;
mod workers;
