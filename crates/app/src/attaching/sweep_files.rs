//! What nobody has is removed (garbage collection): uploads that no message took, and objects without a row.
//!
//! An object is there before its row, and its name is never used again: what is older than an hour and has no row gets none
//! any more.

use crate::attaching::read_file::key;
use crate::policy::{self, Action};
use crate::{App, Refusal};
use chrono::Duration;
use domain::{Actor, FileId};
use files::{Files, Found};
use futures_util::StreamExt;
use uuid::Uuid;

/// How long an object may be there before its row: far longer than a request may take.
const GRACE: Duration = Duration::hours(1);
/// So many are asked after in one statement.
const AT_ONCE: usize = 200;
/// So many of the newest are looked for by doctor.
const LOOKED_FOR: u32 = 1_000;

/// What doctor found of the files.
#[derive(Debug, Default)]
pub(crate) struct FilesFound {
    pub looked_at: usize,
    /// Rows whose object is not there, or has another length.
    pub missing: Vec<String>,
}

impl App {
    /// Forgets what waited too long, and removes what belongs to nothing. How many.
    pub async fn sweep_files(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let Some(files) = &self.files else { return Ok(0) };
        let now = self.clock.now();
        let tx = self.store.write().await?;
        store::uploads::delete_expired(&tx, now).await?;
        tx.commit().await?;
        let mut removed = files.objects.clear_incoming(now - GRACE).await.map_err(Refusal::Internal)?;
        let mut old = files.objects.before(now - GRACE).ready_chunks(AT_ONCE);
        while let Some(found) = old.next().await {
            if self.must_stop() {
                break;
            }
            let found: Vec<Found> = found.into_iter().collect::<Result<_, _>>().map_err(Refusal::Internal)?;
            removed += self.remove_orphans(files, &found).await?;
        }
        Ok(removed)
    }

    async fn remove_orphans(&self, files: &Files, found: &[Found]) -> Result<usize, Refusal> {
        let named = |found: &Found| Uuid::try_parse(&found.key.upload).ok().map(FileId);
        let ids: Vec<FileId> = found.iter().filter_map(named).collect();
        let known = store::attachments::known_objects(&self.store, &ids).await?;
        let mut removed = 0;
        // What has another name than ours was put there by somebody else.
        for orphan in found.iter().filter(|found| named(found).is_some_and(|id| !known.contains(&id))) {
            files.objects.remove(&orphan.key).await.map_err(Refusal::Internal)?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Are the newest files where they should be?
    pub(crate) async fn find_files(&self) -> Result<FilesFound, Refusal> {
        let mut found = FilesFound::default();
        let Some(files) = &self.files else { return Ok(found) };
        for attached in store::attachments::newest(&self.store, LOOKED_FOR).await? {
            let bytes = u64::try_from(attached.file.bytes).unwrap_or_default();
            if !files.objects.holds(&key(&attached.file), bytes).await.map_err(Refusal::Internal)? {
                found.missing.push(format!("{} (vraag nummer {})", attached.file.id, attached.ticket));
            }
            found.looked_at += 1;
        }
        Ok(found)
    }
}
