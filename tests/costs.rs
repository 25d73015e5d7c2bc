//! What verbs and pages cost, in statements; and that no list walks all tickets. Counted, never timed.

use app::{Caller, Refusal, Reply, TicketSearch};
use chrono::NaiveDate;
use domain::{
    Actor, ContactDraft, Metric, OrganisationDraft, OrganisationKind, Origin, QuestionDraft, SubmissionKey, Ticket,
};
use testkit::{TestDesk, desks};
use uuid::Uuid;

fn draft(number: u128) -> QuestionDraft {
    QuestionDraft {
        submission_key: SubmissionKey(Uuid::from_u128(number)),
        subject: "Onze woonzorgvisie".to_owned(),
        body: "Wat moet er in een woonzorgvisie staan?".to_owned(),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente Arnhem".to_owned(),
            municipality: Some("GM0202".to_owned()),
            region: None,
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: "Ans".to_owned(), email: "ans@arnhem.example".to_owned(), phone: None },
        groups: Vec::new(),
        themes: Vec::new(),
    }
}

async fn submit(desk: &TestDesk, number: u128) {
    let caller = Caller::new(Actor::Anonymous, Origin::Api);
    desk.app.submit_question(&caller, draft(number)).await.expect("it is taken");
}

#[tokio::test]
async fn a_submission_takes_two_statements_on_postgresql_and_three_on_sqlite() {
    for desk in desks().await {
        submit(&desk, 1).await;
        desk.store.statements().record();
        submit(&desk, 2).await;
        let seen = desk.store.statements().seen();
        let most = if desk.store.is_embedded() { 3 } else { 2 };
        assert!(seen.len() <= most, "{}: {} statements\n{}", desk.store.name(), seen.len(), seen.join("\n"));
    }
}

/// What a verb may send, on PostgreSQL and on SQLite; what it gives back is what is stored.
async fn costs(desk: &TestDesk, what: &str, most: (usize, usize), verb: impl Future<Output = Result<Ticket, Refusal>>) {
    desk.store.statements().record();
    let changed = verb.await.unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
    let seen = desk.store.statements().seen();
    desk.store.statements().stop();
    let stored = store::tickets::find(&*desk.store, changed.id, &store::Scope::Everything).await.expect("it is read");
    assert_eq!(Some(changed), stored, "{what} on {}", desk.store.name());
    let most = if desk.store.is_embedded() { most.1 } else { most.0 };
    assert!(seen.len() <= most, "{what} on {}: {}\n{}", desk.store.name(), seen.len(), seen.join("\n"));
}

