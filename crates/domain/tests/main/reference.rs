//! References as people say, copy and mistype them.

use domain::{Reference, ReferenceError, Sought, TicketId};
use proptest::prelude::*;

fn reference(year: i32, ticket: i64) -> Reference {
    Reference { year, ticket: TicketId(ticket) }
}

/// The places of the digits in a written reference.
fn places(written: &str) -> Vec<usize> {
    written.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect()
}

#[test]
fn a_reference_is_written_with_four_figures_for_the_year_and_six_for_the_number() {
    assert_eq!(reference(2026, 4217).to_string(), "EHA-2026-004217-U");
    assert_eq!(reference(2026, 1).to_string(), "EHA-2026-000001-X");
    assert_eq!(
        reference(2026, 1_234_567).to_string().len(),
        "EHA-2026-1234567-A".len(),
        "a number too long is not cut off"
    );
}

#[test]
fn every_single_mistyped_digit_of_a_reference_is_noticed() {
    for ticket in [1, 17, 4217, 999_999, 1_000_000, 123_456_789_012_345] {
        let written = reference(2026, ticket).to_string();
        for place in places(&written) {
            for digit in b'0'..=b'9' {
                let mut mistyped = written.clone().into_bytes();
                if mistyped[place] == digit {
                    continue;
                }
                mistyped[place] = digit;
                let mistyped = String::from_utf8(mistyped).expect("ASCII");
                assert_eq!(mistyped.parse::<Reference>(), Err(ReferenceError::CheckLetter), "{mistyped}");
                assert_eq!(Sought::read(&mistyped), Err(ReferenceError::CheckLetter), "{mistyped} is not searched for");
            }
        }
    }
}

#[test]
fn any_two_digits_that_changed_places_are_noticed_also_far_apart() {
    for ticket in [4217, 987_654, 123_456_789_012_345] {
        let written = reference(2026, ticket).to_string();
        let places = places(&written);
        for (at, left) in places.iter().enumerate() {
            for right in &places[at + 1..] {
                let mut mistyped = written.clone().into_bytes();
                mistyped.swap(*left, *right);
                let mistyped = String::from_utf8(mistyped).expect("ASCII");
                if mistyped != written {
                    assert_eq!(mistyped.parse::<Reference>(), Err(ReferenceError::CheckLetter), "{mistyped}");
                }
            }
        }
    }
}

#[test]
fn of_all_letters_exactly_one_belongs_to_a_number() {
    for ticket in [1, 4217, 999_999] {
        let fits = |letter: &char| format!("EHA-2026-{ticket:06}-{letter}").parse::<Reference>().is_ok();
        assert_eq!(('A'..='Z').filter(fits).count(), 1, "{ticket}");
    }
}

#[test]
fn no_reference_ends_in_a_letter_that_looks_like_a_figure() {
    for ticket in 1..500 {
        let written = reference(2026, ticket).to_string();
        assert!(!written.ends_with(['I', 'O', 'Y']), "{written}");
    }
}

#[test]
fn a_reference_is_read_with_whatever_signs_stand_between_and_in_wide_letters() {
    let whole = reference(2026, 4217);
    for text in [
        "eha-2026-004217-u",
        "EHA2026004217U",
        "eha 2026 00 42 17 u",
        "EHA\u{2011}2026\u{2011}004217\u{2011}U",
        "EHA_2026/004217.U",
        "\u{200b}EHA-2026-004217-U\u{feff}",
        "\u{ff25}\u{ff28}\u{ff21}-2026-00\u{ff14}217-\u{ff35}",
        "(EHA-2026-004217-U)",
    ] {
        assert_eq!(text.parse(), Ok(whole), "{text}");
    }
}

#[test]
fn what_only_looks_like_a_reference_is_of_another_form() {
    for text in [
        "EHB-2026-004217-U",
        "HA-2026-004217-U",
        "EHA-2026-4217-U",
        "EHA-2026-004217",
        "EHA-2026-004217-5",
        "EHA-20A6-004217-U",
        "EHA-2026-004217-UT",
        "2026-004217-U",
        "Uw EHA-2026-004217-U",
    ] {
        let read = text.parse::<Reference>();
        let wrong_letter = text.ends_with('5').then_some(ReferenceError::CheckLetter);
        assert_eq!(read, Err(wrong_letter.unwrap_or(ReferenceError::Form)), "{text}");
    }
}

