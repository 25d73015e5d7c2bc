//! Text blocks: whose they are, what the desk fills in, what it refuses to send, and how they are found.

use crate::client::listening;
use app::{Caller, Refusal, Sharing, TextBlock, TextBlockDraft};
use domain::{Reference, TicketStatus};
use reqwest::StatusCode;
use testkit::{TestDesk, desks, question_about};

fn draft<'a>(title: &'a str, body: &'a str, sharing: Sharing) -> TextBlockDraft<'a> {
    TextBlockDraft { title, body, sharing }
}

async fn keep(desk: &TestDesk, caller: &Caller, title: &str, body: &str, sharing: Sharing) -> i64 {
    desk.app.keep_text_block(caller, None, draft(title, body, sharing)).await.expect("it is kept");
    let blocks = desk.app.list_text_blocks(caller).await.expect("a list");
    blocks.into_iter().find(|block| block.title == title).expect("it is there").id
}

async fn names(desk: &TestDesk, caller: &Caller) -> Vec<String> {
    desk.app.list_text_blocks(caller).await.expect("a list").into_iter().map(|block| block.title).collect()
}

/// A question that Anna has.
async fn annas(desk: &TestDesk) -> Reference {
    let nobody = Caller::new(domain::Actor::Anonymous, domain::Origin::Web);
    let receipt = desk.app.submit_question(&nobody, question_about(1, "woonzorgvisie")).await.expect("taken");
    receipt.reference
}

fn paths(refusal: Refusal) -> Vec<String> {
    match refusal {
        Refusal::Complaints(complaints) => complaints.0.into_iter().map(|one| one.path.join("-")).collect(),
        other => panic!("no complaint: {other}"),
    }
}

#[tokio::test]
async fn ones_own_block_is_seen_by_nobody_else_and_a_shared_one_is_changed_by_leads_only() {
    for desk in desks().await {
        let (anna, bram, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM), desk.staff(TestDesk::LEAD));
        let own = keep(&desk, &anna, "Groet", "Met vriendelijke groet", Sharing::Own).await;
        let shared = keep(&desk, &lead, "Bronnen", "Zie de handreiking.", Sharing::Shared).await;
        assert_eq!(names(&desk, &anna).await, ["Bronnen", "Groet"]);
        assert_eq!(names(&desk, &bram).await, ["Bronnen"]);
        let change = async |caller: &Caller, id, sharing| {
            desk.app.keep_text_block(caller, Some(id), draft("Anders", "Anders", sharing)).await
        };
        assert!(matches!(change(&bram, own, Sharing::Own).await, Err(Refusal::Hidden)));
        assert!(matches!(desk.app.remove_text_block(&lead, own).await, Err(Refusal::Hidden)), "not even a lead");
        for sharing in [Sharing::Own, Sharing::Shared] {
            assert!(matches!(change(&anna, shared, sharing).await, Err(Refusal::Forbidden)), "taken for oneself");
        }
        assert!(matches!(desk.app.remove_text_block(&anna, shared).await, Err(Refusal::Forbidden)));
        let more = desk.app.keep_text_block(&anna, None, draft("Voor allen", "x", Sharing::Shared)).await;
        assert!(matches!(more, Err(Refusal::Forbidden)));
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        assert!(matches!(desk.app.list_text_blocks(&administrator).await, Err(Refusal::Forbidden)));
        change(&anna, own, Sharing::Own).await.expect("one's own");
        desk.app.remove_text_block(&lead, shared).await.expect("a lead's");
        assert_eq!(names(&desk, &anna).await, ["Anders"]);
    }
}

#[tokio::test]
async fn every_complaint_about_a_block_comes_at_once_and_names_are_told_apart_as_people_read_them() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let refused = async |title: &str, body: &str| {
            let refused = desk.app.keep_text_block(&anna, None, draft(title, body, Sharing::Own)).await;
            paths(refused.expect_err("refused"))
        };
        assert_eq!(refused(" ", "Op {datum} of {dag} {naam}").await, ["title", "body"]);
        assert_eq!(refused(&"a".repeat(81), "").await, ["title", "body"]);
        keep(&desk, &anna, "Één plek", "x", Sharing::Own).await;
        assert_eq!(refused("een PLEK", "y").await, ["title"]);
        let bram = desk.staff(TestDesk::BRAM);
        keep(&desk, &bram, "Een plek", "z", Sharing::Own).await;
    }
}

