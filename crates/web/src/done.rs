//! What somebody just did (confirmation, flash message): one sentence for each act, shown once, at the top of the page that
//! follows it, where eye, focus and screen reader are.
//!
//! The browser carries it from the form to that page, in a cookie of a minute: another page in between does not take it away,
//! and an address that is kept or shared does not say it again.

use crate::cookies::{Kept, kept, set_cookie};
use crate::error::Failure;
use crate::state::Web;
use app::App;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Reference;

/// An act of somebody who works here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Answered,
    AskedBack,
    Noted,
    HandedOver,
    SeveralHandedOver,
    DraftKept,
    TextBlockKept,
    TextBlockRemoved,
    InterimSent,
    TopicsSet,
    TimeGiven,
    PolicySet,
    Closed,
    Referred,
    Reopened,
    LinkSent,
    LinkWithdrawn,
    LetterSentAgain,
    LetterDismissed,
    LettersChosen,
    MailTaken,
    MailAsked,
    MailLeft,
    MailDropped,
    ContactCorrected,
    ExpertChanged,
    AbsencePlanned,
    AbsenceCancelled,
    ConflictWithdrawn,
    RulesSet,
    ModelChosen,
    TermAdded,
    TermRemoved,
    DomainConfirmed,
    DomainWithdrawn,
    OrganisationConfirmed,
    OrganisationRenamed,
    OrganisationsMerged,
    PersonAdded,
    PersonChanged,
    PersonInvited,
    SignedOut,
    Merged,
    Unmerged,
    OriginCorrected,
    NotedAndAsked,
    ColleagueAsked,
    ColleagueTakenOff,
    StoppedAlong,
    Split,
    LeftClosed,
    OneLetterSentAgain,
    LettersSentAgain,
    SomeLettersSentAgain,
    NoLetterSentAgain,
    LetterGivenUp,
    TopicAdded,
    TopicWorded,
    TopicEnded,
    TopicGoesOn,
    RegionsImported,
    HouseStyleKept,
    Held,
    HoldLifted,
    ErasureAsked,
    ErasureWithdrawn,
    KindsKept,
    RiseNoted,
    AnswerMade,
    AnswerKept,
    AnswerOffered,
    AnswerSentBack,
    AnswerPublished,
    AnswerRevised,
    AnswerWithdrawn,
    AnswerDropped,
    AnswerHelped,
}

impl Done {
    const ALL: [Self; 77] = [
        Self::Answered,
        Self::AskedBack,
        Self::Noted,
        Self::HandedOver,
        Self::SeveralHandedOver,
        Self::DraftKept,
        Self::TextBlockKept,
        Self::TextBlockRemoved,
        Self::InterimSent,
        Self::TopicsSet,
        Self::TimeGiven,
        Self::PolicySet,
        Self::Closed,
        Self::Referred,
        Self::Reopened,
        Self::LinkSent,
        Self::LinkWithdrawn,
        Self::LetterSentAgain,
        Self::LetterDismissed,
        Self::LettersChosen,
        Self::MailTaken,
        Self::MailAsked,
        Self::MailLeft,
        Self::MailDropped,
        Self::ContactCorrected,
        Self::ExpertChanged,
        Self::AbsencePlanned,
        Self::AbsenceCancelled,
        Self::ConflictWithdrawn,
        Self::RulesSet,
        Self::ModelChosen,
        Self::TermAdded,
        Self::TermRemoved,
        Self::DomainConfirmed,
        Self::DomainWithdrawn,
        Self::OrganisationConfirmed,
        Self::OrganisationRenamed,
        Self::OrganisationsMerged,
        Self::PersonAdded,
        Self::PersonChanged,
        Self::PersonInvited,
        Self::SignedOut,
        Self::Merged,
        Self::Unmerged,
        Self::OriginCorrected,
        Self::NotedAndAsked,
        Self::ColleagueAsked,
        Self::ColleagueTakenOff,
        Self::StoppedAlong,
        Self::Split,
        Self::LeftClosed,
        Self::OneLetterSentAgain,
        Self::LettersSentAgain,
        Self::SomeLettersSentAgain,
        Self::NoLetterSentAgain,
        Self::LetterGivenUp,
        Self::TopicAdded,
        Self::TopicWorded,
        Self::TopicEnded,
        Self::TopicGoesOn,
        Self::RegionsImported,
        Self::HouseStyleKept,
        Self::Held,
        Self::HoldLifted,
        Self::ErasureAsked,
        Self::ErasureWithdrawn,
        Self::KindsKept,
        Self::RiseNoted,
        Self::AnswerMade,
        Self::AnswerKept,
        Self::AnswerOffered,
        Self::AnswerSentBack,
        Self::AnswerPublished,
        Self::AnswerRevised,
        Self::AnswerWithdrawn,
        Self::AnswerDropped,
        Self::AnswerHelped,
    ];

