use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incoming")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub hash: String,
    pub raw: Vec<u8>,
    pub recipient: Option<String>,
    pub received_at: DateTimeUtc,
    pub state: String,
    pub attempts: i32,
    pub again_at: DateTimeUtc,
    pub remarks: String,
    pub ticket_id: Option<i64>,
    pub message_id: Option<Uuid>,
    pub from_name: Option<String>,
    pub from_email: Option<String>,
    pub subject: Option<String>,
    pub body: Option<String>,
    pub tail: Option<String>,
    pub proof: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
