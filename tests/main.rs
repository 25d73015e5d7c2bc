//! The whole desk in tests: over its real doors, on both databases.

mod client;
mod contract;
mod costs;
mod crash;
mod faults;
mod files;
mod house;
mod identity;
mod oidc;
mod people;
mod races;
mod routing;
mod tokens;
mod walk;
