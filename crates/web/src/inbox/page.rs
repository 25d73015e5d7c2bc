//! The page of the inbox: a list, how many there are, and the filters that made it.

use super::answered::Besides;
use super::asked::{Asked, Wanted, written};
use super::choices::Choices;
use super::news::SINCE;
use super::row::Row;
use crate::cookies::{Kept, set_cookie};
use crate::error::Failure;
use crate::extract::Query;
use crate::form::{Choice, Errors, complaints};
use crate::narrowing::named;
use crate::page::{Frame, show_as};
use crate::target::Target;
use crate::visitor::Visitor;
use app::{Action, HowMany, MANY, Meant, Paging, Picture, Refusal, ShownTo, Turn, View};
use askama::Template;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::{Reference, Ticket, TicketId, amsterdam_day, counted, quoted};
use url::form_urlencoded;

/// Rows on a page: what somebody reads before going for coffee.
const ROWS: u32 = 25;

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    frame: Frame,
    rows: Vec<Row>,
    lists: Choices,
    search: String,
    from: String,
    to: String,
    /// The organisation that is asked for.
    organisation: Option<(String, String)>,
    everyone: bool,
    /// About how many open questions the reader was asked to think along, where this is not the list of them.
    along: Option<String>,
    /// Questions whose askers ask to open them again: reference and subject.
    reopening: Vec<(String, String)>,
    /// Questions with mail that waits for a decision: reference and subject.
    mail: Vec<(String, String)>,
    next: Option<String>,
    previous: Option<String>,
    /// Not the first page.
    continued: bool,
    /// How many there are, in words.
    number: String,
    /// The filters in force, in words, each with the address without it.
    filters: Vec<(String, String)>,
    /// What to try where nothing was found, each with its address.
    advice: Vec<(String, String)>,
    /// What may have been meant, each with where it is found.
    spellings: Vec<(String, String)>,
    /// What others answered.
    besides: Option<Besides>,
    /// May the reader see that at all?
    reads_answered: bool,
    /// Not all of it was looked through.
    is_cut: bool,
    /// Where the page asks for news of this list, and where it is shown again.
    news: String,
    again: String,
    views: Vec<KeptView>,
    /// What was typed as the name of a list to keep.
    view_name: String,
    errors: Errors,
}

/// Some eleven statements whatever the size: the session, the list, how many there are and how they are spread, letters that
/// were given up, and in a search the words of the texts; and where a reference is sought, three for it.
pub(crate) async fn page(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    show(&visitor, pairs, Typed::default()).await
}

/// What was typed to keep a list, and what was wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub name: String,
    pub errors: Errors,
}

/// The same list, with what somebody typed to keep it.
pub(super) async fn again(visitor: &Visitor, query: &str, typed: Typed) -> Result<Response, Failure> {
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    show(visitor, pairs, typed).await
}

