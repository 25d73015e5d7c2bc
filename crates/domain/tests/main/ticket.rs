//! A ticket: on whose week it counts, and which of its promises may get more time.

use crate::given::{at, code, person, promises, second};
use domain::{
    Asked, Axis, Contact, Deadline, Metric, OrganisationId, OrganisationKind, Place, PromiseOutcome, Reference,
    Standing, SubmissionKey, Ticket, TicketId, TicketTopic, TopicKey, TopicSource,
};
use uuid::Uuid;

const ASKED: Asked = Asked { since: at_zero(), reminded_at: None, acts_at: None };

const fn at_zero() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::UNIX_EPOCH
}

fn ticket(standing: Standing) -> Ticket {
    let topic = |key: &str, axis, primary| TicketTopic {
        key: TopicKey::from(key),
        axis,
        source: TopicSource::Classifier,
        confidence: Some(900),
        primary,
        evidence: Vec::new(),
    };
    Ticket {
        id: TicketId(4217),
        reference: Reference { year: 2026, ticket: TicketId(4217) },
        submission_key: SubmissionKey(Uuid::from_u128(7)),
        subject: "Flexwoningen".to_owned(),
        standing,
        received_at: at("2026-11-24T08:00:00Z"),
        organisation: OrganisationId(Uuid::from_u128(8)),
        organisation_kind: OrganisationKind::Municipality,
        organisation_name: "Gemeente Nieuwendam".to_owned(),
        place: Place::Municipality(code("GM0002")),
        also: Vec::new(),
        works_for: None,
        contact: Contact { name: "Ans".to_owned(), email: "ans@nieuwendam.example".to_owned(), phone: None },
        language: "nl".to_owned(),
        out_of_scope: false,
        policy: "standard".to_owned(),
        channel: domain::Origin::Web,
        topics: vec![topic("flexwonen", Axis::Theme, true), topic("ouderen", Axis::Group, false)],
        assignee: Some(person(1)),
        routing_summary: String::new(),
        effort_minutes: 60,
        has_personal_data: false,
        promises: promises(100, 200),
        revision: 1,
        first_answered_at: None,
        answered_at: None,
        link_number: 0,
        quiet: false,
        contact_erased_at: None,
        texts_erased_at: None,
    }
}

fn everywhere() -> [Standing; 6] {
    [
        Standing::Unassigned { choose_before: None, asked: None },
        Standing::Unassigned { choose_before: None, asked: Some(ASKED) },
        Standing::Assigned,
        Standing::WaitingForAsker(ASKED),
        Standing::Answered { closes_at: None },
        Standing::Closed { at: second(0), ending: domain::Ending::default() },
    ]
}

#[test]
fn a_question_costs_its_expert_time_only_while_that_expert_can_do_something_about_it() {
    let busy = everywhere().map(|standing| ticket(standing).busy());
    assert_eq!(busy, [None, None, Some(person(1)), None, None, None]);
    let nobody = Ticket { assignee: None, ..ticket(Standing::Assigned) };
    assert_eq!(nobody.busy(), None);
}

#[test]
fn a_question_that_looks_for_another_expert_still_waits_for_its_asker() {
    let waits = everywhere().map(|standing| ticket(standing).is_waiting());
    assert_eq!(waits, [false, true, false, true, false, false]);
}

#[test]
fn an_open_promise_gets_more_time_up_to_its_very_moment_and_not_a_second_later() {
    let ticket = ticket(Standing::Assigned);
    for (now, metric, may) in [
        (99, Metric::FirstResponse, true),
        (100, Metric::FirstResponse, true),
        (101, Metric::FirstResponse, false),
        (101, Metric::Answer, true),
        (200, Metric::Answer, true),
        (201, Metric::Answer, false),
    ] {
        let found = ticket.extendable(metric, second(now));
        assert_eq!(found.is_ok(), may, "{metric:?} at {now}");
        if let Ok(promise) = found {
            assert_eq!(promise, ticket.promises.of(metric), "the promise of that metric and no other");
        }
    }
}

#[test]
fn a_promise_that_passed_undone_is_told_apart_from_one_that_is_done() {
    let (past, done) = ("al voorbij", "al afgerond");
    let with = |outcome, met: Option<i64>| {
        let mut ticket = ticket(Standing::Assigned);
        ticket.promises.answer = Deadline { outcome, met_at: met.map(second), ..ticket.promises.answer };
        ticket.extendable(Metric::Answer, second(300)).expect_err("it has an outcome")
    };
    for (outcome, met, says) in [
        (None, None, past),
        (Some(PromiseOutcome::Broken), None, past),
        (Some(PromiseOutcome::Broken), Some(250), done),
        (Some(PromiseOutcome::Kept), Some(150), done),
        (Some(PromiseOutcome::Withdrawn), None, done),
    ] {
        assert!(with(outcome, met).contains(says), "{outcome:?} {met:?}");
    }
}

#[test]
fn a_question_that_is_done_gives_no_promise_more_time() {
    let may = everywhere().map(|standing| ticket(standing).extendable(Metric::Answer, second(0)).is_ok());
    assert_eq!(may, [true, true, true, true, false, false]);
}

#[test]
fn a_ticket_survives_being_stored_as_json() {
    for standing in everywhere() {
        let ticket = ticket(standing);
        let stored = serde_json::to_string(&ticket).expect("it can be written");
        assert_eq!(serde_json::from_str::<Ticket>(&stored).expect("it can be read"), ticket);
    }
}
