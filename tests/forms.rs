//! Nothing typed goes to the wrong person, is lost, or is sent twice: forms as browsers send them, with every hidden
//! field of the page they stand on.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, RulesChange};
use chrono::Duration;
use domain::{Actor, EventKind, Letter, LetterKind, Origin, PersonId, Reference, Role, TicketStatus};
use futures_util::future::join_all;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::collections::HashSet;
use testkit::{TestDesk, desks};

type Fields = Vec<(String, String)>;

/// Who sends which form from which page with what, and the event and letter that come of it.
type Act<'a, 'c> = (&'a Browser<'c>, &'a str, String, &'a [(&'a str, &'a str)], EventKind, Option<LetterKind>);

/// Somebody with a browser: staff with a session, an asker without.
struct Browser<'c> {
    client: &'c Client,
    http: reqwest::Client,
    cookie: String,
}

impl<'c> Browser<'c> {
    async fn of(desk: &TestDesk, client: &'c Client, person: PersonId) -> Self {
        Self { cookie: TestDesk::cookie(&desk.session(person).await), ..Self::of_asker(client) }
    }

    fn of_asker(client: &'c Client) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, http, cookie: String::new() }
    }

    async fn get(&self, path: &str) -> String {
        let url = format!("{}{path}", self.client.address);
        let answer = self.http.get(url).header("cookie", &self.cookie).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.expect("text")
    }

    async fn post(&self, path: &str, fields: &Fields) -> (u16, String) {
        let url = format!("{}{path}", self.client.address);
        let answer = self.http.post(url).header("cookie", &self.cookie).form(fields).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    /// Fills in the form that leads to `action` on this page, and sends it.
    async fn send(&self, page: &str, action: &str, typed: &[(&str, &str)]) -> (u16, String) {
        self.post(action, &filled(page, action, typed)).await
    }
}

/// The hidden fields of a form, and what somebody typed in the others.
fn filled(page: &str, action: &str, typed: &[(&str, &str)]) -> Fields {
    let form = form(page, action);
    let mut fields: Fields = form
        .split("<input type=\"hidden\"")
        .skip(1)
        .map(|input| (attribute(input, "name").to_owned(), attribute(input, "value").to_owned()))
        .collect();
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

/// The first form of a page that leads there.
fn form<'p>(page: &'p str, action: &str) -> &'p str {
    let leads = ["\"", "?"].into_iter().find_map(|end| page.find(&format!("action=\"{action}{end}")));
    let at = leads.unwrap_or_else(|| panic!("no form leads to {action}\n{page}"));
    let start = page[..at].rfind("<form").expect("a form");
    let end = page[start..].find("</form>").expect("it ends");
    &page[start..start + end]
}

fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let tag = tag.split('>').next().unwrap_or_default();
    tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}

/// What stands in the first text area of a form.
fn text_in(form: &str) -> &str {
    let area = form.split("<textarea").nth(1).and_then(|rest| rest.split_once('>')).expect("a text area").1;
    area.split("</textarea>").next().expect("it ends")
}

/// The values of the boxes that are ticked and the options that are chosen, in a form.
fn ticked(form: &str) -> Vec<&str> {
    let tags = form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("option"));
    let chosen = tags
        .filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(" checked") || tag.contains(" selected")));
    chosen.map(|tag| attribute(tag, "value")).collect()
}

async fn asked(client: &Client, key: u128) -> (Reference, String) {
    let answer = client.ask(None, SUBMIT, question(key)).await;
    let receipt = &answer["submitQuestion"]["receipt"];
    let reference = receipt["reference"].as_str().expect("a reference").parse().expect("a good reference");
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret");
    (reference, format!("/volg/{secret}"))
}

async fn letters(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Vec<Letter> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().map(|(job, _)| job.letter).filter(|letter| letter.kind == kind).collect()
}

async fn events(desk: &TestDesk, reference: Reference, kind: EventKind) -> usize {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|event| event.kind() == kind).count()
}

