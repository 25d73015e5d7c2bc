//! `loket invite`: a link with which somebody chooses a password; how the first administrator comes in.

use crate::open;
use crate::settings::Settings;
use crate::token::told;
use app::{Caller, Refusal};
use clap::{Args, ValueEnum};
use domain::{Origin, Role};

#[derive(Args)]
pub(crate) struct Invite {
    /// E-mailadres; wie nog niet bekend is, wordt toegevoegd
    #[arg(long)]
    email: String,
    /// Naam van iemand die nog niet bekend is
    #[arg(long)]
    name: Option<String>,
    /// Rol van iemand die nog niet bekend is; mag vaker
    #[arg(long, value_enum)]
    role: Vec<As>,
}

#[derive(Clone, Copy, ValueEnum)]
enum As {
    Deskundige,
    Programmaleider,
    Beheerder,
}

impl From<As> for Role {
    fn from(role: As) -> Self {
        match role {
            As::Deskundige => Self::Expert,
            As::Programmaleider => Self::Lead,
            As::Beheerder => Self::Administrator,
        }
    }
}

/// Prints the link, and nothing else.
pub(crate) async fn run(settings: &Settings, invite: &Invite) -> anyhow::Result<bool> {
    let app = open::desk(settings).await?;
    let operator = Caller::system(Origin::Cli);
    let email = domain::email_key(&invite.email);
    let known = app.list_people(&operator).await?.into_iter().find(|person| person.email == email);
    let outcome = match (known, &invite.name) {
        (Some(person), _) => app.invite(&operator, person.id, app::Sending::InPerson).await,
        (None, name) => {
            let roles: Vec<Role> = invite.role.iter().copied().map(Role::from).collect();
            let added = app
                .add_person(&operator, name.as_deref().unwrap_or_default(), &email, &roles, app::Sending::InPerson)
                .await;
            added.map(|link| link.unwrap_or_else(|| format!("{email} kan nu inloggen bij uw eigen organisatie.")))
        }
    };
    told(outcome.map_err(|refusal| match refusal {
        Refusal::Hidden => Refusal::Conflict(format!("{email} werkt hier niet meer.")),
        other => other,
    }))
}
