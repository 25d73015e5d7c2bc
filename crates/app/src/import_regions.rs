//! A region layout from a file (an edition), replacing what held before from a day on.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::NaiveDate;
use csv::StringRecord;
use domain::{
    Complaint, Complaints, Confidence, DeskEvent, Geography, Layout, LayoutKey, Membership, MunicipalityCode, Period,
    Region, RegionRef, RegionsChange, counted, is_known_day, is_storable, long_day_in_words, one_line, quoted,
    refuse_citizen_numbers,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// What a replacement changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RegionsReport {
    /// Regions in the file.
    pub regions: usize,
    /// Municipalities in the file.
    pub municipalities: usize,
    /// Municipalities that change region: `Barneveld: Foodvalley wordt Amersfoort`.
    pub moved: Vec<String>,
    /// Municipalities that were not in the layout: `Barneveld: Foodvalley`.
    pub added: Vec<String>,
    /// Municipalities that were in the layout and would no longer be.
    pub dropped: Vec<String>,
    /// Regions that begin.
    pub regions_added: Vec<String>,
    /// Regions that end.
    pub regions_ended: Vec<String>,
    /// First days of the editions that this one takes the place of: those that begin on its day or later.
    pub replaced_editions: Vec<NaiveDate>,
    /// Municipalities of this day that the file does not mention.
    pub missing: Vec<String>,
    /// Was it carried out?
    pub stored: bool,
}

/// One line of the file.
struct Row {
    line: u64,
    municipality: MunicipalityCode,
    region: String,
    name: String,
    is_primary: bool,
    confidence: Option<Confidence>,
    source: Option<String>,
}

/// Columns that a file has, and those it may have.
const COLUMNS: [&str; 3] = ["municipality", "region", "name"];
const MORE_COLUMNS: [&str; 3] = ["is_primary", "confidence", "source"];
/// Most characters of a code, and of a name.
const MOST: usize = 200;
/// More than one in this many memberships that end, with no other in its place, is more than a change of the layout.
const ONE_IN: usize = 10;
/// Most names that one complaint holds.
const MOST_NAMED: usize = 20;

