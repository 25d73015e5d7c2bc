use crate::given::{expert, person, write};
use domain::{Person, Role};
use store::{StoreError, people, versions};
use testkit::database::on_both;

#[tokio::test]
async fn somebody_is_found_by_their_address_whatever_its_case() {
    on_both(async |store| {
        let before = versions::current(store).await.unwrap();
        let sanne = Person {
            name: "Sanne".to_owned(),
            email: "Sanne@Example.org ".to_owned(),
            ..person(1, vec![Role::Expert, Role::Lead])
        };
        write(store, async |tx| people::save(tx, &[sanne.clone(), person(2, vec![])]).await.unwrap()).await;
        let expected = Person { email: "sanne@example.org".to_owned(), ..sanne };
        assert_eq!(people::by_email(store, " SANNE@example.org").await.unwrap(), Some(expected.clone()));
        assert_eq!(people::by_email(store, "nobody@example.org").await.unwrap(), None);
        assert_eq!(people::all(store).await.unwrap(), [person(2, vec![]), expected]);
        let after = versions::current(store).await.unwrap();
        assert_eq!((after.roster, after.reference), (before.roster + 1, before.reference));
    })
    .await;
}

#[tokio::test]
async fn saving_somebody_again_replaces_them() {
    on_both(async |store| {
        write(store, async |tx| people::save(tx, &[person(1, vec![Role::Expert])]).await.unwrap()).await;
        assert!(!people::has_demo(store).await.unwrap());
        let left = Person { active: false, demo: true, ..person(1, vec![]) };
        write(store, async |tx| people::save(tx, std::slice::from_ref(&left)).await.unwrap()).await;
        assert_eq!(people::all(store).await.unwrap(), [left]);
        assert!(people::has_demo(store).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn two_people_cannot_have_one_address() {
    on_both(async |store| {
        write(store, async |tx| people::save(tx, &[person(1, vec![])]).await.unwrap()).await;
        let twin = Person { email: person(1, vec![]).email.to_uppercase(), ..person(2, vec![]) };
        let tx = store.write().await.unwrap();
        let refused = people::save(&tx, &[twin]).await.unwrap_err();
        assert!(matches!(refused, StoreError::Duplicate(_)), "{refused}");
        drop(tx);
        assert_eq!(people::all(store).await.unwrap()[0].id, expert(1));
    })
    .await;
}
