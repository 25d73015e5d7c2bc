//! Where a question comes from (routing data): its place, its organisation and its language, according to somebody who read
//! it.

use crate::changing::change::Opened;
use crate::changing::outcome::Outcome;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{
    Complaints, DecisionCause, FilledIn, OrganisationDraft, OrganisationId, OriginPart, Ticket, TicketEvent,
    amsterdam_day,
};
use store::Tx;
use store::tickets::Origin;

/// The languages that the desk answers in.
const LANGUAGES: [&str; 2] = ["nl", "en"];

impl App {
    /// Corrects from where a question is, from which organisation, and its language; `language` is `nl` or `en`. The desk looks
    /// again who should have it: it stays where it is, unless its expert should not have it now and another should.
    pub async fn correct_origin(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        organisation: &OrganisationDraft,
        language: &str,
    ) -> Result<Ticket, Refusal> {
        let OrganisationDraft { kind, name, municipality, region } = organisation;
        let kind = kind.map_or("", domain::OrganisationKind::as_str);
        let place = [municipality.as_deref().unwrap_or_default(), region.as_deref().unwrap_or_default()];
        let said = ["origin", kind, name, place[0], place[1], language];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::CorrectOrigin(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        let mut complaints = Complaints::default();
        let geography = &self.picture().geography;
        let (named, place) =
            organisation.check(&mut complaints, geography, amsterdam_day(now), caller.numbers, FilledIn::ByDesk);
        if !LANGUAGES.contains(&language) {
            complaints.add("language", "UNKNOWN", "Kies Nederlands of Engels.");
        }
        complaints.or(|| ())?;
        let id_if_new = OrganisationId(self.ids.uuid(now));
        let organisation = store::organisations::learn(tx, id_if_new, &named).await?;
        let changed: Vec<OriginPart> = [
            (OriginPart::Place, place != ticket.place),
            (OriginPart::Kind, named.kind != ticket.organisation_kind),
            (OriginPart::Organisation, organisation != ticket.organisation),
            (OriginPart::Language, language != ticket.language),
        ]
        .into_iter()
        .filter_map(|(part, is_other)| is_other.then_some(part))
        .collect();
        if changed.is_empty() {
            return Err(Refusal::Conflict("Deze gegevens staan er al zo.".to_owned()));
        }
        let corrected = Ticket {
            organisation,
            organisation_kind: named.kind,
            organisation_name: named.name,
            place: place.clone(),
            language: language.to_owned(),
            ..ticket.clone()
        };
        let origin = Origin { organisation, kind: named.kind, place, language: language.to_owned() };
        let mut outcome = Outcome::default();
        outcome.change.origin = Some(origin);
        outcome.event(TicketEvent::OriginCorrected { changed });
        self.fit_again(tx, &corrected, &mut outcome, now).await?;
        let corrected = self.finish_change(caller, open, outcome).await?;
        self.take_from_conflicted(caller).await?;
        Ok(corrected)
    }

    /// Says whether the expert of an open question should still have it; another gets it where there is one who should.
    async fn fit_again(
        &self,
        tx: &Tx,
        corrected: &Ticket,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !corrected.status().is_open() {
            return Ok(());
        }
        let staffing = self.staffing(tx).await?;
        let subject = self.subject_of(tx, corrected).await?;
        let decision = self.decide(&subject, &staffing.without(corrected), now);
        let fits = |expert| decision.candidates.iter().any(|one| one.expert == expert && one.excluded.is_none());
        let stays = corrected.assignee.filter(|expert| fits(*expert) || decision.chosen.is_none());
        match stays {
            Some(expert) => {
                let name = staffing.picture.name(expert);
                let why = format!(
                    "Blijft bij {name}: het loket keek opnieuw na een verbetering van plaats, organisatie of taal."
                );
                outcome.change.routing_summary = Some(why);
                Ok(())
            }
            None if decision.chosen.is_none() => Ok(()),
            None => self.route_again(tx, corrected, DecisionCause::OriginCorrected, &staffing, outcome, now).await,
        }
    }
}
