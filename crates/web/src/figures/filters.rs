//! Which questions figures are of (filters, facets): read from the address, offered in the form, and said in words.

use crate::error::Failure;
use crate::filter::read_filter;
use crate::form::{Choice, Errors, choices, complaints, keep_typed};
use crate::house::kind_label;
use crate::narrowing::{
    self, A_CHANNEL, A_GROUP, A_KIND, A_POLICY, A_REGION, A_THEME, AN_EXPERT, channel_name, experts, label_on,
    policies, region_name, regions, topics_ever,
};
use crate::promises::words::policy_name;
use crate::visitor::Visitor;
use app::{Picture, TicketSearch};
use chrono::NaiveDate;
use domain::{Axis, Organisation, OrganisationKind, Origin, PersonId, TopicKey, quoted};

/// Every filter by its name in the address, in the order in which an address names them.
const NAMES: [&str; 8] = ["thema", "groep", "regio", "soort", "organisatie", "termijn", "kanaal", "deskundige"];
/// Those of which there may be several: questions of any of them.
const MANY: [&str; 5] = ["thema", "groep", "soort", "termijn", "kanaal"];
/// Those that stand in the form below "Meer filters".
const MORE: [&str; 6] = ["groep", "soort", "organisatie", "termijn", "kanaal", "deskundige"];
/// Values of one filter: more than there are in any list.
const MOST: usize = 60;

/// What was asked, as it was typed: only what is not empty.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filters(Vec<(&'static str, String)>);

/// What there is to choose.
pub(crate) struct FilterLists {
    pub themes: Vec<Choice>,
    pub groups: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub regions: Vec<(String, Vec<Choice>)>,
    pub policies: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub experts: Vec<Choice>,
    /// The one that was chosen, or those that may have been meant.
    pub organisations: Vec<Choice>,
    /// What was typed where none is chosen.
    pub organisation: String,
    /// Is one of those set that stand below?
    pub has_more: bool,
    /// How many themes were chosen.
    pub many_themes: usize,
}

impl Filters {
    /// Takes a pair of an address if it is one of these.
    pub(crate) fn take(&mut self, name: &str, value: &str, errors: &mut Errors) -> bool {
        let Some(known) = NAMES.into_iter().find(|known| *known == name) else { return false };
        let value = value.trim();
        let is_said = self.0.iter().any(|(said, _)| *said == known);
        if value.is_empty() || self.of(known).any(|said| said == value) {
            return true;
        }
        if is_said && !MANY.contains(&known) {
            errors.add(known, format!("Het filter {} staat twee keer in het adres.", quoted(name)));
        } else if self.of(known).count() >= MOST {
            errors.add(known, format!("Kies hoogstens {MOST} waarden van het filter {}.", quoted(name)));
        } else {
            self.0.push((known, value.to_owned()));
        }
        true
    }

