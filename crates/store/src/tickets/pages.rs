//! Pages of a list, in any order, forward and back (keyset pagination).

use super::line::Line;
use super::list::by_urgency;
use super::order::{self, Place, Stretch};
use super::read::complete;
use super::seek::{Check, Row, Seek};
use super::these::InTexts;
use super::traits;
use crate::entity::ticket;
use crate::reads::{Snapshot, sealed::Connected};
use crate::scope::Sight;
use crate::search::{self, Finder, Must, Wanted, Words};
use crate::{Cursor, Order, Page, Paging, Reads, Scope, Store, StoreError, TicketFilter, Turn, conflicts};
use domain::{PersonId, Ticket, TicketId};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect};

/// How far the keys of one tier of the best hits lie before those of the next: more than there are days.
const TIER: i64 = 1_000_000_000;

/// One page, most urgent first. Where an index has the order that is asked for (no filters but states and one expert), it
/// takes three statements whatever the size; else a few more, and never many rows (see `seek`).
pub async fn list(
    store: &Store,
    scope: &Scope,
    filter: &TicketFilter,
    first: u32,
    after: Option<Cursor>,
) -> Result<Page<Ticket>, StoreError> {
    let turn = after.map_or(Turn::First, Turn::After);
    page(store, scope, filter, &Paging { order: Order::Urgent, turn, rows: first }).await
}

/// One page in this order.
pub async fn page(
    store: &Store,
    scope: &Scope,
    filter: &TicketFilter,
    paging: &Paging,
) -> Result<Page<Ticket>, StoreError> {
    let wanted = paging.rows as usize + 1;
    let stretches = order::stretches(&filter.status);
    if paging.order == Order::Urgent
        && !matches!(paging.turn, Turn::Before(_))
        && is_in_order(scope, filter, &stretches)
    {
        let after = order::of_cursor(paging.turn.cursor());
        let rows = in_order(store, scope, filter.assignee, &stretches, after, wanted).await?;
        let rows = rows.into_iter().map(|row| ((row.0.urgency, row.0.id), row)).collect();
        return complete_page(store, Filled { rows, is_cut: false }, paging).await;
    }
    let seen = Snapshot::begin(store).await?;
    let filled = match paging.order {
        Order::Best => best(&seen, scope, filter, paging, wanted).await?,
        order => in_line(&seen, scope, filter, order, paging, wanted).await?,
    };
    let page = complete_page(&seen, filled, paging).await?;
    seen.end().await?;
    Ok(page)
}

/// The rows of a page and one more, along the line they were looked for.
#[derive(Default)]
struct Filled {
    rows: Vec<(Place, Row)>,
    /// Was enough read before the page was full?
    is_cut: bool,
}

/// Is there one index with this order: of all tickets, of those in a state, or of those that an expert has?
fn is_in_order(scope: &Scope, filter: &TicketFilter, stretches: &[Stretch]) -> bool {
    let TicketFilter { status, assignee, .. } = filter.clone();
    let is_theirs = match scope {
        Scope::Everything => true,
        Scope::Expert(expert) => assignee == Some(*expert),
        Scope::AnsweredFor(_) | Scope::One(_) | Scope::Nothing => false,
    };
    is_theirs
        && *filter == TicketFilter { status, assignee, ..TicketFilter::default() }
        && (assignee.is_none() || stretches.iter().all(|stretch| stretch.status.is_none()))
}

/// Along an index that has this order.
async fn in_order(
    from: &Store,
    scope: &Scope,
    assignee: Option<PersonId>,
    stretches: &[Stretch],
    after: Place,
    wanted: usize,
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    for stretch in stretches {
        let mut query = by_urgency().filter(stretch.behind(after)).limit((wanted - rows.len()) as u64);
        if let Some(expert) = assignee {
            query = query.filter(ticket::Column::AssigneeId.eq(expert.0));
        }
        if let Scope::Expert(expert) = scope {
            query = query.filter(conflicts::without(*expert));
        }
        rows.extend(query.all(from.connection()).await?);
        if rows.len() >= wanted {
            break;
        }
    }
    Ok(rows)
}