#[tokio::test]
async fn each_verb_takes_so_many_statements_and_gives_back_what_is_stored() {
    for desk in desks().await {
        let (app, anna, lead) = (&desk.app, desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let anonymous = Caller::new(Actor::Anonymous, Origin::Api);
        let on = app.submit_question(&anonymous, draft(1)).await.expect("it is taken").reference;
        let asker = Caller::new(Actor::Asker(on.ticket), Origin::Web);
        let themes = ["flexwonen".to_owned()];
        let later = |metric| app.extend_deadline(&lead, on, metric, NaiveDate::from_ymd_opt(2026, 12, 21), "Meer tijd");
        costs(&desk, "note", (6, 7), app.add_note(&anna, on, "Zie dossier.")).await;
        costs(&desk, "ask back", (11, 12), app.reply_to_ticket(&anna, on, "Welk jaar?", Reply::AskBack)).await;
        desk.clock.advance(chrono::Duration::hours(30));
        costs(&desk, "react", (14, 15), app.react_as_asker(&asker, on, "Dit jaar.")).await;
        costs(&desk, "extend", (8, 9), later(Metric::Answer)).await;
        costs(&desk, "answer", (12, 13), app.reply_to_ticket(&anna, on, "Zo.", Reply::Answer)).await;
        costs(&desk, "close", (7, 8), app.close_ticket(&anna, on, app::Closing::default())).await;
        // One of them settles what its asker may have asked for.
        costs(&desk, "reopen", (12, 13), app.reopen_ticket(&lead, on, "Er is nieuws.")).await;
        // Two of them look whether anything is wrong with its post: who gets it reads of that.
        costs(&desk, "assign", (23, 24), app.assign_ticket(&lead, on, Some(TestDesk::BRAM), "Kent dit.")).await;
        costs(&desk, "set topics", (9, 10), app.set_ticket_topics(&lead, on, &[], &themes)).await;
        costs(&desk, "hand over", (24, 25), app.hand_over_ticket(&desk.staff(TestDesk::BRAM), on, "Geen ruimte."))
            .await;
    }
}

#[tokio::test]
async fn a_page_of_the_inbox_costs_the_same_whatever_its_size() {
    for desk in desks().await {
        for number in 0..30 {
            submit(&desk, number).await;
            // Weeks of experts are short: time passes, so that everybody keeps room.
            desk.clock.advance(chrono::Duration::hours(3));
        }
        let lead = desk.staff(TestDesk::LEAD);
        for size in [1, 25] {
            desk.store.statements().record();
            let page = desk.app.list_tickets(&lead, &TicketSearch::default(), size, None).await.expect("a page");
            let seen = desk.store.statements().seen();
            assert_eq!(page.items.len(), size as usize);
            // The session is the fourth.
            assert!(seen.len() <= 3, "{}: {}", desk.store.name(), seen.join("\n"));
        }
    }
}

/// Reads something of a desk with three questions and again with forty (more than a page has), their days counted and read
/// before: at most so many statements, and as many for forty.
async fn costs_the_same(most: usize, read: impl AsyncFn(&TestDesk, usize)) {
    for desk in desks().await {
        let mut seen = Vec::new();
        let mut asked = 0;
        for many in [3, 40] {
            while asked < many {
                submit(&desk, asked as u128).await;
                asked += 1;
                desk.clock.advance(chrono::Duration::hours(3));
            }
            desk.clock.advance(chrono::Duration::days(9));
            while desk.app.count_days().await.expect("counted") > 0 {}
            read(&desk, many).await;
            desk.store.statements().record();
            read(&desk, many).await;
            seen.push(desk.store.statements().seen());
            desk.store.statements().stop();
        }
        let [few, many] = &seen[..] else { panic!("two sizes") };
        println!("{}: {} statements", desk.store.name(), few.len());
        assert!(few.len() <= most, "{}: {}\n{}", desk.store.name(), few.len(), few.join("\n"));
        assert!(many.len() <= few.len(), "{}: {}\n{}", desk.store.name(), many.len(), many.join("\n"));
    }
}

/// What the overview may send.
const OVERVIEW: usize = 22;

#[tokio::test]
async fn the_overview_of_figures_costs_the_same_however_many_questions_there_are() {
    costs_the_same(OVERVIEW, async |desk, _| {
        desk.app.read_overview(&desk.staff(TestDesk::LEAD)).await.expect("an overview");
    })
    .await;
}

/// What the report of a quarter may send, its days counted and read: 5 kinds of facts twice (which days were counted, and what
/// counts on those that were not) for each of four splits, and what is open now.
const REPORT: usize = 60;

#[tokio::test]
async fn the_report_of_a_period_costs_the_same_however_many_questions_there_are() {
    costs_the_same(REPORT, async |desk, _| {
        desk.app.read_period_report(&desk.staff(TestDesk::LEAD), "2026-K4").await.expect("a report");
    })
    .await;
}

/// What the questions behind a figure may cost: figures themselves, how many the reader knows of, and a page of these.
const BEHIND: usize = 9;

#[tokio::test]
async fn the_questions_behind_a_figure_cost_the_same_however_many_there_are() {
    costs_the_same(BEHIND, async |desk, asked| {
        let to = domain::amsterdam_day(desk.app.now()) - chrono::Days::new(1);
        let query = app::TrendsQuery {
            from: to - chrono::Days::new(60),
            to,
            bucket: app::Bucket::Month,
            measure: app::Measure::Received,
            by: app::TrendsBy::Topic(domain::Axis::Theme),
            filter: TicketSearch::default(),
            as_of: None,
        };
        let anna = desk.staff(TestDesk::ANNA);
        let behind = desk.app.read_behind(&anna, &query, &app::FigureAt::default(), None).await.expect("questions");
        assert_eq!(behind.questions, asked, "on {}", desk.store.name());
    })
    .await;
}

#[tokio::test]
async fn no_list_and_no_sweep_walks_all_tickets() {
    for desk in desks().await {
        for number in 0..40 {
            submit(&desk, number).await;
            desk.clock.advance(chrono::Duration::hours(3));
        }
        desk.app.index_texts().await.expect("indexed");
        let anna = desk.staff(TestDesk::ANNA);
        let mine = TicketSearch { mine: true, ..TicketSearch::default() };
        let words = TicketSearch { text: Some("woonzorgvisie".to_owned()), ..TicketSearch::default() };
        desk.store.statements().record();
        desk.app.list_tickets(&anna, &mine, 25, None).await.expect("a page");
        desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &words, 25, None).await.expect("a page");
        desk.app.record_breaches().await.expect("swept");
        desk.app.route_waiting().await.expect("swept");
        desk.app.index_texts().await.expect("swept");
        for plan in desk.store.plans().await.expect("plans") {
            // PostgreSQL reads a table of forty rows whole, and is right to; SQLite's plan does not depend on size.
            if desk.store.is_embedded() {
                let scans = plan.lines().skip(1).any(|line| {
                    line.starts_with("SCAN tickets")
                        && !line.contains("USING INDEX")
                        && !line.contains("USING COVERING INDEX")
                });
                assert!(!scans, "{plan}");
            }
        }
    }
}