async fn show(visitor: &Visitor, pairs: Vec<(String, String)>, typed: Typed) -> Result<Response, Failure> {
    let picture = visitor.app.picture();
    let mut errors = Errors::default();
    let asked = Asked::of(pairs, &mut errors);
    let wanted = asked.read(visitor, &picture, &mut errors);
    let (mut besides, mut meant) = (None, Vec::new());
    let (mut found, newest) = (None, visitor.app.newest_line(&visitor.caller).await?);
    let along = visitor.app.count_along(&visitor.caller).await?;
    if errors.is_empty() {
        match find(visitor, &wanted, &picture).await {
            Ok(Found::One(reference)) => return Ok(Redirect::to(&format!("/vragen/{reference}")).into_response()),
            Ok(Found::Some(some)) => {
                besides = Besides::of(visitor, &asked, &wanted).await?;
                if let (true, None, Some(text)) = (some.rows.is_empty(), &besides, &wanted.search.text) {
                    meant = visitor.app.suggest_spelling(&visitor.caller, text).await?;
                }
                found = Some(some);
            }
            Err(refusal) => errors = named(complaints(refusal)?),
        }
    }
    let address = asked.address();
    let spellings = meant.into_iter().map(|text| (text.clone(), found_anywhere(&text).address())).collect();
    let kept = Target::of(&address).map(|target| target.cookie()).filter(|_| errors.is_empty());
    let mut page = inbox(visitor, &picture, asked, (&wanted, along), found, errors);
    (page.besides, page.spellings) = (besides, spellings);
    page.news = news_of(&page.again, newest);
    page.errors.0.extend(typed.errors.0);
    page.view_name = typed.name;
    let reopening = visitor.app.asked_to_reopen(&visitor.caller).await?;
    page.reopening = reopening.into_iter().map(|(reference, subject)| (reference.to_string(), subject)).collect();
    let mail = visitor.app.mail_waiting(&visitor.caller).await?;
    page.mail = mail.into_iter().map(|(reference, subject)| (reference.to_string(), subject)).collect();
    page.views =
        visitor.app.list_views(&visitor.caller).await?.into_iter().map(|view| KeptView::of(visitor, view)).collect();
    let response = show_as(page.errors.status(), &page)?;
    // The way back from a question leads to this list.
    let kept = kept.map(|kept| set_cookie(&visitor.app, Kept::List, Some(&kept))).transpose()?;
    Ok((AppendHeaders(kept.map(|kept| (header::SET_COOKIE, kept))), response).into_response())
}

impl InboxPage {
    /// What stands behind the question mark of this list.
    fn query(&self) -> &str {
        self.again.split_once('?').map_or("", |(_, query)| query)
    }
}

/// A list that was kept.
struct KeptView {
    name: String,
    address: String,
    is_shared: bool,
    /// Where it is forgotten, if the reader may.
    forget: Option<String>,
}

impl KeptView {
    fn of(visitor: &Visitor, view: View) -> Self {
        let is_shared = view.seen == ShownTo::Everybody;
        let is_own = visitor.caller.actor.person() == Some(view.person);
        let may = is_own || (is_shared && visitor.app.may(&visitor.caller, Action::Triage));
        Self {
            address: if view.query.is_empty() { "/werkbak".to_owned() } else { format!("/werkbak?{}", view.query) },
            forget: may.then(|| format!("/werkbak/weergaven/{}/weg", view.id)),
            name: view.name,
            is_shared,
        }
    }
}

/// What a search leads to.
enum Found {
    /// The question that was meant.
    One(Reference),
    Some(Listed),
}

/// A page of questions.
struct Listed {
    rows: Vec<Row>,
    organisation: Option<String>,
    next: Option<String>,
    previous: Option<String>,
    how_many: HowMany,
    is_cut: bool,
}

/// The question whose reference was typed, whatever the filters say: opened, or put before the page of those that fit them
/// where the number may have been meant as a word.
async fn find(visitor: &Visitor, wanted: &Wanted, picture: &Picture) -> Result<Found, Refusal> {
    let (app, caller) = (&visitor.app, &visitor.caller);
    let text = wanted.search.text.as_deref().filter(|_| wanted.turn == Turn::First);
    let meant = match text {
        Some(text) => app.find_by_reference(caller, text).await?,
        None => None,
    };
    let meant = match meant {
        Some(Meant::Surely(reference)) => return Ok(Found::One(reference)),
        Some(Meant::Perhaps(ticket)) => Some(*ticket),
        None => None,
    };
    let paging = Paging { order: wanted.order, turn: wanted.turn, rows: ROWS };
    let page = app.find_tickets(caller, &wanted.search, &paging).await?;
    let how_many = app.count_tickets(caller, &wanted.search).await?;
    let ends = [page.items.first(), page.items.last()].map(|end| end.map(|(cursor, _)| written(*cursor)));
    let [first, last] = ends;
    let is_meant = |ticket: &Ticket| meant.as_ref().is_some_and(|meant| meant.id == ticket.id);
    let others =
        page.items.into_iter().map(|(_, ticket)| ticket).filter(|ticket| !is_meant(ticket)).collect::<Vec<_>>();
    let tickets: Vec<Ticket> = meant.clone().into_iter().chain(others).collect();
    let mut excerpts = match &wanted.search.text {
        Some(text) => app.excerpts(caller, text, &tickets).await?,
        None => Default::default(),
    };
    let dead = app.read_dead_letters(caller, &tickets).await?;
    let is_undelivered = |id: TicketId| dead.iter().any(|letter| letter.ticket == Some(id));
    let now = app.now();
    let row = |ticket: &Ticket| Row {
        is_undelivered: is_undelivered(ticket.id),
        ..Row::of(ticket, picture, now, excerpts.remove(&ticket.id))
    };
    let mut row = row;
    Ok(Found::Some(Listed {
        rows: tickets.iter().map(&mut row).collect(),
        organisation: tickets.first().map(|ticket| ticket.organisation_name.clone()),
        next: last.filter(|_| page.has_next),
        previous: first.filter(|_| page.has_previous),
        how_many,
        is_cut: page.is_cut,
    }))
}

