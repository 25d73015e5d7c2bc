//! Somebody asks to be erased, or that a message is: a day later nothing of it is left, whatever was going on, and what others
//! asked is untouched. Somebody asks what is held of them: they get all of it, and nothing of others. On both databases.

use crate::client::listening;
use crate::figures::Chance;
use crate::retention::{Words, act, ask, figures, leave_traces, number, sql, swept};
use app::{Caller, Closing, Refusal, Reply, ToErase};
use chrono::Duration;
use domain::{Absence, Actor, DraftKind, MessageKind, Origin, Reference, TicketId, TicketStatus, amsterdam_day};
use testkit::{TestDesk, desks};

/// Under which address a question was asked.
async fn address_of(desk: &TestDesk, on: Reference) -> String {
    let ticket = store::tickets::find(desk.app.store(), on.ticket, &store::Scope::Everything).await.expect("read");
    ticket.expect("a question").contact.email
}

/// The words of one question, as long as nothing else was typed.
fn since(words: &Words, from: usize) -> Words {
    Words(words.0[from..].to_vec())
}

#[tokio::test]
async fn whoever_is_erased_is_nowhere_a_day_later_whatever_was_going_on_and_others_are_untouched() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let mut others = Words::default();
        let other = ask(&desk, &mut others, 1).await;
        // Words of the one and of the other differ: these go on where those end.
        let mut words = Words(others.0.clone());
        let theirs = words.0.len();
        let one = ask(&desk, &mut words, 2).await;
        let address = address_of(&desk, one).await;
        let mut more = Vec::new();
        for key in 3..=9 {
            let on = ask(&desk, &mut words, key).await;
            sql(
                &desk,
                &format!("UPDATE tickets SET contact_email = '{}' WHERE id = {}", address.to_uppercase(), on.ticket),
            )
            .await;
            more.push(on);
        }
        // Letters are under way, questions merged and split, drafts open, an absence runs, a session ended.
        let mut chance = Chance(7);
        for _ in 0..40 {
            let (on, into) = (chance.of(&more), chance.of(&more));
            act(&desk, &mut chance, &mut words, on, into).await;
        }
        app.merge_ticket(&lead, more[6], &one.to_string()).await.ok();
        // Somebody else asked the same, and waits for the answer to it.
        app.merge_ticket(&lead, one, &other.to_string()).await.ok();
        app.keep_draft(&lead, more[0], DraftKind::Note, &format!("Concept {}", words.another("draft")))
            .await
            .expect("kept");
        let today = amsterdam_day(app.now());
        let absence = Absence { from: today, to: today + chrono::Days::new(20), cover: Some(TestDesk::CARLA) };
        app.plan_absence(&lead, TestDesk::ANNA, absence, app::Gaps::Accepted).await.expect("planned");
        for on in more.iter().chain([&one]) {
            leave_traces(&desk, &mut words, *on).await;
        }
        app.add_note(&lead, other, format!("Vraag het ook aan {address}.").as_str()).await.expect("a note");
        app.ask_for_organisation_link(&address).await.expect("the same answer");
        while app.index_texts().await.expect("indexed") > 0 {}
        let own = since(&words, theirs);
        assert!(own.found_in(&desk.store.everything()).len() > 30);
        let before = figures(&desk, app.now()).await;

        let refused = app.ask_erasure(&desk.staff(TestDesk::ANNA), &address, "Zij vroeg erom.").await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        for (email, reason, field) in [
            ("", "Erom gevraagd.", "email"),
            ("ans", "Erom gevraagd.", "email"),
            (&address, " ", "reason"),
            (&address, &format!("{address} vroeg erom"), "reason"),
        ] {
            let wrong = app.ask_erasure(&lead, email, reason).await;
            let Err(Refusal::Complaints(complaints)) = wrong else { panic!("{email} {reason}: {wrong:?}") };
            assert!(complaints.0.iter().any(|one| one.path == [field]), "{complaints:?}");
        }
        let asked =
            app.ask_erasure(&lead, &address.to_uppercase(), "Zij vroeg er per brief om.").await.expect("taken down");
        assert!(asked.questions >= 8, "{}", asked.questions);
        let twice = app.ask_erasure(&lead, &address, "Nog eens.").await;
        assert!(matches!(twice, Err(Refusal::Conflict(_))), "{twice:?}");
        swept(&desk).await;
        assert_eq!(
            number(&desk, "SELECT count(*) FROM tickets WHERE texts_erased_at IS NOT NULL").await,
            0,
            "a day is not over"
        );
        desk.clock.advance(Duration::hours(25));
        swept(&desk).await;
        let late = app.withdraw_erasure(&lead, asked.id).await;
        assert!(matches!(late, Err(Refusal::Conflict(_))), "{late:?}");
        let everything = desk.store.everything();
        let left = own.found_in(&everything);
        assert!(left.is_empty(), "on {}: {} left: {:#?}", desk.store.name(), left.len(), &left[..left.len().min(10)]);
        let kept = others.found_in(&everything).len();
        assert!(kept >= others.0.len() - 1, "what somebody else asked is still there: {kept} of {}", others.0.len());
        let done = app.erasures(&lead).await.expect("a list").remove(0);
        assert!(
            done.what == ToErase::Forgotten && done.done_at.is_some() && done.reason.contains("per brief"),
            "{done:?}"
        );
        let open =
            number(&desk, "SELECT count(*) FROM tickets WHERE texts_erased_at IS NOT NULL AND status <> 'CLOSED'")
                .await;
        assert_eq!(open, 0, "nobody works on what is erased");
        let letters = number(&desk, "SELECT count(*) FROM jobs WHERE letter IS NOT NULL AND ticket_id IN (SELECT id FROM tickets WHERE texts_erased_at IS NOT NULL)").await;
        assert_eq!(letters, 0, "nobody is written to about it");
        // What came in came in, and what was answered was answered.
        let after = figures(&desk, app.now()).await;
        let received = |text: &str| {
            text.lines()
                .filter(|line| line.starts_with("Received") || line.starts_with("Answered "))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(received(&after).len(), received(&before).len());
        let loads = number(&desk, "SELECT count(*) FROM expert_loads WHERE open_minutes < 0").await;
        assert_eq!(loads, 0, "no week is shorter than empty");
        let status = app.read_ticket(&lead, other).await.expect("read").status();
        assert_ne!(status, TicketStatus::Closed, "the other question goes on");
        app.reply_to_ticket(&lead, other, "Dat mag.", Reply::Answer).await.expect("it can be answered");
    }
}