    /// What happened, in words; `what` is the question it happened to.
    fn in_words(self, what: &str) -> String {
        let words = match self {
            Self::Answered => "Uw antwoord op {} is verstuurd. De vraagsteller krijgt het per e-mail.",
            Self::AskedBack => "Uw wedervraag bij {} is verstuurd. De termijn staat stil tot de vraagsteller reageert.",
            Self::Noted => "Uw notitie bij {} is bewaard. De vraagsteller ziet haar niet.",
            Self::HandedOver => "De toewijzing van {} is veranderd. Wie de vraag nu heeft, krijgt een e-mail.",
            Self::SeveralHandedOver => {
                "De vragen die u koos zijn aan een ander gegeven. Wie ze heeft, krijgt per vraag een e-mail."
            }
            Self::DraftKept => "Uw concept bij {} is bewaard. Er is niets verstuurd.",
            Self::TextBlockKept => "Het tekstblok is bewaard.",
            Self::TextBlockRemoved => "Het tekstblok is weggehaald.",
            Self::InterimSent => "Uw tussenbericht bij {} is verstuurd. De termijn van het antwoord loopt door.",
            Self::TopicsSet => "De onderwerpen van {} zijn vastgesteld.",
            Self::TimeGiven => "De belofte bij {} is verschoven. De vraagsteller krijgt de nieuwe dag per e-mail.",
            Self::PolicySet => "De termijn van {} is veranderd. De vraagsteller krijgt de nieuwe dag per e-mail.",
            Self::Closed => "U hebt {} gesloten.",
            Self::Referred => "U hebt {} doorverwezen. De vraagsteller leest per e-mail waarheen.",
            Self::Reopened => "U hebt {} weer geopend.",
            Self::LinkSent => "De link bij {} is vervangen. De vraagsteller krijgt de nieuwe per e-mail.",
            Self::LinkWithdrawn => "De oude link bij {} opent niets meer.",
            Self::LetterSentAgain => "De brief bij {} wordt opnieuw verstuurd.",
            Self::LetterDismissed => "De melding over een brief bij {} is gesloten.",
            Self::LettersChosen => "Uw keuze over brieven is bewaard.",
            Self::MailTaken => "De e-mail staat nu bij {}.",
            Self::MailAsked => "De e-mail is nu {}.",
            Self::MailLeft => "De e-mail komt niet bij {} te staan.",
            Self::MailDropped => "De e-mail is weggelegd.",
            Self::ContactCorrected => "De gegevens van de vraagsteller bij {} zijn verbeterd.",
            Self::ExpertChanged => "Het profiel van de deskundige is bewaard.",
            Self::AbsencePlanned => "De afwezigheid is gepland.",
            Self::AbsenceCancelled => "De afwezigheid is ingetrokken.",
            Self::ConflictWithdrawn => "Het belangenconflict is ingetrokken.",
            Self::RulesSet => "De regels voor het toewijzen zijn bewaard.",
            Self::ModelChosen => "Het loket gebruikt nu het model dat u koos.",
            Self::TermAdded => "Het woord staat in de woordenlijst en telt meteen mee.",
            Self::TermRemoved => "Het woord is uit de woordenlijst gehaald.",
            Self::DomainConfirmed => "Het domein is bevestigd.",
            Self::DomainWithdrawn => "De bevestiging van het domein is ingetrokken.",
            Self::OrganisationConfirmed => {
                "De organisatie is bevestigd. Het loket stelt de naam nu ook voor aan mensen die iets vragen."
            }
            Self::OrganisationRenamed => "De naam en de plaats zijn bewaard.",
            Self::OrganisationsMerged => "De twee organisaties zijn samengevoegd.",
            Self::PersonAdded => "De nieuwe collega is toegevoegd en krijgt een uitnodiging per e-mail.",
            Self::PersonChanged => "De gegevens van de collega zijn bewaard.",
            Self::PersonInvited => "De uitnodiging is opnieuw verstuurd.",
            Self::SignedOut => "U bent uitgelogd.",
            Self::Merged => "U hebt {} samengevoegd met de eerdere vraag. De vraagsteller krijgt een e-mail.",
            Self::Unmerged => "Het samenvoegen van {} is ongedaan gemaakt. De vraagsteller krijgt een e-mail.",
            Self::NotedAndAsked => {
                "Uw notitie bij {} is bewaard. Wie u daarin vroeg, kan de vraag lezen en krijgt een e-mail."
            }
            Self::ColleagueAsked => "De collega die u vroeg, kan {} nu lezen en krijgt een e-mail.",
            Self::ColleagueTakenOff => "De collega denkt niet meer mee over {}.",
            Self::Split => "Een deel van {} is nu een eigen vraag. De vraagsteller krijgt daarover een e-mail.",
            Self::Held => "U houdt {} vast. Er wordt niets van gewist tot iemand dat opheft.",
            Self::HoldLifted => "U houdt {} niet meer vast. Wat te oud is, wordt vanzelf gewist.",
            Self::ErasureAsked => {
                "Het verzoek is opgeschreven. Het wordt na een dag uitgevoerd. Tot dan kunt u het intrekken."
            }
            Self::ErasureWithdrawn => "Het verzoek is ingetrokken. Er is niets gewist.",
            Self::LeftClosed => "{} blijft gesloten. De vraagsteller leest per e-mail waarom.",
            Self::StoppedAlong => "U denkt niet meer mee over {}.",
            Self::OriginCorrected => "Plaats, organisatie en taal van {} zijn verbeterd. Het loket keek opnieuw.",
            Self::OneLetterSentAgain => "De brief wordt opnieuw verstuurd.",
            Self::LettersSentAgain => "De brieven worden opnieuw verstuurd.",
            Self::SomeLettersSentAgain => {
                "Brieven die opnieuw konden, worden verstuurd. Wat hieronder nog staat, kan niet opnieuw."
            }
            Self::NoLetterSentAgain => "Er is niets opnieuw verstuurd: wat hieronder staat, kan niet opnieuw.",
            Self::TopicAdded => "Het onderwerp is toegevoegd en kan meteen worden gekozen.",
            Self::TopicWorded => "De naam en de beschrijving van het onderwerp zijn bewaard.",
            Self::TopicEnded => "Het einde van het onderwerp is bewaard. Oude vragen houden het.",
            Self::KindsKept => "De soorten organisaties zijn bewaard.",
            Self::RiseNoted => "De notitie staat bij het onderwerp.",
            Self::AnswerMade => {
                "Dit is het begin van een antwoord voor iedereen. Waar iets is weggelaten, schrijft u zelf verder."
            }
            Self::AnswerKept => "Het concept van het antwoord is bewaard.",
            Self::AnswerOffered => "Een collega kan het antwoord nu meelezen en publiceren.",
            Self::AnswerSentBack => "Het antwoord is teruggestuurd. Wie het schreef, leest wat er beter kan.",
            Self::AnswerPublished => "Het antwoord is gepubliceerd. Iedereen kan het nu lezen.",
            Self::AnswerRevised => {
                "Dit is een nieuwe versie. Wat gepubliceerd is, blijft staan tot een collega haar publiceert."
            }
            Self::AnswerWithdrawn => "Het antwoord is ingetrokken. Alleen het loket ziet het nog.",
            Self::AnswerHelped => "Fijn dat dit hielp. U hebt niets verstuurd, en wij bewaarden niets van wat u typte.",
            Self::AnswerDropped => "De versie is weggegooid.",
            Self::HouseStyleKept => "De huisstijl is bewaard. Brieven volgen hem vanaf de volgende.",
            Self::RegionsImported => "De indeling is vervangen.",
            Self::TopicGoesOn => "Het onderwerp gaat door.",
            Self::LetterGivenUp => "U gaf de brief op. Hij wordt niet meer verstuurd.",
        };
        words.replace("{}", what)
    }

