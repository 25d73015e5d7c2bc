//! How easily askers read what the desk says (readability): Flesch-Douma over every text of theirs, whole sentences only, with a
//! count of Dutch syllables that is tested itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a text must have: 60 is what somebody reads easily who finished secondary school (language level B1).
const EASY: f64 = 60.0;
/// Fewer words than this say too little of a text by itself; they count in the whole.
const ENOUGH_WORDS: usize = 20;

/// Pages that askers read.
const PAGES: [&str; 17] = [
    "accessibility",
    "answer",
    "answers",
    "answers_fitting",
    "answers_lines",
    "ask",
    "ask_check",
    "ask_places",
    "colleagues_question",
    "error",
    "follow",
    "lost",
    "macros",
    "organisation",
    "organisation_questions",
    "privacy",
    "base",
];
/// Public pages for people who work here.
const OF_STAFF: [&str; 5] = ["access", "forgotten", "recovery", "sign_in", "kept"];
/// Letters to askers, as they arrive.
const LETTERS: [&str; 9] = [
    "answer",
    "ask_back",
    "asker_reminder",
    "deadline_moved",
    "interim",
    "new_link",
    "receipt",
    "status_change",
    "who_answers",
];
/// Where the other sentences stand that they read: complaints, what became of a question, what failed.
const SENTENCES: [&str; 28] = [
    "crates/app/src/asking/organisation_questions.rs",
    "crates/app/src/asking/react_as_asker.rs",
    "crates/app/src/asking/say_helped.rs",
    "crates/app/src/asking/share_draft.rs",
    "crates/app/src/asking/submit_form.rs",
    "crates/app/src/attaching/claim.rs",
    "crates/app/src/attaching/receive_file.rs",
    "crates/app/reference/help_reasons.json",
    "crates/domain/src/asks_about_data.rs",
    "crates/domain/src/email.rs",
    "crates/domain/src/ending.rs",
    "crates/domain/src/places_given.rs",
    "crates/domain/src/question.rs",
    "crates/domain/src/take_text.rs",
    "crates/domain/src/who_asks.rs",
    "crates/files/src/refused.rs",
    "crates/web/src/ask_check.rs",
    "crates/web/src/ask_form.rs",
    "crates/web/src/ask_shared.rs",
    "crates/web/src/error.rs",
    "crates/web/src/error_page.rs",
    "crates/web/src/follow.rs",
    "crates/web/src/follow_said.rs",
    "crates/web/src/form.rs",
    "crates/web/src/helped.rs",
    "crates/web/src/lost.rs",
    "crates/web/src/sent_along.rs",
    "crates/web/src/wait.rs",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What is pronounced as one, the longest first.
const TOGETHER: [&str; 19] = [
    "eeu", "ieu", "aai", "ooi", "oei", "eau", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ij", "ei", "au", "ou",
    "ai",
];

/// The syllables of a Dutch word: its vowels, of which some are one together. A trema begins another.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let (mut rest, mut count) = (word.as_str(), 0);
    while let Some(sign) = rest.chars().next() {
        let taken = match TOGETHER.iter().find(|together| rest.starts_with(**together)) {
            Some(together) => {
                count += 1;
                together.len()
            }
            None => {
                count += usize::from("aeiouyàáâäèéêëìíîïòóôöùúûü".contains(sign));
                sign.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    count.max(1)
}

/// Words, sentences and syllables.
#[derive(Debug, Default, Clone, Copy)]
struct Counted {
    words: usize,
    sentences: usize,
    syllables: usize,
}

impl Counted {
    /// Of whole sentences: what has no full stop (a label, a heading, a button) is left out, though it is easier.
    fn of(text: &str) -> Self {
        let mut all = Self::default();
        for block in text.lines() {
            let mut from = 0;
            for (at, sign) in block.char_indices() {
                let next = block[at + sign.len_utf8()..].chars().next();
                if matches!(sign, '.' | '?' | '!') && next.is_none_or(|next| !next.is_alphanumeric()) {
                    all.add(&block[from..at]);
                    from = at + sign.len_utf8();
                }
            }
        }
        all
    }

    fn add(&mut self, sentence: &str) {
        let words = sentence.split(|sign: char| !(sign.is_alphabetic() || sign == '-' || sign == '\''));
        let words: Vec<&str> = words.filter(|word| word.contains(char::is_alphabetic)).collect();
        if words.len() < 2 {
            return;
        }
        self.sentences += 1;
        self.words += words.len();
        self.syllables += words.into_iter().map(syllables).sum::<usize>();
    }

    fn with(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            sentences: self.sentences + other.sentences,
            syllables: self.syllables + other.syllables,
        }
    }

    /// Flesch-Douma.
    #[expect(clippy::cast_precision_loss, reason = "texts have fewer words than a float has digits")]
    fn score(self) -> f64 {
        let (words, sentences, syllables) = (self.words as f64, self.sentences as f64, self.syllables as f64);
        206.84 - 0.77 * (100.0 * syllables / words) - 0.93 * (words / sentences)
    }
}

/// A text without what stands between these signs, and that itself.
fn between(text: &str, open: &str, close: &str) -> (String, String) {
    let (mut outside, mut inside, mut rest) = (String::new(), String::new(), text);
    while let Some((before, behind)) = rest.split_once(open) {
        outside.push_str(before);
        let (within, after) = behind.split_once(close).unwrap_or((behind, ""));
        inside.push_str(within);
        inside.push('\n');
        rest = after;
    }
    outside.push_str(rest);
    (outside, inside)
}

/// The texts of a template: what stands on the page, and what is said by its macros.
fn page(name: &str) -> String {
    let text = read(&format!("crates/web/templates/{name}.html"));
    let (text, _) = between(&text, "{#", "#}");
    let (text, code) = between(&text, "{%", "%}");
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let (text, _) = between(&text, "\u{1}", "\u{2}");
    let mut shown = String::new();
    for (number, part) in text.split('<').enumerate() {
        let (tag, words) = if number == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        // Within a sentence; everything else ends one.
        if !matches!(name, "" | "a" | "strong" | "bdi" | "span" | "em" | "b") {
            shown.push('\n');
        }
        shown.push_str(&words.replace('\n', " "));
    }
    format!("{shown}\n{}", literals(&code))
}

/// The sentences that stand in a file of Rust or JSON, one on a line.
fn literals(code: &str) -> String {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("\\\"", "'");
    let mut texts = Vec::new();
    for literal in code.split('"').skip(1).step_by(2) {
        let joined: Vec<&str> = literal.split("\\\n").map(str::trim_start).collect();
        let (text, _) = between(&joined.concat(), "{", "}");
        if text.contains(' ') && text.trim_end().ends_with(['.', '?', '!']) {
            texts.push(text.replace("\\n", "\n"));
        }
    }
    texts.join("\n")
}

/// A letter in its Dutch forms, without what it quotes of somebody else.
fn letter(name: &str) -> String {
    let text = read(&format!("tests/letters/{name}.txt"));
    let dutch = text.split("\n=== ").filter(|form| !form.lines().next().unwrap_or_default().ends_with("in het Engels"));
    let lines = dutch.flat_map(|form| form.lines().filter(|line| !line.starts_with('>')));
    lines.collect::<Vec<_>>().join("\n")
}

fn texts() -> Vec<(String, String)> {
    let pages = PAGES.iter().map(|name| ((*name).to_owned(), page(name)));
    let letters = LETTERS.iter().map(|name| (format!("letter {name}"), letter(name)));
    let sentences = SENTENCES.iter().map(|path| ((*path).to_owned(), literals(&read(path))));
    pages.chain(letters).chain(sentences).collect()
}

#[test]
fn everything_an_asker_reads_is_easy_to_read_each_text_and_all_of_them() {
    let mut all = Counted::default();
    for (name, text) in texts() {
        let counted = Counted::of(&text);
        all = all.with(counted);
        if counted.words < ENOUGH_WORDS {
            continue;
        }
        let score = counted.score();
        println!("{score:5.1} {name}: {} words", counted.words);
        assert!(score >= EASY, "{name} has {score:.1}: use shorter words and sentences");
    }
    println!("{:5.1} in all: {all:?}", all.score());
    assert!(all.words > 2_000, "the texts are found: {all:?}");
    assert!(all.score() >= EASY, "{all:?}");
}

#[test]
fn a_public_page_is_for_askers_or_for_people_who_work_here() {
    let known: BTreeSet<&str> = PAGES.into_iter().chain(OF_STAFF).collect();
    let mut files: Vec<PathBuf> = vec![root().join("crates/web/src")];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("a file").path()));
            continue;
        }
        let code = fs::read_to_string(&path).expect("text");
        if code.contains("Frame::public(") {
            for part in code.split("#[template(path = \"").skip(1) {
                let name = part.split(".html").next().unwrap_or_default();
                assert!(known.contains(name), "say in tests/reading_level.rs who reads {name}.html");
            }
        }
    }
}

