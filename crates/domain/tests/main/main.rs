//! The rules of the domain, from outside: what the other crates rest on. One module per noun, as in the crate itself.

mod given;

mod days;
mod letter;
mod numbers;
