//! How the databases go about it: with a past of thousands of tickets, nothing may read them all.

use crate::given::{self, day, desk, expert, job, minutes, monday, question, uuid};
use chrono::Days;
use domain::{
    Axis, FactKind, MessageId, MessageKind, MunicipalityCode, OrganisationId, OrganisationKind, OrganisationName,
    Place, Reference, RegionRef, Sought, Split, SubmissionKey, TicketEvent, TicketId, TicketStatus,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Statement, TransactionTrait};
use store::tickets::{self, NewTicket};
use store::{
    Cursor, Order, Paging, Scope, Store, TicketFilter, Turn, arrivals, conflicts, counts, day_facts, deadlines,
    decisions, events, facts, jobs, messages, organisations, search, sessions, silence, undoing,
};
use testkit::database::{TestStore, stores};

const TICKETS: u128 = 1_000;
/// Tables that grow with every question.
const GROWING: [&str; 8] =
    ["tickets", "ticket_topics", "ticket_search", "deadlines", "messages", "events", "jobs", "decisions"];

/// SQLite looks in the index of a search table: for words, or for words in one row.
const SEARCHED: [&str; 2] = [" VIRTUAL TABLE INDEX 0:M", " VIRTUAL TABLE INDEX 0:=M"];

/// What the database knows of how many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statistics {
    Kept,
    Unknown,
}

/// Desks with a past: most questions are closed, and most letters delivered.
async fn with_a_past(statistics: Statistics) -> Vec<TestStore> {
    let stores = stores().await;
    for store in &stores {
        desk(store).await;
        live(store).await;
        run(store, PAST).await;
        while search::index_pending(store, 500).await.unwrap() > 0 {}
        let grow = if store.is_embedded() { String::new() } else { doubling().repeat(4) };
        run(store, &format!("UPDATE tickets SET indexed = false WHERE id = 9;{grow}")).await;
        if statistics == Statistics::Kept {
            store::statistics::keep(store).await.unwrap();
        }
    }
    stores
}

async fn run(store: &TestStore, sql: &str) {
    let mut options = ConnectOptions::new(store.url());
    options.max_connections(1);
    let connection = testkit::database::direct(options).await.unwrap();
    for sql in sql.split(';') {
        connection.execute_unprepared(sql).await.unwrap();
    }
    connection.close().await.unwrap();
}

async fn live(store: &Store) {
    let tx = store.write().await.unwrap();
    for number in 1..=TICKETS {
        let organisation = OrganisationId(uuid(100 + number % 200));
        let name = OrganisationName {
            kind: OrganisationKind::Municipality,
            name: format!("Organisatie {}", number % 200),
            municipality: None,
            region: None,
        };
        organisations::learn(&tx, organisation, &name).await.unwrap();
        let place = match number % 4 {
            0 => Place::Region(RegionRef::new("provincie", "PV26")),
            other => Place::Municipality(MunicipalityCode(format!("GM{:04}", other * (number % 60)))),
        };
        let theme = if number % 2 == 0 { "woonzorgvisie" } else { "huisvesting" };
        let received_at = monday() + minutes(60 * i64::try_from(number).unwrap());
        let new = NewTicket {
            organisation,
            received_at,
            promises: given::promises(received_at),
            place,
            assignee: (number % 20 != 7).then(|| expert(1 + number % 3)),
            topics: vec![given::topic(theme, Axis::Theme)],
            ..question(number)
        };
        let id = given::insert(&tx, &new).await.unwrap().unwrap();
        events::append(&tx, &[given::event(id, TicketEvent::Received {}, monday())]).await.unwrap();
    }
    conflicts::add(&tx, expert(2), OrganisationId(uuid(107)), monday()).await.unwrap();
    let letters: Vec<_> =
        (1..=TICKETS).map(|number| job(number, Some(TicketId(i64::try_from(number).unwrap())), monday())).collect();
    jobs::enqueue(&tx, &letters, monday()).await.unwrap();
    tx.commit().await.unwrap();
}

