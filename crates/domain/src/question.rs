//! A question as it is typed in, and the check that finds every complaint at once.

use crate::phone::{read_phone, says_none};
use crate::place_names::{Meant, municipality_meant, province_meant};
use crate::{
    Axis, Complaints, Contact, FindingKind, Geography, Municipality, MunicipalityCode, Numbers, OrganisationKind,
    OrganisationName, Place, Shape, SubmissionKey, Taxonomy, TopicKey, email_address, find_personal_data, quoted,
    refuse_citizen_numbers, take_text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest subject, in characters: what fits on two lines of an inbox.
const SUBJECT_MAX: usize = 200;
/// Longest question, in characters: about eight pages.
const BODY_MAX: usize = 20_000;
/// Longest name of a person or organisation, in characters.
const NAME_MAX: usize = 200;
/// Longest e-mail address, in characters (RFC 5321).
const EMAIL_MAX: usize = 254;

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
    /// The kinds of personal data in it that somebody should say a word about before it is kept: `e-mailadres en een
    /// telefoonnummer`; none when there are none. Citizen numbers that say so are refused by [`Self::check`].
    pub fn personal_data(&self, numbers: Numbers) -> Option<String> {
        let texts = [&self.subject, &self.body, &self.organisation.name, &self.contact.name];
        let kinds_in = |text: &String| find_personal_data(text).into_iter().map(|one| one.kind);
        // Where an address and a telephone number belong, they are no surprise; a number that may be a citizen's is.
        let contact = [&self.contact.email].into_iter().chain(&self.contact.phone).flat_map(kinds_in);
        let doubtful = contact.filter(|kind| *kind == FindingKind::PossibleCitizenNumber);
        let found = texts.into_iter().flat_map(kinds_in).chain(doubtful);
        let asked = found.filter(|kind| match kind {
            FindingKind::CitizenNumber => false,
            FindingKind::PossibleCitizenNumber => numbers == Numbers::Unexplained,
            _ => true,
        });
        let kinds: BTreeSet<&str> = asked.map(FindingKind::label).collect();
        (!kinds.is_empty()).then(|| kinds.into_iter().collect::<Vec<_>>().join(" en een "))
    }

    /// Checks everything and reports every complaint, not only the first.
    pub fn check(
        self,
        taxonomy: &Taxonomy,
        geography: &Geography,
        today: NaiveDate,
        numbers: Numbers,
    ) -> Result<Question, Complaints> {
        let mut complaints = Complaints::default();
        let mut take = |path, typed: &str, shape, longest, missing| {
            take_text(&mut complaints, path, typed, shape, longest, missing, numbers)
        };
        let subject = take("subject", &self.subject, Shape::Line, SUBJECT_MAX, "Vul een onderwerp in.");
        let body = take("body", &self.body, Shape::Prose, BODY_MAX, "Schrijf uw vraag op.");
        let (organisation, place) =
            self.organisation.check(&mut complaints, geography, today, numbers, FilledIn::ByAsker);
        let contact = self.contact.check(&mut complaints, numbers, FilledIn::ByAsker);
        let groups = known_topics(&mut complaints, "groups", &self.groups, Axis::Group, taxonomy, today);
        let themes = known_topics(&mut complaints, "themes", &self.themes, Axis::Theme, taxonomy, today);
        complaints.or(|| Question {
            submission_key: self.submission_key,
            subject,
            body,
            organisation,
            place,
            contact,
            groups,
            themes,
        })
    }
}

/// Who fills in who asks: whoever asks, or somebody of the desk in their place. Complaints speak to that person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilledIn {
    /// The asker.
    ByAsker,
    /// Somebody of the desk.
    ByDesk,
}

impl FilledIn {
    fn say(self, to_asker: &'static str, to_desk: &'static str) -> &'static str {
        match self {
            Self::ByAsker => to_asker,
            Self::ByDesk => to_desk,
        }
    }
}

