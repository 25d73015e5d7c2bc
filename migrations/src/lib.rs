//! The shape of the tables, one numbering for both databases.
//!
//! A migration is an SQL file in which only the names of a few column types differ between SQLite and PostgreSQL.

mod dialect;

use sea_orm_migration::prelude::*;

/// Everything that says how an empty database becomes a desk: a test database made from another text is out of date.
pub const TEXT: &str = concat!(
    include_str!("dialect.rs"),
    include_str!("desk.sql"),
    include_str!("search_sqlite.sql"),
    include_str!("search_postgres.sql"),
    include_str!("learning.sql"),
    include_str!("promises.sql"),
    include_str!("identity.sql"),
    include_str!("identity_sqlite.sql"),
    include_str!("identity_postgres.sql"),
    include_str!("matching_sqlite.sql"),
    include_str!("matching_postgres.sql")
);

/// All migrations, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Desk), Box::new(Learning), Box::new(Promises), Box::new(Identity), Box::new(Matching)]
    }
}

/// The first shape: everything the desk began with.
struct Desk;

impl MigrationName for Desk {
    fn name(&self) -> &str {
        "m0001_desk"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Desk {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("desk.sql")).await?;
        match manager.get_database_backend() {
            sea_orm_migration::sea_orm::DatabaseBackend::Sqlite => {
                dialect::run(manager, include_str!("search_sqlite.sql")).await
            }
            _ => dialect::run(manager, include_str!("search_postgres.sql")).await,
        }
    }
}

/// What routing learns, and what leads decide about it.
struct Learning;

impl MigrationName for Learning {
    fn name(&self) -> &str {
        "m0002_learning"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Learning {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("learning.sql")).await
    }
}

/// Calendar, policies, extensions and reminders.
struct Promises;

impl MigrationName for Promises {
    fn name(&self) -> &str {
        "m0003_promises"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Promises {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("promises.sql")).await
    }
}

/// Passwords, one-time links, throttling, revoked tokens and confirmed domains.
struct Identity;

impl MigrationName for Identity {
    fn name(&self) -> &str {
        "m0004_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Identity {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("identity.sql")).await?;
        match manager.get_database_backend() {
            sea_orm_migration::sea_orm::DatabaseBackend::Sqlite => {
                dialect::run(manager, include_str!("identity_sqlite.sql")).await
            }
            _ => dialect::run(manager, include_str!("identity_postgres.sql")).await,
        }
    }
}

/// Text that is folded otherwise than before waits to be made findable again.
struct Matching;

impl MigrationName for Matching {
    fn name(&self) -> &str {
        "m0005_matching"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Matching {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            sea_orm_migration::sea_orm::DatabaseBackend::Sqlite => {
                dialect::run(manager, include_str!("matching_sqlite.sql")).await
            }
            _ => dialect::run(manager, include_str!("matching_postgres.sql")).await,
        }
    }
}
