//! What there is to choose in the filters of the inbox (facets): with how many questions each would leave.

use super::asked::{Asked, ORDERS};
use crate::form::{Choice, choices, keep_typed};
use crate::house::kind_label;
use app::{HowMany, Picture};
use chrono::NaiveDate;
use domain::{Axis, OrganisationKind, Pressing, TicketStatus, Topic, TopicKey};

/// The lists of the filters.
pub(super) struct Choices {
    pub statuses: Vec<Choice>,
    pub terms: Vec<Choice>,
    pub themes: Vec<Choice>,
    pub groups: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub experts: Vec<Choice>,
    pub regions: Vec<(String, Vec<Choice>)>,
    pub orders: Vec<Choice>,
    pub whose: Vec<Choice>,
}

impl Choices {
    pub(super) fn of(
        asked: &Asked,
        picture: &Picture,
        today: NaiveDate,
        how_many: Option<&HowMany>,
        (whose, along): (&str, u64),
    ) -> Self {
        // More than can be counted is not told by halves.
        let spread = how_many.and_then(HowMany::all);
        let number = |count: Option<usize>| count.map(|count| format!(" ({count})")).unwrap_or_default();
        let of_status = |status: &str| spread.map(|spread| spread.statuses.get(status).copied().unwrap_or_default());
        let of_topic = |key: &TopicKey| spread.map(|spread| spread.topics.get(key).copied().unwrap_or_default());
        let list = |name: &str, known: Vec<(String, String)>| {
            let typed = asked.of_field(name);
            let mut list = choices(known, |value| value == typed);
            keep_typed(&mut list, typed);
            list
        };
        let topics = |name: &str, axis| {
            let shown = |topic: &Topic| {
                let label = label_on(topic, today);
                (topic.key.to_string(), format!("{label}{}", number(of_topic(&topic.key))))
            };
            list(name, topics_ever(picture, axis, today).into_iter().map(shown).collect())
        };
        let all = TicketStatus::ALL.map(|status| {
            (status.as_str().to_owned(), format!("{}{}", status.label(), number(of_status(status.as_str()))))
        });
        let open = if asked.of_field("zoek").is_empty() { "Open vragen" } else { "Alle standen" };
        let ends = [(String::new(), open.to_owned()), ("alle".to_owned(), "Alle vragen".to_owned())];
        let kinds = OrganisationKind::ALL.map(|kind| {
            let count = spread.map(|spread| spread.kinds.get(kind.as_str()).copied().unwrap_or_default());
            (kind.as_str().to_owned(), format!("{}{}", kind_label(kind), number(count)))
        });
        let mut experts: Vec<(String, String)> = picture
            .roster
            .experts()
            .iter()
            .map(|expert| {
                let count = spread.map(|spread| spread.experts.get(&expert.id).copied().unwrap_or_default());
                (expert.id.to_string(), format!("{}{}", expert.name, number(count)))
            })
            .collect();
        experts.sort_by(|left, right| left.1.cmp(&right.1));
        let chosen = asked.of_field("deskundige");
        if let Some(gone) = picture.people.values().find(|person| person.id.to_string() == chosen)
            && !experts.iter().any(|(id, _)| id == chosen)
        {
            experts.push((chosen.to_owned(), gone.name.clone()));
        }
        let is_order = |name: &str| match asked.of_field("volgorde") {
            "" => name == if asked.of_field("zoek").is_empty() { "termijn" } else { "beste" },
            typed => name == typed,
        };
        Self {
            statuses: list("status", ends.into_iter().chain(all).collect()),
            terms: list(
                "termijn",
                Pressing::ALL.map(|term| (term.as_str().to_owned(), term.label().to_owned())).into(),
            ),
            themes: topics("thema", Axis::Theme),
            groups: topics("groep", Axis::Group),
            kinds: list("soort", kinds.into()),
            experts: list("deskundige", experts),
            regions: regions(asked.of_field("regio"), picture, today),
            orders: choices(ORDERS.map(|(name, label, _)| (name, label)), is_order),
            whose: choices(
                [
                    ("mij", "Mijn vragen".to_owned()),
                    ("mee", format!("Meedenken ({along})")),
                    ("alles", "Alle vragen die ik mag zien".to_owned()),
                ],
                |word| word == whose,
            ),
        }
    }
}

/// The regions of every layout, and what else was asked for.
fn regions(typed: &str, picture: &Picture, today: NaiveDate) -> Vec<(String, Vec<Choice>)> {
    let geography = &picture.geography;
    let meant = geography.region_meant(typed).map(|region| format!("{}:{}", region.layout.0, region.code));
    let mut is_offered = typed.is_empty();
    let mut lists = Vec::new();
    for (key, layout) in &geography.layouts {
        let here =
            geography.regions.values().filter(|known| known.region.layout == *key && known.valid.holds_on(today));
        let mut known: Vec<(String, String)> =
            here.map(|known| (format!("{}:{}", key.0, known.region.code), known.name.clone())).collect();
        known.sort_by(|left, right| left.1.cmp(&right.1));
        let is_chosen = |value: &str| value == typed || meant.as_deref() == Some(value);
        is_offered |= known.iter().any(|(value, _)| is_chosen(value));
        lists.push((layout.label.clone(), choices(known, is_chosen)));
    }
    if !is_offered {
        let named = geography.municipalities.values().find(|known| known.code.0 == typed);
        let label = named.map_or_else(|| typed.to_owned(), |known| known.name.clone());
        lists.push(("Gekozen".to_owned(), choices([(typed, label)], |_| true)));
    }
    lists
}

/// Every topic of an axis, those that ended last: old questions keep theirs, and are looked for by it.
pub(super) fn topics_ever(picture: &Picture, axis: Axis, today: NaiveDate) -> Vec<&Topic> {
    let all = picture.taxonomy.all().iter().filter(|topic| topic.axis == axis && topic.valid.from <= today);
    let (now, ended): (Vec<_>, Vec<_>) = all.partition(|topic| topic.valid.lasts_until(today));
    [now, ended].concat()
}

/// What a topic is called, and that it ended.
pub(super) fn label_on(topic: &Topic, today: NaiveDate) -> String {
    match topic.valid.lasts_until(today) {
        true => topic.label.clone(),
        false => format!("{} (beëindigd)", topic.label),
    }
}
