//! A picture of figures: bars for the whole, and for parts a panel with bars each, all on the same scale.
//!
//! Small panels and not one drawing with many lines: whoever prints it in grey, sees no colours, or has ten seconds
//! reads as much from it as anybody else. All figures stand in the table as well.

use crate::chart_scale::Scale;

/// Width of the drawing, in its own units.
const WIDTH: f64 = 960.0;
/// Height of the bars: of a whole, and of each part.
const TALL: f64 = 320.0;
const LOW: f64 = 84.0;
/// Room for the numbers beside the whole.
const LEFT: f64 = 56.0;
/// Parts stand in this many columns, this far apart.
const COLUMNS: usize = 3;
const COLUMN_GAP: f64 = 36.0;
const ROW_GAP: f64 = 26.0;
/// Room above the bars for a number, and below them for days.
const ABOVE: f64 = 24.0;
const BELOW: f64 = 26.0;
/// Height of a line of text, and how many a name gets.
const TEXT: f64 = 19.0;
const NAME_LINES: usize = 2;
/// Longest line of a name, in characters.
const NAME_MAX: usize = 30;
/// As many parts as fit on a printed page; the rest stands in the table.
pub(crate) const MOST_PANELS: usize = 12;
/// With more bars than this, only the highest and the last get their number.
const MOST_NUMBERED: usize = 18;
/// As many days as fit below the whole.
const MOST_DAYS: usize = 8;

/// What is to be drawn.
pub(crate) struct Figures {
    /// The parts, largest first.
    pub series: Vec<Part>,
    /// What stands below each bucket.
    pub buckets: Vec<String>,
    /// Only whole numbers occur.
    pub whole: bool,
    /// A value as people read it.
    pub written: fn(f64) -> String,
}

/// One part.
pub(crate) struct Part {
    pub name: String,
    /// Over the whole period, as people read it.
    pub total: String,
    /// None where there is nothing to measure.
    pub values: Vec<Option<f64>>,
}

/// A line across, with its number.
pub(crate) struct Rule {
    pub y: f64,
    pub text: String,
}

/// Some text.
pub(crate) struct Text {
    pub x: f64,
    pub y: f64,
    pub text: String,
}

/// What stands below a bucket.
pub(crate) struct Below {
    pub x: f64,
    pub text: String,
    /// `start`, `middle` or `end`
    pub anchor: &'static str,
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

/// The bars of one part.
pub(crate) struct Panel {
    pub left: f64,
    pub right: f64,
    pub floor: f64,
    pub names: Vec<Text>,
    pub rules: Vec<Rule>,
    pub bars: Vec<Bar>,
    pub below: Vec<Below>,
}

/// A drawing, ready for the template.
pub(crate) struct Chart {
    pub width: f64,
    pub height: f64,
    pub panels: Vec<Panel>,
}

/// Draws one part large, or the largest twelve beside and below each other.
pub(crate) fn draw(figures: &Figures) -> Chart {
    let series = &figures.series[..figures.series.len().min(MOST_PANELS)];
    let highest = series.iter().flat_map(|part| part.values.iter().flatten()).copied().fold(0.0, f64::max);
    let scale = Scale::up_to(highest, figures.whole);
    if let [only] = series {
        let frame = Frame { scale, left: LEFT, right: WIDTH - 8.0, top: ABOVE, floor: ABOVE + TALL };
        return Chart { width: WIDTH, height: ABOVE + TALL + BELOW, panels: vec![large(figures, only, &frame)] };
    }
    let width = (WIDTH - COLUMN_GAP * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let named = TEXT * NAME_LINES as f64;
    let height = named + ABOVE + LOW + BELOW;
    let panels: Vec<Panel> = series
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let left = rounded((at % COLUMNS) as f64 * (width + COLUMN_GAP));
            let top = (at / COLUMNS) as f64 * (height + ROW_GAP);
            let floor = top + named + ABOVE + LOW;
            small(figures, part, top, &Frame { scale, left, right: rounded(left + width), top: floor - LOW, floor })
        })
        .collect();
    let rows = panels.len().div_ceil(COLUMNS).max(1) as f64;
    Chart { width: WIDTH, height: rows * (height + ROW_GAP) - ROW_GAP, panels }
}

/// Where bars may stand.
struct Frame {
    scale: Scale,
    left: f64,
    right: f64,
    top: f64,
    floor: f64,
}

impl Frame {
    /// Width of one bucket.
    fn step(&self, count: usize) -> f64 {
        (self.right - self.left) / count.max(1) as f64
    }

    /// Middle of a bucket.
    fn x(&self, at: usize, count: usize) -> f64 {
        rounded(self.left + (at as f64 + 0.5) * self.step(count))
    }

    fn y(&self, value: f64) -> f64 {
        rounded(self.floor - self.scale.share(value) * (self.floor - self.top))
    }
}

fn large(figures: &Figures, part: &Part, frame: &Frame) -> Panel {
    let count = figures.buckets.len();
    let every = count.div_ceil(MOST_DAYS).max(1);
    let rules = frame.scale.steps().into_iter();
    Panel {
        left: frame.left,
        right: frame.right,
        floor: frame.floor,
        names: Vec::new(),
        rules: rules.map(|value| Rule { y: frame.y(value), text: (figures.written)(value) }).collect(),
        bars: bars(figures, part, frame, count <= MOST_NUMBERED),
        below: figures
            .buckets
            .iter()
            .enumerate()
            .step_by(every)
            .map(|(at, text)| Below { x: frame.x(at, count), text: text.clone(), anchor: "middle" })
            .collect(),
    }
}

