//! Pictures of figures (small multiples): one panel a line, as plain SVG geometry. The table beside it says the same in
//! numbers.

use super::words::number;

/// How large a panel is, in its own units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    pub width: f64,
    pub height: f64,
}

/// One of several beside each other.
pub(crate) const SMALL: Size = Size { width: 300.0, height: 150.0 };
/// The only one.
pub(crate) const WIDE: Size = Size { width: 720.0, height: 260.0 };
/// Room for the scale on the left and the names of steps below.
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 26.0;
const TOP: f64 = 10.0;
const RIGHT: f64 = 12.0;
/// How much of the width of a column its period before takes.
const PART_BEFORE: f64 = 0.4;
/// Half the width of the name of a step.
const EDGE: f64 = 20.0;
/// More steps than this are drawn as a line: columns would be too thin to be told apart.
const MOST_COLUMNS: usize = 60;

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// Numbers of things, from nothing up.
    Columns,
    /// Shares and durations: where they stand.
    Line,
}

/// From nothing to what all panels have room for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    top: f64,
    step: f64,
    is_share: bool,
}

impl Scale {
    /// From 0 to 100 %, whatever the values are.
    pub(crate) const SHARE: Self = Self { top: 1.0, step: 0.5, is_share: true };

    /// With room for the highest value, and two or three marks.
    pub(crate) fn up_to(highest: f64) -> Self {
        let step = step(highest);
        Self { top: (highest / step).ceil().max(1.0) * step, step, is_share: false }
    }
}

/// One value of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Value {
    pub value: Option<f64>,
    /// More may come, or it is not all of the step.
    pub is_unfinished: bool,
    /// One of those that are spoken of.
    pub is_marked: bool,
}

/// A panel with what stands above it.
pub(crate) struct Drawing {
    pub label: String,
    pub total: String,
    /// What it shows, for who cannot see it.
    pub said: String,
    pub panel: Panel,
}

/// A picture of one line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Panel {
    pub size: Size,
    pub columns: Vec<Column>,
    /// Path data of what is finished; broken where there is no value.
    pub path: String,
    /// Of what is not.
    pub unfinished_path: String,
    pub dots: Vec<Dot>,
    pub marks: Vec<Mark>,
    pub starts: Vec<Mark>,
    /// Where what was expected lies.
    pub expected: Option<f64>,
    /// The same of the period before: columns beside these, or a path.
    pub before: Vec<Column>,
    pub path_before: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Column {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub is_unfinished: bool,
    pub is_marked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dot {
    pub x: f64,
    pub y: f64,
    pub is_unfinished: bool,
}

/// A value on a scale, or the name of a step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub at: f64,
    pub text: String,
    /// Which end of the text stands there: at the edges none of it may lie outside.
    pub anchor: &'static str,
}

impl Panel {
    pub(crate) fn left(&self) -> f64 {
        LEFT
    }

    pub(crate) fn right(&self) -> f64 {
        self.size.width - RIGHT
    }

    /// The same with a line where what was expected lies.
    pub(crate) fn with_expected(self, expected: f64, scale: Scale) -> Self {
        Self { expected: Some(round(y(self.size, scale, expected))), ..self }
    }
}

impl Panel {
    /// The same with what each step was in the period before: a narrow column in front of each, or a line.
    pub(crate) fn with_before(mut self, drawn: Drawn, scale: Scale, values: &[Option<f64>]) -> Self {
        let size = self.size;
        let wide = (size.width - LEFT - RIGHT) / values.len().max(1) as f64;
        if drawn == Drawn::Columns && values.len() <= MOST_COLUMNS {
            for column in &mut self.columns {
                column.x = round(column.x + column.width * PART_BEFORE);
                column.width = round(column.width * (1.0 - PART_BEFORE));
            }
            let column = |(at, value): (usize, &Option<f64>)| {
                let y = round(y(size, scale, (*value)?));
                Some(Column {
                    x: round(LEFT + wide * (at as f64 + 0.12)),
                    y,
                    width: round(wide * 0.76 * PART_BEFORE),
                    height: round(size.height - BOTTOM - y),
                    is_unfinished: false,
                    is_marked: false,
                })
            };
            self.before = values.iter().enumerate().filter_map(column).collect();
            return self;
        }
        let mut begins = true;
        for (at, value) in values.iter().enumerate() {
            let Some(value) = value else {
                begins = true;
                continue;
            };
            let (x, y) = (round(LEFT + wide * (at as f64 + 0.5)), round(y(size, scale, *value)));
            self.path_before.push_str(&format!("{}{x} {y} ", if begins { "M" } else { "L" }));
            begins = false;
        }
        self
    }
}