/// By what search rows say.
async fn in_line(
    from: &Snapshot,
    scope: &Scope,
    filter: &TicketFilter,
    order: Order,
    paging: &Paging,
    wanted: usize,
) -> Result<Filled, StoreError> {
    let Some(asked) = AskedFor::read(from, scope, filter).await? else { return Ok(Filled::default()) };
    let line = match order {
        Order::Oldest => Line::Oldest,
        Order::Newest => Line::Newest,
        Order::Urgent | Order::Best => Line::Urgent,
    };
    let cursor = paging.turn.cursor().map(|cursor| (cursor.urgency, cursor.id.0));
    let (line, after) = match paging.turn {
        Turn::Before(_) => (line.back(), cursor.map(|(key, id)| (key.saturating_neg(), -signed(line, id)))),
        _ => (line, cursor.map(|(key, id)| (key, signed(line, id)))),
    };
    asked.fill(line, asked.wanted.pieces.clone(), filter.sought, after.unwrap_or(order::FRONT), wanted).await
}

/// The number of a ticket as it stands along a line.
fn signed(line: Line, id: i64) -> i64 {
    if matches!(line, Line::Newest | Line::LeastUrgent) { -id } else { id }
}

/// The best hits first: with every word in the subject, then with every word as it is, then with pieces of words; in each tier
/// the newest first.
async fn best(
    from: &Snapshot,
    scope: &Scope,
    filter: &TicketFilter,
    paging: &Paging,
    wanted: usize,
) -> Result<Filled, StoreError> {
    let Some(asked) = AskedFor::read(from, scope, filter).await? else { return Ok(Filled::default()) };
    if asked.wanted.is_nothing() {
        return Ok(Filled::default());
    }
    let Wanted { in_subject, whole, pieces, .. } = asked.wanted.clone();
    let tiers =
        [in_subject.clone(), Must { without: in_subject.all, ..whole.clone() }, Must { without: whole.all, ..pieces }];
    let cursor = paging.turn.cursor();
    let tier_of = |key: i64| (key + TIER / 2).div_euclid(TIER);
    let (start, is_back) = (cursor.map(|cursor| tier_of(cursor.urgency)), matches!(paging.turn, Turn::Before(_)));
    let mut filled = Filled::default();
    let numbers: Vec<i64> = if is_back { vec![2, 1, 0] } else { vec![0, 1, 2] };
    for (tier, must) in numbers.into_iter().filter_map(|tier| Some((tier, tiers.get(usize::try_from(tier).ok()?)?))) {
        if filled.rows.len() >= wanted || start.is_some_and(|start| if is_back { tier > start } else { tier < start }) {
            continue;
        }
        let after = cursor.filter(|_| start == Some(tier)).map(|cursor| (cursor.urgency - tier * TIER, -cursor.id.0));
        let (line, after) =
            if is_back { (Line::Oldest, after.map(|(key, id)| (-key, -id))) } else { (Line::Newest, after) };
        let left = wanted - filled.rows.len();
        let more = asked.fill(line, must.clone(), None, after.unwrap_or(order::FRONT), left).await?;
        filled.is_cut |= more.is_cut;
        let offset = if is_back { -tier * TIER } else { tier * TIER };
        filled.rows.extend(more.rows.into_iter().map(|((key, id), row)| ((key + offset, id), row)));
    }
    Ok(filled)
}

/// What is asked for, read once for all parts of a page.
pub(super) struct AskedFor<'a> {
    from: &'a Snapshot,
    scope: &'a Scope,
    pub filter: TicketFilter,
    pub wanted: Wanted,
    pub sight: Sight,
}

