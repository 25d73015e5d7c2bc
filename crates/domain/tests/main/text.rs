//! Text as it comes in, as it is stored and as it is compared.

use crate::given::in_short;
use domain::{
    Complaints, Numbers, Shape, as_stored, fold, fold_into, is_blank, is_clean_text, is_storable, one_line, quoted,
    take_text,
};
use proptest::prelude::*;

/// What is stored of a text, and what is complained of.
fn taken(typed: &str, shape: Shape, longest: usize) -> (String, Vec<String>) {
    let mut complaints = Complaints::default();
    let text = take_text(&mut complaints, "veld", typed, shape, longest, "Vul iets in.", Numbers::Unexplained);
    (text, in_short(&complaints))
}

fn stored(typed: &str, shape: Shape) -> String {
    let (text, complaints) = taken(typed, shape, 1_000);
    assert!(complaints.is_empty(), "{typed:?}: {complaints:?}");
    text
}

#[test]
fn a_length_is_counted_in_signs_as_people_see_them_and_not_in_bytes() {
    for sign in ["a", "\u{e9}", "e\u{301}", "\u{20ac}", "\u{1f3e0}"] {
        let (exactly, over) = (sign.repeat(10), sign.repeat(11));
        assert_eq!(taken(&exactly, Shape::Line, 10).1, Vec::<String>::new(), "{sign}");
        assert_eq!(taken(&over, Shape::Line, 10), (String::new(), vec!["veld TOO_LONG".to_owned()]), "{sign}");
    }
}

#[test]
fn spaces_at_the_edges_and_signs_that_cannot_be_seen_do_not_count() {
    assert_eq!(taken("  \u{200b}aaaaaaaaaa\u{ad}\u{feff} \n", Shape::Line, 10).0, "aaaaaaaaaa");
    assert_eq!(taken("a \t \u{a0} a", Shape::Name, 3).0, "a a", "spaces within are one");
}

#[test]
fn every_fault_of_a_text_is_told_by_its_own_word() {
    for (typed, shape, code) in [
        ("", Shape::Prose, "REQUIRED"),
        (" \u{200b}\n", Shape::Prose, "REQUIRED"),
        ("a\0b", Shape::Prose, "INVALID"),
        ("a\u{fffe}", Shape::Name, "INVALID"),
        ("a\nb", Shape::Name, "INVALID"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Shape::Line, "TOO_LONG"),
        ("BSN 111222333", Shape::Line, "PERSONAL_DATA"),
        ("nummer 111222333", Shape::Line, "POSSIBLE_BSN"),
    ] {
        assert_eq!(taken(typed, shape, 30).1, [format!("veld {code}")], "{typed:?}");
    }
}

#[test]
fn the_sentence_for_an_empty_field_is_that_of_the_field_and_the_longest_length_is_said() {
    let mut complaints = Complaints::default();
    take_text(&mut complaints, "naam", "", Shape::Name, 5, "Vul uw naam in.", Numbers::Unexplained);
    take_text(&mut complaints, "naam", "aaaaaa", Shape::Name, 5, "Vul uw naam in.", Numbers::Unexplained);
    assert_eq!(complaints.0[0].message, "Vul uw naam in.");
    assert!(complaints.0[1].message.contains("hoogstens 5 tekens"), "{}", complaints.0[1].message);
}

#[test]
fn a_number_that_its_sender_explained_is_stored_unless_it_says_that_it_is_a_bsn() {
    for (typed, is_stored) in [("nummer 111222333", true), ("BSN 111222333", false)] {
        let mut complaints = Complaints::default();
        take_text(&mut complaints, "veld", typed, Shape::Line, 50, "", Numbers::Explained);
        assert_eq!(complaints.is_empty(), is_stored, "{typed}");
    }
    assert_eq!([true, false].map(Numbers::of), [Numbers::Explained, Numbers::Unexplained]);
}

