//! What a fresh database is given: the default taxonomy, all regions, and for a demo its people.

use crate::{Refusal, reference};
use chrono::{DateTime, Utc};
use domain::{Actor, Event, EventKind, Expert, Origin, Person};
use serde_json::json;
use store::Store;

/// Brings the schema up to date and, in an empty database, installs topics, municipalities and region layouts.
pub async fn migrate(store: &Store, now: DateTime<Utc>) -> Result<(), Refusal> {
    store.migrate().await?;
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
        let event = Event {
            ticket: None,
            kind: EventKind::RegionsImported,
            at: now,
            actor: Actor::System,
            origin: Origin::Cli,
            detail: json!({ "installed": "standard" }),
        };
        store::events::append(&tx, &[(event, 0)]).await?;
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
    let event = Event {
        ticket: None,
        kind: EventKind::RosterChanged,
        at: now,
        actor: Actor::System,
        origin: Origin::Cli,
        detail: json!({ "people": people.len(), "experts": experts.len() }),
    };
    store::events::append(&tx, &[(event, 0)]).await?;
    tx.commit().await?;
    Ok(())
}
