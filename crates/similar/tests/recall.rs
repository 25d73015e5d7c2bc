//! How often the right one is among the first (recall), beside plain BM25: on questions that were asked twice, and on
//! questions with the answer that fits.
//!
//! What is a matter of taste in this crate was chosen on the questions that say "tune"; what is promised is about those that
//! say "held".

#[path = "common/plain.rs"]
mod plain;

use domain::TopicKey;
use plain::{Plain, folded, stemmed};
use routing::Classifier;
use serde::Deserialize;
use similar::{Document, Index};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Question {
    id: String,
    subject: String,
    body: String,
    #[serde(default)]
    duplicates_of: Option<String>,
    /// The answer that fits, those that fit as well, and what the question may be used for.
    #[serde(default)]
    answer: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    split: String,
}

#[derive(Deserialize)]
struct Answer {
    key: String,
    question: String,
    answer: Vec<Part>,
    themes: Vec<TopicKey>,
    groups: Vec<TopicKey>,
    keywords: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Paragraph(String),
    List { list: Vec<String> },
}

/// Something that can be found, or asked.
struct Text {
    key: String,
    title: String,
    body: String,
    topics: Vec<TopicKey>,
}

impl Text {
    fn as_document(&self) -> Document<'_> {
        Document { title: &self.title, body: &self.body, topics: &self.topics }
    }

    fn whole(&self) -> String {
        format!("{} {}", self.title, self.body)
    }

    /// With the topics that the desk would propose for it.
    fn asked(question: &Question, classifier: &Classifier) -> Self {
        let found = classifier.classify(&question.subject, &question.body);
        let chosen = found.themes.iter().chain(&found.groups).filter(|proposal| proposal.chosen);
        Self {
            key: question.id.clone(),
            title: question.subject.clone(),
            body: question.body.clone(),
            topics: chosen.map(|proposal| proposal.key.clone()).collect(),
        }
    }
}

impl From<Answer> for Text {
    fn from(answer: Answer) -> Self {
        let parts = answer.answer.into_iter().map(|part| match part {
            Part::Paragraph(text) => text,
            Part::List { list } => list.join("\n"),
        });
        Self {
            key: answer.key,
            title: format!("{} {}", answer.question, answer.keywords.join(" ")),
            body: parts.collect::<Vec<_>>().join("\n"),
            topics: [answer.themes, answer.groups].concat(),
        }
    }
}

/// How many of the questions found what they should as the first, and among the first five.
#[derive(Clone, Copy, Default)]
struct Recall {
    first: usize,
    five: usize,
    asked: usize,
}

impl Recall {
    fn count(&mut self, found: &[String], right: &[&str]) {
        let place = found.iter().position(|key| right.contains(&key.as_str())).unwrap_or(usize::MAX);
        self.first += usize::from(place == 0);
        self.five += usize::from(place < 5);
        self.asked += 1;
    }

    fn shares(self) -> (f64, f64) {
        let share = |count| count as f64 / self.asked.max(1) as f64;
        (share(self.first), share(self.five))
    }
}

/// What each of these questions should find among these texts.
struct Exam<'e> {
    texts: &'e [Text],
    asked: &'e [(Text, Vec<&'e str>)],
}

