//! Lists that an index alone does not put in order (combined filters, search): what is in front of a page is found by
//! search rows, and looked at in the order of the list.
//!
//! How a page is found is decided here, from how many there are, and never by what a database believes of that
//! (planner statistics): every statement reads a bounded number of rows by their numbers, or walks a bounded piece of
//! one index. The order is gone through in steps: what is open, then weeks of what is finished, or months of receipt. Where a
//! day holds many, PostgreSQL is asked for words by the day: it gathers all that its index knows of a step. Of each step the
//! search rows say whether few tickets may fit, and which (`found`): those are put in order. When there are many, the step is
//! walked, and a page is full before long.

use super::found::{Found, found};
use super::line::{Kind, Leg, Line};
use super::order::Place;
use super::read::with_organisation;
use super::these::{InTexts, Looked, by_numbers, fit_by_texts};
use crate::StoreError;
use crate::entity::{organisation, ticket};
use crate::reads::{Snapshot, sealed::Connected};
use crate::search::Must;
use domain::{Contact, PersonId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, QueryFilter, QueryOrder, QuerySelect, Select};
use std::ops::Range;

/// A row with its organisation.
pub(super) type Row = (ticket::Model, Option<organisation::Model>);

/// More search rows than this are many: then one in a few dozen fits, and walking is quicker than sorting.
pub(super) const FEW: i64 = 1_500;
/// So many are still sorted where walking led to too few: then those that fit stand together, far along.
const SORTED: i64 = 8_000;
/// How many of those that are walked past are looked at in one go: at first, and at most.
const LOOKED_AT: (usize, usize) = (64, 1_024);
/// Days on which more came in than this are steps of their own.
const BUSY_DAY: i64 = 64;
/// More weeks, months or days than this in one step are not named: all are meant.
const NAMED: i64 = 64;
/// By how much a step that found little is made longer.
const LONGER: i64 = 8;
/// Longer than what is left.
const REST: i64 = i64::MAX;
/// One of more marks than this is dear to look for, and most tickets have one of them: first it is tried without.
const WIDE: usize = 12;
/// So many are looked at before a wide list of marks is worth its price.
const TRIED: usize = 1_344;
/// And so many at most along the days where the first that were looked at promise a full page, before the index is asked.
const PROMISED: usize = 512;
/// Texts of so many tickets are read for one page to see whether words stand together; what lies behind is not found.
const MOST_READ: usize = 3_000;
/// So many search rows may be out of date before they are of no use for this.
pub(super) const OUT_OF_DATE: u64 = 1_000;

/// What must hold of each ticket of a page.
pub(super) struct Check {
    /// Known already of a ticket that its search row led to.
    pub words: Option<Expr>,
    pub others: Condition,
    /// And of its texts.
    pub texts: InTexts,
}

/// How a ticket came to be looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    BySearchRow,
    Otherwise,
}

/// A page being filled.
pub(super) struct Seek<'a> {
    from: &'a Snapshot,
    line: Line,
    check: Check,
    /// What its search row must hold, and what it must hold besides that is dear to look for.
    must: Must,
    wide: Vec<Vec<String>>,
    /// Who has it, if that was asked.
    assignee: Option<PersonId>,
    /// Where the page starts.
    after: Place,
    /// How many rows it takes.
    wanted: usize,
    pub page: Vec<Row>,
    /// Tickets that are looked at whatever their search rows say, in their order.
    besides: Vec<Place>,
    /// How many tickets were read to see whether words stand together.
    read: usize,
}

