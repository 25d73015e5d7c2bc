//! The ledger: every shape of every event, under the names in which it is stored.

use crate::given::{at, day, person};
use chrono::NaiveDate;
use domain::{
    Absence, Actor, AnswerChange, AnswerId, AnswerStep, ClosedBecause, ContactPart, DecisionCause, DeskEvent,
    ErasedBecause, Event, EventKind, Export, ExportFilter, Happened, Helped, Invited, JobId, LetterAbout, LetterKind,
    LexiconChange, Metric, ModelChange, ModelReport, OrganisationId, Origin, PersonId, Recorded, RegionsChange,
    Reminded, Reopened, Role, RosterChange, TextBlockChange, TextBlockEdit, TheAsker, TicketEvent, TicketId,
    TokensRevoked, TopicKey, UnreadableEvent, WayIn,
};
use serde_json::{Value, json};
use uuid::Uuid;

const NINE: &str = "00000000-0000-0000-0000-000000000009";

fn mail() -> domain::MailId {
    domain::MailId(Uuid::from_u128(9))
}

fn job() -> JobId {
    JobId(Uuid::from_u128(9))
}

fn nine() -> PersonId {
    person(9)
}

fn event(what: Happened) -> Event {
    Event { what, at: at("2026-11-24T09:00:00Z"), actor: Actor::System, origin: Origin::Worker }
}

/// What stands in the ledger for it, and that it is read back as the same.
fn stored(what: Happened) -> (String, Value) {
    let event = event(what);
    let (kind, detail) = (event.kind().as_str(), event.detail().expect("it can be written"));
    assert_eq!(Happened::read(event.ticket(), kind, &detail), Some(event.what.clone()), "{kind} {detail}");
    (kind.to_owned(), detail)
}

fn of_ticket(event: TicketEvent) -> (String, Value) {
    stored(Happened::Ticket(TicketId(4217), event))
}

fn letter(person: Option<PersonId>) -> LetterAbout {
    LetterAbout { job: job(), letter: "receipt".to_owned(), person }
}

