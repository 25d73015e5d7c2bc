//! What is said of personal data, beside the field they stand in and with the words that were found (validation messages).

use crate::phone::read_phone;
use crate::{Complaints, Finding, FindingKind, Numbers, find_personal_data, fold, quoted};

/// With what a complaint ends that asks about a number.
pub const ASKS_ABOUT_NUMBER: &str = "Dat lijkt op een burgerservicenummer (BSN). Is het een BSN? Haal het dan weg: wij mogen het niet bewaren. \
     Is het iets anders? Bevestig dat dan.";

/// The code of a complaint that asks whose personal data they are.
pub const ASKS_ABOUT_PERSONAL_DATA: &str = "ASKS_ABOUT_PERSONAL_DATA";

/// The address and the number of whoever sends a text, as they gave them: no surprise in it.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// E-mail address.
    pub email: &'a str,
    /// Telephone number.
    pub phone: Option<&'a str>,
}

/// More than this of one text are not read out.
const READ_OUT: usize = 3;

/// A complaint about a text with a citizen number: `PERSONAL_DATA` where the text says that it is one, `POSSIBLE_BSN` where
/// it may be one and the sender has not said what it is.
pub fn refuse_citizen_numbers(complaints: &mut Complaints, path: &str, text: &str, numbers: Numbers) {
    let found = find_personal_data(text);
    let of =
        |kind| found.iter().filter(move |finding| finding.kind == kind).map(|found| quoted(&text[found.at.clone()]));
    let (named, doubted) = (listed(of(FindingKind::CitizenNumber)), listed(of(FindingKind::PossibleCitizenNumber)));
    if let Some(named) = named {
        let message =
            format!("Hier staat een burgerservicenummer (BSN): {named}. Haal het weg: wij mogen het niet bewaren.");
        complaints.add(path, "PERSONAL_DATA", message);
    } else if let Some(doubted) = doubted.filter(|_| numbers == Numbers::Unexplained) {
        complaints.add(path, "POSSIBLE_BSN", format!("Hier staat {doubted}. {ASKS_ABOUT_NUMBER}"));
    }
}

/// A complaint that asks whose the personal data in a text are, with all of them; none about an address or a number of
/// the sender's own, and none about citizen numbers that say so, which are refused.
pub fn ask_about_personal_data(
    complaints: &mut Complaints,
    path: &str,
    text: &str,
    sender: Sender<'_>,
    numbers: Numbers,
) {
    let is_asked = |finding: &Finding| match finding.kind {
        FindingKind::CitizenNumber => false,
        FindingKind::PossibleCitizenNumber => numbers == Numbers::Unexplained,
        FindingKind::Phone | FindingKind::Email | FindingKind::BankAccount => {
            !is_own(&text[finding.at.clone()], sender)
        }
    };
    let found: Vec<Finding> = find_personal_data(text).into_iter().filter(is_asked).collect();
    let said = |one: &Finding| format!("een {} ({})", one.kind.label(), quoted(&text[one.at.clone()]));
    let Some(all) = listed(found.iter().map(said)) else { return };
    let message = if found.len() == 1 {
        format!(
            "Hier staat {all}. Is het van iemand anders? Haal het dan weg. Is het van uzelf, of mag u het delen? Bevestig dat dan."
        )
    } else {
        format!(
            "Hier staan {all}. Zijn ze van iemand anders? Haal ze dan weg. Zijn ze van uzelf, of mag u ze delen? Bevestig dat dan."
        )
    };
    complaints.add(path, ASKS_ABOUT_PERSONAL_DATA, message);
}

fn is_own(found: &str, sender: Sender<'_>) -> bool {
    let phone =
        |text: &str| read_phone(text).map(|phone| phone.chars().filter(char::is_ascii_digit).collect::<String>());
    let is_address = !sender.email.trim().is_empty() && fold(found) == fold(sender.email.trim());
    is_address || phone(found).is_some_and(|found| sender.phone.and_then(phone) == Some(found))
}

/// `a`, `a en b`, `a, b en c`; the first few of many, and how many more there are.
fn listed(all: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(READ_OUT);
    if more > 0 {
        all.truncate(READ_OUT);
        all.push(format!("nog {more}"));
    }
    let last = all.pop()?;
    Some(if all.is_empty() { last } else { format!("{} en {last}", all.join(", ")) })
}
