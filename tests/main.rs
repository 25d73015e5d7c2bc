//! The whole desk in tests: over its real doors, on both databases.

mod client;
mod contract;
mod costs;
mod crash;
mod deadlines;
mod extend;
mod faults;
mod files;
mod house;
mod races;
mod routing;
mod walk;
mod workers;
