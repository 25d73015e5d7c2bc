//! How often published answers were shown, opened, and helped, by day (usage counts): never who it was.

use crate::{Reads, StoreError, Tx};
use chrono::NaiveDate;
use domain::{AnswerId, AnswerUse, AnswerUses};
use sea_orm::{ConnectionTrait, Statement};

/// One more of this for each of these answers.
pub async fn count(tx: &Tx, answers: &[AnswerId], day: NaiveDate, used: AnswerUse) -> Result<(), StoreError> {
    let column = match used {
        AnswerUse::Shown => "shown",
        AnswerUse::Opened => "opened",
        AnswerUse::Helped => "helped",
        AnswerUse::AskedAnyway => "asked",
    };
    let sql = format!(
        "INSERT INTO answer_counts (answer_id, day, {column}) VALUES ($1, $2, 1) \
         ON CONFLICT (answer_id, day) DO UPDATE SET {column} = answer_counts.{column} + 1"
    );
    // Always in one order: two who count the same at once wait for each other, and never in a circle.
    let mut answers = answers.to_vec();
    answers.sort_unstable();
    for answer in answers {
        let values = [answer.0.into(), day.into()];
        tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), &sql, values)).await?;
    }
    Ok(())
}

/// What became of each answer from this day on.
pub async fn since(from: &impl Reads, day: NaiveDate) -> Result<Vec<(AnswerId, AnswerUses)>, StoreError> {
    let connection = from.connection();
    // As whole numbers: PostgreSQL adds them up to another type.
    let sql = "SELECT answer_id, CAST(sum(shown) AS bigint) AS shown, CAST(sum(opened) AS bigint) AS opened, \
         CAST(sum(helped) AS bigint) AS helped, CAST(sum(asked) AS bigint) AS asked \
         FROM answer_counts WHERE day >= $1 GROUP BY answer_id ORDER BY answer_id";
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [day.into()]);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let uses = AnswerUses {
                shown: row.try_get("", "shown")?,
                opened: row.try_get("", "opened")?,
                helped: row.try_get("", "helped")?,
                asked: row.try_get("", "asked")?,
            };
            Ok((AnswerId(row.try_get("", "answer_id")?), uses))
        })
        .collect()
}
