//! Verbs by which people come in, go, and keep what they typed; and what leaves the desk with them.

use crate::identity::{Member, browser};
use app::{Caller, Keeping, Limit, LogFilter, PersonalData, Refusal, form_token};
use chrono::Duration;
use domain::{Actor, EventKind, Numbers, Origin, Person, PersonId, Role, SubmissionKey};
use std::collections::BTreeSet;
use testkit::{TestDesk, desks, question_about};
use uuid::Uuid;

const EXPERT: PersonId = PersonId(Uuid::from_u128(0xde30));

/// A made-up person of the demo, as everybody knows them.
async fn with_demo_person(desk: &TestDesk, email: &str) {
    let person = Person {
        id: EXPERT,
        name: "Eva Expert".to_owned(),
        email: email.to_owned(),
        roles: vec![Role::Expert],
        active: true,
        demo: true,
    };
    app::install_people(&desk.store, &[person], &[], desk.app.now()).await.expect("installed");
}

async fn logged(desk: &TestDesk, kind: EventKind) -> usize {
    let filter = LogFilter { kind: Some(kind), ..LogFilter::default() };
    desk.app.read_log(&desk.staff(TestDesk::ADMINISTRATOR), &filter, None, 100).await.expect("lines").len()
}

#[tokio::test]
async fn made_up_people_come_in_where_the_demo_is_allowed_and_nowhere_else() {
    for mut desk in desks().await {
        with_demo_person(&desk, "expert@demo.example").await;
        desk.reopen(|_| {}).await;
        let from = browser("192.0.2.1");
        assert!(desk.app.demo_people().is_empty());
        let refused = desk.app.sign_in_demo("expert@demo.example", &from).await;
        assert!(matches!(refused, Err(Refusal::Hidden)), "{refused:?}");
        desk.reopen(|settings| settings.allow_demo = true).await;
        assert_eq!(desk.app.demo_people().iter().map(|person| person.id).collect::<Vec<_>>(), [EXPERT]);
        let real = desk.app.sign_in_demo("anna@desk.example", &from).await;
        assert!(matches!(real, Err(Refusal::Hidden)), "nobody comes in as somebody real: {real:?}");
        let secret = desk.app.sign_in_demo("expert@demo.example", &from).await.expect("a session");
        assert_eq!(desk.app.caller_of_session(&secret).await.expect("a caller").actor.person(), Some(EXPERT));
    }
}

#[tokio::test]
async fn signing_out_ends_that_session_and_no_other_and_is_written_down_once() {
    for desk in desks().await {
        let (one, other) = (desk.session(TestDesk::ANNA).await, desk.session(TestDesk::ANNA).await);
        let anna = desk.staff(TestDesk::ANNA);
        assert_eq!(desk.app.own_account(&anna).await.expect("hers"), (2, None), "no password, so no codes");
        desk.app.sign_out(&one).await.expect("out");
        desk.app.sign_out(&one).await.expect("out already");
        desk.app.sign_out("nooit-geweest").await.expect("nobody");
        assert_eq!(desk.app.caller_of_session(&one).await.expect("a caller").actor, Actor::Anonymous);
        assert_eq!(desk.app.caller_of_session(&other).await.expect("a caller").actor.person(), Some(TestDesk::ANNA));
        assert_eq!(desk.app.own_account(&anna).await.expect("hers").0, 1);
        assert_eq!(logged(&desk, EventKind::SignedOut).await, 1);
        assert!(desk.app.own_account(&Caller::new(Actor::Anonymous, Origin::Web)).await.is_err());
    }
}

#[tokio::test]
async fn an_account_with_a_password_says_how_many_recovery_codes_are_left() {
    for desk in desks().await {
        assert!(desk.app.has_passwords() && !desk.app.has_provider(), "one of the two");
        let member = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let (_, codes) = desk.app.own_account(&desk.staff(TestDesk::ANNA)).await.expect("hers");
        assert_eq!(codes, Some(member.recovery_codes.len() as u64));
    }
}