const PAST: &str = "
    UPDATE tickets SET status = CASE WHEN id % 20 = 7 THEN 'UNASSIGNED' WHEN id % 200 = 8 THEN 'ASSIGNED' ELSE 'CLOSED' END;
    UPDATE tickets SET closed_at = received_at WHERE status = 'CLOSED';
    UPDATE tickets SET urgency = urgency + 20000000000000000 WHERE status = 'CLOSED';
    UPDATE deadlines SET met_at = due_at, outcome = 'KEPT' WHERE ticket_id % 20 > 8;
    UPDATE jobs SET state = 'done', letter = NULL WHERE message_id NOT LIKE '<1%'";

/// Twice as many of everything: PostgreSQL rightly reads a small table as a whole.
fn doubling() -> String {
    let copy = |table: &str, change: &str| {
        format!(
            "CREATE TEMP TABLE more AS SELECT * FROM {table};
             UPDATE more SET {change};
             INSERT INTO {table} SELECT * FROM more;
             DROP TABLE more;"
        )
    };
    let ticket = "id = id + size.n, submission_key = gen_random_uuid(), tracking_hash = md5(random()::text), \
                  indexed = true, urgency = urgency + id FROM size";
    [
        "CREATE TEMP TABLE size AS SELECT max(id) AS n FROM tickets;".to_owned(),
        copy("tickets", ticket),
        copy("ticket_topics", "ticket_id = ticket_id + size.n FROM size"),
        copy("ticket_search", "ticket_id = ticket_id + size.n FROM size"),
        copy("deadlines", "ticket_id = ticket_id + size.n FROM size"),
        copy("messages", "id = gen_random_uuid(), ticket_id = ticket_id + size.n FROM size"),
        copy("decisions", "id = gen_random_uuid(), ticket_id = ticket_id + size.n FROM size"),
        copy("events", "id = id + size.n, ticket_id = ticket_id + size.n FROM size"),
        copy("jobs", "id = gen_random_uuid(), state = 'done', letter = NULL"),
        "DROP TABLE size;".to_owned(),
    ]
    .concat()
}

/// The plans of what `read` asks.
pub(crate) async fn plans(store: &Store, read: impl AsyncFnOnce(&Store)) -> Vec<String> {
    store.statements().record();
    read(store).await;
    let plans = store.plans().await.unwrap();
    store.statements().stop();
    plans
}

pub(crate) fn reads_a_whole_table(plan: &str) -> bool {
    plan.lines().any(|line| {
        let line = line.trim_start_matches([' ', '-', '>']);
        let scanned = line.strip_prefix("SCAN ").or_else(|| line.strip_prefix("Seq Scan on "));
        let is_whole = !line.contains(" USING ") && !SEARCHED.iter().any(|way| line.contains(way));
        scanned.is_some_and(|rest| is_whole && GROWING.contains(&rest.split(' ').next().unwrap_or(rest)))
    })
}

fn sorts(plan: &str) -> bool {
    plan.contains("USE TEMP B-TREE FOR ORDER BY") || plan.contains("Sort Key")
}

fn after_some() -> Option<Cursor> {
    let urgency = (monday() + Days::new(2)).timestamp_micros();
    Some(Cursor { urgency, id: TicketId(3) })
}

async fn list(store: &Store, scope: &Scope, filter: &TicketFilter) {
    tickets::list(store, scope, filter, 25, after_some()).await.unwrap();
    tickets::list(store, scope, filter, 25, None).await.unwrap();
}

#[tokio::test]
async fn claiming_promises_reads_these_promises_only_also_when_the_database_has_statistics() {
    for store in &with_a_past(Statistics::Kept).await {
        let claims = plans(store, async |store| {
            let now = monday() + Days::new(40);
            let late = deadlines::due(store, now, 100).await.unwrap();
            assert_eq!(late.len(), 100);
            let tx = store.write().await.unwrap();
            assert_eq!(deadlines::breach(&tx, &late).await.unwrap().len(), 100);
            deadlines::claim_reminders(&tx, &late).await.unwrap();
            tx.rollback().await.unwrap();
        });
        let claims: Vec<String> =
            claims.await.into_iter().filter(|plan| plan.contains("UPDATE \"deadlines\" SET")).collect();
        assert_eq!(claims.len(), 2);
        for plan in claims {
            for everything in ["SCAN deadlines", "Seq Scan on deadlines", "Scan using deadlines_due"] {
                assert!(!plan.contains(everything), "{}: {plan}", store.name());
            }
        }
    }
}