fn inbox(
    visitor: &Visitor,
    picture: &Picture,
    asked: Asked,
    (wanted, along): (&Wanted, u64),
    found: Option<Listed>,
    errors: Errors,
) -> InboxPage {
    let today = amsterdam_day(visitor.app.now());
    let everyone = wanted.everyone;
    let lists =
        Choices::of(&asked, picture, today, found.as_ref().map(|found| &found.how_many), (whose(wanted), along));
    let named = found.as_ref().and_then(|found| found.organisation.clone());
    let organisation = Some(asked.of_field("organisatie").to_owned())
        .filter(|id| !id.is_empty())
        .map(|id| (id, named.unwrap_or_else(|| "deze organisatie".to_owned())));
    let turned = |name: &'static str, place: &Option<String>| {
        place.as_ref().map(|place| asked.with(&[("wie", whose(wanted)), (name, place)]).address())
    };
    let title = match (wanted.search.text.is_some(), everyone) {
        (false, _) if wanted.along => "Meedenken",
        (true, _) => "Zoeken in vragen",
        (false, true) => "Alle vragen",
        (false, false) => "Mijn werkbak",
    };
    InboxPage {
        frame: Frame::of(title, visitor),
        filters: filters(&asked, &lists, organisation.as_ref()),
        advice: advice(&asked, everyone),
        reopening: Vec::new(),
        mail: Vec::new(),
        next: found.as_ref().and_then(|found| turned("na", &found.next)),
        previous: found.as_ref().and_then(|found| turned("voor", &found.previous)),
        continued: wanted.turn != Turn::First,
        number: found.as_ref().map(|found| number(&found.how_many)).unwrap_or_default(),
        is_cut: found.as_ref().is_some_and(|found| found.is_cut),
        rows: found.map(|found| found.rows).unwrap_or_default(),
        search: asked.of_field("zoek").to_owned(),
        from: asked.of_field("van").to_owned(),
        to: asked.of_field("tot").to_owned(),
        organisation,
        everyone,
        along: (along > 0 && !wanted.along).then(|| format!("Meedenken ({along})")),
        lists,
        besides: None,
        spellings: Vec::new(),
        reads_answered: visitor.app.reads_answered(&visitor.caller),
        news: String::new(),
        views: Vec::new(),
        view_name: String::new(),
        again: asked.with(&[]).address(),
        errors,
    }
}

/// Where a list asks for its news.
fn news_of(list: &str, newest: i64) -> String {
    let query = list.split_once('?').map_or(String::new(), |(_, query)| format!("{query}&"));
    format!("/werkbak/nieuws?{query}{SINCE}={newest}")
}

fn whose(wanted: &Wanted) -> &'static str {
    match (wanted.along, wanted.everyone) {
        (true, _) => "mee",
        (false, true) => "alles",
        (false, false) => "mij",
    }
}

