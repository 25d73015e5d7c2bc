//! Phone numbers, bank accounts and e-mail addresses in a text.

use domain::FindingKind::{BankAccount, Email, Phone};
use domain::{FindingKind, find_personal_data};
use proptest::prelude::*;

fn kinds(text: &str) -> Vec<FindingKind> {
    find_personal_data(text).into_iter().map(|finding| finding.kind).collect()
}

fn found(text: &str) -> Vec<&str> {
    find_personal_data(text).iter().map(|finding| &text[finding.at.clone()]).collect()
}

/// An account with the two digits that belong to it.
fn account(country: &str, rest: &str) -> String {
    let value = |text: String| {
        text.chars()
            .filter_map(|sign| sign.to_digit(36))
            .fold(0_u32, |sum, value| (sum * if value < 10 { 10 } else { 100 } + value) % 97)
    };
    format!("{country}{:02}{rest}", 98 - value(format!("{rest}{country}00")))
}

#[test]
fn an_account_is_found_whatever_country_it_is_of() {
    for account in [
        "NL91ABNA0417164300",
        "BE68539007547034",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "GB29NWBK60161331926819",
        "LU280019400644750000",
        "CH9300762011623852957",
        "TR330006100519786457841326",
        "PL61109010140000071219812874",
        "ES9121000418450200051332",
    ] {
        assert_eq!(kinds(account), [BankAccount], "{account}");
        let in_fours: Vec<&str> =
            account.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect();
        for apart in [" ", ".", "-", "\u{a0}"] {
            let written = in_fours.join(apart).to_lowercase();
            assert_eq!(found(&format!("Stort op {written}, dank")), [written.as_str()]);
        }
    }
}

#[test]
fn an_account_hides_no_other_number_and_its_digits_are_no_phone_number() {
    assert_eq!(kinds("NL91ABNA0417164300 of 06-12345678"), [BankAccount, Phone]);
    assert_eq!(kinds("BSN 111222333, NL91ABNA0417164300"), [FindingKind::CitizenNumber, BankAccount]);
    let dutch = account("NL", "INGB0612345678");
    assert_eq!(kinds(&dutch), [BankAccount], "{dutch}");
}

#[test]
fn what_only_looks_like_an_account_is_none() {
    for text in [
        "NL91ABNA0417164301",
        "NL91ABNA041716430",
        "NL91",
        "XNL91ABNA0417164300",
        "XX91ABNA0417164300",
        "de 12 gemeenten van de regio",
        "in 20 van de 24 gevallen is dit zo",
    ] {
        assert!(!kinds(text).contains(&BankAccount), "{text}");
    }
}

#[test]
fn a_phone_number_is_found_as_people_write_it_here_and_abroad() {
    for text in [
        "0612345678",
        "06-1234 5678",
        "06 - 12 34 56 78",
        "(030) 123 45 67",
        "030-1234567",
        "0345 123 456",
        "+31612345678",
        "+31 (0)6 12 34 56 78",
        "0031 6 12345678",
        "+32 475 12 34 56",
        "+49 30 901820 12",
        "\u{ff10}\u{ff16}12345678",
        "06\u{200b}12345678",
        "tel0301234567",
    ] {
        assert_eq!(kinds(text), [Phone], "{text}");
        assert_eq!(kinds(&format!("Bel {text}, graag.")), [Phone], "{text}");
    }
}

#[test]
fn a_year_an_amount_a_code_and_a_date_are_no_phone_number() {
    for text in [
        "2026",
        "24-11-2026",
        "01-02-1990 12",
        "1234 AB 12",
        "0,612345678",
        "artikel 3.14.159.265",
        "061234567",
        "06123456789",
        "0000000000",
        "KvK 0612345678",
        "dossiernummer 06-12345678",
        "GM0363 en GM0344",
    ] {
        assert!(!kinds(text).contains(&Phone), "{text}: {:?}", kinds(text));
    }
}

