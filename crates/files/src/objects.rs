//! Where files lie (object storage): a folder, or a bucket of S3 or of what speaks like it.
//!
//! An object lies under the SHA-256 of its content and the name of its upload, which no other upload has: what a sweep removes
//! can never be what somebody stores at the same moment.

use crate::Settings;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// The name of an object: the hash of its content, in hexadecimal, and the name of its upload.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectKey {
    /// SHA-256 of what lies there.
    pub hash: String,
    /// Of the upload, without anything that a path could stumble over.
    pub upload: String,
}

impl ObjectKey {
    fn path(&self) -> ObjectPath {
        let folder = self.hash.get(..2).unwrap_or_default();
        ObjectPath::from(format!("objects/{folder}/{}-{}", self.hash, self.upload))
    }

    fn of(path: &ObjectPath) -> Option<Self> {
        let (hash, upload) = path.filename()?.split_once('-')?;
        Some(Self { hash: hash.to_owned(), upload: upload.to_owned() })
    }
}

/// What lies there, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub key: ObjectKey,
    /// When it was put there.
    pub at: DateTime<Utc>,
}

/// Where files lie.
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where files come in, which is in the same folder unless there is a bucket.
    pub(crate) incoming: PathBuf,
    local: bool,
}

/// How much is sent to a bucket at a time; it takes no smaller pieces.
const PIECE: usize = 5 * 1024 * 1024;

impl Objects {
    /// Makes the folder if it is not there.
    pub fn open(settings: &Settings) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", settings.folder.display());
        let incoming = settings.folder.join("incoming");
        std::fs::create_dir_all(&incoming).map_err(|error| told(&error))?;
        let store: Arc<dyn ObjectStore> = match &settings.bucket {
            None => {
                let local = LocalFileSystem::new_with_prefix(&settings.folder).map_err(|error| told(&error))?;
                // Acknowledged is on the disk, also when the power fails.
                Arc::new(local.with_fsync(true))
            }
            Some(address) => bucket(address)?,
        };
        Ok(Self { store, incoming, local: settings.bucket.is_none() })
    }

    /// Puts this file there, whole or not at all. The file itself is gone afterwards, or may be removed.
    pub async fn put(&self, key: &ObjectKey, file: &Path) -> Result<(), String> {
        let told = |error: &dyn std::fmt::Display| error.to_string();
        if self.local {
            let name = file.file_name().and_then(|name| name.to_str()).ok_or("a file without a name")?;
            let from = ObjectPath::from(format!("incoming/{name}"));
            return self.store.rename(&from, &key.path()).await.map_err(|error| told(&error));
        }
        let mut file = tokio::fs::File::open(file).await.map_err(|error| told(&error))?;
        let mut object = BufWriter::with_capacity(Arc::clone(&self.store), key.path(), PIECE).with_max_concurrency(1);
        if let Err(error) = tokio::io::copy(&mut file, &mut object).await {
            object.abort().await.map_err(|error| told(&error))?;
            return Err(told(&error));
        }
        object.shutdown().await.map_err(|error| told(&error))
    }

    /// What lies under this name, in pieces; none when nothing does.
    pub async fn read(&self, key: &ObjectKey) -> Result<Option<BoxStream<'static, std::io::Result<Vec<u8>>>>, String> {
        match self.store.get(&key.path()).await {
            Ok(found) => {
                let pieces = found.into_stream().map_ok(|piece| piece.to_vec()).map_err(std::io::Error::other);
                Ok(Some(pieces.boxed()))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Does something of this size lie there?
    pub async fn holds(&self, key: &ObjectKey, bytes: u64) -> Result<bool, String> {
        match self.store.head(&key.path()).await {
            Ok(found) => Ok(found.size == bytes),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What was put there before this moment.
    pub fn before(&self, moment: DateTime<Utc>) -> BoxStream<'static, Result<Found, String>> {
        let all = self.store.list(Some(&ObjectPath::from("objects"))).map_err(|error| error.to_string());
        let old = all.try_filter_map(move |meta| async move {
            let found = ObjectKey::of(&meta.location).filter(|_| meta.last_modified < moment);
            Ok(found.map(|key| Found { key, at: meta.last_modified }))
        });
        old.boxed()
    }

    /// Removes it; nothing there is well.
    pub async fn remove(&self, key: &ObjectKey) -> Result<(), String> {
        match self.store.delete(&key.path()).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Removes what came in before this moment and was never looked at: whoever received it died. How many.
    pub async fn clear_incoming(&self, moment: DateTime<Utc>) -> Result<usize, String> {
        let told = |error: std::io::Error| error.to_string();
        let mut entries = tokio::fs::read_dir(&self.incoming).await.map_err(told)?;
        let mut removed = 0;
        while let Some(entry) = entries.next_entry().await.map_err(told)? {
            let changed = entry.metadata().await.and_then(|metadata| metadata.modified());
            if changed.is_ok_and(|changed| DateTime::<Utc>::from(changed) < moment) {
                tokio::fs::remove_file(entry.path()).await.map_err(told)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

fn bucket(address: &str) -> Result<Arc<dyn ObjectStore>, String> {
    let bucket = AmazonS3Builder::from_env().with_url(address).build().map_err(|error| error.to_string())?;
    let prefix = address.trim_start_matches("s3://").split_once('/').map_or("", |(_, prefix)| prefix);
    Ok(Arc::new(PrefixStore::new(bucket, ObjectPath::from(prefix))))
}
