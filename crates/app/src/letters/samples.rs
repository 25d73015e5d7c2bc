//! Every letter in each of its forms, about people and questions that are made up: for who looks at them before they are sent,
//! and for the golden files.

use super::frame::{Stationery, To};
use super::texts::{
    About, Answer, AskBack, AskedRole, AskerReacted, AskerReminder, AskerSilent, Asks, Assignment, Breach,
    ColleagueAsked, Content, DeadlineMoved, DeadlinesMoved, Interim, Invitation, LetsIn, LostLink, MovedQuestion,
    NewLink, OrganisationList, Receipt, Reminder, Reset, Says, Status, StatusChange, Whose,
};
use super::up_to_date::with_closing_day;
use crate::clock::Ids;
use crate::{Settings, Signature};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    ClosedBecause, Deadline, House, LetterKind, Message, MessageId, MessageKind, Metric, PromiseOutcome, Promises,
    Reference, TicketId,
};
use store::jobs::Job;
use uuid::Uuid;

const LINK: &str = "https://loket.example/volg/u7Jq3k";
const WAY_IN: &str = "https://loket.example/toegang/u7Jq3k";
const LIST: &str = "https://loket.example/organisatie/u7Jq3k";
const QUESTION: &str = "Welke onderdelen horen er in een woonzorgvisie?\n\nWij beginnen in januari.";
const ASKED: &str = "Om welk jaar gaat het?";
const WHY: &str = "Anna de Wit kent het thema woonzorgvisie en heeft deze week tijd.";

/// The same names in every run.
struct Same;

