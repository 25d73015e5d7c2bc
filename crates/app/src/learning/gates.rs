//! Gates on offer (thresholds): what may be promised of one, and what it then leaves to a lead.

use routing::{Reliability, StandardGate};

/// From so many of its own questions a desk is measured on those: on fewer, one in twenty is a matter of luck.
const MEASURED_FROM: u32 = 200;

/// Gates that keep a promise, and where that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct GateOffers {
    /// On how many questions.
    pub measured_on: u32,
    /// Whose questions these were.
    pub measured_at: MeasuredAt,
    /// The strictest first; a promise that cannot be kept is left out.
    pub offers: Vec<GateOffer>,
}

/// Whose questions something was measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasuredAt {
    /// Those of this desk that experts confirmed or corrected.
    ThisDesk,
    /// Those that come with the program: this desk has too few yet.
    TheProgram,
}

/// "At most one in so many wrong", and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateOffer {
    /// One in so many.
    pub one_wrong_in: u32,
    /// The certainty it takes, in thousandths, rounded up to whole percents.
    pub assign_from: i32,
    /// Of a hundred questions, how many then wait for a lead.
    pub left_to_a_lead: u32,
}

impl GateOffers {
    /// On the desk's own questions when there are enough, else on the program's.
    pub(crate) fn of(own: &Reliability) -> Self {
        if own.asked() < MEASURED_FROM {
            let offer = |gate: &StandardGate| GateOffer {
                one_wrong_in: gate.one_wrong_in,
                assign_from: gate.from_percent * 10,
                left_to_a_lead: 100 - gate.assigned_percent,
            };
            return Self {
                measured_on: StandardGate::MEASURED_ON,
                measured_at: MeasuredAt::TheProgram,
                offers: StandardGate::ALL.iter().map(offer).collect(),
            };
        }
        let offer = |many: u32| {
            let from_percent = (own.at_most_one_wrong_in(many)?.from * 100.0).ceil() as i32;
            let assigned = own.at(from_percent as f32 / 100.0).assigned;
            Some(GateOffer {
                one_wrong_in: many,
                assign_from: from_percent * 10,
                left_to_a_lead: 100 - 100 * assigned / own.asked(),
            })
        };
        Self {
            measured_on: own.asked(),
            measured_at: MeasuredAt::ThisDesk,
            offers: StandardGate::ALL.iter().filter_map(|gate| offer(gate.one_wrong_in)).collect(),
        }
    }
}