fn small(figures: &Figures, part: &Part, top: f64, frame: &Frame) -> Panel {
    let lines = wrapped(&format!("{}: {}", part.name, part.total));
    let first = figures.buckets.first().map(|text| Below { x: frame.left, text: text.clone(), anchor: "start" });
    let last = figures.buckets.last().filter(|_| figures.buckets.len() > 1);
    let last = last.map(|text| Below { x: frame.right, text: text.clone(), anchor: "end" });
    // A name of one line stands just above its bars.
    let skipped = NAME_LINES - lines.len().min(NAME_LINES);
    let names = lines.into_iter().enumerate().map(|(at, text)| Text {
        x: frame.left,
        y: rounded(top + TEXT * (at + skipped + 1) as f64 - 4.0),
        text,
    });
    Panel {
        left: frame.left,
        right: frame.right,
        floor: frame.floor,
        names: names.collect(),
        rules: Vec::new(),
        bars: bars(figures, part, frame, false),
        below: first.into_iter().chain(last).collect(),
    }
}

/// Bars with their numbers: all, or those of the highest (the first of equals) and the last.
fn bars(figures: &Figures, part: &Part, frame: &Frame, all_numbered: bool) -> Vec<Bar> {
    let count = figures.buckets.len();
    let width = rounded((frame.step(count) * 0.72).max(0.5));
    let known: Vec<(usize, f64)> =
        part.values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?))).collect();
    let highest = known.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best });
    let last = known.last().copied();
    let is = |one: Option<(usize, f64)>, at| one.is_some_and(|(other, _)| other == at);
    known
        .into_iter()
        .map(|(at, value)| {
            let y = frame.y(value);
            // Two numbers side by side would run into each other.
            let beside_highest = highest.is_some_and(|(other, _)| at.abs_diff(other) == 1) && count > MOST_DAYS;
            let numbered = all_numbered || is(highest, at) || (is(last, at) && !beside_highest);
            Bar {
                x: rounded(frame.x(at, count) - width / 2.0),
                y,
                width,
                height: rounded(frame.floor - y),
                middle: frame.x(at, count),
                number: numbered.then(|| (figures.written)(value)),
            }
        })
        .collect()
}

/// A name on at most two lines; what does not fit is cut off with an ellipsis, but never the total at its end.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > NAME_MAX {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if lines.len() > NAME_LINES {
        let total = name.rsplit_once(": ").map_or("", |(_, total)| total);
        lines.truncate(NAME_LINES);
        if let Some(line) = lines.last_mut() {
            let room = NAME_MAX.saturating_sub(total.chars().count() + 3);
            let kept: String = line.chars().take(room).collect();
            *line = format!("{}…: {total}", kept.trim_end());
        }
    }
    lines
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
        let part = |(at, values)| Part { name: format!("Thema {at}"), total: "7".to_owned(), values };
        Figures {
            series: series.into_iter().enumerate().map(part).collect(),
            buckets: vec!["jan 2026".to_owned(); count],
            whole: true,
            written: |value| format!("{value:.0}"),
        }
    }

    #[test]
    fn a_missing_value_has_no_bar_and_zero_has_a_flat_one() {
        let chart = draw(&figures(vec![vec![Some(1.0), None, Some(0.0)]]));
        let heights: Vec<f64> = chart.panels[0].bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [TALL, 0.0]);
    }

    #[test]
    fn parts_are_drawn_on_one_scale() {
        let chart = draw(&figures(vec![vec![Some(10.0)], vec![Some(5.0)]]));
        assert!((chart.panels[0].bars[0].height - 2.0 * chart.panels[1].bars[0].height).abs() < 0.2);
    }

    #[test]
    fn a_long_name_keeps_its_total() {
        let lines = wrapped("Uitstromers uit een intramurale voorziening (beschermd wonen, opvang, detentie): 123");
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with("…: 123"), "{lines:?}");
        assert_eq!(wrapped("Woonzorgvisie: 4"), ["Woonzorgvisie: 4"]);
    }

    #[test]
    fn nothing_to_draw_is_no_reason_to_panic() {
        assert!(draw(&figures(Vec::new())).panels.is_empty());
        assert!(draw(&figures(vec![Vec::new(), Vec::new()])).panels.iter().all(|panel| panel.bars.is_empty()));
    }

    proptest! {
        #[test]
        fn everything_lies_inside_the_drawing_and_its_panel(
            parts in prop::collection::vec(prop::collection::vec(prop::option::of(0f64..500.0), 30), 1..16),
        ) {
            let chart = draw(&figures(parts));
            prop_assert!(chart.panels.len() <= MOST_PANELS);
            for panel in &chart.panels {
                prop_assert!(panel.left >= 0.0 && panel.right <= chart.width && panel.floor + BELOW <= chart.height + 0.1);
                for bar in &panel.bars {
                    prop_assert!(bar.x >= panel.left - 0.1 && bar.x + bar.width <= panel.right + 0.1);
                    prop_assert!(bar.y >= 0.0 && (bar.y + bar.height - panel.floor).abs() < 0.2);
                }
                prop_assert!(panel.bars.iter().filter(|bar| bar.number.is_some()).count() <= 2);
            }
        }

        #[test]
        fn a_higher_bar_stands_for_more(left in 0f64..100.0, right in 0f64..100.0) {
            let panel = &draw(&figures(vec![vec![Some(left), Some(right)]])).panels[0];
            if panel.bars[0].height > panel.bars[1].height {
                prop_assert!(left > right);
            }
        }

        #[test]
        fn a_name_never_takes_more_than_two_lines(name in "[a-zA-Z ()-]{0,120}", total in 0u32..9999) {
            let lines = wrapped(&format!("{name}: {total}"));
            prop_assert!(lines.len() <= NAME_LINES);
            prop_assert!(lines.last().is_some_and(|line| line.ends_with(&total.to_string())));
        }
    }
}