impl<'a> Seek<'a> {
    pub(super) fn new(
        from: &'a Snapshot,
        line: Line,
        check: Check,
        must: Must,
        assignee: Option<PersonId>,
        after: Place,
        wanted: usize,
    ) -> Self {
        // Words are rare, however many may be meant.
        let are_marks = |marks: &[String]| marks.first().is_some_and(|first| first.contains(':'));
        let (wide, all) = must.all.into_iter().partition(|marks: &Vec<String>| marks.len() > WIDE && are_marks(marks));
        let (page, besides) = (Vec::new(), Vec::new());
        Self {
            from,
            line,
            check,
            must: Must { all, without: must.without },
            wide,
            assignee,
            after,
            wanted,
            page,
            besides,
            read: 0,
        }
    }

    /// Was enough read before the page was full?
    pub(super) fn is_cut(&self) -> bool {
        self.page.len() < self.wanted && self.read >= MOST_READ
    }

    /// Is the page full, or was enough read for it?
    fn is_full(&self) -> bool {
        self.page.len() >= self.wanted || self.read >= MOST_READ
    }

    /// The tickets whose search rows are out of date; `false` when they are too many.
    pub(super) async fn look_at_changed(&mut self) -> Result<bool, StoreError> {
        let mut changed = self.places();
        QuerySelect::query(&mut changed).clear_order_by();
        let changed: Vec<Place> = changed
            .filter(Expr::cust("NOT indexed"))
            .order_by_asc(ticket::Column::Id)
            .limit(OUT_OF_DATE + 1)
            .into_tuple()
            .all(self.from.connection())
            .await?;
        let are_few = changed.len() as u64 <= OUT_OF_DATE;
        self.look_at(changed);
        Ok(are_few)
    }

    /// This ticket, if it is there and fits: one that may not be seen costs what one costs that is not there.
    pub(super) async fn look_at_one(&mut self, ticket: i64) -> Result<(), StoreError> {
        let one = self.places().filter(ticket::Column::Id.eq(ticket)).filter(self.check.others.clone());
        let place = one.into_tuple().all(self.from.connection()).await?;
        self.look_at(place);
        Ok(())
    }

    fn look_at(&mut self, more: Vec<Place>) {
        self.besides.extend(more);
        self.besides.sort_unstable();
        self.besides.dedup();
    }

    /// Takes only those that are looked at whatever their search rows say.
    pub(super) async fn take_besides(&mut self) -> Result<(), StoreError> {
        let all: Vec<Place> = self.besides.iter().copied().filter(|place| *place > self.after).collect();
        self.take(&all, Way::Otherwise).await
    }

    /// Fills the page from a leg of the line, by the search rows.
    pub(super) async fn seek(&mut self, leg: &Leg) -> Result<(), StoreError> {
        if self.is_gathered() {
            self.glance(&leg.of).await?;
        }
        if self.is_full() {
            return Ok(());
        }
        let must = if leg.marks.is_empty() { self.must.clone() } else { self.must.and(leg.marks.clone()) };
        if leg.kind != Kind::Open {
            return self.seek_steps(&must, leg).await;
        }
        // How many are open is no news, and not asked for by itself.
        let is_open_alone = self.must.all.is_empty() && !self.wide.is_empty();
        if is_open_alone || matches!(self.find(&must, &leg.of, FEW).await?, Found::Many) {
            self.go_along(&must, &leg.of).await?;
        }
        Ok(())
    }

