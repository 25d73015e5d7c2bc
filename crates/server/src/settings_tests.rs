//! Settings: what is read, what is refused, and what is shown.

use crate::settings::Settings;
use crate::settings_known::Known;
use crate::settings_shown::example;

pub(crate) fn read(file: &str, environment: &[(&str, &str)]) -> anyhow::Result<Settings> {
    Settings::read(file, environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// Everything that is wrong, one line each; empty when nothing is.
pub(crate) fn faults(file: &str, environment: &[(&str, &str)]) -> Vec<String> {
    match read(file, environment) {
        Ok(_) => Vec::new(),
        Err(error) => error.to_string().lines().skip(1).map(str::to_owned).collect(),
    }
}

#[test]
fn the_example_sets_exactly_the_defaults() {
    let shown = |file: &str| read(file, &[]).and_then(|settings| settings.shown()).expect("good settings");
    let example = example().expect("an example");
    assert_eq!(shown(""), example);
    assert_eq!(shown(&example), example);
    let set = example.lines().filter(|line| line.contains(" =") && !line.starts_with("# The"));
    assert_eq!(set.count(), Known::all().count(), "{example}");
}

#[test]
fn the_environment_overrules_the_file() {
    let settings = read("[server]\nbind = \"1.2.3.4:5\"", &[("LOKET__SERVER__BIND", "0.0.0.0:80")]);
    assert_eq!(settings.expect("good settings").server.bind, "0.0.0.0:80");
}

#[test]
fn all_unknown_and_unfitting_settings_are_named_at_once() {
    let file =
        "[limits]\nsubmissions_per_hour = \"veel\"\nbody_bytes = 0\n[nergens]\nniets = 1\n[log]\nformat = \"xml\"";
    let told = faults(file, &[("LOKET__SERVER__BIMD", "x"), ("LOKET_SERVER__BIND", "0.0.0.0:80")]);
    assert_eq!(told.len(), 6, "{told:#?}");
    for part in [
        "limits.submissions_per_hour",
        "limits.body_bytes",
        "nergens.niets",
        "log.format",
        "there is no setting server.bimd; the nearest is server.bind",
        "is LOKET__SERVER__BIND meant?",
    ] {
        assert_eq!(told.iter().filter(|line| line.contains(part)).count(), 1, "{part}: {told:#?}");
    }
    assert!(
        told.iter().any(|line| line == "loket.toml: log.format = \"xml\": expected one of text, json"),
        "{told:#?}"
    );
}

#[test]
fn nonsense_is_refused_with_its_key_its_value_and_what_is_expected() {
    let wrong = [
        ("server.public_url", "loket.example.nl"),
        ("server.public_url", ""),
        ("server.public_url", "ftp://loket.example.nl"),
        ("server.public_url", "https://"),
        ("server.public_url", "https://loket.example.nl/pad"),
        ("server.public_url", "https://loket.example.nl?a=b"),
        ("server.public_url", "https://jan:geheim@loket.example.nl"),
        ("server.public_url", "http://loket.example.nl"),
        ("server.public_url", "http://192.0.2.1:8080"),
        ("server.public_url", "https://loket.example.nl\n"),
        ("server.public_url", "https://loket .example.nl"),
        ("server.public_url", " https://loket.example.nl"),
        ("server.public_url", "https://loket.example.nl\t"),
        ("server.public_url", "HTTPS://loket.example.nl"),
        ("server.public_url", "https:loket.example.nl"),
        ("server.public_url", "https:\\\\loket.example.nl"),
        ("server.public_url", "https://.."),
        ("server.public_url", "https://löket.example.nl"),
        ("server.bind", "99999:1"),
        ("server.bind", "256.0.0.1:80"),
        ("server.bind", "127.1:80"),
        ("server.bind", "-a:80"),
        ("server.bind", "a..b:80"),
        ("server.bind", "8080"),
        ("server.bind", "127.0.0.1"),
        ("server.bind", "127.0.0.1:"),
        ("server.bind", "127.0.0.1:99999"),
        ("server.bind", "127.0.0.1:-1"),
        ("server.bind", ""),
        ("server.allow_demo", "ja"),
        ("server.max_connections", "0"),
        ("server.max_connections", "-1"),
        ("database.url", "mysql://db/loket"),
        ("database.url", "data/loket.db"),
        ("database.url", "sqlite://"),
        ("database.url", "postgres://"),
        ("database.url", "sqlite://data/loket.db?mode=ro"),
        ("database.url", "sqlite://data/loket.db?mode=memory"),
        ("database.url", "sqlite://data/loket.db?mode=anders"),
        ("database.url", "sqlite://data/loket.db?immutable=true"),
        ("database.url", "sqlite://data/loket.db?onbekend=1"),
        ("database.url", "sqlite::memory:"),
        ("database.url", "sqlite:///tmp"),
        ("database.url", "postgres://loket@db/loket?sslmode=foo"),
        ("database.url", "postgres://loket@db/loket?sslrootcert=/bestaat/niet.pem"),
        ("database.url", "postgres://loket@db:poort/loket"),
        ("database.connections", "0"),
        ("database.connections", "1.5"),
        ("mail.smtp_url", "mail.example.nl:25"),
        ("mail.smtp_url", "http://mail.example.nl"),
        ("mail.smtp_url", "smtp://"),
        ("mail.smtp_url", "smtp://h/?tls=foo"),
        ("mail.smtp_url", "smtp://h/?tsl=required"),
        ("mail.smtp_url", "smtps://h/?tls=foo"),
        ("mail.smtp_url", "smtps://u@h"),
        ("mail.smtp_url", "smtps://u:@h"),
        ("mail.smtp_url", "smtps://:geheim@h"),
        ("mail.smtp_url", "smtp://mail:25\n"),
        ("mail.imap_url", "mail.example.nl"),
        ("mail.imap_url", "imaps://mail.example.nl"),
        ("mail.imap_url", "imaps://u@h"),
        ("mail.imap_url", "imaps://:geheim@h"),
        ("mail.imap_url", "imap://u:p@h?tls=foo"),
        ("mail.imap_url", "imap://u:p@h?tsl=required"),
        ("mail.imap_url", "imap://u:p%0aA1%20LOGOUT@h"),
        ("mail.imap_url", "imap://u:p@h:0"),
        ("mail.imap_url", "smtp://u:p@h"),
        ("mail.imap_url", "imaps://u:p@h/Bijzonder%26"),
        ("mail.imap_done_folder", " "),
        ("mail.imap_done_folder", "Klaar\""),
        ("mail.from", "geen adres"),
        ("mail.from", "Loket <a@b>"),
        ("mail.from", "a@b"),
        ("mail.from", "Loket <loket@gemeente-.example>"),
        ("mail.dkim_domain", "gemeente..example"),
        ("mail.dkim_selector", "s 2026"),
        ("mail.dkim_key_file", "/etc/passwd"),
        ("mail.signature", " "),
        ("mail.signature", "\u{200b}"),
        ("mail.signature", "Het \u{1b}[31mloket"),
        ("mail.signature", "Het loket\u{202e}"),
        ("mail.reach", "Bel\u{7}070"),
        ("mail.folder", ""),
        ("mail.folder", "/etc/passwd"),
        ("mail.folder", "/etc/passwd/brieven"),
        ("worker.lease_seconds", "0"),
        ("asker.remind_after_days", "-1"),
        ("asker.close_after_days", "bijna nooit"),
        ("asker.close_answered_after_days", "251"),
        ("limits.submissions_per_hour", "-5"),
        ("limits.submissions_per_hour", "99999999999999"),
        ("limits.query_seconds", "0"),
        ("limits.query_seconds", "10s"),
        ("limits.query_depth", "0"),
        ("limits.query_nodes", "NaN"),
        ("limits.sockets_per_address", "0"),
        ("auth.session_hours", "0"),
        ("auth.session_idle_minutes", "4294967295"),
        ("auth.signing_key_file", "/bestaat/niet/sleutel.pem"),
        ("auth.signing_key_file", "/etc/passwd"),
        ("auth.signing_key_file", "/tmp"),
        ("auth.link_key_file", "/bestaat/niet.pem"),
        ("auth.link_key_file", "/dev/null"),
        ("auth.verify_key_files", "/bestaat/niet.pem"),
        ("auth.verify_key_files", "/etc/passwd"),
        ("auth.oidc_issuer", "https://aanmelden.example.nl\n"),
        ("auth.oidc_issuer", "https://.."),
        ("auth.oidc_leeway_seconds", "3600"),
        ("auth.oidc_issuer", "aanmelden.example.nl"),
        ("auth.oidc_issuer", "http://aanmelden.example.nl"),
        ("auth.oidc_client_id", "loket"),
        ("auth.oidc_role_claim", "a..b"),
        ("auth.oidc_roles", "leider"),
        ("auth.oidc_roles", "leider=BAAS"),
        ("log.filter", "heel veel"),
        ("log.filter", "info,=,"),
        ("log.format", "xml"),
        ("log.format", "JSON"),
        ("security.contact", "beveiliging"),
        ("security.contact", "mailto:"),
        ("security.contact", "mailto:security@example.org\n"),
        ("security.contact", "mailto:a@b"),
        ("security.contact", "https://.."),
        ("security.contact", "https://example.nl/veilig\nPolicy: x"),
        ("security.contact", "https:example.nl"),
        ("security.expires", "2020-01-01T00:00:00Z"),
        ("security.expires", "morgen"),
        ("security.expires", "2027-11-01"),
    ];
    for (key, value) in wrong {
        let name = format!("LOKET__{}", key.to_ascii_uppercase().replace('.', "__"));
        let told = faults("", &[(&name, value)]);
        let named: Vec<_> = told.iter().filter(|line| line.contains(key)).collect();
        assert!(!named.is_empty(), "{key} = {value:?} is taken: {told:?}");
        let shown = named.iter().any(|line| {
            line.contains(&format!("{value:?}")) || line.contains("(not shown)") || line.contains("is set")
        });
        assert!(shown && named.iter().all(|line| line.contains("expected ")), "{key} = {value:?}: {named:?}");
    }
}

#[test]
fn what_people_have_is_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("sleutel.pem");
    std::fs::write(&key, app::new_signing_key().expect("there is randomness")).expect("written");
    let key = key.to_str().expect("text");
    let right = [
        ("server.public_url", "https://loket.example.nl"),
        ("server.public_url", "https://loket.example.nl/"),
        ("server.public_url", "https://loket.example.nl:8443"),
        ("server.public_url", "http://localhost:8080"),
        ("server.public_url", "http://[::1]:8080"),
        ("server.public_url", "http://127.0.0.1:8080/"),
        ("server.bind", "0.0.0.0:8080"),
        ("server.bind", "[::]:8080"),
        ("server.bind", "localhost:0"),
        ("database.url", "sqlite://data/loket.db"),
        ("database.url", "sqlite:///var/lib/loket/loket.db?mode=rwc"),
        ("database.url", "sqlite:loket.db"),
        ("database.url", "postgres://loket:geheim@db/loket"),
        ("database.url", "postgresql://loket@localhost/loket?host=/tmp/pg"),
        ("mail.smtp_url", ""),
        ("mail.smtp_url", "smtp://mail:1025"),
        ("mail.smtp_url", "smtps://jan:geheim@mail.example.nl"),
        ("mail.imap_url", "imaps://loket%40gemeente.example:ge%2Fheim@mail.example.nl/INBOX/Loket"),
        ("mail.imap_url", "imap://loket:geheim@192.0.2.1:1143?tls=required"),
        ("mail.imap_url", ""),
        ("mail.imap_done_folder", "INBOX.Loket klaar"),
        ("mail.from", "loket@example.org"),
        ("limits.submissions_per_hour", "0"),
        ("database.url", "sqlite://data/loket.db?mode=rw"),
        ("database.url", "postgres://loket:geheim@db/loket?sslmode=require"),
        ("database.url", "postgres://loket:geheim@db:5433/loket?sslmode=verify-full"),
        ("mail.smtp_url", "smtp://jan:ge%2Fheim@mail.example.nl:587?tls=required"),
        ("mail.smtp_url", "smtp://192.0.2.1:25/loket.example.nl"),
        ("mail.smtp_url", "smtp://[::1]:25"),
        ("mail.from", "Het loket <loket@gemeente.example>"),
        ("mail.signature", "Het woonloket"),
        ("mail.reach", "Bel 026 123 45 67."),
        ("mail.reach", ""),
        ("mail.folder", "/bestaat/nog/niet"),
        ("server.bind", "loket_web:8080"),
        ("auth.signing_key_file", key),
        ("auth.signing_key_file", "nieuw.pem"),
        ("auth.link_key_file", key),
        ("auth.verify_key_files", key),
        ("auth.oidc_issuer", ""),
        ("log.filter", "debug"),
        ("log.filter", "info,sqlx=warn,loket::listen=trace"),
        ("log.filter", "off"),
        ("log.format", "json"),
        ("security.contact", "https://example.nl/veilig"),
        ("security.contact", "mailto:veilig@gemeente.example"),
        ("security.expires", "2199-01-01T00:00:00+01:00"),
    ];
    for (key, value) in right {
        let name = format!("LOKET__{}", key.to_ascii_uppercase().replace('.', "__"));
        assert_eq!(faults("", &[(&name, value)]), Vec::<String>::new(), "{key} = {value:?}");
    }
    let open = "[server]\npublic_url = \"http://loket.example.nl\"\nallow_http = true";
    assert_eq!(faults(open, &[]), Vec::<String>::new(), "on purpose");
}

#[test]
fn letters_are_signed_by_all_three_settings_for_the_domain_of_the_sender_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("dkim.pem");
    std::fs::write(&key, app::new_signing_key().expect("there is randomness")).expect("written");
    let told = |from: &str, domain: &str, selector: &str, key: &str| {
        let set = [
            ("LOKET__MAIL__FROM", from),
            ("LOKET__MAIL__DKIM_DOMAIN", domain),
            ("LOKET__MAIL__DKIM_SELECTOR", selector),
            ("LOKET__MAIL__DKIM_KEY_FILE", key),
        ];
        faults("", &set.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>())
    };
    let key = key.to_str().expect("text");
    for from in ["loket@gemeente.example", "Loket <loket@post.gemeente.example>"] {
        assert_eq!(told(from, "gemeente.example", "s2026", key), Vec::<String>::new(), "{from}");
    }
    for (domain, selector, file) in [
        ("gemeente.example", "s2026", ""),
        ("gemeente.example", "", key),
        ("", "s2026", key),
        ("", "", key),
        ("ander.example", "s2026", key),
    ] {
        let told = told("loket@gemeente.example", domain, selector, file);
        assert!(told.len() == 1 && told[0].starts_with("mail.dkim_") && told[0].contains("expected"), "{told:?}");
    }
}

