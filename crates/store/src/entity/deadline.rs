use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deadlines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub metric: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round: i32,
    pub counted_from: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub due_on: Date,
    pub remind_at: DateTimeUtc,
    pub derivation: String,
    pub calendar_version: i32,
    pub met_at: Option<DateTimeUtc>,
    pub met_on: Option<Date>,
    pub breached_at: Option<DateTimeUtc>,
    pub paused_at: Option<DateTimeUtc>,
    pub extra_days: i32,
    pub reminded_for: Option<DateTimeUtc>,
    pub outcome: Option<String>,
    pub worked_minutes: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
