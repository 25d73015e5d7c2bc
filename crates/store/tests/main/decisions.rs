use crate::given::{desk, expert, monday, person, question, stored, uuid, write};
use domain::{Candidate, Decision, DecisionCause, DecisionId, Exclusion, Person, Reason, Role, TicketId};
use store::decisions::{self, StoredDecision};
use store::{experts, people};
use testkit::database::on_both;

fn decision(number: u128, ticket: TicketId) -> StoredDecision {
    let reason = Reason { points: 700, text: "kent woonzorgvisie (goed)".to_owned() };
    let full = Exclusion::Full { open_minutes: 600, weekly_minutes: 600 };
    let candidate = |number: u128, excluded| Candidate {
        expert: expert(number),
        name: format!("Deskundige {number}"),
        score: Some(700),
        excluded,
        reasons: vec![reason.clone()],
    };
    StoredDecision {
        id: DecisionId(uuid(number)),
        ticket,
        cause: DecisionCause::Handover,
        classifier: "2026.1".to_owned(),
        decision: Decision {
            chosen: Some(expert(1)),
            summary: "Kent het onderwerp".to_owned(),
            candidates: vec![candidate(1, None), candidate(2, Some(full))],
            relaxed: vec!["regio".to_owned()],
            decided_at: monday(),
        },
    }
}

#[tokio::test]
async fn the_newest_decision_of_each_ticket_is_found_and_the_older_ones_are_kept() {
    on_both(async |store| {
        desk(store).await;
        let one = stored(store, &question(1)).await.id;
        let two = stored(store, &question(2)).await.id;
        let three = stored(store, &question(3)).await.id;
        let all = [decision(1, one), decision(2, two), decision(3, one)];
        let numbers = experts::numbers(store).await.unwrap();
        for stored in [&all[2], &all[0], &all[1]] {
            write(store, async |tx| decisions::insert(tx, stored, &numbers).await.unwrap()).await;
        }
        let mut latest = decisions::latest(store, &[one, two, three]).await.unwrap();
        latest.sort_by_key(|stored| stored.id);
        assert_eq!(latest[0].ticket, three, "the one with which it was stored");
        assert_eq!(latest[1..], [all[1].clone(), all[2].clone()]);
        assert_eq!(decisions::latest(store, &[]).await.unwrap(), []);
        let every = decisions::of_ticket(store, one).await.unwrap();
        assert_eq!(every[1..], [all[0].clone(), all[2].clone()]);
    })
    .await;
}

#[tokio::test]
async fn who_was_not_eligible_is_called_what_they_are_called_now_and_the_others_what_they_were_called() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        let mut told = decision(1, ticket);
        let not_allowed = |number| Candidate {
            expert: expert(number),
            name: format!("Deskundige {number}"),
            score: None,
            excluded: Some(Exclusion::NotAllowed),
            reasons: Vec::new(),
        };
        told.decision.candidates = vec![told.decision.candidates.remove(0), not_allowed(3), not_allowed(2)];
        let numbers = experts::numbers(store).await.unwrap();
        write(store, async |tx| decisions::insert(tx, &told, &numbers).await.unwrap()).await;
        assert_eq!(decisions::latest(store, &[ticket]).await.unwrap(), std::slice::from_ref(&told));
        let renamed = [1, 3].map(|number| Person {
            name: format!("Deskundige {number}, getrouwd"),
            ..person(number, vec![Role::Expert])
        });
        write(store, async |tx| people::save(tx, &renamed).await.unwrap()).await;
        told.decision.candidates[1].name = "Deskundige 3, getrouwd".to_owned();
        assert_eq!(decisions::latest(store, &[ticket]).await.unwrap(), [told]);
    })
    .await;
}
