//! The whole desk in tests.