#[test]
fn everything_that_happens_to_a_question_is_stored_under_names_that_stay() {
    use TicketEvent::*;
    let asked = TopicKey::from("ouderen");
    for (event, kind, detail) in [
        (Received {}, "received", json!({})),
        (Routed { cause: None, chosen: None }, "routed", json!({ "chosen": null })),
        (
            Routed { cause: Some(DecisionCause::TopicsCorrected), chosen: Some(nine()) },
            "routed",
            json!({ "cause": "topics_corrected", "chosen": NINE }),
        ),
        (Assigned { expert: nine(), from: None }, "assigned", json!({ "expert": NINE })),
        (Assigned { expert: nine(), from: Some(None) }, "assigned", json!({ "expert": NINE, "from": null })),
        (Assigned { expert: nine(), from: Some(Some(nine())) }, "assigned", json!({ "expert": NINE, "from": NINE })),
        (Released { from: Some(nine()) }, "released", json!({ "from": NINE })),
        (TopicsSet { before: vec![], after: vec![asked] }, "topics_set", json!({ "before": [], "after": ["ouderen"] })),
        (FirstResponse {}, "first_response", json!({})),
        (Waiting {}, "waiting", json!({})),
        (Resumed {}, "resumed", json!({})),
        (AskerReacted { asks: true }, "asker_reacted", json!({})),
        (AskerReacted { asks: false }, "asker_reacted", json!({ "asks": false })),
        (
            Answered { first: true, in_time: false, again: false },
            "answered",
            json!({ "first": true, "in_time": false }),
        ),
        (
            Answered { first: false, in_time: true, again: true },
            "answered",
            json!({ "first": false, "in_time": true, "again": true }),
        ),
        (InterimSent {}, "interim_sent", json!({})),
        (Noted {}, "noted", json!({})),
        (
            Reminded(self::Reminded::Asker { who: TheAsker::Asker, closes_at: None }),
            "reminded",
            json!({ "who": "asker", "closes_at": null }),
        ),
        (
            Reminded(self::Reminded::Promise { metric: Metric::FirstResponse }),
            "reminded",
            json!({ "metric": "FIRST_RESPONSE" }),
        ),
        (Breached { metric: Metric::Answer }, "breached", json!({ "metric": "ANSWER" })),
        (Closed { answered: true, why: None }, "closed", json!({ "answered": true })),
        (
            Closed { answered: false, why: Some(ClosedBecause::Silence) },
            "closed",
            json!({ "answered": false, "why": "silence" }),
        ),
        (
            Closed { answered: false, why: Some(ClosedBecause::NotOurs) },
            "closed",
            json!({ "answered": false, "why": "not_ours" }),
        ),
        (Referred { to: "Volkshuisvestingsfonds".to_owned() }, "referred", json!({ "to": "Volkshuisvestingsfonds" })),
        (Merged { into: TicketId(41) }, "merged", json!({ "into": 41 })),
        (Unmerged {}, "unmerged", json!({})),
        (
            OriginCorrected { changed: vec![domain::OriginPart::Place, domain::OriginPart::Language], was: None },
            "origin_corrected",
            json!({ "changed": ["place", "language"] }),
        ),
        (
            OriginCorrected {
                changed: vec![domain::OriginPart::Kind],
                was: Some(domain::OriginWas {
                    kind: domain::OrganisationKind::Province,
                    place: domain::Place::Region(domain::RegionRef::new("provincie", "PV25")),
                }),
            },
            "origin_corrected",
            json!({ "changed": ["kind"], "was": {
                "kind": "PROVINCE", "place": { "region": { "layout": "provincie", "code": "PV25" } } } }),
        ),
        (ColleagueAsked { expert: nine(), part: None }, "colleague_asked", json!({ "expert": NINE })),
        (
            ColleagueAsked { expert: nine(), part: Some("Het huurrecht".to_owned()) },
            "colleague_asked",
            json!({ "expert": NINE, "part": "Het huurrecht" }),
        ),
        (ColleagueLeft { expert: nine() }, "colleague_left", json!({ "expert": NINE })),
        (SplitOff { into: TicketId(42) }, "split_off", json!({ "into": 42 })),
        (SplitFrom { from: TicketId(41) }, "split_from", json!({ "from": 41 })),
        (
            FileAdded { media_type: "application/pdf".to_owned(), bytes: 1_234 },
            "file_added",
            json!({ "media_type": "application/pdf", "bytes": 1_234 }),
        ),
        (Held { reason: "Bezwaar.".to_owned() }, "held", json!({ "reason": "Bezwaar." })),
        (HoldLifted { reason: "Afgerond.".to_owned() }, "hold_lifted", json!({ "reason": "Afgerond." })),
        (ContactErased { because: ErasedBecause::Term }, "contact_erased", json!({ "because": "term" })),
        (TextsErased { because: ErasedBecause::Request }, "texts_erased", json!({ "because": "request" })),
        (MessageErased { message: domain::MessageId(job().0) }, "message_erased", json!({ "message": NINE })),
        (
            AnswerJudged { helped: Helped::Yes, reason: None, asks_to_reopen: false },
            "answer_judged",
            json!({ "helped": "yes" }),
        ),
        (
            AnswerJudged { helped: Helped::No, reason: Some("te_laat".to_owned()), asks_to_reopen: true },
            "answer_judged",
            json!({ "helped": "no", "reason": "te_laat", "asks_to_reopen": true }),
        ),
        (
            ReopeningDeclined { reason: "Dat is alles.".to_owned() },
            "reopening_declined",
            json!({ "reason": "Dat is alles." }),
        ),
        (TrackingLinkSentAgain {}, "tracking_link_sent_again", json!({})),
        (Reopened(self::Reopened::ByAsker { by: TheAsker::Asker }), "reopened", json!({ "by": "asker" })),
        (Reopened(self::Reopened::ByDesk { reason: "Nieuws.".to_owned() }), "reopened", json!({ "reason": "Nieuws." })),
        (
            DeadlineMoved {
                metric: Metric::Answer,
                from: at("2026-12-11T16:00:00Z"),
                to: at("2026-12-14T16:00:00Z"),
                why: None,
            },
            "deadline_moved",
            json!({ "metric": "ANSWER", "from": "2026-12-11T16:00:00Z", "to": "2026-12-14T16:00:00Z" }),
        ),
        (TrackingLinkRenewed { by_letter: false }, "tracking_link_renewed", json!({ "by_letter": false })),
        (LetterDead(letter(None)), "letter_dead", json!({ "job": NINE, "letter": "receipt", "person": null })),
        (QuestionRead {}, "question_read", json!({})),
        (
            LetterWithdrawn { letter: letter(Some(nine())), why: "weg".to_owned() },
            "letter_withdrawn",
            json!({ "job": NINE, "letter": "receipt", "person": NINE, "why": "weg" }),
        ),
        (
            LetterSentAgain { job: job(), letter: "answer".to_owned(), corrected: true },
            "letter_sent_again",
            json!({ "job": NINE, "letter": "answer", "corrected": true }),
        ),
        (
            LetterDismissed { job: job(), letter: "answer".to_owned(), reason: None },
            "letter_dismissed",
            json!({ "job": NINE, "letter": "answer" }),
        ),
        (
            MailSorted { mail: mail(), state: domain::MailState::Held },
            "mail_sorted",
            json!({ "mail": NINE, "state": "held" }),
        ),
        (LeftOpen { letter: None }, "left_open", json!({})),
        (LeftOpen { letter: Some(LetterKind::AskBack) }, "left_open", json!({ "letter": "ask_back" })),
        (
            ContactCorrected { changed: vec![ContactPart::Organisation, ContactPart::Phone] },
            "contact_corrected",
            json!({ "changed": ["organisation", "phone"] }),
        ),
    ] {
        assert_eq!(of_ticket(event), (kind.to_owned(), detail));
    }
}

