//! Kinds of files that may come in (file types): how their names end, and as what they are served.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A document of Word.
    Docx,
    /// A sheet of Excel.
    Xlsx,
    /// Slides of PowerPoint.
    Pptx,
    /// A document of LibreOffice.
    Odt,
    /// A sheet of LibreOffice.
    Ods,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
    /// A picture, perhaps a moving one.
    Gif,
    /// A picture.
    Webp,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
    ];

    /// How settings name it, and how a name ends that says nothing else.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }

    /// As what it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// What the main part of an OOXML document of this kind is said to be; none of other kinds.
    pub(crate) fn main_part(self) -> Option<&'static str> {
        match self {
            Self::Docx => Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
            Self::Xlsx => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
            Self::Pptx => Some("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
            Self::Pdf | Self::Odt | Self::Ods | Self::Png | Self::Jpeg | Self::Gif | Self::Webp => None,
        }
    }

    /// The kind that a name says it is.
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Self::parse(if ending == "jpeg" { "jpg" } else { &ending })
    }

    /// Reads the word of a setting.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_name_says_its_kind_in_any_capitals() {
        assert_eq!(Kind::of_name("Plan.PDF"), Some(Kind::Pdf));
        assert_eq!(Kind::of_name("foto.JPEG"), Some(Kind::Jpeg));
        for none in ["plan", "plan.", "plan.exe", "plan.docm", "pdf", "plan.pdf.exe"] {
            assert_eq!(Kind::of_name(none), None, "{none}");
        }
    }

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(Kind::of_name(&format!("a.b.{}", kind.as_str())), Some(kind));
        }
    }
}