async fn bodies(desk: &TestDesk, reference: Reference) -> Vec<String> {
    let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket");
    view.messages.into_iter().map(|message| message.body).collect()
}

async fn status(desk: &TestDesk, reference: Reference) -> TicketStatus {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").status()
}

#[tokio::test]
async fn a_refused_note_never_comes_back_in_the_box_for_the_asker() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (reference, _) = asked(&client, 1).await;
        let (answer, note) = (format!("/vragen/{reference}/antwoord"), format!("/vragen/{reference}/notitie"));
        let page = anna.get(&format!("/vragen/{reference}")).await;
        for (refused, other, letter) in [(&note, &answer, "n"), (&answer, &note, "a")] {
            let long = letter.repeat(20_001);
            let (status, page) = anna.send(&page, refused, &[("body", &long)]).await;
            assert_eq!(status, 422);
            assert_eq!(text_in(form(&page, refused)), long, "it comes back where it was typed");
            assert_eq!(text_in(form(&page, other)), "", "and nowhere else");
            assert!(form(&page, refused).contains("Deze tekst is te lang."), "its own error");
            assert!(!form(&page, other).contains("Deze tekst is te lang."));
            let field = page.split("href=\"#").find(|rest| rest.contains("Deze tekst is te lang.")).expect("a link");
            let field = field.split('"').next().expect("an id");
            assert!(
                form(&page, refused).contains(&format!("id=\"{field}\"")),
                "the summary leads to that box: {field}"
            );
        }
        assert_eq!(bodies(&desk, reference).await.len(), 1, "nothing was sent");
    }
}

#[tokio::test]
async fn every_form_of_a_question_gets_back_what_was_typed_and_ticked_and_no_other_does() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let (reference, _) = asked(&client, 1).await;
        let path = |form: &str| format!("/vragen/{reference}{form}");
        let page = lead.get(&path("")).await;

        // Handing over: the choice of an expert and a reason too long to keep.
        let long = "Omdat het zo is. ".repeat(1_300);
        let carla = TestDesk::CARLA.to_string();
        let typed = [("expert", carla.as_str()), ("reason", "Geen ruimte"), ("explanation", long.as_str())];
        let (status, refused) = lead.send(&page, &path("/toewijzen"), &typed).await;
        assert_eq!(status, 422);
        let back = form(&refused, &path("/toewijzen"));
        assert!(ticked(back).contains(&carla.as_str()), "the expert: {:?}", ticked(back));
        assert!(back.contains("<option selected>Geen ruimte</option>"), "the reason");
        assert!(back.contains(&long), "the explanation, untrimmed");
        assert_eq!(text_in(form(&refused, &path("/verlengen"))), "", "not in another form");

        // Topics: what was ticked, also when that is nothing.
        let (status, refused) = lead.send(&page, &path("/onderwerpen"), &[("groups", "statushouders")]).await;
        assert_eq!(status, 422);
        assert_eq!(ticked(form(&refused, &path("/onderwerpen"))), ["statushouders"]);

        // More time: reason, metric and date.
        let typed = [("due_on", "2026-12-12"), ("reaction_on", "2026-12-01"), ("reason", " Ziekte in het team \n")];
        let (status, refused) = lead.send(&page, &path("/verlengen"), &typed).await;
        assert_eq!(status, 422, "a Saturday");
        let back = form(&refused, &path("/verlengen"));
        assert_eq!(text_in(back), " Ziekte in het team \n");
        assert!(back.contains("value=\"2026-12-12\""));
        assert!(back.contains("value=\"2026-12-01\""));
        assert_eq!(ticked(form(&refused, &path("/toewijzen"))), Vec::<&str>::new(), "the reason is of another form");

        // A reaction never comes later than the answer.
        let typed = [("due_on", "2026-12-14"), ("reaction_on", "2026-12-15"), ("reason", "Ziekte")];
        let (status, refused) = lead.send(&page, &path("/verlengen"), &typed).await;
        assert_eq!(status, 422);
        assert!(refused.contains("De eerste reactie kan niet later komen dan het antwoord"), "{refused}");

        // A page of before this form asked for both days says which one it means: that is not guessed.
        let typed = [("metric", "NIETS"), ("due_on", "2026-12-14"), ("reason", "Ziekte")];
        let (status, refused) = lead.send(&page, &path("/verlengen"), &typed).await;
        assert_eq!(status, 422);
        assert!(refused.contains("Dit formulier is van een eerdere versie"), "{refused}");

        // Opening again, with a reason too long.
        desk.app.close_ticket(&desk.staff(TestDesk::LEAD), reference, app::Closing::default()).await.expect("closed");
        let page = lead.get(&path("")).await;
        let (status, refused) = lead.send(&page, &path("/heropenen"), &[("reason", &long)]).await;
        assert_eq!(status, 422);
        assert!(form(&refused, &path("/heropenen")).contains(&long));
        assert_eq!(text_in(form(&refused, &path("/antwoord"))), "");
    }
}

