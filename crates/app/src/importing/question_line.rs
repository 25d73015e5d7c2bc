//! One line of a file with questions (JSON Lines): its fields, the words it may use, and what is wrong with it in words.

use domain::{OrganisationKind, fold};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ImportLine {
    /// The file's own name for the question; running the file twice adds nothing.
    pub id: String,
    /// Subject.
    pub subject: String,
    /// The question.
    pub body: String,
    /// `gemeente`, `provincie`, `corporatie`, `zorgpartner`, … or the desk's own name or word for a kind of organisation.
    #[serde(default)]
    pub asker_type: Option<String>,
    /// Name of the organisation.
    #[serde(default)]
    pub organisation: Option<String>,
    /// `GM0363`, `PV26`, `regio:…`, or nothing.
    #[serde(default)]
    pub gm_code_or_region: Option<String>,
    /// Name of the person who asked.
    #[serde(default)]
    pub name: Option<String>,
    /// Address of the person who asked.
    #[serde(default)]
    pub email: Option<String>,
    /// Numbers in it that look like citizen numbers are something else.
    #[serde(default)]
    pub no_bsn: bool,
    /// When it came in, as RFC 3339 or as a day; now, when nothing is said.
    #[serde(default)]
    pub received_at: Option<String>,
    /// What it is about besides, or instead: names or codes of municipalities and regions.
    #[serde(default)]
    pub places: Option<Vec<String>>,
    /// For which organisation an adviser asks.
    #[serde(default)]
    pub works_for: Option<String>,
    /// Keys of the groups it is about, as ticked on the form.
    #[serde(default)]
    pub groups: Option<Vec<String>>,
    /// Keys of the themes it is about, as ticked on the form.
    #[serde(default)]
    pub themes: Option<Vec<String>>,
    /// Everything else that the line says.
    #[serde(flatten)]
    pub others: BTreeMap<String, Value>,
}

/// What labelled questions say besides, to judge the classifier by: no part of the question.
pub(crate) const LABELS: [&str; 5] = ["duplicates_of", "out_of_scope", "lang", "tags", "pair_id"];

/// What files call those who ask, beside the names that people read and the stored words.
const ASKERS: [(&str, OrganisationKind); 24] = [
    ("regio", OrganisationKind::Municipality),
    ("corporatie", OrganisationKind::HousingCorporation),
    ("zorgpartner", OrganisationKind::CarePartner),
    ("zorgpartij", OrganisationKind::CarePartner),
    ("welzijnspartij", OrganisationKind::CarePartner),
    ("zorgkantoor", OrganisationKind::RegionalBody),
    ("ggd", OrganisationKind::RegionalBody),
    ("veiligheidsregio", OrganisationKind::RegionalBody),
    ("woondealregio", OrganisationKind::RegionalBody),
    ("werkorganisatie", OrganisationKind::MunicipalWorkOrganisation),
    ("gemeenschappelijke regeling", OrganisationKind::MunicipalWorkOrganisation),
    ("rijk", OrganisationKind::State),
    ("rijksoverheid", OrganisationKind::State),
    ("ministerie", OrganisationKind::State),
    ("zorgaanbieder", OrganisationKind::CarePartner),
    ("maatschappelijk", OrganisationKind::SocietalOrganisation),
    ("organisatie", OrganisationKind::SocietalOrganisation),
    ("huurdersorganisatie", OrganisationKind::SocietalOrganisation),
    ("adviseur", OrganisationKind::Adviser),
    ("leverancier", OrganisationKind::SocietalOrganisation),
    ("inwoner", OrganisationKind::Resident),
    ("pers", OrganisationKind::SocietalOrganisation),
    ("anders", OrganisationKind::SocietalOrganisation),
    ("overig", OrganisationKind::SocietalOrganisation),
];

/// In whatever capitals; none when it says something else. Who says nothing is an organisation like others.
pub(crate) fn kind_of(asker_type: Option<&str>) -> Option<OrganisationKind> {
    let Some(typed) = asker_type.map(fold).filter(|typed| !typed.is_empty()) else {
        return Some(OrganisationKind::SocietalOrganisation);
    };
    let own = OrganisationKind::ALL.into_iter().flat_map(|kind| [(kind.label(), kind), (kind.as_str(), kind)]);
    own.chain(ASKERS).find(|(name, _)| fold(name) == typed).map(|(_, kind)| kind)
}

/// What is wrong with a line that is no question, and where: its own line number would always be 1.
pub(crate) fn in_words(error: &serde_json::Error, value: Option<&Value>) -> String {
    let fields = match value {
        Some(Value::Object(fields)) => fields,
        Some(_) => return "hier staat geen vraag: een regel met velden begint met { en eindigt met }.".to_owned(),
        None if error.is_eof() => return "dit is geen geldige JSON: de regel houdt te vroeg op.".to_owned(),
        None => return format!("dit is geen geldige JSON: kijk bij teken {}.", error.column()),
    };
    let text = error.to_string();
    let named = |before: &str| Some(text.strip_prefix(before)?.split_once('`')?.0.to_owned());
    if let Some(field) = named("missing field `") {
        return format!("het veld {field} ontbreekt.");
    }
    if let Some(field) = named("duplicate field `") {
        return format!("het veld {field} staat er twee keer.");
    }
    let is_text = |value: &Value| value.is_string();
    let texts = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(is_text));
    for (name, value) in fields {
        let wanted = match name.as_str() {
            "id" | "subject" | "body" if !is_text(value) => "tekst tussen aanhalingstekens",
            "asker_type" | "organisation" | "gm_code_or_region" | "name" | "email" | "received_at" | "works_for"
                if !is_text(value) && !value.is_null() =>
            {
                "tekst tussen aanhalingstekens"
            }
            "no_bsn" if !value.is_boolean() => "true of false",
            "groups" | "themes" | "places" if !texts(value) && !value.is_null() => {
                "een lijst van teksten, zoals [\"een\", \"twee\"]"
            }
            _ => continue,
        };
        return format!("het veld {name} heeft niet de juiste vorm: schrijf {wanted}.");
    }
    "een veld heeft niet de juiste vorm.".to_owned()
}
