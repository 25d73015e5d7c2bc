//! A year of questions, each with the story of what became of it.

use crate::asker::Askers;
use crate::compose::{self, theme_weight};
use crate::development::{self, Line};
use crate::ids;
use crate::material::{Core, Material};
use crate::rhythm;
use crate::step::Step;
use crate::story::{self, Subject};
use crate::template::{fill, pick};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{OrganisationKind, QuestionDraft, amsterdam_day};
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};

/// Any number; another one is another desk.
const SEED: u64 = 328_471_044;

/// A question somebody asked, and what happened next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoQuestion {
    /// As typed in the form.
    pub draft: QuestionDraft,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// What it is about, for somebody who read it; none for what is not for this desk.
    pub groups: Vec<String>,
    /// The same, the primary one first.
    pub themes: Vec<String>,
    /// What happened after it was assigned, in order of time. Empty for what nobody has reacted to yet.
    pub story: Vec<Step>,
}

/// `count` questions in the year before `until`, in order of receipt; the newest are still open. About one in
/// seventeen comes from the development set, up to all of its 120. No step lies after `until`.
pub fn questions(count: usize, until: DateTime<Utc>) -> Vec<DemoQuestion> {
    questions_of_years(count, 1, until)
}

/// The same in so many years before `until`.
pub fn questions_of_years(count: usize, years: u8, until: DateTime<Utc>) -> Vec<DemoQuestion> {
    let mut rng = StdRng::seed_from_u64(SEED);
    let material = Material::load();
    let moments = rhythm::moments(count, years, until, &mut rng);
    let mut lines = development::lines();
    lines.shuffle(&mut rng);
    lines.truncate(count / 8);
    let mut from_line: BTreeMap<usize, Line> =
        rand::seq::index::sample(&mut rng, count, lines.len()).into_iter().zip(lines).collect();
    let mut writer = Writer::new(&material, amsterdam_day(until), rng);
    moments
        .into_iter()
        .enumerate()
        .map(|(number, received_at)| {
            let (draft, subject) = match from_line.remove(&number) {
                Some(line) => writer.development_question(&line),
                None => writer.new_question(number, amsterdam_day(received_at)),
            };
            let story = story::tell(&material, &subject, received_at, until, &mut writer.rng);
            DemoQuestion { draft, received_at, groups: subject.groups, themes: subject.themes, story }
        })
        .collect()
}

struct Writer<'a> {
    material: &'a Material,
    askers: Askers<'a>,
    last: NaiveDate,
    rng: StdRng,
    /// Per theme the cores not used since the last shuffle, so that a subject does not come back soon.
    decks: Vec<Vec<usize>>,
    written: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    fn new(material: &'a Material, last: NaiveDate, rng: StdRng) -> Self {
        Self {
            material,
            askers: Askers::new(material),
            last,
            rng,
            decks: vec![Vec::new(); material.themes.len()],
            written: BTreeSet::new(),
        }
    }

    fn development_question(&mut self, line: &Line) -> (QuestionDraft, Subject) {
        let mut draft = line.draft(self.material, &mut self.rng);
        self.written.insert(draft.body.clone());
        let subject = Subject {
            groups: line.groups.clone(),
            themes: line.themes.clone(),
            answers: Vec::new(),
            text: format!("{} {}", line.subject, line.body),
            english: line.lang == "en",
            ticked: self.tick(&mut draft, &line.groups, &line.themes),
        };
        (draft, subject)
    }

    /// Writes until the body is a new one; the year has room for far more than the desk asks for.
    fn new_question(&mut self, number: usize, day: NaiveDate) -> (QuestionDraft, Subject) {
        loop {
            let (draft, subject) = match self.rng.random_range(0..1_000) {
                0..16 => self.stray(number, day),
                16..38 => {
                    let core = pick(&self.material.english, &mut self.rng);
                    self.about(number, day, core, None)
                }
                _ => {
                    let theme = self.theme_of(day);
                    let core = self.next_core(theme);
                    self.about(number, day, core, Some(&self.material.themes[theme].theme))
                }
            };
            if self.written.insert(draft.body.clone()) {
                return (draft, subject);
            }
        }
    }

    fn about(
        &mut self,
        number: usize,
        day: NaiveDate,
        core: &'a Core,
        theme: Option<&String>,
    ) -> (QuestionDraft, Subject) {
        let asker = self.askers.draw(&core.kinds, &mut self.rng);
        let (text, _) = compose::question(self.material, core, &asker, day, &mut self.rng);
        let themes: Vec<String> = core.theme.iter().chain(theme).chain(&core.also).cloned().collect();
        let mut draft = QuestionDraft {
            submission_key: ids::question(&number.to_string()),
            subject: text.subject,
            body: text.body,
            organisation: asker.organisation,
            contact: asker.contact,
            groups: Vec::new(),
            themes: Vec::new(),
        };
        let subject = Subject {
            groups: core.groups.clone(),
            ticked: self.tick(&mut draft, &core.groups, &themes),
            themes,
            answers: core.answers.clone(),
            text: String::new(),
            english: core.theme.is_some(),
        };
        (draft, subject)
    }

    /// A message meant for another desk.
    fn stray(&mut self, number: usize, day: NaiveDate) -> (QuestionDraft, Subject) {
        let stray = pick(&self.material.strays, &mut self.rng);
        let kinds = [OrganisationKind::Municipality, OrganisationKind::SocietalOrganisation];
        let asker = self.askers.draw(&kinds, &mut self.rng);
        let slots = compose::slots(self.material, &asker, day, &mut self.rng);
        let draft = QuestionDraft {
            submission_key: ids::question(&number.to_string()),
            subject: fill(&stray.subject, &slots, &mut self.rng),
            body: fill(&stray.body, &slots, &mut self.rng),
            organisation: asker.organisation,
            contact: asker.contact,
            groups: Vec::new(),
            themes: Vec::new(),
        };
        (draft, Subject::default())
    }

    /// Askers tick nothing, or what it is about, or only the theme, or sometimes the wrong thing.
    /// True when what stands there is right and complete.
    fn tick(&mut self, draft: &mut QuestionDraft, groups: &[String], themes: &[String]) -> bool {
        let chance = self.rng.random_range(0..100);
        match chance {
            0..50 => {}
            50..75 => {
                draft.groups = groups.to_vec();
                draft.themes = themes.to_vec();
            }
            75..92 => draft.themes = themes.iter().take(1).cloned().collect(),
            _ => draft.themes = vec![pick(&self.material.themes, &mut self.rng).theme.clone()],
        }
        (50..75).contains(&chance)
    }

    fn theme_of(&mut self, day: NaiveDate) -> usize {
        let weights = self.material.themes.iter().map(|theme| theme_weight(&theme.theme, day, self.last));
        WeightedIndex::new(weights).map_or(0, |chance| chance.sample(&mut self.rng))
    }

    fn next_core(&mut self, theme: usize) -> &'a Core {
        let cores = &self.material.themes[theme].cores;
        let deck = &mut self.decks[theme];
        if deck.is_empty() {
            deck.extend(0..cores.len());
            deck.shuffle(&mut self.rng);
        }
        &cores[deck.pop().unwrap_or(0)]
    }
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
