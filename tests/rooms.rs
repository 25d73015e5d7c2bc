//! The rooms of `app`: what lies at its root, and that nothing below the verbs names a verb.

use super::{files, shipped};

/// Folders below the verbs: files at the root may name them, and they name no others.
const BELOW: &[&str] = &["picture", "proof"];
/// Most files at the root of `app`.
const MOST: usize = 12;

const ROOT: &str = "crates/app/src/";

/// The folder of `app` that a file lies in; none at the root.
fn folder(path: &str) -> Option<&str> {
    path.strip_prefix(ROOT)?.split_once('/').map(|(folder, _)| folder)
}

/// The folder of verbs that this line names, if any.
fn names_a_verb<'v>(line: &str, verbs: &[&'v str]) -> Option<&'v str> {
    verbs.iter().copied().find(|verbs| line.contains(&format!("crate::{verbs}::")))
}

#[test]
fn what_every_verb_stands_on_fits_on_a_screen_and_names_no_verb() {
    let app = files(ROOT.trim_end_matches('/'), &[".rs"]);
    let root: Vec<&str> = app.iter().map(|(path, _)| path.as_str()).filter(|path| folder(path).is_none()).collect();
    assert!(root.len() <= MOST, "{} files at the root of app: {root:?}", root.len());
    let folders: std::collections::BTreeSet<&str> = app.iter().filter_map(|(path, _)| folder(path)).collect();
    let verbs: Vec<&str> = folders.into_iter().filter(|folder| !BELOW.contains(folder)).collect();
    assert!(verbs.len() > 5 && verbs.contains(&"asking"), "{verbs:?}: this rule looks in the wrong place");
    for (path, text) in &app {
        let is_below = folder(path).is_none_or(|folder| BELOW.contains(&folder));
        // `lib.rs` says what there is, and names everything.
        if !is_below || path.ends_with("src/lib.rs") {
            continue;
        }
        for line in shipped(path, text) {
            assert_eq!(names_a_verb(&line, &verbs), None, "{path} is below the verbs, and says: {line}");
        }
    }
    assert_eq!(names_a_verb("use crate::asking::submit_question::Taken;", &verbs), Some("asking"));
    assert_eq!(names_a_verb("use crate::proof::tokens::TokenKeys;", &verbs), None);
}