#[test]
fn a_password_is_never_shown() {
    let environment = [
        ("LOKET__DATABASE__URL", "postgres://loket:geheim@db/loket"),
        ("LOKET__AUTH__OIDC_ISSUER", "https://aanmelden.example.nl"),
        ("LOKET__AUTH__OIDC_CLIENT_ID", "loket"),
        ("LOKET__AUTH__OIDC_CLIENT_SECRET", "ook geheim"),
    ];
    let shown = read("", &environment).expect("good settings").shown().expect("text");
    assert!(!shown.contains("geheim"), "{shown}");
    let wrong = faults(
        "",
        &[
            ("LOKET__DATABASE__URL", "mysql://loket:geheim@db"),
            ("LOKET__MAIL__SMTP_URL", "geheim"),
            ("LOKET__MAIL__IMAP_URL", "geheim"),
        ],
    );
    assert_eq!(wrong.len(), 3);
    assert!(!wrong.concat().contains("geheim"), "{wrong:?}");
}

#[test]
fn mail_is_not_moved_to_where_it_is_fetched_from() {
    let told = |url, done| faults("", &[("LOKET__MAIL__IMAP_URL", url), ("LOKET__MAIL__IMAP_DONE_FOLDER", done)]);
    for (url, done) in [("imaps://u:p@h", "inbox"), ("imaps://u:p@h/Loket", "Loket")] {
        let told = told(url, done);
        assert!(told.len() == 1 && told[0].starts_with("mail.imap_done_folder = "), "{url}, {done}: {told:?}");
    }
    assert_eq!(told("imaps://u:p@h/Post", "Loket"), Vec::<String>::new());
}

