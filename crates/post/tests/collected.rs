//! Mails that others collected: those that come with the crate `mail-parser`, in every run, and a folder of samples when asked.

use post::{Incoming, Ours, Read, read};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Messages that the crate had when this was written: fewer means that this test looks in the wrong place.
const MESSAGES: usize = 100;

/// What Cargo says when it is asked this.
fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a text")
}

/// Where the source of `mail-parser` lies, as Cargo knows. For this platform only: what others need was not downloaded.
fn source_of_mail_parser() -> PathBuf {
    let version = cargo(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("the platform");
    let metadata = cargo(&["metadata", "--format-version", "1", "--offline", "--filter-platform", host]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo speaks JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package =
        packages.iter().find(|package| package["name"] == "mail-parser").expect("mail-parser is a dependency");
    let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a folder").to_owned()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn with_crlf(raw: &[u8]) -> Vec<u8> {
    let lines = raw.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.collect::<Vec<_>>().join(&b"\r\n"[..])
}

/// What the crate's own expectation knows of a header of the mail.
fn known(expected: &Value, name: &str) -> Option<Value> {
    let headers = expected["parts"][0]["headers"].as_array()?;
    let named = |header: &&Value| header["name"] == name || header["name"]["other"].as_str() == Some(name);
    headers.iter().filter(named).map(|header| header["value"].clone()).next()
}

/// A text in that expectation, whichever way it is written.
fn text(value: &Value) -> Option<String> {
    let found = value.get("Text").or_else(|| value.get("TextList").and_then(|list| list.get(0)))?;
    found.as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn address(value: &Value) -> Option<String> {
    let first = |list: &Value| list.get(0)?.get("address")?.as_str().map(str::to_owned);
    let address = value.get("Address")?;
    let list = address.get("List").and_then(first);
    list.or_else(|| address.get("Group")?.as_array()?.iter().find_map(|group| first(&group["addresses"])))
}

/// Whether this is what is known. Where the crate could not read a letter (U+FFFD) any letter will do.
fn agrees(known: &str, read: &str) -> bool {
    let same = |(known, read): (char, char)| known == read || known == '\u{fffd}';
    known.chars().count() == read.chars().count() && known.chars().zip(read.chars()).all(same)
}

/// What was read of one mail beside what is known: (what, known, read).
fn compared(expected: &Value, mail: &Incoming) -> Vec<(&'static str, String, String)> {
    let subject =
        known(expected, "subject").as_ref().and_then(text).map(|known| ("subject", known, mail.subject.clone()));
    let read = mail.from.as_ref().map(|from| from.address.clone()).unwrap_or_default();
    let from = known(expected, "from").as_ref().and_then(address).map(|known| ("from", known, read));
    let read = mail.message_id.clone().unwrap_or_default();
    let id = known(expected, "message_id").as_ref().and_then(text).map(|known| ("message id", known, read));
    [subject, from, id].into_iter().flatten().collect()
}

#[test]
fn the_messages_that_come_with_mail_parser_are_read_and_agree_with_what_it_knows() {
    let folder = source_of_mail_parser().join("resources/eml");
    let mails: Vec<PathBuf> =
        files(&folder).into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "eml")).collect();
    assert!(mails.len() >= MESSAGES, "only {} messages below {}", mails.len(), folder.display());
    let (mut agree, mut differ, mut lost) = (0, Vec::new(), Vec::new());
    for path in &mails {
        let raw = fs::read(path).expect("a mail");
        let expected = fs::read(path.with_extension("json")).expect("its expectation");
        let expected: Value = serde_json::from_slice(&expected).expect("JSON");
        for raw in [raw.clone(), with_crlf(&raw)] {
            let Read { mail, complaints } = read(&raw, &Ours::default());
            assert!(!complaints.contains(&post::Complaint::Unreadable), "{}", path.display());
            if mail.text.is_empty() && mail.tail.is_empty() && mail.attachments.is_empty() {
                lost.push(path.display().to_string());
            }
            for (what, known, read) in compared(&expected, &mail) {
                if agrees(&known, &read) {
                    agree += 1
                } else {
                    differ.push(format!("{}: {what}: {known} / {read}", path.display()))
                }
            }
        }
    }
    println!("{} messages read twice; {agree} of {} known headers agree", mails.len(), agree + differ.len());
    assert!(agree > 300, "only {agree} headers compared: the expectations are read wrongly");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    // Three of them hold nothing but boundaries, which end in one another.
    assert!(lost.len() <= 2 * 3, "nothing was found in {lost:?}");
}

/// `POST_SAMPLES=folder cargo test -p post --test collected -- --ignored --nocapture` shows what is read of each file in it.
#[test]
#[ignore = "reads a folder of samples that is not in the repository: POST_SAMPLES"]
fn a_folder_of_samples_is_read() {
    let folder = std::env::var("POST_SAMPLES").expect("POST_SAMPLES names a folder");
    for path in files(Path::new(&folder)) {
        let raw = fs::read(&path).expect("a readable file");
        let raw = if path.extension().is_some_and(|kind| kind == "html") {
            [b"Content-Type: text/html; charset=utf-8\nFrom: a@b.example\n\n", raw.as_slice()].concat()
        } else {
            raw
        };
        let Read { mail, complaints } = read(&raw, &Ours::default());
        println!("==== {}", path.display());
        println!("{:?} | {} | {:?} | {complaints:?}", mail.from, mail.subject, mail.nature);
        for one in &mail.attachments {
            println!("attachment: {:?} {} {} bytes, inline: {}", one.name, one.media_type, one.bytes.len(), one.inline);
        }
        println!("---- text\n{}\n---- tail, forwarded: {}\n{}", mail.text, mail.forwarded, mail.tail);
    }
}
