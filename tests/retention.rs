//! What is past its term is gone: from the files of the database, from what is found, and from what was learned; and every
//! figure is what it was. On both databases.

use crate::crash::loket;
use crate::figures::{Chance, MEASURES, asked_for, count_all};
use app::{Asking, Caller, Closing, Refusal, Reply, TrendsQuery};
use chrono::{DateTime, Days, Duration, Utc};
use domain::{
    Actor, DraftKind, InvitedAs, Metric, OrganisationKind, Origin, Reference, TicketId, TicketStatus, amsterdam_day,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use testkit::{TestDesk, desks, question_about};

/// Words that occur once, each with where it was typed.
#[derive(Default)]
pub(crate) struct Words(pub Vec<(String, String)>);

impl Words {
    /// Another one. It ends in a digit: no stem is shorter.
    pub(crate) fn another(&mut self, place: &str) -> String {
        let word = format!("zqv{:05}", self.0.len());
        self.0.push((word.clone(), place.to_owned()));
        word
    }

    /// Those that stand somewhere in these bytes, with where they were typed and what stands around them.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let low: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
        let at: Vec<usize> =
            low.windows(3).enumerate().filter(|(_, three)| three == b"zqv").map(|(at, _)| at).collect();
        let mut found = Vec::new();
        for (word, place) in &self.0 {
            if let Some(at) = at.iter().find(|at| low[**at..].starts_with(word.as_bytes())) {
                let around = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
                found.push(format!("{word} of {place}: {:?}", String::from_utf8_lossy(around)));
            }
        }
        found
    }
}

pub(crate) async fn rows(desk: &TestDesk, sql: &str) -> Vec<QueryResult> {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.expect(sql);
    database.close().await.expect("it closes");
    rows
}

pub(crate) async fn sql(desk: &TestDesk, statement: &str) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    // As every connection of the desk.
    let before = if desk.store.name() == "SQLite" { "PRAGMA secure_delete = on; " } else { "" };
    database.execute_unprepared(&format!("{before}{statement}")).await.expect(statement);
    database.close().await.expect("it closes");
}

pub(crate) async fn number(desk: &TestDesk, sql: &str) -> i64 {
    rows(desk, sql).await[0].try_get_by_index(0).expect("a number")
}

/// Every figure of these years, and what the days that were counted hold.
pub(crate) async fn figures(desk: &TestDesk, now: DateTime<Utc>) -> String {
    count_all(desk).await;
    let (lead, today) = (desk.staff(TestDesk::LEAD), amsterdam_day(now));
    let mut told = String::new();
    // Of whom nobody knows afterwards, nothing is asked.
    for (by, filter, bucket) in asked_for(today, domain::OrganisationId(uuid::Uuid::nil())) {
        for measure in MEASURES {
            let (from, to) = (today - Days::new(800), today + Days::new(40));
            let bucket = if bucket == app::Bucket::Day { app::Bucket::Month } else { bucket };
            let query = TrendsQuery { from, to, bucket, measure, by: by.clone(), filter: filter.clone(), as_of: None };
            let report = desk.app.read_trends(&lead, &query).await.expect("figures");
            writeln!(told, "{measure:?} {by:?}: {:?} {:?} {:?}", report.series, report.whole, report.rising)
                .expect("written");
        }
    }
    for row in rows(desk, "SELECT series, day, content FROM day_facts ORDER BY series, day").await {
        let (series, content): (String, Vec<u8>) =
            (row.try_get("", "series").expect("a word"), row.try_get("", "content").expect("bytes"));
        let day: chrono::NaiveDate = row.try_get("", "day").expect("a day");
        writeln!(told, "{series} {day} {content:?}").expect("written");
    }
    told
}

