//! What somebody wrote, with what they sent along.

use domain::FileId;

/// What came along with a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent<'a> {
    /// Files that were taken in, by what [`crate::App::receive_file`] gave.
    pub files: &'a [FileId],
    /// Why others were not, in whole sentences: then nothing is done, and all complaints come at once.
    pub refused: &'a [String],
}

/// A text as a letter says it, with so many files: letters carry links and no files.
pub(crate) fn with_files(text: &str, files: usize) -> String {
    match files {
        0 => text.to_owned(),
        1 => format!("{text}\n\nBij dit bericht hoort 1 bijlage. U opent hem via de link in deze brief."),
        many => format!("{text}\n\nBij dit bericht horen {many} bijlagen. U opent ze via de link in deze brief."),
    }
}

/// A text, with what came along. A bare text came alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// As it was typed.
    pub text: &'a str,
    /// What came along.
    pub sent: Sent<'a>,
}

impl<'a> From<&'a str> for Written<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, sent: Sent::default() }
    }
}

impl<'a> From<&'a String> for Written<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}
