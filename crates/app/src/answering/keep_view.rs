//! Keeping a list to look at again (saved views), for oneself or for everybody.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Complaints, Shape, take_text};
use store::views::{ShownTo, View};
use uuid::Uuid;

/// Most that one person keeps.
const MOST: u64 = 30;
/// Longest name and address, in characters.
const NAME_MAX: usize = 60;
const QUERY_MAX: usize = 1_000;

impl App {
    /// What the caller kept, and what leads shared, by name.
    pub async fn list_views(&self, caller: &Caller) -> Result<Vec<View>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        match caller.actor.person() {
            Some(person) => Ok(store::views::of(&self.store, person).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Keeps a list by its name and its address, with the words that are looked for in it; leads may share it. Nothing about
    /// questions changes.
    pub async fn keep_view(
        &self,
        caller: &Caller,
        name: &str,
        (query, words): (&str, &str),
        seen: ShownTo,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        if seen == ShownTo::Everybody {
            policy::check(&caller.actor, Action::Triage)?;
        }
        let person = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let mut complaints = Complaints::default();
        let missing = "Geef de weergave een naam.";
        let name = take_text(&mut complaints, "naam", name, Shape::Line, NAME_MAX, missing, caller.numbers);
        // In an address a sign may be three, which hides a number.
        for text in [words, query].into_iter().filter(|text| !text.trim().is_empty()) {
            take_text(&mut complaints, "lijst", text, Shape::Line, QUERY_MAX, missing, caller.numbers);
        }
        complaints.or(|| ())?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if store::views::count_of(&tx, person).await? >= MOST {
            tx.rollback().await?;
            let full = format!("U bewaart al {MOST} weergaven. Haal er eerst een weg.");
            return Err(Complaints::one("naam", "TOO_MANY", full).into());
        }
        let view = View { id: self.ids.uuid(now), person, name, query: query.to_owned(), seen, kept_at: now };
        store::views::insert(&tx, &view).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets a list: one's own; and for leads, one that is shared.
    pub async fn drop_view(&self, caller: &Caller, id: Uuid) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let view = store::views::find(&self.store, id).await?.ok_or(Refusal::Hidden)?;
        if Some(view.person) != caller.actor.person() {
            let may = view.seen == ShownTo::Everybody && policy::check(&caller.actor, Action::Triage).is_ok();
            if !may {
                return Err(Refusal::Hidden);
            }
        }
        let tx = self.store.write().await?;
        store::views::delete(&tx, id).await?;
        tx.commit().await?;
        Ok(())
    }
}
