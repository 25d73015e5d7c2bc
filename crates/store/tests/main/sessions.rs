use crate::given::{desk, expert, minutes, monday, write};
use store::sessions::{self, Session};
use testkit::database::on_both;

#[tokio::test]
async fn a_session_holds_until_it_ends() {
    on_both(async |store| {
        desk(store).await;
        let session = |byte| Session {
            hash: [byte; 32],
            person: expert(1),
            created_at: monday(),
            seen_at: monday(),
            expires_at: monday() + minutes(i64::from(byte)),
        };
        for byte in [10, 20, 30] {
            write(store, async |tx| sessions::insert(tx, &session(byte)).await.unwrap()).await;
        }
        let long_ago = monday() - minutes(60);
        let find = async |byte, at| {
            let found = sessions::find(store, &[byte; 32], monday() + minutes(at), long_ago).await.unwrap();
            found.map(|(session, person)| {
                assert_eq!(person.id, session.person);
                session
            })
        };
        assert_eq!(find(20, 19).await, Some(session(20)));
        assert_eq!(find(20, 20).await, None);
        assert_eq!(find(21, 0).await, None);
        assert!(write(store, async |tx| sessions::delete(tx, &[30; 32]).await.unwrap()).await);
        assert!(!write(store, async |tx| sessions::delete(tx, &[30; 32]).await.unwrap()).await);
        assert_eq!(find(30, 0).await, None);
        let now = monday() + minutes(10);
        assert_eq!(write(store, async |tx| sessions::delete_expired(tx, now, long_ago).await.unwrap()).await, 1);
        assert_eq!(find(20, 11).await, Some(session(20)));
    })
    .await;
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_and_one_that_is_used_does_not() {
    on_both(async |store| {
        desk(store).await;
        let session = |byte| Session {
            hash: [byte; 32],
            person: expert(1),
            created_at: monday(),
            seen_at: monday(),
            expires_at: monday() + minutes(600),
        };
        write(store, async |tx| {
            sessions::insert(tx, &session(1)).await.unwrap();
            sessions::insert(tx, &session(2)).await.unwrap();
            sessions::touch(tx, &[2; 32], monday() + minutes(30)).await.unwrap();
        })
        .await;
        let (now, idle_since) = (monday() + minutes(60), monday());
        assert_eq!(sessions::find(store, &[1; 32], now, idle_since).await.unwrap(), None);
        assert!(sessions::find(store, &[2; 32], now, idle_since).await.unwrap().is_some());
        assert_eq!(sessions::count_of(store, expert(1), now, idle_since).await.unwrap(), 1);
        assert_eq!(write(store, async |tx| sessions::delete_expired(tx, now, idle_since).await.unwrap()).await, 1);
        assert_eq!(write(store, async |tx| sessions::delete_of(tx, expert(1)).await.unwrap()).await, 1);
    })
    .await;
}
