//! Every letter as it arrives, in files that a person can read: `tests/letters/*.txt` and, for whoever reads HTML,
//! `tests/letters/*.html` (golden files, snapshots). Run with UPDATE=1 to write them again, and read what changed as the
//! person who gets it.

use super::html::letter_in_html;
use super::made_up::Post;
use super::samples;
use crate::{AuthSettings, Patience, Settings, Signature};
use domain::{House, InEnglish, Letter, LetterKind};
use routing::Language;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use store::jobs::Job;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/letters")
}

fn as_text(kind: LetterKind) -> String {
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

/// Pages one after the other, each behind a line that names its form.
fn as_html(kind: LetterKind) -> String {
    let pages = samples(kind).into_iter();
    pages.map(|(form, job)| format!("<!-- === {form} -->\n{}", letter_in_html(&job.letter))).collect()
}

#[test]
fn every_kind_of_letter_is_written_down_in_all_its_forms_as_it_is_sent() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut files = BTreeSet::new();
    let named = |kind: LetterKind, ending| format!("{}.{ending}", kind.as_str());
    let written = LetterKind::ALL
        .into_iter()
        .flat_map(|kind| [(named(kind, "txt"), as_text(kind)), (named(kind, "html"), as_html(kind))]);
    for (name, text) in written {
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
    assert_eq!(there, files, "two files for each kind of letter, and no other");
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
fn every_letter_has_a_salutation_a_link_and_the_signature_of_the_desk_in_one_language() {
    for (form, Job { letter, .. }) in LetterKind::ALL.into_iter().flat_map(samples) {
        let (begins, signs) = match letter.language.as_str() {
            "en" => (["Dear ", "Hello,\n\n"], "Kind regards,"),
            _ => (["Beste ", "Goedendag,\n\n"], "Met vriendelijke groet,"),
        };
        assert!(begins.iter().any(|begin| letter.body.starts_with(begin)), "{form}: {}", letter.body);
        assert!(letter.body.contains("\nhttps://loket.example/"), "{form}: {}", letter.body);
        let signed = ["Expertteam Huisvesting Aandachtsgroepen", "Het woonloket"];
        let signed = signed.iter().any(|name| letter.body.contains(&format!("\n\n{signs}\n{name}\n\n")));
        assert!(signed && letter.body.ends_with('\n'), "{form}: {}", letter.body);
        let dutch = ["Volg ", "Bekijk", "Reageer", "Antwoord niet", "sluiten wij"]
            .iter()
            .any(|words| letter.body.contains(words));
        assert!(!dutch || letter.language == "nl", "{form}: {}", letter.body);
    }
}

#[test]
fn letters_about_one_question_are_one_conversation_and_those_to_its_asker_have_one_subject() {
    let mut subjects = BTreeSet::new();
    for (form, Job { letter, person, .. }) in LetterKind::ALL.into_iter().flat_map(samples) {
        let about_one = letter.subject.contains("[EHA-2026-000041-L]");
        let thread = about_one.then_some("<vraag-EHA-2026-000041-L@loket.example>");
        assert_eq!(letter.thread.as_deref(), thread, "{form}");
        assert!(!letter.subject.starts_with('['), "{form}: what it is about comes first");
        if about_one && person.is_none() && letter.kind != LetterKind::NewLink {
            subjects.insert(letter.subject);
        }
    }
    let all: Vec<&str> = subjects.iter().map(String::as_str).collect();
    assert_eq!(all, ["Onze woonzorgvisie [EHA-2026-000041-L]", "Our housing plan [EHA-2026-000041-L]"]);
}

/// Letters of a desk that nobody changed anything of; those to askers in both languages.
fn samples(kind: LetterKind) -> Vec<(String, Job)> {
    let in_language = |language| {
        samples::samples(&Post { settings: settings(), house: House::default(), language }, kind).into_iter()
    };
    let dutch = in_language(Language::Nl).map(|(form, job)| (form.to_owned(), job));
    let english = in_language(Language::En).filter(|(_, job)| job.letter.language == "en");
    dutch.chain(english.map(|(form, job)| (format!("{form}, in het Engels"), job))).collect()
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

#[test]
fn a_letter_in_english_says_what_the_house_style_says_in_english_and_otherwise_what_it_says_in_dutch() {
    let dutch = House {
        sender: Some("Woonloket".to_owned()),
        signature: Some("Het woonloket".to_owned()),
        reach: Some("Bel ons gerust.".to_owned()),
        additions: [(LetterKind::Receipt, "Tot en met 2 januari is het loket dicht.".to_owned())].into(),
        ..House::default()
    };
    let english = InEnglish {
        sender: Some("Housing desk".to_owned()),
        signature: Some("The housing desk".to_owned()),
        reach: Some("Do call us.".to_owned()),
        additions: [(LetterKind::Receipt, "We are closed until 2 January.".to_owned())].into(),
    };
    let receipt = |house: &House, language| {
        let post = Post { settings: settings(), house: house.clone(), language };
        samples::samples(&post, LetterKind::Receipt).remove(0).1.letter
    };
    let both = House { english, ..dutch.clone() };
    let letter = receipt(&both, Language::En);
    assert_eq!(letter.from_name.as_deref(), Some("Housing desk"));
    let end = "\n\nWe are closed until 2 January.\n\nKind regards,\nThe housing desk\n\nDo call us.\n";
    assert!(letter.body.ends_with(end), "{}", letter.body);
    assert_eq!(receipt(&both, Language::Nl), receipt(&dutch, Language::Nl), "letters in Dutch stay as they are");
    let letter = receipt(&dutch, Language::En);
    assert_eq!(letter.from_name.as_deref(), Some("Woonloket"));
    let end = "\n\nTot en met 2 januari is het loket dicht.\n\nKind regards,\nHet woonloket\n\nBel ons gerust.\n";
    assert!(letter.body.ends_with(end), "{}", letter.body);
    assert!(super::examples(&settings(), &dutch).iter().all(|letter| letter.language == "nl"));
    let shown = super::examples(&settings(), &both);
    assert!(shown.iter().any(|letter| letter.language == "en" && letter.kind == LetterKind::Answer));
    assert!(shown.iter().all(|letter| letter.language == "nl" || letter.kind.is_to_asker()));
}