impl OrganisationDraft {
    /// The organisation and its place; complaints go under `organisation`.
    pub fn check(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        today: NaiveDate,
        numbers: Numbers,
        by: FilledIn,
    ) -> (OrganisationName, Place) {
        let missing = by.say("Vul de naam van uw organisatie in.", "Vul de naam van de organisatie in.");
        let mut name = organisation_name(complaints, "organisation.name", &self.name, missing, numbers);
        if self.kind.is_none() {
            let kind = by.say("Kies wat voor organisatie u bent.", "Kies wat voor organisatie het is.");
            complaints.add("organisation.kind", "REQUIRED", kind);
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
                        format!("Wij kennen geen gemeente {}.", quoted(code)),
                    );
                    Place::Nationwide
                }
            },
            (None, Some(code)) => match geography.region_meant(code) {
                Some(found) => Place::Region(found),
                None => {
                    let message = format!("Wij kennen geen regio {}.", quoted(code));
                    complaints.add("organisation.region", "UNKNOWN", message);
                    Place::Nationwide
                }
            },
            (None, None) => self.place_by_name(complaints, geography, &mut name, today),
        };
        let organisation = OrganisationName {
            kind: self.kind.unwrap_or(OrganisationKind::SocietalOrganisation),
            name,
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

    /// Municipalities and provinces are recognised by their name, and a mistyped name is mended; others need not be in
    /// any one place.
    fn place_by_name(
        &self,
        complaints: &mut Complaints,
        geography: &Geography,
        name: &mut String,
        today: NaiveDate,
    ) -> Place {
        if name.is_empty() {
            return Place::Nationwide;
        }
        let mut complain = |code: &str, message: String| {
            complaints.add("organisation.name", code, message);
            Place::Nationwide
        };
        let names = |found: &[&Municipality], between: &str| -> String {
            found.iter().map(|found| found.name.as_str()).collect::<Vec<_>>().join(between)
        };
        match self.kind {
            Some(OrganisationKind::Municipality) => match municipality_meant(geography, name, today) {
                Meant::These(found) => match found.as_slice() {
                    [only] => Place::Municipality(only.code.clone()),
                    [] => {
                        let name = quoted(name);
                        let what_to_do = "Controleer de naam of kies uit de lijst.";
                        complain("UNKNOWN", format!("Wij kennen geen gemeente met de naam {name}. {what_to_do}"))
                    }
                    several => {
                        let names = names(several, ", ");
                        complain("AMBIGUOUS", format!("Er zijn meer gemeenten met deze naam: {names}. Kies er een."))
                    }
                },
                Meant::Mistyped(only) => {
                    *name = format!("Gemeente {}", only.name);
                    Place::Municipality(only.code.clone())
                }
                Meant::Perhaps(near) => {
                    let (name, near) = (quoted(name), names(&near, " of "));
                    let message =
                        format!("Wij kennen geen gemeente met de naam {name}. Bedoelt u {near}? Kies dan die.");
                    complain("AMBIGUOUS", message)
                }
            },
            Some(OrganisationKind::Province) => match province_meant(geography, name) {
                Some(province) => Place::Region(province.region.clone()),
                None => complain("UNKNOWN", format!("Wij kennen geen provincie met de naam {}.", quoted(name))),
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
    /// The person, as stored; complaints go under `contact`.
    pub fn check(&self, complaints: &mut Complaints, numbers: Numbers, by: FilledIn) -> Contact {
        let mut take = |path, typed: &str, longest, missing| {
            take_text(complaints, path, typed, Shape::Name, longest, missing, numbers)
        };
        let name = take(
            "contact.name",
            &self.name,
            NAME_MAX,
            by.say("Vul uw naam in.", "Vul de naam van de vraagsteller in."),
        );
        let typed = take(
            "contact.email",
            &self.email,
            EMAIL_MAX,
            by.say("Vul uw e-mailadres in.", "Vul het e-mailadres van de vraagsteller in."),
        );
        let email = email_address(&typed).unwrap_or_else(|fault| {
            if !typed.is_empty() {
                complaints.add("contact.email", "INVALID", fault.to_string());
            }
            String::new()
        });
        let phone = self.phone.as_deref().filter(|phone| !says_none(phone));
        let number = phone.and_then(read_phone);
        if let Some(number) = &number {
            refuse_citizen_numbers(complaints, "contact.phone", number, numbers);
        }
        if phone.is_some() && number.is_none() {
            complaints.add(
                "contact.phone",
                "INVALID",
                "Dit telefoonnummer klopt niet. Vul een nummer in zoals 030 123 45 67, of laat het veld leeg.",
            );
        }
        Contact { name, email, phone: number }
    }
}

/// The name of an organisation, as stored.
pub fn organisation_name(
    complaints: &mut Complaints,
    path: &str,
    typed: &str,
    missing: &str,
    numbers: Numbers,
) -> String {
    take_text(complaints, path, typed, Shape::Name, NAME_MAX, missing, numbers)
}

fn find_municipality<'a>(geography: &'a Geography, code: &str) -> Option<&'a Municipality> {
    geography.municipalities.get(&MunicipalityCode(code.to_ascii_uppercase()))
}

fn known_topics(
    complaints: &mut Complaints,
    path: &str,
    keys: &[String],
    axis: Axis,
    taxonomy: &Taxonomy,
    today: NaiveDate,
) -> Vec<TopicKey> {
    taxonomy.known(complaints, path, keys.iter().map(|key| TopicKey(key.trim().to_owned())), axis, today)
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