/// Everything that happens at the desk, with its stored word, its particulars, and whom of the desk it is about.
fn at_the_desk() -> Vec<(DeskEvent, &'static str, Value, bool)> {
    use DeskEvent::*;
    let (address, text) = (|| "192.0.2.1".to_owned(), str::to_owned);
    let filter = ExportFilter { person: None, kind: Some(EventKind::Closed), day: None, before: Some(7) };
    vec![
        (
            SignedIn { how: WayIn::Provider, address: address() },
            "signed_in",
            json!({ "how": "provider", "address": "192.0.2.1" }),
            false,
        ),
        (SignedOut {}, "signed_out", json!({}), false),
        (SignedOutEverywhere { sessions: 3 }, "signed_out_everywhere", json!({ "sessions": 3 }), false),
        (
            SignInFailed { person: Some(nine()), why: text("code"), address: address(), count: 2 },
            "sign_in_failed",
            json!({ "person": NINE, "why": "code", "address": "192.0.2.1", "count": 2 }),
            true,
        ),
        (
            Invited(self::Invited::First { person: nine(), by_letter: true }),
            "invited",
            json!({ "person": NINE, "by_letter": true }),
            true,
        ),
        (
            Invited(self::Invited::Reset { person: nine(), reset: true }),
            "invited",
            json!({ "person": NINE, "reset": true }),
            true,
        ),
        (
            CredentialsSet { by: text("reset"), address: address() },
            "credentials_set",
            json!({ "by": "reset", "address": "192.0.2.1" }),
            false,
        ),
        (
            TokenIssued { person: nine(), jti: text("j"), exp: 9 },
            "token_issued",
            json!({ "for": NINE, "jti": "j", "exp": 9 }),
            true,
        ),
        (TokensRevoked(self::TokensRevoked::One { jti: text("j") }), "tokens_revoked", json!({ "jti": "j" }), false),
        (TokensRevoked(self::TokensRevoked::Of { person: nine() }), "tokens_revoked", json!({ "person": NINE }), true),
        (
            PersonChanged { person: nine(), roles: vec![Role::Lead], active: false },
            "person_changed",
            json!({ "person": NINE, "roles": ["LEAD"], "active": false }),
            true,
        ),
        (
            RosterChanged(RosterChange::Profile { expert: nine(), before: json!({ "x": 1 }), after: json!(null) }),
            "roster_changed",
            json!({ "expert": NINE, "before": { "x": 1 }, "after": null }),
            true,
        ),
        (
            RosterChanged(RosterChange::Away {
                expert: nine(),
                away: Absence { from: day("2026-12-24"), to: day("2026-12-31"), cover: None },
            }),
            "roster_changed",
            json!({ "expert": NINE, "away": { "from": "2026-12-24", "to": "2026-12-31", "cover": null } }),
            true,
        ),
        (
            RosterChanged(RosterChange::Back { expert: nine(), back: day("2026-12-24") }),
            "roster_changed",
            json!({ "expert": NINE, "back": "2026-12-24" }),
            true,
        ),
        (
            RosterChanged(RosterChange::ConflictWithdrawn {
                expert: nine(),
                organisation: OrganisationId(Uuid::from_u128(9)),
            }),
            "roster_changed",
            json!({ "expert": NINE, "conflictWithdrawn": NINE }),
            true,
        ),
        (
            RosterChanged(RosterChange::Installed { people: 44, experts: 42 }),
            "roster_changed",
            json!({ "people": 44, "experts": 42 }),
            false,
        ),
        (
            RegionsImported(RegionsChange::Installed { installed: text("standard") }),
            "regions_imported",
            json!({ "installed": "standard" }),
            false,
        ),
        (
            RoutingRulesChanged { assign_from: [0, 700], learns: [true, false] },
            "routing_rules_changed",
            json!({ "assignFrom": [0, 700], "learns": [true, false] }),
            false,
        ),
        (
            ModelChanged(ModelChange::Fitted {
                version: text("4-x"),
                until: 10,
                active: true,
                report: ModelReport { examined: 1, compared: true, right_before: 2, right_after: 3 },
            }),
            "model_changed",
            json!({
                "version": "4-x", "until": 10, "active": true,
                "report": { "examined": 1, "compared": true, "rightBefore": 2, "rightAfter": 3 },
            }),
            false,
        ),
        (ModelChanged(ModelChange::WentBack { back_to: None }), "model_changed", json!({ "backTo": null }), false),
        (LexiconChanged(LexiconChange::Removed { removed: 5 }), "lexicon_changed", json!({ "removed": 5 }), false),
        (
            TopicsChanged(domain::TopicsChange::Added { added: "mantelzorgwonen".into() }),
            "topics_changed",
            json!({ "added": "mantelzorgwonen" }),
            false,
        ),
        (
            TopicsChanged(domain::TopicsChange::Worded { worded: "flexwonen".into() }),
            "topics_changed",
            json!({ "worded": "flexwonen" }),
            false,
        ),
        (
            TopicsChanged(domain::TopicsChange::Ended {
                ended: "flexwonen".into(),
                last: Some(day("2026-12-31")),
                successor: None,
                experts: 0,
            }),
            "topics_changed",
            json!({ "ended": "flexwonen", "last": "2026-12-31", "successor": null, "experts": 0 }),
            false,
        ),
        (
            TextBlocksChanged(TextBlockChange { block: 3, shared: true, did: TextBlockEdit::Removed }),
            "text_blocks_changed",
            json!({ "block": 3, "shared": true, "did": "removed" }),
            false,
        ),
        (
            AnswersChanged(AnswerChange {
                answer: AnswerId(Uuid::from_u128(9)),
                version: 2,
                did: AnswerStep::SentBack,
            }),
            "answers_changed",
            json!({ "answer": NINE, "version": 2, "did": "sent_back" }),
            false,
        ),
        (
            DomainsChanged {
                domain: text("arnhem.example"),
                organisation: OrganisationId(Uuid::from_u128(9)),
                confirmed: false,
            },
            "domains_changed",
            json!({ "domain": "arnhem.example", "organisation": NINE, "confirmed": false }),
            false,
        ),
        (HouseStyleChanged { edition: 3 }, "house_style_changed", json!({ "edition": 3 }), false),
        (
            RiseNoted { topic: TopicKey(text("flexwonen")), since: day("2026-11-16") },
            "rise_noted",
            json!({ "topic": "flexwonen", "since": "2026-11-16" }),
            false,
        ),
        (
            DomainsImported { source: text("register_domains"), added: 3, removed: 0, kept: 700 },
            "domains_imported",
            json!({ "source": "register_domains", "added": 3, "removed": 0, "kept": 700 }),
            false,
        ),
        (
            OrganisationsChanged(domain::OrganisationChange::Confirmed {
                confirmed: OrganisationId(Uuid::from_u128(9)),
            }),
            "organisations_changed",
            json!({ "confirmed": NINE }),
            false,
        ),
        (
            OrganisationsChanged(domain::OrganisationChange::Renamed { renamed: OrganisationId(Uuid::from_u128(9)) }),
            "organisations_changed",
            json!({ "renamed": NINE }),
            false,
        ),
        (
            OrganisationsChanged(domain::OrganisationChange::Merged {
                merged: OrganisationId(Uuid::from_u128(9)),
                into: OrganisationId(Uuid::from_u128(9)),
                questions: 2,
                domains: 1,
                conflicts: 0,
            }),
            "organisations_changed",
            json!({ "merged": NINE, "into": NINE, "questions": 2, "domains": 1, "conflicts": 0 }),
            false,
        ),
        (
            Exported { what: Export::Log, filter },
            "exported",
            json!({ "what": "log", "filter": { "person": null, "kind": "closed", "day": null, "before": 7 } }),
            false,
        ),
        (
            LetterDead(letter(Some(nine()))),
            "letter_dead",
            json!({ "job": NINE, "letter": "receipt", "person": NINE }),
            true,
        ),
        (
            LetterDismissed { job: job(), letter: text("access"), person: Some(nine()), reason: None },
            "letter_dismissed",
            json!({ "job": NINE, "letter": "access", "person": NINE }),
            true,
        ),
        (
            MailSorted { mail: mail(), state: domain::MailState::Unsorted },
            "mail_sorted",
            json!({ "mail": NINE, "state": "unsorted" }),
            false,
        ),
        (
            LetterWithdrawn { letter: letter(Some(nine())), why: text("weg") },
            "letter_withdrawn",
            json!({ "job": NINE, "letter": "receipt", "person": NINE, "why": "weg" }),
            true,
        ),
    ]
}

