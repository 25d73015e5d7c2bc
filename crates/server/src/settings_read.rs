//! Settings in layers: defaults, then `loket.toml` in the working folder, then the environment; every fault in them at once.

use crate::settings::{Asker, Auth, Mail, Server, Settings};
use crate::settings_address::is_open;
use crate::settings_fit::Value;
use crate::settings_known::{Known, nearest, nearly};
use anyhow::{Context, bail};
use confique::{Config, Layer as _};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

type Layer = <Settings as Config>::Layer;
/// Values by section and name.
type Values = BTreeMap<&'static str, BTreeMap<&'static str, Value>>;

/// What file and environment say.
#[derive(Default)]
struct Given {
    values: Values,
    /// Keys whose values do not fit.
    refused: BTreeSet<String>,
    faults: Vec<String>,
}

impl Settings {
    /// From `loket.toml` and the environment, or every fault in them.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let file = match std::fs::read_to_string("loket.toml") {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).context("loket.toml"),
        };
        // What is no text cannot be right, and is shown as well as it can be.
        let environment = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        Self::read(&file, environment)
    }

    /// From these two, the second overruling the first, or every fault in them.
    pub(crate) fn read(file: &str, environment: impl Iterator<Item = (String, String)>) -> anyhow::Result<Self> {
        let mut given = Given::default();
        let mut others = Vec::new();
        match file.parse::<toml::Table>() {
            Ok(table) => given.take_file(&table),
            Err(error) => others.push(format!("loket.toml: {error}")),
        }
        for (name, value) in environment {
            match name.strip_prefix("LOKET__") {
                Some(key) => given.take(&key.to_ascii_lowercase().replace("__", "."), value, &name),
                None => others.extend(nearly(&name).map(|meant| format!("{name}: is {meant} meant?"))),
            }
        }
        let settings = Self::from_layer(layer(given.values)?.with_fallback(Layer::default_values()))?;
        let refused = |key: &str| given.refused.contains(key);
        let mut faults = given.faults;
        faults.extend(others);
        faults.extend(unsafe_address(&settings.server));
        faults.extend(unheard_asker(&settings.asker, &refused));
        faults.extend(half_a_signature(&settings.mail, &refused));
        faults.extend(half_a_provider(&settings.auth, &refused));
        faults.extend(endless_mail(&settings.mail, &refused));
        if !faults.is_empty() {
            bail!("the settings are not right:\n{}", faults.join("\n"));
        }
        Ok(settings)
    }
}

impl Given {
    fn take_file(&mut self, table: &toml::Table) {
        let text = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for (section, keys) in table {
            match keys.as_table() {
                Some(keys) => {
                    for (key, value) in keys {
                        self.take(&format!("{section}.{key}"), text(value), "loket.toml");
                    }
                }
                None => self.take(section, text(keys), "loket.toml"),
            }
        }
    }

    /// One setting, from there; what was said before of the same is forgotten.
    fn take(&mut self, key: &str, text: String, from: &str) {
        let Some(known) = Known::all().find(|known| known.key() == key) else {
            let meant = nearest(key).map_or_else(String::new, |meant| format!("; the nearest is {meant}"));
            self.faults.push(format!("{from}: there is no setting {key}{meant}"));
            return;
        };
        let values = self.values.entry(known.section).or_default();
        values.remove(known.name);
        self.refused.remove(key);
        let default = known.default_text();
        // Left empty is the same as left out, where there is something to leave out.
        if default.as_ref() == Some(&text) || (default.is_none() && text.is_empty()) {
            return;
        }
        let alone = |value| BTreeMap::from([(known.section, BTreeMap::from([(known.name, value)]))]);
        match layer(alone(Value::Given { given: text.clone() })) {
            Ok(_) => {
                values.insert(known.name, Value::Given { given: text });
            }
            Err(error) => {
                self.faults.push(format!("{from}: {key} = {}", error.message()));
                self.refused.insert(key.to_owned());
            }
        }
    }
}

fn layer(values: Values) -> Result<Layer, toml::de::Error> {
    Layer::deserialize(toml::Value::try_from(values).map_err(serde::de::Error::custom)?)
}

/// What is wrong between settings that are right by themselves, in parts. `refused` says which are not.
fn unsafe_address(server: &Server) -> Option<String> {
    let address = &server.public_url;
    (is_open(address) && !server.allow_http).then(|| {
        format!(
            "server.public_url = {address:?}: expected https:// for people on other machines; \
             server.allow_http = true lets them read along, to try it out"
        )
    })
}

fn unheard_asker(asker: &Asker, refused: &impl Fn(&str) -> bool) -> Option<String> {
    let (remind, close) = (asker.remind_after_days, asker.close_after_days);
    let is_sound = close == 0 || (remind > 0 && close > remind);
    if is_sound || refused("asker.remind_after_days") || refused("asker.close_after_days") {
        return None;
    }
    let expected = if remind == 0 {
        "asker.remind_after_days as well: nobody is closed out without a reminder".to_owned()
    } else {
        format!("more than asker.remind_after_days = \"{remind}\", or 0")
    };
    Some(format!("asker.close_after_days = \"{close}\": expected {expected}"))
}

/// All three, or none; and of the domain that letters come from.
fn half_a_signature(mail: &Mail, refused: &impl Fn(&str) -> bool) -> Option<String> {
    let keys = ["mail.dkim_domain", "mail.dkim_selector", "mail.dkim_key_file"];
    let set = [mail.dkim_domain.is_some(), mail.dkim_selector.is_some(), mail.dkim_key_file.is_some()];
    if keys.into_iter().any(refused) || set == [false; 3] {
        return None;
    }
    if let Some((key, _)) = keys.iter().zip(set).find(|(_, set)| !set) {
        return Some(format!(
            "{key}: expected a value, because letters are signed with all three of {}",
            keys.join(", ")
        ));
    }
    let domain = mail.dkim_domain.as_deref()?;
    (!worker::is_within(&mail.from, domain))
        .then(|| format!("mail.dkim_domain = {domain:?}: expected the domain of mail.from, or one above it"))
}

/// What was stored would be found again, and again.
fn endless_mail(mail: &Mail, refused: &impl Fn(&str) -> bool) -> Option<String> {
    let done = &mail.imap_done_folder;
    let is_endless = mail.imap_url.as_ref().is_some_and(|url| worker::is_fetched_from(url, done));
    (is_endless && !refused("mail.imap_url") && !refused("mail.imap_done_folder")).then(|| {
        format!("mail.imap_done_folder = {done:?}: expected another folder than the one that mail is fetched from")
    })
}

fn half_a_provider(auth: &Auth, refused: &impl Fn(&str) -> bool) -> Vec<String> {
    if refused("auth.oidc_issuer") {
        return Vec::new();
    }
    if auth.oidc_issuer.is_some() {
        let is_nameless = auth.oidc_client_id.is_none() && !refused("auth.oidc_client_id");
        let fault = "auth.oidc_client_id: expected a value, because auth.oidc_issuer is set";
        return is_nameless.then(|| fault.to_owned()).into_iter().collect();
    }
    let of_a_provider = [
        ("auth.oidc_client_id", auth.oidc_client_id.is_some()),
        ("auth.oidc_client_secret", auth.oidc_client_secret.is_some()),
        ("auth.oidc_roles", auth.oidc_roles.is_some()),
        ("auth.oidc_audience", auth.oidc_audience.is_some()),
    ];
    let set = of_a_provider.iter().filter(|(_, is_set)| *is_set);
    set.map(|(key, _)| format!("{key} is set: expected auth.oidc_issuer as well; without it passwords are asked"))
        .collect()
}
