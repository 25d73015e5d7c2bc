//! Mail on the pages of those who work here.

use super::{Mail, address_of, ask, desks_with_mail, said, sealed, sorted};
use crate::attachments::parcel::get;
use crate::client::listening;
use testkit::TestDesk;

#[tokio::test]
async fn the_pages_show_what_waits_and_mark_what_came_by_mail() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        sorted(&desk, &Mail::saying("Van mij zelf.").with("To", to.clone())).await;
        let strange =
            Mail::saying("<b>Van een ander</b>").with("To", to).with("From", "Ans Vermeer <ans@elders.example>");
        sorted(&desk, &strange).await;
        sorted(&desk, &Mail::saying("Van niemand bekend.").with("From", "wie@elders.example")).await;
        let client = listening(&desk).await;
        let anna = desk.session(TestDesk::ANNA).await;
        let page = get(&client, &format!("/vragen/{reference}"), Some(&anna)).await.text().await.expect("a page");
        assert!(
            page.contains("Per e-mail van <bdi>Ans Vermeer (ans@arnhem.example); de mailserver bevestigt de afzender"),
            "{page}"
        );
        assert!(page.contains("E-mail die op u wacht") && page.contains("&#60;b&#62;Van een ander"), "{page}");
        assert!(page.contains("ander adres dan dat van de vraagsteller"));
        let inbox = get(&client, "/werkbak", Some(&anna)).await.text().await.expect("a page");
        assert!(inbox.contains(&format!("Er wacht e-mail op een besluit bij {reference}")), "{inbox}");
        let bram = desk.session(TestDesk::BRAM).await;
        assert!(!get(&client, "/werkbak", Some(&bram)).await.text().await.expect("a page").contains("Er wacht e-mail"));
        let lead = desk.session(TestDesk::LEAD).await;
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        assert!(list.contains("Van niemand bekend.") && list.contains(&format!("/vragen/{reference}#post")), "{list}");
        assert!(
            !get(&client, "/beheer/post", Some(&anna))
                .await
                .text()
                .await
                .expect("a page")
                .contains("Van niemand bekend.")
        );
    }
}

#[tokio::test]
async fn mail_that_waits_is_decided_about_by_whoever_may() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let strange = Mail::saying("Van een ander.").with("To", to).with("From", "Ans Vermeer <ans@elders.example>");
        let held = sorted(&desk, &strange).await;
        for text in ["Eerste zonder vraag.", "Tweede mail zonder vraag."] {
            sorted(&desk, &Mail::saying(text).with("From", "wie@elders.example")).await;
        }
        let client = listening(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let send = async |path: &str, session: &str, fields: &[(String, String)]| {
            let to = format!("{}{path}", client.address);
            let sent =
                http.post(to).header("cookie", TestDesk::cookie(session)).form(fields).send().await.expect("an answer");
            (sent.status().as_u16(), sent.text().await.expect("text"))
        };
        let (anna, lead) = (desk.session(TestDesk::ANNA).await, desk.session(TestDesk::LEAD).await);
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        let one = list
            .split("action=\"/beheer/post/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .expect("a mail")
            .to_owned();
        let path = format!("/beheer/post/{one}/vraag");
        let with = |mut fields: Vec<(String, String)>, name: &str, value: &str| {
            fields.push((name.to_owned(), value.to_owned()));
            fields
        };
        let token = sealed(&list, &path);
        let hers = vec![("token".to_owned(), app::form_token(&anna))];
        let (status, _) = send(&path, &anna, &with(hers.clone(), "reference", &reference.to_string())).await;
        assert_eq!(status, 403, "an expert does not decide about mail of no question");
        assert_eq!(send(&format!("/beheer/post/{one}/weg"), &anna, &hers).await.0, 403);
        let (status, page) = send(&path, &lead, &with(token.clone(), "reference", "EHA-2026-9")).await;
        assert!(status == 422 && page.contains("value=\"EHA-2026-9\"") && page.contains("Vul het nummer"), "{page}");
        assert_eq!(send(&path, &lead, &with(token.clone(), "reference", &reference.to_string())).await.0, 303);
        let (status, page) = send(&path, &lead, &with(token.clone(), "reference", &reference.to_string())).await;
        assert!(status == 409 || status == 422, "{status}: {page}");
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        let other = list
            .split("action=\"/beheer/post/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .expect("a mail")
            .to_owned();
        assert_eq!(send(&format!("/beheer/post/{other}/weg"), &lead, &token).await.0, 303);
        let page = get(&client, &format!("/vragen/{reference}"), Some(&anna)).await.text().await.expect("a page");
        let form = sealed(&page, &format!("/vragen/{reference}/post"));
        assert!(form.contains(&("mail".to_owned(), held.id.to_string())), "{form:?}");
        let (status, page) = send(&format!("/vragen/{reference}/post"), &anna, &with(form, "how", "neem-over")).await;
        assert_eq!(status, 303, "{page}");
        let texts: Vec<String> = said(&desk, reference).await.into_iter().map(|message| message.body).collect();
        assert!(texts.contains(&"Van een ander.".to_owned()), "{texts:?}");
    }
}
