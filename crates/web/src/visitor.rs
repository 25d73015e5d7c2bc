//! Who is looking, by the session cookie (authentication, CSRF check).

use crate::cookies::{Kept, kept};
use crate::done::Told;
use crate::error::Failure;
use crate::extract::AboutNumbers;
use crate::sender::From;
use crate::state::Web;
use crate::target::{Target, held};
use app::{App, Browser, Caller, Refusal};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Actor, Origin};

/// Who is looking.
pub(crate) struct Visitor {
    pub app: App,
    pub caller: Caller,
    /// What they did just now.
    pub done: Option<String>,
    /// The list that they came from.
    pub list: Option<Target>,
    secret: Option<String>,
}

impl Visitor {
    /// The token that forms of this session carry, as it stands on a page that is shown now.
    pub(crate) fn form_token(&self) -> String {
        self.secret.as_deref().map(|secret| self.app.masked_form_token(secret)).unwrap_or_default()
    }

    /// A form counts only when it comes from a page of this session, and the session still is somebody's.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), Failure> {
        if self.caller.actor.person().is_some()
            && self.secret.as_deref().is_some_and(|own| app::is_form_token(own, token))
        {
            Ok(())
        } else {
            Err(Failure::Refused(Refusal::Unauthenticated))
        }
    }

    /// The session's secret, to end it.
    pub(crate) fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    /// Pages for staff send others to the sign-in page.
    pub(crate) fn require_staff(&self) -> Result<(), Failure> {
        if self.caller.actor.person().is_some() { Ok(()) } else { Err(Failure::Refused(Refusal::Unauthenticated)) }
    }
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let app = web.app.clone();
        let Told(done) = Told::from_request_parts(parts, web).await?;
        let Some(secret) = kept(&app, &parts.headers, Kept::Session) else {
            return Ok(Self {
                app,
                caller: Caller::new(Actor::Anonymous, Origin::Web),
                done,
                list: None,
                secret: None,
            });
        };
        let AboutNumbers(numbers) = AboutNumbers::from_request_parts(parts, web).await?;
        let caller = app.caller_of_session(&secret).await?.saying(numbers);
        let list = held(&app, &parts.headers, Kept::List).filter(|list| list.as_str().starts_with("/werkbak"));
        Ok(Self { app, caller, done, list, secret: Some(secret) })
    }
}

/// The browser, for signing in: where it is, and what it keeps.
pub(crate) struct Came(pub Browser);

impl FromRequestParts<Web> for Came {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let From(address) = From::from_request_parts(parts, web).await?;
        Ok(Self(Browser {
            address,
            device: kept(&web.app, &parts.headers, Kept::Device),
            session: kept(&web.app, &parts.headers, Kept::Session),
        }))
    }
}