#[test]
fn line_ends_of_every_sort_are_one_sort_in_prose_spaces_in_a_line_and_a_fault_in_a_name() {
    for end in ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}"] {
        let typed = format!("een{end}twee");
        assert_eq!(stored(&typed, Shape::Prose), "een\ntwee", "{end:?}");
        assert_eq!(stored(&typed, Shape::Line), "een twee", "{end:?}");
        assert_eq!(taken(&typed, Shape::Name, 99).1, ["veld INVALID"], "{end:?}");
    }
    assert_eq!(stored("een\r\n\r\ntwee", Shape::Prose), "een\n\ntwee", "an empty line stays one empty line");
    assert_eq!(stored("een\r\r\ntwee", Shape::Prose), "een\n\ntwee");
}

#[test]
fn prose_keeps_what_its_writer_laid_out() {
    let text = "1.  Eerst\n\t- dan\n\n\n   en   \u{201c}zo\u{201d} \u{2014} \u{1f3e0}\u{fe0f}";
    assert_eq!(stored(text, Shape::Prose), text);
}

#[test]
fn a_family_of_four_stays_a_family_in_every_shape() {
    // Joiners hold such signs together, and letters of Persian and Hindi.
    for text in
        ["\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}"]
    {
        for shape in [Shape::Name, Shape::Line, Shape::Prose] {
            assert_eq!(stored(text, shape), text);
        }
    }
}

#[test]
fn letters_are_composed_and_never_exchanged_for_others_that_look_like_them() {
    assert_eq!(stored("Frysla\u{302}n", Shape::Name), "Frysl\u{e2}n");
    for kept in ["\u{132}sselstein", "m\u{b2}", "\u{bd}", "\u{fb01}jn", "\u{ff21}", "\u{130}stanbul", "Stra\u{df}e"] {
        assert_eq!(stored(kept, Shape::Line), kept);
    }
}

#[test]
fn what_windows_left_behind_becomes_what_it_meant_and_what_it_never_meant_goes() {
    assert_eq!(
        stored("\u{93}Wonen\u{94} \u{96} \u{80} 5\u{85}", Shape::Line),
        "\u{201c}Wonen\u{201d} \u{2013} \u{20ac} 5"
    );
    assert_eq!(stored("a\u{81}\u{8d}\u{8f}\u{90}\u{9d}b", Shape::Line), "ab");
}

#[test]
fn text_that_cannot_be_stored_is_known_by_every_code_point_that_is_no_character() {
    for wrong in ['\0', '\u{fdd0}', '\u{fdef}', '\u{fffe}', '\u{ffff}', '\u{1fffe}', '\u{10ffff}'] {
        assert!(!is_storable(&format!("a{wrong}b")), "{wrong:?}");
        assert!(!is_blank(&wrong.to_string()), "{wrong:?} alone is a fault, not an empty field");
        assert_eq!(one_line(&format!("a{wrong}b")), "a\u{fffd}b");
        assert_eq!(as_stored(&format!(" a{wrong}b ")), format!(" a{wrong}b "), "left for the check to refuse");
    }
    for sound in ['\u{fdcf}', '\u{fdf0}', '\u{fffd}', '\u{10fffd}', '\u{7}'] {
        assert!(is_storable(&sound.to_string()), "{sound:?}");
    }
}

#[test]
fn a_secret_may_hold_any_letter_and_no_sign_that_a_keyboard_cannot_make() {
    assert!(is_clean_text("p\u{e4}ss w\u{f6}rd \u{1f511}\t\n"));
    for wrong in ['\0', '\u{1}', '\u{1b}', '\u{7f}', '\u{80}', '\u{85}', '\u{9f}', '\u{ffff}'] {
        assert!(!is_clean_text(&format!("wachtwoord{wrong}")), "{wrong:?}");
    }
}

