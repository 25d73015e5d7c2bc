//! Style, script and icon: compiled in, cached for ever under a name that changes with their content.

use crate::error;
use crate::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

const FILES: [(&str, &str, &str); 3] = [
    ("loket", "css", include_str!("../assets/loket.css")),
    ("loket", "js", include_str!("../assets/loket.js")),
    ("icoon", "svg", include_str!("../assets/icoon.svg")),
];

/// The addresses of the three files.
pub(crate) struct Addresses {
    pub style: String,
    pub script: String,
    pub icon: String,
}

pub(crate) static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| {
    let [style, script, icon] = FILES.map(|file| format!("/bestanden/{}", name(file)));
    Addresses { style, script, icon }
});

fn name((stem, extension, content): (&str, &str, &str)) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{stem}-{:016x}.{extension}", hasher.finish())
}

/// One of the files.
pub(crate) async fn file(Path(wanted): Path<String>) -> Response {
    let Some((_, extension, content)) = FILES.into_iter().find(|file| name(*file) == wanted) else {
        return error::hidden();
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
