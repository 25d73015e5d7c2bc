//! Everything that the desk holds of one address, as a text that its owner can read (data subject access).

use crate::keeping::requests::{as_sent, checked_address};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{Complaints, DeskEvent, MessageId, Ticket, TicketId, counted, moment_in_words, size_in_words};
use std::fmt::Write as _;
use store::{Scope, retention};

/// Most messages of one question that are written down: far more than one ever had.
const MOST: u32 = 10_000;

impl App {
    /// Writes down everything that the desk holds of this address. That it was asked for stands in the log.
    pub async fn all_held_of(&self, caller: &Caller, email: &str) -> Result<String, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        let mut complaints = Complaints::default();
        let key = checked_address(&mut complaints, email);
        let key = complaints.or(|| key)?;
        let theirs = retention::questions_of(&self.store, &key).await?;
        let mut text = format!(
            "Alles wat het loket bewaart van {key}\nOp {}\n\n{}\n",
            moment_in_words(self.clock.now()),
            counted(theirs.len(), "vraag", "vragen"),
        );
        for id in &theirs {
            self.write_question(&mut text, *id).await?;
        }
        self.write_elsewhere(&mut text, &key, &theirs).await?;
        let tx = self.store.write().await?;
        let questions = i32::try_from(theirs.len()).unwrap_or(i32::MAX);
        ledger::write_at_desk(&tx, caller, DeskEvent::AccessGiven { questions }, self.clock.now()).await?;
        tx.commit().await?;
        Ok(text)
    }

    async fn write_question(&self, text: &mut String, id: TicketId) -> Result<(), Refusal> {
        let Some(ticket) = store::tickets::find(&self.store, id, &Scope::Everything).await? else { return Ok(()) };
        write_facts(text, &ticket, &self.picture());
        let (messages, _) =
            store::messages::page(&self.store, id, store::messages::Shown::WithNotes, MOST, None).await?;
        let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
        let files = store::attachments::of_messages(&self.store, &ids).await?;
        for message in &messages {
            let (kind, at) = (message.kind.label(), moment_in_words(message.sent_at));
            line(text, format_args!("\n[{kind}] {} op {at}\n{}", message.author_name, message.body));
            for file in files.iter().filter(|attached| attached.message == message.id) {
                line(text, format_args!("Bijlage: {} ({})", file.file.name, size_in_words(file.file.bytes)));
            }
        }
        for draft in store::drafts::of(&self.store, id).await? {
            let (who, what) = (self.picture().name(draft.person).to_owned(), draft.kind.label());
            line(text, format_args!("\n[Concept] {who} schrijft {what}\n{}", draft.body));
        }
        for asked in store::invitations::of(&self.store, id).await? {
            let who = self.picture().name(asked.person).to_owned();
            line(text, format_args!("\nGevraagd mee te denken: {who}. {}", asked.asks));
        }
        for (job, state) in store::jobs::kept_of_ticket(&self.store, id).await? {
            let state = match state.as_str() {
                "dead" => "kon niet worden bezorgd",
                "done" => "is verstuurd, en wordt nog even bewaard",
                _ => "wacht op bezorging",
            };
            line(
                text,
                format_args!(
                    "\n[Brief aan {}, {state}] {}\n{}",
                    job.letter.to_email, job.letter.subject, job.letter.body
                ),
            );
        }
        for mail in store::incoming::of_ticket(&self.store, id, MOST.into()).await? {
            let Some(read) = &mail.read else { continue };
            let (state, at) = (mail.state.label(), moment_in_words(mail.received_at));
            line(
                text,
                format_args!("\n[E-mail van {}, {state}] {} op {at}\n{}", read.from_email, read.subject, read.text),
            );
            line(text, format_args!("{}\nAangehaald: {}", mail.remarks, read.tail));
        }
        for decided in store::decisions::of_ticket(&self.store, id).await? {
            line(text, format_args!("\n[Toewijzing] {}", decided.decision.summary));
        }
        for (person, reason) in store::tickets::reasons_of_declines(&self.store, id).await? {
            let who = self.picture().name(person).to_owned();
            line(text, format_args!("\n[Doorgegeven] {who}: {reason}"));
        }
        if let Some(hold) = store::holds::of(&self.store, id).await? {
            line(text, format_args!("\nDeze vraag wordt vastgehouden: {}", hold.reason));
        }
        line(text, format_args!("\nWat er gebeurde:"));
        for event in store::events::of_ticket(&self.store, id).await? {
            line(
                text,
                format_args!("- {}: {} {}", moment_in_words(event.at), event.kind().label(), particulars(&event)),
            );
        }
        Ok(())
    }

    async fn write_elsewhere(&self, text: &mut String, key: &str, theirs: &[TicketId]) -> Result<(), Refusal> {
        line(text, format_args!("\n\nElders"));
        for (table, count) in retention::count_elsewhere(&self.store, key, &as_sent(key)).await? {
            let what = match table {
                "incoming" => "E-mail van dit adres die nog bewaard wordt, of waarin het staat",
                "jobs" => "Brieven aan dit adres die nog bewaard worden",
                "link_requests" => "Aanvragen van een link die nog wachten",
                "kept_forms" => "Formulieren van medewerkers waarin dit adres staat, en die binnen een dag verdwijnen",
                _ => "Bewaarde lijsten van medewerkers waarin dit adres staat",
            };
            line(text, format_args!("{what}: {count}"));
        }
        for (ticket, _, body) in retention::mentions_of(&self.store, key).await? {
            if !theirs.contains(&ticket) {
                line(text, format_args!("\nIn een vraag van iemand anders staat dit adres:\n{}", around(&body, key)));
            }
        }
        Ok(())
    }
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a text never fails.
    let _ = writeln!(text, "{what}");
}

fn write_facts(text: &mut String, ticket: &Ticket, picture: &crate::Picture) {
    line(text, format_args!("\n\nVraag {}: {}", ticket.reference, ticket.subject));
    line(text, format_args!("Ontvangen: {}", moment_in_words(ticket.received_at)));
    line(text, format_args!("Status: {}", ticket.standing.label()));
    line(text, format_args!("Naam: {}\nE-mail: {}", ticket.contact.name, ticket.contact.email));
    line(text, format_args!("Telefoon: {}", ticket.contact.phone.as_deref().unwrap_or("niet gegeven")));
    line(text, format_args!("Organisatie: {} ({})", ticket.organisation_name, ticket.organisation_kind.label()));
    if let Some(works_for) = &ticket.works_for {
        line(text, format_args!("Werkt voor: {works_for}"));
    }
    line(text, format_args!("Plaatsen: {}", picture.geography.places_in_full(ticket.places())));
    let topics: Vec<&str> = ticket.topics.iter().map(|topic| picture.taxonomy.label(&topic.key)).collect();
    line(text, format_args!("Onderwerpen: {}", topics.join(", ")));
    line(text, format_args!("Waarom deze deskundige: {}", ticket.routing_summary));
}

/// What people typed stands in the particulars; they are short.
fn particulars(event: &domain::Event) -> String {
    event
        .detail()
        .map(
            |detail| {
                if detail.as_object().is_some_and(serde_json::Map::is_empty) {
                    String::new()
                } else {
                    detail.to_string()
                }
            },
        )
        .unwrap_or_default()
}

/// The line that holds it, and no other words of whoever wrote it.
fn around(body: &str, key: &str) -> String {
    body.lines().filter(|line| line.to_lowercase().contains(key)).collect::<Vec<_>>().join("\n")
}
