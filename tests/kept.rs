//! Sessions that end while somebody writes, links that are followed before signing in: nothing typed is lost, nothing is
//! sent by itself, nobody else sees it, and nobody is led away from the desk.

use crate::client::listening;
use crate::identity::{Member, PASSWORD};
use chrono::Duration;
use domain::{PersonId, Reference};
use reqwest::StatusCode;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use std::collections::BTreeMap;
use testkit::{TestDesk, desks, question_about};

const TEXT: &str = "Beste Ans,\r\n\r\nDit is een \"lang\" antwoord. </textarea><script>alert(1)</script> & groet";
/// The same on a page.
const SHOWN: &str = "Dit is een \"lang\" antwoord. &lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; groet";
const HINT: &str = "Uw tekst is bewaard en nog niet verstuurd";

/// Who, the page, where its form is sent to, and what they typed.
type Case<'a> = (PersonId, &'a str, String, Vec<(&'a str, &'a str)>);

/// A browser: it keeps its cookies, and does not follow by itself.
pub struct Tab {
    at: String,
    http: reqwest::Client,
    jar: BTreeMap<String, String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub text: String,
}

impl Tab {
    pub fn at(address: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { at: address.to_owned(), http, jar: BTreeMap::new() }
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.expect("an answer");
        for set in answer.headers().get_all(SET_COOKIE) {
            let set = set.to_str().expect("text");
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            if set.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = answer.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned()).unwrap_or_default();
        Answer { status: answer.status(), to, text: answer.text().await.expect("text") }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.at));
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}{path}", self.at)).form(fields);
        self.send(request).await
    }

    /// Where signing in leads.
    async fn sign_in(&mut self, desk: &TestDesk, member: &Member) -> String {
        // Each code holds once.
        desk.clock.advance(Duration::minutes(1));
        let fields = [("email", member.email), ("password", PASSWORD), ("code", &member.code(desk))];
        let answer = self.post("/inloggen", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.to
    }

    /// Signed in without asking who it is.
    pub async fn become_(&mut self, desk: &TestDesk, id: PersonId) {
        self.jar.insert("__Host-loket".to_owned(), desk.session(id).await);
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {text}"));
    rest.split_once(after).expect("an end").0
}

pub fn token_on(page: &str) -> String {
    between(page, "name=\"token\" value=\"", "\"").to_owned()
}

/// The form that is sent to this path.
fn form_on<'p>(page: &'p str, path: &str) -> &'p str {
    between(page, &format!("action=\"{path}\""), "</form>")
}

/// The name of the text area in a form, and what it holds.
fn text_area(form: &str) -> (String, String) {
    let area = between(form, "<textarea", "</textarea>");
    let (head, held) = area.split_once('>').expect("a tag");
    (between(head, "name=\"", "\"").to_owned(), held.trim_start_matches('\n').to_owned())
}

pub async fn question(desk: &TestDesk, key: u128) -> Reference {
    let caller = app::Caller::new(domain::Actor::Anonymous, domain::Origin::Web);
    desk.app.submit_question(&caller, question_about(key, "woonzorgvisie")).await.expect("a question").reference
}

async fn messages(desk: &TestDesk, reference: Reference) -> usize {
    desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a question").messages.len()
}

