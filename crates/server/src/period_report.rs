//! `loket report`: the report of a month, a quarter or a year as a PDF, as a page offers it.

use crate::open;
use crate::settings::Settings;
use crate::token::told;
use anyhow::Context;
use app::Caller;
use clap::Args;
use domain::Origin;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Report {
    /// Een maand (2026-09), een kwartaal (2026-K3) of een jaar (2026)
    #[arg(long)]
    period: String,
    /// Waar het verslag komt te staan; anders verslag-PERIODE.pdf in deze map
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the file, and says where it is.
pub(crate) async fn run(settings: &Settings, report: &Report) -> anyhow::Result<bool> {
    let app = open::desk(settings).await?;
    let made = web::period_pdf(&app, &Caller::system(Origin::Cli), &report.period).await;
    let content = match made {
        Ok(content) => content,
        Err(refusal) => return told(Err(refusal)),
    };
    // What was asked for is a period by now: letters, digits and a hyphen.
    let name = || PathBuf::from(format!("verslag-{}.pdf", report.period.trim()));
    let path = report.out.clone().unwrap_or_else(name);
    std::fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    told(Ok(format!("Het verslag staat in {}.", path.display())))
}
