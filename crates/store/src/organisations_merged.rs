//! Two names of one organisation become one (deduplication, merge): everything that hangs on the one hangs on the other.

use crate::{StoreError, Tx};
use domain::OrganisationId;
use sea_orm::{ConnectionTrait, Statement};

/// Everything of one organisation is the other's, whose kind its questions have from now on; its name stays as another name
/// of the other.
pub async fn merge(tx: &Tx, gone: OrganisationId, stays: OrganisationId) -> Result<(), StoreError> {
    for sql in [
        "UPDATE tickets SET organisation_id = $1, indexed = false, revision = revision + 1, \
         organisation_kind = (SELECT kind FROM organisations WHERE id = $1) WHERE organisation_id = $2",
        "INSERT INTO organisation_domains (domain, organisation_id, confirmed_by, confirmed_at, source) \
         SELECT domain, $1, confirmed_by, confirmed_at, source FROM organisation_domains WHERE organisation_id = $2 \
         ON CONFLICT DO NOTHING",
        "INSERT INTO withdrawn_domains (domain, organisation_id, withdrawn_by, withdrawn_at) \
         SELECT domain, $1, withdrawn_by, withdrawn_at FROM withdrawn_domains WHERE organisation_id = $2 \
         ON CONFLICT DO NOTHING",
        "INSERT INTO conflicts (person_id, organisation_id, at) \
         SELECT person_id, $1, at FROM conflicts WHERE organisation_id = $2 ON CONFLICT DO NOTHING",
        "UPDATE organisations SET merged_into = $1, confirmed_by = NULL, confirmed_at = NULL \
         WHERE id = $2 OR merged_into = $2",
    ] {
        run(tx, sql, &[stays, gone]).await?;
    }
    run(tx, "DELETE FROM organisation_domains WHERE organisation_id = $1", &[gone]).await?;
    run(tx, "DELETE FROM withdrawn_domains WHERE organisation_id = $1", &[gone]).await?;
    run(tx, "DELETE FROM conflicts WHERE organisation_id = $1", &[gone]).await
}

async fn run(tx: &Tx, sql: &str, ids: &[OrganisationId]) -> Result<(), StoreError> {
    let values: Vec<sea_orm::Value> = ids.iter().map(|id| id.0.into()).collect();
    tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)).await?;
    Ok(())
}
