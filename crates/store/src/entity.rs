//! Rows; private to this crate.
