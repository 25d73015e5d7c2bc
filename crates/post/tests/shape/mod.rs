//! Mails of the project's own (shapes): each with what must come out, in `tests/shapes/*.txt`.
//!
//! `#### name`, a line with its kind, what is expected (`key: value`; what is not named is expected to be empty), behind
//! `---- text` the text, and behind `---- mail` the mail. `@new` and `@reply` stand for the usual headers; in a mail with `escapes`
//! in its second line, `\xNN` is a byte.

use std::fs;
use std::path::Path;

/// One mail, and what is expected of it.
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) kind: String,
    expected: Vec<(String, String)>,
    /// What is new in it; none where only its beginning is known.
    pub(crate) text: Option<String>,
    /// The mail, with `\n` at the end of its lines.
    pub(crate) mail: Vec<u8>,
}

const FROM: &str = "From: Jan Jansen <j.jansen@gemeente.example>\nTo: Loket <loket+v1.abc@loket.example>\n\
    Date: Tue, 24 Nov 2026 11:00:00 +0100\nMessage-ID: <jan-1@gemeente.example>\n";
const THREAD: &str =
    "In-Reply-To: <brief-7@loket.example>\nReferences: <brief-1@loket.example> <brief-7@loket.example>\n";

impl Shape {
    fn parse(text: &str) -> Self {
        let (head, rest) = text.split_once("\n---- ").expect("a part behind the head");
        let mut lines = head.lines();
        let name = lines.next().expect("a name").to_owned();
        let kind = lines.next().expect("a kind").to_owned();
        let pair = |line: &str| line.split_once(": ").map(|(key, value)| (key.to_owned(), value.to_owned()));
        let expected = lines.map(|line| pair(line).unwrap_or_else(|| panic!("{name}: {line}"))).collect();
        let rest = format!("---- {rest}\n");
        let (before, mail) = rest.split_once("---- mail\n").expect("a mail");
        let text = before.strip_prefix("---- text\n").map(|text| text.trim_end_matches('\n').to_owned());
        let mail = mail.strip_suffix('\n').unwrap_or(mail);
        Self { name, kind, expected, text, mail: bytes(mail) }
    }

    /// What is expected under this name.
    pub(crate) fn expects(&self, key: &str) -> Option<&str> {
        self.expected.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The mail with these line ends.
    pub(crate) fn with_line_ends(&self, end: &str) -> Vec<u8> {
        self.mail.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end.as_bytes())
    }
}

fn bytes(mail: &str) -> Vec<u8> {
    let escapes = mail.lines().take(2).any(|line| line == "escapes");
    let mut bytes = Vec::new();
    for line in mail.split('\n').filter(|line| *line != "escapes") {
        let (thread, subject) = match (line.strip_prefix("@new "), line.strip_prefix("@reply ")) {
            (Some(subject), _) => ("", Some(subject.to_owned())),
            (_, Some(subject)) => (THREAD, Some(format!("Re: {subject}"))),
            _ => ("", None),
        };
        match subject.as_deref() {
            Some("Re: -") => bytes.extend_from_slice(format!("{FROM}{thread}").as_bytes()),
            Some(subject) => bytes.extend_from_slice(format!("{FROM}{thread}Subject: {subject}\n").as_bytes()),
            None if escapes => {
                let mut pieces = line.split("\\x");
                bytes.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
                for piece in pieces {
                    bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two hexadecimal digits"));
                    bytes.extend_from_slice(&piece.as_bytes()[2..]);
                }
                bytes.push(b'\n');
            }
            None => bytes.extend_from_slice(format!("{line}\n").as_bytes()),
        }
    }
    bytes.pop();
    bytes
}

/// Every shape.
pub(crate) fn all() -> Vec<Shape> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the shapes").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let texts = files.iter().map(|path| format!("\n{}", fs::read_to_string(path).expect("a text")));
    texts.flat_map(|text| text.split("\n#### ").skip(1).map(Shape::parse).collect::<Vec<_>>()).collect()
}
