use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inhabitants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality: String,
    pub inhabitants: i32,
    pub counted_on: Date,
    pub source: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
