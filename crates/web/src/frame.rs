//! The frame around every page (layout, navigation): title, menu, and who is signed in.

use crate::assets::addresses::{ADDRESSES, Addresses};
use crate::house::Worn;

/// The frame around a page.
#[derive(Clone)]
pub(crate) struct Frame {
    pub title: String,
    pub assets: &'static Addresses,
    /// What the desk is called and wears.
    pub worn: Worn,
    /// Name of who is signed in; none for askers.
    pub person: Option<String>,
    pub form_token: String,
    pub sees_tickets: bool,
    pub sees_trends: bool,
    /// Leads: triage, experts and learning.
    pub leads: bool,
    /// Experts and leads.
    pub uses_text_blocks: bool,
    /// Leads and administrators.
    pub edits_lexicon: bool,
    /// Leads and administrators: terms, holds, erasing and access.
    pub keeps_data: bool,
    /// Administrators.
    pub manages_promises: bool,
    /// Administrators: people, domains and the log.
    pub administers: bool,
    /// The signed-in person's own expert page, if they are an expert.
    pub own_page: Option<String>,
    /// The list that the reader came from, to go back to.
    pub list: String,
    /// How far the desk is filled that is being filled: what a page shows is not whole.
    pub filled: Option<String>,
    /// What the reader did just now.
    pub done: Option<String>,
}

impl Frame {
    /// For a page of askers.
    pub(crate) fn public(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            assets: &ADDRESSES,
            worn: Worn::now(),
            person: None,
            form_token: String::new(),
            sees_tickets: false,
            sees_trends: false,
            leads: false,
            uses_text_blocks: false,
            edits_lexicon: false,
            keeps_data: false,
            manages_promises: false,
            administers: false,
            own_page: None,
            list: "/werkbak".to_owned(),
            filled: None,
            done: None,
        }
    }
}
