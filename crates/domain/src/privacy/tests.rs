use super::numbers::passes_eleven_test;
use super::*;
use proptest::prelude::*;

fn kinds(text: &str) -> Vec<FindingKind> {
    find_personal_data(text).into_iter().map(|finding| finding.kind).collect()
}

#[test]
fn a_citizen_number_is_found_however_it_is_grouped() {
    for text in ["BSN 111222333.", "bsn: 1112.22.333", "burger service nummer (111 222 333)", "sofi-nummer 111222333"] {
        assert_eq!(kinds(text), [FindingKind::CitizenNumber], "{text}");
    }
    assert_eq!(kinds("(111 222 333)"), [FindingKind::PossibleCitizenNumber]);
    assert_eq!(kinds("artikel 4, 111222333"), [FindingKind::PossibleCitizenNumber], "a number in front hides nothing");
}

#[test]
fn nine_digits_that_fail_the_test_are_no_citizen_number() {
    assert_eq!(kinds("dossier 111222334"), []);
    assert_eq!(kinds("000000000"), []);
    assert_eq!(kinds("zaak Z111222333"), []);
}

#[test]
fn phone_numbers_and_addresses_are_found_and_amounts_are_not() {
    assert_eq!(kinds("bel 06 12 34 56 78 of mail jan@voorbeeld.nl."), [FindingKind::Phone, FindingKind::Email]);
    assert_eq!(kinds("+31 6 12345678"), [FindingKind::Phone]);
    assert_eq!(kinds("030 \u{2013} 123 45 67"), [FindingKind::Phone]);
    assert_eq!(kinds("dossiernummer 0301234567 en vestigingsnummer 0000 12345678"), []);
    assert_eq!(kinds("in 2026 zijn er 1.250 woningen voor 12.500.000 euro, artikel 4:23"), []);
}

