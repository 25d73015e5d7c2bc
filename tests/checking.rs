//! What an asker sees before a question is sent: everything of it, nothing stored, and nothing of it lost on the way there,
//! back to the form, or when it is sent twice.

use crate::attachments::parcel::{PDF, Parcel, desks_with_files, links};
use crate::client::{Client, listening};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use testkit::{TestDesk, desks};

type Fields = Vec<(String, String)>;

const BODY: &str = "Eerste regel met \"tekens\" & <b>\r\n\r\nWelke onderdelen horen er in een woonzorgvisie?";

fn fields(more: &[(&str, &str)]) -> Fields {
    let mut all = vec![
        ("key", "018f0000-0000-7000-8000-00000000cafe"),
        ("kind", "MUNICIPALITY"),
        ("organisation", "Arnhem"),
        ("places", "Arnhem, Regio Foodvalley (Woondealregio)"),
        ("subject", "Onze woonzorgvisie"),
        ("body", BODY),
        ("groups", "ouderen"),
        ("themes", "woonzorgvisie"),
        ("name", "Ans Vermeer"),
        ("email", "ans@arnhem.example"),
        ("phone", "026-1234567"),
    ];
    for (name, value) in more {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = value,
            None => all.push((name, value)),
        }
    }
    all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn post(client: &Client, fields: &Fields) -> Response {
    let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    http.post(format!("{}/", client.address)).form(fields).send().await.expect("an answer")
}

async fn page(client: &Client, fields: &Fields, status: StatusCode) -> String {
    let answer = post(client, fields).await;
    let answered = answer.status();
    let text = answer.text().await.expect("text");
    assert_eq!(answered, status, "{text}");
    text
}

async fn sent(client: &Client, fields: &Fields) -> String {
    let answer = post(client, fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers().get("location").and_then(|to| to.to_str().ok()).expect("a place").to_owned()
}

/// As a browser reads an attribute.
fn read(value: &str) -> String {
    let entities = [("&#34;", "\""), ("&#38;", "&"), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&quot;", "\"")];
    entities.iter().fold(value.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

/// What the page sends by this button, unseen fields and all.
fn by_button(page: &str, how: &str) -> Fields {
    let form = page.split("<form class=\"loket-form\"").nth(1).and_then(|form| form.split("</form>").next());
    let form = form.expect("a form");
    assert!(form.contains(&format!("name=\"how\" value=\"{how}\"")), "{form}");
    let attribute = |tag: &str, name: &str| {
        tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next()).map(read).unwrap_or_default()
    };
    let hidden = form.split("<input type=\"hidden\"").skip(1);
    let mut fields: Fields = hidden.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect();
    fields.push(("how".to_owned(), how.to_owned()));
    fields
}

async fn questions(desk: &TestDesk) -> usize {
    let search = app::TicketSearch::default();
    desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &search, 10, None).await.expect("a list").items.len()
}

#[tokio::test]
async fn everything_that_will_be_sent_is_shown_and_nothing_is_stored_before_it_is_sent_once() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let shown = page(&client, &fields(&[("how", "controleren")]), StatusCode::OK).await;
        for part in [
            "Gemeente",
            "Gemeente Arnhem, Regio Foodvalley (Woondealregio)",
            "Onze woonzorgvisie",
            "&lt;b&gt;",
            "Ouderen",
            "Ans Vermeer",
            "ans@arnhem.example",
            "026-1234567",
            "Er is nog niets verstuurd",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert_eq!(questions(&desk).await, 0);
        let all = by_button(&shown, "versturen");
        let (first, again) = (sent(&client, &all).await, sent(&client, &all).await);
        assert_eq!(first, again, "one form, one question");
        assert_eq!(questions(&desk).await, 1);
        // As the form alone sends it: what was seen is what was sent.
        assert_eq!(sent(&client, &fields(&[])).await, first);
    }
}

