//! Bytes as they were before they were made fit for mail (transfer encodings).

use mail_parser::decoders::base64::base64_decode;
use std::borrow::Cow;

/// These bytes decoded, and whether they were what was declared.
pub(crate) fn decoded<'raw>(body: &'raw [u8], declared: Option<&str>) -> (Cow<'raw, [u8]>, bool) {
    match declared.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        "" | "7bit" | "8bit" | "binary" => (Cow::Borrowed(body), true),
        _ => (Cow::Borrowed(body), false),
    }
}

/// Up to the first line that is not base64; that line and all behind it stay as they are: lists hang their words behind.
fn base64(body: &[u8]) -> (Cow<'_, [u8]>, bool) {
    if let Some(bytes) = base64_decode(body) {
        return (Cow::Owned(bytes), true);
    }
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\r\n\t ".contains(byte);
    let mut end = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if !line.iter().all(fits) {
            break;
        }
        end += line.len();
    }
    let (good, rest) = body.split_at(end);
    let mut bytes = base64_decode(good).unwrap_or_default();
    bytes.extend_from_slice(rest);
    (Cow::Owned(bytes), false)
}

fn quoted_printable(body: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let mut bytes = Vec::with_capacity(body.len());
    let mut well = true;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let content = line.trim_ascii_end();
        let soft = content.ends_with(b"=");
        let mut rest = content.strip_suffix(b"=").unwrap_or(content);
        while let Some((&byte, behind)) = rest.split_first() {
            rest = behind;
            let decoded = if byte == b'=' { hex(behind) } else { None };
            if let Some(decoded) = decoded {
                bytes.push(decoded);
                rest = &behind[2..];
            } else {
                well &= byte != b'=';
                bytes.push(byte);
            }
        }
        if !soft && line.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    (Cow::Owned(bytes), well)
}

/// The byte that two hexadecimal digits at the head of `text` stand for.
pub(crate) fn hex(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}
