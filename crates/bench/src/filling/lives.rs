//! The pattern's questions, each with every row that tells of it, read once.

use super::cell::{ASKER, Cell};
use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use store::search::stems;

/// Tables copied as they are: who works here, and who asks.
const WHOLE: [&str; 7] = ["people", "experts", "expertise", "coverage", "absences", "expert_loads", "organisations"];

pub(crate) struct Table {
    pub name: String,
    pub columns: Vec<(String, String)>,
}

/// What a question says, for whoever asks about the same.
pub(crate) struct Text {
    pub subject: String,
    pub body: String,
    pub contact: [String; 3],
    pub personal_data: String,
    /// Who asks, and from where, as JSON.
    pub asker: [String; ASKER.len()],
    first_sentence: String,
    stems: Stems,
}

/// What is found by each part of a text.
struct Stems {
    question: String,
    first_sentence: String,
    contact: String,
    place: String,
}

/// One question of the pattern.
pub(crate) struct Life {
    pub is_open: bool,
    /// Language and theme: whose texts fit.
    pub about: (String, String),
    pub rows: Vec<(usize, Vec<Cell>)>,
    pub text: Text,
    /// Everything that anybody may find it by.
    pub words: String,
    answers_stems: String,
}

pub(crate) struct Pattern {
    pub tables: Vec<Table>,
    pub lives: Vec<Life>,
    /// Rows that belong to no question, by table.
    pub whole: Vec<(usize, Vec<Cell>)>,
}

impl Life {
    /// What the sweep would write for this life with these texts (see `store::search::index`).
    pub(crate) fn search_row(&self, first: &Text, second: &Text, sentence: &str) -> String {
        [
            second.stems.contact.as_str(),
            second.stems.place.as_str(),
            first.stems.question.as_str(),
            second.stems.first_sentence.as_str(),
            stems(sentence).join(" ").as_str(),
            self.answers_stems.as_str(),
        ]
        .into_iter()
        .flat_map(|part| part.split_whitespace())
        .collect::<Vec<_>>()
        .join(" ")
    }
}

/// The text of a copy: what the first asked, then something of the second, and words of its own.
pub(crate) fn body(first: &Text, second: &Text, sentence: &str) -> String {
    format!("{}\n\n{} {sentence}", first.body, second.first_sentence)
}

impl Pattern {
    pub(crate) async fn read(from: &DatabaseConnection) -> Result<Self> {
        let tables = tables(from).await?;
        let mut rows: BTreeMap<i64, Vec<(usize, Vec<Value>)>> = BTreeMap::new();
        let mut whole = Vec::new();
        for (at, table) in tables.iter().enumerate() {
            let place = table.columns.iter().position(|(name, _)| is_ticket(&table.name, name));
            for row in rows_of(from, table).await? {
                match place.and_then(|place| row[place].as_i64()) {
                    Some(ticket) => rows.entry(ticket).or_default().push((at, row)),
                    None => whole.push((at, cells(table, &row)?)),
                }
            }
        }
        let (places, experts) = (names(from, PLACES).await?, names(from, EXPERTS).await?);
        let mut lives = Vec::with_capacity(rows.len());
        for (ticket, rows) in rows {
            let found_by = |of: &BTreeMap<i64, String>| of.get(&ticket).cloned().unwrap_or_default();
            lives.push(life(&tables, &rows, &found_by(&places), &found_by(&experts))?);
        }
        Ok(Self { tables, lives, whole })
    }
}

fn is_ticket(table: &str, column: &str) -> bool {
    column == "ticket_id" || (table == "tickets" && column == "id")
}

/// `tickets` first, then what tells of them, then what is copied as it is.
async fn tables(from: &DatabaseConnection) -> Result<Vec<Table>> {
    let mut all: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for ((table, column), kind) in super::bulk::types(from).await? {
        all.entry(table).or_default().push((column, kind));
    }
    let wanted = |name: &str, columns: &[(String, String)]| {
        !name.starts_with("ticket_search")
            && (WHOLE.contains(&name) || columns.iter().any(|(column, _)| is_ticket(name, column)))
    };
    let mut tables: Vec<Table> = all
        .into_iter()
        .filter(|(name, columns)| wanted(name, columns))
        .map(|(name, mut columns)| {
            columns.sort();
            Table { name, columns }
        })
        .collect();
    tables.sort_by_key(|table| (table.name != "tickets", table.name.clone()));
    Ok(tables)
}

async fn rows_of(from: &DatabaseConnection, table: &Table) -> Result<Vec<Vec<Value>>> {
    let value = |(name, kind): &(String, String)| {
        if kind == "uuid_text" {
            // The hex of nothing is an empty text.
            format!("CASE WHEN \"{name}\" IS NULL THEN NULL ELSE hex(\"{name}\") END")
        } else {
            format!("\"{name}\"")
        }
    };
    let values: Vec<String> = table.columns.iter().map(value).collect();
    let order = if table.columns.iter().any(|(name, _)| name == "id") { "ORDER BY id" } else { "" };
    let sql = format!("SELECT json_array({}) AS line FROM {} {order}", values.join(", "), table.name);
    let found = from.query_all_raw(Statement::from_string(from.get_database_backend(), sql)).await?;
    found.iter().map(|row| Ok(serde_json::from_str(&row.try_get::<String>("", "line")?)?)).collect()
}

