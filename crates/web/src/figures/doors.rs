//! From a figure to the questions behind it (drill-down links): one address for each number of the table.

use super::asked::Asked;
use super::sheet::{Row, Sheet, Step};
use url::form_urlencoded::Serializer;

/// Where the questions are, and what of an address says which figure they stand behind.
pub(super) const PAGE: &str = "/cijfers/vragen";
pub(super) const PART: &str = "deel";
pub(super) const STEP: &str = "vanaf";
/// More numbers than these have no link each: a page of days over years would be megabytes.
const MOST_LINKS: usize = 2_000;

/// Makes the addresses of one table.
pub(super) struct Doors {
    /// What every one of them begins with.
    base: String,
    leads: Leads,
}

/// Which numbers lead to questions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leads {
    All,
    /// There are too many others.
    Totals,
    /// Lists are of now, and these figures are of an earlier day.
    None,
}

impl Doors {
    pub(super) fn of(asked: &Asked, sheet: &Sheet) -> Self {
        let asked = Asked { lijn: Vec::new(), ..asked.clone() };
        Self {
            base: asked.address().replacen("/cijfers", PAGE, 1),
            leads: match asked.stand.trim().is_empty() {
                false => Leads::None,
                true if sheet.rows.len() * sheet.columns.len() <= MOST_LINKS => Leads::All,
                true => Leads::Totals,
            },
        }
    }

    /// Of one step of a row: where, and what of.
    pub(super) fn of_step(&self, row: &Row, step: &Step) -> Option<(String, String)> {
        let address = || self.address(row, &[(STEP, &step.start.to_string())]);
        (self.leads == Leads::All).then(|| (address(), format!("{} in {}", row.label, step.head)))
    }

    /// Of a row as a whole.
    pub(super) fn of_total(&self, row: &Row) -> Option<(String, String)> {
        (self.leads != Leads::None).then(|| (self.address(row, &[]), format!("{} in totaal", row.label)))
    }

    /// What the reader has to know of it.
    pub(super) fn words(&self) -> Option<String> {
        match self.leads {
            Leads::All => None,
            Leads::Totals => Some(
                "Deze tabel heeft zo veel cijfers dat alleen de totalen naar hun vragen leiden. Kies grotere stappen of een \
                 kortere periode om de vragen van een stap te zien."
                    .to_owned(),
            ),
            Leads::None => Some("Bij de stand van een eerdere dag leiden cijfers niet naar vragen.".to_owned()),
        }
    }

    fn address(&self, row: &Row, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        if !row.is_whole {
            query.append_pair(PART, &row.key);
        }
        query.extend_pairs(more);
        let query = query.finish();
        if query.is_empty() { self.base.clone() } else { format!("{}&{query}", self.base) }
    }
}
