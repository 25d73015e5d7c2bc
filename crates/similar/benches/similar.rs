//! How long looking among ten thousand takes on one core.

use criterion::{Criterion, criterion_group, criterion_main};
use routing::training_corpus;
use similar::{Document, Index};
use std::hint::black_box;

const MANY: usize = 10_000;

fn look(bench: &mut Criterion) {
    let corpus = training_corpus();
    // As long as answers are: several questions after each other, never the same ones.
    let bodies: Vec<String> = (0..MANY)
        .map(|at| {
            (0..3)
                .map(|next| corpus[(at * 7 + next * (at + 31)) % corpus.len()].body.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let document = |at: usize| {
        let of = &corpus[at % corpus.len()];
        Document { title: &of.subject, body: &bodies[at], topics: &of.themes }
    };
    let index = Index::build((0..MANY).map(|at| (at, document(at))));
    let mut next = corpus.iter().cycle();
    bench.bench_function("the five best of 10,000", |bench| {
        bench.iter(|| {
            let asked = next.next().expect("there are questions");
            index.best(black_box(&Document { title: &asked.subject, body: &asked.body, topics: &asked.themes }), 5)
        });
    });
}

criterion_group!(benches, look);
criterion_main!(benches);