impl<'a> AskedFor<'a> {
    /// None where nothing can fit.
    pub(super) async fn read(
        from: &'a Snapshot,
        scope: &'a Scope,
        filter: &TicketFilter,
    ) -> Result<Option<Self>, StoreError> {
        if matches!(scope, Scope::Nothing) {
            return Ok(None);
        }
        let Some(filter) = traits::among_what_is_there(from, filter).await? else { return Ok(None) };
        let sight = scope.look_up(from).await?;
        let wanted = match &filter.text {
            Some(text) => search::wanted(from, text, scope.words()).await?,
            None => Wanted::default(),
        };
        Ok(Some(Self { from, scope, filter, wanted, sight }))
    }

    /// What must hold of the texts of what is found by the words.
    pub(super) fn in_texts(&self) -> InTexts {
        let text = self.filter.text.as_deref().filter(|_| self.scope.words() == Words::WithoutAsker);
        InTexts { phrases: self.wanted.phrases.clone(), without_asker: text.map(Finder::of) }
    }

    /// What every search row holds that leads to something that fits.
    pub(super) fn must(&self, words: Must) -> Must {
        let must = traits::of_filter(&self.filter, words);
        match traits::of_scope(self.scope, &self.sight.themes, &self.filter) {
            Some(marks) => must.and(marks),
            None => must,
        }
    }

    /// The rows along a line whose search rows hold these words, or that were meant by a number.
    async fn fill(
        &self,
        line: Line,
        words: Must,
        sought: Option<domain::Sought>,
        after: Place,
        wanted: usize,
    ) -> Result<Filled, StoreError> {
        let (from, filter) = (self.from, &self.filter);
        let check = Check {
            words: filter.text.as_ref().map(|_| search::check(from, &words, sought)),
            others: Condition::all().add(self.sight.condition.clone()).add(filter.check(from)),
            texts: self.in_texts(),
        };
        let mut seek = Seek::new(from, line, check, self.must(words), filter.assignee, after, wanted);
        let one = match self.scope {
            Scope::One(ticket) => Some(*ticket),
            _ => sought.map(|sought| sought.ticket),
        };
        if let Some(ticket) = one {
            seek.look_at_one(ticket.0).await?;
        }
        let has_no_word = filter.text.is_some() && self.wanted.is_nothing();
        if has_no_word || matches!(self.scope, Scope::One(_)) {
            seek.take_besides().await?;
            return Ok(Self::filled(seek, line));
        }
        let are_up_to_date = seek.look_at_changed().await?;
        for leg in line.legs_of(filter) {
            if are_up_to_date {
                seek.seek(&leg).await?;
            } else {
                seek.walk(&leg.of, usize::MAX).await?;
            }
        }
        Ok(Self::filled(seek, line))
    }

    fn filled(seek: Seek<'_>, line: Line) -> Filled {
        let is_cut = seek.is_cut();
        Filled { rows: seek.page.into_iter().map(|row| (line.place_of(&row.0), row)).collect(), is_cut }
    }
}

async fn complete_page(from: &impl Reads, filled: Filled, paging: &Paging) -> Result<Page<Ticket>, StoreError> {
    let Filled { mut rows, is_cut } = filled;
    let has_more = rows.len() > paging.rows as usize;
    rows.truncate(paging.rows as usize);
    let is_back = matches!(paging.turn, Turn::Before(_));
    if is_back {
        rows.reverse();
    }
    let key = |key: i64| if is_back { -key } else { key };
    let cursors: Vec<Cursor> =
        rows.iter().map(|((place, _), (row, _))| Cursor { urgency: key(*place), id: TicketId(row.id) }).collect();
    let tickets = complete(from, rows.into_iter().map(|(_, row)| row).collect()).await?;
    let (has_next, has_previous) = match paging.turn {
        Turn::First => (has_more, false),
        Turn::After(_) => (has_more, true),
        Turn::Before(_) => (true, has_more),
    };
    Ok(Page { items: cursors.into_iter().zip(tickets).collect(), has_next, has_previous, is_cut })
}
