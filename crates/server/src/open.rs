//! Opening the desk: database, key file, app.

use crate::settings::Settings;
use crate::settings_fit::roles;
use anyhow::{Context, bail};
use app::{App, AuthSettings, Clock, Patience, ProviderSettings, RandomIds, SystemClock};
use chrono::Duration;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use store::{Missing, Options, Store};

/// The database as the settings say. Only `migrate` and `demo` make one that is not there.
pub(crate) fn options(settings: &Settings, missing: Missing) -> Options {
    Options { connections: settings.database.connections, missing, ..Options::new(&settings.database.url) }
}

/// Opens the database.
pub(crate) async fn database(options: &Options) -> anyhow::Result<Store> {
    Store::connect(options).await.context("cannot open the database")
}

/// `loket migrate`.
pub(crate) async fn migrate(settings: &Settings) -> anyhow::Result<bool> {
    let store = database(&options(settings, Missing::Create)).await?;
    app::migrate(&store, SystemClock.now()).await?;
    store.close().await?;
    println!("De database is bij.");
    Ok(true)
}

/// Opens the desk on a database that must be up to date.
pub(crate) async fn desk(settings: &Settings) -> anyhow::Result<App> {
    let store = database(&options(settings, Missing::Refuse)).await?;
    on(store, settings, Box::new(SystemClock)).await
}

/// Opens the desk on this database and this clock.
pub(crate) async fn on(store: Store, settings: &Settings, clock: Box<dyn Clock>) -> anyhow::Result<App> {
    let pending = store.pending_migrations().await?;
    if !pending.is_empty() {
        bail!("the database is {} steps behind: run `loket migrate` first", pending.len());
    }
    for warning in store.warnings().await? {
        tracing::warn!("{warning}");
    }
    let app_settings = app::Settings {
        public_url: settings.server.public_url.clone(),
        allow_demo: settings.server.allow_demo,
        signing_key: signing_key(&store, settings).await?,
        letter_lease: Duration::seconds(settings.worker.lease_seconds.into()),
        patience: Patience {
            remind_after_days: settings.asker.remind_after_days,
            close_after_days: settings.asker.close_after_days,
            close_answered_after_days: settings.asker.close_answered_after_days,
        },
        reactions_per_hour: settings.limits.reactions_per_hour,
        colleagues: app::Colleagues::of(settings.asker.colleagues_read),
        privacy: privacy(&settings.privacy),
        drafts_hold: Duration::days(settings.asker.draft_days.into()),
        signature: app::Signature { name: settings.mail.signature.clone(), reach: settings.mail.reach.clone() },
        reading: app::Reading::of(settings.experts.read_what_is_done),
        files: files(&settings.files),
        inbox: app::InboxSettings {
            address: settings.mail.reply_to.clone(),
            checked_by: settings.mail.checked_by.clone(),
        },
        auth: auth(settings)?,
        retention: app::Retention {
            contact_months: settings.retention.contact_months,
            files_months: settings.retention.files_months,
            texts_months: settings.retention.texts_months,
            letters_days: settings.retention.letters_days,
            log_months: settings.retention.log_months,
            models_months: settings.retention.models_months,
        },
        shown: settings.listed(|name| std::env::var_os(name).is_some())?,
    };
    Ok(App::open(store, clock, Box::new(RandomIds), app_settings).await?)
}

fn privacy(settings: &crate::settings::Privacy) -> app::Privacy {
    app::Privacy {
        controller: settings.controller.clone(),
        ground: settings.ground.clone(),
        terms: settings.terms.clone(),
        processors: settings.processors.clone(),
        officer: settings.officer.clone(),
        authority: settings.authority.clone(),
    }
}

fn files(settings: &crate::settings::Files) -> app::FileSettings {
    const MEGABYTE: i64 = 1024 * 1024;
    let place = files::Settings {
        bucket: settings.bucket.clone(),
        scanner: settings.scanner.clone(),
        kinds: crate::settings_fit::kinds_in(&settings.kinds).unwrap_or_default(),
        bounds: files::Bounds::up_to(u64::from(settings.megabytes) * 1024 * 1024),
        ..files::Settings::in_folder(&settings.folder)
    };
    app::FileSettings {
        place: (settings.per_message > 0).then_some(place),
        per_message: settings.per_message as usize,
        per_ticket: i64::from(settings.megabytes_per_question) * MEGABYTE,
        waiting: i64::from(settings.megabytes_waiting) * MEGABYTE,
    }
}

