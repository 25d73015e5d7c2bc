//! Answers for everybody: made of a question without its asker, read along by somebody else, published, found by anybody;
//! and what is not published is found by nobody outside the desk.

use crate::client::{Client, listening};
use app::{ASKS_TO_LOOK, AnswerDraft, AnswerPage, Caller, Refusal, Reply, SeenAnswer, Suggested};
use domain::{Actor, AnswerId, AnswerStanding, EventKind, Origin, PersonId, Reference, TopicKey};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use testkit::{TestDesk, desks, question_about};

fn nobody() -> Caller {
    Caller::new(Actor::Anonymous, Origin::Web)
}

/// A question of Ans Vermeer of the municipality of Arnhem, answered by Anna with her name, number and address in it.
async fn answered(desk: &TestDesk, number: u128) -> Reference {
    let mut draft = question_about(number, "woonzorgvisie");
    draft.subject = "Ans Vermeer: wat hoort in de woonzorgvisie van Arnhem?".to_owned();
    draft.contact.phone = Some("026 377 12 34".to_owned());
    let asked = desk.app.submit_question(&nobody(), draft).await.expect("taken");
    let answer = format!(
        "Beste Ans Vermeer,\n\nIn uw vraag {} gaat het over de Gemeente Arnhem. Noem de wachtlijst.\n\n\
         Bel 026 377 12 34 of mail ans@arnhem.example.",
        asked.reference
    );
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.reply_to_ticket(&lead, asked.reference, &answer, Reply::Answer).await.expect("answered");
    asked.reference
}

fn good(question: &str) -> AnswerDraft {
    AnswerDraft {
        question: question.to_owned(),
        body: "Noem de wachtlijst en de zwaluwstaart.".to_owned(),
        sources: "Woningwet https://wetten.overheid.nl/BWBR0005181".to_owned(),
        themes: vec!["woonzorgvisie".to_owned()],
        keywords: "wachtlijst, visie".to_owned(),
        ..AnswerDraft::default()
    }
}

async fn read(desk: &TestDesk, id: AnswerId) -> AnswerPage {
    desk.app.read_answer(&desk.staff(TestDesk::LEAD), id).await.expect("it is there")
}

async fn seen(desk: &TestDesk, id: AnswerId) -> SeenAnswer {
    read(desk, id).await.seen()
}

async fn offered(desk: &TestDesk, by: PersonId, question: &str) -> AnswerId {
    let writer = desk.staff(by);
    let id = desk.app.make_answer(&writer, None).await.expect("begun");
    desk.app.offer_answer(&writer, seen(desk, id).await, &good(question)).await.expect("offered");
    id
}

async fn published(desk: &TestDesk, question: &str) -> (AnswerId, String) {
    let id = offered(desk, TestDesk::ANNA, question).await;
    let key = desk.app.publish_answer(&desk.staff(TestDesk::BRAM), seen(desk, id).await).await.expect("published");
    (id, key)
}

/// The codes of a refusal, each with its field.
fn told(refusal: Refusal) -> Vec<(String, String)> {
    match refusal {
        Refusal::Complaints(complaints) => complaints.0.into_iter().map(|one| (one.path.join("."), one.code)).collect(),
        other => panic!("no complaint: {other}"),
    }
}

