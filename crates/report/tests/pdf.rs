//! What is in a PDF, read back by a program: its text can be selected, and it is read aloud in the order of the document.
//!
//! `cargo nextest run -p report --features proof`

use lopdf::content::Content;
use lopdf::{Dictionary, Encoding, Object, ObjectId};
use report::{Bar, Chart, Document, Row, Section, Table, pdf};
use std::collections::BTreeMap;

/// Most pages of a report.
const MOST_PAGES: usize = 10;

/// A document as long as that of a large desk: so many themes, groups and provinces, with names as long as ours are.
fn large() -> Document {
    let labels = |of: &str, many: usize| -> Vec<String> {
        (1..=many).map(|at| format!("{of} {at} over woningen & zorg voor *ouderen* #{at}")).collect()
    };
    let section = |heading: &str, labels: &[String]| {
        let cells = |at: usize| (0..6).map(|column| format!("{}.{:03}", column + 1, at)).collect::<Vec<String>>();
        let row = |(at, label): (usize, &String)| Row { label: label.clone(), cells: cells(at), is_total: false };
        let mut rows: Vec<Row> = labels.iter().enumerate().map(row).collect();
        rows.push(Row { label: format!("Alles {heading}"), cells: cells(999), is_total: true });
        let bar = |(at, label): (usize, &String)| Bar {
            label: label.clone(),
            length: (at % 7 != 3).then(|| 1.0 / (at + 1) as f64),
            written: if at % 7 == 3 { "verborgen".to_owned() } else { format!("{at}00") },
            is_unfinished: at == 0,
        };
        Section {
            heading: heading.to_owned(),
            words: vec![format!("Het meest gestegen in {heading}: “Flexwonen” (van 5 naar 12).")],
            charts: vec![Chart {
                title: format!("Getekend {heading}"),
                said: format!("Wat {heading} laat zien."),
                bars: labels.iter().enumerate().map(bar).collect(),
            }],
            table: Some(Table {
                caption: format!("Vragen {heading}"),
                heads: [
                    "Wat",
                    "Binnen K3",
                    "Binnen K2",
                    "Binnen K3 2025",
                    "Beantwoord",
                    "Open",
                    "Middelste tijd in werkdagen",
                ]
                .map(|head| format!("{head} {heading}"))
                .to_vec(),
                rows,
            }),
            notes: vec![format!("Een vraag kan in {heading} vaker voorkomen. Tel de rijen daarom niet op.")],
        }
    };
    let meaning = "Aantal vragen dat in de periode binnenkwam. De dag van ontvangst telt, Nederlandse tijd. ".repeat(3);
    let mut sections = vec![section("als geheel", &labels("Cijfer", 14)), section("per maand", &labels("Maand", 12))];
    sections.push(section("per thema", &labels("Thema", 18)));
    sections.push(section("per groep", &labels("Groep", 10)));
    sections.push(section("per soort", &labels("Soort", 9)));
    sections.push(section("per provincie", &labels("Provincie", 13)));
    sections.push(Section {
        heading: "Wat de cijfers betekenen".to_owned(),
        words: (1..=9).map(|at| format!("Maat {at}. {meaning}")).collect(),
        ..Section::default()
    });
    Document {
        title: "Verslag over het derde kwartaal van 2026".to_owned(),
        author: "Loket Huisvesting".to_owned(),
        language: "nl",
        lead: vec!["In dit verslag staat niemand met naam.".to_owned(), "€ 5 – één vijfde (½)".to_owned()],
        sections,
    }
}

/// A PDF, and what its pages say under each mark.
struct Read {
    file: lopdf::Document,
    pages: Vec<ObjectId>,
    marked: BTreeMap<(ObjectId, i64), String>,
}

/// One node of the tree that is read aloud.
#[derive(Debug)]
struct Node {
    role: String,
    alt: Option<String>,
    scope: Option<String>,
    /// All text below it, in order.
    text: String,
    below: Vec<Node>,
}

