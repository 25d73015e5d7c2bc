//! The rows of one submission, written by the database driver alone: what the machine can do at best.

use anyhow::Result;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement, TransactionTrait, Value};
use uuid::Uuid;

pub(crate) struct Raw(DatabaseConnection);

/// How the rows are written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    /// All in one statement, which is a transaction.
    OneStatement,
    /// A statement for each table, in one transaction.
    EachTable,
    /// Only a ticket, its text, its event and its letter, one statement each, in one transaction.
    FourInserts,
}

impl Raw {
    /// A table of its own, so that the desk's are left alone.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        // SQLite has one writer; PostgreSQL gets as many connections as the desk.
        options.max_connections(if url.starts_with("sqlite") { 1 } else { 8 }).sqlx_logging(false);
        let database = testkit::database::direct(options).await?;
        database
            .execute_unprepared(
                "CREATE TABLE raw_rows (id text PRIMARY KEY, kind text NOT NULL, content text NOT NULL)",
            )
            .await?;
        database.execute_unprepared("CREATE INDEX raw_rows_kind ON raw_rows (kind, id)").await?;
        Ok(Self(database))
    }

    pub(crate) async fn insert(&self, number: usize, way: Way) -> Result<()> {
        let key = |kind: &str, nth: usize| format!("{way:?}-{kind}-{nth}-{}", Uuid::from_u128(number as u128));
        let rows = |table: &(&'static str, usize, usize)| -> Vec<[Value; 3]> {
            let (kind, rows, bytes) = *table;
            (0..rows).map(|nth| [key(kind, nth).into(), kind.into(), "x".repeat(bytes).into()]).collect()
        };
        match way {
            Way::OneStatement => write(&self.0, TABLES.iter().flat_map(rows).collect()).await,
            Way::EachTable => {
                let tx = self.0.begin().await?;
                for table in &TABLES {
                    write(&tx, rows(table)).await?;
                }
                Ok(tx.commit().await?)
            }
            Way::FourInserts => {
                let tx = self.0.begin().await?;
                for table in TABLES.iter().filter(|(kind, _, _)| FOUR.contains(kind)) {
                    write(&tx, rows(table).into_iter().take(1).collect()).await?;
                }
                Ok(tx.commit().await?)
            }
        }
    }
}

async fn write(to: &impl ConnectionTrait, rows: Vec<[Value; 3]>) -> Result<()> {
    let places: Vec<String> =
        (0..rows.len()).map(|row| format!("(${}, ${}, ${})", row * 3 + 1, row * 3 + 2, row * 3 + 3)).collect();
    let sql = format!("INSERT INTO raw_rows (id, kind, content) VALUES {}", places.join(", "));
    let values: Vec<Value> = rows.into_iter().flatten().collect();
    to.execute_raw(Statement::from_sql_and_values(to.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Tables a submission writes to, how many rows of each, and about how many bytes in one.
const TABLES: [(&str, usize, usize); 8] = [
    ("organisations", 1, 100),
    ("tickets", 1, 700),
    ("messages", 1, 400),
    ("ticket_topics", 3, 100),
    ("deadlines", 2, 250),
    ("decisions", 1, 6_000),
    ("events", 2, 200),
    ("jobs", 2, 1_000),
];
const FOUR: [&str; 4] = ["tickets", "messages", "events", "jobs"];
