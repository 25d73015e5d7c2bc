//! A question as it is typed in: every fault at once, each at its field, and nothing else changed.

use crate::given::{TODAY, accepted, check, complaints, day, draft, small_country, taxonomy};
use domain::{ContactDraft, Numbers, OrganisationDraft, OrganisationKind, QuestionDraft, SubmissionKey, TopicKey};
use proptest::prelude::*;
use uuid::Uuid;

fn with_contact(change: impl FnOnce(&mut ContactDraft)) -> QuestionDraft {
    let mut draft = draft();
    change(&mut draft.contact);
    draft
}

fn phone(typed: &str) -> Option<String> {
    accepted(with_contact(|contact| contact.phone = Some(typed.to_owned()))).contact.phone
}

#[test]
fn an_empty_form_is_complained_of_field_by_field_in_the_order_of_the_form() {
    let empty = QuestionDraft {
        submission_key: SubmissionKey(Uuid::nil()),
        subject: String::new(),
        body: String::new(),
        organisation: OrganisationDraft::default(),
        contact: ContactDraft::default(),
        groups: Vec::new(),
        themes: Vec::new(),
    };
    assert_eq!(
        complaints(empty),
        [
            "subject REQUIRED",
            "body REQUIRED",
            "organisation.name REQUIRED",
            "organisation.kind REQUIRED",
            "contact.name REQUIRED",
            "contact.email REQUIRED",
        ]
    );
}

#[test]
fn every_field_with_another_fault_gets_its_own_complaint() {
    let wrong = QuestionDraft {
        subject: "x".repeat(201),
        body: "a\0".to_owned(),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente\nNieuwendam".to_owned(),
            municipality: None,
            region: Some("R9".to_owned()),
            ..OrganisationDraft::default()
        },
        contact: ContactDraft {
            name: "n".repeat(201),
            email: "ren\u{e9}@zorg.example".to_owned(),
            phone: Some("bel mij".to_owned()),
        },
        groups: vec!["flexwonen".to_owned(), "nooit".to_owned()],
        themes: vec!["woonvisie".to_owned()],
        ..draft()
    };
    assert_eq!(
        complaints(wrong),
        [
            "subject TOO_LONG",
            "body INVALID",
            "organisation.name INVALID",
            "organisation.region UNKNOWN",
            "contact.name TOO_LONG",
            "contact.email INVALID",
            "contact.phone INVALID",
            "groups UNKNOWN",
            "groups UNKNOWN",
            "themes UNKNOWN",
        ]
    );
}

#[test]
fn a_text_of_the_longest_length_is_taken_and_one_sign_more_is_not() {
    for (path, longest) in [("subject", 200), ("body", 20_000), ("organisation.name", 200), ("contact.name", 200)] {
        let with = |length: usize| {
            let text = "\u{e9}".repeat(length);
            let mut draft = draft();
            match path {
                "subject" => draft.subject = text,
                "body" => draft.body = text,
                "organisation.name" => draft.organisation.name = text,
                _ => draft.contact.name = text,
            }
            complaints(draft)
        };
        assert_eq!(with(longest), Vec::<String>::new(), "{path}");
        assert_eq!(with(longest + 1), [format!("{path} TOO_LONG")]);
    }
}

#[test]
fn an_address_that_is_too_long_is_one_complaint_and_not_two() {
    for length in [255, 300] {
        let email = format!("{}@a.example", "x".repeat(length - 10));
        assert_eq!(complaints(with_contact(|contact| contact.email = email)), ["contact.email TOO_LONG"]);
    }
    let email = format!("{}@a.example", "x".repeat(65));
    assert_eq!(complaints(with_contact(|contact| contact.email = email)), ["contact.email INVALID"]);
}