#[tokio::test]
async fn a_request_is_withdrawn_within_a_day_and_what_is_held_waits() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let mut words = Words::default();
        let on = ask(&desk, &mut words, 1).await;
        let address = address_of(&desk, on).await;
        let asked = app.ask_erasure(&lead, &address, "Zij vroeg erom.").await.expect("taken down");
        app.withdraw_erasure(&desk.staff(TestDesk::ADMINISTRATOR), asked.id).await.expect("withdrawn");
        desk.clock.advance(Duration::days(2));
        swept(&desk).await;
        assert_eq!(number(&desk, "SELECT count(*) FROM tickets WHERE texts_erased_at IS NOT NULL").await, 0);
        assert_eq!(number(&desk, "SELECT count(*) FROM erasures WHERE email IS NOT NULL").await, 0, "nor whose it was");
        app.hold_ticket(&lead, on, "Er loopt een bezwaar.").await.expect("held");
        app.ask_erasure(&lead, &address, "Zij vroeg erom.").await.expect("taken down again");
        desk.clock.advance(Duration::days(2));
        swept(&desk).await;
        assert_eq!(
            number(&desk, "SELECT count(*) FROM tickets WHERE texts_erased_at IS NOT NULL").await,
            0,
            "it is held"
        );
        app.lift_hold(&lead, on, "Afgerond.").await.expect("lifted");
        swept(&desk).await;
        assert_eq!(words.found_in(&desk.store.everything()), Vec::<String>::new());
    }
}