#[test]
fn what_is_quoted_is_cut_off_after_a_line_and_says_so() {
    let quoted_length = |length: usize| quoted(&"\u{e9}".repeat(length));
    assert_eq!(quoted_length(80), format!("'{}'", "\u{e9}".repeat(80)));
    assert_eq!(quoted_length(81), format!("'{}\u{2026}'", "\u{e9}".repeat(80)));
    assert_eq!(quoted("een\n twee"), "'een twee'");
    assert_eq!(quoted("\u{200b}"), "''");
}

#[test]
fn names_are_the_same_without_accents_capitals_hyphens_and_quotes() {
    for (name, folded) in [
        ("'s-Hertogenbosch", "s hertogenbosch"),
        ("\u{2019}s\u{2010}Hertogenbosch", "s hertogenbosch"),
        ("  DEN   HAAG!! ", "den haag"),
        ("Noardeast-Frysl\u{e2}n", "noardeast fryslan"),
        ("Co\u{f6}rdinatie (\u{201c}re\u{eb}el\u{201d})", "coordinatie reeel"),
        ("B&W", "b w"),
        ("a.d. IJssel", "a d ijssel"),
        ("a.d. \u{132}ssel", "a d ijssel"),
        ("STRA\u{1e9e}E stra\u{df}e", "strasse strasse"),
        ("\u{3a3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}", "\u{3c3}\u{3b9}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c3}"),
        ("m\u{b2}", "m2"),
        ("co\u{ad}op\u{200b}eratie", "cooperatie"),
        ("", ""),
        ("!?\u{2026}", ""),
    ] {
        assert_eq!(fold(name), folded, "{name}");
    }
}

#[test]
fn every_latin_letter_folds_the_same_in_capitals() {
    for letter in ('\u{21}'..='\u{24f}').chain('\u{1e00}'..='\u{1eff}').chain('\u{ff21}'..='\u{ff5a}') {
        let upper: String = letter.to_uppercase().collect();
        assert_eq!(fold(&upper), fold(&letter.to_string()), "{letter} and {upper}");
    }
}

#[test]
fn marks_that_make_another_letter_in_other_scripts_are_kept() {
    assert_ne!(fold("\u{915}\u{93f}"), fold("\u{915}"), "ki and ka are two words in Hindi");
    assert_eq!(fold("\u{5e9}\u{5c1}\u{5b8}"), fold("\u{5e9}\u{5c1}"), "points of Hebrew are not written by most");
}

proptest! {
    #[test]
    fn what_is_folded_is_folded(text in "\\PC{0,40}|[\\x00-\\u{10ffff}]{0,20}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
        prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "), "{:?}", once);
    }

    #[test]
    fn words_fold_one_by_one(one in "\\PC{0,20}", other in "[a-zA-Z\u{e9} '-]{0,20}") {
        let apart = [fold(&one), fold(&other)].join(" ").trim().to_owned();
        prop_assert_eq!(fold(&format!("{one} {other}")), apart.clone());
        let mut behind = "voor".to_owned();
        fold_into(&one, &mut behind);
        let first = if fold(&one).is_empty() { "voor".to_owned() } else { format!("voor{} ", fold(&one)) };
        prop_assert_eq!(behind, first);
    }

    #[test]
    fn a_text_that_is_stored_is_stored_the_same_again_by_every_door(
        text in "[\\x00-\\u{10ffff}]{0,30}|[a-c\\u{301}\\u{200b}\r\n\t ]{0,20}",
    ) {
        let once = as_stored(&text);
        prop_assert_eq!(as_stored(&once), once.clone());
        let line = one_line(&text);
        prop_assert_eq!(one_line(&line), line.clone());
        prop_assert!(is_storable(&line) && !line.chars().any(char::is_control), "{:?}", line);
        prop_assert_eq!(as_stored(&line), line);
    }

    #[test]
    fn a_text_is_blank_just_when_an_empty_one_is_stored(text in "[ \\u{200b}\\u{301}\\u{ad}\n\\u{2800}a]{0,4}") {
        prop_assert_eq!(is_blank(&text), as_stored(&text).is_empty());
        prop_assert_eq!(is_blank(&text), !text.contains('a'));
    }
}
