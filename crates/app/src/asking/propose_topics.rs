//! What a text seems to be about, for whoever is writing it.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Topic, TopicKey, amsterdam_day};
use routing::Proposal;

/// How many proposals per axis.
const MOST: usize = 3;
/// How sure the desk must be to propose a topic that it would not set by itself.
const WORTH_ASKING: f32 = 0.15;

impl App {
    /// Topics to tick or to leave, themes first, likeliest first. Nothing is stored.
    pub async fn propose_topics(&self, caller: &Caller, subject: &str, body: &str) -> Result<Vec<Topic>, Refusal> {
        policy::check(&caller.actor, Action::ReadReference)?;
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        picture.make_model().await?;
        let found = picture.classify(subject, body, today);
        let worth = |proposal: &&Proposal| {
            proposal.key.as_str() != TopicKey::GENERAL && (proposal.chosen || proposal.confidence > WORTH_ASKING)
        };
        let axis = |proposals: &[Proposal]| {
            let known =
                proposals.iter().filter(worth).filter_map(|proposal| picture.taxonomy.current(&proposal.key, today));
            known.take(MOST).cloned().collect::<Vec<_>>()
        };
        Ok([axis(&found.themes), axis(&found.groups)].concat())
    }
}
