//! Who works at the desk, and as what.

use crate::app::ATTEMPTS;
use crate::people::choose_password::Sending;
use crate::policy::{self, Action};
use crate::signing_in::sign_in::take_access;
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Complaints, DecisionCause, DeskEvent, Person, PersonId, Role, Shape, email_address, email_key,
    refuse_citizen_numbers, take_text,
};
use store::Tx;

/// Longest name, in characters.
const LONGEST: usize = 200;

/// Whether somebody works at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Works {
    /// They do.
    Here,
    /// They did.
    Left,
}

impl App {
    /// Everybody who works here or did, by name.
    pub async fn list_people(&self, caller: &Caller) -> Result<Vec<Person>, Refusal> {
        policy::check(&caller.actor, Action::ManagePeople)?;
        Ok(store::people::all(&self.store).await?)
    }

    /// Adds somebody. Where people sign in with a password, gives the link with which they choose one; `by_letter` sends
    /// it as well.
    pub async fn add_person(
        &self,
        caller: &Caller,
        name: &str,
        email: &str,
        roles: &[Role],
        sending: Sending,
    ) -> Result<Option<String>, Refusal> {
        policy::check(&caller.actor, Action::ManagePeople)?;
        let mut complaints = Complaints::default();
        let name = checked_name(caller, name, roles, &mut complaints);
        let email = match email_address(email) {
            Ok(address) => email_key(&address),
            Err(fault) => {
                complaints.add("email", "INVALID", fault.to_string());
                String::new()
            }
        };
        refuse_citizen_numbers(&mut complaints, "email", &email, caller.numbers);
        if store::people::by_email(&self.store, &email).await?.is_some() {
            complaints.0.extend(taken().0);
        }
        complaints.or(|| ())?;
        let id = PersonId(self.ids.uuid(self.clock.now()));
        let person = Person { id, name, email, roles: roles.to_vec(), active: true, demo: false };
        let tx = self.store.write().await?;
        self.save_person(&tx, caller, &person).await.map_err(|refusal| match refusal {
            // Added by somebody else, or by a second click, since we looked.
            Refusal::Conflict(_) => taken().into(),
            other => other,
        })?;
        let url = if self.has_passwords() { Some(self.invite_in(&tx, caller, &person, sending).await?) } else { None };
        tx.commit().await?;
        self.wake_worker();
        self.after_person_changed(caller, &person).await?;
        Ok(url)
    }

    /// Changes name, roles and whether somebody works here. Who leaves is signed out everywhere; who is no longer an
    /// expert loses their open questions to others.
    pub async fn change_person(
        &self,
        caller: &Caller,
        id: PersonId,
        name: &str,
        roles: &[Role],
        works: Works,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManagePeople)?;
        let mut complaints = Complaints::default();
        let name = checked_name(caller, name, roles, &mut complaints);
        complaints.or(|| ())?;
        let tx = self.store.write().await?;
        let before = store::people::by_id(&tx, id).await?.ok_or(Refusal::Hidden)?;
        let changed = Person { name, roles: roles.to_vec(), active: works == Works::Here, ..before };
        self.save_person(&tx, caller, &changed).await?;
        // After saving, which holds the roster: two administrators who remove each other come one after the other.
        let everybody = store::people::all(&tx).await?;
        if !everybody.iter().any(|person| person.active && person.has(Role::Administrator)) {
            tx.rollback().await?;
            return Err(Refusal::Conflict(
                "Er moet altijd een beheerder zijn. Maak eerst iemand anders beheerder.".to_owned(),
            ));
        }
        tx.commit().await?;
        self.after_person_changed(caller, &changed).await
    }

    /// Stores a person with what follows from it, as one.
    pub(crate) async fn save_person(&self, tx: &Tx, caller: &Caller, person: &Person) -> Result<(), Refusal> {
        let now = self.clock.now();
        if !person.is_expert() {
            // Before anything else is held, as by whoever gives them a question at this moment.
            store::experts::take_rights(tx, person.id).await?;
        }
        store::people::save(tx, std::slice::from_ref(person)).await?;
        if person.has(Role::Expert) {
            // Without topics and hours until a lead fills them in.
            store::experts::ensure(tx, person.id).await?;
        }
        if !person.active {
            take_access(tx, person.id).await?;
            store::tokens::revoke_of(tx, person.id, now).await?;
        }
        self.recall_from(tx, person, now).await?;
        let what = DeskEvent::PersonChanged { person: person.id, roles: person.roles.clone(), active: person.active };
        ledger::write_at_desk(tx, caller, what, now).await
    }

    /// Questions of somebody who may no longer answer them go to others at once.
    pub(crate) async fn after_person_changed(&self, caller: &Caller, person: &Person) -> Result<(), Refusal> {
        self.reload().await?;
        if person.is_expert() {
            return Ok(());
        }
        // A question that somebody else changes in the same moment is read again: the reply of a lead must not leave it
        // with who left.
        for _ in 0..ATTEMPTS {
            let open = store::tickets::open_of(&self.store, person.id).await?;
            if open.is_empty() {
                break;
            }
            for ticket in open {
                self.move_on(caller, &ticket, DecisionCause::RosterChanged).await?;
            }
        }
        Ok(())
    }
}

fn taken() -> Complaints {
    Complaints::one("email", "TAKEN", "Iemand met dit e-mailadres staat al in de lijst.")
}

fn checked_name(caller: &Caller, name: &str, roles: &[Role], complaints: &mut Complaints) -> String {
    let missing = "Vul een naam in van hoogstens 200 tekens.";
    let name = take_text(complaints, "name", name, Shape::Name, LONGEST, missing, caller.numbers);
    if roles.is_empty() {
        complaints.add("roles", "REQUIRED", "Kies minstens een rol.");
    }
    name
}
