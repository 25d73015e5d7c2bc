//! What became of promises and of answers is what the lines of the ledger say when they are followed one by one.

use super::Chance;
use super::naive::{Tables, get, rounded, rows};
use app::{
    Bucket, Caller, FigureAt, Measure, NamedSeries, Refusal, SaidOfAnswer, TicketSearch, TrendsBy, TrendsQuery,
    help_reasons,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{Actor, Became, Helped, MessageKind, OrganisationKind, Origin, Reference, amsterdam_day};
use sea_orm::DatabaseConnection;
use std::collections::BTreeMap;
use testkit::{TestDesk, desks, question_about};

struct Promise {
    ticket: i64,
    round: i32,
    from: DateTime<Utc>,
    due_at: DateTime<Utc>,
    met_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
    stands_still: bool,
}

/// A line by which more or fewer questions are open.
struct Change {
    at: DateTime<Utc>,
    kind: String,
    opens: bool,
}

/// All that it can be told from.
pub struct Outcomes {
    promises: Vec<Promise>,
    /// Of each ticket, in the order of the ledger.
    changes: BTreeMap<i64, Vec<Change>>,
    answered: BTreeMap<i64, NaiveDate>,
    /// What was said last of any answer to it.
    said: BTreeMap<i64, Helped>,
}

impl Outcomes {
    pub async fn read(database: &DatabaseConnection) -> Self {
        let promises = rows(database, "SELECT * FROM deadlines WHERE metric = 'ANSWER'").await;
        let promises = promises.iter().map(|row| Promise {
            ticket: get(row, "ticket_id"),
            round: get(row, "round"),
            from: get(row, "counted_from"),
            due_at: get(row, "due_at"),
            met_at: get(row, "met_at"),
            outcome: get(row, "outcome"),
            stands_still: get::<Option<DateTime<Utc>>>(row, "paused_at").is_some(),
        });
        let mut changes: BTreeMap<i64, Vec<Change>> = BTreeMap::new();
        for row in rows(database, "SELECT * FROM events WHERE open_delta <> 0 ORDER BY id").await {
            let change =
                Change { at: get(&row, "at"), kind: get(&row, "kind"), opens: get::<i16>(&row, "open_delta") > 0 };
            changes.entry(get(&row, "ticket_id")).or_default().push(change);
        }
        let answered = rows(database, "SELECT * FROM tickets WHERE first_answered_on IS NOT NULL").await;
        let mut said = BTreeMap::new();
        for row in rows(database, "SELECT * FROM feedback ORDER BY said_at").await {
            let helped: String = get(&row, "helped");
            said.insert(
                get(&row, "ticket_id"),
                Helped::ALL.into_iter().find(|known| known.as_str() == helped).expect("a word"),
            );
        }
        Self {
            promises: promises.collect(),
            changes,
            answered: answered.iter().map(|row| (get(row, "id"), get(row, "first_answered_on"))).collect(),
            said,
        }
    }

    /// Day, ticket and number of the outcome of each promise that counts.
    pub fn promises(&self, now: DateTime<Utc>) -> Vec<(NaiveDate, i64, f64)> {
        let outcome = |promise: &Promise| {
            let became = self.of_promise(promise, now)?;
            Some((amsterdam_day(promise.due_at), promise.ticket, f64::from(became.number())))
        };
        self.promises.iter().filter_map(outcome).collect()
    }

    fn of_promise(&self, promise: &Promise, now: DateTime<Utc>) -> Option<Became> {
        if promise.met_at.is_some() {
            return Some(if promise.outcome.as_deref() == Some("KEPT") { Became::InTime } else { Became::Late });
        }
        let later = self.promises.iter().filter(|other| other.ticket == promise.ticket && other.round > promise.round);
        let next = later.map(|other| other.from).min();
        let mut how = None;
        for change in &self.changes[&promise.ticket] {
            let is_of_next = next.is_some_and(|next| change.at > next || change.at == next && change.opens);
            if change.at >= promise.from && !is_of_next {
                how = Some(change);
            }
        }
        match how {
            Some(end) if !end.opens => match end.kind.as_str() {
                "referred" => Some(Became::Referred),
                "closed" => Some(Became::ClosedUnanswered),
                "merged" => None,
                // Of a later round that began in the same moment: then nothing tells which end was whose.
                "answered" if next == Some(end.at) => None,
                other => panic!("{other} without an answer"),
            },
            _ => {
                let may_be_broken = promise.outcome.as_deref() != Some("WITHDRAWN") && !promise.stands_still;
                (may_be_broken && promise.due_at < now).then_some(Became::Overdue)
            }
        }
    }

    /// Day, ticket and number of what was said of each question that was answered.
    pub fn answers(&self) -> Vec<(NaiveDate, i64, f64)> {
        let became = |ticket: &i64| match self.said.get(ticket) {
            Some(Helped::Yes) => Became::Helped,
            Some(Helped::Partly) => Became::HelpedPartly,
            Some(Helped::No) => Became::HelpedNot,
            None => Became::NotSaid,
        };
        self.answered.iter().map(|(ticket, day)| (*day, *ticket, f64::from(became(ticket).number()))).collect()
    }

    /// When a promise of a ticket for this day was due.
    pub fn due_on(&self, ticket: i64, day: NaiveDate) -> Option<DateTime<Utc>> {
        let mut promises = self.promises.iter().filter(|promise| promise.ticket == ticket);
        promises.find(|promise| amsterdam_day(promise.due_at) == day).map(|promise| promise.due_at)
    }
}

/// Some askers say whether their newest answer helped; none of them asks for anything.
pub async fn askers_judge(desk: &TestDesk, chance: &mut Chance, asked: &[Reference]) {
    if asked.is_empty() {
        return;
    }
    let reason = help_reasons().iter().find(|reason| !reason.asks_to_reopen).expect("one");
    for _ in 0..4 {
        let (on, helped) = (chance.of(asked), chance.of(&Helped::ALL));
        let answer = store::messages::latest(&*desk.store, on.ticket, MessageKind::Answer).await.expect("read");
        let Some(answer) = answer else { continue };
        let caller = Caller::new(Actor::Asker(on.ticket), Origin::Web);
        let said = SaidOfAnswer { answer: Some(answer.id), helped: Some(helped), reason: &reason.key };
        // Whose question was erased, says nothing any more.
        let _ = desk.app.say_helped(&caller, on, said).await;
    }
}

const OUTCOMES: [(Measure, &[Became]); 2] =
    [(Measure::AnswersPromised, &Became::OF_PROMISES), (Measure::AnswersJudged, &Became::OF_ANSWERS)];

/// Split by what became of it, each number is that of counting one by one; the parts add up to the whole, and behind each
/// stand as many.
pub async fn reconcile(desk: &TestDesk, tables: &Tables, (from, to): (NaiveDate, NaiveDate), what: &str) {
    let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
    let kinds = TicketSearch { organisation_kind: vec![OrganisationKind::Municipality], ..TicketSearch::default() };
    for ((measure, outcomes), filter) in
        OUTCOMES.into_iter().flat_map(|one| [(one, TicketSearch::default()), (one, kinds.clone())])
    {
        let (bucket, by) = (Bucket::Month, TrendsBy::Became);
        let query = TrendsQuery { from, to, bucket, measure, by, filter, as_of: None };
        let report = app.read_trends(&lead, &query).await.expect("figures");
        let expected = tables.figure(&app.picture(), &query, app.now());
        let found: BTreeMap<_, _> = report.series.iter().map(|one| (one.key.clone(), rounded(&one.series))).collect();
        let of = format!("{what} on {}: {measure:?} {:?}", desk.store.name(), query.filter);
        assert_eq!(found, expected.parts, "{of}");
        let whole = report.whole.expect("a whole").series;
        assert_eq!(rounded(&whole), expected.whole, "{of}");
        assert_eq!(report.series.iter().map(|one| one.series.total).sum::<f64>(), whole.total, "{of}: it adds up");
        assert!(found.keys().all(|key| outcomes.iter().any(|became| became.as_str() == key)), "{of}: {found:?}");
        for one in &report.series {
            let cell = FigureAt { part: Some(one.key.clone()), step: None };
            let behind = app.read_behind(&lead, &query, &cell, None).await.expect("questions");
            assert_eq!(behind.times as f64, one.series.total, "{of}: {}", one.key);
        }
    }
}

/// How many of each outcome this month and the next.
async fn of_outcomes(desk: &TestDesk, measure: Measure) -> BTreeMap<String, f64> {
    let query = TrendsQuery {
        from: super::day("2026-11-01"),
        to: super::day("2026-12-31"),
        bucket: Bucket::Month,
        measure,
        by: TrendsBy::Became,
        filter: TicketSearch::default(),
        as_of: None,
    };
    let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
    report.series.into_iter().map(|one| (one.key, one.series.total)).collect()
}

#[tokio::test]
async fn each_promise_of_an_answer_is_in_exactly_one_of_five() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let mut asked = Vec::new();
        for number in 1..=7 {
            let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
            let receipt = app.submit_question(&anonymous, question_about(number, "woonzorgvisie")).await;
            asked.push(receipt.expect("taken in").reference);
        }
        app.reply_to_ticket(&lead, asked[0], "Zo zit het.", app::Reply::Answer).await.expect("in time");
        let referral = app::Referral { to: "Fonds", reach: "www.fonds.example", text: "Daar weet men meer." };
        app.refer_away(&lead, asked[1], referral).await.expect("referred");
        app.close_ticket(&lead, asked[2], app::Closing::default()).await.expect("closed");
        app.merge_ticket(&lead, asked[3], &asked[0].to_string()).await.expect("merged");
        desk.clock.advance(Duration::days(21));
        app.record_breaches().await.expect("swept");
        app.reply_to_ticket(&lead, asked[4], "Zo zit het.", app::Reply::Answer).await.expect("too late");
        app.close_ticket(&lead, asked[5], app::Closing::default()).await.expect("closed, too late");
        let counted =
            [("in_time", 1.0), ("late", 1.0), ("overdue", 1.0), ("referred", 1.0), ("closed_unanswered", 2.0)];
        let expected: BTreeMap<String, f64> = counted.map(|(key, many)| (key.to_owned(), many)).into();
        for _ in 0..2 {
            assert_eq!(of_outcomes(&desk, Measure::AnswersPromised).await, expected, "on {}", desk.store.name());
            super::count_all(&desk).await;
        }
        // What was counted is counted again when its question ends, and when it is opened again.
        app.refer_away(&lead, asked[6], app::Referral { to: "Fonds", reach: "www.fonds.example", text: "Daar." })
            .await
            .expect("referred, too late");
        let after = of_outcomes(&desk, Measure::AnswersPromised).await;
        assert_eq!((after.get("overdue"), after["referred"]), (None, 2.0), "on {}", desk.store.name());
        super::count_all(&desk).await;
        app.reopen_ticket(&lead, asked[6], "Er is nieuws.").await.expect("open again");
        assert_eq!(of_outcomes(&desk, Measure::AnswersPromised).await, after, "the first promise stays what it was");
    }
}

