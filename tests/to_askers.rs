//! What askers get by letter: their question back, who has it, the answer with what was asked; in the language they wrote in,
//! and as one conversation.

use crate::letters::{queue, to_server};
use app::{Caller, Reply};
use chrono::Duration;
use domain::{Actor, Letter, LetterKind, Origin, PersonId, QuestionDraft, Reference};
use testkit::{MailServer, Mood, TestDesk, desks, question_about};

async fn ask(desk: &TestDesk, draft: QuestionDraft) -> Reference {
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&caller, draft).await.expect("a receipt").reference
}

fn in_english(key: u128) -> QuestionDraft {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.subject = "Our housing plan (woonzorgvisie)".to_owned();
    draft.body =
        "We are writing a woonzorgvisie for our town. Which parts have to be in it?\n\nThis is for the elderly, and \
                  they would have to be able to stay with their friends."
            .to_owned();
    draft
}

/// The letters about a question of one kind that have their text, in the order they were written.
async fn letters(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Vec<Letter> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().map(|(job, _)| job.letter).filter(|letter| letter.kind == kind).collect()
}

async fn assign(desk: &TestDesk, reference: Reference, to: PersonId) {
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.assign_ticket(&lead, reference, Some(to), "Kent dit.").await.expect("assigned");
}

/// Who has it, and the two who do not.
async fn who_has_it(desk: &TestDesk, reference: Reference) -> (PersonId, [PersonId; 2]) {
    let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a question");
    let has = ticket.assignee.expect("somebody has it");
    let others: Vec<PersonId> =
        [TestDesk::ANNA, TestDesk::BRAM, TestDesk::CARLA].into_iter().filter(|id| *id != has).collect();
    (has, [others[0], others[1]])
}

#[tokio::test]
async fn a_receipt_holds_the_question_as_it_was_understood_and_who_has_it() {
    for desk in desks().await {
        let draft = question_about(1, "woonzorgvisie");
        let (body, place) = (draft.body.clone(), "Gemeente Arnhem");
        let reference = ask(&desk, draft).await;
        let (has, _) = who_has_it(&desk, reference).await;
        let receipt = letters(&desk, reference, LetterKind::Receipt).await.pop().expect("a receipt");
        let quoted: Vec<String> = body.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
        let name = desk.app.picture().name(has).to_owned();
        for words in [quoted.join("\n"), format!("Uw vraag gaat over: {place}"), format!("{name} behandelt uw vraag.")]
        {
            assert!(receipt.body.contains(&words), "{words}\n{}", receipt.body);
        }
    }
}

#[tokio::test]
async fn an_asker_hears_once_who_has_the_question_however_often_that_changed_and_not_after_the_answer() {
    for desk in desks().await {
        let server = MailServer::start(|_| Mood::Good).await;
        let carrier = to_server(server.url());
        let reference = ask(&desk, question_about(1, "woonzorgvisie")).await;
        let (has, [second, third]) = who_has_it(&desk, reference).await;
        worker::run_once(&desk.app, &carrier).await;
        assert!(letters(&desk, reference, LetterKind::WhoAnswers).await.is_empty(), "the receipt said it");

        assign(&desk, reference, second).await;
        let told = letters(&desk, reference, LetterKind::WhoAnswers).await;
        let name = |id| desk.app.picture().name(id).to_owned();
        assert!(told.len() == 1 && told[0].to_email == "ans@arnhem.example", "{told:?}");
        assert!(told[0].body.contains(&format!("{} behandelt uw vraag. Eerst had {}", name(second), name(has))));
        // On and on within the ten minutes: one letter, which names the last.
        assign(&desk, reference, third).await;
        let told = letters(&desk, reference, LetterKind::WhoAnswers).await;
        assert!(told.len() == 1 && told[0].body.contains(&name(third)), "{told:?}");
        assert!(!told[0].body.contains(&name(second)), "{told:?}");
        desk.clock.advance(Duration::minutes(11));
        let to_asker = || server.letters().iter().filter(|(to, _)| to == "ans@arnhem.example").count();
        let before = to_asker();
        worker::run_once(&desk.app, &carrier).await;
        assert_eq!(to_asker() - before, 1);

        // Whoever answers at once is named in the answer.
        assign(&desk, reference, second).await;
        desk.app
            .reply_to_ticket(&desk.staff(second), reference, "In hoofdstuk drie.", Reply::Answer)
            .await
            .expect("sent");
        desk.clock.advance(Duration::minutes(11));
        let before = to_asker();
        worker::run_once(&desk.app, &carrier).await;
        assert_eq!((to_asker() - before, queue(&desk).await), (1, (0, 0)), "the answer alone");
    }
}

