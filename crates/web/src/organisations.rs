//! Organisations as an administrator keeps them: the list, and one of them with its name, its place and its other names.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path, Query};
use crate::filter::{place_in_list, read_filter};
use crate::form::{Choice, Errors, choices, complaints, keep_typed, saves};
use crate::house::kind_label;
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{KnownNames, ListedOrganisation, Merging, Refusal};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{OrganisationId, Place, counted, split_places};
use serde::Deserialize;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    zoek: String,
    /// `bevestigd` or `getypt`; empty is all.
    #[serde(default)]
    stand: String,
    #[serde(default)]
    na: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    places: String,
    /// Which organisation it is another name of.
    #[serde(default)]
    stays: String,
    #[serde(default)]
    zoek: String,
    /// `bekijk` shows what would move.
    #[serde(default)]
    how: String,
}

struct Row {
    id: String,
    name: String,
    kind: String,
    place: String,
    is_confirmed: bool,
    questions: i64,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct ListPage {
    frame: Frame,
    asked: Asked,
    states: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "organisation_kept.html")]
struct OrganisationPage {
    frame: Frame,
    row: Row,
    fields: Fields,
    found: Vec<Choice>,
    merging: Option<Moves>,
    errors: Errors,
}

/// What a merger would move, in words.
struct Moves {
    stays: String,
    name: String,
    what: Vec<String>,
}

fn row(listed: &ListedOrganisation, visitor: &Visitor) -> Row {
    let (picture, known) = (visitor.app.picture(), &listed.organisation);
    let place = match (&known.municipality, &known.region) {
        (Some(code), _) => Place::Municipality(code.clone()),
        (None, Some(region)) => Place::Region(region.clone()),
        (None, None) => Place::Nationwide,
    };
    Row {
        id: known.id.to_string(),
        name: known.name.clone(),
        kind: kind_label(known.kind),
        place: if place == Place::Nationwide { String::new() } else { picture.geography.place_in_full(&place) },
        is_confirmed: listed.is_confirmed,
        questions: listed.questions,
    }
}

/// All of them, by name.
pub(crate) async fn list(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let mut errors = Errors::default();
    let known = read_filter(&mut errors, "stand", "'bevestigd' of 'getypt'", &asked.stand, |stand| match stand {
        "bevestigd" => Some(KnownNames::Confirmed),
        "getypt" => Some(KnownNames::Typed),
        _ => None,
    });
    let known = known.unwrap_or(KnownNames::All);
    let after = place_in_list("na", Some(asked.na.as_str()).filter(|id| !id.is_empty()))?;
    let found = visitor.app.list_organisations(&visitor.caller, &asked.zoek, known, after).await?;
    let rows: Vec<Row> = found.organisations.iter().map(|listed| row(listed, &visitor)).collect();
    let next = rows.last().filter(|_| found.has_next).map(|last| last.id.clone());
    let states = [("", "Alle"), ("getypt", "Alleen getypt"), ("bevestigd", "Alleen bevestigd")];
    let mut states = choices(states, |state| state == asked.stand);
    keep_typed(&mut states, &asked.stand);
    let frame = Frame::of("Organisaties beheren", &visitor);
    show_as(errors.status(), &ListPage { frame, asked, states, rows, next, errors })
}

fn parse(id: &str) -> Result<OrganisationId, Failure> {
    id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

/// One of them.
pub(crate) async fn page(
    visitor: Visitor,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let zoek = fields.zoek;
    view(&visitor, parse(&id)?, Fields { zoek, ..Fields::default() }, None, Errors::default()).await
}

/// Its name and place.
pub(crate) async fn rename(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    let places = split_places(&visitor.app.picture().geography, &fields.places);
    match visitor.app.rename_organisation(&visitor.caller, id, &fields.name, &places).await {
        Ok(()) => Done::OrganisationRenamed.then(&visitor.app, &format!("/organisaties/beheer/{id}")),
        Err(refusal) => {
            let errors = complaints(refusal)?;
            view(&visitor, id, Fields { how: "naam".to_owned(), ..fields }, None, errors).await
        }
    }
}

/// Its name may be told.
pub(crate) async fn confirm(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    visitor.app.confirm_organisation(&visitor.caller, id).await?;
    Done::OrganisationConfirmed.then(&visitor.app, &format!("/organisaties/beheer/{id}"))
}

/// It is another name of another one: first what would move, then that.
pub(crate) async fn merge(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    let Ok(stays) = fields.stays.parse::<OrganisationId>() else {
        let errors = Errors::one("stays", "Kies met welke organisatie u deze samenvoegt.");
        return view(&visitor, id, fields, None, errors).await;
    };
    let outcome = if saves(&fields.how) {
        visitor.app.merge_organisations(&visitor.caller, id, stays).await.map(|()| None)
    } else {
        visitor.app.preview_merge(&visitor.caller, id, stays).await.map(Some)
    };
    match outcome {
        Ok(None) => Done::OrganisationsMerged.then(&visitor.app, &format!("/organisaties/beheer/{stays}")),
        Ok(merging) => view(&visitor, id, fields, merging, Errors::default()).await,
        Err(refusal) => view(&visitor, id, fields, None, complaints(refusal)?).await,
    }
}

async fn view(
    visitor: &Visitor,
    id: OrganisationId,
    fields: Fields,
    merging: Option<Merging>,
    errors: Errors,
) -> Result<Response, Failure> {
    let listed = visitor.app.read_organisation(&visitor.caller, id).await?;
    if listed.organisation.id != id {
        return Ok(Redirect::to(&format!("/organisaties/beheer/{}", listed.organisation.id)).into_response());
    }
    let row = row(&listed, visitor);
    let others = visitor.app.known_organisations(&visitor.caller, &fields.zoek).await?;
    let others = others.into_iter().filter(|known| known.id != id);
    let found =
        others.map(|one| (one.id.to_string(), format!("{} ({})", one.name, kind_label(one.kind).to_lowercase())));
    let found = choices(found, |one| one == fields.stays);
    // What was typed comes back only with the form it was typed in.
    let fields = match fields.how.as_str() {
        "naam" => fields,
        _ => Fields { name: row.name.clone(), places: row.place.clone(), ..fields },
    };
    let merging = merging.map(moves);
    let frame = Frame::of(&row.name, visitor);
    show_as(errors.status(), &OrganisationPage { frame, row, fields, found, merging, errors })
}

fn moves(merging: Merging) -> Moves {
    let many = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let moves = merging.moves;
    let mut what = vec![counted(many(moves.questions), "vraag", "vragen")];
    if moves.domains > 0 {
        what.push(counted(many(moves.domains), "e-maildomein", "e-maildomeinen"));
    }
    if moves.conflicts > 0 {
        what.push(counted(many(moves.conflicts), "gemeld belangenconflict", "gemelde belangenconflicten"));
    }
    if moves.names > 0 {
        what.push(counted(many(moves.names), "andere naam", "andere namen"));
    }
    let stays = merging.stays.organisation;
    Moves {
        stays: stays.id.to_string(),
        name: format!("{} ({})", stays.name, kind_label(stays.kind).to_lowercase()),
        what,
    }
}
