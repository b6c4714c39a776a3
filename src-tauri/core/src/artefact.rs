//! The record of one object or lot: the fields that the program itself needs, and how a lot is split.
//!
//! Owns: the names of the system's fields and the arithmetic of splitting. Must never: know the fields of a template,
//! which are data.

use crate::error::{Code, Error, Result};

/// `true` from creation, `false` once withdrawn.
pub const EXISTS: &str = "exists";
/// The exhibit reference, a text such as `ABC/1`.
pub const REFERENCE: &str = "reference";
/// How many objects the record stands for, an integer; 1 where it is not given.
pub const QUANTITY: &str = "quantity";
/// The id of the artefact that this one is a part of.
pub const PART_OF: &str = "part_of";
/// The id of the package that it is in.
pub const IN: &str = "in";

/// The fields that no template may define.
pub const SYSTEM_FIELDS: [&str; 5] = [EXISTS, REFERENCE, QUANTITY, PART_OF, IN];

/// The most parts that one split makes.
pub const MAX_PARTS: usize = 1000;

/// What is left of a lot when these parts are taken from it: the parts get records of their own and what is left stays
/// with the lot's, so that before and after the same number of objects is recorded.
///
/// # Errors
/// `bad_value` unless there are 1 to [`MAX_PARTS`] parts of 1 object at least, that add up to the lot's quantity at
/// most; and for a single part that is the whole lot.
pub fn split_plan(quantity: u64, parts: &[u64]) -> Result<u64> {
    let bad = |what: String, remedy: String| {
        Err(Error::new(Code::BadValue, "splitting a lot", what).safe("Nothing was saved").remedy(remedy))
    };
    if !(1..=MAX_PARTS).contains(&parts.len()) {
        let what = format!("{} parts; a lot is split into 1 to {MAX_PARTS} at once", parts.len());
        return bad(what, "Give the quantity of each part, such as 5 15.".to_owned());
    }
    if parts.contains(&0) {
        return bad("a part of 0 objects".to_owned(), "Leave it out.".to_owned());
    }
    if parts == [quantity] {
        return bad("the part is the whole lot".to_owned(), "Give less, or more than one part.".to_owned());
    }
    let sum = sum_of(parts);
    let Some(left) = sum.and_then(|sum| quantity.checked_sub(sum)) else {
        let sum = sum.map_or_else(|| "more than can be counted".to_owned(), |sum| sum.to_string());
        let what = format!("the parts add up to {sum}, the lot holds {quantity}");
        return bad(what, "Take some off the parts, or correct the lot's quantity first.".to_owned());
    };
    Ok(left)
}

/// The sum; `None` where it is larger than can be counted.
pub(crate) fn sum_of(parts: &[u64]) -> Option<u64> {
    parts.iter().try_fold(0, |sum: u64, part| sum.checked_add(*part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_loses_and_makes_no_object() {
        for (quantity, parts, left) in
            [(20, &[5, 14, 1][..], 0), (20, &[5, 14], 1), (20, &[1], 19), (2000, &[2; 1000], 0)]
        {
            assert_eq!(split_plan(quantity, parts).unwrap(), left);
            assert_eq!(parts.iter().sum::<u64>() + left, quantity);
        }
        for (quantity, parts) in [
            (20, &[5, 16][..]),
            (20, &[20]),
            (20, &[]),
            (20, &[0, 20]),
            (0, &[1]),
            (u64::MAX, &[u64::MAX, 1]),
            (1, &[u64::MAX, 2]),
            (1, &[1, 1]),
            (2002, &[2; 1001]),
        ] {
            let error = split_plan(quantity, parts).unwrap_err();
            assert_eq!(error.code, Code::BadValue, "{quantity} {parts:?}");
            assert!(error.remedy.is_some());
        }
    }
}
