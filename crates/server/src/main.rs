//! `loket`: one central desk for questions about housing. Settings, wiring and subcommands; decides nothing itself.

mod background;
mod demo_answers;
mod demo_desk;
mod doctor;
mod import;
mod invite;
mod letters;
mod listen;
mod mail;
mod observe;
mod open;
mod period_report;
mod retention;
mod router;
mod routes_file;
mod serve;
mod settings;
mod settings_address;
mod settings_fit;
mod settings_known;
#[cfg(test)]
mod settings_names_tests;
mod settings_read;
mod settings_shown;
#[cfg(test)]
mod settings_tests;
mod sla_due;
mod slow_sender;
mod throttle;
mod token;

use clap::{Parser, Subcommand};
use settings::Settings;
use std::process::ExitCode;

/// Eén centraal loket voor vragen over de huisvesting van aandachtsgroepen.
#[derive(Parser)]
#[command(name = "loket", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Een loket om uit te proberen, met verzonnen mensen en een jaar aan vragen
    Demo {
        /// Vul alleen de ingestelde, lege database en stop dan
        #[arg(long)]
        seed_only: bool,
        #[command(flatten)]
        past: demo_desk::Past,
    },
    /// De server, met de worker erin
    Serve {
        /// Zonder worker: die draait dan apart
        #[arg(long)]
        no_worker: bool,
    },
    /// Alleen de worker
    Worker,
    /// Breng de database bij
    Migrate,
    /// Toon het GraphQL-schema
    Schema,
    /// Neem gegevens over uit een bestand
    Import {
        #[command(subcommand)]
        what: import::Import,
    },
    /// Laat zien waar vragen over gaan, zonder database
    Route(routes_file::Route),
    /// Reken een termijn uit, zonder database
    Sla {
        #[command(subcommand)]
        what: sla_due::Sla,
    },
    /// Geef een toegangstoken voor de API uit
    Token(token::Token),
    /// Nodig iemand uit: een link om een wachtwoord te kiezen
    Invite(invite::Invite),
    /// Brieven die niet konden worden bezorgd
    Letters(letters::Letters),
    /// E-mail die binnenkomt
    Mail {
        #[command(subcommand)]
        what: mail::Mail,
    },
    /// Maak een verslag over een periode, als PDF
    Report(period_report::Report),
    /// Wis wat langer bewaard is dan de bewaartermijnen
    Retention(retention::Retention),
    /// Is het loket gezond?
    Doctor,
    /// De instellingen
    Config {
        #[command(subcommand)]
        what: Config,
    },
}

#[derive(Subcommand)]
enum Config {
    /// Wat nu geldt, zonder geheimen
    Show,
    /// Elke instelling met standaardwaarde en betekenis
    Example,
}

/// The exit code of a command line, or settings, that cannot be right; clap uses it too.
const WRONG_USAGE: u8 = 2;
/// How long work aside may go on after everything else has ended.
const LAST_PATIENCE: std::time::Duration = std::time::Duration::from_millis(500);

fn main() -> ExitCode {
    let command = Cli::parse().command;
    if matches!(command, Command::Mail { .. }) {
        return mail::told(std::panic::catch_unwind(|| start(command, Settings::load()?)));
    }
    let settings = match Settings::load() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("loket: {error:#}");
            return ExitCode::from(WRONG_USAGE);
        }
    };
    match start(command, settings) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("loket: {error:#}");
            if error.is::<open::WrongUsage>() { ExitCode::from(WRONG_USAGE) } else { ExitCode::FAILURE }
        }
    }
}

fn start(command: Command, settings: Settings) -> anyhow::Result<bool> {
    observe::start_logging(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(run(command, settings));
    // What is still being computed aside (a model, a hash) is nothing that anybody waits for.
    runtime.shutdown_timeout(LAST_PATIENCE);
    outcome
}

/// True when all went well; the reasons why not have been shown then.
async fn run(command: Command, settings: Settings) -> anyhow::Result<bool> {
    match command {
        Command::Demo { seed_only: true, past } => demo_desk::seed_only(&settings, &past).await,
        Command::Demo { seed_only: false, past } => demo_desk::run(settings, past).await,
        Command::Serve { no_worker } => {
            let worker = if no_worker { serve::Worker::Elsewhere } else { serve::Worker::Beside };
            serve::serve(&settings, worker).await
        }
        Command::Worker => serve::worker(&settings).await,
        Command::Migrate => open::migrate(&settings).await,
        Command::Schema => {
            print!("{}", graphql::sdl());
            Ok(true)
        }
        Command::Import { what } => import::run(&settings, what).await,
        Command::Route(route) => routes_file::run(&route),
        Command::Sla { what } => sla_due::run(&settings, &what).await,
        Command::Token(token) => token::run(&settings, &token).await,
        Command::Invite(invite) => invite::run(&settings, &invite).await,
        Command::Letters(letters) => letters::run(&settings, &letters).await,
        Command::Mail { what } => mail::run(&settings, &what).await,
        Command::Report(report) => period_report::run(&settings, &report).await,
        Command::Retention(retention) => retention::run(&settings, &retention).await,
        Command::Doctor => doctor::run(&settings).await,
        Command::Config { what: Config::Show } => {
            print!("{}", settings.shown()?);
            Ok(true)
        }
        Command::Config { what: Config::Example } => {
            print!("{}", settings_shown::example()?);
            Ok(true)
        }
    }
}
