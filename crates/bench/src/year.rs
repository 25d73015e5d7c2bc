//! A year at the desk, with the real verbs on a clock that runs through it: 30 experts with part-time weeks, holidays
//! and sickness, 6,000 questions: without learning from corrections, with it, and with interim replies as well.
//!
//! Everything but the duration is the same in every run: chance has a seed.

use crate::clock::StoryClock;
use crate::desk;
use crate::report::Report;
use anyhow::{Context, Result};
use app::{App, Caller, Clock, RandomIds, RoutingRules};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use demo::DemoQuestion;
use domain::{
    AMSTERDAM, Absence, Actor, Expert, Metric, Origin, PersonId, PromiseOutcome, Reference, Role, Ticket, TicketStatus,
    WorkingDays, amsterdam_day,
};
use std::collections::HashMap;
use store::{Options, Store};

const QUESTIONS: usize = 6_000;
const EXPERTS: usize = 30;
/// Weekly hours of the experts, in turn: together about half more than the questions ask for.
const HOURS: [i32; 5] = [12, 16, 20, 10, 16];
/// Their working days, in turn.
const DAYS: [u8; 5] = [0b1_1111, 0b0_0111, 0b1_1011, 0b1_1100, 0b0_1111];
/// What one question costs, in minutes.
const EFFORT: i32 = 120;
/// In how many of a hundred questions the expert confirms the topics though they are right.
const CONFIRMED: u64 = 30;

/// The questions lie in the year before this day.
fn until() -> DateTime<Utc> {
    DateTime::from_timestamp(1_798_714_800, 0).unwrap_or_default()
}

/// Does the desk learn from what experts correct?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Learning {
    On,
    Off,
}

/// Do experts let askers know that they have their question?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Interims {
    Sent,
    None,
}

/// What an interim reply costs, in minutes.
const INTERIM: f64 = 5.0;

/// Runs the years and prints what became of them.
pub(crate) async fn run() -> Result<()> {
    // Each has a desk of its own, and what it finds does not depend on how quick the machine is.
    let frozen = tokio::spawn(year("zonder leren", Learning::Off, Interims::None));
    let learning = tokio::spawn(year("met leren", Learning::On, Interims::None));
    let interims = tokio::spawn(year("en met tussenberichten", Learning::On, Interims::Sent));
    let (frozen, learning, interims) = (frozen.await??, learning.await??, interims.await??);
    println!(
        "| {EXPERTS} deskundigen, {QUESTIONS} vragen, een jaar | zonder leren | met leren | en met tussenberichten |"
    );
    println!("|---|---|---|---|");
    let rows = frozen.lines().into_iter().zip(learning.lines()).zip(interims.lines());
    for (((name, without), (_, with)), (_, and)) in rows {
        println!("| {name} | {without} | {with} | {and} |");
    }
    Ok(())
}

/// Chance with a seed: the same in every year.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }
}

struct Year {
    name: &'static str,
    app: App,
    clock: StoryClock,
    experts: Vec<Expert>,
    truth: HashMap<Reference, usize>,
    questions: Vec<DemoQuestion>,
    report: Report,
    chance: Chance,
    interims: Interims,
    /// Unused working time of each expert, in minutes; at most a day is kept.
    time_left: HashMap<PersonId, f64>,
}

async fn year(name: &'static str, learning: Learning, interims: Interims) -> Result<Report> {
    let learns = learning == Learning::On;
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("year.db").display());
    let store = Store::connect(&Options { durable: false, ..Options::new(&url) }).await?;
    let mut questions = demo::questions(QUESTIONS, until());
    for question in &mut questions {
        // The desk is to find out by itself.
        question.draft.groups.clear();
        question.draft.themes.clear();
    }
    let start = questions.first().context("there are questions")?.received_at - Duration::days(1);
    let clock = StoryClock::at(start);
    app::migrate(&store, start).await?;
    let (people, experts) = roster(amsterdam_day(start));
    app::install_people(&store, &people, &experts, start).await?;
    let app = App::open(store, Box::new(clock.clone()), Box::new(RandomIds), desk::settings()?).await?;
    app.set_routing_rules(&Caller::system(Origin::Cli), RoutingRules { assign_from: 0, learns }).await?;
    let mut year = Year {
        name,
        app,
        clock,
        experts,
        truth: HashMap::new(),
        questions,
        report: Report::default(),
        chance: Chance(20_261_124),
        interims,
        time_left: HashMap::new(),
    };
    year.live(amsterdam_day(start)).await?;
    Ok(year.report)
}

