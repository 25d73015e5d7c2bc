//! Somebody of the desk chooses how they get their letters (notification preferences).

use crate::figures::weekly_letter::{is_begun, week_of};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{LetterPace, LetterWishes};

impl App {
    /// What the caller chose.
    pub async fn own_letters(&self, caller: &Caller) -> Result<LetterWishes, Refusal> {
        policy::check(&caller.actor, Action::OwnAccount)?;
        let person = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        self.refresh().await?;
        Ok(self.picture().wishes.get(&person).copied().unwrap_or_default())
    }

    /// Chooses. Whoever wants letters at once from now on gets at once what was gathered for them.
    pub async fn choose_letters(&self, caller: &Caller, wishes: LetterWishes) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::OwnAccount)?;
        let person = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let now = self.clock.now();
        // Whoever chooses them on a Wednesday gets those of this week first.
        let begun = is_begun(&self.picture(), now).then(|| week_of(now));
        let tx = self.store.write().await?;
        store::letter_wishes::keep(&tx, person, wishes, begun).await?;
        if wishes.pace == LetterPace::AtOnce {
            store::jobs::release(&tx, person, now).await?;
        }
        tx.commit().await?;
        self.reload().await?;
        self.wake_worker();
        Ok(())
    }
}
