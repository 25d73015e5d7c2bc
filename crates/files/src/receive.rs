//! Takes a file in as it comes (upload): counted, hashed and written piece by piece, then looked into, then scanned.

use crate::scanner::{Scanner, Verdict};
use crate::{Bounds, Kind, ObjectKey, Objects, Refused, Settings, look};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::path::Path;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;

/// How many files come in at once: each lies on the disk while it comes.
const COMING: usize = 64;
/// How many are looked into at once: that takes a processor.
const LOOKING: usize = 2;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The file is not what may come in.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The desk cannot take files now; the words are for the log.
    #[error("{0}")]
    Trouble(String),
    /// Its sender stopped sending.
    #[error("the sender stopped: {0}")]
    Broken(String),
}

/// A file that was looked at, and is no object yet. Dropped, it is gone.
pub struct Arrived {
    file: NamedTempFile,
    /// SHA-256, in hexadecimal.
    pub hash: String,
    /// How long it is.
    pub bytes: u64,
    /// What it is.
    pub kind: Kind,
}

/// Takes files in, and gives them back.
pub struct Files {
    /// Where they lie.
    pub objects: Objects,
    scanner: Option<Scanner>,
    kinds: Vec<Kind>,
    bounds: Bounds,
    coming: Semaphore,
    looking: Semaphore,
}

impl Files {
    /// Opens the folder or the bucket.
    pub fn open(settings: &Settings) -> Result<Self, String> {
        Ok(Self {
            objects: Objects::open(settings)?,
            scanner: settings.scanner.as_deref().and_then(Scanner::at),
            kinds: settings.kinds.clone(),
            bounds: settings.bounds,
            coming: Semaphore::new(COMING),
            looking: Semaphore::new(LOOKING),
        })
    }

    /// The kind that a file of this name may be.
    pub fn kind_of(&self, name: &str) -> Result<Kind, Refused> {
        const WITH_MACROS: [&str; 10] =
            ["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"];
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        if ending.is_some_and(|ending| WITH_MACROS.contains(&ending.as_str())) {
            return Err(Refused::Macros);
        }
        Kind::of_name(name).filter(|kind| self.kinds.contains(kind)).ok_or(Refused::Kind)
    }

    /// Takes in what comes, never more of it in memory than a piece. Too large a file is not read to its end.
    pub async fn receive<B: AsRef<[u8]>, E: Display>(
        &self,
        kind: Kind,
        mut pieces: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<Arrived, NotTaken> {
        let trouble = |error: std::io::Error| NotTaken::Trouble(error.to_string());
        let turn = self.coming.try_acquire();
        let _turn = turn.map_err(|_| NotTaken::Trouble("too many files at once".to_owned()))?;
        let file = NamedTempFile::new_in(&self.objects.incoming).map_err(trouble)?;
        let mut to = tokio::fs::File::from_std(file.reopen().map_err(trouble)?);
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| NotTaken::Broken(error.to_string()))?;
            let piece = piece.as_ref();
            bytes += piece.len() as u64;
            if bytes > self.bounds.bytes {
                return Err(Refused::TooLarge(self.bounds.bytes / (1024 * 1024)).into());
            }
            hash.update(piece);
            to.write_all(piece).await.map_err(trouble)?;
        }
        to.sync_all().await.map_err(trouble)?;
        drop(to);
        self.look_into(kind, file.path()).await?;
        let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Arrived { file, hash, bytes, kind })
    }

    /// Looks into it, two at a time, and has it scanned. Without an answer of the scanner no file is taken.
    async fn look_into(&self, kind: Kind, path: &Path) -> Result<(), NotTaken> {
        let trouble = |error: &dyn Display| NotTaken::Trouble(error.to_string());
        let _turn = self.looking.acquire().await.map_err(|error| trouble(&error))?;
        let (from, bounds) = (std::fs::File::open(path).map_err(|error| trouble(&error))?, self.bounds);
        let looked = tokio::task::spawn_blocking(move || look(kind, std::io::BufReader::new(from), &bounds)).await;
        // A panic in what looks inside is no reason to take the file.
        looked.unwrap_or(Err(Refused::Damaged))?;
        let Some(scanner) = &self.scanner else { return Ok(()) };
        match scanner.scan(path).await {
            Ok(Verdict::Clean) => Ok(()),
            Ok(Verdict::Virus) => Err(Refused::Virus.into()),
            Err(why) => Err(NotTaken::Trouble(format!("the scanner does not answer: {why}"))),
        }
    }

    /// Makes an object of it, for this upload.
    pub async fn keep(&self, arrived: Arrived, upload: String) -> Result<ObjectKey, NotTaken> {
        let key = ObjectKey { hash: arrived.hash, upload };
        self.objects.put(&key, arrived.file.path()).await.map_err(NotTaken::Trouble)?;
        Ok(key)
    }

    /// Does the scanner answer? None without one.
    pub async fn scanner_answers(&self) -> Option<Result<(), String>> {
        match &self.scanner {
            Some(scanner) => Some(scanner.answers().await),
            None => None,
        }
    }
}
