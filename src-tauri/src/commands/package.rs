//! Bags, boxes and crates.

use super::commands;
use sigillum_core::catalogue::{Input, PackageView};
use sigillum_core::id::RecordId;

commands! { "package":
    /// Records a package; gives it as it then is.
    package_add(desk, inputs: Vec<(String, Input)>) -> PackageView {
        desk.write(move |c| {
            let id = c.package_add(&inputs)?;
            c.package(&id)
        }).await
    }

    /// Sets fields of a package; gives it as it then is.
    package_set(desk, id: RecordId, inputs: Vec<(String, Input)>) -> PackageView {
        desk.write(move |c| {
            c.package_set(&id, &inputs)?;
            c.package(&id)
        }).await
    }

    /// A package and what is in it.
    package_show(desk, id: RecordId) -> PackageView {
        desk.read(move |c| c.package(&id)).await
    }

    /// Puts artefacts and packages into a package, or takes them out of what they are in where none is given.
    package_put(desk, package: Option<RecordId>, objects: Vec<RecordId>) -> () {
        desk.write(move |c| c.put_in(package.as_ref(), &objects)).await
    }
}