#[test]
fn everything_that_happens_at_the_desk_is_stored_under_names_that_stay() {
    for (event, kind, detail, _) in at_the_desk() {
        assert_eq!(stored(Happened::Desk(event)), (kind.to_owned(), detail));
    }
}

#[test]
fn an_event_about_one_person_of_the_desk_says_whom() {
    for (event, kind, detail, is_about_nine) in at_the_desk() {
        assert_eq!(event.person(), is_about_nine.then(nine), "{kind} {detail}");
    }
    let stranger = DeskEvent::SignInFailed { person: None, why: String::new(), address: String::new(), count: 1 };
    assert_eq!(stranger.person(), None);
}

#[test]
fn the_network_address_of_whoever_signs_in_is_found_where_it_was_written_down() {
    for (event, kind, detail, _) in at_the_desk() {
        assert_eq!(event.address(), detail["address"].as_str(), "{kind}");
    }
}

#[test]
fn a_question_counts_as_open_from_its_receipt_to_its_answer_or_its_closing_and_never_twice() {
    let answered = |again| TicketEvent::Answered { first: true, in_time: true, again };
    let closed = |answered| TicketEvent::Closed { answered, why: None };
    let reopened = || TicketEvent::Reopened(Reopened::ByAsker { by: TheAsker::Asker });
    for (life, open) in [
        (vec![TicketEvent::Received {}], 1),
        (vec![TicketEvent::Received {}, TicketEvent::Waiting {}, TicketEvent::Resumed {}, TicketEvent::Noted {}], 1),
        (vec![TicketEvent::Received {}, answered(false)], 0),
        (vec![TicketEvent::Received {}, answered(false), answered(true), closed(true)], 0),
        (vec![TicketEvent::Received {}, closed(false)], 0),
        (vec![TicketEvent::Received {}, closed(false), reopened()], 1),
        (vec![TicketEvent::Received {}, answered(false), reopened(), answered(false), closed(true)], 0),
    ] {
        assert_eq!(life.iter().map(TicketEvent::open_delta).sum::<i16>(), open, "{life:?}");
    }
    for (desk, ..) in at_the_desk() {
        assert_eq!(event(Happened::Desk(desk)).open_delta(), 0);
    }
}