async fn get(client: &Client, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{}{path}", client.address)).await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

#[tokio::test]
async fn an_answered_question_becomes_an_answer_for_everybody_in_the_hands_of_two() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let reference = answered(&desk, 1).await;
        let (anna, bram) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM));
        let id = desk.app.make_answer(&anna, Some(reference)).await.expect("begun");
        assert_eq!(desk.app.make_answer(&anna, Some(reference)).await.expect("the same"), id, "one of each question");

        // What was filled in names nobody, and says where something was left out.
        let page = desk.app.read_answer(&anna, id).await.expect("hers");
        let begun = format!("{} {}", page.draft.question, page.draft.body);
        for theirs in ["Ans", "Vermeer", "Arnhem", "377", "arnhem.example", &reference.to_string()] {
            assert!(!begun.contains(theirs), "{theirs}: {begun}");
        }
        assert!(begun.contains("Noem de wachtlijst.") && begun.contains("[weggelaten]"), "{begun}");
        assert_eq!(page.draft.themes, ["woonzorgvisie"]);
        assert_eq!((page.of, page.may_write), (Some(reference), true));

        // As it was filled in it cannot be offered.
        let draft = AnswerDraft { sources: good("").sources, ..page.draft.clone() };
        let refused = desk.app.offer_answer(&anna, page.seen(), &draft).await.expect_err("marks are left");
        let refused = told(refused);
        assert!(refused.contains(&("body".to_owned(), "PERSONAL_DATA".to_owned())), "{refused:?}");

        let draft = good("Wat hoort er in een woonzorgvisie?");
        desk.app.offer_answer(&anna, page.seen(), &draft).await.expect("offered");
        let own = desk.app.publish_answer(&anna, seen(&desk, id).await).await;
        assert!(matches!(own, Err(Refusal::Forbidden)), "nobody reads their own text a second time");
        let remark = "Noem ook de wet.";
        let unread = SeenAnswer { answer: id, revision: 1 };
        let stale = desk.app.publish_answer(&bram, unread).await;
        assert!(matches!(stale, Err(Refusal::Conflict(_))), "he read another text");
        desk.app.send_answer_back(&bram, seen(&desk, id).await, remark).await.expect("sent back");
        let back = desk.app.read_answer(&anna, id).await.expect("hers");
        let AnswerStanding::Draft { sent_back: Some(said) } = &back.latest().standing else { panic!("{back:?}") };
        assert_eq!((said.reader, said.remark.as_str()), (TestDesk::BRAM, remark));
        desk.app.offer_answer(&anna, back.seen(), &draft).await.expect("offered again");
        let key = desk.app.publish_answer(&bram, seen(&desk, id).await).await.expect("published");
        assert_eq!(key, "wat-hoort-er-in-een-woonzorgvisie");

        let (status, text) = get(&client, &format!("/antwoorden/{key}")).await;
        assert_eq!(status, 200);
        for shown in
            ["Wat hoort er in een woonzorgvisie?", "zwaluwstaart", "BWBR0005181", "application/ld+json", "QAPage"]
        {
            assert!(text.contains(shown), "{shown}");
        }
        assert!(!text.contains("Anna") && !text.contains("Bram"), "the desk speaks with one voice");
        for (path, found) in [
            ("/antwoorden", true),
            ("/antwoorden?zoek=zwaluwstaarten", true),
            ("/antwoorden?zoek=parkeergarage", false),
            ("/antwoorden?onderwerp=woonzorgvisie", true),
            ("/antwoorden/feed.atom", true),
        ] {
            let (status, text) = get(&client, path).await;
            assert_eq!((status, text.contains(&format!("/antwoorden/{key}"))), (200, found), "{path}");
        }
        let filter = app::LogFilter { kind: Some(EventKind::AnswersChanged), ..app::LogFilter::default() };
        let log = desk.app.read_log(&desk.staff(TestDesk::ADMINISTRATOR), &filter, None, 50).await.expect("the log");
        assert_eq!(log.len(), 5, "made, offered, sent back, offered, published");
    }
}

#[tokio::test]
async fn a_next_version_takes_the_place_of_the_one_before_and_every_version_is_kept() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (id, key) = published(&desk, "Mag een gemeente dat weigeren?").await;
        let (bram, carla) = (desk.staff(TestDesk::BRAM), desk.staff(TestDesk::CARLA));
        desk.app.revise_answer(&bram, id).await.expect("begun");
        assert!(matches!(desk.app.revise_answer(&carla, id).await, Err(Refusal::Conflict(_))), "one at a time");
        let draft = AnswerDraft { body: "Nee, sinds kort niet meer.".to_owned(), ..good("Kan dat geweigerd worden?") };
        let foreign = desk.app.save_answer(&carla, seen(&desk, id).await, &draft).await;
        assert!(matches!(foreign, Err(Refusal::Conflict(_))), "only its writer writes it");
        desk.app.offer_answer(&bram, seen(&desk, id).await, &draft).await.expect("offered");
        let path = format!("/antwoorden/{key}");
        assert!(!get(&client, &path).await.1.contains("sinds kort"), "not yet");
        let again = desk.app.publish_answer(&carla, seen(&desk, id).await).await.expect("published");
        assert_eq!(again, key, "its address never changes");
        let (_, text) = get(&client, &path).await;
        assert!(text.contains("sinds kort") && !text.contains("zwaluwstaart"), "{text}");
        let versions = read(&desk, id).await.versions;
        let standings: Vec<&str> = versions.iter().map(|version| version.standing.as_str()).collect();
        assert_eq!(standings, ["published", "replaced"]);

        // Withdrawn by who keeps it up to date, or by a lead: then it is nowhere.
        assert!(matches!(desk.app.withdraw_answer(&carla, id).await, Err(Refusal::Forbidden)));
        desk.app.withdraw_answer(&desk.staff(TestDesk::LEAD), id).await.expect("withdrawn");
        assert_eq!(get(&client, &path).await.0, 404);
        assert!(!get(&client, "/antwoorden/feed.atom").await.1.contains(&key));
        assert_eq!(read(&desk, id).await.latest().standing.as_str(), "withdrawn");
    }
}

