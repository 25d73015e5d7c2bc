//! A change of the promise rules as somebody typed it (draft): what could not be read of it is none, and a complaint.

use crate::promises::rules_change::RulesChange;
use chrono::NaiveDate;
use domain::Complaints;
use sla::{Opening, Policy, Regime};

/// One change to what the desk promises, as it was typed. See [`RulesChange`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesDraft {
    /// The desk is closed on a day.
    CloseDay {
        /// Which.
        day: Option<NaiveDate>,
        /// What people read in derivations.
        label: String,
    },
    /// The desk is open on a day that the rules would close.
    OpenDay {
        /// Which.
        day: Option<NaiveDate>,
        /// What people read.
        label: String,
    },
    /// What was said about a day is taken back.
    ForgetDay {
        /// Which.
        day: Option<NaiveDate>,
    },
    /// Other opening hours, or other choices about Good Friday and 5 May.
    Hours {
        /// From which day on.
        from: Option<NaiveDate>,
        /// Monday first; none when one of them could not be read.
        hours: Option<[Vec<Opening>; 7]>,
        /// Is Good Friday a day off?
        good_friday_off: bool,
        /// Is 5 May a day off?
        liberation_day_off: bool,
    },
    /// Another number of days or another reminder.
    Policy {
        /// From which day on.
        from: Option<NaiveDate>,
        /// Of which policy.
        name: String,
        /// In working days, as are the others.
        first_response_days: Option<u32>,
        /// Until the answer.
        answer_days: Option<u32>,
        /// How long before the first reaction is due somebody is reminded.
        remind_first_response_days: Option<u32>,
        /// How long before the answer is due.
        remind_answer_days: Option<u32>,
    },
}

impl RulesDraft {
    /// The change, when all of it could be read.
    pub fn change(&self) -> Option<RulesChange> {
        Some(match self.clone() {
            Self::CloseDay { day, label } => RulesChange::CloseDay { day: day?, label },
            Self::OpenDay { day, label } => RulesChange::OpenDay { day: day?, label },
            Self::ForgetDay { day } => RulesChange::ForgetDay { day: day? },
            Self::Hours { from, hours, good_friday_off, liberation_day_off } => {
                RulesChange::Hours(Regime { from: from?, hours: hours?, good_friday_off, liberation_day_off })
            }
            Self::Policy {
                from,
                name,
                first_response_days,
                answer_days,
                remind_first_response_days,
                remind_answer_days,
            } => RulesChange::Policy {
                from: from?,
                policy: Policy {
                    name,
                    first_response_days: first_response_days?,
                    answer_days: answer_days?,
                    remind_first_response_days: remind_first_response_days?,
                    remind_answer_days: remind_answer_days?,
                },
            },
        })
    }

    /// A complaint about everything that could not be read.
    pub(crate) fn complain_of_unread(&self, complaints: &mut Complaints) {
        let mut unread = |path: &str, is_read: bool| {
            if !is_read {
                complaints.add(path, "INVALID", "Dit kunnen wij niet lezen.");
            }
        };
        match self {
            Self::CloseDay { day, .. } | Self::OpenDay { day, .. } | Self::ForgetDay { day } => {
                unread("day", day.is_some());
            }
            Self::Hours { from, hours, .. } => {
                unread("from", from.is_some());
                unread("hours", hours.is_some());
            }
            Self::Policy {
                from,
                name: _,
                first_response_days,
                answer_days,
                remind_first_response_days,
                remind_answer_days,
            } => {
                unread("from", from.is_some());
                unread("firstResponseDays", first_response_days.is_some());
                unread("answerDays", answer_days.is_some());
                unread("remindFirstResponseDays", remind_first_response_days.is_some());
                unread("remindAnswerDays", remind_answer_days.is_some());
            }
        }
    }
}

impl From<&RulesChange> for RulesDraft {
    fn from(change: &RulesChange) -> Self {
        match change.clone() {
            RulesChange::CloseDay { day, label } => Self::CloseDay { day: Some(day), label },
            RulesChange::OpenDay { day, label } => Self::OpenDay { day: Some(day), label },
            RulesChange::ForgetDay { day } => Self::ForgetDay { day: Some(day) },
            RulesChange::Hours(Regime { from, hours, good_friday_off, liberation_day_off }) => {
                Self::Hours { from: Some(from), hours: Some(hours), good_friday_off, liberation_day_off }
            }
            RulesChange::Policy { from, policy } => Self::Policy {
                from: Some(from),
                name: policy.name,
                first_response_days: Some(policy.first_response_days),
                answer_days: Some(policy.answer_days),
                remind_first_response_days: Some(policy.remind_first_response_days),
                remind_answer_days: Some(policy.remind_answer_days),
            },
        }
    }
}
