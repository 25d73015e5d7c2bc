//! The rows of one submission, written by the database driver alone: what the machine can do at best.

use anyhow::Result;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use uuid::Uuid;

pub(crate) struct Raw(DatabaseConnection);

impl Raw {
    /// Tables of its own, of the same width, so that the desk's are left alone.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        // SQLite has one writer; PostgreSQL gets as many connections as the desk.
        options.max_connections(if url.starts_with("sqlite") { 1 } else { 8 }).sqlx_logging(false);
        let database = Database::connect(options).await?;
        database
            .execute_unprepared(
                "CREATE TABLE raw_rows (id text PRIMARY KEY, kind text NOT NULL, content text NOT NULL)",
            )
            .await?;
        database.execute_unprepared("CREATE INDEX raw_rows_kind ON raw_rows (kind, id)").await?;
        Ok(Self(database))
    }

    /// One transaction with one statement for each of the eight tables a submission writes to.
    pub(crate) async fn insert(&self, number: usize) -> Result<()> {
        let tx = self.0.begin().await?;
        for (table, bytes) in TABLES {
            let id = format!("{table}-{}", Uuid::from_u128(number as u128));
            let values = [id.into(), table.into(), "x".repeat(bytes).into()];
            let sql = "INSERT INTO raw_rows (id, kind, content) VALUES ($1, $2, $3)";
            tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Tables a submission writes to, and about how many bytes of each.
const TABLES: [(&str, usize); 8] = [
    ("organisations", 100),
    ("tickets", 700),
    ("messages", 400),
    ("ticket_topics", 300),
    ("deadlines", 500),
    ("decisions", 6_000),
    ("events", 400),
    ("jobs", 2_000),
];
