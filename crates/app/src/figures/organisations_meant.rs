//! The organisation whose figures somebody wants (look-up): by its key, or by its name as they type it.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Complaints, Organisation, OrganisationId, fold, quoted};

/// Most that are offered to choose from.
const SHOWN: u32 = 8;

impl App {
    /// The one that is meant.
    pub async fn one_organisation_meant(&self, caller: &Caller, typed: &str) -> Result<OrganisationId, Refusal> {
        let meant = self.organisations_meant(caller, typed).await?;
        match meant.as_slice() {
            [one] => Ok(one.id),
            [] => {
                let why = format!("Wij kennen geen organisatie {}.", quoted(typed));
                Err(Complaints::one("organisation", "UNKNOWN", why).into())
            }
            _ => {
                let why = format!("Er is meer dan één organisatie {}. Geef de hele naam of het id.", quoted(typed));
                Err(Complaints::one("organisation", "INVALID", why).into())
            }
        }
    }

    /// The organisation with this key; or those with this name, and where none has it, some of those whose name begins so or
    /// has a word that does.
    pub async fn organisations_meant(&self, caller: &Caller, typed: &str) -> Result<Vec<Organisation>, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        if let Ok(id) = typed.trim().parse::<OrganisationId>() {
            let stays = store::organisations_kept::other_name_of(&self.store, id).await?.unwrap_or(id);
            return Ok(store::organisations::find(&self.store, stays).await?.into_iter().collect());
        }
        let wanted = fold(typed);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let telling = policy::telling(&caller.actor);
        let mut found = store::organisations::search(&self.store, &wanted, None, telling, SHOWN).await?;
        if found.iter().any(|known| fold(&known.name) == wanted) {
            found.retain(|known| fold(&known.name) == wanted);
        }
        Ok(found)
    }
}
