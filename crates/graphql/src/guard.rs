//! Bounds on a query, checked before the library sees it.
//!
//! The library expands nested fragment spreads exponentially while it validates; counting with a memo per fragment is
//! linear. What passes here is handed over parsed.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, FragmentDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as Literal;
use std::collections::HashMap;

/// Bytes of query text.
const QUERY_BYTES: usize = 16 * 1024;
/// Brackets within brackets in the text: more would strain the parser itself.
const BRACKETS: usize = 60;
const NODES: u64 = 500;
const DEPTH: u32 = 12;
/// An introspection query is a known and harmless shape, but deeper than any other.
const INTROSPECTION_DEPTH: u32 = 18;
const ALIASES: usize = 20;
const DIRECTIVES: usize = 10;
const FRAGMENTS: usize = 20;
const MUTATIONS: usize = 5;
/// Fields in the answer, lists counted by their size.
const COST: u64 = 50_000;
/// Size of a list when nothing says how long it is.
const USUAL_LIST: u64 = 25;

/// Why a query is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Syntax(String),
    TooComplex(&'static str),
}

/// The parsed query, if it keeps within the bounds.
pub(crate) fn check(query: &str, variables: &Variables) -> Result<ExecutableDocument, Refused> {
    if query.len() > QUERY_BYTES {
        return Err(Refused::TooComplex("de vraag is te lang"));
    }
    if brackets(query) > BRACKETS {
        return Err(Refused::TooComplex("te veel niveaus"));
    }
    let document = async_graphql::parser::parse_query(query).map_err(|error| {
        let place = error.positions().next();
        Refused::Syntax(place.map_or_else(String::new, |at| format!(" (regel {}, kolom {})", at.line, at.column)))
    })?;
    let operation = match &document.operations {
        DocumentOperations::Single(operation) => &operation.node,
        DocumentOperations::Multiple(operations) if operations.len() == 1 => {
            &operations.values().next().ok_or(Refused::TooComplex("geen bewerking"))?.node
        }
        DocumentOperations::Multiple(_) => return Err(Refused::TooComplex("meer dan een bewerking")),
    };
    if document.fragments.len() > FRAGMENTS {
        return Err(Refused::TooComplex("te veel fragmenten"));
    }
    let mut count =
        Count { fragments: &document.fragments, variables, memo: HashMap::new(), aliases: 0, directives: 0 };
    count.directives += operation.directives.len();
    let total = count.set(&operation.selection_set.node)?;
    // Every fragment is measured once, so that unused ones cannot hide anything.
    for name in document.fragments.keys() {
        count.fragment(name)?;
    }
    let introspects = operation
        .selection_set
        .node
        .items
        .iter()
        .all(|item| matches!(&item.node, Selection::Field(field) if field.node.name.node.starts_with("__")));
    let depth = if introspects { INTROSPECTION_DEPTH } else { DEPTH };
    if total.depth > depth {
        return Err(Refused::TooComplex("te veel niveaus"));
    }
    if total.nodes > NODES {
        return Err(Refused::TooComplex("te veel velden"));
    }
    if !introspects && total.cost > COST {
        return Err(Refused::TooComplex("te lange lijsten"));
    }
    if count.aliases > ALIASES {
        return Err(Refused::TooComplex("te veel aliassen"));
    }
    if count.directives > DIRECTIVES {
        return Err(Refused::TooComplex("te veel directives"));
    }
    if operation.ty == OperationType::Mutation && total.roots > MUTATIONS as u64 {
        return Err(Refused::TooComplex("te veel wijzigingen tegelijk"));
    }
    Ok(document)
}

/// Measures of a selection set, fragments expanded.
#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    nodes: u64,
    depth: u32,
    cost: u64,
    roots: u64,
}

struct Count<'d> {
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'d Variables,
    /// `None` while a fragment is being measured: meeting it again means that it contains itself.
    memo: HashMap<&'d Name, Option<Measure>>,
    aliases: usize,
    directives: usize,
}

