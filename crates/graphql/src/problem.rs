//! Refusals before and beside a query (HTTP errors, error codes), and what an error may say.

use crate::errors::coded;
use async_graphql::{Response as Answer, ServerError};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

/// Longest message of an error made by the library.
const MESSAGE_CHARACTERS: usize = 300;
/// Longest name of a field, a type or an argument that such a message may hold.
const NAME_BYTES: usize = 64;

pub(crate) fn problem(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// An answer that nobody keeps.
pub(crate) fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(crate) fn refusal(code: &str, message: &str) -> Answer {
    let error = coded(code, message).into_server_error(async_graphql::Pos::default());
    Answer::from_errors(vec![ServerError { locations: Vec::new(), ..error }])
}

/// Errors made by the library get a code, and keep nothing of what was sent but the names in it.
pub(crate) fn clean(mut answer: Answer) -> Answer {
    for error in &mut answer.errors {
        let coded = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        if !coded {
            error.message = names_only(&error.message);
            error.extensions.get_or_insert_default().set("code", "BAD_REQUEST");
        }
    }
    answer
}

/// A sentence of the library, in which everything between quotes that is no name of a schema is left out.
fn names_only(message: &str) -> String {
    let is_name = |text: &str| {
        text.len() <= NAME_BYTES && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_!$@[]".contains(sign))
    };
    let mut clean = String::new();
    for (at, part) in message.split(['"', '`']).enumerate() {
        let quoted = at % 2 == 1;
        if at > 0 {
            clean.push('"');
        }
        clean.push_str(if quoted && !is_name(part) { "…" } else { part });
    }
    clean.chars().filter(|sign| !sign.is_control()).take(MESSAGE_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::names_only;

    #[test]
    fn a_message_keeps_names_and_nothing_else_of_what_was_sent() {
        assert_eq!(
            names_only("Unknown field \"geheim\" on type \"Query\"."),
            "Unknown field \"geheim\" on type \"Query\"."
        );
        let told = names_only("Invalid value \"ans@arnhem.example\" for `Int!`");
        assert_eq!(told, "Invalid value \"…\" for \"Int!\"");
    }
}
