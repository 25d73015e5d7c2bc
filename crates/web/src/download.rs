//! Files of messages are given back (downloads): never shown within a page of ours, and without a name in the address.

use crate::error::Failure;
use crate::extract::{Path, Secret};
use crate::state::Web;
use crate::visitor::Visitor;
use app::{Content, Refusal};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::{Attachment, FileId, MessageId, Origin, SentFile};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a browser may do with a file that it shows all the same.
const POLICY: &str = "default-src 'none'; sandbox";
/// What stands in an extended parameter as it is (RFC 5987).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file as a page names it.
pub(crate) struct FileLine {
    pub href: String,
    pub name: String,
    pub size: String,
}

/// The files of this message, below this page.
pub(crate) fn lines(files: &[Attachment], message: MessageId, page: &str) -> Vec<FileLine> {
    let own = files.iter().filter(|attached| attached.message == message).map(|attached| &attached.file);
    let line = |file: &SentFile| FileLine {
        href: format!("{page}/bestand/{}", file.id),
        name: file.name.clone(),
        size: file.size_in_words(),
    };
    own.map(line).collect()
}

/// By the asker's link.
pub(crate) async fn for_asker(
    State(web): State<Web>,
    Secret(secret): Secret,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let caller = web.app.asker_of(&secret, Origin::Web).await?;
    let (file, content) = web.app.read_file(&caller, file_id(&id)?).await?;
    given(&file, content)
}

/// For the people of the desk.
pub(crate) async fn for_staff(visitor: Visitor, Path((_, id)): Path<(String, String)>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let (file, content) = visitor.app.read_file(&visitor.caller, file_id(&id)?).await?;
    given(&file, content)
}

fn file_id(id: &str) -> Result<FileId, Failure> {
    id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

fn given(file: &SentFile, content: Content) -> Result<Response, Failure> {
    let broken = |error: &dyn std::fmt::Display| Failure::Broken(error.to_string());
    let named = HeaderValue::from_str(&disposition(&file.name)).map_err(|error| broken(&error))?;
    let kind = HeaderValue::from_str(&file.media_type).map_err(|error| broken(&error))?;
    let response = Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_DISPOSITION, named)
        .header(header::CONTENT_LENGTH, file.bytes)
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header("cross-origin-resource-policy", "same-origin")
        .body(Body::from_stream(content));
    response.map_err(|error| broken(&error))
}

/// As an attachment under its name: in plain signs, and as it is (RFC 6266).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || " .-_()".contains(sign) { sign } else { '_' })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN))
}

#[cfg(test)]
mod tests {
    use super::disposition;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_given_in_both_ways() {
        assert_eq!(
            disposition("één \"plan\"; 1.pdf"),
            "attachment; filename=\"__n _plan__ 1.pdf\"; filename*=UTF-8''%C3%A9%C3%A9n%20%22plan%22%3B%201.pdf"
        );
    }

    proptest! {
        #[test]
        fn no_name_gets_out_of_its_header(name in "\\PC{0,60}|[\\x00-\\u{10ffff}]{0,30}") {
            let header = disposition(&name);
            prop_assert!(header.is_ascii() && !header.contains(['\r', '\n', '\0']));
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}