impl<'d> Count<'d> {
    fn set(&mut self, set: &'d SelectionSet) -> Result<Measure, Refused> {
        let mut sum = Measure::default();
        for item in &set.items {
            let part = match &item.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => {
                    self.directives += inline.node.directives.len();
                    self.set(&inline.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => {
                    self.directives += spread.node.directives.len();
                    self.fragment(&spread.node.fragment_name.node)?
                }
            };
            sum.nodes = sum.nodes.saturating_add(part.nodes);
            sum.cost = sum.cost.saturating_add(part.cost);
            sum.roots = sum.roots.saturating_add(part.roots);
            sum.depth = sum.depth.max(part.depth);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'d Field) -> Result<Measure, Refused> {
        self.aliases += usize::from(field.alias.is_some());
        self.directives += field.directives.len();
        let inner = self.set(&field.selection_set.node)?;
        let times = self.list_size(field);
        Ok(Measure {
            nodes: inner.nodes.saturating_add(1),
            depth: inner.depth + 1,
            cost: inner.cost.saturating_mul(times).saturating_add(1),
            roots: 1,
        })
    }

    /// What `first` says, or a usual size for the lists that take it.
    fn list_size(&self, field: &Field) -> u64 {
        let given = field.arguments.iter().find(|(name, _)| name.node == "first").map(|(_, value)| &value.node);
        let number = match given {
            Some(Literal::Number(number)) => number.as_u64(),
            Some(Literal::Variable(name)) => match self.variables.get(name) {
                Some(Value::Number(number)) => number.as_u64(),
                _ => None,
            },
            _ => None,
        };
        match field.name.node.as_str() {
            "tickets" | "messages" | "experts" | "organisations" => number.unwrap_or(USUAL_LIST).clamp(1, 1_000),
            _ => 1,
        }
    }

    fn fragment(&mut self, name: &'d Name) -> Result<Measure, Refused> {
        match self.memo.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => return Err(Refused::TooComplex("een fragment bevat zichzelf")),
            None => {}
        }
        let Some(fragment) = self.fragments.get(name) else {
            return Err(Refused::TooComplex("een fragment bestaat niet"));
        };
        self.memo.insert(name, None);
        self.directives += fragment.node.directives.len();
        let measure = self.set(&fragment.node.selection_set.node)?;
        self.memo.insert(name, Some(measure));
        Ok(measure)
    }
}

/// The deepest nesting of brackets in the text, strings and comments left out.
fn brackets(query: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let mut signs = query.bytes();
    let mut in_text = false;
    while let Some(sign) = signs.next() {
        match sign {
            b'\\' if in_text => {
                signs.next();
            }
            b'"' => in_text = !in_text,
            b'#' if !in_text => {
                signs.by_ref().find(|&sign| sign == b'\n');
            }
            b'{' | b'[' | b'(' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Option<Refused> {
        check(query, &Variables::default()).err()
    }

    #[test]
    fn nested_fragments_are_counted_and_never_expanded() {
        let mut bomb = String::from("{...F0}");
        for at in 0..19 {
            bomb.push_str(&format!(" fragment F{at} on Query{{...F{next} ...F{next}}}", next = at + 1));
        }
        bomb.push_str(" fragment F19 on Query{__typename}");
        assert_eq!(refused(&bomb), Some(Refused::TooComplex("te veel velden")));
    }

    #[test]
    fn a_fragment_in_itself_is_refused() {
        assert!(refused("{...A} fragment A on Query{...B} fragment B on Query{...A}").is_some());
    }

    #[test]
    fn ten_thousand_levels_do_not_reach_the_parser() {
        let deep = format!("{}{}", "{a".repeat(5_000), "}".repeat(5_000));
        assert_eq!(refused(&deep), Some(Refused::TooComplex("te veel niveaus")));
    }

    #[test]
    fn brackets_in_text_are_no_levels() {
        let query = format!("{{ticket(reference:\"{}\"){{id}}}}", "{".repeat(200));
        assert_eq!(refused(&query), None);
    }

    #[test]
    fn many_aliases_operations_and_mutations_are_refused() {
        let aliases: String = (0..21).map(|at| format!("a{at}:__typename ")).collect();
        assert!(refused(&format!("{{{aliases}}}")).is_some());
        assert!(refused("query A{__typename} query B{__typename}").is_some());
        let mutations: String =
            (0..6).map(|at| format!("m{at}:closeTicket(input:{{reference:\"x\"}}){{errors{{code}}}} ")).collect();
        assert!(refused(&format!("mutation{{{mutations}}}")).is_some());
    }

    #[test]
    fn long_lists_within_long_lists_are_refused() {
        let query = "{tickets(first:100){nodes{messages(first:100){nodes{id body author sentAt internal}}}}}";
        assert_eq!(refused(query), Some(Refused::TooComplex("te lange lijsten")));
        assert_eq!(refused("{tickets(first:100){nodes{messages(first:25){nodes{id body}}}}}"), None);
    }
}