impl App {
    /// Replaces a layout from a day on, or with `dry_run` says what that would change.
    pub async fn import_regions(&self, caller: &Caller, import: &LayoutImport) -> Result<RegionsReport, Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let desk = self.desk();
        let layout = desk.geography.layouts.get(&import.layout).cloned().unwrap_or_else(|| Layout {
            key: import.layout.clone(),
            label: import.layout.0.clone(),
            weight: NEW_LAYOUT_WEIGHT,
        });
        let rows = self.rows(caller, import)?;
        let mut regions: BTreeMap<String, Region> = BTreeMap::new();
        let mut memberships = Vec::new();
        for row in &rows {
            let region = RegionRef { layout: import.layout.clone(), code: row.region.clone() };
            let confidence = row.confidence.unwrap_or(Confidence::Medium);
            let entry = regions.entry(row.region.clone()).or_insert_with(|| Region {
                region: region.clone(),
                name: row.name.clone(),
                confidence,
                valid: Period::since(import.from),
            });
            entry.confidence = entry.confidence.min(confidence);
            memberships.push(Membership {
                municipality: row.municipality.clone(),
                region,
                is_primary: row.is_primary,
                confidence,
                source: row.source.clone().unwrap_or_else(|| "import".to_owned()),
                valid: Period::since(import.from),
            });
        }
        let regions: Vec<Region> = regions.into_values().collect();
        if import.dry_run {
            return compared(&store::geography::load(&self.store).await?, import, &regions, &memberships);
        }
        let tx = self.store.write().await?;
        // As it is stored, whatever this process remembers.
        let mut report = compared(&store::geography::load(&tx).await?, import, &regions, &memberships)?;
        store::geography::replace_layout(&tx, &layout, &regions, &memberships, import.from).await?;
        let replaced = RegionsChange::Replaced {
            layout: import.layout.clone(),
            from: import.from,
            moved: report.moved.len(),
            added: report.added.len(),
            dropped: report.dropped.len(),
            replaced_editions: report.replaced_editions.clone(),
        };
        ledger::write_at_desk(&tx, caller, DeskEvent::RegionsImported(replaced), self.clock.now()).await?;
        tx.commit().await?;
        self.reload().await?;
        report.stored = true;
        Ok(report)
    }

    /// The rows of the file, or every fault in it by line; a dry run and the real one use the same.
    fn rows(&self, caller: &Caller, import: &LayoutImport) -> Result<Vec<Row>, Refusal> {
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
                    rows.extend(self.row(caller, (line, &head), &record, &mut complaints));
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
        &self,
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
        if !self.desk().geography.municipalities.contains_key(&municipality) {
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
}

/// What the replacement changes, by name; or why it needs to be allowed first. A dry run says the same.
fn compared(
    geography: &Geography,
    import: &LayoutImport,
    regions: &[Region],
    memberships: &[Membership],
) -> Result<RegionsReport, Refusal> {
    let mut report = RegionsReport { regions: regions.len(), ..RegionsReport::default() };
    let (mut held, mut lost) = (0, 0);
    let mut editions: BTreeSet<NaiveDate> = BTreeSet::new();
    for (code, municipality) in &geography.municipalities {
        let of_layout: Vec<&Membership> = geography
            .memberships
            .get(code)
            .into_iter()
            .flatten()
            .filter(|member| member.region.layout == import.layout)
            .collect();
        editions.extend(of_layout.iter().map(|member| member.valid.from));
        let lasting = || of_layout.iter().filter(|member| member.valid.lasts_until(import.from));
        let ending: BTreeSet<&RegionRef> = lasting().map(|member| &member.region).collect();
        let before: BTreeSet<&RegionRef> =
            lasting().filter(|member| member.valid.holds_on(import.from)).map(|member| &member.region).collect();
        let after: BTreeSet<&RegionRef> =
            memberships.iter().filter(|member| member.municipality == *code).map(|member| &member.region).collect();
        held += ending.len();
        lost += ending.len().saturating_sub(after.len());
        let new = || after.iter().map(|region| name_in(regions, region)).collect::<Vec<_>>().join(" en ");
        let exists = municipality.valid.holds_on(import.from);
        if !after.is_empty() {
            report.municipalities += 1;
            if ending.is_empty() {
                report.added.push(format!("{}: {}", municipality.name, new()));
            } else if !before.is_empty() && before != after {
                let old: Vec<&str> = before.iter().map(|region| geography.region_name(region)).collect();
                report.moved.push(format!("{}: {} wordt {}", municipality.name, old.join(" en "), new()));
            }
        } else if !ending.is_empty() {
            report.dropped.push(municipality.name.clone());
        } else if exists {
            report.missing.push(municipality.name.clone());
        }
    }
    let known: BTreeSet<&RegionRef> = geography
        .regions
        .values()
        .filter(|known| known.region.layout == import.layout)
        .filter(|known| known.valid.lasts_until(import.from))
        .map(|known| &known.region)
        .collect();
    let given: BTreeSet<&RegionRef> = regions.iter().map(|region| &region.region).collect();
    report.regions_added = given.difference(&known).map(|region| name_in(regions, region).to_owned()).collect();
    report.regions_ended = known.difference(&given).map(|region| geography.region_name(region).to_owned()).collect();
    let newest = editions.last().copied();
    report.replaced_editions = editions.into_iter().filter(|first| *first >= import.from).collect();
    let mut complaints = Complaints::default();
    if let Some(newest) = newest.filter(|newest| import.from < *newest && !import.allow_rewrite) {
        let message = format!(
            "op {} begint een latere uitgave van deze indeling. Vervangen vanaf {} wist die uitgave.",
            long_day_in_words(newest),
            long_day_in_words(import.from)
        );
        complaints.add("from", "REWRITES", message);
    }
    if lost * ONE_IN > held && !import.allow_drop {
        let message = format!(
            "van de {held} plaatsen in deze indeling {} {lost} zonder dat er een andere voor komt: {}.",
            if lost == 1 { "eindigt er" } else { "eindigen er" },
            some_of(&report.dropped)
        );
        complaints.add("file", "DROPS", message);
    }
    Ok(complaints.or(|| report)?)
}

/// The first names, and how many others there are.
fn some_of(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        others => format!("{shown} en nog {others}"),
    }
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

/// What a match on a layout counts that the desk did not know before, in thousandths: as much as a province.
const NEW_LAYOUT_WEIGHT: i32 = 120;

fn name_in<'r>(regions: &'r [Region], region: &'r RegionRef) -> &'r str {
    regions.iter().find(|known| known.region == *region).map_or(region.code.as_str(), |known| known.name.as_str())
}