#[tokio::test]
async fn a_form_of_the_page_on_learning_gets_back_what_was_typed() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let page = lead.get("/leren").await;
        let (status, refused) = lead.send(&page, "/leren", &[("zekerheid", "honderd en tien")]).await;
        assert_eq!(status, 422);
        assert!(form(&refused, "/leren").contains("value=\"honderd en tien\""));
        assert_eq!(ticked(form(&refused, "/leren")), Vec::<&str>::new(), "learning was unticked");
    }
}

#[tokio::test]
async fn no_page_gives_one_id_to_two_elements() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let administrator = Browser::of(&desk, &client, TestDesk::ADMINISTRATOR).await;
        let (reference, follow) = asked(&client, 1).await;
        let vraag = format!("/vragen/{reference}");
        let anna = format!("/deskundigen/{}", TestDesk::ANNA);
        let person = format!("/mensen/{}", TestDesk::ANNA);
        let begun = desk.app.make_answer(&desk.staff(TestDesk::LEAD), None).await.expect("begun");
        let answer = format!("/antwoorden/beheer/{begun}");
        let pages = [
            (
                &lead,
                vec![
                    vraag.as_str(),
                    &anna,
                    &follow,
                    "/",
                    "/leren",
                    "/woordenlijst",
                    "/tekstblokken",
                    "/antwoorden",
                    "/antwoorden/beheer",
                    &answer,
                    "/verdelen",
                    "/werkbak",
                    "/cijfers",
                    "/cijfers?maat=ontvangen",
                    "/cijfers/dekking",
                    "/cijfers/stijging/flexwonen",
                    "/cijfers/verslag",
                ],
            ),
            (
                &administrator,
                vec![
                    &vraag,
                    &person,
                    "/termijnen",
                    "/beheer",
                    "/beheer/brieven",
                    "/beheer/post",
                    "/beheer/onderwerpen",
                    "/beheer/onderwerpen/flexwonen",
                    "/beheer/regios",
                    "/beheer/huisstijl",
                    "/beheer/soorten",
                    "/beheer/instellingen",
                    "/mensen",
                    "/domeinen",
                    "/logboek",
                    "/woordenlijst",
                    "/beheer/bewaren",
                ],
            ),
        ];
        for (browser, paths) in pages {
            for path in paths {
                let page = browser.get(path).await;
                let mut seen = HashSet::new();
                for id in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(seen.insert(id), "{path} has two elements called {id}");
                }
                for label in page.split(" for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(seen.contains(label), "{path}: a label names {label}, which is not there");
                }
            }
        }
    }
}