#[tokio::test]
async fn what_is_not_published_is_found_by_nobody_outside_the_desk() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let anna = desk.staff(TestDesk::ANNA);
        let draft = desk.app.make_answer(&anna, None).await.expect("begun");
        desk.app
            .save_answer(&anna, seen(&desk, draft).await, &good("Een concept over vlinderdassen?"))
            .await
            .expect("kept");
        let waits = offered(&desk, TestDesk::ANNA, "Iets over vlinderdassen dat wacht?").await;
        let (gone, _) = published(&desk, "Iets over vlinderdassen dat weg is?").await;
        desk.app.withdraw_answer(&anna, gone).await.expect("withdrawn");
        let (_, key) = published(&desk, "Iets anders?").await;
        for path in [
            "/antwoorden".to_owned(),
            "/antwoorden?zoek=vlinderdassen".to_owned(),
            "/antwoorden?onderwerp=woonzorgvisie".to_owned(),
            "/antwoorden/feed.atom".to_owned(),
            format!("/antwoorden/{key}"),
        ] {
            let (status, text) = get(&client, &path).await;
            let text = text.replace("zoek=vlinderdassen", "").replace("value=\"vlinderdassen\"", "");
            assert!(status == 200 && !text.contains("vlinderdassen"), "{path}: {text}");
        }
        let asked = Suggested { subject: "vlinderdassen", body: "Iets over vlinderdassen dat wacht", topics: &[] };
        let found = desk.app.suggest_answers(&nobody(), &asked).await.expect("searched");
        assert!(found.iter().all(|found| !found.answer.text.question.contains("vlinderdas")), "{found:?}");
        let mut missing = std::collections::BTreeSet::new();
        for guess in [
            "een-concept-over-vlinderdassen".to_owned(),
            "iets-over-vlinderdassen-dat-wacht".to_owned(),
            "iets-over-vlinderdassen-dat-weg-is".to_owned(),
            draft.to_string(),
            waits.to_string(),
            "bestaat-niet".to_owned(),
        ] {
            let (status, text) = get(&client, &format!("/antwoorden/{guess}")).await;
            assert_eq!(status, 404, "{guess}");
            missing.insert(text);
        }
        assert_eq!(missing.len(), 1, "what may not be seen looks like what is not there");
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        assert!(matches!(desk.app.list_answers(&nobody()).await, Err(Refusal::Unauthenticated)));
        assert!(matches!(desk.app.read_answer(&nobody(), draft).await, Err(Refusal::Unauthenticated)));
        assert!(matches!(desk.app.read_answer(&administrator, draft).await, Err(Refusal::Forbidden)));
    }
}

