//! Questions with their labels: the experience the classifier learns from.
//!
//! The files in `corpus/` are made to be read and added to by people. A question is a heading
//! `### groups | themes | asker | language`, a line with the subject (a dash when there is none), the body, and an empty
//! line. A question without topics is one that is not for this desk.

use domain::TopicKey;
use std::sync::OnceLock;

/// The project's own questions, one file per sort of sender or of mail.
const FILES: [&str; 10] = [
    include_str!("../corpus/gemeenten.txt"),
    include_str!("../corpus/corporaties.txt"),
    include_str!("../corpus/zorg-en-welzijn.txt"),
    include_str!("../corpus/provincies-en-regios.txt"),
    include_str!("../corpus/spreektaal.txt"),
    include_str!("../corpus/praktijk.txt"),
    include_str!("../corpus/doorgestuurd.txt"),
    include_str!("../corpus/grensgevallen.txt"),
    include_str!("../corpus/raad-en-kamer.txt"),
    include_str!("../corpus/vraagpagina-en-bewoners.txt"),
];

/// One question, and what it is about according to somebody who read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Its groups.
    pub groups: Vec<TopicKey>,
    /// Its themes, the primary one first.
    pub themes: Vec<TopicKey>,
}

impl Example {
    /// Nothing this desk answers.
    pub fn out_of_scope(&self) -> bool {
        self.groups.is_empty() && self.themes.is_empty()
    }
}

/// The same, file by file: each holds the voices of one sort of sender or of mail.
pub fn training_files() -> Vec<Vec<Example>> {
    FILES.iter().map(|file| parse_corpus(file)).collect()
}

/// The questions that come with the program.
pub fn training_corpus() -> &'static [Example] {
    static CORPUS: OnceLock<Vec<Example>> = OnceLock::new();
    CORPUS.get_or_init(|| FILES.iter().flat_map(|file| parse_corpus(file)).collect())
}

/// Reads a corpus file of this project; a faulty question is a mistake of the builders and fails every test.
pub fn parse_corpus(file: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = file.lines().map(str::trim_end).peekable();
    while let Some(line) = lines.next() {
        let Some(heading) = line.strip_prefix("### ") else {
            assert!(line.is_empty() || line.starts_with('#'), "a corpus line outside any question: {line:?}");
            continue;
        };
        let mut labels = heading.split('|').map(keys);
        let (groups, themes) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
        let subject = lines.next().filter(|subject| *subject != "-").unwrap_or_default().to_owned();
        let mut body = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.is_empty() && !line.starts_with("### ")) {
            body.push(line);
        }
        examples.push(Example { subject, body: body.join("\n"), groups, themes });
    }
    examples
}

fn keys(list: &str) -> Vec<TopicKey> {
    list.split(',').map(str::trim).filter(|key| !key.is_empty() && *key != "-").map(TopicKey::from).collect()
}
