//! What happened to the questions of a list since it was shown (live updates): a number, asked for by the page now and then.

use super::asked::Asked;
use crate::error::Failure;
use crate::extract::Query;
use crate::form::Errors;
use crate::visitor::Visitor;
use app::Refusal;
use axum::response::Json;
use domain::{Complaints, counted};
use serde_json::{Value, json};

/// Where a list asks for its news.
pub(super) const SINCE: &str = "sinds";

/// How many questions of a list are new or changed, in words; no words when none is.
pub(crate) async fn news(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Json<Value>, Failure> {
    visitor.require_staff()?;
    let (since, pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == SINCE);
    let since = since.first().and_then(|(_, line)| line.parse::<i64>().ok());
    let mut errors = Errors::default();
    let wanted = Asked::of(pairs, &mut errors).read(&visitor, &visitor.app.picture(), &mut errors);
    let Some(since) = since.filter(|_| errors.is_empty()) else {
        return Err(Refusal::from(Complaints::one(SINCE, "UNKNOWN", "Deze lijst is niet te lezen.")).into());
    };
    let number = visitor.app.count_stirred(&visitor.caller, &wanted.search, since).await?;
    let words = counted(number, "nieuwe of gewijzigde vraag", "nieuwe of gewijzigde vragen");
    Ok(Json(json!({ "news": if number == 0 { String::new() } else { words } })))
}