#[tokio::test]
async fn one_message_is_erased_with_what_quotes_it_and_the_rest_of_the_question_stays() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let mut words = Words::default();
        let on = ask(&desk, &mut words, 1).await;
        let before = words.0.len();
        let asker = Caller::new(Actor::Asker(on.ticket), Origin::Api);
        app.react_as_asker(&asker, on, format!("Mijn dossier is {}.", words.another("reaction")).as_str())
            .await
            .expect("taken in");
        while app.index_texts().await.expect("indexed") > 0 {}
        let view = app.view_ticket(&lead, on).await.expect("a question");
        let message =
            view.messages.iter().find(|message| message.kind == MessageKind::AskerReaction).expect("it is there");
        let unknown =
            app.ask_message_erasure(&lead, domain::MessageId(uuid::Uuid::from_u128(1)), "Erom gevraagd.").await;
        assert!(matches!(unknown, Err(Refusal::Hidden)), "{unknown:?}");
        app.ask_message_erasure(&lead, message.id, "Er stond een dossiernummer in.").await.expect("taken down");
        desk.clock.advance(Duration::hours(25));
        swept(&desk).await;
        let everything = desk.store.everything();
        assert_eq!(since(&words, before).found_in(&everything), Vec::<String>::new(), "on {}", desk.store.name());
        assert!(words.found_in(&everything).len() >= 4, "the question itself stays");
        let view = app.view_ticket(&lead, on).await.expect("a question");
        assert!(view.messages.iter().any(|message| message.body == domain::ERASED));
        app.reply_to_ticket(&lead, on, "Dat staat in de handreiking.", Reply::Answer).await.expect("it goes on");
    }
}

#[tokio::test]
async fn whoever_asks_what_is_held_of_them_gets_all_of_it_and_nothing_of_others_and_that_is_in_the_log() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let (mut others, mut chance) = (Words::default(), Chance(3));
        let other = ask(&desk, &mut others, 1).await;
        app.add_note(&lead, other, format!("Alleen hier: {}.", others.another("note")).as_str()).await.expect("noted");
        let mut words = Words(others.0.clone());
        let on = ask(&desk, &mut words, 2).await;
        let address = address_of(&desk, on).await;
        for _ in 0..12 {
            act(&desk, &mut chance, &mut words, on, on).await;
        }
        app.close_ticket(&lead, on, Closing::default()).await.ok();
        while app.index_texts().await.expect("indexed") > 0 {}
        let text = app.all_held_of(&lead, &address).await.expect("all of it");
        for (word, place) in &words.0[..others.0.len()] {
            assert!(!text.contains(word.as_str()), "{place} is of somebody else: {text}");
        }
        // Drafts that were written over are still in the journal.
        store::search::purge(desk.app.store(), || false).await.expect("purged");
        let own = since(&words, others.0.len());
        let stored: Vec<String> = own.found_in(&desk.store.everything());
        for (word, place) in &own.0 {
            let is_stored = stored.iter().any(|found| found.starts_with(word.as_str()));
            assert!(!is_stored || text.contains(word.as_str()), "{word} of {place} is held, and not told: {text}");
        }
        assert_eq!(number(&desk, "SELECT count(*) FROM events WHERE kind = 'access_given'").await, 1);
        let refused = app.all_held_of(&desk.staff(TestDesk::ANNA), &address).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        let nobody = app.all_held_of(&lead, "niemand@nergens.example").await.expect("a text");
        assert!(nobody.contains("0 vragen"), "{nobody}");
    }
}

