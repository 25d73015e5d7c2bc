//! Who may have which question (eligibility, conflict of interest): one answer for every path that gives it to somebody.

use crate::{App, Picture, Refusal};
use domain::{Complaints, PersonId, Ticket};
use store::Reads;

/// Why somebody may not have a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barred {
    /// They answer no questions.
    NoExpert,
    /// They have a conflict of interest with the organisation that asks.
    Conflict,
}

impl Barred {
    /// As a complaint about the expert who was named.
    pub(crate) fn complaint(self) -> Complaints {
        match self {
            Self::NoExpert => Complaints::one("expertId", "UNKNOWN", "Kies een deskundige die vragen kan krijgen."),
            Self::Conflict => Complaints::one(
                "expertId",
                "CONFLICT_OF_INTEREST",
                "Deze deskundige heeft een belangenconflict met deze organisatie. Kies iemand anders.",
            ),
        }
    }
}

impl App {
    /// May this expert have this question? The desk's own decisions ask the same of everybody at once, see
    /// [`App::subject_of`].
    pub(crate) async fn may_get(
        &self,
        from: &impl Reads,
        picture: &Picture,
        expert: PersonId,
        ticket: &Ticket,
    ) -> Result<Result<(), Barred>, Refusal> {
        if picture.expert(expert).is_none() {
            return Ok(Err(Barred::NoExpert));
        }
        let conflicted = store::conflicts::of(from, ticket.organisation).await?.contains(&expert);
        Ok(if conflicted { Err(Barred::Conflict) } else { Ok(()) })
    }
}
