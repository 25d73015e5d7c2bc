//! No file names a file above it (circular imports): inside a crate, too, arrows point down.

use super::{FLOORS, files, shipped};
use std::collections::{BTreeMap, BTreeSet};

/// Crates with a circle in them that stands since before this rule. The list may only get shorter.
const STILL_IN_CIRCLES: &[&str] = &[];

/// A file of a crate, by its place in the tree of modules: `["ticket", "page"]`; the root is `[]`.
type Place = Vec<String>;

/// What the files of a crate say, by their place.
struct Modules(BTreeMap<Place, Module>);

struct Module {
    path: String,
    /// Every path that begins with `crate`, `super` or `self`, or with a module declared here, piece by piece.
    named: Vec<Vec<String>>,
    /// What it makes known under a name of its own: `pub use child::Thing` is `Thing`, and where that comes from.
    passed_on: Vec<(String, Vec<String>)>,
}

/// Where a file stands: `crates/web/src/ticket/page.rs` is `ticket::page`.
fn place(path: &str) -> Place {
    let below = path.split_once("src/").map_or(path, |(_, below)| below).trim_end_matches(".rs");
    let mut parts: Place = below.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") || matches!(below, "lib" | "main") {
        parts.pop();
    }
    parts
}

/// Letters, digits and underscores make words; `::`, braces, commas and semicolons stand by themselves; the rest parts words.
fn words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for sign in code.replace("::", "\u{1}").chars() {
        if sign.is_alphanumeric() || sign == '_' {
            word.push(sign);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        match sign {
            '\u{1}' => words.push("::".to_owned()),
            sign if !sign.is_whitespace() => words.push(sign.to_string()),
            _ => {}
        }
    }
    words
}

/// The paths that begin at this word: one, or as many as its braces hold. Renaming (`as`) says nothing about where it leads.
fn paths(words: &[String], before: &[String]) -> Vec<Vec<String>> {
    let mut path = before.to_vec();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "{" => {
                let mut found = Vec::new();
                let (mut depth, mut start) = (0, at + 1);
                for (end, word) in words.iter().enumerate().skip(at) {
                    match word.as_str() {
                        "{" => depth += 1,
                        "," if depth == 1 => {
                            found.extend(paths(&words[start..end], &path));
                            start = end + 1;
                        }
                        "}" if depth == 1 => {
                            found.extend(paths(&words[start..end], &path));
                            return found;
                        }
                        "}" => depth -= 1,
                        _ => {}
                    }
                }
                return found;
            }
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        if words.get(at + 1).map(String::as_str) != Some("::") {
            break;
        }
        at += 2;
    }
    if path.len() > before.len() || at > 0 || !words.is_empty() { vec![path] } else { Vec::new() }
}

impl Module {
    fn of(path: &str, text: &str) -> Self {
        let words = words(&shipped(path, text).join("\n"));
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        let declares = |at: usize| word(at) == "mod" && word(at + 2) == ";";
        let children: BTreeSet<&str> = (0..words.len()).filter(|at| declares(*at)).map(|at| word(at + 1)).collect();
        let (mut named, mut passed_on) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < words.len() {
            let begins = matches!(word(at), "crate" | "super" | "self") || children.contains(word(at));
            let goes_on = at > 0 && word(at - 1) == "::";
            if begins && !goes_on && word(at + 1) == "::" {
                let found = paths(&words[at..], &[]);
                // `pub use` and `pub(crate) use` pass on what they name.
                let is_use = at > 0 && word(at - 1) == "use";
                if is_use && (at > 1 && matches!(word(at - 2), "pub" | ")")) {
                    passed_on.extend(found.iter().map(|path| (path.last().cloned().unwrap_or_default(), path.clone())));
                }
                named.extend(found);
            }
            at += 1;
        }
        Self { path: path.to_owned(), named, passed_on }
    }
}

impl Modules {
    /// What ships of these files.
    fn of(files: &[(String, String)]) -> Self {
        let ships = files.iter().filter(|(path, _)| !path.ends_with("tests.rs") && !path.ends_with("testing.rs"));
        Self(ships.map(|(path, text)| (place(path), Module::of(path, text))).collect())
    }

    /// The file that a path leads to, seen from `here`: the deepest module it names, or where that passes its name on from.
    fn led_to(&self, here: &Place, path: &[String]) -> Option<Place> {
        self.follow(here, path, 8)
    }

    fn follow(&self, here: &Place, path: &[String], steps: u32) -> Option<Place> {
        let mut place = here.clone();
        let mut rest = path;
        while let Some((first, more)) = rest.split_first() {
            match first.as_str() {
                "crate" => place = Place::new(),
                "self" => {}
                "super" => _ = place.pop(),
                child => {
                    let mut below = place.clone();
                    below.push(child.to_owned());
                    if self.0.contains_key(&below) {
                        place = below;
                    } else {
                        return self
                            .passed_on(&place, child, steps)
                            .or_else(|| self.0.contains_key(&place).then_some(place));
                    }
                }
            }
            rest = more;
        }
        self.0.contains_key(&place).then_some(place)
    }