/// Experts of the demo in a smaller desk, with holidays and named covers; sickness comes during the year.
fn roster(first: NaiveDate) -> (Vec<domain::Person>, Vec<Expert>) {
    let people = demo::people(first);
    let mut experts: Vec<Expert> = people.iter().filter_map(|person| person.expert.clone()).take(EXPERTS).collect();
    let ids: Vec<PersonId> = experts.iter().map(|expert| expert.id).collect();
    for (at, expert) in experts.iter_mut().enumerate() {
        expert.weekly_minutes = HOURS[at % HOURS.len()] * 60;
        expert.working_days = WorkingDays(DAYS[at % DAYS.len()]);
        let cover = Some(ids[(at + 1) % ids.len()]);
        let away = |from: i64, days: i64| Absence {
            from: first + Duration::days(from),
            to: first + Duration::days(from + days),
            cover,
        };
        // A week in spring, three in summer, each at another time.
        expert.absences = vec![away(90 + at as i64 * 2, 6), away(200 + at as i64 * 2, 20)];
    }
    let people = people
        .into_iter()
        .filter(|person| person.expert.is_none() || ids.contains(&person.id))
        .map(|person| person.person)
        .collect();
    (people, experts)
}

impl Year {
    async fn live(&mut self, first: NaiveDate) -> Result<()> {
        let mut next = 0;
        let mut day = first;
        while day <= amsterdam_day(until()) {
            if day.day() == 1 {
                eprintln!("{}: {day}, {next} vragen, {} beantwoord", self.name, self.report.answered);
            }
            self.fall_ill(day).await?;
            let mut morning = true;
            for hour in [8, 10, 12, 14, 16, 24] {
                let moment = at(day, hour);
                while next < self.questions.len() && self.questions[next].received_at < moment {
                    self.receive(next).await?;
                    next += 1;
                }
                if hour == 24 {
                    break;
                }
                self.put_clock(moment);
                self.sweep().await?;
                if self.app.picture().promises.calendar.next_working_day(day.pred_opt().unwrap_or(day)) == Some(day) {
                    self.work(day, morning).await?;
                    morning = false;
                }
            }
            day = day.succ_opt().context("the year ends")?;
        }
        self.finish().await
    }

    fn put_clock(&self, moment: DateTime<Utc>) {
        self.clock.put(moment);
    }

    async fn receive(&mut self, number: usize) -> Result<()> {
        let question = &self.questions[number];
        self.put_clock(question.received_at);
        let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
        let reference = self.app.submit_question(&anonymous, question.draft.clone()).await?.reference;
        self.truth.insert(reference, number);
        let ticket = self.app.view_ticket(&Caller::system(Origin::Cli), reference).await?.ticket;
        let quarter = &mut self.report.right[number * 4 / QUESTIONS];
        if let Some(theme) = question.themes.first() {
            quarter.0 += 1;
            quarter.1 += usize::from(ticket.topics.iter().any(|topic| topic.primary && topic.key.0 == *theme));
        }
        if ticket.assignee.is_some() {
            self.report.waited.push(0.0);
        }
        Ok(())
    }

    async fn sweep(&mut self) -> Result<()> {
        self.report.moved_by_absence += self.app.apply_absences().await?;
        let before = self.unassigned().await?;
        self.app.route_waiting().await?;
        let after = self.unassigned().await?;
        let now = self.clock.now();
        for ticket in before.iter().filter(|ticket| after.iter().all(|other| other.id != ticket.id)) {
            self.report.waited.push((now - ticket.received_at).num_minutes() as f64 / 60.0);
        }
        self.app.record_breaches().await?;
        self.report.models += self.app.learn_if_due().await?;
        Ok(())
    }

    async fn unassigned(&self) -> Result<Vec<Ticket>> {
        Ok(store::tickets::unassigned(self.app.store(), 5_000).await?)
    }

    /// Now and then somebody is ill for a few days, and nobody planned it.
    async fn fall_ill(&mut self, day: NaiveDate) -> Result<()> {
        for at_place in 0..self.experts.len() {
            if self.chance.below(180) == 0 {
                let absence =
                    Absence { from: day, to: day + Duration::days(1 + self.chance.below(4) as i64), cover: None };
                self.put_clock(at(day, 7));
                let lead = staff(PersonId(uuid::Uuid::from_u128(1)), Role::Lead);
                // Ill during a holiday is no other absence.
                let _ = self.app.plan_absence(&lead, self.experts[at_place].id, absence, app::Gaps::Accepted).await;
            }
        }
        Ok(())
    }

