//! Mail that leads to no question: a new one, by itself or by hand, or put with one.

use super::{Mail, ask, desks_with_mail, desks_with_mail_and_files, letter, said, sealed, sorted};
use crate::attachments::parcel::{PDF, get};
use crate::client::listening;
use app::{AskedByMail, Refusal};
use domain::{ContactDraft, EventKind, LetterKind, MailState, OrganisationDraft, OrganisationKind};
use testkit::TestDesk;

#[tokio::test]
async fn a_mail_of_a_known_organisation_is_a_question_and_of_anybody_else_waits_to_be_put_with_one() {
    for desk in desks_with_mail().await {
        let first = ask(&desk, 1).await;
        let (lead, administrator) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ADMINISTRATOR));
        let of = desk.app.read_ticket(&lead, first).await.expect("it is there").organisation;
        let mail =
            |text: &str| Mail::saying(text).with("Subject", "Flexwonen").with("From", "Cor Smits <cor@arnhem.example>");
        let unknown = sorted(&desk, &mail("Hoe regelen wij flexwonen voor statushouders?")).await;
        assert_eq!((unknown.state, unknown.ticket), (MailState::Unsorted, None), "nobody confirmed the domain");
        desk.app.confirm_domain(&administrator, "arnhem.example", of).await.expect("confirmed");
        let unproven = mail("Mag flexwonen op een bedrijventerrein?").with("Authentication-Results", "");
        assert_eq!(sorted(&desk, &unproven).await.state, MailState::Unsorted);
        let known = sorted(&desk, &mail("Mag flexwonen op een bedrijventerrein in Arnhem?")).await;
        assert_eq!(known.state, MailState::Taken, "{known:?}");
        let id = known.ticket.expect("a question");
        let ticket =
            store::tickets::find(&*desk.store, id, &store::Scope::Everything).await.expect("readable").expect("it");
        assert_eq!((ticket.contact.name.as_str(), ticket.subject.as_str()), ("Cor Smits", "Flexwonen"));
        assert_eq!(ticket.organisation, of);
        assert_eq!(letter(&desk, ticket.reference, LetterKind::Receipt).await.letter.to_email, "cor@arnhem.example");
        let anna = desk.staff(TestDesk::ANNA);
        assert!(matches!(desk.app.accept_mail(&anna, first, unknown.id).await, Err(Refusal::Forbidden)));
        assert!(matches!(desk.app.drop_mail(&anna, unknown.id).await, Err(Refusal::Forbidden)));
        desk.app.accept_mail(&lead, first, unknown.id).await.expect("put with it");
        assert!(said(&desk, first).await.last().expect("a message").body.contains("statushouders"));
        let page = desk.app.read_mail_page(&lead, None).await.expect("a page");
        assert_eq!(page.undecided.len(), 1);
        desk.app.drop_mail(&administrator, page.undecided[0].0.id).await.expect("put away");
        let counts = desk.app.read_mail_page(&lead, None).await.expect("a page").counts;
        assert_eq!(counts.by_state.iter().map(|(_, many)| many).sum::<i64>(), 3, "what came in is counted: {counts:?}");
    }
}

/// What a lead says of a mail whose sender nobody knows.
fn of_arnhem(proposed: AskedByMail) -> AskedByMail {
    AskedByMail {
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente Arnhem".to_owned(),
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: "Cor Smit".to_owned(), ..proposed.contact },
        subject: "Onze woonzorgvisie".to_owned(),
    }
}

