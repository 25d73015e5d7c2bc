//! Signing in with a password and a code, where no provider is configured.

use crate::policy::{self, Action};
use crate::proof::totp;
use crate::signing_in::attempts::{Begun, Browser};
use crate::signing_in::sign_in::{SignIn, Welcome};
use crate::{App, Refusal};
use domain::{Actor, PersonId, WayIn};
use store::Tx;
use store::credentials::Credential;

impl App {
    /// May people sign in with a password here?
    pub fn has_passwords(&self) -> bool {
        self.settings.auth.provider.is_none()
    }

    /// Signs somebody in. An account that is unknown answers like one that is known, after the same work.
    pub async fn sign_in_with_password(
        &self,
        from: &Browser,
        email: &str,
        password: &str,
        code: &str,
    ) -> Result<SignIn, Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        if !self.has_passwords() {
            return Err(Refusal::Hidden);
        }
        let known = store::people::by_email(&self.store, email).await?;
        let known_as = known.as_ref().map(|person| person.id);
        let person = known.filter(|person| person.active && !person.demo);
        // Nobody has this id; the question is asked all the same.
        let id = person.as_ref().map_or(PersonId(uuid::Uuid::nil()), |person| person.id);
        let credential = store::credentials::of(&self.store, id).await?;
        let may_come = credential.is_some();
        let (attempt, code_first) =
            match self.begin_attempt(email, person.as_ref().map(|person| person.id), from).await? {
                Begun::Attempt(attempt) => (attempt, None),
                Begun::CodeFirst(attempt, wait) => (attempt, Some(wait)),
                Begun::Wait(wait) => return Ok(SignIn::Wait(wait)),
            };
        if let Some(wait) = code_first {
            // It is used up, whatever the password is: with one right code nobody tries a second password.
            let tx = self.store.write().await?;
            let right = self.use_code_of(&tx, credential.as_ref(), code).await?;
            tx.commit().await?;
            if !right {
                tracing::warn!("a sign-in was refused while many guess");
                self.note_failed_sign_in(from, known_as, "code").await?;
                return Ok(SignIn::Wait(wait));
            }
        }
        let turn = match self.hashing.queue_up() {
            Ok(turn) => turn,
            Err(refusal) => {
                // Who is refused because others are many did not fail.
                self.take_back(&attempt).await?;
                return Err(refusal);
            }
        };
        let hash = credential.as_ref().map(|credential| credential.password_hash.as_str());
        let right = self.hashing.is_password(turn, hash, password).await?;
        let (Some(person), Some(credential), true) = (person, credential, right) else {
            tracing::warn!("a password was refused");
            self.note_failed_sign_in(from, known_as, if may_come { "password" } else { "account" }).await?;
            return Ok(SignIn::Refused);
        };
        let tx = self.store.write().await?;
        if code_first.is_none() && !self.use_code(&tx, &credential, code).await? {
            tx.rollback().await?;
            tracing::warn!(person = %person.id, "a second factor was refused");
            self.note_failed_sign_in(from, known_as, "code").await?;
            return Ok(SignIn::Refused);
        }
        self.succeed(&tx, &attempt).await?;
        let session = self.begin_session(&tx, &person, from, WayIn::Password).await?;
        let device = self.know_device(&tx, &person, from).await?;
        tx.commit().await?;
        Ok(SignIn::Welcome(Welcome { session, device }))
    }

    /// The same for an account that may not be there: nothing fits it, after the same work.
    async fn use_code_of(&self, tx: &Tx, credential: Option<&Credential>, code: &str) -> Result<bool, Refusal> {
        let nobody = || Credential {
            person: PersonId(uuid::Uuid::nil()),
            password_hash: String::new(),
            totp_salt: String::new(),
            totp_step: i64::MAX,
            changed_at: self.clock.now(),
        };
        let known = credential.cloned().unwrap_or_else(nobody);
        self.use_code(tx, &known, code).await
    }

    /// Uses a code of the authenticator, or a recovery code; each holds once.
    pub(crate) async fn use_code(&self, tx: &Tx, credential: &Credential, code: &str) -> Result<bool, Refusal> {
        let secret = totp::secret(&self.totp_key, &credential.totp_salt);
        if let Some(step) = totp::step_of(&secret, code, self.clock.now()) {
            return Ok(store::credentials::use_step(tx, credential.person, step).await?);
        }
        let hash = totp::recovery_hash(&self.totp_key, code);
        Ok(store::credentials::use_recovery_code(tx, credential.person, &hash).await?)
    }
}