    /// From the first week or month on: first one, then longer steps while little is found.
    async fn seek_steps(&mut self, must: &Must, leg: &Leg) -> Result<(), StoreError> {
        let line = self.line;
        let Some((first, last)) = self.ends(&leg.of).await? else { return Ok(()) };
        let kind = if leg.kind == Kind::Months && self.is_gathered() && are_busy(line, first, last) {
            Kind::Days
        } else {
            leg.kind
        };
        let (mut at, last) = (line.step_of(kind, first.0), line.step_of(kind, last.0));
        let (mut long, mut longest) = (1, REST);
        while at <= last && !self.is_full() {
            // All steps that are left need no names: what stands in front is not taken again.
            let is_rest = long > NAMED && !must.all.is_empty();
            let end = if is_rest { last } else { last.min(at + long.min(NAMED) - 1) };
            let marks = || (at..=end).map(|step| line.mark_of(kind, step)).collect();
            let named = if is_rest { must.clone() } else { must.and(marks()) };
            let of = line.of_steps(kind, at, end);
            let before = self.page.len();
            match self.find(&named, &of, FEW).await? {
                Found::Few(..) => {
                    at = end + 1;
                    // A rare word is found at once in all that is left; else it is longer each time. A day without
                    // any does not say that it is rare: an expert sees nothing of some days.
                    let is_rare = match kind {
                        Kind::Days => long == LONGER && self.page.len() == before,
                        Kind::Open | Kind::Weeks | Kind::Months => long == 1,
                    };
                    long = if is_rare { REST } else { long.saturating_mul(LONGER) }.min(longest);
                }
                Found::Many if at == end => {
                    self.go_along(&named, &of).await?;
                    (at, long) = (at + 1, 1);
                }
                Found::Many if is_rest => (long, longest) = (LONGER, NAMED),
                Found::Many => long = (long / LONGER).clamp(1, LONGER),
            }
        }
        Ok(())
    }

    /// Goes along a range in which many may fit.
    async fn go_along(&mut self, must: &Must, range: &Range<i64>) -> Result<(), StoreError> {
        self.walk(range, TRIED).await?;
        let (mut all, most) = (must.clone(), if self.wide.is_empty() { SORTED } else { FEW });
        all.all.extend(self.wide.iter().cloned());
        if self.is_full() || matches!(self.find(&all, range, most).await?, Found::Few(..)) {
            return Ok(());
        }
        self.walk(range, usize::MAX).await
    }

    /// The first and the last place of a range behind this one.
    async fn ends(&self, range: &Range<i64>) -> Result<Option<(Place, Place)>, StoreError> {
        let one = async |line: Line| -> Result<Option<Place>, StoreError> {
            let places = line.places(self.backend()).filter(self.line.behind(self.after, range)).limit(1);
            Ok(places.into_tuple().one(self.from.connection()).await?)
        };
        let (first, last) = (one(self.line).await?, one(self.line.back()).await?);
        Ok(first.zip(last.map(|(key, id)| (-key, -id))))
    }

    /// Does the database gather all that its index knows of a word before it gives the first?
    fn is_gathered(&self) -> bool {
        self.check.words.is_some() && self.backend() != DatabaseBackend::Sqlite
    }

    fn backend(&self) -> DatabaseBackend {
        self.from.connection().get_database_backend()
    }

    fn places(&self) -> Select<ticket::Entity> {
        self.line.places(self.backend())
    }

    /// Takes those of a range that fit, if no more than so many may.
    async fn find(&mut self, must: &Must, range: &Range<i64>, most: i64) -> Result<Found, StoreError> {
        let query = must.query(self.from.connection().get_database_backend());
        loop {
            let from = self.after.max((range.start.saturating_sub(1), i64::MAX));
            let Found::Few(mut places, has_more) = found(self.from, self.line, &query, from, range.end, most).await?
            else {
                return Ok(Found::Many);
            };
            let end = if has_more { places.last().copied() } else { None };
            let besides = self.besides.iter().filter(|place| {
                **place > self.after && range.contains(&place.0) && end.is_none_or(|end| **place <= end)
            });
            places.extend(besides);
            places.sort_unstable();
            places.dedup();
            for places in places.chunks(LOOKED_AT.0) {
                let has_others = places.iter().any(|place| self.besides.binary_search(place).is_ok());
                self.take(places, if has_others { Way::Otherwise } else { Way::BySearchRow }).await?;
                if self.is_full() {
                    return Ok(Found::Few(Vec::new(), false));
                }
            }
            match end {
                Some(end) => self.after = self.after.max(end),
                None => return Ok(Found::Few(Vec::new(), false)),
            }
        }
    }

