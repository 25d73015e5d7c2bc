//! Questions from files, with the real program.

use crate::crash::loket;
use serde_json::Value;
use std::process::Stdio;

const QUESTIONS: &str = include_str!("../crates/demo/data/questions-dev.jsonl");

#[test]
fn the_labelled_questions_can_be_imported_once_and_only_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "60"]] {
        assert!(loket(folder.path(), &url).args(arguments).stdout(Stdio::null()).status().expect("it runs").success());
    }
    let file = folder.path().join("questions.jsonl");
    std::fs::write(&file, QUESTIONS).expect("it can be written");
    let import = || {
        let output = loket(folder.path(), &url).args(["import", "questions"]).arg(&file).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect::<Vec<Value>>()
    };
    let first = import();
    assert_eq!(first.len(), 120);
    assert!(first.iter().all(|line| line["reference"].is_string() && line["error"].is_null()), "{first:#?}");
    let in_scope: Vec<bool> = QUESTIONS
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["out_of_scope"] == Value::Bool(false))
        .collect();
    for (line, in_scope) in first.iter().zip(in_scope) {
        assert!(!in_scope || line["assignee"].is_string(), "nobody has {line}");
    }
    assert_eq!(import(), first, "the second time adds nothing");
}

#[test]
fn bad_lines_are_named_by_number_and_the_rest_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "10"]] {
        assert!(loket(folder.path(), &url).args(arguments).stdout(Stdio::null()).status().expect("it runs").success());
    }
    let file = folder.path().join("questions.jsonl");
    let good = |id: &str| {
        format!(
            r#"{{"id":"{id}","subject":"Flex","body":"Hoe lang mogen flexwoningen staan?","asker_type":"gemeente","organisation":"Gemeente Arnhem","gm_code_or_region":"GM0202"}}"#
        )
    };
    let lines = [
        good("a"),
        "{dit is geen json".to_owned(),
        r#"{"id":"b","subject":"Zonder tekst","asker_type":"gemeente","organisation":"Gemeente Arnhem","gm_code_or_region":"GM0202"}"#.to_owned(),
        good("c").replace("GM0202", "GM9999"),
        good("d"),
    ];
    std::fs::write(&file, lines.join("\n")).expect("it can be written");
    let output = loket(folder.path(), &url).args(["import", "questions"]).arg(&file).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let taken: Vec<Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let errors: Vec<&str> = taken.iter().filter_map(|line| line["error"].as_str()).collect();
    assert_eq!(errors.len(), 3);
    for (error, number) in errors.iter().zip([2, 3, 4]) {
        assert!(error.starts_with(&format!("regel {number}: ")), "{error}");
    }
    assert_eq!(taken.iter().filter(|line| line["reference"].is_string()).count(), 2);
}
