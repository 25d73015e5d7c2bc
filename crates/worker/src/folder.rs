//! Letters as files: what a desk without a mail server does, and what tests read.

use crate::MailError;
use app::LetterOutcome;
use domain::Letter;
use std::path::{Path, PathBuf};

pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Result<Self, MailError> {
        std::fs::create_dir_all(path).map_err(MailError::Folder)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Named after the Message-ID: a letter sent twice is one file. Written beside, then moved: never half a letter.
    pub(crate) async fn put(&self, letter: &Letter, bytes: &[u8]) -> LetterOutcome {
        let name: String =
            letter.message_id.chars().filter(|sign| sign.is_ascii_alphanumeric() || "-.@".contains(*sign)).collect();
        let unfinished = self.path.join(format!("{name}.part"));
        let written = async {
            tokio::fs::write(&unfinished, bytes).await?;
            tokio::fs::rename(&unfinished, self.path.join(format!("{name}.eml"))).await
        };
        match written.await {
            Ok(()) => LetterOutcome::Sent,
            Err(error) => LetterOutcome::TryLater(error.to_string()),
        }
    }
}