    /// On to the page that follows, which says so.
    pub(crate) fn then(self, app: &App, to: &str) -> Result<Response, Failure> {
        self.on_its_way(app, to, None)
    }

    /// The same, about this question: the page that follows may be another one.
    pub(crate) fn about(self, app: &App, reference: Reference, to: &str) -> Result<Response, Failure> {
        self.on_its_way(app, to, Some(reference))
    }

    fn on_its_way(self, app: &App, to: &str, about: Option<Reference>) -> Result<Response, Failure> {
        let about = about.map(|reference| reference.to_string()).unwrap_or_default();
        let carried = format!("{}|{about}|{}", self as usize, path_of(to));
        let cookie = set_cookie(app, Kept::Done, Some(&carried))?;
        Ok(([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response())
    }
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// What is to be said on the page of this path.
fn said_on(path: &str, carried: &str) -> Option<String> {
    let mut parts = carried.splitn(3, '|');
    let done = *Done::ALL.get(parts.next()?.parse::<usize>().ok()?)?;
    let about = parts.next()?.parse::<Reference>().ok();
    (parts.next()? == path)
        .then(|| done.in_words(&about.map_or("deze vraag".to_owned(), |about| format!("vraag {about}"))))
}

fn said(app: &App, headers: &HeaderMap, path: &str) -> Option<String> {
    said_on(path, &kept(app, headers, Kept::Done)?)
}

/// What this page has to say of what was done before it.
pub(crate) struct Told(pub Option<String>);

impl FromRequestParts<Web> for Told {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let looks = parts.method == Method::GET;
        Ok(Self(said(&web.app, &parts.headers, parts.uri.path()).filter(|_| looks)))
    }
}

/// Goes around every page: what was said is not said again.
pub(crate) async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    let looks = request.method() == Method::GET;
    let is_said = looks && said(&web.app, request.headers(), request.uri().path()).is_some();
    let mut response = next.run(request).await;
    if is_said
        && response.status() == StatusCode::OK
        && let Ok(over) = set_cookie(&web.app, Kept::Done, None)
    {
        response.headers_mut().append(header::SET_COOKIE, over);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_act_has_a_sentence_of_its_own_and_says_it_on_the_page_that_follows_only() {
        let mut all = BTreeSet::new();
        for (at, done) in Done::ALL.into_iter().enumerate() {
            assert_eq!(done as usize, at, "{done:?} stands at its place");
            let words = said_on("/werkbak", &format!("{at}||/werkbak")).expect("a sentence");
            assert!(words.ends_with('.') && !words.contains(['{', '}']), "{words}");
            assert!(all.insert(words), "{done:?} says what another act says");
            assert_eq!(said_on("/cijfers", &format!("{at}||/werkbak")), None);
        }
    }

    #[test]
    fn what_a_browser_makes_up_says_nothing() {
        for carried in ["", "0", "0|", "99||/werkbak", "-1||/werkbak", "<b>||/werkbak", "||"] {
            assert_eq!(said_on("/werkbak", carried), None, "{carried}");
        }
        let words = said_on("/werkbak", "3|<script>|/werkbak").expect("a sentence");
        assert!(words.contains("deze vraag") && !words.contains("script"), "{words}");
    }

    #[test]
    fn the_question_is_named_where_another_page_follows() {
        let reference = Reference { year: 2026, ticket: domain::TicketId(1) };
        let words = said_on("/werkbak", &format!("3|{reference}|/werkbak")).expect("a sentence");
        assert!(words.contains(&format!("vraag {reference}")), "{words}");
    }
}
