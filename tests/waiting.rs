//! Askers who say nothing: waiting costs no capacity, they are reminded once, and then their question is closed; and
//! whatever people do, what the desk says of everybody's work is true.

mod closing;
mod delivery;
mod loads;
mod recounts;
mod silence;

use crate::client::listening;
use app::{Caller, ExpertProfile, LetterOutcome, Patience, Refusal, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    Absence, Actor, ClosedBecause, Ending, EventKind, Letter, LetterKind, Metric, Origin, PersonId, PromiseOutcome,
    Reference, Role, Standing, Ticket, TicketStatus,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use testkit::{TestDesk, desks, question_about};
use trends::{Bucket, Measure};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("a receipt").reference
}

fn asker(reference: Reference) -> Caller {
    Caller::new(Actor::Asker(reference.ticket), Origin::Web)
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket")
}

async fn ask_back(desk: &TestDesk, reference: Reference) -> Ticket {
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.reply_to_ticket(&lead, reference, "Om welk jaar gaat het?", app::Reply::AskBack).await.expect("asked back")
}

async fn answer(desk: &TestDesk, reference: Reference) -> Ticket {
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.reply_to_ticket(&lead, reference, "Zie de handreiking.", app::Reply::Answer).await.expect("answered")
}

async fn react(desk: &TestDesk, reference: Reference) -> Result<Ticket, Refusal> {
    desk.app.react_as_asker(&asker(reference), reference, "Om volgend jaar.").await
}

/// Letters are delivered; what they said before is returned, oldest first.
pub async fn deliver(desk: &TestDesk) -> Vec<Letter> {
    settle(desk, |_| LetterOutcome::sent()).await
}

async fn settle(desk: &TestDesk, outcome: impl Fn(&Letter) -> LetterOutcome) -> Vec<Letter> {
    let mut sent = Vec::new();
    loop {
        let jobs = desk.app.lease_letters(100).await.expect("leased");
        if jobs.is_empty() {
            return sent;
        }
        for job in jobs {
            desk.app.settle_letter(&job, &outcome(&job.letter)).await.expect("settled");
            sent.push(job.letter);
        }
    }
}

async fn heed(desk: &TestDesk) -> usize {
    desk.app.heed_silence().await.expect("swept")
}

async fn events(desk: &TestDesk, reference: Reference, kind: EventKind) -> Vec<domain::Event> {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|event| event.kind() == kind).collect()
}

async fn open_minutes(desk: &TestDesk, expert: PersonId) -> i32 {
    let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
    loads.iter().find(|load| load.expert == expert).expect("an expert").open_minutes
}

async fn hours(desk: &TestDesk, expert: PersonId, weekly_hours: i32) {
    let known = desk.app.picture().expert(expert).cloned().expect("an expert");
    let profile = ExpertProfile { weekly_hours: Some(weekly_hours), ..ExpertProfile::of(&known) };
    desk.app.change_expert(&desk.staff(TestDesk::LEAD), expert, &profile, None).await.expect("saved");
}

async fn figure(desk: &TestDesk, measure: Measure) -> f64 {
    let query = TrendsQuery {
        from: day("2026-11-01"),
        to: day("2027-12-31"),
        bucket: Bucket::Month,
        measure,
        by: TrendsBy::Nothing,
        filter: TicketSearch::default(),
        as_of: None,
    };
    desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures").series[0].series.total
}

async fn sql(desk: &TestDesk, statements: &[&str]) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    for statement in statements {
        database.execute_unprepared(statement).await.expect(statement);
    }
    database.close().await.expect("it closes");
}

async fn all_tickets(desk: &TestDesk) -> Vec<Ticket> {
    let (lead, mut tickets, mut after) = (desk.staff(TestDesk::LEAD), Vec::new(), None);
    loop {
        let page = desk.app.list_tickets(&lead, &TicketSearch::default(), 100, after).await.expect("a page");
        after = page.items.last().map(|(cursor, _)| *cursor);
        tickets.extend(page.items.into_iter().map(|(_, ticket)| ticket));
        if !page.has_next {
            return tickets;
        }
    }
}

/// What the desk keeps beside its tickets, counted again from them.
async fn everything_is_true(desk: &TestDesk, after: &str) {
    let mut work: HashMap<PersonId, i32> = HashMap::new();
    let context = format!("after {after}, on {}", desk.store.name());
    for ticket in all_tickets(desk).await {
        if let (TicketStatus::Assigned, Some(expert)) = (ticket.status(), ticket.assignee) {
            *work.entry(expert).or_default() += ticket.effort_minutes;
        }
    }
    let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
    for load in loads {
        assert_eq!(load.open_minutes, work.get(&load.expert).copied().unwrap_or(0), "the work of one, {context}");
    }
    let filter = store::TicketFilter::default();
    let open = store::counts::open_now(&*desk.store, &filter, domain::Split::None).await.expect("a count");
    let until = domain::amsterdam_day(desk.app.now());
    let days: Vec<_> = day("2026-01-01").iter_days().take_while(|day| *day <= until).collect();
    let changes = store::facts::of_days(&*desk.store, domain::FactKind::OpenChange, &days, desk.app.now());
    let sum: i64 = changes.await.expect("changes").iter().map(|change| i64::from(change.fact.value)).sum();
    assert_eq!(sum, open.iter().map(|(_, count)| count).sum::<i64>(), "the sum of changes, {context}");
}

/// The link in a receipt.
fn tracking_link(letters: &[Letter]) -> String {
    let receipt = letters.iter().find(|letter| letter.kind == LetterKind::Receipt).expect("a receipt");
    let link = receipt.body.lines().find(|line| line.contains("/volg/")).expect("a link");
    link.to_owned()
}
