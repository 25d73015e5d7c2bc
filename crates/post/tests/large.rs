//! Mails of the size that servers let through, and mails that were written to keep a reader busy.

use post::{Attachment, Complaint, Incoming, Ours, Read, read};
use std::time::{Duration, Instant};

/// How long the slowest machine may take for a mail of 25 MB, without optimisation.
const PATIENCE: Duration = Duration::from_secs(60);

#[expect(clippy::disallowed_methods, reason = "measures how long the machine takes")]
fn timed(name: &str, raw: &[u8]) -> Incoming {
    let began = Instant::now();
    let Read { mail, complaints } = read(raw, &Ours::default());
    let took = began.elapsed();
    println!("{name}: {} MB in {} ms", raw.len() / 1_000_000, took.as_millis());
    assert!(!complaints.contains(&Complaint::Unreadable), "a library failed on {name}");
    assert!(took < PATIENCE, "{name} took {took:?}");
    mail
}

fn filled(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.len())
}

const LARGE: usize = 25_000_000;

#[test]
fn a_mail_of_25_mb_keeps_its_file_and_its_text() {
    let file = filled("UmVnZWwgbWV0IHRla3N0IGRpZSBuaWV0cyBiZXRla2VudCwgYWNodGVyZWVu\n", LARGE);
    let raw = format!(
        "From: a@gemeente.example\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nZie bijlage.\n--m\n\
         Content-Type: application/pdf; name=groot.pdf\nContent-Transfer-Encoding: base64\n\n{file}--m--\n"
    );
    let mail = timed("a file", raw.as_bytes());
    assert_eq!((mail.text.as_str(), mail.attachments.len()), ("Zie bijlage.", 1));
    assert!(mail.attachments[0].bytes.len() > LARGE * 7 / 10);
}

#[test]
fn a_text_of_25_mb_is_shown_in_part_and_kept_whole() {
    for (kind, piece) in [("plain", "Een regel tekst.\n"), ("html", "<p>Een regel tekst.</p>\n")] {
        let raw = format!("From: a@b.example\nContent-Type: text/{kind}\n\n{}", filled(piece, LARGE));
        let mail = timed(kind, raw.as_bytes());
        assert!(mail.text.starts_with("Een regel tekst.") && mail.text.len() < 2_000_000);
        let [Attachment { bytes, .. }] = mail.attachments.as_slice() else {
            panic!("no file: {:?}", mail.attachments.len())
        };
        assert!(bytes.len() + piece.len() >= LARGE, "only {} bytes", bytes.len());
    }
}

/// What would take a careless reader hours: each is a tenth of the size allowed, and must take a moment.
#[test]
fn hostile_mails_take_no_longer_than_others() {
    let size = LARGE / 10;
    let html = |body: String| format!("From: a@b.example\nContent-Type: text/html\n\n{body}");
    let text = |body: String| format!("From: a@b.example\n\n{body}");
    let parts = |piece: &str| {
        format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=m\n\n{}", filled(piece, size))
    };
    let nested: String =
        (0..40_000).map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n")).collect();
    let mails = [
        ("parts that announce parts", parts("--m\nContent-Type: multipart/mixed; boundary=zz\n\nx\n")),
        ("nested without end", nested),
        ("mails within mails", filled("Content-Type: message/rfc822\n\n", size)),
        ("one header", format!("Subject: {}\n\nx", filled("=?utf-8?q?a?= ", size))),
        ("open encoded words", format!("Subject: {}\n\nx", filled("=?utf-8?q?", size))),
        ("headers", format!("{}\nx", filled("X-A: b\n", size))),
        ("parameters", format!("Content-Type: text/plain{}\n\nx", filled("; a*1=b", size))),
        ("addresses", format!("From: {}\n\nx", filled("a@b.example, ", size))),
        ("brackets", format!("From: {}\n\nx", filled("(", size))),
        ("references", format!("References: {}\n\nx", filled("<a@b.example> ", size))),
        ("attributes", html(format!("<a {}>x</a>", filled("b=c d ", size)))),
        ("tags that stay open", html(filled("<div><b>", size))),
        ("tags that were never open", html(filled("<i></b></u>", size))),
        ("links", html(filled("<a href=http://b.example/>x ", size))),
        ("lists in lists", html(filled("<ol><li>", size))),
        ("quotes in quotes", html(filled("<blockquote>x", size))),
        ("comments", html(filled("<!-- ", size))),
        ("entities", html(filled("&amp", size))),
        ("marks", html(filled("<div class=gmail_quote>x</div>", size))),
        ("quotes", text(filled(">", size))),
        ("quoted lines", text(filled("> a\nb\n\n", size))),
        ("attributions", text(filled("Op 24 nov 2026 om 10:00 schreef a@b.example\n", size))),
        ("blocks", text(filled("Van: a\nb\n", size))),
        ("rules", text(filled("_____\n", size))),
        ("blank lines", text(filled("\n", size))),
        ("a quote and short lines", text(format!("> x\n{}", filled("b\n", size)))),
        ("telephones", text(filled("Verzonden vanaf mijn iPhone\n", size))),
        ("results", format!("Authentication-Results: mx; {}\n\nx", filled("spf=pass a=b;", size))),
    ];
    for (name, raw) in &mails {
        timed(name, raw.as_bytes());
    }
}

/// What came along as files, and the complaints.
fn files_of(raw: &str) -> (String, String, Vec<Complaint>) {
    let Read { mail, complaints } = read(raw.as_bytes(), &Ours::default());
    let files: Vec<u8> = mail.attachments.into_iter().flat_map(|file| file.bytes).collect();
    (mail.text, String::from_utf8(files).expect("a text"), complaints)
}

#[test]
fn parts_beyond_the_bounds_come_along_as_a_file() {
    let parts: String = (0..700).map(|at| format!("--m\n\ndeel {at}\n")).collect();
    let (text, files, complaints) = files_of(&format!("Content-Type: multipart/mixed; boundary=m\n\n{parts}--m--\n"));
    assert_eq!(complaints, [Complaint::TooManyParts]);
    for at in 0..700 {
        let part = format!("deel {at}\n");
        assert!(format!("{text}\n").contains(&part) || files.contains(&part), "{part} is lost");
    }
    let nested: String =
        (0..40).map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n")).collect();
    let ends: String = (0..40).rev().map(|at| format!("--b{at}--\n")).collect();
    let (_, files, complaints) = files_of(&format!("{nested}\ndiep\n{ends}"));
    assert_eq!(complaints, [Complaint::TooManyParts]);
    assert!(files.contains("diep"), "{files}");
}

#[test]
fn headers_beyond_the_bounds_do_not_hide_the_text() {
    let long = filled("lang ", 100_000);
    for head in [format!("Subject: {long}\n"), format!("X-A: {long}\n").repeat(5) + "Subject: lang\n"] {
        let (text, _, complaints) = files_of(&format!("From: a@b.example\n{head}\nDe tekst."));
        assert_eq!((text.as_str(), complaints.as_slice()), ("De tekst.", &[Complaint::HeadersTooLong][..]));
    }
}
