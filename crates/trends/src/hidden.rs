//! What is too small to be told to others (small cells, statistical disclosure control): hidden so that it cannot be worked
//! out of what is shown either.
//!
//! Every column of a table stands for itself: what is hidden in it follows from its own numbers alone. So a column looks the
//! same wherever it stands (as the newest period, or beside a later one), and two reports tell no more than one.

/// Fewer than this is hidden: about so few questions people who know the field can tell whose they are. Five is what
/// statistical offices take where a table holds nothing more delicate than numbers of persons.
pub const FEWEST: i64 = 5;

/// A number for others to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cell {
    /// As it is.
    Shown(i64),
    /// Too small, or it would give away one that is.
    #[default]
    Hidden,
}

impl Cell {
    /// A number that no others are parts of: hidden when it is small.
    ///
    /// Nothing at all is not small. It is about nobody, and a desk that could not say "none" would say nothing of most places.
    pub fn of(value: i64) -> Self {
        if is_small(value) { Self::Hidden } else { Self::Shown(value) }
    }

    /// What is shown.
    pub fn shown(self) -> Option<i64> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Hidden => None,
        }
    }
}

fn is_small(value: i64) -> bool {
    0 < value && value < FEWEST
}

/// The parts of a whole that stands beside them as [`Cell::of`] shows it, in an order that does not follow from their numbers.
///
/// Small ones are hidden. What they come to together is the whole without what is shown: so others are hidden with them,
/// until one of those at least is not small itself and their sum leaves each of them [`FEWEST`] more values than one. Which
/// others follows from the order: whoever knows that the smallest was taken could work out more. Where there are not enough
/// parts, all are hidden, those that are nothing too. Parts that overlap, or leave something out, are treated as if they did
/// not: their sum tells less, and may happen to be the whole.
pub fn hide(parts: &[i64]) -> Vec<Cell> {
    let mut hidden: Vec<bool> = parts.iter().map(|part| is_small(*part)).collect();
    if !hidden.contains(&true) {
        return parts.iter().map(|part| Cell::Shown(*part)).collect();
    }
    while !is_safe(parts, &hidden) {
        let next = (0..parts.len()).find(|at| !hidden[*at] && parts[*at] > 0);
        let Some(next) = next else {
            hidden.fill(true);
            break;
        };
        hidden[next] = true;
    }
    parts
        .iter()
        .zip(hidden)
        .map(|(part, is_hidden)| if is_hidden { Cell::Hidden } else { Cell::Shown(*part) })
        .collect()
}

/// Each of those that are hidden is at least one, so it is at most their sum without one for each of the others. Were all of
/// them small, a sum that is nearly as large as it can be would tell each.
fn is_safe(parts: &[i64], hidden: &[bool]) -> bool {
    let of_hidden = || parts.iter().zip(hidden).filter(|(_, is_hidden)| **is_hidden).map(|(part, _)| *part);
    let over: i64 = of_hidden().map(|part| part - 1).sum();
    over >= FEWEST && of_hidden().any(|part| part >= FEWEST)
}

/// How many of some were so, where neither how many were nor how many were not may be told when it is small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// So many of so many.
    Exactly(i64, i64),
    /// All of so many but fewer than [`FEWEST`], or all of them.
    Nearly(i64),
    /// Fewer than [`FEWEST`] of so many, or none.
    Hardly(i64),
    /// Too few to say anything of.
    TooFew(Cell),
}

impl Share {
    /// Here nothing at all counts as small: else it would follow from a share that is not told that there was something.
    pub fn of(so: i64, of: i64) -> Self {
        if of < 2 * FEWEST {
            return Self::TooFew(Cell::of(of));
        }
        match (so < FEWEST, of - so < FEWEST) {
            (false, false) => Self::Exactly(so, of),
            (false, true) => Self::Nearly(of),
            (true, _) => Self::Hardly(of),
        }
    }
}

/// May a value be told that so many percent of so many do not exceed? [`FEWEST`] must lie on either side of it: else it is
/// the value of somebody who can be pointed at.
pub fn may_tell_percentile(percent: i64, many: i64) -> bool {
    let at_least = FEWEST * 100;
    many * percent >= at_least && many * (100 - percent) >= at_least
}

#[cfg(test)]
#[path = "hidden_tests.rs"]
mod tests;
