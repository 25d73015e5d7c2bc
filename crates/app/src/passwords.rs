//! Password hashes: argon2id, aside, a few at a time.

use crate::{App, Refusal};
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use std::sync::Arc;

/// How many passwords are hashed at once; each takes 19 MiB and a whole processor.
pub(crate) const HASHED_AT_ONCE: usize = 2;
/// Shortest password, in characters. A second factor is always asked for beside it.
pub(crate) const SHORTEST: usize = 12;
/// Longest password looked at, in bytes.
pub(crate) const LONGEST: usize = 1_024;

/// The hash of no password: checked when an account is unknown, so that it takes as long as one that is known.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl App {
    /// What is kept of a password.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String, Refusal> {
        let (password, salt) = (password.to_owned(), self.ids.secret());
        self.aside(move || {
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt[..16]);
            hash.map(|hash| hash.to_string()).map_err(|error| Refusal::Internal(error.to_string()))
        })
        .await?
    }

    /// Is this the password? Takes as long when there is no hash to compare with.
    pub(crate) async fn is_password(&self, hash: Option<&str>, password: &str) -> Result<bool, Refusal> {
        let (hash, known) = (hash.unwrap_or(NOBODYS).to_owned(), hash.is_some());
        let password = if password.len() <= LONGEST { password.to_owned() } else { String::new() };
        self.aside(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok() && known).await
    }

    async fn aside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let place = Arc::clone(&self.hashing).acquire_owned().await;
        let place = place.map_err(|error| Refusal::Internal(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(|error| Refusal::Internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_is_a_real_one_with_the_same_cost() {
        let nobodys = argon2::PasswordHash::new(NOBODYS).unwrap();
        let real = Argon2::default().hash_password_with_salt(b"a password", b"sixteen bytes ok").unwrap();
        assert_eq!(nobodys.params.to_string(), real.params.to_string());
        assert_eq!(nobodys.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert!(Argon2::default().verify_password(b"", NOBODYS).is_err());
    }
}
