//! The published schema is current, and holds what clients already count on.

use std::path::Path;

fn published() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema.graphql");
    std::fs::read_to_string(path).expect("schema.graphql is there")
}

#[test]
fn the_published_schema_is_the_one_the_program_has() {
    if std::env::var_os("UPDATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema.graphql");
        std::fs::write(path, graphql::sdl()).expect("it can be written");
    }
    assert_eq!(published(), graphql::sdl(), "run `loket schema > schema.graphql`");
}
