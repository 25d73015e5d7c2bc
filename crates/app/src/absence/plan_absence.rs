//! Holidays, sickness and who takes over.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::NaiveDate;
use domain::{Absence, Complaints, Coverage, DeskEvent, Expert, PersonId, RosterChange, amsterdam_day, is_known_day};
use store::Tx;

/// Topics and places that would have nobody while an expert is away; in Dutch, fit to show.
pub type Uncovered = Vec<String>;

/// What to do about topics and places that would have nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gaps {
    /// Say so, and plan nothing.
    AskFirst,
    /// Whoever plans it knows.
    Accepted,
}

impl App {
    /// Plans an absence, both days included. When nobody else covers some of the expert's topics in some of their
    /// regions, that is said first, unless it was accepted. An absence that begins today takes effect with
    /// the next sweep.
    pub async fn plan_absence(
        &self,
        caller: &Caller,
        expert: PersonId,
        absence: Absence,
        gaps: Gaps,
    ) -> Result<Uncovered, Refusal> {
        policy::check(&caller.actor, Action::PlanAbsence(expert))?;
        let tx = self.store.write().await?;
        store::experts::hold(&tx, expert).await?;
        let picture = self.picture_at(&tx, store::versions::current(&tx).await?).await?;
        let profile = picture.expert(expert).ok_or(Refusal::Hidden)?;
        let mut complaints = Complaints::default();
        for (path, day) in [("from", absence.from), ("to", absence.to)] {
            if !is_known_day(day) {
                complaints.add(path, "OUT_OF_RANGE", "Kies een dag in deze eeuw.");
            }
        }
        if absence.to < absence.from {
            complaints.add("to", "OUT_OF_RANGE", "De laatste dag ligt voor de eerste.");
        }
        if absence.to < amsterdam_day(self.clock.now()) {
            complaints.add("to", "OUT_OF_RANGE", "Deze afwezigheid is al voorbij.");
        }
        if let Some(cover) = absence.cover
            && (cover == expert || picture.expert(cover).is_none())
        {
            complaints.add("cover", "UNKNOWN", "Kies een andere deskundige als waarnemer.");
        }
        let overlaps = |other: &Absence| other.period().overlaps(absence.period());
        if profile.absences.iter().any(overlaps) {
            complaints.add("from", "OVERLAPS", "In deze dagen staat al een afwezigheid.");
        }
        complaints.or(|| ())?;
        let uncovered = uncovered(profile, picture.roster.experts(), &absence, &picture);
        if !uncovered.is_empty() && gaps == Gaps::AskFirst {
            return Ok(uncovered);
        }
        store::experts::add_absence(&tx, expert, &absence).await?;
        self.roster_changed(tx, caller, RosterChange::Away { expert, away: absence }).await?;
        Ok(Vec::new())
    }

    /// Ends an absence early, or takes it back: from today on the expert is there.
    pub async fn cancel_absence(&self, caller: &Caller, expert: PersonId, from: NaiveDate) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::PlanAbsence(expert))?;
        let tx = self.store.write().await?;
        store::experts::hold(&tx, expert).await?;
        if !store::experts::remove_absence(&tx, expert, from).await? {
            return Err(Refusal::Hidden);
        }
        self.roster_changed(tx, caller, RosterChange::Back { expert, back: from }).await
    }

    async fn roster_changed(&self, tx: Tx, caller: &Caller, change: RosterChange) -> Result<(), Refusal> {
        ledger::write_at_desk(&tx, caller, DeskEvent::RosterChanged(change), self.clock.now()).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }
}

/// Each topic and place of this expert that nobody else covers on every day of the absence.
fn uncovered(away: &Expert, experts: &[Expert], absence: &Absence, picture: &crate::Picture) -> Uncovered {
    let others: Vec<&Expert> = experts
        .iter()
        .filter(|other| other.id != away.id && other.weekly_minutes > 0)
        .filter(|other| !other.absences.iter().any(|theirs| theirs.period().overlaps(absence.period())))
        .collect();
    let mut found = Vec::new();
    for known in &away.expertise {
        for place in &away.coverage {
            let covered = others.iter().any(|other| {
                other.expertise.iter().any(|theirs| theirs.topic == known.topic)
                    && (other.coverage.contains(place) || other.coverage.contains(&Coverage::National))
            });
            if !covered {
                let place = match place {
                    Coverage::National => "heel Nederland",
                    Coverage::Region(region) => picture.geography.region_name(region),
                };
                found.push(format!("{} in {place}", picture.taxonomy.label(&known.topic)));
            }
        }
    }
    found
}
