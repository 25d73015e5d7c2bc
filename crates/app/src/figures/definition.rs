//! What a figure means, in words (legend).

use crate::Picture;
use crate::figures::as_of::AsOf;
use crate::figures::report::{TrendsBy, TrendsQuery};
use chrono::NaiveDate;
use domain::{Confidence, Geography, LayoutKey, Place, counted, long_day_in_words};
use store::TicketFilter;

/// How a place counts that no longer exists.
const MERGED: &str = "Een gemeente die toen was opgegaan in een andere, telt bij die andere.";

/// Under whom a question counts, and a promise that was broken before anybody could keep it.
const NOBODYS: &str =
    "Een vraag telt bij wie haar nu heeft. Een belofte die brak voordat iemand de vraag had, telt bij niemand.";
/// The same of an earlier day.
const THEN_NOBODYS: &str =
    "Een vraag telt bij wie haar toen had. Een belofte die brak voordat iemand de vraag had, telt bij niemand.";

/// What the measure means, and what the reader must know to add up the parts.
pub(crate) fn definition(
    query: &TrendsQuery,
    filter: &TicketFilter,
    picture: &Picture,
    (day, about_several): (NaiveDate, Option<i64>),
    as_of: Option<&AsOf>,
) -> String {
    let mut words: Vec<String> = match (as_of, query.as_of) {
        (Some(as_of), _) => vec![as_of.in_words()],
        (None, Some(today)) => {
            vec![format!("Dit is de stand van nu: {} is nog niet voorbij.", long_day_in_words(today))]
        }
        (None, None) => Vec::new(),
    };
    words.push(query.measure.definition().to_owned());
    let overlap = "Tel de delen daarom niet op: in het totaal telt elke vraag één keer.";
    match &query.by {
        TrendsBy::Region(layout) => words.push(format!(
            "Een vraag telt in elke regio waar haar plaats in ligt volgens de indeling van {}. {MERGED} Regio's kunnen \
             elkaar overlappen. {overlap}{}",
            long_day_in_words(day),
            uncertain(&picture.geography, layout, day)
        )),
        TrendsBy::Topic(_) => words.push(format!("Een vraag kan onder meer onderwerpen tellen. {overlap}")),
        TrendsBy::Expert => words.push(if as_of.is_some() { THEN_NOBODYS } else { NOBODYS }.to_owned()),
        TrendsBy::Nothing | TrendsBy::OrganisationKind | TrendsBy::Became => {}
    }
    let by_region = matches!(query.by, TrendsBy::Region(_));
    if query.filter.region.is_some() && !by_region {
        words.push(format!(
            "Een vraag hoort bij elke regio waar haar plaats in ligt volgens de indeling van {}. {MERGED}",
            long_day_in_words(day)
        ));
    }
    if query.filter.regions_on.is_some() && (by_region || query.filter.region.is_some()) {
        words.push("Die indeling geldt hier voor de hele periode.".to_owned());
    }
    if by_region || query.filter.region.is_some() {
        words.extend(several(about_several));
    }
    if filter.within.is_some() {
        words.push("Dit zijn alleen de vragen die u mag zien.".to_owned());
    }
    words.join(" ")
}

/// Where questions about several places count, and how many there are; nothing where there are none.
fn several(many: Option<i64>) -> Option<String> {
    let rule = "Een vraag over meer plaatsen telt alleen onder de eerste; lijsten vinden haar onder elke plaats.";
    match many {
        Some(0) => None,
        Some(many) => Some(format!(
            "{rule} Van de vragen die in deze periode binnenkwamen {} {many}.",
            if many == 1 { "is dat er" } else { "zijn dat er" }
        )),
        None => Some(rule.to_owned()),
    }
}

/// Of how many municipalities nobody could say for sure in which region of the layout they lie.
fn uncertain(geography: &Geography, layout: &LayoutKey, day: NaiveDate) -> String {
    let exists = geography.municipalities.iter().filter(|(_, known)| known.valid.holds_on(day));
    let is_uncertain = |place: Place| {
        let mut regions = geography.regions_of(&place, day).into_iter();
        regions.any(|(region, confidence)| region.layout == *layout && confidence == Confidence::Low)
    };
    let many = exists.filter(|(code, _)| is_uncertain(Place::Municipality((*code).clone()))).count();
    if many == 0 {
        return String::new();
    }
    format!(
        " Van {} is in deze indeling onzeker in welke regio {}: {} bij elke kandidaat.",
        counted(many, "gemeente", "gemeenten"),
        if many == 1 { "zij ligt" } else { "zij liggen" },
        if many == 1 { "zij telt" } else { "zij tellen" }
    )
}
