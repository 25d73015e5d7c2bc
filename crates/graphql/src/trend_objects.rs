//! Figures (trends, statistics), as the API shows them.

use crate::errors::coded;
use crate::filter::TicketFilter;
use crate::objects::topics::Topic;
use crate::scalars::Date;
use app::{InPlace, RISING_DEFINITION, Rising, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use async_graphql::{Context, Enum, Error, InputObject, SimpleObject};
use domain::{Axis, LayoutKey, RegionRef, amsterdam_day};

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "app::Bucket")]
pub(crate) enum TrendBucket {
    Day,
    Week,
    Month,
    Quarter,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "app::Measure")]
pub(crate) enum TrendMeasure {
    Received,
    Answered,
    Open,
    Reopened,
    ClosedUnanswered,
    Referred,
    /// Answers promised for the bucket of which it is known what became of them: split them BY OUTCOME.
    AnswersPromised,
    /// Questions answered for the first time: BY OUTCOME, what their askers said of that.
    AnswersJudged,
    AnsweredInTimeShare,
    FirstResponseInTimeShare,
    MedianWorkingHoursToFirstResponse,
    MedianWorkingDaysToAnswer,
    MedianCalendarDaysToAnswer,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrendDimension {
    None,
    Group,
    Theme,
    OrganisationKind,
    Region,
    Expert,
    /// What became of it; with ANSWERS_PROMISED and ANSWERS_JUDGED only.
    Outcome,
}

/// from and to are days in Europe/Amsterdam, both included. layout is required with REGION (for example "provincie"). asOf:
/// the figures as they were at the end of that day; definition says so, and what the ledger does not tell of it. regionsOn:
/// regions as they are on that day, for the whole period; without it those of the last day of the period, or of today.
#[derive(InputObject)]
pub(crate) struct TrendsInput {
    from: Date,
    to: Date,
    bucket: TrendBucket,
    measure: TrendMeasure,
    #[graphql(default_with = "Some(TrendDimension::None)")]
    by: Option<TrendDimension>,
    layout: Option<String>,
    filter: Option<TicketFilter>,
    as_of: Option<Date>,
    regions_on: Option<Date>,
}

#[derive(SimpleObject)]
pub(crate) struct Trends {
    series: Vec<TrendSeries>,
    /// Topics with more questions in the newest complete weeks than their past explains, by what questions were about at
    /// first. At most one false alarm per quarter is to be expected, over all topics together.
    rising: Vec<RisingTopic>,
    definition: String,
    /// Who counted the inhabitants of series, and when.
    inhabitants_source: Option<String>,
}

/// With REGION: how many municipalities lie in the region on the day whose regions count, and how many people live there;
/// none where that is not known of each of them. One in two regions counts in both.
#[derive(SimpleObject)]
pub(crate) struct TrendSeries {
    key: String,
    label: String,
    total: f64,
    municipalities: Option<i32>,
    inhabitants: Option<i32>,
    points: Vec<TrendPoint>,
}

#[derive(SimpleObject)]
pub(crate) struct TrendPoint {
    start: Date,
    value: Option<f64>,
}

/// observed against expected in the newest complete week; surprise: -log10 of the chance of seeing so many by luck, in the
/// weeks that tell most. since: the first day of the week in which the rise began; observedSince against expectedSince in
/// all weeks from then on.
#[derive(SimpleObject)]
pub(crate) struct RisingTopic {
    topic: Topic,
    observed: i32,
    expected: f64,
    surprise: f64,
    since: Date,
    observed_since: i32,
    expected_since: f64,
    /// Provinces in which more came in than expected in those weeks, most of them first. No alarm of their own.
    places: Vec<RisingPlace>,
    /// What leads wrote with the topic, newest first.
    notes: Vec<RiseNote>,
}

/// region: "layout:code".
#[derive(SimpleObject)]
pub(crate) struct RisingPlace {
    region: String,
    label: String,
    observed: i32,
    expected: f64,
    surprise: f64,
}

#[derive(SimpleObject)]
pub(crate) struct RiseNote {
    since: Date,
    note: String,
    by: String,
    on: Date,
}

impl TrendsInput {
    pub(crate) async fn query(self, ctx: &Context<'_>) -> Result<TrendsQuery, Error> {
        let by = match self.by.unwrap_or(TrendDimension::None) {
            TrendDimension::None => TrendsBy::Nothing,
            TrendDimension::Group => TrendsBy::Topic(Axis::Group),
            TrendDimension::Theme => TrendsBy::Topic(Axis::Theme),
            TrendDimension::OrganisationKind => TrendsBy::OrganisationKind,
            TrendDimension::Expert => TrendsBy::Expert,
            TrendDimension::Outcome => TrendsBy::Became,
            TrendDimension::Region => match self.layout {
                Some(layout) => TrendsBy::Region(LayoutKey(layout)),
                None => return Err(coded("BAD_REQUEST", "Bij REGION hoort een layout, zoals provincie.")),
            },
        };
        Ok(TrendsQuery {
            from: self.from.0,
            to: self.to.0,
            bucket: self.bucket.into(),
            measure: self.measure.into(),
            by,
            filter: TicketSearch {
                regions_on: self.regions_on.map(|day| day.0),
                ..self.filter.unwrap_or_default().search_of(ctx).await?
            },
            as_of: self.as_of.map(|day| day.0),
        })
    }
}

impl Trends {
    pub(crate) fn of(report: &TrendsReport, picture: &app::Picture) -> Self {
        let within = |key: &str| report.regions.as_ref()?.regions.get(key).copied();
        let series = report.series.iter().map(|named| TrendSeries {
            key: named.key.clone(),
            label: named.label.clone(),
            total: named.series.total,
            municipalities: within(&named.key).and_then(|within| i32::try_from(within.municipalities).ok()),
            inhabitants: within(&named.key).and_then(|within| i32::try_from(within.inhabitants?).ok()),
            points: named
                .series
                .points
                .iter()
                .map(|point| TrendPoint { start: Date(point.start), value: point.value })
                .collect(),
        });
        let rising = report.rising.iter().filter_map(|rising| rising_topic(rising, picture));
        let mut definition = report.definition.clone();
        if !report.rising.is_empty() {
            definition.push(' ');
            definition.push_str(RISING_DEFINITION);
        }
        let inhabitants = picture.geography.inhabitants.as_ref().filter(|_| report.regions.is_some());
        let inhabitants_source = inhabitants.map(|known| format!("{}, {}", known.source, known.counted_on));
        Self { series: series.collect(), rising: rising.collect(), definition, inhabitants_source }
    }
}

pub(crate) fn rising_topic(rising: &Rising, picture: &app::Picture) -> Option<RisingTopic> {
    Some(RisingTopic {
        topic: picture.taxonomy.get(&rising.topic)?.into(),
        observed: i32::try_from(rising.rise.observed).unwrap_or(i32::MAX),
        expected: rising.rise.expected,
        surprise: rising.rise.surprise,
        since: Date(rising.since),
        observed_since: i32::try_from(rising.rise.seen).unwrap_or(i32::MAX),
        expected_since: rising.rise.foreseen,
        places: rising.places.iter().map(|(region, inside)| place(region, inside, picture)).collect(),
        notes: rising.notes.iter().map(|written| note(written, picture)).collect(),
    })
}

fn place(region: &RegionRef, inside: &InPlace, picture: &app::Picture) -> RisingPlace {
    RisingPlace {
        region: format!("{}:{}", region.layout.0, region.code),
        label: picture.geography.region_name(region).to_owned(),
        observed: i32::try_from(inside.seen).unwrap_or(i32::MAX),
        expected: inside.foreseen,
        surprise: inside.surprise,
    }
}

pub(crate) fn note(written: &domain::RiseNote, picture: &app::Picture) -> RiseNote {
    RiseNote {
        since: Date(written.since),
        note: written.note.clone(),
        by: picture.name(written.by).to_owned(),
        on: Date(amsterdam_day(written.at)),
    }
}
