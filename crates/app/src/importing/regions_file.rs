//! A file with a region layout (CSV): its rows, or every fault in it by line.

use crate::{Caller, Refusal};
use chrono::NaiveDate;
use csv::StringRecord;
use domain::{
    Complaint, Complaints, Confidence, Geography, LayoutKey, MunicipalityCode, counted, is_known_day, is_storable,
    one_line, quoted, refuse_citizen_numbers,
};
use std::collections::BTreeMap;

/// What an administrator wants to replace.
#[derive(Debug, Clone)]
pub struct LayoutImport {
    /// Which layout; a new key makes a new layout.
    pub layout: LayoutKey,
    /// From which day.
    pub from: NaiveDate,
    /// CSV with a head: `municipality,region,name` and, if wanted, `is_primary,confidence,source`.
    pub csv: String,
    /// Only say what would change.
    pub dry_run: bool,
    /// Also when many memberships end without another in their place.
    pub allow_drop: bool,
    /// Also when later editions of the layout are replaced.
    pub allow_rewrite: bool,
}

/// One line of the file.
pub(crate) struct Row {
    pub line: u64,
    pub municipality: MunicipalityCode,
    pub region: String,
    pub name: String,
    pub is_primary: bool,
    pub confidence: Option<Confidence>,
    pub source: Option<String>,
}

/// Columns that a file has, and those it may have.
const COLUMNS: [&str; 3] = ["municipality", "region", "name"];
const MORE_COLUMNS: [&str; 3] = ["is_primary", "confidence", "source"];
/// Most characters of a code, and of a name.
const MOST: usize = 200;
/// The rows of the file, or every fault in it by line; a dry run and the real one use the same.
pub(crate) fn rows(geography: &Geography, caller: &Caller, import: &LayoutImport) -> Result<Vec<Row>, Refusal> {
    let mut complaints = Complaints::default();
    let sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '-';
    if import.layout.0.is_empty() || import.layout.0.len() > MOST || !import.layout.0.chars().all(sign) {
        complaints.add("layout", "INVALID", "De sleutel van een indeling heeft alleen letters, cijfers, _ en -.");
    }
    if !is_known_day(import.from) {
        complaints.add("from", "OUT_OF_RANGE", "Kies een dag in deze eeuw.");
    }
    let csv = import.csv.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(csv.as_bytes());
    let head = reader.headers().map_err(|error| unreadable(&error))?.clone();
    check_head(&head, &mut complaints);
    complaints.clone().or(|| ())?;
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |place| line_at(csv, place.byte()));
                rows.extend(row(geography, caller, (line, &head), &record, &mut complaints));
            }
            Err(error) => complaints.0.extend(unreadable(&error).0),
        }
    }
    check_together(&rows, &mut complaints);
    if rows.is_empty() && complaints.is_empty() {
        complaints.add("file", "REQUIRED", "Het bestand heeft geen regels.");
    }
    complaints.0.sort_by_key(line_of);
    Ok(complaints.or(|| rows)?)
}

/// One row, with a complaint about every value that cannot be read.
fn row(
    geography: &Geography,
    caller: &Caller,
    (line, head): (u64, &StringRecord),
    record: &StringRecord,
    complaints: &mut Complaints,
) -> Option<Row> {
    let before = complaints.0.len();
    let mut complain = |message: String| complaints.add("file", "INVALID", format!("regel {line}: {message}"));
    if record.len() != head.len() {
        let values = counted(record.len(), "waarde", "waarden");
        complain(format!("deze regel heeft {values}; de eerste regel noemt er {}.", head.len()));
        return None;
    }
    // As every text that comes in: composed, with one space between words, without what cannot be seen.
    let values: BTreeMap<&str, String> = head.iter().zip(record.iter().map(one_line)).collect();
    let value = |column: &str| values.get(column).map_or("", String::as_str);
    let some = |column: &str| Some(value(column)).filter(|value| !value.is_empty());
    let municipality = MunicipalityCode(value("municipality").to_ascii_uppercase());
    if !geography.municipalities.contains_key(&municipality) {
        complain(format!("wij kennen geen gemeente {}.", quoted(value("municipality"))));
    }
    let (region, name) = (value("region"), value("name"));
    if region.is_empty() || name.is_empty() {
        complain("code of naam van de regio ontbreekt.".to_owned());
    }
    if region.contains(|sign: char| sign == ':' || sign.is_whitespace() || sign.is_control()) {
        complain(format!("een code heeft geen spaties en geen dubbele punt: {}.", quoted(region)));
    }
    if [region, name, value("source")].iter().any(|text| text.chars().count() > MOST) {
        complain(format!("een waarde is langer dan {MOST} tekens."));
    }
    if record.iter().any(|typed| !is_storable(typed)) {
        complain("een waarde heeft tekens die geen tekst zijn.".to_owned());
    }
    if record.iter().any(|typed| typed.contains(['\n', '\r'])) {
        complain("een waarde staat op meer dan een regel.".to_owned());
    }
    let is_primary = match value("is_primary").to_lowercase().as_str() {
        "" | "true" | "ja" | "1" => true,
        "false" | "nee" | "0" => false,
        other => {
            complain(format!("is_primary is true of false, niet {}.", quoted(other)));
            true
        }
    };
    let confidence = some("confidence").map(|word| (word, Confidence::parse(&word.to_lowercase())));
    if let Some((word, None)) = confidence {
        complain(format!("confidence is high, medium of low, niet {}.", quoted(word)));
    }
    let mut numbers = Complaints::default();
    for text in [region, name, value("source")] {
        refuse_citizen_numbers(&mut numbers, "file", text, caller.numbers);
    }
    for about in numbers.0 {
        complaints.add("file", &about.code, format!("regel {line}: {}", about.message));
    }
    let row = Row {
        line,
        municipality,
        region: region.to_owned(),
        name: name.to_owned(),
        is_primary,
        confidence: confidence.and_then(|(_, read)| read),
        source: some("source").map(str::to_owned),
    };
    // Codes and names count for what lines say together, also where another value is wrong.
    (complaints.0.len() == before || (!region.is_empty() && !name.is_empty())).then_some(row)
}