impl Exam<'_> {
    fn plain(&self, words: &dyn Fn(&str) -> Vec<String>) -> Recall {
        let plain = Plain::new(self.texts.iter().map(|text| words(&text.whole())));
        self.count(|text| {
            let found = plain.best(&words(&text.whole()), 6);
            found.into_iter().map(|at| self.texts[at].key.clone()).collect()
        })
    }

    fn ours(&self, with_topics: impl Fn(&Text) -> bool) -> Recall {
        let index = Index::build(self.texts.iter().map(|text| (text.key.clone(), text.as_document())));
        self.count(|text| {
            let topics = if with_topics(text) { &text.topics[..] } else { &[] };
            let found = index.best(&Document { topics, ..text.as_document() }, 6);
            found.into_iter().map(|found| found.key).collect()
        })
    }

    fn count(&self, find: impl Fn(&Text) -> Vec<String>) -> Recall {
        let mut recall = Recall::default();
        for (text, right) in self.asked {
            // Whoever asks is no answer to themselves.
            let found: Vec<String> = find(text).into_iter().filter(|key| *key != text.key).collect();
            recall.count(&found, right);
        }
        recall
    }

    /// Prints all of it, and says what plain BM25 and ours found.
    fn report(&self, name: &str) -> (Recall, Recall) {
        let plain = self.plain(&folded);
        let ours = self.ours(|_| true);
        let rows = [
            ("plain BM25", plain),
            ("BM25 over stems", self.plain(&stemmed)),
            ("ours, words only", self.ours(|_| false)),
            ("ours, with proposed topics", ours),
        ];
        println!("{name}: {} asked, {} to find", self.asked.len(), self.texts.len());
        for (method, recall) in rows {
            let (first, five) = recall.shares();
            println!("  {method:<28} recall@1 {first:.3}  recall@5 {five:.3}");
        }
        (plain, ours)
    }
}

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/data").join(path)
}

fn questions(path: &Path) -> Vec<Question> {
    let file = fs::read_to_string(path).expect("the file is there");
    file.lines().map(|line| serde_json::from_str(line).expect("a good line")).collect()
}

/// What lies in the folder of answers and ends so.
fn of_answers(ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(data("answers")).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    paths
}

fn answers() -> Vec<Text> {
    let read = |path: PathBuf| -> Vec<Answer> {
        serde_json::from_str(&fs::read_to_string(&path).expect("the file is there")).expect("good answers")
    };
    of_answers(".json").into_iter().flat_map(read).map(Text::from).collect()
}

#[test]
fn questions_that_were_asked_twice_find_each_other() {
    let classifier = Classifier::standard();
    let all = questions(&data("questions-dev.jsonl"));
    let texts: Vec<Text> = all.iter().map(|question| Text::asked(question, &classifier)).collect();
    let pairs: Vec<(&str, &str)> = all
        .iter()
        .filter_map(|question| Some((question.id.as_str(), question.duplicates_of.as_deref()?)))
        .flat_map(|(one, other)| [(one, other), (other, one)])
        .collect();
    let asked: Vec<(Text, Vec<&str>)> = pairs
        .iter()
        .filter_map(|(from, to)| {
            let question = all.iter().find(|question| question.id == *from)?;
            Some((Text::asked(question, &classifier), vec![*to]))
        })
        .collect();
    let (_, ours) = Exam { texts: &texts, asked: &asked }.report("asked twice");
    assert!(ours.five == ours.asked && ours.asked >= 12);
}

#[test]
fn questions_find_the_answer_that_fits() {
    let classifier = Classifier::standard();
    let texts = answers();
    let all: Vec<Question> = of_answers(".jsonl").iter().flat_map(|path| questions(path)).collect();
    for split in ["tune", "held"] {
        let of_split = || all.iter().filter(|question| question.split == split);
        let exam = |right: &dyn Fn(&'_ Question) -> Vec<String>, name: &str| {
            let rights: Vec<Vec<String>> = of_split().map(right).collect();
            let asked: Vec<(Text, Vec<&str>)> = of_split()
                .zip(&rights)
                .map(|(question, right)| {
                    (Text::asked(question, &classifier), right.iter().map(String::as_str).collect())
                })
                .collect();
            Exam { texts: &texts, asked: &asked }.report(name)
        };
        exam(&|question| vec![question.answer.clone()], &format!("{split}, the answer itself"));
        let any = |question: &Question| [vec![question.answer.clone()], question.also.clone()].concat();
        exam(&any, &format!("{split}, it or one that fits as well"));
    }
}
