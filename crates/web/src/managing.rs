//! The pages of whoever manages the desk (administration), and the page that leads to all of them.

pub(crate) mod house;
pub(crate) mod index;
pub(crate) mod kinds;
pub(crate) mod letters;
pub(crate) mod mail;
pub(crate) mod mail_question;
pub(crate) mod regions;
pub(crate) mod settings;
pub(crate) mod topics;
