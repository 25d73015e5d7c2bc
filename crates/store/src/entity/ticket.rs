use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub submission_key: Uuid,
    pub tracking_hash: String,
    pub subject: String,
    pub language: String,
    pub status: String,
    pub received_at: DateTimeUtc,
    pub received_on: Date,
    pub organisation_id: Uuid,
    pub organisation_kind: String,
    pub municipality: Option<String>,
    pub region_layout: Option<String>,
    pub region_code: Option<String>,
    pub contact_name: String,
    pub contact_email: String,
    pub contact_phone: Option<String>,
    pub out_of_scope: bool,
    pub policy: String,
    pub assignee_id: Option<Uuid>,
    pub routing_summary: String,
    pub effort_minutes: i32,
    pub has_personal_data: bool,
    pub urgency: i64,
    pub revision: i32,
    pub first_answered_at: Option<DateTimeUtc>,
    pub first_answered_on: Option<Date>,
    pub answered_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub indexed: bool,
    pub triage_due_at: Option<DateTimeUtc>,
    pub link_number: i32,
    pub waiting_since: Option<DateTimeUtc>,
    pub asker_reminded_at: Option<DateTimeUtc>,
    pub acts_at: Option<DateTimeUtc>,
    pub content_hash: Option<String>,
    pub quiet: bool,
    pub ending: Option<String>,
    pub merged_into: Option<i64>,
    pub more_places: bool,
    pub works_for: Option<String>,
    pub contact_erased_at: Option<DateTimeUtc>,
    pub texts_erased_at: Option<DateTimeUtc>,
    pub channel: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
