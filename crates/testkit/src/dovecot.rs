//! A real mail server with mailboxes (Debian's Dovecot), for one test: on free ports, in a folder that goes with it.
//!
//! Mail is put into its Maildir, as a delivery agent does. Any name may sign in with [`PASSWORD`]; all share one mailbox.

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// What opens the mailbox.
pub const PASSWORD: &str = "geheim";

/// Where Debian has the program.
const PROGRAM: &str = "/usr/sbin/dovecot";

/// How often it is looked whether the server listens, and for how long at most.
const LOOKS: u32 = 1_200;
const BETWEEN: Duration = Duration::from_millis(50);

/// The server; stopped and swept away when dropped.
pub struct Dovecot {
    folder: TempDir,
    user: User,
    process: Option<Child>,
    port: u16,
    safe_port: u16,
}

/// As whom it runs.
struct User {
    name: String,
    group: String,
    ids: (u32, u32),
    is_ours: bool,
}

impl Dovecot {
    /// One that listens; none where it is not installed.
    ///
    /// # Panics
    /// When it is missing although `LOKET_REQUIRE_DOVECOT=1` says it must be there, and when it does not start.
    pub fn start() -> Option<Self> {
        let required = std::env::var("LOKET_REQUIRE_DOVECOT").is_ok_and(|value| value == "1");
        if !Path::new(PROGRAM).exists() {
            assert!(!required, "no Dovecot is installed and it is required; as root, scripts/test installs it");
            // Not eprintln!, which the test harness swallows when the test passes.
            let _ = writeln!(std::io::stderr(), "SKIPPED: no Dovecot is installed; as root, scripts/test installs it.");
            return None;
        }
        // Straight under /tmp, because the path of a socket has room for 107 bytes only.
        let folder = tempfile::Builder::new().prefix("loket-imap-").tempdir_in("/tmp").expect("a folder");
        let mut server = Self { user: User::find(), folder, process: None, port: 0, safe_port: 0 };
        for name in ["", "run", "mail", "mail/new", "mail/cur", "mail/tmp"] {
            let path = server.path(name);
            fs::create_dir_all(&path).expect("a folder");
            server.give(&path);
        }
        server.make_certificate();
        server.start_again();
        Some(server)
    }

    /// Listens once more, at the same address if it had one.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&mut self) {
        for _ in 0..10 {
            if self.port == 0 {
                (self.port, self.safe_port) = (free_port(), free_port());
            }
            if self.tried() {
                return;
            }
            // Somebody else took the port meanwhile.
            self.stop();
            self.port = 0;
        }
        panic!("Dovecot does not listen: {}", fs::read_to_string(self.path("log")).unwrap_or_default());
    }

    fn tried(&mut self) -> bool {
        fs::write(self.path("dovecot.conf"), self.settings()).expect("written");
        let mut command = Command::new(PROGRAM);
        command.arg("-F").arg("-c").arg(self.path("dovecot.conf")).current_dir("/");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if !self.user.is_ours {
            command.uid(self.user.ids.0).gid(self.user.ids.1);
        }
        let mut process = command.spawn().expect("it starts");
        for _ in 0..LOOKS {
            if process.try_wait().expect("it can be asked").is_some() {
                return false;
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                self.process = Some(process);
                return true;
            }
            std::thread::sleep(BETWEEN);
        }
        self.process = Some(process);
        false
    }

    /// Ends it and every conversation.
    pub fn stop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        // By a signal that it can hear: killed, it leaves its children behind.
        let _ = Command::new("kill").arg(process.id().to_string()).status();
        let _ = process.wait();
    }

    /// The port for plain conversations (and STARTTLS), and the one that is encrypted from the start.
    pub fn ports(&self) -> (u16, u16) {
        (self.port, self.safe_port)
    }

    /// The file with the certificate of the server, which nobody else vouches for.
    pub fn certificate(&self) -> PathBuf {
        self.path("cert.pem")
    }

    /// Delivers a mail.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn deliver(&self, name: &str, raw: &[u8]) {
        let draft = self.path(&format!("mail/tmp/{name}"));
        fs::write(&draft, raw).expect("written");
        self.give(&draft);
        fs::rename(&draft, self.path(&format!("mail/new/{name}"))).expect("delivered");
    }

    /// The files of the mails in a folder: `""` is INBOX, `".Loket"` a folder. Flags stand at the end of a name.
    pub fn mails(&self, folder: &str) -> Vec<PathBuf> {
        let parts = ["new", "cur"].map(|part| self.path(&format!("mail/{folder}/{part}")));
        let files = parts.iter().filter_map(|part| fs::read_dir(part).ok()).flatten();
        files.map(|file| file.expect("readable").path()).collect()
    }

    /// Forgets which numbers the mails of INBOX had (another UIDVALIDITY), as after a restored backup.
    ///
    /// # Panics
    /// When what it knew cannot be removed.
    pub fn forget_numbers(&mut self) {
        self.stop();
        for file in fs::read_dir(self.path("mail")).expect("a folder") {
            let path = file.expect("readable").path();
            if path.is_file() {
                fs::remove_file(path).expect("removed");
            }
        }
        self.start_again();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn give(&self, path: &Path) {
        if !self.user.is_ours {
            chown(path, Some(self.user.ids.0), Some(self.user.ids.1)).expect("root may give away");
        }
    }

    fn make_certificate(&self) {
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9"])
            .args(["-subj", "/CN=mail.example", "-addext", "subjectAltName=IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
            .arg(self.path("key.pem"))
            .arg("-out")
            .arg(self.certificate())
            .stderr(Stdio::null())
            .status();
        assert!(made.expect("openssl comes with Dovecot").success(), "no certificate");
        self.give(&self.path("key.pem"));
    }

    fn settings(&self) -> String {
        let (folder, User { name, group, ids: (uid, gid), .. }) = (self.folder.path().display(), &self.user);
        let (port, safe_port) = (self.port, self.safe_port);
        format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {folder}/run\nstate_dir = {folder}/run\n\
             log_path = {folder}/log\nssl = yes\nssl_cert = <{folder}/cert.pem\nssl_key = <{folder}/key.pem\n\
             disable_plaintext_auth = no\nauth_failure_delay = 0\ndefault_internal_user = {name}\n\
             default_internal_group = {group}\ndefault_login_user = {name}\nfirst_valid_uid = 1\n\
             mail_max_userip_connections = 100\nmail_location = maildir:{folder}/mail\n\
             passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={folder}\n}}\n\
             service anvil {{\n chroot =\n}}\nservice imap-login {{\n chroot =\n inet_listener imap {{\n  port = {port}\n }}\n \
             inet_listener imaps {{\n  port = {safe_port}\n  ssl = yes\n }}\n}}\n"
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

impl User {
    /// Ourselves; as root, somebody who may do nothing: mail of root is not served.
    fn find() -> Self {
        let ours = tempfile::tempfile().and_then(|file| file.metadata()).expect("a file of ours");
        let is_ours = ours.uid() != 0;
        let (uid, gid) = if is_ours { (ours.uid(), ours.gid()) } else { (65_534, 65_534) };
        let named = |list: &str, id: u32| {
            let text = fs::read_to_string(list).unwrap_or_default();
            let line = text.lines().find(|line| line.split(':').nth(2) == Some(id.to_string().as_str()));
            line.and_then(|line| line.split(':').next()).map(str::to_owned)
        };
        let name = named("/etc/passwd", uid).expect("a user with a name");
        let group = named("/etc/group", gid).expect("a group with a name");
        Self { name, group, ids: (uid, gid), is_ours }
    }
}

/// A free port, as far as anybody can promise that.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}