#[tokio::test]
async fn mail_of_no_question_is_made_one_by_hand_with_its_files_its_letters_and_its_line_in_the_ledger() {
    for (desk, _folder) in desks_with_mail_and_files().await {
        let first = ask(&desk, 1).await;
        let (lead, anna) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ANNA));
        let mail = Mail::with_files("Wat moet er in een woonzorgvisie?", &[("plan.pdf", "application/pdf", PDF)])
            .with("From", "Cor Smits <cor@elders.example>");
        let came = sorted(&desk, &mail).await;
        assert_eq!(came.state, MailState::Unsorted);
        assert!(matches!(desk.app.read_mail_to_ask(&anna, came.id).await, Err(Refusal::Forbidden)));
        let (_, proposed) = desk.app.read_mail_to_ask(&lead, came.id).await.expect("it waits");
        assert_eq!((proposed.subject.as_str(), proposed.contact.name.as_str()), ("Vraag", "Cor Smits"));
        assert_eq!(proposed.organisation, OrganisationDraft::default(), "nobody knows the domain");
        assert!(matches!(
            desk.app.ask_by_mail(&anna, came.id, of_arnhem(proposed.clone())).await,
            Err(Refusal::Forbidden)
        ));
        let Err(Refusal::Complaints(complaints)) = desk.app.ask_by_mail(&lead, came.id, proposed.clone()).await else {
            panic!("an organisation is needed");
        };
        let paths: Vec<String> = complaints.0.iter().map(|one| one.path.join(".")).collect();
        assert_eq!(paths, ["organisation.name", "organisation.kind"]);
        assert!(complaints.0[0].message.contains("van de organisatie"), "in words for the desk: {complaints:?}");
        let reference = desk.app.ask_by_mail(&lead, came.id, of_arnhem(proposed.clone())).await.expect("a question");
        let view = desk.app.view_ticket(&lead, reference).await.expect("the ticket");
        assert_eq!(
            (view.ticket.subject.as_str(), view.ticket.contact.name.as_str()),
            ("Onze woonzorgvisie", "Cor Smit")
        );
        assert_eq!(view.messages[0].body, "Wat moet er in een woonzorgvisie?");
        let names: Vec<&str> = view.files.iter().map(|attached| attached.file.name.as_str()).collect();
        assert_eq!(names, ["plan.pdf"]);
        assert_eq!(view.ticket.assignee, Some(TestDesk::ANNA), "as for any question");
        assert_eq!(letter(&desk, reference, LetterKind::Receipt).await.letter.to_email, "cor@elders.example");
        assert_eq!(letter(&desk, reference, LetterKind::Assignment).await.letter.to_email, "anna@desk.example");
        let [taken] = view.mail.as_slice() else { panic!("one mail: {:?}", view.mail) };
        assert_eq!((taken.state, taken.message), (MailState::Taken, Some(view.messages[0].id)));
        let events = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
        let sorted: Vec<_> = events.iter().filter(|event| event.kind() == EventKind::MailSorted).collect();
        assert_eq!(sorted.len(), 1);
        assert_eq!(sorted[0].actor, lead.actor, "who decided");
        for refused in [
            desk.app.ask_by_mail(&lead, came.id, of_arnhem(proposed)).await.map(|_| ()),
            desk.app.accept_mail(&lead, first, came.id).await.map(|_| ()),
            desk.app.drop_mail(&lead, came.id).await,
        ] {
            assert!(matches!(refused, Err(Refusal::Conflict(_) | Refusal::Hidden)), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_domain_that_is_confirmed_fills_in_its_organisation_and_two_who_ask_at_once_make_one_question() {
    for desk in desks_with_mail().await {
        let first = ask(&desk, 1).await;
        let (lead, administrator) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ADMINISTRATOR));
        let of = desk.app.read_ticket(&lead, first).await.expect("it is there").organisation;
        desk.app.confirm_domain(&administrator, "arnhem.example", of).await.expect("confirmed");
        let mail = Mail::saying("Mag dat?").with("From", "cor@arnhem.example").with("Authentication-Results", "");
        let came = sorted(&desk, &mail.with("Subject", "")).await;
        assert_eq!(came.state, MailState::Unsorted, "nobody proves who sent it");
        let (_, proposed) = desk.app.read_mail_to_ask(&administrator, came.id).await.expect("it waits");
        assert_eq!(proposed.organisation.name, "Gemeente Arnhem");
        assert_eq!((proposed.contact.name.as_str(), proposed.subject.as_str()), ("cor", "Vraag per e-mail"));
        let (one, other) = tokio::join!(
            desk.app.ask_by_mail(&lead, came.id, proposed.clone()),
            desk.app.ask_by_mail(&administrator, came.id, proposed.clone())
        );
        assert_eq!([&one, &other].iter().filter(|asked| asked.is_ok()).count(), 1, "{one:?} {other:?}");
        let reference = one.or(other).expect("one of them");
        assert_eq!(desk.app.read_ticket(&lead, reference).await.expect("it is there").organisation, of);
        let held = desk.app.ask_by_mail(&lead, domain::MailId(uuid::Uuid::from_u128(9)), proposed).await;
        assert!(matches!(held, Err(Refusal::Hidden)), "{held:?}");
    }
}