#[tokio::test]
async fn two_people_who_answer_at_once_send_one_letter_and_the_other_sees_it_beside_the_text() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (anna, lead) =
            (Browser::of(&desk, &client, TestDesk::ANNA).await, Browser::of(&desk, &client, TestDesk::LEAD).await);
        let (reference, _) = asked(&client, 1).await;
        let (path, answer) = (format!("/vragen/{reference}"), format!("/vragen/{reference}/antwoord"));
        let (page_of_anna, page_of_lead) = (anna.get(&path).await, lead.get(&path).await);
        let (status, _) = anna.send(&page_of_anna, &answer, &[("body", "Zie hoofdstuk 3."), ("how", "antwoord")]).await;
        assert_eq!(status, 303);
        let typed = [("body", "Zie hoofdstuk 5."), ("how", "antwoord")];
        let (status, page) = lead.send(&page_of_lead, &answer, &typed).await;
        assert_eq!(status, 409, "it says so");
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 1, "one letter");
        assert_eq!(text_in(form(&page, &answer)), "Zie hoofdstuk 5.", "the text is kept");
        let news = page.split("Nieuw sinds u deze pagina opende").nth(1).expect("what is new");
        let news = news.split("</section>").next().expect("it ends");
        assert!(news.contains("Zie hoofdstuk 3.") && news.contains("Anna de Wit"), "{news}");
        assert!(!news.contains("Wij schrijven een woonzorgvisie."), "what was there before is not new");

        // Whoever has seen it may send it all the same.
        let (status, _) = lead.send(&page, &answer, &typed).await;
        assert_eq!(status, 303);
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 2);

        // In the very same moment, too.
        let (reference, _) = asked(&client, 2).await;
        let (path, answer) = (format!("/vragen/{reference}"), format!("/vragen/{reference}/antwoord"));
        let (page_of_anna, page_of_lead) = (anna.get(&path).await, lead.get(&path).await);
        let (one, other) = tokio::join!(
            anna.send(&page_of_anna, &answer, &[("body", "Zie hoofdstuk 3."), ("how", "antwoord")]),
            lead.send(&page_of_lead, &answer, &typed)
        );
        let mut both = [one.0, other.0];
        both.sort_unstable();
        assert_eq!(both, [303, 409], "{}", desk.store.name());
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 1);
    }
}

#[tokio::test]
async fn what_the_asker_writes_meanwhile_is_seen_before_an_answer_goes_out_and_the_other_way_round() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (anna, asker) = (Browser::of(&desk, &client, TestDesk::ANNA).await, Browser::of_asker(&client));
        let (reference, follow) = asked(&client, 1).await;
        let (path, answer) = (format!("/vragen/{reference}"), format!("/vragen/{reference}/antwoord"));
        let (old, old_of_asker) = (anna.get(&path).await, asker.get(&follow).await);
        let (status, _) = asker.send(&old_of_asker, &follow, &[("body", "Het gaat om tweehonderd woningen.")]).await;
        assert_eq!(status, 303);
        // Every act of the old page is held back, not the answer alone.
        let acts: [(&str, &[(&str, &str)]); 7] = [
            ("/antwoord", &[("body", "Om hoeveel woningen gaat het?"), ("how", "wedervraag")]),
            ("/notitie", &[("body", "Hoeveel woningen?")]),
            ("/toewijzen", &[("reason", "Geen ruimte"), ("explanation", "Ik ben vol.")]),
            ("/onderwerpen", &[("themes", "flexwonen")]),
            ("/link", &[("how", "verstuur")]),
            ("/sluiten", &[]),
            ("/termijn", &[("policy", "complex")]),
        ];
        for (act, typed) in acts {
            let (status, page) = anna.send(&old, &format!("{path}{act}"), typed).await;
            assert_eq!(status, 409, "{act}");
            let news = page.split("Nieuw sinds u deze pagina opende").nth(1).expect("what is new");
            assert!(news.contains("Het gaat om tweehonderd woningen."));
            if act == "/toewijzen" {
                let back = form(&page, &format!("{path}{act}"));
                assert!(
                    back.contains("value=\"Ik ben vol.\"") && back.contains("<option selected>Geen ruimte</option>")
                );
            }
        }
        assert_eq!(bodies(&desk, reference).await.len(), 2, "the question and the reaction, nothing else");
        let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket");
        assert_eq!((ticket.assignee, ticket.link_number), (Some(TestDesk::ANNA), 0));
        assert_eq!((ticket.status(), ticket.policy.as_str()), (TicketStatus::Assigned, "standard"));

        // The asker has the page of before the answer open, too.
        let old_of_asker = asker.get(&follow).await;
        let page = anna.get(&path).await;
        let (status, _) = anna.send(&page, &answer, &[("body", "Zie hoofdstuk 3."), ("how", "antwoord")]).await;
        assert_eq!(status, 303);
        let (status, page) = asker.send(&old_of_asker, &follow, &[("body", "Is er al nieuws?")]).await;
        assert_eq!(status, 409);
        assert_eq!(text_in(form(&page, &follow)), "Is er al nieuws?");
        let news = page.split("Nieuw sinds u deze pagina opende").nth(1).expect("what is new");
        assert!(news.contains("Zie hoofdstuk 3."));
        assert_eq!(self::status(&desk, reference).await, TicketStatus::Answered, "it was not opened again");
    }
}

