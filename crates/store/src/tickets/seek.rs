//! Lists that an index alone does not put in order (combined filters, search): what is in front of a page is found by
//! search rows, and looked at in the order of the list.
//!
//! How a page is found is decided here, from how many there are, and never by what a database believes of that
//! (planner statistics): every statement reads a bounded number of rows by their numbers, or walks a bounded piece of
//! one index. The order is gone through in steps: what is open, then weeks of what is finished. Of each step the search
//! rows say whether few tickets may fit, and which: those are put in order. When there are many, the step is walked, and
//! a page is full before long.

use super::order::{Place, Stretch, behind};
use super::read::with_organisation;
use crate::entity::{organisation, ticket};
use crate::reads::{Snapshot, sealed::Connected};
use crate::search::{self, Must};
use crate::{StoreError, urgency};
use domain::PersonId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use std::ops::Range;

/// A row with its organisation.
pub(super) type Row = (ticket::Model, Option<organisation::Model>);

/// More search rows than this are many: then one in a few dozen fits, and walking is quicker than sorting.
const FEW: i64 = 1_500;
/// How many of those that were found are read at once.
const FOUND: usize = 256;
/// How many of those that are walked past are looked at in one go: at first, and at most.
const LOOKED_AT: (usize, usize) = (64, 1_024);
/// More weeks than this in one step are not named: all are meant.
const WEEKS: i64 = 64;
/// By how much a step that found little is made longer.
const LONGER: i64 = 8;
/// Longer than what is left.
const REST: i64 = i64::MAX;
/// One of more marks than this is dear to look for, and most tickets have one of them: first it is tried without.
const WIDE: usize = 12;
/// So many are looked at before a wide list of marks is worth its price.
const TRIED: usize = 1_344;
/// So many search rows may be out of date before they are of no use for this.
const OUT_OF_DATE: u64 = 1_000;

/// What must hold of each ticket of a page.
pub(super) struct Check {
    /// Known already of a ticket that its search row led to.
    pub words: Option<Expr>,
    pub others: Condition,
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
    check: Check,
    /// What its search row must hold, and what it must hold besides that is dear to look for.
    must: Must,
    wide: Must,
    /// Who has it, if that was asked.
    assignee: Option<PersonId>,
    /// Where the page starts.
    after: Place,
    /// How many rows it takes.
    wanted: usize,
    pub page: Vec<Row>,
    /// Tickets that are looked at whatever their search rows say, in their order.
    besides: Vec<Place>,
}

/// What the search rows say of a step.
enum Found {
    /// The first of those that may fit, and whether there are more.
    Few(Vec<Place>, bool),
    Many,
}

impl<'a> Seek<'a> {
    pub(super) fn new(
        from: &'a Snapshot,
        check: Check,
        must: Must,
        assignee: Option<PersonId>,
        after: Place,
        wanted: usize,
    ) -> Self {
        let (wide, must) = must.0.into_iter().partition(|marks| marks.len() > WIDE);
        let (page, besides) = (Vec::new(), Vec::new());
        Self { from, check, must: Must(must), wide: Must(wide), assignee, after, wanted, page, besides }
    }

    fn is_full(&self) -> bool {
        self.page.len() >= self.wanted
    }

