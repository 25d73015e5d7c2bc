//! An address of figures, read with everything that it needs to be known (request parsing): the same for the page, the files
//! to take away and the questions behind a figure.

use super::asked::{Asked, Lists, Wanted};
use super::filters::FilterLists;
use crate::error::Failure;
use crate::form::Errors;
use crate::visitor::Visitor;
use app::{Action, Picture, Refusal, TicketSearch};
use chrono::NaiveDate;
use domain::{Complaint, Complaints, amsterdam_day, long_day_in_words};
use std::sync::Arc;

/// What was asked for.
pub(super) struct Read {
    pub asked: Asked,
    pub wanted: Wanted,
    pub lists: Lists,
    pub filters: FilterLists,
    /// The filters in force, in words, each with what is asked without it.
    pub chosen: Vec<(String, Asked)>,
    pub picture: Arc<Picture>,
    pub today: NaiveDate,
    pub errors: Errors,
}

/// Reads it for somebody who may look at figures.
pub(super) async fn read(visitor: &Visitor, pairs: Vec<(String, String)>) -> Result<Read, Failure> {
    visitor.require_staff()?;
    visitor.app.check(&visitor.caller, Action::ReadTrends)?;
    let (picture, today) = (visitor.app.picture(), amsterdam_day(visitor.app.now()));
    let mut errors = Errors::default();
    let asked = Asked::of(pairs, &mut errors);
    let (mut wanted, lists) = asked.read(&picture, today, &mut errors);
    let organisations = asked.filters.organisations(visitor, &mut errors).await?;
    let organisation = organisations.first().filter(|_| organisations.len() == 1);
    let regions_on = wanted.query.filter.regions_on;
    wanted.query.filter = TicketSearch { regions_on, ..asked.filters.read(&picture, organisation, &mut errors) };
    wanted.only = asked.filters.in_words(&picture, organisation);
    if wanted.query.measure.is_of_timeliness()
        && let Some(expert) = wanted.query.filter.assignee
        && !visitor.app.may(&visitor.caller, Action::ReadTimeliness(expert))
    {
        errors.add(
            "deskundige",
            "Hoe snel of hoe goed een collega antwoordt, ziet alleen een programmaleider.".to_owned(),
        );
    }
    let chosen = asked.filters.chosen(&picture, organisation).into_iter();
    let chosen = chosen.map(|(words, filters)| (words, Asked { filters, ..asked.clone() }));
    let layout = regions_on.map(|day| {
        let without = Asked { indeling: String::new(), ..asked.clone() };
        (format!("indeling van {}", long_day_in_words(day)), without)
    });
    let chosen = chosen.chain(layout).collect();
    let filters = asked.filters.lists(&picture, &organisations, today);
    Ok(Read { asked, wanted, lists, filters, chosen, picture, today, errors })
}

impl Read {
    /// For what can show no form: an address that cannot be read is refused.
    pub(super) fn or_refused(self) -> Result<Self, Failure> {
        if self.errors.is_empty() {
            return Ok(self);
        }
        let complaints = self.errors.0.into_iter().map(|error| Complaint {
            path: vec![error.field],
            code: "INVALID".to_owned(),
            message: error.message,
        });
        Err(Refusal::Complaints(Complaints(complaints.collect())).into())
    }
}
