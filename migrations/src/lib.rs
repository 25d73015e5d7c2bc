//! The shape of the tables, one numbering for both databases.
//!
//! A migration is an SQL file in which only the names of a few column types differ between SQLite and PostgreSQL; where the
//! SQL itself differs, each has a file of its own.

mod dialect;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// One migration: its name, and what is run on each database.
struct Step {
    name: &'static str,
    sqlite: &'static [&'static str],
    postgres: &'static [&'static str],
}

/// Every migration, in order. A new one goes at the end.
const STEPS: &[Step] = &[
    // Everything the desk began with.
    Step {
        name: "m0001_desk",
        sqlite: &[include_str!("desk.sql"), include_str!("search_sqlite.sql")],
        postgres: &[include_str!("desk.sql"), include_str!("search_postgres.sql")],
    },
    // What routing learns, and what leads decide about it.
    Step::on_both("m0002_learning", &[include_str!("learning.sql")]),
    // Calendar, policies, extensions and reminders.
    Step::on_both("m0003_promises", &[include_str!("promises.sql")]),
    // Passwords, one-time links, throttling, revoked tokens and confirmed domains.
    Step {
        name: "m0004_identity",
        sqlite: &[include_str!("identity.sql"), include_str!("identity_sqlite.sql")],
        postgres: &[include_str!("identity.sql"), include_str!("identity_postgres.sql")],
    },
    // What readiness writes.
    Step::on_both("m0005_pulse", &[include_str!("pulse.sql")]),
    // Text that is folded otherwise than before waits to be made findable again.
    Step {
        name: "m0006_matching",
        sqlite: &[include_str!("matching_sqlite.sql")],
        postgres: &[include_str!("matching_postgres.sql")],
    },
    // Forms that were sent after their session had ended.
    Step::on_both("m0007_kept_forms", &[include_str!("kept_forms.sql")]),
    // Which acts were done, and at which revision of their ticket.
    Step::on_both("m0008_acts", &[include_str!("acts.sql")]),
    // What background work set aside.
    Step::on_both("m0009_set_aside", &[include_str!("set_aside.sql")]),
    // Tickets are found by who asked and from where as well.
    Step::on_both("m0010_finding", &[include_str!("finding.sql")]),
    // Questions that waited for a lead although nobody had to choose.
    Step::on_both("m0011_triage", &[include_str!("triage.sql")]),
    // One row for each promise of each round, and what became of it.
    Step::on_both("m0012_rounds", &[include_str!("rounds.sql")]),
    // Whom of the desk a letter is for, and no links in letters that were given up.
    Step {
        name: "m0013_letters",
        sqlite: &[include_str!("letters.sql"), include_str!("letters_sqlite.sql")],
        postgres: &[include_str!("letters.sql"), include_str!("letters_postgres.sql")],
    },
    // What was sent under a key, and what came in without letters.
    Step::on_both("m0014_keys", &[include_str!("keys.sql")]),
    // What the desk does about askers who say nothing; waiting costs no capacity.
    Step::on_both("m0015_waiting", &[include_str!("waiting.sql")]),
    // What questions were about before somebody changed it.
    Step {
        name: "m0016_first_topics",
        sqlite: &[include_str!("first_topics.sql"), include_str!("first_topics_sqlite.sql")],
        postgres: &[include_str!("first_topics.sql"), include_str!("first_topics_postgres.sql")],
    },
    // Who read a question, once a day for each person.
    Step::on_both("m0017_readings", &[include_str!("readings.sql")]),
    // Whether an expert may still have what was decided for them.
    Step::on_both("m0018_rights", &[include_str!("rights.sql")]),
    // When a letter last left.
    Step::on_both("m0019_last_letter", &[include_str!("last_letter.sql")]),
    // Which organisations are the same body, where somebody should not answer it.
    Step::on_both("m0020_barred", &[include_str!("barred.sql")]),
    // What the desk had proposed when somebody confirmed or corrected a theme.
    Step::on_both("m0021_proposed", &[include_str!("proposed.sql")]),
    // Links that somebody asked for, until it is known whether anybody may have one.
    Step::on_both("m0022_link_requests", &[include_str!("link_requests.sql")]),
    // What counts on a day, and which days are to be counted (again).
    Step {
        name: "m0023_figures",
        sqlite: &[include_str!("figures.sql"), include_str!("figures_sqlite.sql")],
        postgres: &[include_str!("figures.sql"), include_str!("figures_postgres.sql")],
    },
    // Lists and searches that cost the same whatever the number of questions.
    Step {
        name: "m0024_finding_flat",
        sqlite: &[include_str!("finding_flat.sql"), include_str!("finding_flat_sqlite.sql")],
        postgres: &[include_str!("finding_flat.sql"), include_str!("finding_flat_postgres.sql")],
    },
    // Experts have a short number, under which decisions name them.
    Step {
        name: "m0025_lean",
        sqlite: &[include_str!("lean_sqlite.sql")],
        postgres: &[include_str!("lean_postgres.sql")],
    },
    // How a closed question ended, and how many ended without an answer.
    Step {
        name: "m0026_endings",
        sqlite: &[include_str!("endings.sql"), include_str!("endings_sqlite.sql")],
        postgres: &[include_str!("endings.sql"), include_str!("endings_postgres.sql")],
    },
    // What people are writing.
    Step::on_both("m0027_drafts", &[include_str!("drafts.sql")]),
    // What experts write often.
    Step::on_both("m0028_text_blocks", &[include_str!("text_blocks.sql")]),
    // Tickets are found by pieces of words, and what is for colleagues only is told apart.
    Step {
        name: "m0029_pieces",
        sqlite: &[include_str!("pieces_sqlite.sql")],
        postgres: &[include_str!("pieces_postgres.sql")],
    },
    // Lists that somebody looks at again.
    Step::on_both("m0030_views", &[include_str!("views.sql")]),
    // Questions that ended in an earlier one.
    Step::on_both("m0031_merged", &[include_str!("merged.sql")]),
    // Promises that moved, until their askers are told.
    Step::on_both("m0032_moved_promises", &[include_str!("moved_promises.sql")]),
    // Broken promises of questions that nobody had.
    Step::on_both("m0033_nobodys_promises", &[include_str!("nobodys_promises.sql")]),
    // Who thinks along, and who has a question open.
    Step::on_both("m0034_together", &[include_str!("together.sql")]),
    // Which question was split off from which.
    Step::on_both("m0035_splits", &[include_str!("splits.sql")]),
    // Tickets of one day in their order, without sorting them.
    Step { name: "m0036_day_and_number", sqlite: &[], postgres: &[include_str!("day_and_number_postgres.sql")] },
    // The other places that a question is about, and for whom advisers ask.
    Step::on_both("m0037_places", &[include_str!("places.sql")]),
    // Which names of organisations were looked at, and which are one organisation.
    Step::on_both("m0038_organisations", &[include_str!("organisations.sql")]),
    // Files that came with messages, and those that wait for one.
    Step::on_both("m0039_files", &[include_str!("files.sql")]),
    // What goes after its term, and what is held.
    Step::on_both("m0040_retention", &[include_str!("retention.sql")]),
    // Who asked to be erased.
    Step::on_both("m0041_erasures", &[include_str!("erasures.sql")]),
    // Questions that somebody began, for a colleague to finish.
    Step::on_both("m0044_shared_drafts", &[include_str!("shared_drafts.sql")]),
    // What askers say of answers.
    Step::on_both("m0045_feedback", &[include_str!("feedback.sql")]),
    // Links that askers lost.
    Step::on_both("m0046_lost_links", &[include_str!("lost_links.sql")]),
    // What takes the place of a topic that ended.
    Step::on_both("m0048_topic_successors", &[include_str!("topic_successors.sql")]),
    // From where the desk knows whose a domain is, and what a person took back.
    Step::on_both("m0049_register", &[include_str!("register.sql")]),
    // What the desk is called, wears and signs with.
    Step::on_both("m0050_house_styles", &[include_str!("house_styles.sql")]),
    // Mail that came in.
    Step::on_both("m0053_incoming", &[include_str!("incoming.sql")]),
    // What is kept of letters that left.
    Step::on_both("m0054_letters_out", &[include_str!("letters_out.sql")]),
    // What mail servers said of each try.
    Step::on_both("m0058_letter_tries", &[include_str!("letter_tries.sql")]),
    // What leads made of topics that rose.
    Step::on_both("m0060_rise_notes", &[include_str!("rise_notes.sql")]),
    // Answers that everybody may read.
    Step::on_both("m0063_answers", &[include_str!("answers.sql")]),
    // Whether they help.
    Step::on_both("m0064_answer_counts", &[include_str!("answer_counts.sql")]),
];

impl Step {
    const fn on_both(name: &'static str, files: &'static [&'static str]) -> Self {
        Self { name, sqlite: files, postgres: files }
    }
}

/// Everything that says how an empty database becomes a desk: a test database made from another text is out of date.
pub fn text() -> String {
    let files = STEPS.iter().flat_map(|step| step.sqlite.iter().chain(step.postgres));
    [include_str!("dialect.rs")].iter().chain(files).copied().collect()
}

/// All migrations, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|step| Box::new(step) as Box<dyn MigrationTrait>).collect()
    }
}

impl MigrationName for &'static Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for &'static Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let files = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => self.sqlite,
            _ => self.postgres,
        };
        for file in files {
            dialect::run(manager, file).await?;
        }
        Ok(())
    }
}
