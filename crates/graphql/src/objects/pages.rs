//! A page of a list (pagination: the connection pattern of Relay).

use async_graphql::SimpleObject;

#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    pub has_next_page: bool,
    pub has_previous_page: bool,
    pub start_cursor: Option<String>,
    pub end_cursor: Option<String>,
}
