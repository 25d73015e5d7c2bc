//! Everything on both databases, each step in a process of its own, as the tables of docs/performance.md (Markdown).

use crate::filling;
use anyhow::{Context, Result, ensure};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use std::path::Path;
use tokio::process::Command;

/// Where databases are made.
enum Kind {
    /// Files in the folder.
    Sqlite,
    /// A server where databases may be made, with the address of one of them.
    Postgres(String),
}

/// What is measured: the sizes, and how many questions are asked for the baselines.
pub(crate) struct Wanted<'a> {
    pub sizes: &'a [u64],
    pub requests: usize,
    /// Where databases are made; there must be room for all of them.
    pub folder: &'a Path,
    /// Address of a PostgreSQL of one's own; none: one is started, which does not wait for the disk.
    pub postgres: Option<&'a str>,
}

pub(crate) async fn run(wanted: &Wanted<'_>) -> Result<()> {
    std::fs::create_dir_all(wanted.folder)?;
    let started = match wanted.postgres {
        Some(_) => None,
        None => testkit::postgres::database("bench", async |_| Ok::<(), String>(())).await,
    };
    let mut kinds = vec![("SQLite", Kind::Sqlite)];
    let server = wanted.postgres.map(str::to_owned).or_else(|| started.as_ref().map(|started| started.url.clone()));
    kinds.extend(server.map(|url| ("PostgreSQL", Kind::Postgres(url))));
    for (name, kind) in &kinds {
        println!("\n## {name}\n\n### Asking a question\n");
        let smallest = wanted.sizes.iter().min().context("at least one size")?;
        let url = kind.filled(wanted.folder, "vragen", *smallest).await?;
        let lines = step(&["submit", "--database", &url, "--requests", &wanted.requests.to_string()]).await?;
        print_lines(&lines);
        kind.remove(wanted.folder, "vragen").await?;
        let mut sheets = Vec::new();
        for size in wanted.sizes {
            let place = format!("vol{size}");
            let url = kind.filled(wanted.folder, &place, *size).await?;
            sheets.push(step(&["pages", "--database", &url]).await?);
            kind.remove(wanted.folder, &place).await?;
        }
        println!("\n### Reading, by size\n");
        print_sheets(wanted.sizes, &sheets);
    }
    Ok(())
}

impl Kind {
    /// A database of this name with so many questions.
    async fn filled(&self, folder: &Path, name: &str, tickets: u64) -> Result<String> {
        let url = self.empty(folder, name).await?;
        let pattern = filling::pattern_in(folder);
        let pattern = pattern.to_str().context("the folder has a name")?;
        let said = step(&["fill", "--database", &url, "--tickets", &tickets.to_string(), "--pattern", pattern]).await?;
        ensure!(said.is_empty(), "filling says nothing on its way: {said:?}");
        Ok(url)
    }

    /// An empty database of this name.
    async fn empty(&self, folder: &Path, name: &str) -> Result<String> {
        self.remove(folder, name).await?;
        Ok(match self {
            Self::Sqlite => format!("sqlite://{}", folder.join(format!("{name}.db")).display()),
            Self::Postgres(url) => {
                let database = testkit::database::direct(url).await?;
                database.execute_unprepared(&format!("CREATE DATABASE bench_{name}")).await?;
                database.close().await?;
                beside(url, &format!("bench_{name}"))?
            }
        })
    }

    async fn remove(&self, folder: &Path, name: &str) -> Result<()> {
        match self {
            Self::Sqlite => {
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(folder.join(format!("{name}.db{end}")));
                }
            }
            Self::Postgres(url) => {
                let database = testkit::database::direct(url).await?;
                database.execute_unprepared(&format!("DROP DATABASE IF EXISTS bench_{name} WITH (FORCE)")).await?;
                database.close().await?;
            }
        }
        Ok(())
    }
}

/// The address of another database of the same server.
fn beside(url: &str, name: &str) -> Result<String> {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let (server, _) = address.rsplit_once('/').context("a PostgreSQL address names a database")?;
    Ok(options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}")))
}

/// Runs this program for one step; what it printed, by line and column.
async fn step(arguments: &[&str]) -> Result<Vec<Vec<String>>> {
    eprintln!("bench {}", arguments.join(" "));
    let program = std::env::current_exe()?;
    let done = Command::new(program).args(arguments).stderr(std::process::Stdio::inherit()).output().await?;
    let text = String::from_utf8(done.stdout)?;
    ensure!(done.status.success(), "bench {} failed after:\n{text}", arguments.join(" "));
    Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn print_lines(lines: &[Vec<String>]) {
    for (at, line) in lines.iter().enumerate() {
        println!("| {} |", line.join(" | "));
        if at == 0 {
            println!("|{}", "---|".repeat(line.len()));
        }
    }
}

/// p50 and p99 of every page at every size, and how much slower the largest is than the smallest.
fn print_sheets(sizes: &[u64], sheets: &[Vec<Vec<String>>]) {
    let heads: Vec<String> = sizes.iter().map(|size| format!("{size}: p50 · p95 · p99")).collect();
    println!("| | {} | largest ÷ smallest | statements |", heads.join(" | "));
    println!("|---|{}---|---|", "---|".repeat(sizes.len()));
    let mut order: Vec<&str> = Vec::new();
    for line in sheets.iter().flatten() {
        if !order.contains(&line[0].as_str()) {
            order.push(&line[0]);
        }
    }
    let by_name: Vec<BTreeMap<&str, &Vec<String>>> =
        sheets.iter().map(|sheet| sheet.iter().map(|line| (line[0].as_str(), line)).collect()).collect();
    for name in order {
        let found: Vec<Option<&&Vec<String>>> = by_name.iter().map(|sheet| sheet.get(name)).collect();
        let cells: Vec<String> =
            found.iter().map(|line| line.map_or_else(|| "–".to_owned(), |line| cell(line))).collect();
        let half =
            |line: Option<&Option<&&Vec<String>>>| -> Option<f64> { line.copied().flatten()?.get(1)?.parse().ok() };
        let ratio = match (half(found.first()), half(found.last())) {
            (Some(small), Some(large)) if small > 0.0 => format!("{:.1}", large / small),
            _ => "–".to_owned(),
        };
        let statements = found.iter().rev().flatten().find_map(|line| line.get(4)).map_or("", String::as_str);
        println!("| {name} | {} | {ratio} | {statements} |", cells.join(" | "));
    }
}

fn cell(line: &[String]) -> String {
    let of = |at: usize| line.get(at).map_or("", String::as_str);
    match (of(1), of(2), of(5)) {
        ("", _, why) => why.to_owned(),
        (value, "", unit) => format!("{value} {unit}"),
        (half, most, _) => format!("{half} · {most} · {}", of(3)),
    }
}
