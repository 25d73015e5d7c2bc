//! What one promise costs: ten working days with two waits, under two microseconds.

use chrono::{DateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use sla::{Calendar, Wait, deadline};
use std::hint::black_box;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn ten_days_two_waits(criterion: &mut Criterion) {
    let calendar = Calendar::standard();
    let received = at("2026-11-24T10:15:00+01:00");
    let waits = [
        Wait { from: at("2026-11-26T11:00:00+01:00"), to: at("2026-11-27T15:30:00+01:00") },
        Wait { from: at("2026-12-01T09:30:00+01:00"), to: at("2026-12-03T10:00:00+01:00") },
    ];
    criterion.bench_function("deadline: 10 working days, two waits", |bencher| {
        bencher.iter(|| deadline(black_box(received), black_box(10), black_box(&calendar), black_box(&waits)));
    });
}

criterion_group!(benches, ten_days_two_waits);
criterion_main!(benches);
