//! The overview (dashboard): how the desk is doing, on one page, each figure beside the same of a quarter earlier.

use super::outcomes::Outcomes;
use super::picture::{Drawing, Drawn, SMALL, Scale, Value, panel};
use super::rise::ToldNote;
use super::told::Told;
use super::words::{number, percent, tenths};
use crate::error::Failure;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{AgeBand, Compared, Measure, Overview, Picture, PromisesKept, Thin, Took};
use askama::Template;
use axum::response::Response;
use domain::{TopicKey, counted, long_day_in_words};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "figures_overview.html")]
struct OverviewPage {
    frame: Frame,
    period: String,
    tiles: Vec<Tile>,
    outcomes: Outcomes,
    told: Told,
    earlier_notes: Vec<ToldNote>,
    backlog: Vec<AgeRow>,
    backlog_words: String,
    ages: Drawing,
    thin_words: String,
    thin: Vec<ThinRow>,
    definitions: Vec<&'static str>,
}

/// One figure, what it was, and where it comes from.
struct Tile {
    label: &'static str,
    figure: String,
    words: String,
    links: Vec<(String, &'static str)>,
}

struct AgeRow {
    label: String,
    /// As short as it stands below a column.
    short: String,
    now: i64,
    before: i64,
}

struct ThinRow {
    theme: String,
    provinces: String,
}

pub(super) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    let overview = visitor.app.read_overview(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let backlog: Vec<AgeRow> = overview.backlog.iter().map(age_row).collect();
    let of_weeks = counted(overview.weeks, "hele week", "hele weken");
    show(&OverviewPage {
        frame: Frame::of("Cijfers", &visitor),
        period: format!(
            "De laatste {of_weeks}: {} tot en met {}. Ernaast staat steeds hetzelfde van de {} weken ervoor.",
            long_day_in_words(overview.period.0),
            long_day_in_words(overview.period.1),
            overview.weeks
        ),
        tiles: tiles(&overview),
        outcomes: Outcomes::of(&overview, reopened_in_words(&overview)),
        told: Told::of(&overview.rising, &picture),
        earlier_notes: overview.earlier_notes.iter().map(|note| ToldNote::of(note, &picture)).collect(),
        ages: ages(&backlog),
        backlog_words: backlog_in_words(&overview.backlog),
        backlog,
        thin_words: thin_in_words(&overview.thin),
        thin: thin_rows(&overview.thin, &picture),
        definitions: Overview::MEASURES.map(Measure::definition).to_vec(),
    })
}

fn tiles(overview: &Overview) -> Vec<Tile> {
    let (from, to) = overview.period;
    let figures = |measure: &str| format!("/cijfers?maat={measure}&per=thema&stap=week&van={from}&tot={to}");
    let list = format!("/werkbak?wie=alles&status=alle&van={from}&tot={to}");
    vec![
        Tile {
            label: "Binnengekomen",
            figure: number(overview.received.now as f64),
            words: in_words(
                overview.received,
                ("vraag kwam binnen", "vragen kwamen binnen"),
                &format!("in de {} weken ervoor", overview.weeks),
            ),
            links: vec![(list, "De vragen"), (figures("ontvangen"), "Per thema")],
        },
        Tile {
            label: "Nu open",
            figure: number(overview.open.now as f64),
            words: in_words(
                overview.open,
                ("vraag staat open", "vragen staan open"),
                &format!("{} weken geleden", overview.weeks),
            ),
            links: vec![("/werkbak?wie=alles".to_owned(), "De vragen"), (figures("open"), "Per thema")],
        },
        promises("Antwoord op tijd", "antwoorden", overview.answers, figures("op-tijd")),
        promises("Eerste reactie op tijd", "eerste reacties", overview.reactions, figures("reactie-op-tijd")),
        Tile {
            label: "Tijd tot antwoord",
            figure: days(overview.took.now.middle, overview.usual_day),
            words: took_in_words(overview.took, overview.usual_day),
            links: vec![(figures("dagen-tot-antwoord"), "Per thema")],
        },
        Tile {
            label: "Dun bezet",
            figure: number(overview.thin.now.len() as f64),
            words: thin_in_words(&overview.thin),
            links: vec![("#dun".to_owned(), "Waar")],
        },
    ]
}

/// How many, how many before, and how much that differs.
fn in_words(compared: Compared<i64>, (one, many): (&str, &str), before: &str) -> String {
    let Compared { now, before: then } = compared;
    let differs = match (now, then) {
        _ if now == then => " Dat is evenveel.".to_owned(),
        (_, 0) => String::new(),
        _ => {
            let more = if now > then { "meer" } else { "minder" };
            format!(" Dat is {} {more}.", percent((now - then).abs() as f64 / then as f64))
        }
    };
    let now = counted(number(now as f64), one, many);
    format!("{now}; {before} waren het er {}.{differs}", number(then as f64))
}

fn reopened_in_words(overview: &Overview) -> String {
    let before = format!("in de {} weken ervoor", overview.weeks);
    in_words(overview.reopened, ("keer ging een vraag weer open", "keer ging een vraag weer open"), &before)
}

fn promises(label: &'static str, what: &str, compared: Compared<PromisesKept>, address: String) -> Tile {
    let share = |kept: PromisesKept| (kept.promised > 0).then(|| percent(kept.kept as f64 / kept.promised as f64));
    let said = |kept: PromisesKept| format!("{} van de {}", number(kept.kept as f64), number(kept.promised as f64));
    let words = match (share(compared.now), share(compared.before)) {
        (None, _) => format!("In deze weken waren er geen {what} beloofd."),
        (Some(_), None) => format!("{} {what} kwamen op tijd. Ervoor waren er geen beloofd.", said(compared.now)),
        (Some(_), Some(before)) => format!(
            "{} beloofde {what} kwamen op tijd; ervoor {} ({before}).",
            said(compared.now),
            said(compared.before)
        ),
    };
    Tile {
        label,
        figure: share(compared.now).unwrap_or_else(|| "–".to_owned()),
        words,
        links: vec![(address, "Per thema, laagste eerst")],
    }
}

fn days(minutes: Option<f64>, usual_day: f64) -> String {
    minutes.map_or_else(|| "–".to_owned(), |minutes| format!("{} werkdagen", tenths(minutes / usual_day)))
}

fn took_in_words(took: Compared<Took>, usual_day: f64) -> String {
    let most = |took: Took| days(took.most.map(f64::from), usual_day);
    if took.now.answers == 0 {
        return "In deze weken kwamen er geen antwoorden.".to_owned();
    }
    let now = format!(
        "De middelste van {} duurde {}; negen van de tien kwamen binnen {}.",
        counted(number(took.now.answers as f64), "antwoord", "antwoorden"),
        days(took.now.middle, usual_day),
        most(took.now)
    );
    if took.before.answers == 0 {
        return format!("{now} Ervoor waren er geen antwoorden.");
    }
    format!(
        "{now} Ervoor: {} en {} ({} antwoorden).",
        days(took.before.middle, usual_day),
        most(took.before),
        number(took.before.answers as f64)
    )
}

fn age_row(band: &AgeBand) -> AgeRow {
    let (label, short) = match (band.from, band.below) {
        (0, Some(below)) => (format!("tot {} week", below / 7), format!("0–{}", below / 7)),
        (from, Some(below)) => (format!("{} tot {} weken", from / 7, below / 7), format!("{}–{}", from / 7, below / 7)),
        (from, None) => (format!("{} weken of meer", from / 7), format!("{}+", from / 7)),
    };
    AgeRow { label, short, now: band.open.now, before: band.open.before }
}

fn backlog_in_words(backlog: &[AgeBand]) -> String {
    let old = |of: fn(&AgeBand) -> i64| backlog.iter().filter(|band| band.from >= 28).map(of).sum::<i64>();
    let (now, before) = (old(|band| band.open.now), old(|band| band.open.before));
    format!(
        "{} langer dan vier weken open; dertien weken geleden waren dat er {}. De dag van ontvangst telt, ook als wij op de \
         vraagsteller wachten.",
        counted(number(now as f64), "vraag staat", "vragen staan"),
        number(before as f64)
    )
}

/// How many are open of each age, as a picture.
fn ages(backlog: &[AgeRow]) -> Drawing {
    let steps: Vec<String> = backlog.iter().map(|row| row.short.clone()).collect();
    let value = |row: &AgeRow| Value { value: Some(row.now as f64), ..Value::default() };
    let values: Vec<Value> = backlog.iter().map(value).collect();
    let highest = backlog.iter().map(|row| row.now).max().unwrap_or(0);
    let said: Vec<String> = backlog.iter().map(|row| format!("{}: {}", row.label, row.now)).collect();
    Drawing {
        label: "Open vragen naar leeftijd, in weken".to_owned(),
        total: number(backlog.iter().map(|row| row.now).sum::<i64>() as f64),
        said: format!("Open vragen naar leeftijd. {}.", said.join(", ")),
        panel: panel(SMALL, Scale::up_to(highest as f64), Drawn::Columns, &values, &steps),
    }
}

fn thin_in_words(thin: &Thin) -> String {
    format!(
        "{} van de {} combinaties van thema en provincie hebben vandaag minder dan twee deskundigen die er zijn. In de komende \
         zes weken zijn het er op enig moment {}. Van vroeger is dit niet bewaard, dus er is geen vergelijking.",
        number(thin.now.len() as f64),
        number(thin.of as f64),
        number(thin.soon as f64)
    )
}

/// By theme, with its provinces; what is thin in most of them first.
fn thin_rows(thin: &Thin, picture: &Picture) -> Vec<ThinRow> {
    let mut by_theme: BTreeMap<&TopicKey, Vec<&str>> = BTreeMap::new();
    for (theme, province) in &thin.now {
        by_theme.entry(theme).or_default().push(picture.geography.region_name(province));
    }
    let mut rows: Vec<(usize, ThinRow)> = by_theme
        .into_iter()
        .map(|(theme, mut provinces)| {
            provinces.sort_unstable();
            let row = ThinRow { theme: picture.taxonomy.label(theme).to_owned(), provinces: provinces.join(", ") };
            (provinces.len(), row)
        })
        .collect();
    rows.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.theme.cmp(&right.1.theme)));
    rows.into_iter().map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_told_beside_what_it_was() {
        let said = |now, before| in_words(Compared { now, before }, ("vraag staat open", "vragen staan open"), "toen");
        assert_eq!(said(110, 100), "110 vragen staan open; toen waren het er 100. Dat is 10 % meer.");
        assert_eq!(said(5, 10), "5 vragen staan open; toen waren het er 10. Dat is 50 % minder.");
        assert_eq!(said(1, 0), "1 vraag staat open; toen waren het er 0.");
        assert_eq!(said(7, 7), "7 vragen staan open; toen waren het er 7. Dat is evenveel.");
    }

    #[test]
    fn nothing_promised_is_no_share() {
        let (none, some) = (PromisesKept::default(), PromisesKept { promised: 4, kept: 3 });
        let tile = |now, before| promises("Antwoord op tijd", "antwoorden", Compared { now, before }, String::new());
        assert_eq!(tile(none, some).figure, "–");
        assert_eq!(tile(some, none).figure, "75 %");
        assert_eq!(tile(some, some).words, "3 van de 4 beloofde antwoorden kwamen op tijd; ervoor 3 van de 4 (75 %).");
    }
}