    /// What was typed in a filter.
    fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(said, _)| *said == name).map(|(_, value)| value.as_str())
    }

    fn one<'a>(&'a self, name: &'a str) -> &'a str {
        self.of(name).next().unwrap_or_default()
    }

    /// As an address names them.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        NAMES
            .into_iter()
            .flat_map(move |name| self.0.iter().filter(move |(said, _)| *said == name))
            .map(|(name, value)| (*name, value.as_str()))
    }

    fn without(&self, name: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(said, other)| *said != name || other != value).cloned().collect())
    }

    /// The organisations that are meant; another number than one is a complaint.
    pub(crate) async fn organisations(
        &self,
        visitor: &Visitor,
        errors: &mut Errors,
    ) -> Result<Vec<Organisation>, Failure> {
        let typed = self.one("organisatie");
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let meant = match visitor.app.organisations_meant(&visitor.caller, typed).await {
            Ok(meant) => meant,
            Err(refusal) => {
                errors.0.extend(complaints(refusal)?.0);
                Vec::new()
            }
        };
        match meant.len() {
            0 => errors.add("organisatie", format!("Wij kennen geen organisatie {}.", quoted(typed))),
            1 => {}
            _ => errors.add(
                "organisatie",
                format!(
                    "Er is meer dan één organisatie {}. Kies er een. Staat zij er niet bij? Haal het filter weg en typ meer van \
                     de naam.",
                    quoted(typed)
                ),
            ),
        }
        Ok(meant)
    }

    /// What is looked for.
    pub(crate) fn read(
        &self,
        picture: &Picture,
        organisation: Option<&Organisation>,
        errors: &mut Errors,
    ) -> TicketSearch {
        let topics = |errors: &mut Errors, name: &'static str, what: &str| -> Vec<TopicKey> {
            let read = |typed| read_filter(errors, name, what, typed, |key| narrowing::topic(picture, key));
            self.of(name).filter_map(read).collect()
        };
        let (themes, groups) = (topics(errors, "thema", A_THEME), topics(errors, "groep", A_GROUP));
        let kind = |typed| read_filter(errors, "soort", A_KIND, typed, OrganisationKind::parse);
        let kinds = self.of("soort").filter_map(kind).collect();
        let known = |key: &str| picture.promises.knows(key).then(|| key.to_owned());
        let policy = |typed| read_filter(errors, "termijn", A_POLICY, typed, known);
        let policies = self.of("termijn").filter_map(policy).collect();
        let channel = |typed| read_filter(errors, "kanaal", A_CHANNEL, typed, narrowing::channel);
        TicketSearch {
            topics: themes,
            groups,
            organisation_kind: kinds,
            policies,
            channels: self.of("kanaal").filter_map(channel).collect(),
            region: read_filter(errors, "regio", A_REGION, self.one("regio"), |code| narrowing::region(picture, code)),
            organisation: organisation.map(|known| known.id),
            assignee: read_filter(errors, "deskundige", AN_EXPERT, self.one("deskundige"), |id| {
                narrowing::expert(picture, id)
            }),
            ..TicketSearch::default()
        }
    }

    pub(crate) fn lists(&self, picture: &Picture, organisations: &[Organisation], today: NaiveDate) -> FilterLists {
        let list = |name: &'static str, known: Vec<(String, String)>| {
            let mut list = choices(known, |value| self.of(name).any(|typed| typed == value));
            for typed in self.of(name) {
                if !list.iter().any(|choice| choice.value == typed) {
                    list.push(Choice { value: typed.to_owned(), label: typed.to_owned(), chosen: true });
                }
            }
            list
        };
        let topics = |axis| -> Vec<(String, String)> {
            let topics = topics_ever(picture, axis, today).into_iter();
            topics.map(|topic| (topic.key.to_string(), label_on(topic, today))).collect()
        };
        let of_id = |(id, name): (PersonId, String)| (id.to_string(), name);
        let of_policy = |key: String| (key.clone(), policy_name(&key).to_owned());
        let of_channel = |origin: Origin| (origin.as_str().to_owned(), channel_name(origin).to_owned());
        let is_chosen = organisations.len() == 1;
        let organisation = |known: &Organisation| {
            let label = format!("{} ({})", known.name, kind_label(known.kind));
            Choice { value: known.id.to_string(), label, chosen: is_chosen }
        };
        let mut organisations: Vec<Choice> = organisations.iter().map(organisation).collect();
        if !organisations.is_empty() {
            keep_typed(&mut organisations, self.one("organisatie"));
        }
        FilterLists {
            themes: list("thema", topics(Axis::Theme)),
            groups: list("groep", topics(Axis::Group)),
            kinds: list("soort", OrganisationKind::ALL.map(|kind| (kind.as_str().to_owned(), kind_label(kind))).into()),
            regions: regions(self.one("regio"), picture, today),
            policies: list("termijn", policies(picture).into_iter().map(of_policy).collect()),
            channels: list("kanaal", Origin::OF_QUESTIONS.map(of_channel).into()),
            experts: list("deskundige", experts(picture, self.one("deskundige")).into_iter().map(of_id).collect()),
            organisation: self.one("organisatie").to_owned(),
            organisations,
            has_more: MORE.iter().any(|name| self.of(name).next().is_some()),
            many_themes: self.of("thema").count(),
        }
    }

    /// What a value is called.
    fn label(&self, picture: &Picture, organisation: Option<&Organisation>, (name, value): (&str, &str)) -> String {
        match name {
            "thema" | "groep" => picture.taxonomy.label(&TopicKey::from(value)).to_owned(),
            "soort" => OrganisationKind::parse(value).map_or_else(|| value.to_owned(), kind_label),
            "regio" => region_name(picture, value),
            "termijn" => policy_name(value).to_lowercase(),
            "kanaal" => {
                narrowing::channel(value).map_or_else(|| value.to_owned(), |door| channel_name(door).to_owned())
            }
            "organisatie" => organisation.map_or_else(|| value.to_owned(), |known| known.name.clone()),
            _ => narrowing::expert(picture, value).map_or_else(|| value.to_owned(), |id| picture.name(id).to_owned()),
        }
    }

    /// Each in words, and all of them without it.
    pub(crate) fn chosen(&self, picture: &Picture, organisation: Option<&Organisation>) -> Vec<(String, Self)> {
        let chosen = |(name, value)| {
            let label = self.label(picture, organisation, (name, value));
            (format!("{}{label}", before(name)), self.without(name, value))
        };
        self.pairs().map(chosen).collect()
    }

    /// Which questions these are, behind "Alleen vragen": `over Flexwonen of Draagvlak, uit Gelderland`.
    pub(crate) fn in_words(&self, picture: &Picture, organisation: Option<&Organisation>) -> Option<String> {
        let part = |name: &'static str| {
            let labels: Vec<String> =
                self.of(name).map(|value| self.label(picture, organisation, (name, value))).collect();
            let (last, others) = labels.split_last()?;
            let list = if others.is_empty() { last.clone() } else { format!("{} of {last}", others.join(", ")) };
            Some(format!("{}{list}", before(name)))
        };
        let parts: Vec<String> = NAMES.into_iter().filter_map(part).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// What stands before the value of a filter in words.
