//! What a fresh database is given: the default taxonomy, all regions, and for a demo its people.

use crate::running::reference;
use crate::{Caller, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{DeskEvent, Expert, Origin, Person, RegionsChange, RosterChange};
use store::Store;

/// Brings the schema up to date and, in an empty database, installs topics, municipalities and region layouts.
pub async fn migrate(store: &Store, now: DateTime<Utc>) -> Result<(), Refusal> {
    let is_changed = !store.pending_migrations().await?.is_empty();
    store.migrate().await?;
    if is_changed || store.is_embedded() {
        // Only lists are slower without.
        let kept = store::statistics::keep(store).await;
        kept.unwrap_or_else(|error| tracing::warn!(%error, "the statistics of the database are as they were"));
    }
    let tx = store.write().await?;
    store::organisations::refold(&tx).await?;
    if store::geography::is_empty(&tx).await? {
        let reference = reference::Reference::standard()?;
        store::topics::save(&tx, &reference.topics).await?;
        store::geography::save_municipalities(&tx, &reference.municipalities).await?;
        for layout in &reference.layouts {
            let regions: Vec<_> =
                reference.regions.iter().filter(|region| region.region.layout == layout.key).cloned().collect();
            let members: Vec<_> =
                reference.memberships.iter().filter(|member| member.region.layout == layout.key).cloned().collect();
            let from = regions.iter().map(|region| region.valid.from).min().unwrap_or(reference::FIRST_DAY);
            store::geography::replace_layout(&tx, layout, &regions, &members, from).await?;
        }
        let installed = RegionsChange::Installed { installed: "standard".to_owned() };
        let operator = Caller::system(Origin::Cli);
        ledger::write_at_desk(&tx, &operator, DeskEvent::RegionsImported(installed), now).await?;
    }
    // A desk of before they were kept gets them as well; numbers that somebody replaced stay.
    if store::inhabitants::load(&tx).await?.is_none()
        && let Some(inhabitants) = reference::inhabitants()?
    {
        store::inhabitants::replace(&tx, &inhabitants).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Adds people and expert profiles (the demo's, or a first roster).
pub async fn install_people(
    store: &Store,
    people: &[Person],
    experts: &[Expert],
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let tx = store.write().await?;
    store::people::save(&tx, people).await?;
    store::experts::save(&tx, experts).await?;
    let installed = RosterChange::Installed { people: people.len(), experts: experts.len() };
    let operator = Caller::system(Origin::Cli);
    ledger::write_at_desk(&tx, &operator, DeskEvent::RosterChanged(installed), now).await?;
    tx.commit().await?;
    Ok(())
}
