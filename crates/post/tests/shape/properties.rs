//! What holds for every mail: reading never fails, nothing that was said is lost, and what was cut is not cut again.

use crate::shape;
use post::{Complaint, Incoming, Ours, Read, read};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

/// Enough to meet each rule a few times; 20,000 were run when the rules were written.
const CASES: u32 = 400;

fn plain(text: &str) -> Vec<u8> {
    let head = "From: a@gemeente.example\nSubject: Re: x\nIn-Reply-To: <b@loket.example>\nMIME-Version: 1.0\n";
    format!("{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}").into_bytes()
}

fn mail(raw: &[u8]) -> Incoming {
    let Read { mail, complaints } = read(raw, &Ours::default());
    assert!(!complaints.contains(&Complaint::Unreadable), "a library failed on it");
    mail
}

/// Lines with something on them, without what only parts words and marks quotes.
fn lines(text: &str) -> Vec<String> {
    let bare = |line: &str| line.trim_start_matches(['>', ' ']).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = text.lines().map(bare).filter(|line| !line.is_empty()).collect();
    lines.sort();
    lines
}

fn assert_is_tidy(mail: &Incoming) {
    for text in [&mail.text, &mail.tail] {
        assert!(!text.contains(|sign: char| sign.is_control() && sign != '\n'), "{text:?}");
        assert!(!text.starts_with('\n') && !text.ends_with(char::is_whitespace), "{text:?}");
    }
    assert!(!mail.subject.contains(char::is_control));
}

/// Pieces that mails of people and programs are made of, so that chance meets the rules.
const PIECES: &[&str] = &[
    "Beste Els,",
    "",
    "Dank voor uw antwoord.",
    "Op di 24 nov 2026 om 10:00 schreef Loket <loket@loket.example>:",
    "On 24 Nov 2026, at 10:00, Desk wrote:",
    "Op 12 november schreef u:",
    "> een geciteerde regel die zo lang is dat een programma haar onderweg zou breken",
    ">> dieper",
    ">",
    "gebroken rest",
    "Van: Loket <loket@loket.example>",
    "Verzonden: dinsdag 24 november 2026 10:00",
    "Aan: Jan",
    "Onderwerp: Tolk",
    "-----Oorspronkelijk bericht-----",
    "---------- Forwarded message ---------",
    "Begin doorgestuurd bericht:",
    "________________________________",
    "Verstuurd vanaf mijn iPhone",
    "-- ",
    "Deze mail is uitsluitend bestemd voor de geadresseerde.",
    "antwoorden in rood",
    ">>> Loket <loket@loket.example> 24-11-2026 >>>",
    "вт, 24 лист. 2026 р. о 10:00 Loket <l@loket.example> пише:",
    ">From hier",
];

fn reply() -> impl Strategy<Value = String> {
    let line = prop_oneof![4 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => "[a-z >:@.]{0,30}"];
    proptest::collection::vec(line, 0..30).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(raw in proptest::collection::vec(any::<u8>(), 0..3000)) {
        assert_is_tidy(&mail(&raw));
    }

    #[test]
    fn a_shape_with_any_bytes_put_in_is_read(
        which in any::<proptest::sample::Index>(),
        at in any::<proptest::sample::Index>(),
        length in 0_usize..40,
        put in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let shapes = shape::all();
        let mut raw = which.get(&shapes).mail.clone();
        let at = at.index(raw.len() + 1);
        let end = raw.len().min(at + length);
        raw.splice(at..end, put);
        assert_is_tidy(&mail(&raw));
    }

    #[test]
    fn text_and_tail_hold_every_line_of_a_plain_reply(reply in reply()) {
        let mail = mail(&plain(&reply));
        let said = reply.lines().map(|line| if line == ">From hier" { "From hier" } else { line });
        let said = said.collect::<Vec<_>>().join("\n");
        prop_assert_eq!(lines(&format!("{}\n{}", mail.text, mail.tail)), lines(&said));
    }

    #[test]
    fn what_was_cut_is_not_cut_again(reply in reply()) {
        let once = mail(&plain(&reply));
        let twice = mail(&plain(&once.text));
        prop_assert_eq!(&once.text, &twice.text, "{} then {}", once.tail, twice.tail);
    }

    #[test]
    fn html_never_shows_its_tags_scripts_and_hidden_text(
        words in proptest::collection::vec("[a-d]{1,8}", 1..8),
        tags in proptest::collection::vec(proptest::sample::select(&["p", "div", "b", "blockquote", "li", "td", "pre", "a"][..]), 0..20),
    ) {
        let open: String = tags.iter().map(|tag| format!("<{tag} onclick='weg()' title=weg>")).collect();
        let html = format!("{open}<script>weg</script><style>weg</style><i style='display:none'>weg</i>{}", words.join("<br>"));
        let raw = format!("From: a@b.example\nContent-Type: text/html\n\n{html}");
        let mail = mail(raw.as_bytes());
        let said = format!("{}\n{}", mail.text, mail.tail);
        prop_assert!(!said.contains("weg") && !said.contains('<'), "{}", said);
        for word in &words {
            prop_assert!(said.contains(word.as_str()), "{word} is lost in {said}");
        }
    }
}
