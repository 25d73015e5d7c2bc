//! What whoever manages the desk does on its pages: letters that did not arrive, and topics.

use crate::client::listening;
use app::{Addressee, Caller, Knowing, LetterOutcome, Refusal, SentAgain, TicketSearch, TopicDraft, TopicEnd};
use domain::{Actor, Axis, EventKind, JobId, OrganisationKind, Origin, Reference, TopicKey};
use reqwest::StatusCode;
use testkit::{TestDesk, desks, question_about};

/// A member of staff at the pages.
pub struct At {
    address: String,
    http: reqwest::Client,
    cookie: String,
    token: String,
}

impl At {
    pub async fn of(desk: &TestDesk, person: domain::PersonId) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let session = desk.session(person).await;
        let (cookie, token) = (TestDesk::cookie(&session), app::form_token(&session));
        Self { address: listening(desk).await.address, http, cookie, token }
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = self.http.get(format!("{}{path}", self.address)).header("cookie", &self.cookie);
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let fields = [&[("token", self.token.as_str())], fields].concat();
        let request = self.http.post(format!("{}{path}", self.address)).header("cookie", &self.cookie).form(&fields);
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }
}

pub async fn asked(desk: &TestDesk, key: u128) -> Reference {
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, question_about(key, "woonzorgvisie")).await.expect("taken").reference
}

/// Every letter that is ready to go is carried, to this end.
async fn carried(desk: &TestDesk, outcome: impl Fn(&domain::Letter) -> LetterOutcome) -> Vec<domain::Letter> {
    let mut all = Vec::new();
    for job in desk.app.lease_letters(100).await.expect("letters") {
        desk.app.settle_letter(&job, &outcome(&job.letter)).await.expect("settled");
        all.push(job.letter);
    }
    all
}

fn no_askers(letter: &domain::Letter) -> LetterOutcome {
    match letter.to_email.ends_with("@arnhem.example") || letter.kind == domain::LetterKind::Access {
        true => LetterOutcome::Refused(format!("550 5.1.1 no such user <{}>", letter.to_email)),
        false => LetterOutcome::sent(),
    }
}

async fn dead(desk: &TestDesk) -> Vec<JobId> {
    let administrator = desk.staff(TestDesk::ADMINISTRATOR);
    desk.app.list_dead_letters(&administrator).await.expect("a list").into_iter().map(|dead| dead.id).collect()
}

#[tokio::test]
async fn letters_that_did_not_arrive_are_for_whoever_manages_the_desk() {
    for desk in desks().await {
        asked(&desk, 1).await;
        carried(&desk, no_askers).await;
        let letter = dead(&desk).await[0];
        for who in [TestDesk::ANNA, TestDesk::LEAD] {
            let (app, caller) = (&desk.app, desk.staff(who));
            let refused = [
                app.list_dead_letters(&caller).await.map(|_| ()),
                app.list_undelivered(&caller, None).await.map(|_| ()),
                app.read_undelivered(&caller, letter).await.map(|_| ()),
                app.send_dead_letter_again(&caller, letter).await,
                app.send_dead_letters_again(&caller).await.map(|_| ()),
                app.give_up_letter(&caller, letter, Some("Klaar")).await,
            ];
            for outcome in refused {
                assert!(matches!(outcome, Err(Refusal::Forbidden)), "{outcome:?}");
            }
            let pages = At::of(&desk, who).await;
            let one = format!("/beheer/brieven/{letter}");
            assert_eq!(pages.get(&one).await.0, StatusCode::FORBIDDEN);
            for form in ["/beheer/brieven/opnieuw", &format!("{one}/opnieuw"), &format!("{one}/opgeven")] {
                assert_eq!(pages.send(form, &[("reason", "Klaar")]).await.0, StatusCode::FORBIDDEN, "{form}");
            }
        }
        assert_eq!(dead(&desk).await, [letter]);
    }
}

