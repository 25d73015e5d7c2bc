//! Answers with structure (Markdown): shown safely wherever messages stand, readable in letters, and seen before they are
//! sent.

use crate::client::{SUBMIT, listening, question};
use crate::tab::{Tab, held};
use app::Reply;
use domain::Reference;
use serde_json::json;
use testkit::{TestDesk, desks};

const TYPED: &str =
    "Beste Ans,\n\n- **een**\n- twee\n\n> citaat\n\n[De gids](https://gids.example/a) <img src=x onerror=y>";
const SHOWN: [&str; 5] = [
    "<li><strong>een</strong></li>",
    "<blockquote>",
    "<a href=\"https://gids.example/a\" rel=\"nofollow noopener\">De gids</a>",
    "&lt;img src=x onerror=y&gt;",
    "class=\"loket-rich\"",
];

fn assert_shown(page: &str, where_it_stands: &str) {
    for part in SHOWN {
        assert!(page.contains(part), "{where_it_stands}: {part} is not in {page}");
    }
    assert!(!page.contains("<img"), "{where_it_stands}: {page}");
}

#[tokio::test]
async fn an_answer_is_shown_with_its_structure_to_everybody_who_reads_it_and_is_kept_as_it_was_typed() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let mut asked = question(1);
        asked["input"]["body"] = json!("1. **Niet** vet, zie www.arnhem.example.\n<b>Groet</b>");
        let receipt = client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"].clone();
        let reference: Reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("one");
        let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
        desk.app.reply_to_ticket(&desk.staff(TestDesk::ANNA), reference, TYPED, Reply::Answer).await.expect("answered");

        let follow = reqwest::get(format!("{}/volg/{secret}", client.address)).await.expect("an answer");
        let follow = follow.text().await.expect("text");
        let own = Tab::of(&desk, &client, TestDesk::ANNA).await.page(reference).await;
        let other = Tab::of(&desk, &client, TestDesk::BRAM).await.page(reference).await;
        for (page, reader) in [(&follow, "the asker"), (&own, "who answered"), (&other, "a colleague")] {
            assert_shown(page, reader);
            let plain = "1. **Niet** vet, zie <a href=\"https://www.arnhem.example\" rel=\"nofollow noopener\">\
                         www.arnhem.example</a>.\n&lt;b&gt;Groet";
            assert!(page.contains(plain), "{reader}: {page}");
        }

        let letters = desk.app.lease_letters(10).await.expect("letters");
        let answer = letters.iter().find(|job| job.letter.body.contains("citaat")).expect("a letter");
        assert!(
            answer.letter.body.contains("- **een**\n- twee\n\n> citaat\n\nDe gids (https://gids.example/a)"),
            "{}",
            answer.letter.body
        );
        let token = desk.token(TestDesk::ANNA).await;
        let api = "query($r: String!) { ticket(reference: $r) { messages { nodes { body } } } }";
        let told = client.ask(Some(&token), api, json!({ "r": reference })).await;
        assert_eq!(told["ticket"]["messages"]["nodes"][1]["body"], TYPED);
    }
}

#[tokio::test]
async fn an_answer_is_seen_before_it_is_sent_and_nothing_comes_of_looking() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference: Reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("one");
        let anna = Tab::of(&desk, &client, TestDesk::ANNA).await;
        let page = anna.page(reference).await;

        let (status, shown) = anna.send(reference, "antwoord", &page, &[("how", "voorbeeld"), ("body", TYPED)]).await;
        assert_eq!(status, 200);
        assert_shown(&shown, "the example");
        assert!(held(&shown, "antwoord-body").contains("**een**"), "{shown}");
        let fields = [("how", "voorbeeld"), ("body", "*Hallo*")];
        let (status, words) = anna.send_as("application/json", reference, "antwoord", &page, &fields).await;
        assert_eq!((status, words.as_str()), (200, r#"{"html":"<p><em>Hallo</em></p>\n"}"#));
        for (typed, why) in [(" \n", "Schrijf eerst een bericht."), (&*"x".repeat(20_001), "hoogstens 20.000 tekens")] {
            let (status, shown) =
                anna.send(reference, "antwoord", &page, &[("how", "voorbeeld"), ("body", typed)]).await;
            assert_eq!(status, 422, "{why}");
            assert!(shown.contains(why), "{shown}");
        }

        let view = desk.app.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("the question");
        assert_eq!((view.messages.len(), view.drafts.len()), (1, 0), "nothing was sent or kept");
        // Whoever is not signed in sees nothing made of what they send.
        let stranger =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let asked = stranger.post(format!("{}/vragen/{reference}/antwoord", client.address)).form(&fields).send().await;
        let answer = asked.expect("an answer");
        assert!(!answer.text().await.expect("text").contains("<em>"));
    }
}

#[tokio::test]
async fn of_two_answers_both_are_shown_with_their_structure() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference: Reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("one");
        let lead = Tab::of(&desk, &client, TestDesk::LEAD).await;
        let page = lead.page(reference).await;
        desk.app.reply_to_ticket(&desk.staff(TestDesk::ANNA), reference, TYPED, Reply::Answer).await.expect("answered");
        let (status, clash) = lead.send(reference, "antwoord", &page, &[("body", "1. *Anders*")]).await;
        assert_eq!(status, 409);
        let (_, clash) = clash.split_once("class=\"loket-beside\"").expect("both texts");
        let (beside, _) = clash.split_once("class=\"loket-columns\"").expect("the rest");
        assert_shown(beside, "theirs");
        assert!(beside.contains("<li><em>Anders</em></li>"), "ours: {beside}");
    }
}
