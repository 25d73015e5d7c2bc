//! Every letter as it arrives, in files that a person can read: `tests/letters/*.txt` (golden files, snapshots). Run with
//! UPDATE=1 to write them again, and read what changed as the person who gets it.

use super::samples::{self, Post, Samples};
use crate::{AuthSettings, Patience, Settings, Signature};
use domain::{House, Letter, LetterKind};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use store::jobs::Job;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/letters")
}

fn written(kind: LetterKind) -> String {
    let mut text = format!(
        "# {}: every form of this letter. Written by a test (UPDATE=1), to be read by a person.\n",
        kind.label()
    );
    for (form, job) in samples(kind) {
        assert_eq!(job.letter.kind, kind, "{form}");
        write!(text, "\n=== {form}\nOnderwerp: {}\n\n{}", job.letter.subject, job.letter.body).expect("text");
    }
    text
}

#[test]
fn every_kind_of_letter_is_written_down_in_all_its_forms_as_it_is_sent() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut files = BTreeSet::new();
    for kind in LetterKind::ALL {
        let (name, text) = (format!("{}.txt", kind.as_str()), written(kind));
        let path = folder().join(&name);
        if update {
            std::fs::create_dir_all(folder()).expect("a folder");
            std::fs::write(&path, &text).expect("it can be written");
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("tests/letters/{name}: {error}"));
        assert_eq!(
            text, golden,
            "tests/letters/{name}: a letter changed; if that is meant, run with UPDATE=1 and read it"
        );
        files.insert(name);
    }
    let there = std::fs::read_dir(folder()).expect("a folder");
    let there: BTreeSet<String> =
        there.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(there, files, "one file for each kind of letter, and no other");
}

/// What nobody should read in a letter.
fn faults(subject: &str, body: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let text = format!("{subject}\n{body}");
    for (bad, what) in [
        ("  ", "two spaces"),
        ("\n\n\n", "two empty lines"),
        (" \n", "a space before the end of a line"),
        (" ,", "a name is missing"),
        (" :", "a name is missing"),
        ("Beste ,", "a name is missing"),
        ("–", "a name that the desk does not know"),
        ("..", "two full stops"),
        ("{", "a place that was not filled in"),
        ("}", "a place that was not filled in"),
        ("Some(", "code"),
        ("None", "code"),
    ] {
        if text.contains(bad) {
            faults.push(format!("{what}: {bad:?}"));
        }
    }
    let words: Vec<&str> = text.split_whitespace().filter(|word| !word.starts_with("http")).collect();
    for word in &words {
        let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        let is_key = bare.contains('_') || ["standard", "complex"].contains(&bare);
        let is_shouted = bare.len() > 3 && bare.chars().all(|sign| sign.is_ascii_uppercase());
        if is_key || is_shouted {
            faults.push(format!("a key of the program: {word}"));
        }
        if ["je", "jij", "jou", "jouw", "jullie"].contains(&bare.to_lowercase().as_str()) {
            faults.push(format!("not formal: {word}"));
        }
    }
    for pair in words.windows(2) {
        let thing = pair[1].trim_matches(|sign: char| !sign.is_alphanumeric());
        let is_plural = ["dagen", "werkdagen", "uren", "minuten", "seconden", "vragen", "reacties", "weken", "maanden"];
        let is_single = ["dag", "werkdag", "minuut", "seconde", "vraag", "reactie", "week", "maand"];
        let one = pair[0] == "1" && (is_plural.contains(&thing) || thing == "keer");
        let more = pair[0].parse::<u32>().is_ok_and(|number| number != 1) && is_single.contains(&thing);
        if one || more {
            faults.push(format!("a wrong number: {} {}", pair[0], pair[1]));
        }
    }
    let mut said = BTreeSet::new();
    for sentence in body.split(['.', '?', '\n']).map(str::trim).filter(|sentence| sentence.contains(' ')) {
        if !said.insert(sentence) {
            faults.push(format!("said twice: {sentence}"));
        }
    }
    faults
}

