//! Password hashes: argon2id, aside, a few at a time.

use crate::Refusal;
use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, PasswordHash, Version};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many passwords are hashed at once; each takes 19 MiB and a whole processor.
const HASHED_AT_ONCE: usize = 2;
/// How many more may wait for their turn, in the order in which they came: a few seconds of work.
const MOST_WAITING: usize = 62;
/// Shortest password, in characters. A second factor is always asked for beside it.
pub(crate) const SHORTEST: usize = 12;
/// Longest password looked at, in bytes.
pub(crate) const LONGEST: usize = 1_024;

/// The hash of no password: checked when an account is unknown, so that it takes as long as one that is known.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Where passwords are hashed: a few at once, in memory that is kept. Given back to the system after each, it would be
/// taken anew by every thread that ever hashed one, and stay with that thread.
pub(crate) struct Hashing {
    queue: Arc<Semaphore>,
    places: Arc<Semaphore>,
    memory: Mutex<Vec<Vec<Block>>>,
}

/// The right to have one password hashed. Asked for before an attempt is counted: who is refused because others are many
/// did not fail.
pub(crate) struct Turn(OwnedSemaphorePermit);

impl Hashing {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            queue: Arc::new(Semaphore::new(HASHED_AT_ONCE + MOST_WAITING)),
            places: Arc::new(Semaphore::new(HASHED_AT_ONCE)),
            memory: Mutex::default(),
        })
    }

    /// A turn, unless too many wait already.
    pub(crate) fn queue_up(&self) -> Result<Turn, Refusal> {
        let turn = Arc::clone(&self.queue).try_acquire_owned();
        turn.map(Turn).map_err(|_| Refusal::Unavailable("too many passwords wait to be looked at".to_owned().into()))
    }

    /// Does this work on another thread when it is its turn, with memory for one hash.
    async fn aside<T: Send + 'static>(
        self: &Arc<Self>,
        turn: Turn,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|error| Refusal::Internal(error.to_string()))?;
        let hashing = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let mut memory = hashing.memories().pop().unwrap_or_default();
            let done = work(&mut memory);
            hashing.memories().push(memory);
            drop((place, turn.0));
            done
        });
        done.await.map_err(|error| Refusal::Internal(error.to_string()))
    }

    /// What is kept of a password.
    pub(crate) async fn hashed(
        self: &Arc<Self>,
        turn: Turn,
        secret: [u8; 32],
        password: &str,
    ) -> Result<String, Refusal> {
        let password = password.to_owned();
        let hashed = self.aside(turn, move |memory| {
            let (argon2, salt) = (Argon2::default(), Salt::new(&secret[..16]).ok()?);
            let output = derive(&argon2, password.as_bytes(), &salt, Params::DEFAULT_OUTPUT_LEN, memory)?;
            let hash = PasswordHash {
                algorithm: ARGON2ID_IDENT,
                version: Some(Version::default().into()),
                params: ParamsString::try_from(argon2.params()).ok()?,
                salt: Some(salt),
                hash: Some(output),
            };
            Some(hash.to_string())
        });
        hashed.await?.ok_or_else(|| Refusal::Internal("a password cannot be hashed".to_owned()))
    }

    /// Is this the password? Takes as long when there is no hash to compare with.
    pub(crate) async fn is_password(
        self: &Arc<Self>,
        turn: Turn,
        hash: Option<&str>,
        password: &str,
    ) -> Result<bool, Refusal> {
        let (hash, known) = (hash.unwrap_or(NOBODYS).to_owned(), hash.is_some());
        let password = if password.len() <= LONGEST { password.to_owned() } else { String::new() };
        self.aside(turn, move |memory| fits(password.as_bytes(), &hash, memory) && known).await
    }

    fn memories(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash itself, in this memory.
fn derive(argon2: &Argon2<'_>, password: &[u8], salt: &[u8], length: usize, memory: &mut Vec<Block>) -> Option<Output> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let mut out = [0; Output::MAX_LENGTH];
    let out = out.get_mut(..length)?;
    argon2.hash_password_into_with_memory(password, salt, out, &mut memory[..blocks]).ok()?;
    Output::new(out).ok()
}

/// Is this the password that was hashed?
fn fits(password: &[u8], hash: &str, memory: &mut Vec<Block>) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    let (Some(salt), Some(expected), Ok(params)) = (&hash.salt, &hash.hash, Params::try_from(&hash)) else {
        return false;
    };
    let (Ok(algorithm), Ok(version)) =
        (Algorithm::try_from(hash.algorithm.as_str()), hash.version.map_or(Ok(Version::default()), Version::try_from))
    else {
        return false;
    };
    let argon2 = Argon2::new(algorithm, version, params);
    // Compared in constant time.
    derive(&argon2, password, salt, expected.len(), memory).is_some_and(|found| found == *expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    /// A hash that is a thousand times cheaper, for those who only count them.
    fn cheap(password: &[u8]) -> String {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        argon2.hash_password_with_salt(password, b"sixteen bytes ok").unwrap().to_string()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn of_twenty_passwords_at_once_two_are_hashed_at_a_time_in_memory_that_is_kept() {
        let hashing = Hashing::new();
        let hash = cheap(b"geheim");
        for _ in 0..5 {
            let twenty: Vec<_> = (0..20)
                .map(|_| {
                    let (hashing, hash, turn) = (Arc::clone(&hashing), hash.clone(), hashing.queue_up().unwrap());
                    tokio::spawn(async move {
                        hashing.aside(turn, move |memory| fits(b"geraden", &hash, memory)).await.unwrap()
                    })
                })
                .collect();
            for one in twenty {
                assert!(!one.await.unwrap());
            }
        }
        // Memory is made when none is free: there is as much of it as was ever needed at one time.
        let made = hashing.memories().len();
        assert!((1..=HASHED_AT_ONCE).contains(&made), "{made} at one time");
    }

    #[tokio::test]
    async fn who_would_wait_behind_too_many_is_refused_and_later_is_not() {
        let hashing = Hashing::new();
        let waiting: Vec<Turn> = std::iter::from_fn(|| hashing.queue_up().ok()).collect();
        assert_eq!(waiting.len(), HASHED_AT_ONCE + MOST_WAITING);
        assert!(matches!(hashing.queue_up(), Err(Refusal::Unavailable(_))));
        drop(waiting);
        let turn = hashing.queue_up().unwrap();
        let hash = cheap(b"geheim");
        assert!(hashing.aside(turn, move |memory| fits(b"geheim", &hash, memory)).await.unwrap());
    }

    #[test]
    fn hashes_are_those_of_the_library_and_hold_for_one_password() {
        let mut memory = Vec::new();
        let library = Argon2::default().hash_password_with_salt(b"een lang wachtwoord", b"sixteen bytes ok").unwrap();
        let ours = derive(&Argon2::default(), b"een lang wachtwoord", b"sixteen bytes ok", 32, &mut memory);
        assert_eq!(ours, library.hash);
        assert!(fits(b"een lang wachtwoord", &library.to_string(), &mut memory), "also in memory used before");
        assert!(!fits(b"een lang wachtwoort", &library.to_string(), &mut memory));
        assert!(fits(b"kort", &cheap(b"kort"), &mut memory), "with other costs than those of now");
        assert!(!fits(b"kort", "geen hash", &mut memory));
    }

    #[test]
    fn nobodys_hash_is_a_real_one_with_the_same_cost() {
        let nobodys = argon2::PasswordHash::new(NOBODYS).unwrap();
        let real = Argon2::default().hash_password_with_salt(b"a password", b"sixteen bytes ok").unwrap();
        assert_eq!(nobodys.params.to_string(), real.params.to_string());
        assert_eq!(nobodys.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert!(Argon2::default().verify_password(b"", NOBODYS).is_err());
    }
}
