//! One running PostgreSQL, shared by every test process of one user on this machine.
//!
//! Its folder holds `users`, which each process keeps locked (shared) as long as it lives; `setup`, locked
//! (exclusive) while somebody starts the server or makes a template; `data`, `log` and the socket.

use super::programs::Programs;
use std::fs::{self, DirBuilder, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Not for safety but for speed, and for being unlike SQLite: whatever sorts, compares or rounds days differently
/// in production should differ here too. What the planner knows of a table is what a test tells it, however long that takes.
const SETTINGS: &str = "
listen_addresses = ''
fsync = off
full_page_writes = off
autovacuum = off
shared_buffers = 64MB
max_connections = 300
timezone = 'Europe/Amsterdam'
";

/// How long the cluster outlives its last process: longer than the gap between two tests, or each would start anew.
const IDLE_SECONDS: u32 = 8;

/// A cluster, and our right to use it.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    programs: Programs,
    idle_seconds: u32,
    /// Locked; the lock goes when the process does, however it ends.
    _users: File,
}

impl Cluster {
    /// The one that all test processes of this user share, as long as they use the same programs.
    pub(crate) fn join_shared(programs: Programs) -> Self {
        let mut hasher = DefaultHasher::new();
        programs.bin.hash(&mut hasher);
        // Straight under /tmp, because the path of a socket has room for 107 bytes only.
        let folder = format!("/tmp/loket-pg-{}-{:08x}", programs.us, hasher.finish() as u32);
        Self::join(Path::new(&folder), programs, IDLE_SECONDS)
    }

    /// Takes the right to use the cluster in `folder`; does not start it.
    pub(crate) fn join(folder: &Path, programs: Programs, idle_seconds: u32) -> Self {
        let users = loop {
            match register(folder, &programs) {
                Ok(Some(users)) => break users,
                Ok(None) => {}
                Err(error) => panic!("cannot use {}: {error}", folder.display()),
            }
        };
        Self { folder: folder.to_owned(), programs, idle_seconds, _users: users }
    }

    /// The address of a database in this cluster.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://loket@localhost/{database}?host={}", self.folder.display())
    }

    /// Nobody else starts the server or makes a template until the file is dropped.
    pub(crate) fn lock_setup(&self) -> File {
        let path = self.folder.join("setup");
        let locked = File::create(&path).and_then(|file| file.lock().map(|()| file));
        locked.unwrap_or_else(|error| panic!("cannot lock {}: {error}", path.display()))
    }

    /// Runs one statement outside a transaction; the value, or what PostgreSQL said against it.
    pub(crate) fn psql(&self, sql: &str) -> Result<String, String> {
        let output = self
            .programs
            .command("psql", &self.folder)
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "loket", "-d", "postgres", "-h"])
            .arg(&self.folder)
            .args(["-c", sql])
            .output()
            .map_err(|error| error.to_string())?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// Starts the server unless it runs. Call it under [`Cluster::lock_setup`].
    pub(crate) fn ensure_running(&self) {
        if self.psql("SELECT 1").is_ok() {
            return;
        }
        if let Err(reason) = self.start() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            panic!("PostgreSQL did not start in {}: {reason}\n{log}", self.folder.display());
        }
    }

    fn start(&self) -> Result<(), String> {
        let data = self.folder.join("data");
        if data.exists() {
            // Left by a machine that stopped, or by someone who ended the server: nothing in it is worth keeping.
            let _ = self.run("pg_ctl", &["-D", "data", "-m", "immediate", "-w", "stop"]);
            fs::remove_dir_all(&data).map_err(|error| error.to_string())?;
        }
        let plain = ["-D", "data", "-U", "loket", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
        // Dutch sorting where the programs know it, as a Dutch body would have; byte order is what SQLite has already.
        let dutch = [&plain[..], &["--locale-provider=icu", "--icu-locale=nl"]].concat();
        if self.run("initdb", &dutch).is_err() {
            let _ = fs::remove_dir_all(&data);
            self.run("initdb", &plain)?;
        }
        let socket = format!("unix_socket_directories = '{}'\n", self.folder.display());
        File::options()
            .append(true)
            .open(data.join("postgresql.conf"))
            .and_then(|mut file| file.write_all(format!("{SETTINGS}{socket}").as_bytes()))
            .map_err(|error| error.to_string())?;
        // With `-l`, because the server inherits the output of pg_ctl: a reader of that pipe would wait for ever.
        self.run("pg_ctl", &["-D", "data", "-l", "log", "-w", "-t", "600", "start"])?;
        self.spawn_reaper().map_err(|error| error.to_string())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let mut command = self.programs.command(program, &self.folder);
        let status = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{program}: {status}")),
            Err(error) => Err(format!("{program}: {error}")),
        }
    }

    /// Leaves someone behind to clean up after us, because a process that is killed cannot.
    fn spawn_reaper(&self) -> io::Result<()> {
        let mut command = self.programs.command_at(Path::new("/bin/sh"), Path::new("/"));
        command.args(["-c", include_str!("reaper.sh"), "reaper"]);
        command.arg(&self.folder).arg(&self.programs.bin).arg(self.idle_seconds.to_string());
        // In a group of its own, so that whoever stops the tests does not stop it too.
        command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map(|_| ())
    }
}

/// Our locked entry among the users of the cluster in `folder`; `None` when the folder was swept away meanwhile.
fn register(folder: &Path, programs: &Programs) -> io::Result<Option<File>> {
    match DirBuilder::new().mode(0o755).create(folder) {
        Ok(()) => {
            if let Some((user, group)) = programs.user {
                chown(folder, Some(user), Some(group))?;
            }
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let owner = match fs::symlink_metadata(folder) {
                Ok(found) => found.uid(),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            // Anyone may make a folder under /tmp: one that is not ours is not to be trusted.
            if owner != programs.us && programs.user.is_none_or(|(user, _)| owner != user) {
                return Err(io::Error::other(format!("it belongs to user {owner}")));
            }
        }
        Err(error) => return Err(error),
    }
    let path = folder.join("users");
    let mut users = match File::options().create(true).append(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    users.lock_shared()?;
    match fs::metadata(&path) {
        Ok(there) if there.ino() == users.metadata()?.ino() => {}
        _ => return Ok(None),
    }
    // The reaper counts these bytes: when their number changes while it sleeps, somebody came and went.
    users.write_all(b".")?;
    Ok(Some(users))
}