pub(crate) async fn ask(desk: &TestDesk, words: &mut Words, key: u128) -> Reference {
    let mut draft = question_about(key, if key.is_multiple_of(3) { "flexwonen" } else { "woonzorgvisie" });
    draft.subject = format!("Onze woonzorgvisie en {}", words.another("subject"));
    draft.body = format!("Welke onderdelen horen erin, vraagt {}?", words.another("body"));
    draft.contact.name = format!("Ans {}", words.another("name"));
    draft.contact.email = format!("{}@{}.example", words.another("address"), words.another("domain"));
    draft.contact.phone = Some("0698 712 345".to_owned());
    draft.organisation.name = format!("Bureau {}", words.another("organisation"));
    draft.organisation.kind = Some(OrganisationKind::SocietalOrganisation);
    if key.is_multiple_of(4) {
        draft.organisation.kind = Some(OrganisationKind::Adviser);
        draft.organisation.works_for = Some(format!("Stichting {}", words.another("works for")));
    }
    let caller = Caller::new(Actor::Anonymous, Origin::Api);
    desk.app.submit_question(&caller, draft).await.expect("a receipt").reference
}

/// Does something with words at random.
pub(crate) async fn act(desk: &TestDesk, chance: &mut Chance, words: &mut Words, on: Reference, other: Reference) {
    let (app, lead, anna) = (&desk.app, desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ANNA));
    let asker = Caller::new(Actor::Asker(on.ticket), Origin::Api);
    let today = amsterdam_day(app.now());
    let mut say = |place: &str| format!("Dit zegt {} ervan.", words.another(place));
    // What does not fit where a question stands is refused, and stores nothing.
    match chance.below(15) {
        0 => _ = app.assign_ticket(&lead, on, Some(TestDesk::CARLA), &say("assigning")).await,
        1 => _ = app.hand_over_ticket(&anna, on, &say("handing over")).await,
        2 | 3 => _ = app.reply_to_ticket(&lead, on, say("answer").as_str(), Reply::Answer).await,
        4 => _ = app.reply_to_ticket(&lead, on, say("asking back").as_str(), Reply::AskBack).await,
        5 | 6 => _ = app.react_as_asker(&asker, on, say("reaction").as_str()).await,
        7 => _ = app.add_note(&lead, on, say("note").as_str()).await,
        8 => _ = app.merge_ticket(&lead, on, &other.to_string()).await,
        9 => {
            let text = say("referral");
            let referral = app::Referral { to: &say("referred to"), reach: "www.fonds.example", text: &text };
            _ = app.refer_away(&lead, on, referral).await;
        }
        10 => _ = app.reopen_ticket(&lead, on, &say("reopening")).await,
        11 => {
            let due = today + Days::new(21);
            _ = app.extend_deadline(&lead, on, Metric::Answer, due, &say("extending")).await;
        }
        12 => {
            let words = say("second expert");
            let asking = Asking { expert: Some(TestDesk::BRAM), invited_as: InvitedAs::Second, words: &words };
            _ = app.ask_colleague(&lead, on, asking).await;
        }
        13 => _ = app.keep_draft(&lead, on, DraftKind::Answer, &say("draft")).await,
        _ => {
            let part = (say("subject of a part"), say("part"));
            _ = app.split_ticket(&lead, on, app::PartDraft { subject: &part.0, body: &part.1 }).await;
        }
    }
}

