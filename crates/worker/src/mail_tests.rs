use super::*;
use domain::LetterKind;
use proptest::prelude::*;

fn letter(to_name: &str, to_email: &str, subject: &str) -> Letter {
    Letter {
        from_name: None,
        kind: LetterKind::Receipt,
        to_name: to_name.to_owned(),
        to_email: to_email.to_owned(),
        subject: subject.to_owned(),
        body: "Beste Ans,\n.\nFrom hier af 🙂\n".to_owned(),
        message_id: "<0192@loket.example>".to_owned(),
        language: "nl".to_owned(),
        look: domain::Look::default(),
        thread: Some("<vraag-EHA-2026-000001-A@loket.example>".to_owned()),
        date: "Tue, 24 Nov 2026 10:00:00 +0100".to_owned(),
    }
}

fn from() -> Mailbox {
    "Loket <loket@loket.example>".parse().expect("an address")
}

#[test]
fn a_letter_is_composed_the_same_way_each_time() {
    let letter =
        letter("Ans de Wit", "ans@gemeente.example", "[EHA-2026-000001-A] Wij hebben uw vraag: één lokaal plan");
    let once = compose(&from(), &letter, None).expect("a good letter");
    assert_eq!(compose(&from(), &letter, None).expect("a good letter"), once);
    let text = String::from_utf8(once.bytes).expect("ASCII on the wire");
    assert!(text.contains("Message-ID: <0192@loket.example>"), "{text}");
    assert!(text.contains("Date: Tue, 24 Nov 2026 09:00:00 +0000"), "{text}");
    assert!(text.contains("References: <vraag-EHA-2026-000001-A@loket.example>\r\n"), "{text}");
    assert!(text.contains("In-Reply-To: <vraag-EHA-2026-000001-A@loket.example>\r\n"), "{text}");
    let (plain, html) = (text.find("Content-Type: text/plain"), text.find("Content-Type: text/html"));
    assert!(text.contains("multipart/alternative") && plain < html, "text first: {text}");
}

#[test]
fn a_line_end_in_a_name_of_before_neither_panics_nor_makes_a_header() {
    for end in ["\r\n", "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\0", "\u{2028}"] {
        let odd = format!("Regel een{end}Bcc: x@y.example");
        let composed = compose(&from(), &letter(&odd, "ans@gemeente.example", &odd), None).expect("it can be sent");
        let text = String::from_utf8(composed.bytes).expect("ASCII on the wire");
        let head = text.split("\r\n\r\n").next().expect("a head");
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    }
}

#[test]
fn a_domain_in_other_letters_is_punycode_in_the_envelope() {
    let composed = compose(&from(), &letter("Ans", "ans@súdwest.example", "Vraag"), None).expect("it can be sent");
    assert_eq!(composed.to.to_string(), "ans@xn--sdwest-pya.example");
    assert!(composed.bytes.is_ascii());
}

/// Much like an address, and often wrong.
fn nearly_an_address() -> impl Strategy<Value = String> {
    let part = "[a-zA-Z0-9.\\-_+'\"@ éß漢\\[\\]\r\n\u{200b}]{0,12}";
    prop_oneof![
        (part, "[a-z0-9\\-éß漢.]{0,70}", "[a-z0-9.\\-é]{0,6}").prop_map(|(a, b, c)| format!("{a}@{b}.{c}")),
        ("[a-z.]{1,66}", "[a-z-]{1,64}").prop_map(|(a, b)| format!("{a}@{b}.nl")),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn whatever_the_rule_for_addresses_accepts_the_mailer_can_send(
        typed in nearly_an_address(),
        name in any::<String>(),
        subject in any::<String>(),
    ) {
        if let Ok(address) = domain::email_address(&typed) {
            prop_assert!(address.is_ascii(), "no server has to speak SMTPUTF8: {address}");
            prop_assert_eq!(domain::email_address(&address), Ok(address.clone()), "stored, it stays what it is");
            let composed = compose(&from(), &letter(&name, &address, &subject), None);
            let composed = composed.map_err(|why| TestCaseError::fail(format!("{address}: {why}")))?;
            prop_assert_eq!(composed.to.to_string(), address);
            prop_assert!(composed.bytes.is_ascii());
            let envelope = lettre::address::Envelope::new(Some(from().email), vec![composed.to]);
            prop_assert!(envelope.is_ok());
        }
    }
}

#[test]
fn a_letter_that_can_be_answered_says_where_and_no_other_does() {
    let letter = letter("Ans", "ans@gemeente.example", "Vraag");
    let head = |at: Option<&str>| {
        let bytes = compose(&from(), &letter, at).expect("it can be sent").bytes;
        String::from_utf8(bytes).expect("text").split("\r\n\r\n").next().expect("a head").to_owned()
    };
    assert!(head(Some("loket+7.0a1b@desk.example")).contains("\r\nReply-To: loket+7.0a1b@desk.example\r\n"));
    assert!(!head(None).contains("\r\nReply-To:"));
}
