use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_topics")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: i64,
    pub position: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic: String,
    pub axis: String,
    pub source: String,
    pub confidence: Option<i32>,
    pub is_primary: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub evidence: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
