//! A question as it is typed in, and the check that finds every complaint at once.

use crate::{
    Axis, Complaints, Contact, FindingKind, Geography, Municipality, MunicipalityCode, OrganisationKind,
    OrganisationName, Place, RegionRef, SubmissionKey, Taxonomy, TopicKey, find_personal_data, fold, is_clean_text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Longest subject, in characters: what fits on two lines of an inbox.
const SUBJECT_MAX: usize = 200;
/// Longest question, in characters: about eight pages.
const BODY_MAX: usize = 20_000;
/// Longest name of a person or organisation, in characters.
const NAME_MAX: usize = 200;
/// Longest e-mail address, in characters (RFC 5321).
const EMAIL_MAX: usize = 254;
/// Longest phone number, in characters.
const PHONE_MAX: usize = 30;

/// A question as somebody typed it: nothing has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionDraft {
    /// The same key gives the same ticket.
    pub submission_key: SubmissionKey,
    /// Subject.
    pub subject: String,
    /// The question.
    pub body: String,
    /// Who asks.
    pub organisation: OrganisationDraft,
    /// Who asks, in person.
    pub contact: ContactDraft,
    /// Groups ticked, if any.
    pub groups: Vec<String>,
    /// Themes ticked, if any.
    pub themes: Vec<String>,
}

/// An organisation as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationDraft {
    /// Kind; none when nothing was chosen.
    pub kind: Option<OrganisationKind>,
    /// Name.
    pub name: String,
    /// CBS code.
    pub municipality: Option<String>,
    /// Code of a region, or `layout:code` where the code alone says too little.
    pub region: Option<String>,
}

/// A person as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDraft {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Phone number, if given.
    pub phone: Option<String>,
}

/// A question that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The same key gives the same ticket.
    pub submission_key: SubmissionKey,
    /// Subject, on one line.
    pub subject: String,
    /// The question.
    pub body: String,
    /// Who asks.
    pub organisation: OrganisationName,
    /// From where.
    pub place: Place,
    /// Who asks, in person.
    pub contact: Contact,
    /// Groups the asker ticked.
    pub groups: Vec<TopicKey>,
    /// Themes the asker ticked.
    pub themes: Vec<TopicKey>,
}

impl QuestionDraft {
    /// Checks everything and reports every complaint, not only the first.
    pub fn check(self, taxonomy: &Taxonomy, geography: &Geography, today: NaiveDate) -> Result<Question, Complaints> {
        let mut complaints = Complaints::default();
        let subject = required(&mut complaints, "subject", &self.subject, SUBJECT_MAX, "Vul een onderwerp in.");
        let body = required(&mut complaints, "body", &self.body, BODY_MAX, "Schrijf uw vraag op.");
        refuse_citizen_numbers(&mut complaints, "subject", &subject);
        refuse_citizen_numbers(&mut complaints, "body", &body);
        let (organisation, place) = self.organisation.check(&mut complaints, geography, today);
        let contact = self.contact.check(&mut complaints);
        let groups = known_topics(&mut complaints, "groups", &self.groups, Axis::Group, taxonomy, today);
        let themes = known_topics(&mut complaints, "themes", &self.themes, Axis::Theme, taxonomy, today);
        complaints.or(|| Question {
            submission_key: self.submission_key,
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            body: body.replace("\r\n", "\n").replace('\r', "\n"),
            organisation,
            place,
            contact,
            groups,
            themes,
        })
    }
}

