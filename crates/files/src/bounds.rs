//! How much may be in a file (limits).

/// How much may be in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of the file as it comes.
    pub bytes: u64,
    /// Parts of an archive: a long document has some hundreds.
    pub parts: usize,
    /// Bytes of all of it once unpacked.
    pub unpacked: u64,
    /// How many times larger it may become by that, from [`Bounds::FREE`] on: text becomes some ten times smaller.
    pub ratio: u64,
}

impl Bounds {
    /// What may be unpacked of even the smallest file: a large empty sheet packs very well.
    pub const FREE: u64 = 10 * 1024 * 1024;

    /// The usual bounds for files up to so many bytes.
    pub fn up_to(bytes: u64) -> Self {
        Self { bytes, parts: 2_000, unpacked: bytes.saturating_mul(10).max(Self::FREE), ratio: 150 }
    }

    /// Is it too much that this came out of a file of so many bytes?
    pub(crate) fn is_burst(&self, unpacked: u64, packed: u64) -> bool {
        unpacked > self.unpacked || (unpacked > Self::FREE && unpacked > packed.saturating_mul(self.ratio))
    }
}
