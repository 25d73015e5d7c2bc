//! Mail comes in (inbox): stored as it came, read, and brought to the question it belongs to.

pub(crate) mod ask_by_mail;
pub(crate) mod bounced;
pub(crate) mod decide_mail;
pub(crate) mod draft_of_mail;
pub(crate) mod fingerprint;
pub(crate) mod read_mail;
pub(crate) mod receive_mail;
pub(crate) mod reply_address;
pub(crate) mod sort_mail;
pub(crate) mod take_mail;
pub(crate) mod whose_mail;
