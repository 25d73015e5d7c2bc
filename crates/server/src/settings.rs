//! Every setting, in one table: default, meaning, and whether it is a secret.
//!
//! `loket.toml` in the working folder, overruled by the environment: `LOKET__SERVER__BIND` is `server.bind`.

use crate::settings_fit::{Fits, is_open};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One setting.
struct Known {
    key: &'static str,
    default: Default,
    secret: bool,
    fits: Fits,
    meaning: &'static str,
}

enum Default {
    Text(&'static str),
    Number(u32),
    Flag(bool),
    /// Nothing, unless it is set.
    Absent,
}

const fn known(key: &'static str, default: Default, fits: Fits, meaning: &'static str) -> Known {
    Known { key, default, secret: false, fits, meaning }
}

/// What happens so often that no limit is needed above it.
const OFTEN: u32 = 1_000_000_000;

const KNOWN: [Known; 52] = [
    Known {
        key: "database.url",
        default: Default::Text("sqlite://data/loket.db"),
        secret: true,
        fits: Fits::Database,
        meaning: "Where everything is kept: sqlite://path or postgres://user:password@host/name",
    },
    known(
        "database.connections",
        Default::Number(8),
        Fits::Between(1, 10_000),
        "Connections in the pool of one process",
    ),
    known("server.bind", Default::Text("127.0.0.1:8080"), Fits::Bind, "Address and port to listen on"),
    known(
        "server.public_url",
        Default::Text("http://127.0.0.1:8080"),
        Fits::PublicUrl,
        "Where people reach the desk; links in letters begin with it",
    ),
    known(
        "server.allow_demo",
        Default::Flag(false),
        Fits::Flag,
        "Serve a database with the made-up people of the demo, who sign in without a password",
    ),
    known(
        "server.allow_http",
        Default::Flag(false),
        Fits::Flag,
        "Let people on other machines reach the desk over http, where passwords and links can be read on the way; only to try it out",
    ),
    known(
        "server.trust_forwarded_for",
        Default::Flag(false),
        Fits::Flag,
        "Take the sender's address from X-Forwarded-For; only behind a proxy that sets it",
    ),
    known(
        "server.max_connections",
        Default::Number(1024),
        Fits::Between(1, 1_000_000),
        "Connections served at once; more have to wait",
    ),
    Known {
        key: "mail.smtp_url",
        default: Default::Absent,
        secret: true,
        fits: Fits::MailServer,
        meaning: "Mail server: smtp://host:25, smtps://user:password@host; absent: letters are written to mail.folder",
    },
    known(
        "mail.folder",
        Default::Text("data/mail"),
        Fits::Folder,
        "Where letters are written when there is no mail server",
    ),
    known(
        "mail.from",
        Default::Text("Expertteam Huisvesting Aandachtsgroepen <loket@example.org>"),
        Fits::Mailbox,
        "Sender of letters",
    ),
    known("mail.signature", Default::Text(app::SIGNED_BY), Fits::Text, "Who signs letters"),
    known(
        "mail.reach",
        Default::Absent,
        Fits::Text,
        "Below the signature, how to reach the desk: Bel 070 123 45 67; absent: by the links and on server.public_url",
    ),
    known(
        "worker.lease_seconds",
        Default::Number(120),
        Fits::Between(1, 86_400),
        "How long a worker may hold a letter before others may take it; longer than a mail server may take to answer",
    ),
    known(
        "asker.remind_after_days",
        Default::Number(5),
        Fits::Between(0, 250),
        "Working days after a question back after which an asker who does not react is reminded; 0 is never",
    ),
    known(
        "asker.close_after_days",
        Default::Number(15),
        Fits::Between(0, 250),
        "Working days after a question back after which the question is closed, if the asker was reminded and does not react; 0 is never",
    ),
    known(
        "asker.close_answered_after_days",
        Default::Number(10),
        Fits::Between(0, 250),
        "Working days after the last answer after which an answered question is closed; 0 is never",
    ),
    known(
        "limits.submissions_per_hour",
        Default::Number(60),
        Fits::Between(0, OFTEN),
        "Questions one address may put per hour; 0 is no limit",
    ),
    known(
        "limits.token_submissions_per_hour",
        Default::Number(600),
        Fits::Between(0, OFTEN),
        "The same for the holder of a token",
    ),
    known(
        "limits.reactions_per_hour",
        Default::Number(app::REACTIONS_PER_HOUR),
        Fits::Between(0, OFTEN),
        "Messages an asker may add to one question per hour, on all servers together; 0 is no limit",
    ),
    known(
        "limits.searches_per_minute",
        Default::Number(120),
        Fits::Between(0, OFTEN),
        "Searches for an organisation, per address; 0 is no limit",
    ),
    known(
        "limits.token_searches_per_minute",
        Default::Number(600),
        Fits::Between(0, OFTEN),
        "The same for the holder of a token",
    ),
    known(
        "limits.sign_ins_per_hour",
        Default::Number(60),
        Fits::Between(0, OFTEN),
        "Attempts to sign in, per address; 0 is no limit",
    ),
    known(
        "limits.body_bytes",
        Default::Number(262_144),
        Fits::Between(1_024, 104_857_600),
        "Largest request or message to the API",
    ),
    known("limits.query_bytes", Default::Number(16_384), Fits::Between(256, 104_857_600), "Longest GraphQL query"),
    known(
        "limits.query_nodes",
        Default::Number(500),
        Fits::Between(1, OFTEN),
        "Most fields of a GraphQL query, fragments expanded",
    ),
    known("limits.query_depth", Default::Number(12), Fits::Between(1, 1_000), "Deepest GraphQL query"),
    known("limits.query_aliases", Default::Number(20), Fits::Between(1, OFTEN), "Most aliases in a GraphQL query"),
    known(
        "limits.query_cost",
        Default::Number(50_000),
        Fits::Between(1, OFTEN),
        "Most fields in a GraphQL answer, lists counted by their size",
    ),
    known("limits.query_seconds", Default::Number(10), Fits::Between(1, 30), "How long a GraphQL query may take"),
    known(
        "limits.sockets_per_address",
        Default::Number(100),
        Fits::Between(1, 1_000_000),
        "WebSockets open at once from one address",
    ),
    known(
        "limits.sockets_per_token",
        Default::Number(10),
        Fits::Between(1, 1_000_000),
        "WebSockets open at once for the holder of a token",
    ),
    known(
        "limits.socket_operations",
        Default::Number(10),
        Fits::Between(1, 1_000_000),
        "Operations under way at once on one WebSocket",
    ),
    known(
        "limits.socket_init_seconds",
        Default::Number(10),
        Fits::Between(1, 3_600),
        "How long a WebSocket may wait before it says connection_init",
    ),
    known(
        "limits.socket_ping_seconds",
        Default::Number(20),
        Fits::Between(1, 3_600),
        "How often a WebSocket is asked whether anybody is there",
    ),
    known(
        "auth.signing_key_file",
        Default::Absent,
        Fits::NewKey,
        "Ed25519 key (PKCS#8 PEM) for tokens and tracking links; absent on SQLite: made beside the database",
    ),
    known(
        "auth.session_idle_minutes",
        Default::Number(60),
        Fits::Between(1, 525_600),
        "A session ends when no page was asked for in this time",
    ),
    known(
        "auth.session_hours",
        Default::Number(12),
        Fits::Between(1, 8_760),
        "A session ends after this time, come what may",
    ),
    known(
        "auth.link_days_after_closing",
        Default::Number(180),
        Fits::Between(0, 36_500),
        "How long a tracking link still opens a question that was closed; 0 is not at all",
    ),
    known(
        "auth.link_key_file",
        Default::Absent,
        Fits::Key,
        "What tracking links and second factors are made from, when the signing key was replaced: the first signing key",
    ),
    known(
        "auth.verify_key_files",
        Default::Absent,
        Fits::Keys,
        "Further keys whose tokens still hold, after the signing key was replaced: files, with commas between",
    ),
    known(
        "auth.oidc_issuer",
        Default::Absent,
        Fits::Issuer,
        "Your own OpenID Connect provider, exactly as in its tokens; passwords are off when it is set",
    ),
    known("auth.oidc_client_id", Default::Absent, Fits::Text, "As what the desk is known at the provider"),
    Known {
        key: "auth.oidc_client_secret",
        default: Default::Absent,
        secret: true,
        fits: Fits::Text,
        meaning: "The client's secret at the provider; absent: a public client (PKCE is used either way)",
    },
    known(
        "auth.oidc_role_claim",
        Default::Text("roles"),
        Fits::Claim,
        "The claim that names roles; a.b for b inside a",
    ),
    known(
        "auth.oidc_roles",
        Default::Absent,
        Fits::Roles,
        "Which value of that claim gives which role: medewerker=EXPERT,leider=LEAD,beheer=ADMINISTRATOR; absent: the desk decides",
    ),
    known(
        "auth.oidc_audience",
        Default::Absent,
        Fits::Text,
        "Audience of the provider's tokens for the API; absent: server.public_url",
    ),
    known(
        "auth.oidc_leeway_seconds",
        Default::Number(60),
        Fits::Between(0, 300),
        "How far the provider's clock may differ from ours",
    ),
    known("log.filter", Default::Text("info,sqlx=warn"), Fits::Filter, "What is logged, as a tracing filter"),
    known("log.format", Default::Text("text"), Fits::OneOf(&["text", "json"]), "text or json"),
    known(
        "security.contact",
        Default::Text("mailto:security@example.org"),
        Fits::Contact,
        "Contact in /.well-known/security.txt",
    ),
    known("security.expires", Default::Text("2027-11-01T00:00:00Z"), Fits::Coming, "Until when that contact holds"),
];

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    pub database_url: String,
    pub database_connections: u32,
    pub bind: String,
    pub public_url: String,
    pub allow_demo: bool,
    pub allow_http: bool,
    pub trust_forwarded_for: bool,
    pub max_connections: usize,
    pub smtp_url: Option<String>,
    pub mail_folder: PathBuf,
    pub mail_from: String,
    pub mail_signature: String,
    pub mail_reach: Option<String>,
    pub lease_seconds: i64,
    pub remind_asker_after_days: u32,
    pub close_after_days: u32,
    pub close_answered_after_days: u32,
    pub limits: Limits,
    pub signing_key_file: Option<PathBuf>,
    pub session_idle_minutes: u32,
    pub session_hours: u32,
    pub link_days_after_closing: u32,
    pub link_key_file: Option<PathBuf>,
    pub verify_key_files: Option<String>,
    pub oidc_issuer: Option<String>,
    pub oidc_client_id: Option<String>,
    pub oidc_client_secret: Option<String>,
    pub oidc_role_claim: String,
    pub oidc_roles: Option<String>,
    pub oidc_audience: Option<String>,
    pub oidc_leeway_seconds: u32,
    pub log_filter: String,
    pub log_json: bool,
    pub security_contact: String,
    pub security_expires: String,
}

