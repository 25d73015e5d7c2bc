//! Every setting (configuration), once: its name, meaning, default and what it may be.
//!
//! A section of `loket.toml` is a struct here, and a key in it a field: `server.bind`, or `LOKET__SERVER__BIND` in the
//! environment. The first lines of a field are its meaning in `loket config example`.

use crate::settings_fit as fit;
use confique::Config;
use serde::Serialize;
use std::path::PathBuf;

/// What happens so often that no limit is needed above it.
const OFTEN: u32 = 1_000_000_000;

/// The settings in force.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Settings {
    #[config(nested)]
    pub(crate) database: Database,
    #[config(nested)]
    pub(crate) server: Server,
    #[config(nested)]
    pub(crate) mail: Mail,
    #[config(nested)]
    pub(crate) worker: Worker,
    #[config(nested)]
    pub(crate) asker: Asker,
    #[config(nested)]
    pub(crate) experts: Experts,
    #[config(nested)]
    pub(crate) files: Files,
    #[config(nested)]
    pub(crate) retention: Retention,
    #[config(nested)]
    pub(crate) limits: Limits,
    #[config(nested)]
    pub(crate) auth: Auth,
    #[config(nested)]
    pub(crate) log: Log,
    #[config(nested)]
    pub(crate) security: Security,
    #[config(nested)]
    pub(crate) privacy: Privacy,
}

/// Where everything is kept.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Database {
    /// Where everything is kept: sqlite://path or postgres://user:password@host/name
    #[config(default = "sqlite://data/loket.db", deserialize_with = fit::database)]
    #[serde(serialize_with = "fit::blanked_url")]
    pub(crate) url: String,
    /// Connections in the pool of one process
    #[config(default = 8, deserialize_with = fit::whole::<_, 1, 10_000>)]
    pub(crate) connections: u32,
}

/// How people reach the desk.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Server {
    /// Address and port to listen on
    #[config(default = "127.0.0.1:8080", deserialize_with = fit::bind)]
    pub(crate) bind: String,
    /// Where people reach the desk; links in letters begin with it
    #[config(default = "http://127.0.0.1:8080", deserialize_with = fit::public_url)]
    pub(crate) public_url: String,
    /// Serve a database with the made-up people of the demo, who sign in without a password
    #[config(default = false, deserialize_with = fit::flag)]
    pub(crate) allow_demo: bool,
    /// Let people on other machines reach the desk over http, where passwords and links can be read on the way; only to try it out
    #[config(default = false, deserialize_with = fit::flag)]
    pub(crate) allow_http: bool,
    /// Take the sender's address from X-Forwarded-For; only behind a proxy that sets it
    #[config(default = false, deserialize_with = fit::flag)]
    pub(crate) trust_forwarded_for: bool,
    /// Connections served at once; more have to wait
    #[config(default = 1024, deserialize_with = fit::whole::<_, 1, 1_000_000>)]
    pub(crate) max_connections: u32,
}

/// How letters leave.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Mail {
    /// Mail server: smtp://host:25, smtps://user:password@host; absent: letters are written to mail.folder
    #[config(deserialize_with = fit::mail_server)]
    #[serde(serialize_with = "fit::blanked_if_url")]
    pub(crate) smtp_url: Option<String>,
    /// Where letters are written when there is no mail server
    #[config(default = "data/mail", deserialize_with = fit::folder)]
    pub(crate) folder: PathBuf,
    /// Sender of letters
    #[config(default = "Expertteam Huisvesting Aandachtsgroepen <loket@example.org>", deserialize_with = fit::mailbox)]
    pub(crate) from: String,
    /// In the name of which domain letters are signed (DKIM): that of mail.from, or one above it; absent: letters are not signed
    #[config(deserialize_with = fit::dkim_name)]
    pub(crate) dkim_domain: Option<String>,
    /// Under which name the public key stands in the DNS: SELECTOR._domainkey.DOMAIN
    #[config(deserialize_with = fit::dkim_name)]
    pub(crate) dkim_selector: Option<String>,
    /// The private key that letters are signed with: RSA of at least 2048 bits, or Ed25519 (PEM)
    #[config(deserialize_with = fit::dkim_key)]
    pub(crate) dkim_key_file: Option<PathBuf>,
    /// Who signs letters
    #[config(default = "Expertteam Huisvesting Aandachtsgroepen", deserialize_with = fit::words)]
    pub(crate) signature: String,
    /// Below the signature, how to reach the desk: Bel 070 123 45 67; absent: by the links and on server.public_url
    #[config(deserialize_with = fit::words)]
    pub(crate) reach: Option<String>,
    /// Where answers to letters go, at a server that gives what comes for it to `loket mail receive` or puts it in the mailbox of mail.imap_url, also with a + and more before the @: loket@example.org; absent: letters say that they cannot be answered
    #[config(deserialize_with = fit::plain_address)]
    pub(crate) reply_to: Option<String>,
    /// Mailbox that mail is fetched from: imaps://user:password@host/folder, or imap://…?tls=required (STARTTLS); user and password with %40 for @ and so on; for a folder that is the desk's alone; absent: none is fetched
    #[config(deserialize_with = fit::mailbox_server)]
    #[serde(serialize_with = "fit::blanked_if_url")]
    pub(crate) imap_url: Option<String>,
    /// Folder of that mailbox to which mail is moved once it is stored; made if it is not there
    #[config(default = "Loket", deserialize_with = fit::mailbox_folder)]
    pub(crate) imap_done_folder: String,
    /// Under which name the server that takes in mail writes whether senders are genuine (authserv-id of Authentication-Results); absent: nobody is believed
    #[config(deserialize_with = fit::host_name)]
    pub(crate) checked_by: Option<String>,
}

