//! Colleagues at one question (collaboration), as its page shows them: who has it, who thinks along, who answers a part, and
//! who else has it open.

use super::fields::Sent;
use crate::error::Failure;
use crate::form::{Choice, choices};
use crate::visitor::Visitor;
use app::{Action, Picture, TicketView};
use chrono::NaiveDate;
use domain::{Expert, Invitation, InvitedAs, PersonId, Ticket, TicketStatus, amsterdam_day, day_in_words};

/// The ways in which somebody is asked, as a form sends them.
pub(super) const WAYS: [(&str, InvitedAs, &str); 2] = [
    ("mee", InvitedAs::ThinksAlong, "Mee te denken"),
    ("deel", InvitedAs::Second, "Een deel te beantwoorden, als tweede deskundige"),
];

/// Somebody who was asked.
pub(super) struct Colleague {
    pub id: String,
    pub name: String,
    /// As what, by whom, and when.
    pub words: String,
    pub asks: String,
    /// Until when they are away, if they are.
    pub away: Option<String>,
    pub is_own: bool,
}

/// What a page shows of colleagues.
pub(super) struct Together {
    pub colleagues: Vec<Colleague>,
    /// The invitation of the reader, if there is one: who they are, and what they were asked.
    pub own: Option<(String, String)>,
    /// May the reader ask somebody, and as what?
    pub ways: Vec<Choice>,
    pub may_take_off: bool,
    /// Whom they can ask.
    pub experts: Vec<Choice>,
    /// The same beside a note.
    pub beside_note: Vec<Choice>,
    /// Who else has it open, in words.
    pub open_besides: String,
}

impl Together {
    pub(super) fn of(visitor: &Visitor, view: &TicketView, sent: &Sent) -> Self {
        let (app, caller) = (&visitor.app, &visitor.caller);
        let (picture, ticket, today) = (app.picture(), &view.ticket, amsterdam_day(app.now()));
        let own = caller.actor.person();
        let others = view.invited.iter().filter(|invitation| Some(invitation.person) != ticket.assignee);
        let colleagues: Vec<Colleague> = others.map(|invitation| colleague(invitation, own, &picture, today)).collect();
        let may = |way: InvitedAs| match way {
            InvitedAs::ThinksAlong => app.may(caller, Action::AskAlong(ticket)),
            InvitedAs::Second => app.may(caller, Action::AskSecond(ticket)),
        };
        let is_there = ticket.status() != TicketStatus::Closed;
        let open = WAYS.iter().filter(|(_, way, _)| is_there && may(*way));
        let typed = if sent.form == "meedenken" { sent.fields.how.as_str() } else { "" };
        let is_chosen = |word: &str| word == typed || (typed.is_empty() && word == "mee");
        let experts = |form: &str| {
            let chosen = if sent.form == form { sent.fields.expert.as_str() } else { "" };
            choices(to_ask(visitor, ticket, today), |id| id == chosen)
        };
        let invited = view.invited.iter().find(|invitation| Some(invitation.person) == own);
        Self {
            own: invited
                .filter(|_| own != ticket.assignee)
                .map(|invited| (invited.person.to_string(), invited_in_words(invited, &picture))),
            colleagues,
            ways: choices(open.map(|(word, _, label)| (*word, *label)), is_chosen),
            may_take_off: app.may(caller, Action::TakeOff(ticket)),
            experts: experts("meedenken"),
            beside_note: experts("notitie"),
            open_besides: String::new(),
        }
    }
}

fn invited_in_words(invitation: &Invitation, picture: &Picture) -> String {
    let by = picture.name(invitation.invited_by);
    match (invitation.invited_as, invitation.asks.as_str()) {
        (InvitedAs::ThinksAlong, "") => format!("{by} vraagt u mee te denken over deze vraag."),
        (InvitedAs::ThinksAlong, asks) => format!("{by} vraagt u mee te denken over deze vraag: {asks}"),
        (InvitedAs::Second, asks) => {
            format!("{by} vraagt u een deel van deze vraag te beantwoorden, in een notitie: {asks}")
        }
    }
}

fn colleague(invitation: &Invitation, own: Option<PersonId>, picture: &Picture, today: NaiveDate) -> Colleague {
    let (by, on) = (picture.name(invitation.invited_by), day_in_words(amsterdam_day(invitation.invited_at)));
    Colleague {
        id: invitation.person.to_string(),
        name: picture.name(invitation.person).to_owned(),
        words: format!("{}, gevraagd door {by} op {on}", invitation.invited_as.label()),
        asks: invitation.asks.clone(),
        away: picture.expert(invitation.person).and_then(|expert| away(expert, today)),
        is_own: Some(invitation.person) == own,
    }
}

/// That somebody is away, and until when.
pub(super) fn away(expert: &Expert, today: NaiveDate) -> Option<String> {
    expert.absence_on(today).map(|absence| format!("afwezig tot en met {}", day_in_words(absence.to)))
}

/// Everybody who can be asked: experts but the reader, and who has the question.
fn to_ask(visitor: &Visitor, ticket: &Ticket, today: NaiveDate) -> Vec<(String, String)> {
    let own = visitor.caller.actor.person();
    let experts = visitor.app.list_experts(&visitor.caller).unwrap_or_default().into_iter();
    let others = experts.filter(|expert| Some(expert.id) != own && Some(expert.id) != ticket.assignee);
    others.map(|expert| (expert.id.to_string(), with_absence(&expert, today))).collect()
}

fn with_absence(expert: &Expert, today: NaiveDate) -> String {
    match away(expert, today) {
        Some(away) => format!("{} ({away})", expert.name),
        None => expert.name.clone(),
    }
}

/// Who else has it open, in words; none when nobody has.
pub(super) async fn who_else(visitor: &Visitor, ticket: &Ticket) -> Result<String, Failure> {
    let others = visitor.app.open_besides(&visitor.caller, ticket).await?;
    let picture = visitor.app.picture();
    let mut names: Vec<&str> = others.into_iter().map(|person| picture.name(person)).collect();
    names.sort_unstable();
    Ok(open_in_words(&names))
}

fn open_in_words(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("{one} heeft deze vraag ook open."),
        [others @ .., last] => format!("{} en {last} hebben deze vraag ook open.", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::open_in_words;

    #[test]
    fn one_has_and_several_have_a_question_open() {
        assert_eq!(open_in_words(&[]), "");
        assert_eq!(open_in_words(&["Anna"]), "Anna heeft deze vraag ook open.");
        assert_eq!(open_in_words(&["Anna", "Bram", "Carla"]), "Anna, Bram en Carla hebben deze vraag ook open.");
    }
}
