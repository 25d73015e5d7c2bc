//! Where files lie and who scans them (configuration).

use crate::{Bounds, Kind};
use std::path::PathBuf;

/// Where files lie, who scans them, and how much may come.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder in which files come in, and where they stay unless there is a bucket.
    pub folder: PathBuf,
    /// A bucket (`s3://bucket/prefix`); its keys come from the environment (`AWS_…`).
    pub bucket: Option<String>,
    /// Who scans for viruses: `tcp://host:port` or `unix:///path` of a `clamd`.
    pub scanner: Option<String>,
    /// Kinds that may come in.
    pub kinds: Vec<Kind>,
    /// How much may be in one.
    pub bounds: Bounds,
}

impl Settings {
    /// Everything that may be, in this folder, without a scanner.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        let bounds = Bounds::up_to(20 * 1024 * 1024);
        Self { folder: folder.into(), bucket: None, scanner: None, kinds: Kind::ALL.to_vec(), bounds }
    }
}

/// Is this where a scanner can be?
pub fn is_scanner(address: &str) -> bool {
    let is_port =
        |at: &str| at.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    address.strip_prefix("tcp://").is_some_and(is_port)
        || address.strip_prefix("unix://").is_some_and(|path| path.starts_with('/'))
}

/// Is this a bucket?
pub fn is_store(address: &str) -> bool {
    let bucket = address.strip_prefix("s3://").and_then(|rest| rest.split('/').next());
    bucket.is_some_and(|bucket| !bucket.is_empty() && !bucket.contains(['@', '?', '#', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_scanner_or_a_bucket_is_told_from_others() {
        for good in ["tcp://127.0.0.1:3310", "tcp://clamd:3310", "tcp://[::1]:3310", "unix:///run/clamav/clamd.ctl"] {
            assert!(is_scanner(good), "{good}");
        }
        for bad in ["", "127.0.0.1:3310", "tcp://host", "tcp://:1", "tcp://host:x", "unix://clamd.ctl"] {
            assert!(!is_scanner(bad), "{bad}");
        }
        assert!(is_store("s3://loket") && is_store("s3://loket/bijlagen"));
        assert!(!is_store("s3://") && !is_store("https://x") && !is_store("s3:///x") && !is_store("s3://k:s@b"));
    }
}