#[test]
fn what_people_typed_is_kept_with_its_capitals_accents_and_signs() {
    let question = accepted(QuestionDraft {
        subject: "  FLEXwoningen:\u{a0}\u{201c}hoe lang\u{201d}?  ".to_owned(),
        body: "\r\nGeachte,\r\n\r\n\t1. Hoe   lang?\r\n\r\ngr.\u{a0}Ans \u{1f642}\r\n".to_owned(),
        contact: ContactDraft {
            name: " Ans  van \u{2019}t  Veld-B\u{e4}cker ".to_owned(),
            email: " Ans.Veld@Zorg.Example ".to_owned(),
            phone: Some(" 030 \u{2013} 123 45 67 ".to_owned()),
        },
        ..draft()
    });
    assert_eq!(question.subject, "FLEXwoningen: \u{201c}hoe lang\u{201d}?");
    assert_eq!(question.body, "Geachte,\n\n\t1. Hoe   lang?\n\ngr.\u{a0}Ans \u{1f642}");
    assert_eq!(question.contact.name, "Ans van \u{2019}t Veld-B\u{e4}cker");
    assert_eq!(question.contact.email, "Ans.Veld@Zorg.Example");
    assert_eq!(question.contact.phone.as_deref(), Some("030 - 123 45 67"));
}

#[test]
fn the_key_of_the_sender_is_the_key_of_the_question() {
    assert_eq!(accepted(draft()).submission_key, draft().submission_key);
}

#[test]
fn topics_are_taken_with_spaces_around_them_each_on_its_own_axis() {
    let question = accepted(QuestionDraft {
        groups: vec![" ouderen ".to_owned(), "ouderen".to_owned(), "studenten".to_owned()],
        themes: vec!["flexwonen\n".to_owned()],
        ..draft()
    });
    assert_eq!(question.groups, ["ouderen", "studenten"].map(TopicKey::from));
    assert_eq!(question.themes, [TopicKey::from("flexwonen")]);
}

#[test]
fn a_question_that_is_asked_on_the_last_day_of_a_topic_may_name_it() {
    for (on, may) in [("2025-12-31", true), (TODAY, false)] {
        let asked = QuestionDraft { themes: vec!["woonvisie".to_owned()], ..draft() };
        let checked = asked.check(&taxonomy(), &small_country(), day(on), Numbers::Unexplained);
        assert_eq!(checked.is_ok(), may, "{on}");
    }
}

#[test]
fn a_flood_of_unknown_topics_does_not_make_a_flood_of_complaints() {
    let flood = QuestionDraft { groups: (0..20_000).map(|number| number.to_string()).collect(), ..draft() };
    assert_eq!(complaints(flood).len(), 50);
}

#[test]
fn a_citizen_number_is_seen_in_every_field_with_text_and_the_sender_can_explain_what_only_may_be_one() {
    let number = "mijn nummer 111222333".to_owned();
    let asked = || QuestionDraft {
        subject: number.clone(),
        body: number.clone(),
        organisation: OrganisationDraft { name: number.clone(), ..draft().organisation },
        contact: ContactDraft { name: number.clone(), phone: Some("111222333".to_owned()), ..draft().contact },
        ..draft()
    };
    assert_eq!(
        complaints(asked()),
        ["subject", "body", "organisation.name", "contact.name", "contact.phone"]
            .map(|path| format!("{path} POSSIBLE_BSN"))
    );
    let explained = asked().check(&taxonomy(), &small_country(), day(TODAY), Numbers::Explained);
    assert_eq!(explained.map(|question| question.contact.phone), Ok(Some("111222333".to_owned())));
}

#[test]
fn whoever_says_that_they_have_no_number_has_none_and_whoever_types_nonsense_is_told() {
    for none in ["", "  ", "geen", "GEEN", "n.v.t.", "nvt", "niet van toepassing", "onbekend", "-", "--", "nee."] {
        assert_eq!(phone(none), None, "{none:?}");
    }
    for nonsense in ["geen zin", "nvt 12", "weet ik niet", "?1", "0", "niet bellen"] {
        let asked = with_contact(|contact| contact.phone = Some(nonsense.to_owned()));
        assert_eq!(complaints(asked), ["contact.phone INVALID"], "{nonsense}");
    }
}

