use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Option<i64>,
    pub kind: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub letter: Option<Json>,
    pub message_id: String,
    pub state: String,
    pub run_at: DateTimeUtc,
    pub attempt: i32,
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub takeovers: i32,
    pub person_id: Option<Uuid>,
    pub reactions: i32,
    pub gathered: bool,
    pub tries: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
