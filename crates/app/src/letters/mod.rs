//! The letters the desk sends: what they say, and the job rows that carry them.

pub(crate) mod dead_letters;
pub(crate) mod deliver_letters;
pub(crate) mod may_be_told;
pub(crate) mod tell;

use crate::watch_promises::in_a_sentence;
use crate::{App, Desk};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AMSTERDAM, Contact, Deadline, DeadlineState, JobId, Letter, LetterKind, Message, Metric, Person, PersonId,
    Promises, Reference, Ticket, TicketId, amsterdam_day, ascii_domain, day_in_words, long_day_in_words, one_line,
};
use store::jobs::Job;

/// What every letter about a ticket needs.
pub(crate) struct About<'a> {
    pub ticket: TicketId,
    pub reference: Reference,
    pub subject: &'a str,
}

/// To whom.
pub(crate) struct To<'a> {
    pub name: &'a str,
    pub email: &'a str,
    /// Who it is, if somebody of the desk.
    pub person: Option<PersonId>,
}

/// What an expert who gets a question must know to begin.
#[derive(Clone, Copy)]
pub(crate) struct Content<'a> {
    /// What was asked.
    pub question: &'a str,
    /// What somebody of the desk asked back, while the asker has not reacted.
    pub asked_back: Option<&'a str>,
    /// What the asker wrote last, if nobody answered it.
    pub reaction: Option<&'a str>,
}

/// Does a reaction ask something of its reader?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    Something,
    Nothing,
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