#[test]
fn nobody_is_closed_out_before_or_without_a_reminder() {
    let told = |remind, close| {
        faults("", &[("LOKET__ASKER__REMIND_AFTER_DAYS", remind), ("LOKET__ASKER__CLOSE_AFTER_DAYS", close)])
    };
    for (remind, close) in [("5", "5"), ("10", "5"), ("0", "15")] {
        let told = told(remind, close);
        assert!(told.len() == 1 && told[0].starts_with("asker.close_after_days = "), "{remind}, {close}: {told:?}");
    }
    for (remind, close) in [("5", "6"), ("5", "0"), ("0", "0")] {
        assert_eq!(told(remind, close), Vec::<String>::new(), "{remind}, {close}");
    }
}

#[test]
fn the_list_of_settings_says_from_where_each_comes_and_shows_no_secret() {
    let file = "[mail]\nsmtp_url = \"smtps://loket:zeergeheim@mail.example\"\nimap_url = \"imaps://loket:zeergeheim@mail.example\"\nsignature = \"Het team\"\n";
    let variables = [
        ("LOKET__DATABASE__URL", "postgres://loket:ookgeheim@db.example/loket"),
        ("LOKET__AUTH__OIDC_CLIENT_SECRET", "nietlezen"),
        ("LOKET__AUTH__OIDC_ISSUER", "https://wie.example"),
        ("LOKET__AUTH__OIDC_CLIENT_ID", "loket"),
    ];
    let settings = read(file, &variables).expect("good settings");
    let listed = settings.listed(|name| variables.iter().any(|(known, _)| *known == name)).expect("a list");
    assert_eq!(listed.len(), Known::all().count());
    let text = format!("{listed:?}");
    assert!(!["zeergeheim", "ookgeheim", "nietlezen"].iter().any(|secret| text.contains(secret)), "{text}");
    let from = |key: &str| listed.iter().find(|one| one.key == key).map(|one| one.from);
    assert_eq!(from("database.url"), Some(app::SettingFrom::Environment));
    assert_eq!(from("mail.signature"), Some(app::SettingFrom::File));
    assert_eq!(from("server.bind"), Some(app::SettingFrom::Default));
    assert_eq!(from("mail.reach"), Some(app::SettingFrom::Default));
}
