//! `loket import`: questions and region layouts from files.

use crate::open;
use crate::settings::Settings;
use anyhow::Context;
use app::{Caller, LayoutImport, Refusal};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::{LayoutKey, Origin, amsterdam_day};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Import {
    /// Vragen, een per regel (JSON); het veld id voorkomt dubbele
    Questions {
        /// Het bestand
        file: PathBuf,
    },
    /// Een regio-indeling (CSV), die vanaf een dag de oude vervangt
    Regions {
        /// Sleutel van de indeling, zoals woondealregio
        #[arg(long)]
        layout: String,
        /// Het bestand: municipality,region,name[,is_primary,confidence,source]
        file: PathBuf,
        /// Vanaf welke dag; standaard vandaag
        #[arg(long)]
        from: Option<NaiveDate>,
        /// Laat alleen zien wat er verandert
        #[arg(long)]
        dry_run: bool,
    },
}

/// False when something in the file was wrong.
pub async fn run(settings: &Settings, what: Import) -> anyhow::Result<bool> {
    match what {
        Import::Questions { file } => questions(settings, file).await,
        Import::Regions { layout, file, from, dry_run } => regions(settings, layout, file, from, dry_run).await,
    }
}

async fn questions(settings: &Settings, file: PathBuf) -> anyhow::Result<bool> {
    let lines = BufReader::new(std::fs::File::open(&file).with_context(|| file.display().to_string())?);
    let app = open::desk(settings).await?;
    let caller = Caller::system(Origin::Cli);
    let mut all_taken = true;
    for (line, number) in lines.split(b'\n').zip(1..) {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        let imported = app.import_question(&caller, number, &line).await?;
        if let Some(error) = &imported.error {
            all_taken = false;
            eprintln!("{error}");
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&imported)?)?;
    }
    Ok(all_taken)
}

async fn regions(
    settings: &Settings,
    layout: String,
    file: PathBuf,
    from: Option<NaiveDate>,
    dry_run: bool,
) -> anyhow::Result<bool> {
    let csv = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let app = open::desk(settings).await?;
    let import = LayoutImport {
        layout: LayoutKey(layout),
        from: from.unwrap_or_else(|| amsterdam_day(app.now())),
        csv,
        dry_run,
    };
    match app.import_regions(&Caller::system(Origin::Cli), &import).await {
        Ok(report) => {
            println!("{}", serde_json::to_string_pretty(&report)?);
            Ok(true)
        }
        Err(Refusal::Complaints(complaints)) => {
            for complaint in complaints.0 {
                eprintln!("{}", complaint.message);
            }
            Ok(false)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
