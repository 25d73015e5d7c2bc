//! The model in use (classifier, lazy initialisation): made when it is first needed, once for a process.

use super::lessons::fit;
use crate::Refusal;
use routing::{Classification, Classifier, Term};
use std::sync::{Arc, Mutex, OnceLock};
use store::corrections::Lesson;

/// What a classifier learned from, and the classifier once somebody needs it.
#[derive(Debug)]
pub(super) struct Learned {
    /// The last correction it learned from; none when it knows what the program knows by itself.
    pub until: i64,
    /// Kept until it is fitted.
    lessons: Mutex<Vec<Lesson>>,
    /// The version it had when it was put into use, if it learned.
    version: Option<String>,
    fitted: OnceLock<Classifier>,
}

impl Learned {
    /// Nothing but what the program knows by itself.
    pub(super) fn nothing() -> Self {
        Self { until: 0, lessons: Mutex::default(), version: None, fitted: OnceLock::new() }
    }

    pub(super) fn from(until: i64, lessons: Vec<Lesson>, version: String) -> Self {
        Self { until, lessons: Mutex::new(lessons), version: Some(version), fitted: OnceLock::new() }
    }

    /// Is it what follows from these lessons, as this version says? What was learned from a text that is erased is another.
    pub(super) fn is(&self, until: i64, version: Option<&str>) -> bool {
        self.until == until && self.version.as_deref() == version
    }

    /// Would somebody who asks it now hardly have to wait?
    pub(super) fn is_ready(&self) -> bool {
        self.version.is_none() || self.fitted.get().is_some()
    }

    fn classifier(&self) -> &Classifier {
        self.fitted.get_or_init(|| {
            let Some(version) = &self.version else { return Classifier::standard() };
            let mut lessons = self.lessons.lock().expect("without its lessons it cannot be fitted again");
            let classifier = fit(&lessons);
            lessons.clear();
            lessons.shrink_to_fit();
            if classifier.version() != version {
                // Another version of the program fitted it; what it learned from is the same.
                tracing::warn!(stored = version, fitted = classifier.version(), "the model was fitted anew");
            }
            classifier
        })
    }

    /// Reads or fits it on another thread, if that is still to be done: fitting takes a second or two of a processor.
    pub(super) async fn make_ready(self: &Arc<Self>) -> Result<(), Refusal> {
        if self.fitted.get().is_some() {
            return Ok(());
        }
        let learned = Arc::clone(self);
        let fitted = tokio::task::spawn_blocking(move || {
            learned.classifier();
        });
        fitted.await.map_err(|error| Refusal::Internal(error.to_string()))
    }

    fn version(&self) -> &str {
        match (&self.version, self.fitted.get()) {
            (Some(version), None) => version,
            _ => self.classifier().version(),
        }
    }
}

/// What tells what a question is about: what was learned, with the words that the desk added.
#[derive(Debug)]
pub struct Model {
    pub(super) learned: Arc<Learned>,
    /// The words that the desk added.
    pub(super) terms: Vec<Term>,
    made: OnceLock<Classifier>,
}

impl Model {
    pub(super) fn of(learned: Arc<Learned>, terms: Vec<Term>) -> Self {
        Self { learned, terms, made: OnceLock::new() }
    }

    /// It, for whoever asks it many things. Who asks first makes it; let it be made ready before ([`crate::App::make_model`]),
    /// so that no other work waits for that.
    pub fn classifier(&self) -> &Classifier {
        self.made.get_or_init(|| self.learned.classifier().with_terms(&self.terms))
    }

    /// Was it needed yet?
    pub fn is_made(&self) -> bool {
        self.made.get().is_some()
    }

    /// Proposes topics for a question.
    pub fn classify(&self, subject: &str, body: &str) -> Classification {
        self.classifier().classify(subject, body)
    }

    /// Which one it is; it need not be made for that.
    pub fn version(&self) -> String {
        Classifier::version_with(self.learned.version(), &self.terms)
    }
}
