//! Another desk can help better (referral, doorverwijzing): its asker reads which, and how to reach it.

use crate::changing::change::{Opened, checked_text, step};
use crate::letters::{About, Says, Status, StatusChange};
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{Complaints, Ending, MessageKind, Shape, Ticket, TicketEvent, Transition, take_text};

/// Longest name of another desk, and of how to reach it, in characters.
const DESK_MAX: usize = 200;

/// Where an asker is referred to, in the words they read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Referral<'a> {
    /// The name of the other desk.
    pub to: &'a str,
    /// How to reach it: a site, an address, a telephone number.
    pub reach: &'a str,
    /// Why, and what to do there.
    pub text: &'a str,
}

/// The same, as it is stored and sent.
struct Checked {
    to: String,
    reach: String,
    text: String,
}

impl App {
    /// Refers the asker of an open question to another desk, and ends the question here. What was promised and can still be
    /// kept is withdrawn: it was neither kept nor broken.
    pub async fn refer_away(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        referral: Referral<'_>,
    ) -> Result<Ticket, Refusal> {
        let said = ["refer", referral.to, referral.reach, referral.text];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::Refer(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        step(ticket.standing, Transition::Close { at: now, ending: Ending::Referred })?;
        let Checked { to, reach, text } = checked(caller, referral)?;
        let mut outcome = self.ending(tx, ticket, Ending::Referred, now).await?;
        self.free_merged(tx, caller, ticket, now).await?;
        // The letter and the page of the asker say the same, in one text.
        let words = format!("{text}\n\n{to}\n{reach}");
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let says = Says::StatusChange(StatusChange { to: Status::Referred { to: &to, words: &words }, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        outcome.message = Some(self.message(caller, ticket, MessageKind::Notice, &words, now));
        outcome.change.reindex = true;
        outcome.event(TicketEvent::Referred { to });
        self.finish_change(caller, open, outcome).await
    }
}

/// Everything that is wrong with it at once.
fn checked(caller: &Caller, referral: Referral<'_>) -> Result<Checked, Complaints> {
    let mut complaints = Complaints::default();
    let mut line =
        |path, typed, missing| take_text(&mut complaints, path, typed, Shape::Name, DESK_MAX, missing, caller.numbers);
    let to = line("to", referral.to, "Vul de naam in van het andere loket.");
    let reach = line("reach", referral.reach, "Vul in hoe de vraagsteller het andere loket bereikt.");
    let text = checked_text(caller, "text", referral.text, "Schrijf de vraagsteller waarom u doorverwijst.");
    let text = text.unwrap_or_else(|wrong| {
        complaints.0.extend(wrong.0);
        String::new()
    });
    complaints.or(|| Checked { to, reach, text })
}
