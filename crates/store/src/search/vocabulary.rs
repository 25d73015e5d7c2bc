//! The words that occur, by their beginnings and by what stands inside them (n-gram index, compound splitting): a piece of a
//! word is first turned into the words it occurs in, and those are looked for.
//!
//! A row is a word, or what is left of it from some letter on, with the stem that search rows hold. Whatever begins with a
//! piece is a range of the key: both databases find it the same way, and read no more than a bounded number.

use super::words::Word;
use crate::{Reads, StoreError, Tx};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement, Value};
use std::collections::BTreeSet;

/// Letters of a word by which it is found by its beginning.
pub(super) const BEGINNING: usize = 3;
/// Letters of a piece that is looked for inside words.
pub(super) const INSIDE: usize = 4;
/// Letters in front of a piece inside a word.
pub(super) const IN_FRONT: usize = 2;
/// Letters of the longest word that has pieces: longer ones are no words.
const LONGEST: usize = 40;
/// Letters of a stem that is looked for instead of the word: `kamers` finds `kamerverhuur`.
const LONG_STEM: usize = 5;
/// Rows that are read of one piece, and how many of those, the shortest, are looked for.
const READ: usize = 500;
const BEGIN: usize = 96;
const HOLD: usize = 32;
/// Behind every letter there is.
pub(super) const LAST: char = '\u{10ffff}';

/// A word that occurs, and its stem.
pub(super) type Occurring = (String, String);

/// Has this word pieces by which it is found?
pub(super) fn has_pieces(word: &str) -> bool {
    let letters = word.chars().count();
    (BEGINNING..=LONGEST).contains(&letters) && !word.chars().all(|sign| sign.is_ascii_digit())
}

/// By which piece this word is looked for.
pub(super) fn piece(word: &Word) -> Option<&str> {
    if word.is_quoted || !has_pieces(&word.folded) {
        return None;
    }
    let is_beginning = word.stem.chars().count() >= LONG_STEM && word.folded.starts_with(&word.stem);
    Some(if is_beginning { &word.stem } else { &word.folded })
}

/// Those of these words that are not known yet.
pub(super) async fn unknown(from: &impl Reads, words: BTreeSet<Occurring>) -> Result<BTreeSet<Occurring>, StoreError> {
    if words.is_empty() {
        return Ok(words);
    }
    let backend = from.connection().get_database_backend();
    let list = match backend {
        DatabaseBackend::Sqlite => "SELECT value FROM json_each($1)",
        _ => "SELECT jsonb_array_elements_text($1::jsonb) COLLATE \"C\"",
    };
    let sql = format!("SELECT part FROM search_parts WHERE at_start = 1 AND part IN ({list})");
    let asked: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    let statement = Statement::from_sql_and_values(backend, sql, [serde_json::to_string(&asked)?.into()]);
    let rows = from.connection().query_all_raw(statement).await?;
    let known: BTreeSet<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    Ok(words.into_iter().filter(|(word, _)| !known.contains(word)).collect())
}

/// Keeps words with their pieces; what another process kept meanwhile stays.
pub(super) async fn keep(tx: &Tx, words: &BTreeSet<Occurring>) -> Result<(), StoreError> {
    if words.is_empty() {
        return Ok(());
    }
    // In one order everywhere, so that nobody waits in a circle.
    let rows: BTreeSet<(i32, &str, &str)> = words.iter().flat_map(|(word, stem)| rows_of(word, stem)).collect();
    let backend = tx.0.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "INSERT OR IGNORE INTO search_parts (at_start, part, stem) \
             SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)"
        }
        _ => {
            "INSERT INTO search_parts (at_start, part, stem) \
             SELECT (value ->> 0)::integer, value ->> 1, value ->> 2 FROM jsonb_array_elements($1::jsonb) AS read (value) \
             ON CONFLICT DO NOTHING"
        }
    };
    tx.0.execute_raw(Statement::from_sql_and_values(backend, sql, [serde_json::to_string(&rows)?.into()])).await?;
    Ok(())
}

/// The word itself, and what is left of it (and of a stem that is no beginning of it) from each letter on. Numbers and codes
/// are looked for by their beginnings only.
pub(super) fn rows_of<'w>(word: &'w str, stem: &'w str) -> Vec<(i32, &'w str, &'w str)> {
    let mut rows = vec![(1, word, stem)];
    let whole = [Some(word), Some(stem).filter(|stem| !word.starts_with(stem))];
    for text in whole.into_iter().flatten().filter(|text| !text.chars().any(|sign| sign.is_ascii_digit())) {
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let inside = starts.len().saturating_sub(INSIDE - 1);
        rows.extend(starts.iter().take(inside).skip(IN_FRONT).filter_map(|at| Some((0, text.get(*at..)?, stem))));
    }
    rows
}

/// The stems of the words in which each of these occurs: the shortest words first, and no more than a few dozen.
pub(super) async fn stems_with(from: &impl Reads, words: &[Word]) -> Result<Vec<Vec<String>>, StoreError> {
    let mut found = vec![Vec::new(); words.len()];
    let (backend, mut values, mut parts) = (from.connection().get_database_backend(), Vec::<Value>::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        let Some(piece) = piece(word) else { continue };
        let first = values.len() + 1;
        values.extend([piece.to_owned().into(), format!("{piece}{LAST}").into()]);
        let is_long = piece.chars().count() >= INSIDE;
        for at_start in [1, 0].into_iter().filter(|at_start| *at_start == 1 || is_long) {
            parts.push(format!(
                "SELECT {at} AS word, {at_start} AS at_start, part, stem FROM (SELECT part, stem FROM search_parts \
                 WHERE at_start = {at_start} AND part >= ${first} AND part < ${} ORDER BY part LIMIT {READ}) AS of_{at}_{at_start}",
                first + 1
            ));
        }
    }
    if parts.is_empty() {
        return Ok(found);
    }
    let statement = Statement::from_sql_and_values(backend, parts.join(" UNION ALL "), values);
    let mut rows: Vec<(i32, i32, usize, String)> = Vec::new();
    for row in from.connection().query_all_raw(statement).await? {
        let part: String = row.try_get_by_index(2)?;
        rows.push((
            row.try_get_by_index(0)?,
            -row.try_get_by_index::<i32>(1)?,
            part.chars().count(),
            row.try_get_by_index(3)?,
        ));
    }
    rows.sort_unstable();
    for (at, stems) in found.iter_mut().enumerate() {
        for (before, most) in [(-1, BEGIN), (0, BEGIN + HOLD)] {
            let of_word = rows.iter().filter(|row| usize::try_from(row.0) == Ok(at) && row.1 == before);
            for (_, _, _, stem) in of_word {
                if stems.len() < most && !stems.contains(stem) {
                    stems.push(stem.clone());
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_with_what_is_left_of_it_from_the_third_letter_on_as_long_as_four_are_left() {
        let parts: Vec<&str> = rows_of("zeehuis", "zeehuis").into_iter().map(|(_, part, _)| part).collect();
        assert_eq!(parts, ["zeehuis", "ehuis", "huis"]);
        let changed: Vec<&str> = rows_of("zeehuizen", "zeehuis").into_iter().map(|(_, part, _)| part).collect();
        assert!(changed.contains(&"huizen") && changed.contains(&"huis"), "{changed:?}");
        assert_eq!(rows_of("6811ab", "6811ab").len(), 1);
        assert!(has_pieces("zon") && !has_pieces("op") && !has_pieces("2026") && !has_pieces(&"a".repeat(41)));
    }
}