/// What is typed elsewhere than in a verb of a question.
pub(crate) async fn leave_traces(desk: &TestDesk, words: &mut Words, on: Reference) {
    let (ticket, key) = (on.ticket, uuid::Uuid::from_u128(on.ticket.0.unsigned_abs().into()));
    let uuid = |desk: &TestDesk, id: uuid::Uuid| {
        if desk.store.name() == "SQLite" { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
    };
    let (id, lead) = (uuid(desk, key), uuid(desk, TestDesk::LEAD.0));
    let (file, form, error, letter, why) = (
        words.another("file name"),
        words.another("kept form"),
        words.another("error of a letter"),
        words.another("dead letter"),
        words.another("setback"),
    );
    let moment = "2026-11-24 10:00:00+00:00";
    for statement in [
        format!(
            "INSERT INTO attachments (id, object_id, ticket_id, message_id, hash, name, media_type, bytes, uploaded_at) \
             SELECT {id}, {id}, {ticket}, id, 'ab', '{file}.pdf', 'application/pdf', 3, '{moment}' FROM messages \
             WHERE ticket_id = {ticket} ORDER BY id LIMIT 1"
        ),
        format!(
            "INSERT INTO kept_forms (id, person_id, path, body, kept_at, offered, expires_at) \
             VALUES ({id}, {lead}, '/vragen/{on}/antwoord', 'body={form}', '{moment}', false, '2039-01-01 10:00:00+00:00')"
        ),
        format!(
            "INSERT INTO jobs (id, ticket_id, kind, letter, message_id, state, run_at, attempt, last_error, created_at, \
             finished_at, takeovers, reactions) VALUES ({id}, {ticket}, 'answer', '{{\"body\": \"{letter}\"}}', 'x', 'dead', \
             '{moment}', 3, 'no such mailbox: {error}', '{moment}', '{moment}', 0, 0)"
        ),
        format!(
            "INSERT INTO setbacks (task, row_id, attempts, reason, at, again_at) \
             VALUES ('heed silence', {ticket}, 1, 'cannot read {why}', '{moment}', '2039-01-01 10:00:00+00:00')"
        ),
    ] {
        sql(desk, &statement).await;
    }
}

/// A desk on which everything was typed that can be, and everything is finished; its words.
async fn used_desk(desk: &TestDesk, seed: u64, questions: u128) -> (Words, Vec<Reference>) {
    let (mut chance, mut words, mut asked) = (Chance(seed), Words::default(), Vec::new());
    for key in 1..=questions {
        asked.push(ask(desk, &mut words, key).await);
        for _ in 0..6 {
            let (on, other) = (chance.of(&asked), chance.of(&asked));
            act(desk, &mut chance, &mut words, on, other).await;
        }
        if chance.below(3) == 0 {
            desk.app
                .set_ticket_topics(&desk.staff(TestDesk::LEAD), chance.of(&asked), &[], &["flexwonen".to_owned()])
                .await
                .ok();
        }
        if chance.below(4) == 0 {
            desk.clock.advance(Duration::hours(20));
            desk.app.record_breaches().await.expect("swept");
            desk.app.heed_silence().await.expect("swept");
            desk.app.route_waiting().await.expect("swept");
        }
        while desk.app.index_texts().await.expect("indexed") > 0 {}
    }
    let all = rows(desk, "SELECT id FROM tickets ORDER BY id").await;
    let all: Vec<i64> = all.iter().map(|row| row.try_get_by_index(0).expect("a number")).collect();
    for id in &all {
        let ticket = store::tickets::find(desk.app.store(), TicketId(*id), &store::Scope::Everything).await;
        let ticket = ticket.expect("read").expect("a question");
        if ticket.status() != TicketStatus::Closed {
            let closing =
                Closing { explanation: &format!("Gesloten, zegt {}.", words.another("closing")), ..Closing::default() };
            desk.app.close_ticket(&desk.staff(TestDesk::LEAD), ticket.reference, closing).await.expect("closed");
        }
        leave_traces(desk, &mut words, ticket.reference).await;
    }
    while desk.app.index_texts().await.expect("indexed") > 0 {}
    let asked = all.into_iter().map(|id| Reference { year: 2026, ticket: TicketId(id) }).collect();
    (words, asked)
}

pub(crate) async fn swept(desk: &TestDesk) {
    while desk.app.sweep_retention().await.expect("swept") > 0 {}
    while desk.app.index_texts().await.expect("indexed") > 0 {}
    store::search::purge(desk.app.store(), || false).await.expect("purged");
}

#[tokio::test]
async fn nothing_that_anybody_typed_is_left_anywhere_after_its_term_and_every_figure_is_the_same() {
    for seed in 1..=2 {
        for desk in desks().await {
            let (words, asked) = used_desk(&desk, seed, 14).await;
            let typed: BTreeSet<&str> = words.0.iter().map(|(_, place)| place.as_str()).collect();
            assert!(typed.len() >= 25, "{typed:?}");
            desk.clock.advance(Duration::days(60));
            let now = desk.app.now();
            let before = figures(&desk, now).await;
            let there = words.found_in(&desk.store.everything()).len();
            assert!(there > words.0.len() / 2, "{there} of {} stand there", words.0.len());
            let events = number(&desk, "SELECT count(*) FROM events WHERE ticket_id IS NOT NULL").await;
            desk.clock.advance(Duration::days(735));
            swept(&desk).await;
            let left = words.found_in(&desk.store.everything());
            assert!(
                left.is_empty(),
                "on {}: {} left: {:#?}",
                desk.store.name(),
                left.len(),
                &left[..left.len().min(12)]
            );
            let dump = desk.store.everything();
            let dump = String::from_utf8_lossy(&dump);
            assert!(!dump.contains("698712345") && !dump.contains("698 712 345"), "a telephone number");
            desk.clock.set(now);
            assert_eq!(figures(&desk, now).await, before, "on {}", desk.store.name());
            let after = number(&desk, "SELECT count(*) FROM events WHERE ticket_id IS NOT NULL AND kind <> 'contact_erased' AND kind <> 'texts_erased'").await;
            assert!(after >= events, "no line about a question is gone: {after} of {events}");
            for reference in asked {
                let page = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("it can be read");
                assert!(page.messages.iter().all(|message| message.body == domain::ERASED), "{:?}", page.messages);
                assert!(page.events.iter().all(|event| event.event().is_some()), "every line can be read");
            }
            let health = desk.app.health().await;
            assert!(health.checks.iter().any(|check| check.name == "cijfers" && check.ok), "{health:?}");
        }
    }
}

#[tokio::test]
async fn who_asked_goes_first_and_the_link_with_it_and_the_question_is_still_found_by_its_words() {
    for desk in desks().await {
        let mut words = Words::default();
        let on = ask(&desk, &mut words, 1).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.reply_to_ticket(&lead, on, "Dat staat in de handreiking.", Reply::Answer).await.expect("answered");
        desk.app.close_ticket(&lead, on, Closing::default()).await.expect("closed");
        desk.clock.advance(Duration::days(360));
        assert_eq!(desk.app.sweep_retention().await.expect("swept"), 0, "not yet");
        desk.clock.advance(Duration::days(10));
        swept(&desk).await;
        let left = words.found_in(&desk.store.everything()).join("\n");
        assert!(["subject", "body"].iter().all(|place| left.contains(&format!(" of {place}:"))), "{left}");
        assert!(["name", "address", "domain"].iter().all(|place| !left.contains(&format!(" of {place}:"))), "{left}");
        let found = app::TicketSearch { text: Some(words.0[0].0.clone()), ..app::TicketSearch::default() };
        let found = desk.app.list_tickets(&lead, &found, 10, None).await.expect("a list");
        assert_eq!(found.items.len(), 1, "on {}", desk.store.name());
        let refused = desk.app.reopen_ticket(&lead, on, "Er is nieuws.").await;
        assert!(matches!(&refused, Err(Refusal::Conflict(why)) if why.contains("gewist")), "{refused:?}");
        let kept = desk.app.keep_draft(&lead, on, DraftKind::Note, "Nog iets").await;
        assert!(matches!(kept, Err(Refusal::Conflict(_))), "{kept:?}");
    }
}

#[tokio::test]
async fn a_question_that_is_held_keeps_everything_until_somebody_lifts_that() {
    for desk in desks().await {
        let mut words = Words::default();
        let on = ask(&desk, &mut words, 1).await;
        let (lead, administrator) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ADMINISTRATOR));
        desk.app.close_ticket(&lead, on, Closing::default()).await.expect("closed");
        leave_traces(&desk, &mut words, on).await;
        let refused = desk.app.hold_ticket(&desk.staff(TestDesk::ANNA), on, "Mag dat?").await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        let unsaid = desk.app.hold_ticket(&lead, on, " ").await;
        assert!(matches!(unsaid, Err(Refusal::Complaints(_))), "{unsaid:?}");
        desk.app.hold_ticket(&administrator, on, "Er loopt een bezwaar.").await.expect("held");
        let again = desk.app.hold_ticket(&lead, on, "Er loopt nog een bezwaar.").await;
        assert!(matches!(again, Err(Refusal::Conflict(_))), "{again:?}");
        desk.clock.advance(Duration::days(900));
        swept(&desk).await;
        let operator = Caller::system(Origin::Cli);
        let held = desk.app.held_questions(&operator).await.expect("a list");
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].hold.reason, "Er loopt een bezwaar.");
        let left = words.found_in(&desk.store.everything()).join("\n");
        assert!(["subject", "name", "file name"].iter().all(|place| left.contains(&format!(" of {place}:"))), "{left}");
        desk.app.lift_hold(&lead, on, "Het bezwaar is afgerond.").await.expect("lifted");
        let lifted = desk.app.lift_hold(&lead, on, "Nog eens.").await;
        assert!(matches!(lifted, Err(Refusal::Conflict(_))), "{lifted:?}");
        swept(&desk).await;
        let left = words.found_in(&desk.store.everything());
        assert!(left.is_empty(), "{left:#?}");
        let dump = desk.store.everything();
        let dump = String::from_utf8_lossy(&dump);
        let why = ["Er loopt een bezwaar", "Het bezwaar is afgerond"];
        assert!(why.iter().all(|why| !dump.contains(why)), "why it was held went as well");
    }
}

