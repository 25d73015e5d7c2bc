//! Text blocks (canned responses): the page on which they are kept, and how they are found while an answer is typed.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path, Query};
use crate::form::{Errors, complaints, is_ticked};
use crate::page::{Frame, show_as};
use crate::suggest::SUGGESTIONS;
use crate::visitor::Visitor;
use app::{Action, Refusal, Sharing, TextBlock, TextBlockDraft};
use askama::Template;
use axum::response::{Json, Response};
use domain::{Placeholder, amsterdam_day, counted, long_day_in_words};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// The number of the one that is changed; empty for a new one.
    #[serde(default)]
    block: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    /// `ja` when it is for everybody.
    #[serde(default)]
    shared: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The one to change.
    blok: Option<i64>,
    /// A kept form that is to be filled in.
    #[serde(rename = "bewaard")]
    _kept: Option<String>,
}

#[derive(Template)]
#[template(path = "text_blocks.html")]
struct TextBlocksPage {
    frame: Frame,
    lists: [List; 2],
    places: [Placeholder; 6],
    may_share: bool,
    fields: Fields,
    errors: Errors,
}

struct List {
    id: &'static str,
    title: &'static str,
    none: &'static str,
    rows: Vec<Row>,
}

struct Row {
    id: i64,
    title: String,
    body: String,
    used: String,
    changed: String,
    may_change: bool,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Query(which): Query<Which>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let blocks = visitor.app.list_text_blocks(&visitor.caller).await?;
    let fields = match which.blok {
        Some(id) => {
            let block = blocks.iter().find(|block| block.id == id).ok_or(Failure::Refused(Refusal::Hidden))?;
            Fields {
                block: id.to_string(),
                title: block.title.clone(),
                body: block.body.clone(),
                shared: if block.owner.is_none() { "ja".to_owned() } else { String::new() },
                ..Fields::default()
            }
        }
        None => Fields::default(),
    };
    view(&visitor, blocks, fields, Errors::default())
}

/// Adds one, or changes one.
pub(crate) async fn keep(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = match fields.block.trim() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?),
    };
    let outcome = match is_ticked("shared", &fields.shared) {
        Ok(ticked) => {
            let sharing = if ticked { Sharing::Shared } else { Sharing::Own };
            let draft = TextBlockDraft { title: &fields.title, body: &fields.body, sharing };
            visitor.app.keep_text_block(&visitor.caller, id, draft).await
        }
        Err(complaints) => Err(complaints.into()),
    };
    match outcome {
        Ok(()) => Done::TextBlockKept.then(&visitor.app, "/tekstblokken"),
        Err(refusal) => {
            let errors = complaints(refusal)?;
            let blocks = visitor.app.list_text_blocks(&visitor.caller).await?;
            view(&visitor, blocks, fields, errors)
        }
    }
}

/// Takes one away.
pub(crate) async fn remove(
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    visitor.app.remove_text_block(&visitor.caller, id).await?;
    Done::TextBlockRemoved.then(&visitor.app, "/tekstblokken")
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    typed: String,
}

/// What is found while somebody types (typeahead). In the body of a request: what people write belongs in no log.
pub(crate) async fn find(visitor: Visitor, Form(typed): Form<Typed>) -> Result<Json<Value>, Failure> {
    visitor.check_form(&typed.token)?;
    let most = usize::try_from(SUGGESTIONS).unwrap_or(usize::MAX);
    let found = visitor.app.find_text_blocks(&visitor.caller, &typed.typed, most).await?;
    let found =
        found.into_iter().map(|block| json!({ "block": block.id, "name": block.title, "label": begin(&block.body) }));
    Ok(Json(found.collect()))
}

fn view(visitor: &Visitor, blocks: Vec<TextBlock>, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let may_share = visitor.app.may(&visitor.caller, Action::ShareTextBlocks);
    let picture = visitor.app.picture();
    let (own, shared): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|block| block.owner.is_some());
    let rows = |blocks: Vec<TextBlock>| {
        let row = |block: TextBlock| Row {
            id: block.id,
            body: begin(&block.body),
            used: used(&block),
            changed: format!(
                "{} door {}",
                long_day_in_words(amsterdam_day(block.changed_at)),
                picture.name(block.changed_by)
            ),
            may_change: block.owner.is_some() || may_share,
            title: block.title,
        };
        blocks.into_iter().map(row).collect()
    };
    show_as(
        errors.status(),
        &TextBlocksPage {
            frame: Frame::of("Tekstblokken", visitor),
            lists: [
                List {
                    id: "eigen",
                    title: "Uw tekstblokken",
                    none: "U heeft nog geen eigen tekstblokken.",
                    rows: rows(own),
                },
                List {
                    id: "gedeeld",
                    title: "Tekstblokken van iedereen",
                    none: "Er zijn nog geen tekstblokken voor iedereen.",
                    rows: rows(shared),
                },
            ],
            places: Placeholder::ALL,
            may_share,
            fields,
            errors,
        },
    )
}

fn used(block: &TextBlock) -> String {
    match block.used_at {
        Some(at) => {
            format!(
                "{}, voor het laatst op {}",
                counted(block.uses, "keer", "keer"),
                long_day_in_words(amsterdam_day(at))
            )
        }
        None => "nog niet".to_owned(),
    }
}

/// The first words of a text, on one line.
fn begin(body: &str) -> String {
    /// About one line of a table.
    const SIGNS: usize = 90;
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SIGNS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
