//! How much of a list is asked for, and from where (pagination, cursors).

use crate::errors::coded;
use app::Cursor;
use async_graphql::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::TicketId;

/// A page that somebody leaves open explicitly, with null, is a usual one.
const USUAL_PAGE: i32 = 25;

pub(crate) fn page_size(first: Option<i32>) -> Result<u32> {
    size_in("first", first)
}

/// How much of a page is asked for, in the argument of this name.
pub(crate) fn size_in(argument: &str, size: Option<i32>) -> Result<u32> {
    u32::try_from(size.unwrap_or(USUAL_PAGE))
        .ok()
        .filter(|size| (1..=100).contains(size))
        .ok_or_else(|| coded("BAD_REQUEST", &format!("{argument} moet tussen 1 en 100 liggen.")))
}

/// A cursor as clients see it: nothing they should read anything into.
pub(crate) fn cursor_of(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}", cursor.urgency, cursor.id))
}

pub(crate) fn cursor(text: &str) -> Result<Cursor> {
    let read = || {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (urgency, id) = plain.split_once(':')?;
        Some(Cursor { urgency: urgency.parse().ok()?, id: TicketId(id.parse().ok()?) })
    };
    read().ok_or_else(bad_cursor)
}

pub(crate) fn bad_cursor() -> Error {
    coded("BAD_REQUEST", "Deze cursor is ongeldig.")
}
