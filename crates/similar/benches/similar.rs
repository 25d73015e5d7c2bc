//! How long looking among ten thousand takes on one core, beside the textbook. Printed, never judged: machines differ.

#[path = "../tests/common/plain.rs"]
mod plain;

use criterion::{Criterion, criterion_group, criterion_main};
use plain::{Plain, stemmed};
use routing::{Example, training_corpus};
use similar::{Document, Index};
use std::hint::black_box;

const MANY: usize = 10_000;
/// Questions after each other that are about as long as an answer.
const AN_ANSWER: usize = 3;

fn asked(question: &Example) -> Document<'_> {
    Document { title: &question.subject, body: &question.body, topics: &question.themes }
}

fn look(bench: &mut Criterion) {
    let corpus = training_corpus();
    let body = |at: usize| {
        let parts = (0..AN_ANSWER).map(|next| corpus[(at * 7 + next * (at + 31)) % corpus.len()].body.as_str());
        parts.collect::<Vec<_>>().join(" ")
    };
    let bodies: Vec<String> = (0..MANY).map(body).collect();
    let document = |at: usize| Document { body: &bodies[at], ..asked(&corpus[at % corpus.len()]) };
    let index = Index::build((0..MANY).map(|at| (at, document(at))));
    let plain = Plain::new((0..MANY).map(|at| stemmed(&format!("{} {}", document(at).title, document(at).body))));

    let mut next = corpus.iter().cycle();
    bench.bench_function("the five best of 10,000", |bench| {
        bench.iter(|| index.best(black_box(&asked(next.next().expect("there are questions"))), 5));
    });
    let mut next = corpus.iter().cycle();
    bench.bench_function("the same by plain BM25 over stems", |bench| {
        bench.iter(|| {
            let question = next.next().expect("there are questions");
            plain.best(&stemmed(black_box(&format!("{} {}", question.subject, question.body))), 5)
        });
    });
    let mut at = 0;
    let mut index = index;
    bench.bench_function("putting one in the place of itself", |bench| {
        bench.iter(|| {
            at = (at + 1) % MANY;
            index.add(at, &document(at));
        });
    });
}

criterion_group!(benches, look);
criterion_main!(benches);
