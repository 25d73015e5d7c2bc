//! Secrets that were handed out, each for one purpose: only their hashes, and only until they expire.

use crate::entity::grant::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::sessions::hex;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// What a secret is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Choosing a password and a second factor for the first time, or anew.
    Invitation,
    /// Choosing another password.
    Reset,
    /// Seeing the questions of an organisation, once.
    OrganisationQuestions,
    /// A browser in which this person signed in before.
    Device,
    /// A sign-in under way at the provider.
    SignIn,
    /// The token in the forms of a session: whose they were, also after the session ended.
    Form,
    /// Following a question: its asker lost the link.
    Following,
}

impl Purpose {
    const ALL: [Self; 7] = [
        Self::Invitation,
        Self::Reset,
        Self::OrganisationQuestions,
        Self::Device,
        Self::SignIn,
        Self::Form,
        Self::Following,
    ];

    /// Reads the stored word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::OrganisationQuestions => "organisation_questions",
            Self::Device => "device",
            Self::SignIn => "sign_in",
            Self::Form => "form",
            Self::Following => "following",
        }
    }
}

/// A secret that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// What it is good for.
    pub purpose: Purpose,
    /// For whom, if for a member of staff.
    pub person: Option<PersonId>,
    /// What belongs to it: a salt, a domain.
    pub detail: String,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
}

/// Hands one out.
pub async fn insert(tx: &Tx, grant: &Grant) -> Result<(), StoreError> {
    let row = ActiveModel {
        hash: Set(hex(&grant.hash)),
        purpose: Set(grant.purpose.as_str().to_owned()),
        person_id: Set(grant.person.map(|person| person.0)),
        detail: Set(grant.detail.clone()),
        expires_at: Set(grant.expires_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// The grant of this secret that holds now.
pub async fn find(from: &impl Reads, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<Grant>, StoreError> {
    let row = Entity::find_by_id(hex(hash)).filter(Column::ExpiresAt.gt(now)).one(from.connection()).await?;
    row.map(|row| grant(*hash, row)).transpose()
}

/// Uses it up; `false` when somebody else did already.
pub async fn take(tx: &Tx, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(hex(hash)).exec(&tx.0).await?.rows_affected == 1)
}

/// How many of this purpose a person has that hold now.
pub async fn held_by(
    from: &impl Reads,
    person: PersonId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let held = Entity::find()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Purpose.eq(purpose.as_str()))
        .filter(Column::ExpiresAt.gt(now));
    Ok(held.count(from.connection()).await?)
}

/// Takes back every grant of this purpose that a person has.
pub async fn revoke(tx: &Tx, person: PersonId, purpose: Purpose) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Purpose.eq(purpose.as_str()))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Forgets what has expired.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(&tx.0).await?;
    Ok(())
}

fn grant(hash: [u8; 32], row: Model) -> Result<Grant, StoreError> {
    let purpose = Purpose::parse(&row.purpose);
    Ok(Grant {
        hash,
        purpose: purpose.ok_or_else(|| unreadable("grants.purpose", &row.purpose))?,
        person: row.person_id.map(PersonId),
        detail: row.detail,
        expires_at: row.expires_at,
    })
}