#[tokio::test]
async fn a_form_of_a_session_that_ended_is_kept_for_its_writer_offered_once_and_gone_when_it_was_sent() {
    for desk in desks().await {
        let secret = desk.session(TestDesk::ANNA).await;
        let token = form_token(&secret);
        let (path, body) = ("/vragen/1/notitie", "tekst=lang+verhaal");
        let keep = async |token: &str, body: &str, earlier| {
            desk.app.keep_form(None, token, path, body, earlier).await.expect("an outcome")
        };
        assert_eq!(keep("van-niemand", body, None).await, Keeping::Unknown);
        assert_eq!(keep(&token, "tekst=BSN+111222333", None).await, Keeping::Citizen);
        let Keeping::Kept(first) = keep(&token, body, None).await else { panic!("it is kept") };
        assert_eq!((first.person, first.path.as_str(), first.body.as_str()), (TestDesk::ANNA, path, body));
        let Keeping::Kept(second) = keep(&token, "tekst=beter", Some(first.id)).await else { panic!("it is kept") };
        let anna = desk.staff(TestDesk::ANNA);
        assert_eq!(desk.app.offer_kept_form(&desk.staff(TestDesk::BRAM)).await.expect("none"), None);
        let offered = desk.app.offer_kept_form(&anna).await.expect("offered").expect("a form");
        assert_eq!(
            (offered.id, offered.body.as_str()),
            (second.id, "tekst=beter"),
            "the one it was filled from is gone"
        );
        assert_eq!(desk.app.offer_kept_form(&anna).await.expect("none"), None, "once");
        for number in 0..19 {
            assert!(matches!(keep(&token, &format!("tekst={number}"), None).await, Keeping::Kept(_)), "{number}");
        }
        assert_eq!(keep(&token, body, None).await, Keeping::Full);
        desk.app.forget_kept_form(&desk.staff(TestDesk::BRAM), second.id).await.expect("not his");
        assert_eq!(keep(&token, body, None).await, Keeping::Full, "nobody takes another's away");
        desk.app.forget_kept_form(&anna, second.id).await.expect("sent");
        assert!(matches!(keep(&token, body, None).await, Keeping::Kept(_)));
    }
}

#[tokio::test]
async fn what_is_asked_for_without_signing_in_waits_after_a_few_and_others_do_not_wait_for_it() {
    for desk in desks().await {
        let ask = async |what: &str, from: &str| match desk
            .app
            .allow_request(what, from.parse().expect("an address"))
            .await
        {
            Ok(()) => None,
            Err(Refusal::Limited(Limit::Attempts, wait)) => Some(Duration::from_std(wait).expect("a short wait")),
            Err(refusal) => panic!("{refusal:?}"),
        };
        for number in 0..5 {
            assert_eq!(ask("reset", "192.0.2.1").await, None, "{number}");
        }
        let wait = ask("reset", "192.0.2.1").await.expect("too many");
        assert!(wait > Duration::zero(), "{wait}");
        assert_eq!(ask("reset", "198.51.100.1").await, None, "somebody else");
        assert_eq!(ask("organisation", "192.0.2.1").await, None, "something else");
        desk.clock.advance(wait);
        assert_eq!(ask("reset", "192.0.2.1").await, None, "after that");
    }
}

#[tokio::test]
async fn the_log_leaves_the_desk_with_a_line_about_it_and_for_administrators_only() {
    for desk in desks().await {
        let filter = LogFilter { person: Some(TestDesk::ANNA), ..LogFilter::default() };
        let refused = desk.app.note_log_export(&desk.staff(TestDesk::LEAD), &filter, None).await;
        assert!(refused.is_err(), "{refused:?}");
        assert_eq!(logged(&desk, EventKind::Exported).await, 0);
        desk.app.note_log_export(&desk.staff(TestDesk::ADMINISTRATOR), &filter, Some(9)).await.expect("noted");
        assert_eq!(logged(&desk, EventKind::Exported).await, 1);
    }
}

#[tokio::test]
async fn keys_that_forms_get_are_never_the_same() {
    for desk in desks().await {
        let questions: BTreeSet<Uuid> = (0..100).map(|_| desk.app.new_submission_key().0).collect();
        let acts: BTreeSet<Uuid> = (0..100).map(|_| desk.app.new_act_key().0).collect();
        assert_eq!((questions.len(), acts.len()), (100, 100));
        assert!(questions.is_disjoint(&acts) && !questions.contains(&Uuid::nil()));
    }
}

