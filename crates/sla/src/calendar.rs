//! When the desk is open.

use crate::amsterdam::{FIRST_DAY, LAST_DAY, day_after, day_before, day_of, instant};
use crate::calendar_form::{CalendarError, CalendarForm};
use crate::holidays::holiday;
use crate::regime::{Opening, Regime, SpecialDay};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When the desk is open.
///
/// It has a version, because a deadline remembers which calendar it was counted with. It is open at least at some time
/// of the week (reading one that never opens is an error), so that there is always a working day ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CalendarForm", into = "CalendarForm")]
pub struct Calendar {
    version: i32,
    /// At least one, in the order of time.
    regimes: Vec<Regime>,
    special: BTreeMap<NaiveDate, SpecialDay>,
}

impl From<Calendar> for CalendarForm {
    fn from(calendar: Calendar) -> Self {
        let special_days = calendar.special.into_values().collect();
        Self { version: calendar.version, regimes: calendar.regimes, special_days }
    }
}

impl TryFrom<CalendarForm> for Calendar {
    type Error = CalendarError;

    fn try_from(form: CalendarForm) -> Result<Self, CalendarError> {
        let CalendarForm { version, regimes, special_days } = form.checked()?;
        let bare = Self { version, regimes, special: BTreeMap::new() };
        Ok(special_days.into_iter().fold(bare, Self::with_special_day))
    }
}

impl Calendar {
    /// Version 1, with [`Regime::standard`] for all days.
    pub fn standard() -> Self {
        Self { version: 1, regimes: vec![Regime::standard()], special: BTreeMap::new() }
    }

    /// The same calendar under another version number.
    #[must_use]
    pub fn with_version(mut self, version: i32) -> Self {
        self.version = version;
        self
    }

    /// Opening hours of one day of the week in the latest regime; none at all closes it. Refused when they overlap, run
    /// backwards, or leave the desk without any opening in the week.
    pub fn with_hours(mut self, weekday: Weekday, hours: &[Opening]) -> Result<Self, CalendarError> {
        self.latest_mut().hours[weekday.num_days_from_monday() as usize] = hours.to_vec();
        CalendarForm::from(self).try_into()
    }

    /// Other opening hours and choices from a day on; what was to begin on that day or later is forgotten. Refused like
    /// [`Calendar::with_hours`].
    pub fn with_regime(mut self, regime: Regime) -> Result<Self, CalendarError> {
        self.regimes.retain(|earlier| earlier.from < regime.from);
        self.regimes.push(regime);
        CalendarForm::from(self).try_into()
    }

    /// Good Friday is a working day in the latest regime: the employer's choice.
    #[must_use]
    pub fn working_on_good_friday(mut self) -> Self {
        self.latest_mut().good_friday_off = false;
        self
    }

    /// 5 May is a working day in the latest regime: the employer's choice.
    #[must_use]
    pub fn working_on_liberation_day(mut self) -> Self {
        self.latest_mut().liberation_day_off = false;
        self
    }

    /// Closed on one more day, such as a bridge day the government appoints.
    #[must_use]
    pub fn with_closed_day(self, day: NaiveDate, label: &str) -> Self {
        self.with_special_day(SpecialDay { day, label: label.to_owned(), open: false })
    }

    /// Open on a day that the rules would close, with the hours of its weekday; a weekday without hours borrows those
    /// of the first weekday that has any.
    #[must_use]
    pub fn with_open_day(self, day: NaiveDate, label: &str) -> Self {
        self.with_special_day(SpecialDay { day, label: label.to_owned(), open: true })
    }

    /// Opens or closes one day. What is said last about a day holds.
    #[must_use]
    pub fn with_special_day(mut self, special: SpecialDay) -> Self {
        // A derivation is one line, whatever somebody pasted as a label.
        let label = special.label.split_whitespace().collect::<Vec<_>>().join(" ");
        self.special.insert(special.day, SpecialDay { label, ..special });
        self
    }

    /// What data said about one day is forgotten: the rules decide again.
    #[must_use]
    pub fn without_special_day(mut self, day: NaiveDate) -> Self {
        self.special.remove(&day);
        self
    }

    /// Which version of the calendar this is.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// The days that data closes or opens, in the order of time.
    pub fn special_days(&self) -> impl Iterator<Item = &SpecialDay> {
        self.special.values()
    }

