//! No bare booleans at call sites: whoever reads `invite(person, true)` must look up what is true; a word says it.

use super::files;
use std::collections::BTreeSet;

/// A Rust text without what stands in its strings, characters and comments.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(sign) = text[at..].chars().next() {
        let rest = &text[at..];
        let after =
            |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |found| from + found + end.len());
        let hashes = rest.strip_prefix('r').map_or(0, |raw| raw.len() - raw.trim_start_matches('#').len());
        let in_name = plain.ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let length = if rest.starts_with("//") {
            after(2, "\n")
        } else if rest.starts_with("/*") {
            after(2, "*/")
        } else if sign == 'r' && rest[1 + hashes..].starts_with('"') && (!in_name || plain.ends_with('b')) {
            after(2 + hashes, &format!("\"{}", "#".repeat(hashes)))
        } else if sign == '"' {
            end_of_string(rest)
        } else if sign == '\'' {
            length_of_character(rest)
        } else {
            plain.push(sign);
            at += sign.len_utf8();
            continue;
        };
        plain.extend(rest[..length].matches('\n'));
        plain.push(' ');
        at += length;
    }
    plain
}

fn end_of_string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Of `'x'` or `'\n'`; of a lifetime only the sign in front of its name.
fn length_of_character(rest: &str) -> usize {
    let mut signs = rest.char_indices().skip(1);
    match signs.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(1, |found| found + 4),
        Some(_) => signs.next().filter(|(_, sign)| *sign == '\'').map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}

/// What stands between the bracket at the head of `text` and the one that closes it, cut at its commas.
fn arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 1, Vec::new());
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 1 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            found.push(text[start..at].trim());
            break;
        }
    }
    found
}

/// The bracket with which the parameters begin, after those of its types.
fn parameters(after_name: &str) -> Option<&str> {
    let (mut depth, mut before) = (0, ' ');
    for (at, sign) in after_name.char_indices() {
        match sign {
            '(' if depth == 0 => return Some(&after_name[at..]),
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        before = sign;
    }
    None
}

/// The names of public functions that take a boolean.
fn take_booleans(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("fn ") {
        let line = text[..at].rsplit(['\n', ';', '}', '{']).next().unwrap_or_default().trim_start();
        let after = &text[at + 3..];
        let end = after.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(after.len());
        let Some(parameters) = parameters(&after[end..]).filter(|_| line.starts_with("pub")) else { continue };
        let is_boolean = |parameter: &&str| {
            parameter.split_once(':').is_some_and(|(_, kind)| ["bool", "Option<bool>"].contains(&kind.trim()))
        };
        if arguments(parameters).iter().any(is_boolean) {
            found.insert(after[..end].to_owned());
        }
    }
    found
}

/// The calls of these functions with a boolean that is written out.
fn bare(text: &str, functions: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('(') {
        let before = text[..at].trim_end();
        let name = before.rsplit(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default();
        if !functions.contains(name) || before[..before.len() - name.len()].ends_with("fn ") {
            continue;
        }
        let literals = ["true", "false", "Some(true)", "Some(false)"];
        let called = arguments(&text[at..]);
        if called.iter().any(|argument| literals.contains(argument)) {
            found.push(format!("{name}({})", called.join(", ")));
        }
    }
    found
}

#[test]
fn no_call_of_our_own_public_functions_holds_a_bare_boolean() {
    let everything = files("crates", &[".rs"]).into_iter().chain(files("tests", &[".rs"]));
    let texts: Vec<(String, String)> = everything.map(|(path, text)| (path, plain(&text))).collect();
    let ours = texts.iter().filter(|(path, _)| path.contains("/src/"));
    let functions: BTreeSet<String> = ours.flat_map(|(_, text)| take_booleans(text)).collect();
    assert!(functions.contains("secure"), "this rule looks in the wrong place: {functions:?}");
    let mut wrong = Vec::new();
    for (path, text) in &texts {
        wrong.extend(bare(text, &functions).into_iter().map(|call| format!("{path}: {call}")));
    }
    assert_eq!(wrong, Vec::<String>::new(), "say it in a word: an enum of two, or two functions");
}

#[test]
fn a_bare_boolean_is_seen_behind_strings_brackets_and_types() {
    let ours = plain(
        "pub async fn invite<F: Fn(u8) -> bool>(&self, f: F, by_letter: bool) -> String {}\n\
         pub(crate) fn hold(seen: Option<bool>) {}\n fn own(on: bool) {}\n pub fn is_on(name: &str) -> bool {}",
    );
    let functions = take_booleans(&ours);
    assert_eq!(functions.iter().map(String::as_str).collect::<Vec<_>>(), ["hold", "invite"]);
    for (text, seen) in [
        ("app.invite(person, true)", true),
        ("app.invite(\n    about(\"a) , b\", ')'),\n    false,\n)", true),
        ("Some(hold(Some(false)))", true),
        ("self.invite(f(1, 2), r#\"a \" , true\"#)", false),
        ("app.invite(person, by_letter) // invite(person, true)", false),
        ("app.invite(person, here == true)", false),
        ("own(true); is_on(true); invite_in(true)", false),
        ("fn invite<'a>(&'a self, x: bool) {}", false),
    ] {
        assert_eq!(!bare(&plain(text), &functions).is_empty(), seen, "{text}");
    }
}
