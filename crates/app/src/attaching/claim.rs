//! Files find the message they belong to: in its transaction, and once.

use crate::attaching::written::Sent;
use crate::{App, Caller, Refusal};
use domain::{Complaints, FileId, SentFile, TicketId, counted};
use store::Tx;

/// What somebody wants to send along, as it was found before anything was held.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claim {
    files: Vec<SentFile>,
    /// Some of them wait no more.
    is_missing: bool,
    /// What was sent, for a fingerprint: the same files, sent again, are the same.
    pub said: Vec<String>,
    /// Why others were not taken in.
    refused: Vec<String>,
}

impl Claim {
    /// A text and these words are what was said.
    pub(crate) fn said_after<'s>(&'s self, said: &[&'s str]) -> Vec<&'s str> {
        said.iter().copied().chain(self.said.iter().map(String::as_str)).collect()
    }

    /// What is sent along, by name.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }

    /// Only why some were not taken in.
    pub(crate) fn refusing(&self) -> Self {
        Self { refused: self.refused.clone(), ..Self::default() }
    }

    /// What is wrong with what was sent along, and with the rest of the message.
    pub(crate) fn checked<T>(&self, text: Result<T, Complaints>) -> Result<T, Complaints> {
        let mut complaints = Complaints::default();
        for why in &self.refused {
            complaints.add("files", "REFUSED_FILE", why);
        }
        if self.is_missing {
            complaints.add("files", "UNKNOWN_FILE", "Een bijlage is er niet meer. Kies het bestand opnieuw.");
        }
        match text {
            Ok(text) => complaints.or(|| text),
            Err(mut others) => {
                others.0.extend(complaints.0);
                Err(others)
            }
        }
    }
}

impl App {
    /// Finds what was sent along. Files of somebody else are not there.
    pub(crate) async fn claim_files(&self, caller: &Caller, sent: Sent<'_>) -> Result<Claim, Refusal> {
        let mut ids: Vec<FileId> = sent.files.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut claim = Claim { refused: sent.refused.to_vec(), ..Claim::default() };
        if ids.is_empty() {
            return Ok(claim);
        }
        let most = self.settings.files.per_message;
        if ids.len() > most {
            let most = counted(most, "bestand", "bestanden");
            claim.refused.push(format!("U kunt hoogstens {most} meesturen met een bericht."));
            ids.truncate(self.settings.files.per_message);
        }
        claim.files = self.waiting_files(caller, &ids).await?;
        claim.is_missing = claim.files.len() < ids.len();
        let mut known: Vec<SentFile> = claim.files.clone();
        if claim.is_missing {
            // Sent before, with this very message perhaps.
            let before = store::attachments::these(&self.store, &ids).await?;
            known.extend(before.into_iter().map(|attached| attached.file));
        }
        claim.said = known.iter().map(|file| format!("{} {}", file.hash, file.name)).collect();
        claim.said.sort_unstable();
        Ok(claim)
    }

    /// They belong to a message of this ticket from now on; to be stored with it.
    pub(crate) async fn take_files(
        &self,
        tx: &Tx,
        ticket: Option<TicketId>,
        claim: Claim,
    ) -> Result<Vec<SentFile>, Refusal> {
        claim.checked(Ok(()))?;
        if claim.files.is_empty() {
            return Ok(Vec::new());
        }
        let before = match ticket {
            Some(ticket) => store::attachments::bytes_of(tx, ticket).await?,
            None => 0,
        };
        let now: i64 = claim.files.iter().map(|file| file.bytes).sum();
        if before + now > self.settings.files.per_ticket {
            let most = domain::size_in_words(self.settings.files.per_ticket);
            let words = format!("Bij deze vraag staan te veel bijlagen: samen mogen ze hoogstens {most} zijn.");
            return Err(Complaints::one("files", "TOO_MUCH", words).into());
        }
        let ids: Vec<FileId> = claim.files.iter().map(|file| file.id).collect();
        if store::uploads::take(tx, &ids).await? != ids.len() as u64 {
            return Claim { is_missing: true, ..Claim::default() }.checked(Ok(Vec::new())).map_err(Into::into);
        }
        Ok(claim.files)
    }

    /// The same files with another message: under names of their own.
    pub(crate) fn copies(&self, files: &[SentFile]) -> Vec<SentFile> {
        let now = self.clock.now();
        files.iter().map(|file| SentFile { id: FileId(self.ids.uuid(now)), ..file.clone() }).collect()
    }
}
