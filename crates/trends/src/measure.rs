//! What can be measured, and what each measure means in words.

/// A measure; its definition is shown wherever its figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Questions that came in.
    Received,
    /// Questions answered for the first time.
    Answered,
    /// Questions open at the end of the bucket.
    Open,
    /// Times a question was opened again.
    Reopened,
    /// Times an open question was closed without an answer.
    ClosedUnanswered,
    /// Times the asker of an open question was referred to another desk.
    Referred,
    /// Answers promised for the bucket of which it is known what became of them.
    AnswersPromised,
    /// Questions answered for the first time, of which somebody wants to know whether that helped.
    AnswersJudged,
    /// Share of answers promised for the bucket that came in time.
    AnsweredInTimeShare,
    /// Share of first reactions promised for the bucket that came in time.
    FirstResponseInTimeShare,
    /// Median working time until the first reaction.
    MedianWorkingHoursToFirstResponse,
    /// Median working time until the answer.
    MedianWorkingDaysToAnswer,
    /// Median time that askers waited for their first answer, in days of the calendar.
    MedianCalendarDaysToAnswer,
}

impl Measure {
    /// Does it tell how timely, or how well, whoever answers does so?
    pub fn is_of_timeliness(self) -> bool {
        match self {
            Self::AnswersPromised
            | Self::AnswersJudged
            | Self::AnsweredInTimeShare
            | Self::FirstResponseInTimeShare
            | Self::MedianWorkingHoursToFirstResponse
            | Self::MedianWorkingDaysToAnswer
            | Self::MedianCalendarDaysToAnswer => true,
            Self::Received | Self::Answered | Self::Open | Self::Reopened | Self::ClosedUnanswered | Self::Referred => {
                false
            }
        }
    }

    /// Is it a part of a whole, between 0 and 1?
    pub fn is_share(self) -> bool {
        matches!(self, Self::AnsweredInTimeShare | Self::FirstResponseInTimeShare)
    }

    /// Is it a number of things, so that parts can be added up where they do not overlap?
    pub fn is_count(self) -> bool {
        match self {
            Self::Received
            | Self::Answered
            | Self::Open
            | Self::Reopened
            | Self::ClosedUnanswered
            | Self::Referred
            | Self::AnswersPromised
            | Self::AnswersJudged => true,
            Self::AnsweredInTimeShare
            | Self::FirstResponseInTimeShare
            | Self::MedianWorkingHoursToFirstResponse
            | Self::MedianWorkingDaysToAnswer
            | Self::MedianCalendarDaysToAnswer => false,
        }
    }

    /// Does it say what became of each thing that it counts?
    pub fn says_what_became(self) -> bool {
        matches!(self, Self::AnswersPromised | Self::AnswersJudged)
    }

    /// What is counted, in Dutch, fit to stand under a picture.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Received => {
                "Aantal vragen dat in de periode binnenkwam. De dag van ontvangst telt, Nederlandse tijd."
            }
            Self::Answered => {
                "Aantal vragen dat in de periode voor het eerst een antwoord kreeg. Een later antwoord op dezelfde vraag \
                 telt niet nog eens."
            }
            Self::Open => {
                "Aantal vragen dat aan het eind van de periode open stond: nog niet beantwoord en niet gesloten, of \
                 opnieuw geopend."
            }
            Self::Reopened => {
                "Aantal keren dat een beantwoorde of gesloten vraag in de periode weer open ging. Een vraag kan vaker tellen."
            }
            Self::ClosedUnanswered => {
                "Aantal keren dat een open vraag in de periode werd gesloten zonder antwoord van het loket, om welke reden \
                 ook. Doorverwijzen telt niet mee."
            }
            Self::Referred => {
                "Aantal keren dat de vraagsteller van een open vraag in de periode werd doorverwezen naar een ander loket."
            }
            Self::AnswersPromised => {
                "Aantal antwoorden dat voor een dag in de periode was beloofd, en waarvan bekend is wat ervan kwam: op tijd \
                 beantwoord, te laat beantwoord, nog geen antwoord terwijl de dag voorbij is, doorverwezen, of gesloten \
                 zonder antwoord. Elke belofte telt één keer, bij precies één van deze vijf. Een vraag die weer open ging, \
                 telt met elke belofte mee. Niet mee tellen: beloften waarvan de dag nog komt, termijnen die stilstaan, en \
                 vragen die zijn samengevoegd met een eerdere vraag."
            }
            Self::AnswersJudged => {
                "Aantal vragen dat in de periode voor het eerst een antwoord kreeg, en wat de vraagsteller er het laatst \
                 over zei: het hielp, het hielp een beetje, het hielp niet, of niets. Elke vraag telt één keer. Vraagstellers \
                 hoeven niets te zeggen, dus wie wel iets zegt, staat niet voor iedereen."
            }
            Self::AnsweredInTimeShare => {
                "Deel van de beloofde antwoorddagen in de periode waarop of waarvoor ook antwoord kwam. Een vraag die weer \
                 open ging, telt met elke belofte mee. Zonder antwoord is te laat. Niet mee tellen: termijnen die stilstaan, \
                 en vragen die voor die dag zonder antwoord zijn gesloten of doorverwezen."
            }
            Self::FirstResponseInTimeShare => {
                "Deel van de beloofde reactiedagen in de periode waarop of waarvoor ook een eerste reactie van een \
                 deskundige kwam. Zonder reactie is te laat. Niet mee tellen: vragen die voor die dag zonder reactie zijn \
                 gesloten of doorverwezen."
            }
            Self::MedianWorkingHoursToFirstResponse => {
                "De middelste tijd tussen ontvangst en eerste reactie, in werkuren, van vragen die in de periode een \
                 eerste reactie kregen. De openingstijden van toen tellen."
            }
            Self::MedianCalendarDaysToAnswer => {
                "De middelste tijd tussen de dag van ontvangst en de dag van het eerste antwoord, in kalenderdagen, van \
                 vragen die in de periode voor het eerst een antwoord kregen. Alles telt mee: weekenden, feestdagen, en de tijd \
                 waarin het loket op de vraagsteller wachtte. Een later antwoord telt niet."
            }
            Self::MedianWorkingDaysToAnswer => {
                "De middelste tijd tussen ontvangst of heropening en antwoord, in werkdagen, van vragen die in de periode \
                 een antwoord kregen. Een werkdag is zo lang als het loket gemiddeld per dag open is. Elk antwoord op een \
                 vraag die open stond telt. Wachten op de vraagsteller telt niet mee. De openingstijden van toen tellen."
            }
        }
    }
}