#[tokio::test]
async fn a_question_is_made_of_mail_on_a_page_by_whoever_decides_about_it() {
    for desk in desks_with_mail().await {
        let mail = Mail::saying("Wat moet er in een woonzorgvisie?").with("From", "Cor Smits <cor@elders.example>");
        let came = sorted(&desk, &mail).await;
        let client = listening(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let path = format!("/beheer/post/{}/nieuw", came.id);
        let send = async |session: &str, fields: &[(&str, &str)]| {
            let token = app::form_token(session);
            let fields = [fields, &[("token", token.as_str())]].concat();
            let request = http.post(format!("{}{path}", client.address)).header("cookie", TestDesk::cookie(session));
            let sent = request.form(&fields).send().await.expect("an answer");
            (sent.status().as_u16(), sent.text().await.expect("text"))
        };
        let (anna, lead) = (desk.session(TestDesk::ANNA).await, desk.session(TestDesk::LEAD).await);
        let filled = [
            ("subject", "Over nummer 111222333"),
            ("kind", "MUNICIPALITY"),
            ("organisation", "Gemeente Arnhem"),
            ("place", "Arnhem, Zeist"),
            ("name", "Cor Smits"),
            ("email", "cor@elders.example"),
            ("phone", ""),
        ];
        assert_eq!(get(&client, &path, Some(&anna)).await.status().as_u16(), 403);
        assert_eq!(send(&anna, &filled).await.0, 403, "an expert does not decide about mail of no question");
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        assert!(list.contains(&format!("href=\"{path}\"")), "{list}");
        let page = get(&client, &path, Some(&lead)).await.text().await.expect("a page");
        assert!(page.contains("value=\"Cor Smits\"") && page.contains("woonzorgvisie?"), "{page}");
        assert_eq!(sealed(&page, &path).len(), 1, "its token");
        let (status, page) =
            send(&lead, &[("subject", "Visie"), ("name", "Cor"), ("email", "cor"), ("place", "Zeist")]).await;
        assert_eq!(status, 422);
        for kept in ["value=\"Visie\"", "value=\"Cor\"", "value=\"cor\"", "value=\"Zeist\"", "#contact-email"] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        let (status, page) = send(&lead, &filled).await;
        assert!(status == 422 && page.contains("name=\"geen_bsn\""), "{status}: {page}");
        let (status, page) = send(&lead, &[filled.as_slice(), &[("geen_bsn", "ja")]].concat()).await;
        assert_eq!(status, 303, "{page}");
        let (status, _) = send(&lead, &[filled.as_slice(), &[("geen_bsn", "ja")]].concat()).await;
        assert_eq!(status, 409, "it is a question already");
        let found = store::incoming::find(&*desk.store, came.id).await.expect("readable").expect("it is there");
        let ticket =
            store::tickets::find(&*desk.store, found.ticket.expect("a question"), &store::Scope::Everything).await;
        let ticket = ticket.expect("readable").expect("it is there");
        assert_eq!((ticket.places().count(), ticket.subject.as_str()), (2, "Over nummer 111222333"));
        assert_eq!(said(&desk, ticket.reference).await.len(), 1);
    }
}