#[tokio::test]
async fn an_administrator_sees_where_a_letter_failed_and_not_whose_address_it_is_and_sends_it_again() {
    for desk in desks().await {
        let reference = asked(&desk, 1).await;
        carried(&desk, no_askers).await;
        let letter = dead(&desk).await[0];
        let (administrator, pages) =
            (desk.staff(TestDesk::ADMINISTRATOR), At::of(&desk, TestDesk::ADMINISTRATOR).await);
        let (_, list) = pages.get("/beheer/brieven").await;
        for shown in ["de vraagsteller (a…@arnhem.example)", "550 5.1.1 no such user", &reference.to_string(), "1 keer"]
        {
            assert!(list.contains(shown), "{shown}: {list}");
        }
        assert!(!list.contains("ans@arnhem.example") && !list.contains("Ans Vermeer"), "{list}");
        let (_, page) = pages.get(&format!("/beheer/brieven/{letter}")).await;
        assert!(page.contains("brief niet bezorgd") || page.contains("kon niet"), "what the ledger says: {page}");
        assert!(!page.contains("ans@arnhem.example"), "{page}");
        // The operator works on the machine, and may write to the asker.
        let operator = Caller::system(Origin::Cli);
        let seen = desk.app.list_undelivered(&operator, None).await.expect("a list").letters;
        assert_eq!(seen[0].to, Addressee::Asker("Ans Vermeer".to_owned(), "ans@arnhem.example".to_owned()));
        let elsewhere = desk.app.send_letter_again(&administrator, reference, Some(letter), Some("ik@elders.example"));
        assert!(matches!(elsewhere.await, Err(Refusal::Forbidden)), "an answer goes where its asker is");
        let (status, _) = pages.send(&format!("/beheer/brieven/{letter}/opnieuw"), &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(dead(&desk).await.is_empty());
        let sent = carried(&desk, |_| LetterOutcome::sent()).await;
        let receipt = sent.iter().find(|letter| letter.to_email == "ans@arnhem.example").expect("it goes");
        assert!(receipt.body.contains("/volg/") && !receipt.body.contains("[link]"), "{}", receipt.body);
        let (status, page) = pages.send(&format!("/beheer/brieven/{letter}/opnieuw"), &[]).await;
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains("Deze brief is al afgehandeld."), "{page}");
    }
}

#[tokio::test]
async fn all_letters_go_again_at_once_and_one_that_cannot_does_not_stop_the_others() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        asked(&desk, 1).await;
        desk.app.invite(&administrator, TestDesk::BRAM, app::Sending::ByLetter).await.expect("invited");
        asked(&desk, 2).await;
        carried(&desk, no_askers).await;
        assert_eq!(dead(&desk).await.len(), 3);
        let letters = desk.app.list_undelivered(&administrator, None).await.expect("a list").letters;
        let invitation = letters.iter().find(|letter| letter.to == Addressee::Colleague(TestDesk::BRAM)).expect("his");
        assert!(!invitation.has_text, "a link that lets somebody in is not kept");
        let came = desk.app.send_dead_letters_again(&administrator).await.expect("sent");
        assert_eq!(came, SentAgain { sent: 2, left: 1 });
        assert_eq!(dead(&desk).await, [invitation.job.id]);
        let again = carried(&desk, no_askers).await;
        assert_eq!(again.len(), 2, "the address is still wrong");
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        let (status, _) = pages.send("/beheer/brieven/opnieuw", &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = pages.get(&format!("/beheer/brieven/{}", invitation.job.id)).await;
        assert!(page.contains("Bram Bos") && page.contains("is niet bewaard"), "{page}");
        // Each time it was given up and sent again is a line of what happened to it.
        carried(&desk, no_askers).await;
        let receipt = dead(&desk).await[0];
        let (_, lines) = desk.app.read_undelivered(&administrator, receipt).await.expect("one");
        let kinds: Vec<_> = lines.iter().filter_map(domain::Recorded::kind).collect();
        let (dead, again) = (EventKind::LetterDead, EventKind::LetterSentAgain);
        assert_eq!(kinds, [dead, again, dead, again, dead]);
    }
}