impl Ids for Same {
    fn uuid(&self, _: DateTime<Utc>) -> Uuid {
        Uuid::from_u128(1)
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

fn now() -> DateTime<Utc> {
    at("2026-11-24T10:00:00+01:00")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn due(text: &str) -> Deadline {
    let due_at = at(&format!("{text}T17:00:00+01:00"));
    Deadline {
        round: 1,
        outcome: None,
        counted_from: now(),
        due_at,
        remind_at: due_at - Duration::days(1),
        derivation: String::new(),
        calendar_version: 1,
        met_at: None,
        worked_minutes: None,
        breached_at: None,
        paused_at: None,
        extra_days: 0,
    }
}

pub(super) fn promises(first_response: &str, answer: &str) -> Promises {
    Promises { first_response: due(first_response), answer: due(answer) }
}

fn both() -> Promises {
    promises("2026-11-26", "2026-12-08")
}

/// Both as they are once this became of them.
fn ended(outcome: PromiseOutcome) -> Promises {
    both().map(|_, promise| Deadline { met_at: Some(now()), outcome: Some(outcome), ..promise.clone() })
}

/// Letters of a desk to people who are made up.
pub(super) struct Post {
    pub settings: Settings,
    pub house: House,
}

impl Post {
    fn picture(&self) -> Stationery<'_> {
        Stationery { settings: &self.settings, house: &self.house, ids: &Same, now: now() }
    }

    fn about(&self, name: &str, says: &Says<'_>) -> Job {
        let ticket = TicketId(41);
        let about = About { ticket, reference: Reference { year: 2026, ticket }, subject: "Onze woonzorgvisie" };
        self.picture().about(&about, &To { name, email: "iemand@arnhem.example", person: None }, says)
    }

    fn asker(&self, says: &Says<'_>) -> Job {
        self.about("Ans Vermeer", says)
    }

    fn expert(&self, says: &Says<'_>) -> Job {
        self.about("Anna de Wit", says)
    }

    fn lets_in(&self, name: &str, says: &LetsIn<'_>) -> Job {
        self.picture().access_letter(&To { name, email: "iemand@arnhem.example", person: None }, says)
    }
}

pub(super) type Samples = Vec<(&'static str, Job)>;

/// Every letter of a kind, in each of its forms. A new kind does not compile without one.
pub(super) fn samples(post: &Post, kind: LetterKind) -> Samples {
    match kind {
        LetterKind::Receipt => receipts(post),
        LetterKind::Assignment => assignments(post),
        LetterKind::AskBack => {
            let says = Says::AskBack(AskBack { from: "Anna de Wit", text: ASKED, link: LINK });
            vec![("een wedervraag", post.asker(&says))]
        }
        LetterKind::Interim => {
            let interim = |answer_by| {
                let text = "Ik zoek dit uit bij het ministerie.";
                post.asker(&Says::Interim(Interim { from: "Anna de Wit", text, answer_by, link: LINK }))
            };
            let day = NaiveDate::from_ymd_opt(2026, 12, 8);
            vec![("het antwoord komt nog op tijd", interim(day)), ("het antwoord is te laat", interim(None))]
        }
        LetterKind::Answer => answers(post),
        LetterKind::AskerReacted => reactions(post),
        LetterKind::StatusChange => status_changes(post),
        LetterKind::DeadlineMoved => moves(post),
        LetterKind::Reminder => reminders(post),
        LetterKind::Breach => breaches(post),
        LetterKind::AskerReminder => asker_reminders(post),
        LetterKind::AskerSilent => {
            let all = [AskerSilent::Closed, AskerSilent::NotReached, AskerSilent::AnswerNotDelivered];
            let form = |silent| match silent {
                AskerSilent::Closed => "gesloten",
                AskerSilent::NotReached => "herinnering niet bezorgd",
                AskerSilent::AnswerNotDelivered => "antwoord niet bezorgd",
            };
            all.map(|silent| (form(silent), post.expert(&Says::AskerSilent(silent)))).into()
        }
        LetterKind::NewLink => vec![
            ("een nieuwe link", post.asker(&Says::NewLink(NewLink { link: LINK }))),
            ("de link die kwijt was", post.asker(&Says::LostLink(LostLink { link: LINK }))),
        ],
        LetterKind::ColleagueAsked => colleagues_asked(post),
        LetterKind::Access => access(post),
        LetterKind::Reset => {
            let reset = |hours| LetsIn::Reset(Reset { link: WAY_IN, holds: Duration::hours(hours) });
            vec![
                ("de link werkt een uur", post.lets_in("Anna de Wit", &reset(1))),
                ("de link werkt 2 uur", post.lets_in("Anna de Wit", &reset(2))),
            ]
        }
    }
}

fn colleagues_asked(post: &Post) -> Samples {
    let asked =
        |role, words| post.about("Bram Bos", &Says::ColleagueAsked(ColleagueAsked { by: "Anna de Wit", role, words }));
    let note = "@Bram, hoe ging dit in Zutphen?";
    vec![
        ("mee te denken", asked(AskedRole::ThinksAlong { first: Some("Anna de Wit") }, note)),
        ("mee te denken, en niemand heeft de vraag", asked(AskedRole::ThinksAlong { first: None }, note)),
        ("een deel te beantwoorden", asked(AskedRole::Second { first: Some("Anna de Wit") }, "Het huurrecht.")),
        ("een deel, en niemand heeft de vraag", asked(AskedRole::Second { first: None }, "Het huurrecht.")),
        ("genoemd bij een eigen vraag", asked(AskedRole::Theirs, "@Bram, de bijlage ontbreekt nog.")),
    ]
}

fn receipts(post: &Post) -> Samples {
    let promises = both();
    let says = Says::Receipt(Receipt { part_of: None, promises: &promises, link: LINK });
    let first = Reference { year: 2026, ticket: TicketId(40) };
    let part = Says::Receipt(Receipt { part_of: Some(first), promises: &promises, link: LINK });
    let own =
        Signature { name: "Het woonloket".to_owned(), reach: Some("Bel 026 123 45 67, op werkdagen.".to_owned()) };
    let other = Post { settings: Settings { signature: own, ..post.settings.clone() }, house: House::default() };
    vec![
        ("een vraag", post.asker(&says)),
        ("een deel van een eerdere vraag", post.asker(&part)),
        ("zonder naam", post.about(" ", &says)),
        ("ondertekend zoals de instellingen zeggen", other.asker(&says)),
    ]
}

fn assignments(post: &Post) -> Samples {
    let content = Content { question: QUESTION, asked_back: None, reaction: None };
    let assignment = |expert, promises: &Promises, content, now| {
        post.expert(&Says::Assignment(Assignment { expert, why: WHY, promises, content, now }))
    };
    let kept = Promises { first_response: ended(PromiseOutcome::Kept).first_response, ..both() };
    let paused = kept.map(|_, promise| Deadline { paused_at: Some(now()), ..promise.clone() });
    let reaction = Some("Geldt dat ook voor flexwoningen?");
    vec![
        ("twee termijnen lopen", assignment(None, &both(), content, now())),
        (
            "een termijn loopt, en de vraagsteller reageerde",
            assignment(None, &kept, Content { reaction, ..content }, now()),
        ),
        ("wacht op de vraagsteller", assignment(None, &paused, Content { asked_back: Some(ASKED), ..content }, now())),
        ("een termijn is voorbij", assignment(None, &kept, content, at("2026-12-10T10:00:00+01:00"))),
        ("geen termijn loopt nog", assignment(None, &ended(PromiseOutcome::Kept), content, now())),
        ("aan een ander, omdat de deskundige er niet is", assignment(Some("Bram Kok"), &both(), content, now())),
    ]
}

fn answers(post: &Post) -> Samples {
    let says = |text, closes_on| post.asker(&Says::Answer(Answer { from: "Anna de Wit", text, closes_on, link: LINK }));
    let answer = |closes_on| says("In hoofdstuk drie staat wat erin hoort.", closes_on);
    let structured = "Er hoort *dit* in:\n\n- de opgave\n- de aanpak\n\n> Artikel 3\n\nZie [de handreiking](https://wonen.example/gids).";
    let again = |job: Job, day| {
        let body = with_closing_day(LetterKind::Answer, &job.letter.body, day);
        Job { letter: domain::Letter { body, ..job.letter }, ..job }
    };
    let closing = || answer(Some(day("2026-12-08")));
    vec![
        ("het loket sluit de vraag vanzelf", closing()),
        ("het loket sluit de vraag niet vanzelf", answer(None)),
        ("opnieuw verstuurd, met een andere dag", again(closing(), Some(day("2026-12-22")))),
        ("opnieuw verstuurd, zonder dag", again(closing(), None)),
        ("met opmaak", says(structured, None)),
    ]
}

fn reactions(post: &Post) -> Samples {
    let reaction = |asks, times, whose| {
        let text = match asks {
            Asks::Something => "Geldt dat ook voor flexwoningen?",
            Asks::Nothing => "Hartelijk dank!",
            Asks::ToDecide => "Heeft dit u geholpen? Nee. Mijn vraag is niet beantwoord. Kan hij weer open?",
        };
        post.expert(&Says::AskerReacted(AskerReacted { text, asks, times, whose }))
    };
    vec![
        ("een reactie", reaction(Asks::Something, 1, Whose::Yours)),
        ("drie reacties", reaction(Asks::Something, 3, Whose::Yours)),
        ("een bericht waar niets op hoeft", reaction(Asks::Nothing, 1, Whose::Yours)),
        ("twee berichten waar niets op hoeft", reaction(Asks::Nothing, 2, Whose::Yours)),
        ("een verzoek om te heropenen", reaction(Asks::ToDecide, 1, Whose::Yours)),
        ("aan een ander, omdat de deskundige er niet is", reaction(Asks::Something, 1, Whose::Of("Bram Kok"))),
        ("niemand heeft de vraag", reaction(Asks::Something, 1, Whose::Nobodys)),
    ]
}

fn status_changes(post: &Post) -> Samples {
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

fn moves(post: &Post) -> Samples {
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
    post.picture().about_several(&to, &DeadlinesMoved { why, questions: &questions })
}

fn reminders(post: &Post) -> Samples {
    let reminder = |metric, whose| {
        let due_at = both().of(metric).due_at;
        post.expert(&Says::Reminder(Reminder { metric, due_at, whose }))
    };
    vec![
        ("de eerste reactie", reminder(Metric::FirstResponse, Whose::Yours)),
        ("het antwoord", reminder(Metric::Answer, Whose::Yours)),
        ("aan een ander, omdat de deskundige er niet is", reminder(Metric::Answer, Whose::Of("Bram Kok"))),
        ("niemand heeft de vraag", reminder(Metric::FirstResponse, Whose::Nobodys)),
    ]
}

fn breaches(post: &Post) -> Samples {
    let breach = |metric, expert| {
        let due_at = both().of(metric).due_at;
        post.about("Lida Vos", &Says::Breach(Breach { metric, due_at, expert }))
    };
    vec![
        ("de eerste reactie", breach(Metric::FirstResponse, Some("Anna de Wit"))),
        ("het antwoord, en niemand heeft de vraag", breach(Metric::Answer, None)),
    ]
}

fn asker_reminders(post: &Post) -> Samples {
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

fn access(post: &Post) -> Samples {
    let invitation = |days| LetsIn::Invitation(Invitation { link: WAY_IN, holds: Duration::days(days) });
    let list = |minutes| LetsIn::OrganisationList(OrganisationList { link: LIST, holds: Duration::minutes(minutes) });
    vec![
        ("uitnodiging, 7 dagen", post.lets_in("Anna de Wit", &invitation(7))),
        ("uitnodiging, een dag", post.lets_in("Anna de Wit", &invitation(1))),
        ("vragen van een organisatie, een half uur", post.lets_in("collega", &list(30))),
        ("vragen van een organisatie, een minuut", post.lets_in("collega", &list(1))),
    ]
}
