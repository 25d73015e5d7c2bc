//! Searching what colleagues answered: found by what may be read of it, and by nothing else.

use crate::client::listening;
use app::{AnsweredLine, Caller, Order, Paging, Reading, Refusal, Reply, TicketSearch, Turn};
use domain::{Actor, Origin, PersonId, Reference};
use testkit::{TestDesk, desks, question_about};

const BODY: &str = "Welke onderdelen horen er in een woonzorgvisie?\nBel mij op 026 377 12 34, of mail \
                    ans@arnhem.example.\nMijn collega is te bereiken op piet.jansen@elders.example.\n\nGroet,\nAns Vermeer";

async fn ask(desk: &TestDesk, number: u128) -> Reference {
    let mut draft = question_about(number, "woonzorgvisie");
    draft.body = BODY.to_owned();
    draft.contact.phone = Some("026 377 12 34".to_owned());
    let asked = desk.app.submit_question(&Caller::new(Actor::Anonymous, Origin::Web), draft).await.expect("taken");
    asked.reference
}

async fn finds(desk: &TestDesk, person: PersonId, text: &str) -> Vec<AnsweredLine> {
    let search = TicketSearch { text: Some(text.to_owned()), ..TicketSearch::default() };
    let mut all = Vec::new();
    for order in [Order::Best, Order::Newest, Order::Oldest, Order::Urgent] {
        let paging = Paging { order, turn: Turn::First, rows: 25 };
        let page = desk.app.find_answered(&desk.staff(person), &search, &paging).await.expect("a page");
        all.push(page.items.into_iter().map(|(_, line)| line).collect::<Vec<_>>());
    }
    assert!(all.windows(2).all(|pair| pair[0].len() == pair[1].len()), "{text}: {all:?}");
    all.remove(0)
}

#[tokio::test]
async fn an_answer_of_a_colleague_is_found_by_what_may_be_read_of_it_and_by_nothing_else() {
    for mut desk in desks().await {
        println!("on {}", desk.store.name());
        let (anna, bram) = (desk.staff(TestDesk::ANNA), TestDesk::BRAM);
        let (answered, open) = (ask(&desk, 1).await, ask(&desk, 2).await);
        desk.app.add_note(&anna, answered, "Zij belde over zwaluwstaarten.").await.expect("a note");
        let answer = "Beste Ans,\n\nIn hoofdstuk drie staat de wijkverpleging.";
        desk.app.reply_to_ticket(&anna, answered, answer, Reply::Answer).await.expect("answered");
        desk.app.index_texts().await.expect("findable");
        for text in [
            "hoofdstuk",
            "wijkverpleging",
            "verpleging",
            "onderdelen woonzorgvisie",
            "gemeente arnhem",
            "Anna",
            "\"hoofdstuk drie\"",
        ] {
            let found = finds(&desk, bram, text).await;
            assert_eq!(found.iter().map(|line| line.reference).collect::<Vec<_>>(), [answered], "{text}");
            let shown = format!("{found:?}");
            for hidden in ["Vermeer", "ans@arnhem", "377", "Ans,", "piet.jansen", "zwaluw"] {
                assert!(!shown.contains(hidden), "{hidden}: {shown}");
            }
            assert!(!found[0].is_known, "he knows of it in no other way");
        }
        for text in [
            "Vermeer",
            "vermee",
            "ans@arnhem.example",
            "377",
            "piet",
            "jansen",
            "zwaluwstaarten",
            "\"Ans Vermeer\"",
            "hoofdstuk vermeer",
        ] {
            assert_eq!(finds(&desk, bram, text).await, [], "{text}");
        }
        assert!(finds(&desk, TestDesk::CARLA, "hoofdstuk").await[0].is_known, "she works on the theme");
        assert_eq!(finds(&desk, TestDesk::LEAD, "hoofdstuk").await.len(), 1);
        assert_eq!(finds(&desk, TestDesk::LEAD, "vermeer").await, [], "by who asked, leads look in the inbox");
        let meant = async |reference: Reference| {
            let caller = desk.staff(bram);
            desk.app
                .find_by_reference(&caller, &reference.to_string())
                .await
                .expect("it reads")
                .map(|meant| meant.reference())
        };
        assert_eq!((meant(answered).await, meant(open).await), (Some(answered), None));

        let organisation = desk.app.read_ticket(&anna, answered).await.expect("a ticket").organisation;
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::add(&tx, bram, organisation, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("stored");
        assert_eq!(finds(&desk, bram, "hoofdstuk").await, [], "a conflict of interest");
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::remove(&tx, bram, organisation).await.expect("withdrawn");
        tx.commit().await.expect("stored");
        desk.app.reopen_ticket(&anna, answered, "Er is nieuws.").await.expect("open again");
        assert_eq!(finds(&desk, bram, "hoofdstuk").await, [], "open again");
        desk.app.reply_to_ticket(&anna, answered, "En nu zo.", Reply::Answer).await.expect("answered");
        assert_eq!(finds(&desk, bram, "hoofdstuk").await.len(), 1);

        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let paging = Paging { order: Order::Best, turn: Turn::First, rows: 25 };
        let refused = desk.app.find_answered(&nobody, &TicketSearch::default(), &paging).await;
        assert!(matches!(refused, Err(Refusal::Unauthenticated)), "{refused:?}");
        desk.reopen(|settings| settings.reading = Reading::OwnThemes).await;
        assert_eq!(finds(&desk, bram, "hoofdstuk").await, [], "the programme says so");
        assert!(!desk.app.reads_answered(&desk.staff(bram)));
    }
}

#[tokio::test]
async fn a_search_of_the_inbox_shows_what_colleagues_answered_below_what_it_finds() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let answered = ask(&desk, 1).await;
    let anna = desk.staff(TestDesk::ANNA);
    desk.app.reply_to_ticket(&anna, answered, "In hoofdstuk drie staat het.", Reply::Answer).await.expect("answered");
    desk.app.index_texts().await.expect("findable");
    let page = async |person: PersonId, path: &str| {
        let cookie = TestDesk::cookie(&desk.session(person).await);
        let asked =
            reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", cookie).send().await;
        let answer = asked.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    let (_, shown) = page(TestDesk::BRAM, "/werkbak?zoek=hoofdstuk").await;
    assert!(shown.contains("Beantwoord door collega's") && shown.contains("/beantwoord?zoek=hoofdstuk"), "{shown}");
    assert!(shown.contains(&format!("/vragen/{answered}")) && !shown.contains("Vermeer"), "{shown}");
    let (_, shown) = page(TestDesk::CARLA, "/werkbak?zoek=hoofdstuk").await;
    assert!(!shown.contains("Beantwoord door collega's"), "it stands in her list: {shown}");
    for (asked, there) in
        [("?zoek=hoofdstuk", true), ("?thema=woonzorgvisie", true), ("", true), ("?zoek=vermeer", false)]
    {
        let (status, shown) = page(TestDesk::BRAM, &format!("/beantwoord{asked}")).await;
        assert_eq!((status, shown.contains(&format!("/vragen/{answered}"))), (200, there), "{asked}: {shown}");
    }
    let (status, shown) = page(TestDesk::BRAM, "/beantwoord?kleur=rood&thema=niets").await;
    assert!(status == 422 && shown.contains("kleur") && shown.contains("thema"), "{status}: {shown}");
}
