use super::*;
use crate::commands::NOUNS;
use crate::problem::Problem;
use std::fmt::Write as _;
use std::path::Path;

/// The whole file.
fn bindings() -> String {
    let mut types = Types::default();
    let mut functions = String::new();
    for noun in NOUNS {
        let _ = writeln!(functions, "\n// {}", noun.name);
        for command in (noun.describe)(&mut types) {
            functions += &function(&command);
        }
    }
    types.name_of::<Problem>();
    types.name_of::<crate::jobs::JobView>();
    assert!(types.clashes.is_empty(), "rename one of each with ts(rename): {:?}", types.clashes);
    let mut out = String::from(
        "// Made from the table of commands in src-tauri/src/commands; do not change it by hand.\n\
         // Made anew by: BINDINGS=write cargo test -p sigillum-desktop bindings\n\n\
         import { invoke } from \"@tauri-apps/api/core\";\n\n\
         /** A job that was begun: its number. Its result, of type T, comes with the job's last event. */\n\
         export type Begun<T> = number & { readonly __result?: T };\n",
    );
    for declared in types.declared.values() {
        let _ = write!(out, "\n{}\n", declared.trim_end());
    }
    out + &functions
}

fn function(command: &Command) -> String {
    let name = camel(command.name);
    let docs: Vec<&str> = command.docs.iter().map(|line| line.trim()).collect();
    let argument = |(name, kind): &(&str, String)| format!("{}: {}", parameter(name), kind);
    let arguments: Vec<String> = command.arguments.iter().map(argument).collect();
    let passed = |(name, _): &(&str, String)| match parameter(name) == *name {
        true => (*name).to_owned(),
        false => format!("{name}: {}", parameter(name)),
    };
    let passed: Vec<String> = command.arguments.iter().map(passed).collect();
    let object = if passed.is_empty() { String::new() } else { format!(", {{ {} }}", passed.join(", ")) };
    let result = if command.result == "null" { "void" } else { &command.result };
    format!(
        "\n/** {} */\nexport function {name}({}): Promise<{}> {{\n  return invoke(\"{}\"{object});\n}}\n",
        docs.join("\n * "),
        arguments.join(", "),
        result,
        command.name,
    )
}

/// An argument's name in the page; words that its language keeps for itself get a line after them.
fn parameter(name: &str) -> String {
    let name = camel(name);
    let kept = ["class", "package", "new", "delete", "in", "export", "import", "default", "function", "with"];
    if kept.contains(&name.as_str()) { name + "_" } else { name }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, rest) = word.split_at(word.len().min(1));
        name + &head.to_uppercase() + rest
    })
}

#[test]
fn the_pages_functions_and_types_are_those_of_the_commands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/api/bindings.ts");
    let made = bindings();
    if std::env::var_os("BINDINGS").is_some_and(|how| how == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "bindings.ts is not fresh: BINDINGS=write cargo test -p sigillum-desktop bindings");
}

#[test]
fn no_two_commands_have_the_same_name_and_each_begins_with_its_noun() {
    let mut seen = HashSet::new();
    for noun in NOUNS {
        for name in noun.names {
            assert!(seen.insert(name), "{name} is there twice");
            assert!(name.starts_with(&format!("{}_", noun.name)), "{name} is no command of {}", noun.name);
        }
    }
}
