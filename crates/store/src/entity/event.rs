use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub ticket_id: Option<i64>,
    pub kind: String,
    pub at: DateTimeUtc,
    pub on_day: Date,
    #[sea_orm(column_type = "JsonBinary")]
    pub actor: Json,
    pub origin: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    pub open_delta: i16,
    pub actor_id: Option<Uuid>,
    pub revision: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