#[tokio::test]
async fn what_may_be_somebodys_is_looked_at_by_its_writer_and_what_is_certain_stays_out() {
    for desk in desks().await {
        let reference = answered(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let id = desk.app.make_answer(&anna, Some(reference)).await.expect("begun");
        let offer = async |draft: &AnswerDraft| desk.app.offer_answer(&anna, seen(&desk, id).await, draft).await;
        for (field, draft) in [
            ("body", AnswerDraft { body: "Bel 070 123 45 67.".to_owned(), ..good("Wie belt u?") }),
            ("question", good("Hoe doet Arnhem dat?")),
        ] {
            let refused = told(offer(&draft).await.expect_err("not looked at"));
            assert_eq!(refused, [(field.to_owned(), ASKS_TO_LOOK.to_owned())]);
        }
        for (field, draft) in [
            ("body", AnswerDraft { body: "Zie ANS VERMEER.".to_owned(), ..good("Wie weet het?") }),
            ("sources", AnswerDraft { sources: format!("Vraag {reference}"), ..good("Waar staat het?") }),
            ("keywords", AnswerDraft { keywords: "gemeente arnhem".to_owned(), ..good("Waar?") }),
            ("key", AnswerDraft { key: "ans-vermeer".to_owned(), ..good("Wie?") }),
        ] {
            let draft = AnswerDraft { looked_at: true, ..draft };
            let refused = told(offer(&draft).await.expect_err("whatever is ticked"));
            assert_eq!(refused, [(field.to_owned(), "PERSONAL_DATA".to_owned())]);
        }
        let draft =
            AnswerDraft { looked_at: true, body: "Bel 070 123 45 67.".to_owned(), ..good("Hoe doet Arnhem dat?") };
        offer(&draft).await.expect("its writer looked");
        let empty = AnswerDraft { question: "Wat?".to_owned(), ..AnswerDraft::default() };
        let other = desk.app.make_answer(&anna, None).await.expect("begun");
        let refused = told(desk.app.offer_answer(&anna, seen(&desk, other).await, &empty).await.expect_err("empty"));
        let fields: Vec<&str> = refused.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["body", "sources", "themes"]);
    }
}

/// Whatever an expert writes around it, and wherever: nothing of an asker becomes everybody's.
#[tokio::test]
async fn nothing_of_an_asker_is_published_wherever_it_is_written() {
    let words = "([a-z]{2,9}[ ,.]){0,5}";
    let what = prop::sample::select(vec![
        "Ans Vermeer",
        "ans vermeer",
        "ANS  VERMEER",
        "Ans\nVermeer",
        "Gemeente Arnhem",
        "gemeente-arnhem",
        "ans@arnhem.example",
        "Ans@Arnhem.Example",
        "026 377 12 34",
        "026-3771234",
        "+31 26 377 12 34",
        "REFERENCE",
    ]);
    let typed = (words, what, words, 0usize..4);
    for desk in desks().await {
        let reference = answered(&desk, 1).await;
        let (anna, bram) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM));
        let id = desk.app.make_answer(&anna, Some(reference)).await.expect("begun");
        let mut runner = TestRunner::deterministic();
        for _ in 0..60 {
            let (before, what, after, field) = typed.new_tree(&mut runner).expect("a case").current();
            let theirs = what.replace("REFERENCE", &reference.to_string());
            let text = format!("{before} {theirs} {after}");
            let mut draft = AnswerDraft { looked_at: true, ..good("Wat mag er?") };
            match field {
                0 => draft.question = text.clone(),
                1 => draft.body = text.clone(),
                2 => draft.keywords = text.clone(),
                _ => draft.sources = text.replace('\n', " "),
            }
            let refused = desk.app.offer_answer(&anna, seen(&desk, id).await, &draft).await;
            assert!(matches!(refused, Err(Refusal::Complaints(_))), "{text:?} in field {field}: {refused:?}");
            let early = desk.app.publish_answer(&bram, seen(&desk, id).await).await;
            assert!(early.is_err(), "{text:?}");
        }
        assert_eq!(desk.app.list_published(&nobody(), None).await.expect("a list"), []);
    }
}

