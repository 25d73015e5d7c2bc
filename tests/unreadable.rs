//! Addresses with something behind their question mark that cannot be read: every page says which part, in the frame of who
//! reads it.

use crate::client::{SUBMIT, listening, question};
use testkit::{TestDesk, desks};

/// What a page may be asked, and what no page can read. The first is known to none.
const ASKED: [&str; 9] = [
    "kleur=rood",
    "blok=x",
    "voor=x",
    "eerder=x",
    "na=x",
    "na=1_2&na=3_4",
    "volgorde=te-laat&volgorde=open",
    "zoek=a&zoek=b",
    "%ff=%ff",
];

struct Answer {
    status: u16,
    text: String,
}

async fn answered(http: &reqwest::Client, address: &str, session: Option<&str>) -> Answer {
    let mut request = http.get(address);
    if let Some(session) = session {
        request = request.header("cookie", TestDesk::cookie(session));
    }
    let answer = request.send().await.expect("an answer");
    Answer { status: answer.status().as_u16(), text: answer.text().await.expect("text").replace("&#39;", "'") }
}

#[tokio::test]
async fn every_page_says_which_part_of_its_address_it_cannot_read() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
    let word = |name: &str| receipt[name].as_str().expect("a text").to_owned();
    let secret = word("trackingUrl").rsplit('/').next().expect("a secret").to_owned();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let (lead, administrator) = (desk.session(TestDesk::LEAD).await, desk.session(TestDesk::ADMINISTRATOR).await);
    let mut told = Vec::new();
    for (_, path) in web::routes().into_iter().filter(|(method, _)| *method == "GET") {
        let path = path
            .replace("{reference}", &word("reference"))
            .replace("{secret}", &secret)
            .replace("{id}", &TestDesk::ANNA.to_string())
            .replace("{name}", "loket.css");
        for query in ASKED {
            for session in [Some(&*lead), Some(&*administrator), None] {
                let Answer { status, text } =
                    answered(&http, &format!("{}{path}?{query}", client.address), session).await;
                assert!(status < 500, "{path}?{query}: {text}");
                if status != 400 {
                    continue;
                }
                assert!(text.contains("Dit adres konden wij niet lezen"), "{path}?{query}: {text}");
                let first = query.split('&').next().expect("a part");
                let name = first.split('=').next().expect("a name").replace("%ff", "\u{fffd}");
                assert!(text.contains(&format!("'{name}")), "{path}?{query} names nothing: {text}");
                assert_eq!(text.contains("Uitloggen"), session.is_some(), "{path}?{query}: in whose frame? {text}");
                told.push(format!("{path}?{query}"));
            }
        }
    }
    for page in ["/tekstblokken?blok=x", "/tekstblokken?kleur=rood", "/verdelen?na=x", "/bezetting?kleur=rood"] {
        assert!(told.iter().any(|told| told == page), "{page} is not among {told:?}");
    }
    let question = format!("/vragen/{}?eerder=x", word("reference"));
    assert!(told.contains(&question), "{question} is not among {told:?}");
    assert!(told.contains(&format!("/volg/{secret}?voor=x")), "{told:?}");
}
