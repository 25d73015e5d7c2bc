//! What became of something (outcome), as figures count it: of the promise of an answer, and of an answer.

/// What became of it. Of one promise, and of one answered question, exactly one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Became {
    /// The answer came on the promised day or before.
    InTime,
    /// The answer came later.
    Late,
    /// The promised day is over, and there is no answer.
    Overdue,
    /// There came no answer: the asker was referred to another desk.
    Referred,
    /// There came no answer: the question was closed for another reason.
    ClosedUnanswered,
    /// The asker said that the answer helped.
    Helped,
    /// That it helped in part.
    HelpedPartly,
    /// That it did not help.
    HelpedNot,
    /// Nothing.
    NotSaid,
}

impl Became {
    /// Of promises, in the order in which they are told.
    pub const OF_PROMISES: [Self; 5] =
        [Self::InTime, Self::Late, Self::Overdue, Self::Referred, Self::ClosedUnanswered];
    /// Of answers.
    pub const OF_ANSWERS: [Self; 4] = [Self::Helped, Self::HelpedPartly, Self::HelpedNot, Self::NotSaid];
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::InTime,
        Self::Late,
        Self::Overdue,
        Self::Referred,
        Self::ClosedUnanswered,
        Self::Helped,
        Self::HelpedPartly,
        Self::HelpedNot,
        Self::NotSaid,
    ];

    /// As the value of a fact, from 1 on. Kept with the facts of days: it never changes.
    pub fn number(self) -> i32 {
        match self {
            Self::InTime => 1,
            Self::Late => 2,
            Self::Overdue => 3,
            Self::Referred => 4,
            Self::ClosedUnanswered => 5,
            Self::Helped => 6,
            Self::HelpedPartly => 7,
            Self::HelpedNot => 8,
            Self::NotSaid => 9,
        }
    }

    /// What a fact says.
    pub fn of(number: i32) -> Option<Self> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        Self::ALL.get(at).copied()
    }

    /// The key of its row.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InTime => "in_time",
            Self::Late => "late",
            Self::Overdue => "overdue",
            Self::Referred => "referred",
            Self::ClosedUnanswered => "closed_unanswered",
            Self::Helped => "helped",
            Self::HelpedPartly => "helped_partly",
            Self::HelpedNot => "helped_not",
            Self::NotSaid => "not_said",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::InTime => "Op tijd beantwoord",
            Self::Late => "Te laat beantwoord",
            Self::Overdue => "De dag is voorbij, nog geen antwoord",
            Self::Referred => "Doorverwezen",
            Self::ClosedUnanswered => "Gesloten zonder antwoord",
            Self::Helped => "Hielp",
            Self::HelpedPartly => "Hielp een beetje",
            Self::HelpedNot => "Hielp niet",
            Self::NotSaid => "Niets gezegd",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Became;

    #[test]
    fn each_has_a_number_of_its_own_and_is_told_of_promises_or_of_answers() {
        for (at, became) in Became::ALL.into_iter().enumerate() {
            assert_eq!(usize::try_from(became.number()), Ok(at + 1));
            assert_eq!(Became::of(became.number()), Some(became));
            assert!(Became::OF_PROMISES.contains(&became) != Became::OF_ANSWERS.contains(&became), "{became:?}");
        }
        assert_eq!([0, -1, 10].map(Became::of), [None; 3]);
    }
}
