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
            expires_at: monday() + minutes(i64::from(byte)),
        };
        for byte in [10, 20, 30] {
            write(store, async |tx| sessions::insert(tx, &session(byte)).await.unwrap()).await;
        }
        let find = async |byte, at| sessions::find(store, &[byte; 32], monday() + minutes(at)).await.unwrap();
        assert_eq!(find(20, 19).await, Some(session(20)));
        assert_eq!(find(20, 20).await, None);
        assert_eq!(find(21, 0).await, None);
        assert!(write(store, async |tx| sessions::delete(tx, &[30; 32]).await.unwrap()).await);
        assert!(!write(store, async |tx| sessions::delete(tx, &[30; 32]).await.unwrap()).await);
        assert_eq!(find(30, 0).await, None);
        let now = monday() + minutes(10);
        assert_eq!(write(store, async |tx| sessions::delete_expired(tx, now).await.unwrap()).await, 1);
        assert_eq!(find(20, 11).await, Some(session(20)));
    })
    .await;
}