/// Does the first line name the columns, parted by commas?
fn check_head(head: &StringRecord, complaints: &mut Complaints) {
    let line = head.iter().collect::<Vec<_>>().join(",");
    for (sign, name) in [(';', "een puntkomma"), ('\t', "een tab")] {
        if head.len() == 1 && line.contains(sign) {
            let message =
                format!("regel 1: de kolommen zijn gescheiden door {name}. Gebruik een komma als scheidingsteken.");
            complaints.add("file", "SEPARATOR", message);
            return;
        }
    }
    if line.is_empty() {
        complaints.add("file", "REQUIRED", "Het bestand heeft geen regels.");
        return;
    }
    for column in COLUMNS.into_iter().filter(|column| !head.iter().any(|name| name == *column)) {
        complaints.add("file", "REQUIRED", format!("regel 1: de kolom {column} ontbreekt."));
    }
    for (at, name) in head.iter().enumerate() {
        if !COLUMNS.contains(&name) && !MORE_COLUMNS.contains(&name) {
            complaints.add("file", "UNKNOWN", format!("regel 1: wij kennen geen kolom {}.", quoted(name)));
        } else if head.iter().take(at).any(|other| other == name) {
            complaints.add("file", "INVALID", format!("regel 1: de kolom {name} staat er twee keer."));
        }
    }
}

/// What single lines cannot tell: one name for a code, a municipality once in a region, at most one main region.
fn check_together(rows: &[Row], complaints: &mut Complaints) {
    let mut names: BTreeMap<&str, &Row> = BTreeMap::new();
    let mut places: BTreeMap<(&MunicipalityCode, &str), &Row> = BTreeMap::new();
    let mut main: BTreeMap<&MunicipalityCode, &Row> = BTreeMap::new();
    for row in rows {
        let line = row.line;
        let first = *names.entry(&row.region).or_insert(row);
        if first.name != row.name {
            let (one, other) = (quoted(&first.name), quoted(&row.name));
            let message = format!(
                "regel {line}: de code {} heet hier {other}, maar op regel {} {one}.",
                quoted(&row.region),
                first.line
            );
            complaints.add("file", "INVALID", message);
        }
        let first = *places.entry((&row.municipality, &row.region)).or_insert(row);
        if first.line != line {
            let message = format!(
                "regel {line}: {} staat al op regel {} in deze regio.",
                quoted(&row.municipality.0),
                first.line
            );
            complaints.add("file", "DUPLICATE", message);
            continue;
        }
        let first = if row.is_primary { *main.entry(&row.municipality).or_insert(row) } else { row };
        if first.line != line {
            let message = format!(
                "regel {line}: {} heeft op regel {} al een hoofdregio. Zet is_primary bij een van de twee op false.",
                quoted(&row.municipality.0),
                first.line
            );
            complaints.add("file", "DUPLICATE", message);
        }
    }
}

fn unreadable(error: &csv::Error) -> Complaints {
    let line = error.position().map_or(1, csv::Position::line);
    Complaints::one("file", "INVALID", format!("regel {line}: deze regel kunnen wij niet lezen."))
}

/// The line of what begins at or after this byte: empty lines in front of it belong to nothing.
fn line_at(text: &str, byte: u64) -> u64 {
    let (before, rest) = text.split_at_checked(usize::try_from(byte).unwrap_or(0)).unwrap_or((text, ""));
    let empty = &rest[..rest.len() - rest.trim_start_matches(['\r', '\n']).len()];
    let ends = before.bytes().chain(empty.bytes()).filter(|sign| *sign == b'\n').count();
    1 + ends as u64
}

/// The number in `regel 12: …`; what is about the whole file comes first.
fn line_of(complaint: &Complaint) -> u64 {
    let number = complaint.message.strip_prefix("regel ").and_then(|rest| rest.split(':').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
