//! Pictures of figures (charts): lines as plain SVG geometry. The table beside it says the same in numbers.

/// Width and height of the drawing, in its own units.
pub(crate) const WIDTH: f64 = 800.0;
pub(crate) const HEIGHT: f64 = 320.0;
/// Room for the scale on the left and the months below.
const LEFT: f64 = 48.0;
const BOTTOM: f64 = 36.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 12.0;
/// Most lines drawn; more cannot be told apart.
pub(crate) const MOST_LINES: usize = 6;

/// A picture of several series over the same buckets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chart {
    pub lines: Vec<Line>,
    pub marks: Vec<Mark>,
    pub starts: Vec<Mark>,
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// 0, 1, 2, …: chooses colour and dash.
    pub style: usize,
    pub label: String,
    /// Path data; broken where there is no value.
    pub path: String,
    pub dots: Vec<(f64, f64)>,
}

/// A value on a scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub at: f64,
    pub text: String,
}

/// Draws at most [`MOST_LINES`] series, the first ones given.
pub(crate) fn chart(series: &[(String, Vec<Option<f64>>)], buckets: &[String]) -> Chart {
    let shown = &series[..series.len().min(MOST_LINES)];
    let highest = shown.iter().flat_map(|(_, values)| values.iter().flatten()).copied().fold(0.0, f64::max);
    let step = step(highest);
    let top = (highest / step).ceil().max(1.0) * step;
    let x = |at: usize| {
        let places = buckets.len().max(2) - 1;
        LEFT + (WIDTH - LEFT - RIGHT) * at as f64 / places as f64
    };
    let y = |value: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - value / top);
    let lines = shown
        .iter()
        .enumerate()
        .map(|(style, (label, values))| {
            let mut path = String::new();
            let mut dots = Vec::new();
            let mut begun = false;
            for (at, value) in values.iter().enumerate().take(buckets.len()) {
                let Some(value) = value else {
                    begun = false;
                    continue;
                };
                let (x, y) = (round(x(at)), round(y(*value)));
                path.push_str(&format!("{}{x} {y} ", if begun { "L" } else { "M" }));
                dots.push((x, y));
                begun = true;
            }
            Line { style, label: label.clone(), path: path.trim_end().to_owned(), dots }
        })
        .collect();
    let count = (top / step).round() as usize;
    let marks = (0..=count)
        .map(|at| {
            let value = at as f64 * step;
            Mark { at: round(y(value)), text: number(value) }
        })
        .collect();
    // As many labels as fit beside each other.
    let every = buckets.len().div_ceil(12).max(1);
    let starts = buckets
        .iter()
        .enumerate()
        .filter(|(at, _)| at % every == 0)
        .map(|(at, text)| Mark { at: round(x(at)), text: text.clone() })
        .collect();
    Chart { lines, marks, starts }
}

/// A round distance between marks: 1, 2 or 5 times a power of ten, about five to a picture.
fn step(highest: f64) -> f64 {
    let raw = (highest / 5.0).max(f64::MIN_POSITIVE);
    if !raw.is_finite() || highest <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(raw.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= raw).unwrap_or(10.0 * power)
}

/// A number as people in the Netherlands write it.
pub(crate) fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 {
        format!("{}", value.round())
    } else {
        format!("{value:.2}").trim_end_matches('0').trim_end_matches('.').replace('.', ",")
    }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_has_a_comma_and_no_needless_zeros() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(0.5), "0,5");
        assert_eq!(number(0.875), "0,88");
    }

    proptest! {
        #[test]
        fn every_dot_lies_inside_the_picture(values in prop::collection::vec(prop::option::of(0.0f64..1e6), 1..60)) {
            let buckets: Vec<String> = (0..values.len()).map(|at| at.to_string()).collect();
            let drawn = chart(&[("alles".to_owned(), values.clone())], &buckets);
            for (x, y) in &drawn.lines[0].dots {
                prop_assert!((LEFT..=WIDTH).contains(x) && (0.0..=HEIGHT - BOTTOM + 0.1).contains(y), "{x} {y}");
            }
            prop_assert_eq!(drawn.lines[0].dots.len(), values.iter().flatten().count());
            prop_assert!(drawn.marks.len() <= 12);
        }
    }
}
