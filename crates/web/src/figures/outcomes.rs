//! What became of promises and of answers (outcomes), as the overview tells it: in a sentence and in a table.

use super::words::number;
use app::{Compared, Overview};
use domain::{Became, counted};

/// What is said of it.
pub(super) struct Outcomes {
    pub promises: OutcomeTable,
    pub answers: OutcomeTable,
    pub reopened: String,
}

pub(super) struct OutcomeTable {
    pub title: &'static str,
    pub words: String,
    pub rows: Vec<OutcomeRow>,
    /// Where it can be split, and how that is called.
    pub links: Vec<(String, &'static str)>,
}

pub(super) struct OutcomeRow {
    pub label: &'static str,
    pub now: String,
    pub before: String,
}

impl Outcomes {
    pub(super) fn of(overview: &Overview, reopened: String) -> Self {
        let (from, to) = overview.period;
        let links = |measure: &str| {
            let address = |per: &str| format!("/cijfers?maat={measure}&per={per}&stap=week&van={from}&tot={to}");
            vec![(address("uitkomst"), "Per week"), (address("thema"), "Per thema")]
        };
        Self {
            promises: OutcomeTable {
                title: "Wat er van beloofde antwoorden kwam",
                words: promises_in_words(&overview.became),
                rows: rows(&overview.became),
                links: links("beloofd"),
            },
            answers: OutcomeTable {
                title: "Of antwoorden hielpen",
                words: answers_in_words(&overview.judged),
                rows: rows(&overview.judged),
                links: links("hielp"),
            },
            reopened,
        }
    }
}

fn rows(outcomes: &[(Became, Compared<i64>)]) -> Vec<OutcomeRow> {
    let row = |(became, many): &(Became, Compared<i64>)| OutcomeRow {
        label: became.label(),
        now: number(many.now as f64),
        before: number(many.before as f64),
    };
    outcomes.iter().map(row).collect()
}

/// How many of one outcome there are now.
fn many(outcomes: &[(Became, Compared<i64>)], became: Became) -> i64 {
    outcomes.iter().filter(|(known, _)| *known == became).map(|(_, many)| many.now).sum()
}

fn promises_in_words(outcomes: &[(Became, Compared<i64>)]) -> String {
    let all: i64 = outcomes.iter().map(|(_, many)| many.now).sum();
    let of = |became| number(many(outcomes, became) as f64);
    if all == 0 {
        return "In deze weken was geen antwoord beloofd waarvan nu bekend is wat ervan kwam.".to_owned();
    }
    format!(
        "Beloofd voor deze weken: {}. Op tijd: {}. Te laat: {}. De dag is voorbij en er is nog geen antwoord: {}. \
         Doorverwezen: {}. Gesloten zonder antwoord: {}.",
        counted(number(all as f64), "antwoord", "antwoorden"),
        of(Became::InTime),
        of(Became::Late),
        of(Became::Overdue),
        of(Became::Referred),
        of(Became::ClosedUnanswered)
    )
}

fn answers_in_words(outcomes: &[(Became, Compared<i64>)]) -> String {
    let all: i64 = outcomes.iter().map(|(_, many)| many.now).sum();
    let said = all - many(outcomes, Became::NotSaid);
    if all == 0 {
        return "In deze weken kreeg geen vraag voor het eerst een antwoord.".to_owned();
    }
    let answered = counted(number(all as f64), "vraag kreeg", "vragen kregen");
    if said == 0 {
        return format!("{answered} voor het eerst een antwoord. Geen vraagsteller zei of het hielp.");
    }
    format!(
        "{answered} voor het eerst een antwoord. Van {} weten wij wat de vraagsteller vond: bij {} hielp het, bij {} een \
         beetje en bij {} niet.",
        number(said as f64),
        number(many(outcomes, Became::Helped) as f64),
        number(many(outcomes, Became::HelpedPartly) as f64),
        number(many(outcomes, Became::HelpedNot) as f64)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_promises_is_told_with_every_number_and_nothing_promised_in_words() {
        let of = |now: [i64; 5]| -> Vec<(Became, Compared<i64>)> {
            Became::OF_PROMISES.into_iter().zip(now.map(|now| Compared { now, before: 9 })).collect()
        };
        let words = promises_in_words(&of([1_200, 2, 3, 0, 5]));
        assert!(words.starts_with("Beloofd voor deze weken: 1.210 antwoorden. Op tijd: 1.200. Te laat: 2."), "{words}");
        assert!(words.ends_with("Doorverwezen: 0. Gesloten zonder antwoord: 5."), "{words}");
        assert!(promises_in_words(&of([0; 5])).contains("geen antwoord beloofd"));
    }

    #[test]
    fn askers_who_say_nothing_are_not_counted_as_helped() {
        let of = |now: [i64; 4]| -> Vec<(Became, Compared<i64>)> {
            Became::OF_ANSWERS.into_iter().zip(now.map(|now| Compared { now, before: 9 })).collect()
        };
        let words = answers_in_words(&of([3, 2, 1, 10]));
        assert!(words.starts_with("16 vragen kregen") && words.contains("Van 6 weten wij"), "{words}");
        assert!(answers_in_words(&of([0, 0, 0, 1])).ends_with("Geen vraagsteller zei of het hielp."));
    }
}
