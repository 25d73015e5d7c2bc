//! Where a ticket stands (its state), with what only that state may hold: whoever leaves it drops that.

use crate::{ClosedBecause, Ending, TicketStatus};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a ticket stands, and what it holds there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Nobody has it.
    Unassigned {
        /// Until when a lead may choose an expert before the desk does.
        choose_before: Option<DateTime<Utc>>,
        /// What was asked back before its expert let it go: the asker may still react.
        asked: Option<Asked>,
    },
    /// An expert has it.
    Assigned,
    /// An expert asked the asker something; the clock stands still.
    WaitingForAsker(Asked),
    /// An answer was sent.
    Answered {
        /// When the desk closes it by itself, if its asker says nothing.
        closes_at: Option<DateTime<Utc>>,
    },
    /// Done.
    Closed {
        /// Since when.
        at: DateTime<Utc>,
        /// How it ended.
        #[serde(default, skip_serializing_if = "Ending::is_default")]
        ending: Ending,
    },
}

/// A question back that waits for its answer (reminder and closing by term).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Since when; the latest one counts.
    pub since: DateTime<Utc>,
    /// When the asker was reminded of it.
    pub reminded_at: Option<DateTime<Utc>>,
    /// When the desk does the next thing by itself: remind the asker, or close the question. None: it does nothing.
    pub acts_at: Option<DateTime<Utc>>,
}

/// A step in the life of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// Give it to an expert.
    Assign,
    /// Take it from its expert, without another one at hand.
    Release {
        /// Until when a lead may choose another, if nobody was choosing yet.
        choose_before: DateTime<Utc>,
    },
    /// Ask the asker something.
    AskBack(Asked),
    /// Tell the asker that somebody is at work. The clock runs on.
    Interim,
    /// Answer it.
    Answer {
        /// When the desk closes it by itself, if its asker says nothing.
        closes_at: Option<DateTime<Utc>>,
    },
    /// The asker writes.
    AskerReacts,
    /// Done with it.
    Close {
        /// When.
        at: DateTime<Utc>,
        /// How it ends.
        ending: Ending,
    },
    /// Not done with it after all.
    Reopen,
}

impl Standing {
    /// In one word.
    pub fn status(self) -> TicketStatus {
        match self {
            Self::Unassigned { .. } => TicketStatus::Unassigned,
            Self::Assigned => TicketStatus::Assigned,
            Self::WaitingForAsker(_) => TicketStatus::WaitingForAsker,
            Self::Answered { .. } => TicketStatus::Answered,
            Self::Closed { .. } => TicketStatus::Closed,
        }
    }

    /// The question back that its asker did not answer yet.
    pub fn asked(self) -> Option<Asked> {
        match self {
            Self::Unassigned { asked, .. } => asked,
            Self::WaitingForAsker(asked) => Some(asked),
            Self::Assigned | Self::Answered { .. } | Self::Closed { .. } => None,
        }
    }

