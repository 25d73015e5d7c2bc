//! A letter that could not be delivered is sent again (redelivery of a dead letter), to another address of the asker if need
//! be; or somebody leaves it at that.

use crate::changing::change::{Change, Opened};
use crate::changing::outcome::Outcome;
use crate::letters::frame::readdressed;
use crate::letters::up_to_date::{with_closing_day, with_promised_days};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{
    Complaints, Contact, JobId, LetterKind, Standing, Ticket, TicketEvent, TicketId, amsterdam_day, can_get_mail,
    email_address, quoted, refuse_citizen_numbers, with_link,
};
use store::Reads;
use store::jobs::{DeadJob, Job};

impl App {
    /// Sends a letter about this question again, with the link of now. `address` corrects the address of the asker, for
    /// this letter and all that follow.
    pub async fn send_letter_again(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        letter: Option<JobId>,
        address: Option<&str>,
    ) -> Result<Ticket, Refusal> {
        let named = letter.map(|id| id.to_string()).unwrap_or_default();
        let said = ["send again", &named, address.unwrap_or_default()];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::SettleLetter(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let Change { tx, ticket, now, .. } = &open;
        let (dead, job) = dead_letter(tx, Some(ticket.id), letter).await?;
        let Some(Job { mut letter, .. }) = job else { return Err(Refusal::Conflict(TEXT_IS_GONE.to_owned())) };
        let mut outcome = Outcome::default();
        match (dead.person, address.map(str::trim).filter(|address| !address.is_empty())) {
            // Letters to people of the desk go where these are known.
            (Some(person), _) => {
                if let Some(person) = store::people::by_id(tx, person).await? {
                    letter.to_email = person.email;
                }
            }
            (None, None) => letter = readdressed(letter, &ticket.contact),
            (None, Some(address)) => {
                policy::check(&caller.actor, Action::CorrectContact(ticket))?;
                letter = readdressed(letter, &Contact { email: corrected(address, caller)?, ..ticket.contact.clone() });
                if letter.to_email != ticket.contact.email {
                    outcome.change.contact_email = Some(letter.to_email.clone());
                }
            }
        }
        if !can_get_mail(&letter.to_email) {
            return Err(never_arrives(&letter.to_email).into());
        }
        if let Some(address) = &outcome.change.contact_email {
            for mut waiting in store::jobs::waiting_for_asker(tx, ticket.id).await? {
                waiting.letter.to_email.clone_from(address);
                store::jobs::replace(tx, &waiting).await?;
            }
        }
        let again =
            self.settings.patience.on_sending_again(letter.kind, ticket, *now, &self.picture().promises.calendar);
        let closes_at = again.and_then(Standing::acts_at);
        outcome.change.standing = again;
        letter.body = with_closing_day(&letter, closes_at.map(amsterdam_day));
        letter.body = with_promised_days(&letter, &ticket.promises);
        letter.body = with_link(&letter.body, &self.tracking_url(ticket.submission_key, ticket.link_number));
        if !store::jobs::send_again(tx, dead.id, &letter, *now).await? {
            return Err(dealt_with());
        }
        let corrected = outcome.change.contact_email.is_some();
        outcome.event(TicketEvent::LetterSentAgain { job: dead.id, letter: dead.kind, corrected });
        self.finish_change(caller, open, outcome).await
    }

    /// Leaves a letter about this question at that: it is not sent, and nobody is told of it any more.
    pub async fn dismiss_letter(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        letter: Option<JobId>,
    ) -> Result<Ticket, Refusal> {
        self.dismiss_because(caller, on.into(), letter, None).await
    }

    /// The same, with what was said of why.
    pub(crate) async fn dismiss_because(
        &self,
        caller: &Caller,
        on: SeenTicket,
        letter: Option<JobId>,
        reason: Option<String>,
    ) -> Result<Ticket, Refusal> {
        let named = letter.map(|id| id.to_string()).unwrap_or_default();
        let said = ["dismiss letter", named.as_str(), reason.as_deref().unwrap_or_default()];
        let said = if reason.is_some() { &said[..] } else { &said[..2] };
        let open = match self.open_change(caller, on, said, |ticket| Action::SettleLetter(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (dead, _) = dead_letter(&open.tx, Some(open.ticket.id), letter).await?;
        if !store::jobs::dismiss(&open.tx, dead.id).await? {
            return Err(dealt_with());
        }
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::LetterDismissed { job: dead.id, letter: dead.kind, reason });
        self.finish_change(caller, open, outcome).await
    }
}

pub(crate) const TEXT_IS_GONE: &str =
    "De tekst van deze brief is niet bewaard: hij kan niet opnieuw worden verstuurd. Verstuur zo nodig een nieuwe.";

pub(crate) async fn dead_letter(
    from: &impl Reads,
    ticket: Option<TicketId>,
    letter: Option<JobId>,
) -> Result<(DeadJob, Option<Job>), Refusal> {
    let Some(letter) = letter else { return Err(dealt_with()) };
    store::jobs::dead_letter(from, ticket, letter).await?.ok_or_else(dealt_with)
}

/// Unknown, of another question, or not dead any more: nothing is left to do.
pub(crate) fn dealt_with() -> Refusal {
    Refusal::Conflict("Deze brief is al afgehandeld.".to_owned())
}

fn corrected(address: &str, caller: &Caller) -> Result<String, Complaints> {
    let mut complaints = Complaints::default();
    let address = email_address(address).unwrap_or_else(|fault| {
        complaints.add("email", "INVALID", fault.to_string());
        String::new()
    });
    refuse_citizen_numbers(&mut complaints, "email", &address, caller.numbers);
    complaints.or(|| address)
}

fn never_arrives(address: &str) -> Complaints {
    let words = format!("Op {} komt nooit post aan. Vul een ander adres in.", quoted(address));
    Complaints::one("email", "NO_MAIL", words)
}

/// What a letter was, to people.
pub fn letter_label(dead: &DeadJob) -> &'static str {
    LetterKind::parse(&dead.kind).map_or("brief", LetterKind::label)
}
