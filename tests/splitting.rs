//! A part of a question becomes a question of its own: its asker follows both, each is promised for when it was, and figures
//! count it once.

use crate::client::listening;
use crate::words::Browser;
use app::{Caller, Closing, PartDraft, Receipt, Refusal, Reply};
use chrono::{Datelike, Duration};
use domain::{Actor, EventKind, LetterKind, MessageKind, Metric, Origin, Reference, TicketStatus};
use testkit::{TestDesk, desks, question_about};

const PART: PartDraft<'_> =
    PartDraft { subject: "Flexwoningen", body: "Hoe lang mogen flexwoningen van de gemeente blijven staan?" };

async fn ask(desk: &TestDesk, key: u128) -> Receipt {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("a receipt")
}

/// The question that was split off from this one.
async fn part_of(desk: &TestDesk, whole: Reference) -> Reference {
    let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), whole).await.expect("a view");
    view.siblings.last().expect("it was split").reference
}

async fn letters(desk: &TestDesk, reference: Reference) -> Vec<(LetterKind, String, String)> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("letters");
    all.into_iter().map(|(job, _)| (job.letter.kind, job.letter.to_email, job.letter.body)).collect()
}

async fn read(client: &crate::client::Client, url: &str) -> String {
    let secret = url.rsplit('/').next().expect("a secret");
    let page = reqwest::get(format!("{}/volg/{secret}", client.address)).await.expect("a page");
    page.text().await.expect("text")
}

#[tokio::test]
async fn a_part_gets_its_own_expert_reference_and_link_and_its_asker_one_letter() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let whole = ask(&desk, 1).await;
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let before = desk.app.read_ticket(&lead, whole.reference).await.expect("a ticket");
        desk.clock.advance(Duration::hours(2));
        let after = desk.app.split_ticket(&anna, whole.reference, PART).await.expect("split");
        assert_eq!((after.standing, after.promises), (before.standing, before.promises.clone()), "it goes on");
        let part = part_of(&desk, whole.reference).await;
        let ticket = desk.app.read_ticket(&lead, part).await.expect("a ticket");
        assert_eq!(ticket.assignee, Some(TestDesk::BRAM), "who knows this theme");
        assert_eq!((ticket.organisation, &ticket.contact), (before.organisation, &before.contact));
        for metric in [Metric::FirstResponse, Metric::Answer] {
            assert_eq!(ticket.promises.of(metric).due_at, before.promises.of(metric).due_at, "as it was promised");
        }
        let told = letters(&desk, part).await;
        let to_asker: Vec<_> = told.iter().filter(|(_, to, _)| to == "ans@arnhem.example").collect();
        assert_eq!(to_asker.len(), 1, "{told:?}");
        assert!(to_asker[0].2.contains(&format!("In uw vraag {} stonden twee vragen.", whole.reference)), "{told:?}");
        assert!(told.iter().any(|(kind, to, _)| *kind == LetterKind::Assignment && to == "bram@desk.example"));

        // Askers and people of the desk go from one to the other.
        let seen = read(&client, &whole.tracking_url).await;
        assert!(seen.contains(&format!(">{part}</a>")) && seen.contains("Flexwoningen"), "{seen}");
        let own = desk.app.follow_ticket(whole.tracking_url.rsplit('/').next().expect("a secret")).await;
        let (view, _) = own.expect("the asker's view");
        let seen = read(&client, view.siblings[0].follow.as_deref().expect("a link")).await;
        assert!(seen.contains("Hoe lang mogen flexwoningen") && seen.contains(&whole.reference.to_string()), "{seen}");
        let page = Browser::of(&desk, &client, TestDesk::LEAD).await.get(&format!("/vragen/{part}")).await.1;
        assert!(page.contains(&format!("href=\"/vragen/{}\"", whole.reference)), "{page}");
        // Anna may not know of the part, and Bram not of the whole: no name of it stands on their pages.
        for (person, own, other) in
            [(&anna, whole.reference, part), (&desk.staff(TestDesk::BRAM), part, whole.reference)]
        {
            let view = desk.app.view_ticket(person, own).await.expect("a view");
            assert!(view.siblings.iter().all(|sibling| sibling.reference != other), "{:?}", view.siblings);
        }
        for (reference, kind) in [(whole.reference, EventKind::SplitOff), (part, EventKind::SplitFrom)] {
            let view = desk.app.view_ticket(&lead, reference).await.expect("a view");
            assert_eq!(view.events.iter().filter(|event| event.kind() == Some(kind)).count(), 1);
            assert_eq!(view.messages.iter().filter(|said| said.kind == MessageKind::Question).count(), 1);
        }

        // A link that was replaced is found by way of no other question.
        desk.app.renew_link(&lead, whole.reference, app::Sending::InPerson).await.expect("renewed");
        let secret = view.siblings[0].follow.as_deref().and_then(|url| url.rsplit('/').next()).expect("a link");
        let (view, _) = desk.app.follow_ticket(secret).await.expect("the part");
        assert_eq!(view.siblings[0].follow, None);
    }
}

