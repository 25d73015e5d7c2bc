//! `loket demo`: a desk to try things on, filled by the real verbs on a clock that runs through a year, or more.

use crate::settings::Settings;
use crate::{demo_answers, open, serve};
use anyhow::{Context, bail};
use app::{App, Caller, Clock, Refusal, SystemClock};
use chrono::{DateTime, Duration, SubsecRound, Utc};
use demo::{DemoQuestion, What};
use domain::{Actor, Origin, PersonId, Reference, Role, amsterdam_day};
use futures_util::FutureExt;
use indicatif::{ProgressBar, ProgressStyle};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Missing, Options, Store};

/// Where the demo lives.
const FOLDER: &str = "data/demo";

/// What is played.
#[derive(clap::Args)]
pub(crate) struct Past {
    /// Hoeveel vragen
    #[arg(long, default_value_t = 2_000)]
    questions: usize,
    /// In hoeveel jaar ze zijn gesteld; niet voor 2025
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    years: u8,
}

/// Makes a fresh desk under `./data/demo` and serves it.
pub(crate) async fn run(mut settings: Settings, past: Past) -> anyhow::Result<bool> {
    let folder = Path::new(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(folder).context("cannot clear data/demo")?;
    }
    settings.database.url = format!("sqlite://{FOLDER}/loket.db");
    settings.mail.folder = folder.join("mail");
    settings.mail.smtp_url = None;
    settings.mail.imap_url = None;
    settings.auth.signing_key_file = None;
    settings.server.allow_demo = true;
    // It is made anew at each start: nothing of it has to outlive the machine.
    let quick = Options { durable: false, ..open::options(&settings, Missing::Create) };
    let store = open::database(&quick).await?;
    let until = people_it(&store).await?;
    let app = open::on(store.clone(), &settings, Box::new(SystemClock)).await?;
    let url = &settings.server.public_url;
    println!("\nHet loket is open op {url}. Intussen worden de vragen van vroeger nagespeeld; dat duurt even.\n");
    app.say_how_far_filled(Some(how_far(0, past.questions)));
    let (shown, of_story) = (app.clone(), settings.clone());
    let story = async move {
        fill(&store, &of_story, &past, until, &|done| {
            shown.say_how_far_filled(Some(how_far(done, past.questions)));
        })
        .await
        .context("the demo cannot be filled")?;
        shown.say_how_far_filled(None);
        welcome(&shown, &of_story);
        Ok(())
    };
    // Letters and sweeps of today would come between the stories of then.
    serve::run(&app, &settings, serve::Worker::After(story.boxed())).await?;
    Ok(true)
}

fn how_far(done: usize, questions: usize) -> String {
    format!("{done} van de {questions} vragen")
}

/// Fills the configured, migrated, empty database with the same, and stops.
pub(crate) async fn seed_only(settings: &Settings, past: &Past) -> anyhow::Result<bool> {
    let store = open::database(&open::options(settings, Missing::Refuse)).await?;
    if !store.pending_migrations().await?.is_empty() {
        bail!("the database is not up to date: run `loket migrate` first");
    }
    if store::people::has_demo(&store).await? {
        bail!("this database holds a demo already");
    }
    let until = people_it(&store).await?;
    fill(&store, settings, past, until, &|_| ()).await?;
    store.close().await?;
    println!("De database is gevuld. Start met LOKET__SERVER__ALLOW_DEMO=true loket serve");
    Ok(true)
}

fn welcome(app: &App, settings: &Settings) {
    println!("\nHet loket staat klaar op {}\n", settings.server.public_url);
    println!("  vraagsteller     {}/ (geen account nodig)", settings.server.public_url);
    for person in app.demo_people() {
        let role = person.roles.last().copied().unwrap_or(Role::Expert).label();
        println!(
            "  {role:<16} {}/inloggen, kies \"Doorgaan als {role}\" ({})",
            settings.server.public_url, person.email
        );
    }
    println!("\nBrieven komen in {}. Stop met Ctrl-C.\n", settings.mail.folder.display());
}

/// A clock that stands where it is put.
#[derive(Clone)]
struct StoryClock(Arc<AtomicI64>);

impl Clock for StoryClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::Relaxed)).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// What happens next: a question comes in, or its story goes on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Question(usize),
    Step(usize, usize),
    Sweep,
}

/// How often the worker's sweeps run in the story.
const SWEEP: Duration = Duration::hours(24);

