use crate::given::{self, assigned, deadline, desk, expert, minutes, monday, question, read, stored, write};
use domain::{
    Asked, Axis, Metric, MunicipalityCode, OrganisationKind, Place, RegionRef, Standing, TicketId, TicketStatus,
    TopicKey,
};
use store::tickets::{self, NewTicket, TicketChange};
use store::{Scope, Store, TicketFilter};
use testkit::database::on_both;

async fn listed(store: &Store, scope: &Scope, filter: &TicketFilter) -> Vec<TicketId> {
    let page = tickets::list(store, scope, filter, 100, None).await.unwrap();
    page.items.into_iter().map(|(_, ticket)| ticket.id).collect()
}

async fn found(store: &Store, filter: TicketFilter) -> Vec<TicketId> {
    listed(store, &Scope::Everything, &filter).await
}

async fn change(store: &Store, id: TicketId, at: i64, change: TicketChange) {
    let ticket = read(store, id).await;
    let now = monday() + minutes(at);
    assert!(write(store, async |tx| tickets::change(tx, &ticket, now, &change).await.unwrap()).await);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    on_both(async |store| {
        desk(store).await;
        let mut expected = Vec::new();
        for number in 1..=23 {
            // Threes of them with the same urgency, so that only the number tells them apart.
            let received_at = monday() + minutes(i64::try_from(number / 3).unwrap());
            let promises = given::promises(received_at);
            expected.push(stored(store, &NewTicket { received_at, promises, ..question(number) }).await.id);
        }
        let everything = TicketFilter::default();
        for size in [1, 2, 5, 22, 23, 100] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = tickets::list(store, &Scope::Everything, &everything, size, after).await.unwrap();
                assert!(page.items.len() <= size as usize);
                seen.extend(page.items.iter().map(|(_, ticket)| ticket.id));
                after = page.items.last().map(|(cursor, _)| *cursor);
                if !page.has_next {
                    break;
                }
            }
            assert_eq!(seen, expected, "in pages of {size}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_ticket_that_comes_in_while_somebody_pages_hides_no_other() {
    on_both(async |store| {
        desk(store).await;
        for number in [2, 4, 6] {
            stored(store, &question(number)).await;
        }
        let everything = &TicketFilter::default();
        let first = tickets::list(store, &Scope::Everything, everything, 1, None).await.unwrap();
        stored(store, &question(1)).await;
        stored(store, &question(5)).await;
        let after = Some(first.items[0].0);
        let rest = tickets::list(store, &Scope::Everything, everything, 10, after).await.unwrap();
        let subjects: Vec<_> = rest.items.iter().map(|(_, ticket)| ticket.subject.as_str()).collect();
        assert_eq!(subjects, ["Vraag 4 over wonen", "Vraag 5 over wonen", "Vraag 6 over wonen"]);
    })
    .await;
}

#[tokio::test]
async fn the_nearest_promise_comes_first_then_who_waits_then_what_is_done_last() {
    on_both(async |store| {
        desk(store).await;
        let mut ids = Vec::new();
        for number in 1..=6 {
            ids.push(stored(store, &assigned(number, expert(1))).await.id);
        }
        let asked = Asked { since: monday(), reminded_at: None, acts_at: None };
        let to = |standing| TicketChange { standing: Some(standing), ..Default::default() };
        change(store, ids[0], 20, to(Standing::Closed { at: monday(), ending: domain::Ending::default() })).await;
        change(store, ids[1], 30, to(Standing::Answered { closes_at: None })).await;
        change(store, ids[2], 10, to(Standing::WaitingForAsker(asked))).await;
        let kept = deadline(Metric::FirstResponse, question(4).received_at).met(monday());
        let promises = Some(question(4).promises.with(Metric::FirstResponse, &kept));
        change(store, ids[3], 10, TicketChange { promises, ..Default::default() }).await;
        let order = found(store, TicketFilter::default()).await;
        assert_eq!(order, [ids[4], ids[5], ids[3], ids[2], ids[1], ids[0]]);
    })
    .await;
}

#[tokio::test]
async fn an_expert_sees_what_they_have_and_the_themes_they_know() {
    on_both(async |store| {
        desk(store).await;
        let with = |number, topics| NewTicket { topics, ..question(number) };
        let theme = |key| vec![given::topic(key, Axis::Theme)];
        let known = stored(store, &with(1, theme("woonzorgvisie"))).await.id;
        let other = stored(store, &with(2, theme("huisvesting"))).await.id;
        // The same word on the other axis is no theme.
        let group = stored(store, &with(3, vec![given::topic("woonzorgvisie", Axis::Group)])).await.id;
        let held = stored(store, &NewTicket { topics: theme("huisvesting"), ..assigned(4, expert(1)) }).await.id;
        let by = async |number| listed(store, &Scope::Expert(expert(number)), &TicketFilter::default()).await;
        assert_eq!(by(1).await, [known, held]);
        assert_eq!(by(2).await, [other, held]);
        assert_eq!(by(3).await, []);
        assert_eq!(listed(store, &Scope::One(group), &TicketFilter::default()).await, [group]);
        assert_eq!(listed(store, &Scope::Nothing, &TicketFilter::default()).await, []);
    })
    .await;
}

#[tokio::test]
async fn everything_asked_for_must_hold() {
    on_both(async |store| {
        desk(store).await;
        let province = Place::Region(RegionRef::new("provincie", "PV26"));
        let one = stored(store, &question(1)).await.id;
        let two = stored(store, &NewTicket { place: province, ..assigned(2, expert(1)) }).await.id;
        let three = NewTicket {
            organisation_kind: OrganisationKind::Province,
            place: Place::Municipality(MunicipalityCode("GM0518".to_owned())),
            received_at: "2026-11-05T23:30:00Z".parse().unwrap(),
            topics: vec![given::topic("jongeren", Axis::Group)],
            ..question(3)
        };
        let three = stored(store, &three).await.id;
        let all = TicketFilter::default;
        let utrecht = || Some(vec![MunicipalityCode("GM0344".to_owned())]);

        let filter = TicketFilter { status: vec![TicketStatus::Assigned, TicketStatus::Closed], ..all() };
        assert_eq!(found(store, filter).await, [two]);
        let filter = TicketFilter { topics: vec![TopicKey::from("ouderen"), TopicKey::from("jongeren")], ..all() };
        assert_eq!(found(store, filter).await, [one, two, three]);
        assert_eq!(found(store, TicketFilter { topics: vec!["jongeren".into()], ..all() }).await, [three]);
        assert_eq!(found(store, TicketFilter { assignee: Some(expert(1)), ..all() }).await, [two]);
        assert_eq!(found(store, TicketFilter { assignee: Some(expert(2)), ..all() }).await, []);
        let filter = TicketFilter { organisation_kind: vec![OrganisationKind::Province], ..all() };
        assert_eq!(found(store, filter).await, [three]);
        assert_eq!(found(store, TicketFilter { municipalities: utrecht(), ..all() }).await, [one]);
        let inside = TicketFilter {
            municipalities: utrecht(),
            regions: vec![RegionRef::new("provincie", "PV26"), RegionRef::new("zorgkantoorregio", "ZK1")],
            ..all()
        };
        assert_eq!(found(store, inside).await, [one, two]);
        let nowhere = TicketFilter { municipalities: Some(Vec::new()), ..all() };
        assert_eq!(found(store, nowhere).await, []);
        // Half past eleven in the evening in UTC is the next day in Amsterdam.
        let on = |first, last| TicketFilter {
            received_from: Some(given::day(first)),
            received_to: Some(given::day(last)),
            ..all()
        };
        assert_eq!(found(store, on("2026-11-06", "2026-11-06")).await, [three]);
        assert_eq!(found(store, on("2026-11-02", "2026-11-05")).await, [one, two]);
        let both = TicketFilter { topics: vec!["ouderen".into()], assignee: Some(expert(1)), ..all() };
        assert_eq!(found(store, both).await, [two]);
    })
    .await;
}

#[tokio::test]
async fn a_filter_does_not_widen_the_scope() {
    on_both(async |store| {
        desk(store).await;
        stored(store, &assigned(1, expert(1))).await;
        let filter = TicketFilter { assignee: Some(expert(1)), ..TicketFilter::default() };
        assert_eq!(listed(store, &Scope::Expert(expert(2)), &filter).await, []);
    })
    .await;
}

#[tokio::test]
async fn who_waits_longest_for_an_expert_comes_first_and_doubtful_questions_do_not_come() {
    on_both(async |store| {
        desk(store).await;
        let late = stored(store, &question(9)).await.id;
        let early = stored(store, &question(3)).await.id;
        stored(store, &NewTicket { out_of_scope: true, ..question(1) }).await;
        stored(store, &assigned(2, expert(1))).await;
        let waiting = async |limit| {
            let tickets = tickets::unassigned(store, limit).await.unwrap();
            tickets.into_iter().map(|ticket| ticket.id).collect::<Vec<_>>()
        };
        assert_eq!(waiting(10).await, [early, late]);
        assert_eq!(waiting(1).await, [early]);
        let first = read(store, early).await;
        let rest = tickets::unassigned_after(store, Some(&first), 10).await.unwrap();
        assert_eq!(rest.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [late]);
        assert_eq!(tickets::unassigned_after(store, rest.last(), 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_open_work_of_an_expert_leaves_out_what_is_answered() {
    on_both(async |store| {
        desk(store).await;
        let open = stored(store, &assigned(1, expert(1))).await.id;
        let done = stored(store, &assigned(2, expert(1))).await.id;
        stored(store, &assigned(3, expert(2))).await;
        change(
            store,
            done,
            5,
            TicketChange { standing: Some(Standing::Answered { closes_at: None }), ..Default::default() },
        )
        .await;
        let tickets = tickets::open_of(store, expert(1)).await.unwrap();
        assert_eq!(tickets.into_iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [open]);
    })
    .await;
}
