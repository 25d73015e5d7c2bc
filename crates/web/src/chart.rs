//! A picture of figures: bars for one series, lines with their names beside them for several.
//!
//! Colour never stands alone: each line has its own marker and its own dashes, and all figures stand in the table.

use crate::chart_scale::{Scale, spread};
use std::fmt::Write as _;

/// Size of the drawing, in its own units.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 420.0;
/// Room for the numbers, the names of the lines, the days, and the numbers above bars.
const LEFT: f64 = 56.0;
const RIGHT_OF_LINES: f64 = 250.0;
const RIGHT_OF_BARS: f64 = 12.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 52.0;
/// Between two names of lines.
const NAME_GAP: f64 = 22.0;
/// As many lines as can be told apart.
pub(crate) const MOST_LINES: usize = 6;
/// With more buckets than this, single points are not marked.
const MOST_MARKED: usize = 40;
/// With more bars than this, only the highest gets its number.
const MOST_NUMBERED: usize = 18;
/// As many days as fit below.
const MOST_DAYS: usize = 12;
/// Longest name beside a line, in characters.
const NAME_MAX: usize = 30;

/// What is to be drawn.
pub(crate) struct Figures {
    /// Names and values; none where there is nothing to measure.
    pub series: Vec<(String, Vec<Option<f64>>)>,
    /// What stands below each bucket: day or month, and the year where it changes.
    pub buckets: Vec<(String, String)>,
    /// Only whole numbers occur.
    pub whole: bool,
    /// A value as people read it.
    pub written: fn(f64) -> String,
}

/// A line across, with its number.
pub(crate) struct Rule {
    pub y: f64,
    pub text: String,
}

/// What stands below a bucket.
pub(crate) struct Below {
    pub x: f64,
    pub text: String,
    pub year: String,
}

/// One bar.
pub(crate) struct Bar {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// Where its number stands.
    pub middle: f64,
    pub number: Option<String>,
}

/// One line.
pub(crate) struct Line {
    /// 1 to 6: colour, dashes and marker.
    pub look: usize,
    pub path: String,
    /// All markers, as one path.
    pub markers: String,
    pub name: String,
    pub name_y: f64,
    /// Marker beside the name.
    pub key: String,
}

/// A drawing, ready for the template.
pub(crate) struct Chart {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub floor: f64,
    pub name_x: f64,
    pub rules: Vec<Rule>,
    pub below: Vec<Below>,
    pub bars: Vec<Bar>,
    pub lines: Vec<Line>,
}

/// Draws one series as bars, several as lines. Only the first six are drawn.
pub(crate) fn draw(figures: &Figures) -> Chart {
    let series = &figures.series[..figures.series.len().min(MOST_LINES)];
    let is_bars = series.len() <= 1;
    let right = WIDTH - if is_bars { RIGHT_OF_BARS } else { RIGHT_OF_LINES };
    let highest = series.iter().flat_map(|(_, values)| values.iter().flatten()).copied().fold(0.0, f64::max);
    let scale = Scale::up_to(highest, figures.whole);
    let frame = Frame { scale, right, count: figures.buckets.len() };
    Chart {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right,
        floor: HEIGHT - BOTTOM,
        name_x: right + 30.0,
        rules: scale
            .steps()
            .into_iter()
            .map(|value| Rule { y: frame.y(value), text: (figures.written)(value) })
            .collect(),
        below: below(figures, &frame),
        bars: if is_bars {
            series.first().map(|(_, values)| bars(figures, values, &frame)).unwrap_or_default()
        } else {
            Vec::new()
        },
        lines: if is_bars { Vec::new() } else { lines(series, &frame) },
    }
}

struct Frame {
    scale: Scale,
    right: f64,
    count: usize,
}

impl Frame {
    /// Width of one bucket.
    fn step(&self) -> f64 {
        (self.right - LEFT) / self.count.max(1) as f64
    }

    /// Middle of a bucket.
    fn x(&self, at: usize) -> f64 {
        rounded(LEFT + (at as f64 + 0.5) * self.step())
    }

    fn y(&self, value: f64) -> f64 {
        let floor = HEIGHT - BOTTOM;
        rounded(floor - self.scale.share(value) * (floor - TOP))
    }
}

fn below(figures: &Figures, frame: &Frame) -> Vec<Below> {
    let every = figures.buckets.len().div_ceil(MOST_DAYS).max(1);
    let mut last_year = "";
    let mut below = Vec::new();
    for (at, (text, year)) in figures.buckets.iter().enumerate().step_by(every) {
        let shown = if year == last_year { "" } else { year };
        last_year = year;
        below.push(Below { x: frame.x(at), text: text.clone(), year: shown.to_owned() });
    }
    below
}

fn bars(figures: &Figures, values: &[Option<f64>], frame: &Frame) -> Vec<Bar> {
    let highest = values.iter().flatten().copied().fold(0.0, f64::max);
    let mut highest_is_numbered = false;
    let width = rounded((frame.step() * 0.68).max(0.5));
    values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| value.map(|value| (at, value)))
        .map(|(at, value)| {
            let is_first_highest = value >= highest && !highest_is_numbered;
            highest_is_numbered |= is_first_highest;
            let y = frame.y(value);
            Bar {
                x: rounded(frame.x(at) - width / 2.0),
                y,
                width,
                height: rounded(HEIGHT - BOTTOM - y),
                middle: frame.x(at),
                number: (values.len() <= MOST_NUMBERED || is_first_highest).then(|| (figures.written)(value)),
            }
        })
        .collect()
}