impl App {
    /// To the asker: we have your question.
    pub(crate) fn receipt_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        promises: &Promises,
        tracking_url: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let promised = |metric, promise: &Deadline| promised_in_words(metric, amsterdam_day(promise.due_at));
        let body = format!(
            "Wij hebben uw vraag ontvangen. Uw kenmerk is {reference}.\n\n\
             {first}\n{answer}\n\n\
             Volg uw vraag of vul hem aan:\n{tracking_url}\n\n\
             Met deze link kan iedereen uw vraag lezen. Deel hem alleen met collega's die dat mogen.",
            reference = about.reference,
            first = promised(Metric::FirstResponse, &promises.first_response),
            answer = promised(Metric::Answer, &promises.answer),
        );
        self.letter(LetterKind::Receipt, about, to, &format!("Wij hebben uw vraag: {}", about.subject), &body, now)
    }

    /// To the expert: you have a question. To somebody else while the `expert` cannot read it: they have.
    #[expect(clippy::too_many_arguments, reason = "each stands in the letter")]
    pub(crate) fn assignment_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        expert: Option<&str>,
        why: &str,
        promises: &Promises,
        content: Content<'_>,
        now: DateTime<Utc>,
    ) -> Job {
        let promised: Vec<String> = promises
            .each()
            .into_iter()
            .filter(|(_, deadline)| deadline.is_unmet())
            .map(|(metric, deadline)| {
                let day = long_day_in_words(amsterdam_day(deadline.due_at));
                match deadline.state(now) {
                    DeadlineState::Paused => format!("{}: de termijn staat stil", metric.label()),
                    DeadlineState::Missed => format!("{}: te laat, het was {day}", metric.label()),
                    _ => format!("{}: uiterlijk {day}", metric.label()),
                }
            })
            .collect();
        let (who, you, whom) = match expert {
            None => ("U hebt een vraag gekregen".to_owned(), "u", "u".to_owned()),
            Some(name) => (
                format!("{name} heeft een vraag gekregen, maar kan dit nu niet lezen"),
                name,
                format!("{name}, die er nu niet is"),
            ),
        };
        let reaction = content.reaction.map_or_else(String::new, |reaction| {
            format!("De laatste reactie van de vraagsteller, nog zonder antwoord:\n\n{reaction}\n\n")
        });
        let asked_back = content.asked_back.map_or_else(String::new, |asked| {
            format!("De vraag wacht op de vraagsteller. Dit vroeg het loket:\n\n{asked}\n\n")
        });
        let body = format!(
            "{who}: {subject}\n\nWaarom {you}: {why}\n\n{promised}\n\nDe vraag:\n\n{question}\n\n{asked_back}{reaction}\
             Bekijk de vraag:\n{url}",
            subject = about.subject,
            promised = promised.join("\n"),
            question = content.question,
            url = self.ticket_url(about.reference),
        );
        self.letter(LetterKind::Assignment, about, to, &format!("Vraag voor {whom}: {}", about.subject), &body, now)
    }

    /// To the asker: we need to know something.
    pub(crate) fn ask_back_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        from: &str,
        text: &str,
        tracking_url: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let body = format!(
            "{from} behandelt uw vraag en wil graag iets van u weten:\n\n{text}\n\n\
             Reageer via deze link:\n{tracking_url}\n\n\
             Tot u reageert, staat onze termijn stil."
        );
        self.letter(
            LetterKind::AskBack,
            about,
            to,
            &format!("Wij hebben een vraag aan u: {}", about.subject),
            &body,
            now,
        )
    }

    /// To the asker: the answer, and when the question is closed.
    #[expect(clippy::too_many_arguments, reason = "each is a different part of one letter")]
    pub(crate) fn answer_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        from: &str,
        text: &str,
        closes_on: Option<NaiveDate>,
        tracking_url: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let closes = closes_on
            .map_or_else(String::new, |day| format!("\n\n{} Ook daarna kunt u nog reageren.", closing_in_words(day)));
        let body = format!(
            "{from} heeft uw vraag beantwoord:\n\n{text}\n\n\
             Is iets niet duidelijk? Reageer dan via deze link:\n{tracking_url}{closes}"
        );
        self.letter(LetterKind::Answer, about, to, &format!("Antwoord op uw vraag: {}", about.subject), &body, now)
    }

    /// To whoever hears of the question: the asker reacted, or let something be known; so many times since the last letter.
    pub(crate) fn asker_reacted_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        (text, asks, times): (&str, Asks, i32),
        whose: Option<&str>,
        now: DateTime<Utc>,
    ) -> Job {
        let often = if times > 1 { format!(" {times} keer") } else { String::new() };
        let last = if times > 1 { ". Het laatste bericht" } else { "" };
        let (did, subject, todo) = match asks {
            Asks::Something => (format!("reageerde{often} op"), "Reactie van de vraagsteller", ""),
            Asks::Nothing => (
                format!("liet{often} iets weten over"),
                "Bericht van de vraagsteller",
                "U hoeft niets te doen: de vraag gaat hierdoor niet weer open.\n\n",
            ),
        };
        let body = format!(
            "De vraagsteller {did} {reference} ({about_what}){last}:\n\n{text}\n\n{todo}{whose}\
             Bekijk de vraag:\n{url}",
            reference = about.reference,
            about_what = about.subject,
            whose = whose.map_or_else(String::new, |whose| format!("{whose}\n\n")),
            url = self.ticket_url(about.reference),
        );
        let subject = format!("{subject}: {}", about.subject);
        Job { reactions: times, ..self.letter(LetterKind::AskerReacted, about, to, &subject, &body, now) }
    }

    /// To the asker: another date, and why.
    pub(crate) fn deadline_moved_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        why: &str,
        dates: &[(Metric, &Deadline)],
        tracking_url: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let dates: Vec<String> =
            dates.iter().map(|(metric, deadline)| promised_in_words(*metric, amsterdam_day(deadline.due_at))).collect();
        let body = format!(
            "De datum van ons antwoord is veranderd.\n\n{why}\n\n{dates}\n\nBekijk uw vraag:\n{tracking_url}",
            dates = dates.join("\n")
        );
        self.letter(LetterKind::DeadlineMoved, about, to, &format!("Een andere datum: {}", about.subject), &body, now)
    }

    /// To the asker: we still wait for your reaction, and until when.
    pub(crate) fn asker_reminder_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        asked: Option<&Message>,
        closes_on: Option<NaiveDate>,
        tracking_url: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let asked = asked.map_or_else(
            || "Wij hebben u iets gevraagd over uw vraag.".to_owned(),
            |asked| {
                let day = long_day_in_words(amsterdam_day(asked.sent_at));
                format!("{} vroeg u op {day} iets over uw vraag:\n\n{}", asked.author_name, asked.body)
            },
        );
        let closes = closes_on.map_or_else(String::new, |day| {
            format!("{} Met dezelfde link kunt u hem daarna weer openen.\n\n", closing_in_words(day))
        });
        let body = format!(
            "{asked}\n\nWij hebben nog geen reactie van u. Zonder uw reactie kunnen wij niet verder.\n\n{closes}\
             Reageer via deze link:\n{tracking_url}"
        );
        let subject = format!("Wij wachten op uw reactie: {}", about.subject);
        self.letter(LetterKind::AskerReminder, about, to, &subject, &body, now)
    }

    /// To the expert: the asker said nothing, and the desk closed the question.
    pub(crate) fn closed_in_silence_letter(&self, about: &About<'_>, to: To<'_>, now: DateTime<Utc>) -> Job {
        let body = format!(
            "De vraagsteller reageerde niet op de wedervraag en niet op de herinnering. Het loket heeft de vraag gesloten: \
             {subject}\n\nU hoeft niets te doen. Reageert de vraagsteller alsnog, dan gaat de vraag weer open.\n\n\
             Bekijk de vraag:\n{url}",
            subject = about.subject,
            url = self.ticket_url(about.reference),
        );
        let subject = format!("Gesloten, want geen reactie: {}", about.subject);
        self.letter(LetterKind::AskerSilent, about, to, &subject, &body, now)
    }

    /// To the expert: the asker says nothing, but was not reached either; what happens now is theirs to say.
    pub(crate) fn not_reached_letter(&self, about: &About<'_>, to: To<'_>, now: DateTime<Utc>) -> Job {
        let body = format!(
            "De vraagsteller reageerde niet op de wedervraag, maar onze herinnering is niet bezorgd. Het loket sluit de \
             vraag daarom niet vanzelf: {subject}\n\nProbeer de vraagsteller op een andere manier te bereiken, of sluit de \
             vraag zelf.\n\nBekijk de vraag:\n{url}",
            subject = about.subject,
            url = self.ticket_url(about.reference),
        );
        let subject = format!("Vraagsteller niet bereikt: {}", about.subject);
        self.letter(LetterKind::AskerSilent, about, to, &subject, &body, now)
    }

    /// To the expert: the answer did not arrive, so the question is not closed; what happens now is theirs to say.
    pub(crate) fn answer_not_delivered_letter(&self, about: &About<'_>, to: To<'_>, now: DateTime<Utc>) -> Job {
        let body = format!(
            "Het antwoord is niet bezorgd bij de vraagsteller. Het loket sluit de vraag daarom niet vanzelf: {subject}\n\n\
             Verstuur de brief opnieuw, zo nodig naar een ander adres, of sluit de melding.\n\nBekijk de vraag:\n{url}",
            subject = about.subject,
            url = self.ticket_url(about.reference),
        );
        let subject = format!("Antwoord niet bezorgd: {}", about.subject);
        self.letter(LetterKind::AskerSilent, about, to, &subject, &body, now)
    }

    /// To whoever can act: a promise comes near.
    pub(crate) fn reminder_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        metric: Metric,
        due_at: DateTime<Utc>,
        whose: Option<&str>,
        now: DateTime<Utc>,
    ) -> Job {
        let (what, day) = (in_a_sentence(metric), long_day_in_words(amsterdam_day(due_at)));
        let body = format!(
            "Voor deze vraag is {what} beloofd uiterlijk {day}: {subject}\n\n{whose}Bekijk de vraag:\n{url}",
            subject = about.subject,
            whose = whose.map_or_else(String::new, |whose| format!("{whose}\n\n")),
            url = self.ticket_url(about.reference),
        );
        let subject = format!("{} voor {}: {}", metric.label(), day_in_words(amsterdam_day(due_at)), about.subject);
        self.letter(LetterKind::Reminder, about, to, &subject, &body, now)
    }

    /// To a lead: a promise was broken.
    pub(crate) fn missed_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        metric: Metric,
        due_at: DateTime<Utc>,
        expert: Option<&str>,
        now: DateTime<Utc>,
    ) -> Job {
        let (what, day) = (in_a_sentence(metric), long_day_in_words(amsterdam_day(due_at)));
        let whose =
            expert.map_or_else(|| "Niemand heeft deze vraag.".to_owned(), |name| format!("{name} heeft de vraag."));
        let body = format!(
            "Voor deze vraag was {what} beloofd uiterlijk {day}. Dat is niet gelukt: {subject}\n\n{whose}\n\n\
             Bekijk de vraag:\n{url}",
            subject = about.subject,
            url = self.ticket_url(about.reference),
        );
        self.letter(LetterKind::Breach, about, to, &format!("Te laat: {}", about.subject), &body, now)
    }

    /// To the asker: closed, or open again.
    pub(crate) fn status_letter(
        &self,
        about: &About<'_>,
        to: To<'_>,
        text: &str,
        tracking_url: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let body = format!("{text}\n\nBekijk uw vraag:\n{tracking_url}");
        self.letter(LetterKind::StatusChange, about, to, &format!("Uw vraag: {}", about.subject), &body, now)
    }

    /// To somebody who asked for a way in, or was invited; about no ticket.
    pub(crate) fn access_letter(
        &self,
        kind: LetterKind,
        to: To<'_>,
        subject: &str,
        body: &str,
        now: DateTime<Utc>,
    ) -> Job {
        self.write_letter(kind, None, to, subject.to_owned(), body, now)
    }

    /// A letter about a ticket.
    pub(crate) fn letter(
        &self,
        kind: LetterKind,
        about: &About<'_>,
        to: To<'_>,
        subject: &str,
        body: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let subject = format!("[{}] {subject}", about.reference);
        self.write_letter(kind, Some(about.ticket), to, subject, body, now)
    }

    /// Message-ID and Date are fixed here, with the row: sending twice sends the same letter.
    fn write_letter(
        &self,
        kind: LetterKind,
        ticket: Option<TicketId>,
        to: To<'_>,
        subject: String,
        body: &str,
        now: DateTime<Utc>,
    ) -> Job {
        let id = JobId(self.ids.uuid(now));
        Job {
            id,
            ticket,
            person: to.person,
            reactions: 0,
            letter: Letter {
                kind,
                // Rows of before may hold what a head of a letter cannot.
                to_name: one_line(to.name),
                to_email: to.email.to_owned(),
                subject: one_line(&subject),
                body: format!(
                    "Beste {},\n\n{body}\n\nMet vriendelijke groet,\nExpertteam Huisvesting Aandachtsgroepen\n",
                    to.name
                ),
                message_id: self.message_id(id),
                date: now.with_timezone(&AMSTERDAM).to_rfc2822(),
            },
            run_at: now,
            attempt: 0,
        }
    }

    /// ASCII, and unique with the job it is made from.
    pub(crate) fn message_id(&self, id: JobId) -> String {
        let host = self.settings.mail_domain();
        let host = if host.is_ascii() {
            host.to_owned()
        } else {
            ascii_domain(host).unwrap_or_else(|| "localhost".to_owned())
        };
        format!("<{id}@{host}>")
    }

    pub(crate) fn ticket_url(&self, reference: Reference) -> String {
        format!("{}/vragen/{reference}", self.settings.public_url)
    }
}

