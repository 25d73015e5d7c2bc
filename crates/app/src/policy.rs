//! Who may see and do what. Nothing else decides it: each verb asks here first.

use crate::Refusal;
use crate::settings::Reading;
use domain::{Actor, PersonId, Role, Ticket};
use store::Scope;
use store::organisations::Telling;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// Put a question.
    SubmitQuestion,
    /// Send a file, to belong to a message afterwards.
    SendFile,
    /// See topics, municipalities and organisations.
    ReadReference,
    /// See a ticket and what was said to and by its asker.
    ReadTicket(&'a Ticket),
    /// Read what was asked and answered, without who asked it.
    ReadAnswered(&'a Ticket),
    /// See notes, candidates and contact details.
    ReadInside(&'a Ticket),
    /// Answer, or ask back.
    Reply(&'a Ticket),
    /// Write as the asker.
    React(&'a Ticket),
    /// Add a note for colleagues.
    AddNote(&'a Ticket),
    /// Ask a colleague to read it and to think along.
    AskAlong(&'a Ticket),
    /// Ask a second expert for a part of it.
    AskSecond(&'a Ticket),
    /// Think along no more.
    Leave(&'a Ticket),
    /// Take somebody off who thinks along.
    TakeOff(&'a Ticket),
    /// Keep what one is writing: an answer or a note.
    KeepDraft(&'a Ticket),
    /// See what colleagues are writing.
    ReadDrafts(&'a Ticket),
    /// Give it to another expert.
    Assign(&'a Ticket),
    /// Confirm or correct what it is about.
    SetTopics(&'a Ticket),
    /// Correct from where it is, from whom, and its language.
    CorrectOrigin(&'a Ticket),
    /// Give a promise more time.
    ExtendDeadline(&'a Ticket),
    /// Promise the answer under another policy.
    SetPolicy(&'a Ticket),
    /// Say that it is done.
    Close(&'a Ticket),
    /// Refer its asker to another desk.
    Refer(&'a Ticket),
    /// End it in an earlier question that asks the same, or undo that.
    Merge(&'a Ticket),
    /// Make a question of its own of a part of it.
    Split(&'a Ticket),
    /// Say that it is not done after all.
    Reopen(&'a Ticket),
    /// See lists of tickets.
    ListTickets,
    /// See who the experts are.
    ListExperts,
    /// See what would happen to a question.
    PreviewRouting,
    /// See figures.
    ReadTrends,
    /// See how timely this expert is.
    ReadTimeliness(PersonId),
    /// Say what is the matter with a topic that rises.
    NoteRises,
    /// Take questions away as rows without texts or persons.
    ReadFeed,
    /// Choose an expert for questions that wait for a lead.
    Triage,
    /// Change what experts know, where they work and how much time they have.
    ManageExperts,
    /// Plan or take back an absence of this expert.
    PlanAbsence(PersonId),
    /// Models, and from which certainty the desk assigns by itself.
    ManageRouting,
    /// Opening hours, closing days and policies.
    ManagePromises,
    /// Topics: what they are called, and until when they hold.
    ManageTopics,
    /// Words of the lexicon.
    ManageLexicon,
    /// Keep and use text blocks of one's own, and use those of everybody.
    UseTextBlocks,
    /// Keep text blocks for everybody.
    ShareTextBlocks,
    /// Read what is published for everybody.
    ReadPublished,
    /// Write answers for everybody, and see what is being written of them.
    WriteAnswers,
    /// Read along with what this person wrote: send it back, or publish it.
    ReadAlong(PersonId),
    /// Throw away what this person writes, or take away from the public what they keep up to date.
    DropAnswer(PersonId),
    /// Prove who one is.
    SignIn,
    /// One's own sessions.
    OwnAccount,
    /// See the questions of one's own organisation, by a link to an address there.
    ReadOwnOrganisation,
    /// Replace the tracking link of its asker.
    RenewLink(&'a Ticket),
    /// Send a letter again that could not be delivered, or leave it at that.
    SettleLetter(&'a Ticket),
    /// Correct what is known of who asked.
    CorrectContact(&'a Ticket),
    /// Who works here, and as what.
    ManagePeople,
    /// Organisations, and their e-mail domains.
    ManageDomains,
    /// Letters that could not be delivered, whatever they are about.
    ManageLetters,
    /// Decide whether a mail is taken over with this question.
    DecideMail(&'a Ticket),
    /// Mail that came in and belongs to no known question.
    ManageMail,
    /// How the country is parted into regions.
    ManageRegions,
    /// The desk's name and colours, and how it signs its letters.
    ManageHouse,
    /// The settings in force.
    ReadSettings,
    /// Who did what, when, and from where.
    ReadLog,
    /// Hold a question, so that nothing of it is erased, or hold it no more.
    Hold(&'a Ticket),
    /// Terms, what is held, what is erased on request, and everything that is held of an address.
    ManageRetention,
    /// Sweeps, imports, tokens, letters: the desk itself and its operator.
    Operate,
}

/// May this actor do this? `Hidden` where the actor may not even know of the ticket.
pub(crate) fn check(actor: &Actor, action: Action<'_>) -> Result<(), Refusal> {
    match action {
        Action::SubmitQuestion
        | Action::SendFile
        | Action::ReadReference
        | Action::SignIn
        | Action::ReadPublished
        | Action::ReadOwnOrganisation => Ok(()),
        Action::OwnAccount => allow(actor.person().is_some(), refused(actor)),
        Action::ReadTicket(ticket) => allow(may_read(actor, ticket), Refusal::Hidden),
        Action::ReadAnswered(ticket) => allow(is_staff(actor) && ticket.is_answered(), Refusal::Hidden),
        Action::React(ticket) => known(actor, ticket, matches!(actor, Actor::Asker(id) if *id == ticket.id)),
        Action::ReadInside(ticket)
        | Action::AddNote(ticket)
        | Action::Leave(ticket)
        | Action::KeepDraft(ticket)
        | Action::ReadDrafts(ticket) => known(actor, ticket, is_staff(actor)),
        Action::AskAlong(ticket) => {
            known(actor, ticket, actor.has(Role::Expert) || actor.has(Role::Lead) || *actor == Actor::System)
        }
        Action::Reply(ticket)
        | Action::AskSecond(ticket)
        | Action::TakeOff(ticket)
        | Action::Assign(ticket)
        | Action::SetTopics(ticket)
        | Action::CorrectOrigin(ticket)
        | Action::SetPolicy(ticket)
        | Action::RenewLink(ticket)
        | Action::CorrectContact(ticket)
        | Action::Close(ticket)
        | Action::Refer(ticket)
        | Action::Merge(ticket)
        | Action::Split(ticket)
        | Action::Reopen(ticket) => known(actor, ticket, answers_for(actor, ticket)),
        Action::DecideMail(ticket) => known(actor, ticket, answers_for(actor, ticket)),
        Action::ManageMail => {
            let may = actor.has(Role::Lead) || actor.has(Role::Administrator) || *actor == Actor::System;
            allow(may, refused(actor))
        }
        Action::SettleLetter(ticket) => {
            known(actor, ticket, answers_for(actor, ticket) || actor.has(Role::Administrator))
        }
        Action::Hold(ticket) => known(actor, ticket, actor.has(Role::Lead) || actor.has(Role::Administrator)),
        Action::ManageRetention => {
            let may = actor.has(Role::Lead) || actor.has(Role::Administrator) || *actor == Actor::System;
            allow(may, refused(actor))
        }
        Action::ExtendDeadline(ticket) => known(actor, ticket, actor.has(Role::Lead) || *actor == Actor::System),
        Action::ManagePeople | Action::ManageLetters | Action::ManageRegions => {
            allow(actor.has(Role::Administrator) || *actor == Actor::System, refused(actor))
        }
        Action::ManageDomains
        | Action::ManagePromises
        | Action::ManageTopics
        | Action::ManageHouse
        | Action::ReadSettings
        | Action::ReadLog => allow(actor.has(Role::Administrator), refused(actor)),
        Action::ListTickets | Action::ListExperts => allow(is_staff(actor), refused(actor)),
        Action::PreviewRouting | Action::ReadTrends => {
            allow(actor.has(Role::Expert) || actor.has(Role::Lead) || *actor == Actor::System, refused(actor))
        }
        Action::Triage | Action::ManageExperts | Action::ManageRouting | Action::ReadFeed => {
            allow(actor.has(Role::Lead) || *actor == Actor::System, refused(actor))
        }
        Action::UseTextBlocks | Action::WriteAnswers => allow(writes(actor), refused(actor)),
        // Nobody reads their own text a second time, a lead no more than others.
        Action::ReadAlong(author) => allow(writes(actor) && actor.person() != Some(author), refused(actor)),
        Action::DropAnswer(person) => allow(actor.has(Role::Lead) || is_expert(actor, person), refused(actor)),
        Action::ShareTextBlocks | Action::NoteRises => allow(actor.has(Role::Lead), refused(actor)),
        Action::PlanAbsence(expert) => allow(is_expert(actor, expert) || actor.has(Role::Lead), refused(actor)),
        Action::ReadTimeliness(expert) => {
            allow(is_expert(actor, expert) || actor.has(Role::Lead) || *actor == Actor::System, refused(actor))
        }
        Action::ManageLexicon => allow(actor.has(Role::Administrator) || actor.has(Role::Lead), refused(actor)),
        Action::Operate => allow(*actor == Actor::System, refused(actor)),
    }
}

/// Which tickets this actor may know of, as a predicate for the store.
pub(crate) fn scope(actor: &Actor) -> Scope {
    match actor {
        Actor::Anonymous => Scope::Nothing,
        Actor::Asker(ticket) => Scope::One(*ticket),
        Actor::System => Scope::Everything,
        Actor::Staff { id, roles } => {
            if roles.contains(&Role::Lead) || roles.contains(&Role::Administrator) {
                Scope::Everything
            } else if roles.contains(&Role::Expert) {
                Scope::Expert(*id)
            } else {
                Scope::Nothing
            }
        }
    }
}

/// Which answered questions this actor may read without knowing who asked them, besides those of [`scope`].
pub(crate) fn answered_scope(actor: &Actor, reading: Reading) -> Scope {
    match (scope(actor), reading) {
        (Scope::Expert(expert), Reading::WholeDesk) => Scope::AnsweredFor(expert),
        (Scope::Everything, _) => Scope::Everything,
        _ => Scope::Nothing,
    }
}

/// Which answered questions this actor finds without who asked them: of the whole desk, those of [`scope`] among them.
pub(crate) fn answered_list(actor: &Actor, reading: Reading) -> Scope {
    match (answered_scope(actor, reading), actor.person()) {
        (Scope::Everything, Some(person)) => Scope::AnsweredFor(person),
        (Scope::Everything, None) => Scope::Nothing,
        (scope, _) => scope,
    }
}

/// Which organisations this actor may be told of: what strangers typed is not for other strangers.
pub(crate) fn telling(actor: &Actor) -> Telling {
    if is_staff(actor) { Telling::All } else { Telling::Confirmed }
}

/// A ticket that was read within its actor's scope is known to staff; an asker knows only their own.
fn may_read(actor: &Actor, ticket: &Ticket) -> bool {
    match actor {
        Actor::Anonymous => false,
        Actor::Asker(id) => *id == ticket.id,
        Actor::Staff { .. } => is_staff(actor),
        Actor::System => true,
    }
}

fn is_staff(actor: &Actor) -> bool {
    match actor {
        Actor::Staff { roles, .. } => !roles.is_empty(),
        Actor::System => true,
        Actor::Anonymous | Actor::Asker(_) => false,
    }
}

/// Whoever may not read a question may not know of it; whoever may read it may or may not do this.
fn known(actor: &Actor, ticket: &Ticket, may: bool) -> Result<(), Refusal> {
    allow(may_read(actor, ticket), Refusal::Hidden)?;
    allow(may, refused(actor))
}

/// Whoever answers questions.
fn writes(actor: &Actor) -> bool {
    actor.has(Role::Expert) || actor.has(Role::Lead)
}

/// Is it this expert?
fn is_expert(actor: &Actor, expert: PersonId) -> bool {
    actor.has(Role::Expert) && actor.person() == Some(expert)
}

/// The expert who has the ticket, or a lead.
fn answers_for(actor: &Actor, ticket: &Ticket) -> bool {
    match actor {
        Actor::Staff { id, roles } => {
            roles.contains(&Role::Lead) || (roles.contains(&Role::Expert) && ticket.assignee == Some(*id))
        }
        Actor::System => true,
        Actor::Anonymous | Actor::Asker(_) => false,
    }
}

fn refused(actor: &Actor) -> Refusal {
    match actor {
        Actor::Anonymous => Refusal::Unauthenticated,
        Actor::Asker(_) | Actor::Staff { .. } | Actor::System => Refusal::Forbidden,
    }
}

fn allow(allowed: bool, otherwise: Refusal) -> Result<(), Refusal> {
    if allowed { Ok(()) } else { Err(otherwise) }
}
