//! What waits for its asker is no load of its expert (capacity), and becomes one again.

use super::*;

#[tokio::test]
async fn questions_that_wait_leave_a_small_week_free_and_fill_it_when_their_askers_react() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        hours(&desk, TestDesk::ANNA, 8).await;
        hours(&desk, TestDesk::CARLA, 0).await;
        let mut waiting = Vec::new();
        for key in 1..=4 {
            waiting.push(ask(&desk, key).await);
        }
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 480, "her week is full");
        assert_eq!(ticket(&desk, ask(&desk, 5).await).await.assignee, None);
        for reference in &waiting {
            ask_back(&desk, *reference).await;
            // Asking twice frees nothing twice.
            ask_back(&desk, *reference).await;
        }
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 0, "four questions wait, and she has time");
        assert_eq!(desk.app.route_waiting().await.expect("swept"), 1);
        for key in 6..=8 {
            assert_eq!(ticket(&desk, ask(&desk, key).await).await.assignee, Some(TestDesk::ANNA));
        }
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 480);
        let back = react(&desk, waiting[0]).await.expect("taken");
        assert_eq!((back.assignee, back.status()), (Some(TestDesk::ANNA), TicketStatus::Assigned), "it is not lost");
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 600, "over her week, and counted");
        let why = "Blijft bij Anna de Wit, die de vraag kent: de vraagsteller reageerde. De week is daarmee te vol: \
                   10 van 8 uur bezet.";
        assert_eq!(back.routing_summary, why);
        let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), waiting[0]).await.expect("the ticket");
        assert_eq!(view.routing.expect("a decision").latest.decision.summary, why);
        assert_eq!(ticket(&desk, ask(&desk, 9).await).await.assignee, None, "and nobody is given more");
        everything_is_true(&desk, "reactions").await;
    }
}

#[tokio::test]
async fn a_question_that_waits_moves_without_weight_and_counts_for_whoever_has_it_when_the_asker_reacts() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        ask_back(&desk, reference).await;
        let lead = desk.staff(TestDesk::LEAD);
        let given =
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::CARLA), "Zij weet het").await.expect("given");
        assert_eq!(given.status(), TicketStatus::WaitingForAsker);
        everything_is_true(&desk, "a handover").await;
        assert_eq!(open_minutes(&desk, TestDesk::CARLA).await, 0);
        // Given back while nobody else can have it, it still waits; whoever gets it then gets it waiting.
        hours(&desk, TestDesk::ANNA, 0).await;
        let carla = desk.staff(TestDesk::CARLA);
        let nobody = desk.app.hand_over_ticket(&carla, reference, "Geen ruimte").await.expect("given back");
        assert_eq!((nobody.status(), nobody.is_waiting()), (TicketStatus::Unassigned, true));
        let given = desk.app.assign_ticket(&lead, reference, Some(TestDesk::BRAM), "Hij dan").await.expect("given");
        assert_eq!(given.status(), TicketStatus::WaitingForAsker);
        everything_is_true(&desk, "a release").await;
        react(&desk, reference).await.expect("taken");
        assert_eq!(open_minutes(&desk, TestDesk::BRAM).await, 120);
        everything_is_true(&desk, "a reaction").await;
    }
}

#[tokio::test]
async fn questions_that_wait_are_taken_from_an_expert_who_left_while_the_desk_was_cut_off() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        assert_eq!(ask_back(&desk, reference).await.assignee, Some(TestDesk::ANNA));
        sql(
            &desk,
            &[
                "UPDATE people SET active = false WHERE email = 'anna@desk.example'",
                "UPDATE versions SET roster = roster + 1",
            ],
        )
        .await;
        desk.app.refresh().await.expect("read again");
        desk.app.apply_absences().await.expect("swept");
        let moved = ticket(&desk, reference).await;
        assert_eq!((moved.assignee, moved.status()), (Some(TestDesk::CARLA), TicketStatus::WaitingForAsker));
        everything_is_true(&desk, "leaving").await;
    }
}