/// Draws one line of values over steps with these names.
pub(crate) fn panel(size: Size, scale: Scale, drawn: Drawn, values: &[Value], steps: &[String]) -> Panel {
    let wide = (size.width - LEFT - RIGHT) / steps.len().max(1) as f64;
    let middle = |at: usize| LEFT + wide * (at as f64 + 0.5);
    let mut panel = Panel {
        size,
        columns: Vec::new(),
        path: String::new(),
        unfinished_path: String::new(),
        dots: Vec::new(),
        marks: marks(size, scale),
        starts: starts(size, steps, middle),
        expected: None,
        before: Vec::new(),
        path_before: String::new(),
    };
    if drawn == Drawn::Columns && steps.len() <= MOST_COLUMNS {
        let height = |value: f64| size.height - BOTTOM - y(size, scale, value);
        let column = |(at, value): (usize, &Value)| {
            let shown = value.value?;
            Some(Column {
                x: round(LEFT + wide * at as f64 + wide * 0.12),
                y: round(y(size, scale, shown)),
                width: round(wide * 0.76),
                height: round(height(shown)),
                is_unfinished: value.is_unfinished,
                is_marked: value.is_marked,
            })
        };
        panel.columns = values.iter().enumerate().take(steps.len()).filter_map(column).collect();
        return panel;
    }
    let mut before: Option<Dot> = None;
    for (at, value) in values.iter().enumerate().take(steps.len()) {
        let Some(shown) = value.value else {
            before = None;
            continue;
        };
        let dot = Dot { x: round(middle(at)), y: round(y(size, scale, shown)), is_unfinished: value.is_unfinished };
        let is_unfinished = dot.is_unfinished || before.is_some_and(|before| before.is_unfinished);
        let path = if is_unfinished { &mut panel.unfinished_path } else { &mut panel.path };
        if let Some(Dot { x, y, .. }) = before {
            path.push_str(&format!("M{x} {y} L{} {} ", dot.x, dot.y));
        }
        panel.dots.push(dot);
        before = Some(dot);
    }
    panel
}

fn y(size: Size, scale: Scale, value: f64) -> f64 {
    TOP + (size.height - TOP - BOTTOM) * (1.0 - value / scale.top)
}

fn marks(size: Size, scale: Scale) -> Vec<Mark> {
    let many = (scale.top / scale.step).round() as usize;
    let mark = |at: usize| {
        let value = at as f64 * scale.step;
        let text = if scale.is_share { format!("{} %", number(value * 100.0)) } else { number(value) };
        Mark { at: round(y(size, scale, value)), text, anchor: "end" }
    };
    (0..=many).map(mark).collect()
}

/// The names that fit: the first, the last, and on a wide picture some between them.
fn starts(size: Size, steps: &[String], middle: impl Fn(usize) -> f64) -> Vec<Mark> {
    let room = if size.width > SMALL.width { 9 } else { 3 };
    let last = steps.len().saturating_sub(1);
    // A handful of short names always fits.
    let room = if steps.len() <= 5 && steps.iter().all(|step| step.chars().count() <= 4) { 9 } else { room };
    let every = last.div_ceil(room - 1).max(1);
    let is_named = |at: usize| at == last || (at.is_multiple_of(every) && at + every / 2 < last.max(1)) || at == 0;
    let named = steps.iter().enumerate().filter(|(at, _)| is_named(*at));
    let anchor = |at: f64| match at {
        at if at < LEFT + EDGE => "start",
        at if at > size.width - RIGHT - EDGE => "end",
        _ => "middle",
    };
    named.map(|(at, text)| Mark { at: round(middle(at)), text: text.clone(), anchor: anchor(middle(at)) }).collect()
}