    /// Where a module has a name from that it only passes on; the module itself counts when that cannot be found.
    fn passed_on(&self, place: &Place, name: &str, steps: u32) -> Option<Place> {
        let module = self.0.get(place)?;
        let (_, path) = module.passed_on.iter().find(|(passed, _)| passed == name)?;
        if steps == 0 { None } else { self.follow(place, path, steps - 1) }
    }

    /// Which files each file names.
    fn arrows(&self) -> BTreeMap<&Place, BTreeSet<Place>> {
        let led = |here: &Place, module: &Module| {
            let led = module.named.iter().filter_map(|path| self.led_to(here, path));
            led.filter(|there| there != here).collect()
        };
        self.0.iter().map(|(here, module)| (here, led(here, module))).collect()
    }

    /// The files that name each other in a circle, by what they are called.
    fn in_circles(&self) -> Vec<&str> {
        let arrows = self.arrows();
        let is_in_a_circle = |start: &Place| {
            let mut seen: BTreeSet<&Place> = BTreeSet::new();
            let mut next: Vec<&Place> = arrows[start].iter().collect();
            while let Some(place) = next.pop() {
                if seen.insert(place) {
                    next.extend(&arrows[place]);
                }
            }
            seen.contains(start)
        };
        let circle = self.0.iter().filter(|(place, _)| is_in_a_circle(place));
        circle.map(|(_, module)| module.path.as_str()).collect()
    }
}

#[test]
fn no_file_names_a_file_above_it() {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, _) in FLOORS {
        let folder = if *name == "migrations" { "migrations/src".to_owned() } else { format!("crates/{name}/src") };
        let modules = Modules::of(&files(&folder, &[".rs"]));
        let circle: Vec<String> = modules.in_circles().into_iter().map(str::to_owned).collect();
        if !circle.is_empty() {
            found.insert(*name, circle);
        }
    }
    let opened: Vec<_> = STILL_IN_CIRCLES.iter().filter(|name| !found.contains_key(**name)).collect();
    assert!(opened.is_empty(), "no circle is in {opened:?} any more: take it out of STILL_IN_CIRCLES");
    found.retain(|name, _| !STILL_IN_CIRCLES.contains(name));
    assert!(found.is_empty(), "these files name each other in a circle: {found:#?}");
}

fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(String, String)> =
        files.iter().map(|(path, text)| (format!("crates/x/src/{path}"), (*text).to_owned())).collect();
    Modules::of(&files).in_circles().into_iter().map(str::to_owned).collect()
}

#[test]
fn a_circle_is_found_however_its_files_name_each_other() {
    for (one, other) in [
        ("use crate::b::B;", "use crate::a::A;"),
        ("use crate::{c::C, b::{self, B}};", "fn b() { crate::a::call() }"),
        ("use super::b::B;", "use super::{a};"),
        // By way of the root, which passes on what is defined in a.
        ("use crate::b::B;", "use crate::A;"),
    ] {
        let root = "mod a; mod b; mod c; pub use a::A; pub(crate) use b::B;";
        let found = circles_of(&[("lib.rs", root), ("a.rs", one), ("b.rs", other), ("c.rs", "struct C;")]);
        assert_eq!(found, ["crates/x/src/a.rs", "crates/x/src/b.rs"], "{one} {other}");
    }
    // Whoever needs something that is defined in the root names the root, and the root names it.
    let root = "mod a; struct Desk; fn run() { a::run() }";
    assert_eq!(circles_of(&[("lib.rs", root), ("a.rs", "use crate::Desk;")]).len(), 2);
    let parent = [("lib.rs", "mod a;"), ("a.rs", "mod b; use b::B; struct A;"), ("a/b.rs", "use super::A;")];
    assert_eq!(circles_of(&parent), ["crates/x/src/a.rs", "crates/x/src/a/b.rs"]);
    let long = [("a.rs", "use crate::b;"), ("b.rs", "use crate::c::f;"), ("c.rs", "fn f() { crate::a::g() }")];
    assert_eq!(circles_of(&long).len(), 3);
}

#[test]
fn a_tree_is_no_circle() {
    let tree = [
        ("lib.rs", "mod a; mod b; mod c; pub use a::{A, call}; pub use c::d::D;"),
        ("a.rs", "use crate::{b, c::{D as E, d}};\n// use crate::lib;\nfn call() { super::b::x() }"),
        ("b.rs", "use crate::D;"),
        ("c.rs", "pub(crate) mod d; pub use d::D;"),
        ("c/d.rs", "struct D;\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}"),
        ("a_tests.rs", "use crate::a::A;"),
    ];
    assert_eq!(circles_of(&tree), Vec::<String>::new());
    // A parent that only declares its children is not named by naming them.
    assert!(circles_of(&[("c.rs", "mod d; mod e;"), ("c/d.rs", "use super::e::E;"), ("c/e.rs", "")]).is_empty());
}
