//! Questions from files, with the real program.

use crate::crash::loket;
use domain::Reference;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
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

#[test]
fn what_is_wrong_with_a_line_is_said_in_dutch_with_the_field() {
    let desk = Importing::new();
    let line = |more: &str| format!(r#"{{"id":"a","subject":"Flex","body":"Hoe lang?"{more}}}"#);
    for (line, said) in [
        (line(r#","no_bsn":"ja""#), "het veld no_bsn heeft niet de juiste vorm: schrijf true of false."),
        (line(r#","name":7"#), "het veld name heeft niet de juiste vorm: schrijf tekst tussen aanhalingstekens."),
        (line(r#","email":["a"]"#), "het veld email heeft niet de juiste vorm: schrijf tekst tussen aanhalingstekens."),
        (
            line(r#","themes":"flexwonen""#),
            r#"het veld themes heeft niet de juiste vorm: schrijf een lijst van teksten, zoals ["een", "twee"]."#,
        ),
        (
            line(r#","groups":[1]"#),
            r#"het veld groups heeft niet de juiste vorm: schrijf een lijst van teksten, zoals ["een", "twee"]."#,
        ),
        (line(r#","subject":"Twee""#), "het veld subject staat er twee keer."),
        (
            r#"{"id":"a","subject":null,"body":"Hoe lang?"}"#.to_owned(),
            "het veld subject heeft niet de juiste vorm: schrijf tekst tussen aanhalingstekens.",
        ),
        (r#"{"id":"a","body":"Hoe lang?"}"#.to_owned(), "het veld subject ontbreekt."),
        ("[1]".to_owned(), "hier staat geen vraag: een regel met velden begint met { en eindigt met }."),
        ("7".to_owned(), "hier staat geen vraag: een regel met velden begint met { en eindigt met }."),
        (r#"{"id":"a""#.to_owned(), "dit is geen geldige JSON: de regel houdt te vroeg op."),
        (r#"{"id":x}"#.to_owned(), "dit is geen geldige JSON: kijk bij teken 7."),
    ] {
        let (done, taken, _) = desk.questions(line.as_bytes());
        assert!(!done, "{line}");
        assert_eq!(taken[0]["error"], format!("regel 1: {said}"), "{line}");
    }
    let (done, taken, _) = desk.questions(line(r#","name":null,"themes":null,"no_bsn":true"#).as_bytes());
    assert!(done, "{taken:?}");
}

#[test]
fn the_moment_of_a_promise_is_asked_as_people_write_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let due = |received: &str| {
        let mut command = loket(folder.path(), "sqlite://niets.db");
        let output = command.args(["sla", "due", "--received", received]).output().expect("it runs");
        (output.status.success(), String::from_utf8(output.stdout).expect("text"))
    };
    let (done, as_programs) = due("2026-12-24T16:40:00+01:00");
    assert!(done);
    for received in ["24-12-2026 16:40", "24 december 2026 om 16.40 uur", "24/12/2026 16:40"] {
        assert_eq!(due(received), (true, as_programs.clone()), "{received}");
    }
    for received in ["24-12-2026 25:40", "2026-12-24 16:40:00", "16:40"] {
        assert!(!due(received).0, "{received}");
    }
}

/// A desk with a few questions, and what its imports print: succeeded, standard output, standard error.
struct Importing {
    folder: tempfile::TempDir,
    url: String,
}

impl Importing {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("loket.db").display());
        for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "10"]] {
            let status = loket(folder.path(), &url).args(arguments).stdout(Stdio::null()).status().expect("it runs");
            assert!(status.success());
        }
        Self { folder, url }
    }

    fn import(&self, arguments: &[&str], content: &[u8]) -> (bool, String, String) {
        let file = self.folder.path().join("bestand");
        std::fs::write(&file, content).expect("it can be written");
        let mut command = loket(self.folder.path(), &self.url);
        let output = command.arg("import").args(arguments).arg(&file).output().expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.success(), text(output.stdout), text(output.stderr))
    }

    fn questions(&self, content: &[u8]) -> (bool, Vec<Value>, String) {
        let (done, out, told) = self.import(&["questions"], content);
        (done, out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect(), told)
    }

    /// The first column of each row.
    fn text(&self, sql: &str) -> Vec<String> {
        let asked = async {
            let database = testkit::database::direct(&self.url).await.expect("it opens");
            let rows = database.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.expect(sql);
            let read = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text")).collect();
            database.close().await.expect("it closes");
            read
        };
        tokio::runtime::Runtime::new().expect("a runtime").block_on(asked)
    }

    fn number(reference: &Value) -> String {
        let reference = reference.as_str().and_then(|text| text.parse::<Reference>().ok()).expect("a reference");
        reference.ticket.to_string()
    }

    fn one(&self, column: &str, reference: &Value) -> String {
        let number = Self::number(reference);
        self.text(&format!("SELECT {column} FROM tickets WHERE id = {number}")).concat()
    }

    fn topics(&self, reference: &Value) -> Vec<String> {
        let number = Self::number(reference);
        self.text(&format!("SELECT topic || ' ' || source FROM ticket_topics WHERE ticket_id = {number} ORDER BY 1"))
    }

    fn regions(&self, content: &[u8]) -> [(bool, String); 2] {
        let dry = self.import(&["regions", "--layout", "proef", "--from", "2027-01-01", "--dry-run"], content);
        let real = self.import(&["regions", "--layout", "proef", "--from", "2027-01-01"], content);
        [(dry.0, dry.2), (real.0, real.2)]
    }
}

fn line(id: &str, body: &str) -> String {
    format!(
        r#"{{"id":"{id}","subject":"Flex","body":"{body}","asker_type":"gemeente","organisation":"Gemeente Arnhem","gm_code_or_region":"GM0202"}}"#
    )
}

const BODY: &str = "Hoe lang mogen flexwoningen staan?";

#[test]
fn each_line_of_an_import_is_reported_truthfully_also_when_its_id_was_used_before() {
    let desk = Importing::new();
    let other = "Mogen flexwoningen ook op een dijk staan?";
    let lines = [line("a", BODY), line("a", BODY), line("a", other), line("", BODY), line(" ", BODY), line("b", other)];
    let (done, told, errors) = desk.questions(lines.join("\n").as_bytes());
    assert!(!done, "a line failed");
    assert_eq!(told.len(), 6);
    let failed: Vec<bool> = told.iter().map(|line| line["error"].is_string()).collect();
    assert_eq!(failed, [false, false, true, true, true, false], "{told:#?}");
    for (line, number) in [(2, 3), (3, 4), (4, 5)] {
        let error = told[line]["error"].as_str().expect("an error");
        assert!(error.starts_with(&format!("regel {number}: ")) && error.contains("id"), "{error}");
        assert!(told[line]["reference"].is_null());
    }
    assert_eq!(told[0]["reference"], told[1]["reference"]);
    assert!(errors.contains("regel 2: ") && errors.contains("was er al"), "{errors}");
    let (done, again, errors) = desk.questions(line("a", BODY).as_bytes());
    assert!(done && again[0] == told[0] && errors.contains("was er al"), "{errors}");
    let changed = line("b", other).replace("Arnhem", "Nijmegen");
    let (done, again, _) = desk.questions(changed.as_bytes());
    assert!(!done && again[0]["error"].is_string(), "other content under a known id: {again:?}");
}

#[test]
fn fields_that_no_question_has_are_named_by_line() {
    let desk = Importing::new();
    let unknown = line("c", BODY).replace("\"organisation\"", "\"organisatie\"");
    let (done, told, errors) = desk.questions(format!("{}\n{unknown}\n", line("a", BODY)).as_bytes());
    assert!(!done);
    assert!(told[0]["error"].is_null());
    let error = told[1]["error"].as_str().expect("an error");
    assert!(error.starts_with("regel 2: ") && error.contains("organisatie"), "{error}");
    assert!(errors.contains("organisatie"), "{errors}");
}

#[test]
fn a_file_of_questions_in_another_encoding_is_told_so_and_nothing_becomes_signs() {
    let desk = Importing::new();
    let text = line("k", "Hoe lang mogen flexwoningen in één café staan?");
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let (done, told, errors) = desk.questions(&marked);
    assert!(done && told[0]["error"].is_null(), "a byte order mark of UTF-8 is no part of the text: {errors}");
    let wide: Vec<u8> = [0xFEFF_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [wide.clone(), wide[2..].to_vec()] {
        let (done, told, errors) = desk.questions(&bytes);
        assert!(!done && errors.contains("UTF-16"), "{told:?} {errors}");
        assert!(told.iter().all(|line| line["reference"].is_null()), "{told:?}");
    }
    let latin: Vec<u8> = line("l", "Mag een cafe dat?").replace("cafe", "caf\u{e9}").chars().map(|c| c as u8).collect();
    let (done, told, errors) = desk.questions(&[line("m", BODY).as_bytes(), b"\n", &latin].concat());
    assert!(!done && errors.contains("regel 2: ") && errors.contains("UTF-8"), "{errors}");
    assert!(told[0]["reference"].is_string() && told[1]["reference"].is_null(), "{told:?}");
}

#[test]
fn a_dry_run_of_regions_complains_of_everything_that_the_real_run_would() {
    let desk = Importing::new();
    let head = "municipality,region,name,is_primary\n";
    for (rows, words) in [
        ("GM0202,a,Aa,true\nGM0202,a,Aa,true\n", vec!["regel 3: ", "regel 2"]),
        ("GM0202,a,Aa,true\ngm0202,a,Aa,false\n", vec!["regel 3: "]),
        ("GM0202,a,Aa,true\nGM0202,b,Bee,true\n", vec!["regel 3: ", "GM0202"]),
        ("GM0202,a,Aa,\nGM0202,b,Bee,\n", vec!["regel 3: ", "GM0202"]),
        ("GM0202,a,Aa,true\nGM0203,a,Anders,true\n", vec!["regel 3: ", "Aa", "Anders"]),
        ("GM0202,a,Aa,misschien\n", vec!["regel 2: ", "is_primary"]),
        ("GM9999,a,Aa,true\n\nGM0202,,Aa,true\nGM0202,a\n", vec!["regel 2: ", "regel 4: ", "regel 5: "]),
        ("GM0202,a:b,Aa,true\n", vec!["regel 2: "]),
        // All at once, not one after the other.
        (
            "GM0202,a,Aa,true\nGM0202,a,Aa,true\nGM0203,a,Bee,true\nGM0268,c,Cee,true\nGM0268,d,Dee,true\n",
            vec!["regel 3: ", "regel 4: ", "regel 6: "],
        ),
    ] {
        for (done, told) in desk.regions(format!("{head}{rows}").as_bytes()) {
            assert!(!done, "{rows}");
            for word in &words {
                assert!(told.contains(word), "{word} for {rows}: {told}");
            }
        }
    }
    // Two regions, of which one is the main one, is a fact; so is none.
    for rows in ["GM0202,a,Aa,true\nGM0202,b,Bee,false\n", "GM0202,a,Aa,false\nGM0202,b,Bee,false\n"] {
        for (done, told) in desk.regions(format!("\u{feff}{head}{rows}").as_bytes()) {
            assert!(done, "{rows}: {told}");
        }
    }
}

#[test]
fn regions_with_other_separators_columns_or_encodings_are_told_clearly_with_their_line() {
    let desk = Importing::new();
    let latin = b"municipality,region,name\nGM0202,a,Aa\nGM1900,b,S\xFAdwest\n".to_vec();
    let wide: Vec<u8> = "\u{feff}municipality,region,name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (content, words) in [
        (b"municipality;region;name\nGM0202;a;Aa\n".to_vec(), vec!["regel 1: ", "puntkomma", "komma"]),
        (b"municipality\tregion\tname\nGM0202\ta\tAa\n".to_vec(), vec!["regel 1: ", "tab"]),
        (b"municipality,region,naam\nGM0202,a,Aa\n".to_vec(), vec!["regel 1: ", "naam", "name"]),
        (b"GM0202,a,Aa\n".to_vec(), vec!["regel 1: ", "municipality"]),
        (latin, vec!["regel 3: ", "UTF-8"]),
        (wide, vec!["UTF-16"]),
        (Vec::new(), vec!["geen regels"]),
    ] {
        for (done, told) in desk.regions(&content) {
            assert!(!done);
            for word in &words {
                assert!(told.contains(word), "{word}: {told}");
            }
        }
    }
}

#[test]
fn an_asker_type_is_read_in_the_desks_own_words_and_any_other_is_named_by_line() {
    let desk = Importing::new();
    let with = |id: &str, kind: &str| {
        line(id, BODY).replace(r#""asker_type":"gemeente""#, &format!(r#""asker_type":"{kind}""#))
    };
    let right = [
        ("Gemeente", "MUNICIPALITY"),
        ("MUNICIPALITY", "MUNICIPALITY"),
        ("municipality", "MUNICIPALITY"),
        (" gemeente ", "MUNICIPALITY"),
        ("Woningcorporatie", "HOUSING_CORPORATION"),
        ("CORPORATIE", "HOUSING_CORPORATION"),
        ("housing_corporation", "HOUSING_CORPORATION"),
        ("Zorg- of welzijnspartij", "CARE_PARTNER"),
        ("Zorgkantoor", "REGIONAL_BODY"),
        ("GGD", "REGIONAL_BODY"),
        ("Ministerie", "STATE"),
        ("adviseur", "ADVISER"),
        ("Werkorganisatie van gemeenten", "MUNICIPAL_WORK_ORGANISATION"),
        ("Maatschappelijke organisatie", "SOCIETAL_ORGANISATION"),
        ("", "SOCIETAL_ORGANISATION"),
    ];
    let lines: Vec<String> = right.iter().enumerate().map(|(at, (kind, _))| with(&format!("k{at}"), kind)).collect();
    let (done, told, errors) = desk.questions(lines.join("\n").as_bytes());
    assert!(done && told.len() == right.len(), "{errors}");
    for (line, (typed, kind)) in told.iter().zip(right) {
        assert_eq!(desk.one("organisation_kind", &line["reference"]), kind, "{typed}");
    }
    let wrong = ["xyz", "gemeentes?", "GM0202"];
    let lines: Vec<String> = wrong.iter().map(|kind| with(kind, kind)).collect();
    let (done, told, _) = desk.questions(lines.join("\n").as_bytes());
    assert!(!done && told.len() == wrong.len());
    for ((line, typed), number) in told.iter().zip(wrong).zip(1..) {
        let error = line["error"].as_str().unwrap_or_default();
        assert!(error.starts_with(&format!("regel {number}: ")) && error.contains("asker_type"), "{typed}: {line}");
        assert!(error.contains(&format!("'{typed}'")) && line["reference"].is_null(), "{typed}: {line}");
    }
}

#[test]
fn groups_and_themes_of_a_line_are_the_topics_of_its_question_and_unknown_ones_are_named() {
    let desk = Importing::new();
    let with =
        |id: &str, topics: &str| line(id, BODY).replace("\"organisation\"", &format!("{topics},\"organisation\""));
    let lines = [
        with("a", r#""groups":["ouderen"],"themes":["woonzorgvisie"]"#),
        with("b", r#""groups":null,"themes":[]"#),
        with("c", r#""themes":["bestaat-niet"]"#),
        with("d", r#""themes":"woonzorgvisie""#),
    ];
    let (done, told, _) = desk.questions(lines.join("\n").as_bytes());
    assert!(!done);
    let topics = desk.topics(&told[0]["reference"]);
    assert_eq!(topics, ["ouderen ASKER", "woonzorgvisie ASKER"], "{told:?}");
    assert!(told[1]["reference"].is_string(), "{told:?}");
    for (line, word) in [(2, "bestaat-niet"), (3, "regel 4: ")] {
        assert!(told[line]["error"].as_str().is_some_and(|error| error.contains(word)), "{told:?}");
        assert!(told[line]["reference"].is_null());
    }
}

#[test]
fn an_id_is_the_same_however_its_spaces_and_accents_are_written() {
    let desk = Importing::new();
    let same = ["één", "e\u{301}e\u{301}n", " één ", "één\u{200b}", "\u{feff}één"];
    let lines: Vec<String> = same.iter().map(|id| line(id, BODY)).collect();
    let (done, told, errors) = desk.questions(lines.join("\n").as_bytes());
    assert!(done, "{errors}");
    assert!(told.iter().all(|line| line["reference"] == told[0]["reference"]), "{told:?}");
    assert!(errors.contains("1 vraag toegevoegd, 4 waren er al"), "{errors}");
    let (_, other, _) = desk.questions(line("een", BODY).as_bytes());
    assert_ne!(other[0]["reference"], told[0]["reference"], "another id");
}

#[test]
fn names_of_regions_come_in_however_they_are_composed_and_spaced_and_real_faults_are_called_by_their_name() {
    let desk = Importing::new();
    let head = "municipality,region,name\n";
    let good = "GM0202,a,Regio Su\u{301}dwest  Frysla\u{302}n\nGM0203, a ,Regio S\u{fa}dwest Frysl\u{e2}n\n";
    for (done, told) in desk.regions(format!("{head}{good}").as_bytes()) {
        assert!(done, "{told}");
    }
    let stored = desk.text("SELECT name FROM regions WHERE layout = 'proef'");
    assert_eq!(stored, ["Regio S\u{fa}dwest Frysl\u{e2}n"]);
    let long = format!("GM0202,a,{}\n", "x".repeat(201));
    for (rows, word, not) in [
        (long.as_str(), "langer dan 200", "geen tekst"),
        ("GM0202,a,A\u{ffff}a\n", "geen tekst", "langer"),
        ("GM0202,a,\"A\na\"\n", "meer dan een regel", "langer"),
    ] {
        for (done, told) in desk.regions(format!("{head}{rows}").as_bytes()) {
            assert!(!done && told.contains(word) && !told.contains(not), "{rows}: {told}");
        }
    }
}

#[test]
fn the_day_of_a_layout_is_read_as_people_write_it_and_complained_of_in_dutch() {
    let desk = Importing::new();
    let content = b"municipality,region,name\nGM0202,a,Aa\n";
    for day in ["1-1-2027", "1 januari 2027", "2027-01-01", "1/1/2027"] {
        let (done, _, told) = desk.import(&["regions", "--layout", "proef", "--dry-run", "--from", day], content);
        assert!(done, "{day}: {told}");
    }
    for day in ["morgen", "31-2-2027", "1-1-27", "1-1-12027", ""] {
        let (done, _, told) = desk.import(&["regions", "--layout", "proef", "--dry-run", "--from", day], content);
        assert!(!done && told.contains("is geen dag"), "{day}: {told}");
        assert!(!told.contains("trailing") && !told.contains("error"), "{day}: {told}");
    }
}