/// What is done beside the pages.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Worker {
    /// How long a worker may hold a letter before others may take it; longer than a mail server may take to answer
    #[config(default = 120, deserialize_with = fit::whole::<_, 1, 86_400>)]
    pub(crate) lease_seconds: u32,
}

/// What is done for askers, and what when they say nothing.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Asker {
    /// Working days after a question back after which an asker who does not react is reminded; 0 is never
    #[config(default = 5, deserialize_with = fit::whole::<_, 0, 250>)]
    pub(crate) remind_after_days: u32,
    /// Working days after a question back after which the question is closed, if the asker was reminded and does not react; 0 is never
    #[config(default = 15, deserialize_with = fit::whole::<_, 0, 250>)]
    pub(crate) close_after_days: u32,
    /// Working days after the last answer after which an answered question is closed; 0 is never
    #[config(default = 10, deserialize_with = fit::whole::<_, 0, 250>)]
    pub(crate) close_answered_after_days: u32,
    /// Days that a question somebody began is kept under a link for a colleague to finish; 0: none are kept
    #[config(default = 14, deserialize_with = fit::whole::<_, 0, 90>)]
    pub(crate) draft_days: u32,
    /// Whoever gets the list of what their organisation asked also reads the questions and the answers; false: which there are, and who asked them
    #[config(default = false, deserialize_with = fit::flag)]
    pub(crate) colleagues_read: bool,
}

/// What experts may do.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Experts {
    /// Experts read answered questions of the whole desk, without who asked them; false: only questions of their own themes
    #[config(default = true, deserialize_with = fit::flag)]
    pub(crate) read_what_is_done: bool,
}

/// What may be sent along with a question, a reaction, an answer or a note.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Files {
    /// Where attachments lie; belongs to the backup, with the database
    #[config(default = "data/files", deserialize_with = fit::folder)]
    pub(crate) folder: PathBuf,
    /// Where they lie instead, once they came in: s3://bucket/prefix, with its keys in AWS_ACCESS_KEY_ID and so on
    #[config(deserialize_with = fit::bucket)]
    pub(crate) bucket: Option<String>,
    /// ClamAV: tcp://host:3310 or unix:///run/clamav/clamd.ctl; while it does not answer no file is taken. Absent: files are not scanned
    #[config(deserialize_with = fit::scanner)]
    pub(crate) scanner: Option<String>,
    /// Kinds of files, with commas between
    #[config(default = "pdf,docx,xlsx,pptx,odt,ods,png,jpg,gif,webp", deserialize_with = fit::kinds)]
    pub(crate) kinds: String,
    /// Largest file, in MB
    #[config(default = 20, deserialize_with = fit::whole::<_, 1, 1_000>)]
    pub(crate) megabytes: u32,
    /// Files with one message; 0: no files are taken
    #[config(default = 5, deserialize_with = fit::whole::<_, 0, 100>)]
    pub(crate) per_message: u32,
    /// All files of one question together, in MB
    #[config(default = 200, deserialize_with = fit::whole::<_, 1, 100_000>)]
    pub(crate) megabytes_per_question: u32,
    /// Files that came in and were not sent with a message, of everybody together, in MB; they are forgotten after a day
    #[config(default = 4_096, deserialize_with = fit::whole::<_, 1, 10_000_000>)]
    pub(crate) megabytes_waiting: u32,
}

