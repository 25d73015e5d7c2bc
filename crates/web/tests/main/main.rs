//! The pages over a real desk, without a browser.
#![allow(clippy::unwrap_used)]

mod asking;
mod desk;
mod frame;
mod staff;
