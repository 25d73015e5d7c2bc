//! A migrated store of its own for each test, on both databases.

use crate::postgres;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use std::ops::Deref;
use std::time::Duration;
use store::{Options, Store, StoreError};
use tempfile::TempDir;

/// A store nobody else uses, empty but migrated; its database goes when this value does.
pub struct TestStore {
    store: Store,
    url: String,
    // Dropped after the store, whose connections it takes away.
    place: Place,
}

/// What has to be cleaned up.
enum Place {
    Folder { folder: TempDir },
    Server { database: postgres::Database },
}

impl TestStore {
    /// `SQLite` or `PostgreSQL`, for messages.
    pub fn name(&self) -> &'static str {
        match self.place {
            Place::Folder { .. } => "SQLite",
            Place::Server { .. } => "PostgreSQL",
        }
    }

    /// Everything that lies on the disk of it: the files of SQLite as they are, or what `pg_dump` writes.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn everything(&self) -> Vec<u8> {
        match &self.place {
            Place::Folder { folder } => {
                let files =
                    std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").path());
                files.flat_map(|file| std::fs::read(file).expect("it can be read")).collect()
            }
            Place::Server { database } => postgres::dump(&database.url),
        }
    }

    /// As it was opened, for a second store on the same database.
    pub fn options(&self) -> Options {
        options(&self.url)
    }

    /// Where it is, for another process on the same database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Connections that know nothing of the desk, for what only a test does to its tables.
///
/// # Errors
/// When there is no database there.
pub async fn direct(to: impl Into<ConnectOptions>) -> Result<DatabaseConnection, DbErr> {
    Database::connect(store::quiet(to)).await
}

/// A store in a file of its own.
///
/// # Panics
/// When the file cannot be made.
pub async fn sqlite() -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    let store = migrated(&url).await.unwrap_or_else(|error| panic!("SQLite: {error}"));
    TestStore { store, url, place: Place::Folder { folder } }
}

/// A store in a PostgreSQL database of its own; `None` where PostgreSQL is not installed.
///
/// # Panics
/// See [`postgres::database`].
pub async fn postgresql() -> Option<TestStore> {
    let prepare = async |url: &str| migrated(url).await?.close().await;
    let database = postgres::database(&migrations::text(), prepare).await?;
    let store = Store::connect(&options(&database.url)).await.unwrap_or_else(|error| panic!("PostgreSQL: {error}"));
    Some(TestStore { store, url: database.url.clone(), place: Place::Server { database } })
}

/// One store on each database.
///
/// # Panics
/// When one cannot be made; see [`sqlite`] and [`postgresql`].
pub async fn stores() -> Vec<TestStore> {
    let mut stores = vec![sqlite().await];
    stores.extend(postgresql().await);
    stores
}

/// Runs a test on each database, and says on which before it begins.
///
/// # Panics
/// When the test does, or when a store cannot be made.
pub async fn on_both(test: impl AsyncFn(&Store)) {
    for store in stores().await {
        println!("on {}", store.name());
        test(&store).await;
    }
}

fn options(url: &str) -> Options {
    // Nothing in a test's database has to survive the machine, and nobody in a test goes away because others use the processor.
    Options { connections: 4, durable: false, patience: Duration::from_secs(120), ..Options::new(url) }
}

async fn migrated(url: &str) -> Result<Store, StoreError> {
    let mut tries = 0;
    let store = loop {
        // A first connection may take longer than a desk waits for one, when others use the processor.
        match Store::connect(&options(url)).await {
            Err(StoreError::Unavailable(_)) if tries < 20 => tries += 1,
            opened => break opened?,
        }
    };
    store.migrate().await?;
    Ok(store)
}
