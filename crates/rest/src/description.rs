//! What this API can do, for programs (OpenAPI).

use serde_json::{Value, json};

/// The version that the description names: major, minor, patch. It stands in every answer.
pub(crate) const VERSION: &str = "1.0.0";

const WRITTEN: &str = include_str!("openapi.json");

/// The description of the API at this desk.
pub(crate) fn described(public_url: &str, desk: &str, contact: &str) -> Value {
    let mut description: Value = serde_json::from_str(WRITTEN).expect("a test reads it");
    description["servers"] = json!([{ "url": format!("{public_url}/v1"), "description": desk }]);
    description["info"]["contact"] = match contact.strip_prefix("mailto:") {
        Some(email) => json!({ "name": desk, "url": public_url, "email": email }),
        None => json!({ "name": desk, "url": contact }),
    };
    description
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_of_this_version_and_says_where_the_desk_is_and_whom_to_ask() {
        let described = described("https://loket.example", "Loket", "mailto:a@loket.example");
        assert_eq!(described["info"]["version"], VERSION);
        assert_eq!(described["servers"][0]["url"], "https://loket.example/v1");
        assert_eq!(described["info"]["contact"]["email"], "a@loket.example");
        let major = VERSION.split('.').next().expect("a number");
        assert!(described["servers"][0]["url"].as_str().expect("text").ends_with(&format!("/v{major}")));
    }
}
