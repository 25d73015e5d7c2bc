//! The log as a file (CSV export), as a Dutch spreadsheet program opens it.

use crate::error::Failure;
use crate::extract::Query;
use crate::log::{Asked, address, door, label, who};
use crate::visitor::Visitor;
use app::{Action, App, Caller, LogFilter, Picture, Refusal};
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::{AMSTERDAM, Complaint, Complaints, Recorded};
use futures_util::stream;

/// Lines read at once.
const AT_ONCE: u32 = 1_000;

/// The same lines as on the page, however many: the file is read while it is sent.
pub(crate) async fn file(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let (filter, before, errors) = asked.read();
    let (app, caller) = (visitor.app, visitor.caller);
    app.check(&caller, Action::ReadLog)?;
    if !errors.is_empty() {
        let complaints = errors.0.into_iter().map(|error| Complaint {
            path: vec![error.field],
            code: "INVALID".to_owned(),
            message: error.message,
        });
        return Err(Refusal::Complaints(Complaints(complaints.collect())).into());
    }
    // The first part is read before anything is sent: a refusal is an answer of its own.
    let first = part(&app, &caller, &filter, before).await?;
    app.note_log_export(&caller, &filter, before).await?;
    let header = HEAD.to_owned();
    let rest = stream::unfold((first.1, app, caller, filter), async |(next, app, caller, filter)| {
        let (text, next) = part(&app, &caller, &filter, Some(next?)).await.unwrap_or_else(|_| {
            tracing::error!("the log broke off while it was sent");
            ("HET LOGBOEK BREEKT HIER AF\r\n".to_owned(), None)
        });
        Some((Ok::<_, std::convert::Infallible>(text), (next, app, caller, filter)))
    });
    let whole = stream::StreamExt::chain(stream::iter([Ok(header), Ok(first.0)]), rest);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"logboek.csv\"")),
    ];
    Ok((headers, Body::from_stream(whole)).into_response())
}

/// Some lines as text, and where to go on.
async fn part(
    app: &App,
    caller: &Caller,
    filter: &LogFilter,
    before: Option<i64>,
) -> Result<(String, Option<i64>), app::Refusal> {
    let events = app.read_log(caller, filter, before, AT_ONCE).await?;
    let picture = app.picture();
    let text = events.iter().map(|(number, event)| csv_line(*number, event, &picture)).collect();
    Ok((text, events.last().filter(|_| events.len() == AT_ONCE as usize).map(|(number, _)| *number)))
}

/// As a Dutch spreadsheet program opens it: the mark says that it is UTF-8, and semicolons part the columns. The moment
/// stands there twice, in Amsterdam time: with its offset for programs, and as a spreadsheet calculates with it.
const HEAD: &str = "\u{feff}nummer;moment;datum en tijd;wie;wat;vraag;deur;adres;bijzonderheden\r\n";

fn csv_line(number: i64, line: &Recorded, picture: &Picture) -> String {
    let at = line.at().map(|at| at.with_timezone(&AMSTERDAM));
    let fields = [
        number.to_string(),
        at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, false)).unwrap_or_default(),
        at.map(|at| at.format("%d-%m-%Y %H:%M:%S").to_string()).unwrap_or_default(),
        who(line.actor(), picture),
        label(line),
        line.ticket().map(|ticket| ticket.0.to_string()).unwrap_or_default(),
        door(line.origin()).to_owned(),
        address(line).to_owned(),
        stored(line),
    ];
    format!("{}\r\n", fields.map(|field| cell(&field)).join(";"))
}

/// In quotes, and never a formula: a spreadsheet would calculate what begins with one of these.
pub(crate) fn cell(text: &str) -> String {
    // Some programs skip what shows nothing, and read wide signs as the usual ones.
    let begins = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\u{feff}');
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let guard = if begins.starts_with(signs) || text.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The particulars as they are stored.
fn stored(line: &Recorded) -> String {
    match line {
        Recorded::Read(event) => event.detail().map(|detail| detail.to_string()).unwrap_or_default(),
        Recorded::Unreadable(line) => line.detail.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_spreadsheet_never_calculates_what_somebody_typed() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "\u{a0}=1", "＝1", "\ttekst"] {
            assert!(cell(formula).starts_with("\"'"), "{formula}");
        }
        assert_eq!(cell("zeg \"ja\""), "\"zeg \"\"ja\"\"\"");
    }
}
