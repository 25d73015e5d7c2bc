//! What nobody has is removed, and what is missing is seen.

use super::parcel::{PDF, Parcel, TYPED, ask, desks_with_files, get, links, on_disk};
use crate::client::listening;
use app::{Caller, Check};
use chrono::Duration;
use domain::Origin;
use testkit::TestDesk;

async fn checked(desk: &TestDesk) -> Check {
    let checks = desk.app.health().await.checks;
    checks.into_iter().find(|check| check.name == "bijlagen").expect("it is looked at")
}

#[tokio::test]
async fn what_no_message_took_is_gone_after_a_day_and_what_one_took_stays() {
    for (desk, folder) in desks_with_files().await {
        // Files have the time of this machine.
        desk.clock.set(app::Clock::now(&app::SystemClock));
        let client = listening(&desk).await;
        let page = ask(&client, &[("blijft.pdf", PDF)]).await;
        let unnamed = Parcel::of(&TYPED[..4]).file("wacht.pdf", PDF);
        assert_eq!(unnamed.send(&format!("{}/", client.address), None).await.status(), 422);
        std::fs::write(folder.path().join("incoming/half"), b"%PDF-").expect("somebody died while this came in");
        std::fs::write(folder.path().join("objects/vreemd"), b"x").expect("somebody else's");
        assert_eq!(desk.app.sweep_files().await.expect("swept"), 0, "an hour and a day are not over");
        assert_eq!(on_disk(folder.path()).len(), 4);
        desk.clock.advance(Duration::hours(2));
        assert_eq!(desk.app.sweep_files().await.expect("swept"), 1, "what came in half");
        desk.clock.advance(Duration::hours(23));
        assert_eq!(desk.app.sweep_files().await.expect("swept"), 1, "what waited");
        assert_eq!(desk.app.sweep_files().await.expect("swept"), 0);
        assert_eq!(on_disk(folder.path()).len(), 2);
        assert_eq!(store::uploads::bytes(desk.app.store()).await.expect("a sum"), 0);
        let link = links(&get(&client, &page, None).await.text().await.expect("a page")).remove(0);
        assert_eq!(get(&client, &link, None).await.bytes().await.expect("content"), PDF);
    }
}

#[tokio::test]
async fn doctor_sees_a_file_that_is_not_where_it_should_be() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let page = ask(&client, &[("plan.pdf", PDF)]).await;
        assert!(checked(&desk).await.ok);
        let lies = on_disk(folder.path()).remove(0);
        std::fs::write(&lies, b"korter").expect("it can be written");
        assert!(!checked(&desk).await.ok, "another length");
        std::fs::remove_file(&lies).expect("it can be removed");
        let check = checked(&desk).await;
        assert!(!check.ok && check.reason.contains("vraag nummer 1"), "{check:?}");
        let link = links(&get(&client, &page, None).await.text().await.expect("a page")).remove(0);
        assert_eq!(get(&client, &link, None).await.status(), 500);
    }
}

#[tokio::test]
async fn what_waits_never_fills_the_disk() {
    for (mut desk, folder) in desks_with_files().await {
        desk.reopen(|settings| settings.files.waiting = 1).await;
        let nobody = Caller::new(domain::Actor::Anonymous, Origin::Web);
        let bring = || futures_util::stream::iter([Ok::<_, std::io::Error>(PDF)]);
        desk.app.receive_file(&nobody, "een.pdf", bring()).await.expect("the first");
        let refused = desk.app.receive_file(&nobody, "twee.pdf", bring()).await;
        assert!(matches!(&refused, Err(app::Unsent::NotNow(why)) if why.contains("later nog eens")), "{refused:?}");
        assert_eq!(on_disk(folder.path()).len(), 1);
    }
}