/// Installs a desk with the people of the demo; the moment at which its year ends.
async fn people_it(store: &Store) -> anyhow::Result<DateTime<Utc>> {
    let until = SystemClock.now().trunc_subsecs(0);
    app::migrate(store, until).await?;
    let people = demo::people(amsterdam_day(until));
    let experts: Vec<_> = people.iter().filter_map(|person| person.expert.clone()).collect();
    let people: Vec<_> = people.into_iter().map(|person| person.person).collect();
    app::install_people(store, &people, &experts, until).await?;
    Ok(until)
}

/// Runs the questions through the real verbs, and tells how many are in.
async fn fill(
    store: &Store,
    settings: &Settings,
    past: &Past,
    until: DateTime<Utc>,
    tell_how_far: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<()> {
    let questions = demo::questions_of_years(past.questions, past.years, until);
    let clock = StoryClock(Arc::new(AtomicI64::new(until.timestamp_micros())));
    let app = open::on(store.clone(), settings, Box::new(clock.clone())).await?;
    // On its first day, before anybody asks.
    let first_day = questions.first().map_or(until, |question| question.received_at) - SWEEP;
    clock.0.store(first_day.timestamp_micros(), Ordering::Relaxed);
    demo_answers::publish(&app, &demo::people(amsterdam_day(until))).await?;
    let bar = ProgressBar::new(questions.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos} van {len} vragen, nog {eta}")?);

    let mut agenda: BinaryHeap<Reverse<(DateTime<Utc>, Next)>> = BinaryHeap::new();
    for (at, question) in questions.iter().enumerate() {
        agenda.push(Reverse((question.received_at, Next::Question(at))));
    }
    if let Some(first) = questions.first() {
        agenda.push(Reverse((first.received_at + SWEEP, Next::Sweep)));
    }
    let mut references: Vec<Option<Reference>> = vec![None; questions.len()];
    while let Some(Reverse((at, next))) = agenda.pop() {
        clock.0.store(at.timestamp_micros(), Ordering::Relaxed);
        match next {
            Next::Question(number) => {
                let question = &questions[number];
                let caller = Caller::new(Actor::Anonymous, Origin::Web);
                let receipt = app.submit_question(&caller, question.draft.clone()).await?;
                references[number] = Some(receipt.reference);
                for (step, told) in question.story.iter().enumerate() {
                    agenda.push(Reverse((question.received_at + told.after, Next::Step(number, step))));
                }
                bar.inc(1);
                tell_how_far(usize::try_from(bar.position())?);
            }
            Next::Step(number, step) => {
                if let Some(reference) = references[number] {
                    play(&app, reference, &questions[number], step).await?;
                }
            }
            Next::Sweep => {
                app.route_waiting().await?;
                app.record_breaches().await?;
                if at + SWEEP < until {
                    agenda.push(Reverse((at + SWEEP, Next::Sweep)));
                }
            }
        }
    }
    // Letters of the past are not sent: their people are made up.
    store::jobs::forget_before(store, until).await?;
    bar.finish_and_clear();
    Ok(())
}

/// One step of a story. A step that no longer fits (the ticket waits for an expert) is left out, as in life.
async fn play(app: &App, reference: Reference, question: &DemoQuestion, step: usize) -> anyhow::Result<()> {
    let system = Caller::system(Origin::Cli);
    let ticket = app.read_ticket(&system, reference).await?;
    let Some(expert) = ticket.assignee else { return Ok(()) };
    let staff = staff(expert);
    let asker = Caller::new(Actor::Asker(ticket.id), Origin::Web);
    let outcome = match &question.story[step].what {
        What::AskBack { body } => app.reply_to_ticket(&staff, reference, body, app::Reply::AskBack).await,
        What::AskerReacts { body } => app.react_as_asker(&asker, reference, body).await,
        What::Note { body } => app.add_note(&staff, reference, body).await,
        What::Answer { body } => app.reply_to_ticket(&staff, reference, body, app::Reply::Answer).await,
        What::Close => app.close_ticket(&staff, reference, app::Closing::default()).await,
        What::Reopen { reason } => app.reopen_ticket(&staff, reference, reason).await,
        What::HandOver { reason } => app.hand_over_ticket(&staff, reference, reason).await,
        What::CorrectTopics { groups, themes } => app.set_ticket_topics(&staff, reference, groups, themes).await,
    };
    match outcome {
        Ok(_) | Err(Refusal::Conflict(_)) => Ok(()),
        Err(refusal) => Err(refusal).with_context(|| format!("the story of {reference}")),
    }
}

fn staff(expert: PersonId) -> Caller {
    Caller::new(Actor::Staff { id: expert, roles: vec![Role::Expert] }, Origin::Web)
}
