//! Who may do what to what: the whole matrix, as people get it through the doors of the desk. Read `tests/matrix.txt`.

use app::{Action, Caller, Refusal};
use chrono::Duration;
use domain::{Origin, Person, PersonId, Reference, Role, Ticket};
use std::fmt::Write as _;
use std::path::Path;
use testkit::{TestDesk, desks};
use uuid::Uuid;

/// Every action once: the name of its row, and how it is made. A new action does not compile without a row here.
macro_rules! actions {
    ($($action:ident $(($object:ident))?),* $(,)?) => {
        fn actions<'t>(ticket: &'t Ticket, person: PersonId) -> Vec<(&'static str, Action<'t>)> {
            // Not every row needs both.
            let _ = (ticket, person);
            let all = vec![$((stringify!($action), Action::$action $(($object!(ticket, person)))?)),*];
            for (_, action) in &all {
                // The same rows as a match, so that the compiler knows whether one is missing.
                match action { $(Action::$action $((object!($object)))? => {})* }
            }
            all
        }
    };
}
macro_rules! ticket {
    ($ticket:expr, $person:expr) => {
        $ticket
    };
}
macro_rules! person {
    ($ticket:expr, $person:expr) => {
        $person
    };
}
macro_rules! object {
    ($object:ident) => {
        _
    };
}

actions! {
    SubmitQuestion, SendFile, ReadReference,
    ReadTicket(ticket), ReadAnswered(ticket), ReadInside(ticket), Reply(ticket), React(ticket), AddNote(ticket), KeepDraft(ticket),
    ReadDrafts(ticket), AskAlong(ticket), AskSecond(ticket), Leave(ticket), TakeOff(ticket), Assign(ticket),
    SetTopics(ticket), CorrectOrigin(ticket), ExtendDeadline(ticket), SetPolicy(ticket), Close(ticket), Refer(ticket), Merge(ticket), Split(ticket), Reopen(ticket), RenewLink(ticket),
    SettleLetter(ticket), DecideMail(ticket), CorrectContact(ticket),
    ListTickets, ListExperts, PreviewRouting, ReadTrends, ReadTimeliness(person), NoteRises, ReadFeed, Triage, ManageExperts,
    PlanAbsence(person),
    ManageRouting, ManagePromises, ManageLexicon, UseTextBlocks, ShareTextBlocks, ReadPublished, WriteAnswers, ReadAlong(person), DropAnswer(person), SignIn, OwnAccount, ReadOwnOrganisation, ManagePeople, ManageDomains,
    ManageLetters, ManageMail, ManageHouse, ManageRegions, ManageTopics, ReadSettings, ReadLog, Hold(ticket), ManageRetention, Operate,
}

/// Knows the same theme as Anna, but does not have her question.
const SAME_THEME: PersonId = TestDesk::CARLA;
/// Knows other themes.
const OTHER: PersonId = TestDesk::BRAM;
const ADMINISTRATOR: PersonId = PersonId(Uuid::from_u128(0xe0));
const WITHOUT_ROLE: PersonId = PersonId(Uuid::from_u128(0xe1));
const LEFT: PersonId = PersonId(Uuid::from_u128(0xe2));

#[tokio::test]
async fn the_matrix_of_actors_actions_and_objects_is_the_one_written_down() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/matrix.txt");
    for desk in desks().await {
        let matrix = matrix(&desk).await;
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &matrix).expect("it can be written");
        }
        let written = std::fs::read_to_string(&path).expect("tests/matrix.txt is there");
        assert_eq!(
            matrix,
            written,
            "{}: who may do what changed; if that is meant, run with UPDATE=1",
            desk.store.name()
        );
    }
}

