//! Lists that somebody looks at again (saved views): kept from the inbox, opened and forgotten there.

use super::asked::Asked;
use super::page::{Typed, again};
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::form::{Errors, complaints, is_ticked};
use crate::visitor::Visitor;
use app::{Refusal, ShownTo};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

#[derive(Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    naam: String,
    /// What stands behind the question mark of the list.
    #[serde(default)]
    lijst: String,
    #[serde(default)]
    gedeeld: String,
}

/// Keeps the list that is shown.
pub(crate) async fn keep(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let pairs = form_urlencoded::parse(fields.lijst.as_bytes()).into_owned().collect();
    let mut errors = Errors::default();
    let asked = Asked::of(pairs, &mut errors).with(&[]);
    asked.read(&visitor, &visitor.app.picture(), &mut errors);
    let address = asked.address();
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let outcome = match is_ticked("gedeeld", &fields.gedeeld) {
        _ if !errors.is_empty() => Err(errors),
        Err(wrong) => Err(wrong.into()),
        Ok(shared) => {
            let seen = if shared { ShownTo::Everybody } else { ShownTo::Owner };
            match visitor.app.keep_view(&visitor.caller, &fields.naam, (query, asked.of_field("zoek")), seen).await {
                Ok(()) => Ok(()),
                Err(refusal) => Err(complaints(refusal)?),
            }
        }
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(&address).into_response()),
        Err(errors) => {
            let typed = Typed { name: fields.naam, errors };
            again(&visitor, query, typed).await
        }
    }
}

/// Forgets one.
pub(crate) async fn forget(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = Uuid::parse_str(&id).map_err(|_| Failure::Refused(Refusal::Hidden))?;
    visitor.app.drop_view(&visitor.caller, id).await?;
    Ok(Redirect::to("/werkbak").into_response())
}
