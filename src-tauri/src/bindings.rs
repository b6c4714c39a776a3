//! The page's half of the commands: TypeScript functions and types, made from the table of commands.
//!
//! `ui/src/lib/api/bindings.ts` is made anew by `cargo test -p sigillum-desktop bindings` with `BINDINGS=write`; without
//! it that test says whether the file is fresh.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use ts_rs::{Config, TS, TypeVisitor};

/// A command as the page sees it.
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// Its doc comment, a line each.
    pub docs: &'static [&'static str],
    /// Names and types of its arguments.
    pub arguments: Vec<(&'static str, String)>,
    /// The type of its answer.
    pub result: String,
}

/// The types that cross to the page.
pub struct Types {
    config: Config,
    seen: HashSet<TypeId>,
    /// Name → declaration.
    declared: BTreeMap<String, String>,
    /// Names that two different types have.
    clashes: Vec<String>,
}

impl Default for Types {
    fn default() -> Self {
        // Counts and sizes stay below 2^53; ids cross as text.
        let config = Config::default().with_large_int("number");
        Self { config, seen: HashSet::new(), declared: BTreeMap::new(), clashes: Vec::new() }
    }
}

impl Types {
    /// The name of a type in TypeScript; it and all that it is made of are declared.
    pub fn name_of<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.declare::<T>();
        T::name(&self.config)
    }

    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declared = format!("{docs}export {}", T::decl(&self.config));
            let name = T::ident(&self.config);
            let before = self.declared.insert(name.clone(), declared.clone());
            if before.is_some_and(|before| body(&before) != body(&declared)) {
                self.clashes.push(name);
            }
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A declaration without its doc comments.
fn body(declared: &str) -> &str {
    declared.find("export ").map_or(declared, |at| &declared[at..])
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.declare::<T>();
    }
}

mod tests;