#[test]
fn a_number_without_a_year_means_that_ticket_of_any_year_and_one_with_a_year_only_that_one() {
    let any = Sought::read("4217").expect("no complaint").expect("a number");
    assert!(any.means(reference(2026, 4217)) && any.means(reference(2019, 4217)) && !any.means(reference(2026, 421)));
    let that = Sought::read("2026-4217").expect("no complaint").expect("a number");
    assert!(that.means(reference(2026, 4217)) && !that.means(reference(2025, 4217)));
}

#[test]
fn a_year_alone_is_a_number_and_a_date_is_no_reference() {
    assert_eq!(
        Sought::read("2026").map(|read| read.map(|read| (read.ticket, read.year))),
        Ok(Some((TicketId(2026), None)))
    );
    for text in ["2026-11-24", "24-11-2026", "24 november 2026", "3511 AB", "06-12345678", "art. 5.3", "12,5"] {
        let read = Sought::read(text).expect("no complaint");
        assert!(read.is_none_or(|read| read.year.is_none()), "{text}: {read:?}");
    }
    assert_eq!(Sought::read("2026-11-24"), Ok(None));
}

#[test]
fn words_that_introduce_a_number_are_passed_over_and_words_that_mean_something_are_not() {
    for text in
        ["Kenmerk: 4217", "referentienummer 4217", "ref.4217", "TICKET #4217", "ticketnr. 4217", "vraag-nummer 4217"]
    {
        let read = Sought::read(text).expect("no complaint");
        assert_eq!(read.map(|read| read.ticket), Some(TicketId(4217)), "{text}");
    }
    for text in ["woning 4217", "4217 woningen", "vraag", "kenmerk", "nr", "vraag over 4217"] {
        assert_eq!(Sought::read(text), Ok(None), "{text}");
    }
}

#[test]
fn a_number_that_no_ticket_can_have_is_no_search_for_one() {
    for text in ["0", "000", "-0", "99999999999999999999", "EHA-2026-000000"] {
        assert_eq!(Sought::read(text), Ok(None), "{text}");
    }
}

#[test]
fn a_whole_reference_in_a_subject_is_found_behind_other_words_and_a_wrong_one_there_is_words() {
    let read = |text: &str| Sought::read(text).map(|read| read.map(|read| read.ticket));
    assert_eq!(read("Antw: FW: [EHA-2026-004217-U] Flexwonen 2027"), Ok(Some(TicketId(4217))));
    assert_eq!(read("Antw: [EHA-2026-004217-K] Flexwonen"), Ok(None));
}

proptest! {
    #[test]
    fn every_reference_is_read_back_from_what_is_written_and_stored(
        year in 2000..2200_i32, ticket in 1..999_999_999_i64,
    ) {
        let whole = reference(year, ticket);
        prop_assert_eq!(whole.to_string().parse(), Ok(whole));
        let stored = serde_json::to_string(&whole).expect("it can be written");
        prop_assert_eq!(&stored, &format!("\"{whole}\""));
        prop_assert_eq!(serde_json::from_str::<Reference>(&stored).expect("it can be read"), whole);
        let sought = Sought::read(&whole.to_string()).expect("no complaint").expect("a reference");
        prop_assert!(sought.means(whole) && sought.has_letter_of(whole));
    }

    #[test]
    fn the_letter_that_was_typed_is_judged_against_the_ticket_that_is_found(
        ticket in 1_000..999_999_i64, other in 1_000..999_999_i64,
    ) {
        prop_assume!(!other.to_string().starts_with("20"), "that would be a year");
        let written = reference(2026, ticket).to_string();
        let letter = written.chars().last().expect("a letter");
        let sought = Sought::read(&format!("{other}{letter}")).expect("no complaint").expect("a number");
        let fits = reference(2026, other).to_string().ends_with(letter);
        prop_assert_eq!(sought.has_letter_of(reference(2026, other)), fits);
    }
}
