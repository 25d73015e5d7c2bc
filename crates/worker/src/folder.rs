//! Letters as files: what a desk without a mail server does, and what tests read.

use crate::mail_error::MailError;
use app::LetterOutcome;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Letters are read by nobody but the owner of the process.
const OWN_FILE: u32 = 0o600;
const OWN_FOLDER: u32 = 0o700;

#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Result<Self, MailError> {
        DirBuilder::new().recursive(true).mode(OWN_FOLDER).create(path).map_err(MailError::Folder)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Named after the Message-ID: a letter sent twice is one file. Written beside, then moved: never half a letter. On
    /// disk, file and name, before it counts as sent.
    pub(crate) async fn put(&self, message_id: &str, bytes: Vec<u8>) -> LetterOutcome {
        let name: String =
            message_id.chars().filter(|sign| sign.is_ascii_alphanumeric() || "-.@".contains(*sign)).collect();
        let folder = self.path.clone();
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &bytes)).await;
        match written {
            Ok(Ok(())) => LetterOutcome::Sent("in de map gelegd".to_owned()),
            Ok(Err(error)) => LetterOutcome::TryLater(error.to_string()),
            Err(error) => LetterOutcome::TryLater(error.to_string()),
        }
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!("{name}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(OWN_FILE).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join(format!("{name}.eml")))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn letters_in_a_folder_are_read_by_their_owner_only() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("post").join("uit");
        let folder = Folder::new(&path).expect("it can be made");
        assert_eq!(
            folder.put("<1@loket.example>", b"Beste Ans".to_vec()).await,
            LetterOutcome::Sent("in de map gelegd".to_owned())
        );
        let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&path.join("1@loket.example.eml")), 0o600);
    }
}
