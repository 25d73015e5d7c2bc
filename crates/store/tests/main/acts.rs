use crate::given::{desk, message, monday, question, read, stored, uuid, write};
use domain::{ActKey, MessageKind};
use store::acts::{self, Known};
use store::messages;
use store::tickets::{self, Beside, TicketChange};
use testkit::database::on_both;

#[tokio::test]
async fn a_key_stands_for_one_act_on_one_ticket() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        let other = stored(store, &question(2)).await.id;
        let key = ActKey(uuid(5));
        let insert = async |ticket, words: &[u8; 32]| {
            let ticket = read(store, ticket).await;
            let tx = store.write().await.unwrap();
            let beside = Beside { act: Some((key, *words)), ..Beside::default() };
            let change = TicketChange::default();
            let done = tickets::change_with(&tx, &ticket, monday(), &change, beside).await.unwrap();
            if done { tx.commit().await } else { tx.rollback().await }.unwrap();
            done
        };
        assert_eq!(acts::known(store, ticket, key, &[1; 32]).await.unwrap(), Known::New);
        assert!(insert(ticket, &[1; 32]).await);
        assert!(!insert(ticket, &[1; 32]).await && !insert(ticket, &[2; 32]).await, "once");
        assert_eq!(acts::known(store, ticket, key, &[1; 32]).await.unwrap(), Known::Same);
        assert_eq!(acts::known(store, ticket, key, &[2; 32]).await.unwrap(), Known::Other);
        assert!(insert(other, &[1; 32]).await, "another ticket is another act");
    })
    .await;
}

#[tokio::test]
async fn what_was_said_since_a_revision_leaves_out_what_was_said_before_it_and_notes_for_others() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        let said = [(11, MessageKind::AskBack), (12, MessageKind::Note), (13, MessageKind::AskerReaction)];
        for (revision, (number, kind)) in (1..).zip(said) {
            let added = message(number, kind, "…");
            write(store, async |tx| messages::insert_at(tx, ticket, &added, Some(revision)).await.unwrap()).await;
        }
        let since = async |shown, revision| {
            let new = messages::since(store, ticket, shown, revision, 10).await.unwrap();
            new.into_iter().map(|message| message.kind).collect::<Vec<_>>()
        };
        assert_eq!(since(messages::Shown::WithNotes, 1).await, [MessageKind::Note, MessageKind::AskerReaction]);
        assert_eq!(since(messages::Shown::ToAsker, 1).await, [MessageKind::AskerReaction]);
        assert_eq!(since(messages::Shown::WithNotes, 3).await, []);
        assert_eq!(
            since(messages::Shown::ToAsker, 0).await,
            [MessageKind::AskBack, MessageKind::AskerReaction],
            "the question was there"
        );
    })
    .await;
}
