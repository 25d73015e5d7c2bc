//! Every letter in each of its forms, about people and questions that are made up: for who looks at them before they are sent,
//! and for the golden files.

use super::made_up::{LINK, Post, QUESTION, Samples, at, both, ended, now};
use super::samples_to_askers::{
    answers, asker_reminders, files_left_out, moves, receipts, status_changes, who_answers,
};
use super::texts::{
    AskBack, AskedRole, AskerReacted, AskerSilent, Asks, Assignment, Breach, ColleagueAsked, Content, Interim,
    Invitation, LetsIn, LostLink, MailWaits, Measured, NewLink, News, NotDelivered, OfWeek, OrganisationList, Reminder,
    Reset, Says, UNDECIDED, UNDELIVERED, Whose,
};
use chrono::{Duration, NaiveDate};
use domain::{Deadline, LetterKind, Metric, PromiseOutcome, Promises, Reference, TicketId};

const WAY_IN: &str = "https://loket.example/toegang/u7Jq3k";
const LIST: &str = "https://loket.example/organisatie/u7Jq3k";
const ASKED: &str = "Om welk jaar gaat het?";
const WHY: &str = "Anna de Wit kent het thema woonzorgvisie en heeft deze week tijd.";

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
        LetterKind::NotDelivered => not_delivered(post),
        LetterKind::MailWaits => mail_waits(post),
        LetterKind::NewLink => vec![
            ("een nieuwe link", post.asker(&Says::NewLink(NewLink { link: LINK }))),
            ("de link die kwijt was", post.asker(&Says::LostLink(LostLink { link: LINK }))),
        ],
        LetterKind::ColleagueAsked => colleagues_asked(post),
        LetterKind::WhoAnswers => who_answers(post),
        LetterKind::FilesLeftOut => files_left_out(post),
        LetterKind::Digest => digests(post),
        LetterKind::WeeklyFigures => weeks(post),
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
        |role, words| post.staff("Bram Bos", &Says::ColleagueAsked(ColleagueAsked { by: "Anna de Wit", role, words }));
    let note = "@Bram, hoe ging dit in Zutphen?";
    vec![
        ("mee te denken", asked(AskedRole::ThinksAlong { first: Some("Anna de Wit") }, note)),
        ("mee te denken, en niemand heeft de vraag", asked(AskedRole::ThinksAlong { first: None }, note)),
        ("een deel te beantwoorden", asked(AskedRole::Second { first: Some("Anna de Wit") }, "Het huurrecht.")),
        ("een deel, en niemand heeft de vraag", asked(AskedRole::Second { first: None }, "Het huurrecht.")),
        ("genoemd bij een eigen vraag", asked(AskedRole::Theirs, "@Bram, de bijlage ontbreekt nog.")),
    ]
}

fn assignments(post: &Post) -> Samples {
    let content = Content { question: QUESTION, asked_back: None, reaction: None, besides: &[] };
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
        (
            "een brief kwam niet aan, en er wacht een e-mail",
            assignment(None, &both(), Content { besides: &[UNDELIVERED, UNDECIDED], ..content }, now()),
        ),
        ("geen termijn loopt nog", assignment(None, &ended(PromiseOutcome::Kept), content, now())),
        ("aan een ander, omdat de deskundige er niet is", assignment(Some("Bram Kok"), &both(), content, now())),
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

fn not_delivered(post: &Post) -> Samples {
    let form = |said: &str, times, whose| {
        let said = said.to_owned();
        let (letter, name, address) = (LetterKind::Answer.label(), "Ans Vermeer", "a…@arnhem.example".to_owned());
        post.expert(&Says::NotDelivered(NotDelivered { letter, name, address, said, times, whose }))
    };
    vec![
        ("het adres bestaat niet", form("550 5.1.1 no such user", 1, Whose::Yours)),
        ("drie brieven, na dagen proberen", form("451 4.3.0 try again later", 3, Whose::Yours)),
        ("aan een ander, omdat de deskundige er niet is", form("452 4.2.2 full", 1, Whose::Of("Bram Kok"))),
        ("niemand heeft de vraag", form("connection refused", 1, Whose::Nobodys)),
    ]
}

fn mail_waits(post: &Post) -> Samples {
    let form = |times, whose| {
        let (from, why) = ("c…@arnhem.example", "De afzender is een collega van de vraagsteller.");
        post.expert(&Says::MailWaits(MailWaits { from, why, times, whose }))
    };
    vec![
        ("een e-mail", form(1, Whose::Yours)),
        ("vier e-mails", form(4, Whose::Yours)),
        ("niemand heeft de vraag", form(1, Whose::Nobodys)),
    ]
}

fn digests(post: &Post) -> Samples {
    let news = |number, subject, letters: &[&str], due| {
        let reference = Reference { year: 2026, ticket: TicketId(number) };
        let letters = letters.iter().map(|letter| (*letter).to_owned()).collect();
        News { reference, subject, letters, due, page: format!("https://loket.example/vragen/{reference}") }
    };
    let answer = NaiveDate::from_ymd_opt(2026, 12, 8).map(|day| (Metric::Answer, day));
    let questions = [
        news(41, "Onze woonzorgvisie", &["Vraag voor u", "Reactie van de vraagsteller (3 keer)"], answer),
        news(43, "Flexwoningen langs het spoor", &["Bram Bos vraagt u mee te denken"], None),
    ];
    let digest = |questions| post.digest("Anna de Wit", questions);
    vec![("twee vragen", digest(&questions)), ("een vraag", digest(&questions[..1]))]
}

fn weeks(post: &Post) -> Samples {
    let measured = |now, before| Measured { now: Some(now), before: Some(before) };
    let busy = OfWeek {
        received: measured(31.0, 24.0),
        answered: measured(22.0, 25.0),
        open: measured(48.0, 39.0),
        answered_in_time: measured(0.864, 0.92),
        reacted_in_time: measured(0.97, 0.93),
    };
    let same = OfWeek {
        received: measured(0.0, 0.0),
        answered: measured(1.0, 1.0),
        open: measured(7.0, 7.0),
        answered_in_time: Measured::default(),
        reacted_in_time: Measured { now: Some(1.0), before: None },
    };
    let rising = ["woonzorgvisie: 9 vragen, en 3,2 te verwachten".to_owned()];
    vec![
        ("een drukke week", post.weekly("Lida Vos", busy, &rising)),
        ("een stille week", post.weekly("Lida Vos", same, &[])),
    ]
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
        post.staff("Lida Vos", &Says::Breach(Breach { metric, due_at, expert }))
    };
    vec![
        ("de eerste reactie", breach(Metric::FirstResponse, Some("Anna de Wit"))),
        ("het antwoord, en niemand heeft de vraag", breach(Metric::Answer, None)),
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
