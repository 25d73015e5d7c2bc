//! Indexes, and SQLite's triggers, which need them, are taken away while rows are written, and made when all are there.

use anyhow::Result;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

/// Those that only speed reading up; gives the statements that make them again.
pub(crate) async fn drop(database: &DatabaseConnection) -> Result<Vec<String>> {
    let backend = database.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR (type = 'index' AND sql NOT LIKE 'CREATE UNIQUE%')"
        }
        _ => {
            "SELECT 'index' AS type, indexname::text AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = current_schema() \
             AND indexdef NOT LIKE 'CREATE UNIQUE%'"
        }
    };
    let mut statements = Vec::new();
    for row in database.query_all_raw(Statement::from_string(backend, sql)).await? {
        let (kind, name): (String, String) = (row.try_get("", "type")?, row.try_get("", "name")?);
        statements.push(row.try_get("", "sql")?);
        database.execute_unprepared(&format!("DROP {kind} {name}")).await?;
    }
    Ok(statements)
}

pub(crate) async fn make(database: &DatabaseConnection, statements: &[String]) -> Result<()> {
    for statement in statements {
        database.execute_unprepared(statement).await?;
    }
    Ok(())
}
