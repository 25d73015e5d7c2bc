//! Bringing search rows up to date (indexing), many at a time.

use super::marks;
use super::vocabulary::{self, Occurring};
use super::words::{stems, words};
use crate::entity::{invitation, message, municipality, organisation, person, region, ticket, ticket_topic};
use crate::one_of::one_of;
use crate::rows::PlaceColumns;
use crate::{Reads, Store, StoreError, Tx, ticket_places};
use domain::{MessageKind, Place, TicketId, fold, stemming};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use std::collections::{BTreeSet, HashMap};

/// Most characters of one ticket that are indexed; the rest of a very long thread is not found by its words.
const MOST_CHARACTERS: usize = 100_000;

/// Brings up to `limit` out-of-date search rows up to date; how many were.
pub async fn index_pending(store: &Store, limit: u32) -> Result<usize, StoreError> {
    index(store, &pending(store, &[], limit).await?).await
}

/// A ticket whose search row is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Which.
    pub ticket: TicketId,
}

/// Tickets whose search row is out of date, but for those that are left alone.
pub async fn pending(from: &impl Reads, left: &[TicketId], limit: u32) -> Result<Vec<Pending>, StoreError> {
    let mut query = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(Expr::cust("NOT indexed"))
        .order_by_asc(ticket::Column::Id);
    if !left.is_empty() {
        query = query.filter(ticket::Column::Id.is_not_in(left.iter().map(|ticket| ticket.0)));
    }
    let ids: Vec<i64> = query.limit(u64::from(limit)).into_tuple().all(from.connection()).await?;
    Ok(ids.into_iter().map(|id| Pending { ticket: TicketId(id) }).collect())
}

/// Brings the search rows of these up to date, all or none; how many were out of date (a dozen statements whatever the number).
///
/// They are read before anything is held. A ticket that changed since then, or that somebody is changing, stays out of date
/// and is for the next time: nothing that is said is lost.
pub async fn index(store: &Store, pending: &[Pending]) -> Result<usize, StoreError> {
    let rows = read(store, pending).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let new = vocabulary::unknown(store, rows.iter().flat_map(|row| row.words.iter().cloned()).collect()).await?;
    let tx = store.write().await?;
    let claimed = claim(&tx, &rows).await?;
    if !claimed.is_empty() {
        // What was said and is erased since is no word that occurs.
        let still = |row: &&Row| claimed.contains(&row.ticket);
        let said: BTreeSet<&Occurring> = rows.iter().filter(still).flat_map(|row| &row.words).collect();
        let new: BTreeSet<Occurring> = new.into_iter().filter(|word| said.contains(word)).collect();
        vocabulary::keep(&tx, &new).await?;
        put(&tx, rows.iter().filter(|row| claimed.contains(&row.ticket))).await?;
    }
    tx.commit().await?;
    Ok(claimed.len())
}

/// Learns the words of texts that were made findable otherwise than by [`index`] (bulk load).
pub async fn learn(store: &Store, text: &str) -> Result<(), StoreError> {
    let words = occurring(text).into_iter().filter(|(word, _)| vocabulary::has_pieces(word)).collect();
    let new = vocabulary::unknown(store, words).await?;
    let tx = store.write().await?;
    vocabulary::keep(&tx, &new).await?;
    tx.commit().await
}

/// A search row as it should be.
struct Row {
    ticket: i64,
    /// At which revision of the ticket.
    revision: i32,
    /// Words and marks, with a space between them.
    holds: String,
    /// Words whose pieces lead to it: none that is for colleagues only.
    words: BTreeSet<Occurring>,
}

