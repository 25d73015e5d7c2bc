//! People of the desk (agents, users), as the API shows them.

use super::pages::PageInfo;
use async_graphql::{ID, SimpleObject};

#[derive(SimpleObject)]
pub(crate) struct Viewer {
    pub id: ID,
    pub name: String,
    pub roles: Vec<String>,
}

#[derive(SimpleObject, Clone)]
pub(crate) struct Expert {
    pub id: ID,
    pub name: String,
}

#[derive(SimpleObject)]
pub(crate) struct ExpertConnection {
    pub nodes: Vec<Expert>,
    pub page_info: PageInfo,
}
