//! Style, script and icon: compiled in, cached for ever under a name that changes with their content (fingerprint, cache
//! busting).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

const FILES: [(&str, &str, &str); 3] = [
    ("loket", "css", include_str!("../../assets/loket.css")),
    ("loket", "js", include_str!("../../assets/loket.js")),
    ("icoon", "svg", include_str!("../../assets/icoon.svg")),
];

/// The addresses of the three files.
pub(crate) struct Addresses {
    pub style: String,
    pub script: String,
    pub icon: String,
}

pub(crate) static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| {
    let [style, script, icon] = FILES.map(|file| format!("/bestanden/{}", name(file)));
    Addresses { style, script, icon }
});

fn name((stem, extension, content): (&str, &str, &str)) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{stem}-{:016x}.{extension}", hasher.finish())
}

/// The file of this name: its kind, and what is in it.
pub(crate) fn content(wanted: &str) -> Option<(&'static str, &'static str)> {
    FILES.into_iter().find(|file| name(*file) == wanted).map(|(_, extension, content)| (extension, content))
}