#[tokio::test]
async fn what_somebody_typed_is_kept_when_the_form_for_it_is_gone() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (reference, _) = asked(&client, 1).await;
        let path = format!("/vragen/{reference}");
        let page = anna.get(&path).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app
            .assign_ticket(&lead, reference, Some(TestDesk::CARLA), "Carla kent deze gemeente")
            .await
            .expect("given");
        let typed = [("body", "Een antwoord van een uur werk."), ("how", "antwoord")];
        let (status, page) = anna.send(&page, &format!("{path}/antwoord"), &typed).await;
        assert!(status == 403 || status == 409, "{status}");
        assert!(page.contains("Een antwoord van een uur werk."), "she can copy it");
        assert!(page.contains("Nieuw sinds u deze pagina opende") && page.contains("Carla Smit"));
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 0);
    }
}

#[tokio::test]
async fn what_the_desk_does_by_itself_is_not_new_to_anybody() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (reference, follow) = asked(&client, 1).await;
        let path = format!("/vragen/{reference}");
        let page = anna.get(&path).await;
        let before = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").revision;
        let administrator =
            Caller::new(Actor::Staff { id: TestDesk::LEAD, roles: vec![Role::Administrator] }, Origin::Web);
        let change = RulesChange::CloseDay { day: "2026-12-01".parse().expect("a day"), label: "Brugdag".to_owned() };
        desk.app.change_promise_rules(&administrator, &change).await.expect("changed");
        desk.app.recount_promises().await.expect("swept");
        desk.clock.advance(Duration::days(1));
        desk.app.send_reminders().await.expect("swept");
        desk.app.record_breaches().await.expect("swept");
        desk.app.index_texts().await.expect("swept");
        let after = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").revision;
        assert!(after > before, "the row did change");
        let typed = [("body", "Zie hoofdstuk 3."), ("how", "antwoord")];
        let (status, _) = anna.send(&page, &format!("{path}/antwoord"), &typed).await;
        assert_eq!(status, 303);

        // To an asker, what colleagues say among themselves is not new either.
        let asker = Browser::of_asker(&client);
        let page = asker.get(&follow).await;
        desk.app.add_note(&desk.staff(TestDesk::ANNA), reference, "Goed gegaan.").await.expect("noted");
        let (status, _) = asker.send(&page, &follow, &[("body", "Dank!"), ("how", "weten")]).await;
        assert_eq!(status, 303);
    }
}