#[test]
fn an_address_is_found_without_the_signs_of_the_sentence_around_it() {
    for (text, address) in [
        ("Mail ans@arnhem.nl.", "ans@arnhem.nl"),
        ("(ans.de-wit+loket@zorg.arnhem.nl)", "ans.de-wit+loket@zorg.arnhem.nl"),
        ("ans@arnhem.nl...", "ans@arnhem.nl"),
        ("<ans_1@arnhem.nl>;", "ans_1@arnhem.nl"),
        ("mailto:ans@arnhem.nl?subject=x", "ans@arnhem.nl"),
        ("ans@caf\u{e9}.nl", "ans@caf\u{e9}.nl"),
    ] {
        assert_eq!(found(text), [address], "{text}");
        assert_eq!(kinds(text), [Email], "{text}");
    }
}

#[test]
fn a_sign_that_stands_alone_or_without_a_host_is_no_address() {
    for text in ["@", "a @ b.nl", "@arnhem.nl", "ans@", "ans@arnhem", "ans@.nl", "12 st. @ 5 euro", "ans@ arnhem.nl"] {
        assert!(!kinds(text).contains(&Email), "{text}");
    }
}

#[test]
fn findings_stand_in_the_order_of_the_text() {
    let text = "ans@a.example belt 06-12345678 over BSN 111222333 en NL91ABNA0417164300, of bo@b.example";
    use FindingKind::CitizenNumber;
    assert_eq!(kinds(text), [Email, Phone, CitizenNumber, BankAccount, Email]);
}

proptest! {
    #[test]
    fn an_account_with_any_one_sign_mistyped_is_none(
        bank in "[A-Z]{4}", number in "0[0-9]{9}", at in 4..18_usize, other in 1..10_u32,
    ) {
        let sound = account("NL", &format!("{bank}{number}"));
        prop_assert_eq!(kinds(&sound), [BankAccount], "{}", sound);
        let mut mistyped: Vec<char> = sound.chars().collect();
        let Some(digit) = mistyped[at].to_digit(10) else { return Ok(()) };
        mistyped[at] = char::from_digit((digit + other) % 10, 10).unwrap_or('0');
        let mistyped: String = mistyped.into_iter().collect();
        prop_assert!(!kinds(&mistyped).contains(&BankAccount), "{}", mistyped);
    }

    #[test]
    fn a_mobile_number_is_found_in_any_grouping(
        rest in "[1-9][0-9]{7}", cuts in prop::collection::btree_set(2..8_usize, 0..4), apart in "[ .\u{b7}\u{2013}-]",
    ) {
        let mut written = String::new();
        for (at, digit) in format!("06{rest}").chars().enumerate() {
            if cuts.contains(&at) {
                written.push_str(&apart);
            }
            written.push(digit);
        }
        let text = format!("Bel mij op {written} voor meer");
        prop_assert!(kinds(&text).contains(&Phone), "{}: {:?}", text, kinds(&text));
    }

    #[test]
    fn an_address_is_found_between_any_words(
        mailbox in "[a-z0-9]{1,8}([._+-][a-z0-9]{1,5})?", domain in "[a-z0-9]{1,8}(-[a-z0-9]{1,4})?\\.(nl|org|example)",
        before in "[a-z]{0,8}[ (:<\"]", after in "([ ),;:>\"!?][a-z]{0,8})?",
    ) {
        let text = format!("{before}{mailbox}@{domain}{after}");
        let address = format!("{mailbox}@{domain}");
        let emails = find_personal_data(&text).into_iter().filter(|finding| finding.kind == Email);
        let emails: Vec<&str> = emails.map(|finding| &text[finding.at]).collect();
        prop_assert_eq!(emails, [&address], "{}", text);
    }

    #[test]
    fn no_phone_number_or_account_is_found_in_another(text in "[0-9 .@+()a-c\u{20ac}-]{0,60}") {
        let mut numbers = find_personal_data(&text);
        numbers.retain(|finding| matches!(finding.kind, Phone | BankAccount));
        for pair in numbers.windows(2) {
            prop_assert!(pair[0].at.end <= pair[1].at.start, "{}: {:?}", text, pair);
        }
    }
}
