//! How people and programs come in (authentication): sessions, tokens, links.

pub(crate) mod attempts;
pub(crate) mod check_token;
pub(crate) mod issue_token;
pub(crate) mod keep_form;
pub(crate) mod sign_in;
pub(crate) mod sign_in_with_password;
pub(crate) mod sign_in_with_provider;
