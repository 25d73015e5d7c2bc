//! What becomes of what people type: a table of examples, and what never comes of any text.

use super::*;
use proptest::prelude::*;

fn structured(text: &str) -> String {
    Rich::structured(text).html.replace('\n', "")
}

#[test]
fn every_example_is_shown_as_it_should_be() {
    const REL: &str = "rel=\"nofollow noopener\"";
    for (typed, shown) in [
        (
            "Beste Ans,\nzie **dit** en *dat*.",
            "<p>Beste Ans,<br>zie <strong>dit</strong> en <em>dat</em>.</p>".to_owned(),
        ),
        ("- een\n- twee", "<ul><li>een</li><li>twee</li></ul>".to_owned()),
        ("3. drie\n4. vier", "<ol start=\"3\"><li>drie</li><li>vier</li></ol>".to_owned()),
        ("> Artikel 3\n\nDat is het.", "<blockquote><p>Artikel 3</p></blockquote><p>Dat is het.</p>".to_owned()),
        (
            "[De *gids*](https://a.example/b)",
            format!("<p><a href=\"https://a.example/b\" {REL}>De <em>gids</em></a></p>"),
        ),
        ("[site](www.a.example)", format!("<p><a href=\"https://www.a.example\" {REL}>site</a></p>")),
        (
            "<https://a.example/_b_>",
            format!("<p><a href=\"https://a.example/_b_\" {REL}>https://a.example/_b_</a></p>"),
        ),
        (
            "https://a.example/_b_?c=1&d=2.",
            format!(
                "<p><a href=\"https://a.example/_b_?c=1&amp;d=2\" {REL}>https://a.example/_b_?c=1&amp;d=2</a>.</p>"
            ),
        ),
        ("Mail ans@a.example", format!("<p>Mail <a href=\"mailto:ans@a.example\" {REL}>ans@a.example</a></p>")),
        ("[](https://a.example)", format!("<p><a href=\"https://a.example\" {REL}>https://a.example</a></p>")),
        ("[a](https://a.example \"b\")", format!("<p><a href=\"https://a.example\" {REL}>a</a> (b)</p>")),
        (
            "[zie https://b.example](https://a.example)",
            format!("<p><a href=\"https://a.example\" {REL}>zie https://b.example</a></p>"),
        ),
        ("![plaat](https://a.example/p.png)", format!("<p><a href=\"https://a.example/p.png\" {REL}>plaat</a></p>")),
        ("[klik](javascript:alert)", "<p>klik (javascript:alert)</p>".to_owned()),
        ("[lokaal](/mensen) ![x](data:y)", "<p>lokaal (/mensen) x (data:y)</p>".to_owned()),
        ("# Kop", "<p><strong>Kop</strong></p>".to_owned()),
        ("Groet\n--\nAnna", "<p>Groet<br>--</p><p>Anna</p>".to_owned()),
        ("Boven\n\n***\n\nOnder", "<p>Boven</p><p>***</p><p>Onder</p>".to_owned()),
        (
            "`a` en `https://a.example/b_c`",
            format!("<p>a en <a href=\"https://a.example/b_c\" {REL}>https://a.example/b_c</a></p>"),
        ),
        ("```rust\nlet a;\n\nb\n```", "<p>rust<br>let a;<br><br>b</p>".to_owned()),
        ("Zie:\n\n    ingesprongen", "<p>Zie:</p><p>ingesprongen</p>".to_owned()),
        ("<b onclick=\"x()\">vet</b>", "<p>&lt;b onclick=\"x()\"&gt;vet&lt;/b&gt;</p>".to_owned()),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>".to_owned()),
        (
            "Zie [1].\n\n[1]: https://a.example",
            format!("<p>Zie [1].</p><p>[1]: <a href=\"https://a.example\" {REL}>https://a.example</a></p>"),
        ),
        ("a_b_c en 2 * 3 * 4", "<p>a_b_c en 2 * 3 * 4</p>".to_owned()),
        ("", String::new()),
    ] {
        assert_eq!(structured(typed), shown, "{typed}");
    }
}

#[test]
fn what_an_asker_writes_means_nothing_but_addresses() {
    let shown = Rich::of(MessageKind::AskerReaction, "1. **Niet** vet\n- [a](https://a.example)\n<b> www.b.example.");
    assert_eq!(
        shown.html,
        "1. **Niet** vet\n- [a](https://a.example)\n&lt;b&gt; \
         <a href=\"https://www.b.example\" rel=\"nofollow noopener\">www.b.example</a>."
    );
    assert_eq!(shown.class, "loket-said__text");
    assert_eq!(Rich::of(MessageKind::Answer, "*a*").class, "loket-rich");
}