#[tokio::test]
async fn what_is_being_written_of_a_question_goes_with_its_asker_and_what_is_published_stays() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let (first, second) = (answered(&desk, 1).await, answered(&desk, 2).await);
        let draft = desk.app.make_answer(&lead, Some(first)).await.expect("begun");
        let kept = desk.app.make_answer(&lead, Some(second)).await.expect("begun");
        desk.app.offer_answer(&lead, seen(&desk, kept).await, &good("Wat mag er?")).await.expect("offered");
        desk.app.publish_answer(&desk.staff(TestDesk::BRAM), seen(&desk, kept).await).await.expect("published");
        desk.app.revise_answer(&lead, kept).await.expect("a next one");
        let tx = desk.store.write().await.expect("a transaction");
        for reference in [first, second] {
            let ticket = desk.app.read_ticket(&lead, reference).await.expect("there");
            let replaced = store::retention::Replaced {
                submission_key: domain::SubmissionKey(uuid::Uuid::from_u128(
                    u128::from(reference.ticket.0.unsigned_abs()) + 99,
                )),
                tracking_hash: [u8::try_from(reference.ticket.0).expect("few"); 32],
            };
            assert!(
                store::retention::forget_contact(&tx, &ticket, &replaced, desk.app.now()).await.expect("forgotten")
            );
        }
        tx.commit().await.expect("committed");
        assert!(matches!(desk.app.read_answer(&lead, draft).await, Err(Refusal::Hidden)));
        let standings: Vec<&str> =
            read(&desk, kept).await.versions.iter().map(|version| version.standing.as_str()).collect();
        assert_eq!(standings, ["published"]);
    }
}

#[tokio::test]
async fn another_server_reads_what_was_published_here() {
    for desk in desks().await {
        let (clock, ids) = (Box::new(desk.clock.clone()), Box::new(app::RandomIds));
        let settings = desk.app.settings().clone();
        let there = app::App::open((*desk.store).clone(), clock, ids, settings).await.expect("the desk opens");
        assert_eq!(there.list_published(&nobody(), None).await.expect("a list"), []);
        let (id, key) = published(&desk, "Wat mag er?").await;
        let read = there.read_published(&nobody(), &key).await.expect("there as well");
        assert_eq!((read.id, read.text.topics), (id, vec![TopicKey::from("woonzorgvisie")]));
        // Reading costs one short statement as long as nothing changes.
        desk.app.list_published(&nobody(), None).await.expect("a list");
        desk.store.statements().record();
        desk.app.read_published(&nobody(), &key).await.expect("read");
        assert_eq!(desk.store.statements().seen().len(), 1);
        desk.store.statements().stop();
    }
}

#[tokio::test]
async fn forms_about_answers_refuse_who_does_not_write_them() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let reference = answered(&desk, 1).await;
    let waits = offered(&desk, TestDesk::ANNA, "Mag dat?").await;
    let (public, _) = published(&desk, "Mag het?").await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let send = async |person: Option<PersonId>, path: &str| {
        let session = match person {
            Some(person) => desk.session(person).await,
            None => String::new(),
        };
        let token = app::form_token(&session);
        let how = if path.ends_with("/lezen") { "publiceren" } else { "bewaar" };
        let fields = [("token", token.as_str()), ("revision", "2"), ("how", how), ("question", "Mag dat?")];
        let request = http.post(format!("{}{path}", client.address)).form(&fields);
        desk.store.statements().record();
        let answer = request.header("cookie", TestDesk::cookie(&session)).send().await.expect("an answer");
        let wrote = desk
            .store
            .statements()
            .seen()
            .into_iter()
            .find(|sql| sql.contains("answer_versions") && !sql.starts_with("SELECT"));
        assert_eq!(wrote, None, "{path}");
        answer.status().as_u16()
    };
    let (waits, public) = (format!("/antwoorden/beheer/{waits}"), format!("/antwoorden/beheer/{public}"));
    for path in [
        "/antwoorden/beheer".to_owned(),
        waits.clone(),
        format!("{waits}/lezen"),
        format!("{waits}/weg"),
        format!("{public}/herzien"),
        format!("{public}/intrekken"),
        format!("/vragen/{reference}/publicatie"),
    ] {
        assert_eq!(send(None, &path).await, 303, "{path}: signed out, sent to sign in");
        assert_eq!(send(Some(TestDesk::ADMINISTRATOR), &path).await, 403, "{path}");
    }
    // Her own text, somebody else's text, and what somebody else keeps up to date.
    for (person, path, status) in [
        (TestDesk::ANNA, format!("{waits}/lezen"), 403),
        (TestDesk::BRAM, waits.clone(), 409),
        (TestDesk::BRAM, format!("{waits}/weg"), 403),
        (TestDesk::BRAM, format!("{public}/intrekken"), 403),
        (TestDesk::BRAM, format!("/vragen/{reference}/publicatie"), 404),
    ] {
        assert_eq!(send(Some(person), &path).await, status, "{path}");
    }
}

