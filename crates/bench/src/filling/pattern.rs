//! A small desk that lived a year through the real verbs (pattern): what the rows of a large one are copied from.

use crate::clock::StoryClock;
use crate::desk;
use anyhow::{Context, Result};
use app::{App, Caller, LetterOutcome, RandomIds, Refusal};
use chrono::{DateTime, Duration, Utc};
use demo::{DemoQuestion, What};
use domain::{Actor, Origin, PersonId, Reference, Role, amsterdam_day};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use store::{Options, Store};

/// Enough that every theme has a hundred questions or so.
const QUESTIONS: usize = 2_000;
const EXPERTS: usize = 30;
/// One in so many is left alone: open, long after its promises.
const FORGOTTEN: usize = 60;
const SWEEP: Duration = Duration::hours(24);
const LETTERS: u32 = 200;

/// What happens next.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Question(usize),
    Step(usize, usize),
    Sweep,
}

/// Lives the year before `until` in an empty SQLite database.
pub(crate) async fn live(url: &str, until: DateTime<Utc>) -> Result<()> {
    let store = Store::connect(&Options { durable: false, ..Options::new(url) }).await?;
    app::migrate(&store, until).await?;
    let people = demo::people(amsterdam_day(until));
    let mut experts: Vec<_> = people.iter().filter_map(|person| person.expert.clone()).take(EXPERTS).collect();
    let ids: Vec<PersonId> = experts.iter().map(|expert| expert.id).collect();
    experts.iter_mut().for_each(|expert| expert.weekly_minutes = expert.weekly_minutes.max(20 * 60));
    let works = |person: &demo::DemoPerson| person.expert.is_none() || ids.contains(&person.person.id);
    let people: Vec<_> = people.into_iter().filter(works).map(|person| person.person).collect();
    app::install_people(&store, &people, &experts, until).await?;

    let questions = demo::questions(QUESTIONS, until);
    let clock = StoryClock::at(until);
    let app = App::open(store, Box::new(clock.clone()), Box::new(RandomIds), desk::settings()?).await?;
    let mut agenda: BinaryHeap<Reverse<(DateTime<Utc>, Next)>> = BinaryHeap::new();
    for (number, question) in questions.iter().enumerate() {
        agenda.push(Reverse((question.received_at, Next::Question(number))));
    }
    let first = questions.first().context("there are questions")?.received_at;
    agenda.push(Reverse((first + SWEEP, Next::Sweep)));
    let mut references: Vec<Option<Reference>> = vec![None; questions.len()];
    while let Some(Reverse((moment, next))) = agenda.pop() {
        clock.put(moment);
        match next {
            Next::Question(number) => {
                let question = &questions[number];
                let asker = Caller::new(Actor::Anonymous, Origin::Web);
                references[number] = Some(app.submit_question(&asker, question.draft.clone()).await?.reference);
                let told = if number % FORGOTTEN == 0 { &[][..] } else { &question.story[..] };
                for (step, told) in told.iter().enumerate() {
                    agenda.push(Reverse((question.received_at + told.after, Next::Step(number, step))));
                }
            }
            Next::Step(number, step) => {
                if let Some(reference) = references[number] {
                    tell(&app, reference, &questions[number], step).await?;
                }
            }
            Next::Sweep => {
                sweep(&app).await?;
                if moment + SWEEP < until {
                    agenda.push(Reverse((moment + SWEEP, Next::Sweep)));
                }
            }
        }
    }
    clock.put(until);
    sweep(&app).await?;
    while app.index_texts().await? > 0 {}
    Ok(app.store().clone().close().await?)
}

/// What the worker does, and every letter arrives.
async fn sweep(app: &App) -> Result<()> {
    app.apply_absences().await?;
    app.route_waiting().await?;
    app.send_reminders().await?;
    app.record_breaches().await?;
    app.heed_silence().await?;
    loop {
        let letters = app.lease_letters(LETTERS).await?;
        for letter in &letters {
            app.settle_letter(letter, &LetterOutcome::sent()).await?;
        }
        if letters.is_empty() {
            return Ok(());
        }
    }
}

/// One step of a story; one that no longer fits is left out, as in life.
async fn tell(app: &App, reference: Reference, question: &DemoQuestion, step: usize) -> Result<()> {
    let ticket = app.read_ticket(&Caller::system(Origin::Cli), reference).await?;
    let Some(expert) = ticket.assignee else { return Ok(()) };
    let staff = Caller::new(Actor::Staff { id: expert, roles: vec![Role::Expert] }, Origin::Web);
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