#[tokio::test]
async fn a_question_that_ended_in_one_that_is_still_needed_stays_as_long_as_that_one() {
    for desk in desks().await {
        let mut words = Words::default();
        let (first, second) = (ask(&desk, &mut words, 1).await, ask(&desk, &mut words, 2).await);
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.merge_ticket(&lead, second, &first.to_string()).await.expect("merged");
        desk.clock.advance(Duration::days(900));
        swept(&desk).await;
        assert_eq!(number(&desk, "SELECT count(*) FROM tickets WHERE texts_erased_at IS NOT NULL").await, 0);
        desk.app.reply_to_ticket(&lead, first, "Dat mag.", Reply::Answer).await.expect("both are answered");
        desk.clock.advance(Duration::days(900));
        // Nobody closed it: it is answered long enough ago.
        swept(&desk).await;
        assert_eq!(desk.app.set_aside().await.expect("a list"), vec![]);
        assert_eq!(
            number(&desk, "SELECT count(*) FROM tickets WHERE texts_erased_at IS NOT NULL AND status = 'CLOSED'").await,
            2
        );
    }
}

#[tokio::test]
async fn what_was_learned_from_a_text_is_not_known_any_more_once_that_text_is_erased() {
    for desk in desks().await {
        let mut words = Words::default();
        let lead = desk.staff(TestDesk::LEAD);
        for key in 1..=12 {
            let on = ask(&desk, &mut words, key).await;
            let themes = [if key % 2 == 0 { "flexwonen" } else { "woonzorgvisie" }.to_owned()];
            desk.app.set_ticket_topics(&lead, on, &[], &themes).await.expect("set");
            if key <= 6 {
                desk.app.close_ticket(&lead, on, Closing::default()).await.expect("closed");
            }
        }
        desk.app.learn(&lead).await.expect("learned");
        // There was too little to compare on: it routes because a lead says so.
        sql(&desk, "UPDATE models SET state = 'active'").await;
        sql(&desk, "UPDATE versions SET routing = routing + 1").await;
        desk.app.refresh().await.expect("read");
        desk.app.use_newest_model().await.expect("made");
        let before = desk.app.picture().classifier.version();
        desk.clock.advance(Duration::days(800));
        swept(&desk).await;
        desk.app.refresh().await.expect("read");
        let after = desk.app.picture().classifier.version();
        assert_ne!(before, after, "on {}", desk.store.name());
        assert_eq!(number(&desk, "SELECT count(*) FROM models WHERE state = 'active'").await, 1);
    }
}

