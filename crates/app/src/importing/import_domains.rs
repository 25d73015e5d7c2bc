//! Which domains are whose, from a register of the government: so that colleagues find what was asked from day one.
//!
//! A register proves who owns a name. What a person took back stays away, what a person confirmed stays, and what the register
//! does not say any more goes: a name that was given up may be anybody's.

use crate::asking::public_domains::is_own;
use crate::importing::register_file::{Body, ReadRegister};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::NaiveDate;
use domain::{
    Complaints, DeskEvent, Geography, MunicipalityCode, OrganisationId, OrganisationKind, OrganisationName, RegionRef,
    amsterdam_day, ascii_domain, organisation_name,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::organisation_domains::{self, ConfirmedDomain};
use store::{Reads, organisations};

/// How an import is done.
#[derive(Debug, Clone, Copy, Default)]
pub struct DomainImport {
    /// Only says what it would change.
    pub dry_run: bool,
    /// Also when many domains that this register said are in it no more.
    pub allow_drop: bool,
}

/// More than one in so many of what the register said before may not vanish unnoticed: then it is half a file.
const ONE_IN: usize = 10;
/// Most names in a message or a report.
const MOST_NAMED: usize = 20;

/// What an import changed, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DomainsReport {
    /// Was it done?
    pub stored: bool,
    /// Organisations of the register that ask questions here, or may.
    pub organisations: usize,
    /// Organisations of kinds that this desk does not know.
    pub of_other_kinds: usize,
    /// Domains that are new: how many.
    pub added: usize,
    /// The first of them, with whose they are.
    pub some_added: Vec<String>,
    /// Domains that were known already.
    pub kept: usize,
    /// Domains that go.
    pub removed: Vec<String>,
    /// Domains that a person took back, and that stay away.
    pub withdrawn: Vec<String>,
    /// Domains of several organisations: they say of nobody where they work.
    pub shared: Vec<String>,
    /// Domains where anybody can have an address, and what is no domain.
    pub unfit: usize,
    /// Municipalities and provinces that the desk does not know, and names that are none.
    pub unknown: Vec<String>,
}

/// A domain of an organisation.
type Owned = (String, OrganisationId);

impl App {
    /// Takes over which domains are whose, or with `dry_run` says what that would change.
    pub async fn import_domains(
        &self,
        caller: &Caller,
        read: &ReadRegister,
        import: DomainImport,
    ) -> Result<DomainsReport, Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let now = self.clock.now();
        let picture = self.picture();
        let mut report = DomainsReport::default();
        let wanted = wanted(&mut report, caller, &read.bodies, &picture.geography, amsterdam_day(now));
        let source = read.register.as_str();
        if import.dry_run {
            let mut known = Vec::new();
            for (name, domains) in wanted {
                let id = organisations::known_as(&self.store, &name).await?;
                known.push((id, name, domains));
            }
            let changes = compared(&self.store, &mut report, &known, source).await?;
            refuse_drop(&report, &changes, import)?;
            return Ok(report);
        }
        let tx = self.store.write().await?;
        let mut known = Vec::new();
        for (name, domains) in wanted {
            let id_if_new = OrganisationId(self.ids.uuid(now));
            let id = organisations::learn(&tx, id_if_new, &name).await?;
            known.push((Some(id), name, domains));
        }
        let changes = compared(&tx, &mut report, &known, source).await?;
        refuse_drop(&report, &changes, import)?;
        organisation_domains::add_from_register(&tx, &changes.add, source, now).await?;
        organisation_domains::remove_of_register(&tx, &changes.remove, source).await?;
        let what = DeskEvent::DomainsImported {
            source: source.to_owned(),
            added: changes.add.len(),
            removed: changes.remove.len(),
            kept: report.kept,
        };
        ledger::write_at_desk(&tx, caller, what, now).await?;
        tx.commit().await?;
        report.stored = true;
        Ok(report)
    }
}

/// What is to be stored, and what goes; of how many.
struct Changes {
    add: Vec<Owned>,
    remove: Vec<Owned>,
    held: usize,
}

fn refuse_drop(report: &DomainsReport, changes: &Changes, import: DomainImport) -> Result<(), Complaints> {
    if changes.remove.len() * ONE_IN <= changes.held || import.allow_drop {
        return Ok(());
    }
    let some: Vec<&str> = report.removed.iter().take(MOST_NAMED).map(String::as_str).collect();
    let message = format!(
        "van de {} domeinen die dit register eerder noemde, staan er {} niet meer in: {}.",
        changes.held,
        changes.remove.len(),
        some.join(", ")
    );
    Err(Complaints::one("file", "DROPS", message))
}