/// Tickets by their numbers, in the words of either database.
const BY_NUMBER: [&str; 3] =
    ["tickets USING INTEGER PRIMARY KEY", "tickets_pkey", "tickets USING COVERING INDEX tickets_pkey"];
/// Tickets along an index that has the order of lists, or that holds only those that are meant.
const ALONG: [&str; 6] =
    ["tickets_urgency", "tickets_assignee", "tickets_status", "tickets_unindexed", "tickets_received", "SCAN here"];

/// Filters that no index has in order, with few, many and no tickets that fit.
fn mixed() -> Vec<TicketFilter> {
    let all = TicketFilter::default;
    let whole = Reference { year: 2026, ticket: TicketId(77) }.to_string();
    let texts = ["vraag 77", "kerncentrale", "vraag", "77", "2026-77", &whole].map(|text| {
        let sought = Sought::read(text).unwrap();
        TicketFilter { text: Some(text.to_owned()), sought, ..all() }
    });
    let inside = TicketFilter {
        municipalities: Some(vec![MunicipalityCode("GM0030".to_owned())]),
        regions: vec![RegionRef::new("provincie", "PV26")],
        ..all()
    };
    let of_a_day = TicketFilter {
        organisation_kind: vec![OrganisationKind::Province],
        received_from: Some(day("2026-11-02")),
        received_to: Some(day("2026-11-02")),
        ..all()
    };
    let theme = |key: &str| TicketFilter { topics: vec![key.into()], ..all() };
    let theirs = TicketFilter { assignee: Some(expert(2)), ..theme("huisvesting") };
    texts.into_iter().chain([inside, of_a_day, theme("huisvesting"), theme("niets"), theirs]).collect()
}

#[tokio::test]
async fn a_list_that_no_index_has_in_order_reads_tickets_by_number_and_walks_no_further_than_its_page() {
    for statistics in [Statistics::Kept, Statistics::Unknown] {
        for store in &with_a_past(statistics).await {
            println!("on {}, {statistics:?}", store.name());
            for filter in mixed() {
                let lists = plans(store, async |store| {
                    for status in [Vec::new(), TicketStatus::OPEN.to_vec(), vec![TicketStatus::Closed]] {
                        let filter = TicketFilter { status, ..filter.clone() };
                        list(store, &Scope::Everything, &filter).await;
                        list(store, &Scope::Expert(expert(1)), &filter).await;
                    }
                });
                for plan in lists.await {
                    assert!(!reads_a_whole_table(&plan), "{plan}");
                    let (sql, steps) = plan.split_once('\n').unwrap();
                    if !sql.contains("tickets") {
                        continue;
                    }
                    // Whatever is sorted was found by its number; whatever is walked ends with the page.
                    let by_number = BY_NUMBER.iter().any(|way| steps.contains(way));
                    let along = ALONG.iter().any(|index| steps.contains(index)) && sql.contains("LIMIT");
                    assert!(by_number || (along && !sorts(steps)), "{plan}");
                }
            }
        }
    }
}

