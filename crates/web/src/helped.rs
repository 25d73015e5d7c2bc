//! "Heeft dit u geholpen?" (satisfaction survey) below an answer: what can be chosen, and what was.

use crate::form::{Choice, choices};
use app::{SaidOfAnswer, help_reasons};
use domain::{AskedToReopen, Feedback, Helped, MessageId};
use serde::Deserialize;

/// The form below an answer.
pub(crate) struct HelpedForm {
    pub answer: String,
    pub choices: Vec<Choice>,
    pub reasons: Vec<Choice>,
    /// What became of asking to open the question again.
    pub asked: &'static str,
    pub is_changed: bool,
}

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Judgement {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    helped: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    pub key: String,
}

impl Judgement {
    pub(crate) fn said(&self) -> SaidOfAnswer<'_> {
        SaidOfAnswer {
            answer: self.answer.trim().parse().ok(),
            helped: Helped::parse(self.helped.trim()),
            reason: &self.reason,
        }
    }
}

impl HelpedForm {
    /// Below this answer, with what was said of it before; none where there is no answer.
    pub(crate) fn of(answer: Option<MessageId>, said: &[Feedback]) -> Option<Self> {
        let answer = answer?;
        let said = said.iter().find(|said| said.answer == answer);
        let chosen = said.map_or("", |said| said.helped.as_str());
        let reason = said.and_then(|said| said.reason.as_deref()).unwrap_or_default();
        let asked = match said.map(|said| said.asked_to_reopen) {
            Some(AskedToReopen::Waits) => "U vroeg of uw vraag weer open kan. Wij kijken ernaar en laten het u weten.",
            Some(AskedToReopen::Declined) => {
                "U vroeg of uw vraag weer open kan. Wij lieten u per e-mail weten waarom niet."
            }
            Some(AskedToReopen::Reopened) => "U vroeg of uw vraag weer open kan. Dat is gebeurd.",
            Some(AskedToReopen::Never) | None => "",
        };
        Some(Self { answer: answer.to_string(), is_changed: said.is_some(), asked, ..Self::chosen(chosen, reason) })
    }

    /// The same with what came back.
    pub(crate) fn with(self, judgement: &Judgement) -> Self {
        let Self { choices, reasons, .. } = Self::chosen(&judgement.helped, &judgement.reason);
        Self { choices, reasons, ..self }
    }

    fn chosen(helped: &str, reason: &str) -> Self {
        let all = Helped::ALL.map(|helped| (helped.as_str(), helped.label()));
        let known = help_reasons().iter().map(|known| (known.key.as_str(), known.label.as_str()));
        Self {
            answer: String::new(),
            choices: choices(all, |word| word == helped),
            reasons: choices(known, |key| key == reason),
            asked: "",
            is_changed: false,
        }
    }
}
