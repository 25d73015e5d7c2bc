//! Letters to askers in each of their forms, about people and questions that are made up.

use super::frame::To;
use super::made_up::{LINK, Post, QUESTION, Samples, both, day, now, promises};
use super::texts::{
    Answer, AskerReminder, DeadlineMoved, DeadlinesMoved, FilesLeftOut, MovedQuestion, Receipt, Says, Status,
    StatusChange, WhoAnswers, with_links,
};
use super::up_to_date::with_closing_day;
use crate::{Settings, Signature};
use domain::{ClosedBecause, FileId, Message, MessageId, MessageKind, Reference, SentFile, TicketId};
use store::jobs::Job;
use uuid::Uuid;

const ASKED: &str = "Om welk jaar gaat het?";

pub(super) fn receipts(post: &Post) -> Samples {
    let promises = both();
    let files = ["woonzorgvisie.pdf".to_owned(), "kaart.png".to_owned()];
    let plain = Receipt {
        part_of: None,
        promises: &promises,
        question: QUESTION,
        places: "Arnhem (gemeente)",
        files: &[],
        expert: Some("Anna de Wit"),
        link: LINK,
    };
    let says = Says::Receipt(plain);
    let whole = Says::Receipt(Receipt { files: &files, places: "Arnhem (gemeente), Zutphen (gemeente)", ..plain });
    let nobody = Says::Receipt(Receipt { expert: None, ..plain });
    let first = Reference { year: 2026, ticket: TicketId(40) };
    let part = Says::Receipt(Receipt { part_of: Some(first), ..plain });
    let own =
        Signature { name: "Het woonloket".to_owned(), reach: Some("Bel 026 123 45 67, op werkdagen.".to_owned()) };
    let other = Post { settings: Settings { signature: own, ..post.settings.clone() }, ..post.clone() };
    vec![
        ("een vraag", post.asker(&says)),
        ("met bijlagen, over twee plaatsen", post.asker(&whole)),
        ("niemand heeft de vraag nog", post.asker(&nobody)),
        ("een deel van een eerdere vraag", post.asker(&part)),
        ("zonder naam", post.about(" ", &says)),
        ("ondertekend zoals de instellingen zeggen", other.asker(&says)),
    ]
}

pub(super) fn answers(post: &Post) -> Samples {
    let says = |text, question, closes_on| {
        post.asker(&Says::Answer(Answer { from: "Anna de Wit", text, question, closes_on, link: LINK }))
    };
    let answer = |closes_on| says("In hoofdstuk drie staat wat erin hoort.", Some(QUESTION), closes_on);
    let structured = "Er hoort *dit* in:\n\n- de opgave\n- de aanpak\n\n> Artikel 3\n\nZie [de handreiking](https://wonen.example/gids).";
    let again = |job: Job, day| {
        let body = with_closing_day(&job.letter, day);
        Job { letter: domain::Letter { body, ..job.letter }, ..job }
    };
    let closing = || answer(Some(day("2026-12-08")));
    vec![
        ("het loket sluit de vraag vanzelf", closing()),
        ("het loket sluit de vraag niet vanzelf", answer(None)),
        ("opnieuw verstuurd, met een andere dag", again(closing(), Some(day("2026-12-22")))),
        ("opnieuw verstuurd, zonder dag", again(closing(), None)),
        ("met opmaak", says(structured, Some(QUESTION), None)),
        ("met een bijlage", says(&with_links(post.language, "Dit is het plan.", &files(), LINK), Some(QUESTION), None)),
        ("de vraag is niet bewaard", says("In hoofdstuk drie staat het.", None, None)),
    ]
}

