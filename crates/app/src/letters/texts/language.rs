//! Letters to askers are in Dutch, or in English when that is what they wrote (localisation).

use chrono::NaiveDate;
use domain::long_day_in_words;
use routing::Language;

/// The language that a stored word stands for; Dutch in doubt.
pub(crate) fn language(word: &str) -> Language {
    if word == Language::En.as_str() { Language::En } else { Language::Nl }
}

/// These words in the language of the reader.
pub(crate) fn either<T>(language: Language, dutch: T, english: T) -> T {
    match language {
        Language::Nl => dutch,
        Language::En => english,
    }
}

/// `woensdag 9 december 2026`, `Wednesday 9 December 2026`.
pub(super) fn day_in(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Nl => long_day_in_words(day),
        Language::En => day.format("%A %-d %B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_named_in_the_language_of_its_reader_and_an_unknown_language_is_dutch() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 9).expect("a day");
        assert_eq!(day_in(language("nl"), day), "woensdag 9 december 2026");
        assert_eq!(day_in(language("en"), day), "Wednesday 9 December 2026");
        assert_eq!(language("fr"), Language::Nl);
    }
}
