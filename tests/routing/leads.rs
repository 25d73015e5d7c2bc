//! What waits for a lead, and what leads do about it: the list, doubted questions, words of their own.

use super::*;

#[tokio::test]
async fn a_question_that_is_doubted_to_be_for_this_desk_waits_for_a_lead_and_for_nobody_else() {
    for desk in desks().await {
        let mut draft = question_about(1, "");
        draft.subject = "Wachtwoord vergeten".to_owned();
        draft.body = "Ik kan niet meer inloggen op het portaal. Kunt u mijn wachtwoord opnieuw instellen?".to_owned();
        let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
        let reference = desk.app.submit_question(&anonymous, draft).await.expect("never refused").reference;
        let lead = desk.staff(TestDesk::LEAD);
        assert_eq!(ticket(&desk, reference).await.assignee, None);
        desk.clock.advance(Duration::days(7));
        desk.app.route_waiting().await.expect("swept");
        assert_eq!(ticket(&desk, reference).await.assignee, None, "nor when the time to choose is over");
        let triage = desk.app.list_triage(&lead, None).await.expect("a list").items;
        assert_eq!(triage.iter().map(|item| item.ticket.reference).collect::<Vec<_>>(), [reference]);
        let themes = ["flexwonen".to_owned()];
        desk.app.set_ticket_topics(&lead, reference, &[GENERAL.to_owned()], &themes).await.expect("it is ours");
        assert_eq!(
            ticket(&desk, reference).await.assignee,
            Some(TestDesk::BRAM),
            "once somebody says what it is about"
        );
    }
}

#[tokio::test]
async fn a_word_is_tried_before_it_counts_and_counts_at_once() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let reference = ask(&desk, 1, "").await;
        let topics = ticket(&desk, reference).await.topics;
        let (groups, themes): (Vec<_>, Vec<_>) = topics.iter().partition(|topic| topic.axis == domain::Axis::Group);
        let keys =
            |topics: Vec<&domain::TicketTopic>| topics.iter().map(|topic| topic.key.0.clone()).collect::<Vec<_>>();
        desk.app.set_ticket_topics(&lead, reference, &keys(groups), &keys(themes)).await.expect("confirmed");
        let term = async |how: bool| {
            if how {
                desk.app.add_term(&lead, "draagvlak", "onderdelen*", 5).await.map(|()| None)
            } else {
                desk.app.try_term(&lead, "draagvlak", "onderdelen*", 5).await.map(Some)
            }
        };
        let run = term(false).await.expect("tried").expect("a run");
        assert_eq!((run.tried, run.changed, run.worse, run.better), (1, 1, 1, 0));
        assert!(desk.app.list_terms(&lead).await.expect("a list").is_empty(), "only tried");
        term(true).await.expect("added");
        assert!(matches!(term(true).await, Err(app::Refusal::Complaints(_))), "twice the same word");
        let next = ask(&desk, 2, "").await;
        assert!(ticket(&desk, next).await.topics.iter().any(|topic| topic.key == TopicKey::from("draagvlak")));
        let id = desk.app.list_terms(&lead).await.expect("a list")[0].id;
        desk.app.remove_term(&lead, id).await.expect("removed");
        let last = ask(&desk, 3, "").await;
        assert!(ticket(&desk, last).await.topics.iter().all(|topic| topic.key != TopicKey::from("draagvlak")));
    }
}

/// A question that the desk doubts is for it.
async fn ask_something_else(desk: &TestDesk, key: u128) -> Reference {
    let mut draft = question_about(key, "");
    draft.subject = "Wachtwoord vergeten".to_owned();
    draft.body = "Ik kan niet meer inloggen op het portaal. Kunt u mijn wachtwoord opnieuw instellen?".to_owned();
    let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("never refused").reference
}

/// Every question that waits for a lead, page by page.
async fn waiting_for_a_lead(desk: &TestDesk) -> Vec<Ticket> {
    let lead = desk.staff(TestDesk::LEAD);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = desk.app.list_triage(&lead, after).await.expect("a page");
        seen.extend(page.items.into_iter().map(|item| item.ticket));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

#[tokio::test]
async fn the_leads_list_shows_every_open_question_that_nobody_has_and_no_closed_one() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let mut asked = Vec::new();
        for key in 1..=97 {
            asked.push(ask_something_else(&desk, key).await);
        }
        let (closed, open) = asked.split_at(43);
        for reference in closed {
            desk.app.close_ticket(&lead, *reference, app::Closing::default()).await.expect("closed");
        }
        let listed = waiting_for_a_lead(&desk).await;
        assert_eq!(listed.iter().map(|ticket| ticket.reference).collect::<Vec<_>>(), open, "each once, in order");
        // Opened again, a lead gets as long to choose as for a new one.
        desk.clock.advance(Duration::days(20));
        desk.app.reopen_ticket(&lead, closed[0], "Toch een vraag voor ons").await.expect("open again");
        let again = ticket(&desk, closed[0]).await;
        assert!(again.standing.choose_before().is_none_or(|due| due > desk.app.now()), "{again:?}");
    }
}

#[tokio::test]
async fn a_doubted_question_finds_an_expert_once_somebody_says_what_it_is_about_even_when_nobody_has_room_today() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        away(&desk, TestDesk::BRAM, "2026-11-24", "2026-12-31", None).await;
        let reference = ask_something_else(&desk, 1).await;
        let themes = ["flexwonen".to_owned()];
        desk.app.set_ticket_topics(&lead, reference, &[GENERAL.to_owned()], &themes).await.expect("it is ours");
        let described = ticket(&desk, reference).await;
        assert!(!described.out_of_scope, "a lead said what it is about");
        desk.app.cancel_absence(&lead, TestDesk::BRAM, day("2026-11-24")).await.expect("he is back");
        desk.app.route_waiting().await.expect("swept");
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::BRAM));
    }
}
