//! Names of settings: which was meant by one that is none, and that documents name those there are.

use crate::settings_known::Known;
use crate::settings_tests::{faults, read};
use std::collections::BTreeMap;
use std::path::Path;

fn the_nearest_to(key: &str) -> String {
    let told = faults(&format!("{key} = 1"), &[]);
    assert_eq!(told.len(), 1, "{key}: {told:?}");
    told[0].clone()
}

#[test]
fn a_mistyped_key_is_told_with_the_one_that_was_meant() {
    let slips = [
        ("limits.submisions_per_hour", "limits.submissions_per_hour"),
        ("limits.token_search_per_minute", "limits.token_searches_per_minute"),
        ("limit.body_bytes", "limits.body_bytes"),
        ("limits.Query_Nodes", "limits.query_nodes"),
        ("server.smtp_url", "mail.smtp_url"),
        ("server.public-url", "server.public_url"),
        ("bind", "server.bind"),
        ("database.connection", "database.connections"),
        ("auth.oidc_clientid", "auth.oidc_client_id"),
    ];
    for (wrong, meant) in slips {
        let told = the_nearest_to(wrong);
        assert_eq!(told, format!("loket.toml: there is no setting {wrong}; the nearest is {meant}"));
    }
    let every = Known::all().flat_map(|known| {
        let name = known.name;
        [
            format!("{}.{name}s", known.section),
            format!("{}s.{name}", known.section),
            format!("{}.{}", known.section, &name[1..]),
        ]
        .map(|wrong| (wrong, known.key()))
    });
    for (wrong, meant) in every.filter(|(wrong, _)| Known::all().all(|known| known.key() != *wrong)) {
        assert!(
            the_nearest_to(&wrong).ends_with(&format!("the nearest is {meant}")),
            "{wrong}: {}",
            the_nearest_to(&wrong)
        );
    }
}

#[test]
fn a_variable_that_is_almost_ours_is_a_fault_and_not_silence() {
    let slips = [
        ("LOKET_SERVER_BIND", "LOKET__SERVER__BIND"),
        ("LOKET_SERVER_BINDD", "LOKET__SERVER__BIND"),
        ("LOKET_LIMITS__SUBMISIONS_PER_HOUR", "LOKET__LIMITS__SUBMISSIONS_PER_HOUR"),
        ("LOKE__SERVER__BIND", "LOKET__SERVER__BIND"),
        ("loket__server__bind", "LOKET__SERVER__BIND"),
        ("LOKET-MAIL__SMTP_URL", "LOKET__MAIL__SMTP_URL"),
    ];
    for (wrong, meant) in slips {
        assert_eq!(faults("", &[(wrong, "0")]), [format!("{wrong}: is {meant} meant?")]);
    }
}

#[test]
fn what_belongs_to_tests_and_clusters_does_not_stop_the_program() {
    let theirs = [
        "LOKET_BIN",
        "LOKET_CHROMIUM",
        "LOKET_DEMO",
        "LOKET_PORT",
        "LOKET_PORT_8080_TCP_ADDR",
        "LOKET_PUBLIC_URL",
        "LOKET_REQUIRE_OIDC",
        "LOKET_REQUIRE_V1",
        "LOKET_REQUIRE_POSTGRES",
        "LOKET_SCREENSHOTS",
        "LOKET_SERVER_PORT",
        "LOKET_SERVER_SERVICE_HOST",
        "LOKET_TEST_CLUSTER_BEGAN",
        "LOKET_TEST_POSTGRES_BIN",
        "LOKET_URL",
        "LOKET_WORKER_SERVICE_PORT",
        "PATH",
        "SERVER__BIND",
    ];
    assert_eq!(faults("", &theirs.map(|name| (name, "0"))), Vec::<String>::new());
}

#[test]
fn a_fault_does_not_hide_what_is_wrong_between_others() {
    let file = "[server]\nbind = 1\npublic_url = \"http://loket.example.nl\"\n[asker]\nremind_after_days = 9\nclose_after_days = 9\n\
                [auth]\noidc_issuer = \"aanmelden\"\noidc_client_id = \"loket\"\n[log]\nformat = []";
    let told = faults(file, &[]);
    let begin = [
        "loket.toml: auth.oidc_issuer",
        "loket.toml: log.format",
        "loket.toml: server.bind",
        "server.public_url",
        "asker.close",
    ];
    assert_eq!(told.len(), begin.len(), "{told:#?}");
    for (line, begin) in told.iter().zip(begin) {
        assert!(line.starts_with(begin), "{begin}: {told:#?}");
    }
    let half = faults("[asker]\nremind_after_days = 20\nclose_after_days = -1", &[]);
    assert_eq!(half.len(), 1, "nothing is said about a value that could not be read: {half:?}");
}

#[test]
fn what_the_environment_sets_back_is_the_default_again() {
    let file = "[limits]\nsubmissions_per_hour = 5\n[mail]\nsmtp_url = \"smtp://mail:25\"\n[log]\nformat = \"json\"";
    let back =
        [("LOKET__LIMITS__SUBMISSIONS_PER_HOUR", "60"), ("LOKET__MAIL__SMTP_URL", ""), ("LOKET__LOG__FORMAT", "text")];
    let shown = |file: &str, environment: &[(&str, &str)]| {
        read(file, environment).and_then(|settings| settings.shown()).expect("good settings")
    };
    assert_eq!(shown(file, &back), shown("", &[]));
    let settings = read(file, &[]).expect("good settings");
    assert_eq!((settings.limits.submissions_per_hour, settings.mail.smtp_url.as_deref()), (5, Some("smtp://mail:25")));
}

#[test]
fn numbers_that_stand_elsewhere_too_are_the_same() {
    let settings = read("", &[]).expect("defaults are good");
    assert_eq!(settings.limits.reactions_per_hour, app::REACTIONS_PER_HOUR);
}

fn document(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn documents_name_settings_that_exist_with_the_defaults_they_have() {
    let defaults: BTreeMap<String, Option<String>> =
        Known::all().map(|known| (known.key(), known.default_text())).collect();
    let variables: Vec<String> = Known::all().map(|known| known.variable()).collect();
    let is_section = |word: &str| Known::all().any(|known| known.section == word);
    let mut tables = 0;
    for path in
        ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "docs/operating.md", "docker-compose.yml", "Dockerfile"]
    {
        let text = document(path);
        let names = text.split(|sign: char| !(sign.is_ascii_uppercase() || sign == '_'));
        for name in names.filter(|name| name.starts_with("LOKET__") && *name != "LOKET__") {
            assert!(variables.iter().any(|known| known == name), "{path} names {name}, and there is no such setting");
        }
        for line in text.lines() {
            let spans: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
            let keys = spans.iter().filter(|span| {
                let parts = span.split_once('.');
                let is_name =
                    |name: &str| name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_') && !name.is_empty();
                parts.is_some_and(|(section, name)| {
                    is_section(section) && is_name(name) && name != "rs" && name != "toml"
                })
            });
            for key in keys {
                assert!(defaults.contains_key(*key), "{path} names {key}, and there is no such setting");
            }
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            if let [_, key, default, _, _] = cells[..]
                && let Some(Some(known)) = defaults.get(key.trim_matches('`'))
            {
                assert_eq!(default.replace(',', ""), *known, "{path}: {line}");
                tables += 1;
            }
        }
    }
    assert!(tables >= 8, "only {tables} defaults were found in tables: this test reads them wrongly");
}