fn before(name: &str) -> &'static str {
    match name {
        "thema" => "over ",
        "groep" => "voor de groep ",
        "regio" => "uit ",
        "soort" => "van de soort ",
        "organisatie" => "van ",
        "termijn" => "met de termijn van een ",
        "kanaal" => "binnengekomen via ",
        _ => "bij ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_may_be_said_more_than_once_where_any_of_several_counts_and_nowhere_else() {
        let (mut filters, mut errors) = (Filters::default(), Errors::default());
        for (name, value) in [
            ("regio", "provincie:PV25"),
            ("thema", "flexwonen"),
            ("thema", "draagvlak"),
            ("thema", "flexwonen"),
            ("soort", ""),
            ("regio", "provincie:PV25"),
        ] {
            assert!(filters.take(name, value, &mut errors));
        }
        assert!(errors.is_empty() && !filters.take("maat", "open", &mut errors));
        let pairs: Vec<_> = filters.pairs().collect();
        assert_eq!(pairs, [("thema", "flexwonen"), ("thema", "draagvlak"), ("regio", "provincie:PV25")]);
        assert_eq!(filters.without("thema", "flexwonen").pairs().count(), 2);
        assert!(filters.take("regio", "provincie:PV26", &mut errors));
        assert!(errors.of("regio").is_some_and(|message| message.contains("twee keer")));
        for number in 0..MOST {
            filters.take("groep", &number.to_string(), &mut errors);
        }
        assert!(errors.of("groep").is_none() && filters.take("groep", "nog een", &mut errors));
        assert!(errors.of("groep").is_some());
    }
}
