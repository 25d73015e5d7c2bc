//! What experts know, where they work, how much time they have: changed by a lead, after seeing what it would do.

use crate::learning::replay::Replay;
use crate::policy::{self, Action};
use crate::{App, Caller, Picture, Refusal, ledger, secrets};
use domain::{
    Complaints, Coverage, DecisionCause, DeskEvent, Expert, Expertise, PersonId, RosterChange, Ticket, WorkingDays,
    amsterdam_day, quoted,
};
use serde_json::json;

/// An expert's profile as a lead wants it; absences are planned apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertProfile {
    /// Topics and levels.
    pub expertise: Vec<Expertise>,
    /// Where.
    pub coverage: Vec<Coverage>,
    /// Languages besides Dutch.
    pub languages: Vec<String>,
    /// Working time a week for the desk, in hours; none when what was typed is no number.
    pub weekly_hours: Option<i32>,
    /// On which days.
    pub working_days: WorkingDays,
}

impl App {
    /// What the last twelve months would have looked like with this profile: who gets more, what becomes uncovered,
    /// how many decisions change.
    pub async fn replay_expert_change(
        &self,
        caller: &Caller,
        expert: PersonId,
        profile: &ExpertProfile,
    ) -> Result<Replay, Refusal> {
        policy::check(&caller.actor, Action::ManageExperts)?;
        let changed = changed_expert(&self.picture(), expert, profile)?;
        self.replay(changed).await
    }

    /// Changes an expert; absences stay as they are. Open questions for which the right topic or region was lost go to
    /// somebody else. With the fingerprint of the profile that was [`seen`](ExpertProfile::fingerprint), a change that
    /// somebody else made meanwhile is a conflict, and not overwritten.
    pub async fn change_expert(
        &self,
        caller: &Caller,
        expert: PersonId,
        profile: &ExpertProfile,
        seen: Option<&str>,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageExperts)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        store::experts::hold(&tx, expert).await?;
        let picture = self.picture_at(&tx, store::versions::current(&tx).await?).await?;
        let changed = changed_expert(&picture, expert, profile)?;
        let before = picture.expert(expert);
        if before.zip(seen).is_some_and(|(before, seen)| ExpertProfile::of(before).fingerprint() != seen) {
            return Err(Refusal::Conflict(
                "Iemand anders wijzigde dit profiel, terwijl u het bekeek. Kijk wat er nu staat en bewaar het daarna."
                    .to_owned(),
            ));
        }
        store::experts::save_profile(&tx, &changed).await?;
        if let Some(person) = picture.people.get(&expert) {
            // What is theirs they may read whatever they know; it goes below, with its letters.
            self.recall_from(&tx, person, now).await?;
        }
        let profile = RosterChange::Profile { expert, before: json!(before), after: json!(changed) };
        ledger::write_at_desk(&tx, caller, DeskEvent::RosterChanged(profile), now).await?;
        tx.commit().await?;
        self.reload().await?;
        for ticket in store::tickets::open_of(&self.store, expert).await? {
            if !still_fits(&changed, &ticket, &self.picture(), amsterdam_day(now)) {
                self.move_on(caller, &ticket, DecisionCause::RosterChanged).await?;
            }
        }
        Ok(())
    }
}

impl ExpertProfile {
    /// The profile of an expert as it stands.
    pub fn of(expert: &Expert) -> Self {
        Self {
            expertise: expert.expertise.clone(),
            coverage: expert.coverage.clone(),
            languages: expert.languages.clone(),
            weekly_hours: Some(expert.weekly_minutes / 60),
            working_days: expert.working_days,
        }
    }

    /// Says whether two profiles are the same, whatever the order in which they were read.
    pub fn fingerprint(&self) -> String {
        let topics = self.expertise.iter().map(|known| json!(known).to_string());
        let places = self.coverage.iter().map(|place| json!(place).to_string());
        let mut parts: Vec<String> = topics.chain(places).chain(self.languages.iter().cloned()).collect();
        parts.sort_unstable();
        let all = format!("{} {} {}", parts.join("|"), json!(self.weekly_hours), self.working_days.0);
        secrets::hash(&all).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The expert with the profile, or every complaint about it.
fn changed_expert(picture: &Picture, expert: PersonId, profile: &ExpertProfile) -> Result<Expert, Refusal> {
    let before = picture.expert(expert).ok_or(Refusal::Hidden)?;
    let mut complaints = Complaints::default();
    let known = profile.expertise.iter().map(|known| &known.topic);
    picture.taxonomy.complain_of_unknown(&mut complaints, "expertise", known);
    for place in &profile.coverage {
        if let Coverage::Region(region) = place
            && !picture.geography.regions.contains_key(region)
        {
            complaints.add("coverage", "UNKNOWN", format!("Wij kennen de regio {} niet.", quoted(&region.code)));
        }
    }
    let weekly_hours = profile.weekly_hours.filter(|hours| (0..=40).contains(hours));
    if weekly_hours.is_none() {
        complaints.add("weeklyHours", "OUT_OF_RANGE", "Kies 0 tot en met 40 uur per week.");
    }
    if profile.working_days.0 & 0b111_1111 == 0 && profile.weekly_hours.is_some_and(|hours| hours > 0) {
        complaints.add("workingDays", "REQUIRED", "Kies minstens een werkdag.");
    }
    complaints.or(|| ())?;
    Ok(Expert {
        expertise: profile.expertise.clone(),
        coverage: profile.coverage.clone(),
        languages: profile.languages.clone(),
        weekly_minutes: weekly_hours.unwrap_or_default() * 60,
        working_days: profile.working_days,
        ..before.clone()
    })
}

/// Does the expert still know one of its topics, and still work where it comes from? A question about nothing known,
/// or from nowhere in particular, fits everybody.
fn still_fits(expert: &Expert, ticket: &Ticket, picture: &Picture, today: chrono::NaiveDate) -> bool {
    let knows = ticket.topics.is_empty()
        || ticket.topics.iter().any(|topic| expert.expertise.iter().any(|known| known.topic == topic.key));
    let regions = picture.geography.regions_of(&ticket.place, today);
    let works_there = regions.is_empty()
        || expert.coverage.contains(&Coverage::National)
        || regions.iter().any(|(region, _)| expert.coverage.contains(&Coverage::Region(region.clone())));
    knows && works_there
}
