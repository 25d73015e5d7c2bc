//! E-mail addresses: what every door takes, and when two are the same.

use domain::{EmailFault, ascii_domain, can_get_mail, email_address, email_key};
use proptest::prelude::*;

#[test]
fn a_mailbox_of_sixty_four_signs_is_taken_and_one_more_is_too_long() {
    for (length, fault) in [(64, None), (65, Some(EmailFault::Length))] {
        let address = format!("{}@a.example", "x".repeat(length));
        assert_eq!(email_address(&address).err(), fault, "{length}");
    }
}

#[test]
fn an_address_of_two_hundred_and_fifty_four_signs_is_taken_and_one_more_is_too_long() {
    for (length, fault) in [(254, None), (255, Some(EmailFault::Length))] {
        let domain = format!("{}.{}.{}.example", "b".repeat(60), "c".repeat(60), "d".repeat(60));
        let rest = length - domain.len() - 2;
        let address = format!("{}@{}.{domain}", "x".repeat(rest - 20), "y".repeat(20));
        assert_eq!(address.len(), length, "the test counts rightly");
        assert_eq!(email_address(&address).err(), fault, "{length}");
    }
}

#[test]
fn a_label_of_sixty_three_signs_is_a_name_and_one_more_is_none_also_when_it_is_written_in_other_letters() {
    assert!(ascii_domain(&format!("{}.nl", "a".repeat(63))).is_some());
    assert!(ascii_domain(&format!("{}.nl", "a".repeat(64))).is_none());
    assert!(ascii_domain(&format!("{}\u{e9}.nl", "a".repeat(62))).is_none(), "in punycode it is longer");
}

#[test]
fn a_domain_is_a_name_with_a_dot_whose_last_part_is_no_number() {
    for sound in ["gemeente.nl", "a.b.c.nl", "1.2.nl", "3m.nl", "x--y.nl", "nl.n1"] {
        assert_eq!(ascii_domain(sound).as_deref(), Some(sound));
    }
    for wrong in
        ["nl", "", ".", "nl.", ".nl", "a..nl", "a.nl.", "10.0.0.1", "a.123", "-a.nl", "a-.nl", "a b.nl", "a_b.nl"]
    {
        assert_eq!(ascii_domain(wrong), None, "{wrong}");
    }
}

#[test]
fn a_domain_in_other_letters_is_one_domain_in_capitals_and_however_its_accents_are_composed() {
    for (written, wire) in [
        ("m\u{fc}nchen.example", "xn--mnchen-3ya.example"),
        ("M\u{dc}NCHEN.example", "xn--mnchen-3ya.example"),
        ("mu\u{308}nchen.example", "xn--mnchen-3ya.example"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    ] {
        assert_eq!(ascii_domain(written).as_deref(), Some(wire), "{written}");
        assert_eq!(email_key(&format!("ans@{written}")), format!("ans@{wire}"));
    }
}

#[test]
fn the_signs_that_mail_allows_without_quotes_are_taken_and_quotes_are_not() {
    for sign in "!#$%&'*+-/=?^_`{|}~".chars() {
        let address = format!("a{sign}b@c.example");
        assert_eq!(email_address(&address), Ok(address.clone()));
    }
    for sign in "\"(),:;<>[\\] \t".chars() {
        assert_eq!(email_address(&format!("a{sign}b@c.example")), Err(EmailFault::Shape), "{sign:?}");
    }
    for quoted in
        ["\"a b\"@c.example", "\"a\"@c.example", "Ans <ans@c.example>", "<ans@c.example>", "mailto:a@c.example"]
    {
        assert_eq!(email_address(quoted), Err(EmailFault::Shape), "{quoted}");
    }
}

#[test]
fn letters_with_accents_are_refused_in_front_of_the_sign_only_and_it_says_so() {
    assert_eq!(email_address("ren\u{e9}@c.example"), Err(EmailFault::Mailbox));
    assert_eq!(email_address("rene\u{301}@c.example"), Err(EmailFault::Mailbox));
    assert!(email_address("rene@caf\u{e9}.example").is_ok());
    assert!(EmailFault::Mailbox.to_string().contains("accenten"));
}

#[test]
fn no_line_end_or_control_sign_gets_into_the_head_of_a_letter() {
    for sign in ['\r', '\n', '\0', '\u{7}', '\u{b}', '\u{85}', '\u{2028}'] {
        for address in
            [format!("a{sign}b@c.example"), format!("a@c{sign}d.example"), format!("a@c.example{sign}Bcc: x@y.example")]
        {
            assert!(email_address(&address).is_err(), "{address:?}");
        }
    }
}

#[test]
fn the_address_keeps_its_capitals_and_is_known_without_them() {
    assert_eq!(email_address(" Ans.DeWit@Gemeente.NL\n").as_deref(), Ok("Ans.DeWit@Gemeente.NL"));
    assert_eq!(email_key(" Ans.DeWit@Gemeente.NL\n"), "ans.dewit@gemeente.nl");
}

#[test]
fn two_addresses_with_another_mailbox_or_another_domain_are_two() {
    let keys = ["ans@a.example", "ans@b.example", "an.s@a.example", "ans+1@a.example"].map(email_key);
    for (at, key) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(key), "{key}");
    }
}

#[test]
fn what_is_no_address_is_known_by_itself_and_is_nobodys_address() {
    assert_eq!(email_key("  Geen Adres "), "geen adres");
    assert_eq!(email_key(""), "");
}

#[test]
fn mail_never_arrives_at_a_reserved_name_however_its_end_is_written() {
    for never in ["a@invalid", "a@LOCALHOST", "a@b.invalid..", "invalid"] {
        assert!(!can_get_mail(never), "{never}");
    }
    for ever in ["localhost@gemeente.nl", "a@localhost.nl", "a@b.example", ""] {
        assert!(can_get_mail(ever), "{ever}");
    }
}

proptest! {
    #[test]
    fn an_address_that_is_taken_is_taken_again_and_stays_as_it_is(
        text in "[ a-zA-Z0-9.+@\u{e9}\u{ff41}-]{0,12}@[a-zA-Z0-9.\u{fc}\u{df}-]{0,12}\\.[a-zA-Z]{2,5} ?"
    ) {
        if let Ok(address) = email_address(&text) {
            prop_assert!(address.is_ascii() && address.len() <= 254);
            prop_assert_eq!(email_address(&address), Ok(address));
        }
    }

    #[test]
    fn a_key_is_its_own_key_and_does_not_see_capitals_of_the_mailbox(
        text in "\\PC{0,20}|[a-zA-Z.]{1,9}@[a-zA-Z]{1,9}\\.[a-zA-Z]{2,3}",
    ) {
        let key = email_key(&text);
        prop_assert_eq!(email_key(&key), key.clone());
        if text.is_ascii() {
            prop_assert_eq!(email_key(&text.to_ascii_uppercase()), key);
        }
    }
}
