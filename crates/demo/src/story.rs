//! What became of a question: mostly an answer in time, sometimes a detour.

use crate::material::{Material, Theme};
use crate::rhythm::office_moment;
use crate::step::{Step, What};
use crate::template::pick;
use chrono::{DateTime, Utc};
use domain::fold;
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::BTreeSet;

/// What the story needs to know of its question.
#[derive(Debug, Default)]
pub(crate) struct Subject {
    pub groups: Vec<String>,
    /// The primary one first; none for a message meant for another desk.
    pub themes: Vec<String>,
    /// Which answers of the primary theme fit; none when that has to be found from the text.
    pub answers: Vec<usize>,
    /// Subject and body, where the answer has to be found from the text.
    pub text: String,
    pub english: bool,
    /// Did the asker tick the right topics?
    pub ticked: bool,
}

/// The steps that lie before `until`.
pub(crate) fn tell(
    material: &Material,
    subject: &Subject,
    received_at: DateTime<Utc>,
    until: DateTime<Utc>,
    rng: &mut StdRng,
) -> Vec<Step> {
    let mut story = Story { material, subject, rng, at: received_at, steps: Vec::new() };
    story.unfold();
    story
        .steps
        .into_iter()
        .take_while(|(at, _)| *at < until)
        .map(|(at, what)| Step { after: at - received_at, what })
        .collect()
}

struct Story<'a, 'r> {
    material: &'a Material,
    subject: &'a Subject,
    rng: &'r mut StdRng,
    /// When the last thing happened.
    at: DateTime<Utc>,
    steps: Vec<(DateTime<Utc>, What)>,
}

impl<'a> Story<'a, '_> {
    fn unfold(&mut self) {
        if self.subject.themes.is_empty() {
            let body = pick(&self.material.frames.out_of_scope_answers, self.rng).clone();
            self.then(0..2, What::Answer { body });
            self.then(0..2, What::Close);
            return;
        }
        if !self.subject.ticked && self.rng.random_bool(0.22) {
            let Subject { groups, themes, .. } = self.subject;
            self.then(0..2, What::CorrectTopics { groups: groups.clone(), themes: themes.clone() });
        }
        match self.rng.random_range(0..100) {
            0..56 => self.answer(0..3),
            56..66 => self.answer(2..8),
            66..82 => self.ask_back_and_answer(),
            82..88 => {
                self.hand_over(0..2);
                self.answer(0..4);
            }
            88..95 => self.answer_late(),
            95..98 => self.answer_twice(),
            _ => {
                let body = self.ask_back().0;
                self.then(0..3, What::AskBack { body });
                // Nobody ever reacts: after a month and a half the desk closes it.
                self.then(28..34, What::Close);
                return;
            }
        }
        self.end();
    }

    /// After an answer: a last question, or silence, and mostly it is closed.
    fn end(&mut self) {
        if !self.subject.english && self.rng.random_bool(0.05) {
            let at = self.rng.random_range(0..self.material.frames.follow_ups.len());
            let frames = &self.material.frames;
            let (ask, answer) = (frames.follow_ups[at].clone(), frames.follow_up_answers[at].clone());
            self.then(1..4, What::AskerReacts { body: ask });
            self.then(0..2, What::Answer { body: answer });
        }
        if self.rng.random_bool(0.75) {
            self.then(5..16, What::Close);
        }
    }

    fn answer(&mut self, within: std::ops::Range<u32>) {
        if self.rng.random_bool(0.2) {
            let body = pick(&self.material.frames.notes, self.rng).clone();
            self.then(0..1, What::Note { body });
        }
        let body = self.answer_text();
        self.then(within, What::Answer { body });
    }

    fn ask_back_and_answer(&mut self) {
        let (ask, reaction) = self.ask_back();
        self.then(0..3, What::AskBack { body: ask });
        self.then(1..7, What::AskerReacts { body: reaction });
        self.answer(0..5);
    }

    /// Past the promise of ten working days; some got stuck with one expert first.
    fn answer_late(&mut self) {
        if self.rng.random_bool(0.4) {
            self.hand_over(4..8);
            self.answer(7..12);
        } else {
            self.answer(11..18);
        }
    }

    fn answer_twice(&mut self) {
        self.answer(1..5);
        let frames = &self.material.frames;
        let (reason, body) =
            (pick(&frames.reopen_reasons, self.rng).clone(), pick(&frames.second_answers, self.rng).clone());
        self.then(2..9, What::Reopen { reason });
        self.then(1..6, What::Answer { body });
    }

    fn hand_over(&mut self, within: std::ops::Range<u32>) {
        let reason = pick(&self.material.frames.handover_reasons, self.rng).clone();
        self.then(within, What::HandOver { reason });
    }

    /// What the expert asks, and the reaction to it.
    fn ask_back(&mut self) -> (String, String) {
        if self.subject.english {
            return (
                "Thank you for your question. Could you tell us which organisation would apply, and by what date you need the answer?".to_owned(),
                "We would apply ourselves, together with the municipality. An answer within two weeks would be fine.".to_owned(),
            );
        }
        let frames = &self.material.frames;
        let pair = pick(&self.theme().ask_backs, self.rng);
        let ask = format!("{} {}", pick(&frames.ask_back_openings, self.rng), pair.ask);
        let reaction = format!("{} {}", pick(&frames.reaction_openings, self.rng), pair.reaction);
        (ask, reaction.trim().to_owned())
    }

    fn answer_text(&mut self) -> String {
        let frames = &self.material.frames;
        if self.subject.english {
            return pick(&frames.english_answers, self.rng).clone();
        }
        let core = self.fitting_answer();
        // An answer that thanks or agrees by itself needs no other opening.
        let opening = if core.starts_with("Dank") || core.starts_with("Graag") {
            ""
        } else {
            pick(&frames.answer_openings, self.rng).as_str()
        };
        let note = self.subject.groups.first().and_then(|group| frames.group_notes.get(group));
        let note = match note {
            Some(notes) if !notes.is_empty() && self.rng.random_bool(0.3) => pick(notes, self.rng).as_str(),
            _ => "",
        };
        let closing = pick(&frames.answer_closings, self.rng);
        let core = crate::template::fill(core, &crate::template::Slots::new(), self.rng);
        [opening, &core, note, closing].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn theme(&self) -> &'a Theme {
        self.material.theme(self.subject.themes.first().map_or("", String::as_str))
    }

    /// The answer its core names, or else the one that shares most words with the question.
    fn fitting_answer(&self) -> &'a str {
        let answers = &self.theme().answers;
        if let Some(&named) = self.subject.answers.first() {
            return answers.get(named).map_or("", String::as_str);
        }
        let asked = stems(&self.subject.text);
        answers.iter().max_by_key(|answer| stems(answer).intersection(&asked).count()).map_or("", String::as_str)
    }

    /// Something happens in opening hours, this many working days after the last thing.
    fn then(&mut self, working_days: std::ops::Range<u32>, what: What) {
        let days = self.rng.random_range(working_days);
        self.at = office_moment(self.at, days, self.rng);
        self.steps.push((self.at, what));
    }
}

/// The beginnings of the longer words of a text.
fn stems(text: &str) -> BTreeSet<String> {
    fold(text).split(' ').filter(|word| word.chars().count() >= 6).map(|word| word.chars().take(7).collect()).collect()
}
