//! Colours that people choose for the desk (design tokens), and whether one can be read on another.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A colour as it stands in a style sheet: `#154273`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour([u8; 3]);

/// What text must differ from what it stands on (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// Red, green and blue.
    pub const fn of(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Reads `#154273`, in either case, with or without its sign.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if digits.len() != 6 || !digits.bytes().all(|sign| sign.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// How far two colours differ in light, from 1 to 21 (contrast ratio of WCAG 2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The same with so many percent of another one in it.
    #[must_use]
    pub fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |own: u8, other: u8| {
            let sum = u16::from(own) * (100 - percent) + u16::from(other) * percent;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        Self(std::array::from_fn(|at| mix(self.0[at], other.0[at])))
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("no colour: {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_is_what_wcag_says_it_is() {
        let near = |one: &str, other: &str, wanted: f64| {
            let contrast = Colour::parse(one).expect("one").contrast(Colour::parse(other).expect("other"));
            assert!((contrast - wanted).abs() < 0.01, "{one} on {other}: {contrast}");
        };
        near("#000000", "#ffffff", 21.0);
        near("#ffffff", "#ffffff", 1.0);
        // As other calculators have them.
        near("#767676", "#ffffff", 4.54);
        near("#777777", "#ffffff", 4.48);
        near("#154273", "#ffffff", 10.20);
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse(" 154273 ").map(|colour| colour.to_string()).as_deref(), Some("#154273"));
        assert_eq!(Colour::parse("#ABCDEF").map(|colour| colour.to_string()).as_deref(), Some("#abcdef"));
        for none in ["", "#fff", "rood", "#12345g", "#1542733", "#15427é", "red;}*{display:none"] {
            assert_eq!(Colour::parse(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn white_or_black_can_always_be_read_and_mixing_with_black_darkens(red: u8, green: u8, blue: u8) {
            let colour = Colour::of(red, green, blue);
            prop_assert!(colour.contrast(Colour::WHITE).max(colour.contrast(Colour::BLACK)) >= READABLE);
            prop_assert!(colour.mixed(Colour::BLACK, 30).contrast(Colour::WHITE) >= colour.contrast(Colour::WHITE));
            prop_assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
        }
    }
}