impl Read {
    fn of(content: &[u8]) -> Self {
        let file = lopdf::Document::load_mem(content).expect("a PDF");
        let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
        let mut marked = BTreeMap::new();
        for page in &pages {
            let fonts = file.get_page_fonts(*page).expect("fonts");
            let encodings: BTreeMap<Vec<u8>, Encoding> = fonts
                .iter()
                .map(|(name, font)| (name.clone(), font.get_font_encoding(&file).expect("its text can be selected")))
                .collect();
            let content = Content::decode(&file.get_page_content(*page)).expect("what stands on it");
            let (mut marks, mut font): (Vec<Option<i64>>, Option<&Encoding>) = (Vec::new(), None);
            for operation in content.operations {
                match operation.operator.as_str() {
                    "BMC" => marks.push(None),
                    "BDC" => {
                        let mark = operation.operands.get(1).and_then(|properties| properties.as_dict().ok());
                        marks.push(mark.and_then(|properties| properties.get(b"MCID").ok()?.as_i64().ok()));
                    }
                    "EMC" => drop(marks.pop()),
                    "Tf" => font = encodings.get(operation.operands[0].as_name().expect("a font")),
                    "Tj" | "TJ" => {
                        let Some(mark) = marks.iter().rev().find_map(|mark| *mark) else { continue };
                        let text: &mut String = marked.entry((*page, mark)).or_default();
                        say(&operation.operands, font.expect("a font"), text);
                    }
                    _ => {}
                }
            }
        }
        Self { file, pages, marked }
    }

    fn dictionary<'a>(&'a self, object: &'a Object) -> Option<&'a Dictionary> {
        self.file.dereference(object).ok()?.1.as_dict().ok()
    }

    fn text(&self, of: &Dictionary, key: &[u8]) -> Option<String> {
        let value = self.file.dereference(of.get(key).ok()?).ok()?.1;
        Some(lopdf::decode_text_string(value).expect("text"))
    }

    fn catalog(&self) -> &Dictionary {
        self.file.catalog().expect("a catalog")
    }

    /// The tree, from its root.
    fn tree(&self) -> Node {
        let root = self.catalog().get(b"StructTreeRoot").expect("it has tags");
        let mut node = Node { role: "Root".to_owned(), alt: None, scope: None, text: String::new(), below: Vec::new() };
        self.kids(self.dictionary(root).expect("a tree"), None, &mut node);
        node
    }

    fn kids(&self, of: &Dictionary, page: Option<ObjectId>, node: &mut Node) {
        let Ok(kids) = of.get(b"K") else { return };
        let kids = self.file.dereference(kids).expect("what is below").1;
        let one = std::slice::from_ref(kids);
        for kid in kids.as_array().map_or(one, Vec::as_slice) {
            let kid = self.file.dereference(kid).expect("one below").1;
            if let Ok(mark) = kid.as_i64() {
                node.text.push_str(&self.said(page, mark));
                continue;
            }
            let Ok(kid) = kid.as_dict() else { continue };
            let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            if let Ok(mark) = kid.get(b"MCID").and_then(Object::as_i64) {
                node.text.push_str(&self.said(page, mark));
                continue;
            }
            let Ok(role) = kid.get(b"S").and_then(Object::as_name) else { continue };
            let mut below = Node {
                role: String::from_utf8_lossy(role).into_owned(),
                alt: self.text(kid, b"Alt"),
                scope: self.scope(kid),
                text: String::new(),
                below: Vec::new(),
            };
            self.kids(kid, page, &mut below);
            node.text.push_str(&below.text);
            node.below.push(below);
        }
    }

    fn said(&self, page: Option<ObjectId>, mark: i64) -> String {
        self.marked.get(&(page.expect("a page"), mark)).cloned().unwrap_or_default()
    }

    /// What a head of a table is the head of.
    fn scope(&self, of: &Dictionary) -> Option<String> {
        let attributes = self.file.dereference(of.get(b"A").ok()?).ok()?.1;
        let one = std::slice::from_ref(attributes);
        let all = attributes.as_array().map_or(one, Vec::as_slice);
        let scope = |one| self.dictionary(one)?.get(b"Scope").ok()?.as_name().ok();
        all.iter().find_map(scope).map(|scope| String::from_utf8_lossy(scope).into_owned())
    }
}

/// What these strings say, decoded as somebody who copies them gets them.
fn say(operands: &[Object], font: &Encoding, into: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                into.push_str(&lopdf::Document::decode_text(font, bytes).expect("letters"));
            }
            Object::Array(more) => say(more, font, into),
            _ => {}
        }
    }
}

/// Without what differs by where a line ends: spaces, and hyphens that a line ends in.
fn letters(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '\u{ad}' | '\u{2010}')).collect()
}

fn with_role<'a>(node: &'a Node, role: &str, found: &mut Vec<&'a Node>) {
    if node.role == role {
        found.push(node);
    }
    node.below.iter().for_each(|below| with_role(below, role, found));
}

fn all<'a>(node: &'a Node, role: &str) -> Vec<&'a Node> {
    let mut found = Vec::new();
    with_role(node, role, &mut found);
    found
}