#[tokio::test]
async fn somebody_is_helped_without_asking_or_asks_all_the_same_and_that_is_counted() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let (id, key) = published(&desk, "Wat hoort er in een woonzorgvisie te staan?").await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let send = async |path: &str, fields: &[(&str, &str)]| {
            let request = http.post(format!("{}{path}", client.address)).form(fields);
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("text"))
        };
        let typed = [("subject", "Onze woonzorgvisie"), ("body", "Wat hoort er in een woonzorgvisie?")];
        let (status, told) = send("/antwoorden/passend", &typed).await;
        assert!(status == 200 && told.contains(&key) && told.contains("zwaluwstaart"), "{told}");
        let again = [typed[0], typed[1], ("shown", key.as_str())];
        send("/antwoorden/passend", &again).await;
        assert_eq!(send("/antwoorden/geopend", &[("key", &key)]).await.0, 204);
        assert_eq!(send("/antwoorden/geopend", &[("key", "bestaat-niet")]).await.0, 204);
        assert_eq!(send("/antwoorden/hielp", &[("key", &key)]).await.0, 303);
        assert_eq!(send("/antwoorden/hielp", &[("key", "bestaat-niet")]).await.0, 404);

        // Without a script: on the page before it is sent, with everything that was typed.
        let form = [
            typed[0],
            typed[1],
            ("key", "00000000-0000-0000-0000-0000000000aa"),
            ("kind", "MUNICIPALITY"),
            ("organisation", "Gemeente Arnhem"),
            ("name", "Ans"),
            ("email", "ans@arnhem.example"),
        ];
        let (status, check) = send("/", &[&form[..], &[("how", "nakijken")]].concat()).await;
        assert_eq!(status, 200);
        for shown in ["Misschien is dit uw antwoord al", "zwaluwstaart", "Dit hielp", "Verstuur uw vraag"] {
            assert!(check.contains(shown), "{shown}: {check}");
        }
        assert!(check.contains(&format!("name=\"shown\" value=\"{key}\"")));
        let sent = send("/", &[&form[..], &[("how", "versturen"), ("shown", &key)]].concat()).await;
        assert_eq!(sent.0, 303, "{}", sent.1);
        let uses = desk.app.read_answer_uses(&desk.staff(TestDesk::LEAD)).await.expect("counts");
        let uses = uses[&id];
        assert_eq!((uses.shown, uses.opened, uses.helped, uses.asked), (2, 1, 1, 1));
    }
}

#[tokio::test]
async fn a_published_answer_that_fits_is_put_in_the_reply_with_its_source() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (_, key) = published(&desk, "Welke onderdelen horen er in een woonzorgvisie te staan?").await;
        let asked = desk.app.submit_question(&nobody(), question_about(1, "woonzorgvisie")).await.expect("taken");
        let path = format!("/vragen/{}", asked.reference);
        let anna = crate::words::Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (_, page) = anna.get(&path).await;
        assert!(page.contains("Een gepubliceerd antwoord past") && page.contains("Zelfde woorden"), "{page}");
        assert!(page.contains(&format!("formaction=\"{path}/gepubliceerd\"")));
        let typed = [("body", "Beste Ans,"), ("answer", key.as_str())];
        let (status, page) = anna.post(&format!("{path}/gepubliceerd"), &typed).await;
        assert_eq!(status, 200);
        assert!(page.contains("Beste Ans,") && page.contains("zwaluwstaart"), "{page}");
        assert!(page.contains(&format!("/antwoorden/{key}")) && page.contains("Bron: Welke onderdelen"));
        let (status, page) = anna.post(&format!("{path}/gepubliceerd"), &[("body", "Beste"), ("answer", "weg")]).await;
        assert_eq!(status, 422);
        assert!(page.contains("niet meer gepubliceerd"));
        let bram = crate::words::Browser::of(&desk, &client, TestDesk::BRAM).await;
        let (status, _) = bram.post(&format!("{path}/gepubliceerd"), &typed).await;
        assert_eq!(status, 404, "he may not know of the question");
    }
}
