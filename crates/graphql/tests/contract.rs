//! The published schema holds at least what clients already count on: the same names, arguments and nullability.

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use std::collections::HashMap;

/// What clients count on; nothing here may change.
const CONTRACT: &str = include_str!("../../../tests/contract.graphql");

fn types(sdl: &str) -> HashMap<String, TypeDefinition> {
    let document = parse_schema(sdl).expect("a schema that can be read");
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node)),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    definitions.collect()
}

fn arguments(
    owner: &str,
    wanted: &[Positioned<InputValueDefinition>],
    ours: &[Positioned<InputValueDefinition>],
    missing: &mut Vec<String>,
) {
    for argument in wanted {
        let wanted = &argument.node;
        match ours.iter().find(|known| known.node.name == wanted.name) {
            None => missing.push(format!("{owner}.{}", wanted.name.node)),
            Some(known) => {
                if known.node.ty.node != wanted.ty.node {
                    missing.push(format!(
                        "{owner}.{}: {} instead of {}",
                        wanted.name.node, known.node.ty.node, wanted.ty.node
                    ));
                }
                let value = |definition: &InputValueDefinition| {
                    definition.default_value.as_ref().map(|value| value.node.clone())
                };
                if value(wanted).is_some() && value(wanted) != value(&known.node) {
                    missing.push(format!("{owner}.{}: another default", wanted.name.node));
                }
            }
        }
    }
    // More arguments are welcome, as long as nobody has to give them.
    for known in ours {
        let is_new = wanted.iter().all(|wanted| wanted.node.name != known.node.name);
        if is_new && !known.node.ty.node.nullable && known.node.default_value.is_none() {
            missing.push(format!("{owner}.{} must be given, and clients do not know it", known.node.name.node));
        }
    }
}

fn fields(
    owner: &str,
    wanted: &[Positioned<FieldDefinition>],
    ours: &[Positioned<FieldDefinition>],
    missing: &mut Vec<String>,
) {
    for field in wanted {
        let name = format!("{owner}.{}", field.node.name.node);
        match ours.iter().find(|known| known.node.name == field.node.name) {
            None => missing.push(name),
            Some(known) => {
                if known.node.ty.node != field.node.ty.node {
                    missing.push(format!("{name}: {} instead of {}", known.node.ty.node, field.node.ty.node));
                }
                arguments(&name, &field.node.arguments, &known.node.arguments, missing);
            }
        }
    }
}

#[test]
fn the_schema_holds_what_clients_count_on() {
    let ours = types(&graphql::sdl());
    let mut missing = Vec::new();
    for (name, wanted) in types(CONTRACT) {
        match (&wanted.kind, ours.get(&name).map(|known| &known.kind)) {
            (TypeKind::Object(wanted), Some(TypeKind::Object(known))) => {
                fields(&name, &wanted.fields, &known.fields, &mut missing)
            }
            (TypeKind::InputObject(wanted), Some(TypeKind::InputObject(known))) => {
                arguments(&name, &wanted.fields, &known.fields, &mut missing);
            }
            (TypeKind::Enum(wanted), Some(TypeKind::Enum(known))) => {
                for value in &wanted.values {
                    if known.values.iter().all(|known| known.node.value != value.node.value) {
                        missing.push(format!("{name}.{}", value.node.value.node));
                    }
                }
            }
            (TypeKind::Scalar, Some(TypeKind::Scalar)) => {}
            _ => missing.push(name),
        }
    }
    missing.sort_unstable();
    assert_eq!(missing, Vec::<String>::new());
}
