//! The pipe: what a mail server is told of a mail that it gives. What is told to be stored is on disk.

use super::{Mail, OURS};
use crate::disk::SmallDisk;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The program, in a folder, on this database, with a key of its own beside it; the mail is given already.
fn giving(folder: &Path, url: &str, mail: &[u8]) -> Child {
    let mut loket = Command::new(env!("CARGO_BIN_EXE_loket"));
    loket.current_dir(folder).env("LOKET__DATABASE__URL", url).args(["mail", "receive", "--to", OURS]);
    loket.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = loket.spawn().expect("it starts");
    let mut to = running.stdin.take().expect("it reads");
    // Whoever does not want it does not read it.
    let _ = to.write_all(mail);
    running
}

fn code(mut given: Child) -> i32 {
    given.wait().expect("it ends").code().expect("it was not killed")
}

fn migrated(folder: &Path, url: &str) {
    let mut loket = Command::new(env!("CARGO_BIN_EXE_loket"));
    let done = loket.current_dir(folder).env("LOKET__DATABASE__URL", url).arg("migrate").stdout(Stdio::null()).status();
    assert!(done.expect("it starts").success());
}

/// How much mail is stored.
async fn stored(url: &str) -> i64 {
    let store = store::Store::connect(&store::Options::new(url)).await.expect("it opens");
    let counts = store::incoming::counts(&store).await.expect("readable");
    store.close().await.expect("it closes");
    counts.by_state.iter().map(|(_, many)| many).sum()
}

#[test]
fn a_mail_server_is_told_what_became_of_a_mail_by_an_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite://{}", folder.path().join("loket.db").display());
    let give = |url: &str, mail: &[u8]| code(giving(folder.path(), url, mail));
    let mail = Mail::saying("Dag.").bytes();
    assert_eq!(give(&database, &mail), 75, "there is no desk yet");
    assert_eq!(give("nonsense://", &mail), 75, "wrong settings: the server keeps the mail");
    migrated(folder.path(), &database);
    assert_eq!(give(&database, &mail), 0);
    assert_eq!(give(&database, &[b"From ans@arnhem.example Tue Nov 24\n", mail.as_slice()].concat()), 0, "again");
    assert_eq!(give(&database, b" \r\n"), 65, "nothing");
    assert_eq!(give(&database, &vec![b'a'; app::LARGEST_MAIL + 1]), 65, "too large for ever");
}

#[tokio::test]
async fn the_same_mail_by_eight_programs_at_once_on_a_new_desk_is_stored_once_and_nobody_has_to_try_again() {
    for _ in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("loket.db").display());
        migrated(folder.path(), &url);
        let mail = Mail::saying("Dag.").bytes();
        let given: Vec<Child> = (0..8).map(|_| giving(folder.path(), &url, &mail)).collect();
        let codes: Vec<i32> = given.into_iter().map(code).collect();
        assert_eq!(codes, [0; 8]);
        assert_eq!(stored(&url).await, 1);
        let left = std::fs::read_dir(folder.path()).expect("a folder").flatten();
        let keys = left.filter(|file| file.file_name().to_string_lossy().contains("key")).count();
        assert_eq!(keys, 1, "one key, and nothing that was begun");
    }
}

#[tokio::test]
async fn a_full_or_unwritable_disk_is_told_as_not_now_and_no_mail_is_said_to_be_stored_that_is_not() {
    let Some(disk) = SmallDisk::mount() else { return };
    migrated(disk.path(), &disk.url());
    let give = |mail: &[u8]| code(giving(disk.path(), &disk.url(), mail));
    let small = |number: usize| Mail::saying(&"kort ".repeat(number)).bytes();
    let large = Mail::saying(&"veel tekst\n".repeat(70_000)).bytes();
    // Also before the desk has a key.
    disk.fill_but(0);
    assert_eq!(give(&small(1)), 75, "full from the start");
    disk.make_room();
    assert_eq!(give(&small(1)), 0);
    let mut certain = 1;
    for (length, pages) in (2..).zip([0, 4, 16, 40]) {
        disk.fill_but(pages * 4096);
        assert_eq!(give(&large), 75, "with {pages} pages of room");
        // A little one may fit; what is said of it is true.
        certain += i64::from(give(&small(length)) == 0);
        disk.make_room();
        assert_eq!(stored(&disk.url()).await, certain, "with {pages} pages of room");
    }
    disk.remount("ro");
    assert_eq!(give(&small(20)), 75, "it only reads");
    disk.remount("rw");
    assert_eq!(stored(&disk.url()).await, certain);
    assert_eq!((give(&large), give(&small(20))), (0, 0), "and then they are taken");
    assert_eq!(stored(&disk.url()).await, certain + 2);
}
