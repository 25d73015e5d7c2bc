//! What must hold for every text, and for everything the classifier is taught.

use domain::{Axis, TopicKey};
use proptest::prelude::*;
use routing::{Classification, Classifier, Correction, Example, Proposal, Term, parse_corpus, training_corpus};

fn example(subject: &str, body: &str, theme: &str) -> Example {
    Example {
        subject: subject.to_owned(),
        body: body.to_owned(),
        groups: vec![TopicKey::from("algemeen")],
        themes: vec![TopicKey::from(theme)],
    }
}

fn correction(example: Example, teacher: u128) -> Correction {
    Correction { example, wrong_theme: None, teacher }
}

fn theme<'c>(found: &'c Classification, key: &str) -> &'c Proposal {
    found.themes.iter().find(|theme| theme.key.as_str() == key).expect("every theme is there")
}

/// Enough to learn from, and quick.
fn small_corpus() -> &'static [Example] {
    &training_corpus()[..200.min(training_corpus().len())]
}

proptest! {
    #[test]
    fn any_text_gives_a_result_and_its_words_add_up_to_the_score(text in "\\PC{0,300}") {
        let found = Classifier::standard().classify(&text, &text);
        prop_assert_eq!((found.groups.len(), found.themes.len()), (11, 17));
        for proposal in found.groups.iter().chain(&found.themes) {
            prop_assert!((0.0..=1.0).contains(&proposal.confidence));
            if !proposal.evidence.is_empty() {
                let sum: f32 = proposal.evidence.iter().map(|evidence| evidence.contribution).sum();
                prop_assert!((proposal.bias + sum - proposal.score).abs() < 1e-3, "{proposal:?}");
            }
        }
        prop_assert_eq!(found.themes.iter().any(|theme| theme.chosen), !found.out_of_scope.flag);
        prop_assert_eq!(found.groups.iter().any(|group| group.chosen), !found.out_of_scope.flag);
    }

    #[test]
    fn a_word_of_the_lexicon_never_makes_its_topic_less_likely(
        words in prop::collection::vec("[a-z]{3,9}", 3..12), at in any::<prop::sample::Index>(), weight in 1u8..6,
    ) {
        let text = words.join(" ");
        let pattern = words[at.index(words.len())].clone();
        let classifier = Classifier::standard();
        let with = classifier.with_terms(&[Term { topic: TopicKey::from("draagvlak"), axis: Axis::Theme, pattern, weight }]);
        let (before, after) = (classifier.classify("", &text), with.classify("", &text));
        prop_assert!(theme(&after, "draagvlak").score >= theme(&before, "draagvlak").score);
        prop_assert_eq!(theme(&after, "flexwonen").score, theme(&before, "flexwonen").score);
    }
}

#[test]
fn the_same_lessons_give_the_same_model_and_others_another() {
    let lessons = [correction(example("Hofje", "Wij willen een hofje met een gezamenlijke tuin.", "gemengd-wonen"), 1)];
    let fit = |lessons: &[Correction]| Classifier::taught(small_corpus(), lessons).version().to_owned();
    assert_eq!(fit(&lessons), fit(&lessons));
    assert_ne!(fit(&lessons), fit(&[]));
}

#[test]
fn the_model_of_this_version_is_the_same_on_every_machine() {
    // A new hash means that every desk routes differently: say so in CHANGELOG.md.
    let expected = include_str!("model-version.txt").trim();
    assert_eq!(Classifier::standard().version(), expected);
}

#[test]
fn the_more_often_people_say_it_the_surer_the_desk_becomes() {
    let (subject, body) = ("Hofje", "Wij willen een hofje met een gezamenlijke tuin en een moestuinclub.");
    let sure = |times: u128| {
        let lessons: Vec<Correction> =
            (0..times).map(|teacher| correction(example(subject, body, "gegevensdeling-privacy"), teacher)).collect();
        let found = Classifier::taught(small_corpus(), &lessons).classify(subject, body);
        theme(&found, "gegevensdeling-privacy").confidence
    };
    let steps: Vec<f32> = [0, 1, 3, 6].into_iter().map(sure).collect();
    assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    assert!(steps[3] > 0.5, "{steps:?}");
}

#[test]
fn saying_what_it_is_not_lowers_that_theme_and_leaves_the_others() {
    let (subject, body) = ("Woonzorgvisie", "Hoe schrijven wij een woonzorgvisie?");
    let lesson = Correction {
        example: Example { groups: Vec::new(), themes: Vec::new(), ..example(subject, body, "woonzorgvisie") },
        wrong_theme: Some(TopicKey::from("woonzorgvisie")),
        teacher: 1,
    };
    let before = Classifier::taught(small_corpus(), &[]).classify(subject, body);
    let after = Classifier::taught(small_corpus(), &[lesson]).classify(subject, body);
    assert!(theme(&after, "woonzorgvisie").score < theme(&before, "woonzorgvisie").score - 0.1);
    assert!((theme(&after, "draagvlak").score - theme(&before, "draagvlak").score).abs() < 0.3);
}

#[test]
fn nobody_teaches_the_desk_alone() {
    let (subject, body) = ("Hofje", "Wij willen een hofje met een gezamenlijke tuin.");
    let wrong = |teacher: &dyn Fn(u128) -> u128| {
        let lessons: Vec<Correction> = (0..150)
            .map(|number| correction(example(subject, body, "gegevensdeling-privacy"), teacher(number)))
            .collect();
        let found = Classifier::taught(small_corpus(), &lessons).classify("Vraagje", "Hoe werkt dit?");
        theme(&found, "gegevensdeling-privacy").confidence
    };
    let (alone, many) = (wrong(&|_| 1), wrong(&|number| number));
    assert!(alone < many, "one person who says it 150 times ({alone}) counts less than 150 people ({many})");
}