impl OrganisationDraft {
    /// The organisation and its place; complaints go under `organisation`.
    pub fn check(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        today: NaiveDate,
    ) -> (OrganisationName, Place) {
        let name =
            required(complaints, "organisation.name", &self.name, NAME_MAX, "Vul de naam van uw organisatie in.");
        if self.kind.is_none() {
            complaints.add("organisation.kind", "REQUIRED", "Kies wat voor organisatie u bent.");
        }
        let municipality = self.municipality.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let region = self.region.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let place = match (municipality, region) {
            (Some(code), _) => match find_municipality(geography, code) {
                Some(found) => Place::Municipality(found.code.clone()),
                None => {
                    complaints.add(
                        "organisation.municipality",
                        "UNKNOWN",
                        format!("Wij kennen geen gemeente {code:?}."),
                    );
                    Place::Nationwide
                }
            },
            (None, Some(code)) => match find_region(geography, code) {
                Some(found) => Place::Region(found),
                None => {
                    complaints.add("organisation.region", "UNKNOWN", format!("Wij kennen geen regio {code:?}."));
                    Place::Nationwide
                }
            },
            (None, None) => self.place_by_name(complaints, geography, &name, today),
        };
        let organisation = OrganisationName {
            kind: self.kind.unwrap_or(OrganisationKind::SocietalOrganisation),
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            municipality: match &place {
                Place::Municipality(code) => Some(code.clone()),
                Place::Region(_) | Place::Nationwide => None,
            },
            region: match &place {
                Place::Region(region) => Some(region.clone()),
                Place::Municipality(_) | Place::Nationwide => None,
            },
        };
        (organisation, place)
    }

    /// Municipalities and provinces are recognised by their name; others need not be in any one place.
    fn place_by_name(&self, complaints: &mut Complaints, geography: &Geography, name: &str, today: NaiveDate) -> Place {
        if name.is_empty() {
            return Place::Nationwide;
        }
        match self.kind {
            Some(OrganisationKind::Municipality) => {
                match municipalities_named(geography, name, today).as_slice() {
                    [only] => Place::Municipality(only.code.clone()),
                    [] => {
                        complaints.add(
                        "organisation.name",
                        "UNKNOWN",
                        format!("Wij kennen geen gemeente met de naam {name:?}. Controleer de naam of kies uit de lijst."),
                    );
                        Place::Nationwide
                    }
                    several => {
                        let names: Vec<&str> = several.iter().map(|found| found.name.as_str()).collect();
                        complaints.add(
                            "organisation.name",
                            "AMBIGUOUS",
                            format!("Er zijn meer gemeenten met deze naam: {}. Kies er een.", names.join(", ")),
                        );
                        Place::Nationwide
                    }
                }
            }
            Some(OrganisationKind::Province) => match province_named(geography, name) {
                Some(province) => Place::Region(province),
                None => {
                    complaints.add(
                        "organisation.name",
                        "UNKNOWN",
                        format!("Wij kennen geen provincie met de naam {name:?}."),
                    );
                    Place::Nationwide
                }
            },
            Some(
                OrganisationKind::HousingCorporation
                | OrganisationKind::CarePartner
                | OrganisationKind::SocietalOrganisation,
            )
            | None => Place::Nationwide,
        }
    }
}

impl ContactDraft {
    fn check(&self, complaints: &mut Complaints) -> Contact {
        let name = required(complaints, "contact.name", &self.name, NAME_MAX, "Vul uw naam in.");
        let email = required(complaints, "contact.email", &self.email, EMAIL_MAX, "Vul uw e-mailadres in.");
        if !email.is_empty() && !is_email(&email) {
            complaints.add(
                "contact.email",
                "INVALID",
                "Dit e-mailadres klopt niet. Vul een adres in zoals naam@gemeente.nl.",
            );
        }
        let phone = self.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
        if let Some(phone) = phone
            && !is_phone(phone)
        {
            complaints.add(
                "contact.phone",
                "INVALID",
                "Dit telefoonnummer klopt niet. Vul een nummer in zoals 030 123 45 67, of laat het veld leeg.",
            );
        }
        Contact { name, email, phone: phone.map(str::to_owned) }
    }
}

