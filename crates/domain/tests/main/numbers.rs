//! Citizen numbers in a text: found in every disguise, and nothing else taken for one.

use domain::FindingKind::{CitizenNumber, PossibleCitizenNumber};
use domain::{FindingKind, Numbers, find_personal_data, has_citizen_number, refuse_citizen_numbers};
use proptest::prelude::*;

fn kinds(text: &str) -> Vec<FindingKind> {
    find_personal_data(text).into_iter().map(|finding| finding.kind).collect()
}

/// Is one of them named or suspected in it?
fn is_suspect(text: &str) -> bool {
    kinds(text).iter().any(|kind| matches!(kind, CitizenNumber | PossibleCitizenNumber))
}

/// The *elfproef* as the tax office writes it: 9a + 8b + … + 2h - i is a multiple of eleven.
fn passes(number: &str) -> bool {
    let digits = number.chars().filter_map(|digit| digit.to_digit(10)).map(i64::from);
    let sum: i64 = digits.zip([9, 8, 7, 6, 5, 4, 3, 2, -1]).map(|(digit, weight)| digit * weight).sum();
    sum % 11 == 0
}

/// Nine digits that pass, beginning with these eight; none where no last digit does.
fn citizen_number(first: u32) -> Option<String> {
    (0..10).map(|last| format!("{first:08}{last}")).find(|number| passes(number))
}

/// The same digits in another script.
fn in_script(number: &str, zero: char) -> String {
    let digit = |digit: char| char::from_u32(zero as u32 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit);
    number.chars().map(digit).collect()
}

#[test]
fn a_number_is_found_in_the_figures_of_every_script_in_use_here() {
    for zero in ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}', '\u{1d7ce}', '\u{1d7f6}'] {
        let number = in_script("111222333", zero);
        assert_eq!(kinds(&format!("BSN {number}")), [CitizenNumber], "{number}");
        assert_eq!(kinds(&format!("het is {number}.")), [PossibleCitizenNumber], "{number}");
    }
}

#[test]
fn a_number_is_found_between_signs_that_cannot_be_seen() {
    for sign in
        ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{202e}', '\u{fe0f}', '\u{e0020}']
    {
        let number: String = "111222333".chars().flat_map(|digit| [digit, sign]).collect();
        assert_eq!(kinds(&format!("B{sign}S{sign}N {number}")), [CitizenNumber], "{sign:?}");
    }
}

#[test]
fn a_number_is_known_by_every_name_that_people_give_it() {
    for name in [
        "BSN",
        "bsn:",
        "b.s.n.",
        "B S N",
        "b-s-n",
        "BSN-nummer",
        "bsnnr",
        "burgerservicenummer",
        "Burger Service Nummer:",
        "burgerservice-nummer",
        "BURGERSERVICENR.",
        "sofinummer",
        "sofi-nummer",
        "sofi nr",
        "\u{ff22}\u{ff33}\u{ff2e}",
        "mijn b\u{301}sn is",
    ] {
        let text = format!("{name} 111222333");
        assert_eq!(kinds(&text), [CitizenNumber], "{text}");
        assert!(has_citizen_number(&text), "{text}");
    }
}

#[test]
fn a_number_that_says_nothing_may_be_one_and_is_not_said_to_be_one() {
    for text in ["111222333", "mevrouw Jansen 111222333", "nr. 111222333", "(111.222.333)"] {
        assert_eq!(kinds(text), [PossibleCitizenNumber], "{text}");
        assert!(!has_citizen_number(text), "{text}");
    }
}

#[test]
fn digits_within_a_longer_code_are_no_number_of_a_person() {
    for text in [
        "1112223334",
        "0111222333",
        "11122233",
        "Z111222333",
        "ABC111222333",
        "1112223331112223",
        "111222333111222333",
        "2026-11-24",
        "24-11-2026 09:00",
        "3511 AB 12",
        "https://a.example/vraag/x111222333",
    ] {
        assert!(!is_suspect(text), "{text}: {:?}", kinds(text));
    }
}

#[test]
fn a_sum_of_money_is_a_sum_however_it_is_written() {
    for text in [
        "\u{20ac} 111.222.333",
        "\u{20ac}111222333,-",
        "EUR 111.222.333",
        "111.222.333 euro",
        "een begroting van 111.222.333",
        "het budget bedraagt 111222333",
        "111222333 inwoners",
        "ruim 111222333 mln",
        "kosten: 111.222.333,00",
    ] {
        assert!(!is_suspect(text), "{text}: {:?}", kinds(text));
    }
}

#[test]
fn a_number_of_a_thing_is_that_of_the_thing_unless_the_sentence_names_a_bsn() {
    for name in
        ["zaaknummer", "dossier", "projectnr.", "factuur", "ordernummer", "KvK", "RSIN", "kenmerk", "polisnummer"]
    {
        let text = format!("{name} 111222333");
        assert!(!is_suspect(&text), "{text}: {:?}", kinds(&text));
        let named = format!("BSN bij {name} 111222333");
        assert!(is_suspect(&named), "{named}");
    }
}

