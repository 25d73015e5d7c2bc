use crate::given::{desk, job, minutes, monday, question, stored, write};
use chrono::{DateTime, Utc};
use domain::{JobId, Standing};
use sea_orm::ConnectionTrait;
use store::jobs::{self, Came, Job, Queue, Try, Which};
use store::tickets::NewTicket;
use store::{Store, Tx};
use testkit::database::on_both;

async fn enqueue(store: &Store, all: &[Job]) {
    write(store, async |tx| jobs::enqueue(tx, all, monday()).await.unwrap()).await;
}

async fn lease(store: &Store, now: DateTime<Utc>) -> Vec<Job> {
    jobs::lease(store, Which::Ordinary, now, now + minutes(5), 10).await.unwrap().jobs
}

fn sent(at: DateTime<Utc>) -> Try {
    Try::of(at, Came::Sent, "250 ok")
}

fn failed(at: DateTime<Utc>, said: &str) -> Try {
    Try::of(at, Came::Later, said)
}

fn ids(jobs: &[Job]) -> Vec<JobId> {
    jobs.iter().map(|job| job.id).collect()
}

#[tokio::test]
async fn a_leased_letter_is_the_letter_that_was_written_and_nobody_else_gets_it() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        let written = job(1, Some(ticket), monday());
        enqueue(store, std::slice::from_ref(&written)).await;
        enqueue(store, &[]).await;
        let leased = lease(store, monday()).await;
        let expected = Job { attempt: 1, run_at: monday() + minutes(5), ..written };
        assert_eq!(leased, [expected]);
        assert_eq!(lease(store, monday() + minutes(4)).await, []);
        let known = jobs::of_ticket(store, ticket).await.unwrap();
        assert_eq!(known, [(leased[0].clone(), "leased".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn letters_are_taken_oldest_first_and_none_before_its_time() {
    on_both(async |store| {
        let later = job(3, None, monday() + minutes(1));
        enqueue(store, &[later, job(2, None, monday()), job(1, None, monday() - minutes(1))]).await;
        let leased = lease(store, monday()).await;
        assert_eq!(ids(&leased), [job(1, None, monday()).id, job(2, None, monday()).id]);
        let first =
            jobs::lease(store, Which::Ordinary, monday() + minutes(1), monday() + minutes(9), 1).await.unwrap().jobs;
        assert_eq!(ids(&first), [job(3, None, monday()).id]);
    })
    .await;
}

#[tokio::test]
async fn a_late_worker_cannot_settle_anothers_job() {
    on_both(async |store| {
        enqueue(store, &[job(1, None, monday())]).await;
        let late = lease(store, monday()).await.remove(0);
        let now = monday() + minutes(5);
        let taken_over = lease(store, now).await.remove(0);
        assert_eq!(taken_over.attempt, 2);
        write(store, async |tx| {
            assert!(!jobs::finish(tx, late.id, late.attempt, &sent(now), None).await.unwrap());
            assert!(!jobs::retry(tx, late.id, late.attempt, now, &failed(now, "?")).await.unwrap());
            assert!(!jobs::bury(tx, late.id, late.attempt, &failed(now, "?"), None).await.unwrap());
            assert!(jobs::finish(tx, taken_over.id, taken_over.attempt, &sent(now), None).await.unwrap());
            assert!(
                !jobs::finish(tx, taken_over.id, taken_over.attempt, &sent(now), None).await.unwrap(),
                "once is enough"
            );
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_job_nobody_leased_cannot_be_settled() {
    on_both(async |store| {
        let waiting = job(1, None, monday());
        enqueue(store, std::slice::from_ref(&waiting)).await;
        let settled =
            write(store, async |tx| jobs::finish(tx, waiting.id, 0, &sent(monday()), None).await.unwrap()).await;
        assert!(!settled);
    })
    .await;
}

#[tokio::test]
async fn many_workers_share_the_letters_without_doing_one_twice() {
    on_both(async |store| {
        let all: Vec<Job> = (1..=40).map(|number| job(number, None, monday())).collect();
        enqueue(store, &all).await;
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store: Store = store.clone();
            workers.spawn(async move {
                let mut mine = Vec::new();
                // A worker that loses every race of a round comes back with nothing; it tries again.
                for _ in 0..10 {
                    mine.extend(lease(&store, monday()).await);
                }
                mine
            });
        }
        let mut taken: Vec<JobId> = workers.join_all().await.concat().iter().map(|job| job.id).collect();
        taken.sort();
        assert_eq!(taken, ids(&all));
    })
    .await;
}

#[tokio::test]
async fn the_text_of_a_delivered_letter_is_gone_and_that_of_a_dead_one_is_kept() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        enqueue(store, &[job(1, Some(ticket), monday()), job(2, Some(ticket), monday())]).await;
        let leased = lease(store, monday()).await;
        let kept = serde_json::to_value(&leased[1].letter).ok();
        write(store, async |tx| {
            assert!(jobs::finish(tx, leased[0].id, 1, &sent(monday()), None).await.unwrap());
            assert!(jobs::bury(tx, leased[1].id, 1, &failed(monday(), "550 no such user"), kept).await.unwrap());
        })
        .await;
        let known = jobs::of_ticket(store, ticket).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!((known[0].0.id, known[0].1.as_str()), (leased[1].id, "dead"));
        assert_eq!(lease(store, monday() + minutes(99)).await, [], "neither is tried again");
    })
    .await;
}

#[tokio::test]
async fn a_failed_letter_comes_back_at_its_time() {
    on_both(async |store| {
        enqueue(store, &[job(1, None, monday())]).await;
        let leased = lease(store, monday()).await.remove(0);
        let again = monday() + minutes(30);
        let retry = async |tx: &Tx| {
            jobs::retry(tx, leased.id, leased.attempt, again, &failed(again, "connection refused")).await
        };
        assert!(write(store, async |tx| retry(tx).await.unwrap()).await);
        assert_eq!(lease(store, again - minutes(1)).await, []);
        assert_eq!(lease(store, again).await[0].attempt, 2);
    })
    .await;
}

#[tokio::test]
async fn a_letter_given_back_goes_to_the_next_worker_at_once_and_its_attempt_does_not_count() {
    on_both(async |store| {
        enqueue(store, &[job(1, None, monday())]).await;
        let leased = lease(store, monday()).await.remove(0);
        let now = monday() + minutes(1);
        let give_back =
            async |attempt| write(store, async |tx| jobs::give_back(tx, leased.id, attempt, now).await.unwrap()).await;
        assert!(!give_back(2).await, "only who holds it can give it back");
        assert!(give_back(1).await);
        assert_eq!(lease(store, now).await[0].attempt, 1);
        assert_eq!(jobs::queue(store, now).await.unwrap().takeovers, 0, "nobody lost a lease");
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_ran_out_is_counted() {
    on_both(async |store| {
        enqueue(store, &[job(1, None, monday()), job(2, None, monday())]).await;
        assert_eq!(lease(store, monday()).await.len(), 2);
        assert_eq!(lease(store, monday() + minutes(5)).await.len(), 2);
        let now = monday() + minutes(10);
        assert_eq!(lease(store, now).await, [], "twice is suspect");
        for _ in 0..2 {
            let alone = jobs::lease(store, Which::Suspect, now, now + minutes(5), 1).await.unwrap();
            assert_eq!(alone.jobs.len(), 1);
        }
        assert_eq!(jobs::queue(store, monday()).await.unwrap().takeovers, 4);
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_counted_as_it_stands() {
    on_both(async |store| {
        assert_eq!(jobs::queue(store, monday()).await.unwrap(), Queue::default());
        let all: Vec<Job> =
            (1..=4).map(|number| job(number, None, monday() + minutes(i64::try_from(number).unwrap()))).collect();
        enqueue(store, &all).await;
        let now = monday() + minutes(2);
        let leased = lease(store, now).await;
        write(store, async |tx| assert!(jobs::bury(tx, leased[0].id, 1, &failed(now, "550"), None).await.unwrap()))
            .await;
        let queue = jobs::queue(store, now).await.unwrap();
        let leased_until = leased[1].run_at;
        let expected =
            Queue { queued: 2, leased: 1, dead: 1, oldest_lease_ends: Some(leased_until), ..Queue::default() };
        assert_eq!(queue, expected);
        let later = jobs::queue(store, monday() + minutes(9)).await.unwrap();
        assert_eq!(later.oldest_due, Some(monday() + minutes(3)));
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_cannot_be_read_does_not_stop_the_ones_behind_it() {
    for store in &testkit::database::stores().await {
        println!("on {}", store.name());
        enqueue(store, &[job(1, None, monday()), job(2, None, monday())]).await;
        let raw = testkit::database::direct(store.url()).await.unwrap();
        let spoil = "UPDATE jobs SET letter = '{\"kind\": \"unheard of\"}' WHERE message_id = '<1@loket.example>'";
        raw.execute_unprepared(spoil).await.unwrap();
        raw.close().await.unwrap();
        assert_eq!(ids(&lease(store, monday()).await), [job(2, None, monday()).id]);
        assert_eq!(jobs::queue(&**store, monday()).await.unwrap().dead, 1);
    }
}

/// Delivers all that waits, at this moment.
async fn deliver(store: &Store, now: DateTime<Utc>) {
    for job in lease(store, now).await {
        assert!(write(store, async |tx| jobs::finish(tx, job.id, job.attempt, &sent(now), None).await.unwrap()).await);
    }
}

#[tokio::test]
async fn letters_that_left_long_ago_are_forgotten_once_nothing_counts_from_them() {
    on_both(async |store| {
        desk(store).await;
        let open = stored(store, &question(1)).await.id;
        let at = monday() + minutes(60);
        let closed = NewTicket { standing: Standing::Closed { at, ending: domain::Ending::default() }, ..question(2) };
        let closed = stored(store, &closed).await.id;
        let letters = [job(1, Some(open), monday()), job(2, Some(closed), monday()), job(3, None, monday())];
        enqueue(store, &letters).await;
        // The first worker died with it: doctor counts that.
        enqueue(store, &[job(4, Some(closed), monday() - minutes(9))]).await;
        lease(store, monday() - minutes(9)).await;
        deliver(store, monday()).await;
        enqueue(store, &[job(5, Some(closed), monday() + minutes(1))]).await;
        deliver(store, monday() + minutes(1)).await;
        enqueue(store, &[job(6, Some(closed), monday())]).await;

        let late = monday() + minutes(2);
        let gone = [letters[1].id, letters[2].id];
        assert_eq!(jobs::forgettable(store, monday(), 9).await.unwrap(), [], "not before its time");
        assert_eq!(jobs::forgettable(store, late, 1).await.unwrap().len(), 1, "so many at once");
        let mut found = jobs::forgettable(store, late, 9).await.unwrap();
        found.sort();
        assert_eq!(found, gone, "not of an open question, not the last that left, none that waits");
        let every = [1, 2, 3, 4, 5, 6].map(|number| job(number, None, monday()).id);
        write(store, async |tx| jobs::forget(tx, &every[5..]).await.unwrap()).await;
        assert_eq!(ids(&lease(store, late).await), every[5..], "what did not leave stays");
        write(store, async |tx| jobs::forget(tx, &gone).await.unwrap()).await;
        assert_eq!(jobs::forgettable(store, late, 9).await.unwrap(), []);
        assert_eq!(jobs::count_of(store, closed).await.unwrap(), 3);
        assert_eq!(jobs::last_left(store).await.unwrap(), Some(monday() + minutes(1)));
        assert_eq!(jobs::queue(store, late).await.unwrap().takeovers, 1);
    })
    .await;
}
