//! Where a question comes from (routing data): its place, its organisation and its language, according to somebody who read
//! it.

use crate::changing::change::Opened;
use crate::changing::outcome::Outcome;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{
    Complaints, DecisionCause, FilledIn, NameSays, OrganisationDraft, OrganisationId, OriginPart, OriginWas, Ticket,
    TicketEvent, WhoAsks, amsterdam_day, fold,
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
        let OrganisationDraft { kind, name, municipality, region, places, works_for } = organisation;
        let kind = kind.map_or("", domain::OrganisationKind::as_str);
        let place = [municipality.as_deref().unwrap_or_default(), region.as_deref().unwrap_or_default()];
        let (places, works_for) =
            (places.clone().unwrap_or_default().join("\n"), works_for.clone().unwrap_or_default());
        let said = ["origin", kind, name, place[0], place[1], language, &places, &works_for];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::CorrectOrigin(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        let mut complaints = Complaints::default();
        let geography = &self.picture().geography;
        let today = amsterdam_day(now);
        let mut asks = organisation.check(&mut complaints, geography, today, caller.numbers, FilledIn::ByDesk);
        self.keep_seat(tx, ticket, organisation, &mut asks).await?;
        let WhoAsks { organisation: named, place, also, works_for } = asks;
        if !LANGUAGES.contains(&language) {
            complaints.add("language", "UNKNOWN", "Kies Nederlands of Engels.");
        }
        complaints.or(|| ())?;
        let id_if_new = OrganisationId(self.ids.uuid(now));
        let organisation = store::organisations::learn(tx, id_if_new, &named).await?;
        let changed: Vec<OriginPart> = [
            (OriginPart::Place, place != ticket.place || also != ticket.also),
            (OriginPart::Kind, named.kind != ticket.organisation_kind),
            (OriginPart::Organisation, organisation != ticket.organisation || works_for != ticket.works_for),
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
            also: also.clone(),
            works_for: works_for.clone(),
            language: language.to_owned(),
            ..ticket.clone()
        };
        let origin = Origin { organisation, kind: named.kind, place, also, works_for, language: language.to_owned() };
        let mut outcome = Outcome::default();
        outcome.change.origin = Some(origin);
        let was = changed
            .iter()
            .any(|part| part.is_counted())
            .then(|| OriginWas { kind: ticket.organisation_kind, place: ticket.place.clone() });
        outcome.event(TicketEvent::OriginCorrected { changed, was });
        self.fit_again(tx, &corrected, &mut outcome, now).await?;
        let corrected = self.finish_change(caller, open, outcome).await?;
        self.take_from_conflicted(caller).await?;
        Ok(corrected)
    }

    /// An organisation whose name and kind stay is where it was, whatever the question is about: a place that was corrected
    /// makes no second organisation of the same name.
    async fn keep_seat(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        typed: &OrganisationDraft,
        asks: &mut WhoAsks,
    ) -> Result<(), Refusal> {
        let named = &mut asks.organisation;
        let is_said = typed.municipality.is_some() || typed.region.is_some();
        let is_same = named.kind == ticket.organisation_kind && fold(&named.name) == fold(&ticket.organisation_name);
        if is_said || !is_same || named.kind.facts().name_says == NameSays::TheirPlace {
            return Ok(());
        }
        if let Some(known) = store::organisations::find(tx, ticket.organisation).await? {
            (named.municipality, named.region) = (known.municipality, known.region);
        }
        Ok(())
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
        let mut decision = self.decide(&subject, &staffing.without(corrected), now);
        let fits = |expert| decision.candidates.iter().any(|one| one.expert == expert && one.excluded.is_none());
        let stays = corrected.assignee.filter(|expert| fits(*expert) || decision.chosen.is_none());
        match stays {
            Some(expert) => {
                let name = staffing.picture.name(expert);
                let regions = decision.candidates.iter().find(|one| one.expert == expert);
                let regions: Vec<&str> = regions
                    .into_iter()
                    .flat_map(|one| &one.reasons)
                    .filter_map(|reason| reason.text.strip_prefix("werkt in "))
                    .collect();
                let mut why = format!(
                    "Blijft bij {name}: het loket keek opnieuw na een verbetering van plaats, organisatie of taal."
                );
                if !regions.is_empty() {
                    why.push_str(&format!(" {name} werkt in {}.", regions.join(" en in ")));
                }
                // What counts for them now is another decision than the one before.
                (decision.chosen, decision.summary) = (Some(expert), why.clone());
                let row = self.decision_row(corrected.id, DecisionCause::OriginCorrected, &decision);
                store::decisions::insert(tx, &row, &staffing.picture.numbers).await?;
                outcome
                    .event(TicketEvent::Routed { cause: Some(DecisionCause::OriginCorrected), chosen: Some(expert) });
                outcome.change.routing_summary = Some(why);
                Ok(())
            }
            None if decision.chosen.is_none() => Ok(()),
            None => self.route_again(tx, corrected, DecisionCause::OriginCorrected, &staffing, outcome, now).await,
        }
    }
}
