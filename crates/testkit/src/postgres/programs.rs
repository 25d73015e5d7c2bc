//! Where PostgreSQL's programs are, and as whom they run.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The installed programs of one PostgreSQL.
#[derive(Debug)]
pub(super) struct Programs {
    /// The folder with `initdb`, `pg_ctl` and `psql`.
    pub bin: PathBuf,
    /// User and group of the server, where it cannot be our own: PostgreSQL refuses to run as root.
    pub user: Option<(u32, u32)>,
    /// Who we are ourselves.
    pub us: u32,
}

impl Programs {
    /// `None` where no PostgreSQL is installed.
    pub(crate) fn find() -> Option<Self> {
        let told = std::env::var_os("LOKET_TEST_POSTGRES_BIN").map(PathBuf::from);
        let bin = told.or_else(|| newest(Path::new("/usr/lib/postgresql")))?;
        let complete = ["initdb", "pg_ctl", "psql"].iter().all(|name| bin.join(name).is_file());
        // A file of ours tells who we are without a word of unsafe code.
        let us = tempfile::tempfile().and_then(|file| file.metadata()).map(|ours| ours.uid()).ok()?;
        complete.then(|| Self { bin, user: (us == 0).then(unprivileged), us })
    }

    /// One of the programs, ready to run quietly as the server's user.
    pub(crate) fn command(&self, name: &str, folder: &Path) -> Command {
        self.command_at(&self.bin.join(name), folder)
    }

    /// Any program, ready to run quietly as the server's user.
    pub(crate) fn command_at(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        // A folder the server's user may read: from any other, PostgreSQL complains or stops.
        command.current_dir(folder).stdin(Stdio::null());
        // PGOPTIONS, PGSERVICE and their like belong to the person at the keyboard, not to the test.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

/// The `bin` folder under `versions` with the highest number: 15 comes after 9.6.
pub(super) fn newest(versions: &Path) -> Option<PathBuf> {
    let numbers = |name: &str| name.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().ok();
    std::fs::read_dir(versions)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = numbers(entry.file_name().to_str()?)?;
            let bin = entry.path().join("bin");
            bin.join("initdb").is_file().then_some((version, bin))
        })
        .max()
        .map(|(_, bin)| bin)
}

/// User and group of `postgres`, else of `nobody`, from the machine's own list.
fn unprivileged() -> (u32, u32) {
    let list = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    ["postgres", "nobody"].iter().find_map(|name| user(&list, name)).unwrap_or((65534, 65534))
}

/// User and group of `name` in the text of a passwd file.
pub(super) fn user(list: &str, name: &str) -> Option<(u32, u32)> {
    let mut fields = list.lines().map(|line| line.split(':')).find(|fields| fields.clone().next() == Some(name))?;
    Some((fields.nth(2)?.parse().ok()?, fields.next()?.parse().ok()?))
}