#[test]
fn what_is_nested_without_end_is_shown_within_bounds() {
    for (text, tag) in [
        (format!("{}diep", "> ".repeat(6_000)), "<blockquote>"),
        (format!("{}diep", "- ".repeat(6_000)), "<ul>"),
        (format!("{}diep{}", "*a **b ".repeat(1_500), "** *".repeat(1_500)), "<em>"),
    ] {
        let shown = structured(&text);
        assert!(shown.contains("diep"), "{tag}");
        assert!(shown.matches(tag).count() <= 20, "{tag}: {}", shown.matches(tag).count());
    }
}

/// Every tag of what is shown, as it stands there.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|rest| rest.split_inclusive('>').next().unwrap_or(rest)).collect()
}

fn is_harmless(tag: &str) -> bool {
    let name = tag.trim_start_matches('/').trim_end_matches('>');
    if ["p", "br", "ul", "ol", "li", "strong", "em", "blockquote"].contains(&name) || tag == "/a>" {
        return true;
    }
    let number = tag.strip_prefix("ol start=\"").and_then(|rest| rest.strip_suffix("\">"));
    let to = tag.strip_prefix("a href=\"").and_then(|rest| rest.strip_suffix("\" rel=\"nofollow noopener\">"));
    number.is_some_and(|number| number.parse::<u64>().is_ok())
        || to.is_some_and(|to| {
            let to = to.to_ascii_lowercase();
            ["https://", "http://", "mailto:"].iter().any(|start| to.starts_with(start)) && !to.contains('"')
        })
}

/// The letters of a text, in the order of the alphabet.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(char::is_ascii_lowercase).collect();
    letters.sort_unstable();
    letters
}

#[test]
fn what_repeats_itself_without_end_is_shown() {
    for part in [
        "[",
        "](",
        "[a](",
        "![",
        "`",
        "*a",
        "_a_",
        "<",
        "<a ",
        "&",
        "]:",
        "[a]: b\n",
        "\\",
        "(",
        "www.a.nl)",
        ")",
        "https://a.nl/(",
        "a@b.nl,",
        "- \n",
        "1. a\n",
        "> a\n",
        "```\n",
        "    a\n",
        "# a\n",
        "a\n--\n",
        "**",
        "~~",
        "<!--",
        "a\n\n",
    ] {
        let text = part.repeat(20_000 / part.len());
        let shown = structured(&text);
        assert!(shown.starts_with('<'), "{part:?}: {shown}");
    }
}

proptest! {
    #[test]
    fn nothing_that_acts_comes_of_any_text(
        text in "(.|[\\[\\]()<>*_`#!:/&\"\\n -]){0,200}",
        tag in "<(script|img|svg|a|iframe|style) ?[a-z]{0,9}=\"?[a-z:]{0,12}\"?>",
        link in "\\]\\((javascript|JAVASCRIPT|data|vbscript|https?)(:|&#58;|%3a)/{0,2}[a-z\"<>]{0,9}",
    ) {
        for text in [format!("{text}{tag}{link})"), format!("[a{link})\n{tag}{text}"), format!("<a{link}>{text}")] {
            for shown in [Rich::structured(&text).html, plain(&text)] {
                for tag in tags(&shown) {
                    prop_assert!(is_harmless(tag), "{}: {}", tag, shown);
                }
            }
        }
    }

    #[test]
    fn no_letter_that_was_typed_is_lost(text in "([a-z]{1,4}|[\\[\\]()<>*_`#!:/\\n >-]|\\]: |\\n\\[a\\]: b|https://a.nl/){0,60}") {
        let html = Rich::structured(&text).html;
        let mut shown = String::new();
        for part in html.split('<') {
            let (tag, words) = part.split_once('>').unwrap_or(("", part));
            shown.push_str(tag.split('"').nth(1).filter(|_| tag.starts_with("a ")).unwrap_or_default());
            shown.push_str(&words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
        }
        let (typed, mut left) = (letters(&text), letters(&shown));
        for letter in typed {
            let at = left.binary_search(&letter);
            prop_assert!(at.is_ok(), "{} is not in {}", letter, html);
            left.remove(at.unwrap_or_default());
        }
    }
}

#[test]
fn a_letter_is_shown_with_its_structure_and_what_it_quotes_as_it_was_typed() {
    let shown = letter(
        "Beste Ans,\n\nU schreef:\n\n> *Zie* 1) www.a.example\n> <b>x</b>\n>\n> - een\n\n- twee\n- drie\n\nGroet,\nAnna",
    );
    let shown = shown.replace('\n', "");
    assert_eq!(
        shown,
        "<p>Beste Ans,</p><p>U schreef:</p><blockquote><p>*Zie* 1) <a href=\"https://www.a.example\" rel=\"nofollow noopener\">\
         www.a.example</a><br>&lt;b&gt;x&lt;/b&gt;</p><p>- een</p></blockquote><ul><li>twee</li><li>drie</li></ul><p>Groet,<br>Anna</p>"
    );
    assert_eq!(words("<b>www.a.example</b>"), "&lt;b&gt;www.a.example&lt;/b&gt;");
}