#[tokio::test]
async fn who_asks_in_english_is_written_to_in_english_and_the_expert_in_dutch() {
    for desk in desks().await {
        let reference = ask(&desk, in_english(1)).await;
        let dutch = ask(&desk, question_about(2, "woonzorgvisie")).await;
        assign(&desk, reference, TestDesk::ANNA).await;
        let anna = desk.staff(TestDesk::ANNA);
        desk.app
            .reply_to_ticket(&anna, reference, "You will find it in chapter three.", Reply::Answer)
            .await
            .expect("sent");
        for kind in [LetterKind::Receipt, LetterKind::Answer] {
            let letter = letters(&desk, reference, kind).await.pop().expect("a letter");
            assert!(letter.body.starts_with("Dear Ans Vermeer,\n\n"), "{}", letter.body);
            assert!(letter.body.contains("\n\nKind regards,\n") && letter.language == "en", "{}", letter.body);
            assert!(app::letter_in_html(&letter).contains("<html lang=\"en\">"));
        }
        let assigned = letters(&desk, reference, LetterKind::Assignment).await.pop().expect("a letter");
        assert!(assigned.body.starts_with("Beste ") && assigned.language == "nl", "{}", assigned.body);
        let receipt = letters(&desk, dutch, LetterKind::Receipt).await.pop().expect("a letter");
        assert!(receipt.body.starts_with("Beste Ans Vermeer,\n\n") && receipt.language == "nl", "{}", receipt.body);
    }
}

#[tokio::test]
async fn letters_about_one_question_are_one_conversation_and_an_answer_quotes_what_was_asked() {
    for desk in desks().await {
        let server = MailServer::start(|_| Mood::Good).await;
        let (one, other) = (ask(&desk, question_about(1, "woonzorgvisie")).await, ask(&desk, in_english(2)).await);
        let (has, _) = who_has_it(&desk, one).await;
        let expert = desk.staff(has);
        desk.app.reply_to_ticket(&expert, one, "Ik zoek het uit.", Reply::Interim).await.expect("sent");
        desk.app.reply_to_ticket(&expert, one, "Zie [de gids](https://a.example).", Reply::Answer).await.expect("sent");
        let answer = letters(&desk, one, LetterKind::Answer).await.pop().expect("an answer");
        let question = question_about(1, "woonzorgvisie").body;
        assert!(answer.body.contains(&format!("Dit was uw vraag:\n\n> {question}")), "{}", answer.body);
        assert!(answer.body.contains("Zie de gids (https://a.example)."), "{}", answer.body);
        assert_eq!(answer.body.matches("Met vriendelijke groet,").count(), 1);
        worker::run_once(&desk.app, &to_server(server.url())).await;
        let sent = server.letters();
        let of = |reference: Reference| {
            let line = format!("References: <vraag-{reference}@");
            sent.iter().filter(|(_, text)| text.contains(&line)).map(|(to, _)| to.clone()).collect::<Vec<_>>()
        };
        let of_one = of(one);
        assert_eq!(of_one.iter().filter(|to| *to == "ans@arnhem.example").count(), 3, "{of_one:?}");
        assert_eq!(of_one.len() + of(other).len(), sent.len(), "each letter is of one of the two");
    }
}

#[tokio::test]
async fn a_letter_says_that_it_can_be_answered_where_that_is_read_and_only_there() {
    for mut desk in desks().await {
        for (address, said) in [(None, false), (Some("loket@desk.example"), true)] {
            desk.reopen(|settings| settings.inbox.address = address.map(str::to_owned)).await;
            let reference = ask(&desk, question_about(1 + u128::from(said), "woonzorgvisie")).await;
            let (has, _) = who_has_it(&desk, reference).await;
            let expert = desk.staff(has);
            for (text, how) in [
                ("Ik zoek het uit.", Reply::Interim),
                ("Om welk jaar gaat het?", Reply::AskBack),
                ("Zie de gids.", Reply::Answer),
            ] {
                desk.app.reply_to_ticket(&expert, reference, text, how).await.expect("sent");
            }
            for kind in [LetterKind::AskBack, LetterKind::Interim, LetterKind::Answer] {
                let letter = letters(&desk, reference, kind).await.pop().expect("a letter");
                assert_eq!(letter.body.contains("eantwoord d"), said, "{kind:?}: {}", letter.body);
                assert!(letter.body.contains("/volg/"), "the page is there either way: {}", letter.body);
            }
        }
    }
}