#[tokio::test]
async fn the_same_form_sent_again_or_at_once_makes_one_message_one_event_and_one_letter() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (anna, asker) = (Browser::of(&desk, &client, TestDesk::ANNA).await, Browser::of_asker(&client));
        let (reference, follow) = asked(&client, 1).await;
        let path = format!("/vragen/{reference}");
        let form_of = |form: &str| format!("{path}{form}");
        let answer: &[(&str, &str)] = &[("body", "Zie hoofdstuk 3."), ("how", "antwoord")];
        let again: &[(&str, &str)] = &[("body", "Nog iets: zie hoofdstuk 4."), ("how", "antwoord")];
        let acts: Vec<Act<'_, '_>> = vec![
            (&anna, &path, form_of("/notitie"), &[("body", "Ik zoek dit uit.")], EventKind::Noted, None),
            (
                &anna,
                &path,
                form_of("/antwoord"),
                &[("body", "Om hoeveel woningen gaat het?"), ("how", "wedervraag")],
                EventKind::Waiting,
                Some(LetterKind::AskBack),
            ),
            (
                &asker,
                &follow,
                follow.clone(),
                &[("body", "Tweehonderd.")],
                EventKind::AskerReacted,
                Some(LetterKind::AskerReacted),
            ),
            (&anna, &path, form_of("/antwoord"), answer, EventKind::Answered, Some(LetterKind::Answer)),
            (
                &anna,
                &path,
                form_of("/heropenen"),
                &[("reason", "Er is nieuws.")],
                EventKind::Reopened,
                Some(LetterKind::StatusChange),
            ),
            (&anna, &path, form_of("/antwoord"), again, EventKind::Answered, Some(LetterKind::Answer)),
        ];
        for (browser, page, action, typed, event, letter) in acts {
            let count = async || {
                let sent = match letter {
                    Some(kind) => letters(&desk, reference, kind).await.len(),
                    None => 0,
                };
                (bodies(&desk, reference).await.len(), events(&desk, reference, event).await, sent)
            };
            let before = count().await;
            let fields = filled(&browser.get(page).await, &action, typed);
            let sent = join_all((0..4).map(|_| browser.post(&action, &fields))).await;
            assert!(sent.iter().all(|(status, _)| *status == 303), "{action}: {sent:?}");
            // Once more, later, because the answer was lost.
            desk.clock.advance(Duration::minutes(5));
            assert_eq!(browser.post(&action, &fields).await.0, 303, "{action}");
            let after = count().await;
            let message = usize::from(event != EventKind::Reopened);
            let letter = usize::from(letter.is_some());
            assert_eq!(after, (before.0 + message, before.1 + 1, before.2 + letter), "{}: {action}", desk.store.name());
        }
    }
}

#[tokio::test]
async fn a_question_given_away_twice_by_one_form_goes_to_one_colleague() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let (reference, _) = asked(&client, 1).await;
        let path = format!("/vragen/{reference}");
        let fields =
            filled(&lead.get(&path).await, &format!("{path}/toewijzen"), &[("expert", ""), ("reason", "Geen ruimte")]);
        for _ in 0..2 {
            assert_eq!(lead.post(&format!("{path}/toewijzen"), &fields).await.0, 303);
        }
        let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket");
        assert_eq!(ticket.assignee, Some(TestDesk::CARLA), "and not on to the next");
    }
}

#[tokio::test]
async fn other_words_under_a_used_key_are_kept_and_not_sent() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (anna, asker) = (Browser::of(&desk, &client, TestDesk::ANNA).await, Browser::of_asker(&client));
        let (reference, follow) = asked(&client, 1).await;
        let path = format!("/vragen/{reference}");
        let note = format!("{path}/notitie");
        for (browser, page, action) in [(&anna, &path, &note), (&asker, &follow, &follow)] {
            let page = browser.get(page).await;
            assert_eq!(browser.send(&page, action, &[("body", "Het eerste bericht.")]).await.0, 303);
            let said = bodies(&desk, reference).await.len();
            let (status, back) = browser.send(&page, action, &[("body", "Een ander bericht.")]).await;
            assert_eq!(status, 409, "{action}");
            assert_eq!(text_in(form(&back, action)), "Een ander bericht.");
            assert_eq!(bodies(&desk, reference).await.len(), said);
            assert_eq!(browser.send(&back, action, &[("body", "Een ander bericht.")]).await.0, 303, "now it goes");
            assert_eq!(bodies(&desk, reference).await.len(), said + 1);
        }
    }
}

const REPLY: &str = "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) {
    ticket { status revision } errors { path code message } } }";

