//! Somebody sends a file (upload): it waits a day for the message it belongs to.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::Duration;
use domain::{FileId, SentFile, file_name, has_citizen_number, quoted};
use files::NotTaken;
use futures_util::Stream;
use std::fmt::Display;
use uuid::Builder;

/// How long a file waits for its message.
const WAITS: Duration = Duration::hours(24);
/// What is said of a file that the desk cannot take now.
const NOT_NOW: &str = "Wij kunnen nu geen bestanden aannemen. Stuur dit bestand later nog eens.";

/// Why a file was not taken in. Nothing of it is kept.
#[derive(Debug)]
pub enum Unsent {
    /// It is not what may be sent; in a whole sentence with its name.
    Refused(String),
    /// The desk cannot take files now: its scanner or its store does not answer, or too much waits. In a whole sentence.
    NotNow(String),
    /// Its sender stopped sending, or may not send.
    Failed(Refusal),
}

impl App {
    /// Takes a file in, piece by piece: looked into, scanned and stored before anybody is told that it is there. It belongs to
    /// whoever sends it, and to the message they name it with.
    pub async fn receive_file<B: AsRef<[u8]>, E: Display>(
        &self,
        caller: &Caller,
        name: &str,
        pieces: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<SentFile, Unsent> {
        policy::check(&caller.actor, Action::SendFile).map_err(Unsent::Failed)?;
        let shown = file_name(name);
        let refused = |why: &dyn Display| match &shown {
            Some(name) => Unsent::Refused(format!("{}: {why}", quoted(name))),
            None => Unsent::Refused(format!("Een bestand zonder naam: {why}")),
        };
        let not_now = |why: &str| {
            tracing::warn!(why, "a file was not taken in");
            let called = shown.as_deref().map_or_else(String::new, |name| format!("{}: ", quoted(name)));
            Unsent::NotNow(format!("{called}{NOT_NOW}"))
        };
        let Some(files) = &self.files else { return Err(refused(&"Dit loket neemt geen bestanden aan.")) };
        let Some(name) = shown.clone() else { return Err(refused(&"Geef het een naam en kies het opnieuw.")) };
        let kind = files.kind_of(&name).map_err(|why| refused(&self.with_kinds(why)))?;
        if has_citizen_number(&name) {
            return Err(refused(&"In de naam staat een burgerservicenummer (BSN). Geef het bestand een andere naam."));
        }
        if store::uploads::bytes(&self.store).await.map_err(|error| Unsent::Failed(error.into()))?
            >= self.settings.files.waiting
        {
            return Err(not_now("too much waits for a message"));
        }
        let told = |why: NotTaken| match why {
            NotTaken::Refused(why) => refused(&why),
            NotTaken::Trouble(why) => not_now(&why),
            NotTaken::Broken(why) => {
                tracing::debug!(why, "a file broke off");
                Unsent::Failed(Refusal::Complaints(domain::Complaints::one(
                    "files",
                    "BROKEN",
                    "Het bestand kwam niet aan.",
                )))
            }
        };
        let arrived = files.receive(kind, pieces).await.map_err(told)?;
        let id = self.new_file_id();
        let bytes = i64::try_from(arrived.bytes).unwrap_or(i64::MAX);
        let key = files.keep(arrived, id.0.simple().to_string()).await.map_err(told)?;
        let file = SentFile {
            id,
            object: id,
            hash: key.hash,
            name,
            media_type: kind.media_type().to_owned(),
            bytes,
            uploaded_at: self.clock.now(),
            person: caller.actor.person(),
        };
        self.keep_waiting(&file).await.map_err(Unsent::Failed)?;
        Ok(file)
    }

    /// Those of these that wait for a message of this caller.
    pub async fn waiting_files(&self, caller: &Caller, ids: &[FileId]) -> Result<Vec<SentFile>, Refusal> {
        let mut waiting = store::uploads::these(&self.store, ids, self.clock.now()).await?;
        waiting.retain(|file| file.person == caller.actor.person());
        Ok(waiting)
    }

    /// What may be sent, in a sentence; none where nothing may.
    pub fn files_in_words(&self) -> Option<String> {
        let place = self.settings.files.place.as_ref()?;
        let kinds: Vec<String> = place.kinds.iter().map(|kind| kind.as_str().to_uppercase()).collect();
        let most = self.settings.files.per_message;
        let megabytes = place.bounds.bytes / (1024 * 1024);
        (most > 0).then(|| {
            let many = domain::counted(most, "bestand", "bestanden");
            format!("Hoogstens {many} van {megabytes} MB. U kunt sturen: {}.", kinds.join(", "))
        })
    }

    /// How the names end of what may be sent, as a browser asks it.
    pub fn file_endings(&self) -> String {
        let kinds = self.settings.files.place.iter().flat_map(|place| &place.kinds);
        kinds.map(|kind| format!(".{}", kind.as_str())).collect::<Vec<_>>().join(",")
    }

    fn with_kinds(&self, why: files::Refused) -> String {
        match (why, self.settings.files.place.as_ref()) {
            (files::Refused::Kind, Some(place)) => {
                let kinds: Vec<String> = place.kinds.iter().map(|kind| kind.as_str().to_uppercase()).collect();
                format!("{why} U kunt sturen: {}.", kinds.join(", "))
            }
            _ => why.to_string(),
        }
    }

    /// Whoever knows it may send the file with a message: nobody may guess it.
    fn new_file_id(&self) -> FileId {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.ids.secret()[..16]);
        FileId(Builder::from_random_bytes(bytes).into_uuid())
    }

    async fn keep_waiting(&self, file: &SentFile) -> Result<(), Refusal> {
        let tx = self.store.write().await?;
        store::uploads::insert(&tx, file, file.uploaded_at + WAITS).await?;
        Ok(tx.commit().await?)
    }
}