/// A letter to an asker as it is addressed to who that is now.
pub(crate) fn readdressed(letter: Letter, asker: &Contact) -> Letter {
    let body = match letter.body.split_once("\n\n") {
        Some((_, body)) => format!("Beste {},\n\n{body}", asker.name),
        None => letter.body,
    };
    Letter { to_name: one_line(&asker.name), to_email: asker.email.clone(), body, ..letter }
}

/// Whose question it is, in a letter to somebody else than its expert.
pub(crate) fn whose(desk: &Desk, ticket: &Ticket, reader: &Person) -> Option<String> {
    match ticket.assignee {
        Some(expert) if expert == reader.id => None,
        Some(expert) => Some(format!("{} heeft deze vraag, maar kan dit nu niet lezen.", desk.name(expert))),
        None => Some("Niemand heeft deze vraag.".to_owned()),
    }
}

/// How a letter to an asker names the day of closing, up to that day.
const CLOSES: &str = "Als u niet reageert, sluiten wij uw vraag op ";

fn closing_in_words(day: NaiveDate) -> String {
    format!("{CLOSES}{}.", long_day_in_words(day))
}

/// How a letter to an asker names the day of a promise: before it, and after it.
fn around_promise(metric: Metric) -> (&'static str, &'static str) {
    match metric {
        Metric::FirstResponse => ("Een deskundige reageert uiterlijk ", "."),
        Metric::Answer => ("U krijgt uiterlijk ", " antwoord."),
    }
}

