//! What must hold for the questions the classifier learns from, and for those it is examined with.

use domain::TopicKey;
use routing::{Example, parse_corpus, training_corpus};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const TOPICS: &str = include_str!("../../app/reference/topics.json");
/// The questions to examine with.
const EXAMINATIONS: [&str; 2] = [include_str!("../corpus/held-back.txt"), include_str!("../corpus/other-voices.txt")];

/// Two questions that share more than this of their words, weighed by how rare they are, are near copies.
const NEAR_COPY: f64 = 0.6;

fn keys(axis: &str) -> BTreeSet<String> {
    let topics: Vec<serde_json::Value> = serde_json::from_str(TOPICS).expect("JSON");
    let of_axis = topics.iter().filter(|topic| topic["axis"] == axis);
    of_axis.map(|topic| topic["key"].as_str().expect("a key").to_owned()).collect()
}

#[test]
fn there_are_enough_questions_and_each_topic_has_its_share() {
    let corpus = training_corpus();
    assert!(corpus.len() >= 1_500, "{} questions", corpus.len());
    for (axis, least) in [("GROUP", 60), ("THEME", 60)] {
        let mut counts: BTreeMap<String, usize> = keys(axis).into_iter().map(|key| (key, 0)).collect();
        for example in corpus {
            for key in if axis == "GROUP" { &example.groups } else { &example.themes } {
                *counts.get_mut(key.as_str()).unwrap_or_else(|| panic!("unknown {axis} {key:?}")) += 1;
            }
        }
        println!("{counts:?}");
        assert!(counts.values().all(|count| *count >= least), "{counts:?}");
    }
    let strange = corpus.iter().filter(|example| example.out_of_scope()).count();
    assert!(strange * 100 > corpus.len() * 3, "{strange} that are not for this desk");
}

#[test]
fn every_question_is_labelled_by_the_rules() {
    for example in training_corpus().iter().chain(&EXAMINATIONS.map(parse_corpus).concat()) {
        let text = format!("{} / {}", example.subject, example.body);
        assert!(!example.body.trim().is_empty(), "no text: {text}");
        assert_eq!(example.groups.is_empty(), example.themes.is_empty(), "half labelled: {text}");
        assert!(example.themes.len() <= 4, "more than four themes: {text}");
        let distinct: BTreeSet<&TopicKey> = example.themes.iter().chain(&example.groups).collect();
        assert_eq!(distinct.len(), example.themes.len() + example.groups.len(), "the same topic twice: {text}");
    }
}

/// The words of a question, with how rare each is.
fn vectors(examples: &[Example]) -> Vec<HashMap<String, f64>> {
    let words: Vec<BTreeSet<String>> = examples
        .iter()
        .map(|example| {
            let text = domain::fold(&format!("{} {}", example.subject, example.body));
            text.split(' ').map(str::to_owned).collect()
        })
        .collect();
    let mut seen: HashMap<&str, f64> = HashMap::new();
    for word in words.iter().flatten() {
        *seen.entry(word).or_default() += 1.0;
    }
    words
        .iter()
        .map(|words| {
            let weigh = |word: &String| (examples.len() as f64 / seen[word.as_str()]).ln();
            let length = words.iter().map(|word| weigh(word).powi(2)).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
            words.iter().map(|word| (word.clone(), weigh(word) / length)).collect()
        })
        .collect()
}

#[test]
fn no_two_questions_are_near_copies_and_the_examination_is_not_in_the_lessons() {
    let mut examples = training_corpus().to_vec();
    examples.extend(EXAMINATIONS.map(parse_corpus).concat());
    let vectors = vectors(&examples);
    let mut places: HashMap<&str, Vec<(usize, f64)>> = HashMap::new();
    for (at, vector) in vectors.iter().enumerate() {
        for (word, weight) in vector {
            places.entry(word).or_default().push((at, *weight));
        }
    }
    let mut copies = Vec::new();
    for (at, vector) in vectors.iter().enumerate() {
        let mut shared: HashMap<usize, f64> = HashMap::new();
        for (word, weight) in vector {
            for (other, theirs) in &places[word.as_str()] {
                if *other > at {
                    *shared.entry(*other).or_default() += weight * theirs;
                }
            }
        }
        let close = shared.into_iter().filter(|(_, cosine)| *cosine > NEAR_COPY);
        copies.extend(close.map(|(other, cosine)| (cosine, &examples[at].body, &examples[other].body)));
    }
    assert!(copies.is_empty(), "{copies:#?}");
}
