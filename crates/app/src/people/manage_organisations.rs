//! Organisations as an administrator keeps them (register, deduplication): which names may be told, and which are one.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Complaints, DeskEvent, FilledIn, OrganisationChange, OrganisationDraft, OrganisationId, amsterdam_day, fold,
};
use store::organisations_kept::{self, Asked, Hanging, Known, Listed};

/// Most organisations on one page.
const SHOWN: u64 = 50;

/// A page of organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationPage {
    /// By name.
    pub organisations: Vec<Listed>,
    /// More behind these?
    pub has_next: bool,
}

/// What would move if one organisation became another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// Whose name becomes another name.
    pub gone: Listed,
    /// Of which.
    pub stays: Listed,
    /// What moves.
    pub moves: Hanging,
}

impl App {
    /// Organisations that asked something, by their name; only those that were confirmed, or only those that were typed, where
    /// that is asked.
    pub async fn list_organisations(
        &self,
        caller: &Caller,
        text: &str,
        known: Known,
        after: Option<OrganisationId>,
    ) -> Result<OrganisationPage, Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        let asked = Asked { text: fold(text), known, after };
        let mut organisations = organisations_kept::list(&self.store, &asked, SHOWN + 1).await?;
        let has_next = organisations.len() as u64 > SHOWN;
        organisations.truncate(SHOWN as usize);
        Ok(OrganisationPage { organisations, has_next })
    }

    /// One of them; of one that became another, that other.
    pub async fn read_organisation(&self, caller: &Caller, id: OrganisationId) -> Result<Listed, Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        let stays = organisations_kept::other_name_of(&self.store, id).await?.unwrap_or(id);
        organisations_kept::find(&self.store, stays).await?.ok_or(Refusal::Hidden)
    }

    /// Says that its name is no secret of anybody: from now on it is suggested to strangers. Confirming it again changes nothing.
    pub async fn confirm_organisation(&self, caller: &Caller, id: OrganisationId) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        organisations_kept::hold(&tx, &[id]).await?;
        let known = organisations_kept::find(&tx, id).await?.ok_or(Refusal::Hidden)?;
        if known.is_confirmed {
            return Ok(());
        }
        organisations_kept::confirm(&tx, id, by, now).await?;
        let what = DeskEvent::OrganisationsChanged(OrganisationChange::Confirmed { confirmed: id });
        ledger::write_at_desk(&tx, caller, what, now).await?;
        Ok(tx.commit().await?)
    }

    /// Calls it otherwise, or says where it is: a municipality, a region, or nowhere in particular. Its kind stays. The place of
    /// its questions stays as it was said.
    pub async fn rename_organisation(
        &self,
        caller: &Caller,
        id: OrganisationId,
        name: &str,
        places: &[String],
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        organisations_kept::hold(&tx, &[id]).await?;
        let known = organisations_kept::find(&tx, id).await?.ok_or(Refusal::Hidden)?.organisation;
        let typed = OrganisationDraft {
            kind: Some(known.kind),
            name: name.to_owned(),
            places: Some(places.to_vec()),
            ..OrganisationDraft::default()
        };
        let mut complaints = Complaints::default();
        let (picture, today) = (self.picture(), amsterdam_day(now));
        let asks = typed.check(&mut complaints, &picture.geography, today, caller.numbers, FilledIn::ByDesk);
        if !asks.also.is_empty() {
            complaints.add("organisation.places", "TOO_MANY", "Vul niet meer dan een plaats in.");
        }
        complaints.or(|| ())?;
        let named = asks.seated();
        match organisations_kept::called(&tx, &named).await? {
            Some(other) if other != id => {
                let taken = "Er is al een organisatie met deze naam. Voeg de twee samen.";
                return Err(Complaints::one("organisation.name", "TAKEN", taken).into());
            }
            Some(_) | None => {}
        }
        organisations_kept::rename(&tx, id, &named).await?;
        let what = DeskEvent::OrganisationsChanged(OrganisationChange::Renamed { renamed: id });
        ledger::write_at_desk(&tx, caller, what, now).await?;
        Ok(tx.commit().await?)
    }

    /// What would move if this organisation became that one.
    pub async fn preview_merge(
        &self,
        caller: &Caller,
        gone: OrganisationId,
        stays: OrganisationId,
    ) -> Result<Merging, Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        two(gone, stays)?;
        let read = async |id| organisations_kept::find(&self.store, id).await?.ok_or(Refusal::Hidden);
        let moves = organisations_kept::hanging(&self.store, gone).await?;
        Ok(Merging { gone: read(gone).await?, stays: read(stays).await?, moves })
    }

    /// Makes one organisation of two: everything that hangs on `gone` hangs on `stays` from now on, whose kind its questions
    /// have; whoever types the name of `gone` again is `stays`. It cannot be undone. An expert with a conflict of interest
    /// with what they are together loses its questions.
    pub async fn merge_organisations(
        &self,
        caller: &Caller,
        gone: OrganisationId,
        stays: OrganisationId,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        two(gone, stays)?;
        let tx = self.store.write().await?;
        organisations_kept::hold_to_merge(&tx, gone, stays).await?;
        for id in [gone, stays] {
            organisations_kept::find(&tx, id).await?.ok_or(Refusal::Hidden)?;
        }
        let moves = organisations_kept::hanging(&tx, gone).await?;
        store::organisations_merged::merge(&tx, gone, stays).await?;
        let what = DeskEvent::OrganisationsChanged(OrganisationChange::Merged {
            merged: gone,
            into: stays,
            questions: moves.questions,
            domains: moves.domains,
            conflicts: moves.conflicts,
        });
        ledger::write_at_desk(&tx, caller, what, self.clock.now()).await?;
        tx.commit().await?;
        self.take_from_conflicted(caller).await
    }
}

fn two(gone: OrganisationId, stays: OrganisationId) -> Result<(), Complaints> {
    if gone == stays {
        return Err(Complaints::one("stays", "INVALID", "Kies een andere organisatie: dit is dezelfde."));
    }
    Ok(())
}