/// How long what is finished is kept. The figures keep counting what is erased.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Retention {
    /// Months after a question was finished after which it is erased who asked it: name, e-mail address, telephone number; 0 is never
    #[config(default = 12, deserialize_with = fit::whole::<_, 0, 1_200>)]
    pub(crate) contact_months: u32,
    /// Months after a question was finished after which its attachments are removed; 0 is never
    #[config(default = 12, deserialize_with = fit::whole::<_, 0, 1_200>)]
    pub(crate) files_months: u32,
    /// Months after a question was finished after which every text of it is erased, and who asked it as well; 0 is never
    #[config(default = 24, deserialize_with = fit::whole::<_, 0, 1_200>)]
    pub(crate) texts_months: u32,
    /// Days after which letters that left are forgotten, and who was reminded of what in a finished question; 0 is never
    #[config(default = 90, deserialize_with = fit::whole::<_, 0, 36_500>)]
    pub(crate) letters_days: u32,
    /// Months after which lines of the log go that are about no question, or say that somebody read one; 0 is never
    #[config(default = 24, deserialize_with = fit::whole::<_, 0, 1_200>)]
    pub(crate) log_months: u32,
    /// Months after which models go that do not route; 0 is never
    #[config(default = 12, deserialize_with = fit::whole::<_, 0, 1_200>)]
    pub(crate) models_months: u32,
}

/// How much and how often.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Limits {
    /// Questions one address may put per hour; 0 is no limit
    #[config(default = 60, deserialize_with = fit::whole::<_, 0, OFTEN>)]
    pub(crate) submissions_per_hour: u32,
    /// The same for the holder of a token
    #[config(default = 600, deserialize_with = fit::whole::<_, 0, OFTEN>)]
    pub(crate) token_submissions_per_hour: u32,
    /// Messages an asker may add to one question per hour, on all servers together; 0 is no limit
    #[config(default = 20, deserialize_with = fit::whole::<_, 0, OFTEN>)]
    pub(crate) reactions_per_hour: u32,
    /// Searches for an organisation, per address; 0 is no limit
    #[config(default = 120, deserialize_with = fit::whole::<_, 0, OFTEN>)]
    pub(crate) searches_per_minute: u32,
    /// The same for the holder of a token
    #[config(default = 600, deserialize_with = fit::whole::<_, 0, OFTEN>)]
    pub(crate) token_searches_per_minute: u32,
    /// Attempts to sign in, per address; 0 is no limit
    #[config(default = 60, deserialize_with = fit::whole::<_, 0, OFTEN>)]
    pub(crate) sign_ins_per_hour: u32,
    /// Largest request or message to the API
    #[config(default = 262_144, deserialize_with = fit::whole::<_, 1_024, 104_857_600>)]
    pub(crate) body_bytes: u32,
    /// Longest GraphQL query
    #[config(default = 16_384, deserialize_with = fit::whole::<_, 256, 104_857_600>)]
    pub(crate) query_bytes: u32,
    /// Most fields of a GraphQL query, fragments expanded
    #[config(default = 500, deserialize_with = fit::whole::<_, 1, OFTEN>)]
    pub(crate) query_nodes: u32,
    /// Deepest GraphQL query
    #[config(default = 12, deserialize_with = fit::whole::<_, 1, 1_000>)]
    pub(crate) query_depth: u32,
    /// Most aliases in a GraphQL query
    #[config(default = 20, deserialize_with = fit::whole::<_, 1, OFTEN>)]
    pub(crate) query_aliases: u32,
    /// Most fields in a GraphQL answer, lists counted by their size
    #[config(default = 50_000, deserialize_with = fit::whole::<_, 1, OFTEN>)]
    pub(crate) query_cost: u32,
    /// How long a GraphQL query may take
    #[config(default = 10, deserialize_with = fit::whole::<_, 1, 30>)]
    pub(crate) query_seconds: u32,
    /// WebSockets open at once from one address
    #[config(default = 100, deserialize_with = fit::whole::<_, 1, 1_000_000>)]
    pub(crate) sockets_per_address: u32,
    /// WebSockets open at once for the holder of a token
    #[config(default = 10, deserialize_with = fit::whole::<_, 1, 1_000_000>)]
    pub(crate) sockets_per_token: u32,
    /// Operations under way at once on one WebSocket
    #[config(default = 10, deserialize_with = fit::whole::<_, 1, 1_000_000>)]
    pub(crate) socket_operations: u32,
    /// How long a WebSocket may wait before it says connection_init
    #[config(default = 10, deserialize_with = fit::whole::<_, 1, 3_600>)]
    pub(crate) socket_init_seconds: u32,
    /// How often a WebSocket is asked whether anybody is there
    #[config(default = 20, deserialize_with = fit::whole::<_, 1, 3_600>)]
    pub(crate) socket_ping_seconds: u32,
}

