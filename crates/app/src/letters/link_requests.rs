//! Somebody asks for a link by typing an address (password reset, magic link): a row, whoever it is, so that not even the time
//! of the answer tells whether there is such an account. The worker finds out, and writes the letter.

use crate::policy::{self, Action};
use crate::running::set_aside::said;
use crate::{App, Refusal};
use chrono::Duration;
use domain::{Actor, Reference, has_citizen_number, is_storable};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use store::grants::Purpose;
use store::link_requests::LinkRequest;

/// When a request that could not be dealt with is tried again; also when its worker died.
const AGAIN: Duration = Duration::minutes(2);
/// Older than this it is dropped: who still waits has asked again.
const TOO_OLD: Duration = Duration::days(1);
/// How many are taken at once.
const AT_ONCE: u32 = 50;
/// Longer than any address.
const LONGEST: usize = 320;

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    /// A letter was written, and the request removed with it.
    ByLetter,
    /// Nobody gets a letter.
    InSilence,
}

impl App {
    /// Asks for a link to choose another password. Whether this is the address of somebody who has one, nobody is told.
    pub async fn ask_for_reset(&self, email: &str) -> Result<(), Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        if self.has_passwords() { self.ask_for_link(Purpose::Reset, email, None).await } else { Ok(()) }
    }

    /// Asks for a link to the questions of an organisation. Whether its domain was confirmed, nobody is told.
    pub async fn ask_for_organisation_link(&self, email: &str) -> Result<(), Refusal> {
        policy::check(&Actor::Anonymous, Action::ReadOwnOrganisation)?;
        self.ask_for_link(Purpose::OrganisationQuestions, email, None).await
    }

    /// Asks for the link to a question again. Whether it was asked with this address, nobody is told.
    pub async fn ask_for_lost_link(&self, reference: Reference, email: &str) -> Result<(), Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        self.ask_for_link(Purpose::Following, email, Some(reference)).await
    }

    async fn ask_for_link(&self, purpose: Purpose, email: &str, reference: Option<Reference>) -> Result<(), Refusal> {
        // No address, whatever the desk knows.
        if !email.contains('@') || email.len() > LONGEST || !is_storable(email) || has_citizen_number(email) {
            return Ok(());
        }
        let asked_at = self.clock.now();
        let request =
            LinkRequest { id: self.ids.uuid(asked_at), purpose, email: email.to_owned(), reference, asked_at };
        let tx = self.store.write().await?;
        store::link_requests::insert(&tx, &request).await?;
        tx.commit().await?;
        self.wake_worker();
        Ok(())
    }

    /// Finds out who asked for links, and writes their letters; how many were looked at. One that fails, or panics, stops no
    /// other, and is tried again later; one that cannot be read is an error once the others are done.
    pub async fn answer_link_requests(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let now = self.clock.now();
        let taken = store::link_requests::lease(&self.store, now, now + AGAIN, AT_ONCE).await?;
        for request in &taken.requests {
            let answered = AssertUnwindSafe(self.answer_link_request(request)).catch_unwind().await;
            let why = match answered {
                Ok(Ok(())) => continue,
                Ok(Err(refusal)) => refusal.to_string(),
                Err(panic) => format!("panic: {}", said(&*panic)),
            };
            tracing::error!(why, "a request for a link could not be answered");
        }
        // Said after the others were dealt with.
        taken.unreadable.map_or(Ok(taken.requests.len()), |error| Err(error.into()))
    }

    async fn answer_link_request(&self, request: &LinkRequest) -> Result<(), Refusal> {
        self.provoke("link request", None)?;
        let answered = match request.purpose {
            _ if request.asked_at + TOO_OLD < self.clock.now() => Answered::InSilence,
            Purpose::Reset => self.send_reset(request).await?,
            Purpose::OrganisationQuestions => self.send_organisation_link(request).await?,
            Purpose::Following => self.send_lost_link(request).await?,
            // Nobody asks for these by typing an address.
            Purpose::Invitation | Purpose::Device | Purpose::SignIn | Purpose::Form => Answered::InSilence,
        };
        if answered == Answered::InSilence {
            let tx = self.store.write().await?;
            store::link_requests::remove(&tx, request.id).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
