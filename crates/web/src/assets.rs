//! Style, script and icon, inside the program, under a name that changes with their content.

use crate::error::Failure;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;

static CSS: LazyLock<String> = LazyLock::new(|| address("loket.css"));
static JS: LazyLock<String> = LazyLock::new(|| address("loket.js"));
static ICON: LazyLock<String> = LazyLock::new(|| address("loket.svg"));

/// Address of the style sheet.
pub(crate) fn css() -> &'static str {
    &CSS
}

/// Address of the script.
pub(crate) fn js() -> &'static str {
    &JS
}

/// Address of the icon.
pub(crate) fn icon() -> &'static str {
    &ICON
}

/// `/assets/loket.0123456789abcdef.css`
fn address(name: &str) -> String {
    let hash = Files::get(name).map_or_else(String::new, |file| hex(&file.metadata.sha256_hash()));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/assets/{stem}.{hash}.{extension}")
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// An asset; it may be kept for ever, since other content has another address.
pub(crate) async fn serve(Path(file): Path<String>) -> Result<Response, Failure> {
    let mut parts = file.split('.');
    let (Some(stem), Some(_hash), Some(extension), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Failure::NoSuchPage);
    };
    let name = format!("{stem}.{extension}");
    if address(&name) != format!("/assets/{file}") {
        return Err(Failure::NoSuchPage);
    }
    let found = Files::get(&name).ok_or(Failure::NoSuchPage)?;
    let kind = match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return Err(Failure::NoSuchPage),
    };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, found.data.into_owned()).into_response())
}

/// The icon, for browsers that ask for it by its old name.
pub(crate) async fn favicon() -> Result<Response, Failure> {
    let found = Files::get("loket.svg").ok_or(Failure::NoSuchPage)?;
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, found.data.into_owned()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_asset_answers_under_its_hash_and_under_no_other() {
        let file = css().strip_prefix("/assets/").expect("an asset's address").to_owned();
        assert!(serve(Path(file)).await.is_ok());
        assert!(serve(Path("loket.0000000000000000.css".to_owned())).await.is_err());
        assert!(serve(Path("../Cargo.toml".to_owned())).await.is_err());
    }
}
