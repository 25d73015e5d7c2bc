use crate::given::{desk, expert, minutes, monday, write};
use store::grants::{self, Grant, Purpose};
use store::sign_in_failures::{self, Failures};
use store::{credentials, identities, tokens};
use testkit::database::on_both;

#[tokio::test]
async fn a_grant_is_taken_once_and_not_after_it_expired() {
    on_both(async |store| {
        desk(store).await;
        let grant = |byte, purpose| Grant {
            hash: [byte; 32],
            purpose,
            person: Some(expert(1)),
            detail: "x".to_owned(),
            expires_at: monday() + minutes(30),
        };
        write(store, async |tx| {
            grants::insert(tx, &grant(1, Purpose::Reset)).await.unwrap();
            grants::insert(tx, &grant(2, Purpose::Device)).await.unwrap();
        })
        .await;
        let found = grants::find(store, &[1; 32], monday() + minutes(29)).await.unwrap();
        assert_eq!(found, Some(grant(1, Purpose::Reset)));
        assert_eq!(grants::find(store, &[1; 32], monday() + minutes(30)).await.unwrap(), None);
        assert!(write(store, async |tx| grants::take(tx, &[1; 32]).await.unwrap()).await);
        assert!(!write(store, async |tx| grants::take(tx, &[1; 32]).await.unwrap()).await);
        write(store, async |tx| grants::revoke(tx, expert(1), Purpose::Reset).await.unwrap()).await;
        assert!(grants::find(store, &[2; 32], monday()).await.unwrap().is_some(), "another purpose stays");
        write(store, async |tx| grants::revoke(tx, expert(1), Purpose::Device).await.unwrap()).await;
        assert_eq!(grants::find(store, &[2; 32], monday()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_code_of_before_cannot_be_used_after_a_later_one() {
    on_both(async |store| {
        desk(store).await;
        let credential = credentials::Credential {
            person: expert(1),
            password_hash: "$argon2id$".to_owned(),
            totp_salt: "s".to_owned(),
            totp_step: 10,
            changed_at: monday(),
        };
        write(store, async |tx| {
            credentials::save(tx, &credential).await.unwrap();
            credentials::replace_recovery_codes(tx, expert(1), &[[1; 32], [2; 32]]).await.unwrap();
        })
        .await;
        assert_eq!(credentials::of(store, expert(1)).await.unwrap(), Some(credential));
        for (step, holds) in [(10, false), (12, true), (12, false), (11, false), (13, true)] {
            let used = write(store, async |tx| credentials::use_step(tx, expert(1), step).await.unwrap()).await;
            assert_eq!(used, holds, "{step}");
        }
        for (code, holds) in [(1, true), (1, false), (3, false)] {
            let used = async |tx: &store::Tx| credentials::use_recovery_code(tx, expert(1), &[code; 32]).await.unwrap();
            assert_eq!(write(store, used).await, holds, "{code}");
        }
        assert_eq!(credentials::recovery_codes_left(store, expert(1)).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn failures_are_counted_per_key_and_forgotten() {
    on_both(async |store| {
        let keys = ["a".to_owned(), "b".to_owned()];
        let held = write(store, async |tx| sign_in_failures::hold(tx, &keys, monday()).await.unwrap()).await;
        assert!(held.iter().map(|counted| (counted.key.as_str(), counted.count)).eq([("a", 0), ("b", 0)]));
        let counted = Failures { key: "a".to_owned(), count: 3, last_at: monday() + minutes(1) };
        write(store, async |tx| {
            sign_in_failures::save(tx, std::slice::from_ref(&counted)).await.unwrap();
            sign_in_failures::uncount(tx, &keys[..1]).await.unwrap();
            sign_in_failures::clear(tx, "b").await.unwrap();
        })
        .await;
        let later = monday() + minutes(5);
        let held = write(store, async |tx| sign_in_failures::hold(tx, &keys, later).await.unwrap()).await;
        assert_eq!(held[0], Failures { count: 2, ..counted });
        assert_eq!((held[1].count, held[1].last_at), (0, later));
        write(store, async |tx| sign_in_failures::delete_before(tx, monday() + minutes(2)).await.unwrap()).await;
        let held = write(store, async |tx| sign_in_failures::hold(tx, &keys, later).await.unwrap()).await;
        assert_eq!(held[0].count, 0);
    })
    .await;
}

#[tokio::test]
async fn a_subject_stays_with_the_person_it_was_learnt_for() {
    on_both(async |store| {
        desk(store).await;
        for person in [expert(1), expert(2)] {
            write(store, async |tx| identities::learn(tx, "https://i.example", "s", person).await.unwrap()).await;
        }
        let found = identities::person_of(store, "https://i.example", "s").await.unwrap();
        assert_eq!(found.map(|person| person.id), Some(expert(1)));
        assert_eq!(identities::person_of(store, "https://other.example", "s").await.unwrap(), None);
        assert!(identities::is_known(store, "https://i.example", expert(1)).await.unwrap());
        assert!(!identities::is_known(store, "https://i.example", expert(2)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_revoked_token_has_no_holder() {
    on_both(async |store| {
        desk(store).await;
        let holder = async |jti, at| tokens::holder(store, expert(1), jti, monday() + minutes(at)).await.unwrap();
        assert!(holder("one", 0).await.is_some());
        write(store, async |tx| tokens::revoke(tx, "one", monday()).await.unwrap()).await;
        assert!(holder("one", 0).await.is_none());
        assert!(holder("two", 0).await.is_some());
        write(store, async |tx| tokens::revoke_of(tx, expert(1), monday() + minutes(5)).await.unwrap()).await;
        assert!(holder("two", 5).await.is_none());
        assert!(holder("two", 6).await.is_some(), "made afterwards");
        write(store, async |tx| tokens::forget_before(tx, monday() + minutes(1)).await.unwrap()).await;
        assert!(holder("one", 6).await.is_some(), "by then it has expired by itself");
    })
    .await;
}
