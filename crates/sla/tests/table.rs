//! The table of promises worked out by hand.

use chrono::{DateTime, FixedOffset};
use sla::{Calendar, Policy, Wait, deadline};

const TABLE: &str = include_str!("../../../tests/sla/deadlines.tsv");

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("the table holds RFC 3339 moments")
}

#[test]
fn every_row_of_the_table_holds_to_the_second() {
    let calendar = Calendar::standard();
    let mut rows = 0;
    for line in TABLE.lines().skip(1) {
        let [received, policy, waits, first_response, answer, why] =
            line.split('\t').collect::<Vec<_>>().try_into().expect("six columns");
        let policy = Policy::all().into_iter().find(|known| known.name == policy).expect("a policy by that name");
        let waits: Vec<Wait> = waits
            .split(';')
            .filter_map(|wait| wait.split_once('/'))
            .map(|(from, to)| Wait { from: at(from).to_utc(), to: at(to).to_utc() })
            .collect();
        for (budget, due_at) in [(policy.first_response_days, first_response), (policy.answer_days, answer)] {
            let promise = deadline(at(received).to_utc(), budget, &calendar, &waits);
            assert_eq!(promise.due_at, at(due_at), "{received}: {why} ({})", promise.derivation);
        }
        rows += 1;
    }
    assert!(rows >= 60, "the table has shrunk to {rows} rows");
}