/// The texts and names of the questions that match, sentence by sentence.
async fn said(desk: &TestDesk, which: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let about = format!("SELECT subject, contact_name, contact_email, contact_phone FROM tickets WHERE {which}");
    for row in rows(desk, &about).await {
        for at in 0..4 {
            said.extend(row.try_get_by_index::<Option<String>>(at).expect("text"));
        }
    }
    let bodies = format!("SELECT body FROM messages JOIN tickets ON tickets.id = messages.ticket_id WHERE {which}");
    for row in rows(desk, &bodies).await {
        let body: String = row.try_get_by_index(0).expect("text");
        said.extend(body.split(['.', '\n', '?']).map(|line| line.trim().to_owned()));
    }
    said.retain(|text| text.chars().count() > 12);
    said
}

#[tokio::test]
async fn a_demo_of_two_years_of_which_the_oldest_is_erased_holds_none_of_its_texts_and_counts_as_before() {
    // What lies in every desk before anybody asks (names and descriptions of topics, words of routing) is nobody's trace.
    let always = desks().await[0].store.everything();
    let always = String::from_utf8_lossy(&always).to_lowercase();
    for store in testkit::database::stores().await {
        let folder = tempfile::tempdir().expect("a folder");
        let mut seed = loket(folder.path(), store.url());
        seed.args(["demo", "--seed-only", "--questions", "300", "--years", "2"]);
        assert!(seed.status().expect("it starts").success());
        let desk = TestDesk::on(store).await;
        let now = app::Clock::now(&app::SystemClock);
        desk.clock.set(now);
        while desk.app.index_texts().await.expect("indexed") > 0 {}
        let before = figures(&desk, now).await;
        // Finished longer ago than the term; what ended in the days about it is left out of this look.
        let finished_before = |days: i64| {
            let day = (now - Duration::days(days)).format("%F");
            format!(
                "(tickets.status IN ('ANSWERED', 'CLOSED') AND COALESCE(tickets.closed_at, tickets.answered_at) < '{day} 00:00:00+00:00')"
            )
        };
        let (old, young) = (finished_before(370), format!("NOT {}", finished_before(362)));
        let stays = said(&desk, &format!("NOT {old}")).await;
        let stays: String = stays.into_iter().collect::<Vec<_>>().join("\n").to_lowercase();
        let mut gone = said(&desk, &old).await;
        gone.retain(|text| ![&stays, &always].iter().any(|other| other.contains(&text.to_lowercase())));
        assert!(gone.len() > 150, "{} texts that only they have", gone.len());
        let erase = |how: &[&str]| {
            let mut retention = loket(folder.path(), desk.store.url());
            retention.env("LOKET__RETENTION__TEXTS_MONTHS", "12").arg("retention").args(how);
            let output = retention.output().expect("it starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("text")
        };
        let erased = "texts_erased_at IS NOT NULL";
        let dry = erase(&["--dry-run"]);
        assert_eq!(number(&desk, &format!("SELECT count(*) FROM tickets WHERE {erased}")).await, 0, "only told");
        let told = erase(&[]);
        assert!(told.contains("Vooraf:") && told.contains("Nu:") && told.contains(" 0 vragen te wissen"), "{told}");
        println!("{told}");
        let due = number(&desk, &format!("SELECT count(*) FROM tickets WHERE {erased}")).await;
        assert!(dry.contains(&format!("{due} vragen te wissen")), "{due}: {dry}");
        for (missed, which) in [(&old, "texts_erased_at IS NULL"), (&young, erased)] {
            let sql = format!("SELECT count(*) FROM tickets WHERE {missed} AND {which}");
            assert_eq!(number(&desk, &sql).await, 0, "{sql}");
        }
        let dump = desk.store.everything();
        let dump = String::from_utf8_lossy(&dump).to_lowercase();
        let left: Vec<&String> = gone.iter().filter(|text| dump.contains(&text.to_lowercase())).collect();
        assert!(
            left.is_empty(),
            "on {}: {} of {}: {:#?}",
            desk.store.name(),
            left.len(),
            gone.len(),
            &left[..left.len().min(8)]
        );
        println!("{}: {} texts, names and addresses of {due} questions are nowhere", desk.store.name(), gone.len());
        assert_eq!(figures(&desk, now).await, before, "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn no_table_grows_without_an_end_and_doctor_says_how_much_lies_in_each() {
    for desk in desks().await {
        let mut words = Words::default();
        let on = ask(&desk, &mut words, 1).await;
        desk.app.close_ticket(&desk.staff(TestDesk::LEAD), on, Closing::default()).await.expect("closed");
        leave_traces(&desk, &mut words, on).await;
        let (then, anna) = ("2026-11-24 10:00:00+00:00", "people p WHERE p.email = 'anna@desk.example'");
        for statement in [
            "INSERT INTO events (ticket_id, kind, at, on_day, actor, origin, detail, open_delta) \
             SELECT NULL, 'signed_out', at, on_day, actor, origin, detail, 0 FROM events WHERE kind = 'received'"
                .to_owned(),
            "INSERT INTO events (ticket_id, kind, at, on_day, actor, origin, detail, open_delta) \
             SELECT ticket_id, 'question_read', at, on_day, actor, origin, detail, 0 FROM events WHERE kind = 'received'"
                .to_owned(),
            format!(
                "INSERT INTO reminders (ticket_id, metric, kind, recipient_id, target_at, job_id, at) \
                 SELECT t.id, 'ANSWER', 'due_soon', p.id, '{then}', p.id, '{then}' FROM tickets t, {anna}"
            ),
            format!(
                "INSERT INTO stand_ins (ticket_id, absent_id, cover_id, at) \
                 SELECT t.id, p.id, p.id, '{then}' FROM tickets t, {anna}"
            ),
            // About no question any more, and dealt with.
            "UPDATE jobs SET state = 'dismissed', letter = NULL, ticket_id = NULL WHERE state = 'dead'".to_owned(),
        ] {
            sql(&desk, &statement).await;
        }
        for model in 0..20 {
            let row = format!("('v{model}', {model}, 'rejected', '{{}}', '{then}')");
            sql(
                &desk,
                &format!("INSERT INTO models (version, corrections_until, state, report, created_at) VALUES {row}"),
            )
            .await;
        }
        let counts = [
            "events WHERE ticket_id IS NULL",
            "events WHERE kind = 'question_read'",
            "reminders",
            "stand_ins",
            "acts",
            "jobs WHERE state = 'dismissed'",
        ];
        let whole = number(&desk, "SELECT count(*) FROM events WHERE ticket_id IS NOT NULL").await;
        for what in counts {
            let there = number(&desk, &format!("SELECT count(*) FROM {what}")).await;
            assert!(there > 0 || what == "acts", "{what}");
        }
        desk.clock.advance(Duration::days(800));
        swept(&desk).await;
        for what in counts {
            assert_eq!(
                number(&desk, &format!("SELECT count(*) FROM {what}")).await,
                0,
                "{what} on {}",
                desk.store.name()
            );
        }
        assert_eq!(number(&desk, "SELECT count(*) FROM models").await, 12, "the newest stay");
        let events = number(&desk, "SELECT count(*) FROM events WHERE ticket_id IS NOT NULL").await;
        assert_eq!(events, whole - 1 + 2, "but for the reading every line of the question is there, and two came");
        store::statistics::keep(desk.app.store()).await.expect("counted");
        let folder = tempfile::tempdir().expect("a folder");
        let told = loket(folder.path(), desk.store.url()).arg("doctor").output().expect("it starts");
        let told = String::from_utf8(told.stdout).expect("text");
        let line = |table: &str| {
            let line = told.lines().find(|line| line.trim_start().starts_with(&format!("{table} ")));
            line.unwrap_or_else(|| panic!("{table} is not in {told}"))
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(line("tickets")[1..3], ["1", "rij"], "{told}");
        assert_eq!(line("models")[1..3], ["12", "rijen"], "{told}");
        for table in ["jobs", "reminders", "decisions", "events", "stand_ins", "erasures"] {
            assert!(line(table).last().is_some_and(|unit| unit == "kB" || unit == "MB"), "{told}");
        }
    }
}