fn lines(series: &[(String, Vec<Option<f64>>)], frame: &Frame) -> Vec<Line> {
    let ends: Vec<f64> = series
        .iter()
        .map(|(_, values)| frame.y(values.iter().rev().flatten().next().copied().unwrap_or(0.0)))
        .collect();
    let names = spread(&ends, NAME_GAP, TOP, HEIGHT - BOTTOM);
    series
        .iter()
        .zip(names)
        .enumerate()
        .map(|(at, ((name, values), name_y))| {
            let points: Vec<Option<(f64, f64)>> =
                values.iter().enumerate().map(|(at, value)| value.map(|value| (frame.x(at), frame.y(value)))).collect();
            let marked = values.len() <= MOST_MARKED;
            Line {
                look: at + 1,
                path: path(&points),
                markers: points.iter().flatten().filter(|_| marked).map(|&(x, y)| marker(at, x, y)).collect(),
                name: shortened(name),
                name_y: rounded(name_y),
                key: marker(at, frame.right + 16.0, rounded(name_y)),
            }
        })
        .collect()
}

/// A line through the points; where one is missing the line is broken.
fn path(points: &[Option<(f64, f64)>]) -> String {
    let mut path = String::new();
    let mut pen_down = false;
    for point in points {
        match point {
            Some((x, y)) => {
                let _ = write!(path, "{}{x} {y}", if pen_down { "L" } else { "M" });
                pen_down = true;
            }
            None => pen_down = false,
        }
    }
    path
}

/// Each line has its own shape: circle, square, triangle, diamond, triangle upside down, cross.
fn marker(look: usize, x: f64, y: f64) -> String {
    match look {
        0 => format!("M{} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", rounded(x - 5.0)),
        1 => format!("M{} {}h9v9h-9z", rounded(x - 4.5), rounded(y - 4.5)),
        2 => format!("M{x} {}l5.5 10h-11z", rounded(y - 6.0)),
        3 => format!("M{x} {}l6 6l-6 6l-6 -6z", rounded(y - 6.0)),
        4 => format!("M{x} {}l-5.5 -10h11z", rounded(y + 6.0)),
        _ => format!("M{} {}h4v-4h4v4h4v4h-4v4h-4v-4h-4z", rounded(x - 6.0), rounded(y - 2.0)),
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A tenth of a unit is finer than any screen.
fn rounded(place: f64) -> f64 {
    (place * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figures(series: Vec<Vec<Option<f64>>>) -> Figures {
        let count = series.first().map_or(0, Vec::len);
        Figures {
            series: series.into_iter().enumerate().map(|(at, values)| (format!("Thema {at}"), values)).collect(),
            buckets: vec![("jan".to_owned(), "2026".to_owned()); count],
            whole: true,
            written: |value| format!("{value:.0}"),
        }
    }

    #[test]
    fn a_missing_value_breaks_the_line() {
        assert_eq!(path(&[Some((1.0, 2.0)), Some((3.0, 4.0)), None, Some((5.0, 6.0))]), "M1 2L3 4M5 6");
    }

    #[test]
    fn the_year_stands_only_where_it_changes() {
        let mut figures = figures(vec![vec![Some(1.0); 3]]);
        figures.buckets[2].1 = "2027".to_owned();
        let years: Vec<String> = draw(&figures).below.into_iter().map(|below| below.year).collect();
        assert_eq!(years, ["2026", "", "2027"]);
    }

    #[test]
    fn nothing_to_draw_is_no_reason_to_panic() {
        assert!(draw(&figures(Vec::new())).bars.is_empty());
        assert!(draw(&figures(vec![Vec::new(), Vec::new()])).lines.iter().all(|line| line.path.is_empty()));
    }

    proptest! {
        #[test]
        fn everything_lies_inside_the_drawing(
            values in prop::collection::vec(prop::option::of(0f64..500.0), 1..60),
            more in prop::collection::vec(prop::option::of(0f64..500.0), 60),
            several: bool,
        ) {
            let count = values.len();
            let series = if several { vec![values, more[..count].to_vec()] } else { vec![values] };
            let chart = draw(&figures(series));
            for bar in &chart.bars {
                prop_assert!(bar.x >= LEFT - 0.1 && bar.x + bar.width <= chart.right + 0.1);
                prop_assert!(bar.y >= TOP - 0.1 && (bar.y + bar.height - chart.floor).abs() < 0.2);
            }
            for line in &chart.lines {
                prop_assert!((TOP - 0.1..=chart.floor + 0.1).contains(&line.name_y));
            }
            prop_assert!(chart.below.len() <= MOST_DAYS);
        }

        #[test]
        fn a_higher_bar_stands_for_more(left in 0f64..100.0, right in 0f64..100.0) {
            let chart = draw(&figures(vec![vec![Some(left), Some(right)]]));
            if chart.bars[0].height > chart.bars[1].height {
                prop_assert!(left > right);
            }
        }
    }
}
