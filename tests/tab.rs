//! A page that somebody of the desk has open (browser tab): its forms are sent with what it put into them.

use crate::client::Client;
use domain::{PersonId, Reference};
use testkit::TestDesk;

/// A member of staff at a page.
pub struct Tab {
    address: String,
    http: reqwest::Client,
    session: String,
}

impl Tab {
    pub async fn of(desk: &TestDesk, client: &Client, person: PersonId) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { address: client.address.clone(), http, session: desk.session(person).await }
    }

    pub async fn page(&self, reference: Reference) -> String {
        let request = self.http.get(format!("{}/vragen/{reference}", self.address));
        let answer = request.header("cookie", TestDesk::cookie(&self.session)).send().await.expect("an answer");
        answer.text().await.expect("text")
    }

    /// Sends a form with what its page put into it.
    pub async fn send(&self, reference: Reference, form: &str, page: &str, fields: &[(&str, &str)]) -> (u16, String) {
        self.send_as("text/html", reference, form, page, fields).await
    }

    pub async fn send_as(
        &self,
        accepts: &str,
        reference: Reference,
        form: &str,
        page: &str,
        fields: &[(&str, &str)],
    ) -> (u16, String) {
        let form_on_page = between(page, &format!("action=\"/vragen/{reference}/{form}\""), "</form>");
        let hidden = ["token", "revision", "key"]
            .map(|name| (name, between(form_on_page, &format!("name=\"{name}\" value=\""), "\"")));
        let all: Vec<(&str, &str)> = hidden.iter().chain(fields).copied().collect();
        let request = self.http.post(format!("{}/vragen/{reference}/{form}", self.address)).form(&all);
        let request = request.header("accept", accepts).header("cookie", TestDesk::cookie(&self.session));
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {text}"));
    rest.split_once(after).expect("an end").0
}

/// What stands in the text area with this id.
pub fn held<'p>(page: &'p str, id: &str) -> &'p str {
    let area = between(page, &format!("<textarea class=\"utrecht-textarea\" id=\"{id}\""), "</textarea>");
    area.split_once('>').expect("a tag").1
}