fn auth(settings: &Settings) -> anyhow::Result<AuthSettings> {
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    if let Some(path) = &settings.auth.link_key_file {
        store::keep_private(path);
    }
    let verify = settings.auth.verify_key_files.as_deref().unwrap_or_default();
    let verify = verify.split(',').map(str::trim).filter(|path| !path.is_empty());
    Ok(AuthSettings {
        session_idle: Duration::minutes(settings.auth.session_idle_minutes.into()),
        session_longest: Duration::hours(settings.auth.session_hours.into()),
        link_after_closing: Duration::days(settings.auth.link_days_after_closing.into()),
        link_key: settings.auth.link_key_file.as_deref().map(read).transpose()?,
        leeway: Duration::seconds(settings.auth.oidc_leeway_seconds.into()),
        verify_keys: verify.map(|path| read(Path::new(path))).collect::<anyhow::Result<_>>()?,
        provider: provider(settings)?,
    })
}

fn provider(settings: &Settings) -> anyhow::Result<Option<ProviderSettings>> {
    let Some(issuer) = settings.auth.oidc_issuer.clone() else { return Ok(None) };
    let client_id =
        settings.auth.oidc_client_id.clone().context("auth.oidc_client_id must be set with auth.oidc_issuer")?;
    let roles = roles(settings.auth.oidc_roles.as_deref().unwrap_or_default())
        .map_err(|pair| anyhow::anyhow!("auth.oidc_roles: {pair:?} is not value=ROLE"))?;
    Ok(Some(ProviderSettings {
        issuer,
        client_id,
        client_secret: settings.auth.oidc_client_secret.clone(),
        role_claim: settings.auth.oidc_role_claim.clone(),
        roles,
        audience: settings.auth.oidc_audience.clone().unwrap_or_else(|| settings.server.public_url.clone()),
    }))
}

/// A setting or an argument that cannot be right, found later than the others; it ends the program as they do.
#[derive(Debug)]
pub(crate) struct WrongUsage(pub String);

impl std::fmt::Display for WrongUsage {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.0)
    }
}

impl std::error::Error for WrongUsage {}

fn wrong_setting(why: &str) -> WrongUsage {
    WrongUsage(format!("the settings are not right:\n{why}"))
}

/// The key file's text. On SQLite a missing file is made, readable by its owner only, for a fresh desk: with a new key,
/// the links, second factors and tokens of another one would stop working.
async fn signing_key(store: &Store, settings: &Settings) -> anyhow::Result<Vec<u8>> {
    let path = match (&settings.auth.signing_key_file, settings.database.url.strip_prefix("sqlite:")) {
        (Some(path), _) => path.clone(),
        (None, Some(database)) => beside(database),
        (None, None) => {
            let why = "auth.signing_key_file: expected a key file, because the database is not SQLite";
            return Err(wrong_setting(why).into());
        }
    };
    if !path.exists() {
        let missing = |why: &str| wrong_setting(&format!("auth.signing_key_file = {path:?}: {why}"));
        if !store.is_embedded() {
            return Err(missing("expected a file that is there").into());
        }
        // Another process may have made it meanwhile, and something with it.
        if store::keyed::anything(store).await? && !path.exists() {
            let why = "expected a file that is there: this database holds links, second factors or tokens that were made \
                       with a key. Name that key, or put it back from the backup";
            return Err(missing(why).into());
        }
        make_key(&path)?;
    }
    store::keep_private(&path);
    std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

fn beside(database: &str) -> PathBuf {
    let path = database.trim_start_matches("//");
    let path = path.split('?').next().unwrap_or(path);
    Path::new(path).with_extension("key.pem")
}

/// Written beside and then given its name, which fails where there is one: a key that is there is whole, and nobody's but the
/// first one's, however many begin in the same moment and whatever ends them.
fn make_key(path: &Path) -> anyhow::Result<()> {
    let made = || -> anyhow::Result<()> {
        let pem = app::new_signing_key().map_err(|_| anyhow::anyhow!("no randomness for a key"))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // For its owner only, and gone at the end.
        let mut unfinished = tempfile::Builder::new().prefix(".key").tempfile_in(folder)?;
        unfinished.write_all(pem.as_bytes())?;
        unfinished.as_file().sync_all()?;
        match unfinished.persist_noclobber(path) {
            // Another process made it in the same moment.
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            made => Ok(made.map(|_| ())?),
        }
    };
    made().with_context(|| format!("cannot make {}", path.display()))
}
