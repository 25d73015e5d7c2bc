//! Who takes over from somebody who is away (cover, delegate).

use crate::Picture;
use chrono::NaiveDate;
use domain::{Expert, PersonId};

/// The first day on which somebody who is away today is back; none when they are here. Absences that follow each other
/// are one.
pub(crate) fn back_on(person: PersonId, picture: &Picture, today: NaiveDate) -> Option<NaiveDate> {
    let expert = picture.expert(person)?;
    let mut back = None;
    let mut day = today;
    while let Some(absence) = expert.absence_on(day) {
        day = absence.to.succ_opt()?;
        back = Some(day);
    }
    back
}

/// Who takes over, following covers who are away themselves; none when the chain ends or bites its tail.
pub(crate) fn cover_of(away: PersonId, picture: &Picture, today: NaiveDate) -> Option<&Expert> {
    let mut passed = vec![away];
    let mut at = away;
    loop {
        let next = picture.expert(at)?.absence_on(today)?.cover?;
        if passed.contains(&next) {
            return None;
        }
        let cover = picture.expert(next)?;
        if cover.absence_on(today).is_none() {
            return Some(cover);
        }
        passed.push(next);
        at = next;
    }
}