#[tokio::test]
async fn a_form_sent_twice_is_one_question_with_other_words_another_and_a_refused_count_none() {
    for desk in desks().await {
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let send = async |key: Option<SubmissionKey>, body: &str, wait: Option<std::time::Duration>| {
            let mut draft = question_about(1, "woonzorgvisie");
            draft.submission_key = key.unwrap_or(draft.submission_key);
            draft.body = body.to_owned();
            let count = move || wait.map_or(Ok(()), Err);
            desk.app.submit_form_if(&nobody, draft, key, PersonalData::Unexplained, app::Sent::default(), &count).await
        };
        let minute = std::time::Duration::from_secs(60);
        let key = Some(desk.app.new_submission_key());
        let refused = send(key, "Hoe gaat dit?", Some(minute)).await;
        assert!(matches!(refused, Err(Refusal::Limited(Limit::Sender, wait)) if wait == minute), "{refused:?}");
        let first = send(key, "Hoe gaat dit?", None).await.expect("taken");
        assert!(first.is_new);
        let again = send(key, "Hoe gaat dit?", Some(minute)).await.expect("a receipt, uncounted");
        assert_eq!((again.is_new, again.reference), (false, first.reference));
        assert_eq!(again.tracking_url, first.tracking_url);
        let other = send(key, "En hoe gaat dat?", None).await.expect("taken");
        assert!(other.is_new && other.reference != first.reference, "other words are another question");
        let keyless = send(None, "Hoe gaat dit?", None).await.expect("taken");
        let same = send(None, "Hoe gaat dit?", None).await.expect("a receipt");
        assert_eq!((same.is_new, same.reference), (false, keyless.reference), "known by its content");
    }
}

#[tokio::test]
async fn personal_data_are_asked_about_wherever_they_stand_and_a_citizen_number_is_never_a_question() {
    for desk in desks().await {
        let send = async |subject: &str, body: &str, personal: PersonalData, numbers: Numbers| {
            let mut draft = question_about(1, "woonzorgvisie");
            (draft.subject, draft.body) = (subject.to_owned(), body.to_owned());
            let key = Some(desk.app.new_submission_key());
            let caller = Caller::new(Actor::Anonymous, Origin::Web).saying(numbers);
            match desk.app.submit_form_if(&caller, draft, key, personal, app::Sent::default(), &|| Ok(())).await {
                Ok(_) => Vec::new(),
                Err(Refusal::Complaints(all)) => {
                    all.0.into_iter().map(|one| format!("{} {}", one.path.join("."), one.code)).collect()
                }
                Err(refusal) => panic!("{refusal:?}"),
            }
        };
        use {Numbers::Explained, Numbers::Unexplained, PersonalData::Theirs};
        let silent = PersonalData::Unexplained;
        let (subject, phone) = ("Een vraag", "Bel mij op 06 12 34 56 78.");
        let [asks, asks_above] = ["body ASKS_ABOUT_PERSONAL_DATA", "subject ASKS_ABOUT_PERSONAL_DATA"];
        assert_eq!(send(subject, phone, silent, Unexplained).await, [asks]);
        assert_eq!(send(phone, "Wat mag?", silent, Unexplained).await, [asks_above], "where it stands");
        assert_eq!(send(subject, phone, Theirs, Unexplained).await, [""; 0]);
        let named = "Het BSN is 111222333.";
        for personal in [silent, Theirs] {
            for numbers in [Unexplained, Explained] {
                assert_eq!(send(subject, named, personal, numbers).await, ["body PERSONAL_DATA"], "never");
            }
        }
        let doubted = "Het gaat om 111222333.";
        assert_eq!(send(subject, doubted, silent, Unexplained).await, [asks]);
        assert_eq!(send(subject, doubted, silent, Explained).await, [""; 0]);
        assert_eq!(send(subject, doubted, Theirs, Unexplained).await, [""; 0], "who says so says that none is a BSN");
        let with_faults = send("", &format!("{doubted} {phone}"), silent, Unexplained).await;
        assert_eq!(with_faults, ["subject REQUIRED", asks], "everything at once");
    }
}