#[tokio::test]
async fn an_old_revision_over_the_api_is_a_conflict_and_a_repeated_key_is_not() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, follow) = asked(&client, 1).await;
        let anna = desk.token(TestDesk::ANNA).await;
        let ticket = "query($r: String!) { ticket(reference: $r) { revision } }";
        let seen = client.ask(Some(&anna), ticket, json!({ "r": reference })).await["ticket"]["revision"].clone();
        let asker = Browser::of_asker(&client);
        let page = asker.get(&follow).await;
        assert_eq!(asker.send(&page, &follow, &[("body", "Nog iets.")]).await.0, 303);

        let reply = |body: &str, seen: &Value, key: u128| {
            json!({ "input": { "reference": reference, "body": body, "expectedRevision": seen,
                "clientMutationId": uuid::Uuid::from_u128(key).to_string() } })
        };
        let others = [
            ("addNote", "AddNoteInput", json!({ "body": "Een notitie" })),
            ("assignTicket", "AssignTicketInput", json!({ "expertId": TestDesk::CARLA, "reason": "Vol" })),
            ("setTicketTopics", "SetTicketTopicsInput", json!({ "groups": [], "themes": ["flexwonen"] })),
            ("setTicketPolicy", "SetTicketPolicyInput", json!({ "policy": "complex" })),
            ("closeTicket", "CloseTicketInput", json!({})),
        ];
        let refused = client.send(Some(&anna), REPLY, reply("Zie hoofdstuk 3.", &seen, 1)).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "CONFLICT", "{refused}");
        for (name, input, mut value) in others {
            let query = format!(
                "mutation($input: {input}!) {{ {name}(input: $input) {{ ticket {{ id }} errors {{ message }} }} }}"
            );
            value["reference"] = json!(reference);
            value["expectedRevision"] = seen.clone();
            let refused = client.send(Some(&anna), &query, json!({ "input": value })).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "CONFLICT", "{name}: {refused}");
        }
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 0);

        let seen = client.ask(Some(&anna), ticket, json!({ "r": reference })).await["ticket"]["revision"].clone();
        let sent = join_all((0..4).map(|_| client.send(Some(&anna), REPLY, reply("Zie hoofdstuk 3.", &seen, 2)))).await;
        for answer in &sent {
            assert_eq!(answer["data"]["replyToTicket"]["ticket"]["status"], "ANSWERED", "{answer}");
        }
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 1);
        let other = client.send(Some(&anna), REPLY, reply("Iets anders.", &seen, 2)).await;
        assert_eq!(other["errors"][0]["extensions"]["code"], "CONFLICT", "{other}");
        // Somebody else's key of the same name is another's.
        let lead = desk.token(TestDesk::LEAD).await;
        let other = client.send(Some(&lead), REPLY, reply("Zie hoofdstuk 3.", &Value::Null, 2)).await;
        assert_eq!(other["errors"][0]["extensions"]["code"], "CONFLICT", "{other}");
        assert_eq!(letters(&desk, reference, LetterKind::Answer).await.len(), 1);
        // A revision that never was is no better than an old one.
        let other = client.send(Some(&anna), REPLY, reply("Nog iets.", &json!(99), 3)).await;
        assert_eq!(other["errors"][0]["extensions"]["code"], "CONFLICT", "{other}");
    }
}

