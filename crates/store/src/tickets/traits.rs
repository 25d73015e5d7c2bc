//! What is asked for, as marks of search rows: every ticket that fits has them, and some that do not fit may.

use crate::entity::ticket;
use crate::search::{self, Must};
use crate::{Reads, Scope, StoreError, TicketFilter};
use chrono::{Datelike, Days, NaiveDate};
use domain::TopicKey;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

/// More places or days than this are no way to find anything: then most tickets have one of them.
const MOST: usize = 120;

/// What every ticket that fits holds, but for where it stands and who may see it.
pub(super) fn of_filter(filter: &TicketFilter, words: Must) -> Must {
    let mut must = words;
    let topics = |topics: &[TopicKey]| topics.iter().map(|topic| search::of_topic(topic.as_str())).collect();
    let kinds = filter.organisation_kind.iter().map(|kind| search::of_kind(kind.as_str()));
    let expert = filter.assignee.iter().map(|expert| search::of_expert(expert.0));
    let organisation = filter.organisation.iter().map(|organisation| search::of_organisation(organisation.0));
    let along = filter.asked_along.iter().map(|person| search::of_invited(person.0));
    let who = [kinds.collect::<Vec<_>>(), organisation.collect(), expert.collect(), along.collect()];
    for marks in who.into_iter().chain([topics(&filter.topics), topics(&filter.groups), places(filter), days(filter)]) {
        if !marks.is_empty() {
            must.all.push(marks);
        }
    }
    must
}

fn places(filter: &TicketFilter) -> Vec<String> {
    let Some(municipalities) = &filter.municipalities else { return Vec::new() };
    let municipalities = municipalities.iter().map(|code| search::of_municipality(&code.0));
    let regions = filter.regions.iter().map(|region| search::of_region(&region.layout.0, &region.code));
    let all: Vec<String> = municipalities.chain(regions).collect();
    if all.len() > MOST { Vec::new() } else { all }
}

/// Whole months, and the days around them.
fn days(filter: &TicketFilter) -> Vec<String> {
    let (Some(first), Some(last)) = (filter.received_from, filter.received_to) else { return Vec::new() };
    let (mut day, mut all) = (first, Vec::new());
    while day <= last && all.len() <= MOST {
        let next = first_of_next_month(day);
        let is_whole = day.day() == 1 && next.and_then(|next| next.pred_opt()).is_some_and(|end| end <= last);
        all.push(if is_whole { search::of_month(day) } else { search::of_day(day) });
        let Some(following) = (if is_whole { next } else { day.checked_add_days(Days::new(1)) }) else { break };
        day = following;
    }
    if all.len() > MOST { Vec::new() } else { all }
}

fn first_of_next_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(chrono::Months::new(1))
}

/// The same filter, with days between which there are tickets; none when nothing can fit.
pub(super) async fn among_what_is_there(
    from: &impl Reads,
    filter: &TicketFilter,
) -> Result<Option<TicketFilter>, StoreError> {
    let mut filter = filter.clone();
    if filter.municipalities.as_ref().is_some_and(Vec::is_empty) && filter.regions.is_empty() {
        return Ok(None);
    }
    if filter.received_from.is_none() && filter.received_to.is_none() {
        return Ok(Some(filter));
    }
    let day = || ticket::Entity::find().select_only().column(ticket::Column::ReceivedOn).limit(1);
    let first: Option<NaiveDate> =
        day().order_by_asc(ticket::Column::ReceivedOn).into_tuple().one(from.connection()).await?;
    let last: Option<NaiveDate> =
        day().order_by_desc(ticket::Column::ReceivedOn).into_tuple().one(from.connection()).await?;
    let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
    let first = filter.received_from.map_or(first, |from| from.max(first));
    let last = filter.received_to.map_or(last, |to| to.min(last));
    (filter.received_from, filter.received_to) = (Some(first), Some(last));
    Ok((first <= last).then_some(filter))
}

/// What every ticket in the scope holds one of; none where that says nothing.
pub(super) fn of_scope(scope: &Scope, themes: &[String], filter: &TicketFilter) -> Option<Vec<String>> {
    let Scope::Expert(expert) = scope else { return None };
    if filter.assignee == Some(*expert) || filter.asked_along == Some(*expert) {
        return None;
    }
    let mut marks = vec![search::of_expert(expert.0), search::of_invited(expert.0)];
    marks.extend(themes.iter().map(|topic| search::of_topic(topic)));
    Some(marks)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn days_of(first: &str, last: &str) -> Vec<String> {
        let day = |text: &str| Some(text.parse().unwrap());
        days(&TicketFilter { received_from: day(first), received_to: day(last), ..TicketFilter::default() })
    }

    #[test]
    fn a_stretch_of_days_is_whole_months_and_the_days_around_them() {
        assert_eq!(
            days_of("2026-02-27", "2026-04-02"),
            ["d:20260227", "d:20260228", "m:202603", "d:20260401", "d:20260402"]
        );
        assert_eq!(days_of("2026-02-01", "2026-02-28"), ["m:202602"]);
        assert_eq!(days_of("2026-02-01", "2026-02-02"), ["d:20260201", "d:20260202"]);
        assert_eq!(days_of("2026-12-01", "2027-01-01"), ["m:202612", "d:20270101"]);
        assert!(days_of("1900-01-01", "2199-12-31").is_empty(), "too many to look for");
    }
}
