//! The record of one object or lot: the fields that the program itself needs, and how a lot is split.
//!
//! Owns: the names of the system's fields and the arithmetic of splitting. Must never: know the fields of a template,
//! which are data.

use crate::error::{Code, Error, Result};
use crate::json::MAX_INTEGER;

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

/// The quantities of the parts into which a lot is split, in their order.
///
/// The parts carry the whole count: the lot's own quantity becomes 0 (it stays as the record that its parts are
/// `part_of`), so that before and after the same number of objects is recorded. What is to stay together is a part
/// like the others.
///
/// # Errors
/// `bad_value` unless there are 2 to [`MAX_PARTS`] parts, each of 1 object at least, that add up to the quantity.
pub fn split_plan(quantity: u64, parts: &[u64]) -> Result<Vec<u64>> {
    let bad = |what: String, remedy: String| {
        Err(Error::new(Code::BadValue, "splitting a lot", what).remedy(remedy))
    };
    if quantity > MAX_INTEGER.unsigned_abs() {
        return bad(
            format!("the lot is said to hold {quantity} objects"),
            "Correct its quantity first".to_owned(),
        );
    }
    if !(2..=MAX_PARTS).contains(&parts.len()) {
        let what = format!("{} parts; a lot is split into 2 to {MAX_PARTS}", parts.len());
        return bad(what, "Give the quantity of each part, such as 5 15".to_owned());
    }
    if parts.contains(&0) {
        return bad("a part of 0 objects".to_owned(), "Leave it out".to_owned());
    }
    match sum_of(parts) {
        Some(sum) if sum == quantity => Ok(parts.to_vec()),
        Some(sum) if sum < quantity => bad(
            format!("the parts add up to {sum}, the lot holds {quantity}"),
            format!("Add the other {} as a part, or correct the lot's quantity first", quantity - sum),
        ),
        Some(sum) => bad(
            format!("the parts add up to {sum}, the lot holds {quantity}"),
            format!("Take {} off the parts, or correct the lot's quantity first", sum - quantity),
        ),
        None => bad("the parts are more than can be counted".to_owned(), "Check the numbers".to_owned()),
    }
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
        assert_eq!(split_plan(20, &[5, 14, 1]).unwrap(), [5, 14, 1]);
        for (quantity, parts) in [
            (20, &[5, 14][..]),
            (20, &[5, 16]),
            (20, &[20]),
            (20, &[]),
            (20, &[0, 20]),
            (u64::MAX, &[u64::MAX, 1]),
            (1, &[u64::MAX, 2]),
            (1, &[1, 1]),
        ] {
            let error = split_plan(quantity, parts).unwrap_err();
            assert_eq!(error.code, Code::BadValue, "{quantity} {parts:?}");
            assert!(error.remedy.is_some());
        }
        assert!(split_plan(20, &[5, 14]).unwrap_err().to_string().contains("Add the other 1 as a part"));
        assert!(split_plan(2000, &[2; 1001]).is_err());
    }
}
