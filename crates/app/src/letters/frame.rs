//! The frame that all letters share (envelope): to whom, the salutation, the signature, and the job row that carries it.

use super::texts::{About, Answered, DeadlinesMoved, Digest, LetsIn, Says, Text, WeeklyFigures, either, language};
use crate::clock::Ids;
use crate::{Settings, Signature};
use chrono::{DateTime, Utc};
use domain::{
    AMSTERDAM, Contact, House, JobId, Letter, LetterKind, Look, Person, PersonId, Reference, ascii_domain, one_line,
};
use routing::Language;
use store::jobs::{Goes, Job};

/// To whom.
pub(crate) struct To<'a> {
    pub name: &'a str,
    pub email: &'a str,
    /// Who it is, if somebody of the desk.
    pub person: Option<PersonId>,
}

impl<'a> From<&'a Contact> for To<'a> {
    fn from(contact: &'a Contact) -> Self {
        Self { name: &contact.name, email: &contact.email, person: None }
    }
}

impl<'a> From<&'a Person> for To<'a> {
    fn from(person: &'a Person) -> Self {
        Self { name: &person.name, email: &person.email, person: Some(person.id) }
    }
}

/// What it takes to write a letter: the desk's settings, names for rows, and the moment.
pub(super) struct Stationery<'a> {
    pub settings: &'a Settings,
    pub house: &'a House,
    pub ids: &'a dyn Ids,
    pub now: DateTime<Utc>,
}

impl Stationery<'_> {
    pub(super) fn about(&self, about: &About<'_>, to: &To<'_>, says: &Says<'_>) -> Job {
        // Who works here reads Dutch.
        let language = if to.person.is_some() { Language::Nl } else { about.language };
        let answered = match (to.person, &self.settings.inbox.address) {
            (None, Some(_)) => Answered::ByMail,
            _ => Answered::ByLink,
        };
        let about = &About { answered, ..*about };
        let mut text = says.text(about, &ticket_page(self.settings, about.reference));
        text.subject = format!("{} [{}]", text.subject, about.reference);
        let mut job = self.framed(says.kind(), to, (language, answered), text);
        job.ticket = Some(about.ticket);
        job.letter.thread = Some(format!("<vraag-{}@{}>", about.reference, mail_host(self.settings)));
        job
    }

    /// It belongs to none of them alone: each has its own link.
    pub(super) fn about_several(&self, to: &To<'_>, says: &DeadlinesMoved<'_>) -> Job {
        self.framed(LetterKind::DeadlineMoved, to, (says.language, Answered::ByLink), says.text())
    }

    pub(super) fn access_letter(&self, to: &To<'_>, says: &LetsIn<'_>) -> Job {
        self.framed(says.kind(), to, (Language::Nl, Answered::ByLink), says.text())
    }

    /// It is about several questions, or none.
    pub(super) fn digest(&self, to: &To<'_>, says: &Digest<'_>) -> Job {
        self.framed(LetterKind::Digest, to, (Language::Nl, Answered::ByLink), says.text())
    }

    pub(super) fn weekly(&self, to: &To<'_>, says: &WeeklyFigures<'_>) -> Job {
        self.framed(LetterKind::WeeklyFigures, to, (Language::Nl, Answered::ByLink), says.text())
    }

    /// Message-ID and Date are fixed here, with the row: sending twice sends the same letter.
    fn framed(
        &self,
        kind: LetterKind,
        to: &To<'_>,
        (language, answered): (Language, Answered),
        Text { subject, body }: Text,
    ) -> Job {
        let id = JobId(self.ids.uuid(self.now));
        let (house, english) = (self.house, &self.house.english);
        let besides = said(language, house.additions.get(&kind), english.additions.get(&kind));
        let besides = besides.map(|said| format!("{said}\n\n")).unwrap_or_default();
        let letter = Letter {
            kind,
            // Rows of before may hold what a head of a letter cannot.
            to_name: one_line(to.name),
            to_email: to.email.to_owned(),
            subject: one_line(&subject),
            body: format!(
                "{}\n\n{body}\n\n{besides}{}\n",
                salutation(language, to.name),
                closing((language, answered), self.settings, self.house)
            ),
            language: language.as_str().to_owned(),
            look: Look { by_day: self.house.brand, by_night: self.house.brand_dark },
            thread: None,
            from_name: said(language, house.sender.as_ref(), english.sender.as_ref()).cloned(),
            message_id: message_id(self.settings, id),
            date: self.now.with_timezone(&AMSTERDAM).to_rfc2822(),
        };
        Job {
            id,
            ticket: None,
            person: to.person,
            reactions: 0,
            letter,
            goes: Goes::Alone,
            run_at: self.now,
            attempt: 0,
        }
    }
}

/// ASCII, and unique with the job it is made from.
pub(super) fn message_id(settings: &Settings, id: JobId) -> String {
    format!("<{id}@{}>", mail_host(settings))
}

fn mail_host(settings: &Settings) -> String {
    let host = settings.mail_domain();
    if host.is_ascii() { host.to_owned() } else { ascii_domain(host).unwrap_or_else(|| "localhost".to_owned()) }
}

/// Where people of the desk read a question.
pub(super) fn ticket_page(settings: &Settings, reference: Reference) -> String {
    format!("{}/vragen/{reference}", settings.public_url)
}

fn salutation(language: Language, name: &str) -> String {
    match one_line(name) {
        name if name.is_empty() => either(language, "Goedendag,", "Hello,").to_owned(),
        name => format!("{} {name},", either(language, "Beste", "Dear")),
    }
}

/// What the house style says in this language; what it says in Dutch where it does not.
fn said<'h, T>(language: Language, dutch: Option<&'h T>, english: Option<&'h T>) -> Option<&'h T> {
    either(language, None, english).or(dutch)
}

/// As the house style has it, or else the settings.
fn closing((language, answered): (Language, Answered), settings: &Settings, house: &House) -> String {
    let Signature { name, reach } = &settings.signature;
    let name = said(language, house.signature.as_ref(), house.english.signature.as_ref()).unwrap_or(name);
    let own = said(language, house.reach.as_ref(), house.english.reach.as_ref());
    let reach = own.or(reach.as_ref()).cloned().unwrap_or_else(|| {
        let ours = match answered {
            Answered::ByMail => either(
                language,
                "U kunt op deze brief antwoorden, ook met bijlagen. Ons loket:",
                "You can answer this letter, also with attachments. Our desk:",
            ),
            Answered::ByLink => either(
                language,
                "Antwoord niet op deze brief, maar gebruik de link. Ons loket:",
                "Please do not answer this letter, but use the link. Our desk:",
            ),
        };
        format!("{ours} {}", settings.public_url)
    });
    format!("{}\n{name}\n\n{reach}", either(language, "Met vriendelijke groet,", "Kind regards,"))
}

/// The same letter, addressed to somebody else, with these words before it.
pub(super) fn readdressed_with(letter: Letter, (name, email): (&str, &str), before: &str) -> Letter {
    let body = match letter.body.split_once("\n\n") {
        Some((_, body)) => format!("{}\n\n{before}{body}", salutation(language(&letter.language), name)),
        None => letter.body,
    };
    Letter { to_name: one_line(name), to_email: email.to_owned(), body, ..letter }
}

/// A letter to an asker as it is addressed to who that is now.
pub(crate) fn readdressed(letter: Letter, asker: &Contact) -> Letter {
    readdressed_with(letter, (&asker.name, &asker.email), "")
}
