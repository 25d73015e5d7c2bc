//! A question as it is typed in, and the check that finds every complaint at once.

use crate::phone::{read_phone, says_none};
use crate::who_asks::{FilledIn, NAME_MAX, OrganisationDraft, WhoAsks};
use crate::{
    Axis, Complaints, Contact, Geography, Numbers, OrganisationName, Place, Sender, Shape, SubmissionKey, Taxonomy,
    TopicKey, ask_about_personal_data, email_address, refuse_citizen_numbers, take_text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Longest subject, in characters: what fits on two lines of an inbox.
const SUBJECT_MAX: usize = 200;
/// Longest question, in characters: about eight pages.
const BODY_MAX: usize = 20_000;
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
    /// About which place, or the first of several.
    pub place: Place,
    /// About which other places.
    pub also: Vec<Place>,
    /// For whom an adviser asks.
    pub works_for: Option<String>,
    /// Who asks, in person.
    pub contact: Contact,
    /// Groups the asker ticked.
    pub groups: Vec<TopicKey>,
    /// Themes the asker ticked.
    pub themes: Vec<TopicKey>,
}

impl QuestionDraft {
    /// Asks about personal data, beside each field they stand in; those of the sender are no surprise. Citizen numbers that say
    /// so are refused by [`Self::check`].
    pub fn ask_about_personal_data(&self, numbers: Numbers) -> Complaints {
        let mut asked = Complaints::default();
        let texts = [
            ("subject", &self.subject),
            ("body", &self.body),
            ("organisation.name", &self.organisation.name),
            ("contact.name", &self.contact.name),
            // What belongs in these is their sender's own; a number that may be a citizen's is asked about.
            ("contact.email", &self.contact.email),
        ];
        let sender = Sender { email: &self.contact.email, phone: self.contact.phone.as_deref() };
        let phone = self.contact.phone.iter().map(|phone| ("contact.phone", phone));
        let works_for = self.organisation.works_for.iter().map(|name| ("organisation.worksFor", name));
        for (path, text) in texts.into_iter().chain(works_for).chain(phone) {
            ask_about_personal_data(&mut asked, path, text, sender, numbers);
        }
        asked
    }

    /// Checks everything and reports every complaint, not only the first.
    pub fn check(
        self,
        taxonomy: &Taxonomy,
        geography: &Geography,
        today: NaiveDate,
        numbers: Numbers,
    ) -> Result<Question, Complaints> {
        self.check_of(FilledIn::ByAsker, taxonomy, geography, today, numbers)
    }

    /// The same, in words for whoever filled it in.
    pub fn check_of(
        self,
        by: FilledIn,
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
        let WhoAsks { organisation, place, also, works_for } =
            self.organisation.check(&mut complaints, geography, today, numbers, by);
        let contact = self.contact.check(&mut complaints, numbers, by);
        let groups = known_topics(&mut complaints, "groups", &self.groups, Axis::Group, taxonomy, today);
        let themes = known_topics(&mut complaints, "themes", &self.themes, Axis::Theme, taxonomy, today);
        complaints.or(|| Question {
            submission_key: self.submission_key,
            subject,
            body,
            organisation,
            place,
            also,
            works_for,
            contact,
            groups,
            themes,
        })
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
