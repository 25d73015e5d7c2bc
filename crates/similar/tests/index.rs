//! What is found, whatever is put in and in whatever order.

use domain::TopicKey;
use proptest::prelude::*;
use similar::{Document, Index, Match};

#[derive(Debug, Clone)]
struct Text {
    title: String,
    body: String,
    topics: Vec<TopicKey>,
}

impl Text {
    fn as_document(&self) -> Document<'_> {
        Document { title: &self.title, body: &self.body, topics: &self.topics }
    }
}

/// Words that look alike and words that do not, mistakes, and signs of every sort.
fn words() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "woonwagen",
        "woonwagens",
        "standplaats",
        "woonwagenstandplaats",
        "urgentie",
        "urgentieverordening",
        "mantelzorg",
        "mantelzorgwoning",
        "flexwoning",
        "flexwonen",
        "statushouders",
        "de",
        "het",
        "2027",
        "wmo",
    ]);
    prop::collection::vec(prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,8}"], 0..12)
        .prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = Text> {
    let topics = prop::collection::vec(prop::sample::select(vec!["ouderen", "woondeals", "flexwonen"]), 0..3);
    (words(), words(), topics).prop_map(|(title, body, topics)| Text {
        title,
        body,
        topics: topics.into_iter().map(TopicKey::from).collect(),
    })
}

fn texts() -> impl Strategy<Value = Vec<Text>> {
    prop::collection::vec(text(), 1..12)
}

fn index_of<'t>(texts: impl Iterator<Item = (usize, &'t Text)>) -> Index<usize> {
    Index::build(texts.map(|(key, text)| (key, text.as_document())))
}

fn found(index: &Index<usize>, asked: &Text) -> Vec<Match<usize>> {
    index.best(&asked.as_document(), 20)
}

proptest! {
    #[test]
    fn what_was_put_in_and_taken_out_leaves_what_was(texts in texts(), more in texts(), asked in text()) {
        let mut index = index_of(texts.iter().enumerate());
        let before = found(&index, &asked);
        for (at, text) in more.iter().enumerate() {
            index.add(1_000 + at, &text.as_document());
        }
        for at in 0..more.len() {
            prop_assert!(index.remove(&(1_000 + at)));
        }
        prop_assert!(!index.remove(&1_000));
        prop_assert_eq!(index.len(), texts.len());
        prop_assert_eq!(found(&index, &asked), before);
    }

    #[test]
    fn the_order_in_which_documents_came_changes_nothing(texts in texts(), asked in text()) {
        let there = index_of(texts.iter().enumerate());
        let back = index_of(texts.iter().enumerate().rev());
        prop_assert_eq!(found(&there, &asked), found(&back, &asked));
    }

    #[test]
    fn a_document_that_is_put_in_again_is_there_once(texts in texts(), asked in text()) {
        let mut index = index_of(texts.iter().enumerate());
        index.add(0, &asked.as_document());
        index.add(0, &texts[0].as_document());
        prop_assert_eq!(found(&index, &asked), found(&index_of(texts.iter().enumerate()), &asked));
    }

    #[test]
    fn a_document_finds_itself_first_or_one_with_the_same_words(texts in texts()) {
        let index = index_of(texts.iter().enumerate());
        for (at, text) in texts.iter().enumerate() {
            let found = found(&index, text);
            // One without words that say something finds nothing.
            let Some(first) = found.first() else { continue };
            let itself = found.iter().find(|found| found.key == at).expect("it is there");
            prop_assert_eq!(first.score, itself.score);
            prop_assert_eq!(itself.score, 1.0);
        }
    }

    #[test]
    fn the_best_are_the_first_of_all_and_each_says_why(texts in texts(), asked in text(), most in 0..5_usize) {
        let index = index_of(texts.iter().enumerate());
        let all = found(&index, &asked);
        prop_assert_eq!(index.best(&asked.as_document(), most), all.iter().take(most).cloned().collect::<Vec<_>>());
        let even: Vec<_> = all.iter().filter(|found| found.key % 2 == 0).cloned().collect();
        prop_assert_eq!(index.best_among(&asked.as_document(), 20, |key| key % 2 == 0), even);
        let whole = format!("{} {}", asked.title, asked.body);
        for (at, found) in all.iter().enumerate() {
            prop_assert!(found.score > 0.0 && found.score <= 1.0, "{}", found.score);
            prop_assert!(!found.words.is_empty() && found.words.iter().all(|word| whole.contains(word.as_str())));
            prop_assert!(found.topics.iter().all(|topic| asked.topics.contains(topic)));
            // Those that fit equally well stand in the order of their keys.
            let Some(next) = all.get(at + 1) else { continue };
            prop_assert!((next.score, found.key) < (found.score, next.key));
        }
    }

    #[test]
    fn no_text_is_too_strange(title in "\\PC*", body in any::<String>()) {
        let strange = Text { title, body, topics: Vec::new() };
        let mut index = index_of([(0, &strange)].into_iter());
        let found = found(&index, &strange);
        prop_assert!(found.iter().all(|found| found.score == 1.0));
        prop_assert!(index.remove(&0) && index.is_empty());
        prop_assert!(index.best(&strange.as_document(), 5).is_empty());
    }
}

#[test]
fn compounds_endings_and_mistakes_are_found_and_topics_decide_between_equals() {
    let topics = ["woonwagens".into(), "ouderen".into()];
    let answer = |title, topics| Document { title, body: "Dat mag, als het omgevingsplan het toelaat.", topics };
    let index = Index::build([
        ("mantelzorg", answer("Mag een mantelzorgwoning in de tuin?", &topics[1..])),
        ("standplaats", answer("Hoeveel standplaatsen voor woonwagens zijn er nodig?", &topics[..1])),
        ("kavel", answer("Hoeveel standplaatsen voor woonwagens zijn er nodig?", &topics[1..])),
    ]);
    let first = |title, topics| index.best(&Document { title, body: "", topics }, 1).remove(0);
    let found = first("Woonwagenstandplaats in onze gemeente", &topics[..1]);
    assert_eq!(
        (found.key, &found.words[..], &found.topics[..]),
        ("standplaats", &["Woonwagenstandplaats".to_owned()][..], &topics[..1])
    );
    assert_eq!(first("woonwagns", &topics[1..]).key, "kavel");
    assert_eq!(first("regels voor mantelzorgers", &[]).key, "mantelzorg");
}