    /// Everybody who is there spends their time on their own questions, the most urgent first.
    async fn work(&mut self, day: NaiveDate, morning: bool) -> Result<()> {
        let desk = self.app.picture();
        for expert in desk.roster.experts() {
            let days = f64::from(expert.working_days.0.count_ones().max(1));
            let a_day = f64::from(expert.weekly_minutes) / days;
            if expert.working_days.contains(day) && expert.absence_on(day).is_none() {
                let left = self.time_left.entry(expert.id).or_default();
                if morning {
                    *left = (*left + a_day).min(a_day + f64::from(EFFORT));
                    self.report.used.entry(expert.id).or_default().1 += a_day;
                }
                if morning && self.interims == Interims::Sent {
                    self.let_know(expert.id).await?;
                }
                while self.time_left[&expert.id] >= f64::from(EFFORT) {
                    let open = store::tickets::open_of(self.app.store(), expert.id).await?;
                    let Some(ticket) = open.into_iter().next() else { break };
                    self.treat(expert, &ticket).await?;
                }
            }
        }
        Ok(())
    }

    /// Whoever begins a day lets those know who have not heard from anybody yet.
    async fn let_know(&mut self, expert: PersonId) -> Result<()> {
        let caller = staff(expert, Role::Expert);
        for ticket in store::tickets::open_of(self.app.store(), expert).await? {
            let waits = ticket.promises.first_response.is_unmet() && ticket.status() == TicketStatus::Assigned;
            if waits && self.time_left[&expert] >= INTERIM {
                let body = "Dank voor uw vraag. Ik zoek dit voor u uit.";
                self.app.reply_to_ticket(&caller, ticket.reference, body, app::Reply::Interim).await?;
                self.spend(expert, INTERIM);
                self.report.interims += 1;
            }
        }
        Ok(())
    }

    /// Reads a question; corrects what it is about when that is wrong, and answers it if it still is theirs.
    async fn treat(&mut self, expert: &Expert, ticket: &Ticket) -> Result<()> {
        let caller = staff(expert.id, Role::Expert);
        let number = self.truth[&ticket.reference];
        let (groups, themes) = (self.questions[number].groups.clone(), self.questions[number].themes.clone());
        let primary = ticket.topics.iter().find(|topic| topic.primary).map(|topic| topic.key.0.clone());
        let is_right = primary == themes.first().cloned();
        if !themes.is_empty() && (!is_right || self.chance.below(100) < CONFIRMED) {
            let changed = self.app.set_ticket_topics(&caller, ticket.reference, &groups, &themes).await?;
            if changed.assignee != Some(expert.id) {
                self.report.handed_over += 1;
                // Reading it took a while all the same.
                self.spend(expert.id, 15.0);
                return Ok(());
            }
        }
        let body = "Dank voor uw vraag. Zie de handreiking, hoofdstuk 3.";
        let answered = self.app.reply_to_ticket(&caller, ticket.reference, body, app::Reply::Answer).await?;
        self.spend(expert.id, f64::from(EFFORT));
        self.report.answered += 1;
        let kept = |metric| answered.promises.of(metric).outcome == Some(PromiseOutcome::Kept);
        self.report.first_in_time += usize::from(kept(Metric::FirstResponse));
        self.report.answer_in_time += usize::from(kept(Metric::Answer));
        Ok(())
    }

    fn spend(&mut self, expert: PersonId, minutes: f64) {
        *self.time_left.entry(expert).or_default() -= minutes;
        self.report.used.entry(expert).or_default().0 += minutes;
    }

    async fn finish(&mut self) -> Result<()> {
        let mut open = self.unassigned().await?.len();
        for expert in &self.experts {
            let tickets = store::tickets::open_of(self.app.store(), expert.id).await?;
            open += tickets.iter().filter(|ticket| ticket.status() != TicketStatus::Closed).count();
        }
        self.report.open_at_the_end = open;
        let (lead, mut after) = (staff(PersonId(uuid::Uuid::from_u128(1)), Role::Lead), None);
        loop {
            let page = self.app.list_triage(&lead, after).await?;
            self.report.doubted += page.items.iter().filter(|item| item.ticket.out_of_scope).count();
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

fn staff(id: PersonId, role: Role) -> Caller {
    Caller::new(Actor::Staff { id, roles: vec![role] }, Origin::Api)
}

/// This hour of a day in Amsterdam; 24 is midnight at its end.
fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let (day, hour) = if hour == 24 { (day + Duration::days(1), 0) } else { (day, hour) };
    let local = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
    AMSTERDAM.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |moment| moment.to_utc())
}
