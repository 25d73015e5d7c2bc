use crate::given::{day, desk, expert, expert_knowing, minutes, monday, person, write};
use domain::{Absence, Coverage, Expert, Person, RegionRef, Role, WorkingDays};
use store::experts::{self, ExpertLoad, Room, Taken};
use store::{Store, people, versions};
use testkit::database::on_both;

#[tokio::test]
async fn an_expert_is_read_as_saved_and_saving_again_replaces() {
    on_both(async |store| {
        desk(store).await;
        let before = versions::current(store).await.unwrap();
        let changed = Expert {
            coverage: vec![Coverage::Region(RegionRef::new("provincie", "PV26")), Coverage::National],
            working_days: WorkingDays(0b101),
            absences: vec![Absence { from: day("2026-12-24"), to: day("2027-01-01"), cover: Some(expert(2)) }],
            languages: Vec::new(),
            ..expert_knowing(1, &["huisvesting", "woonurgentie"])
        };
        write(store, async |tx| experts::save(tx, std::slice::from_ref(&changed)).await.unwrap()).await;
        let mut known = experts::all(store).await.unwrap();
        known[0].coverage.sort_by_key(|place| *place == Coverage::National);
        assert_eq!(known, [changed, expert_knowing(2, &["huisvesting"]), expert_knowing(3, &[])]);
        assert_eq!(versions::current(store).await.unwrap().roster, before.roster + 1);
    })
    .await;
}

#[tokio::test]
async fn who_left_or_is_no_expert_gets_no_questions() {
    on_both(async |store| {
        desk(store).await;
        let left = Person { active: false, ..person(1, vec![Role::Expert]) };
        write(store, async |tx| people::save(tx, &[left, person(2, vec![Role::Lead])]).await.unwrap()).await;
        let known = experts::all(store).await.unwrap();
        assert_eq!(known.iter().map(|expert| expert.id).collect::<Vec<_>>(), [expert(3)]);
    })
    .await;
}

async fn take(store: &Store, work: i32, room: Room) -> bool {
    let to = Taken { expert: expert(1), recent_minutes: 50, room, revision: 0 };
    write(store, async |tx| experts::move_work(tx, None, Some(&to), work, monday()).await.unwrap()).await
}

async fn load(store: &Store) -> ExpertLoad {
    let (loads, current) = experts::loads(store).await.unwrap();
    assert_eq!(current, versions::current(store).await.unwrap());
    loads.into_iter().find(|load| load.expert == expert(1)).unwrap()
}

#[tokio::test]
async fn work_is_taken_up_to_the_week_and_not_beyond_unless_a_person_says_so() {
    on_both(async |store| {
        assert_eq!(experts::loads(store).await.unwrap().0, [], "no experts, yet versions");
        desk(store).await;
        assert_eq!(load(store).await.last_assigned_at, None);
        assert!(take(store, 590, Room::Within(600)).await);
        assert!(!take(store, 11, Room::Within(600)).await);
        assert!(take(store, 10, Room::Within(600)).await, "just fits");
        assert!(take(store, 90, Room::Made).await);
        let expected = ExpertLoad {
            expert: expert(1),
            open_minutes: 690,
            recent_minutes: 50,
            last_assigned_at: Some(monday()),
            revision: 0,
        };
        assert_eq!(load(store).await, expected);
        write(store, async |tx| experts::drop_work(tx, expert(1), 90).await.unwrap()).await;
        assert_eq!(load(store).await.open_minutes, 600);
        write(store, async |tx| experts::save(tx, &[expert_knowing(1, &[])]).await.unwrap()).await;
        assert_eq!(load(store).await.open_minutes, 600, "a new profile is no less work");
    })
    .await;
}

#[tokio::test]
async fn what_was_decided_for_an_expert_who_lost_a_right_since_fails_also_when_a_person_decided() {
    on_both(async |store| {
        desk(store).await;
        write(store, async |tx| experts::take_rights(tx, expert(1)).await.unwrap()).await;
        assert!(!take(store, 10, Room::Within(600)).await);
        assert!(!take(store, 10, Room::Made).await);
        let load = load(store).await;
        assert_eq!((load.open_minutes, load.revision), (0, 1));
        let to = Taken { expert: expert(1), recent_minutes: 50, room: Room::Made, revision: load.revision };
        assert!(write(store, async |tx| experts::move_work(tx, None, Some(&to), 10, monday()).await.unwrap()).await);
    })
    .await;
}

#[tokio::test]
async fn many_questions_at_once_do_not_overfill_a_week() {
    on_both(async |store| {
        desk(store).await;
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let store: Store = store.clone();
            running.spawn(async move { take(&store, 100, Room::Within(600)).await });
        }
        let taken = running.join_all().await.into_iter().filter(|taken| *taken).count();
        assert_eq!(taken, 6);
        assert_eq!(load(store).await.open_minutes, 600);
    })
    .await;
}

#[tokio::test]
async fn work_of_somebody_unknown_is_not_taken() {
    on_both(async |store| {
        desk(store).await;
        let now = monday() + minutes(1);
        let nobody = Taken { expert: expert(9), recent_minutes: 0, room: Room::Made, revision: 0 };
        let taken = write(store, async |tx| experts::move_work(tx, None, Some(&nobody), 1, now).await.unwrap());
        assert!(!taken.await);
    })
    .await;
}
