//! What somebody may have meant whose search found nothing (spelling suggestions).

use super::list_tickets::TicketSearch;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use store::{Order, Paging, Turn};

/// Words of a search that are looked at.
const WORDS: usize = 5;
/// Searches that are offered.
const OFFERED: usize = 3;

impl App {
    /// Other spellings of a search that found nothing. Each is of words that occur in questions the caller may read, and finds
    /// some of these: a word that only others may read is never offered, and neither is it told from one that is not there.
    pub async fn suggest_spelling(&self, caller: &Caller, text: &str) -> Result<Vec<String>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let words = store::search::words_to_mend(text);
        let mut searches = vec![text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()];
        for (at, word) in words.into_iter().take(WORDS) {
            if self.finds_something(caller, &word).await? {
                continue;
            }
            let mut others = store::search::similar(&self.store, &word).await?;
            others.truncate(OFFERED);
            // As many are looked for whatever occurs: how long it takes tells nothing of words that the reader may not see.
            others.resize(OFFERED, word.clone());
            let mut mended = Vec::new();
            for other in others {
                if self.finds_something(caller, &other).await? {
                    mended.push(other);
                }
            }
            if mended.is_empty() {
                return Ok(Vec::new());
            }
            searches = searches.iter().flat_map(|search| mended.iter().map(|word| with(search, at, word))).collect();
            searches.truncate(OFFERED);
        }
        let mut offered = Vec::new();
        for search in searches.into_iter().map(|words| words.join(" ")) {
            if search != text && self.finds_something(caller, &search).await? {
                offered.push(search);
            }
        }
        Ok(offered)
    }

    /// Is there a question with these words that the caller may know of?
    async fn finds_something(&self, caller: &Caller, text: &str) -> Result<bool, Refusal> {
        let paging = Paging { order: Order::Newest, turn: Turn::First, rows: 1 };
        let search = TicketSearch { text: Some(text.to_owned()), ..TicketSearch::default() };
        let filter = self.filter(caller, &search)?;
        let found = store::tickets::page(&self.store, &policy::scope(&caller.actor), &filter, &paging).await?;
        Ok(!found.items.is_empty())
    }
}

fn with(words: &[String], at: usize, word: &str) -> Vec<String> {
    words.iter().enumerate().map(|(place, old)| if place == at { word.to_owned() } else { old.clone() }).collect()
}
