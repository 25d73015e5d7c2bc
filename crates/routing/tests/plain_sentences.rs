//! A topic that is named in a plain sentence is recognised, whatever the sentence.

use domain::Axis;
use routing::{Classification, Classifier};

const FILE: &str = include_str!("plain-sentences.txt");
const GROUPS: [&str; 10] = [
    "dak-en-thuislozen",
    "uitstromers",
    "statushouders",
    "sociale-urgentie",
    "medische-urgentie",
    "arbeidsmigranten",
    "woonwagenbewoners",
    "studenten",
    "ouderen",
    "slachtoffers",
];

/// A sentence with `%s` for what it is about.
struct Carrier {
    text: &'static str,
    /// It is itself partly about a topic.
    is_fair: bool,
}

fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let from = FILE.split_once(&format!("[{name}]\n")).expect("the section").1;
    from.lines().take_while(|line| !line.starts_with('[')).map(str::trim).filter(|line| !line.is_empty())
}

fn carriers() -> impl Iterator<Item = Carrier> {
    section("sentences").map(|line| match line.strip_prefix("fair:") {
        Some(text) => Carrier { text: text.trim(), is_fair: true },
        None => Carrier { text: line, is_fair: false },
    })
}

/// Words, each with the topic it names.
fn terms(axis: Axis) -> Vec<(&'static str, &'static str)> {
    let lines = section("terms").map(|line| line.split_once(':').expect("`topic: words; words`"));
    lines
        .filter(|(key, _)| GROUPS.contains(key) == (axis == Axis::Group))
        .flat_map(|(key, words)| words.split(';').map(move |word| (key, word.trim())))
        .filter(|(_, word)| !word.is_empty())
        .collect()
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Per sentence, the share of the terms whose topic stands first, and the share that is doubted to be for this desk.
fn examined(terms: &[(&str, &str)], first: impl Fn(&Classification) -> String) -> Vec<(Carrier, f64, f64)> {
    let classifier = Classifier::standard();
    let of = |carrier: Carrier| {
        let (mut right, mut doubted) = (0, 0);
        for (key, words) in terms {
            let found = classifier.classify("Vraag", &carrier.text.replace("%s", words));
            right += usize::from(first(&found) == *key);
            doubted += usize::from(found.out_of_scope.flag);
        }
        let (right, doubted) = (share(right, terms.len()), share(doubted, terms.len()));
        println!("{right:.2} right, {doubted:.2} doubted: {}", carrier.text);
        (carrier, right, doubted)
    };
    carriers().map(of).collect()
}

#[test]
fn a_theme_named_in_a_plain_sentence_reaches_its_expert() {
    let terms = terms(Axis::Theme);
    assert!(terms.len() >= 100 && carriers().count() >= 15);
    for (carrier, right, doubted) in examined(&terms, |found| found.themes[0].key.to_string()) {
        let least = if carrier.is_fair { 0.70 } else { 0.90 };
        assert!(right >= least, "{right}: {}", carrier.text);
        assert!(doubted <= 0.02, "{doubted} doubted: {}", carrier.text);
    }
}

#[test]
fn a_group_named_in_a_plain_sentence_is_recognised() {
    for (carrier, right, doubted) in examined(&terms(Axis::Group), |found| found.groups[0].key.to_string()) {
        assert!(right >= 0.90, "{right}: {}", carrier.text);
        assert!(doubted <= 0.02, "{doubted} doubted: {}", carrier.text);
    }
}

#[test]
fn no_evidence_is_ever_a_small_word_or_a_single_letter() {
    let classifier = Classifier::standard();
    let small: Vec<&str> = include_str!("../../domain/words/small-words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect();
    for body in [
        "Kunt u ons a.u.b. zeggen wat de minister van plan is met de flexwoningen, en of het college daarvan weet?",
        "Wij hebben als gemeente B. een vraag over de woonzorgvisie: is er informatie voor de raad?",
        "Wie gaat er over, en wat is er aan de hand met, een urgentieregeling voor mensen die op straat staan?",
    ] {
        let found = classifier.classify("Vraag", body);
        let evidence = found.themes.iter().chain(&found.groups).flat_map(|proposal| &proposal.evidence);
        for word in evidence.map(|evidence| evidence.word.as_str()) {
            assert!(word.chars().count() > 1 && !small.contains(&word), "{word:?} is no evidence");
        }
        assert!(!found.themes[0].evidence.is_empty());
    }
}

#[test]
fn what_a_person_is_shown_as_evidence_is_a_word_that_says_something() {
    let classifier = Classifier::standard();
    let body = "Voor 31 december x moeten wij 12345678 flexwoningen plaatsen, en in mei 2027 de rest. Hoe gaat dat?";
    let found = classifier.classify("Vraag van maandag", body);
    for proposal in found.themes.iter().chain(&found.groups) {
        let shown: Vec<&str> = proposal.telling().map(|evidence| evidence.word.as_str()).collect();
        for nothing in ["december", "mei", "maandag", "x", "12345678", "31", "2027", "vraag"] {
            assert!(!shown.contains(&nothing), "{}: {shown:?}", proposal.key.as_str());
        }
        assert!(proposal.telling().all(|evidence| evidence.contribution > 0.0));
    }
    assert_eq!(found.themes[0].telling().next().map(|evidence| evidence.word.as_str()), Some("flexwoningen"));
    // What is chosen has nearly always something to show for it.
    let shows = |(key, words): &&(&str, &str)| {
        let found = classifier.classify("Vraag", &format!("Wat is het beleid voor {words}?"));
        let proposals = found.themes.iter().chain(&found.groups);
        proposals.filter(|proposal| proposal.key.as_str() == *key).any(|proposal| proposal.telling().next().is_some())
    };
    let terms = terms(Axis::Theme);
    assert!(share(terms.iter().filter(shows).count(), terms.len()) > 0.9);
}

#[test]
fn a_text_unlike_anything_says_so_and_is_never_sure() {
    let classifier = Classifier::standard();
    for body in [
        "De botsende neutronensterren zonden zwaartekrachtgolven uit die een laserinterferometer waarnam.",
        "Bonjour, nous cherchons des renseignements sur les horaires de la piscine.",
        "xqzvw prklmn vbnhgt wqzzpl kljhgf zxcvbq",
    ] {
        let found = classifier.classify("", body);
        assert!(found.is_unlike_anything(), "{body}: {}", found.familiarity);
        assert!(found.certainty() < 0.5, "{body}: {}", found.certainty());
    }
    let known = classifier.classify("", "Hoe schrijven wij een woonzorgvisie?");
    assert!(!known.is_unlike_anything() && known.certainty() > 0.8, "{}", known.certainty());
}

#[test]
fn whoever_asks_for_themselves_is_doubted_though_they_name_a_topic_and_whoever_names_a_topic_is_not() {
    let classifier = Classifier::standard();
    let doubted = |body: &str| classifier.classify("Vraag", body).out_of_scope.flag;
    for body in [
        "Ik ben dakloos en zoek een kamer, wie helpt mij?",
        "Ik zoek een woning voor mijn gezin, wij staan al jaren ingeschreven.",
        "Ik sta al 9 jaar ingeschreven en krijg geen huis, kunt u mij urgentie geven?",
    ] {
        assert!(doubted(body), "{body}");
    }
    for body in ["Vraag over flexwoningen", "Is er een urgentieregeling?", "Wat is het beleid voor woonwagenbewoners?"]
    {
        assert!(!doubted(body), "{body}");
    }
}
