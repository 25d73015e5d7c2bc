//! What became of promises and of answers (outcomes), as facts: the statements that read it from the tables.

use domain::Became;

/// A clock that stands still breaks no promise.
const RUNS: &str = "d.paused_at IS NULL";
/// Nor did one that stood still at an earlier moment.
const RAN_THEN: &str = "NOT EXISTS (SELECT 1 FROM waits w WHERE w.ticket_id = d.ticket_id AND w.from_at <= d.due_at \
     AND w.from_at <= $1 AND (w.to_at IS NULL OR w.to_at > $1))";

/// At which moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtMoment {
    /// Now.
    Now,
    /// An earlier one.
    Then,
}

/// How the round of a promise ended: by the last change of how many questions are open that lies in it. A round goes on
/// until the next one begins with the question opened again; one that was taken over from a round of before ends nothing.
fn ended() -> String {
    let [running, referred, closed] = [Became::Overdue, Became::Referred, Became::ClosedUnanswered].map(Became::number);
    format!(
        "(SELECT CASE WHEN e.open_delta > 0 THEN {running} WHEN e.kind = 'referred' THEN {referred} \
         WHEN e.kind = 'closed' THEN {closed} ELSE 0 END FROM events e \
         WHERE e.ticket_id = d.ticket_id AND e.open_delta <> 0 AND e.at <= $1 AND e.at >= d.counted_from \
         AND NOT EXISTS (SELECT 1 FROM deadlines n WHERE n.ticket_id = d.ticket_id AND n.metric = d.metric \
         AND n.round > d.round AND (e.at > n.counted_from OR (e.at = n.counted_from AND e.open_delta > 0))) \
         ORDER BY e.id DESC LIMIT 1)"
    )
}

/// Each promise of an answer for these days, and what became of it by the moment $1. Not those that may still be kept, nor
/// those of questions that ended in an earlier one. `columns` are read with each.
pub(crate) fn of_promises((on, of_promise, columns): (&str, &str, &str), at: AtMoment) -> String {
    let runs = match at {
        AtMoment::Now => RUNS,
        AtMoment::Then => RAN_THEN,
    };
    let [in_time, late, overdue] = [Became::InTime, Became::Late, Became::Overdue].map(Became::number);
    format!(
        "SELECT * FROM (SELECT d.due_on AS day, CASE WHEN d.met_at <= $1 AND d.outcome = 'KEPT' THEN {in_time} \
         WHEN d.met_at <= $1 THEN {late} ELSE COALESCE({}, {overdue}) END AS value, \
         CASE WHEN d.due_at < $1 AND (d.outcome IS NULL OR d.outcome <> 'WITHDRAWN') AND {runs} THEN 1 ELSE 0 END AS is_over, \
         {columns} FROM deadlines d {of_promise} WHERE d.metric = 'ANSWER' AND d.due_on IN {on}) AS promised \
         WHERE value <> 0 AND (value <> {overdue} OR is_over = 1)",
        ended()
    )
}

/// Each question that was answered for the first time on these days, and what its asker said last of whether that helped.
pub(crate) fn of_answers(on: &str, columns: &str) -> String {
    let [yes, partly, no, unsaid] = Became::OF_ANSWERS.map(Became::number);
    format!(
        "SELECT t.first_answered_on AS day, CASE (SELECT e.detail ->> 'helped' FROM events e WHERE e.ticket_id = t.id \
         AND e.kind = 'answer_judged' AND e.at <= $1 ORDER BY e.id DESC LIMIT 1) WHEN 'yes' THEN {yes} \
         WHEN 'partly' THEN {partly} WHEN 'no' THEN {no} ELSE {unsaid} END AS value, {columns} FROM tickets t \
         WHERE t.first_answered_on IN {on}"
    )
}