#[tokio::test]
async fn only_leads_and_administrators_hold_erase_and_give_access() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let mut words = Words::default();
        let on = ask(&desk, &mut words, 1).await;
        let address = address_of(&desk, on).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let send = async |person, path: &str, fields: &[(&str, &str)]| {
            let secret = desk.session(person).await;
            let token = app::form_token(&secret);
            let mut sent = vec![("token", token.as_str())];
            sent.extend_from_slice(fields);
            let request = http.post(format!("{}/beheer/bewaren/{path}", client.address)).form(&sent);
            let answer = request.header("cookie", TestDesk::cookie(&secret)).send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("text"))
        };
        let reference = on.to_string();
        let hold = [("reference", reference.as_str()), ("reason", "Er loopt een bezwaar.")];
        let erase = [("email", address.as_str()), ("reason", "Zij vroeg erom.")];
        for (path, fields) in [("vasthouden", &hold), ("loslaten", &hold), ("wissen", &erase), ("inzage", &erase)] {
            assert_eq!(send(TestDesk::ANNA, path, fields).await.0, 403, "{path}");
        }
        let none = [("id", "00000000-0000-0000-0000-000000000001")];
        assert_eq!(send(TestDesk::ANNA, "intrekken", &none).await.0, 403);
        assert_eq!(
            number(&desk, "SELECT count(*) FROM erasures").await + number(&desk, "SELECT count(*) FROM holds").await,
            0
        );
        let (status, page) = send(TestDesk::LEAD, "vasthouden", &[("reference", "41"), ("reason", "")]).await;
        assert!(status == 422 && page.contains("Vul het kenmerk in"), "{status} {page}");
        let (status, page) = send(TestDesk::LEAD, "vasthouden", &[("reference", &reference), ("reason", " ")]).await;
        assert!(
            status == 422 && page.contains("Schrijf waarom") && page.contains(&reference),
            "what was typed is back: {page}"
        );
        assert_eq!(send(TestDesk::LEAD, "vasthouden", &hold).await.0, 303);
        let (status, page) = send(TestDesk::ADMINISTRATOR, "vasthouden", &hold).await;
        assert!(status == 409 && page.contains("wordt al vastgehouden"), "{status} {page}");
        assert_eq!(send(TestDesk::ADMINISTRATOR, "loslaten", &hold).await.0, 303);
        assert_eq!(send(TestDesk::ADMINISTRATOR, "wissen", &erase).await.0, 303);
        let (status, page) =
            send(TestDesk::LEAD, "wissen", &[("message", "bericht-x"), ("reason", "Erom gevraagd.")]).await;
        assert!(status == 422 && page.contains("Wij kennen dit bericht niet"), "{status} {page}");
        let (status, text) = send(TestDesk::LEAD, "inzage", &erase).await;
        assert!(status == 200 && text.contains(&words.0[0].0) && text.contains(&reference), "{text}");
        let asked = app_erasure(&desk).await;
        assert_eq!(send(TestDesk::LEAD, "intrekken", &[("id", &asked)]).await.0, 303);
        assert_eq!(send(TestDesk::LEAD, "intrekken", &[("id", &asked)]).await.0, 409);
        assert_eq!(send(TestDesk::LEAD, "intrekken", &none).await.0, 404);
        assert_eq!(
            number(
                &desk,
                &format!(
                    "SELECT count(*) FROM events WHERE ticket_id = {} AND kind IN ('held', 'hold_lifted')",
                    TicketId(on.ticket.0)
                )
            )
            .await,
            2
        );
    }
}

#[tokio::test]
async fn the_name_of_a_list_and_a_name_that_two_askers_typed_are_forgotten_with_the_last_of_them() {
    for desk in desks().await {
        let (app, anna, lead) = (&desk.app, desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let mut words = Words::default();
        let (one, other) = (ask(&desk, &mut words, 1).await, ask(&desk, &mut words, 2).await);
        let same = format!("(SELECT organisation_id FROM tickets WHERE id = {})", one.ticket.0);
        sql(&desk, &format!("UPDATE tickets SET organisation_id = {same} WHERE id = {}", other.ticket.0)).await;
        let theirs = format!("id = (SELECT organisation_id FROM tickets WHERE id = {})", one.ticket.0);
        sql(&desk, &format!("UPDATE organisations SET name = 'Stichting Knorrebol' WHERE {theirs}")).await;
        let address = address_of(&desk, one).await;
        let name = format!("Vragen van {address}");
        app.keep_view(&anna, &name, ("zoek=knorrebol", "knorrebol"), app::ShownTo::Owner).await.expect("kept");
        for reference in [one, other] {
            while app.index_texts().await.expect("indexed") > 0 {}
            app.ask_erasure(&lead, &address_of(&desk, reference).await, "Erom gevraagd.").await.expect("taken down");
            desk.clock.advance(Duration::hours(25));
            let due = app.retention_report(&lead).await.expect("a report").requested;
            assert_eq!(due, 1, "said before it is done");
            swept(&desk).await;
            assert_eq!(app.retention_report(&lead).await.expect("a report").requested, 0);
        }
        let everything = String::from_utf8_lossy(&desk.store.everything()).to_lowercase();
        for word in [address.as_str(), "knorrebol"] {
            assert!(!everything.contains(word), "{word} is left on {}", desk.store.name());
        }
    }
}

async fn app_erasure(desk: &TestDesk) -> String {
    desk.app.erasures(&desk.staff(TestDesk::LEAD)).await.expect("a list")[0].id.to_string()
}
