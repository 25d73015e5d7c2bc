//! Settings as people read them: a `loket.toml` with every meaning.

use crate::settings::Settings;
use crate::settings_known::Known;
use app::{SettingFrom, ShownSetting};
use confique::{Config, Layer as _};

impl Settings {
    /// What is in force, as TOML, with secrets blanked.
    pub(crate) fn shown(&self) -> anyhow::Result<String> {
        let values = toml::Table::try_from(self)?;
        let mut text = String::new();
        let mut section = "";
        for known in Known::all() {
            if known.section != section {
                text.push_str(&format!("{}[{}]\n", if section.is_empty() { "" } else { "\n" }, known.section));
                section = known.section;
            }
            let meaning: Vec<&str> = known.meaning.iter().map(|line| line.trim()).collect();
            text.push_str(&format!("# {}\n", meaning.join(" ")));
            match values.get(section).and_then(|keys| keys.get(known.name)) {
                Some(value) => text.push_str(&format!("{} = {value}\n", known.name)),
                None => text.push_str(&format!("# {} =\n", known.name)),
            }
        }
        Ok(text)
    }
}

impl Settings {
    /// Every setting with its value, secrets blanked, and from where it comes: `is_given` says which variables there are.
    pub(crate) fn listed(&self, is_given: impl Fn(&str) -> bool) -> anyhow::Result<Vec<ShownSetting>> {
        let values = toml::Table::try_from(self)?;
        let listed = Known::all().map(|known| {
            let value = values.get(known.section).and_then(|keys| keys.get(known.name));
            let value = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            let from = match () {
                () if is_given(&known.variable()) => SettingFrom::Environment,
                () if value == known.default_text() => SettingFrom::Default,
                () => SettingFrom::File,
            };
            ShownSetting { key: known.key(), value, from }
        });
        Ok(listed.collect())
    }
}

/// Every setting with its default and meaning, as a `loket.toml` to start from.
pub(crate) fn example() -> anyhow::Result<String> {
    Settings::from_layer(<Settings as Config>::Layer::default_values())?.shown()
}