/// How much and how often; each field is the setting `limits.…` of the same name.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub submissions_per_hour: u32,
    pub token_submissions_per_hour: u32,
    pub reactions_per_hour: u32,
    pub searches_per_minute: u32,
    pub token_searches_per_minute: u32,
    pub sign_ins_per_hour: u32,
    pub body_bytes: u32,
    pub query_bytes: u32,
    pub query_nodes: u32,
    pub query_depth: u32,
    pub query_aliases: u32,
    pub query_cost: u32,
    pub query_seconds: u32,
    pub sockets_per_address: u32,
    pub sockets_per_token: u32,
    pub socket_operations: u32,
    pub socket_init_seconds: u32,
    pub socket_ping_seconds: u32,
}

type Values = BTreeMap<&'static str, String>;

impl Settings {
    /// From `loket.toml` and the environment, or every fault in them.
    pub fn load() -> anyhow::Result<Self> {
        let file = match std::fs::read_to_string("loket.toml") {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).context("loket.toml"),
        };
        // What is no text cannot be right, and is shown as well as it can be.
        let environment = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        Self::read(&file, environment.filter(|(name, _)| name.starts_with("LOKET_")))
    }

    pub fn read(file: &str, environment: impl Iterator<Item = (String, String)>) -> anyhow::Result<Self> {
        let mut faults = Vec::new();
        let mut values: Values = KNOWN.iter().filter_map(|known| Some((known.key, default_text(known)?))).collect();
        let mut set = |key: &str, value: String, from: &str| match KNOWN.iter().find(|known| known.key == key) {
            // Left empty is the same as left out, where there is something to leave out.
            Some(known) if value.is_empty() && matches!(known.default, Default::Absent) => {
                values.remove(known.key);
            }
            // The default is never wrong, also when its time is over.
            Some(known) if default_text(known).as_ref() == Some(&value) => {
                values.insert(known.key, value);
            }
            Some(known) => {
                if let Err(expected) = known.fits.check(&value) {
                    let shown = if known.secret { "(not shown)".to_owned() } else { format!("{value:?}") };
                    faults.push(format!("{from}: {key} = {shown}: expected {expected}"));
                }
                // Also when it does not fit: it is looked at together with others below.
                values.insert(known.key, value);
            }
            None => faults.push(format!("{from}: there is no setting {key}")),
        };
        let mut others = Vec::new();
        match file.parse::<toml::Table>() {
            Ok(table) => {
                for (section, keys) in &table {
                    let Some(keys) = keys.as_table() else {
                        set(section, keys.to_string(), "loket.toml");
                        continue;
                    };
                    for (key, value) in keys {
                        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        set(&format!("{section}.{key}"), text, "loket.toml");
                    }
                }
            }
            Err(error) => others.push(format!("loket.toml: {error}")),
        }
        for (name, value) in environment {
            match name.strip_prefix("LOKET__") {
                Some(key) => set(&key.to_ascii_lowercase().replace("__", "."), value, &name),
                None => others.extend(nearly(&name).map(|meant| format!("{name}: is {meant} meant?"))),
            }
        }
        faults.extend(others);
        faults.extend(together(&values));
        if !faults.is_empty() {
            bail!("the settings are not right:\n{}", faults.join("\n"));
        }
        Ok(Self::of(&values))
    }

    fn of(values: &Values) -> Self {
        let text = |key: &str| values.get(key).cloned().unwrap_or_default();
        let number = |key: &str| values.get(key).and_then(|value| value.parse::<u32>().ok()).unwrap_or_default();
        let flag = |key: &str| values.get(key).is_some_and(|value| value == "true");
        let given = |key: &str| values.get(key).filter(|value| !value.is_empty()).cloned();
        Self {
            database_url: text("database.url"),
            database_connections: number("database.connections"),
            bind: text("server.bind"),
            public_url: text("server.public_url").trim_end_matches('/').to_owned(),
            allow_demo: flag("server.allow_demo"),
            allow_http: flag("server.allow_http"),
            trust_forwarded_for: flag("server.trust_forwarded_for"),
            max_connections: number("server.max_connections") as usize,
            smtp_url: given("mail.smtp_url"),
            mail_folder: text("mail.folder").into(),
            mail_from: text("mail.from"),
            mail_signature: text("mail.signature"),
            mail_reach: given("mail.reach"),
            lease_seconds: number("worker.lease_seconds").into(),
            remind_asker_after_days: number("asker.remind_after_days"),
            close_after_days: number("asker.close_after_days"),
            close_answered_after_days: number("asker.close_answered_after_days"),
            limits: Limits {
                submissions_per_hour: number("limits.submissions_per_hour"),
                token_submissions_per_hour: number("limits.token_submissions_per_hour"),
                reactions_per_hour: number("limits.reactions_per_hour"),
                searches_per_minute: number("limits.searches_per_minute"),
                token_searches_per_minute: number("limits.token_searches_per_minute"),
                sign_ins_per_hour: number("limits.sign_ins_per_hour"),
                body_bytes: number("limits.body_bytes"),
                query_bytes: number("limits.query_bytes"),
                query_nodes: number("limits.query_nodes"),
                query_depth: number("limits.query_depth"),
                query_aliases: number("limits.query_aliases"),
                query_cost: number("limits.query_cost"),
                query_seconds: number("limits.query_seconds"),
                sockets_per_address: number("limits.sockets_per_address"),
                sockets_per_token: number("limits.sockets_per_token"),
                socket_operations: number("limits.socket_operations"),
                socket_init_seconds: number("limits.socket_init_seconds"),
                socket_ping_seconds: number("limits.socket_ping_seconds"),
            },
            signing_key_file: given("auth.signing_key_file").map(PathBuf::from),
            session_idle_minutes: number("auth.session_idle_minutes"),
            session_hours: number("auth.session_hours"),
            link_days_after_closing: number("auth.link_days_after_closing"),
            link_key_file: given("auth.link_key_file").map(PathBuf::from),
            verify_key_files: given("auth.verify_key_files"),
            oidc_issuer: given("auth.oidc_issuer"),
            oidc_client_id: given("auth.oidc_client_id"),
            oidc_client_secret: given("auth.oidc_client_secret"),
            oidc_role_claim: text("auth.oidc_role_claim"),
            oidc_roles: given("auth.oidc_roles"),
            oidc_audience: given("auth.oidc_audience"),
            oidc_leeway_seconds: number("auth.oidc_leeway_seconds"),
            log_filter: text("log.filter"),
            log_json: text("log.format") == "json",
            security_contact: text("security.contact"),
            security_expires: text("security.expires"),
        }
    }

    /// What is in force, as TOML, with secrets blanked.
    pub fn shown(&self) -> String {
        let value = |known: &Known| match known.key {
            "database.url" => Some(quoted(&self.database_url)),
            "database.connections" => Some(self.database_connections.to_string()),
            "server.bind" => Some(quoted(&self.bind)),
            "server.public_url" => Some(quoted(&self.public_url)),
            "server.allow_demo" => Some(self.allow_demo.to_string()),
            "server.allow_http" => Some(self.allow_http.to_string()),
            "server.trust_forwarded_for" => Some(self.trust_forwarded_for.to_string()),
            "server.max_connections" => Some(self.max_connections.to_string()),
            "mail.smtp_url" => self.smtp_url.as_deref().map(quoted),
            "mail.folder" => Some(quoted(&self.mail_folder.display().to_string())),
            "mail.from" => Some(quoted(&self.mail_from)),
            "mail.signature" => Some(quoted(&self.mail_signature)),
            "mail.reach" => self.mail_reach.as_deref().map(quoted),
            "worker.lease_seconds" => Some(self.lease_seconds.to_string()),
            "asker.remind_after_days" => Some(self.remind_asker_after_days.to_string()),
            "asker.close_after_days" => Some(self.close_after_days.to_string()),
            "asker.close_answered_after_days" => Some(self.close_answered_after_days.to_string()),
            "limits.submissions_per_hour" => Some(self.limits.submissions_per_hour.to_string()),
            "limits.token_submissions_per_hour" => Some(self.limits.token_submissions_per_hour.to_string()),
            "limits.reactions_per_hour" => Some(self.limits.reactions_per_hour.to_string()),
            "limits.searches_per_minute" => Some(self.limits.searches_per_minute.to_string()),
            "limits.token_searches_per_minute" => Some(self.limits.token_searches_per_minute.to_string()),
            "limits.sign_ins_per_hour" => Some(self.limits.sign_ins_per_hour.to_string()),
            "limits.body_bytes" => Some(self.limits.body_bytes.to_string()),
            "limits.query_bytes" => Some(self.limits.query_bytes.to_string()),
            "limits.query_nodes" => Some(self.limits.query_nodes.to_string()),
            "limits.query_depth" => Some(self.limits.query_depth.to_string()),
            "limits.query_aliases" => Some(self.limits.query_aliases.to_string()),
            "limits.query_cost" => Some(self.limits.query_cost.to_string()),
            "limits.query_seconds" => Some(self.limits.query_seconds.to_string()),
            "limits.sockets_per_address" => Some(self.limits.sockets_per_address.to_string()),
            "limits.sockets_per_token" => Some(self.limits.sockets_per_token.to_string()),
            "limits.socket_operations" => Some(self.limits.socket_operations.to_string()),
            "limits.socket_init_seconds" => Some(self.limits.socket_init_seconds.to_string()),
            "limits.socket_ping_seconds" => Some(self.limits.socket_ping_seconds.to_string()),
            "auth.signing_key_file" => self.signing_key_file.as_ref().map(|path| quoted(&path.display().to_string())),
            "auth.session_idle_minutes" => Some(self.session_idle_minutes.to_string()),
            "auth.session_hours" => Some(self.session_hours.to_string()),
            "auth.link_days_after_closing" => Some(self.link_days_after_closing.to_string()),
            "auth.link_key_file" => self.link_key_file.as_ref().map(|path| quoted(&path.display().to_string())),
            "auth.verify_key_files" => self.verify_key_files.as_deref().map(quoted),
            "auth.oidc_issuer" => self.oidc_issuer.as_deref().map(quoted),
            "auth.oidc_client_id" => self.oidc_client_id.as_deref().map(quoted),
            "auth.oidc_client_secret" => self.oidc_client_secret.as_deref().map(quoted),
            "auth.oidc_role_claim" => Some(quoted(&self.oidc_role_claim)),
            "auth.oidc_roles" => self.oidc_roles.as_deref().map(quoted),
            "auth.oidc_audience" => self.oidc_audience.as_deref().map(quoted),
            "auth.oidc_leeway_seconds" => Some(self.oidc_leeway_seconds.to_string()),
            "log.filter" => Some(quoted(&self.log_filter)),
            "log.format" => Some(quoted(if self.log_json { "json" } else { "text" })),
            "security.contact" => Some(quoted(&self.security_contact)),
            "security.expires" => Some(quoted(&self.security_expires)),
            _ => None,
        };
        listed(|known| {
            let value = value(known);
            // A path of an embedded database is no secret; a password in an address is.
            let is_address = known.key.ends_with("url");
            if known.secret && value.as_deref().is_some_and(|value| !is_address || value.contains('@')) {
                Some("\"***\"".to_owned())
            } else {
                value
            }
        })
    }
}

