//! What the form shows: what was typed, what can be chosen, what was wrong.

use crate::Pages;
use crate::ask::personal_data;
use crate::faults::Faults;
use crate::form::Fields;
use crate::organisations::place_code;
use crate::shell::Shell;
use askama::Template;
use domain::{
    Axis, ContactDraft, MunicipalityCode, OrganisationDraft, OrganisationKind, OrganisationName, QuestionDraft,
    SubmissionKey, amsterdam_day,
};
use uuid::Uuid;

/// The form as somebody filled it in.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub key: Uuid,
    pub kind: Option<OrganisationKind>,
    pub organisation: String,
    /// The place that belongs to the chosen name: `GM0355`, `provincie:PV26`, or nothing.
    pub place: String,
    pub subject: String,
    pub body: String,
    pub groups: Vec<String>,
    pub themes: Vec<String>,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub privacy_confirmed: bool,
    /// Nobody sees this field; programs fill it in.
    pub website: String,
}

impl Typed {
    /// A new form.
    pub(crate) fn empty(key: Uuid) -> Self {
        Self {
            key,
            kind: None,
            organisation: String::new(),
            place: String::new(),
            subject: String::new(),
            body: String::new(),
            groups: Vec::new(),
            themes: Vec::new(),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            privacy_confirmed: false,
            website: String::new(),
        }
    }

    /// What was sent. A key that is none is replaced: a form without one is a form of its own.
    pub(crate) fn read(fields: &Fields, pages: &Pages) -> Self {
        let key = Uuid::parse_str(fields.get("key")).unwrap_or_else(|_| (pages.options.new_key)());
        let kind = OrganisationKind::parse(fields.get("organisation.kind"));
        let mut typed = Self {
            key,
            kind,
            organisation: fields.get("organisation.name").to_owned(),
            place: String::new(),
            subject: fields.get("subject").to_owned(),
            body: fields.get("body").to_owned(),
            groups: fields.all("groups"),
            themes: fields.all("themes"),
            name: fields.get("contact.name").to_owned(),
            email: fields.get("contact.email").to_owned(),
            phone: fields.get("contact.phone").to_owned(),
            privacy_confirmed: !fields.get("privacy").is_empty(),
            website: fields.get("website").to_owned(),
        };
        typed.settle_place(fields, pages);
        typed
    }

    /// A place counts only for the kind and name it was chosen with: somebody may have typed on afterwards.
    fn settle_place(&mut self, fields: &Fields, pages: &Pages) {
        if let Some((name, place)) = fields.some("organisation.choice").and_then(|code| choice(code, pages)) {
            self.organisation = name;
            self.place = place;
        } else if fields.get("organisation.place-for") == self.place_for() {
            self.place = fields.get("organisation.place").trim().to_owned();
        }
    }

    /// What the place belongs to; the script writes the same.
    pub(crate) fn place_for(&self) -> String {
        format!("{}|{}", self.kind.map_or("", OrganisationKind::as_str), self.organisation.trim())
    }

    /// The question as the domain wants to see it.
    pub(crate) fn draft(&self) -> QuestionDraft {
        let is_region = self.place.contains(':');
        let place = Some(self.place.clone()).filter(|place| !place.is_empty());
        QuestionDraft {
            submission_key: SubmissionKey(self.key),
            subject: self.subject.clone(),
            body: self.body.clone(),
            organisation: OrganisationDraft {
                kind: self.kind,
                name: self.organisation.clone(),
                municipality: place.clone().filter(|_| !is_region),
                region: place.filter(|_| is_region),
            },
            contact: ContactDraft {
                name: self.name.clone(),
                email: self.email.clone(),
                phone: Some(self.phone.clone()).filter(|phone| !phone.trim().is_empty()),
            },
            groups: self.groups.clone(),
            themes: self.themes.clone(),
        }
    }
}

/// Name and place of a municipality or region that was picked from the choices.
fn choice(code: &str, pages: &Pages) -> Option<(String, String)> {
    let desk = pages.app.desk();
    if let Some(found) = desk.geography.municipalities.get(&MunicipalityCode(code.to_owned())) {
        return Some((format!("Gemeente {}", found.name), code.to_owned()));
    }
    let (layout, region) = code.split_once(':')?;
    let found = desk.geography.regions.get(&domain::RegionRef::new(layout, region))?;
    let name = if layout == "provincie" { format!("Provincie {}", found.name) } else { found.name.clone() };
    Some((name, code.to_owned()))
}

/// Something to tick or pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub id: String,
    pub value: String,
    pub label: String,
    pub checked: bool,
}

/// See `templates/ask.html`.
#[derive(Template)]
#[template(path = "ask.html")]
pub(crate) struct AskPage {
    pub shell: Shell,
    pub faults: Faults,
    pub typed: Typed,
    pub kinds: Vec<Choice>,
    /// Organisations that may be meant, when the name was not clear.
    pub meant: Vec<Choice>,
    pub groups: Vec<Choice>,
    pub themes: Vec<Choice>,
    pub topics_open: bool,
    /// What personal data stands in the text, in words.
    pub personal_data: Option<String>,
    /// Why nothing can be sent just now.
    pub limited: Option<String>,
}

/// The form, filled in as it was.
pub(crate) fn ask_page(pages: &Pages, typed: Typed, faults: Faults, meant: Vec<OrganisationName>) -> AskPage {
    let desk = pages.app.desk();
    let today = amsterdam_day(pages.app.now());
    let topics = |axis: Axis, name: &str, ticked: &[String]| -> Vec<Choice> {
        desk.taxonomy
            .on(axis, today)
            .enumerate()
            .map(|(at, topic)| Choice {
                id: numbered(name, at),
                value: topic.key.0.clone(),
                label: topic.label.clone(),
                checked: ticked.contains(&topic.key.0),
            })
            .collect()
    };
    let kinds = OrganisationKind::ALL
        .iter()
        .enumerate()
        .map(|(at, kind)| Choice {
            id: numbered("organisation-kind", at),
            value: kind.as_str().to_owned(),
            label: kind.label().to_owned(),
            checked: typed.kind == Some(*kind),
        })
        .collect();
    let meant = meant
        .into_iter()
        .map(|found| (place_code(&found), found.name))
        .filter(|(place, _)| !place.is_empty())
        .enumerate()
        .map(|(at, (value, label))| Choice { id: numbered("organisation-choice", at), value, label, checked: false })
        .collect();
    AskPage {
        shell: Shell::public("Stel uw vraag", "/").faulty(!faults.is_empty()),
        kinds,
        meant,
        groups: topics(Axis::Group, "groups", &typed.groups),
        themes: topics(Axis::Theme, "themes", &typed.themes),
        topics_open: !typed.groups.is_empty() || !typed.themes.is_empty() || faults.at("groups").is_some(),
        personal_data: personal_data(&typed).filter(|_| faults.at("privacy").is_some() || typed.privacy_confirmed),
        limited: None,
        typed,
        faults,
    }
}

/// The first of a group carries the id that a complaint links to.
fn numbered(name: &str, at: usize) -> String {
    if at == 0 { name.to_owned() } else { format!("{name}-{}", at + 1) }
}
