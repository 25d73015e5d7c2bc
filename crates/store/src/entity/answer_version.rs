use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub answer_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub state: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    pub author_id: Uuid,
    pub written_at: DateTimeUtc,
    pub offered_at: Option<DateTimeUtc>,
    pub reader_id: Option<Uuid>,
    pub read_at: Option<DateTimeUtc>,
    pub remark: Option<String>,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub revision: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
