//! The same period a year before stands beside each figure, and what was not kept then is not called nothing.

use super::counted_desk;
use domain::{Actor, Origin};
use testkit::{TestDesk, desks};

#[tokio::test]
async fn a_year_before_stands_beside_a_figure_and_before_the_desk_there_is_nothing_and_not_none() {
    for desk in desks().await {
        counted_desk(&desk).await;
        let client = crate::client::listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let get = async |page: &str, more: &str| {
            let query = "maat=ontvangen&per=thema&stap=maand&van=2026-10-01&tot=2026-11-30&naast=jaar";
            let address = format!("{}/cijfers{page}?{query}{more}", client.address);
            let answer =
                reqwest::Client::new().get(&address).header("cookie", &cookie).send().await.expect("an answer");
            assert_eq!(answer.status(), 200, "{address}");
            answer.text().await.expect("text")
        };
        let page = get("", "").await;
        assert!(page.contains("werd dit nog niet bijgehouden") && page.contains("Totaal een jaar eerder"), "{page}");
        assert!(!page.contains("loket-chart__before"), "{page}");
        for number in 0..2 {
            let line = serde_json::json!({ "id": format!("oud {number}"), "subject": "Een oude vraag",
                "body": "Hoe werkt een ouderenhofje?", "asker_type": "gemeente", "organisation": "Gemeente Arnhem",
                "gm_code_or_region": "GM0202", "name": "Ans", "email": "ans@arnhem.example",
                "received_at": format!("2025-1{number}-05") });
            let importer = app::Caller::new(Actor::System, Origin::Cli);
            desk.app.import_question_quietly(&importer, 1, line.to_string()).await.expect("imported");
        }
        let page = get("", "").await;
        let on = desk.store.name();
        assert!(page.contains("Het loket houdt dit bij sinds") && page.contains("loket-chart__before"), "{on}: {page}");
        let line = serde_json::json!({ "id": "ouder", "subject": "Een oude vraag", "body": "Hoe werkt een ouderenhofje?",
            "asker_type": "gemeente", "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202", "name": "Ans",
            "email": "ans@arnhem.example", "received_at": "2025-03-05" });
        let importer = app::Caller::new(Actor::System, Origin::Cli);
        desk.app.import_question_quietly(&importer, 1, line.to_string()).await.expect("imported");
        let page = get("", "").await;
        assert!(page.contains("Nu 3, een jaar eerder 2: 1 meer."), "{on}: {page}");
        assert!(page.contains("&#38;naast=jaar") || page.contains("&amp;naast=jaar"), "it stays in every link: {page}");
        let file = get("/tabel.csv", "").await;
        let lines: Vec<&str> = file.lines().collect();
        assert!(lines[0].ends_with("\"Totaal\";\"Totaal een jaar eerder\""), "{}", lines[0]);
        let whole = lines.iter().find(|line| line.starts_with("\"Alle vragen\"")).expect("a line");
        assert!(whole.ends_with(";3;2"), "{whole}");
    }
}
