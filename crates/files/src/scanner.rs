//! Asks ClamAV whether a file holds a virus (clamd, INSTREAM).

use clamav_client::tokio::{Socket, Tcp, ping, scan_file};
use std::path::Path;
use std::time::Duration;

/// How long it may look at one file.
const SCANS_WITHIN: Duration = Duration::from_secs(60);
/// How long it may take to say that it is there.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// How much is sent at a time.
const PIECE: usize = 64 * 1024;

/// What the scanner says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Clean,
    Virus,
}

/// Where a scanner listens.
pub(crate) enum Scanner {
    Tcp(String),
    Socket(String),
}

impl Scanner {
    /// What a setting says; see [`crate::is_scanner`].
    pub(crate) fn at(address: &str) -> Option<Self> {
        match (address.strip_prefix("tcp://"), address.strip_prefix("unix://")) {
            (Some(host), _) => Some(Self::Tcp(host.to_owned())),
            (None, Some(path)) => Some(Self::Socket(path.to_owned())),
            (None, None) => None,
        }
    }

    /// Scans a file; `Err` says why that could not be done. Nothing but a clear "OK" is clean.
    pub(crate) async fn scan(&self, file: &Path) -> Result<Verdict, String> {
        let asked = async {
            match self {
                Self::Tcp(host_address) => scan_file(file, Tcp { host_address }, Some(PIECE)).await,
                Self::Socket(socket_path) => scan_file(file, Socket { socket_path }, Some(PIECE)).await,
            }
        };
        let answer = tokio::time::timeout(SCANS_WITHIN, asked).await.map_err(|_| "no answer in time".to_owned())?;
        verdict(&answer.map_err(|error| error.to_string())?)
    }

    /// Is it there?
    pub(crate) async fn answers(&self) -> Result<(), String> {
        let asked = async {
            match self {
                Self::Tcp(host_address) => ping(Tcp { host_address }).await,
                Self::Socket(socket_path) => ping(Socket { socket_path }).await,
            }
        };
        let answer = tokio::time::timeout(ANSWERS_WITHIN, asked).await.map_err(|_| "no answer in time".to_owned())?;
        match answer {
            Ok(pong) if pong.starts_with(b"PONG") => Ok(()),
            Ok(_) => Err("another answer than PONG".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn verdict(answer: &[u8]) -> Result<Verdict, String> {
    let answer = String::from_utf8_lossy(answer);
    let answer = answer.trim_matches(['\0', '\n', ' ']);
    match answer {
        "stream: OK" => Ok(Verdict::Clean),
        found if found.ends_with(" FOUND") => Ok(Verdict::Virus),
        "" => Err("no answer".to_owned()),
        other => Err(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_word_is_clean() {
        assert_eq!(verdict(b"stream: OK\0"), Ok(Verdict::Clean));
        assert_eq!(verdict(b"stream: Eicar-Test-Signature FOUND\0"), Ok(Verdict::Virus));
        for trouble in
            [&b""[..], b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK and more", b"UNKNOWN COMMAND\0"]
        {
            assert!(verdict(trouble).is_err());
        }
    }
}
