//! Topics: which may be used, in which order people see them, and complaints about one input.

use crate::given::{TODAY, day, in_short, period, taxonomy, topic};
use domain::{Axis, Complaints, Period, Taxonomy, Topic, TopicKey};
use proptest::prelude::*;

fn keys(words: &[&str]) -> Vec<TopicKey> {
    words.iter().map(|word| TopicKey::from(*word)).collect()
}

fn known(words: &[&str], axis: Axis, on: &str) -> (Vec<TopicKey>, Vec<String>) {
    let mut complaints = Complaints::default();
    let known = taxonomy().known(&mut complaints, "themes", keys(words), axis, day(on));
    (known, in_short(&complaints))
}

#[test]
fn a_topic_may_be_used_up_to_its_last_day_and_is_known_for_ever() {
    let (key, taxonomy) = (TopicKey::from("woonvisie"), taxonomy());
    for (on, may) in [("2019-12-31", false), ("2020-01-01", true), ("2025-12-31", true), ("2026-01-01", false)] {
        assert_eq!(taxonomy.current(&key, day(on)).is_some(), may, "{on}");
        assert_eq!(known(&["woonvisie"], Axis::Theme, on).1.is_empty(), may, "{on}");
        assert_eq!(taxonomy.on(Axis::Theme, day(on)).any(|topic| topic.key == key), may, "{on}");
    }
    assert_eq!(taxonomy.label(&key), "Over woonvisie");
}

#[test]
fn a_topic_of_the_other_axis_is_no_topic_of_this_one() {
    assert_eq!(known(&["ouderen"], Axis::Theme, TODAY), (vec![], vec!["themes UNKNOWN".to_owned()]));
    assert_eq!(known(&["ouderen"], Axis::Group, TODAY), (keys(&["ouderen"]), vec![]));
}