/// Municipalities that exist on this day and carry this name or alias, with or without the word `gemeente`.
///
/// A name that is one municipality's official name and another's alias means the former.
pub(crate) fn municipalities_named<'a>(
    geography: &'a Geography,
    name: &str,
    today: NaiveDate,
) -> Vec<&'a Municipality> {
    let folded = fold(name);
    let bare = folded.strip_prefix("gemeente ").unwrap_or(&folded);
    let living = || {
        geography
            .municipalities
            .values()
            .filter(|known| known.valid_from <= today && known.valid_to.is_none_or(|last| today <= last))
    };
    let official: Vec<_> = living().filter(|known| fold(&known.name) == bare).collect();
    if !official.is_empty() {
        return official;
    }
    living().filter(|known| known.aliases.iter().any(|alias| fold(alias) == bare)).collect()
}

fn province_named(geography: &Geography, name: &str) -> Option<RegionRef> {
    let folded = fold(name);
    let bare = folded.strip_prefix("provincie ").unwrap_or(&folded);
    let bare = if bare == "friesland" { "fryslan" } else { bare };
    geography
        .regions
        .values()
        .find(|known| known.region.layout.0 == "provincie" && fold(&known.name) == bare)
        .map(|known| known.region.clone())
}

fn find_municipality<'a>(geography: &'a Geography, code: &str) -> Option<&'a Municipality> {
    geography.municipalities.get(&MunicipalityCode(code.to_ascii_uppercase()))
}

/// A region by `layout:code`, or by code alone; where several layouts use the code, the closest layout wins.
fn find_region(geography: &Geography, code: &str) -> Option<RegionRef> {
    if let Some((layout, code)) = code.split_once(':') {
        let region = RegionRef::new(layout, code);
        return geography.regions.contains_key(&region).then_some(region);
    }
    geography
        .regions_with_code(code)
        .max_by_key(|known| geography.layouts.get(&known.region.layout).map_or(0, |layout| layout.weight))
        .map(|known| known.region.clone())
}

fn known_topics(
    complaints: &mut Complaints,
    path: &str,
    keys: &[String],
    axis: Axis,
    taxonomy: &Taxonomy,
    today: NaiveDate,
) -> Vec<TopicKey> {
    let mut known = Vec::new();
    for key in keys {
        let key = TopicKey(key.trim().to_owned());
        match taxonomy.get(&key) {
            Some(topic) if topic.axis == axis && topic.is_valid_on(today) => {
                if !known.contains(&key) {
                    known.push(key);
                }
            }
            _ => complaints.add(path, "UNKNOWN", format!("Wij kennen het onderwerp {:?} niet.", key.0)),
        }
    }
    known
}

/// The trimmed text; complains when it is empty, too long or holds control characters.
fn required(complaints: &mut Complaints, path: &str, text: &str, max: usize, missing: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        complaints.add(path, "REQUIRED", missing);
    } else if text.chars().count() > max {
        complaints.add(path, "TOO_LONG", format!("Deze tekst is te lang. Gebruik hoogstens {max} tekens."));
    } else if !is_clean_text(text) {
        complaints.add(
            path,
            "INVALID",
            "In deze tekst staan tekens die wij niet kunnen opslaan. Typ de tekst opnieuw.",
        );
    }
    text.to_owned()
}

fn refuse_citizen_numbers(complaints: &mut Complaints, path: &str, text: &str) {
    if find_personal_data(text).iter().any(|finding| finding.kind == FindingKind::CitizenNumber) {
        complaints.add(
            path,
            "PERSONAL_DATA",
            "In deze tekst lijkt een burgerservicenummer (BSN) te staan. Haal het weg: wij mogen het niet bewaren.",
        );
    }
}

/// One `@`, something before it, a domain with a dot after it, and nothing a mail server would refuse.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str, extra: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && part.chars().all(|letter| letter.is_alphanumeric() || extra.contains(letter))
    };
    plain(local, ".!#$%&'*+-/=?^_`{|}~")
        && local.len() <= 64
        && plain(host, ".-")
        && host.contains('.')
        && !host.starts_with('-')
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().count() <= PHONE_MAX
        && (8..=15).contains(&digits)
        && text.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter))
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
