//! A lead says what is the matter with a topic that rises (acknowledgement): kept, and shown with it afterwards.

use crate::figures::read_trends::too_long;
use crate::figures::report::Rising;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{Complaints, DeskEvent, RiseNote, Shape, TopicKey, take_text};
use store::{Reads, TicketFilter};

/// Longest note, in characters.
const NOTE_MAX: usize = 500;
/// How many are read: those of a year, and more.
const READ: u64 = 100;

impl App {
    /// Writes a note with a topic that rises now.
    pub async fn note_rise(&self, caller: &Caller, topic: &TopicKey, note: &str) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::NoteRises)?;
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let mut complaints = Complaints::default();
        let missing = "Schrijf wat er aan de hand is, of dat u ernaar kijkt.";
        let note = take_text(&mut complaints, "note", note, Shape::Prose, NOTE_MAX, missing, caller.numbers);
        let note = complaints.or(|| note)?;
        let rising = {
            let _turn = self.turn().await?;
            self.rising(&self.store.figures().await?, &TicketFilter::default(), None).await.map_err(too_long)?
        };
        let Some(rise) = rising.into_iter().find(|rising| rising.topic == *topic) else {
            return Err(Complaints::one("note", "NOT_RISING", "Dit onderwerp stijgt nu niet meer.").into());
        };
        let at = self.clock.now();
        let note = RiseNote { topic: rise.topic, since: rise.since, note, by, at };
        let tx = self.store.write().await?;
        store::rise_notes::insert(&tx, self.ids.uuid(at), &note).await?;
        let event = DeskEvent::RiseNoted { topic: note.topic, since: note.since };
        ledger::write_at_desk(&tx, caller, event, at).await?;
        Ok(tx.commit().await?)
    }

    /// A topic: how it rises, if it does, and what was written with it.
    pub async fn read_rise(
        &self,
        caller: &Caller,
        topic: &TopicKey,
    ) -> Result<(Option<Rising>, Vec<RiseNote>), Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        if self.picture().taxonomy.get(topic).is_none() {
            return Err(Refusal::Hidden);
        }
        let _turn = self.turn().await?;
        let reads = self.store.figures().await?;
        let rising = self.rising(&reads, &TicketFilter::default(), None).await.map_err(too_long)?;
        let mut notes = self.rise_notes(&reads).await?;
        notes.retain(|note| note.topic == *topic);
        Ok((rising.into_iter().find(|rising| rising.topic == *topic), notes))
    }

    /// The newest notes, newest first.
    pub(crate) async fn rise_notes(&self, reads: &impl Reads) -> Result<Vec<RiseNote>, Refusal> {
        Ok(store::rise_notes::newest(reads, READ).await?)
    }
}