#[test]
fn a_report_is_read_aloud_in_the_order_of_the_document_and_fits_on_ten_pages() {
    let document = large();
    let content = pdf(&document).expect("a PDF");
    if let Ok(path) = std::env::var("LOKET_KEEP_PDF") {
        std::fs::write(path, &content).expect("kept");
    }
    let read = Read::of(&content);
    println!("{} pages, {} kB", read.pages.len(), content.len() / 1024);
    assert!(read.pages.len() <= MOST_PAGES, "{} pages", read.pages.len());
    let tree = read.tree();
    // All of it, in order; what a picture is drawn of stands between, and is in the table as well.
    let (said, mut at) = (letters(&tree.text), 0);
    for text in document.in_order() {
        let found = said[at..].find(&letters(text));
        let found = found.unwrap_or_else(|| panic!("{text:?} is not behind {:?}", &said[at.saturating_sub(80)..at]));
        at += found + letters(text).len();
    }
}

#[test]
fn headings_tables_and_pictures_are_told_apart_by_a_program() {
    let document = large();
    let read = Read::of(&pdf(&document).expect("a PDF"));
    let tree = read.tree();
    let texts = |role: &str| -> Vec<String> { all(&tree, role).iter().map(|node| letters(&node.text)).collect() };
    assert_eq!(texts("H1"), [letters(&document.title)]);
    let headings: Vec<String> = document.sections.iter().map(|section| letters(&section.heading)).collect();
    assert_eq!(texts("H2"), headings);
    let tables: Vec<&Table> = document.sections.iter().filter_map(|section| section.table.as_ref()).collect();
    let found = all(&tree, "Table");
    assert_eq!(found.len(), tables.len());
    for (found, table) in found.iter().zip(&tables) {
        let rows = all(found, "TR");
        assert_eq!(rows.len(), table.rows.len() + 1, "{}", table.caption);
        let heads: Vec<String> = all(rows[0], "TH").iter().map(|head| letters(&head.text)).collect();
        assert_eq!(heads, table.heads.iter().map(|head| letters(head)).collect::<Vec<_>>());
        assert!(all(rows[0], "TH").iter().all(|head| head.scope.as_deref() == Some("Column")), "{:?}", rows[0]);
        for (found, row) in rows[1..].iter().zip(&table.rows) {
            let head = all(found, "TH");
            assert_eq!((head.len(), letters(&head[0].text)), (1, letters(&row.label)));
            assert_eq!(head[0].scope.as_deref(), Some("Row"));
            let cells: Vec<String> = all(found, "TD").iter().map(|cell| letters(&cell.text)).collect();
            assert_eq!(cells, row.cells.iter().map(|cell| letters(cell)).collect::<Vec<_>>(), "{}", row.label);
        }
    }
    let charts: Vec<&str> =
        document.sections.iter().flat_map(|section| &section.charts).map(|chart| &*chart.said).collect();
    let alts: Vec<&str> = all(&tree, "Figure").iter().filter_map(|figure| figure.alt.as_deref()).collect();
    assert_eq!(alts, charts);
}

#[test]
fn it_says_in_which_language_it_is_and_that_it_can_be_read_aloud() {
    let document = large();
    let read = Read::of(&pdf(&document).expect("a PDF"));
    let catalog = read.catalog();
    assert_eq!(read.text(catalog, b"Lang").as_deref(), Some("nl"));
    let mark_info = read.dictionary(catalog.get(b"MarkInfo").expect("marks")).expect("what they are");
    assert!(mark_info.get(b"Marked").and_then(Object::as_bool).expect("marked"));
    let preferences = read.dictionary(catalog.get(b"ViewerPreferences").expect("preferences")).expect("what they are");
    assert!(preferences.get(b"DisplayDocTitle").and_then(Object::as_bool).expect("its title is shown"));
    let metadata = read.file.dereference(catalog.get(b"Metadata").expect("metadata")).expect("it is there").1;
    let metadata = metadata.as_stream().expect("a stream").get_plain_content().expect("text");
    let metadata = String::from_utf8(metadata).expect("UTF-8");
    assert!(metadata.contains("pdfuaid:part") && metadata.contains(&document.title), "{metadata}");
}

#[test]
fn the_same_document_is_the_same_file_and_no_text_is_taken_for_markup() {
    let mut document = large();
    document.sections.truncate(1);
    document.lead = vec!["#panic(\"x\") $1/0$ *niet vet* _nee_ <label> @ref \\ // `code` ~ = kop".to_owned()];
    let first = pdf(&document).expect("a PDF");
    assert!(first == pdf(&document).expect("a PDF"));
    let said = letters(&Read::of(&first).tree().text);
    assert!(said.contains(&letters(&document.lead[0]).replace('-', "")), "{said}");
}

#[test]
fn an_empty_document_is_one_page() {
    let document = Document { lead: Vec::new(), sections: Vec::new(), ..large() };
    assert_eq!(Read::of(&pdf(&document).expect("a PDF")).pages.len(), 1);
}