/// What is promised to an asker, and until when.
pub(crate) fn promised_in_words(metric: Metric, day: NaiveDate) -> String {
    let (before, after) = around_promise(metric);
    format!("{before}{}{after}", long_day_in_words(day))
}

/// A letter of before with the days that are promised now.
pub(crate) fn with_promised_days(kind: LetterKind, body: &str, promises: &Promises) -> String {
    let mut body = body.to_owned();
    if !matches!(kind, LetterKind::Receipt | LetterKind::DeadlineMoved | LetterKind::StatusChange) {
        return body;
    }
    for (metric, deadline) in promises.each() {
        let (start, end) = around_promise(metric);
        // The last: people may have typed such words themselves.
        let Some((before, rest)) = body.rsplit_once(start) else { continue };
        let Some((_, after)) = rest.split_once(end).filter(|(day, _)| !day.contains('\n')) else { continue };
        body = format!("{before}{}{after}", promised_in_words(metric, amsterdam_day(deadline.due_at)));
    }
    body
}

/// A letter of before with the day on which its question is closed now; without those words when it is not.
pub(crate) fn with_closing_day(kind: LetterKind, body: &str, closes_on: Option<NaiveDate>) -> String {
    if !matches!(kind, LetterKind::Answer | LetterKind::AskerReminder) {
        return body.to_owned();
    }
    // The last: people may have typed such words themselves.
    let Some((before, (_, after))) =
        body.rsplit_once(CLOSES).and_then(|(before, rest)| Some((before, rest.split_once('.')?)))
    else {
        return body.to_owned();
    };
    match closes_on {
        Some(day) => format!("{before}{}{after}", closing_in_words(day)),
        None => {
            let rest = after.split_once("\n\n").map_or("", |(_, rest)| rest);
            format!("{}\n\n{rest}", before.trim_end())
        }
    }
}
