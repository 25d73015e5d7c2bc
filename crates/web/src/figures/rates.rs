//! Numbers of a region beside its size (rates): per municipality, or per 100,000 inhabitants.

use super::words::{number, tenths};
use app::{Measure, Picture, TrendsBy};
use domain::{Within, long_day_in_words};

/// Fewer than so many, and there is no number per inhabitant: chance would move it by more than a third.
pub(crate) const FEW: f64 = 10.0;
/// Inhabitants that a number is given per.
const MANY: f64 = 100_000.0;

/// What a number is given per.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Per {
    Number,
    Municipality,
    Inhabitants,
}

/// By their names in the address, and as the list calls them.
pub(crate) const PER: [(&str, &str, Per); 3] = [
    ("aantal", "aantallen", Per::Number),
    ("gemeente", "per gemeente", Per::Municipality),
    ("inwoners", "per 100.000 inwoners", Per::Inhabitants),
];

impl Per {
    /// Why it cannot be had of this, if it cannot.
    pub(crate) fn refused(self, measure: Measure, by: &TrendsBy) -> Option<&'static str> {
        if self == Self::Number {
            return None;
        }
        if !matches!(by, TrendsBy::Region(_)) {
            return Some(
                "Dit kan alleen van cijfers per regio. Kies bij ‘Verdeeld naar’ een indeling, zoals provincie.",
            );
        }
        (!measure.is_count()).then_some("Dit kan alleen van aantallen. Kies bij ‘Wat’ iets dat wordt geteld.")
    }

    /// A number beside what lies in its region.
    pub(crate) fn of(self, count: f64, within: Option<Within>) -> Option<f64> {
        match self {
            Self::Number => Some(count),
            Self::Municipality => {
                let many = within?.municipalities;
                (many > 0).then(|| count / many as f64)
            }
            Self::Inhabitants => {
                let people = within?.inhabitants.filter(|people| *people > 0)?;
                let is_enough = count == 0.0 || count >= FEW;
                is_enough.then(|| count / people as f64 * MANY)
            }
        }
    }

    /// As people read it.
    pub(crate) fn written(self, value: f64) -> String {
        match self {
            Self::Number | Self::Municipality => number(value),
            Self::Inhabitants => tenths(value),
        }
    }

    /// Behind the name of the measure.
    pub(crate) fn behind(self) -> &'static str {
        match self {
            Self::Number => "",
            Self::Municipality => ", per gemeente",
            Self::Inhabitants => ", per 100.000 inwoners",
        }
    }

    /// What it means, from where it comes and what is not in it.
    pub(crate) fn in_words(self, picture: &Picture) -> Vec<String> {
        let overlap = "Een gemeente in twee regio's telt in beide mee. Getallen van regio's telt u niet bij elkaar op.";
        match self {
            Self::Number => Vec::new(),
            Self::Municipality => vec![format!(
                "Per gemeente is: het aantal, gedeeld door hoeveel gemeenten er die dag in de regio lagen. {overlap}"
            )],
            Self::Inhabitants => vec![
                format!(
                    "Per 100.000 inwoners is: het aantal, gedeeld door de inwoners van alle gemeenten in de regio, maal \
                     100.000. {overlap} {}",
                    from_whom(picture)
                ),
                format!(
                    "Bij minder dan {} staat er een streepje: daar zegt een getal per inwoner te weinig. Ook als van een \
                     gemeente niet bekend is hoeveel mensen er wonen. De aantallen staan in de laatste kolom.",
                    number(FEW)
                ),
            ],
        }
    }
}

/// Who counted the inhabitants, and when.
pub(crate) fn from_whom(picture: &Picture) -> String {
    match &picture.geography.inhabitants {
        Some(known) => format!("Inwoners: {}, {}.", known.source, long_day_in_words(known.counted_on)),
        None => "Het loket kent geen inwonertallen.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::LayoutKey;

    #[test]
    fn a_number_is_divided_by_what_lies_in_its_region_and_few_are_not_told_per_inhabitant() {
        let within = |municipalities, inhabitants| Some(Within { municipalities, inhabitants });
        let region = within(4, Some(200_000));
        assert_eq!([0.0, 9.0, 10.0].map(|count| Per::Inhabitants.of(count, region)), [Some(0.0), None, Some(5.0)]);
        assert_eq!(
            [0.0, 9.0, 10.0].map(|count| Per::Municipality.of(count, region)),
            [Some(0.0), Some(2.25), Some(2.5)]
        );
        assert_eq!(Per::Inhabitants.of(50.0, within(4, None)), None, "of one of them nobody knows");
        assert_eq!([Per::Municipality, Per::Inhabitants].map(|per| per.of(50.0, None)), [None, None]);
        assert_eq!(Per::Number.of(3.0, None), Some(3.0));
    }

    #[test]
    fn only_numbers_of_regions_are_divided() {
        let by_region = TrendsBy::Region(LayoutKey("provincie".to_owned()));
        for per in [Per::Municipality, Per::Inhabitants] {
            assert_eq!(per.refused(Measure::Received, &by_region), None);
            assert!(per.refused(Measure::AnsweredInTimeShare, &by_region).is_some_and(|why| why.contains("aantallen")));
            assert!(per.refused(Measure::Received, &TrendsBy::Nothing).is_some_and(|why| why.contains("per regio")));
        }
        assert_eq!(Per::Number.refused(Measure::AnsweredInTimeShare, &TrendsBy::Nothing), None);
    }
}
