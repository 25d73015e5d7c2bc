//! The words that are stored, and the words that people read: none is used twice, and each stored one is read back.

use domain::{
    Axis, Confidence, DeadlineState, DecisionCause, EventKind, FindingKind, HandoverReason, LetterKind, Level,
    MessageKind, Metric, OrganisationKind, Origin, PromiseOutcome, Role, TicketStatus, TopicSource,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// Each is read back from its stored word, JSON says the same word, no other spelling of it is read, and none is left
/// out.
fn are_stored<T: Copy + PartialEq + Debug + Serialize + DeserializeOwned>(
    all: &[T],
    word: fn(T) -> &'static str,
    parse: fn(&str) -> Option<T>,
) {
    for one in all {
        let stored = word(*one);
        assert_eq!(parse(stored), Some(*one));
        assert_eq!(serde_json::to_value(one).expect("it can be written"), stored, "columns and JSON say the same");
        let turned = if stored.chars().any(char::is_uppercase) { stored.to_lowercase() } else { stored.to_uppercase() };
        for other in [turned.as_str(), "", " ", &format!("{stored} ")] {
            assert_eq!(parse(other), None, "{other:?}");
        }
    }
    let words: BTreeSet<&str> = all.iter().map(|one| word(*one)).collect();
    let error = serde_json::from_str::<T>("\"no such word\"").expect_err("there is none such").to_string();
    let (_, expected) = error.split_once("expected ").expect("serde names them all");
    assert_eq!(words, expected.split('`').skip(1).step_by(2).collect(), "every one there is, and no other");
}

/// People can tell them apart.
fn are_told_apart<T: Copy + Debug>(all: &[T], label: fn(T) -> &'static str) {
    let mut seen = BTreeSet::new();
    for one in all {
        let label = label(*one);
        assert!(!label.trim().is_empty() && seen.insert(label), "{one:?} reads {label:?}");
    }
}

const ORIGINS: [Origin; 5] = [Origin::Web, Origin::Api, Origin::Cli, Origin::Worker, Origin::Mail];
const OUTCOMES: [PromiseOutcome; 3] = [PromiseOutcome::Kept, PromiseOutcome::Broken, PromiseOutcome::Withdrawn];
const CONFIDENCES: [Confidence; 3] = [Confidence::Low, Confidence::Medium, Confidence::High];
const SOURCES: [TopicSource; 3] = [TopicSource::Asker, TopicSource::Classifier, TopicSource::Expert];
const LEVELS: [Level; 3] = [Level::Basic, Level::Good, Level::Leading];

#[test]
fn every_stored_word_is_read_back_as_what_it_was_and_no_word_is_missing() {
    are_stored(&TicketStatus::ALL, TicketStatus::as_str, TicketStatus::parse);
    are_stored(&EventKind::ALL, EventKind::as_str, EventKind::parse);
    are_stored(&LetterKind::ALL, LetterKind::as_str, LetterKind::parse);
    are_stored(&MessageKind::ALL, MessageKind::as_str, MessageKind::parse);
    are_stored(&Metric::ALL, Metric::as_str, Metric::parse);
    are_stored(&OrganisationKind::ALL, OrganisationKind::as_str, OrganisationKind::parse);
    are_stored(&Role::ALL, Role::as_str, Role::parse);
    are_stored(&DecisionCause::ALL, DecisionCause::as_str, DecisionCause::parse);
    are_stored(&[Axis::Group, Axis::Theme], Axis::as_str, Axis::parse);
    are_stored(&ORIGINS, Origin::as_str, Origin::parse);
    are_stored(&OUTCOMES, PromiseOutcome::as_str, PromiseOutcome::parse);
    are_stored(&CONFIDENCES, Confidence::as_str, Confidence::parse);
    are_stored(&SOURCES, TopicSource::as_str, TopicSource::parse);
}

#[test]
fn no_two_things_that_people_choose_between_read_the_same() {
    are_told_apart(&TicketStatus::ALL, TicketStatus::label);
    are_told_apart(&EventKind::ALL, EventKind::label);
    are_told_apart(&LetterKind::ALL, LetterKind::label);
    are_told_apart(&MessageKind::ALL, MessageKind::label);
    are_told_apart(&Metric::ALL, Metric::label);
    are_told_apart(&OrganisationKind::ALL, OrganisationKind::label);
    are_told_apart(&Role::ALL, Role::label);
    are_told_apart(&HandoverReason::ALL, HandoverReason::label);
    are_told_apart(&CONFIDENCES, Confidence::label);
    are_told_apart(&SOURCES, TopicSource::label);
    are_told_apart(&LEVELS, Level::label);
    use DeadlineState::{DueSoon, Met, Missed, Paused, Running, Withdrawn};
    are_told_apart(&[Running, Paused, DueSoon, Met, Missed, Withdrawn], DeadlineState::label);
    use FindingKind::{BankAccount, CitizenNumber, Email, Phone, PossibleCitizenNumber};
    are_told_apart(&[CitizenNumber, PossibleCitizenNumber, Phone, Email, BankAccount], FindingKind::label);
}

#[test]
fn a_status_is_open_or_done_and_never_both() {
    for status in TicketStatus::ALL {
        assert_ne!(TicketStatus::OPEN.contains(&status), TicketStatus::DONE.contains(&status), "{status:?}");
        assert_eq!(status.is_open(), TicketStatus::OPEN.contains(&status));
    }
}

#[test]
fn the_surer_source_and_the_better_expert_sort_higher() {
    assert!(CONFIDENCES.is_sorted() && LEVELS.is_sorted());
    assert!(LEVELS.map(Level::milli).is_sorted_by(|less, more| less < more));
    for level in LEVELS {
        assert_eq!(Level::from_number(level.number()), Some(level));
    }
    assert_eq!([0, 4, -1].map(Level::from_number), [None; 3]);
}

#[test]
fn a_reason_to_hand_over_is_read_from_the_words_that_people_choose_with_anything_behind_them() {
    for reason in HandoverReason::ALL {
        for words in [
            reason.label().to_owned(),
            format!("  {}", reason.label().to_uppercase()),
            format!("{}: zie de notitie", reason.label()),
            format!("- {}\nmeer uitleg", reason.label()),
        ] {
            assert_eq!(HandoverReason::of(&words), reason, "{words:?}");
        }
        let grown = format!("{}en", reason.label());
        assert_eq!(HandoverReason::of(&grown), HandoverReason::Other, "{grown}");
    }
    assert_eq!(HandoverReason::of(""), HandoverReason::Other);
    assert_eq!(HandoverReason::of("geen ruimte2"), HandoverReason::Other);
}
