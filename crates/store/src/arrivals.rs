//! A question that comes in (intake): all that is read for it is one statement, and all that comes of it another one.

use crate::batch::as_one;
use crate::experts::{self, ExpertLoad, Numbers, Taken};
use crate::jobs::Job;
use crate::organisations::Identity;
use crate::tickets::NewTicket;
use crate::versions::{self, Versions};
use crate::{StoreError, Tx, decisions, events, jobs, tickets};
use chrono::{DateTime, Utc};
use domain::{Event, OrganisationId, OrganisationName, PersonId, SubmissionKey, TicketId};
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryTrait, Statement};
use uuid::Uuid;

/// What the desk knows of a question before it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The versions that caches must match.
    pub versions: Versions,
    /// Every expert's load.
    pub loads: Vec<ExpertLoad>,
    /// Who asks; none when this organisation asks for the first time.
    pub organisation: Option<OrganisationId>,
    /// Experts with a conflict of interest with it.
    pub conflicts: Vec<PersonId>,
    /// Experts who had one of its last five questions.
    pub earlier: Vec<PersonId>,
    /// Was a question stored under this key before?
    pub is_used: bool,
    /// The number the question gets; none while its asker is not known, or when its key was used.
    pub number: Option<TicketId>,
}

/// The loads stand in the rows; what is true of all of it stands in each. The number is taken only by a question that is
/// about to be stored, so that none is skipped for nothing. The organisation is held: it becomes no other name meanwhile.
const KNOWN: &str = "
    WITH asker AS (SELECT COALESCE(merged_into, id) AS id FROM organisations
                     WHERE kind = $1 AND folded = $2 AND place = $3{held}),
         used AS (SELECT id FROM tickets WHERE submission_key = $4),
         earlier AS (SELECT assignee_id FROM tickets
                      WHERE organisation_id = (SELECT id FROM asker) AND received_at >= $5
                      ORDER BY received_at DESC LIMIT 5)
    SELECT v.roster, v.reference, v.routing, v.promises,
           l.person_id, l.open_minutes, l.recent_minutes, l.last_assigned_at, l.revision,
           asker.id AS organisation_id,
           EXISTS (SELECT 1 FROM used) AS is_used,
           l.person_id IN (SELECT person_id FROM barred WHERE organisation_id = (SELECT id FROM asker)) AS is_barred,
           l.person_id IN (SELECT assignee_id FROM earlier WHERE assignee_id IS NOT NULL) AS is_earlier,
           (SELECT CASE WHEN EXISTS (SELECT 1 FROM asker) AND NOT EXISTS (SELECT 1 FROM used) THEN {next} END) AS next
      FROM versions v LEFT JOIN asker ON 1 = 1 LEFT JOIN expert_loads l ON 1 = 1";

/// SQLite has one writer at a time, which is who asks.
const NEXT_SQLITE: &str = "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'tickets'), 0) + 1";
const NEXT_POSTGRES: &str = "nextval(pg_get_serial_sequence('tickets', 'id'))";

/// All that must be known to take a question in, in one statement. Earlier questions count from `since` on.
pub async fn known(
    tx: &Tx,
    asker: &OrganisationName,
    key: SubmissionKey,
    since: DateTime<Utc>,
) -> Result<Known, StoreError> {
    let backend = tx.0.get_database_backend();
    let (next, held) = match backend {
        DatabaseBackend::Sqlite => (NEXT_SQLITE, ""),
        _ => (NEXT_POSTGRES, " FOR KEY SHARE"),
    };
    let Identity { kind, folded, place } = Identity::of(asker);
    let values = [kind.into(), folded.into(), place.into(), key.0.into(), since.into()];
    let statement =
        Statement::from_sql_and_values(backend, KNOWN.replace("{next}", next).replace("{held}", held), values);
    let mut known = Known::default();
    for row in tx.0.query_all_raw(statement).await? {
        known.versions = versions::read(&row)?;
        known.organisation = row.try_get::<Option<Uuid>>("", "organisation_id")?.map(OrganisationId);
        known.is_used = row.try_get("", "is_used")?;
        known.number = row.try_get::<Option<i64>>("", "next")?.map(TicketId);
        let Some(load) = experts::load(&row)? else { continue };
        if row.try_get("", "is_barred")? {
            known.conflicts.push(load.expert);
        }
        if row.try_get("", "is_earlier")? {
            known.earlier.push(load.expert);
        }
        known.loads.push(load);
    }
    Ok(known)
}

/// Everything that comes of a question; see the types for the fields.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is what its type says")]
pub struct Arrival<'a> {
    pub number: TicketId,
    pub ticket: &'a NewTicket,
    pub decision: &'a decisions::StoredDecision,
    pub numbers: &'a Numbers,
    /// Whose week it counts in, and for how many minutes.
    pub work: Option<(Taken, i32)>,
    pub events: &'a [Event],
    pub letters: &'a [Job],
    pub now: DateTime<Utc>,
}

/// Stores all of it. `false` when somebody else came first: the room in the week is gone, or a question was stored under
/// the same key at the same moment. Then nothing of this transaction may be kept.
pub async fn write(tx: &Tx, arrival: &Arrival<'_>) -> Result<bool, StoreError> {
    let Arrival { number, ticket, now, .. } = *arrival;
    let work = arrival.work.as_ref().map(|(taken, minutes)| experts::taking(taken, *minutes, now).into_query());
    let mut rows = tickets::rows(number, ticket)?;
    rows.push(decisions::row(arrival.decision, arrival.numbers)?);
    rows.extend(events::rows(arrival.events, None)?);
    rows.extend(jobs::rows(arrival.letters, now)?);
    as_one(tx, work, rows).await
}
