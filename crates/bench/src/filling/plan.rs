//! Which life comes how often (plan), in the order of receipt, and whose words it gets.

use super::lives::Pattern;
use std::collections::HashMap;

/// Of a hundred questions so many are open.
const OPEN: u64 = 3;

pub(crate) struct Plan {
    /// Per life: how many copies, and whose words fit.
    lives: Vec<(u64, Vec<usize>)>,
    /// More than the copies of any life.
    pub most: u64,
}

/// One question to be written.
pub(crate) struct Next {
    pub number: u64,
    pub life: usize,
    pub copy: u64,
    /// Whose question it asks.
    pub first: usize,
    /// Whose first sentence it adds, and who asks.
    pub second: usize,
}

impl Plan {
    pub(crate) fn new(pattern: &Pattern, tickets: u64) -> Self {
        let mut fitting: HashMap<&(String, String), Vec<usize>> = HashMap::new();
        for (at, life) in pattern.lives.iter().enumerate() {
            fitting.entry(&life.about).or_default().push(at);
        }
        let open = tickets * OPEN / 100;
        let all = |is_open: bool| pattern.lives.iter().filter(|life| life.is_open == is_open).count() as u64;
        let (mut left_open, mut left_done) = ((open, all(true)), (tickets - open, all(false)));
        let mut lives = Vec::new();
        for life in &pattern.lives {
            let left = if life.is_open { &mut left_open } else { &mut left_done };
            let copies = left.0 / left.1.max(1);
            *left = (left.0 - copies, left.1.saturating_sub(1));
            lives.push((copies, fitting[&life.about].clone()));
        }
        let most = lives.iter().map(|(copies, _)| *copies).max().unwrap_or(0) + 1;
        Self { lives, most }
    }

    pub(crate) fn copies(&self) -> impl Iterator<Item = Next> {
        let each = self.lives.iter().enumerate().flat_map(|(life, (copies, fitting))| {
            (0..*copies).map(move |copy| {
                let nth = |step: usize| fitting[(copy as usize * step + life * 5) % fitting.len()];
                (life, copy, nth(7), nth(13 + copy as usize / fitting.len()))
            })
        });
        each.zip(1..).map(|((life, copy, first, second), number)| Next { number, life, copy, first, second })
    }
}
