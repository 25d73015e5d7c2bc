//! Bounds on a query (complexity, depth, query cost), checked before the library sees it.
//!
//! The library expands nested fragment spreads exponentially while it validates; counting with a memo per fragment is
//! linear. What passes here is handed over parsed.

use crate::limits::Limits;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, FragmentDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as Literal;
use std::collections::HashMap;

/// Brackets within brackets in the text: more would strain the parser itself.
const BRACKETS: usize = 60;
/// An introspection query is a known and harmless shape, but deeper than any other.
const INTROSPECTION_DEPTH: u32 = 18;
const DIRECTIVES: usize = 10;
const FRAGMENTS: usize = 20;
const MUTATIONS: usize = 5;
/// The same for questions about the schema: the usual one fits, fields within fields within fields do not.
const INTROSPECTION_COST: u64 = 400_000;
/// Size of a list of which the size comes later, in a variable with a default: the largest there is.
const LARGEST_LIST: u64 = 100;
/// Size of a list when nothing says how long it is.
const USUAL_LIST: u64 = 25;

/// What a figure costs, beside the fields of its answer: it goes through every question of its period. Each of the eight
/// measures once fits in one operation.
const FIGURE: u64 = 5_000;

/// Why a query is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Syntax(String),
    TooComplex(&'static str),
}

