//! Words that look like one that was typed (spelling suggestions, "did you mean").
//!
//! A word with a mistake in it is right before the mistake or behind it: what occurs with the same beginning or the same end
//! is read by the index of pieces, at most a few hundred of each, and compared.

use super::vocabulary::{self, INSIDE, LAST};
use super::words::{typed, words};
use crate::{Reads, StoreError};
use domain::fold;
use sea_orm::{ConnectionTrait, Statement, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Letters of the shortest word that is compared: of three letters every word looks like many.
const SHORTEST: usize = 4;
/// Letters up to which one mistake is looked for; in longer words two.
const SHORT: usize = 5;
/// Letters that a stem and an end share where they meet.
const MEETING: usize = 2;
/// Words that are read of one beginning or end, and that are offered.
const READ: usize = 500;
const OFFERED: usize = 4;

/// The words that occur and look most like this one, the most alike first. None for numbers, codes and short words.
///
/// # Errors
/// When the database does not answer.
pub async fn similar(from: &impl Reads, word: &str) -> Result<Vec<String>, StoreError> {
    let folded = fold(word);
    let letters: Vec<char> = folded.chars().collect();
    if letters.len() < SHORTEST || !letters.iter().all(|letter| letter.is_alphabetic()) {
        return Ok(Vec::new());
    }
    // The word itself is always asked about, so that there is always something to ask.
    let (mut occurring, mut joined_ones) = (BTreeMap::new(), BTreeSet::from([(folded.clone(), String::new())]));
    for (part, stem, at_start) in alike(from, &letters).await? {
        if at_start {
            occurring.insert(part, stem);
        } else if let Some(word) = joined(&stem, &part) {
            joined_ones.insert((word, stem));
        }
    }
    // What was put together of an end and the stem of another word occurs nowhere.
    let nowhere = vocabulary::unknown(from, joined_ones.clone()).await?;
    occurring.extend(joined_ones.difference(&nowhere).cloned());
    let most = if letters.len() <= SHORT { 1 } else { 2 };
    let mut near: Vec<(usize, String, String)> = occurring
        .into_iter()
        .map(|(word, stem)| (strsim::osa_distance(&folded, &word), word, stem))
        .filter(|(distance, _, _)| (1..=most).contains(distance))
        .collect();
    near.sort();
    // A word and its plural find the same.
    let mut seen = BTreeSet::new();
    near.retain(|(_, _, stem)| seen.insert(stem.clone()));
    Ok(near.into_iter().take(OFFERED).map(|(_, word, _)| word).collect())
}

/// The words of a search, each with its place among what stands between spaces; none where one stands between quotes.
pub fn words_to_mend(text: &str) -> Vec<(usize, String)> {
    if !typed(text).phrases.is_empty() {
        return Vec::new();
    }
    let single = |(at, token)| {
        let folded = fold(token);
        let mut of_token = words(&folded);
        let only = of_token.next().map(str::to_owned);
        only.filter(|_| of_token.next().is_none()).map(|word| (at, word))
    };
    text.split_whitespace().enumerate().filter_map(single).collect()
}

/// What begins as this word does, or holds its end behind another beginning: piece, stem, and whether the piece is the word.
async fn alike(from: &impl Reads, letters: &[char]) -> Result<Vec<(String, String, bool)>, StoreError> {
    let length = letters.len();
    let half = length / 2;
    let beginnings = BTreeSet::from([length - 1, length.saturating_sub(2).max(2), half.max(2)]);
    let ends = [half.saturating_sub(1), half, half + 1].into_iter().filter(|at| *at > 0 && length - at >= INSIDE - 1);
    let pieces: Vec<(i32, String)> = beginnings
        .into_iter()
        .map(|end| (1, letters[..end].iter().collect()))
        .chain(ends.map(|at| (0, letters[at..].iter().collect())))
        .collect();
    let (mut values, mut parts) = (Vec::<Value>::new(), Vec::new());
    for (number, (at_start, piece)) in pieces.into_iter().enumerate() {
        let first = values.len() + 1;
        values.extend([piece.clone().into(), format!("{piece}{LAST}").into()]);
        parts.push(format!(
            "SELECT part, stem, at_start FROM (SELECT part, stem, at_start FROM search_parts WHERE at_start = {at_start} \
             AND part >= ${first} AND part < ${} ORDER BY part LIMIT {READ}) AS of_{number}",
            first + 1
        ));
    }
    let backend = from.connection().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, parts.join(" UNION ALL "), values);
    let rows = from.connection().query_all_raw(statement).await?;
    let read = |row: &sea_orm::QueryResult| -> Result<_, sea_orm::DbErr> {
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index::<i32>(2)? == 1))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// A word that may be the one that begins as its stem does and ends with this piece: where they meet, they hold the same letters, but for the last
/// of the stem (`huiz` of `huizen` has the stem `huis`).
fn joined(stem: &str, end: &str) -> Option<String> {
    let same = |at: usize| stem[at..].chars().zip(end.chars()).take_while(|(one, other)| one == other).count();
    let places = stem.char_indices().map(|(at, _)| (same(at), at));
    let (same, meet) = places.max_by_key(|(same, at)| (*same, std::cmp::Reverse(*at)))?;
    (same >= MEETING).then(|| format!("{}{end}", &stem[..meet]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_put_together_of_its_stem_and_its_end() {
        assert_eq!(joined("woonwag", "wagens").as_deref(), Some("woonwagens"));
        assert_eq!(joined("statushouder", "houders").as_deref(), Some("statushouders"));
        assert_eq!(joined("mantelzorgwoon", "orgwoning").as_deref(), Some("mantelzorgwoning"));
        assert_eq!(joined("flexwoon", "woningen").as_deref(), Some("flexwoningen"));
        assert_eq!(joined("huis", "zen"), None);
    }

    #[test]
    fn words_are_mended_one_by_one_and_never_between_quotes() {
        assert_eq!(words_to_mend("de Wonwagen!"), [(0, "de".to_owned()), (1, "wonwagen".to_owned())]);
        assert_eq!(words_to_mend("flex-wonen 30"), [(1, "30".to_owned())]);
        assert!(words_to_mend("\"de wonwagen\"").is_empty());
    }
}
