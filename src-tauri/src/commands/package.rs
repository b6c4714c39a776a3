//! Bags, boxes and crates.

use super::commands;
use sigillum_core::catalogue::{Input, PackageView, Packed, Packing, PackingRequest, Unpacked};
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

    /// A page of the tree of packages, at most 500, and the counts.
    package_tree(desk, request: PackingRequest) -> Packing {
        desk.read(move |c| c.packing(&request)).await
    }

    /// Some of the artefacts that are in no package.
    package_unpacked(desk, offset: usize, limit: usize) -> Unpacked {
        desk.read(move |c| c.unpacked(offset, limit)).await
    }

    /// Takes what was scanned or typed: a package opens, anything else goes into the open one.
    package_scan(desk, open: Option<RecordId>, typed: String, nest: bool) -> Packed {
        desk.write(move |c| c.pack_scan(open.as_ref(), &typed, nest)).await
    }

    /// Records a package under a number given or the next free one.
    package_new(desk, number: Option<String>, kind: String, inside: Option<RecordId>) -> PackageView {
        desk.write(move |c| {
            let id = c.pack_new(number.as_deref(), &kind, inside.as_ref())?;
            c.package(&id)
        }).await
    }

    /// Puts artefacts and packages into a package, or takes them out of what they are in where none is given.
    package_put(desk, package: Option<RecordId>, objects: Vec<RecordId>) -> () {
        desk.write(move |c| c.put_in(package.as_ref(), &objects)).await
    }
}
