//! Whoever reads a table for others can work out nothing that is hidden in it.

use super::*;
use proptest::prelude::*;

/// What somebody reads: the parts, and the whole.
fn read(parts: &[i64]) -> (Vec<Cell>, Cell) {
    (hide(parts), Cell::of(parts.iter().sum()))
}

fn hidden_in(cells: &[Cell]) -> Vec<usize> {
    (0..cells.len()).filter(|at| cells[*at] == Cell::Hidden).collect()
}

/// Is this a table of numbers that shows what the other one does, as far as that shows anything?
fn fits(other: &[i64], (cells, whole): &(Vec<Cell>, Cell)) -> bool {
    other.iter().all(|part| *part >= 0)
        && other.iter().zip(cells).all(|(part, cell)| cell.shown().is_none_or(|shown| shown == *part))
        && whole.shown().is_none_or(|whole| whole == other.iter().sum::<i64>())
}

/// Tables that differ in this hidden part, with another hidden part that makes up for it where the whole is shown.
fn others(parts: &[i64], cells: &[Cell], whole: Cell, at: usize) -> Vec<Vec<i64>> {
    let hidden = hidden_in(cells);
    let mut others = Vec::new();
    for value in 0..=parts.iter().sum::<i64>() + FEWEST {
        let mut other = parts.to_vec();
        other[at] = value;
        if whole == Cell::Hidden {
            others.push(other.clone());
        }
        // What is too much or too little is taken from, or given to, the others one by one.
        for first in 0..hidden.len() {
            let mut other = other.clone();
            let mut over: i64 = other.iter().sum::<i64>() - parts.iter().sum::<i64>();
            for step in 0..hidden.len() {
                let made_up = hidden[(first + step) % hidden.len()];
                if made_up != at {
                    let taken = over.min(other[made_up]);
                    other[made_up] -= taken;
                    over -= taken;
                }
            }
            others.push(other);
        }
    }
    others.retain(|other| other[at] != parts[at]);
    others
}

fn table() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(prop_oneof![Just(0), 1..FEWEST, 0..12_i64, 5..60_i64], 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nothing_small_is_shown_and_what_is_shown_is_true(parts in table()) {
        let (cells, whole) = read(&parts);
        for (cell, part) in cells.iter().zip(&parts).chain([(&whole, &parts.iter().sum())]) {
            prop_assert!(*cell == Cell::Hidden || *cell == Cell::Shown(*part));
            prop_assert!(!(1..FEWEST).contains(part) || *cell == Cell::Hidden);
        }
    }

    #[test]
    fn each_hidden_part_may_be_as_many_numbers_as_would_be_hidden_at_least(parts in table()) {
        let seen = read(&parts);
        for at in hidden_in(&seen.0) {
            let mut values: Vec<i64> = vec![parts[at]];
            values.extend(others(&parts, &seen.0, seen.1, at).iter().filter(|other| fits(other, &seen)).map(|other| other[at]));
            values.sort_unstable();
            values.dedup();
            prop_assert!(values.last() >= Some(&(values[0] + FEWEST)), "{:?} shows {:?}: {:?}", parts, seen, values);
            prop_assert!(values.len() as i64 > FEWEST, "{:?}", values);
        }
    }

    /// Not even somebody who knows how it is done: another table, with another number there, looks exactly the same.
    #[test]
    fn each_hidden_part_is_another_in_a_table_that_looks_the_same(parts in table()) {
        let seen = read(&parts);
        for at in hidden_in(&seen.0) {
            let same = others(&parts, &seen.0, seen.1, at).into_iter().find(|other| fits(other, &seen) && read(other) == seen);
            prop_assert!(same.is_some(), "part {} of {:?} follows from {:?}", at, parts, seen);
        }
    }

    /// Whole and share of each are told together: what lies on the small side may be any number that is hidden.
    #[test]
    fn the_small_side_of_a_share_does_not_follow_from_the_other(of in 0..300_i64, so in 0..300_i64) {
        let so = so.min(of);
        let seen = Share::of(so, of);
        let same: Vec<i64> = (0..=of).filter(|other| Share::of(*other, of) == seen).collect();
        match seen {
            Share::Exactly(so, of) => prop_assert!(so >= FEWEST && of - so >= FEWEST),
            Share::Nearly(_) | Share::Hardly(_) => prop_assert_eq!(same.len() as i64, FEWEST),
            Share::TooFew(_) => prop_assert_eq!(same.len() as i64, of + 1),
        }
    }
}

#[test]
fn a_small_part_takes_another_with_it_and_not_the_smallest() {
    use Cell::{Hidden, Shown};
    assert_eq!(hide(&[40, 3, 12, 0]), [Hidden, Hidden, Shown(12), Shown(0)]);
    assert_eq!(hide(&[40, 12, 0]), [Shown(40), Shown(12), Shown(0)], "nothing is not small");
    assert_eq!(hide(&[4, 4, 12, 6]), [Hidden, Hidden, Hidden, Shown(6)], "two fours follow from their sum");
    assert_eq!(hide(&[1, 5, 12, 6]), [Hidden, Hidden, Hidden, Shown(6)], "a one and a five do, nearly");
    assert_eq!(hide(&[1, 4, 0]), [Hidden, Hidden, Hidden], "nobody can tell where they are");
    assert_eq!([0, 4, 5].map(Cell::of), [Shown(0), Hidden, Shown(5)]);
}

#[test]
fn a_percentile_is_told_when_enough_lie_on_either_side() {
    assert_eq!([9, 10].map(|many| may_tell_percentile(50, many)), [false, true]);
    assert_eq!([49, 50].map(|many| may_tell_percentile(90, many)), [false, true]);
}
