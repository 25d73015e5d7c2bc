//! Every shape of the project's own comes out as it was written down, whatever ends its lines.

#[path = "shape/properties.rs"]
mod properties;
mod shape;

use post::{Bounce, FailedRecipient, Incoming, Mailbox, Nature, Ours, Read, read};
use shape::Shape;

fn ours() -> Ours {
    Ours {
        authserv_id: Some("mx.loket.example".to_owned()),
        domain: "loket.example".to_owned(),
        addresses: vec!["loket@loket.example".to_owned()],
    }
}

fn nature(nature: &Nature) -> String {
    match nature {
        Nature::Personal => "personal".to_owned(),
        Nature::AutoReply { out_of_office: true } => "away".to_owned(),
        Nature::AutoReply { out_of_office: false } => "automatic".to_owned(),
        Nature::Bounce(bounce) => bounce_in_words(bounce),
        Nature::List => "list".to_owned(),
        Nature::Bulk => "bulk".to_owned(),
        Nature::Own => "own".to_owned(),
    }
}

fn bounce_in_words(bounce: &Bounce) -> String {
    let or_none = |word: &Option<String>| word.as_deref().unwrap_or("-").to_owned();
    let one = |one: &FailedRecipient| {
        let lasts = if one.permanent { "permanent" } else { "temporary" };
        format!("{} {} {lasts}", or_none(&one.address), or_none(&one.status))
    };
    let failed: Vec<String> = bounce.failed.iter().map(one).collect();
    format!("bounce {} of {}", failed.join(", "), or_none(&bounce.original_message_id))
}

fn mailbox(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}

fn attachments(mail: &Incoming) -> String {
    let one = |one: &post::Attachment| {
        let inline = if one.inline { " inline" } else { "" };
        format!("{} {}{inline}", one.name.as_deref().unwrap_or("-"), one.media_type)
    };
    let mut all: Vec<String> = mail.attachments.iter().map(one).collect();
    all.sort();
    all.join("; ")
}

/// Whether what is new was cut exactly as it should.
fn is_cut_right(shape: &Shape, mail: &Incoming) -> bool {
    let tail = shape.expects("tail begins").map_or(mail.tail.is_empty(), |begin| mail.tail.starts_with(begin));
    let forwarded = shape.expects("forwarded").map_or(shape.kind == "forward", |said| said == "yes");
    let text = match (&shape.text, shape.expects("text begins")) {
        (Some(text), _) => *text == mail.text,
        (None, Some(begin)) => mail.text.starts_with(begin),
        (None, None) => false,
    };
    text && tail && forwarded == mail.forwarded
}

/// What else is not as it should be.
fn differences(shape: &Shape, Read { mail, complaints }: &Read) -> Vec<String> {
    let mut sorted: Vec<&str> = shape.expects("attachments").unwrap_or_default().split("; ").collect();
    sorted.sort_unstable();
    let complaints: Vec<String> = complaints.iter().map(|complaint| format!("{complaint:?}")).collect();
    let found = [
        ("nature", nature(&mail.nature)),
        ("complaints", complaints.join(", ")),
        ("attachments", attachments(mail)),
        ("subject", mail.subject.clone()),
        ("from", mail.from.as_ref().map(mailbox).unwrap_or_default()),
        ("references", mail.references.join(" ")),
    ];
    let expected = |key: &str| match key {
        "nature" => Some(shape.expects(key).unwrap_or("personal").to_owned()),
        "complaints" => Some(shape.expects(key).unwrap_or_default().to_owned()),
        "attachments" => Some(sorted.join("; ")),
        _ => shape.expects(key).map(str::to_owned),
    };
    let differ = |(key, found): (&str, String)| {
        expected(key)
            .filter(|expected| *expected != found)
            .map(|expected| format!("{key}: {found} instead of {expected}"))
    };
    found.into_iter().filter_map(differ).collect()
}

#[test]
fn every_shape_comes_out_as_written_down() {
    let shapes = shape::all();
    assert!(shapes.len() >= 100, "only {} shapes", shapes.len());
    let mut wrong = Vec::new();
    let (mut cut_right, mut to_cut) = (0, 0);
    for shape in &shapes {
        let ends = if shape.expects("ends") == Some("cr") { &["\r"][..] } else { &["\n", "\r\n"] };
        for (round, end) in ends.iter().enumerate() {
            let seen = read(&shape.with_line_ends(end), &ours());
            let is_cut_right = is_cut_right(shape, &seen.mail);
            if ["reply", "forward"].contains(&shape.kind.as_str()) && round == 0 {
                to_cut += 1;
                cut_right += usize::from(is_cut_right);
            }
            let mut said = differences(shape, &seen);
            if !is_cut_right {
                let Incoming { text, tail, forwarded, .. } = &seen.mail;
                said.push(format!("text:\n{text}\ntail (forwarded: {forwarded}):\n{tail}\n"));
            }
            if !said.is_empty() && round == 0 {
                wrong.push(format!("#### {}\n{}", shape.name, said.join("\n")));
            } else if !said.is_empty() && wrong.last().is_none_or(|last| !last.contains(&shape.name)) {
                wrong.push(format!("#### {} with CRLF\n{}", shape.name, said.join("\n")));
            }
        }
    }
    println!("replies and forwards cut exactly right: {cut_right} of {to_cut}");
    assert!(to_cut >= 60, "only {to_cut} replies and forwards");
    assert!(cut_right * 100 >= to_cut * 95, "{}", wrong.join("\n"));
    assert!(wrong.is_empty(), "{} shapes differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// `POST_SEEDS=folder cargo test -p post --test shapes -- --ignored` writes every shape as a file, to begin fuzzing with.
#[test]
#[ignore = "writes the seeds of fuzzing into the folder POST_SEEDS"]
fn the_shapes_are_written_as_seeds() {
    let folder = std::env::var("POST_SEEDS").expect("POST_SEEDS names a folder");
    for (number, shape) in shape::all().iter().enumerate() {
        let path = std::path::Path::new(&folder).join(format!("{}-{number}", shape.kind));
        std::fs::write(path, shape.with_line_ends("\n")).expect("a folder that can be written to");
    }
}
