//! `loket import`: questions and region layouts from files.

use crate::open::{self, WrongUsage};
use crate::settings::Settings;
use anyhow::Context;
use app::{Caller, DomainImport, LayoutImport, Refusal, read_register, text_of_file};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::{Complaints, LayoutKey, Numbers, Origin, amsterdam_day, quoted, read_written_day};
use std::io::{BufReader, Write};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Import {
    /// Vragen, een per regel (JSON); het veld id voorkomt dubbele
    Questions {
        /// Het bestand
        file: PathBuf,
        /// Schrijf niemand een brief; nodig voor vragen van meer dan een week geleden
        #[arg(long)]
        quiet: bool,
    },
    /// Van wie e-maildomeinen zijn, uit een register van de overheid (XML): exportOO of exportRIO
    Domains {
        /// Het bestand
        file: PathBuf,
        /// Laat alleen zien wat er verandert
        #[arg(long)]
        dry_run: bool,
        /// Ook als veel domeinen niet meer in het register staan
        #[arg(long)]
        allow_drop: bool,
    },
    /// Een regio-indeling (CSV), die vanaf een dag de oude vervangt
    Regions {
        /// Sleutel van de indeling, zoals woondealregio
        #[arg(long)]
        layout: String,
        /// Het bestand: municipality,region,name[,is_primary,confidence,source]
        file: PathBuf,
        /// Vanaf welke dag, zoals 1-1-2027; standaard vandaag
        #[arg(long)]
        from: Option<String>,
        /// Laat alleen zien wat er verandert
        #[arg(long)]
        dry_run: bool,
        /// Ook als veel plaatsen uit de indeling verdwijnen
        #[arg(long)]
        allow_drop: bool,
        /// Ook als latere uitgaven van de indeling gewist worden
        #[arg(long)]
        allow_rewrite: bool,
        /// Nummers die op een BSN lijken, zijn iets anders
        #[arg(long)]
        no_bsn: bool,
    },
}

/// A day as it is read on the pages.
fn day(typed: &str) -> anyhow::Result<NaiveDate> {
    let why = || WrongUsage(format!("--from {} is geen dag. Schrijf een dag zoals 1-1-2027.", quoted(typed)));
    read_written_day(typed).ok_or_else(|| why().into())
}

/// False when something in the file was wrong.
pub(crate) async fn run(settings: &Settings, what: Import) -> anyhow::Result<bool> {
    match what {
        Import::Questions { file, quiet } => questions(settings, file, quiet).await,
        Import::Domains { file, dry_run, allow_drop } => {
            domains(settings, file, DomainImport { dry_run, allow_drop }).await
        }
        Import::Regions { layout, file, from, dry_run, allow_drop, allow_rewrite, no_bsn } => {
            let from = from.as_deref().map(day).transpose()?;
            let import = |csv, today| LayoutImport {
                layout: LayoutKey(layout),
                from: from.unwrap_or(today),
                csv,
                dry_run,
                allow_drop,
                allow_rewrite,
            };
            regions(settings, file, Numbers::of(no_bsn), import).await
        }
    }
}

async fn questions(settings: &Settings, file: PathBuf, quiet: bool) -> anyhow::Result<bool> {
    let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    // A file that is no text at all is refused before anything of it is taken; one strange line is told as that line.
    if let Err(complaints) = text_of_file(&bytes)
        && !complaints.0.iter().all(|complaint| complaint.message.starts_with("regel "))
    {
        return Ok(told(&complaints));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let app = open::desk(settings).await?;
    let caller = Caller::system(Origin::Cli);
    let (mut added, mut known, mut failed) = (0, 0, 0);
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let imported = if quiet {
            app.import_question_quietly(&caller, number, line).await?
        } else {
            app.import_question(&caller, number, line).await?
        };
        match (&imported.error, imported.reference) {
            (Some(error), _) => {
                failed += 1;
                eprintln!("{error}");
            }
            (None, Some(reference)) if !imported.is_new => {
                known += 1;
                eprintln!("regel {number}: deze vraag was er al, als {reference}.");
            }
            (None, _) => added += 1,
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&imported)?)?;
    }
    eprintln!("{}", summary(added, known, failed));
    Ok(failed == 0)
}

/// `1 vraag toegevoegd, 2 waren er al, 1 regel met een fout.`
fn summary(added: usize, known: usize, failed: usize) -> String {
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!(
        "{}, {}, {}.",
        counted(added, "vraag toegevoegd", "vragen toegevoegd"),
        counted(known, "was er al", "waren er al"),
        counted(failed, "regel met een fout", "regels met een fout")
    )
}

/// Says every complaint, with what to do about it where that is said here, and that it did not succeed.
fn told(complaints: &Complaints) -> bool {
    for complaint in &complaints.0 {
        let how = match complaint.code.as_str() {
            "DROPS" => " Klopt dat, geef dan --allow-drop.",
            "REWRITES" => " Is dat de bedoeling, geef dan --allow-rewrite.",
            "POSSIBLE_BSN" => " Dat doet u met --no-bsn.",
            _ => "",
        };
        eprintln!("{}{how}", complaint.message);
    }
    false
}

async fn domains(settings: &Settings, file: PathBuf, import: DomainImport) -> anyhow::Result<bool> {
    let reading = std::fs::File::open(&file).with_context(|| file.display().to_string())?;
    let app = open::desk(settings).await?;
    let read = match read_register(BufReader::new(reading), amsterdam_day(app.now())) {
        Ok(read) => read,
        Err(complaints) => return Ok(told(&complaints)),
    };
    match app.import_domains(&Caller::system(Origin::Cli), &read, import).await {
        Ok(report) => {
            println!("{}", serde_json::to_string_pretty(&report)?);
            Ok(true)
        }
        Err(Refusal::Complaints(complaints)) => Ok(told(&complaints)),
        Err(refusal) => Err(refusal.into()),
    }
}

async fn regions(
    settings: &Settings,
    file: PathBuf,
    numbers: Numbers,
    import: impl FnOnce(String, NaiveDate) -> LayoutImport,
) -> anyhow::Result<bool> {
    let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let csv = match text_of_file(&bytes) {
        Ok(csv) => csv.to_owned(),
        Err(complaints) => return Ok(told(&complaints)),
    };
    let app = open::desk(settings).await?;
    let import = import(csv, amsterdam_day(app.now()));
    match app.import_regions(&Caller::system(Origin::Cli).saying(numbers), &import).await {
        Ok(report) => {
            println!("{}", serde_json::to_string_pretty(&report)?);
            Ok(true)
        }
        Err(Refusal::Complaints(complaints)) => Ok(told(&complaints)),
        Err(refusal) => Err(refusal.into()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_question_is_no_questions() {
        assert_eq!(super::summary(1, 1, 1), "1 vraag toegevoegd, 1 was er al, 1 regel met een fout.");
        assert_eq!(super::summary(2, 0, 3), "2 vragen toegevoegd, 0 waren er al, 3 regels met een fout.");
    }
}
