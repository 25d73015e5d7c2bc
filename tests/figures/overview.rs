//! The overview says what counting one by one gives, of both periods, and costs the same whatever there is.

use super::{Chance, a_while_passes, act, count_all, naive};
use app::{AgeBand, Bucket, Measure, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{Days, NaiveDate};
use domain::amsterdam_day;
use naive::Tables;
use std::collections::BTreeSet;
use testkit::{TestDesk, desks};

#[tokio::test]
async fn the_overview_is_what_the_tables_say_of_both_periods_whatever_was_done() {
    for (seed, desk) in desks().await.into_iter().enumerate() {
        let (mut chance, mut asked) = (Chance(seed as u64 + 5), Vec::new());
        for round in 0..14 {
            for _ in 0..8 {
                act(&desk, &mut chance, &mut asked).await;
            }
            a_while_passes(&desk, &mut chance).await;
            desk.clock.advance(chrono::Duration::days(10));
            if round % 3 == 1 {
                count_all(&desk).await;
            }
        }
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let overview = app.read_overview(&lead).await.expect("an overview");
        let tables = Tables::read(desk.store.url()).await;
        let total = async |measure: Measure, (from, to): (NaiveDate, NaiveDate)| {
            let (by, filter) = (TrendsBy::Nothing, TicketSearch::default());
            let query = TrendsQuery { from, to, bucket: Bucket::Quarter, measure, by, filter, as_of: None };
            tables.figure(&app.picture(), &query, app.now()).whole.0
        };
        let on = desk.store.name();
        assert!(overview.received.now > 0 && overview.open.now > 0, "something happened on {on}");
        assert_eq!(overview.received.now * 1_000, total(Measure::Received, overview.period).await, "{on}");
        assert_eq!(overview.received.before * 1_000, total(Measure::Received, overview.before).await, "{on}");
        for (measure, kept) in
            [(Measure::AnsweredInTimeShare, overview.answers), (Measure::FirstResponseInTimeShare, overview.reactions)]
        {
            for (kept, period) in [(kept.now, overview.period), (kept.before, overview.before)] {
                let share = if kept.promised == 0 { 0.0 } else { kept.kept as f64 / kept.promised as f64 };
                assert_eq!((share * 1_000.0).round() as i64, total(measure, period).await, "{measure:?} on {on}");
            }
        }
        let took = |minutes: f64| (minutes / overview.usual_day * 1_000.0).round() as i64;
        for (one, period) in [(overview.took.now, overview.period), (overview.took.before, overview.before)] {
            let expected = total(Measure::MedianWorkingDaysToAnswer, period).await;
            assert_eq!(one.middle.map_or(0, took), expected, "{on}");
            assert!(one.most.map(f64::from) >= one.middle, "{one:?}");
        }
        let today = amsterdam_day(app.now());
        let earlier = today - Days::new(91);
        assert_eq!(overview.open.now * 1_000, total(Measure::Open, (today, today)).await, "{on}");
        assert_eq!(overview.open.before * 1_000, total(Measure::Open, (earlier, earlier)).await, "{on}");
        let sum = |of: fn(&AgeBand) -> i64| overview.backlog.iter().map(of).sum::<i64>();
        assert_eq!(sum(|band| band.open.now), overview.open.now);
        assert!(overview.backlog.iter().all(|band| band.open.now >= 0 && band.open.before >= 0), "{overview:?}");
        let spots: BTreeSet<_> = overview.thin.now.iter().collect();
        assert!(
            spots.len() == overview.thin.now.len()
                && overview.thin.soon >= spots.len()
                && overview.thin.of >= spots.len()
        );
    }
}

#[tokio::test]
async fn expertise_is_thin_where_fewer_than_two_are_there_also_when_they_will_be_away() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let thin = async || app.read_overview(&lead).await.expect("an overview").thin;
        let before = thin().await;
        let visions = |thin: &app::Thin| -> BTreeSet<String> {
            let of_visions = thin.now.iter().filter(|(theme, _)| theme.0 == "woonzorgvisie");
            of_visions.map(|(_, province)| province.code.clone()).collect()
        };
        // Carla knows it and works in the whole country, Anna in Gelderland.
        let alone = visions(&before);
        assert!(alone.len() == 11 && !alone.contains("PV25"), "{alone:?} on {}", desk.store.name());
        let today = amsterdam_day(app.now());
        let away = domain::Absence { from: today + Days::new(20), to: today + Days::new(25), cover: None };
        app.plan_absence(&lead, TestDesk::CARLA, away, app::Gaps::Accepted).await.expect("planned");
        let planned = thin().await;
        assert_eq!(planned.now, before.now, "she is still there");
        assert_eq!(planned.soon, before.soon + 1, "Anna alone is left in Gelderland");
        desk.clock.advance(chrono::Duration::days(22));
        assert_eq!(visions(&thin().await).len(), 12, "Carla is away");
    }
}