/// How many questions fit, in words.
fn number(how_many: &HowMany) -> String {
    let questions = |count: usize| counted(count.to_string(), "vraag", "vragen");
    match how_many {
        HowMany::All(spread) => questions(spread.counted),
        HowMany::AtLeast(count) if *count >= MANY => "meer dan 1.000 vragen".to_owned(),
        HowMany::AtLeast(count) => format!("ten minste {}", questions(*count)),
    }
}

/// The filters in force, each with where it is not.
fn filters(asked: &Asked, lists: &Choices, organisation: Option<&(String, String)>) -> Vec<(String, String)> {
    let chosen = |choices: &[Choice]| choices.iter().find(|choice| choice.chosen).map(|choice| choice.label.clone());
    let regions = || lists.regions.iter().find_map(|(_, regions)| chosen(regions));
    let day = |name: &str| Some(asked.of_field(name).to_owned());
    let words = asked.filters().into_iter().filter_map(|name| {
        let (what, value) = match name {
            "status" => ("", chosen(&lists.statuses)),
            "termijn" => ("", chosen(&lists.terms)),
            "thema" => ("thema ", chosen(&lists.themes)),
            "groep" => ("groep ", chosen(&lists.groups)),
            "regio" => ("regio ", regions()),
            "soort" => ("", chosen(&lists.kinds)),
            "organisatie" => ("van ", organisation.map(|(_, name)| name.clone())),
            "deskundige" => ("bij ", chosen(&lists.experts)),
            "van" => ("ontvangen vanaf ", day("van")),
            "tot" => ("ontvangen tot en met ", day("tot")),
            _ => return None,
        };
        let value = value?;
        // Without how many there are.
        let plain = value.rsplit_once(" (").map_or(value.as_str(), |(plain, _)| plain);
        Some((format!("{what}{plain}"), asked.with(&[(name, "")]).address()))
    });
    words.collect()
}

/// A search of everything the reader may see.
fn found_anywhere(text: &str) -> Asked {
    Asked::default().with(&[("zoek", text), ("status", "alle"), ("wie", "alles")])
}

/// What to try where nothing was found.
fn advice(asked: &Asked, everyone: bool) -> Vec<(String, String)> {
    let text = asked.of_field("zoek").trim();
    let mut advice = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_filters = !asked.filters().is_empty() || !everyone;
    let mut bare = Asked::default();
    if !text.is_empty() {
        bare = bare.with(&[("zoek", text)]);
    }
    let all = bare.with(&[("status", "alle"), ("wie", "alles")]);
    if has_filters && !text.is_empty() {
        advice.push((format!("Zoek {} in alle vragen die u mag zien", quoted(text)), all.address()));
    } else if has_filters {
        advice.push(("Toon alle vragen die u mag zien".to_owned(), all.address()));
    }
    if text.contains('"') {
        let loose = text.replace('"', " ");
        advice.push(("Zoek de woorden los van elkaar".to_owned(), asked.with(&[("zoek", loose.trim())]).address()));
    }
    if words.len() > 1 && !text.contains('"') {
        for word in words.iter().filter(|word| word.chars().count() > 2).take(4) {
            advice.push((format!("Zoek alleen op {}", quoted(word)), asked.with(&[("zoek", word)]).address()));
        }
    } else if let Some(shorter) = shorter(text) {
        advice.push((
            format!("Zoek op een korter woord: {}", quoted(&shorter)),
            asked.with(&[("zoek", &shorter)]).address(),
        ));
    }
    if !text.is_empty() {
        advice.push((
            "Toon alle vragen die u mag zien".to_owned(),
            Asked::default().with(&[("status", "alle"), ("wie", "alles")]).address(),
        ));
    }
    advice
}

/// The beginning of a word, by which more is found.
fn shorter(word: &str) -> Option<String> {
    let letters = word.chars().count();
    (letters > 6 && word.chars().all(char::is_alphabetic)).then(|| word.chars().take(letters * 2 / 3).collect())
}