#[tokio::test]
async fn a_letter_is_given_up_with_a_reason_that_stands_in_the_log() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let reference = asked(&desk, 1).await;
        desk.app.invite(&administrator, TestDesk::BRAM, app::Sending::ByLetter).await.expect("invited");
        carried(&desk, no_askers).await;
        let letters = dead(&desk).await;
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        for letter in &letters {
            let form = format!("/beheer/brieven/{letter}/opgeven");
            for (typed, wrong) in [(" ", "Schrijf waarom"), ("bsn 111222333", "burgerservicenummer")] {
                let (status, page) = pages.send(&form, &[("reason", typed)]).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}: {page}");
                assert!(page.to_lowercase().contains(&wrong.to_lowercase()) || page.contains("BSN"), "{typed}: {page}");
                assert!(page.contains(&format!("value=\"{}\"", typed)), "what was typed stays: {page}");
            }
            let (status, _) = pages.send(&form, &[("reason", "Zij werkt daar niet meer")]).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
        }
        assert!(dead(&desk).await.is_empty());
        let (_, page) = pages.get(&format!("/vragen/{reference}")).await;
        assert!(page.contains("een brief opgegeven: Zij werkt daar niet meer"), "{page}");
        let (_, log) = pages.get("/logboek?wat=letter_dismissed").await;
        assert!(log.contains("Bram Bos, Zij werkt daar niet meer"), "{log}");
        assert!(carried(&desk, |_| LetterOutcome::sent()).await.is_empty(), "it is not sent");
    }
}

fn draft<'a>(label: &'a str, description: &'a str) -> TopicDraft<'a> {
    TopicDraft { label, description }
}

fn ends(last: &str, successor: Option<&str>, knowing: Knowing) -> TopicEnd {
    TopicEnd { last: Some(last.parse().expect("a day")), successor: successor.map(TopicKey::from), knowing }
}

fn wrong(refusal: Refusal) -> Vec<(String, String)> {
    match refusal {
        Refusal::Complaints(complaints) => complaints.0.into_iter().map(|one| (one.path.join("-"), one.code)).collect(),
        other => panic!("no complaint: {other}"),
    }
}

async fn topics_of(desk: &TestDesk, reference: Reference) -> Vec<String> {
    let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a ticket");
    ticket.topic_keys().into_iter().map(|key| key.0).collect()
}

#[tokio::test]
async fn topics_are_kept_by_administrators_only() {
    for desk in desks().await {
        let key = TopicKey::from("flexwonen");
        for who in [TestDesk::ANNA, TestDesk::LEAD] {
            let (app, caller) = (&desk.app, desk.staff(who));
            let refused = [
                app.list_managed_topics(&caller).await.map(|_| ()),
                app.add_topic(&caller, Axis::Theme, draft("Iets", "Iets")).await.map(|_| ()),
                app.word_topic(&caller, &key, draft("Iets", "Iets")).await,
                app.end_topic(&caller, &key, &ends("2026-12-31", None, Knowing::Stays)).await.map(|_| ()),
            ];
            for outcome in refused {
                assert!(matches!(outcome, Err(Refusal::Forbidden)), "{outcome:?}");
            }
            let pages = At::of(&desk, who).await;
            for form in ["/beheer/onderwerpen", "/beheer/onderwerpen/flexwonen", "/beheer/onderwerpen/flexwonen/einde"]
            {
                let fields = [("axis", "thema"), ("label", "Iets"), ("description", "Iets")];
                assert_eq!(pages.send(form, &fields).await.0, StatusCode::FORBIDDEN, "{form}");
            }
        }
    }
}

