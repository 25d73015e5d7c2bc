//! What stands in a document, in the order in which it is read.

use serde::Serialize;

/// A document. All of it is text as people read it: numbers too.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// Its language (BCP 47).
    pub language: &'static str,
    /// What stands below the title.
    pub lead: Vec<String>,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part with a heading.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Section {
    /// What it is called.
    pub heading: String,
    /// What is said first.
    pub words: Vec<String>,
    /// Then what is seen.
    pub charts: Vec<Chart>,
    /// Then the same in numbers.
    pub table: Option<Table>,
    /// And what must be known to read it.
    pub notes: Vec<String>,
}

/// Values as bars below each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// What it shows, for who cannot see it.
    pub said: String,
    /// From top to bottom.
    pub bars: Vec<Bar>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How long, from nothing to the whole width (0 to 1); none where it is not told.
    pub length: Option<f64>,
    /// The value as people read it.
    pub written: String,
    /// More may come.
    pub is_unfinished: bool,
}

/// Numbers in rows and columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What it holds.
    pub caption: String,
    /// Above each column; the first is that of the names of rows.
    pub heads: Vec<String>,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is of.
    pub label: String,
    /// As many as there are columns without the first.
    pub cells: Vec<String>,
    /// Everything together.
    pub is_total: bool,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum NoPdf {
    /// The program was built without it.
    #[error("this build makes no PDF")]
    NotBuilt,
    /// A bug: the document could not be set.
    #[error("the document could not be set: {0}")]
    Failed(String),
}

impl Document {
    /// All its text in the order in which it is read; of a picture what is said of it, of a table row by row.
    pub fn in_order(&self) -> Vec<&str> {
        let mut all = vec![self.title.as_str()];
        all.extend(self.lead.iter().map(String::as_str));
        for section in &self.sections {
            all.push(&section.heading);
            all.extend(section.words.iter().map(String::as_str));
            all.extend(section.charts.iter().map(|chart| chart.title.as_str()));
            if let Some(table) = &section.table {
                all.push(&table.caption);
                all.extend(table.heads.iter().map(String::as_str));
                for row in &table.rows {
                    all.push(&row.label);
                    all.extend(row.cells.iter().map(String::as_str));
                }
            }
            all.extend(section.notes.iter().map(String::as_str));
        }
        all
    }
}
