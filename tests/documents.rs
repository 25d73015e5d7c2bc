//! What the documents say is so: files they name exist, commands they show run, forms they follow are kept.

use super::{files, read, root};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// Named in documents, and made by whoever runs the desk.
const MADE_BY_PEOPLE: &[&str] = &["loket.toml"];

/// What stands between single backticks and looks like a path: with a slash below a folder that exists, or a suffix.
fn paths_named(text: &str, is_folder: impl Fn(&str) -> bool) -> Vec<String> {
    let prose: Vec<&str> = text.split("```").step_by(2).collect();
    let spans = prose.iter().flat_map(|part| part.split('`').skip(1).step_by(2));
    let looks_like_a_path = |span: &&str| {
        let plain = span.chars().all(|letter| letter.is_alphanumeric() || "/._-".contains(letter));
        let below = span.split_once('/').is_some_and(|(first, _)| is_folder(first));
        let suffix = [".rs", ".md", ".toml", ".graphql", ".yml", ".sql"].iter().any(|end| span.ends_with(end));
        plain && !span.starts_with(['/', '.']) && (below || suffix)
    };
    spans.filter(looks_like_a_path).map(str::to_owned).collect()
}

/// From the root, or with a crate's name in front: `app/policy.rs` is short for `crates/app/src/policy.rs`.
fn exists(path: &str) -> bool {
    let short = path.split_once('/').map(|(name, rest)| root().join("crates").join(name).join("src").join(rest));
    MADE_BY_PEOPLE.contains(&path) || root().join(path).exists() || short.is_some_and(|path| path.exists())
}

/// The commands in the fenced `sh` blocks of a document, in order, without what is behind `#`.
fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("sh\n"));
    let lines = blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap_or(line).trim().to_owned());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn assert_paths_exist(document: &str) {
    let folder = |name: &str| root().join(name).is_dir() || root().join("crates").join(name).is_dir();
    let named = paths_named(&read(document), folder);
    assert!(named.len() >= 3, "{document} names no files: this test reads it wrongly");
    let missing: Vec<&String> = named.iter().filter(|path| !exists(path)).collect();
    assert!(missing.is_empty(), "{document} names files that are not there: {missing:?}");
}

#[test]
fn the_files_that_architecture_names_exist() {
    assert_paths_exist("ARCHITECTURE.md");
}

#[test]
fn the_files_that_readme_and_contributing_name_exist() {
    assert_paths_exist("README.md");
    assert_paths_exist("CONTRIBUTING.md");
}

#[test]
fn a_path_is_told_from_other_words_between_backticks() {
    let text = "`app/picture/mod.rs` and `text/plain`, `/graphql`, `Cargo.toml`, `crates/nope`\n```sh\n`in/code.rs`\n```\n`a b.rs`";
    let named = paths_named(text, |name| name == "app" || name == "crates");
    assert_eq!(named, ["app/picture/mod.rs", "Cargo.toml", "crates/nope"]);
    assert!(exists("domain/lib.rs") && exists("crates/domain") && !exists("crates/nope") && !exists("domain/nope.rs"));
}

#[test]
fn the_first_two_commands_of_the_readme_are_the_ones_promised() {
    let shown = commands(&read("README.md"));
    assert_eq!(shown[..2], ["cargo run -- demo", "scripts/test"]);
    for script in ["scripts/test", ".ci/run"] {
        let mode = root().join(script).metadata().expect("the script is there").permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{script} cannot be run");
    }
    assert!(read(".ci/run").contains("scripts/test"), "continuous integration runs what everybody runs");
}

#[test]
fn every_command_the_readme_shows_is_one_the_program_knows() {
    let shown = commands(&read("README.md"));
    let ours: Vec<&str> =
        shown.iter().filter_map(|line| line.strip_prefix("cargo run -- ").or(line.strip_prefix("loket "))).collect();
    assert!(ours.len() >= 8, "the README shows too few commands: {ours:?}");
    for line in ours {
        // Words up to the first option or argument: `import questions FILE` asks for help on `import questions`.
        let verb = line.split(' ').take_while(|word| word.chars().all(|letter| letter.is_ascii_lowercase()));
        let status = Command::new(env!("CARGO_BIN_EXE_loket")).args(verb).arg("--help").output().expect("it starts");
        assert!(status.status.success(), "`loket {line}` is in the README, and: {status:?}");
        let help = String::from_utf8_lossy(&status.stdout);
        for option in line.split(' ').filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "`loket {line}` is in the README, and its help does not know {option}");
        }
    }
}