    /// The tickets whose search rows are out of date; `false` when they are too many.
    pub(super) async fn look_at_changed(&mut self) -> Result<bool, StoreError> {
        let changed: Vec<Place> = ticket::Entity::find()
            .select_only()
            .columns([ticket::Column::Urgency, ticket::Column::Id])
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
        let one = places().filter(ticket::Column::Id.eq(ticket)).filter(self.check.others.clone());
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

    /// Fills the page from a stretch, by the search rows.
    pub(super) async fn seek(&mut self, stretch: &Stretch) -> Result<(), StoreError> {
        let [open, finished] = stretch.parts();
        if !open.is_empty() && !self.is_full() {
            let must = self.must.and(vec![search::OPEN.to_owned()]);
            // How many are open is no news, and not asked for by itself.
            let is_open_alone = self.must.0.is_empty() && !self.wide.0.is_empty();
            if is_open_alone || matches!(self.find(&must, &open).await?, Found::Many) {
                self.go_along(&must, &open).await?;
            }
        }
        if finished.is_empty() || self.is_full() {
            return Ok(());
        }
        let must = match stretch.status {
            Some(status) => self.must.and(vec![search::of_status(status.as_str())]),
            None => self.must.clone(),
        };
        self.seek_weeks(&must, &finished).await
    }

    /// From the latest week on: first one week, then longer steps while little is found.
    async fn seek_weeks(&mut self, must: &Must, range: &Range<i64>) -> Result<(), StoreError> {
        let Some((mut week, oldest)) = self.weeks(range).await? else { return Ok(()) };
        let mut step = 1;
        while week >= oldest && !self.is_full() {
            // All weeks that are left need no names: what stands in front is not taken again.
            let is_rest = step > WEEKS && !must.0.is_empty();
            let first = if is_rest { oldest } else { oldest.max(week - step.min(WEEKS) + 1) };
            let named = if is_rest { must.clone() } else { must.and((first..=week).map(search::of_week).collect()) };
            let of = urgency::of_weeks(first, week);
            match self.find(&named, &of).await? {
                Found::Few(..) => {
                    week = first - 1;
                    // A rare word is found at once in all that is left; else it is longer each time.
                    step = if step == 1 { REST } else { step.saturating_mul(LONGER) };
                }
                Found::Many if first == week => {
                    self.go_along(&named, &of).await?;
                    (week, step) = (week - 1, 1);
                }
                Found::Many => step = if is_rest { LONGER } else { (step / LONGER).clamp(1, LONGER) },
            }
        }
        Ok(())
    }

    /// Goes along a range in which many may fit.
    async fn go_along(&mut self, must: &Must, range: &Range<i64>) -> Result<(), StoreError> {
        if !self.wide.0.is_empty() {
            self.walk(range, TRIED).await?;
            let all = Must(must.0.iter().chain(&self.wide.0).cloned().collect());
            if self.is_full() || matches!(self.find(&all, range).await?, Found::Few(..)) {
                return Ok(());
            }
        }
        self.walk(range, usize::MAX).await
    }

    /// The first and the last week behind this place in which something changed.
    async fn weeks(&self, range: &Range<i64>) -> Result<Option<(i64, i64)>, StoreError> {
        let one = |query: sea_orm::Select<ticket::Entity>| query.filter(behind(self.after, range)).limit(1);
        let latest: Option<Place> = one(places()).into_tuple().one(self.from.connection()).await?;
        let last = ticket::Entity::find()
            .select_only()
            .columns([ticket::Column::Urgency, ticket::Column::Id])
            .order_by_desc(ticket::Column::Urgency)
            .order_by_desc(ticket::Column::Id);
        let last: Option<Place> = one(last).into_tuple().one(self.from.connection()).await?;
        Ok(latest.zip(last).map(|(latest, last)| (urgency::week(latest.0), urgency::week(last.0))))
    }

    /// Takes those of a range that fit, if there are few that may.
    async fn find(&mut self, must: &Must, range: &Range<i64>) -> Result<Found, StoreError> {
        let query = must.query(self.from.connection().get_database_backend());
        loop {
            let Found::Few(mut places, has_more) = self.found(&query, range).await? else { return Ok(Found::Many) };
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

    /// What the search rows say: one statement, that reads no more than it should whatever there is.
    async fn found(&self, query: &str, range: &Range<i64>) -> Result<Found, StoreError> {
        let backend = self.from.connection().get_database_backend();
        // Each database is kept from looking for them the other way round: along the order, and among those that were found.
        let (hits, join) = match backend {
            DatabaseBackend::Sqlite => (
                "SELECT rowid AS id FROM ticket_search WHERE ticket_search MATCH $1 LIMIT $2 + 1",
                "hits CROSS JOIN tickets WHERE tickets.id = hits.id",
            ),
            _ => (
                "SELECT found AS id FROM search_rows($1::tsquery, $2::bigint + 1) AS found",
                "hits CROSS JOIN LATERAL (SELECT urgency, id FROM tickets WHERE id = hits.id OFFSET 0) AS tickets WHERE true",
            ),
        };
        let sql = format!(
            "WITH hits AS MATERIALIZED ({hits}), here AS (\
             SELECT tickets.urgency, tickets.id FROM {join} \
             AND (SELECT count(*) FROM hits) <= $2 AND tickets.urgency < $3 AND (tickets.urgency, tickets.id) > ($4, $5) \
             ORDER BY tickets.urgency, tickets.id LIMIT {FOUND}) \
             SELECT count(*), 0 AS id FROM hits UNION ALL SELECT here.urgency, here.id FROM here"
        );
        let from = self.after.max((range.start.saturating_sub(1), i64::MAX));
        let values = [query.into(), FEW.into(), range.end.into(), from.0.into(), from.1.into()];
        let rows = self.from.connection().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        let mut places = Vec::with_capacity(rows.len());
        for row in &rows {
            places.push((row.try_get_by_index::<i64>(0)?, row.try_get_by_index::<i64>(1)?));
        }
        // No ticket has the number 0: that line is the count.
        let count = places.iter().position(|(_, id)| *id == 0).map_or(0, |at| places.swap_remove(at).0);
        places.sort_unstable();
        let has_more = places.len() >= FOUND;
        Ok(if count > FEW { Found::Many } else { Found::Few(places, has_more) })
    }

    /// Goes along the order past so many at most, and takes those that fit.
    pub(super) async fn walk(&mut self, range: &Range<i64>, most: usize) -> Result<(), StoreError> {
        let (mut many, mut past, before) = (LOOKED_AT.0, 0, self.page.len());
        while !self.is_full() && past < most {
            let mut ahead = places().filter(behind(self.after, range)).limit(many as u64);
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

    /// Reads these, and takes those of them that fit, until the page is full.
    async fn take(&mut self, these: &[Place], way: Way) -> Result<(), StoreError> {
        if these.is_empty() {
            return Ok(());
        }
        let backend = self.from.connection().get_database_backend();
        let ids: Vec<i64> = these.iter().map(|(_, id)| *id).collect();
        let ids = serde_json::to_string(&ids)?;
        let these = match backend {
            DatabaseBackend::Sqlite => {
                Expr::cust_with_values("\"tickets\".\"id\" IN (SELECT value FROM json_each(?))", [ids])
            }
            _ => Expr::cust_with_values("\"tickets\".\"id\" = ANY (translate($1, '[]', '{}')::bigint[])", [ids]),
        };
        let left = (self.wanted - self.page.len()) as u64;
        let words = self.check.words.clone().filter(|_| way == Way::Otherwise);
        let fitting = with_organisation()
            .filter(these)
            .filter(self.check.others.clone())
            .filter(Condition::all().add_option(words))
            // With a sign that keeps both databases from walking their order to find these.
            .order_by_asc(Expr::cust("+\"tickets\".\"urgency\""))
            .order_by_asc(Expr::cust("+\"tickets\".\"id\""))
            .limit(left);
        self.page.extend(fitting.all(self.from.connection()).await?);
        Ok(())
    }
}

/// Where tickets stand, in their order.
fn places() -> sea_orm::Select<ticket::Entity> {
    ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Urgency, ticket::Column::Id])
        .order_by_asc(ticket::Column::Urgency)
        .order_by_asc(ticket::Column::Id)
}
