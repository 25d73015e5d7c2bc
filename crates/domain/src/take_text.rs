//! The one door by which text of people comes in (input validation): mended, measured, and looked through.

use crate::text::{Fault, mend};
use crate::{Complaints, Numbers, Shape, refuse_citizen_numbers};

/// The text as it is to be stored; with a complaint under `path`, where it cannot be. Its length, in characters, is that of
/// the mended text: a browser's two signs for a line end count once. A citizen number is refused, and what may be one is
/// asked about, unless the sender has said what their `numbers` are.
pub fn take_text(
    complaints: &mut Complaints,
    path: &str,
    typed: &str,
    shape: Shape,
    longest: usize,
    missing: &str,
    numbers: Numbers,
) -> String {
    match mend(typed, shape) {
        Err(Fault::NoText) => {
            complaints.add(path, "INVALID", "In deze tekst staan tekens die geen tekst zijn. Typ de tekst opnieuw.");
        }
        Err(Fault::LineEnd) => complaints.add(path, "INVALID", "Zet deze naam op een regel."),
        Ok(text) if text.is_empty() => complaints.add(path, "REQUIRED", missing),
        Ok(text) if text.chars().count() > longest => {
            complaints.add(path, "TOO_LONG", format!("Deze tekst is te lang. Gebruik hoogstens {longest} tekens."));
        }
        Ok(text) => {
            refuse_citizen_numbers(complaints, path, &text, numbers);
            return text;
        }
    }
    String::new()
}
