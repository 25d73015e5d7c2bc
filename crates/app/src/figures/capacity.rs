//! How much work experts have in hand against the hours they have (load, capacity): for the desk as a whole, and by theme.
//! What work and hours are is said by the load board; nobody is named.

use crate::Picture;
use crate::assigning::read_loads::LoadLine;
use chrono::NaiveDate;
use domain::{Axis, Expert, TopicKey};

/// Work against hours of some experts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capacity {
    /// How many experts are there today.
    pub present: usize,
    /// Work that counts in their week, in minutes.
    pub used_minutes: i64,
    /// Their weeks together, in minutes.
    pub weekly_minutes: i64,
    /// How many of them have a full week, or more.
    pub full: usize,
    /// How many are away today.
    pub away: usize,
    /// Work that those have in hand all the same, in minutes.
    pub away_minutes: i64,
}

impl Capacity {
    fn add(&mut self, line: &LoadLine) {
        if line.away_until.is_some() {
            self.away += 1;
            self.away_minutes += i64::from(line.used_minutes);
            return;
        }
        self.present += 1;
        self.used_minutes += i64::from(line.used_minutes);
        self.weekly_minutes += i64::from(line.weekly_minutes);
        self.full += usize::from(line.used_minutes >= line.weekly_minutes);
    }

    /// Which part of the hours is taken; more than all of it is possible. None where there are no hours.
    pub fn share(&self) -> Option<f64> {
        (self.weekly_minutes > 0).then(|| self.used_minutes as f64 / self.weekly_minutes as f64)
    }
}

/// Of all experts.
pub(crate) fn of_desk(lines: &[LoadLine]) -> Capacity {
    let mut all = Capacity::default();
    lines.iter().for_each(|line| all.add(line));
    all
}

/// Of those who know each theme; the fullest first. Whoever knows several counts in each.
pub(crate) fn of_themes(lines: &[LoadLine], picture: &Picture, today: NaiveDate) -> Vec<(TopicKey, Capacity)> {
    let knows = |expert: &Expert, theme: &TopicKey| expert.expertise.iter().any(|known| known.topic == *theme);
    let of_theme = |theme: &TopicKey| {
        let mut capacity = Capacity::default();
        let able = lines.iter().filter(|line| picture.expert(line.expert).is_some_and(|expert| knows(expert, theme)));
        able.for_each(|line| capacity.add(line));
        (theme.clone(), capacity)
    };
    let themes = picture.taxonomy.on(Axis::Theme, today);
    let mut themes: Vec<(TopicKey, Capacity)> = themes.map(|theme| of_theme(&theme.key)).collect();
    // Where nobody is there at all, nothing can be done: above what is full.
    let fullness = |capacity: &Capacity| capacity.share().unwrap_or(f64::INFINITY);
    themes.sort_by(|left, right| fullness(&right.1).total_cmp(&fullness(&left.1)));
    themes
}