async fn read(from: &impl Reads, pending: &[Pending]) -> Result<Vec<Row>, StoreError> {
    if pending.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || pending.iter().map(|row| row.ticket.0);
    // The tickets first: what is said after that counts their revision up.
    let tickets = ticket::Entity::find()
        .filter(ticket::Column::Id.is_in(ids()))
        .filter(Expr::cust("NOT indexed"))
        .all(from.connection())
        .await?;
    let mut said: HashMap<i64, Said> = HashMap::new();
    let messages: Vec<(i64, String, String)> = message::Entity::find()
        .select_only()
        .columns([message::Column::TicketId, message::Column::Kind, message::Column::Body])
        .filter(one_of(from.connection(), (message::Entity, message::Column::TicketId), ids()))
        .order_by_asc(message::Column::TicketId)
        .order_by_asc(message::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    for (ticket, kind, body) in messages {
        let said = said.entry(ticket).or_default();
        if kind == MessageKind::Note.as_str() { said.inside.push(body) } else { said.to_all.push(body) }
    }
    let mut topics: HashMap<i64, Vec<String>> = HashMap::new();
    let of_tickets: Vec<(i64, String)> = ticket_topic::Entity::find()
        .select_only()
        .columns([ticket_topic::Column::TicketId, ticket_topic::Column::Topic])
        .filter(one_of(from.connection(), (ticket_topic::Entity, ticket_topic::Column::TicketId), ids()))
        .into_tuple()
        .all(from.connection())
        .await?;
    for (ticket, topic) in of_tickets {
        topics.entry(ticket).or_default().push(topic);
    }
    let mut invited: HashMap<i64, Vec<uuid::Uuid>> = HashMap::new();
    let of_tickets: Vec<(i64, uuid::Uuid)> = invitation::Entity::find()
        .select_only()
        .columns([invitation::Column::TicketId, invitation::Column::PersonId])
        .filter(invitation::Column::TicketId.is_in(ids()))
        .into_tuple()
        .all(from.connection())
        .await?;
    for (ticket, person) in of_tickets {
        invited.entry(ticket).or_default().push(person);
    }
    let mut also = ticket_places::of(from, &tickets).await?;
    let names = Names::of(from, &tickets, also.values().flatten()).await?;
    let row = |ticket: ticket::Model| {
        let said = said.remove(&ticket.id).unwrap_or_default();
        let also = also.remove(&ticket.id).unwrap_or_default();
        let mut public = names.about(&ticket, &also);
        public.push(ticket.subject.clone());
        public.extend(said.to_all);
        let mut inside = vec![ticket.contact_name.clone(), ticket.contact_email.clone()];
        inside.extend(said.inside);
        let words = occurring(&cut(&public));
        let mut holds: BTreeSet<String> = words.iter().map(|(_, stem)| stem.clone()).collect();
        holds.extend(stems(&cut(&inside)).iter().map(|stem| marks::of_inside(stem)));
        holds.extend(stems(&ticket.subject).iter().map(|stem| marks::of_subject(stem)));
        holds.extend(marks_of(&ticket, topics.remove(&ticket.id).unwrap_or_default()));
        holds.extend(also.iter().flat_map(mark_of_place));
        holds.extend(invited.remove(&ticket.id).into_iter().flatten().map(marks::of_invited));
        let holds = holds.into_iter().collect::<Vec<_>>().join(" ");
        let words = words.into_iter().filter(|(word, _)| vocabulary::has_pieces(word)).collect();
        Row { ticket: ticket.id, revision: ticket.revision, holds, words }
    };
    Ok(tickets.into_iter().map(row).collect())
}

/// What was said on a ticket.
#[derive(Default)]
struct Said {
    to_all: Vec<String>,
    /// To colleagues only.
    inside: Vec<String>,
}

fn cut(texts: &[String]) -> String {
    texts.join("\n").chars().take(MOST_CHARACTERS).collect()
}

/// The words of a text, each with its stem.
pub(super) fn occurring(text: &str) -> BTreeSet<Occurring> {
    let stem = stemming();
    words(&fold(text)).map(|word| (word.to_owned(), stem(word))).collect()
}

/// What is looked for besides words.
fn marks_of(ticket: &ticket::Model, topics: Vec<String>) -> Vec<String> {
    let mut all = marks::of_order(ticket.urgency, &ticket.status);
    all.extend([
        marks::of_kind(&ticket.organisation_kind),
        marks::of_organisation(ticket.organisation_id),
        marks::of_day(ticket.received_on),
        marks::of_month(ticket.received_on),
    ]);
    all.extend(ticket.assignee_id.map(marks::of_expert));
    all.extend(mark_of_place(&first_place(ticket)));
    all.extend(topics.iter().map(|topic| marks::of_topic(topic)));
    all
}

fn first_place(ticket: &ticket::Model) -> Place {
    let (municipality, region_layout, region_code) =
        (ticket.municipality.clone(), ticket.region_layout.clone(), ticket.region_code.clone());
    PlaceColumns { municipality, region_layout, region_code }.place()
}

fn mark_of_place(place: &Place) -> Option<String> {
    match place {
        Place::Municipality(code) => Some(marks::of_municipality(&code.0)),
        Place::Region(region) => Some(marks::of_region(&region.layout.0, &region.code)),
        Place::Nationwide => None,
    }
}

/// The names by which people look for a ticket: of organisations, places and experts.
struct Names {
    experts: HashMap<uuid::Uuid, String>,
    organisations: HashMap<uuid::Uuid, String>,
    municipalities: HashMap<String, Vec<String>>,
    regions: HashMap<(String, String), String>,
}

impl Names {
    async fn of(
        from: &impl Reads,
        tickets: &[ticket::Model],
        also: impl Iterator<Item = &Place>,
    ) -> Result<Self, StoreError> {
        let asking: BTreeSet<uuid::Uuid> = tickets.iter().map(|ticket| ticket.organisation_id).collect();
        let (mut places, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for place in tickets.iter().map(first_place).chain(also.cloned()) {
            match place {
                Place::Municipality(code) => _ = places.insert(code.0),
                Place::Region(region) => _ = codes.insert(region.code),
                Place::Nationwide => {}
            }
        }
        let having: BTreeSet<uuid::Uuid> = tickets.iter().filter_map(|ticket| ticket.assignee_id).collect();
        let experts: Vec<(uuid::Uuid, String)> = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Name])
            .filter(person::Column::Id.is_in(having))
            .into_tuple()
            .all(from.connection())
            .await?;
        let organisations: Vec<(uuid::Uuid, String)> = organisation::Entity::find()
            .select_only()
            .columns([organisation::Column::Id, organisation::Column::Name])
            .filter(organisation::Column::Id.is_in(asking))
            .into_tuple()
            .all(from.connection())
            .await?;
        let mut municipalities = HashMap::new();
        for known in
            municipality::Entity::find().filter(municipality::Column::Code.is_in(places)).all(from.connection()).await?
        {
            let mut names = vec![known.name];
            names.extend(serde_json::from_value::<Vec<String>>(known.aliases)?);
            municipalities.insert(known.code, names);
        }
        // The latest name counts: it comes last.
        let regions = region::Entity::find()
            .filter(region::Column::Code.is_in(codes))
            .order_by_asc(region::Column::ValidFrom)
            .all(from.connection())
            .await?;
        let regions = regions.into_iter().map(|known| ((known.layout, known.code), known.name)).collect();
        let (experts, organisations) = (experts.into_iter().collect(), organisations.into_iter().collect());
        Ok(Self { experts, organisations, municipalities, regions })
    }

    /// For which organisation somebody asked, about which places, and who has it.
    fn about(&self, ticket: &ticket::Model, also: &[Place]) -> Vec<String> {
        let expert = ticket.assignee_id.and_then(|id| self.experts.get(&id));
        let mut about: Vec<String> = expert.cloned().into_iter().collect();
        about.extend(self.organisations.get(&ticket.organisation_id).cloned());
        about.extend(ticket.works_for.clone());
        for place in std::iter::once(&first_place(ticket)).chain(also) {
            match place {
                Place::Municipality(code) => {
                    about.extend(self.municipalities.get(&code.0).into_iter().flatten().cloned());
                }
                Place::Region(region) => {
                    about.extend(self.regions.get(&(region.layout.0.clone(), region.code.clone())).cloned());
                }
                Place::Nationwide => {}
            }
        }
        about
    }
}

