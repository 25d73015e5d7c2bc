use crate::{EventKind, Happened, TicketId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One line for every shape of every kind, as the program wrote them before events had types.
const STORED: &str = include_str!("stored_events.jsonl");

fn stored() -> Vec<Value> {
    STORED.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn read(line: &Value) -> Option<Happened> {
    let ticket = line["ticket"].as_bool().expect("a flag").then_some(TicketId(1));
    Happened::read(ticket, line["kind"].as_str().expect("a word"), &line["detail"])
}

#[test]
fn every_line_that_was_written_before_events_had_types_is_read_and_written_back_the_same() {
    for line in stored() {
        let what = read(&line).unwrap_or_else(|| panic!("not read: {line}"));
        let event = crate::Event {
            what,
            at: chrono::DateTime::UNIX_EPOCH,
            actor: crate::Actor::System,
            origin: crate::Origin::Cli,
        };
        assert_eq!(event.detail().expect("it can be written"), line["detail"]);
        assert_eq!(event.kind().as_str(), line["kind"]);
        assert_eq!(event.ticket().is_some(), line["ticket"]);
    }
}

#[test]
fn the_change_in_open_questions_that_follows_from_an_event_is_the_one_that_was_passed_by_hand() {
    for line in stored() {
        let Some(Happened::Ticket(_, event)) = read(&line) else {
            assert_eq!(line["open_delta"], 0, "{line}");
            continue;
        };
        // Of an answer to what was answered already the ledger did not say so: such a row keeps its own number.
        let told = event.kind() != EventKind::Answered || line["open_delta"] != 0;
        assert!(!told || line["open_delta"] == event.open_delta(), "{line}");
    }
}

#[test]
fn every_kind_of_event_stands_among_the_stored_lines() {
    let known: BTreeSet<String> = stored().iter().filter_map(|line| Some(line["kind"].as_str()?.to_owned())).collect();
    let kinds: BTreeSet<String> = EventKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect();
    assert_eq!(known, kinds);
    for kind in EventKind::ALL {
        assert_eq!(json!(kind), kind.as_str(), "an export names kinds by the same word");
    }
}

#[test]
fn a_line_with_a_key_too_many_too_few_or_damaged_is_not_taken_for_understood() {
    let ticket = Some(TicketId(1));
    for (kind, detail) in [
        ("closed", json!({ "answered": "ja" })),
        ("closed", json!({ "answered": true, "why": "said", "since": 2030 })),
        ("breached", json!({})),
        ("reminded", json!({ "metric": "LATER" })),
        ("received", json!(null)),
        ("merged", json!({})),
        ("signed_in", json!({ "how": "password", "address": "192.0.2.1" })),
    ] {
        assert_eq!(Happened::read(ticket, kind, &detail), None, "{kind} {detail}");
    }
    for (kind, detail) in
        [("model_changed", json!({})), ("received", json!({})), ("signed_in", json!({ "demo": true }))]
    {
        assert_eq!(Happened::read(None, kind, &detail), None, "{kind} {detail}");
    }
    // Of before it was written down why.
    assert!(Happened::read(ticket, "closed", &json!({ "answered": true })).is_some());
}