#[test]
fn syllables_are_counted_as_a_dutch_reader_hears_them() {
    for (word, count) in [
        ("uw", 1),
        ("vraag", 1),
        ("nieuw", 1),
        ("schreeuw", 1),
        ("mooi", 1),
        ("e-mail", 2),
        ("nieuwe", 2),
        ("bureau", 2),
        ("zeeën", 2),
        ("oude", 2),
        ("huizen", 2),
        ("via", 2),
        ("regio", 3),
        ("gemeente", 3),
        ("ideeën", 3),
        ("privacy", 3),
        ("kopiëren", 4),
        ("beantwoorden", 4),
        ("reageren", 4),
        ("financieel", 4),
        ("organisatie", 5),
        ("geïnteresseerd", 5),
        ("toegankelijkheid", 5),
        ("verantwoordelijk", 5),
        ("gegevensbescherming", 6),
        ("EHA", 2),
        ("pdf", 1),
    ] {
        assert_eq!(syllables(word), count, "{word}");
    }
}

#[test]
fn only_whole_sentences_count_and_a_point_within_a_number_or_address_ends_none() {
    let counted = Counted::of("Uw naam\nDit is een zin. En nog een!\nOp www.voorbeeld.nl staat 1.000 keer meer.");
    assert_eq!((counted.sentences, counted.words), (3, 4 + 3 + 7), "{counted:?}");
    let (easy, hard) = (Counted::of("Wij helpen u. Wij zijn er voor u."), {
        Counted::of("Verantwoordelijkheidsgevoel veronderstelt organisatorische vooringenomenheid.")
    });
    assert!(easy.score() > 100.0 && hard.score() < 0.0, "{} {}", easy.score(), hard.score());
}

#[test]
fn the_texts_of_templates_and_code_are_read_without_their_signs() {
    let code = "// Geen zin.\nlet x = \"Kies een \\\n   plaats. {name} is er niet.\";\nlet y = \"geen zin\";";
    assert_eq!(literals(code), "Kies een plaats.  is er niet.");
    let asked = page("lost");
    assert!(
        asked.contains("Wij sturen hem u nog een keer.") && !asked.contains('<') && !asked.contains("{%"),
        "{asked}"
    );
    assert!(asked.contains("Het begint met EHA en staat in elke e-mail van ons."), "what macros say: {asked}");
}