    /// Goes along the order past so many at most, and takes those that fit.
    pub(super) async fn walk(&mut self, range: &Range<i64>, most: usize) -> Result<(), StoreError> {
        let (mut many, mut past, before) = (LOOKED_AT.0, 0, self.page.len());
        while !self.is_full() && past < most {
            let mut ahead = self.places().filter(self.line.behind(self.after, range)).limit(many as u64);
            if let Some(expert) = self.assignee {
                ahead = ahead.filter(ticket::Column::AssigneeId.eq(expert.0));
            }
            let ahead: Vec<Place> = ahead.into_tuple().all(self.from.connection()).await?;
            self.take(&ahead, Way::Otherwise).await?;
            let Some(last) = ahead.last() else { return Ok(()) };
            // Whatever looks on in this range begins behind these.
            self.after = *last;
            past += many;
            // As many as may be needed, by what was found so far.
            let needed =
                (self.wanted.saturating_sub(self.page.len()) * past * 3).checked_div(2 * (self.page.len() - before));
            many = needed.unwrap_or(many * 4).clamp(LOOKED_AT.0, LOOKED_AT.1);
        }
        Ok(())
    }

    /// Looks at the first of a range, and goes on where so many of them fit that the page will be full before long.
    async fn glance(&mut self, range: &Range<i64>) -> Result<(), StoreError> {
        let before = self.page.len();
        self.walk(range, LOOKED_AT.0).await?;
        let (found, left) = (self.page.len() - before, self.wanted.saturating_sub(self.page.len()));
        // By the day the index is quick.
        let promised = if self.line.is_by_day() { PROMISED } else { TRIED };
        if found > 0 && left * LOOKED_AT.0 <= found * promised {
            self.walk(range, TRIED).await?;
        }
        Ok(())
    }

    /// Reads these, and takes those of them that fit, until the page is full.
    async fn take(&mut self, these: &[Place], way: Way) -> Result<(), StoreError> {
        if these.is_empty() {
            return Ok(());
        }
        let backend = self.from.connection().get_database_backend();
        let ids: Vec<i64> = these.iter().map(|(_, id)| id.abs()).collect();
        let these = by_numbers(backend, &ids)?;
        let left = (self.wanted - self.page.len()) as u64;
        let words = self.check.words.clone().filter(|_| way == Way::Otherwise);
        let fitting = with_organisation()
            .filter(these)
            .filter(self.check.others.clone())
            .filter(Condition::all().add_option(words));
        let fitting = self.line.order_found(fitting, backend).limit(if self.check.texts.is_nothing() {
            left
        } else {
            u64::MAX >> 1
        });
        let fitting = self.by_texts(fitting.all(self.from.connection()).await?).await?;
        self.page.extend(fitting.into_iter().take(left as usize));
        Ok(())
    }

    /// Those of these that fit by their texts: what search rows hold has no order, and does not say whose word it is.
    async fn by_texts(&mut self, rows: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        if self.check.texts.is_nothing() || rows.is_empty() {
            return Ok(rows);
        }
        self.read = self.read.saturating_add(rows.len());
        let looked = rows.iter().map(|(row, organisation)| Looked {
            id: row.id,
            subject: &row.subject,
            organisation: organisation.as_ref().map(|organisation| organisation.name.as_str()),
            asker: Contact {
                name: row.contact_name.clone(),
                email: row.contact_email.clone(),
                phone: row.contact_phone.clone(),
            },
        });
        let these = fit_by_texts(self.from, looked.collect(), &self.check.texts).await?;
        Ok(rows.into_iter().filter(|(row, _)| these.contains(&row.id)).collect())
    }
}

/// Did more come in between these two of a line by day than may be looked through in steps of a month?
fn are_busy(line: Line, first: Place, last: Place) -> bool {
    let days = line.step_of(Kind::Days, last.0) - line.step_of(Kind::Days, first.0) + 1;
    (last.1 - first.1).abs() > days * BUSY_DAY
}