#[tokio::test]
async fn pieces_of_words_other_orders_and_counts_read_by_index_and_by_number_only() {
    for statistics in [Statistics::Kept, Statistics::Unknown] {
        for store in &with_a_past(statistics).await {
            println!("on {}, {statistics:?}", store.name());
            for text in [None, Some("vraag"), Some("vraa wonen"), Some("orga"), Some("\"vraag 77\""), Some("nergens")] {
                let filter = TicketFilter { text: text.map(str::to_owned), ..TicketFilter::default() };
                let found = plans(store, async |store| {
                    for scope in [Scope::Everything, Scope::Expert(expert(1)), Scope::AnsweredFor(expert(1))] {
                        for order in [Order::Newest, Order::Oldest, Order::Best] {
                            let order = if text.is_none() { Order::Newest } else { order };
                            let page = |turn| Paging { order, turn, rows: 25 };
                            let first = tickets::page(store, &scope, &filter, &page(Turn::First)).await.unwrap();
                            if let Some((last, _)) = first.items.last() {
                                tickets::page(store, &scope, &filter, &page(Turn::After(*last))).await.unwrap();
                                tickets::page(store, &scope, &filter, &page(Turn::Before(*last))).await.unwrap();
                            }
                        }
                        let last = after_some().map(Turn::Before).unwrap();
                        let back = Paging { order: Order::Urgent, turn: last, rows: 25 };
                        tickets::page(store, &scope, &filter, &back).await.unwrap();
                        tickets::tally(store, &scope, &filter).await.unwrap();
                        tickets::stirred(store, &scope, &filter, 3, Some(expert(2))).await.unwrap();
                    }
                });
                for plan in found.await {
                    assert!(!reads_a_whole_table(&plan), "{plan}");
                    let walks = plan.contains("search_parts") && plan.contains("Seq Scan on search_parts");
                    assert!(!walks || statistics == Statistics::Kept || plan.contains("LIMIT"), "{plan}");
                }
            }
        }
    }
}

#[tokio::test]
async fn postgresql_finds_search_rows_by_their_index_whatever_it_believes() {
    let Some(store) = with_a_past(Statistics::Unknown).await.pop().filter(|store| !store.is_embedded()) else { return };
    let connection = testkit::database::direct(store.url()).await.unwrap();
    let ask = async |sql: &str| {
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>().join("\n")
    };
    let body = ask("SELECT prosrc FROM pg_proc WHERE proname = 'search_rows'").await;
    let settings = ask("SELECT array_to_string(proconfig, ',') FROM pg_proc WHERE proname = 'search_rows'").await;
    assert_eq!(settings, "enable_seqscan=off");
    let tx = connection.begin().await.unwrap();
    tx.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
    for word in ["vrag", "77", "o:open"] {
        let sql = body.replace("wanted", &format!("'''{word}'''::tsquery")).replace("most", "1501");
        let statement = Statement::from_string(tx.get_database_backend(), format!("EXPLAIN {sql}"));
        let rows = tx.query_all_raw(statement).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        assert!(plan.iter().any(|line| line.contains("Bitmap Index Scan on ticket_search_stems")), "{plan:?}");
    }
}