#[test]
fn a_telephone_number_is_found_whatever_its_text_is_about() {
    for text in [
        "Ons project loopt. U kunt de bewoner bellen op 06-12345678.",
        "Het gaat om 40 woningen, bel 06-12345678.",
        "De aanvraag is van een inwoner: 030-1234567.",
        "Voor de aanvraag 06 12345678.",
        "Projectleider 0612345678",
        "Over het budget: +31 6 12345678",
        "06-12345678. 3 inwoners",
        "06-12345678 3511 AB Utrecht",
        "3 06-12345678",
        "06\u{b7}12345678",
        "06:12345678",
        "06'1234'5678",
        "06\u{2013}12345678",
        "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
        "tel0612345678",
        "00 31 6 12345678, 12",
    ] {
        assert_eq!(kinds(text), [FindingKind::Phone], "{text}");
    }
    for text in
        ["06-12345678/06-87654321", "06-12345678,06-87654321", "06-12345678\n06-87654321", "06-12345678+31687654321"]
    {
        assert_eq!(kinds(text), [FindingKind::Phone; 2], "{text}");
    }
    for text in ["dossiernummer 0301234567", "zaak 0301234567", "KvK 0612345678", "op 01-02-1990 12 huizen"] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn a_number_is_excused_by_a_word_at_it_in_its_sentence_and_by_no_other() {
    for text in [
        "Ons project loopt. Het gaat om 123456782.",
        "Het project van mevrouw, 123456782.",
        "Er zijn 40 woningen voor 123456782",
        "De aanvrager 123456782",
        "De klant 123456782",
        "123456782,3 inwoners",
        "Dit is ons zaaknummer. 123456782 is iets anders.",
        "In 2026 waren er 123.456.782.",
        "3 123 456 782 12",
    ] {
        assert_eq!(kinds(text), [FindingKind::PossibleCitizenNumber], "{text}");
    }
    for text in [
        "projectnummer 123456782",
        "klantnummer 123456782",
        "Project nr. 123456782",
        "Het zaaknummer is 2026-123456782.",
        "123456782 is het projectnummer",
        "De aanvraag 123456782",
        "\u{20ac} 123.456.782,50",
        "\u{20ac} 1 123 456 782",
        "123.456.782,00 euro",
        "123456782 euro",
        "Wij zien 260.000.000 als totaal.",
        "123456782 inwoners",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
    for text in
        ["BSN 1. 123 456 782", "BSN 123.456.782", "BSN: 3511 AB 123456782", "1\u{b7}BSN\u{b7}123\u{b7}456\u{b7}782"]
    {
        assert_eq!(kinds(text), [FindingKind::CitizenNumber], "{text}");
    }
}

#[test]
fn an_account_in_pieces_and_an_address_in_wide_letters_are_named_for_what_they_are() {
    assert_eq!(kinds("NL 91 ABNA 0417 1643 00"), [FindingKind::BankAccount]);
    assert_eq!(kinds("ans\u{ff20}arnhem\u{ff0e}nl"), [FindingKind::Email]);
}

/// Nine digits that pass the test; none where no last digit does.
fn citizen_number_of(first: u32) -> Option<String> {
    (0..10)
        .map(|last| format!("{first:08}{last}"))
        .find(|number| passes_eleven_test(&number.chars().filter_map(|digit| digit.to_digit(10)).collect::<Vec<_>>()))
}

const APART: &str = "[ ./,:;|~_+\n\u{b7}\u{2022}\u{2013}\u{a0}'-]";

proptest! {
    #[test]
    fn a_number_between_any_neighbours_is_found(
        first in 10_000_000_u32..99_999_999, sort in 0..4_usize, before in "[1-9][0-9]{0,3}|[a-z]{0,4}|3511 AB",
        left in APART, right in APART, after in "[1-9][0-9]{0,3}|[a-z]{0,4}|3511 AB", inner in "[ ./\u{b7}\u{2013}\u{a0}'-]"
    ) {
        let number = citizen_number_of(first);
        prop_assume!(number.is_some());
        let number = number.unwrap_or_default();
        let (wanted, number) = match sort {
            0 => (FindingKind::PossibleCitizenNumber, number),
            1 => (FindingKind::PossibleCitizenNumber, [&number[..3], &number[3..6], &number[6..]].join(" ")),
            2 => (FindingKind::Phone, format!("06{inner}{first}")),
            _ => (FindingKind::Phone, format!("+31{inner}6{inner}{first}")),
        };
        let text = format!("{before}{left}{number}{right}{after}");
        prop_assert!(kinds(&text).contains(&wanted), "{:?}: {:?}", text, kinds(&text));
    }

    #[test]
    fn an_amount_with_its_currency_is_never_personal_data(
        millions in 1_u32..999, rest in 0_u32..1_000_000, apart in "[ .]", is_sign_in_front in proptest::bool::ANY
    ) {
        let amount = format!("{millions}{apart}{:03}{apart}{:03}", rest / 1_000, rest % 1_000);
        let text = if is_sign_in_front { format!("dat is \u{20ac} {amount} samen") } else { format!("dat is {amount} euro") };
        prop_assert_eq!(kinds(&text), []);
    }

    #[test]
    fn no_text_makes_it_panic_and_every_finding_lies_inside_the_text(text in "\\PC{0,200}|[0-9 .@a-zé-]{0,60}") {
        for finding in find_personal_data(&text) {
            prop_assert!(text.get(finding.at.clone()).is_some());
        }
    }
}

#[test]
fn a_number_that_its_sentence_calls_a_bsn_is_never_passed_over_for_another_word_beside_it() {
    for text in [
        "Het BSN bij deze aanvraag is 123456782",
        "Het BSN van de cliënt in dit dossier: 123456782",
        "BSN in dossier 123456782",
        "Het burgerservicenummer van de melding is 123456782",
        "BSN van bewoner pand: 123456782",
        "mijn bsn hoort bij zaak 123456782",
        "BSN 0123456782",
        "bsn: 00123456782",
    ] {
        let found = kinds(text);
        assert!(found.contains(&FindingKind::CitizenNumber), "{text}: {found:?}");
    }
    for text in [
        "BSN / kenmerknummer: 123456782",
        "BSN of RSIN 123456782",
        "BSN klantnummer 123456782",
        "De zaak 123456782 woont bij ons (bsn)",
        "Cliënt met bsn betaalt € 123456782",
        "bsn is 123456782 euro",
    ] {
        let found = kinds(text);
        let asked = [FindingKind::CitizenNumber, FindingKind::PossibleCitizenNumber];
        assert!(found.iter().any(|kind| asked.contains(kind)), "{text}: {found:?}");
    }
    for text in [
        "Uw BSN kennen wij niet. Zaaknummer 123456782",
        "Het budget voor de BSN-koppeling is 260.000.000 euro",
        "Ons projectnummer is 123456782",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}