#[test]
fn no_letter_shows_a_key_a_gap_a_wrong_plural_or_a_sentence_twice() {
    for (kind, form, letter) in LetterKind::ALL
        .into_iter()
        .flat_map(|kind| samples(kind).into_iter().map(move |(form, job)| (kind, form, job.letter)))
    {
        let seen = faults(&letter.subject, &letter.body);
        assert!(seen.is_empty(), "{}, {form}: {seen:#?}\n{}", kind.as_str(), letter.body);
    }
    for bad in [
        "Deze link werkt 1 dagen.",
        "Dit duurde 2 minuut.",
        "Dit duurt over 1 minuten.",
        "De ANSWER komt later.",
        "Kies first_response.",
        "Beste ,",
        "Dit is  dubbel.",
        "Hoe gaat het met jou?",
        "– heeft deze vraag.",
        "Het is klaar. Het is klaar.",
        "Uw vraag is complex.",
    ] {
        assert!(!faults("", bad).is_empty(), "{bad}");
    }
    assert_eq!(
        faults("Antwoord voor dinsdag 1 december: x", "U hebt 1 dag, 2 dagen en één keer."),
        Vec::<String>::new()
    );
}

#[test]
fn every_letter_has_a_salutation_a_link_and_the_signature_of_the_desk() {
    for (form, Job { letter, .. }) in LetterKind::ALL.into_iter().flat_map(samples) {
        assert!(
            letter.body.starts_with("Beste ") || letter.body.starts_with("Goedendag,\n\n"),
            "{form}: {}",
            letter.body
        );
        assert!(letter.body.contains("\nhttps://loket.example/"), "{form}: {}", letter.body);
        let signed = ["Expertteam Huisvesting Aandachtsgroepen", "Het woonloket"];
        let signed =
            signed.iter().any(|name| letter.body.contains(&format!("\n\nMet vriendelijke groet,\n{name}\n\n")));
        assert!(signed && letter.body.ends_with('\n'), "{form}: {}", letter.body);
    }
}

/// Letters of a desk that nobody changed anything of.
fn samples(kind: LetterKind) -> Samples {
    samples::samples(&Post { settings: settings(), house: House::default() }, kind)
}

fn settings() -> Settings {
    Settings {
        public_url: "https://loket.example".to_owned(),
        allow_demo: false,
        signing_key: Vec::new(),
        letter_lease: crate::LETTER_LEASE,
        patience: Patience::default(),
        reactions_per_hour: 0,
        signature: Signature::default(),
        colleagues: crate::settings::Colleagues::default(),
        privacy: crate::settings::Privacy::default(),
        drafts_hold: chrono::Duration::days(14),
        reading: crate::settings::Reading::default(),
        files: crate::FileSettings::default(),
        auth: AuthSettings::default(),
        inbox: crate::InboxSettings::default(),
        retention: crate::Retention::default(),
        shown: Vec::new(),
    }
}

#[test]
fn a_house_style_signs_every_letter_and_says_something_besides_in_its_kind_alone() {
    let house = House {
        sender: Some("Woonloket".to_owned()),
        signature: Some("Het woonloket".to_owned()),
        reach: Some("Bel ons gerust.".to_owned()),
        additions: [(LetterKind::Receipt, "Tot en met 2 januari is het loket dicht.".to_owned())].into(),
        ..House::default()
    };
    for example in super::examples(&settings(), &house) {
        let Letter { kind, from_name, body, .. } = example;
        assert_eq!(from_name.as_deref(), Some("Woonloket"));
        let adds =
            body.contains("\n\nTot en met 2 januari is het loket dicht.\n\nMet vriendelijke groet,\nHet woonloket");
        assert_eq!(adds, kind == LetterKind::Receipt, "{body}");
        assert!(body.ends_with("\nHet woonloket\n\nBel ons gerust.\n"), "{body}");
    }
}