#[test]
fn a_line_of_the_desk_is_not_taken_for_one_of_a_question_nor_the_other_way_round() {
    for (_, kind, detail, _) in at_the_desk() {
        let is_of_both = ["letter_dead", "letter_withdrawn", "mail_sorted"].contains(&kind);
        assert_eq!(Happened::read(Some(TicketId(1)), kind, &detail).is_some(), is_of_both, "{kind}");
    }
    assert_eq!(Happened::read(None, "noted", &json!({})), None);
}

#[test]
fn a_line_with_one_key_more_or_one_key_less_is_not_taken_for_understood() {
    for (_, kind, detail, _) in at_the_desk() {
        let whole = detail.as_object().expect("an object");
        let mut more = whole.clone();
        more.insert("later".to_owned(), json!(1));
        assert_eq!(Happened::read(None, kind, &Value::Object(more)), None, "{kind} with another key");
        for key in whole.keys() {
            let mut less = whole.clone();
            less.remove(key);
            assert_eq!(Happened::read(None, kind, &Value::Object(less)), None, "{kind} without {key}");
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_still_says_when_by_whom_and_of_which_kind_as_far_as_it_can() {
    let line = |kind: &str| {
        Recorded::Unreadable(UnreadableEvent {
            ticket: Some(TicketId(3)),
            kind: kind.to_owned(),
            at: Some(at("2026-11-24T09:00:00Z")),
            actor: None,
            origin: Some(Origin::Api),
            detail: "{".to_owned(),
        })
    };
    assert_eq!(line("closed").kind(), Some(EventKind::Closed), "a known kind with damaged particulars");
    assert_eq!(line("teleported").kind(), None);
    let line = line("teleported");
    assert_eq!((line.event(), line.ticket(), line.at()), (None, Some(TicketId(3)), Some(at("2026-11-24T09:00:00Z"))));
    assert_eq!((line.actor(), line.origin()), (None, Some(Origin::Api)));
    let read = Recorded::Read(event(Happened::Ticket(TicketId(5), TicketEvent::Noted {})));
    assert_eq!((read.kind(), read.ticket()), (Some(EventKind::Noted), Some(TicketId(5))));
    assert_eq!((read.actor(), read.origin()), (Some(&Actor::System), Some(Origin::Worker)));
    assert_eq!(event(Happened::Desk(DeskEvent::SignedOut {})).ticket(), None);
}

#[test]
fn a_day_in_the_ledger_is_a_day_and_not_a_moment() {
    let filter = ExportFilter { day: NaiveDate::from_ymd_opt(2026, 11, 24), ..ExportFilter::default() };
    let (_, detail) = stored(Happened::Desk(DeskEvent::Exported { what: Export::Log, filter }));
    assert_eq!(detail["filter"]["day"], "2026-11-24");
}
