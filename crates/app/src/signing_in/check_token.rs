//! Whose is this token? Refused without saying why, and never silently nobody's.

use crate::proof::provider::verified;
use crate::proof::tokens::{NumericDate, Reason, read_header};
use crate::{App, Caller, Refusal};
use domain::{Actor, Origin, Person, PersonId};
use store::StoreError;

/// Why somebody does not come in.
#[derive(Debug)]
pub(crate) enum NotIn {
    /// They may not, for this reason; and who they are, where that is known.
    Because(Reason, Option<PersonId>),
    /// The desk could not look.
    Failed(Refusal),
}

impl From<Reason> for NotIn {
    fn from(reason: Reason) -> Self {
        Self::Because(reason, None)
    }
}

impl From<Refusal> for NotIn {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal)
    }
}

impl From<StoreError> for NotIn {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl App {
    /// Who holds this token. Unauthenticated when anything about it is wrong; the reason goes to the log. Nothing in a
    /// token makes the desk ask anybody anything.
    pub async fn caller_of_token(&self, token: &str) -> Result<Caller, Refusal> {
        match self.holder_of(token).await {
            Ok(person) => Ok(Caller::new(Actor::Staff { id: person.id, roles: person.roles }, Origin::Api)),
            Err(NotIn::Failed(refusal)) => Err(refusal),
            Err(NotIn::Because(reason, _)) => {
                tracing::warn!(reason, "a token was refused");
                Err(Refusal::Unauthenticated)
            }
        }
    }

    async fn holder_of(&self, token: &str) -> Result<Person, NotIn> {
        let header = read_header(token)?;
        let kid = header.kid.as_deref().unwrap_or_default();
        if let Some(provider) = &self.provider
            && !self.tokens.knows(kid)
        {
            let keys = provider.known_keys();
            let settings = &provider.settings;
            let leeway = self.settings.auth.leeway;
            let claims = verified(token, &keys, &settings.issuer, &settings.audience, self.clock.now(), leeway)?;
            let person = store::identities::person_of(&self.store, &settings.issuer, &claims.sub).await?;
            let person = person.ok_or("a person the desk does not know")?;
            return self.still_holds(person.id, claims.jti.as_deref().unwrap_or_default(), claims.iat).await;
        }
        let claims = self.tokens.own_claims(token, &header, self.clock.now())?;
        self.still_holds(claims.sub, &claims.jti.to_string(), claims.iat).await
    }

    async fn still_holds(&self, person: PersonId, jti: &str, issued_at: NumericDate) -> Result<Person, NotIn> {
        if !domain::is_storable(jti) {
            return Err("a name of the token that is no text".into());
        }
        let holder = store::tokens::holder(&self.store, person, jti, issued_at.moment()).await?;
        Ok(holder.filter(|person| self.may_come_in(person)).ok_or("revoked, or a person who has left")?)
    }
}
