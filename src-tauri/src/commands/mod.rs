//! The commands that the page has, a file for each noun.
//!
//! A command is written once, inside `commands!`: from that come the handler and the page's typed function (see
//! [`crate::bindings`]). It takes 3 to 15 lines and delegates to the façade. Must never: hold a rule of the domain.

mod artefact;
mod bundle;
mod conflict;
mod custody;
mod dialog;
mod dossier;
mod draft;
mod form;
mod inbox;
mod job;
mod key;
mod leave;
mod likeness;
mod list;
mod note;
mod operation;
mod package;
mod photo;
mod receipt;
mod record;
mod search;
mod settings;
mod start;
mod trust;
mod undo;
mod verify;

#[cfg(test)]
use crate::bindings::{Command, Types};
use tauri::Wry;
use tauri::ipc::Invoke;

/// The commands of one noun.
pub struct Noun {
    /// The name of its file.
    #[cfg(test)]
    pub name: &'static str,
    /// Names of its commands.
    pub names: &'static [&'static str],
    handle: fn(Invoke<Wry>) -> bool,
    /// What the page's functions are made from.
    #[cfg(test)]
    pub describe: fn(&mut Types) -> Vec<Command>,
}

/// All of them.
pub const NOUNS: &[Noun] = &[
    artefact::NOUN,
    bundle::NOUN,
    conflict::NOUN,
    custody::NOUN,
    dialog::NOUN,
    dossier::NOUN,
    draft::NOUN,
    form::NOUN,
    inbox::NOUN,
    job::NOUN,
    key::NOUN,
    leave::NOUN,
    likeness::NOUN,
    list::NOUN,
    note::NOUN,
    operation::NOUN,
    package::NOUN,
    photo::NOUN,
    receipt::NOUN,
    record::NOUN,
    search::NOUN,
    settings::NOUN,
    start::NOUN,
    trust::NOUN,
    undo::NOUN,
    verify::NOUN,
];

/// Answers what the page asked for; false if there is no such command.
pub fn handle(invoke: Invoke<Wry>) -> bool {
    let name = invoke.message.command();
    let noun = NOUNS.iter().find(|noun| noun.names.contains(&name));
    noun.is_some_and(|noun| (noun.handle)(invoke))
}

/// Commands, each written `name(desk, argument: Type, …) -> Type { … }`. `desk` is the [`Desk`](crate::desk::Desk); the
/// block gives an [`Answer`](crate::problem::Answer) and may await. On the page the arguments have the same names.
macro_rules! commands {
    ($noun:literal: $(
        $(#[doc = $doc:literal])*
        $name:ident($desk:ident $(, $arg:ident: $type:ty)* $(,)?) -> $result:ty $body:block
    )+) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command(rename_all = "snake_case")]
            #[allow(clippy::too_many_arguments, reason = "the page passes them by name")]
            async fn $name(
                state: tauri::State<'_, $crate::desk::Desk>,
                $($arg: $type),*
            ) -> $crate::problem::Answer<$result> {
                let begun = std::time::Instant::now();
                let $desk: &$crate::desk::Desk = state.inner();
                let answer: $crate::problem::Answer<$result> = async { $body }.await;
                let failed = answer.as_ref().err().map(|problem| problem.code);
                $crate::log::command(stringify!($name), begun, failed);
                answer
            }
        )+

        fn handle(invoke: tauri::ipc::Invoke<tauri::Wry>) -> bool {
            let handler: fn(tauri::ipc::Invoke<tauri::Wry>) -> bool = tauri::generate_handler![$($name),+];
            handler(invoke)
        }

        #[cfg(test)]
        fn describe(types: &mut $crate::bindings::Types) -> Vec<$crate::bindings::Command> {
            vec![$(
                $crate::bindings::Command {
                    name: stringify!($name),
                    docs: &[$($doc),*],
                    arguments: vec![$((stringify!($arg), types.name_of::<$type>())),*],
                    result: types.name_of::<$result>(),
                }
            ),+]
        }

        /// The commands of this noun.
        pub const NOUN: $crate::commands::Noun = $crate::commands::Noun {
            #[cfg(test)]
            name: $noun,
            names: &[$(stringify!($name)),+],
            handle,
            #[cfg(test)]
            describe,
        };
    };
}
pub(crate) use commands;
