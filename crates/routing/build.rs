//! Learns what the program knows by itself, once, when the program is built (ahead of time): fitting takes seconds, reading
//! what came of it a few hundredths of one.
//!
//! It is made by the same files as the crate itself, and made again when one of them, the corpus or the lexicon changes, so
//! that it cannot be out of date.

// The crate uses all of these; this script a part of them.
#![allow(dead_code, unreachable_pub)]

#[path = "src/bytes.rs"]
mod bytes;
#[path = "src/certainty.rs"]
mod certainty;
#[path = "src/classify.rs"]
mod classify;
#[path = "src/corpus.rs"]
mod corpus;
#[path = "src/evidence.rs"]
mod evidence;
#[path = "src/features.rs"]
mod features;
#[path = "src/fresh.rs"]
mod fresh;
#[path = "src/lanes.rs"]
mod lanes;
#[path = "src/language.rs"]
mod language;
#[path = "src/lexicon.rs"]
mod lexicon;
#[path = "src/model.rs"]
mod model;
#[path = "src/teach.rs"]
mod teach;
#[path = "src/text.rs"]
mod text;

use std::path::Path;

fn main() {
    for made_from in ["build.rs", "src", "corpus", "lexicon"] {
        println!("cargo::rerun-if-changed={made_from}");
    }
    let fitted = classify::Classifier::taught(corpus::training_corpus(), &[]);
    let folder = std::env::var_os("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&folder).join("standard.model"), fitted.to_bytes()).expect("the model can be written");
}
