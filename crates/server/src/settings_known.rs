//! The names of the settings, and which of them was meant by one that is none (a typo).

use crate::settings::Settings;
use confique::Config;
use confique::meta::{Expr, FieldKind, LeafKind};
use strsim::osa_distance;

/// One setting, as `settings.rs` has it.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) section: &'static str,
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static [&'static str],
    default: Option<Expr>,
}

impl Known {
    /// Every setting, in order.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Settings::META.fields.iter().flat_map(|section| {
            let keys = match section.kind {
                FieldKind::Nested { meta } => meta.fields,
                FieldKind::Leaf { .. } => &[],
            };
            keys.iter().map(|key| Self {
                section: section.name,
                name: key.name,
                meaning: key.doc,
                default: match key.kind {
                    FieldKind::Leaf { kind: LeafKind::Required { default }, .. } => default,
                    _ => None,
                },
            })
        })
    }

    /// `server.bind`.
    pub(crate) fn key(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `LOKET__SERVER__BIND`.
    pub(crate) fn variable(&self) -> String {
        format!("LOKET__{}__{}", self.section, self.name).to_ascii_uppercase()
    }

    /// What holds when nobody says anything; none where the setting may be left out.
    pub(crate) fn default_text(&self) -> Option<String> {
        match self.default? {
            Expr::Str(text) => Some(text.to_owned()),
            Expr::Integer(number) => Some(number.to_string()),
            Expr::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }
}

/// The setting whose name is most like this one.
pub(crate) fn nearest(key: &str) -> Option<String> {
    let key = key.to_lowercase();
    let last = key.rsplit('.').next().unwrap_or(&key);
    // The right name in another section is nearer than another name in the same one.
    let distance = |known: &Known| {
        let whole = osa_distance(&key, &known.key());
        // Of those with the same name, the nearest section.
        (whole.min(osa_distance(last, known.name) + 1), whole)
    };
    Known::all().min_by_key(distance).map(|known| known.key())
}

/// How many signs may differ before a variable is taken for something else's.
const SLIPS: usize = 2;

/// The variable that was meant by one that is not ours: underscores left out, small letters, a slip of the finger.
///
/// Anything further away is somebody else's (`LOKET_BIN` of the tests, `LOKET_PORT_80_TCP` of a cluster) and is left alone.
pub(crate) fn nearly(name: &str) -> Option<String> {
    let plain = |name: &str| name.to_uppercase().replace("__", "_");
    let name = plain(name);
    let distance = |known: &Known| osa_distance(&name, &plain(&known.variable()));
    let known = Known::all().min_by_key(distance)?;
    (distance(&known) <= SLIPS).then(|| known.variable())
}