#[tokio::test]
async fn a_new_topic_is_chosen_by_askers_at_once_and_proposed_by_the_words_the_desk_gives_it() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let key = desk.app.add_topic(&administrator, Axis::Theme, draft("Drijvend wonen", "Wonen op water")).await;
        let key = key.expect("added");
        assert_eq!(key.as_str(), "drijvend-wonen");
        let again = desk.app.add_topic(&administrator, Axis::Group, draft("DRIJVEND  wonen", "x")).await;
        assert_eq!(wrong(again.expect_err("there is one")), [("label".to_owned(), "DUPLICATE".to_owned())]);
        let mut asked = question_about(1, "drijvend-wonen");
        asked.subject = "Een wijk op het water".to_owned();
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let reference = desk.app.submit_question(&nobody, asked).await.expect("it may be chosen").reference;
        assert!(topics_of(&desk, reference).await.contains(&key.0));
        let (subject, body) =
            ("Waterwoningen", "Mag een gemeente waterwoningen in de plas leggen, met waterwoning-erfpacht?");
        let proposed = async || {
            let proposed = desk.app.propose_topics(&nobody, subject, body).await.expect("proposed");
            proposed.into_iter().map(|topic| topic.key).collect::<Vec<_>>()
        };
        assert!(!proposed().await.contains(&key), "nothing was learned of it");
        desk.app.add_term(&administrator, key.as_str(), "waterwoning*", 5).await.expect("a word for it");
        assert_eq!(proposed().await.first(), Some(&key));
        let managed = desk.app.list_managed_topics(&administrator).await.expect("a list");
        assert!(managed.iter().all(|one| one.is_proposed), "each has words");
        let mut by_itself = question_about(2, "");
        (by_itself.subject, by_itself.body) = (subject.to_owned(), body.to_owned());
        let reference = desk.app.submit_question(&nobody, by_itself).await.expect("taken").reference;
        assert_eq!(topics_of(&desk, reference).await.first(), Some(&key.0));
    }
}

#[tokio::test]
async fn a_topic_that_ended_is_offered_no_more_its_successor_takes_new_questions_and_old_ones_stay_as_they_are() {
    for desk in desks().await {
        let (administrator, lead) = (desk.staff(TestDesk::ADMINISTRATOR), desk.staff(TestDesk::LEAD));
        let flex = |key| {
            let mut draft = question_about(key, "");
            draft.subject = "Flexwoningen".to_owned();
            draft.body = "Hoe lang mogen flexwoningen op een tijdelijke locatie blijven staan?".to_owned();
            draft
        };
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let old = desk.app.submit_question(&nobody, flex(1)).await.expect("taken").reference;
        assert_eq!(topics_of(&desk, old).await.first().map(String::as_str), Some("flexwonen"));
        let new = desk.app.add_topic(&administrator, Axis::Theme, draft("Tijdelijk wonen", "Alles wat tijdelijk is"));
        let new = new.await.expect("added");
        let key = TopicKey::from("flexwonen");
        let end = ends("2026-11-30", Some(new.as_str()), Knowing::GoesOver);
        assert_eq!(desk.app.end_topic(&administrator, &key, &end).await.expect("ended"), 1, "Bram knows both");
        // On its last day it still holds.
        desk.clock.set("2026-11-30T22:00:00Z".parse().expect("a moment"));
        let last = desk.app.submit_question(&nobody, flex(2)).await.expect("taken").reference;
        assert_eq!(topics_of(&desk, last).await.first().map(String::as_str), Some("flexwonen"));
        desk.clock.set("2026-12-01T09:00:00Z".parse().expect("a moment"));
        let ticked = desk.app.submit_question(&nobody, question_about(3, "flexwonen")).await;
        assert_eq!(wrong(ticked.expect_err("over")), [("themes".to_owned(), "UNKNOWN".to_owned())]);
        let proposed = desk.app.propose_topics(&nobody, &flex(4).subject, &flex(4).body).await.expect("proposed");
        assert_eq!(proposed.first().map(|topic| &topic.key), Some(&new));
        let reference = desk.app.submit_question(&nobody, flex(4)).await.expect("taken").reference;
        assert_eq!(topics_of(&desk, reference).await.first(), Some(&new.0));
        let ticket = desk.app.read_ticket(&lead, reference).await.expect("a ticket");
        assert_eq!(ticket.assignee, Some(TestDesk::BRAM), "who knows the old one, knows the new one");
        // The old question is found and counted by its own topic, and keeps it when somebody looks at it again.
        let of = async |key: &TopicKey| {
            let filter = TicketSearch { topics: vec![key.clone()], ..TicketSearch::default() };
            let found = desk.app.list_tickets(&lead, &filter, 9, None).await.expect("a list").items;
            found.into_iter().map(|(_, ticket)| ticket.reference).collect::<Vec<_>>()
        };
        assert!(of(&key).await.contains(&old) && !of(&key).await.contains(&reference));
        assert_eq!(of(&new).await, [reference]);
        desk.app.set_ticket_topics(&lead, old, &[], &["flexwonen".to_owned()]).await.expect("it keeps it");
        let other = desk.app.set_ticket_topics(&lead, reference, &[], &["flexwonen".to_owned()]).await;
        assert!(other.is_err(), "a new question does not get it");
        desk.app.reopen_ticket(&lead, old, "Nog een vraag").await.expect_err("it is open");
        let page = At::of(&desk, TestDesk::LEAD).await.get("/werkbak?status=alle&thema=flexwonen").await.1;
        assert!(page.contains("(beëindigd)") && page.contains(&old.to_string()), "{page}");
        // It goes on after all.
        let on = TopicEnd { last: None, successor: Some(new.clone()), knowing: Knowing::Stays };
        desk.app.end_topic(&administrator, &key, &on).await.expect("it goes on");
        let again = desk.app.submit_question(&nobody, flex(5)).await.expect("taken").reference;
        assert_eq!(topics_of(&desk, again).await.first().map(String::as_str), Some("flexwonen"));
    }
}

