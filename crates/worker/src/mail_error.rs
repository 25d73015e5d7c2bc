//! What can be wrong with the settings for letters.

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender is no address.
    #[error("mail.from is no address: {0}")]
    From(String),
    /// The server's address cannot be read.
    #[error("mail.smtp_url cannot be read: {0}")]
    Url(String),
    /// Letters cannot be signed like this.
    #[error("mail.dkim_domain, mail.dkim_selector and mail.dkim_key_file: {0}")]
    Dkim(String),
    /// The folder cannot be made.
    #[error("mail.folder cannot be made: {0}")]
    Folder(std::io::Error),
}