#[tokio::test]
async fn an_answer_whose_session_ended_is_back_in_its_field_after_signing_in_and_was_not_sent() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        for (number, ending) in
            ["idle", "oldest", "elsewhere", "same browser", "again elsewhere"].into_iter().enumerate()
        {
            let reference = question(&desk, 100 + number as u128).await;
            let (page, path) = (format!("/vragen/{reference}"), format!("/vragen/{reference}/antwoord"));
            let mut tab = Tab::at(&listening(&desk).await.address);
            tab.sign_in(&desk, &anna).await;
            let open = tab.get(&page).await.text;
            let (name, _) = text_area(form_on(&open, &path));
            let token = token_on(&open);
            match ending {
                "idle" => desk.clock.advance(Duration::minutes(61)),
                "oldest" => {
                    for _ in 0..13 {
                        desk.clock.advance(Duration::minutes(58));
                        tab.get("/werkbak").await;
                    }
                    desk.app.forget_sessions().await.expect("swept");
                }
                "elsewhere" => {
                    desk.app.sign_out_everywhere(&desk.staff(TestDesk::ANNA)).await.expect("signed out");
                }
                "same browser" => assert_eq!(tab.post("/uitloggen", &[("token", &token)]).await.to, "/"),
                _ => {
                    // They signed out in another tab, and in again: this tab still holds the form of before.
                    tab.post("/uitloggen", &[("token", &token)]).await;
                    tab.sign_in(&desk, &anna).await;
                }
            }
            let said = messages(&desk, reference).await;
            let sent = tab.post(&path, &[("token", &token), (&name, TEXT), ("how", "antwoord")]).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{ending}");
            let back = if ending == "again elsewhere" {
                sent.to
            } else {
                assert_eq!(sent.to, "/inloggen", "{ending}");
                assert!(tab.get("/inloggen").await.text.contains(HINT), "{ending}: the sign-in page says so");
                tab.sign_in(&desk, &anna).await
            };
            assert!(back.starts_with(&page), "{ending}: back at the question, not at {back}");
            let filled = tab.get(&back).await.text;
            assert!(filled.contains(HINT), "{ending}: {filled}");
            let form = form_on(&filled, &path);
            assert!(text_area(form).1.ends_with(SHOWN), "{ending}: {form}");
            assert!(!filled.contains("<script>alert"), "{ending}");
            assert!(
                text_area(form_on(&filled, &format!("{page}/notitie"))).1.is_empty(),
                "{ending}: only in its field"
            );
            assert_eq!(messages(&desk, reference).await, said, "{ending}: nothing was sent by itself");
            // The session ends once more, before they sent it: looking again leads back again, sending keeps it again.
            desk.clock.advance(Duration::minutes(61));
            assert_eq!(tab.get(&back).await.to, "/inloggen", "{ending}");
            assert_eq!(tab.sign_in(&desk, &anna).await, back, "{ending}");
            desk.clock.advance(Duration::minutes(61));
            let kept = between(form, "name=\"bewaard\" value=\"", "\"").to_owned();
            let fields = [("token", &*token_on(&filled)), (&*name, TEXT), ("how", "antwoord"), ("bewaard", &*kept)];
            assert_eq!(tab.post(&path, &fields).await.to, "/inloggen", "{ending}");
            let back = tab.sign_in(&desk, &anna).await;
            assert!(!back.contains(&kept), "{ending}: {back}");
            let filled = tab.get(&back).await.text;
            assert!(!filled.contains("Wij bewaarden meer"), "{ending}: it took the place of the first");
            let form = form_on(&filled, &path);
            assert!(text_area(form).1.ends_with(SHOWN), "{ending}: {form}");
            // For them to send; then nothing is kept any more.
            let kept = between(form, "name=\"bewaard\" value=\"", "\"").to_owned();
            let fields = [("token", &*token_on(&filled)), (&*name, TEXT), ("how", "antwoord"), ("bewaard", &*kept)];
            let sent = tab.post(&path, &fields).await;
            assert_eq!((sent.status, sent.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()), "{ending}");
            assert_eq!(messages(&desk, reference).await, said + 1, "{ending}");
            assert_eq!(desk.app.kept_forms(&desk.staff(TestDesk::ANNA)).await.expect("read"), [], "{ending}");
            tab.jar.clear();
            assert_eq!(tab.sign_in(&desk, &anna).await, "/werkbak", "{ending}: nothing is left to come back to");
        }
    }
}

#[tokio::test]
async fn a_session_survives_that_the_desk_starts_again() {
    for mut desk in desks().await {
        let reference = question(&desk, 1).await;
        let path = format!("/vragen/{reference}/notitie");
        let mut tab = Tab::at(&listening(&desk).await.address);
        tab.become_(&desk, TestDesk::ANNA).await;
        let page = tab.get(&format!("/vragen/{reference}")).await.text;
        let (name, _) = text_area(form_on(&page, &path));
        desk.reopen(|_| {}).await;
        tab.at = listening(&desk).await.address;
        let sent = tab.post(&path, &[("token", &token_on(&page)), (&name, "Een notitie")]).await;
        assert_eq!(sent.to, format!("/vragen/{reference}"));
        assert_eq!(messages(&desk, reference).await, 2);
    }
}