async fn matrix(desk: &TestDesk) -> String {
    // Anna's question, one of another asker, and one more of the first asker's organisation.
    let annas = submit(desk, 1, "Gemeente Arnhem", "Wat hoort er in onze woonzorgvisie?").await;
    let others = submit(desk, 2, "Gemeente Nijmegen", "Wat hoort er in onze woonzorgvisie?").await;
    let same_organisation = submit(desk, 3, "Gemeente Arnhem", "Hoe lang mogen flexwoningen blijven staan?").await;
    let lead = desk.staff(TestDesk::LEAD);
    let ticket = desk.app.read_ticket(&lead, annas.0).await.expect("it is there");
    assert_eq!(ticket.assignee, Some(TestDesk::ANNA), "the matrix is about her question");

    let mut text = String::from(
        "# Who may do what: everybody who comes in, as the doors know them, and the actions of crates/app/src/policy.rs\n\
         # on one question that Anna has. Written by tests/matrix.rs (UPDATE=1), for the eye of a person.\n\
         # yes: may; hidden: it looks as if there is no such question; no: refused; who?: sign in first; door: no entry.\n\n",
    );
    let actors = actors(desk, &annas.1, &others.1, &same_organisation.1).await;
    for (name, door) in &actors {
        writeln!(text, "{name}").expect("text");
        let Some(caller) = door else {
            writeln!(text, "    door          everything").expect("text");
            continue;
        };
        text.push_str(&verdicts(desk, caller, &ticket).await);
    }
    text.push_str("\n# The same question, about which the other expert was asked to think along.\n\n");
    let asking = app::Asking {
        expert: Some(OTHER),
        invited_as: domain::InvitedAs::ThinksAlong,
        words: "Weet u hoe dit elders ging?",
    };
    desk.app.ask_colleague(&lead, annas.0, asking).await.expect("asked");
    let other = actors.iter().find(|(name, _)| *name == "other expert").and_then(|(_, caller)| caller.clone());
    let along = verdicts(desk, &other.expect("he comes in"), &ticket).await;
    writeln!(text, "other expert, asked to think along\n{}", along.trim_end()).expect("text");
    desk.app.end_invitation(&lead, annas.0, Some(OTHER)).await.expect("taken off");
    desk.app.reply_to_ticket(&lead, annas.0, "Zo zit het.", app::Reply::Answer).await.expect("answered");
    text.push_str(
        "\n# The same question, answered: ReadAnswered is to read it without who asked it. It is as `whole` where the setting\n\
         # experts.read_what_is_done is off, but for experts, to whom it is hidden then.\n\n",
    );
    for (name, door) in &actors {
        let Some(caller) = door else { continue };
        let whole = if desk.app.read_ticket(caller, annas.0).await.is_ok() { ", whole as well" } else { "" };
        let verdict = if desk.app.read_answered(caller, annas.0).await.is_ok() { "yes" } else { "hidden" };
        writeln!(text, "{name}\n    {verdict:<14}ReadAnswered{whole}").expect("text");
    }
    text
}

/// What this caller may do with a question and besides, a line for each verdict.
async fn verdicts(desk: &TestDesk, caller: &Caller, ticket: &Ticket) -> String {
    // What the store does not give cannot be asked about: the scope comes first, as in every verb.
    let known = desk.app.read_ticket(caller, ticket.reference).await.is_ok();
    let own = caller.actor.person().unwrap_or(TestDesk::ANNA);
    let mut told = actions(ticket, own);
    told.push(("ReadTimeliness of another", Action::ReadTimeliness(PersonId(Uuid::from_u128(0xff)))));
    told.push(("ReadAlong of another", Action::ReadAlong(PersonId(Uuid::from_u128(0xff)))));
    told.push(("DropAnswer of another", Action::DropAnswer(PersonId(Uuid::from_u128(0xff)))));
    told.push(("PlanAbsence of another", Action::PlanAbsence(PersonId(Uuid::from_u128(0xff)))));
    let mut text = String::new();
    for word in ["yes", "hidden", "no", "who?"] {
        let names: Vec<&str> = told
            .iter()
            .filter(|(_, action)| verdict(desk, caller, *action, known) == word)
            .map(|(name, _)| *name)
            .collect();
        if !names.is_empty() {
            writeln!(text, "    {word:<14}{}", names.join(", ")).expect("text");
        }
    }
    text
}

