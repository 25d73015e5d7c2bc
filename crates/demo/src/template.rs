//! Text with room in it: `{naam}`, `{een|twee}`, `{20..80}`.

use rand::Rng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;

/// What the named places of a text are filled with.
pub(crate) type Slots = BTreeMap<&'static str, String>;

/// Fills every place: a name from the slots, one of several options (which may hold places themselves), or a number
/// between two bounds. A bound written as `1.200` gives a number written the same way.
pub(crate) fn fill(template: impl AsRef<str>, slots: &Slots, rng: &mut StdRng) -> String {
    let mut rest = template.as_ref();
    let mut filled = String::with_capacity(rest.len() * 2);
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        let Some(end) = closing(&rest[start..]) else { break };
        filled.push_str(&place(&rest[start + 1..start + end], slots, rng));
        rest = &rest[start + end + 1..];
    }
    filled.push_str(rest);
    tidy(&filled)
}

/// One of the items.
pub(crate) fn pick<'a, T>(items: &'a [T], rng: &mut StdRng) -> &'a T {
    &items[rng.random_range(0..items.len())]
}

/// Where the brace that opens the text is closed, in bytes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, letter)| {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn place(inside: &str, slots: &Slots, rng: &mut StdRng) -> String {
    let options = options(inside);
    if options.len() > 1 {
        return fill(pick(&options, rng), slots, rng);
    }
    if let Some((low, high)) = inside.split_once("..") {
        return number(low, high, rng);
    }
    slots.get(inside).cloned().unwrap_or_else(|| inside.to_owned())
}

/// The parts between the bars that do not lie inside a nested place.
fn options(inside: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    parts
}

fn number(low: &str, high: &str, rng: &mut StdRng) -> String {
    let value = |text: &str| text.replace('.', "").parse::<u32>().unwrap_or_default();
    let (from, to) = (value(low), value(high));
    let drawn = rng.random_range(from..=to.max(from));
    // Nobody writes that they miss 847 homes, or that something costs 84.371 euro.
    let step = match to.saturating_sub(from) {
        0..100 => 1,
        100..2_000 => 10,
        2_000..20_000 => 100,
        _ => 1_000,
    };
    let drawn = drawn / step * step;
    if low.contains('.') && drawn >= 1_000 {
        format!("{}.{:03}", drawn / 1_000, drawn % 1_000)
    } else {
        drawn.to_string()
    }
}

/// Takes away what an empty option leaves: double spaces, and spaces at the ends of lines.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").replace(" .", ".").replace(" ?", "?").replace(" ,", ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn filled(template: &str) -> String {
        let slots = Slots::from([("gem", "Lochem".to_owned())]);
        fill(template, &slots, &mut StdRng::seed_from_u64(7))
    }

    #[test]
    fn an_option_may_hold_places_and_an_empty_option_leaves_no_gap() {
        assert_eq!(filled("Wij {gaan in {gem}|gaan in {gem}} bouwen."), "Wij gaan in Lochem bouwen.");
        assert_eq!(filled("Wij bouwen {|} hier {|}."), "Wij bouwen hier.");
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_keep_their_dots() {
        for _ in 0..20 {
            let plain: u32 = filled("{12..15}").parse().unwrap_or_default();
            assert!((12..=15).contains(&plain));
        }
        assert!(filled("{2.400..2.400}").contains("2.400"));
    }
}
