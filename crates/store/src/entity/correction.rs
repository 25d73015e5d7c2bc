use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "corrections")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub ticket_id: i64,
    #[sea_orm(column_type = "JsonBinary")]
    pub groups: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub themes: Json,
    pub wrong_theme: Option<String>,
    pub certainty: Option<i32>,
    pub was_right: Option<bool>,
    pub proposed: Option<String>,
    pub person_id: Uuid,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