#[tokio::test]
async fn every_form_of_staff_comes_back_filled() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let anna = TestDesk::ANNA;
        let ticket = format!("/vragen/{reference}");
        let expert = format!("/deskundigen/{anna}");
        let begun = desk.app.make_answer(&desk.staff(anna), None).await.expect("begun");
        let answer = format!("/antwoorden/beheer/{begun}");
        let cases: Vec<Case> = vec![
            (anna, &ticket, format!("{ticket}/toewijzen"), vec![("expert", ""), ("explanation", "Ik ben dan weg")]),
            (
                TestDesk::LEAD,
                &ticket,
                format!("{ticket}/verlengen"),
                vec![("due_on", "2026-12-24"), ("reason", "Wij zoeken het uit")],
            ),
            (
                TestDesk::LEAD,
                &ticket,
                format!("{ticket}/onderwerpen"),
                vec![("themes", "flexwonen"), ("groups", "ouderen")],
            ),
            (anna, &expert, format!("{expert}/afwezigheid"), vec![("from", "2026-12-21"), ("to", "2026-12-24")]),
            (TestDesk::LEAD, &expert, expert.clone(), vec![("weekly", "17"), ("days", "1"), ("days", "4")]),
            (
                TestDesk::LEAD,
                "/woordenlijst",
                "/woordenlijst".to_owned(),
                vec![("pattern", "tiny houses"), ("topic", "flexwonen"), ("weight", "3")],
            ),
            (
                TestDesk::LEAD,
                "/tekstblokken",
                "/tekstblokken".to_owned(),
                vec![("title", "Groet"), ("body", "Met groet, {naam}"), ("shared", "ja")],
            ),
            (
                anna,
                &answer,
                answer.clone(),
                vec![("question", "Mag dat?"), ("body", "Ja, dat mag."), ("themes", "flexwonen"), ("looked_at", "ja")],
            ),
            (TestDesk::LEAD, "/leren", "/leren".to_owned(), vec![("zekerheid", "61")]),
            (
                TestDesk::ADMINISTRATOR,
                "/mensen",
                "/mensen".to_owned(),
                vec![("name", "Nieuwe Collega"), ("email", "nieuw@desk.example"), ("roles", "LEAD")],
            ),
            (
                TestDesk::ADMINISTRATOR,
                "/beheer/huisstijl",
                "/beheer/huisstijl".to_owned(),
                vec![("name", "Woonloket"), ("brand", "#7a2a86"), ("addition-receipt", "Tot ziens")],
            ),
            (
                TestDesk::ADMINISTRATOR,
                "/beheer/onderwerpen",
                "/beheer/onderwerpen".to_owned(),
                vec![("label", "Mantelzorgwonen"), ("description", "Wonen naast wie men verzorgt")],
            ),
            (
                TestDesk::ADMINISTRATOR,
                "/termijnen",
                "/termijnen".to_owned(),
                vec![("what", "open"), ("day", "2026-12-29"), ("label", "Koopdag")],
            ),
        ];
        let mut tab = Tab::at(&listening(&desk).await.address);
        for (person, page, path, fields) in cases {
            tab.jar.clear();
            tab.become_(&desk, person).await;
            let open = tab.get(page).await.text;
            let token = token_on(&open);
            desk.clock.advance(Duration::minutes(61));
            let sent: Vec<(&str, &str)> = [("token", token.as_str())].into_iter().chain(fields.clone()).collect();
            assert_eq!(tab.post(&path, &sent).await.to, "/inloggen", "{path}");
            let kept = desk.app.kept_forms(&desk.staff(person)).await.expect("read");
            let back = format!("{page}?bewaard={}", kept.first().unwrap_or_else(|| panic!("{path} is kept")).id);
            tab.become_(&desk, person).await;
            let filled = tab.get(&back).await.text;
            assert!(filled.contains(HINT), "{path}");
            assert!(filled.contains(&format!("name=\"bewaard\" value=\"{}\"", kept[0].id)), "{path}: in its form");
            for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
                let marked = [
                    format!("name=\"{name}\" value=\"{value}\" checked"),
                    format!("<option value=\"{value}\" selected"),
                    format!("value=\"{value}\""),
                    format!(">\n{value}</textarea>"),
                ];
                let ticked = matches!(*name, "themes" | "groups" | "days" | "roles" | "what" | "shared");
                let found = marked.iter().take(if ticked { 1 } else { 4 }).any(|text| filled.contains(text));
                assert!(found, "{path}: {name}={value}");
            }
            assert!(!filled.contains("geen plek meer"), "{path}: everything has its place");
            // One of another person, at the same address, sees nothing of it.
            let other = if person == TestDesk::LEAD { TestDesk::ADMINISTRATOR } else { TestDesk::LEAD };
            tab.become_(&desk, other).await;
            let theirs = tab.get(&back).await.text;
            assert!(!theirs.contains(HINT) && !theirs.contains("name=\"bewaard\""), "{path}");
        }
    }
}

