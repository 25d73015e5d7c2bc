//! Why a file is refused, in words for who sent it.

use crate::Kind;

/// Why a file is refused. Its words are whole sentences, and say what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Of a kind that is not taken.
    #[error("Dit soort bestand nemen wij niet aan.")]
    Kind,
    /// Nothing is in it.
    #[error("Dit bestand is leeg.")]
    Empty,
    /// More bytes than may be.
    #[error("Dit bestand is te groot. Een bestand mag hoogstens {0} MB zijn.")]
    TooLarge(u64),
    /// Its name says another thing than its content.
    #[error("Dit is geen {}-bestand, al eindigt de naam zo.", .0.as_str())]
    OtherKind(Kind),
    /// A program.
    #[error("Dit is een programma, of er zit een programma in. Dat nemen wij niet aan.")]
    Program,
    /// Macros or scripts of an office program.
    #[error("In dit bestand zitten macro's. Sla het op zonder macro's en kies het dan opnieuw.")]
    Macros,
    /// A PDF that does something by itself.
    #[error("Deze PDF kan zelf iets uitvoeren. Sla hem opnieuw op, bijvoorbeeld met 'Afdrukken naar PDF'.")]
    ActivePdf,
    /// Other files are in it.
    #[error("In dit bestand zitten andere bestanden. Stuur die apart mee.")]
    FilesInside,
    /// It loads something from elsewhere.
    #[error("Dit bestand haalt iets op van een andere plek. Sla het op zonder koppelingen en kies het dan opnieuw.")]
    Remote,
    /// It cannot be looked into without its password.
    #[error("Dit bestand is beveiligd met een wachtwoord. Sla het op zonder wachtwoord en kies het dan opnieuw.")]
    Locked,
    /// A document of before 2007, or one with a password: they look alike.
    #[error(
        "Dit bestand is beveiligd met een wachtwoord, of van een oud soort. Sla het opnieuw op, zonder wachtwoord."
    )]
    LockedOrOld,
    /// Too many parts in an archive.
    #[error("Dit bestand bestaat uit te veel delen. Sla het opnieuw op, of stuur het als PDF.")]
    TooManyParts,
    /// Far more comes out of it than went in.
    #[error("Dit bestand wordt veel te groot als het wordt uitgepakt. Sla het opnieuw op, of stuur het als PDF.")]
    Burst,
    /// It cannot be read as what it is.
    #[error("Dit bestand is beschadigd: wij kunnen het niet nakijken. Sla het opnieuw op en kies het dan opnieuw.")]
    Damaged,
    /// The scanner knows it.
    #[error("In dit bestand zit een virus. Wij hebben het niet bewaard.")]
    Virus,
}
