//! What would happen to a question, without storing anything.

use crate::assigning::staffing::EFFORT_MINUTES;
use crate::assigning::subject::{Gate, Likeness, Subject};
use crate::assigning::topics_of::topics_of;
use crate::policy::{self, Action};
use crate::promises::counting;
use crate::{App, Caller, Refusal};
use domain::{Axis, Complaints, Decision, FilledIn, Numbers, OrganisationDraft, TopicKey, amsterdam_day};

impl App {
    /// Who would get this question now, and why.
    pub async fn preview_routing(
        &self,
        caller: &Caller,
        subject: &str,
        body: &str,
        organisation: &OrganisationDraft,
        groups: &[TopicKey],
        themes: &[TopicKey],
    ) -> Result<Decision, Refusal> {
        policy::check(&caller.actor, Action::PreviewRouting)?;
        let now = self.clock.now();
        let picture = self.picture();
        let today = amsterdam_day(now);
        let mut complaints = Complaints::default();
        // Nothing of it is stored.
        let asking =
            organisation.check(&mut complaints, &picture.geography, today, Numbers::Explained, FilledIn::ByDesk);
        picture.taxonomy.known(&mut complaints, "groups", groups.iter().cloned(), Axis::Group, today);
        picture.taxonomy.known(&mut complaints, "themes", themes.iter().cloned(), Axis::Theme, today);
        complaints.or(|| ())?;
        picture.make_model().await?;
        let classification = picture.classify(subject, body, today);
        let topics = topics_of(groups, themes, &classification);
        let staffing = self.staffing(&self.store).await?;
        Ok(self.decide(
            &Subject {
                topics: &topics,
                places: std::iter::once(&asking.place).chain(&asking.also).collect(),
                language: classification.language.as_str(),
                organisation: None,
                effort_minutes: EFFORT_MINUTES,
                received_at: now,
                answer_due_at: counting::on_receipt(now, &picture.promises).answer.due_at,
                declined_by: Vec::new(),
                conflicts: Vec::new(),
                known_experts: Vec::new(),
                gate: Gate::on_receipt(classification.out_of_scope.flag && themes.is_empty(), &staffing.picture),
                likeness: Likeness::of(&classification),
            },
            &staffing,
            now,
        ))
    }
}