#[test]
fn a_topic_that_was_ticked_twice_is_one_and_the_first_place_counts() {
    let (found, complaints) = known(&["studenten", "ouderen", "studenten"], Axis::Group, TODAY);
    assert_eq!(found, keys(&["studenten", "ouderen"]), "in the order of whoever asks, not of the list");
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn every_unknown_topic_gets_its_complaint_and_the_known_ones_are_kept() {
    let (found, complaints) = known(&["bestaat-niet", "flexwonen", "ook-niet", "woonvisie"], Axis::Theme, TODAY);
    assert_eq!(found, keys(&["flexwonen"]));
    assert_eq!(complaints, ["themes UNKNOWN"; 3]);
}

#[test]
fn a_key_in_capitals_is_another_key() {
    assert_eq!(known(&["Flexwonen"], Axis::Theme, TODAY).1, ["themes UNKNOWN"]);
}

#[test]
fn whoever_looks_back_may_name_a_topic_of_before_but_not_one_that_never_was() {
    let mut complaints = Complaints::default();
    taxonomy().complain_of_unknown(&mut complaints, "topics", &keys(&["woonvisie", "ouderen", "nooit"]));
    assert_eq!(in_short(&complaints), ["topics UNKNOWN"]);
    assert!(complaints.0[0].message.contains("'nooit'"), "{}", complaints.0[0].message);
}

#[test]
fn a_topic_that_nobody_knows_is_called_by_its_key() {
    assert_eq!(taxonomy().label(&TopicKey::from("oud-onderwerp")), "oud-onderwerp");
}

#[test]
fn topics_stand_in_the_order_that_was_given_on_each_axis() {
    let since = period("2020-01-01", None);
    let taxonomy = Taxonomy::new(vec![
        topic("z", Axis::Theme, since),
        topic("m", Axis::Group, since),
        topic("a", Axis::Theme, since),
    ]);
    let on = |axis| taxonomy.on(axis, day(TODAY)).map(|topic| topic.key.as_str()).collect::<Vec<_>>();
    assert_eq!((on(Axis::Theme), on(Axis::Group)), (vec!["z", "a"], vec!["m"]));
    assert_eq!(taxonomy.all().len(), 3);
    assert_eq!(taxonomy.get(&TopicKey::from("a")).map(|topic| topic.axis), Some(Axis::Theme));
}

#[test]
fn a_topic_is_stored_with_its_days_beside_its_other_words() {
    let stored = serde_json::to_value(topic("ouderen", Axis::Group, period("2020-01-01", None))).expect("it can be");
    assert_eq!(
        stored,
        serde_json::json!({
            "key": "ouderen", "axis": "GROUP", "label": "Over ouderen", "description": "",
            "valid_from": "2020-01-01", "valid_to": null,
        })
    );
}

#[test]
fn a_complaint_stands_at_its_field_part_by_part() {
    let complaints = Complaints::one("contact.email", "INVALID", "Dit klopt niet.");
    assert_eq!(complaints.0[0].path, ["contact", "email"]);
    assert_eq!(
        serde_json::to_string(&complaints).expect("it can be written"),
        r#"[{"path":["contact","email"],"code":"INVALID","message":"Dit klopt niet."}]"#
    );
}

#[test]
fn one_complaint_is_enough_to_take_nothing_in() {
    assert_eq!(Complaints::default().or(|| 5), Ok(5));
    let one = Complaints::one("a", "REQUIRED", "Vul a in.");
    assert_eq!(one.clone().or(|| -> i32 { panic!("nothing is made of what is wrong") }), Err(one));
}

#[test]
fn of_many_complaints_the_first_fifty_are_told() {
    let mut complaints = Complaints::default();
    for number in 0..60 {
        complaints.add(&format!("themes.{number}"), "UNKNOWN", "Onbekend.");
    }
    let told: Vec<&str> = complaints.0.iter().map(|one| one.path[1].as_str()).collect();
    assert_eq!((told.len(), told.first(), told.last()), (50, Some(&"0"), Some(&"49")));
}

proptest! {
    #[test]
    fn every_key_is_either_known_or_complained_of(chosen in prop::collection::vec(0..5_usize, 0..12)) {
        let words = ["ouderen", "studenten", "flexwonen", "woonvisie", "nooit"];
        let words: Vec<&str> = chosen.iter().map(|at| words[*at]).collect();
        let (found, complaints) = known(&words, Axis::Group, TODAY);
        let groups = words.iter().filter(|word| ["ouderen", "studenten"].contains(word)).count();
        prop_assert_eq!(complaints.len(), words.len() - groups);
        for word in ["ouderen", "studenten"] {
            let times = found.iter().filter(|key| key.as_str() == word).count();
            prop_assert_eq!(times, usize::from(words.contains(&word)));
        }
    }
}

#[test]
fn what_takes_the_place_of_a_topic_is_followed_until_one_that_holds() {
    let ended = |key: &str, last: &str, successor: Option<&str>| {
        let valid = Period { from: day("2020-01-01"), to: Some(day(last)) };
        Topic { successor: successor.map(TopicKey::from), ..topic(key, Axis::Theme, valid) }
    };
    let taxonomy = Taxonomy::new(vec![
        ended("eerst", "2024-12-31", Some("dan")),
        ended("dan", "2025-12-31", Some("nu")),
        topic("nu", Axis::Theme, Period::since(day("2026-01-01"))),
        ended("weg", "2024-12-31", None),
        ended("heen", "2024-12-31", Some("terug")),
        ended("terug", "2024-12-31", Some("heen")),
    ]);
    let found = |key: &str, on| taxonomy.in_force(&key.into(), day(on)).map(|topic| topic.key.0.clone());
    assert_eq!(found("eerst", "2024-12-31").as_deref(), Some("eerst"));
    assert_eq!(found("eerst", "2025-06-01").as_deref(), Some("dan"));
    assert_eq!(found("eerst", "2026-06-01").as_deref(), Some("nu"));
    assert_eq!(found("nu", "2025-06-01"), None, "what has not begun takes nobody's place");
    assert_eq!(found("weg", "2025-06-01"), None);
    assert_eq!(found("heen", "2025-06-01"), None, "a circle ends");
    assert_eq!(found("nooit", "2025-06-01"), None);
    let known = |key: &TopicKey| key.as_str() == "eerst";
    assert_eq!(taxonomy.known_as(&"nu".into(), known).as_str(), "eerst");
    assert_eq!(taxonomy.known_as(&"weg".into(), known).as_str(), "weg");
    assert_eq!(taxonomy.known_as(&"terug".into(), known).as_str(), "terug");
}

#[test]
fn a_new_key_is_made_of_the_name_and_nobody_had_it() {
    let taxonomy = Taxonomy::new(vec![topic("wonen-zorg", Axis::Theme, Period::since(day("2020-01-01")))]);
    assert_eq!(taxonomy.new_key("Één dak, meer deuren!").as_str(), "een-dak-meer-deuren");
    assert_eq!(taxonomy.new_key("Wonen & zorg").as_str(), "wonen-zorg-2");
    assert_eq!(taxonomy.new_key("???").as_str(), "onderwerp");
    assert!(taxonomy.new_key(&"lang woord ".repeat(20)).as_str().len() <= 60);
}
