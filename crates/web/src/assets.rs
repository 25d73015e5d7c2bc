//! Style, script and icon (static files, cache headers), as they are sent.

pub(crate) mod addresses;

use crate::extract::Path;
use crate::{error, house};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// One of the files.
pub(crate) async fn file(Path(wanted): Path<String>) -> Response {
    let Some((extension, content)) = addresses::content(&wanted) else {
        return house::style_sheet(&wanted).unwrap_or_else(error::hidden);
    };
    let kind = match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, content).into_response()
}