pub(super) fn status_changes(post: &Post) -> Samples {
    let change = |to| post.asker(&Says::StatusChange(StatusChange { to, link: LINK }));
    let closed = |because, explanation| change(Status::Closed { because, explanation });
    let silent =
        |reminded, explanation| change(Status::ClosedInSilence { asked_on: day("2026-11-24"), reminded, explanation });
    let reason = "Er zijn nieuwe regels.";
    vec![
        ("gesloten door iemand, zonder reden", closed(ClosedBecause::Said, None)),
        ("gesloten: op een andere manier beantwoord", closed(ClosedBecause::Elsewhere, None)),
        ("gesloten: ingetrokken", closed(ClosedBecause::Withdrawn, Some("Dank voor uw telefoontje."))),
        ("gesloten: dubbel", closed(ClosedBecause::Duplicate, None)),
        ("gesloten: niet voor dit loket", closed(ClosedBecause::NotOurs, Some("Wij gaan alleen over huisvesting."))),
        ("gesloten: andere reden", closed(ClosedBecause::Other, Some("De regeling bestaat niet meer."))),
        ("gesloten: beantwoord", closed(ClosedBecause::Answered, Some("Veel succes met de visie."))),
        ("gesloten omdat de vraagsteller niet reageerde", silent(true, None)),
        ("gesloten door iemand omdat de vraagsteller niet reageerde", silent(false, Some("Wij belden u ook."))),
        (
            "doorverwezen",
            change(Status::Referred {
                to: "Volkshuisvestingsfonds",
                words: "Uw vraag gaat over een subsidie. Daar helpt het fonds u verder.\n\nVolkshuisvestingsfonds\n\
                        www.fonds.example",
            }),
        ),
        ("samengevoegd, en er is nog geen antwoord", change(Status::Merged { answer: None })),
        (
            "samengevoegd met een vraag die beantwoord is",
            change(Status::Merged { answer: Some("In hoofdstuk drie staat wat erin hoort.") }),
        ),
        ("op verzoek niet heropend", change(Status::StaysAsItIs { reason: "Hoofdstuk drie gaat over uw vraag." })),
        ("weer open", change(Status::OpenAgain { reason, answer_by: day("2026-12-22") })),
    ]
}

pub(super) fn moves(post: &Post) -> Samples {
    let moved = |first, answer| {
        let (before, after) = (both(), promises(first, answer));
        let why = "Wij wachten op het ministerie.";
        post.asker(&Says::DeadlineMoved(DeadlineMoved { why, before: &before, after: &after, link: LINK }))
    };
    vec![
        ("het antwoord", moved("2026-11-26", "2026-12-15")),
        ("de eerste reactie", moved("2026-11-27", "2026-12-08")),
        ("allebei", moved("2026-11-27", "2026-12-09")),
        ("van twee vragen tegelijk", moves_of_two(post)),
    ]
}

fn moves_of_two(post: &Post) -> Job {
    let why = "De werkdagen van het loket zijn veranderd.";
    let first = (both(), promises("2026-11-26", "2026-12-15"));
    let second = (promises("2026-11-30", "2026-12-10"), promises("2026-12-01", "2026-12-11"));
    let question = |number, subject, (before, after)| MovedQuestion {
        reference: Reference { year: 2026, ticket: TicketId(number) },
        subject,
        moved: DeadlineMoved { why, before, after, link: LINK },
    };
    let questions = [
        question(41, "Onze woonzorgvisie", (&first.0, &first.1)),
        question(43, "Flexwoningen langs het spoor", (&second.0, &second.1)),
    ];
    let to = To { name: "Ans Vermeer", email: "iemand@arnhem.example", person: None };
    post.picture().about_several(&to, &DeadlinesMoved { why, questions: &questions, language: post.language })
}

pub(super) fn asker_reminders(post: &Post) -> Samples {
    let asked = Message {
        id: MessageId(Uuid::from_u128(2)),
        kind: MessageKind::AskBack,
        author: None,
        author_name: "Anna de Wit".to_owned(),
        body: ASKED.to_owned(),
        sent_at: now(),
    };
    let reminder = |asked, closes_on| post.asker(&Says::AskerReminder(AskerReminder { asked, closes_on, link: LINK }));
    vec![
        ("het loket sluit de vraag vanzelf", reminder(Some(&asked), Some(day("2026-12-15")))),
        ("het loket sluit de vraag niet vanzelf", reminder(Some(&asked), None)),
        ("wat gevraagd was is niet te vinden", reminder(None, Some(day("2026-12-15")))),
    ]
}

pub(super) fn who_answers(post: &Post) -> Samples {
    let says = |before| post.asker(&Says::WhoAnswers(WhoAnswers { expert: "Bram Bos", before, link: LINK }));
    vec![("voor het eerst", says(None)), ("na een ander", says(Some("Anna de Wit")))]
}

pub(super) fn files_left_out(post: &Post) -> Samples {
    let refused = [
        "\u{2018}plan.docm\u{2019}: In dit bestand zitten macro\u{2019}s. Sla het op zonder macro\u{2019}s en kies het dan opnieuw.".to_owned(),
        "\u{2018}kaart.exe\u{2019}: Dit soort bestand nemen wij niet aan.".to_owned(),
    ];
    let says = |refused| post.asker(&Says::FilesLeftOut(FilesLeftOut { refused, link: LINK }));
    vec![("een bijlage", says(&refused[..1])), ("twee bijlagen", says(&refused))]
}

fn files() -> Vec<SentFile> {
    let file = |number, name: &str| SentFile {
        id: FileId(Uuid::from_u128(number)),
        object: FileId(Uuid::from_u128(number)),
        hash: String::new(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 1,
        uploaded_at: now(),
        person: None,
    };
    vec![file(7, "plan.pdf")]
}
