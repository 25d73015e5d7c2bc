//! Questions from a file, taken in through the same door as the form.

use crate::asking::receipt::Taken;
use crate::asking::submit_question::Letters;
use crate::importing::question_line::{ImportLine, LABELS, in_words, kind_of};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, secrets};
use chrono::{DateTime, Duration, Utc};
use domain::{
    ContactDraft, Numbers, OrganisationDraft, OrganisationKind, PersonId, Question, QuestionDraft, Reference,
    SubmissionKey, Ticket, amsterdam_day, find_personal_data, fold, is_blank, long_day_in_words, one_line, quoted,
    read_moment, read_written_day,
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Under this name imported questions got keys that anybody can compute (version 5). Those that did are known by them
/// when their file is imported again, and by nothing else.
const ONCE: Uuid = Uuid::from_u128(0x7f0b_8e2c_5d1a_4c3e_9b60_1c2f_8d4e_a7b3);

/// How long ago a question may have come in for letters about it to make sense: a week of holidays and a few days to make
/// the file. What is older is taken in without letters, or not at all.
const LETTERS_UNTIL: Duration = Duration::days(7);

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedQuestion {
    /// The file's own name; none when the line could not be read.
    pub id: Option<String>,
    /// The ticket's reference.
    pub reference: Option<Reference>,
    /// Who got it.
    pub assignee: Option<String>,
    /// What was wrong, beginning with the line number.
    pub error: Option<String>,
    /// False when the ticket was there already.
    #[serde(skip)]
    pub is_new: bool,
}

/// What became of the question of a line.
enum Line {
    /// It has a ticket.
    Taken { ticket: Box<Ticket>, is_new: bool },
    /// Its id is that of another question.
    OfAnother(Reference),
}

impl App {
    /// Takes one line in; `number` counts from 1 and begins the error. Its asker and its expert get a letter, as from the
    /// form; therefore a question of more than a week ago is refused.
    ///
    /// Only a database that is away stops the import: every other fault is reported and the next line is taken.
    pub async fn import_question(
        &self,
        caller: &Caller,
        number: usize,
        line: impl AsRef<[u8]>,
    ) -> Result<ImportedQuestion, Refusal> {
        self.import_line(caller, number, line.as_ref(), Letters::Written).await
    }

    /// The same without letters, now and later about the promises it came with; for questions that were asked before.
    pub async fn import_question_quietly(
        &self,
        caller: &Caller,
        number: usize,
        line: impl AsRef<[u8]>,
    ) -> Result<ImportedQuestion, Refusal> {
        self.import_line(caller, number, line.as_ref(), Letters::Spared).await
    }

    async fn import_line(
        &self,
        caller: &Caller,
        number: usize,
        line: &[u8],
        letters: Letters,
    ) -> Result<ImportedQuestion, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let Ok(line) = std::str::from_utf8(line) else {
            let why = "dit is geen UTF-8; misschien is het Windows-1252 of Latin-1. Bewaar het bestand als UTF-8.";
            return Ok(failed(None, number, why));
        };
        let read: Result<ImportLine, _> = serde_json::from_str(line);
        let read = match read {
            Ok(read) => read,
            Err(error) => {
                let value = serde_json::from_str::<Value>(line).ok();
                let id = value.as_ref().and_then(|value| Some(value.get("id")?.as_str()?.to_owned()));
                return Ok(failed(id, number, &in_words(&error, value.as_ref())));
            }
        };
        let id = read.id.clone();
        if is_blank(&id) {
            return Ok(failed(Some(id), number, "het veld id is leeg; daaraan herkennen wij dubbele vragen."));
        }
        let unknown: Vec<&str> = read.others.keys().map(String::as_str).filter(|key| !LABELS.contains(key)).collect();
        let mut wrong = Vec::new();
        if !unknown.is_empty() {
            wrong.push(format!("wij kennen het veld {} niet.", unknown.join(", ")));
        }
        if let Some(typed) = read.asker_type.as_deref().filter(|typed| kind_of(Some(typed)).is_none()) {
            wrong.push(format!(
                "wij kennen asker_type {} niet; wel gemeente, regio, provincie, corporatie, zorgpartner, maatschappelijk, werkorganisatie, ggd, zorgkantoor, rijk, adviseur en inwoner.",
                quoted(typed)
            ));
        }
        if !wrong.is_empty() {
            return Ok(failed(Some(id), number, &format!("{} De vraag is niet opgeslagen.", wrong.join(" "))));
        }
        let caller = &caller.saying(Numbers::of(read.no_bsn));
        let received_at = match self.moment_of(&read, letters) {
            Ok(received_at) => received_at,
            Err(why) => return Ok(failed(Some(id), number, &why)),
        };
        match self.take_line(caller, read, received_at, letters).await {
            Ok(Line::Taken { ticket, is_new }) => Ok(ImportedQuestion {
                id: Some(id),
                reference: Some(ticket.reference),
                assignee: ticket.assignee.map(|expert| self.name_of(expert)),
                error: None,
                is_new,
            }),
            Ok(Line::OfAnother(reference)) => {
                let why = format!(
                    "het veld id is al gebruikt voor een andere vraag, {reference}. Deze vraag is niet opgeslagen."
                );
                Ok(failed(Some(id), number, &why))
            }
            Err(Refusal::Complaints(complaints)) => {
                let asks = complaints.0.iter().any(|one| one.code == "POSSIBLE_BSN");
                let all: Vec<String> =
                    complaints.0.iter().map(|one| format!("{}: {}", one.path.join("."), one.message)).collect();
                let how = if asks { " U bevestigt met het veld no_bsn: true." } else { "" };
                Ok(failed(Some(id), number, &format!("{}{how}", all.join(" "))))
            }
            Err(Refusal::Conflict(why)) => Ok(failed(Some(id), number, &why)),
            Err(refusal) => Err(refusal),
        }
    }

    /// Stores the question of a line, unless it is there.
    async fn take_line(
        &self,
        caller: &Caller,
        line: ImportLine,
        received_at: DateTime<Utc>,
        letters: Letters,
    ) -> Result<Line, Refusal> {
        let once = SubmissionKey(Uuid::new_v5(&ONCE, line.id.as_bytes()));
        // What came in before ids were mended has its key from what was typed.
        let as_typed = secrets::imported_key(&self.submission_key, &line.id);
        let arrival = self.arrival(self.draft_of(line), caller.numbers, received_at, letters).await?;
        let mut before = store::tickets::submitted_once(&self.store, once).await?;
        if before.is_none() && as_typed != arrival.question.submission_key {
            before = store::tickets::by_submission_key(&self.store, as_typed).await?;
        }
        if let Some(ticket) = before {
            let same = self.says_the_same(&ticket, &arrival.question).await?;
            return Ok(if same {
                Line::Taken { ticket: Box::new(ticket), is_new: false }
            } else {
                Line::OfAnother(ticket.reference)
            });
        }
        match self.take_in(caller, &arrival, &|| Ok(())).await? {
            Taken::Receipt(receipt) => {
                let ticket = self.read_ticket(caller, receipt.reference).await?;
                Ok(Line::Taken { ticket: Box::new(ticket), is_new: receipt.is_new })
            }
            Taken::UsedKey => {
                let other = store::tickets::by_submission_key(&self.store, arrival.question.submission_key).await?;
                Ok(Line::OfAnother(other.ok_or(Refusal::Hidden)?.reference))
            }
            Taken::Wait(_) | Taken::Overtaken => Err(Refusal::Conflict(
                "andere vragen kwamen er steeds tussen. Importeer deze regel opnieuw.".to_owned(),
            )),
        }
    }

    /// When the question of a line came in, or what is wrong with that.
    fn moment_of(&self, line: &ImportLine, letters: Letters) -> Result<DateTime<Utc>, String> {
        let now = self.clock.now();
        let Some(typed) = line.received_at.as_deref().filter(|typed| !is_blank(typed)) else { return Ok(now) };
        let Some(received_at) = read_moment(typed) else {
            return Err(format!(
                "wij kunnen received_at {} niet lezen. Schrijf een dag vanaf 1900, zoals 3-3-2026, of een tijdstip zoals \
                 3-3-2026 9:30 of 2026-03-03T09:30:00+01:00.",
                quoted(typed)
            ));
        };
        let day = amsterdam_day(received_at);
        // A day is read as its noon: of today that may still come.
        let is_today = read_written_day(typed) == Some(amsterdam_day(now));
        let received_at = if is_today { received_at.min(now) } else { received_at };
        if received_at > now {
            return Err(format!("received_at ({}) ligt in de toekomst.", long_day_in_words(day)));
        }
        if letters == Letters::Written && received_at < now - LETTERS_UNTIL {
            return Err(format!(
                "deze vraag is van {}. Importeer vragen van meer dan {} dagen geleden met --quiet: dan krijgt niemand een \
                 brief. De vraag is niet opgeslagen.",
                long_day_in_words(day),
                LETTERS_UNTIL.num_days()
            ));
        }
        Ok(received_at)
    }

    /// Was this ticket made from this question? As it is stored: a name in other capitals is the same organisation.
    async fn says_the_same(&self, ticket: &Ticket, question: &Question) -> Result<bool, Refusal> {
        let (messages, _) =
            store::messages::page(&self.store, ticket.id, store::messages::Shown::ToAsker, 1, None).await?;
        Ok(ticket.subject == question.subject
            && messages.first().is_some_and(|first| first.body == question.body)
            && ticket.place == question.place
            && ticket.also == question.also
            && ticket.organisation_kind == question.organisation.kind
            && fold(&ticket.organisation_name) == fold(&question.organisation.name)
            && ticket.contact == question.contact)
    }

    fn name_of(&self, person: PersonId) -> String {
        self.picture().name(person).to_owned()
    }

    fn draft_of(&self, line: ImportLine) -> QuestionDraft {
        let (municipality, region) = self.place_of(line.gm_code_or_region.as_deref());
        let is_region = line.asker_type.as_deref().is_some_and(|typed| fold(typed) == "regio");
        let kind = match kind_of(line.asker_type.as_deref()) {
            // A group of municipalities in no known layout is not one municipality either.
            Some(OrganisationKind::Municipality) if is_region && region.is_none() => {
                Some(OrganisationKind::SocietalOrganisation)
            }
            kind => kind,
        };
        let name = line.organisation.filter(|name| !name.trim().is_empty());
        QuestionDraft {
            submission_key: secrets::imported_key(&self.submission_key, &one_line(&line.id)),
            subject: line.subject,
            body: line.body,
            organisation: OrganisationDraft {
                kind,
                name: name.clone().unwrap_or_else(|| "Onbekende organisatie".to_owned()),
                municipality,
                region,
                places: line.places,
                works_for: line.works_for,
            },
            contact: ContactDraft {
                name: line.name.or(name).unwrap_or_else(|| "Onbekend".to_owned()),
                // Reserved for addresses that must not exist: letters to it go nowhere.
                email: line.email.unwrap_or_else(|| format!("{}@import.invalid", plain(&one_line(&line.id)))),
                phone: None,
            },
            groups: line.groups.unwrap_or_default(),
            themes: line.themes.unwrap_or_default(),
        }
    }

    /// Municipality code and region code of the file's one field.
    fn place_of(&self, text: Option<&str>) -> (Option<String>, Option<String>) {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return (None, None) };
        let upper = text.to_ascii_uppercase();
        if upper.starts_with("GM") {
            return (Some(upper), None);
        }
        if upper.starts_with("PV") {
            return (None, Some(format!("provincie:{upper}")));
        }
        let name = text.strip_prefix("regio:").unwrap_or(text);
        let picture = self.picture();
        let wanted = fold(&name.replace(['_', '-'], " "));
        let known = picture
            .geography
            .regions
            .values()
            .filter(|known| fold(&known.name) == wanted || fold(&known.region.code.replace('_', " ")) == wanted)
            .max_by_key(|known| picture.geography.layouts.get(&known.region.layout).map_or(0, |layout| layout.weight));
        // A region that is in no layout says nothing about who should answer: the question comes from nowhere in particular.
        (None, known.map(|known| format!("{}:{}", known.region.layout, known.region.code)))
    }
}

fn failed(id: Option<String>, number: usize, why: &str) -> ImportedQuestion {
    ImportedQuestion {
        id,
        reference: None,
        assignee: None,
        error: Some(format!("regel {number}: {why}")),
        is_new: false,
    }
}

fn plain(id: &str) -> String {
    let plain: String = id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    if plain.is_empty() || !find_personal_data(&plain).is_empty() {
        "vraag".to_owned()
    } else {
        plain.to_ascii_lowercase()
    }
}