#[tokio::test]
async fn an_end_that_cannot_be_is_refused_with_the_reason() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let end = async |key: &str, end: TopicEnd| desk.app.end_topic(&administrator, &key.into(), &end).await;
        let stays = Knowing::Stays;
        for (key, given, path) in [
            ("flexwonen", ends("2026-11-23", None, stays), "last"),
            ("flexwonen", ends("2199-12-31", Some("ouderen"), stays), "successor"),
            ("flexwonen", ends("2026-12-31", Some("flexwonen"), stays), "successor"),
            ("flexwonen", ends("2026-12-31", Some("nergens"), stays), "successor"),
            (TopicKey::GENERAL, ends("2026-12-31", None, stays), "last"),
        ] {
            let refused = end(key, given).await.expect_err("refused");
            assert_eq!(wrong(refused).first().map(|(path, _)| path.clone()).as_deref(), Some(path), "{key}");
        }
        assert!(matches!(end("nergens", ends("2026-12-31", None, stays)).await, Err(Refusal::Hidden)));
        end("flexwonen", ends("2026-12-31", Some("woonzorgvisie"), stays)).await.expect("ended");
        let round = end("woonzorgvisie", ends("2026-12-31", Some("flexwonen"), stays)).await;
        assert!(round.is_err(), "each would take the other's place");
        let themes: Vec<TopicKey> = {
            let all = desk.app.list_managed_topics(&administrator).await.expect("a list");
            let themes = all.into_iter().filter(|one| one.topic.axis == Axis::Theme && one.topic.valid.to.is_none());
            themes.map(|one| one.topic.key).collect()
        };
        let mut refused = 0;
        for key in &themes {
            refused += usize::from(end(key.as_str(), ends("2026-12-31", None, stays)).await.is_err());
        }
        assert_eq!(refused, 1, "one theme is left");
    }
}

