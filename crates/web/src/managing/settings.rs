//! The settings in force (configuration): to be read, and changed on the machine alone.

use crate::error::Failure;
use crate::extract::{NoFilters, Query};
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::SettingFrom;
use askama::Template;
use axum::response::Response;

struct Row {
    key: String,
    value: String,
    from: &'static str,
}

#[derive(Template)]
#[template(path = "managing_settings.html")]
struct SettingsPage {
    frame: Frame,
    rows: Vec<Row>,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let settings = visitor.app.read_settings(&visitor.caller)?;
    let rows = settings.iter().map(|setting| Row {
        key: setting.key.clone(),
        value: setting.value.clone().unwrap_or_else(|| "niet ingesteld".to_owned()),
        from: match setting.from {
            SettingFrom::Default => "standaard",
            SettingFrom::File => "loket.toml",
            SettingFrom::Environment => "omgeving",
        },
    });
    show(&SettingsPage { frame: Frame::of("Instellingen", &visitor), rows: rows.collect() })
}