#[test]
fn a_phone_number_is_kept_as_it_was_grouped_with_plain_signs() {
    for (typed, kept) in [
        ("030 123 45 67", "030 123 45 67"),
        ("030\u{2014}1234567", "030-1234567"),
        ("  +31\u{a0}(0)30  123 45 67 ", "+31 (0)30 123 45 67"),
        ("\u{ff10}\u{ff16}\u{ff11}2345678", "0612345678"),
        ("088-1234567 Toestel 12", "088-1234567 Toestel 12"),
        ("06 12345678 (Priv\u{e9})", "06 12345678 (Priv\u{e9})"),
        ("116 117", "116 117"),
        ("14 030", "14 030"),
    ] {
        assert_eq!(phone(typed).as_deref(), Some(kept), "{typed}");
    }
}

#[test]
fn a_number_has_eight_to_fifteen_digits_unless_it_is_a_short_one_that_everybody_knows() {
    for (digits, is_number) in [
        ("1234567", false),
        ("12345678", true),
        ("123456789012345", true),
        ("1234567890123456", false),
        ("14030", true),
        ("140344", true),
        ("15030", false),
        ("116117", true),
        ("117116", false),
        ("112", false),
    ] {
        let asked = with_contact(|contact| contact.phone = Some(digits.to_owned()));
        assert_eq!(complaints(asked).is_empty(), is_number, "{digits}");
    }
}

#[test]
fn a_field_of_phone_numbers_has_an_end() {
    let two = "06-12345678 (werk) en 030-1234567 (priv\u{e9})";
    assert!(two.chars().count() <= 50 && phone(two).is_some());
    let many = ["06-12345678"; 5].join(" of ");
    assert_eq!(complaints(with_contact(|contact| contact.phone = Some(many))), ["contact.phone INVALID"]);
}

proptest! {
    #[test]
    fn what_was_accepted_is_accepted_again_and_stays_as_it_is(
        subject in "\\PC{1,40}", body in "\\PC{1,80}|[a-c\r\n\t \\u{301}]{1,40}", name in "\\PC{1,40}",
        organisation in "\\PC{1,40}", phone in prop::option::of("[0-9 +()-]{8,14}"),
    ) {
        let asked = QuestionDraft {
            subject,
            body,
            organisation: OrganisationDraft { name: organisation, ..draft().organisation },
            contact: ContactDraft { name, phone, ..draft().contact },
            ..draft()
        };
        let Ok(once) = check(asked) else { return Ok(()) };
        let again = QuestionDraft {
            subject: once.subject.clone(),
            body: once.body.clone(),
            organisation: OrganisationDraft { name: once.organisation.name.clone(), ..draft().organisation },
            contact: ContactDraft {
                name: once.contact.name.clone(),
                email: once.contact.email.clone(),
                phone: once.contact.phone.clone(),
            },
            ..draft()
        };
        prop_assert_eq!(check(again), Ok(once));
    }

    #[test]
    fn a_fault_in_one_field_adds_its_complaint_and_takes_none_of_the_others_away(
        faults in prop::collection::vec(any::<bool>(), 5),
    ) {
        let mut asked = draft();
        let mut wanted = Vec::new();
        let mut wrong = |is_wrong: bool, complaint: &str| {
            wanted.extend(is_wrong.then(|| complaint.to_owned()));
            is_wrong
        };
        if wrong(faults[0], "subject REQUIRED") { asked.subject.clear() }
        if wrong(faults[1], "body INVALID") { asked.body = "\0".to_owned() }
        if wrong(faults[2], "organisation.kind REQUIRED") { asked.organisation.kind = None }
        if wrong(faults[3], "contact.email INVALID") { asked.contact.email = "ans".to_owned() }
        if wrong(faults[4], "themes UNKNOWN") { asked.themes = vec!["ouderen".to_owned()] }
        prop_assert_eq!(complaints(asked), wanted);
    }
}