#[tokio::test]
async fn the_page_of_a_topic_ends_it_and_gives_back_what_was_typed() {
    for desk in desks().await {
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        let (_, list) = pages.get("/beheer/onderwerpen").await;
        assert!(list.contains("href=\"/beheer/onderwerpen/flexwonen\""), "{list}");
        let one = "/beheer/onderwerpen/flexwonen";
        let (status, page) =
            pages.send(&format!("{one}/einde"), &[("last", "gisteren"), ("successor", "draagvlak")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"gisteren\"") && page.contains("value=\"draagvlak\" selected"), "{page}");
        let (status, _) = pages.send(&format!("{one}/einde"), &[("last", ""), ("successor", "draagvlak")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a successor from when on?");
        let (status, _) =
            pages.send(&format!("{one}/einde"), &[("last", "31-12-2026"), ("successor", "draagvlak")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, _) =
            pages.send(one, &[("label", "Flexwonen (oud)"), ("description", "Tijdelijke woningen")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, list) = pages.get("/beheer/onderwerpen").await;
        assert!(list.contains("Flexwonen (oud)") && list.contains("tot en met"), "{list}");
        let lines = pages.get("/logboek?wat=topics_changed").await.1;
        assert_eq!(lines.matches("onderwerpen gewijzigd").count(), 2 + 1, "and once in the list of kinds: {lines}");
    }
}

#[tokio::test]
async fn a_layout_is_replaced_on_its_page_after_a_look_at_what_changes() {
    for desk in desks().await {
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        let csv = "municipality,region,name\nGM0202,proef1,Proefregio\nGM0268,proef1,Proefregio\n";
        let fields = |how| [("layout", "steden"), ("csv", csv), ("allow_drop", "ja"), ("how", how)];
        let now = || desk.app.picture().geography.regions.values().any(|region| region.name == "Proefregio");
        let lead = At::of(&desk, TestDesk::LEAD).await;
        assert_eq!(lead.send("/beheer/regios", &fields("bewaar")).await.0, StatusCode::FORBIDDEN);
        let (status, page) = pages.send("/beheer/regios", &fields("bekijk")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(
            page.contains("Als u dit doet") && page.contains("Proefregio") && page.contains("1 regio begint"),
            "{page}"
        );
        assert!(page.contains("GM0268,proef1,Proefregio") && !now(), "the file waits in the form: {page}");
        let (status, page) = pages.send("/beheer/regios", &[("layout", "steden"), ("csv", "wat,is,dit\n")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("id=\"csv-fout\"") && page.contains("wat,is,dit"), "{page}");
        let (status, _) = pages.send("/beheer/regios", &[("layout", "nergens"), ("from", "ooit")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = pages.send("/beheer/regios", &fields("bewaar")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(now());
        let (_, page) = pages.get("/beheer/regios").await;
        assert!(page.contains("erbij") && page.contains("(Ada Kok)"), "who did it: {page}");
        // As a browser sends a chosen file.
        let send = async |bytes: &[u8]| {
            let mut body = Vec::new();
            let texts = [
                ("token", pages.token.as_str()),
                ("layout", "steden"),
                ("csv", ""),
                ("how", "bekijk"),
                ("allow_drop", "ja"),
                ("allow_rewrite", "ja"),
            ];
            for (name, value) in texts {
                let part = format!("--grens\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
                body.extend_from_slice(part.as_bytes());
            }
            let head = "--grens\r\nContent-Disposition: form-data; name=\"csv_file\"; filename=\"steden.csv\"\r\n\r\n";
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n--grens--\r\n");
            let request = pages.http.post(format!("{}/beheer/regios", pages.address)).header("cookie", &pages.cookie);
            let request = request.header("content-type", "multipart/form-data; boundary=grens").body(body);
            let answer = request.send().await.expect("an answer");
            (answer.status(), answer.text().await.expect("text"))
        };
        let (status, page) = send(csv.as_bytes()).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page.contains("GM0268,proef1,Proefregio"), "{page}");
        let (status, page) = send(b"municipality,region,name\nGM0202,\xE9,x\n").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("dit is geen UTF-8"), "{page}");
        assert_eq!(send(&[b'a'; 300 * 1024]).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    }
}

/// A house style as the form sends it.
fn styled<'a>(name: &'a str, brand: &'a str, addition: &'a str, how: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("name", name),
        ("service", "Een dienst van Arnhem"),
        ("sender", "Woonloket Arnhem"),
        ("brand", brand),
        ("addition-receipt", addition),
        ("how", how),
    ]
}

#[tokio::test]
async fn the_house_style_is_on_every_page_and_in_the_next_letter_and_is_looked_at_first() {
    for desk in desks().await {
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        let lead = At::of(&desk, TestDesk::LEAD).await;
        let good = |how| styled("Woonloket", "#7a2a86", "Tot en met 2 januari is het loket dicht.", how);
        assert_eq!(lead.send("/beheer/huisstijl", &good("bewaar")).await.0, StatusCode::FORBIDDEN);
        let (status, page) = pages.send("/beheer/huisstijl", &good("bekijk")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            page.matches("<details class=\"loket-details\"><summary>").count(),
            domain::LetterKind::ALL.len() + 2,
            "each kind, and two in the form"
        );
        assert!(page.contains("Van: Woonloket Arnhem") && page.contains("value=\"#7a2a86\""), "{page}");
        assert!(page.contains("Tot en met 2 januari is het loket dicht.\n\nMet vriendelijke groet"), "{page}");
        assert!(!pages.get("/").await.1.contains("Woonloket"), "nothing was kept");
        let english = [("signature_en", "The housing desk"), ("addition-en-answer", "Do call us.")];
        let also = [&good("bekijk")[..], &english].concat();
        let (status, page) = pages.send("/beheer/huisstijl", &also).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains("antwoord, in het Engels")
                && page.contains("\n\nDo call us.\n\nKind regards,\nThe housing desk"),
            "{page}"
        );
        assert!(page.contains("value=\"The housing desk\""), "{page}");
        // Every complaint at once, with what was typed.
        let (status, page) = pages.send("/beheer/huisstijl", &styled(" ", "#ffcc00", "BSN 111222333", "bewaar")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for id in ["name-fout", "brand-fout", "addition-receipt-fout"] {
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}: {page}");
        }
        assert!(page.contains("het contrast is 1,") && page.contains("value=\"#ffcc00\""), "{page}");
        let (status, _) = pages.send("/beheer/huisstijl", &styled("L", "red;}", "", "bewaar")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = pages.send("/beheer/huisstijl", &good("bewaar")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        for path in ["/", "/inloggen", "/bestaat-niet", "/werkbak"] {
            let (_, page) = pages.get(path).await;
            assert!(page.contains("– Woonloket</title>") && page.contains("Een dienst van Arnhem"), "{path}: {page}");
            assert!(!page.contains("style=") && !page.contains("<style"), "{path}");
        }
        let (_, page) = pages.get("/").await;
        let style = page.split("href=\"").find(|rest| rest.starts_with("/bestanden/huisstijl-")).expect("its colours");
        let style = style.split('"').next().expect("an address").to_owned();
        let (status, sheet) = pages.get(&style).await;
        assert_eq!(status, StatusCode::OK);
        assert!(sheet.contains("--loket-brand: #7a2a86;"), "{sheet}");
        assert_eq!(pages.get("/bestanden/huisstijl-0123456789abcdef.css").await.0, StatusCode::NOT_FOUND);
        asked(&desk, 1).await;
        let letters = carried(&desk, |_| LetterOutcome::sent()).await;
        let receipt = letters.iter().find(|letter| letter.to_email == "ans@arnhem.example").expect("a receipt");
        assert_eq!(receipt.from_name.as_deref(), Some("Woonloket Arnhem"));
        assert!(receipt.body.contains("Tot en met 2 januari is het loket dicht."), "{}", receipt.body);
        let other = letters.iter().find(|letter| letter.to_email == "anna@desk.example").expect("an assignment");
        assert!(!other.body.contains("2 januari"), "{}", other.body);
        let (_, log) = pages.get("/logboek?wat=house_style_changed").await;
        assert!(log.contains("huisstijl gewijzigd"), "{log}");
    }
}

#[tokio::test]
async fn kinds_of_organisation_are_called_as_the_desk_says_and_offered_or_not() {
    for desk in desks().await {
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        let kinds: Vec<(String, &str)> =
            OrganisationKind::ALL.into_iter().map(|kind| (format!("label-{}", kind.as_str()), kind.label())).collect();
        let fields = |care: &'static str, offered: &[&'static str]| {
            let label = |(field, label): &(String, &'static str)| match field.as_str() {
                "label-CARE_PARTNER" => (field.clone(), care),
                _ => (field.clone(), *label),
            };
            let mut fields: Vec<(String, &'static str)> = kinds.iter().map(label).collect();
            fields.extend(offered.iter().map(|kind| ("offered".to_owned(), *kind)));
            fields
        };
        let send = async |pages: &At, fields: Vec<(String, &str)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (field.as_str(), *value)).collect();
            pages.send("/beheer/soorten", &fields).await
        };
        let lead = At::of(&desk, TestDesk::LEAD).await;
        assert_eq!(send(&lead, fields("Zorg", &["CARE_PARTNER"])).await.0, StatusCode::FORBIDDEN);
        for (care, offered, wrong) in [
            ("Gemeente", &["CARE_PARTNER"][..], "label-CARE_PARTNER-fout"),
            (" ", &["CARE_PARTNER"], "label-CARE_PARTNER-fout"),
            ("Zorg", &[], "offered-fout"),
        ] {
            let (status, page) = send(&pages, fields(care, offered)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.contains(&format!("id=\"{wrong}\"")), "{wrong}: {page}");
        }
        let (status, page) = send(&pages, fields("Zorginstelling", &["MUNICIPALITY", "CARE_PARTNER"])).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let form = pages.get("/").await.1;
        assert!(form.contains("Zorginstelling") && !form.contains("value=\"ADVISER\""), "{form}");
        // A house style that is kept afterwards leaves them, and so does the other way round.
        let (status, _) = pages.send("/beheer/huisstijl", &styled("Woonloket", "", "", "bewaar")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(pages.get("/").await.1.contains("Zorginstelling"));
        send(&pages, fields("Zorgpartij", &["MUNICIPALITY", "CARE_PARTNER"])).await;
        let form = pages.get("/").await.1;
        assert!(form.contains("Zorgpartij") && form.contains("– Woonloket</title>"), "{form}");
        // What programs name goes on.
        let mut draft = question_about(1, "woonzorgvisie");
        draft.organisation.kind = Some(OrganisationKind::Adviser);
        draft.organisation.works_for = Some("Gemeente Ede".to_owned());
        draft.organisation.places = Some(vec!["GM0202".to_owned()]);
        let nobody = Caller::new(Actor::Anonymous, Origin::Api);
        desk.app.submit_question(&nobody, draft).await.expect("taken");
    }
}

#[tokio::test]
async fn the_settings_in_force_are_for_administrators_to_read() {
    for mut desk in desks().await {
        desk.reopen(|settings| {
            let setting = |key: &str, value: Option<&str>, from| app::ShownSetting {
                key: key.to_owned(),
                value: value.map(str::to_owned),
                from,
            };
            settings.shown = vec![
                setting("server.bind", Some("127.0.0.1:8080"), app::SettingFrom::Default),
                setting("mail.reach", None, app::SettingFrom::Environment),
            ];
        })
        .await;
        let refused = desk.app.read_settings(&desk.staff(TestDesk::LEAD)).map(|_| ());
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        let (_, page) = At::of(&desk, TestDesk::ADMINISTRATOR).await.get("/beheer/instellingen").await;
        for shown in ["server.bind", "127.0.0.1:8080", "standaard", "mail.reach", "niet ingesteld", "omgeving"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
    }
}