/// Who comes in, and with what keys.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Auth {
    /// Ed25519 key (PKCS#8 PEM) for tokens and tracking links; absent on SQLite: made beside the database
    #[config(deserialize_with = fit::new_key)]
    pub(crate) signing_key_file: Option<PathBuf>,
    /// A session ends when no page was asked for in this time
    #[config(default = 60, deserialize_with = fit::whole::<_, 1, 525_600>)]
    pub(crate) session_idle_minutes: u32,
    /// A session ends after this time, come what may
    #[config(default = 12, deserialize_with = fit::whole::<_, 1, 8_760>)]
    pub(crate) session_hours: u32,
    /// How long a tracking link still opens a question that was closed; 0 is not at all
    #[config(default = 180, deserialize_with = fit::whole::<_, 0, 36_500>)]
    pub(crate) link_days_after_closing: u32,
    /// What tracking links and second factors are made from, when the signing key was replaced: the first signing key
    #[config(deserialize_with = fit::key)]
    pub(crate) link_key_file: Option<PathBuf>,
    /// Further keys whose tokens still hold, after the signing key was replaced: files, with commas between
    #[config(deserialize_with = fit::keys)]
    pub(crate) verify_key_files: Option<String>,
    /// Your own OpenID Connect provider, exactly as in its tokens; passwords are off when it is set
    #[config(deserialize_with = fit::issuer)]
    pub(crate) oidc_issuer: Option<String>,
    /// As what the desk is known at the provider
    #[config(deserialize_with = fit::text)]
    pub(crate) oidc_client_id: Option<String>,
    /// The client's secret at the provider; absent: a public client (PKCE is used either way)
    #[config(deserialize_with = fit::secret)]
    #[serde(serialize_with = "fit::blanked")]
    pub(crate) oidc_client_secret: Option<String>,
    /// The claim that names roles; a.b for b inside a
    #[config(default = "roles", deserialize_with = fit::claim)]
    pub(crate) oidc_role_claim: String,
    /// Which value of that claim gives which role: medewerker=EXPERT,leider=LEAD,beheer=ADMINISTRATOR; absent: the desk decides
    #[config(deserialize_with = fit::role_pairs)]
    pub(crate) oidc_roles: Option<String>,
    /// Audience of the provider's tokens for the API; absent: server.public_url
    #[config(deserialize_with = fit::text)]
    pub(crate) oidc_audience: Option<String>,
    /// How far the provider's clock may differ from ours
    #[config(default = 60, deserialize_with = fit::whole::<_, 0, 300>)]
    pub(crate) oidc_leeway_seconds: u32,
}

/// What is told to whoever runs the desk.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Log {
    /// What is logged, as a tracing filter
    #[config(default = "info,sqlx=warn", deserialize_with = fit::filter)]
    pub(crate) filter: String,
    /// text or json
    #[config(default = "text", deserialize_with = fit::log_format)]
    pub(crate) format: fit::LogFormat,
}

/// What `/.well-known/security.txt` says.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Security {
    /// Contact in /.well-known/security.txt
    #[config(default = "mailto:security@example.org", deserialize_with = fit::contact)]
    pub(crate) contact: String,
    /// Until when that contact holds
    #[config(default = "2027-11-01T00:00:00Z", deserialize_with = fit::coming)]
    pub(crate) expires: String,
}

/// What /privacy says of this desk, each in a sentence or a few; what is missing is said by loket doctor.
#[derive(Config, Serialize, Clone)]
pub(crate) struct Privacy {
    /// Who is responsible for the data, and how to reach them
    #[config(deserialize_with = fit::words)]
    pub(crate) controller: Option<String>,
    /// Why they may use the data: De wet geeft ons deze taak …
    #[config(deserialize_with = fit::words)]
    pub(crate) ground: Option<String>,
    /// How long the data are kept
    #[config(deserialize_with = fit::words)]
    pub(crate) terms: Option<String>,
    /// Who handles the data on their behalf
    #[config(deserialize_with = fit::words)]
    pub(crate) processors: Option<String>,
    /// How to reach the data protection officer
    #[config(deserialize_with = fit::words)]
    pub(crate) officer: Option<String>,
    /// Where people may complain
    #[config(deserialize_with = fit::words)]
    pub(crate) authority: Option<String>,
}
