use crate::given::{day, write};
use domain::{Axis, Period, Topic};
use store::{topics, versions};
use testkit::database::on_both;

fn topic(key: &str, label: &str) -> Topic {
    Topic {
        key: key.into(),
        axis: Axis::Theme,
        label: label.to_owned(),
        description: "Wat erbij hoort".to_owned(),
        valid: Period { from: day("2020-01-01"), to: Some(day("2030-01-01")) },
        successor: None,
    }
}

#[tokio::test]
async fn topics_keep_their_order_and_saving_again_replaces() {
    on_both(async |store| {
        let first = [topic("zorg", "Zorg"), topic("ander", "Anders")];
        write(store, async |tx| topics::save(tx, &first).await.unwrap()).await;
        assert_eq!(topics::load(store).await.unwrap().all(), first);
        let again = [topic("ander", "Overig"), topic("zorg", "Zorg"), topic("nieuw", "Nieuw")];
        write(store, async |tx| topics::save(tx, &again).await.unwrap()).await;
        assert_eq!(topics::load(store).await.unwrap().all(), again);
        assert_eq!(versions::current(store).await.unwrap().reference, 2);
    })
    .await;
}