#[test]
fn publiccode_has_the_keys_its_standard_demands() {
    let text = read("publiccode.yml");
    let keys = ["publiccodeYmlVersion: \"0.7\"", "name: ", "url: ", "softwareType: ", "developmentStatus: "];
    let sections = ["platforms:", "description:", "legal:", "maintenance:", "localisation:", "organisation:"];
    for key in keys.iter().chain(&sections) {
        assert!(text.lines().any(|line| line.starts_with(key)), "publiccode.yml has no {key}");
    }
    for key in ["  license: EUPL-1.2", "  localisationReady: ", "  availableLanguages:", "  type: ", "  contacts:"] {
        assert!(text.lines().any(|line| line.starts_with(key)), "publiccode.yml has no {key}");
    }
    let short = text.lines().filter_map(|line| line.trim().strip_prefix("shortDescription: "));
    let lengths: Vec<usize> = short.map(|line| line.chars().count()).collect();
    assert_eq!(lengths.len(), 2, "one short description in Dutch and one in English");
    assert!(lengths.iter().all(|length| *length <= 150), "a short description has at most 150 characters: {lengths:?}");
    assert!(!text.contains('\t'), "YAML knows no tabs");
}

#[test]
fn version_and_licence_are_the_same_wherever_they_stand() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("publiccode.yml").lines().any(|line| line == format!("softwareVersion: {version}")));
    assert!(read("Cargo.toml").contains("license = \"EUPL-1.2\""));
    let licence = read("LICENSE");
    assert!(licence.starts_with("# EUROPEAN UNION PUBLIC LICENCE v. 1.2"));
    assert!(licence.contains("## 15. Applicable Law") && licence.contains("## Appendix"), "the licence is cut off");
}

#[test]
fn lock_files_do_not_say_where_packages_were_downloaded() {
    for (path, text) in files("tests", &["package-lock.json"]) {
        assert!(!text.contains("\"resolved\""), "{path} records a download host");
    }
}

#[test]
fn every_word_of_the_architecture_is_a_word_of_the_domain() {
    let text = read("ARCHITECTURE.md");
    let words = text.split("\n## Words\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("its words");
    let spans: Vec<&str> = words.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect();
    let rows = words.lines().filter(|line| line.starts_with("| `")).count();
    assert!(rows >= 12, "only {rows} words");
    let domain: Vec<String> = files("crates/domain/src", &[".rs"]).into_iter().map(|(_, text)| text).collect();
    let is_there = |declared: &str| domain.iter().any(|text| text.contains(declared));
    for span in spans {
        let (kind, variant) = span.split_once("::").unwrap_or((span, ""));
        let declared = ["struct", "enum"].iter().any(|word| is_there(&format!("pub {word} {kind} ")));
        assert!(declared, "{span} is in ARCHITECTURE.md, and the domain has no {kind}");
        assert!(is_there(&format!("    {variant}")), "{kind} has no {variant}");
    }
    for document in ["CONTRIBUTING.md", "crates/domain/src/lib.rs"] {
        assert!(read(document).contains("*Words*"), "{document} does not say where the words are");
    }
}

#[test]
fn what_may_come_in_from_outside_is_checked_by_the_script_of_the_readme() {
    let script = read("scripts/test");
    assert!(script.contains("cargo deny --locked check bans licenses sources"), "nothing runs deny.toml");
    assert!(script.contains("check_dependencies\n") && script.contains("check_advisories\n"));
    assert!(script.contains("SKIPPED: known weaknesses"), "what could not be looked up is said");
    for (document, promise) in [("README.md", "every check there is"), ("scripts/test", "Every check there is")] {
        assert!(!read(document).contains(promise), "{document} promises more than is run");
    }
}
