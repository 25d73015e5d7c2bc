//! What a classifier learns from corrections (training), bounded so that nobody outvotes the others.

use domain::{PersonId, Taxonomy, TopicKey};
use routing::{Classifier, Correction, Example, knows_topic, training_corpus};
use std::collections::HashMap;
use store::corrections::Lesson;

/// After how many corrections the desk learns again.
pub(crate) const EVERY: usize = 10;
/// How many lessons of one person on one topic count in a round of [`EVERY`]: one misunderstanding, repeated all day,
/// must not outvote what others said for months.
const MOST_ALIKE: usize = 3;

/// The model that follows from these lessons; fitting takes a while.
pub(crate) fn fit(lessons: &[Lesson]) -> Classifier {
    fit_on(lessons.iter())
}

/// The same lessons in topics that the model knows: what took the place of one teaches that one.
pub(crate) fn as_the_model_knows(mut lessons: Vec<Lesson>, taxonomy: &Taxonomy) -> Vec<Lesson> {
    let known_as = |key: &mut TopicKey| *key = taxonomy.known_as(key, knows_topic);
    for lesson in &mut lessons {
        let Lesson { groups, themes, wrong_theme, .. } = lesson;
        groups.iter_mut().chain(themes).chain(wrong_theme).for_each(known_as);
    }
    lessons
}

pub(crate) fn fit_on<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> Classifier {
    let counted: Vec<Correction> = bounded(lessons).into_iter().map(correction).collect();
    Classifier::taught(training_corpus(), &counted)
}

/// The lessons that count: of each round, no more than [`MOST_ALIKE`] by one person on one topic.
fn bounded<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> Vec<&'l Lesson> {
    let mut alike: HashMap<(usize, PersonId, Option<&TopicKey>), usize> = HashMap::new();
    lessons
        .enumerate()
        .filter(|(at, lesson)| {
            let topic = lesson.wrong_theme.as_ref().or(lesson.themes.first());
            let said = alike.entry((at / EVERY, lesson.by, topic)).or_default();
            *said += 1;
            *said <= MOST_ALIKE
        })
        .map(|(_, lesson)| lesson)
        .collect()
}

fn correction(lesson: &Lesson) -> Correction {
    Correction {
        example: Example {
            subject: lesson.subject.clone(),
            body: lesson.body.clone(),
            groups: lesson.groups.clone(),
            themes: lesson.themes.clone(),
        },
        wrong_theme: lesson.wrong_theme.clone(),
        teacher: lesson.by.0.as_u128(),
    }
}
