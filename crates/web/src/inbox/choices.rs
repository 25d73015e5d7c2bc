//! What there is to choose in the filters of the inbox (facets): with how many questions each would leave.

use super::asked::{Asked, ORDERS};
use crate::form::{Choice, choices, keep_typed};
use crate::house::kind_label;
use crate::narrowing::{experts, label_on, regions, topics_ever};
use app::{HowMany, Picture};
use chrono::NaiveDate;
use domain::{Axis, OrganisationKind, PersonId, Pressing, TicketStatus, Topic, TopicKey};

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
        let numbered = |(id, name): (PersonId, String)| {
            let count = spread.map(|spread| spread.experts.get(&id).copied().unwrap_or_default());
            (id.to_string(), format!("{name}{}", number(count)))
        };
        let experts = experts(picture, asked.of_field("deskundige")).into_iter().map(numbered).collect();
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
