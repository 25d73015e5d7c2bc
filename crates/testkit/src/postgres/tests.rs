#![allow(clippy::unwrap_used)]

use super::*;
use std::cell::Cell;
use std::convert::Infallible;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const BEGAN: &str = "SELECT pg_postmaster_start_time()";
const LEADER: &str = "LOKET_TEST_CLUSTER_BEGAN";

async fn empty(_: &str) -> Result<(), Infallible> {
    Ok(())
}

/// A version that no earlier run has prepared.
fn fresh() -> String {
    format!("fresh {}", chance())
}

fn exists(cluster: &Cluster, name: &str) -> bool {
    cluster.psql(&format!("SELECT 1 FROM pg_database WHERE datname = '{name}'")).unwrap() == "1"
}

#[tokio::test]
async fn two_tests_get_different_databases() {
    let Some(one) = database("empty", empty).await else { return };
    let two = database("empty", empty).await.unwrap();
    assert_ne!(one.url, two.url);
    assert!(exists(&one.cluster, &one.name) && exists(&one.cluster, &two.name));
}

#[tokio::test]
async fn a_database_goes_with_its_value() {
    let Some(kept) = database("empty", empty).await else { return };
    let gone = database("empty", empty).await.unwrap();
    let name = gone.name.clone();
    drop(gone);
    assert!(!exists(&kept.cluster, &name));
}

#[tokio::test]
async fn the_address_is_one_the_store_can_use_and_the_migrations_are_in_it() {
    let migrate = async |url: &str| {
        let store = store::Store::connect(&store::Options::new(url)).await?;
        // Not closed: a template must be possible to copy although somebody still hangs on to it.
        store.migrate().await
    };
    let Some(database) = database(&fresh(), migrate).await else { return };
    let store = store::Store::connect(&store::Options::new(&database.url)).await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), Vec::<String>::new());
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_version_is_prepared_once_even_when_two_ask_together() {
    let version = fresh();
    let calls = Cell::new(0);
    let prepare = async |_: &str| {
        calls.set(calls.get() + 1);
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok::<_, Infallible>(())
    };
    let (one, two) = tokio::join!(database(&version, prepare), database(&version, prepare));
    if one.is_none() {
        return;
    }
    assert!(two.is_some());
    assert_eq!(calls.get(), 1);
}

#[tokio::test]
async fn a_preparation_that_fails_leaves_no_template_behind() {
    let Some(here) = database("empty", empty).await else { return };
    let version = fresh();
    let copy = version.clone();
    let failed = tokio::task::LocalSet::new()
        .run_until(async { tokio::task::spawn_local(async move { database(&copy, async |_| Err("no")).await }).await })
        .await;
    assert!(failed.unwrap_err().is_panic());
    assert!(!exists(&here.cluster, &template_name(&version)));
}

#[tokio::test]
async fn a_second_process_uses_the_same_cluster() {
    let Some(here) = database("empty", empty).await else { return };
    let began = here.cluster.psql(BEGAN).unwrap();
    let there = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "postgres::tests::follower", "--ignored"])
        .env(LEADER, &began)
        .output()
        .unwrap();
    assert!(there.status.success(), "{}", String::from_utf8_lossy(&there.stdout));
    assert!(String::from_utf8_lossy(&there.stdout).contains("1 passed"));
}

#[tokio::test]
#[ignore = "runs inside a_second_process_uses_the_same_cluster"]
async fn follower() {
    let here = database("empty", empty).await.unwrap();
    assert_eq!(here.cluster.psql(BEGAN).unwrap(), std::env::var(LEADER).unwrap());
}

#[tokio::test]
async fn the_cluster_is_gone_after_its_last_user() {
    let Some(programs) = Programs::find() else { return say_absent(Absence::Skips) };
    let folder = std::path::PathBuf::from(format!("/tmp/loket-pg-test-{:08x}", chance() as u32));
    let cluster = Arc::new(Cluster::join(&folder, programs, 1));
    let database = database_in(Arc::clone(&cluster), "empty", empty).await;
    let server = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    let server = Path::new("/proc").join(server.lines().next().unwrap());
    assert!(server.exists());
    tokio::time::sleep(Duration::from_millis(2200)).await;
    assert!(server.exists(), "it must outlast its idle time as long as somebody uses it");
    drop((database, cluster));
    // Minutes: other work on the machine is no reason to fail.
    for _ in 0..6_000 {
        if !folder.exists() && !server.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} or its server is still there", folder.display());
}

#[test]
#[should_panic(expected = "scripts/test")]
fn where_it_is_required_its_absence_fails() {
    say_absent(Absence::Fails);
}

#[test]
fn the_newest_version_counts_as_a_number() {
    let folder = tempfile::tempdir().unwrap();
    for version in ["9.6", "14", "15", "README"] {
        std::fs::create_dir_all(folder.path().join(version).join("bin")).unwrap();
        std::fs::write(folder.path().join(version).join("bin/initdb"), "").unwrap();
    }
    std::fs::create_dir_all(folder.path().join("16/bin")).unwrap();
    assert_eq!(programs::newest(folder.path()), Some(folder.path().join("15/bin")), "16 holds no server");
}

#[test]
fn a_user_is_found_by_the_whole_name() {
    let list = "postgresql:x:7:8::/:/bin/sh\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";
    assert_eq!(programs::user(list, "postgres"), Some((101, 104)));
    assert_eq!(programs::user(list, "nobody"), None);
}
