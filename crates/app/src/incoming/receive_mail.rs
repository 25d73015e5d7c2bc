//! A mail is taken in (delivery): every byte is on disk before anybody is told that it is there. Reading comes later.

use crate::incoming::fingerprint::fingerprint;
use crate::policy::{self, Action};
use crate::{App, Refusal};
use domain::{Actor, Complaints, MailId};
use store::incoming::Arriving;

/// Largest mail that is taken in, in bytes: files of 25 MB, as most servers let through, written for the way (base64, a third
/// more).
pub const LARGEST_MAIL: usize = 40 * 1024 * 1024;

/// What became of a mail that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredMail {
    /// It is stored.
    Now,
    /// It was there already: it came by another door, or again.
    Before,
}

impl App {
    /// Stores a mail. `recipient` is to which address the server that took it says it was. A mail that is too large, or empty,
    /// is a complaint: it never fits.
    pub async fn receive_mail(&self, raw: &[u8], recipient: Option<&str>) -> Result<StoredMail, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        if raw.len() > LARGEST_MAIL {
            let most = LARGEST_MAIL / (1024 * 1024);
            return Err(Complaints::one("mail", "TOO_LARGE", format!("Deze e-mail is groter dan {most} MB.")).into());
        }
        if raw.iter().all(u8::is_ascii_whitespace) {
            return Err(Complaints::one("mail", "EMPTY", "Er kwam geen e-mail binnen.").into());
        }
        let hash = fingerprint(raw);
        let tx = self.store.write().await?;
        let at = self.clock.now();
        let arriving = Arriving { id: MailId(self.ids.uuid(at)), hash: &hash, raw, recipient, at };
        let is_new = store::incoming::insert(&tx, &arriving).await?;
        tx.commit().await?;
        Ok(if is_new { StoredMail::Now } else { StoredMail::Before })
    }
}
