//! Where the desk falls short: hours against work, and what several organisations asked.

use app::{Caller, LoadLine};
use chrono::Days;
use domain::{Absence, Actor, Origin, Reference, amsterdam_day};
use testkit::{TestDesk, desks, question_about};

/// A question of this body, by its own asker.
async fn ask(desk: &TestDesk, number: u128, (name, code): (&str, &str)) -> Reference {
    let mut draft = question_about(number, "woonzorgvisie");
    (draft.organisation.name, draft.organisation.municipality) = (name.to_owned(), Some(code.to_owned()));
    draft.contact.email = format!("ans{number}@arnhem.example");
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("taken in").reference
}

const ARNHEM: (&str, &str) = ("Gemeente Arnhem", "GM0202");
const EDE: (&str, &str) = ("Gemeente Ede", "GM0228");
const UTRECHT: (&str, &str) = ("Gemeente Utrecht", "GM0344");

#[tokio::test]
async fn hours_against_work_are_those_of_the_load_board_and_by_theme_for_leads_only() {
    for desk in desks().await {
        for number in 1..=4 {
            ask(&desk, number, ARNHEM).await;
        }
        let (app, lead, bram) = (&desk.app, desk.staff(TestDesk::LEAD), desk.staff(TestDesk::BRAM));
        let board = app.read_loads(&lead).await.expect("a board");
        let gaps = app.read_gaps(&lead).await.expect("gaps");
        let sum =
            |of: fn(&LoadLine) -> i32, lines: &[LoadLine]| lines.iter().map(|line| i64::from(of(line))).sum::<i64>();
        assert_eq!(gaps.capacity.present, board.len(), "on {}", desk.store.name());
        assert_eq!(gaps.capacity.used_minutes, sum(|line| line.used_minutes, &board));
        assert_eq!(gaps.capacity.weekly_minutes, sum(|line| line.weekly_minutes, &board));
        assert!(gaps.capacity.used_minutes > 0 && gaps.capacity.away == 0);
        let of_theme = |gaps: &app::Shortfalls, key: &str| {
            let themes = gaps.capacity_by_theme.as_ref().expect("for leads");
            themes.iter().find(|(theme, _)| theme.0 == key).map(|(_, capacity)| *capacity).expect("a theme")
        };
        let able: Vec<LoadLine> = board
            .iter()
            .filter(|line| {
                let expert = app.picture().expert(line.expert).cloned().expect("an expert");
                expert.expertise.iter().any(|known| known.topic.0 == "woonzorgvisie")
            })
            .cloned()
            .collect();
        let visions = of_theme(&gaps, "woonzorgvisie");
        assert_eq!(visions.used_minutes, sum(|line| line.used_minutes, &able));
        assert!(visions.present == able.len() && visions.present < board.len());
        let shares: Vec<f64> = gaps.capacity_by_theme.iter().flatten().filter_map(|(_, one)| one.share()).collect();
        assert!(shares.is_sorted_by(|left, right| left >= right), "the fullest first: {shares:?}");
        // Of a theme that few know, it would tell what each of them has in hand.
        assert_eq!(app.read_gaps(&bram).await.expect("gaps").capacity_by_theme, None);

        let busy = able.iter().max_by_key(|line| line.used_minutes).expect("somebody");
        let today = amsterdam_day(app.now());
        let absence = Absence { from: today + Days::new(1), to: today + Days::new(9), cover: None };
        app.plan_absence(&lead, busy.expert, absence, app::Gaps::Accepted).await.expect("planned");
        desk.clock.advance(chrono::Duration::days(2));
        let gaps = app.read_gaps(&lead).await.expect("gaps");
        assert_eq!((gaps.capacity.away, gaps.capacity.present), (1, board.len() - 1));
        assert_eq!(gaps.capacity.away_minutes, i64::from(busy.used_minutes), "it still lies there");
    }
}

#[tokio::test]
async fn what_several_organisations_asked_is_counted_for_all_and_listed_for_who_may_open_it() {
    for desk in desks().await {
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let several = async |caller: &Caller| app.read_gaps(caller).await.expect("gaps").same;
        let kept = ask(&desk, 1, ARNHEM).await;
        let other = ask(&desk, 2, ARNHEM).await;
        let mut merged = Vec::new();
        for (number, from) in [(3, EDE), (4, UTRECHT), (5, EDE)] {
            let one = ask(&desk, number, from).await;
            app.merge_ticket(&lead, one, &kept.to_string()).await.expect("merged");
            merged.push(one);
        }
        // The same body asking twice is no other.
        let twice = ask(&desk, 6, ARNHEM).await;
        app.merge_ticket(&lead, twice, &other.to_string()).await.expect("merged");
        let same = several(&lead).await;
        assert_eq!((same.many, same.questions, same.listed.len()), (1, 4, 1), "on {}", desk.store.name());
        let (ticket, counts) = &same.listed[0];
        assert_eq!((ticket.reference, counts.organisations, counts.questions), (kept, 3, 4));
        desk.clock.advance(chrono::Duration::days(1));
        let later = ask(&desk, 7, UTRECHT).await;
        app.merge_ticket(&lead, later, &other.to_string()).await.expect("merged");
        let same = several(&lead).await;
        let order: Vec<Reference> = same.listed.iter().map(|(ticket, _)| ticket.reference).collect();
        assert_eq!(order, [other, kept], "asked last stands first");
        // Bram knows nothing of this theme: he reads how many there are.
        let bram = several(&desk.staff(TestDesk::BRAM)).await;
        let may = async |of| app.read_ticket(&desk.staff(TestDesk::BRAM), of).await.is_ok();
        let his = usize::from(may(kept).await) + usize::from(may(other).await);
        assert_eq!((bram.many, bram.questions, bram.listed.len()), (2, 7, his));
        assert!(his < 2, "or this shows nothing");
        app.unmerge_ticket(&lead, later).await.expect("a moment later");
        assert_eq!(several(&lead).await.many, 1, "it was another question after all");

        let client = crate::client::listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let page = reqwest::Client::new().get(format!("{}/cijfers/dekking", client.address)).header("cookie", &cookie);
        let page = page.send().await.expect("an answer").text().await.expect("text");
        assert!(page.contains(&format!("/vragen/{kept}")) && page.contains("href=\"/bezetting\""), "{page}");
    }
}
