//! How much of a mail is read (limits): what is beyond comes along as a file, or is told of as a complaint.

/// Bytes of all headers of a mail together. Long threads and many receivers fill a tenth of it.
pub(crate) const HEAD: usize = 256 * 1024;
/// Bytes of one header.
pub(crate) const FIELD: usize = 64 * 1024;
/// Bytes of one header of a part, which holds a type, names and little else.
pub(crate) const PART_FIELD: usize = 4 * 1024;
/// Parts of a mail. A digest of a busy list has a hundred.
pub(crate) const PARTS: usize = 500;
/// Parts within parts. Signed, listed and forwarded mail has six.
pub(crate) const DEPTH: usize = 20;
/// Bytes of what is read as text: a book of two hundred pages.
pub(crate) const TEXT: usize = 512 * 1024;
/// Addresses of one mail.
pub(crate) const ADDRESSES: usize = 1000;
