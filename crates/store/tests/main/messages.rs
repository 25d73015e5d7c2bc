use crate::given::{desk, message, question, stored, write};
use domain::MessageKind;
use store::messages;
use testkit::database::on_both;

#[tokio::test]
async fn messages_come_in_pages_and_notes_only_for_colleagues() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await.id;
        let other = stored(store, &question(2)).await.id;
        let text = "Regel één\r\n\t.\nFrom 🏠 'ons' \"huis\" \\";
        let said = [
            message(11, MessageKind::AskBack, "Hoeveel?"),
            message(12, MessageKind::Note, "Intern"),
            message(13, MessageKind::AskerReaction, text),
        ];
        for added in &said {
            write(store, async |tx| messages::insert(tx, ticket, added).await.unwrap()).await;
        }
        write(store, async |tx| {
            let added = message(10, MessageKind::Answer, "Iets anders");
            messages::insert(tx, other, &added).await.unwrap();
        })
        .await;
        let first = question(1).question;
        let page = async |shown, first, after| messages::page(store, ticket, shown, first, after).await.unwrap();
        let everything = vec![first.clone(), said[0].clone(), said[1].clone(), said[2].clone()];
        assert_eq!(page(messages::Shown::WithNotes, 10, None).await, (everything, false));
        let visible = vec![first.clone(), said[0].clone(), said[2].clone()];
        assert_eq!(page(messages::Shown::ToAsker, 3, None).await, (visible, false));
        assert_eq!(page(messages::Shown::ToAsker, 2, None).await, (vec![first, said[0].clone()], true));
        assert_eq!(page(messages::Shown::ToAsker, 2, Some(said[0].id)).await, (vec![said[2].clone()], false));

        let back = async |shown, most, before| messages::page_before(store, ticket, shown, most, before).await.unwrap();
        assert_eq!(back(messages::Shown::WithNotes, 2, None).await, (vec![said[1].clone(), said[2].clone()], true));
        assert_eq!(
            back(messages::Shown::WithNotes, 2, Some(said[1].id)).await,
            (vec![question(1).question, said[0].clone()], false)
        );
        assert_eq!(back(messages::Shown::ToAsker, 2, None).await, (vec![said[0].clone(), said[2].clone()], true));
    })
    .await;
}
