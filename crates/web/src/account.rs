//! One's own account (profile, sessions, notification preferences): where one is signed in, and when letters come.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::Form;
use crate::form::{Choice, Errors, complaints};
use crate::page::{Frame, show_as};
use crate::sign_in::{SignOut, goodbye};
use crate::visitor::Visitor;
use askama::Template;
use axum::response::Response;
use domain::{Complaints, LetterPace, LetterWishes, Role};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    email: String,
    roles: String,
    sessions: u64,
    codes_left: Option<u64>,
    paces: Vec<Choice>,
    /// Whether the figures of weeks come; none for who gets none.
    figures: Option<Vec<Choice>>,
    errors: Errors,
}

/// The page.
pub(crate) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let wishes = visitor.app.own_letters(&visitor.caller).await?;
    view(&visitor, wishes, Errors::default()).await
}

async fn view(visitor: &Visitor, wishes: LetterWishes, errors: Errors) -> Result<Response, Failure> {
    let (sessions, codes_left) = visitor.app.own_account(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let person = visitor.caller.actor.person().and_then(|id| picture.people.get(&id)).cloned();
    let person = person.ok_or(Failure::Refused(app::Refusal::Unauthenticated))?;
    let roles: Vec<&str> = person.roles.iter().map(|role| role.label()).collect();
    let page = AccountPage {
        frame: Frame::of("Mijn account", visitor),
        roles: roles.join(", "),
        figures: person.has(Role::Lead).then(|| figures(wishes)),
        name: person.name,
        email: person.email,
        sessions,
        codes_left,
        paces: paces(wishes),
        errors,
    };
    show_as(page.errors.status(), &page)
}

fn paces(wishes: LetterWishes) -> Vec<Choice> {
    let choice = |pace: LetterPace| Choice {
        value: pace.as_str().to_owned(),
        label: match pace {
            LetterPace::AtOnce => "Elke brief meteen",
            LetterPace::EachMorning => "Samen in een overzicht, op werkdagen om 07.30 uur",
        }
        .to_owned(),
        chosen: wishes.pace == pace,
    };
    LetterPace::ALL.map(choice).into()
}

fn figures(wishes: LetterWishes) -> Vec<Choice> {
    let label = "Stuur mij op de eerste werkdag van de week de cijfers van de week ervoor".to_owned();
    vec![Choice { value: WANTED.to_owned(), label, chosen: wishes.weekly_figures }]
}

const WANTED: &str = "ja";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    #[serde(default)]
    token: String,
    #[serde(default)]
    tempo: String,
    #[serde(default)]
    cijfers: String,
}

/// Keeps when letters come.
pub(crate) async fn choose_letters(visitor: Visitor, Form(form): Form<Chosen>) -> Result<Response, Failure> {
    visitor.check_form(&form.token)?;
    let weekly_figures = form.cijfers == WANTED;
    let Some(pace) = LetterPace::parse(&form.tempo) else {
        let wrong = Complaints::one("tempo", "UNKNOWN", "Kies wanneer u brieven wilt krijgen.");
        let wishes = LetterWishes { weekly_figures, ..visitor.app.own_letters(&visitor.caller).await? };
        return view(&visitor, wishes, complaints(wrong.into())?).await;
    };
    let wishes = LetterWishes { pace, weekly_figures };
    visitor.app.choose_letters(&visitor.caller, wishes).await?;
    Done::LettersChosen.then(&visitor.app, "/account")
}

/// Ends every session, this one as well.
pub(crate) async fn sign_out_everywhere(visitor: Visitor, Form(form): Form<SignOut>) -> Result<Response, Failure> {
    visitor.check_form(&form.token)?;
    visitor.app.sign_out_everywhere(&visitor.caller).await?;
    goodbye(&visitor)
}
