//! Files over the API: brought beside the queries, named in them, and given back.

use super::parcel::{PDF, PROGRAM, desks_with_files, on_disk};
use crate::client::{Client, SUBMIT, listening, question};
use serde_json::{Value, json};
use testkit::TestDesk;

async fn bring(client: &Client, token: Option<&str>, name: &str, content: &[u8]) -> (u16, Value) {
    let mut request = reqwest::Client::new().post(format!("{}/graphql/files?name={name}", client.address));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.body(content.to_vec()).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

const READ: &str = "query($reference: String!) { ticket(reference: $reference) { messages(first: 10) { nodes { internal
    attachments { id name mediaType size sha256 } } } } }";
const REPLY: &str = "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) { errors { path code } } }";
const NOTE: &str = "mutation($input: AddNoteInput!) { addNote(input: $input) { errors { path code } } }";

#[tokio::test]
async fn a_program_brings_files_names_them_and_reads_them_again() {
    for (desk, _folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let (anna, bram) = (desk.token(TestDesk::ANNA).await, desk.token(TestDesk::BRAM).await);
        let (status, brought) = bring(&client, None, "plan.pdf", PDF).await;
        assert_eq!((status, &brought["mediaType"]), (201, &json!("application/pdf")), "{brought}");
        let mut asked = question(1);
        asked["input"]["attachments"] = json!([brought["id"]]);
        let receipt = client.ask(None, SUBMIT, asked.clone()).await["submitQuestion"]["receipt"].clone();
        assert_eq!(client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"], receipt, "the same, sent again");
        let reference = receipt["reference"].clone();
        for (mutation, name) in [(REPLY, "antwoord.pdf"), (NOTE, "notitie.pdf")] {
            let (_, brought) = bring(&client, Some(&anna), name, PDF).await;
            let input = json!({ "input": { "reference": reference, "body": "Zie de bijlage.", "attachments": [brought["id"]] } });
            let done = client.ask(Some(&anna), mutation, input.clone()).await;
            assert!(done.to_string().contains("\"errors\":[]"), "{done}");
            let again = client.ask(Some(&anna), mutation, input).await;
            assert!(again.to_string().contains("UNKNOWN_FILE"), "used: {again}");
        }
        let read = client.ask(Some(&anna), READ, json!({ "reference": reference })).await;
        let nodes = read["ticket"]["messages"]["nodes"].as_array().expect("messages").clone();
        let files: Vec<Value> = nodes.iter().map(|node| node["attachments"][0].clone()).collect();
        assert_eq!(
            files.iter().map(|file| &file["name"]).collect::<Vec<_>>(),
            ["plan.pdf", "antwoord.pdf", "notitie.pdf"]
        );
        let path = format!("{}/graphql/files/{}", client.address, files[0]["id"].as_str().expect("an id"));
        for (token, status) in [(Some(&anna), 200), (Some(&bram), 404), (None, 404)] {
            let mut request = reqwest::Client::new().get(&path);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), status);
            if status == 200 {
                assert_eq!(answer.headers()["content-disposition"], "attachment");
                assert_eq!(answer.bytes().await.expect("content"), PDF);
            }
        }
    }
}

#[tokio::test]
async fn a_program_reads_why_its_file_is_refused_and_nothing_is_left() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let (status, refused) = bring(&client, None, "rekening.pdf", PROGRAM).await;
        assert_eq!((status, &refused["errors"][0]["extensions"]["code"]), (422, &json!("REFUSED_FILE")));
        assert!(refused["errors"][0]["message"].as_str().expect("words").contains("'rekening.pdf'"), "{refused}");
        let (status, refused) = bring(&client, Some("geen.goed.token"), "plan.pdf", PDF).await;
        assert_eq!((status, &refused["errors"][0]["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
        assert_eq!(bring(&client, None, "", PDF).await.0, 422);
        assert_eq!(bring(&client, None, "%00..%2F.pdf", PDF).await.0, 422);
        let mut asked = question(2);
        asked["input"]["attachments"] = json!(["geen-kenmerk"]);
        let told = client.ask(None, SUBMIT, asked).await;
        assert_eq!(told["submitQuestion"]["errors"][0]["code"], "UNKNOWN_FILE", "{told}");
        assert!(on_disk(folder.path()).is_empty());
    }
}
