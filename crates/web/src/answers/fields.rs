//! The fields of every form about an answer (form data), and what they mean.

use crate::form::is_ticked;
use app::{AnswerDraft, SeenAnswer, primary_first};
use domain::{AnswerId, Complaints};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    pub token: String,
    /// The revision that was seen.
    #[serde(default)]
    pub revision: String,
    /// `aanbieden`, `publiceren` or `terug`; a draft is kept otherwise.
    #[serde(default)]
    pub how: String,
    #[serde(default)]
    pub question: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub sources: String,
    #[serde(default)]
    pub themes: Vec<String>,
    #[serde(default)]
    pub primary: String,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub keywords: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub valid_until: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub related: String,
    /// `ja` when its writer looked at what may be somebody's data.
    #[serde(default)]
    pub looked_at: String,
    /// What a second reader says.
    #[serde(default)]
    pub remark: String,
}

impl Fields {
    /// As they would be typed.
    pub(crate) fn of(draft: &AnswerDraft) -> Self {
        Self {
            question: draft.question.clone(),
            body: draft.body.clone(),
            sources: draft.sources.clone(),
            primary: draft.themes.first().filter(|_| draft.themes.len() > 1).cloned().unwrap_or_default(),
            themes: draft.themes.clone(),
            groups: draft.groups.clone(),
            keywords: draft.keywords.clone(),
            region: draft.region.clone(),
            valid_until: draft.valid_until.clone(),
            place: draft.key.clone(),
            related: draft.related.clone(),
            looked_at: if draft.looked_at { "ja".to_owned() } else { String::new() },
            ..Self::default()
        }
    }

    /// What was typed.
    pub(crate) fn draft(&self) -> Result<AnswerDraft, Complaints> {
        Ok(AnswerDraft {
            question: self.question.clone(),
            body: self.body.clone(),
            sources: self.sources.clone(),
            themes: primary_first(&self.themes, &self.primary)?,
            groups: self.groups.clone(),
            keywords: self.keywords.clone(),
            region: self.region.clone(),
            valid_until: self.valid_until.clone(),
            key: self.place.clone(),
            related: self.related.clone(),
            looked_at: is_ticked("looked_at", &self.looked_at)?,
        })
    }

    /// The version that was seen; a revision that there never was is out of date.
    pub(crate) fn seen(&self, answer: AnswerId) -> SeenAnswer {
        SeenAnswer { answer, revision: self.revision.trim().parse().unwrap_or_default() }
    }
}
