//! Organisations that ask.

use crate::{Reads, StoreError, Tx};
use domain::{Organisation, OrganisationId, OrganisationKind, OrganisationName};

/// The organisation of this kind, name (folded) and place: found or learnt, in one statement.
pub async fn learn(_tx: &Tx, _id_if_new: OrganisationId, _name: &OrganisationName) -> Result<OrganisationId, StoreError> { todo!() }
/// Organisations whose folded name has a word that begins with the folded text, by name (prefix matches of the whole name first).
pub async fn search(_from: &impl Reads, _text: &str, _kind: Option<OrganisationKind>, _limit: u32) -> Result<Vec<Organisation>, StoreError> { todo!() }
