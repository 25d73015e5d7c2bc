//! What people send along (attachments): taking it in, giving it to a message, reading it, and removing what nobody has.

pub(crate) mod claim;
pub(crate) mod read_file;
pub(crate) mod receive_file;
pub(crate) mod sweep_files;
pub(crate) mod written;