/// The organisations of the register that this desk knows by their kind, each with its domains. A domain of several is nobody's.
fn wanted(
    report: &mut DomainsReport,
    caller: &Caller,
    bodies: &[Body],
    geography: &Geography,
    today: NaiveDate,
) -> Vec<(OrganisationName, Vec<String>)> {
    let mut found: Vec<(OrganisationName, BTreeSet<String>)> = Vec::new();
    let mut owners: HashMap<String, HashSet<usize>> = HashMap::new();
    for body in bodies {
        let Some(kind) = kind_of(body) else {
            report.of_other_kinds += 1;
            continue;
        };
        let Some(name) = named(caller, kind, body, geography, today) else {
            report.unknown.push(body.name.clone());
            continue;
        };
        let mut domains = BTreeSet::new();
        for written in &body.domains {
            match ascii_domain(written.trim()).map(|domain| domain.to_lowercase()).filter(|domain| is_own(domain)) {
                Some(domain) => domains.insert(domain),
                None => {
                    report.unfit += 1;
                    false
                }
            };
        }
        for domain in &domains {
            owners.entry(domain.clone()).or_default().insert(found.len());
        }
        found.push((name, domains));
    }
    let is_shared = |domain: &String| owners.get(domain).is_some_and(|owners| owners.len() > 1);
    let shared: BTreeSet<String> = owners.keys().filter(|domain| is_shared(domain)).cloned().collect();
    report.shared = shared.into_iter().collect();
    report.organisations = found.len();
    found
        .into_iter()
        .map(|(name, domains)| (name, domains.into_iter().filter(|domain| !is_shared(domain)).collect::<Vec<_>>()))
        .filter(|(_, domains)| !domains.is_empty())
        .collect()
}

/// Which kind of asker it is, if any.
fn kind_of(body: &Body) -> Option<OrganisationKind> {
    body.types.iter().find_map(|word| match word.to_lowercase().as_str() {
        "gemeente" => Some(OrganisationKind::Municipality),
        "provincie" => Some(OrganisationKind::Province),
        "gemeenschappelijke regeling" | "regionaal samenwerkingsorgaan" | "waterschap" => {
            Some(OrganisationKind::RegionalBody)
        }
        "ministerie" | "agentschap" | "inspectie" | "zelfstandig bestuursorgaan" | "hoog college van staat" => {
            Some(OrganisationKind::State)
        }
        _ => None,
    })
}

/// The organisation as questions of it name it; none where the desk does not know its place.
fn named(
    caller: &Caller,
    kind: OrganisationKind,
    body: &Body,
    geography: &Geography,
    today: NaiveDate,
) -> Option<OrganisationName> {
    let mut complaints = Complaints::default();
    let name = organisation_name(&mut complaints, "name", &body.name, "", caller.numbers);
    if !complaints.is_empty() {
        return None;
    }
    let code = body.identifier.rsplit('/').next().unwrap_or_default().to_uppercase();
    let (municipality, region) = match kind {
        OrganisationKind::Municipality => {
            let code = MunicipalityCode(code);
            geography.municipalities.get(&code).filter(|found| found.valid.holds_on(today))?;
            (Some(code), None)
        }
        OrganisationKind::Province => {
            let region = RegionRef::new("provincie", &code);
            geography.regions.get(&region)?;
            (None, Some(region))
        }
        _ => (None, None),
    };
    Some(OrganisationName { kind, name, municipality, region })
}

/// What would become of the domains that are known.
async fn compared(
    from: &impl Reads,
    report: &mut DomainsReport,
    wanted: &[(Option<OrganisationId>, OrganisationName, Vec<String>)],
    source: &str,
) -> Result<Changes, Refusal> {
    let stored = organisation_domains::all(from).await?;
    let withdrawn = organisation_domains::withdrawn(from).await?;
    let key = |known: &ConfirmedDomain| (known.domain.clone(), known.organisation);
    let there: HashSet<Owned> = stored.iter().map(key).collect();
    let mut still: HashSet<Owned> = HashSet::new();
    let mut add: BTreeMap<Owned, &str> = BTreeMap::new();
    for (id, name, domains) in wanted {
        for domain in domains {
            // Who is not known yet has no domain, and nobody took one back.
            let owned = id.map(|id| (domain.clone(), id));
            if owned.as_ref().is_some_and(|owned| there.contains(owned)) {
                report.kept += 1;
                still.extend(owned);
            } else if owned.as_ref().is_some_and(|owned| withdrawn.contains(owned)) {
                report.withdrawn.push(domain.clone());
            } else {
                report.added += 1;
                if report.some_added.len() < MOST_NAMED {
                    report.some_added.push(format!("{domain}: {}", name.name));
                }
                add.extend(owned.map(|owned| (owned, name.name.as_str())));
            }
        }
    }
    let of_this: Vec<&ConfirmedDomain> = stored.iter().filter(|known| known.source == source).collect();
    let remove: Vec<Owned> = of_this.iter().map(|known| key(known)).filter(|owned| !still.contains(owned)).collect();
    report.removed = remove.iter().map(|(domain, _)| domain.clone()).collect();
    Ok(Changes { add: add.into_keys().collect(), remove, held: of_this.len() })
}
