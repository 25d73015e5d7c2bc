//! What an asker meets.

use crate::desk::{Desk, hidden, question, with};
use axum::http::{StatusCode, header};

#[tokio::test]
async fn a_question_leads_to_a_receipt_with_its_reference_and_both_days() {
    let desk = Desk::usual().await;
    let sent = desk.post("/", "", &question()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(sent.location.starts_with("/volg/") && sent.location.ends_with("?ontvangen=1"));
    let shown = desk.get(&sent.location, "").await;
    assert!(shown.text.contains("EHA-2026-"));
    assert!(shown.text.contains("uiterlijk donderdag 26 november"), "{}", shown.text);
    assert!(shown.text.contains("uiterlijk dinsdag 8 december"));
}

#[tokio::test]
async fn sending_the_form_twice_makes_one_ticket_and_other_words_make_another() {
    let desk = Desk::usual().await;
    let first = desk.post("/", "", &question()).await;
    assert_eq!(desk.post("/", "", &question()).await.location, first.location);
    let other = desk.post("/", "", &with(question(), "subject", "Iets heel anders")).await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
    assert_ne!(other.location, first.location);
}

#[tokio::test]
async fn an_empty_form_complains_about_every_field_with_a_link_to_it() {
    let desk = Desk::usual().await;
    let shown = desk.post("/", "", &[("key", "")]).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = shown.text.split("loket-error-summary__list").nth(1).and_then(|rest| rest.split("</ul>").next());
    let links: Vec<&str> =
        summary.unwrap().split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(
        links,
        ["subject", "body", "organisation-name", "organisation-kind", "contact-name", "contact-email"],
        "one complaint for each field"
    );
    for id in links {
        assert!(shown.text.contains(&format!(" id=\"{id}\"")), "nothing has the id {id}");
        assert!(shown.text.contains(&format!("id=\"{id}-fout\"")), "no complaint stands at {id}");
        assert!(
            shown.text.contains(&format!("aria-describedby=\"{id}-fout")),
            "{id} is not described by its complaint"
        );
    }
    assert!(shown.text.contains("<title>Fout: "));
}

#[tokio::test]
async fn what_was_typed_is_kept_and_never_becomes_markup() {
    let desk = Desk::usual().await;
    let hostile = "</textarea><script>alert(1)</script>\"'&";
    let fields = with(with(with(question(), "contact.email", "nee"), "body", hostile), "subject", hostile);
    let shown = desk.post("/", "", &fields).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!shown.text.contains("<script>alert"));
    assert!(shown.text.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    assert!(shown.text.contains("value=\"Sanne de Wit\""));

    let sent = desk.post("/", "", &with(with(question(), "subject", hostile), "body", hostile)).await;
    assert!(!desk.get(&sent.location, "").await.text.contains("<script>alert"));
}

#[tokio::test]
async fn a_name_that_means_two_municipalities_is_settled_by_a_choice() {
    let desk = Desk::usual().await;
    let shown = desk.post("/", "", &with(question(), "organisation.name", "Bergen")).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.text.contains("Bedoelt u een van deze?") && shown.text.contains("value=\"GM0373\""));
    let chosen = with(with(question(), "organisation.name", "Bergen"), "organisation.choice", "GM0373");
    assert_eq!(desk.post("/", "", &chosen).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_place_chosen_for_another_name_does_not_count() {
    let desk = Desk::usual().await;
    let mut fields = with(question(), "organisation.name", "Zeist");
    fields.extend([("organisation.place", "GM0344"), ("organisation.place-for", "MUNICIPALITY|Gemeente Utrecht")]);
    let sent = desk.post("/", "", &fields).await;
    let secret = sent.location.strip_prefix("/volg/").and_then(|rest| rest.split('?').next()).unwrap();
    let (view, _) = desk.app.follow_ticket(secret).await.unwrap();
    assert_eq!(view.ticket.place, domain::Place::Municipality(domain::MunicipalityCode("GM0355".to_owned())));
}

#[tokio::test]
async fn personal_data_in_the_text_is_asked_about_before_anything_is_stored() {
    let desk = Desk::usual().await;
    let fields = with(question(), "body", "Bel mevrouw Jansen op 06 12 34 56 78.");
    let shown = desk.post("/", "", &fields).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.text.contains("een telefoonnummer") && shown.text.contains("id=\"privacy\""));
    assert_eq!(desk.post("/", "", &with(fields, "privacy", "ja")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_program_that_fills_in_the_hidden_field_is_refused() {
    let desk = Desk::usual().await;
    let shown = desk.post("/", "", &with(question(), "website", "https://spam.example")).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn too_many_questions_are_refused_with_everything_kept_and_mistakes_do_not_count() {
    let desk = Desk::open("http://127.0.0.1:8080", 1).await;
    for _ in 0..3 {
        assert_eq!(desk.post("/", "", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(desk.post("/", "", &question()).await.status, StatusCode::SEE_OTHER);
    let refused = desk.post("/", "", &with(question(), "key", "00000000-0000-4000-8000-000000000002")).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers.get(header::RETRY_AFTER).unwrap(), "90");
    assert!(refused.text.contains("Wacht 2 minuten") && refused.text.contains("value=\"Sanne de Wit\""));
}

#[tokio::test]
async fn a_reaction_appears_once_however_often_it_is_sent() {
    let desk = Desk::usual().await;
    let sent = desk.post("/", "", &question()).await;
    let address = sent.location.split('?').next().unwrap().to_owned();
    for _ in 0..2 {
        let reacted = desk.post(&address, "", &[("body", "Nog een aanvulling.")]).await;
        assert_eq!(reacted.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(desk.get(&address, "").await.text.matches("Nog een aanvulling.").count(), 1);
    let empty = desk.post(&address, "", &[("body", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("href=\"#body\"") && empty.text.contains("id=\"body-fout\""));
}

#[tokio::test]
async fn a_link_that_opens_nothing_says_what_to_do() {
    let desk = Desk::usual().await;
    let shown = desk.get("/volg/bestaat-niet", "").await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND);
    assert!(shown.text.contains("Deze link werkt niet") && shown.text.contains("href=\"/volg\""));
}

#[tokio::test]
async fn each_form_has_a_key_of_its_own() {
    let desk = Desk::usual().await;
    let key = |text: &str| hidden(text, "key");
    assert_ne!(key(&desk.get("/", "").await.text), key(&desk.get("/", "").await.text));
}

#[tokio::test]
async fn suggestions_carry_the_place_the_form_needs() {
    let desk = Desk::usual().await;
    let shown = desk.get("/organisaties?zoek=zei&soort=MUNICIPALITY", "").await;
    assert!(shown.text.contains("\"name\":\"Gemeente Zeist\"") && shown.text.contains("\"place\":\"GM0355\""));
    assert_eq!(desk.get("/organisaties?zoek=", "").await.text, "[]");
}
