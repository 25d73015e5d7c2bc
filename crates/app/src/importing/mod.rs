//! What comes in by file (bulk import): questions and region layouts.

pub(crate) mod import_domains;
pub(crate) mod import_questions;
pub(crate) mod import_regions;
pub(crate) mod question_line;
pub(crate) mod read_file;
pub(crate) mod read_layouts;
pub(crate) mod regions_compared;
pub(crate) mod regions_file;
pub(crate) mod register_file;