#[test]
fn words_that_nobody_knows_make_the_desk_less_sure() {
    let classifier = Classifier::standard();
    let known = "Hoe vragen wij subsidie aan voor de bouw van flexwoningen?";
    let unknown = "xqzvw prklmn vbnhgt wqzzpl kljhgf zxcvbq mnbvcx qwrtyp ";
    let plain = classifier.classify("", known).certainty();
    let drowned = classifier.classify("", &format!("{known} {}", unknown.repeat(3))).certainty();
    assert!(drowned < plain, "{drowned} < {plain}");
    assert!(classifier.classify(unknown, unknown).certainty() < 0.35);
}

#[test]
fn english_is_recognised_and_dutch_with_english_words_is_not_english() {
    let classifier = Classifier::standard();
    let language = |text: &str| classifier.classify("", text).language.as_str().to_owned();
    assert_eq!(language("Could you tell us which grants there are for housing refugees?"), "en");
    assert_eq!(language("Wij zoeken een best practice voor housing first en een pilot."), "nl");
}

#[test]
fn case_accents_and_spaces_do_not_matter() {
    let classifier = Classifier::standard();
    let plain = classifier.classify("Woonzorgvisie", "Hoe schrijven wij een woonzorgvisie voor ouderen?");
    let loud = classifier.classify("  WOONZORGVISIE ", "HOE   schrijven wij één woonzorgvisie voor oudéren?!");
    assert_eq!(plain.themes[0].key, loud.themes[0].key);
    assert_eq!(plain.groups[0].key, loud.groups[0].key);
}

#[test]
fn a_megabyte_of_anything_gives_a_result() {
    let classifier = Classifier::standard();
    for text in
        ["flexwonen ".repeat(100_000), "🏠".repeat(250_000), "\u{5d0}\u{202e}".repeat(200_000), "\0".repeat(1_000_000)]
    {
        assert_eq!(classifier.classify("", &text).themes.len(), 17);
    }
}

#[test]
fn what_the_program_knows_was_learned_from_this_corpus_by_this_code() {
    let learned_now = Classifier::taught(training_corpus(), &[]);
    let built_in = Classifier::standard();
    assert_eq!(built_in.version(), learned_now.version());
    assert!(built_in.to_bytes() == learned_now.to_bytes(), "another model was built in");
    for question in parse_corpus(include_str!("../corpus/held-back.txt")).iter().take(40) {
        let (built_in, learned_now) = (&built_in, &learned_now);
        let of = |classifier: &Classifier| classifier.classify(&question.subject, &question.body);
        assert_eq!(of(built_in), of(learned_now), "{}", question.subject);
    }
}

#[test]
fn a_topic_that_nothing_was_learned_of_is_proposed_by_the_words_of_the_desk_and_changes_no_other() {
    let topic = TopicKey::from("drijvend-wonen");
    let term = |axis| Term { topic: topic.clone(), axis, pattern: "waterwoning*".to_owned(), weight: 5 };
    let (subject, body) = ("Waterwoningen", "Mag een gemeente waterwoningen in de plas leggen?");
    let plain = Classifier::standard();
    let without = plain.classify(subject, body);
    for axis in [Axis::Theme, Axis::Group] {
        let with = plain.with_terms(&[term(axis)]);
        assert_ne!(with.version(), plain.version());
        let found = with.classify(subject, body);
        let (there, elsewhere) = match axis {
            Axis::Theme => (&found.themes, &found.groups),
            Axis::Group => (&found.groups, &found.themes),
        };
        let fresh = there.iter().find(|proposal| proposal.key == topic).expect("it is proposed");
        assert!(fresh.chosen && fresh.confidence > 0.3, "{fresh:?}");
        assert_eq!(fresh.telling().next().map(|word| word.word.as_str()), Some("waterwoningen"));
        assert!(!elsewhere.iter().any(|proposal| proposal.key == topic), "on its own axis only");
        assert_eq!(theme(&found, "flexwonen").score, theme(&without, "flexwonen").score);
        let elsewise = with.classify("Woonzorgvisie", "Wat hoort er in een woonzorgvisie?");
        assert!(!elsewise.themes.iter().chain(&elsewise.groups).any(|proposal| proposal.key == topic));
    }
}

#[test]
fn proposals_in_topics_of_now_keep_their_order_and_something_chosen() {
    let found = Classifier::standard().classify("Flexwoningen", "Hoe lang mogen flexwoningen blijven staan?");
    assert_eq!(found.themes[0].key.as_str(), "flexwonen");
    let same = found.clone().renamed(|key| Some(key.clone()));
    assert_eq!(same, found);
    let other = found.clone().renamed(|key| {
        let key = if key.as_str() == "flexwonen" { "tijdelijk-wonen" } else { key.as_str() };
        Some(TopicKey::from(key))
    });
    assert_eq!((other.themes[0].key.as_str(), other.themes[0].chosen), ("tijdelijk-wonen", true));
    let gone = found.clone().renamed(|key| (key.as_str() != "flexwonen").then(|| key.clone()));
    assert!(gone.themes[0].chosen && gone.themes.iter().all(|theme| theme.key.as_str() != "flexwonen"));
    let both = found.renamed(|key| {
        let key = if key.as_str() == "flexwonen" { "woonzorgvisie" } else { key.as_str() };
        Some(TopicKey::from(key))
    });
    assert_eq!(both.themes.iter().filter(|theme| theme.key.as_str() == "woonzorgvisie").count(), 1);
    assert_eq!((both.themes[0].key.as_str(), both.themes[0].chosen), ("woonzorgvisie", true));
}
