//! A colleague is asked to think along, or to answer a part (collaborators): they may read this question, and no other; until
//! they leave, or are taken off.
//!
//! What an invitation lets somebody read is said in one place, the scope of experts (`store::Scope::Expert`): lists, search,
//! letters, pages and the API ask that. A second expert writes their part in a note, and whoever has the question sends it:
//! the asker hears one voice, and one promise is kept once. While a question is closed its invitations rest.

use crate::absence::cover::back_on;
use crate::assigning::may_get::Barred;
use crate::changing::change::{Change, Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::letters::may_be_told::reads;
use crate::letters::{About, AskedRole, ColleagueAsked, Says};
use crate::policy::Action;
use crate::{App, Caller, Picture, Refusal, SeenTicket};
use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    AMSTERDAM, Complaints, Invitation, InvitedAs, LetterKind, Mention, Person, PersonId, Ticket, TicketEvent,
    TicketStatus, amsterdam_day, mentions, quoted,
};

/// At what time a letter is sent on the first day that somebody is back.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("a time of the day");

/// Who is asked what.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Who; none is somebody the desk does not know.
    pub expert: Option<PersonId>,
    /// As what.
    pub invited_as: InvitedAs,
    /// What is asked; of a second expert: which part.
    pub words: &'a str,
}

/// What several colleagues are asked at once.
pub(crate) struct Asked<'a> {
    pub invited_as: InvitedAs,
    /// What is kept beside their names.
    pub asks: &'a str,
    /// What the letter quotes.
    pub words: &'a str,
    /// At which field a complaint about one of them stands.
    pub path: &'a str,
}

