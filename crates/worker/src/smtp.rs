//! Letters over SMTP.

use crate::MailError;
use app::LetterOutcome;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// How long a server may take to answer one command; well within the lease of a letter.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// `smtp://user:password@host:port?tls=required`, `smtps://…`; see the settings example.
    pub(crate) fn new(url: &str) -> Result<Self, MailError> {
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| MailError::Url(error.to_string()))?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build() })
    }

    pub(crate) async fn send(&self, message: Message) -> LetterOutcome {
        match tokio::time::timeout(PATIENCE * 2, self.transport.send(message)).await {
            Ok(Ok(_)) => LetterOutcome::Sent,
            Ok(Err(error)) if error.is_permanent() => LetterOutcome::Refused(error.to_string()),
            Ok(Err(error)) => LetterOutcome::TryLater(error.to_string()),
            Err(_) => LetterOutcome::TryLater("de mailserver antwoordt niet".to_owned()),
        }
    }
}