#[tokio::test]
async fn nobody_else_who_signs_in_on_this_browser_sees_what_was_typed() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let lida = Member::invited(&desk, TestDesk::LEAD, "lida@desk.example").await;
        let reference = question(&desk, 1).await;
        let path = format!("/vragen/{reference}/antwoord");
        let mut tab = Tab::at(&listening(&desk).await.address);
        tab.sign_in(&desk, &anna).await;
        let page = tab.get(&format!("/vragen/{reference}")).await.text;
        let (name, _) = text_area(form_on(&page, &path));
        desk.clock.advance(Duration::minutes(61));
        let fields = [("token", &*token_on(&page)), (&*name, "Een geheim van Anna")];
        tab.post(&path, &fields).await;
        assert_eq!(tab.sign_in(&desk, &lida).await, "/werkbak", "not the form of somebody else");
        for path in ["/werkbak", &format!("/vragen/{reference}"), "/verdelen"] {
            assert!(!tab.get(path).await.text.contains("Een geheim van Anna"), "{path}");
        }
        // A form that Anna left open in a tab, sent while Lida is signed in: kept for Anna, and not shown to Lida.
        let sent = tab.post(&path, &fields).await;
        assert_eq!(sent.to, "/inloggen");
        assert!(!sent.text.contains("geheim"));
        assert_eq!(desk.app.kept_forms(&desk.staff(TestDesk::LEAD)).await.expect("read"), []);
        let back = tab.sign_in(&desk, &anna).await;
        assert!(tab.get(&back).await.text.contains("Een geheim van Anna"));
        // Not for ever.
        desk.clock.advance(Duration::hours(25));
        desk.app.forget_sessions().await.expect("swept");
        assert_eq!(desk.app.kept_forms(&desk.staff(TestDesk::ANNA)).await.expect("read"), []);
        assert_eq!(tab.sign_in(&desk, &anna).await, "/werkbak");
    }
}

#[tokio::test]
async fn only_a_form_of_a_session_is_kept_and_no_more_than_a_few() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let path = format!("/vragen/{reference}/antwoord");
        let mut tab = Tab::at(&listening(&desk).await.address);
        let everybody = [TestDesk::ANNA, TestDesk::BRAM, TestDesk::CARLA, TestDesk::LEAD, TestDesk::ADMINISTRATOR];
        // A secret of one's own, and the token that belongs to it; no token; the token of nobody.
        let own = app::form_token("zelf-bedacht");
        for (secret, token) in [("zelf-bedacht", own.as_str()), ("zelf-bedacht", ""), ("", "geraden"), ("", &own)] {
            tab.jar = BTreeMap::from([("__Host-loket".to_owned(), secret.to_owned())]);
            let answer = tab.post(&path, &[("token", token), ("body", TEXT)]).await;
            assert_eq!(answer.to, "/inloggen");
        }
        for person in everybody {
            assert_eq!(desk.app.kept_forms(&desk.staff(person)).await.expect("read"), []);
        }
        tab.jar.clear();
        tab.become_(&desk, TestDesk::ANNA).await;
        let token = token_on(&tab.get("/werkbak").await.text);
        desk.clock.advance(Duration::minutes(61));
        // From the page of another site, also with the right token.
        let foreign = tab.http.post(format!("{}{path}", tab.at)).form(&[("token", &*token), ("body", TEXT)]);
        tab.send(foreign.header("sec-fetch-site", "cross-site")).await;
        assert_eq!(desk.app.kept_forms(&desk.staff(TestDesk::ANNA)).await.expect("read"), []);
        for number in 0..20 {
            let text = format!("Tekst {number}");
            assert_eq!(tab.post(&path, &[("token", &token), ("body", &text)]).await.to, "/inloggen", "{number}");
        }
        let full = tab.post(&path, &[("token", &token), ("body", TEXT)]).await;
        assert_eq!(full.status, StatusCode::UNAUTHORIZED);
        assert!(full.text.contains("alert(1)") && !full.text.contains("<script>alert"), "{}", full.text);
        assert_eq!(desk.app.kept_forms(&desk.staff(TestDesk::ANNA)).await.expect("read").len(), 20);
        // A button alone is nothing to keep, but leads back to its page.
        tab.jar.remove("__Host-loket-naar");
        tab.post(&format!("/vragen/{reference}/sluiten"), &[("token", &token)]).await;
        assert_eq!(tab.jar["__Host-loket-naar"], format!("%2Fvragen%2F{reference}"));
    }
}

