//! What became of a year (simulation report), as a table.

use domain::PersonId;
use std::collections::BTreeMap;

/// What became of a year.
#[derive(Default)]
pub(crate) struct Report {
    pub answered: usize,
    pub first_in_time: usize,
    pub answer_in_time: usize,
    pub handed_over: usize,
    pub moved_by_absence: usize,
    /// Hours until somebody had it, per question.
    pub waited: Vec<f64>,
    /// Per quarter: questions, and how many had the right primary theme at once.
    pub right: [(usize, usize); 4],
    /// Minutes worked and minutes available, per expert.
    pub used: BTreeMap<PersonId, (f64, f64)>,
    pub open_at_the_end: usize,
    /// Nobody plays a lead.
    pub doubted: usize,
    pub models: usize,
    pub interims: usize,
}

impl Report {
    /// A table: what is counted, and how much of it there was.
    pub(crate) fn lines(&self) -> Vec<(&'static str, String)> {
        let percent = |part: usize, whole: usize| format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64);
        let mut waited = self.waited.clone();
        waited.sort_by(f64::total_cmp);
        let at = |share: f64| waited.get((waited.len() as f64 * share) as usize).copied().unwrap_or(0.0);
        let shares: Vec<f64> = self.used.values().map(|(used, available)| used / available.max(1.0)).collect();
        let sum: f64 = shares.iter().sum();
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        let quarter = |at: usize| percent(self.right[at].1, self.right[at].0);
        vec![
            ("beantwoord", self.answered.to_string()),
            ("eerste reactie op tijd", percent(self.first_in_time, self.answered)),
            ("tussenberichten", self.interims.to_string()),
            ("antwoord op tijd", percent(self.answer_in_time, self.answered)),
            ("nog open aan het eind", self.open_at_the_end.to_string()),
            ("wacht op een programmaleider, want het loket twijfelt", self.doubted.to_string()),
            ("overdrachten wegens verkeerd onderwerp, per 100 vragen", {
                format!("{:.1}", 100.0 * self.handed_over as f64 / self.answered.max(1) as f64)
            }),
            ("verplaatst door afwezigheid", self.moved_by_absence.to_string()),
            ("zonder deskundige: gemiddeld, 99e percentiel (uur)", {
                let mean = waited.iter().sum::<f64>() / waited.len().max(1) as f64;
                format!("{mean:.1}, {:.1}", at(0.99))
            }),
            ("bezetting gemiddeld", format!("{:.0} %", 100.0 * sum / shares.len().max(1) as f64)),
            ("eerlijkheid van de bezetting (Jain)", format!("{:.3}", sum * sum / (shares.len() as f64 * squares))),
            ("hoofdthema meteen goed, kwartaal 1", quarter(0)),
            ("kwartaal 2", quarter(1)),
            ("kwartaal 3", quarter(2)),
            ("kwartaal 4", quarter(3)),
            ("modellen die het werk overnamen", self.models.to_string()),
        ]
    }
}
