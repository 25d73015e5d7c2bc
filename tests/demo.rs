//! The demo opens before its year is played, and says so as long as it is not whole.

use crate::client::{HANGS_AFTER, listening};
use crate::crash::{loket, spawn_by};
use std::fs::File;
use std::process::Stdio;
use std::time::Duration;
use testkit::{TestDesk, desks};

/// What comes at this address in the end that is so.
async fn comes(address: &str, is_so: impl Fn(u16, &str) -> bool) -> String {
    let client = reqwest::Client::new();
    let looking = async {
        loop {
            if let Ok(answer) = client.get(address).send().await {
                let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap_or_default());
                if is_so(status, &text) {
                    return text;
                }
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    };
    tokio::time::timeout(HANGS_AFTER, looking).await.expect("in the end")
}

#[tokio::test]
async fn a_demo_shows_its_pages_while_its_year_is_played_and_what_to_open_is_the_last_thing_on_the_screen() {
    let folder = tempfile::tempdir().expect("a folder");
    let screen = folder.path().join("screen.txt");
    let mut command = loket(folder.path(), "sqlite://not-this-one.db");
    command.args(["demo", "--questions", "300"]).stdout(File::create(&screen).expect("a file")).stderr(Stdio::null());
    let demo = spawn_by(command);
    let ready = format!("{}/health/ready", demo.address());
    comes(&demo.address(), |status, page| status == 200 && page.contains("Vraag stellen")).await;
    comes(&ready, |status, said| status == 503 && said.contains("wordt nog gevuld") && said.contains("van de 300"))
        .await;
    comes(&ready, |status, _| status == 200).await;
    let last = async {
        loop {
            let screen = std::fs::read_to_string(&screen).expect("readable");
            if screen.trim_end().ends_with("Stop met Ctrl-C.") {
                return screen;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    };
    let screen = tokio::time::timeout(HANGS_AFTER, last).await.expect("in the end");
    assert!(screen.contains("Doorgaan als programmaleider"), "{screen}");
}

#[tokio::test]
async fn pages_of_staff_say_that_a_desk_is_not_whole_yet() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let page = async |path: &str| {
            let request = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", &cookie);
            request.send().await.expect("an answer").text().await.expect("a page")
        };
        desk.app.say_how_far_filled(Some("3 van de 7 vragen".to_owned()));
        for path in ["/werkbak", "/cijfers", "/cijfers?maat=ontvangen"] {
            let shown = page(path).await;
            assert!(shown.contains("De demo wordt nog gevuld: 3 van de 7 vragen."), "{shown}");
        }
        assert!(!desk.app.readiness().await.ok);
        desk.app.say_how_far_filled(None);
        assert!(!page("/werkbak").await.contains("De demo wordt nog gevuld"));
        assert!(desk.app.readiness().await.ok);
    }
}
