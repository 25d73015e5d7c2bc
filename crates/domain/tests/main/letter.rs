//! What is taken out of a letter, and what is put back.

use domain::{with_link, without_secrets};
use proptest::prelude::*;

#[test]
fn the_secret_of_every_kind_of_link_is_taken_out_and_the_rest_of_the_text_stays() {
    for (text, bare) in [
        ("Zie https://a.example/volg/aB3-x_9.", "Zie https://a.example/volg/[link]."),
        ("(https://a.example/toegang/aB3)", "(https://a.example/toegang/[link])"),
        ("https://a.example/organisatie/aB3?taal=nl", "https://a.example/organisatie/[link]?taal=nl"),
        ("https://a.example/volg/aB3#gesprek", "https://a.example/volg/[link]#gesprek"),
        ("https://a.example/volg/aB3/bijlage", "https://a.example/volg/[link]/bijlage"),
        ("/volg/a, /volg/b en /toegang/c", "/volg/[link], /volg/[link] en /toegang/[link]"),
        ("/volg/aB3\n/volg/cD4", "/volg/[link]\n/volg/[link]"),
    ] {
        assert_eq!(without_secrets(text), bare);
    }
}

#[test]
fn a_path_without_a_secret_behind_it_stays_as_it_is() {
    for text in [
        "",
        "Ga naar https://a.example/volg/",
        "/volg/ en /toegang/ zijn paden",
        "/volg aB3",
        "https://a.example/vragen/EHA-2026-004217-U",
        "volg/aB3",
        "/Volg/aB3",
    ] {
        assert_eq!(without_secrets(text), text);
    }
}

#[test]
fn the_link_comes_back_in_every_place_where_it_was_and_with_the_spaces_that_were_there() {
    let bare = "Hallo,\r\n\r\nhttps://oud.example/volg/[link]\n\n  En nog eens:\thttps://oud.example/volg/[link] ";
    let link = "https://nieuw.example/volg/nieuw";
    let whole = format!("Hallo,\r\n\r\n{link}\n\n  En nog eens:\t{link} ");
    assert_eq!(with_link(bare, link), whole);
}

#[test]
fn a_link_of_staff_or_of_an_organisation_is_never_replaced_by_that_of_an_asker() {
    for text in ["https://a.example/toegang/[link]", "https://a.example/organisatie/[link]", "[link]", "/volg/ [link]"]
    {
        assert_eq!(with_link(text, "https://a.example/volg/geheim"), text);
    }
}

#[test]
fn a_sign_behind_a_link_is_still_there_when_the_link_comes_back() {
    let link = "https://a.example/volg/aB3-x_9";
    for text in [format!("Volg uw vraag op {link}."), format!("(zie {link})"), format!("Link: <{link}>, bewaar hem.")] {
        assert_eq!(with_link(&without_secrets(&text), link), text);
    }
}

proptest! {
    #[test]
    fn no_secret_is_left_wherever_it_stands_in_a_text(
        before in "[a-z .\n(]{0,20}", secret in "[A-Za-z0-9_-]{12,60}", after in "([ .,;:!?)\n>\"'][a-z .\n]{0,20})?",
        path in "(volg|toegang|organisatie)",
    ) {
        let text = format!("{before}https://a.example/{path}/{secret}{after}");
        let bare = without_secrets(&text);
        prop_assert!(!bare.contains(&secret), "{}", bare);
        prop_assert_eq!(&bare, &format!("{before}https://a.example/{path}/[link]{after}"));
        prop_assert_eq!(without_secrets(&bare), bare.clone(), "twice is once");
    }

    #[test]
    fn a_text_without_links_is_never_touched(text in "[a-zA-Z0-9 .,:\n\r\t\u{e9}-]{0,80}") {
        prop_assert_eq!(without_secrets(&text), text.clone());
        prop_assert_eq!(with_link(&text, "https://a.example/volg/geheim"), text);
    }
}
