//! `loket mail`: mail that comes in, given to us by a mail server (pipe transport, MDA).

use crate::open;
use crate::settings::Settings;
use app::{LARGEST_MAIL, Refusal, StoredMail};
use clap::{Args, Subcommand};
use std::io::Read as _;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Mail {
    /// Neem één e-mail aan van standaardinvoer; voor een mailserver (Postfix, Exim)
    Receive(Receive),
}

#[derive(Args)]
pub(crate) struct Receive {
    /// Aan welk adres de e-mail is bezorgd, zoals de mailserver het zegt
    #[arg(long, value_name = "ADRES")]
    to: Option<String>,
}

/// The mail is no good, and never will be (EX_DATAERR): the server sends it back.
const NO_GOOD: u8 = 65;
/// Not now (EX_TEMPFAIL): the server keeps it, and tries again.
const TRY_AGAIN: u8 = 75;

/// What a mail server must know of how it went. Whatever goes wrong besides the mail itself, it keeps the mail.
pub(crate) fn told(outcome: std::thread::Result<anyhow::Result<bool>>) -> ExitCode {
    match outcome {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        Ok(Ok(false)) => ExitCode::from(NO_GOOD),
        Ok(Err(error)) => {
            eprintln!("loket: {error:#}");
            ExitCode::from(TRY_AGAIN)
        }
        Err(_) => ExitCode::from(TRY_AGAIN),
    }
}

/// Stores one mail. `false` when it can never be stored, which was said.
pub(crate) async fn run(settings: &Settings, mail: &Mail) -> anyhow::Result<bool> {
    let Mail::Receive(Receive { to }) = mail;
    let raw = tokio::task::spawn_blocking(read).await??;
    let app = open::desk(settings).await?;
    match app.receive_mail(without_envelope(&raw), to.as_deref()).await {
        Ok(StoredMail::Now | StoredMail::Before) => Ok(true),
        Err(refusal @ Refusal::Complaints(_)) => {
            eprintln!("loket: {refusal}");
            Ok(false)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Everything that comes, to the end: a server that cannot give all of it has not given it. One byte more than is taken is
/// enough to know that it is too much.
fn read() -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    let mut given = std::io::stdin().lock();
    given.by_ref().take(LARGEST_MAIL as u64 + 1).read_to_end(&mut raw)?;
    std::io::copy(&mut given, &mut std::io::sink())?;
    Ok(raw)
}

/// Some servers write a line before a mail that is no part of it (mbox).
fn without_envelope(raw: &[u8]) -> &[u8] {
    match raw.strip_prefix(b"From ") {
        Some(_) => raw.iter().position(|sign| *sign == b'\n').map_or(raw, |end| &raw[end + 1..]),
        None => raw,
    }
}

#[cfg(test)]
mod tests {
    use super::without_envelope;

    #[test]
    fn the_line_of_a_mailbox_file_is_no_part_of_a_mail() {
        assert_eq!(without_envelope(b"From ans@a.example Tue Nov 24\nFrom: ans\n\nDag"), b"From: ans\n\nDag");
        assert_eq!(without_envelope(b"From: ans\n\nDag"), b"From: ans\n\nDag");
        assert_eq!(without_envelope(b"From "), b"From ");
    }
}