impl App {
    /// Asks an expert about a question: they may read it from now on, with its notes, and get a letter; whoever is away gets
    /// it on the morning they are back.
    pub async fn ask_colleague(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        asking: Asking<'_>,
    ) -> Result<Ticket, Refusal> {
        let chosen = asking.expert.map(|expert| expert.to_string()).unwrap_or_default();
        let said = ["ask colleague", asking.invited_as.as_str(), &chosen, asking.words];
        let (action, missing): (for<'t> fn(&'t Ticket) -> Action<'t>, _) = match asking.invited_as {
            InvitedAs::ThinksAlong => (|ticket| Action::AskAlong(ticket), "Schrijf wat u wilt vragen."),
            InvitedAs::Second => (|ticket| Action::AskSecond(ticket), "Schrijf om welk deel van de vraag het gaat."),
        };
        let open = match self.open_change(caller, on.into(), &said, action).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let mut complaints = Complaints::default();
        let words = checked_text(caller, "asks", asking.words, missing);
        let whom = asking.expert.ok_or_else(|| Barred::NoExpert.complaint());
        let whom = whom.and_then(|expert| may_be_asked(caller, &open.ticket, expert).map(|()| expert));
        let (words, expert) = match (words, whom) {
            (Ok(words), Ok(expert)) => (words, expert),
            (words, whom) => {
                complaints.0.extend(whom.err().into_iter().chain(words.err()).flat_map(|some| some.0));
                return Err(complaints.into());
            }
        };
        let mut outcome = Outcome::default();
        let asked = Asked { invited_as: asking.invited_as, asks: &words, words: &words, path: "expertId" };
        self.bring_in(caller, &open, &[expert], &asked, &mut outcome).await?;
        self.finish_change(caller, open, outcome).await
    }

    /// Somebody thinks along no more: by themselves, or because whoever may hand the question over says so. They read what
    /// they may read without it, and a letter that waits for them is taken away.
    pub async fn end_invitation(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        expert: Option<PersonId>,
    ) -> Result<Ticket, Refusal> {
        let chosen = expert.map(|expert| expert.to_string()).unwrap_or_default();
        let is_own = expert.is_some() && expert == caller.actor.person();
        let action: for<'t> fn(&'t Ticket) -> Action<'t> =
            if is_own { |ticket| Action::Leave(ticket) } else { |ticket| Action::TakeOff(ticket) };
        let open = match self.open_change(caller, on.into(), &["end invitation", &chosen], action).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        let expert = expert.ok_or_else(|| Barred::NoExpert.complaint())?;
        if !store::invitations::end(tx, ticket.id, expert).await? {
            return Err(Refusal::Conflict("Deze collega denkt niet, of niet meer, mee.".to_owned()));
        }
        let mut waiting = store::jobs::waiting_about(tx, ticket.id, &[LetterKind::ColleagueAsked], None).await?;
        waiting.retain(|job| job.person == Some(expert));
        self.recall(tx, waiting, "de ontvanger denkt niet meer mee", now).await?;
        let mut outcome = Outcome::default();
        outcome.change.reindex = true;
        outcome.event(TicketEvent::ColleagueLeft { expert });
        self.finish_change(caller, open, outcome).await
    }

    /// Whom a note asks to think along: everybody with an @ in front, and who was chosen beside it. An @ that means nobody, or
    /// several, is a complaint that names it.
    pub(crate) fn named_in(
        &self,
        caller: &Caller,
        note: &str,
        also: Option<PersonId>,
    ) -> Result<Vec<PersonId>, Complaints> {
        let picture = self.picture();
        let colleagues: Vec<(PersonId, &str)> =
            picture.roster.experts().iter().map(|expert| (expert.id, expert.name.as_str())).collect();
        let mut complaints = Complaints::default();
        let mut named = Vec::new();
        for mention in mentions(note, &colleagues) {
            match mention {
                Mention::Of(person) => named.push(person),
                Mention::Nobody(name) => {
                    let name = quoted(&format!("@{name}"));
                    let why = format!("Wij kennen geen deskundige {name}. Schrijf de naam voluit, of haal de @ weg.");
                    complaints.add("body", "UNKNOWN", why);
                }
                Mention::Several(name, people) => {
                    let name = quoted(&format!("@{name}"));
                    let who = people.join(", ");
                    let why = format!("{name} kan meer dan één collega zijn: {who}. Schrijf de naam voluit.");
                    complaints.add("body", "AMBIGUOUS", why);
                }
            }
        }
        named.extend(also.filter(|also| !named.contains(also)).into_iter().collect::<Vec<_>>());
        // Whoever names themselves asks nobody.
        named.retain(|person| Some(*person) != caller.actor.person());
        complaints.or(|| named)
    }

    /// Does this note ask somebody to think along?
    pub fn names_colleagues(&self, caller: &Caller, note: &str) -> bool {
        self.named_in(caller, note, None).is_ok_and(|named| !named.is_empty())
    }

    /// Lets each of these read the question, and writes to them. Whoever has it, or answers a part already, is written to
    /// and keeps what they have.
    pub(crate) async fn bring_in(
        &self,
        caller: &Caller,
        open: &Change,
        whom: &[PersonId],
        asked: &Asked<'_>,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        if whom.is_empty() {
            return Ok(());
        }
        if ticket.status() == TicketStatus::Closed {
            return Err(Refusal::Conflict(
                "Deze vraag is gesloten. Heropen de vraag voordat u een collega vraagt.".to_owned(),
            ));
        }
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let picture = self.picture_at(tx, store::versions::current(tx).await?).await?;
        self.refuse_barred(open, &picture, whom, asked.path).await?;
        let there = store::invitations::of(tx, ticket.id).await?;
        for expert in whom {
            let before = there.iter().find(|invitation| invitation.person == *expert);
            let keeps = before.is_some_and(|before| asked.asks.is_empty() || before.invited_as == InvitedAs::Second);
            let is_theirs = ticket.assignee == Some(*expert);
            let has_it = is_theirs || (keeps && asked.invited_as == InvitedAs::ThinksAlong);
            if !has_it {
                let (invited_as, asks) = (asked.invited_as, asked.asks.to_owned());
                let invitation = Invitation { person: *expert, invited_as, asks, invited_by: by, invited_at: now };
                store::invitations::put(tx, ticket.id, &invitation).await?;
                let part = (invited_as == InvitedAs::Second).then(|| invitation.asks.clone());
                outcome.change.reindex = true;
                outcome.event(TicketEvent::ColleagueAsked { expert: *expert, part });
            }
            let Some(person) = picture.people.get(expert) else { continue };
            let may_read = store::tickets::within(tx, &[ticket.id], &reads(person)).await?;
            if !may_read.is_empty() {
                let letter = self.asking_letter(&picture, ticket, (by, person), asked, now);
                outcome.letters.push(letter);
            }
        }
        Ok(())
    }

    /// Whoever may not know of a question is not asked about it.
    async fn refuse_barred(
        &self,
        open: &Change,
        picture: &Picture,
        whom: &[PersonId],
        path: &str,
    ) -> Result<(), Refusal> {
        let mut complaints = Complaints::default();
        let conflicted = store::conflicts::of(&open.tx, open.ticket.organisation).await?;
        for expert in whom {
            if picture.expert(*expert).is_none() {
                complaints.add(path, "UNKNOWN", "Kies een deskundige die vragen kan krijgen.");
            } else if conflicted.contains(expert) {
                let name = picture.name(*expert);
                let why = format!(
                    "{name} heeft een belangenconflict met deze organisatie en mag de vraag niet zien. Vraag iemand anders."
                );
                complaints.add(path, "CONFLICT_OF_INTEREST", why);
            }
        }
        Ok(complaints.or(|| ())?)
    }

    fn asking_letter(
        &self,
        picture: &Picture,
        ticket: &Ticket,
        (by, to): (PersonId, &Person),
        asked: &Asked<'_>,
        now: DateTime<Utc>,
    ) -> store::jobs::Job {
        let first = ticket.assignee.map(|expert| picture.name(expert));
        let role = match asked.invited_as {
            _ if ticket.assignee == Some(to.id) => AskedRole::Theirs,
            InvitedAs::ThinksAlong => AskedRole::ThinksAlong { first },
            InvitedAs::Second => AskedRole::Second { first },
        };
        let says = Says::ColleagueAsked(ColleagueAsked { by: picture.name(by), role, words: asked.words });
        let letter = self.letter(&About::from(ticket), to, &says, now);
        let back = back_on(to.id, picture, amsterdam_day(now));
        let morning = back.and_then(|day| day.and_time(MORNING).and_local_timezone(AMSTERDAM).earliest());
        let back = morning.map_or(now, |morning| morning.to_utc());
        store::jobs::Job { run_at: letter.run_at.max(back), ..letter }
    }
}

/// Whoever asks, and whoever has the question, need not be asked.
fn may_be_asked(caller: &Caller, ticket: &Ticket, expert: PersonId) -> Result<(), Complaints> {
    if Some(expert) == caller.actor.person() {
        return Err(Complaints::one("expertId", "INVALID", "Dat bent u zelf. Kies een collega."));
    }
    if Some(expert) == ticket.assignee {
        return Err(Complaints::one("expertId", "INVALID", "Deze deskundige heeft de vraag al. Kies iemand anders."));
    }
    Ok(())
}
