//! What somebody wants to see in figures, and figures ready to draw (report).

use crate::Refusal;
use crate::answering::list_tickets::TicketSearch;
use chrono::NaiveDate;
use domain::{Axis, Complaints, LayoutKey, LayoutOn, RegionRef, RiseNote, TopicKey, amsterdam_day, is_known_day};
use trends::{Bucket, Measure, Series};

/// What somebody wants to see.
#[derive(Debug, Clone)]
pub struct TrendsQuery {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How days are put together.
    pub bucket: Bucket,
    /// What is measured.
    pub measure: Measure,
    /// What it is split by.
    pub by: TrendsBy,
    /// Only these tickets.
    pub filter: TicketSearch,
    /// As it was at the end of this day; none: as it is now.
    pub as_of: Option<NaiveDate>,
}

/// What figures are split by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrendsBy {
    /// Not at all.
    Nothing,
    /// By group or by theme.
    Topic(Axis),
    /// By kind of organisation.
    OrganisationKind,
    /// By region of this layout, as it was on the last day of the period or today: a question counts in every region its
    /// place lies in, as in lists and filters.
    Region(LayoutKey),
    /// By expert who has the question now.
    Expert,
    /// By what became of it: of promises, and of answers.
    Became,
}

/// Figures, ready to draw.
#[derive(Debug, Clone)]
pub struct TrendsReport {
    /// Largest first; of shares the smallest, so that the worst stands on top.
    pub series: Vec<NamedSeries>,
    /// Everything together, each question once; none when it is not split.
    pub whole: Option<NamedSeries>,
    /// Topics with more questions in the newest complete weeks than their past explains, most surprising first.
    pub rising: Vec<Rising>,
    /// What is measured and what the split means, in words.
    pub definition: String,
    /// Municipalities and people of each region, where figures are split by region: of those that were asked for.
    pub regions: Option<LayoutOn>,
}

/// One line of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedSeries {
    /// Key of the part, empty for the whole.
    pub key: String,
    /// What people read.
    pub label: String,
    /// The figures.
    pub series: Series,
}

/// A rising topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Rising {
    /// Which.
    pub topic: TopicKey,
    /// Observed, expected and how surprising.
    pub rise: trends::Rise,
    /// First day of the newest complete week.
    pub week: NaiveDate,
    /// First day of the week in which it began to rise.
    pub since: NaiveDate,
    /// Questions in each of the last weeks, the newest complete one last.
    pub counts: Vec<u32>,
    /// In which provinces more came in than expected, in all weeks in which it rises; most of them first.
    pub places: Vec<(RegionRef, trends::InPlace)>,
    /// What leads wrote with it, newest first.
    pub notes: Vec<RiseNote>,
}

impl Rising {
    /// Did a lead write something since it began to rise?
    pub fn is_seen(&self) -> bool {
        self.notes.iter().any(|note| self.since <= amsterdam_day(note.at))
    }
}

/// Longest period: more than the desk has existed, and a bound on the work one request can ask for.
pub(crate) const MOST_DAYS: i64 = 3_700;
/// Most points one answer holds, over all series together.
const MOST_BUCKETS: usize = 800;

/// Is this a period that can be drawn?
pub(crate) fn check_period(query: &TrendsQuery) -> Result<(), Refusal> {
    let mut complaints = Complaints::default();
    if !(is_known_day(query.from) && is_known_day(query.to)) {
        let path = if is_known_day(query.from) { "to" } else { "from" };
        complaints.add(path, "OUT_OF_RANGE", "Kies een dag in deze eeuw.");
    } else if query.to < query.from {
        complaints.add("to", "OUT_OF_RANGE", "De einddatum ligt voor de begindatum.");
    } else if (query.to - query.from).num_days() > MOST_DAYS {
        complaints.add("to", "OUT_OF_RANGE", "Kies een periode van hoogstens tien jaar.");
    } else if query.bucket.starts(query.from, query.to).len() > MOST_BUCKETS {
        complaints.add(
            "bucket",
            "OUT_OF_RANGE",
            "Deze periode heeft te veel stappen. Kies bijvoorbeeld weken of maanden.",
        );
    }
    Ok(complaints.or(|| ())?)
}
