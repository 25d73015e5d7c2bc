use crate::given::{desk, monday, question, stored, write};
use chrono::Duration;
use domain::{FileId, MessageId, SentFile};
use store::{attachments, uploads};
use testkit::database::on_both;
use uuid::Uuid;

fn file(number: u128) -> SentFile {
    SentFile {
        id: FileId(Uuid::from_u128(number)),
        object: FileId(Uuid::from_u128(number)),
        hash: "ab".repeat(32),
        name: format!("plan {number}.pdf"),
        media_type: "application/pdf".to_owned(),
        bytes: 100,
        uploaded_at: monday() + Duration::seconds(i64::try_from(number).expect("small")),
        person: None,
    }
}

#[tokio::test]
async fn an_upload_waits_until_it_is_taken_once_or_expires() {
    on_both(async |store| {
        desk(store).await;
        let (first, second) = (file(1), file(2));
        for (file, hours) in [(&first, 1), (&second, 24)] {
            write(store, async |tx| uploads::insert(tx, file, monday() + Duration::hours(hours)).await.unwrap()).await;
        }
        let ids = [second.id, first.id, FileId(Uuid::from_u128(9))];
        let waiting = async |at| uploads::these(store, &ids, at).await.unwrap();
        assert_eq!(waiting(monday()).await, [first.clone(), second.clone()]);
        assert_eq!(waiting(monday() + Duration::hours(2)).await, vec![second.clone()]);
        assert_eq!(uploads::bytes(store).await.unwrap(), 2 * (100 + 65_536));
        let later = monday() + Duration::hours(2);
        write(store, async |tx| assert_eq!(uploads::delete_expired(tx, later).await.unwrap(), 1)).await;
        write(store, async |tx| assert_eq!(uploads::take(tx, &ids).await.unwrap(), 1)).await;
        write(store, async |tx| assert_eq!(uploads::take(tx, &ids).await.unwrap(), 0)).await;
        assert_eq!(uploads::bytes(store).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn attachments_are_found_by_message_and_their_objects_are_known() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        let message = question(1).question.id;
        let copy = SentFile { id: FileId(Uuid::from_u128(3)), ..file(1) };
        let files = [file(1), file(2), copy.clone()];
        write(store, async |tx| attachments::insert(tx, ticket, message, &files).await.unwrap()).await;
        write(store, async |tx| uploads::insert(tx, &file(4), monday()).await.unwrap()).await;
        let found = attachments::of_messages(store, &[message, MessageId(Uuid::nil())]).await.unwrap();
        let names: Vec<_> = found.iter().map(|attached| (attached.ticket, attached.file.id)).collect();
        assert_eq!(names, [(ticket, files[0].id), (ticket, copy.id), (ticket, files[1].id)]);
        assert_eq!(attachments::these(store, &[copy.id]).await.unwrap().remove(0).file, copy);
        assert_eq!(attachments::bytes_of(store, ticket).await.unwrap(), 300);
        assert_eq!(attachments::newest(store, 1).await.unwrap()[0].file, files[1]);
        let objects = [1, 3, 4, 5].map(|number| FileId(Uuid::from_u128(number)));
        let known = attachments::known_objects(store, &objects).await.unwrap();
        assert!(known.contains(&objects[0]) && known.contains(&objects[2]) && known.len() == 2, "{known:?}");
        assert!(attachments::of_messages(store, &[]).await.unwrap().is_empty());
    })
    .await;
}