    /// The name of the holiday or appointed day that closes the desk on this day, weekends included; none when the
    /// desk is open, or closed only because it always is on that day of the week.
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        match self.special.get(&day) {
            Some(special) if special.open => None,
            Some(special) => Some(&special.label),
            None => holiday(day, self.regime_on(day)),
        }
    }

    /// Is the desk open at some time of this day? Never outside the years 1 to 9999.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !self.hours_on(day).is_empty()
    }

    /// When the desk opens on this day; none when it stays closed.
    pub fn opening_time(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        Some(instant(day.and_time(self.hours_on(day).first()?.from)))
    }

    /// When the desk closes on this day, for the last time if it opens more than once; none when it stays closed.
    pub fn closing_time(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        Some(instant(day.and_time(self.hours_on(day).last()?.to)))
    }

    /// The first working day after this day; none when the years known end first.
    pub fn next_working_day(&self, day: NaiveDate) -> Option<NaiveDate> {
        std::iter::successors(day_after(day.max(FIRST_DAY)), |day| day_after(*day))
            .find(|&later| self.is_working_day(later))
    }

    /// The last working day before this day; none when the years known begin first.
    pub fn previous_working_day(&self, day: NaiveDate) -> Option<NaiveDate> {
        std::iter::successors(day_before(day.min(LAST_DAY)), |day| day_before(*day))
            .find(|&earlier| self.is_working_day(earlier))
    }

    /// How long the desk is open on this day. An opening that spans a change of the clock lasts as long as it really
    /// does, not as long as the wall says.
    pub fn opening_on(&self, day: NaiveDate) -> TimeDelta {
        self.hours_on(day).iter().map(|opening| opening.lasts_on(day)).sum()
    }

    /// Is the desk open at this instant? Closing time itself is no longer open.
    pub fn is_open_at(&self, moment: DateTime<Utc>) -> bool {
        self.openings(day_of(moment)).any(|(opens, closes)| opens <= moment && moment < closes)
    }

    /// This instant when the desk is open, otherwise the next at which it opens.
    pub fn open_from(&self, moment: DateTime<Utc>) -> DateTime<Utc> {
        let today = day_of(moment);
        let later_today = self.openings(today).find(|(_, closes)| moment < *closes).map(|(opens, _)| opens.max(moment));
        later_today
            .or_else(|| self.opening_time(self.next_working_day(today)?))
            // At the end of all years the desk never opens again.
            .unwrap_or(moment)
    }

    /// The first of these days on which the desk is open at other times than by the other calendar.
    pub fn first_difference(&self, other: &Self, days: impl IntoIterator<Item = NaiveDate>) -> Option<NaiveDate> {
        days.into_iter().find(|&day| self.hours_on(day) != other.hours_on(day))
    }

    /// Opening hours and choices, in the order of time.
    pub fn regimes(&self) -> &[Regime] {
        &self.regimes
    }

    /// What holds on this day.
    pub fn regime_on(&self, day: NaiveDate) -> &Regime {
        match self.regimes.as_slice() {
            // Nearly always: asked for every day of every promise.
            [only] => only,
            several => &several[several.iter().skip(1).take_while(|regime| regime.from <= day).count()],
        }
    }

    /// What counts as one working day when opening time is told in days: the mean of the weekdays that have hours, in
    /// the latest regime.
    pub fn usual_day(&self) -> TimeDelta {
        let open = self.latest().hours.iter().filter(|hours| !hours.is_empty());
        let days = i32::try_from(open.clone().count()).unwrap_or(7).max(1);
        open.flatten().map(|opening| opening.to - opening.from).sum::<TimeDelta>() / days
    }

    /// When the desk is open on this day, in the order of time.
    pub(crate) fn openings(&self, day: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        self.hours_on(day)
            .iter()
            .map(move |opening| (instant(day.and_time(opening.from)), instant(day.and_time(opening.to))))
    }

    /// Is the desk open on this day in other weeks? Days for which it is not are closed without saying.
    pub(crate) fn has_hours_on_weekday_of(&self, day: NaiveDate) -> bool {
        !self.weekly_hours(day).is_empty()
    }

    pub(crate) fn hours_on(&self, day: NaiveDate) -> &[Opening] {
        if !(FIRST_DAY..=LAST_DAY).contains(&day) {
            return &[];
        }
        let regime = self.regime_on(day);
        let weekly = regime.on_weekday(day.weekday());
        match self.special.get(&day) {
            Some(special) if special.open && weekly.is_empty() => {
                let mut week = regime.hours.iter();
                week.find(|hours| !hours.is_empty()).map_or(&[], Vec::as_slice)
            }
            Some(special) if special.open => weekly,
            None if !weekly.is_empty() && holiday(day, regime).is_none() => weekly,
            _ => &[],
        }
    }

    fn weekly_hours(&self, day: NaiveDate) -> &[Opening] {
        self.regime_on(day).on_weekday(day.weekday())
    }

    fn latest(&self) -> &Regime {
        &self.regimes[self.regimes.len() - 1]
    }

    fn latest_mut(&mut self) -> &mut Regime {
        let latest = self.regimes.len() - 1;
        &mut self.regimes[latest]
    }
}
