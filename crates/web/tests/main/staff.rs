//! What staff meets.

use crate::desk::{Desk, hidden, question};
use axum::http::StatusCode;

const STAFF_PAGES: [&str; 3] = ["/werkbak", "/cijfers", "/vragen/EHA-2026-000001-A"];

/// A question that was asked, and the address of its page for the lead.
async fn asked(desk: &Desk) -> String {
    let sent = desk.post("/", "", &question()).await;
    let secret = sent.location.strip_prefix("/volg/").and_then(|rest| rest.split('?').next()).unwrap();
    let (view, _) = desk.app.follow_ticket(secret).await.unwrap();
    format!("/vragen/{}", view.ticket.reference)
}

#[tokio::test]
async fn without_a_session_staff_pages_lead_to_signing_in_and_back() {
    let desk = Desk::usual().await;
    for address in STAFF_PAGES {
        let shown = desk.get(address, "").await;
        assert_eq!((shown.status, shown.location), (StatusCode::SEE_OTHER, format!("/inloggen?naar={address}")));
        assert_eq!(desk.get(address, "loket=verzonnen").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn the_inbox_takes_four_statements_whatever_it_shows() {
    let desk = Desk::usual().await;
    asked(&desk).await;
    let cookie = desk.signed_in("programmaleider").await;
    desk.store.statements().record();
    let shown = desk.get("/werkbak", &cookie).await;
    assert!(shown.text.contains("Woonzorgvisie voor ouderen"));
    let seen = desk.store.statements().seen();
    assert!((1..=4).contains(&seen.len()), "{seen:#?}");
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_changes_nothing() {
    let desk = Desk::usual().await;
    let address = asked(&desk).await;
    let cookie = desk.signed_in("programmaleider").await;
    for form in ["antwoord", "notitie", "overdracht", "onderwerpen", "sluiten", "heropenen"] {
        let to = format!("{address}/{form}");
        let fields = [("body", "Niet van ons"), ("actie", "antwoord"), ("reason", "regio"), ("csrf", "geraden")];
        assert_eq!(desk.post(&to, &cookie, &fields).await.status, StatusCode::FORBIDDEN, "{form}");
    }
    assert_eq!(desk.post("/uitloggen", &cookie, &[]).await.status, StatusCode::FORBIDDEN);
    assert!(!desk.get(&address, &cookie).await.text.contains("Niet van ons"));
}

#[tokio::test]
async fn a_question_is_asked_back_answered_closed_and_reopened() {
    let desk = Desk::usual().await;
    let address = asked(&desk).await;
    let cookie = desk.signed_in("programmaleider").await;
    let page = desk.get(&address, &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    let csrf = hidden(&page.text, "csrf");
    let send = async |form: &str, fields: &[(&str, &str)]| {
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        let sent = desk.post(&format!("{address}/{form}"), &cookie, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{form}: {}", sent.text);
        desk.get(&sent.location, &cookie).await.text
    };
    assert!(send("notitie", &[("body", "Bel de regio")]).await.contains("Bel de regio"));
    let text = send("antwoord", &[("body", "Welke wijken?"), ("actie", "wedervraag")]).await;
    assert!(text.contains("Wacht op vraagsteller") && text.contains("Staat stil"));
    let text = send("antwoord", &[("body", "Zie https://voorbeeld.example/gids."), ("actie", "antwoord")]).await;
    assert!(text.contains("<a class=\"utrecht-link\" href=\"https://voorbeeld.example/gids\""));
    assert!(send("sluiten", &[]).await.contains("De vraag is gesloten."));
    assert!(send("heropenen", &[("reason", "Er is nieuw beleid")]).await.contains("Heropend: Er is nieuw beleid"));
    assert!(send("onderwerpen", &[("themes", "woonzorgvisie")]).await.contains("De onderwerpen zijn vastgesteld."));
    assert!(send("overdracht", &[("reason", "ruimte"), ("to", "")]).await.contains("De vraag is overgedragen."));
}

#[tokio::test]
async fn a_refused_form_comes_back_filled_in_with_the_complaint_at_its_field() {
    let desk = Desk::usual().await;
    let address = asked(&desk).await;
    let cookie = desk.signed_in("programmaleider").await;
    let csrf = hidden(&desk.get(&address, &cookie).await.text, "csrf");
    let fields = [("csrf", csrf.as_str()), ("reason", "anders"), ("to", ""), ("text", "")];
    let shown = desk.post(&format!("{address}/overdracht"), &cookie, &fields).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.text.contains("href=\"#handover-text\"") && shown.text.contains("id=\"handover-text-fout\""));
    assert!(shown.text.contains("<option value=\"anders\" selected>"));

    let reopen = desk.post(&format!("{address}/heropenen"), &cookie, &[("csrf", &csrf), ("reason", "Toch niet")]).await;
    assert_eq!(reopen.status, StatusCode::CONFLICT);
    assert!(reopen.text.contains("Deze vraag is nog open."));
}

#[tokio::test]
async fn an_administrator_may_not_answer_and_sees_no_figures() {
    let desk = Desk::usual().await;
    let address = asked(&desk).await;
    let cookie = desk.signed_in("beheerder").await;
    assert_eq!(desk.get("/cijfers", &cookie).await.status, StatusCode::FORBIDDEN);
    let page = desk.get(&address, &cookie).await.text;
    assert!(!page.contains("/antwoord\""));
    let fields = [("csrf", &*hidden(&page, "csrf")), ("body", "Nee"), ("actie", "antwoord")];
    assert_eq!(desk.post(&format!("{address}/antwoord"), &cookie, &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn figures_come_as_a_picture_with_the_same_figures_in_a_table() {
    let desk = Desk::usual().await;
    asked(&desk).await;
    let cookie = desk.signed_in("programmaleider").await;
    for split in ["thema", "groep", "organisatie", "regio", "deskundige", "geheel"] {
        let shown = desk.get(&format!("/cijfers?naar={split}"), &cookie).await;
        assert_eq!(shown.status, StatusCode::OK, "{split}");
        assert!(shown.text.contains("<svg class=\"loket-chart\"") && shown.text.contains("<table"), "{split}");
    }
    let wrong = desk.get("/cijfers?van=2026-12-31&tot=2026-01-01", &cookie).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("href=\"#tot\""));
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let desk = Desk::usual().await;
    let cookie = desk.signed_in("expert").await;
    let csrf = hidden(&desk.get("/werkbak", &cookie).await.text, "csrf");
    assert_eq!(desk.post("/uitloggen", &cookie, &[("csrf", &csrf)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/werkbak", &cookie).await.status, StatusCode::SEE_OTHER);
}