/// Says of these that they are up to date, where they are still as they were read; which they are.
async fn claim(tx: &Tx, rows: &[Row]) -> Result<BTreeSet<i64>, StoreError> {
    let backend = tx.0.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "UPDATE tickets SET indexed = true WHERE NOT indexed \
             AND (id, revision) IN (SELECT value ->> 0, value ->> 1 FROM json_each($1)) RETURNING id"
        }
        // Nobody is waited for, so that nobody waits in a circle.
        _ => {
            "WITH free AS (SELECT tickets.id FROM tickets JOIN jsonb_array_elements($1::jsonb) AS read (value) \
             ON tickets.id = (read.value ->> 0)::bigint AND tickets.revision = (read.value ->> 1)::integer \
             WHERE NOT tickets.indexed ORDER BY tickets.id FOR UPDATE OF tickets SKIP LOCKED) \
             UPDATE tickets SET indexed = true FROM free WHERE tickets.id = free.id RETURNING tickets.id"
        }
    };
    let read: Vec<(i64, i32)> = rows.iter().map(|row| (row.ticket, row.revision)).collect();
    let statement = Statement::from_sql_and_values(backend, sql, [serde_json::to_string(&read)?.into()]);
    let claimed = tx.0.query_all_raw(statement).await?;
    Ok(claimed.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

async fn put<'r>(tx: &Tx, rows: impl Iterator<Item = &'r Row>) -> Result<(), StoreError> {
    let backend = tx.0.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "INSERT OR REPLACE INTO ticket_search (rowid, stems) SELECT value ->> 0, value ->> 1 FROM json_each($1)"
        }
        _ => {
            "INSERT INTO ticket_search (ticket_id, stems) \
             SELECT (value ->> 0)::bigint, array_to_tsvector(string_to_array(value ->> 1, ' ')) \
             FROM jsonb_array_elements($1::jsonb) AS read (value) \
             ON CONFLICT (ticket_id) DO UPDATE SET stems = excluded.stems"
        }
    };
    let rows: Vec<(i64, &str)> = rows.map(|row| (row.ticket, row.holds.as_str())).collect();
    let statement = Statement::from_sql_and_values(backend, sql, [serde_json::to_string(&rows)?.into()]);
    tx.0.execute_raw(statement).await?;
    Ok(())
}