#[tokio::test]
async fn a_promise_that_has_passed_begins_anew_for_the_part_and_each_counts_once() {
    for desk in desks().await {
        let whole = ask(&desk, 1).await;
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        desk.app.reply_to_ticket(&anna, whole.reference, "Wij zoeken het uit.", Reply::Interim).await.expect("told");
        desk.clock.advance(Duration::days(7));
        desk.app.split_ticket(&anna, whole.reference, PART).await.expect("split");
        let part = desk.app.read_ticket(&lead, part_of(&desk, whole.reference).await).await.expect("a ticket");
        let before = desk.app.read_ticket(&lead, whole.reference).await.expect("a ticket");
        assert!(part.promises.first_response.due_at > desk.app.now(), "none begins broken");
        assert_eq!(part.promises.answer.due_at, before.promises.answer.due_at);
        assert_eq!(part.received_at.day(), 1, "it came in today");
        let filter = store::TicketFilter::default();
        let open = store::counts::open_now(&*desk.store, &filter, domain::Split::None).await.expect("counted");
        assert_eq!(open.iter().map(|(_, number)| number).sum::<i64>(), 2, "{open:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_part_is_said_and_nothing_is_stored_and_sending_it_twice_makes_one() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let whole = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let refused = desk.app.split_ticket(&anna, whole.reference, PartDraft { subject: " ", body: "" }).await;
        assert!(matches!(&refused, Err(Refusal::Complaints(all)) if all.0.len() == 2), "{refused:?}");
        let refused = desk.app.split_ticket(&desk.staff(TestDesk::CARLA), whole.reference, PART).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        let browser = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let path = format!("/vragen/{}/splitsen", whole.reference);
        let key = uuid::Uuid::from_u128(7).to_string();
        let fields = [("key", key.as_str()), ("subject", PART.subject), ("body", PART.body)];
        let revision = desk.app.read_ticket(&anna, whole.reference).await.expect("a ticket").revision.to_string();
        let fields: Vec<_> = fields.into_iter().chain([("revision", revision.as_str())]).collect();
        for _ in 0..2 {
            assert_eq!(browser.post(&path, &fields).await.0, 303);
        }
        let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), whole.reference).await.expect("a view");
        assert_eq!(view.siblings.len(), 1);
        desk.app.close_ticket(&anna, whole.reference, Closing::default()).await.expect("closed");
        let refused = desk.app.split_ticket(&anna, whole.reference, PART).await;
        assert!(matches!(refused, Err(Refusal::Conflict(_))), "{refused:?}");
        let part = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), view.siblings[0].reference).await;
        assert!(part.expect("a ticket").status() != TicketStatus::Closed, "it goes on by itself");
    }
}