/// The parsed query, if it keeps within the bounds.
pub(crate) fn check(query: &str, variables: &Variables, limits: &Limits) -> Result<ExecutableDocument, Refused> {
    if query.len() > limits.query_bytes {
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
    let (depth, cost) =
        if introspects { (INTROSPECTION_DEPTH, INTROSPECTION_COST) } else { (limits.depth, limits.cost) };
    if total.depth > depth {
        return Err(Refused::TooComplex("te veel niveaus"));
    }
    if total.nodes > limits.nodes {
        return Err(Refused::TooComplex("te veel velden"));
    }
    if total.cost > cost {
        return Err(Refused::TooComplex("te lange lijsten of te veel cijfers"));
    }
    if count.aliases > limits.aliases {
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
        let own = if field.name.node.as_str() == "trends" { FIGURE } else { 1 };
        Ok(Measure {
            nodes: inner.nodes.saturating_add(1),
            depth: inner.depth + 1,
            cost: inner.cost.saturating_mul(times).saturating_add(own),
            roots: 1,
        })
    }

    /// What `first` or `last` says, or a usual size for the lists that take one of them.
    fn list_size(&self, field: &Field) -> u64 {
        let given = field.arguments.iter().filter(|(name, _)| matches!(name.node.as_str(), "first" | "last"));
        let number = given.filter_map(|(_, value)| self.number_of(&value.node)).max();
        match field.name.node.as_str() {
            "tickets" | "messages" | "experts" | "organisations" => number.unwrap_or(USUAL_LIST).clamp(1, 1_000),
            // What the schema tells of itself, by how much of each there is.
            "types" => 100,
            "fields" | "inputFields" | "enumValues" | "possibleTypes" => 10,
            "args" | "directives" | "interfaces" => 4,
            _ => 1,
        }
    }

    /// A size that is given, or comes in a variable.
    fn number_of(&self, given: &Literal) -> Option<u64> {
        match given {
            Literal::Number(number) => number.as_u64(),
            Literal::Variable(name) => match self.variables.get(name) {
                Some(Value::Number(number)) => number.as_u64(),
                _ => Some(LARGEST_LIST),
            },
            _ => None,
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
    let mut rest = query.as_bytes();
    while let Some((sign, after)) = rest.split_first() {
        rest = after;
        match sign {
            b'"' => {
                rest = match after.strip_prefix(b"\"\"") {
                    Some(block) => after_text(block, b"\"\"\"", b"\\\"\"\""),
                    None => after_text(after, b"\"", b"\\\""),
                }
            }
            b'#' => {
                let end = after.iter().position(|sign| matches!(sign, b'\n' | b'\r')).unwrap_or(after.len());
                rest = &after[end..];
            }
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// What follows a text that ends with these quotes, when `escaped` does not end it.
fn after_text<'t>(mut text: &'t [u8], quotes: &[u8], escaped: &[u8]) -> &'t [u8] {
    while !text.is_empty() {
        if let Some(rest) = text.strip_prefix(quotes) {
            return rest;
        }
        // A line ends a short text, closed or not: the parser refuses it, and nothing may hide behind it.
        if quotes.len() == 1 && matches!(text[0], b'\n' | b'\r') {
            return text;
        }
        let backslash = quotes.len() == 1 && text.starts_with(b"\\\\");
        let skipped = if text.starts_with(escaped) { escaped.len() } else { 1 + usize::from(backslash) };
        text = &text[skipped..];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Option<Refused> {
        check(query, &Variables::default(), &Limits::default()).err()
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
        assert_eq!(refused(query), Some(Refused::TooComplex("te lange lijsten of te veel cijfers")));
        assert_eq!(
            refused(&query.replace("messages(first", "messages(last")),
            Some(Refused::TooComplex("te lange lijsten of te veel cijfers"))
        );
        assert_eq!(refused("{tickets(first:100){nodes{messages(first:25){nodes{id body}}}}}"), None);
    }

    #[test]
    fn many_figures_in_one_operation_are_refused_also_in_a_fragment_or_under_one_name() {
        let figure = |alias: &str| {
            format!(
                "{alias}trends(input:{{from:\"2026-01-01\",to:\"2026-12-31\",bucket:MONTH,measure:OPEN}}){{series{{total}}}} "
            )
        };
        let aliases = |number: usize| (0..number).map(|at| figure(&format!("a{at}:"))).collect::<String>();
        let too_many = Some(Refused::TooComplex("te lange lijsten of te veel cijfers"));
        assert_eq!(refused(&format!("{{{}}}", aliases(8))), None);
        assert_eq!(refused(&format!("{{{}}}", aliases(10))), too_many);
        assert_eq!(refused(&format!("{{{}}}", figure("").repeat(10))), too_many);
        assert_eq!(
            refused(&format!("{{...F ...G}} fragment F on Query{{{0}}} fragment G on Query{{...F {0}}}", aliases(4))),
            too_many
        );
    }

    #[test]
    fn a_text_cannot_hide_levels_from_the_count() {
        let deep = format!("{}{}", "{a".repeat(80), "}".repeat(80));
        for before in ["{a(b:\"\"\" \" \"\"\") ", "# x\r", "{a(b:\"\\\\\") ", "{a(b:\"\"\" \\\"\"\" \"\"\") "] {
            assert_eq!(refused(&format!("{before}{deep}")), Some(Refused::TooComplex("te veel niveaus")), "{before}");
        }
    }

    #[test]
    fn a_size_that_is_not_known_counts_as_the_largest() {
        let query =
            "query($n: Int = 100){tickets(first:$n){nodes{messages(first:$n){nodes{id body author sentAt internal}}}}}";
        assert_eq!(refused(query), Some(Refused::TooComplex("te lange lijsten of te veel cijfers")));
    }

    #[test]
    fn a_schema_that_is_asked_for_within_itself_is_refused() {
        let wide = "{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}";
        assert_eq!(refused(wide), Some(Refused::TooComplex("te lange lijsten of te veel cijfers")));
    }

    #[test]
    fn the_usual_introspection_query_passes() {
        let of_type = "kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name
            ofType{kind name ofType{kind name ofType{kind name ofType{kind name}}}}}}}}}";
        let query = format!(
            "query IntrospectionQuery{{__schema{{description queryType{{name kind}} mutationType{{name kind}}
            subscriptionType{{name kind}} types{{...FullType}} directives{{name description isRepeatable locations
            args(includeDeprecated:true){{...InputValue}}}}}}}}
            fragment FullType on __Type{{kind name description specifiedByURL isOneOf fields(includeDeprecated:true){{
            name description args(includeDeprecated:true){{...InputValue}} type{{...TypeRef}} isDeprecated
            deprecationReason}} inputFields(includeDeprecated:true){{...InputValue}} interfaces{{...TypeRef}}
            enumValues(includeDeprecated:true){{name description isDeprecated deprecationReason}}
            possibleTypes{{...TypeRef}}}}
            fragment InputValue on __InputValue{{name description type{{...TypeRef}} defaultValue isDeprecated
            deprecationReason}} fragment TypeRef on __Type{{{of_type}}}"
        );
        assert_eq!(refused(&query), None);
    }
}
