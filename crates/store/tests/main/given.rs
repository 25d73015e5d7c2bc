//! What most tests begin with.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    Axis, Contact, Coverage, Deadline, Decision, DecisionCause, DecisionId, Event, Expert, Expertise, Happened, JobId,
    Letter, LetterKind, Level, Message, MessageId, MessageKind, Metric, MunicipalityCode, OrganisationId,
    OrganisationKind, OrganisationName, Origin, Person, PersonId, Place, Promises, Role, Standing, SubmissionKey,
    Ticket, TicketEvent, TicketId, TicketTopic, TopicKey, TopicSource, WorkingDays,
};
use store::arrivals::{self, Arrival};
use store::decisions::StoredDecision;
use store::experts::{self, Numbers};
use store::jobs::Job;
use store::tickets::{self, NewTicket};
use store::{Scope, Store, StoreError, Tx, events, organisations, people};
use uuid::Uuid;

/// Monday 2 November 2026, ten o'clock in the Netherlands, and some microseconds.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-11-02T09:00:00.000123Z".parse().unwrap()
}

pub(crate) fn minutes(number: i64) -> TimeDelta {
    TimeDelta::minutes(number)
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A made-up name: the same number gives the same, a higher one sorts later.
pub(crate) fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

pub(crate) fn expert(number: u128) -> PersonId {
    PersonId(uuid(number))
}

pub(crate) fn topic(key: &str, axis: Axis) -> TicketTopic {
    TicketTopic {
        key: key.into(),
        axis,
        source: TopicSource::Classifier,
        confidence: Some(640),
        primary: axis == Axis::Theme,
        evidence: vec!["woonzorgvisie".to_owned(), "'visie'".to_owned()],
    }
}

pub(crate) fn deadline(metric: Metric, received_at: DateTime<Utc>) -> Deadline {
    let days = if metric == Metric::FirstResponse { 2 } else { 10 };
    let due_at = received_at + Days::new(days);
    Deadline {
        round: 1,
        outcome: None,
        counted_from: received_at,
        due_at,
        remind_at: due_at - Days::new(1),
        derivation: "twee werkdagen".to_owned(),
        calendar_version: 1,
        met_at: None,
        worked_minutes: None,
        breached_at: None,
        paused_at: None,
        extra_days: 0,
    }
}

pub(crate) fn promises(received_at: DateTime<Utc>) -> Promises {
    Promises::make(|metric| deadline(metric, received_at))
}

pub(crate) fn message(number: u128, kind: MessageKind, body: &str) -> Message {
    Message {
        id: MessageId(uuid(number)),
        kind,
        author: None,
        author_name: "Sanne de Vries".to_owned(),
        body: body.to_owned(),
        sent_at: monday(),
    }
}

/// Question `number` of the first organisation, received `number` minutes after Monday ten o'clock.
pub(crate) fn question(number: u128) -> NewTicket {
    let received_at = monday() + minutes(i64::try_from(number).unwrap());
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(&number.to_be_bytes());
    NewTicket {
        submission_key: SubmissionKey(uuid(number)),
        content_hash: hash,
        tracking_hash: hash,
        subject: format!("Vraag {number} over wonen"),
        standing: Standing::Unassigned { choose_before: None, asked: None },
        received_at,
        organisation: OrganisationId(uuid(1)),
        organisation_kind: OrganisationKind::Municipality,
        place: Place::Municipality(MunicipalityCode("GM0344".to_owned())),
        also: Vec::new(),
        works_for: None,
        contact: Contact {
            name: "Sanne de Vries".to_owned(),
            email: "sanne@example.org".to_owned(),
            phone: Some("030 000 00 00".to_owned()),
        },
        language: "nl".to_owned(),
        out_of_scope: false,
        policy: "standard".to_owned(),
        channel: Origin::Web,
        topics: vec![topic("ouderen", Axis::Group), topic("woonzorgvisie", Axis::Theme)],
        assignee: None,
        routing_summary: "Nog niemand".to_owned(),
        effort_minutes: 90,
        has_personal_data: true,
        promises: promises(received_at),
        quiet: false,
        question: message(number, MessageKind::Question, "Hoe maken wij een woonzorgvisie?"),
    }
}

/// The same question, in the hands of an expert.
pub(crate) fn assigned(number: u128, to: PersonId) -> NewTicket {
    NewTicket { standing: Standing::Assigned, assignee: Some(to), ..question(number) }
}

/// The organisation that asks.
pub(crate) fn asker() -> OrganisationName {
    OrganisationName {
        kind: OrganisationKind::Municipality,
        name: "Gemeente Utrecht".to_owned(),
        municipality: Some(MunicipalityCode("GM0344".to_owned())),
        region: None,
    }
}

/// The organisation that asks, and experts 1, 2 and 3: the first knows woonzorgvisie, the second huisvesting, the
/// third nothing yet.
pub(crate) async fn desk(store: &Store) {
    let tx = store.write().await.unwrap();
    organisations::learn(&tx, OrganisationId(uuid(1)), &asker()).await.unwrap();
    let staff: Vec<Person> = (1..=3).map(|number| person(number, vec![Role::Expert])).collect();
    people::save(&tx, &staff).await.unwrap();
    let known = [expert_knowing(1, &["woonzorgvisie"]), expert_knowing(2, &["huisvesting"]), expert_knowing(3, &[])];
    experts::save(&tx, &known).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn person(number: u128, roles: Vec<Role>) -> Person {
    Person {
        id: expert(number),
        name: format!("Deskundige {number}"),
        email: format!("deskundige{number}@example.org"),
        roles,
        active: true,
        demo: false,
    }
}

pub(crate) fn expert_knowing(number: u128, topics: &[&str]) -> Expert {
    Expert {
        id: expert(number),
        name: format!("Deskundige {number}"),
        expertise: topics.iter().map(|key| Expertise { topic: TopicKey::from(*key), level: Level::Good }).collect(),
        coverage: vec![Coverage::National],
        languages: vec!["en".to_owned()],
        weekly_minutes: 600,
        working_days: WorkingDays::FULL_WEEK,
        absences: Vec::new(),
    }
}

/// A decision that nobody fits, from before every other one.
pub(crate) fn nobody(new: &NewTicket, ticket: TicketId) -> StoredDecision {
    let decision = Decision {
        chosen: None,
        summary: "Niemand".to_owned(),
        candidates: Vec::new(),
        relaxed: Vec::new(),
        decided_at: monday(),
    };
    let id = DecisionId(Uuid::from_u128(new.question.id.0.as_u128() - (1 << 100)));
    StoredDecision { id, ticket, cause: DecisionCause::Submitted, classifier: "1".to_owned(), decision }
}

/// Stores a question with its decision and nothing else; none when its key was used before. Then nothing may be kept.
pub(crate) async fn insert(tx: &Tx, new: &NewTicket) -> Result<Option<TicketId>, StoreError> {
    let known = arrivals::known(tx, &asker(), new.submission_key, monday()).await?;
    let Some(number) = known.number else { return Ok(None) };
    let arrival = Arrival {
        number,
        ticket: new,
        decision: &nobody(new, number),
        numbers: &Numbers::new(),
        work: None,
        events: &[],
        letters: &[],
        now: monday(),
    };
    Ok(arrivals::write(tx, &arrival).await?.then_some(number))
}

/// Stores a question; the desk must stand.
pub(crate) async fn stored(store: &Store, new: &NewTicket) -> Ticket {
    let tx = store.write().await.unwrap();
    let id = insert(&tx, new).await.unwrap().expect("a key that was not used before");
    tx.commit().await.unwrap();
    read(store, id).await
}

pub(crate) async fn read(store: &Store, id: TicketId) -> Ticket {
    tickets::find(store, id, &Scope::Everything).await.unwrap().expect("a ticket that is there")
}

pub(crate) fn event(ticket: TicketId, what: TicketEvent, at: DateTime<Utc>) -> Event {
    Event { what: Happened::Ticket(ticket, what), at, actor: domain::Actor::System, origin: Origin::Worker }
}

pub(crate) async fn append(store: &Store, rows: &[Event]) {
    let tx = store.write().await.unwrap();
    events::append(&tx, rows).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn job(number: u128, ticket: Option<TicketId>, run_at: DateTime<Utc>) -> Job {
    Job {
        id: JobId(uuid(number)),
        ticket,
        person: None,
        reactions: 0,
        letter: Letter {
            from_name: None,
            kind: LetterKind::Receipt,
            to_name: "Sanne de Vries".to_owned(),
            to_email: "sanne@example.org".to_owned(),
            subject: "Wij hebben uw vraag".to_owned(),
            body: "Beste Sanne,\n\nDank voor uw vraag.".to_owned(),
            message_id: format!("<{number}@loket.example>"),
            language: "nl".to_owned(),
            look: domain::Look::default(),
            thread: None,
            date: "Mon, 2 Nov 2026 10:00:00 +0100".to_owned(),
        },
        goes: store::jobs::Goes::Alone,
        run_at,
        attempt: 0,
    }
}

/// Commits what `write` does.
pub(crate) async fn write<T>(store: &Store, write: impl AsyncFnOnce(&Tx) -> T) -> T {
    let tx = store.write().await.unwrap();
    let done = write(&tx).await;
    tx.commit().await.unwrap();
    done
}