#[tokio::test]
async fn whoever_says_nothing_of_an_answer_is_told_apart_and_the_last_word_counts() {
    for desk in desks().await {
        let asked = super::counted_desk(&desk).await;
        let said = async || of_outcomes(&desk, Measure::AnswersJudged).await;
        assert_eq!(said().await, BTreeMap::from([("not_said".to_owned(), 1.0)]), "on {}", desk.store.name());
        let answer = store::messages::latest(&*desk.store, asked[0].ticket, MessageKind::Answer).await.expect("read");
        let answer = answer.map(|answer| answer.id);
        let caller = Caller::new(Actor::Asker(asked[0].ticket), Origin::Web);
        let reason = &help_reasons().iter().find(|reason| !reason.asks_to_reopen).expect("one").key;
        for (helped, key) in [(Helped::No, "helped_not"), (Helped::Yes, "helped")] {
            let judged = SaidOfAnswer { answer, helped: Some(helped), reason };
            desk.app.say_helped(&caller, asked[0], judged).await.expect("said");
            assert_eq!(said().await, BTreeMap::from([(key.to_owned(), 1.0)]), "on {}", desk.store.name());
            super::count_all(&desk).await;
        }
    }
}

#[tokio::test]
async fn what_became_of_it_is_asked_of_promises_and_answers_only_and_of_an_expert_by_leads_only() {
    let desk = desks().await.remove(0);
    super::counted_desk(&desk).await;
    let query = |measure, by| TrendsQuery {
        from: super::day("2026-11-01"),
        to: super::day("2026-12-31"),
        bucket: Bucket::Month,
        measure,
        by,
        filter: TicketSearch::default(),
        as_of: None,
    };
    let (lead, bram) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::BRAM));
    let refused = desk.app.read_trends(&lead, &query(Measure::Received, TrendsBy::Became)).await;
    assert!(matches!(refused, Err(Refusal::Complaints(_))), "{refused:?}");
    let keys = async |caller: &Caller, measure| {
        let report = desk.app.read_trends(caller, &query(measure, TrendsBy::Expert)).await.expect("figures");
        report.series.into_iter().map(|one: NamedSeries| one.key).collect::<Vec<_>>()
    };
    for measure in [Measure::AnswersPromised, Measure::AnswersJudged] {
        let is_another = |key: &String| !key.is_empty() && *key != TestDesk::BRAM.to_string();
        assert!(keys(&lead, measure).await.iter().any(is_another), "{measure:?}");
        assert!(!keys(&bram, measure).await.iter().any(is_another), "{measure:?} of a colleague");
    }
}
