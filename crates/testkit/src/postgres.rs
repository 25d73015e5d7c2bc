//! A database of its own for each test, in a throwaway PostgreSQL that the test kit starts itself.
//!
//! One cluster per machine serves every test process at once, because starting one costs more than most tests. It
//! listens on a Unix socket only, so no port can clash. The first test that needs it starts it; a small shell script
//! stops it and removes every trace a few seconds after the last test process has gone.
//!
//! The programs come from `LOKET_TEST_POSTGRES_BIN`, else from the newest `/usr/lib/postgresql/*/bin`.

mod cluster;
mod programs;
#[cfg(test)]
mod tests;

use cluster::Cluster;
use programs::Programs;
use std::collections::hash_map::RandomState;
use std::fmt::Display;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::{Arc, OnceLock};
use tokio::task::spawn_blocking;

/// One test's own database; dropped with its contents when this value is dropped.
#[derive(Debug)]
pub struct Database {
    /// `postgres://loket@localhost/name?host=/folder/of/the/socket`, as sea-orm and sqlx take it.
    pub url: String,
    name: String,
    cluster: Arc<Cluster>,
}

/// Makes a database that `prepare` has filled, or `None` where no PostgreSQL is installed.
///
/// `prepare` gets the address of an empty database and typically runs the migrations. It is called once per cluster
/// and `version`; every further call with the same `version`, from any process, copies what it made. So let `version`
/// say everything that `prepare` depends on: when the migrations change, it must change.
///
/// # Panics
/// When PostgreSQL is missing although `CI=true` or `LOKET_REQUIRE_POSTGRES=1` says it must be there; when it does
/// not start; when `prepare` fails.
pub async fn database<E: Display>(version: &str, prepare: impl AsyncFnOnce(&str) -> Result<(), E>) -> Option<Database> {
    let Some(programs) = Programs::find() else {
        let asked = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
        let required = asked("CI", "true") || asked("LOKET_REQUIRE_POSTGRES", "1");
        say_absent(if required { Absence::Fails } else { Absence::Skips });
        return None;
    };
    let cluster = blocking(|| shared_cluster(programs)).await;
    Some(database_in(cluster, version, prepare).await)
}

async fn database_in<E: Display>(
    cluster: Arc<Cluster>,
    version: &str,
    prepare: impl AsyncFnOnce(&str) -> Result<(), E>,
) -> Database {
    let template = template_name(version);
    let name = format!("test_{:016x}", chance());
    let copy = format!("CREATE DATABASE {name} TEMPLATE {template}");
    // Nearly always cluster and template are there; finding that out by asking would cost as much as trying.
    if psql(&cluster, copy.clone()).await.is_err() {
        let setup = {
            let cluster = Arc::clone(&cluster);
            // On a thread of its own: another test of this process may hold the lock and need this one to go on.
            blocking(move || cluster.lock_setup()).await
        };
        prepare_template(&cluster, &template, prepare).await;
        drop(setup);
        psql(&cluster, copy).await.unwrap_or_else(|error| panic!("no database for this test: {error}"));
    }
    Database { url: cluster.url(&name), name, cluster }
}

/// Everything that a database holds, as `pg_dump` writes it.
///
/// # Panics
/// When it cannot be written.
pub(crate) fn dump(url: &str) -> Vec<u8> {
    let programs = Programs::find().expect("there is a database");
    let mut command = programs.command("pg_dump", &std::env::temp_dir());
    let output = command.args(["--no-owner", "--dbname", url]).output().expect("pg_dump starts");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Starts the cluster and makes the template, unless another process did so while we waited for the lock.
async fn prepare_template<E: Display>(
    cluster: &Arc<Cluster>,
    template: &str,
    prepare: impl AsyncFnOnce(&str) -> Result<(), E>,
) {
    let running = Arc::clone(cluster);
    blocking(move || running.ensure_running()).await;
    let find = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    let must = |result: Result<String, String>| result.unwrap_or_else(|error| panic!("PostgreSQL: {error}"));
    if must(psql(cluster, find).await) == "1" {
        return;
    }
    let draft = format!("draft_{:016x}", chance());
    must(psql(cluster, format!("CREATE DATABASE {draft}")).await);
    if let Err(error) = prepare(&cluster.url(&draft)).await {
        must(psql(cluster, format!("DROP DATABASE {draft} WITH (FORCE)")).await);
        panic!("could not prepare the template database: {error}");
    }
    // A pool closes in its own time, and nobody can copy a database that someone is connected to.
    let part = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{draft}'");
    must(psql(cluster, part).await);
    must(psql(cluster, format!("ALTER DATABASE {draft} WITH ALLOW_CONNECTIONS false")).await);
    // The name comes last: under it, a template is never half made.
    must(psql(cluster, format!("ALTER DATABASE {draft} RENAME TO {template}")).await);
}

impl Drop for Database {
    fn drop(&mut self) {
        // FORCE, because a test that failed may have left its connections open. What cannot be dropped goes with the
        // cluster.
        let _ = self.cluster.psql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// The cluster of this process; joined once, left when the process ends.
fn shared_cluster(programs: Programs) -> Arc<Cluster> {
    static SHARED: OnceLock<Arc<Cluster>> = OnceLock::new();
    Arc::clone(SHARED.get_or_init(|| Arc::new(Cluster::join_shared(programs))))
}

/// Says what was not tested, or fails where leaving it out is not allowed.
/// What a test does where no PostgreSQL is installed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absence {
    Fails,
    Skips,
}

fn say_absent(absence: Absence) {
    let this = std::thread::current().name().unwrap_or("a test").to_owned();
    assert!(
        absence == Absence::Skips,
        "no PostgreSQL is installed and it is required here; as root, scripts/test installs it"
    );
    // Not eprintln!, which the test harness swallows when the test passes.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED ON POSTGRESQL: {this}. No PostgreSQL is installed; as root, scripts/test installs it."
    );
}

async fn psql(cluster: &Arc<Cluster>, sql: String) -> Result<String, String> {
    let cluster = Arc::clone(cluster);
    blocking(move || cluster.psql(&sql)).await
}

/// Runs `work` where waiting is allowed; a panic in it becomes ours.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

fn template_name(version: &str) -> String {
    let mut hasher = DefaultHasher::new();
    version.hash(&mut hasher);
    format!("template_{:016x}", hasher.finish())
}

/// A number that no other test process has; the standard library seeds its hash tables with one.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
