//! A disk that is full, fails, or only reads, under the real server: acknowledged means stored, then and afterwards.

use crate::client::{SUBMIT, question};
use crate::crash::{Served, loket, serve_by, serve_on};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// As small as the ones people filled.
const SIZE: &str = "size=8m";
/// SQLite writes pages of this size.
const PAGE: u64 = 4096;
/// More pages than one question needs: with so much room it is stored.
const ROUNDS: u64 = 36;

/// A file system of its own that can be filled and made read-only.
pub struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where nothing may be mounted; says so loudly, and fails where leaving it out is not allowed.
    pub fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        if mount(&["-t", "tmpfs", "-o", SIZE, "tmpfs"], folder.path()) {
            return Some(Self(folder));
        }
        assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "a small file system has to be mounted, as root");
        let this = std::thread::current().name().unwrap_or("a test").to_owned();
        let _ = writeln!(std::io::stderr(), "SKIPPED: {this}. No file system can be mounted here; root can.");
        None
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn url(&self) -> String {
        format!("sqlite://{}", self.path().join("loket.db").display())
    }

    /// Leaves this much room.
    pub fn fill_but(&self, room: u64) {
        let mut ballast = std::fs::File::create(self.path().join("ballast")).expect("a file");
        let page = vec![1; PAGE as usize];
        let mut length: u64 = 0;
        while let Ok(written @ 1..) = ballast.write(&page) {
            length += written as u64;
        }
        ballast.set_len(length.saturating_sub(room)).expect("it shrinks");
    }

    pub fn make_room(&self) {
        std::fs::remove_file(self.path().join("ballast")).expect("it was there");
    }

    pub fn remount(&self, how: &str) {
        assert!(mount(&["-o", &format!("remount,{how}")], self.path()), "remount,{how}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still has a file open there is about to go.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

fn mount(arguments: &[&str], on: &Path) -> bool {
    Command::new("mount").args(arguments).arg(on).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Asks questions, and remembers what it was told.
struct Asker {
    address: String,
    url: String,
    http: reqwest::Client,
    next: u128,
    acknowledged: Vec<String>,
}

impl Asker {
    fn of(server: &Served, url: &str) -> Self {
        let http = reqwest::Client::new();
        Self { address: server.address(), url: url.to_owned(), http, next: 1, acknowledged: Vec::new() }
    }

    /// Its reference, or nothing when it was clearly refused.
    async fn submit(&self, key: u128) -> Option<String> {
        let body = json!({ "query": SUBMIT, "variables": question(key) });
        let sent = self.http.post(format!("{}/graphql", self.address)).json(&body).send().await.expect("an answer");
        let answer: Value = sent.json().await.expect("JSON");
        let reference = answer["data"]["submitQuestion"]["receipt"]["reference"].as_str().map(str::to_owned);
        assert!(
            reference.is_some() || answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE",
            "neither a receipt nor a clear refusal: {answer}"
        );
        reference
    }

    /// Four questions at once while something is wrong: each may be refused.
    async fn try_four(&mut self) {
        let (one, two, three, four) = (self.next, self.next + 1, self.next + 2, self.next + 3);
        self.next += 4;
        let sent = tokio::join!(self.submit(one), self.submit(two), self.submit(three), self.submit(four));
        self.acknowledged.extend([sent.0, sent.1, sent.2, sent.3].into_iter().flatten());
    }

    /// A new question, and the last one again: both have to be taken by the same server, at last.
    async fn must_be_served(&mut self) {
        for key in [self.next - 1, self.next] {
            let mut tries = 0;
            let reference = loop {
                match self.submit(key).await {
                    Some(reference) => break reference,
                    None if tries < 300 => tries += 1,
                    None => panic!("the server does not recover"),
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            };
            if !self.acknowledged.contains(&reference) {
                self.acknowledged.push(reference);
            }
        }
        self.next += 1;
    }

    /// Looks from outside: everything acknowledged is there, under a reference of its own, and the file is sound.
    async fn must_find_everything(&self, when: &str) {
        let there = testkit::database::direct(&self.url).await.expect("it opens");
        let texts = async |sql: &str| -> Vec<String> {
            let rows = there.query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, sql)).await.expect(sql);
            rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
        };
        assert_eq!(texts("PRAGMA integrity_check").await, ["ok"], "{when}");
        assert_eq!(texts("SELECT \"table\" FROM pragma_foreign_key_check").await, Vec::<String>::new(), "{when}");
        let stored: HashSet<String> =
            texts("SELECT CAST(id AS text) FROM tickets WHERE subject = 'Onze woonzorgvisie'")
                .await
                .into_iter()
                .collect();
        let told: HashSet<String> = self.acknowledged.iter().map(|reference| number(reference)).collect();
        assert_eq!(told.len(), self.acknowledged.len(), "{when}: a reference was given twice");
        let lost: Vec<_> = told.difference(&stored).collect();
        assert!(lost.is_empty(), "{when}: {} of {} acknowledged were lost: {lost:?}", lost.len(), told.len());
        assert!(stored.len() as u128 <= self.next, "{when}: a question is there twice");
        there.close().await.expect("it closes");
    }

    /// Gives the log of SQLite back to the disk, so that the next write needs room.
    async fn empty_log(&self) {
        let there = testkit::database::direct(&self.url).await.expect("it opens");
        for _ in 0..600 {
            let statement = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
            let row = there.query_one_raw(statement).await.expect("an answer").expect("a row");
            if row.try_get_by_index::<i32>(0).expect("a number") == 0 {
                there.close().await.expect("it closes");
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the log of SQLite cannot be emptied: somebody holds a transaction");
    }

    async fn readiness(&self) -> (u16, String) {
        let answer = self.http.get(format!("{}/health/ready", self.address)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }

    async fn must_become_ready(&self) {
        for _ in 0..600 {
            if self.readiness().await.0 == 200 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("not ready: {:?}", self.readiness().await);
    }
}

fn number(reference: &str) -> String {
    let reference: domain::Reference = reference.parse().expect("a good reference");
    reference.ticket.0.to_string()
}

fn prepare(folder: &Path, url: &str) {
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "3"]] {
        assert!(loket(folder, url).args(arguments).stdout(Stdio::null()).status().expect("it runs").success());
    }
}

/// What `loket doctor` says, and whether all is well.
fn doctor(folder: &Path, url: &str) -> (bool, String) {
    let told = loket(folder, url).arg("doctor").output().expect("it runs");
    (told.status.success(), String::from_utf8_lossy(&told.stdout).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_full_disk_the_same_server_keeps_every_question_it_acknowledges() {
    let Some(disk) = SmallDisk::mount() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let url = disk.url();
    prepare(folder.path(), &url);
    let mut server = serve_on(folder.path(), &url).await;
    let mut asker = Asker::of(&server, &url);
    let mut refused = 0;
    for pages in 0..ROUNDS {
        asker.empty_log().await;
        disk.fill_but(pages * PAGE);
        let before = asker.acknowledged.len();
        asker.try_four().await;
        refused += 4 - (asker.acknowledged.len() - before);
        if pages == 0 {
            let (status, why) = asker.readiness().await;
            assert_eq!(status, 503, "ready, although nothing can be written: {why}");
            assert!(why.contains("schijf is vol"), "{why}");
            let (well, told) = doctor(folder.path(), &url);
            assert!(!well && told.contains("schijf is vol"), "{told}");
        }
        disk.make_room();
        asker.must_be_served().await;
        asker.must_find_everything(&format!("{pages} pages left")).await;
        asker.must_become_ready().await;
    }
    assert!(refused > 0, "the disk was never full");
    server.stop();
    asker.must_find_everything("after a restart").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_fault_of_the_disk_the_same_server_keeps_every_question_it_acknowledges() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    prepare(folder.path(), &url);
    // The kernel refuses to write past a limit; the program is told as by a failing disk, and not ended by a signal.
    let plain = loket(folder.path(), &url);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]).arg(plain.get_program()).current_dir(folder.path());
    for (name, value) in plain.get_envs() {
        command.env(name, value.expect("a value"));
    }
    let mut server = serve_by(command).await;
    let mut asker = Asker::of(&server, &url);
    let limit = |bytes: &str| {
        let process = server.process().to_string();
        let limit = format!("--fsize={bytes}:unlimited");
        assert!(Command::new("prlimit").args(["--pid", &process, &limit]).status().expect("prlimit").success());
    };
    let mut refused = 0;
    for pages in 0..ROUNDS {
        asker.empty_log().await;
        // In the middle of a page as well.
        limit(&(pages * (PAGE + 24) + 32 + (pages % 3) * 1000).to_string());
        let before = asker.acknowledged.len();
        asker.try_four().await;
        refused += 4 - (asker.acknowledged.len() - before);
        limit("unlimited");
        asker.must_be_served().await;
        asker.must_find_everything(&format!("{pages} pages written")).await;
        asker.must_become_ready().await;
    }
    assert!(refused > 0, "the disk never failed");
    server.stop();
    asker.must_find_everything("after a restart").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_only_reads_is_said_by_doctor_and_readiness_and_gives_no_receipts() {
    let Some(disk) = SmallDisk::mount() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let url = disk.url();
    prepare(folder.path(), &url);
    let mut server = serve_on(folder.path(), &url).await;
    Asker::of(&server, &url).try_four().await;
    // As after a crash: the log of SQLite lies there, and nobody may write.
    server.stop();
    disk.remount("ro");
    let (well, told) = doctor(folder.path(), &url);
    assert!(!well && told.contains("alleen lezen"), "{told}");
    let mut served = crate::crash::spawn(loket(folder.path(), &url));
    let mut asker = Asker::of(&served, &url);
    asker.next = 100;
    for _ in 0..600 {
        if asker.http.get(format!("{}/health/live", asker.address)).send().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (status, why) = asker.readiness().await;
    assert_eq!(status, 503, "{why}");
    asker.try_four().await;
    assert_eq!(asker.acknowledged, Vec::<String>::new(), "receipts for what cannot be stored");
    served.stop();
    disk.remount("rw");
    // A new process: SQLite keeps the index of its log read-only in a process that found it so.
    let served = serve_on(folder.path(), &url).await;
    asker.address = served.address();
    asker.must_be_served().await;
    asker.must_become_ready().await;
    asker.must_find_everything("after it could be written again").await;
    let (well, told) = doctor(folder.path(), &url);
    assert!(well, "{told}");
}

/// Files of a desk that others may read.
fn open_to_others(folder: &Path) -> Vec<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable"));
    let is_open = |entry: &std::fs::DirEntry| {
        let about = entry.metadata().expect("readable");
        about.is_file() && about.permissions().mode() & 0o077 != 0
    };
    entries.filter(is_open).map(|entry| entry.path()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn database_and_keys_are_readable_by_their_owner_only_also_when_they_were_there_already() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    prepare(folder.path(), &url);
    assert_eq!(open_to_others(folder.path()), Vec::<PathBuf>::new(), "after migrating");
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_file() {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).expect("they change");
        }
    }
    let server = serve_on(folder.path(), &url).await;
    Asker::of(&server, &url).must_become_ready().await;
    assert!(folder.path().join("loket.db-wal").exists());
    assert_eq!(open_to_others(folder.path()), Vec::<PathBuf>::new(), "while it serves");
}

#[test]
fn a_mistyped_path_of_a_database_is_refused_by_name_and_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("not/here/loket.db");
    for url in [format!("sqlite://{}", path.display()), format!("sqlite:{}?mode=rwc", path.display())] {
        for arguments in [
            &["serve"][..],
            &["worker"],
            &["doctor"],
            &["sla", "rules"],
            &["token", "--email", "a@b.example", "--ttl", "1h"],
            &["invite", "--email", "a@b.example", "--name", "A", "--role", "beheerder"],
            &["demo", "--seed-only"],
        ] {
            let told = loket(folder.path(), &url).args(arguments).output().expect("it runs");
            let said = [told.stdout, told.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(!told.status.success(), "{arguments:?}: {said}");
            assert!(said.contains(&path.display().to_string()), "{arguments:?} names the path: {said}");
            assert!(!folder.path().join("not").exists(), "{arguments:?} made it");
        }
    }
}