#[tokio::test]
async fn the_desk_fills_in_what_it_knows_and_counts_the_use() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let reference = annas(&desk).await;
        let body = "Beste {naam},\n\nUw vraag {kenmerk} van {organisatie} ({ontvangen}) krijgt antwoord op {antwoorddag}.\n{deskundige}";
        let id = keep(&desk, &anna, "Ontvangst", body, Sharing::Own).await;
        let ticket = desk.app.read_ticket(&anna, reference).await.expect("hers");
        let filled = desk.app.use_text_block(&anna, reference, id).await.expect("filled in");
        let day = |at| domain::long_day_in_words(domain::amsterdam_day(at));
        let expected = format!(
            "Beste {},\n\nUw vraag {reference} van {} ({}) krijgt antwoord op {}.\nAnna de Wit",
            ticket.contact.name,
            ticket.organisation_name,
            day(ticket.received_at),
            day(ticket.promises.answer.due_at)
        );
        assert_eq!(filled, expected);
        let used = |blocks: Vec<TextBlock>| (blocks[0].uses, blocks[0].used_at);
        let blocks = desk.app.list_text_blocks(&anna).await.expect("a list");
        assert_eq!(used(blocks), (1, Some(desk.app.now())));
        desk.app
            .keep_text_block(&anna, Some(id), draft("Ontvangst", "{antwoorddag}", Sharing::Own))
            .await
            .expect("kept");
        assert_eq!(desk.app.list_text_blocks(&anna).await.expect("a list")[0].uses, 1, "other words, the same block");
        // Once the promised day has passed there is no day to name.
        desk.clock.set(ticket.promises.answer.due_at);
        assert_eq!(desk.app.use_text_block(&anna, reference, id).await.expect("text"), "{antwoorddag}");
        let bram = desk.staff(TestDesk::BRAM);
        assert!(matches!(desk.app.use_text_block(&bram, reference, id).await, Err(Refusal::Hidden)));
    }
}

#[tokio::test]
async fn a_place_that_nobody_filled_in_is_never_sent() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let reference = annas(&desk).await;
        let refused = desk.app.reply_to_ticket(&anna, reference, "Beste {Naam}, klaar.", app::Reply::Answer).await;
        assert_eq!(paths(refused.expect_err("refused")), ["body"]);
        let status = async || desk.app.read_ticket(&anna, reference).await.expect("hers").status();
        assert_eq!(status().await, TicketStatus::Assigned);
        let other = "In een {sjabloon} of {} mag dit wel.";
        desk.app.reply_to_ticket(&anna, reference, other, app::Reply::Answer).await.expect("sent");
        assert_eq!(status().await, TicketStatus::Answered);
    }
}

#[tokio::test]
async fn a_block_is_found_by_the_beginnings_of_its_words_and_what_is_used_most_comes_first() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let reference = annas(&desk).await;
        for (title, body) in [
            ("Flexwonen: vergunning", "Een tijdelijke vergunning duurt hoogstens vijftien jaar."),
            ("Vergunningvrij", "Wat zonder mag."),
            ("Groet", "Met groet, ook voor de vergunning."),
        ] {
            keep(&desk, &anna, title, body, Sharing::Own).await;
        }
        let found = async |typed: &str| -> Vec<String> {
            let found = desk.app.find_text_blocks(&anna, typed, 2).await.expect("found");
            found.into_iter().map(|block| block.title).collect()
        };
        assert_eq!(found("verg").await, ["Vergunningvrij", "Flexwonen: vergunning"], "the name begins so");
        assert_eq!(found("VERG tijd").await, ["Flexwonen: vergunning"]);
        assert_eq!(found("gunning").await, Vec::<String>::new(), "the beginning of a word");
        let groet = desk.app.find_text_blocks(&anna, "groet", 1).await.expect("found")[0].id;
        desk.app.use_text_block(&anna, reference, groet).await.expect("used");
        assert_eq!(found("").await[0], "Groet", "used most");
    }
}

#[tokio::test]
async fn without_a_script_a_block_comes_behind_what_was_typed_and_nothing_is_sent() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = desk.staff(TestDesk::ANNA);
        let reference = annas(&desk).await;
        let id = keep(&desk, &anna, "Groet", "Met groet van {deskundige} & allen", Sharing::Own).await;
        let session = desk.session(TestDesk::ANNA).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let send = async |block: &str, accept: &str| {
            let fields = [("token", &*app::form_token(&session)), ("body", "Mijn begin"), ("block", block)];
            let request = http.post(format!("{}/vragen/{reference}/tekstblok", client.address)).form(&fields);
            let request = request.header("cookie", TestDesk::cookie(&session)).header("accept", accept);
            let answer = request.send().await.expect("an answer");
            (answer.status(), answer.text().await.expect("text"))
        };
        let (status, page) = send(&id.to_string(), "text/html").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(">Mijn begin\n\nMet groet van Anna de Wit &#38; allen</textarea>"), "{page}");
        let (status, page) = send("", "text/html").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Kies een tekstblok uit de lijst.") && page.contains(">Mijn begin</textarea>"));
        let (status, words) = send(&id.to_string(), "application/json").await;
        assert_eq!((status, words.as_str()), (StatusCode::OK, r#"{"text":"Met groet van Anna de Wit & allen"}"#));
        assert_eq!(desk.app.read_ticket(&anna, reference).await.expect("hers").status(), TicketStatus::Assigned);
    }
}
