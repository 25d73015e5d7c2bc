//! The frame around every page: what somebody just did is said once, and whoever is signed in stays so on a page that is
//! not there.

use crate::client::{listening, without_tokens};
use crate::kept::{Tab, question, token_on};
use reqwest::StatusCode;
use testkit::{TestDesk, desks, question_about};

/// What a page says was done, if anything.
fn said(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("id=\"gedaan\" role=\"status\"")?;
    let (_, rest) = rest.split_once("utrecht-paragraph\">")?;
    rest.split_once('<').map(|(words, _)| words)
}

async fn signed_in(desk: &TestDesk, person: domain::PersonId) -> Tab {
    let mut tab = Tab::at(&listening(desk).await.address);
    tab.become_(desk, person).await;
    tab
}

#[tokio::test]
async fn every_act_on_a_question_is_said_once_on_the_page_that_follows() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let page = format!("/vragen/{reference}");
        let mut tab = signed_in(&desk, TestDesk::LEAD).await;
        for (form, typed, words) in [
            ("notitie", vec![("body", "Een notitie.")], "Uw notitie"),
            ("antwoord", vec![("body", "Welk jaar?"), ("how", "wedervraag")], "Uw wedervraag"),
            ("antwoord", vec![("body", "Zo zit het."), ("how", "antwoord")], "Uw antwoord"),
            ("link", vec![("how", "trek-in")], "De oude link"),
        ] {
            let open = tab.get(&page).await.text;
            let token = token_on(&open);
            let fields: Vec<(&str, &str)> = [("token", token.as_str())].into_iter().chain(typed).collect();
            let answer = tab.post(&format!("{page}/{form}"), &fields).await;
            assert_eq!((answer.status, answer.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()), "{}", answer.text);
            // Another page in between does not take it away.
            assert_eq!(said(&tab.get("/werkbak").await.text), None);
            let next = tab.get(&page).await.text;
            assert!(said(&next).is_some_and(|said| said.starts_with(words)), "{form}: {next}");
            assert_eq!(said(&tab.get(&page).await.text), None, "{form} is said twice");
        }
        // What was refused is not said to be done.
        let token = token_on(&tab.get(&page).await.text);
        let refused = tab.post(&format!("{page}/notitie"), &[("token", &token), ("body", "")]).await;
        assert_eq!((refused.status, said(&refused.text)), (StatusCode::UNPROCESSABLE_ENTITY, None));
        assert_eq!(said(&tab.get(&page).await.text), None);
        let bye = tab.post("/uitloggen", &[("token", &token)]).await;
        assert_eq!(said(&tab.get(&bye.to).await.text), Some("U bent uitgelogd."));
    }
}

#[tokio::test]
async fn a_question_that_leaves_ones_hands_is_named_in_the_inbox() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let mut tab = signed_in(&desk, TestDesk::LEAD).await;
        let token = token_on(&tab.get(&format!("/vragen/{reference}")).await.text);
        let bram = TestDesk::BRAM.to_string();
        let fields = [("token", token.as_str()), ("expert", &bram), ("reason", "Verkeerd onderwerp")];
        let answer = tab.post(&format!("/vragen/{reference}/toewijzen"), &fields).await;
        assert_eq!(answer.to, "/werkbak", "{}", answer.text);
        let inbox = tab.get("/werkbak").await.text;
        assert!(said(&inbox).is_some_and(|words| words.contains(&format!("vraag {reference}"))), "{inbox}");
    }
}

#[tokio::test]
async fn an_asker_reads_that_the_message_was_sent() {
    let desk = desks().await.remove(0);
    let caller = app::Caller::new(domain::Actor::Anonymous, domain::Origin::Web);
    let receipt = desk.app.submit_question(&caller, question_about(1, "woonzorgvisie")).await.expect("a question");
    let path = receipt.tracking_url[receipt.tracking_url.find("/volg/").expect("a link")..].to_owned();
    let mut tab = Tab::at(&listening(&desk).await.address);
    let answer = tab.post(&path, &[("body", "Het gaat om veertig woningen.")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(
        said(&tab.get(&answer.to).await.text),
        Some("Uw bericht is verstuurd. U ziet het onderaan bij de berichten.")
    );
    assert_eq!(said(&tab.get(&path).await.text), None);
}

#[tokio::test]
async fn a_page_that_is_not_there_keeps_the_frame_and_says_the_same_of_what_is_hidden() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let mut tab = signed_in(&desk, TestDesk::ANNA).await;
        let mut texts = Vec::new();
        for path in ["/vragen/EHA-2026-999999-X".to_owned(), "/bestaat-niet".to_owned(), "/deskundigen/7".to_owned()] {
            let answer = tab.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(answer.text.contains("Uitloggen") && answer.text.contains("href=\"/werkbak\""), "{path}");
            texts.push(without_tokens(&answer.text));
        }
        texts.dedup();
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert!(texts[0].contains("niet (meer) mag"), "{}", texts[0]);
        // A page of others keeps it too, and gives back what was typed.
        let refused = tab.get("/logboek").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.text.contains("Dit mag u niet") && refused.text.contains("Uitloggen"), "{}", refused.text);
        let token = token_on(&refused.text);
        let typed = [("token", token.as_str()), ("body", "Mijn lange antwoord.")];
        let gone = tab.post("/vragen/EHA-2026-999999-X/antwoord", &typed).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(gone.text.contains("Mijn lange antwoord.") && gone.text.contains("Uitloggen"), "{}", gone.text);
        // An address that something is sent to is no page, and says so.
        let no_page = tab.get("/uitloggen").await;
        assert_eq!(no_page.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(
            no_page.text.contains("Dit adres is geen pagina") && no_page.text.contains("Uitloggen"),
            "{}",
            no_page.text
        );
        // Without a session there is no frame of staff, and nothing that says that one is signed in.
        let mut nobody = Tab::at(&listening(&desk).await.address);
        let answer = nobody.get("/bestaat-niet").await;
        assert!(!answer.text.contains("Uitloggen") && answer.text.contains("Inloggen"), "{}", answer.text);
        let ended = nobody.get(&format!("/concept/{}", "A".repeat(43))).await;
        assert_eq!(ended.status, StatusCode::NOT_FOUND);
        assert!(ended.text.contains("Dit concept is er niet meer"), "{}", ended.text);
        for path in ["/logboek".to_owned(), "/mensen".to_owned(), format!("/vragen/{reference}")] {
            let answer = nobody.get(&path).await;
            assert_eq!((answer.status, answer.to.as_str()), (StatusCode::SEE_OTHER, "/inloggen"), "{path}");
        }
    }
}
