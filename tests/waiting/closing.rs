//! Answered questions that close by themselves, also at two servers at once, and what pages say of it.

use super::*;

#[tokio::test]
async fn an_answered_question_closes_by_itself_on_the_day_its_asker_was_told_and_counts_as_answered() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let other = ask(&desk, 2).await;
        answer(&desk, reference).await;
        ask_back(&desk, other).await;
        let sent = deliver(&desk).await;
        let told = sent.iter().find(|letter| letter.kind == LetterKind::Answer).expect("the answer");
        let words =
            "Als u niet reageert, sluiten wij uw vraag op dinsdag 8 december 2026. Ook daarna kunt u nog reageren.";
        assert!(told.body.contains(words), "{}", told.body);
        // Thanking asks nothing.
        desk.clock.set(at("2026-12-01T10:00:00+01:00"));
        desk.app.thank_as_asker(&asker(reference), reference, "Dank u wel.").await.expect("told");
        heed(&desk).await;
        deliver(&desk).await;
        desk.clock.set(at("2026-12-08T16:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2026-12-08T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        assert_eq!(heed(&desk).await, 0, "once");
        let closed = ticket(&desk, reference).await;
        assert_eq!(
            closed.standing,
            Standing::Closed { at: at("2026-12-08T17:00:00+01:00"), ending: Ending::Closed(ClosedBecause::Answered) }
        );
        assert_eq!(deliver(&desk).await, [], "its asker knew");
        let event = &events(&desk, reference, EventKind::Closed).await[0];
        assert_eq!(
            (&event.actor, event.detail().expect("JSON").to_string()),
            (&Actor::System, r#"{"answered":true,"why":"answered"}"#.to_owned())
        );

        // The other one is closed without an answer: it is in no figure of answers.
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        let event = &events(&desk, other, EventKind::Closed).await[0];
        assert_eq!(event.detail().expect("JSON").to_string(), r#"{"answered":false,"why":"silence"}"#);
        assert_eq!(figure(&desk, Measure::Answered).await, 1.0);
        assert_eq!(figure(&desk, Measure::AnsweredInTimeShare).await, 1.0, "and what was withdrawn is in no share");
        everything_is_true(&desk, "closing").await;

        // A reaction opens it again, and an answer begins another term.
        let back = react(&desk, reference).await.expect("taken");
        assert_eq!(back.standing, Standing::Assigned);
        answer(&desk, reference).await;
        desk.clock.set(at("2026-12-30T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        everything_is_true(&desk, "closing again").await;
    }
}

#[tokio::test]
async fn never_means_never_and_a_change_of_mind_gives_everybody_the_whole_term() {
    for mut desk in desks().await {
        desk.reopen(|settings| {
            settings.patience = Patience { remind_after_days: 0, close_after_days: 0, close_answered_after_days: 0 };
        })
        .await;
        let (waiting, answered) = (ask(&desk, 1).await, ask(&desk, 2).await);
        ask_back(&desk, waiting).await;
        answer(&desk, answered).await;
        let sent = deliver(&desk).await;
        assert!(sent.iter().all(|letter| !letter.body.contains("sluiten wij")), "{sent:?}");
        for days in [5, 20, 60] {
            desk.clock.set(at("2026-11-24T17:30:00+01:00") + Duration::days(days));
            assert_eq!(heed(&desk).await, 0);
        }
        desk.reopen(|settings| settings.patience = Patience::default()).await;
        desk.clock.set(at("2027-02-01T10:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1, "the one that waits is long due to be reminded");
        deliver(&desk).await;
        desk.clock.set(at("2027-02-15T16:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2027-02-15T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2, "ten working days for both");
        for reference in [waiting, answered] {
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::Closed);
        }
    }
}

/// Another server on the same database.
async fn second_server(desk: &TestDesk) -> app::App {
    let store = store::Store::connect(&desk.store.options()).await.expect("a second connection");
    let (clock, ids) = (Box::new(desk.clock.clone()), Box::new(app::RandomIds));
    app::App::open(store, clock, ids, desk.app.settings().clone()).await.expect("the desk opens")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reaction_at_the_moment_of_closing_is_kept_and_two_servers_close_and_remind_once() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let other = second_server(&desk).await;
        let mut references = Vec::new();
        for key in 1..=12 {
            references.push(ask(&desk, key).await);
            ask_back(&desk, references[references.len() - 1]).await;
        }
        deliver(&desk).await;
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        let (here, there) = tokio::join!(desk.app.heed_silence(), other.heed_silence());
        assert_eq!(here.expect("swept") + there.expect("swept"), 12);
        let reminders = deliver(&desk).await.into_iter().filter(|letter| letter.kind == LetterKind::AskerReminder);
        assert_eq!(reminders.count(), 12, "one each");
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        // Half of the askers react in this very moment, from a page that they opened long before.
        let reactions = references.iter().step_by(2).map(|reference| {
            let (app, reference) = (desk.app.clone(), *reference);
            tokio::spawn(async move {
                let seen = app.read_ticket(&Caller::system(Origin::Cli), reference).await.expect("the ticket").revision;
                let on = app::SeenTicket { reference, seen: app::Seen::Revision(seen.min(2)), key: None };
                app.react_as_asker(&asker(reference), on, "Om volgend jaar.").await
            })
        });
        let sweeps = [desk.app.clone(), other.clone(), desk.app.clone()];
        let sweeps = sweeps.map(|app| tokio::spawn(async move { app.heed_silence().await }));
        let reactions: Vec<_> = reactions.collect();
        for reaction in reactions {
            reaction.await.expect("it does not panic").expect("a reaction is always taken");
        }
        let mut closed_now = 0;
        for sweep in sweeps {
            closed_now += sweep.await.expect("it does not panic").expect("swept");
        }
        for (at, reference) in references.iter().enumerate() {
            let (closed, now) =
                (events(&desk, *reference, EventKind::Closed).await.len(), ticket(&desk, *reference).await);
            closed_now -= closed;
            if at % 2 == 0 {
                assert_eq!(now.status(), TicketStatus::Assigned, "open, whoever was first");
                assert_eq!(
                    events(&desk, *reference, EventKind::Reopened).await.len(),
                    closed,
                    "closed is opened again"
                );
            } else {
                assert_eq!((now.status(), closed), (TicketStatus::Closed, 1));
            }
        }
        assert_eq!(closed_now, 0, "what was swept is in the ledger");
        everything_is_true(&desk, "a race").await;
    }
}

#[tokio::test]
async fn both_pages_say_when_the_desk_reminds_and_closes() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = ask(&desk, 1).await;
        let link = tracking_link(&deliver(&desk).await);
        let follow = format!("{}/volg/{}", client.address, link.rsplit('/').next().expect("a secret"));
        let page = format!("{}/vragen/{reference}", client.address);
        let read = async |address: &str| {
            // Days pass: she signs in each time.
            let cookie = TestDesk::cookie(&desk.session(TestDesk::ANNA).await);
            let request = reqwest::Client::new().get(address).header("cookie", &cookie);
            request.send().await.expect("an answer").text().await.expect("a page")
        };
        let says = async |to_asker: &str, to_expert: &str| {
            let (asker, expert) = (read(&follow).await, read(&page).await);
            assert!(asker.contains(to_asker), "{asker}");
            assert!(expert.contains(to_expert), "{expert}");
        };
        assert!(!read(&follow).await.contains("Als u niet reageert"));
        ask_back(&desk, reference).await;
        says(
            "Als u niet reageert, herinneren wij u op dinsdag 1 december 2026 en sluiten wij uw vraag op dinsdag 15 december 2026.",
            "Als de vraagsteller niet reageert, sturen wij op dinsdag 1 december 2026 een herinnering en sluiten wij de vraag op \
             dinsdag 15 december 2026.",
        )
        .await;
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        heed(&desk).await;
        deliver(&desk).await;
        says(
            "Als u niet reageert, sluiten wij uw vraag op dinsdag 15 december 2026. Ook daarna kunt u nog reageren.",
            "herinnering verstuurd aan de vraagsteller (het loket)",
        )
        .await;
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        heed(&desk).await;
        says("Daarom hebben wij uw vraag gesloten.", "gesloten zonder antwoord: geen reactie (het loket)").await;
        assert!(!read(&follow).await.contains("Als u niet reageert"));
    }
}