#[tokio::test]
async fn lists_walk_an_index_and_sweeps_look_at_what_is_due_only() {
    for store in &with_a_past(Statistics::Kept).await {
        println!("on {}", store.name());
        let all = TicketFilter::default;

        let in_order = plans(store, async |store| {
            list(store, &Scope::Everything, &all()).await;
            list(store, &Scope::Everything, &TicketFilter { status: vec![TicketStatus::Assigned], ..all() }).await;
            list(store, &Scope::Everything, &TicketFilter { assignee: Some(expert(2)), ..all() }).await;
            list(store, &Scope::Everything, &TicketFilter { status: TicketStatus::OPEN.to_vec(), ..all() }).await;
            let theirs = TicketFilter { assignee: Some(expert(2)), status: TicketStatus::OPEN.to_vec(), ..all() };
            list(store, &Scope::Everything, &theirs).await;
        });
        let in_order: Vec<String> = in_order.await.into_iter().filter(|plan| plan.contains("LIMIT")).collect();
        assert_eq!(in_order.len(), 10);
        for plan in in_order {
            assert!(!reads_a_whole_table(&plan) && !sorts(&plan), "{plan}");
        }

        let everything = plans(store, async |store| {
            tickets::unassigned(store, 25).await.unwrap();
            tickets::open_of(store, expert(1)).await.unwrap();
            conflicts::held(store).await.unwrap();
            tickets::find(store, TicketId(3), &Scope::Expert(expert(1))).await.unwrap();
            tickets::by_submission_key(store, SubmissionKey(uuid(7))).await.unwrap();
            tickets::by_tracking_hash(store, &[0; 32]).await.unwrap();
            tickets::earlier_experts(store, OrganisationId(uuid(103)), monday()).await.unwrap();
            tickets::merged_into(store, TicketId(10)).await.unwrap();
            let asked = (TicketId(10), OrganisationId(uuid(103)));
            let seen = [Scope::Expert(expert(1)), Scope::AnsweredFor(expert(1))];
            store::earlier::of_the_same_body(store, asked, &seen, 6).await.unwrap();
            tickets::find(store, TicketId(3), &Scope::AnsweredFor(expert(1))).await.unwrap();
            events::of_ticket(store, TicketId(10)).await.unwrap();
            events::page_before(store, TicketId(10), 20, Some(9)).await.unwrap();
            messages::page(store, TicketId(10), store::messages::Shown::ToAsker, 20, None).await.unwrap();
            messages::page_before(store, TicketId(10), store::messages::Shown::ToAsker, 20, Some(MessageId(uuid(9))))
                .await
                .unwrap();
            messages::moments_since(store, TicketId(10), MessageKind::AskerReaction, monday(), 20).await.unwrap();
            tickets::submitted_as(store, SubmissionKey(uuid(7)), &[0; 32]).await.unwrap();
            let tx = store.write().await.unwrap();
            arrivals::known(&tx, &given::asker(), SubmissionKey(uuid(7)), monday()).await.unwrap();
            tx.rollback().await.unwrap();
            tickets::submitted_once(store, SubmissionKey(uuid(7))).await.unwrap();
            decisions::latest(store, &[TicketId(10)]).await.unwrap();
            store::invitations::of(store, TicketId(10)).await.unwrap();
            tickets::count_along(store, expert(1), &Scope::Expert(expert(1))).await.unwrap();
            store::splits::around(store, TicketId(10)).await.unwrap();
            store::openings::of(store, TicketId(10), monday()).await.unwrap();
            let along = TicketFilter { asked_along: Some(expert(1)), ..all() };
            list(store, &Scope::Expert(expert(1)), &along).await;
            jobs::of_ticket(store, TicketId(3)).await.unwrap();
            tickets::within(store, &[TicketId(3)], &Scope::Expert(expert(1))).await.unwrap();
            messages::question_and_newest(store, TicketId(10)).await.unwrap();
            sessions::find(store, &[1; 32], monday(), monday()).await.unwrap();
        });
        for plan in everything.await {
            assert!(!reads_a_whole_table(&plan), "{plan}");
        }

        let sweeps = plans(store, async |store| {
            let now = monday() + minutes(1);
            assert!(!deadlines::due(store, now + Days::new(3), 25).await.unwrap().is_empty());
            assert!(!deadlines::to_remind(store, now + minutes(36 * 60), 25).await.unwrap().is_empty());
            deadlines::oldest_unsent_reminder(store, now).await.unwrap();
            deadlines::count_to_remind(store, monday()).await.unwrap();
            let touched = deadlines::counted_before(store, 2, now, now, None, 25).await.unwrap();
            assert_eq!(touched.len(), 25);
            deadlines::counted_before(store, 2, now, now, touched.last(), 25).await.unwrap();
            assert_eq!(
                jobs::lease(store, jobs::Which::Ordinary, now, now + minutes(1), 1).await.unwrap().jobs.len(),
                1
            );
            jobs::queue(store, now).await.unwrap();
            jobs::failing(store, None).await.unwrap();
            jobs::failing(store, Some(now)).await.unwrap();
            jobs::last_left(store).await.unwrap();
            jobs::forgettable(store, monday(), 25).await.unwrap();
            jobs::gathered_for(store, monday()).await.unwrap();
            jobs::is_any_kept(store, monday()).await.unwrap();
            store::incoming::held_since(store, TicketId(10)).await.unwrap();
            let tx = store.write().await.unwrap();
            jobs::blank_before(&tx, monday()).await.unwrap();
            jobs::waiting_for(&tx, expert(1), &Scope::Expert(expert(1))).await.unwrap();
            jobs::waiting_about(&tx, TicketId(3), &[domain::LetterKind::Assignment], None).await.unwrap();
            jobs::last_told(&tx, TicketId(3), expert(1), domain::LetterKind::AskerReacted).await.unwrap();
            tx.rollback().await.unwrap();
            let first = tickets::unassigned(store, 25).await.unwrap();
            tickets::unassigned_after(store, first.last(), 25).await.unwrap();
            assert_eq!(search::index_pending(store, 25).await.unwrap(), 1);
            silence::due(store, now, Some((monday(), TicketId(3))), 25).await.unwrap();
            silence::undated(store, silence::Undated::Waiting, Some(TicketId(3)), 25).await.unwrap();
            silence::undated(store, silence::Undated::Answered, Some(TicketId(3)), 25).await.unwrap();
        });
        let sweeps = sweeps.await;
        for plan in &sweeps {
            assert!(!reads_a_whole_table(plan), "{plan}");
        }
        for index in [
            "deadlines_due",
            "deadlines_remind",
            "deadlines_unmet",
            "jobs_waiting",
            "jobs_dead",
            "jobs_done",
            "jobs_of_person",
            "jobs_taken_over",
            "tickets_waiting",
            "tickets_unindexed",
            "tickets_acts",
            "tickets_undated_waiting",
            "tickets_undated_answered",
        ] {
            assert!(sweeps.iter().any(|plan| plan.contains(index)), "{index} serves nothing: {}", sweeps.join("\n\n"));
        }
    }
}

