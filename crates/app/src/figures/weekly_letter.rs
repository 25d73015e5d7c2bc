//! The figures of the week that is over, on the first working morning of the next, to leads who want them (weekly report).
//!
//! Who was sent which week is claimed in the transaction that writes the letter: once, however many workers look at the same time.

use crate::figures::report::{TrendsBy, TrendsQuery};
use crate::letters::pace::next_morning;
use crate::letters::{Measured, OfWeek, WeeklyFigures};
use crate::policy::{self, Action};
use crate::{App, Caller, Picture, Refusal, TicketSearch};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{AMSTERDAM, Actor, Origin, Person, Role, amsterdam_day, counted};
use trends::{Bucket, Measure};

/// The Monday of the week that a moment lies in.
pub(crate) fn week_of(moment: DateTime<Utc>) -> NaiveDate {
    Bucket::Week.start(amsterdam_day(moment))
}

/// Is the first working morning of its week over at this moment?
pub(crate) fn is_begun(picture: &Picture, moment: DateTime<Utc>) -> bool {
    let midnight = week_of(moment).and_time(NaiveTime::MIN).and_local_timezone(AMSTERDAM).earliest();
    let before = midnight.map(|midnight| midnight.to_utc() - TimeDelta::seconds(1));
    before.and_then(|before| next_morning(&picture.promises.calendar, before)).is_some_and(|first| first <= moment)
}

impl App {
    /// Writes the letter to everybody who wants it and did not get it. How many.
    pub async fn send_weekly_figures(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let (picture, now) = (self.picture(), self.clock.now());
        if !picture.wishes.values().any(|wishes| wishes.weekly_figures) || !is_begun(&picture, now) {
            return Ok(0);
        }
        let monday = week_of(now);
        let waiting = store::letter_wishes::without_figures_of(&self.store, monday).await?;
        let is_lead = |person: &&Person| person.active && person.has(Role::Lead);
        let leads: Vec<&Person> = waiting.iter().filter_map(|id| picture.people.get(id)).filter(is_lead).collect();
        if leads.is_empty() {
            return Ok(0);
        }
        let before = monday - Days::new(7);
        let (figures, rising) = self.figures_of_week(&picture, before).await?;
        let page = format!("{}/cijfers", self.settings.public_url);
        let says = WeeklyFigures { monday: before, figures, rising: &rising, page: &page };
        let mut sent = 0;
        for lead in leads {
            let tx = self.store.write().await?;
            if store::letter_wishes::claim_figures_of(&tx, lead.id, monday).await? {
                store::jobs::enqueue(&tx, &[self.letter_with_figures(lead, &says, now)], now).await?;
                sent += 1;
            }
            tx.commit().await?;
        }
        self.wake_worker();
        Ok(sent)
    }

    /// As the pages have them, and topics that rise.
    async fn figures_of_week(&self, picture: &Picture, monday: NaiveDate) -> Result<(OfWeek, Vec<String>), Refusal> {
        let caller = Caller::system(Origin::Worker);
        let measured = async |measure| {
            let query = TrendsQuery {
                from: monday - Days::new(7),
                to: monday + Days::new(6),
                bucket: Bucket::Week,
                measure,
                by: TrendsBy::Nothing,
                filter: TicketSearch::default(),
                as_of: None,
            };
            let report = self.read_trends(&caller, &query).await?;
            let points = report.series.first().map(|line| line.series.points.as_slice()).unwrap_or_default();
            let [before, now] = [0, 1].map(|week| points.get(week).and_then(|point| point.value));
            Ok::<_, Refusal>((Measured { now, before }, report.rising))
        };
        let (received, rising) = measured(Measure::Received).await?;
        let figures = OfWeek {
            received,
            answered: measured(Measure::Answered).await?.0,
            open: measured(Measure::Open).await?.0,
            answered_in_time: measured(Measure::AnsweredInTimeShare).await?.0,
            reacted_in_time: measured(Measure::FirstResponseInTimeShare).await?.0,
        };
        let line = |rising: crate::Rising| {
            let expected = format!("{:.1}", rising.rise.expected).replace('.', ",");
            let observed = counted(rising.rise.observed, "vraag", "vragen");
            let seen = if rising.is_seen() { " (een programmaleider schreef er iets bij)" } else { "" };
            format!("{}: {observed}, en {expected} te verwachten{seen}", picture.taxonomy.label(&rising.topic))
        };
        Ok((figures, rising.into_iter().map(line).collect()))
    }
}