#[tokio::test]
async fn thanks_leave_a_question_closed_and_are_seen_by_its_expert() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (anna, asker) = (desk.staff(TestDesk::ANNA), Browser::of_asker(&client));
        let (reference, follow) = asked(&client, 1).await;
        desk.app.reply_to_ticket(&anna, reference, "Zie hoofdstuk 3.", app::Reply::Answer).await.expect("answered");
        for close in [false, true] {
            if close {
                desk.app.close_ticket(&anna, reference, app::Closing::default()).await.expect("closed");
            }
            let before = desk.app.read_ticket(&anna, reference).await.expect("the ticket");
            let page = asker.get(&follow).await;
            let choices = form(&page, &follow);
            assert!(choices.contains("Alleen laten weten") && choices.contains("Ik heb nog een vraag"), "{choices}");
            let thanks = [("body", "Hartelijk dank!"), ("how", "weten")];
            assert!(choices.contains("name=\"how\" value=\"weten\""));
            assert_eq!(asker.send(&page, &follow, &thanks).await.0, 303);
            let after = desk.app.read_ticket(&anna, reference).await.expect("the ticket");
            assert_eq!(after.standing, before.standing);
            assert_eq!(after.promises, before.promises, "no new promise");
            assert_eq!(events(&desk, reference, EventKind::Reopened).await, 0, "not counted as reopened");
            let told = letters(&desk, reference, LetterKind::AskerReacted).await;
            let letter = told.last().expect("the expert is told");
            assert_eq!(letter.to_email, "anna@desk.example");
            assert!(letter.body.contains("Hartelijk dank!"), "{}", letter.body);
            assert!(letter.body.contains("U hoeft niets te doen"), "{}", letter.body);
            assert!(bodies(&desk, reference).await.iter().filter(|body| *body == "Hartelijk dank!").count() > 0);
        }
        // The other button opens it again, with a promise.
        let page = asker.get(&follow).await;
        assert!(form(&page, &follow).contains("name=\"how\" value=\"vraag\""));
        assert_eq!(asker.send(&page, &follow, &[("body", "En voor ouderen?"), ("how", "vraag")]).await.0, 303);
        assert_eq!(status(&desk, reference).await, TicketStatus::Assigned);
        assert_eq!(events(&desk, reference, EventKind::Reopened).await, 1);
        let page = asker.get(&follow).await;
        assert!(!form(&page, &follow).contains("Alleen laten weten"), "an open question has one button");
    }
}

/// What a browser sends of a form in which nobody changed anything: boxes that are ticked, and the choice of its list.
fn as_it_stands<'f>(form: &'f str, list: &'f str) -> Vec<(&'f str, &'f str)> {
    let is = |tag: &str, word: &str| tag.split('>').next().is_some_and(|tag| tag.contains(word));
    let tags: Vec<&str> = form.split('<').collect();
    let boxes = tags.iter().filter(|tag| tag.starts_with("input") && is(tag, " checked"));
    let mut fields: Vec<(&str, &str)> = boxes.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect();
    let chosen = tags.iter().filter(|tag| tag.starts_with("option") && is(tag, " selected"));
    fields.extend(chosen.map(|tag| (list, attribute(tag, "value"))));
    fields
}

#[tokio::test]
async fn confirming_topics_without_changing_a_box_keeps_the_primary_theme() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let staff = desk.staff(TestDesk::LEAD);
        let two = ["woonzorgvisie".to_owned(), "flexwonen".to_owned()];
        let other_way = [two[1].clone(), two[0].clone()];
        for (key, themes) in [(1, &two), (2, &other_way)] {
            let (reference, _) = asked(&client, key).await;
            desk.app.set_ticket_topics(&staff, reference, &[], themes).await.expect("set");
            let (page, path) = (format!("/vragen/{reference}"), format!("/vragen/{reference}/onderwerpen"));
            let shown = lead.get(&page).await;
            let fields = as_it_stands(form(&shown, &path), "primary");
            let (status, _) = lead.send(&shown, &path, &fields).await;
            assert_eq!(status, 303, "{fields:?}");
            let primary = async || {
                let ticket = desk.app.view_ticket(&staff, reference).await.expect("the ticket").ticket;
                ticket.topics.into_iter().find(|topic| topic.primary).expect("a primary theme").key.0
            };
            assert_eq!(primary().await, themes[0], "nobody changed it");
            // Another one is chosen; and one that is not ticked is no choice.
            let shown = lead.get(&page).await;
            let chosen = [("themes", "woonzorgvisie"), ("themes", "flexwonen"), ("primary", themes[1].as_str())];
            assert_eq!(lead.send(&shown, &path, &chosen).await.0, 303);
            assert_eq!(primary().await, themes[1]);
            let shown = lead.get(&page).await;
            let unticked = [("themes", "woonzorgvisie"), ("themes", "flexwonen"), ("primary", "draagvlak")];
            let (status, refused) = lead.send(&shown, &path, &unticked).await;
            assert_eq!(status, 422);
            assert!(refused.contains("Kies als hoofdthema een thema dat is aangevinkt."));
        }
    }
}
