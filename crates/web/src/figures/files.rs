//! Figures to take away (export): what is on screen, as CSV for a Dutch spreadsheet program and as an Excel file.

use super::earlier;
use super::rates::Per;
use super::reading::{self, Read};
use super::sheet::{Row, Sheet};
use crate::error::Failure;
use crate::extract::Query;
use crate::log_file::cell;
use crate::visitor::Visitor;
use app::Held;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// As text, with semicolons and decimal commas.
pub(crate) async fn csv(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    let (sheet, _) = read(visitor, pairs).await?;
    Ok(file("text/csv; charset=utf-8", "attachment; filename=\"cijfers.csv\"", written(&sheet).into_bytes()))
}

/// As a workbook: the figures, and what they mean on a sheet of its own.
pub(crate) async fn xlsx(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    let (sheet, today) = read(visitor, pairs).await?;
    let content = workbook(&sheet, today).map_err(|error| Failure::Broken(error.to_string()))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(kind, "attachment; filename=\"cijfers.xlsx\"", content))
}

/// The same as on the page, through the same door; an address that cannot be read exports nothing.
async fn read(visitor: Visitor, pairs: Vec<(String, String)>) -> Result<(Sheet, NaiveDate), Failure> {
    let Read { wanted, today, .. } = reading::read(&visitor, pairs).await?.or_refused()?;
    let report = visitor.app.read_trends(&visitor.caller, &wanted.query).await?;
    let earlier = earlier::read(&visitor, (&wanted.query, wanted.beside), today).await?;
    Ok((Sheet::of(&report, earlier.as_ref(), &wanted, today), today))
}

fn file(kind: &'static str, name: &'static str, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    (headers, content).into_response()
}

/// The heads above the columns, in order.
fn heads(sheet: &Sheet) -> Vec<String> {
    let step = |step: &super::sheet::Step| match step.held {
        Held::Whole => step.head.clone(),
        Held::StillRuns => format!("{} (loopt nog)", step.head),
        Held::InPart => format!("{} (niet heel)", step.head),
        Held::NotBegun => format!("{} (nog niet)", step.head),
    };
    let steps = sheet.columns.iter().map(step);
    let ends = std::iter::once("Totaal".to_owned()).chain(sheet.earlier.clone());
    let ends = ends.chain(sheet.rests_on.map(str::to_owned));
    std::iter::once("Onderdeel".to_owned()).chain(steps).chain(ends).collect()
}

/// What stands in a row behind its name.
fn values(sheet: &Sheet, row: &Row) -> Vec<Option<f64>> {
    let rests_on = sheet.rests_on.map(|_| Some(row.rests_on as f64));
    let then = sheet.earlier.as_ref().map(|_| row.then.as_ref().and_then(|then| then.total));
    row.values.iter().copied().chain([row.total]).chain(then).chain(rests_on).collect()
}

/// The mark says that it is UTF-8.
fn written(sheet: &Sheet) -> String {
    let line = |cells: Vec<String>| format!("{}\r\n", cells.join(";"));
    let mut text = "\u{feff}".to_owned();
    text.push_str(&line(heads(sheet).iter().map(|head| cell(head)).collect()));
    for row in sheet.rows.iter().chain(&sheet.whole) {
        let numbers = values(sheet, row).into_iter().map(|value| value.map_or_else(String::new, decimal));
        text.push_str(&line(std::iter::once(cell(&row.label)).chain(numbers).collect()));
    }
    text.push_str("\r\n");
    for words in std::iter::once(&sheet.caption).chain(&sheet.notes) {
        text.push_str(&line(vec![cell(words)]));
    }
    if sheet.measure.is_share() {
        text.push_str(&line(vec![cell("Een deel is een getal van 0 tot 1: 0,5 is de helft.")]));
    }
    text
}

/// A number as a Dutch spreadsheet program reads it.
fn decimal(value: f64) -> String {
    let written = format!("{value:.4}");
    written.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

fn workbook(sheet: &Sheet, today: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made =
        u16::try_from(today.year()).ok().zip(u8::try_from(today.month()).ok()).zip(u8::try_from(today.day()).ok());
    if let Some(((year, month), day)) = made {
        let made = ExcelDateTime::from_ymd(year, month, day)?;
        book.set_properties(&DocProperties::new().set_title(&sheet.caption).set_creation_datetime(&made));
    }
    let figures = book.add_worksheet();
    figures.set_name("Cijfers")?;
    fill(figures, sheet)?;
    let meaning = book.add_worksheet();
    meaning.set_name("Toelichting")?;
    let wrapped = Format::new().set_text_wrap();
    meaning.set_column_width(0, 100.0)?;
    for (at, words) in (0..).zip(std::iter::once(&sheet.caption).chain(&sheet.notes)) {
        meaning.write_string_with_format(at, 0, words, &wrapped)?;
    }
    book.save_to_buffer()
}

/// Names as text, so that no program calculates them, and numbers as numbers.
fn fill(into: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let (bold, how_many) = (Format::new().set_bold(), Format::new().set_num_format("#,##0"));
    let number = Format::new().set_num_format(if sheet.measure.is_share() {
        "0.0%"
    } else if sheet.measure.is_count() && sheet.per == Per::Number {
        "#,##0"
    } else {
        "0.0"
    });
    for (column, head) in (0..).zip(heads(sheet)) {
        into.write_string_with_format(0, column, head, &bold)?;
    }
    for (at, row) in (1..).zip(sheet.rows.iter().chain(&sheet.whole)) {
        into.write_string_with_format(at, 0, &row.label, &bold)?;
        let values = values(sheet, row);
        let of_the_measure = sheet.columns.len() + 1 + usize::from(sheet.earlier.is_some());
        for (column, value) in values.into_iter().enumerate() {
            let format = if column < of_the_measure { &number } else { &how_many };
            if let (Some(value), Ok(column)) = (value, u16::try_from(column + 1)) {
                into.write_number_with_format(at, column, value, format)?;
            }
        }
    }
    into.set_column_width(0, 40.0)?;
    into.set_freeze_panes(1, 1)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn a_number_has_a_comma_and_no_points_that_a_program_would_read_as_text() {
        assert_eq!([0.0, 2_016.0, 0.912_34, 1.5].map(decimal), ["0", "2016", "0,9123", "1,5"]);
    }
}
