//! The orders in which derived files list things. FORMAT.md section 11 is the norm.

use crate::id::RecordId;
use crate::reference::Reference;
use crate::state::Record;

/// Views in the order of a careful look around; others follow, by name.
const VIEWS: [&str; 38] = [
    "overall",
    "overall_front",
    "overall_back",
    "overall_left",
    "overall_right",
    "overall_top",
    "overall_bottom",
    "left",
    "right",
    "top",
    "bottom",
    "overall_three_quarter",
    "overall_inside",
    "obverse",
    "reverse",
    "group",
    "detail",
    "inscription",
    "mark",
    "damage",
    "repair",
    "tool_mark",
    "surface",
    "folio",
    "scale",
    "colour_chart",
    "label",
    "in_situ",
    "packaging",
    "packing",
    "seal",
    "document",
    "raking_light",
    "ultraviolet",
    "infrared",
    "x_ray",
    "microscope",
    "other",
];

/// Fields in the order of the Object ID standard, then of what recovery adds; others follow, by name.
const FIELDS: [&str; 50] = [
    "photographs",
    "type_of_object",
    "materials_techniques",
    "measurements",
    "inscriptions_markings",
    "distinguishing_features",
    "subject",
    "date_period",
    "maker",
    "description",
    "inventory_number",
    "related_written_material",
    "place_of_origin_discovery",
    "cross_references",
    "date_documented",
    "producer",
    "exhibit_photographs",
    "found_at",
    "found_position",
    "found_date",
    "found_by",
    "held_by",
    "informants",
    "condition",
    "condition_details",
    "condition_date",
    "condition_assessor",
    "completeness_of_object",
    "completeness_of_object_details",
    "completeness_of_object_date",
    "completeness_of_object_assessor",
    "handling",
    "culture",
    "period",
    "claimed_origin",
    "claimed_origin_by",
    "claimed_origin_date",
    "authenticity",
    "authenticity_author",
    "authenticity_date",
    "authenticity_reasons",
    "legal_status",
    "case_number",
    "legal_advice",
    "value",
    "value_author",
    "value_date",
    "current_location",
    "current_location_kind",
    "normal_location",
];

/// Where a view stands.
pub(super) fn of_view(view: &str) -> (usize, String) {
    place(&VIEWS, view)
}

/// Where a field stands on a page.
pub(super) fn of_field(field: &str) -> (usize, String) {
    place(&FIELDS, field)
}

fn place(list: &[&str], word: &str) -> (usize, String) {
    (list.iter().position(|known| *known == word).unwrap_or(list.len()), word.to_owned())
}

/// Where a record stands: in reference order, without a readable reference at the end, then by id.
pub(super) fn of_record(record: &Record, field: &str) -> (bool, String, RecordId) {
    let key = record.text(field).and_then(|text| Reference::parse(text).ok()).map(|r| r.order_key());
    (key.is_none(), key.unwrap_or_default(), record.id.clone())
}
