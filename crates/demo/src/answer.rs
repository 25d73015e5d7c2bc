//! Answers that the demo desk published (knowledge items): their texts, as they stand in `data/answers/`.

use crate::material::read;
use domain::AnswerSource;
use serde::Deserialize;

/// An answer that everybody at the demo desk may read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoAnswer {
    /// Its place in the address.
    pub key: String,
    /// The question, as whoever asks it would.
    pub question: String,
    #[serde(rename = "answer")]
    parts: Vec<Part>,
    /// Themes, the main one first.
    pub themes: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// Words by which people look for it.
    pub keywords: Vec<String>,
    /// What it rests on.
    pub sources: Vec<AnswerSource>,
    /// Its last day, where that is known.
    #[serde(default)]
    pub valid_until: Option<String>,
    /// Where it holds, as layout and code; everywhere when nothing is said.
    #[serde(default)]
    pub region: Option<String>,
    /// Keys of answers that belong to it.
    #[serde(default)]
    pub related: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Part {
    Paragraph(String),
    List { list: Vec<String> },
}

impl DemoAnswer {
    /// The answer, as an expert types it.
    pub fn body(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => text.clone(),
            Part::List { list } => list.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join("\n\n")
    }
}

/// The files, one for each theme.
const FILES: &[&str] = &[
    include_str!("../data/answers/capaciteit-flexpool.json"),
    include_str!("../data/answers/data-en-monitoring.json"),
    include_str!("../data/answers/draagvlak.json"),
    include_str!("../data/answers/expertteam-ondersteuning.json"),
    include_str!("../data/answers/financiele-regelingen.json"),
    include_str!("../data/answers/flexwonen.json"),
    include_str!("../data/answers/gegevensdeling-privacy.json"),
    include_str!("../data/answers/gemengd-wonen.json"),
    include_str!("../data/answers/prestatieafspraken.json"),
    include_str!("../data/answers/regionale-verdeling.json"),
    include_str!("../data/answers/ruimtelijke-procedures.json"),
    include_str!("../data/answers/sociale-huur-30.json"),
    include_str!("../data/answers/urgentieregeling.json"),
    include_str!("../data/answers/wet-versterking-regie.json"),
    include_str!("../data/answers/woondeals.json"),
    include_str!("../data/answers/woonzorgvisie.json"),
    include_str!("../data/answers/zorg-en-begeleiding.json"),
];

/// All of them.
pub fn answers() -> Vec<DemoAnswer> {
    FILES.iter().flat_map(|file| read::<Vec<DemoAnswer>>(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{find_personal_data, traces};
    use std::collections::BTreeSet;

    #[test]
    fn every_file_is_read_and_every_answer_has_a_key_of_its_own() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/answers");
        let files = std::fs::read_dir(folder).expect("a folder");
        let written = files.filter(|file| file.as_ref().expect("a file").path().extension() == Some("json".as_ref()));
        assert_eq!(written.count(), FILES.len(), "name each file of {folder} above");
        let keys: BTreeSet<String> = answers().into_iter().map(|answer| answer.key).collect();
        assert_eq!(keys.len(), answers().len());
    }

    #[test]
    fn every_answer_can_be_published_as_it_stands() {
        for answer in answers() {
            let text = format!("{}\n{}\n{}", answer.question, answer.body(), answer.keywords.join(", "));
            assert_eq!(find_personal_data(&text), [], "{}", answer.key);
            assert_eq!(traces(&text, None), [], "{}", answer.key);
            assert!(!answer.themes.is_empty() && !answer.sources.is_empty() && answer.question.ends_with('?'));
        }
    }
}