/// A round distance between marks: 1, 2 or 5 times a power of ten, two or three to a picture.
fn step(highest: f64) -> f64 {
    let raw = (highest / 3.0).max(f64::MIN_POSITIVE);
    if !raw.is_finite() || highest <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(raw.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= raw).unwrap_or(10.0 * power)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(size: Size, scale: Scale, drawn: Drawn, values: &[Option<f64>]) -> Panel {
        let steps: Vec<String> = (0..values.len()).map(|at| at.to_string()).collect();
        let unfinished = values.len().saturating_sub(1);
        let values = values.iter().enumerate().map(|(at, value)| Value {
            value: *value,
            is_unfinished: at == unfinished,
            is_marked: false,
        });
        panel(size, scale, drawn, &values.collect::<Vec<_>>(), &steps)
    }

    #[test]
    fn a_share_stands_between_nothing_and_a_hundred_percent_whatever_it_is() {
        let panel = drawn(SMALL, Scale::SHARE, Drawn::Line, &[Some(0.04), Some(0.06)]);
        let texts: Vec<&str> = panel.marks.iter().map(|mark| mark.text.as_str()).collect();
        assert_eq!(texts, ["0 %", "50 %", "100 %"]);
        assert!(panel.dots.iter().all(|dot| dot.y > panel.size.height - BOTTOM - 10.0), "{:?}", panel.dots);
    }

    #[test]
    fn what_is_not_finished_is_drawn_apart() {
        let panel = drawn(SMALL, Scale::up_to(9.0), Drawn::Line, &[Some(4.0), None, Some(9.0), Some(8.0), Some(3.0)]);
        assert_eq!(panel.path.matches('M').count(), 1, "{}", panel.path);
        assert_eq!(panel.unfinished_path.matches('M').count(), 1);
        assert_eq!(panel.dots.iter().map(|dot| dot.is_unfinished).collect::<Vec<_>>(), [false, false, false, true]);
        let columns = drawn(SMALL, Scale::up_to(9.0), Drawn::Columns, &[Some(4.0), Some(3.0)]).columns;
        assert_eq!(columns.iter().map(|column| column.is_unfinished).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn the_period_before_stands_beside_each_column_and_on_a_line_of_its_own() {
        let (values, scale) = ([Some(4.0), Some(3.0)], Scale::up_to(9.0));
        let columns =
            drawn(SMALL, scale, Drawn::Columns, &values).with_before(Drawn::Columns, scale, &[Some(9.0), None]);
        let (now, before) = (columns.columns[0], columns.before[0]);
        assert_eq!(columns.before.len(), 1, "what was not kept is not drawn");
        assert!(before.height > now.height && (before.x + before.width - now.x).abs() < 0.3, "{before:?} {now:?}");
        let line = drawn(SMALL, scale, Drawn::Line, &values).with_before(Drawn::Line, scale, &[Some(9.0), Some(1.0)]);
        assert!(line.before.is_empty() && line.path_before.matches('L').count() == 1, "{}", line.path_before);
    }

    proptest! {
        #[test]
        fn every_value_lies_inside_the_picture(
            values in prop::collection::vec(prop::option::of(0.0f64..1e6), 1..90), is_wide: bool, is_line: bool
        ) {
            let size = if is_wide { WIDE } else { SMALL };
            let how = if is_line { Drawn::Line } else { Drawn::Columns };
            let highest = values.iter().flatten().copied().fold(0.0, f64::max);
            let panel = drawn(size, Scale::up_to(highest), how, &values);
            let inside = |x: f64, y: f64| (LEFT..=panel.right()).contains(&x) && (0.0..=panel.size.height - BOTTOM + 0.1).contains(&y);
            for Dot { x, y, .. } in &panel.dots {
                prop_assert!(inside(*x, *y), "{x} {y}");
            }
            for column in &panel.columns {
                prop_assert!(inside(column.x, column.y) && inside(column.x + column.width, column.y + column.height), "{column:?}");
            }
            prop_assert_eq!(panel.dots.len() + panel.columns.len(), values.iter().flatten().count());
            prop_assert!(panel.marks.len() <= 6 && panel.starts.len() <= 10, "{:?}", panel.starts);
            let are_apart = panel.starts.windows(2).all(|two| two[1].at - two[0].at > 12.0) || values.len() > 30;
            prop_assert!(are_apart, "{:?}", panel.starts);
        }
    }
}
