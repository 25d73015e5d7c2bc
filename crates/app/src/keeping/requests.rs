//! Somebody asks to be erased, or that one message is (right to erasure): taken down by the desk, withdrawn within a day, and
//! done after that. It cannot be undone, and nobody can tell afterwards whose data they were.

use crate::keeping::erase::Erased;
use crate::keeping::retention::Round;
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Caller, Refusal, ledger};
use chrono::{DateTime, Duration, Utc};
use domain::{Complaints, DeskEvent, ErasedBecause, MessageId, Origin, Shape, email_address, email_key, take_text};
use store::erasures::{Erased as What, Erasure};
use store::retention::{self, Part};
use url::form_urlencoded;
use uuid::Uuid;

/// So long a request can be withdrawn: whoever typed the wrong address notices.
const WITHIN: Duration = Duration::days(1);
/// Longest reason, in characters.
const REASON_MAX: usize = 1_000;
/// How many are shown.
const SHOWN: u64 = 100;
/// At most so many in one round.
const BATCH: u64 = 50;

impl App {
    /// Takes down that everything of whoever has this address is to be erased, a day from now.
    pub async fn ask_erasure(&self, caller: &Caller, email: &str, reason: &str) -> Result<Erasure, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        let mut complaints = Complaints::default();
        let reason = reason_in(&mut complaints, caller, reason);
        let key = checked_address(&mut complaints, email);
        if !key.is_empty() && reason.to_lowercase().contains(&key) {
            complaints.add(
                "reason",
                "INVALID",
                "Laat het e-mailadres weg uit de reden: die blijft staan als het adres gewist is.",
            );
        }
        let key = complaints.or(|| key)?;
        let questions = retention::questions_of(&self.store, &key).await?.len();
        self.take_down(caller, What::Asker(key), reason, questions).await
    }

    /// Takes down that one message is to be erased, a day from now.
    pub async fn ask_message_erasure(
        &self,
        caller: &Caller,
        message: MessageId,
        reason: &str,
    ) -> Result<Erasure, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        let mut complaints = Complaints::default();
        let reason = reason_in(&mut complaints, caller, reason);
        let reason = complaints.or(|| reason)?;
        if store::messages::kind_of(&self.store, message).await?.is_none() {
            return Err(Refusal::Hidden);
        }
        self.take_down(caller, What::Message(message), reason, 1).await
    }

    async fn take_down(
        &self,
        caller: &Caller,
        what: What,
        reason: String,
        questions: usize,
    ) -> Result<Erasure, Refusal> {
        let by = caller.actor.person().ok_or(Refusal::Forbidden)?;
        let now = self.clock.now();
        let new = Erasure {
            id: self.ids.uuid(now),
            what,
            reason,
            by,
            asked_at: now,
            due_at: now + WITHIN,
            questions: i32::try_from(questions).unwrap_or(i32::MAX),
            withdrawn_at: None,
            done_at: None,
        };
        let tx = self.store.write().await?;
        if store::erasures::waiting(&tx, &new.what).await?.is_some() {
            return Err(Refusal::Conflict(
                "Dit verzoek was al opgeschreven, en wordt over een dag uitgevoerd.".to_owned(),
            ));
        }
        store::erasures::insert(&tx, &new).await?;
        let asked = DeskEvent::ErasureAsked { erasure: new.id, questions: new.questions };
        ledger::write_at_desk(&tx, caller, asked, now).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Takes it back, as long as it is not done.
    pub async fn withdraw_erasure(&self, caller: &Caller, id: Uuid) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let known = store::erasures::find(&tx, id).await?.ok_or(Refusal::Hidden)?;
        // From then on a worker may be at it.
        if known.due_at <= now || !store::erasures::withdraw(&tx, id, now).await? {
            return Err(Refusal::Conflict("Dit verzoek is al uitgevoerd of ingetrokken.".to_owned()));
        }
        ledger::write_at_desk(&tx, caller, DeskEvent::ErasureWithdrawn { erasure: id }, now).await?;
        Ok(tx.commit().await?)
    }

    /// The requests, the latest first.
    pub async fn erasures(&self, caller: &Caller) -> Result<Vec<Erasure>, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        Ok(store::erasures::latest(&self.store, SHOWN).await?)
    }

    /// Does what was asked for a day ago.
    pub(crate) async fn sweep_erasures(&self, sweep: &mut Sweep<'_>, round: &mut Round) -> Result<(), Refusal> {
        for due in store::erasures::due(&self.store, self.clock.now(), BATCH).await? {
            if self.must_stop() {
                return Ok(());
            }
            match &due.what {
                What::Asker(email) => self.erase_asker(sweep, round, &due, email).await?,
                What::Message(message) => self.erase_message(sweep, round, &due, *message).await?,
                What::Forgotten => {}
            }
        }
        Ok(())
    }

    /// Every question of theirs, and then what else holds their address. Where one is held the request waits for that.
    async fn erase_asker(
        &self,
        sweep: &mut Sweep<'_>,
        round: &mut Round,
        due: &Erasure,
        email: &str,
    ) -> Result<(), Refusal> {
        for ticket in retention::questions_of(&self.store, email).await? {
            if sweep.leaves(ticket) {
                continue;
            }
            let work = Box::pin(self.erase_part(ticket, Part::Texts, ErasedBecause::Request));
            if let Some(Erased::Done { was_lesson }) = sweep.row(ticket, work).await? {
                round.erased_with(was_lesson);
            }
        }
        if !retention::questions_of(&self.store, email).await?.is_empty() {
            return Ok(());
        }
        let tx = self.store.write().await?;
        retention::forget_elsewhere(&tx, email, &as_sent(email)).await?;
        self.done(tx, due, self.clock.now()).await?;
        round.erased();
        Ok(())
    }

    async fn erase_message(
        &self,
        sweep: &mut Sweep<'_>,
        round: &mut Round,
        due: &Erasure,
        message: MessageId,
    ) -> Result<(), Refusal> {
        let Some(ticket) = store::messages::ticket_of(&self.store, message).await? else {
            let tx = self.store.write().await?;
            return self.done(tx, due, self.clock.now()).await;
        };
        if sweep.leaves(ticket) {
            return Ok(());
        }
        let erased = sweep.row(ticket, Box::pin(self.erase_message_of(due, ticket, message))).await?;
        if let Some(Some(was_lesson)) = erased {
            round.erased_with(was_lesson);
        }
        Ok(())
    }

    async fn erase_message_of(
        &self,
        due: &Erasure,
        id: domain::TicketId,
        message: MessageId,
    ) -> Result<Option<bool>, Refusal> {
        let Some(change) = self.hold_now(id).await? else { return Ok(None) };
        let (tx, now) = (change.tx, change.now);
        if store::holds::of(&tx, id).await?.is_some() {
            tx.rollback().await?;
            return Ok(None);
        }
        retention::forget_message(&tx, &change.ticket, message).await?;
        let was_lesson = self.was_lesson(&tx, id).await?;
        let system = Caller::system(Origin::Worker);
        let what = domain::TicketEvent::MessageErased { message };
        ledger::write(&tx, &[ledger::on_ticket(&system, id, what, now)]).await?;
        self.done(tx, due, now).await?;
        self.announce(id);
        Ok(Some(was_lesson))
    }

    async fn done(&self, tx: store::Tx, due: &Erasure, now: DateTime<Utc>) -> Result<(), Refusal> {
        if !store::erasures::done(&tx, due.id, now).await? {
            // Another worker did it.
            return Ok(tx.rollback().await?);
        }
        let what = DeskEvent::ErasureDone { erasure: due.id, questions: due.questions };
        ledger::write_at_desk(&tx, &Caller::system(Origin::Worker), what, now).await?;
        Ok(tx.commit().await?)
    }
}

/// The address in lower case, as it is compared.
pub(super) fn checked_address(complaints: &mut Complaints, email: &str) -> String {
    if email.trim().is_empty() {
        complaints.add("email", "REQUIRED", "Vul het e-mailadres in.");
    } else if email_address(email).is_err() {
        complaints.add("email", "INVALID", "Vul een e-mailadres in, zoals naam@gemeente.nl.");
    }
    email_key(email)
}

fn reason_in(complaints: &mut Complaints, caller: &Caller, reason: &str) -> String {
    let missing = "Schrijf waarom, bijvoorbeeld wie erom vroeg en hoe u weet wie het was.";
    take_text(complaints, "reason", reason, Shape::Prose, REASON_MAX, missing, caller.numbers)
}

/// How a form sends it.
pub(super) fn as_sent(email: &str) -> String {
    form_urlencoded::byte_serialize(email.as_bytes()).collect::<String>().to_lowercase()
}