fn verdict(desk: &TestDesk, caller: &Caller, action: Action<'_>, known: bool) -> &'static str {
    if about_a_ticket(action) && !known {
        return "hidden";
    }
    match desk.app.check(caller, action) {
        Ok(()) => "yes",
        Err(Refusal::Hidden) => "hidden",
        Err(Refusal::Forbidden) => "no",
        Err(Refusal::Unauthenticated) => "who?",
        Err(other) => panic!("policy never says {other}"),
    }
}

fn about_a_ticket(action: Action<'_>) -> bool {
    match action {
        Action::ReadTicket(_)
        | Action::ReadAnswered(_)
        | Action::ReadInside(_)
        | Action::Reply(_)
        | Action::React(_)
        | Action::AddNote(_)
        | Action::KeepDraft(_)
        | Action::ReadDrafts(_)
        | Action::AskAlong(_)
        | Action::AskSecond(_)
        | Action::Leave(_)
        | Action::TakeOff(_)
        | Action::Assign(_)
        | Action::SetTopics(_)
        | Action::CorrectOrigin(_)
        | Action::ExtendDeadline(_)
        | Action::SetPolicy(_)
        | Action::Close(_)
        | Action::Refer(_)
        | Action::Merge(_)
        | Action::Split(_)
        | Action::Reopen(_)
        | Action::RenewLink(_)
        | Action::SettleLetter(_)
        | Action::DecideMail(_)
        | Action::CorrectContact(_)
        | Action::Hold(_) => true,
        Action::SubmitQuestion
        | Action::ManageRetention
        | Action::SendFile
        | Action::ReadReference
        | Action::ListTickets
        | Action::ListExperts
        | Action::PreviewRouting
        | Action::ReadTrends
        | Action::ReadTimeliness(_)
        | Action::NoteRises
        | Action::ReadFeed
        | Action::Triage
        | Action::ManageExperts
        | Action::PlanAbsence(_)
        | Action::ManageRouting
        | Action::ManagePromises
        | Action::ManageLexicon
        | Action::UseTextBlocks
        | Action::ReadPublished
        | Action::WriteAnswers
        | Action::ReadAlong(_)
        | Action::DropAnswer(_)
        | Action::ShareTextBlocks
        | Action::SignIn
        | Action::OwnAccount
        | Action::ReadOwnOrganisation
        | Action::ManagePeople
        | Action::ManageDomains
        | Action::ManageLetters
        | Action::ManageMail
        | Action::ManageHouse
        | Action::ManageRegions
        | Action::ManageTopics
        | Action::ReadSettings
        | Action::ReadLog
        | Action::Operate => false,
    }
}

/// Everybody who can come in, by the door they use; none: the door stays shut.
async fn actors(
    desk: &TestDesk,
    link: &str,
    other_link: &str,
    same_organisation: &str,
) -> Vec<(&'static str, Option<Caller>)> {
    let person = |id, email: &str, roles: &[Role], active| Person {
        id,
        name: "Iemand".to_owned(),
        email: email.to_owned(),
        roles: roles.to_vec(),
        active,
        demo: false,
    };
    let administrator = person(ADMINISTRATOR, "beheer@desk.example", &[Role::Administrator], true);
    let without = person(WITHOUT_ROLE, "zonder@desk.example", &[], true);
    let leaving = person(LEFT, "weg@desk.example", &[Role::Expert], true);
    install(desk, &[administrator, without, leaving]).await;
    let operator = Caller::system(Origin::Cli);
    let token = async |email: &str| {
        desk.app.issue_token(&operator, email, Duration::hours(1)).await.expect("a token for somebody known")
    };
    let expired = token("anna@desk.example").await;
    let left = token("weg@desk.example").await;
    let revoked = token("lida@desk.example").await;
    desk.app.revoke_tokens_of(&operator, "lida@desk.example").await.expect("taken back");
    install(desk, &[person(LEFT, "weg@desk.example", &[Role::Expert], false)]).await;
    desk.clock.advance(Duration::hours(2));
    let by_token = async |email: &str| desk.app.caller_of_token(&token(email).await).await.ok();
    let by_link = async |secret: &str| desk.app.asker_of(secret, Origin::Web).await.ok();
    let lead = desk.staff(TestDesk::LEAD);
    assert_eq!(lead.actor, by_token("lida@desk.example").await.expect("a lead").actor);
    let nobody = Caller::new(domain::Actor::Anonymous, Origin::Web);
    assert!(desk.app.caller_of_token("onzin").await.is_err());
    vec![
        ("anonymous", Some(nobody)),
        ("holder of this link", by_link(link).await),
        ("holder of another link", by_link(other_link).await),
        ("holder of a link of the same organisation", by_link(same_organisation).await),
        ("holder of a link that opens nothing", by_link("onzin").await),
        ("assigned expert", by_token("anna@desk.example").await),
        ("expert of the same theme", by_token(email_of(SAME_THEME)).await),
        ("other expert", by_token(email_of(OTHER)).await),
        ("lead", by_token("lida@desk.example").await),
        ("administrator", by_token("beheer@desk.example").await),
        ("staff without a role", by_token("zonder@desk.example").await),
        ("system", Some(Caller::system(Origin::Worker))),
        ("expired token", desk.app.caller_of_token(&expired).await.ok()),
        ("revoked token", desk.app.caller_of_token(&revoked).await.ok()),
        ("token of somebody who left", desk.app.caller_of_token(&left).await.ok()),
    ]
}

fn email_of(person: PersonId) -> &'static str {
    if person == SAME_THEME { "carla@desk.example" } else { "bram@desk.example" }
}

async fn install(desk: &TestDesk, people: &[Person]) {
    app::install_people(&desk.store, people, &[], desk.app.now()).await.expect("people can be installed");
    desk.app.refresh().await.expect("it can be read again");
}

/// The reference of a new question, and the secret of its link.
async fn submit(desk: &TestDesk, key: u128, organisation: &str, body: &str) -> (Reference, String) {
    let caller = Caller::new(domain::Actor::Anonymous, Origin::Web);
    let draft = domain::QuestionDraft {
        submission_key: domain::SubmissionKey(Uuid::from_u128(key)),
        subject: "Een vraag".to_owned(),
        body: body.to_owned(),
        organisation: domain::OrganisationDraft {
            kind: Some(domain::OrganisationKind::Municipality),
            name: organisation.to_owned(),
            municipality: None,
            region: None,
            ..domain::OrganisationDraft::default()
        },
        contact: domain::ContactDraft { name: "Ans".to_owned(), email: "ans@arnhem.example".to_owned(), phone: None },
        groups: Vec::new(),
        themes: Vec::new(),
    };
    let receipt = desk.app.submit_question(&caller, draft).await.expect("it is taken");
    let secret = receipt.tracking_url.rsplit('/').next().expect("a secret").to_owned();
    (receipt.reference, secret)
}
