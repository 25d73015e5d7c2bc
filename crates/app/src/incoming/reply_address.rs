//! The address to which a letter is answered (plus address, VERP): it names its question, and nobody but the desk can make it.
//!
//! Whoever has it got a letter about that question, or was given it: it is worth as much as the link in that letter, and ends
//! with it. Written in signs that every server leaves alone, in small letters only: some change the case of an address.

use crate::{App, Refusal};
use domain::{Ticket, TicketId};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use store::Scope;
use store::jobs::Job;
use subtle::ConstantTimeEq as _;

/// Half a byte each: 80 bits, which nobody tries out by mail.
const SIGNS: usize = 20;

impl App {
    /// Where this letter is answered to; none for a letter to the desk, or about no question, and where the desk takes no mail.
    /// Made when the letter leaves: whatever of it is kept holds no way in.
    pub async fn answered_at(&self, letter: &Job) -> Result<Option<String>, Refusal> {
        let (Some(id), None, Some(_)) = (letter.ticket, letter.person, &self.settings.inbox.address) else {
            return Ok(None);
        };
        let ticket = store::tickets::find(&self.store, id, &Scope::Everything).await?;
        Ok(ticket.and_then(|ticket| self.reply_address(ticket.id, ticket.link_number)))
    }

    /// Where answers to letters about this question go; none where the desk takes no mail.
    pub(crate) fn reply_address(&self, ticket: TicketId, link_number: i32) -> Option<String> {
        let (local, domain) = self.settings.inbox.address.as_deref()?.rsplit_once('@')?;
        Some(format!("{local}+{}.{}@{domain}", ticket.0, self.reply_mark(ticket, link_number)))
    }

    /// The question that one of these addresses names, if it looks like one of ours: what it is worth says
    /// [`Self::is_reply_address`].
    pub(crate) fn named_by<'a>(&self, addresses: impl Iterator<Item = &'a str>) -> Vec<(TicketId, String)> {
        let Some((ours, domain)) = self.settings.inbox.address.as_deref().and_then(|own| own.rsplit_once('@')) else {
            return Vec::new();
        };
        let named = |address: &str| {
            let address = address.to_lowercase();
            let (local, at) = address.rsplit_once('@')?;
            let extension = local.strip_prefix(&ours.to_lowercase())?.strip_prefix('+')?;
            let (ticket, mark) = extension.split_once('.')?;
            let is_number = !ticket.is_empty() && ticket.bytes().all(|sign| sign.is_ascii_digit());
            (at == domain.to_lowercase() && is_number && mark.len() == SIGNS)
                .then(|| Some((TicketId(ticket.parse().ok()?), mark.to_owned())))?
        };
        addresses.filter_map(named).collect()
    }

    /// Did the desk make this address, and is the link of that letter still the link of the question?
    pub(crate) fn is_reply_address(&self, ticket: &Ticket, mark: &str) -> bool {
        self.reply_mark(ticket.id, ticket.link_number).as_bytes().ct_eq(mark.as_bytes()).into()
    }

    fn reply_mark(&self, ticket: TicketId, link_number: i32) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.reply_key).expect("HMAC takes a key of any length");
        mac.update(&ticket.0.to_be_bytes());
        mac.update(&link_number.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).take(SIGNS).map(sign).collect()
    }
}

fn sign(half: u8) -> char {
    char::from_digit(u32::from(half), 16).expect("half a byte is one sign")
}
