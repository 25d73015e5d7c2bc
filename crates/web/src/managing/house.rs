//! The house style (branding): the desk's name and colours, and its letters, each of which can be looked at before it is kept.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Query};
use crate::form::{Errors, complaints};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{EnglishDraft, HouseDraft};
use askama::Template;
use axum::response::Response;
use domain::{House, Letter, LetterKind};

/// An addition to one kind of letter.
struct Addition {
    /// Id and name of its field.
    field: String,
    label: String,
    said: String,
}

/// A letter as it would be.
struct Shown {
    what: String,
    subject: String,
    from: String,
    body: String,
}

#[derive(Template)]
#[template(path = "managing_house.html")]
struct HousePage {
    frame: Frame,
    draft: HouseDraft,
    additions: Vec<Addition>,
    in_english: Vec<Addition>,
    letters: Option<Vec<Shown>>,
    errors: Errors,
}

const PAGE: &str = "/beheer/huisstijl";

/// The page.
pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let house = visitor.app.read_house_style(&visitor.caller).await?;
    view(&visitor, draft_of(&house), None, Errors::default())
}

/// Shows how letters would be, or keeps the house style.
pub(crate) async fn change(visitor: Visitor, Form(typed): Form<Vec<(String, String)>>) -> Result<Response, Failure> {
    visitor.check_form(first(&typed, "token"))?;
    let draft = read(&typed);
    if first(&typed, "how") == "bekijk" {
        return match visitor.app.preview_letters(&visitor.caller, &draft).await {
            Ok(letters) => view(&visitor, draft, Some(letters), Errors::default()),
            Err(refusal) => view(&visitor, draft, None, complaints(refusal)?),
        };
    }
    match visitor.app.keep_house_style(&visitor.caller, &draft).await {
        Ok(()) => Done::HouseStyleKept.then(&visitor.app, PAGE),
        Err(refusal) => view(&visitor, draft, None, complaints(refusal)?),
    }
}

/// The field of what is said besides in letters of a kind.
fn field_of(kind: LetterKind) -> String {
    format!("addition-{}", kind.as_str())
}

/// The field of what is said besides in letters of a kind in English.
fn english_field_of(kind: LetterKind) -> String {
    format!("addition-en-{}", kind.as_str())
}

/// Kinds of letters that are ever in English.
fn to_askers() -> impl Iterator<Item = LetterKind> {
    LetterKind::ALL.into_iter().filter(|kind| kind.is_to_asker())
}

/// The first field of this name: there is one for each kind of letter.
fn first<'t>(typed: &'t [(String, String)], name: &str) -> &'t str {
    typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

fn read(typed: &[(String, String)]) -> HouseDraft {
    let first = |name: &str| first(typed, name).to_owned();
    HouseDraft {
        name: first("name"),
        more: first("more"),
        service: first("service"),
        sender: first("sender"),
        signature: first("signature"),
        reach: first("reach"),
        brand: first("brand"),
        brand_dark: first("brand_dark"),
        head: first("head"),
        additions: LetterKind::ALL.into_iter().map(|kind| (kind, first(&field_of(kind)))).collect(),
        english: EnglishDraft {
            sender: first("sender_en"),
            signature: first("signature_en"),
            reach: first("reach_en"),
            additions: to_askers().map(|kind| (kind, first(&english_field_of(kind)))).collect(),
        },
    }
}

fn draft_of(house: &House) -> HouseDraft {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let colour = |colour: Option<domain::Colour>| colour.map(|colour| colour.to_string()).unwrap_or_default();
    let said = |kind| house.additions.get(&kind).cloned().unwrap_or_default();
    HouseDraft {
        name: house.name.clone(),
        more: house.more.clone(),
        service: house.service.clone(),
        sender: some(&house.sender),
        signature: some(&house.signature),
        reach: some(&house.reach),
        brand: colour(house.brand),
        brand_dark: colour(house.brand_dark),
        head: colour(house.head),
        additions: LetterKind::ALL.into_iter().map(|kind| (kind, said(kind))).collect(),
        english: EnglishDraft {
            sender: some(&house.english.sender),
            signature: some(&house.english.signature),
            reach: some(&house.english.reach),
            additions: to_askers()
                .map(|kind| (kind, house.english.additions.get(&kind).cloned().unwrap_or_default()))
                .collect(),
        },
    }
}

fn view(
    visitor: &Visitor,
    draft: HouseDraft,
    letters: Option<Vec<Letter>>,
    errors: Errors,
) -> Result<Response, Failure> {
    let addition = |field: String, (kind, said): &(LetterKind, String)| Addition {
        field,
        label: first_upper(kind.label()),
        said: said.clone(),
    };
    let in_english = |one: Addition| Addition { label: format!("{}, in het Engels", one.label), ..one };
    let shown = |letter: Letter| Shown {
        what: match letter.language.as_str() {
            "en" => format!("{}, in het Engels", letter.kind.label()),
            _ => letter.kind.label().to_owned(),
        },
        from: letter.from_name.unwrap_or_else(|| "zoals ingesteld voor deze server".to_owned()),
        subject: letter.subject,
        body: letter.body,
    };
    let page = HousePage {
        frame: Frame::of("Huisstijl en brieven", visitor),
        additions: draft.additions.iter().map(|one| addition(field_of(one.0), one)).collect(),
        in_english: draft
            .english
            .additions
            .iter()
            .map(|one| addition(english_field_of(one.0), one))
            .map(in_english)
            .collect(),
        letters: letters.map(|letters| letters.into_iter().map(shown).collect()),
        draft,
        errors,
    };
    show_as(page.errors.status(), &page)
}

fn first_upper(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}
