//! A real mail server (Debian's Postfix) gives mail to `loket mail receive`: what it cannot give it keeps, and gives later, once.

use crate::crash::loket;
use crate::incoming::Mail;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The server, with settings, queue and log in a folder of its own; stopped when dropped.
struct Postfix {
    folder: TempDir,
}

/// What stands in `main.cf`; it listens nowhere.
const MAIN: &str = "compatibility_level = 3.6
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = mx.desk.example
mydestination =
inet_interfaces = 127.0.0.1
relay_domains = desk.example
recipient_delimiter = +
transport_maps = inline:{ { loket@desk.example = loket: } }
alias_maps =
";

/// What it consists of, besides the pipe.
const MASTER: &str = "pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
";

/// Who runs the pipe: Postfix takes neither root nor itself.
const NOBODY: u32 = 65_534;

impl Postfix {
    /// One that runs; none where it is not installed, or where nobody is root, which its pipe needs.
    fn start() -> Option<Self> {
        let required = std::env::var("LOKET_REQUIRE_POSTFIX").is_ok_and(|value| value == "1");
        let is_root = tempfile::tempfile().and_then(|file| file.metadata()).expect("a file of ours").uid() == 0;
        if !is_root || !Path::new("/usr/lib/postfix/sbin/pipe").exists() {
            assert!(!required, "Postfix is required, and root to run it");
            // Not eprintln!, which the test harness swallows when the test passes.
            let _ = writeln!(std::io::stderr(), "SKIPPED: this needs Postfix (Debian: postfix), and root.");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("loket-pipe-").tempdir_in("/tmp").expect("a folder");
        let server = Self { folder };
        fs::set_permissions(server.folder.path(), fs::Permissions::from_mode(0o755)).expect("ours");
        for name in ["etc", "queue", "data", "desk"] {
            fs::create_dir(server.path(name)).expect("a folder");
        }
        chown(server.path("desk"), Some(NOBODY), None).expect("root may give away");
        let owned = Command::new("chown").arg("postfix").arg(server.path("data")).status();
        assert!(owned.expect("it starts").success());
        // Where everybody may start it.
        fs::copy(env!("CARGO_BIN_EXE_loket"), server.path("loket")).expect("copied");
        let here = server.folder.path().display();
        let main = format!(
            "{MAIN}queue_directory = {here}/queue\ndata_directory = {here}/data\nmaillog_file = {here}/log\n\
             maillog_file_prefixes = {here}\n"
        );
        fs::write(server.path("etc/main.cf"), main).expect("written");
        let pipe = format!(
            "{MASTER}loket unix - n n - 4 pipe\n  flags=DR user=nobody directory={here}/desk argv=/usr/bin/env \
             LOKET__DATABASE__URL={} {here}/loket mail receive --to ${{original_recipient}}\n",
            server.database()
        );
        fs::write(server.path("etc/master.cf"), pipe).expect("written");
        server.tell("postfix", "start");
        Some(server)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn database(&self) -> String {
        format!("sqlite://{}", self.path("desk/loket.db").display())
    }

    fn tell(&self, program: &str, what: &str) {
        let mut command = Command::new(program);
        let told = command.arg("-c").arg(self.path("etc")).arg(what).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(told.status().expect("it starts").success(), "{program} {what}");
    }

    fn post(&self, mail: &[u8], to: &str) {
        let mut command = Command::new("sendmail");
        let from = ["-f", "ans@arnhem.example", to];
        let mut running =
            command.arg("-C").arg(self.path("etc")).args(from).stdin(Stdio::piped()).spawn().expect("it starts");
        running.stdin.take().expect("it reads").write_all(mail).expect("it reads everything");
        assert!(running.wait().expect("it ends").success());
    }

    /// Waits until so many lines of its log say this.
    async fn said(&self, words: &str, times: usize) {
        for _ in 0..4_000 {
            let log = fs::read_to_string(self.path("log")).unwrap_or_default();
            if log.lines().filter(|line| line.contains(words)).count() >= times {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it never says {words}: {}", fs::read_to_string(self.path("log")).unwrap_or_default());
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let mut command = Command::new("postfix");
        let stop = command.arg("-c").arg(self.path("etc")).arg("stop").stdout(Stdio::null()).stderr(Stdio::null());
        let _ = stop.status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_keeps_a_mail_until_the_database_is_there_and_then_it_is_there_once() {
    let Some(server) = Postfix::start() else { return };
    let to = "loket+EHA-2026-1.abcd@desk.example";
    let mail = Mail::saying("Door de pijp.").bytes();
    server.post(&mail, to);
    server.said("status=deferred", 1).await;
    let home = tempfile::tempdir().expect("a folder");
    assert!(loket(home.path(), &server.database()).arg("migrate").status().expect("it starts").success());
    for file in fs::read_dir(server.path("desk")).expect("a folder") {
        chown(file.expect("readable").path(), Some(NOBODY), None).expect("root may give away");
    }
    server.tell("postqueue", "-f");
    server.said("status=sent", 1).await;
    // The same by another way: the server writes other lines above it.
    server.post(&mail, to);
    server.said("status=sent", 2).await;
    let store = store::Store::connect(&store::Options::new(&server.database())).await.expect("it opens");
    let counts = store::incoming::counts(&store).await.expect("readable");
    assert_eq!(counts.by_state.iter().map(|(_, many)| many).sum::<i64>(), 1, "{counts:?}");
}