#[tokio::test]
async fn a_question_that_is_gone_still_gives_back_what_was_typed() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let page = format!("/vragen/{reference}");
        let mut tab = Tab::at(&listening(&desk).await.address);
        tab.become_(&desk, TestDesk::ANNA).await;
        let open = tab.get(&page).await.text;
        let path = format!("{page}/antwoord");
        let (name, _) = text_area(form_on(&open, &path));
        desk.clock.advance(Duration::minutes(61));
        tab.post(&path, &[("token", &token_on(&open)), (&name, TEXT)]).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.close_ticket(&lead, reference, app::Closing::default()).await.expect("closed");
        let id = desk.app.kept_forms(&desk.staff(TestDesk::ANNA)).await.expect("read")[0].id;
        tab.become_(&desk, TestDesk::ANNA).await;
        let back = tab.get(&format!("{page}?bewaard={id}")).await;
        assert!(back.text.contains("alert(1)") && !back.text.contains("<script>alert"), "{}", back.text);
        assert!(back.text.contains(HINT), "{}", back.text);
    }
}

#[tokio::test]
async fn a_link_in_a_letter_leads_to_its_question_after_signing_in() {
    for desk in desks().await {
        let reference = question(&desk, 1).await;
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let body =
            &letters.iter().find(|letter| letter.letter.to_email == "anna@desk.example").expect("hers").letter.body;
        let link = format!("/vragen/{reference}");
        assert!(body.contains(&format!("http://loket.test{link}")), "{body}");
        let mut tab = Tab::at(&listening(&desk).await.address);
        // Before she ever chose a password: by her invitation.
        assert_eq!(tab.get(&link).await.to, "/inloggen");
        let operator = app::Caller::system(domain::Origin::Cli);
        let invitation = desk.app.invite(&operator, TestDesk::CARLA, app::Sending::InPerson).await.expect("a link");
        let invitation = invitation.strip_prefix("http://loket.test").expect("ours");
        let access = tab.get(invitation).await.text;
        let code = app::totp_code(&crate::identity::decoded(between(&access, "id=\"sleutel\">", "<")), desk.app.now());
        let chosen = tab.post(invitation, &[("password", PASSWORD), ("repeated", PASSWORD), ("code", &code)]).await;
        assert!(chosen.text.contains(&format!("href=\"{link}\"")), "{}", chosen.text);

        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        for target in [link.as_str(), "/werkbak?zoek=woonzorg+visie&thema=", "/cijfers?maat=ontvangen"] {
            tab.jar.clear();
            assert_eq!(tab.get(target).await.to, "/inloggen");
            let wrong = tab.post("/inloggen", &[("email", anna.email), ("password", "x"), ("code", "1")]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(tab.sign_in(&desk, &anna).await, target);
            assert_eq!(tab.get(target).await.status, StatusCode::OK);
            assert_eq!(tab.sign_in(&desk, &anna).await, "/werkbak", "once");
        }
    }
}

#[tokio::test]
async fn signing_in_leads_to_no_place_outside_the_desk() {
    let desk = desks().await.remove(0);
    let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
    let mut tab = Tab::at(&listening(&desk).await.address);
    for evil in [
        "//evil.example",
        "/\\evil.example",
        "/%2fevil.example",
        "/%5Cevil.example",
        "/%255cevil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/%0d%0aLocation: https://evil.example",
        "/\tevil",
        "evil.example",
        "/inloggen",
    ] {
        let cookie: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        tab.jar = BTreeMap::from([("__Host-loket-naar".to_owned(), cookie)]);
        assert_eq!(tab.sign_in(&desk, &anna).await, "/werkbak", "{evil}");
        // As an address of the desk itself: nothing to remember, or nothing that leads away.
        tab.jar.clear();
        if evil.starts_with('/') && evil.is_ascii() && !evil.contains(char::is_whitespace) {
            let request = tab.http.get(format!("{}{evil}", tab.at));
            tab.send(request).await;
            assert_eq!(tab.jar.get("__Host-loket-naar"), None, "{evil}");
        }
    }
}
