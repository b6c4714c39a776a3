//! `tables/artefacts.csv`.

use super::super::csv::Csv;
use super::super::facts::Facts;
use crate::state::Record;
use std::collections::BTreeSet;

const FIXED: [&str; 8] = ["reference", "id", "title", "status", "conflicts", "quantity", "part_of", "in"];
/// Columns for fields. More than any template has; a hostile bundle gets no table as wide as it is long.
const MOST_FIELDS: usize = 256;

/// One row an artefact, in reference order.
pub(super) fn table(facts: &Facts<'_>) -> Vec<u8> {
    let fields = fields(facts);
    let (columns, rest) = fields.split_at(fields.len().min(MOST_FIELDS));
    let mut csv = Csv::new(&headings(columns, !rest.is_empty()));
    for artefact in &facts.artefacts {
        csv.row(&row(facts, artefact, columns, !rest.is_empty()));
    }
    csv.end()
}

/// The fields that any artefact has, sorted, but for those with a column of their own.
fn fields<'a>(facts: &Facts<'a>) -> Vec<&'a str> {
    let all = facts.artefacts.iter().flat_map(|artefact| artefact.registers().map(|(field, _)| field));
    let set: BTreeSet<&str> = all.filter(|field| !has_column(field)).collect();
    set.into_iter().collect()
}

/// Fields that stand in the first columns, and `exists`, which is the status.
fn has_column(field: &str) -> bool {
    matches!(field, "exists" | "reference" | "title" | "quantity" | "part_of" | "in")
}

fn headings(columns: &[&str], more: bool) -> Vec<String> {
    let named = |field: &&str| {
        let taken = FIXED.contains(field) || *field == "more";
        if taken { format!("field:{field}") } else { (*field).to_owned() }
    };
    let fixed = FIXED.iter().map(|heading| (*heading).to_owned());
    fixed.chain(columns.iter().map(named)).chain(more.then(|| "more".to_owned())).collect()
}

fn row(facts: &Facts<'_>, artefact: &Record, columns: &[&str], more: bool) -> Vec<String> {
    let said = |field: &str| facts.said(artefact, field);
    let mut cells = vec![
        said("reference"),
        artefact.id.hex().to_owned(),
        said("title"),
        facts.status(artefact).to_owned(),
        super::super::csv::joined(facts.conflicts(&artefact.id)),
        said("quantity"),
        said("part_of"),
        said("in"),
    ];
    cells.extend(columns.iter().map(|field| said(field)));
    if more {
        let rest = artefact.registers().map(|(field, _)| field);
        let rest = rest.filter(|field| !has_column(field) && columns.binary_search(field).is_err());
        let lines: Vec<_> = rest.map(|field| format!("{field}: {}", said(field))).collect();
        cells.push(lines.join("\n"));
    }
    cells
}
