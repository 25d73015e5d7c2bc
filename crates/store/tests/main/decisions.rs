use crate::given::{desk, expert, monday, question, stored, uuid, write};
use domain::{Candidate, Decision, DecisionCause, DecisionId, Exclusion, Reason, TicketId};
use store::decisions::{self, StoredDecision};
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
        for stored in [&all[2], &all[0], &all[1]] {
            write(store, async |tx| decisions::insert(tx, stored).await.unwrap()).await;
        }
        let mut latest = decisions::latest(store, &[one, two, three]).await.unwrap();
        latest.sort_by_key(|stored| stored.id);
        assert_eq!(latest, [all[1].clone(), all[2].clone()]);
        assert_eq!(decisions::latest(store, &[]).await.unwrap(), []);
        assert_eq!(decisions::of_ticket(store, one).await.unwrap(), [all[0].clone(), all[2].clone()]);
    })
    .await;
}