#[tokio::test]
async fn whoever_changes_something_finds_everything_they_typed_in_the_form() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let shown = page(&client, &fields(&[("how", "controleren")]), StatusCode::OK).await;
        let form = page(&client, &by_button(&shown, "wijzigen"), StatusCode::OK).await;
        for part in [
            "name=\"key\" value=\"018f0000-0000-7000-8000-00000000cafe\"",
            "value=\"MUNICIPALITY\" checked",
            "value=\"ouderen\" checked",
            "value=\"woonzorgvisie\" checked",
            "value=\"Ans Vermeer\"",
            "value=\"026-1234567\"",
            "horen er in een woonzorgvisie?</textarea>",
            "value=\"Gemeente Arnhem, Regio Foodvalley (Woondealregio)\"",
        ] {
            assert!(form.contains(part), "{part}: {form}");
        }
        assert!(!form.contains("id=\"fouten\""), "nothing is wrong");
        assert_eq!(questions(&desk).await, 0);
    }
}

#[tokio::test]
async fn what_is_wrong_brings_the_form_back_and_what_is_asked_is_asked_on_the_page_that_shows_it() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let wrong = fields(&[("how", "controleren"), ("subject", ""), ("email", "ans")]);
        let form = page(&client, &wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(form.contains("Vul een onderwerp in.") && form.contains("2 fouten"), "{form}");
        let asks = fields(&[("how", "controleren"), ("body", "Bel de heer Jansen op 06 12 34 56 78.")]);
        let shown = page(&client, &asks, StatusCode::OK).await;
        assert!(shown.contains("een telefoonnummer (&#39;06 12 34 56 78&#39;)"), "{shown}");
        // Sent without an answer: asked again, and still nothing is stored.
        let again = page(&client, &by_button(&shown, "versturen"), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(again.contains("Zeg van wie de gegevens zijn") && again.contains("id=\"nakijken\""), "{again}");
        assert_eq!(questions(&desk).await, 0);
        let mut answered = by_button(&again, "versturen");
        answered.push(("own_data".to_owned(), "ja".to_owned()));
        sent(&client, &answered).await;
        assert_eq!(questions(&desk).await, 1);
        // A citizen number is refused wherever it is sent to.
        let number = fields(&[("how", "controleren"), ("body", "Haar BSN is 111222333."), ("own_data", "ja")]);
        let form = page(&client, &number, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(form.contains("burgerservicenummer"), "{form}");
    }
}

#[tokio::test]
async fn a_place_that_the_desk_proposes_is_seen_on_the_page_before_it_is_sent() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let empty = [("kind", "HOUSING_CORPORATION"), ("organisation", "Woongoed Zeist"), ("places", "")];
        let asked = fields(&[&empty[..], &[("how", "controleren")]].concat());
        let shown = page(&client, &asked, StatusCode::OK).await;
        assert!(shown.contains("Gemeente Zeist") && shown.contains("Dit is ons voorstel."), "{shown}");
        sent(&client, &by_button(&shown, "versturen")).await;
        // Whoever sends without seeing it is asked.
        let unseen = fields(&[&empty[..], &[("key", "")]].concat());
        page(&client, &unseen, StatusCode::UNPROCESSABLE_ENTITY).await;
        let nowhere = fields(&[&empty[..], &[("organisation", "Portaal"), ("how", "controleren")]].concat());
        let form = page(&client, &nowhere, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(form.contains("Vul in over welke gemeente of regio"), "{form}");
    }
}

#[tokio::test]
async fn a_word_that_stands_on_no_button_sends_nothing() {
    for desk in desks().await {
        let client = listening(&desk).await;
        for how in ["verstuur", "ja", "\u{202e}", " versturen"] {
            let shown = page(&client, &fields(&[("how", how)]), StatusCode::OK).await;
            assert!(shown.contains("Er is nog niets verstuurd"), "{how}");
        }
        assert_eq!(questions(&desk).await, 0);
    }
}

#[tokio::test]
async fn files_that_were_taken_in_come_along_from_the_page_that_shows_them() {
    for (desk, _folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let asked = fields(&[("how", "controleren")]);
        let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let parcel = Parcel::of(&asked).file("plan.pdf", PDF);
        let answer = parcel.send(&format!("{}/", client.address), None).await;
        let shown = answer.text().await.expect("text");
        assert!(shown.contains("Bijlage: <bdi>plan.pdf</bdi>"), "{shown}");
        let follow = sent(&client, &by_button(&shown, "versturen")).await;
        let page = reqwest::get(format!("{}{follow}", client.address)).await.expect("an answer").text().await;
        assert_eq!(links(&page.expect("text")).len(), 1, "with its file");
    }
}