#[test]
fn the_dot_of_a_shortened_word_or_an_initial_ends_no_sentence_about_a_bsn() {
    for text in [
        "Het BSN van mevr. Jansen bij deze aanvraag is 111222333",
        "Het BSN van dhr. J. de Wit in dossier 111222333",
        "BSN (zie nr. 4) bij deze melding: 111222333",
        "het bsn, bijv. van een bewoner, bij zaak 111222333",
        "BSN bij zaaknr. 111222333",
    ] {
        assert!(is_suspect(text), "{text}");
    }
    for text in [
        "Uw BSN is weg. Zaak 111222333",
        "Geen BSN! Dossier 111222333",
        "Het BSN; dossier 111222333",
        "Wij vragen geen BSN van mevr. Jansen. Dossiernr. 111222333",
    ] {
        assert!(!is_suspect(text), "{text}: {:?}", kinds(text));
    }
}

#[test]
fn two_numbers_are_two_findings_each_with_its_own_reason() {
    // Only its writer knows whether a BSN in the sentence of a project is that of its second number.
    assert_eq!(kinds("BSN 111222333 en projectnummer 111222333"), [CitizenNumber, PossibleCitizenNumber]);
    assert_eq!(kinds("BSN 111222333. Projectnummer 111222333"), [CitizenNumber]);
    assert_eq!(kinds("projectnummer 111222333, BSN 123456782"), [CitizenNumber]);
    assert_eq!(kinds("BSN 111222333, BSN 123456782"), [CitizenNumber, CitizenNumber]);
    assert_eq!(kinds("111222333\n123456782"), [PossibleCitizenNumber, PossibleCitizenNumber]);
}

#[test]
fn the_place_of_a_number_is_that_of_its_digits_and_of_nothing_around_them() {
    for (text, found) in [
        ("BSN 111222333.", "111222333"),
        ("\u{201c}BSN\u{201d} (111 222 333), dank", "111 222 333"),
        ("caf\u{e9} BSN \u{ff11}11222333!", "\u{ff11}11222333"),
        ("BSN: 1112.22.333 5 woningen", "1112.22.333"),
    ] {
        let findings = find_personal_data(text);
        assert_eq!(findings.iter().map(|finding| &text[finding.at.clone()]).collect::<Vec<_>>(), [found], "{text}");
    }
}

#[test]
fn one_complaint_is_made_of_a_text_and_it_is_of_the_worst_that_is_in_it() {
    for (text, numbers, code) in [
        ("Mevrouw 111222333. BSN 123456782", Numbers::Unexplained, Some("PERSONAL_DATA")),
        ("Mevrouw 111222333. BSN 123456782", Numbers::Explained, Some("PERSONAL_DATA")),
        ("BSN 123456782 en 111222333", Numbers::Explained, Some("PERSONAL_DATA")),
        ("111222333 en 123456782", Numbers::Unexplained, Some("POSSIBLE_BSN")),
        ("111222333 en 123456782", Numbers::Explained, None),
        ("06-12345678 of ans@a.example", Numbers::Unexplained, None),
    ] {
        let mut complaints = domain::Complaints::default();
        refuse_citizen_numbers(&mut complaints, "body", text, numbers);
        let codes: Vec<&str> = complaints.0.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

proptest! {
    #[test]
    fn nine_digits_that_fail_the_test_are_never_a_citizen_number(
        digits in "[0-9]{9}", name in "(BSN |mijn nummer is |)", apart in "[ .-]?",
    ) {
        prop_assume!(!passes(&digits));
        for text in [digits.clone(), [&digits[..3], &digits[3..6], &digits[6..]].join(&apart)] {
            let text = format!("{name}{text}");
            prop_assert!(!is_suspect(&text), "{}: {:?}", text, kinds(&text));
        }
    }

    #[test]
    fn every_citizen_number_that_says_so_is_found_in_any_grouping(
        first in 1_000_000..99_999_999_u32, cuts in prop::collection::btree_set(1..9_usize, 0..5),
        apart in "[ ./\u{b7}'\u{2013}\u{a0}-]", before in "(BSN |bsn: |sofinummer |burgerservicenummer )",
        after in "( is dat van haar|, dank|\\.|\n|)",
    ) {
        let number = citizen_number(first);
        prop_assume!(number.is_some());
        let number = number.unwrap_or_default();
        let mut written = String::new();
        for (at, digit) in number.chars().enumerate() {
            if cuts.contains(&at) {
                written.push_str(&apart);
            }
            written.push(digit);
        }
        let text = format!("{before}{written}{after}");
        prop_assert!(has_citizen_number(&text), "{}: {:?}", text, kinds(&text));
    }

    #[test]
    fn a_word_for_a_citizen_number_behind_it_is_as_good_as_one_before_it(first in 10_000_000..99_999_999_u32) {
        let Some(number) = citizen_number(first) else { return Ok(()) };
        for behind in ["(BSN)", "is mijn bsn", "als burgerservicenummer"] {
            let text = format!("{number} {behind}");
            prop_assert!(has_citizen_number(&text), "{}: {:?}", text, kinds(&text));
        }
    }

    #[test]
    fn a_text_before_another_sentence_makes_no_number_worse_or_better(
        first in 10_000_000..99_999_999_u32, words in "([a-z]{2,7} ){0,6}",
    ) {
        let Some(number) = citizen_number(first) else { return Ok(()) };
        prop_assume!(!["bsn", "sofi", "burgerservice"].iter().any(|word| words.contains(word)));
        let sentence = format!("Het BSN is {number}.");
        let both = format!("{}. {sentence}", words.trim());
        prop_assert_eq!(kinds(&both), kinds(&sentence), "{}", both);
    }
}