fn cells(table: &Table, row: &[Value]) -> Result<Vec<Cell>> {
    let column = |name: &str| table.columns.iter().position(|(column, _)| column == name).map(|at| &row[at]);
    let is_askers = table.name == "messages" && column("author_id").is_some_and(Value::is_null);
    let is_question = table.name == "messages" && column("kind").is_some_and(|kind| kind == "QUESTION");
    let each = table.columns.iter().zip(row).map(|((name, _), value)| {
        if is_question && name == "body" { Ok(Cell::Body) } else { Cell::of(&table.name, name, value, is_askers) }
    });
    each.collect()
}

/// Where each question of the pattern comes from, as people look for it.
const PLACES: &str = "SELECT t.id AS id, o.name || ' ' || COALESCE(m.name, '') || ' ' || COALESCE(m.aliases, '') || ' ' || \
    COALESCE((SELECT r.name FROM regions r WHERE r.layout = t.region_layout AND r.code = t.region_code \
    ORDER BY r.valid_from DESC LIMIT 1), '') AS name FROM tickets t JOIN organisations o ON o.id = t.organisation_id \
    LEFT JOIN municipalities m ON m.code = t.municipality";
/// And who has it.
const EXPERTS: &str = "SELECT t.id AS id, p.name AS name FROM tickets t JOIN people p ON p.id = t.assignee_id";

async fn names(from: &DatabaseConnection, sql: &str) -> Result<BTreeMap<i64, String>> {
    let mut names = BTreeMap::new();
    for row in from.query_all_raw(Statement::from_string(from.get_database_backend(), sql)).await? {
        names.insert(row.try_get("", "id")?, row.try_get("", "name")?);
    }
    Ok(names)
}

fn life(tables: &[Table], rows: &[(usize, Vec<Value>)], place: &str, expert: &str) -> Result<Life> {
    let named: Vec<HashMap<&str, &Value>> = rows
        .iter()
        .map(|(at, row)| {
            let table = &tables[*at];
            let columns = table.columns.iter().map(|(name, _)| name.as_str()).zip(row);
            columns.collect()
        })
        .collect();
    let of = |table: &'static str| {
        rows.iter().zip(&named).filter(move |((at, _), _)| tables[*at].name == table).map(|(_, row)| row)
    };
    let word = |row: &HashMap<&str, &Value>, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let ticket = of("tickets").next().context("a ticket has a row")?;
    let question = of("messages").find(|row| word(row, "kind") == "QUESTION").context("a ticket has a question")?;
    let said = |kinds: fn(&str) -> bool| -> String {
        let these = of("messages").filter(|row| kinds(&word(row, "kind"))).map(|row| word(row, "body"));
        these.collect::<Vec<_>>().join("\n")
    };
    let (answers, notes) = (said(|kind| !["QUESTION", "NOTE"].contains(&kind)), said(|kind| kind == "NOTE"));
    let theme = of("ticket_topics").find(|row| row["is_primary"].as_i64() == Some(1));
    let (subject, body) = (word(ticket, "subject"), word(question, "body"));
    let contact = ["contact_name", "contact_email", "contact_phone"].map(|column| word(ticket, column));
    let first_sentence = body.split_inclusive(['.', '?']).next().unwrap_or(&body).trim().to_owned();
    let found_by = |text: &str| stems(text).join(" ");
    let marked =
        |mark: &str, text: &str| stems(text).iter().map(|stem| format!("{mark}:{stem}")).collect::<Vec<_>>().join(" ");
    Ok(Life {
        is_open: ["UNASSIGNED", "ASSIGNED", "WAITING_FOR_ASKER"].contains(&word(ticket, "status").as_str()),
        about: (word(ticket, "language"), theme.map(|row| word(row, "topic")).unwrap_or_default()),
        rows: rows.iter().map(|(at, row)| Ok((*at, cells(&tables[*at], row)?))).collect::<Result<_>>()?,
        words: [&subject, &body, &answers, place, expert].join(" "),
        answers_stems: format!("{} {} {}", found_by(&answers), found_by(expert), marked("i", &notes)).trim().to_owned(),
        text: Text {
            stems: Stems {
                question: format!("{} {}", found_by(&format!("{subject}\n{body}")), marked("u", &subject)),
                first_sentence: found_by(&first_sentence),
                contact: marked("i", &format!("{}\n{}", contact[0], contact[1])),
                place: found_by(place),
            },
            personal_data: ticket["has_personal_data"].to_string(),
            asker: ASKER.map(|column| ticket[column].to_string()),
            subject,
            body,
            contact,
            first_sentence,
        },
    })
}
