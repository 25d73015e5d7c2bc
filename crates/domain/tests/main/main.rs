//! The rules of the domain, from outside: what the other crates rest on. One module per noun, as in the crate itself.

mod given;
mod inhabitants;

mod days;
mod deadline;
mod email;
mod exclusions;
mod geography;
mod ledger;
mod letter;
mod municipalities;
mod numbers;
mod organisation;
mod people;
mod personal_data;
mod places;
mod promises;
mod question;
mod reference;
mod standing;
mod stored_words;
mod text;
mod ticket;
mod topics;
mod words;