#[tokio::test]
async fn what_counts_on_a_day_is_found_by_an_index_whatever_else_there_is() {
    for statistics in [Statistics::Kept, Statistics::Unknown] {
        for store in &with_a_past(statistics).await {
            println!("on {}, {statistics:?}", store.name());
            let days = [day("2026-11-05"), day("2026-11-06"), day("2026-11-09")];
            let counted = plans(store, async |store| {
                counts::first_received(store).await.unwrap();
                for kind in FactKind::ALL {
                    facts::of_days(store, kind, &days, monday() + Days::new(60)).await.unwrap();
                    facts::of_days(store, kind, &days[..1], monday() + Days::new(60)).await.unwrap();
                }
                // PostgreSQL takes a third of what it knows nothing of to be open.
                let splits = [Split::None, Split::Place, Split::Expert, Split::Topic(Axis::Theme)];
                for split in splits.into_iter().filter(|_| store.is_embedded() || statistics == Statistics::Kept) {
                    counts::open_now(store, &TicketFilter::default(), split).await.unwrap();
                    counts::open_numbers(store, &TicketFilter::default(), split).await.unwrap();
                    counts::open_by_receipt(store).await.unwrap();
                    facts::open_then(store, day("2026-12-20")).await.unwrap();
                }
                // As of an earlier day.
                for kind in FactKind::ALL {
                    facts::of_days_then(store, kind, &days, monday() + Days::new(8)).await.unwrap();
                }
                undoing::after(store, monday().date_naive() + Days::new(60)).await.unwrap();
                undoing::first_day(store).await.unwrap();
            });
            for plan in counted.await {
                assert!(!reads_a_whole_table(&plan), "{plan}");
            }
            let kept = plans(store, async |store| {
                day_facts::counted(store, FactKind::Received, days[0], days[2]).await.unwrap();
                day_facts::contents(store, FactKind::Received, &days).await.unwrap();
                day_facts::all_counted(store, days[2]).await.unwrap();
                day_facts::stale(store, days[2], 10).await.unwrap();
            });
            // PostgreSQL reads a small table as a whole, whatever indexes it has.
            for plan in kept.await.iter().filter(|_| store.is_embedded()) {
                assert!(
                    plan.lines().skip(1).filter(|line| line.contains("SCAN")).all(|line| line.contains("USING")),
                    "{plan}"
                );
            }
        }
    }
}
