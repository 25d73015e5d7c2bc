//! "Heeft dit u geholpen?": said once of each answer, changeable, and a wish to open the question again is for a person to
//! decide.

use crate::client::{Client, SUBMIT, listening, question};
use app::Reply;
use domain::{EventKind, Letter, LetterKind, Reference, TicketStatus};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use testkit::{TestDesk, desks};

fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().expect("a client")
}

struct Answered {
    reference: Reference,
    follow: String,
    client: Client,
}

impl Answered {
    async fn on(desk: &TestDesk) -> Self {
        let client = listening(desk).await;
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").parse().expect("a good one");
        let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret");
        let answered = Self { reference, follow: format!("/volg/{secret}"), client };
        answered.answer(desk, "Dat staat in de handreiking.").await;
        answered
    }

    async fn answer(&self, desk: &TestDesk, text: &str) {
        desk.app
            .reply_to_ticket(&desk.staff(TestDesk::LEAD), self.reference, text, Reply::Answer)
            .await
            .expect("answered");
    }

    async fn page(&self) -> String {
        let answer = http().get(format!("{}{}", self.client.address, self.follow)).send().await.expect("an answer");
        answer.text().await.expect("text")
    }

    async fn say(&self, helped: &str, reason: &str) -> (u16, String) {
        let page = self.page().await;
        let form = page.split("/geholpen\"").nth(1).expect("the form");
        let value = |name: &str| {
            let field = form.split_once(&format!("name=\"{name}\" value=\"")).expect("the field").1;
            field.split('"').next().expect("it ends").to_owned()
        };
        let (answer, key) = (value("answer"), value("key"));
        let fields = [("answer", answer.as_str()), ("key", &key), ("helped", helped), ("reason", reason)];
        let url = format!("{}{}/geholpen", self.client.address, self.follow);
        let answer = http().post(url).form(&fields).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

async fn events(desk: &TestDesk, reference: Reference, kind: EventKind) -> usize {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|event| event.kind() == kind).count()
}

async fn letters(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Vec<Letter> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().map(|(job, _)| job.letter).filter(|letter| letter.kind == kind).collect()
}

async fn status(desk: &TestDesk, reference: Reference) -> TicketStatus {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").status()
}

async fn waiting(desk: &TestDesk) -> usize {
    desk.app.asked_to_reopen(&desk.staff(TestDesk::LEAD)).await.expect("a list").len()
}

#[tokio::test]
async fn what_is_said_of_an_answer_is_kept_once_changed_and_asked_by_nobody_else() {
    for desk in desks().await {
        let answered = Answered::on(&desk).await;
        let reference = answered.reference;
        assert_eq!(answered.say("yes", "").await.0, 303);
        assert_eq!(answered.say("yes", "").await.0, 303, "the same once more is nothing new");
        assert_eq!(events(&desk, reference, EventKind::AnswerJudged).await, 1);
        assert_eq!(answered.say("partly", "niet_duidelijk").await.0, 303);
        let said = store::feedback::of(&*desk.store, &[reference.ticket]).await.expect("read");
        assert_eq!(said.len(), 1, "once for each answer");
        assert_eq!((said[0].1.helped, said[0].1.reason.as_deref()), (domain::Helped::Partly, Some("niet_duidelijk")));
        let page = answered.page().await;
        assert!(
            page.contains("value=\"partly\" checked") && page.contains("value=\"niet_duidelijk\" checked"),
            "{page}"
        );
        // Another answer is judged by itself.
        answered.answer(&desk, "Ook dit nog.").await;
        assert!(!answered.page().await.contains("value=\"partly\" checked"));
        assert_eq!(answered.say("yes", "").await.0, 303);
        let said = store::feedback::of(&*desk.store, &[reference.ticket]).await.expect("read");
        assert_eq!(said.len(), 2);
        let stranger = http().post(format!("{}/volg/{}/geholpen", answered.client.address, "A".repeat(43)));
        assert_eq!(stranger.form(&[("helped", "yes")]).send().await.expect("an answer").status(), 404);
        let shown = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").feedback;
        assert_eq!(shown.len(), 2);
    }
}

#[tokio::test]
async fn whoever_was_not_helped_says_why_and_what_was_chosen_comes_back() {
    for desk in desks().await {
        let answered = Answered::on(&desk).await;
        for (helped, reason, says) in [
            ("", "", "Kies of het antwoord u hielp."),
            ("no", "", "Kies wat er beter kan."),
            ("no", "iets_anders", "Kies een reden uit de lijst."),
        ] {
            let (status, page) = answered.say(helped, reason).await;
            assert!(status == 422 && page.contains(says), "{helped} {reason}: {page}");
        }
        let (_, page) = answered.say("no", "").await;
        assert!(page.contains("value=\"no\" checked"), "{page}");
        assert_eq!(events(&desk, answered.reference, EventKind::AnswerJudged).await, 0);
    }
}

#[tokio::test]
async fn a_wish_to_open_it_again_waits_for_a_person_who_is_told_and_shown_it() {
    for desk in desks().await {
        let answered = Answered::on(&desk).await;
        let reference = answered.reference;
        let told = letters(&desk, reference, LetterKind::AskerReacted).await.len();
        assert_eq!(answered.say("no", "niet_beantwoord").await.0, 303);
        assert_eq!(status(&desk, reference).await, TicketStatus::Answered, "nobody decided yet");
        let now = letters(&desk, reference, LetterKind::AskerReacted).await;
        assert_eq!(now.len(), told + 1);
        assert!(now.last().expect("a letter").body.contains("U beslist of de vraag weer opengaat."));
        assert_eq!(waiting(&desk).await, 1);
        assert!(answered.page().await.contains("Wij kijken ernaar"));
        let query = "query($r: String!) { ticket(reference: $r) { feedback { helped reason askedToReopen } } }";
        let token = desk.token(TestDesk::LEAD).await;
        let said = answered.client.ask(Some(&token), query, json!({ "r": reference.to_string() })).await;
        assert_eq!(said["ticket"]["feedback"][0]["askedToReopen"], Value::from("WAITS"));
        // It is not asked twice by the same words.
        assert_eq!(answered.say("partly", "niet_beantwoord").await.0, 303);
        assert_eq!(letters(&desk, reference, LetterKind::AskerReacted).await.len(), told + 1);

        let lead = desk.staff(TestDesk::LEAD);
        desk.app.leave_closed(&lead, reference, "Hoofdstuk drie gaat hierover.").await.expect("decided");
        assert_eq!((waiting(&desk).await, status(&desk, reference).await), (0, TicketStatus::Answered));
        let letter = letters(&desk, reference, LetterKind::StatusChange).await.pop().expect("a letter");
        assert!(letter.body.contains("Hoofdstuk drie gaat hierover."), "{}", letter.body);
        assert!(desk.app.leave_closed(&lead, reference, "Nog eens.").await.is_err(), "nothing waits");
        assert!(answered.page().await.contains("waarom niet"));
    }
}

#[tokio::test]
async fn opening_it_again_is_what_was_asked_for_whoever_does_it() {
    for desk in desks().await {
        let answered = Answered::on(&desk).await;
        answered.say("no", "niet_beantwoord").await;
        let lead = desk.staff(TestDesk::LEAD);
        let page = http().get(format!("{}/werkbak", answered.client.address));
        let page = page.header("cookie", TestDesk::cookie(&desk.session(TestDesk::LEAD).await)).send().await;
        let inbox = page.expect("an answer").text().await.expect("text");
        assert!(inbox.contains(&format!("Mag deze vraag weer open? {}", answered.reference)), "{inbox}");
        desk.app.reopen_ticket(&lead, answered.reference, "De vraag was anders.").await.expect("opened");
        assert_eq!(waiting(&desk).await, 0);
        assert!(answered.page().await.contains("Dat is gebeurd."));
    }
}

#[tokio::test]
async fn a_question_whose_asker_asks_to_open_it_again_is_not_closed_before_somebody_decided() {
    for desk in desks().await {
        let answered = Answered::on(&desk).await;
        // The day of closing stood in the letter with the answer.
        for job in desk.app.lease_letters(100).await.expect("letters") {
            desk.app.settle_letter(&job, &app::LetterOutcome::sent()).await.expect("sent");
        }
        assert!(answered.page().await.contains("sluiten wij uw vraag"), "as long as nobody asks");
        assert_eq!(answered.say("no", "niet_beantwoord").await.0, 303);
        assert!(!answered.page().await.contains("sluiten wij uw vraag"));
        for _ in 0..3 {
            desk.clock.advance(chrono::Duration::days(21));
            desk.app.heed_silence().await.expect("swept");
            assert_eq!(status(&desk, answered.reference).await, TicketStatus::Answered, "nobody decided yet");
        }
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.leave_closed(&lead, answered.reference, "Hoofdstuk drie gaat hierover.").await.expect("decided");
        desk.clock.advance(chrono::Duration::days(21));
        desk.app.heed_silence().await.expect("swept");
        assert_eq!(status(&desk, answered.reference).await, TicketStatus::Closed);
    }
}