/// Every setting with its default and meaning, as a `loket.toml` to start from.
pub fn example() -> String {
    listed(|known| match known.default {
        Default::Text(text) => Some(quoted(text)),
        Default::Number(number) => Some(number.to_string()),
        Default::Flag(flag) => Some(flag.to_string()),
        Default::Absent => None,
    })
}

fn listed(value: impl Fn(&Known) -> Option<String>) -> String {
    let mut text = String::new();
    let mut section = "";
    for known in &KNOWN {
        let (of, key) = known.key.split_once('.').unwrap_or(("", known.key));
        if of != section {
            text.push_str(&format!("{}[{of}]\n", if section.is_empty() { "" } else { "\n" }));
            section = of;
        }
        text.push_str(&format!("# {}\n", known.meaning));
        match value(known) {
            Some(value) => text.push_str(&format!("{key} = {value}\n")),
            None => text.push_str(&format!("# {key} =\n")),
        }
    }
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn default_text(known: &Known) -> Option<String> {
    match known.default {
        Default::Text(text) => Some(text.to_owned()),
        Default::Number(number) => Some(number.to_string()),
        Default::Flag(flag) => Some(flag.to_string()),
        Default::Absent => None,
    }
}

/// The variable that was meant, when somebody wrote one underscore for two.
fn nearly(name: &str) -> Option<String> {
    let key = name.strip_prefix("LOKET_")?.to_ascii_lowercase();
    let meant = KNOWN.iter().find(|known| known.key.replace('.', "_") == key.replace("__", "_"))?;
    Some(format!("LOKET__{}", meant.key.to_ascii_uppercase().replace('.', "__")))
}

/// What is wrong between settings that are right by themselves.
fn together(values: &Values) -> Vec<String> {
    let given = |key: &str| values.get(key).filter(|value| !value.is_empty());
    let mut faults = Vec::new();
    let allowed = given("server.allow_http").is_some_and(|flag| flag == "true");
    if let Some(address) = given("server.public_url").filter(|address| is_open(address) && !allowed) {
        faults.push(format!(
            "server.public_url = {address:?}: expected https:// for people on other machines; \
             server.allow_http = true lets them read along, to try it out"
        ));
    }
    let days = |key: &str| given(key).and_then(|days| days.parse::<u32>().ok());
    if let (Some(remind), Some(close)) = (days("asker.remind_after_days"), days("asker.close_after_days"))
        && close > 0
        && (remind == 0 || close <= remind)
    {
        let expected = if remind == 0 {
            "asker.remind_after_days as well: nobody is closed out without a reminder".to_owned()
        } else {
            format!("more than asker.remind_after_days = \"{remind}\", or 0")
        };
        faults.push(format!("asker.close_after_days = \"{close}\": expected {expected}"));
    }
    if given("auth.oidc_issuer").is_some() {
        if given("auth.oidc_client_id").is_none() {
            faults.push("auth.oidc_client_id: expected a value, because auth.oidc_issuer is set".to_owned());
        }
    } else {
        for key in ["auth.oidc_client_id", "auth.oidc_client_secret", "auth.oidc_roles", "auth.oidc_audience"] {
            if given(key).is_some() {
                faults.push(format!("{key} is set: expected auth.oidc_issuer as well; without it passwords are asked"));
            }
        }
    }
    faults
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