    /// Until when a lead may choose an expert before the desk does.
    pub fn choose_before(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Unassigned { choose_before, .. } => choose_before,
            Self::Assigned | Self::WaitingForAsker(_) | Self::Answered { .. } | Self::Closed { .. } => None,
        }
    }

    /// When it was closed, if it is.
    pub fn closed_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Closed { at, .. } => Some(at),
            Self::Unassigned { .. } | Self::Assigned | Self::WaitingForAsker(_) | Self::Answered { .. } => None,
        }
    }

    /// How it ended, if it is closed.
    pub fn ending(self) -> Option<Ending> {
        match self {
            Self::Closed { ending, .. } => Some(ending),
            Self::Unassigned { .. } | Self::Assigned | Self::WaitingForAsker(_) | Self::Answered { .. } => None,
        }
    }

    /// What people read: of a closed question also how it ended.
    pub fn label(self) -> &'static str {
        self.ending().map_or_else(|| self.status().label(), Ending::label)
    }

    /// Why somebody can close it, in the order people see it: only what can be true of a question that stands so.
    pub fn reasons_to_close(self) -> Vec<ClosedBecause> {
        let is_answered = matches!(self, Self::Answered { .. });
        let fits = |because: &ClosedBecause| match because {
            ClosedBecause::Answered => is_answered,
            ClosedBecause::Silence => self.asked().is_some(),
            _ => !is_answered,
        };
        ClosedBecause::CHOICES.into_iter().filter(fits).collect()
    }

    /// Why it is closed, when nobody says more than that it is.
    pub fn closed_without_a_word(self) -> ClosedBecause {
        if matches!(self, Self::Answered { .. }) { ClosedBecause::Answered } else { ClosedBecause::Said }
    }

    /// When the desk does something by itself, if the asker goes on saying nothing.
    pub fn acts_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Answered { closes_at } => closes_at,
            _ => self.asked()?.acts_at,
        }
    }

    /// The same, with the question back as it is now, where there is one.
    #[must_use]
    pub fn with_asked(self, now: Asked) -> Self {
        match self {
            Self::Unassigned { choose_before, asked } => Self::Unassigned { choose_before, asked: asked.map(|_| now) },
            Self::WaitingForAsker(_) => Self::WaitingForAsker(now),
            Self::Assigned | Self::Answered { .. } | Self::Closed { .. } => self,
        }
    }

    /// The same, but that the desk does something by itself at another moment, where it waits for its asker at all.
    #[must_use]
    pub fn acting_at(self, at: Option<DateTime<Utc>>) -> Self {
        match self {
            Self::Answered { .. } => Self::Answered { closes_at: at },
            _ => self.asked().map_or(self, |asked| self.with_asked(Asked { acts_at: at, ..asked })),
        }
    }

    /// Where this step leads, or why it cannot be taken from here (in Dutch).
    pub fn after(self, step: Transition) -> Result<Self, &'static str> {
        let waiting = |asked: Option<Asked>| asked.map_or(Self::Assigned, Self::WaitingForAsker);
        match (step, self) {
            (Transition::Assign, Self::Answered { .. } | Self::Closed { .. }) => {
                Err("Deze vraag is al beantwoord. Heropen de vraag eerst.")
            }
            // A question that waits for its asker goes on waiting, whoever has it.
            (Transition::Assign, open) => Ok(waiting(open.asked())),
            (Transition::Release { .. }, Self::Answered { .. } | Self::Closed { .. }) => {
                Err("Deze vraag kan nu niet terug naar de wachtrij.")
            }
            // Whoever was choosing gets no more time than they had.
            (Transition::Release { choose_before }, open) => {
                let choose_before = Some(open.choose_before().unwrap_or(choose_before));
                Ok(Self::Unassigned { choose_before, asked: open.asked() })
            }
            (Transition::AskBack(asked), Self::Assigned | Self::WaitingForAsker(_)) => Ok(Self::WaitingForAsker(asked)),
            (Transition::Interim, Self::Assigned) => Ok(Self::Assigned),
            (Transition::Interim, Self::WaitingForAsker(_)) => {
                Err("Deze vraag wacht op de vraagsteller. Stel een wedervraag of stuur het antwoord.")
            }
            (Transition::AskBack(_) | Transition::Interim, Self::Answered { .. } | Self::Closed { .. }) => {
                Err("Deze vraag is al afgerond. Heropen de vraag eerst.")
            }
            (Transition::AskBack(_) | Transition::Interim | Transition::Answer { .. }, Self::Unassigned { .. }) => {
                Err("Wijs de vraag eerst toe aan een deskundige.")
            }
            (Transition::Answer { .. }, Self::Closed { .. }) => Err("Deze vraag is gesloten. Heropen de vraag eerst."),
            (Transition::Answer { closes_at }, Self::Assigned | Self::WaitingForAsker(_) | Self::Answered { .. }) => {
                Ok(Self::Answered { closes_at })
            }
            (Transition::AskerReacts, Self::Unassigned { choose_before, .. }) => {
                Ok(Self::Unassigned { choose_before, asked: None })
            }
            // The asker comes back, to an answer as well: the desk has work again.
            (Transition::AskerReacts, _) => Ok(Self::Assigned),
            (Transition::Close { .. }, Self::Closed { .. }) => Err("Deze vraag is al gesloten."),
            (Transition::Close { ending: Ending::Referred | Ending::MergedInto(_), .. }, Self::Answered { .. }) => {
                Err("Deze vraag is al beantwoord. Heropen de vraag eerst.")
            }
            (Transition::Close { at, ending }, _) => Ok(Self::Closed { at, ending }),
            (Transition::Reopen, Self::Answered { .. } | Self::Closed { .. }) => Ok(Self::Assigned),
            (Transition::Reopen, Self::Unassigned { .. } | Self::Assigned | Self::WaitingForAsker(_)) => {
                Err("Deze vraag is nog open.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn moment() -> impl Strategy<Value = DateTime<Utc>> {
        (0..1_000_i64).prop_map(|hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours))
    }

    fn asked() -> impl Strategy<Value = Asked> {
        (moment(), prop::option::of(moment()), prop::option::of(moment()))
            .prop_map(|(since, reminded_at, acts_at)| Asked { since, reminded_at, acts_at })
    }

    fn standing() -> impl Strategy<Value = Standing> {
        prop_oneof![
            (prop::option::of(moment()), prop::option::of(asked()))
                .prop_map(|(choose_before, asked)| Standing::Unassigned { choose_before, asked }),
            Just(Standing::Assigned),
            asked().prop_map(Standing::WaitingForAsker),
            prop::option::of(moment()).prop_map(|closes_at| Standing::Answered { closes_at }),
            moment().prop_map(|at| Standing::Closed { at, ending: Ending::default() }),
        ]
    }

    fn step() -> impl Strategy<Value = Transition> {
        prop_oneof![
            Just(Transition::Assign),
            moment().prop_map(|choose_before| Transition::Release { choose_before }),
            asked().prop_map(Transition::AskBack),
            Just(Transition::Interim),
            prop::option::of(moment()).prop_map(|closes_at| Transition::Answer { closes_at }),
            Just(Transition::AskerReacts),
            (moment(), prop::sample::select(Ending::ALL.to_vec()))
                .prop_map(|(at, ending)| Transition::Close { at, ending }),
            Just(Transition::Reopen),
        ]
    }

    /// Everything a ticket holds because of where it stands.
    fn held(at: Standing) -> [Option<DateTime<Utc>>; 4] {
        [at.choose_before(), at.asked().map(|asked| asked.since), at.acts_at(), at.closed_at()]
    }

    proptest! {
        #[test]
        fn leaving_a_state_drops_what_only_that_state_may_hold(before in standing(), step in step()) {
            let Ok(after) = before.after(step) else { return Ok(()) };
            let [choose_before, asked_since, acts_at, closed_at] = held(after);
            let (from, to) = (before.status(), after.status());
            use TicketStatus::{Answered, Closed, Unassigned, WaitingForAsker};
            prop_assert!(choose_before.is_none() || to == Unassigned, "{from:?} {step:?} {after:?}");
            prop_assert!(asked_since.is_none() || matches!(to, Unassigned | WaitingForAsker), "{from:?} {step:?} {after:?}");
            prop_assert!(acts_at.is_none() || asked_since.is_some() || to == Answered, "{from:?} {step:?} {after:?}");
            prop_assert_eq!(closed_at.is_some(), to == Closed);
            prop_assert_eq!(after.ending().is_some(), to == Closed);
            // What is kept from one state to the next is the question back, and the time a lead has; nothing else.
            if let Some(since) = asked_since && !matches!(step, Transition::AskBack(_)) {
                prop_assert_eq!(before.asked().map(|asked| asked.since), Some(since));
            }
            if from == Unassigned && to != Unassigned {
                prop_assert_eq!(choose_before, None);
            }
        }

        #[test]
        fn a_question_that_was_let_go_again_gives_its_lead_no_more_time(before in standing(), at in moment(), again in moment()) {
            let Ok(once) = before.after(Transition::Release { choose_before: at }) else { return Ok(()) };
            let twice = once.after(Transition::Release { choose_before: again });
            prop_assert_eq!(twice, Ok(once));
            prop_assert_eq!(once.choose_before(), Some(before.choose_before().unwrap_or(at)));
        }

        #[test]
        fn whoever_gets_a_question_that_waits_goes_on_waiting(before in standing()) {
            let Ok(after) = before.after(Transition::Assign) else { return Ok(()) };
            prop_assert_eq!(after.asked(), before.asked());
            prop_assert_eq!(after.status() == TicketStatus::WaitingForAsker, before.asked().is_some());
        }

        #[test]
        fn another_moment_moves_nothing_else(before in standing(), at in prop::option::of(moment())) {
            let after = before.acting_at(at);
            prop_assert_eq!(after.acting_at(before.acts_at()), before);
            prop_assert_eq!(after.status(), before.status());
        }
    }

    #[test]
    fn every_step_leads_where_it_should_or_says_why_not() {
        use TicketStatus::{Answered, Assigned, Closed, Unassigned, WaitingForAsker};
        let now = DateTime::UNIX_EPOCH;
        let asked = Asked { since: now, reminded_at: None, acts_at: None };
        let from = [
            Standing::Unassigned { choose_before: Some(now), asked: None },
            Standing::Assigned,
            Standing::WaitingForAsker(asked),
            Standing::Answered { closes_at: None },
            Standing::Closed { at: now, ending: Ending::default() },
        ];
        for (step, leads_to) in [
            (Transition::Assign, [Some(Assigned), Some(Assigned), Some(WaitingForAsker), None, None]),
            (
                Transition::Release { choose_before: now },
                [Some(Unassigned), Some(Unassigned), Some(Unassigned), None, None],
            ),
            (Transition::AskBack(asked), [None, Some(WaitingForAsker), Some(WaitingForAsker), None, None]),
            (Transition::Interim, [None, Some(Assigned), None, None, None]),
            (Transition::Answer { closes_at: Some(now) }, [None, Some(Answered), Some(Answered), Some(Answered), None]),
            (
                Transition::AskerReacts,
                [Some(Unassigned), Some(Assigned), Some(Assigned), Some(Assigned), Some(Assigned)],
            ),
            (
                Transition::Close { at: now, ending: Ending::default() },
                [Some(Closed), Some(Closed), Some(Closed), Some(Closed), None],
            ),
            (
                Transition::Close { at: now, ending: Ending::Referred },
                [Some(Closed), Some(Closed), Some(Closed), None, None],
            ),
            (Transition::Reopen, [None, None, None, Some(Assigned), Some(Assigned)]),
        ] {
            let led = from.map(|standing| standing.after(step).ok().map(Standing::status));
            assert_eq!(led, leads_to, "{step:?}");
        }
    }
}
