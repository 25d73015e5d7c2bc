//! Accessible pages.
