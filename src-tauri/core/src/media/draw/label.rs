//! A label with a code, laid into a drawn photo.

use super::DOING;
use crate::error::{Code, Error, Result};

/// The fewest pixels of one module of the code that survive the camera.
const LEAST_MODULE: usize = 3;
/// White around the code, in modules, as its standard (ISO/IEC 18004) asks.
const QUIET: usize = 4;

/// Lays a label into the middle of a photo, a quarter of its shorter edge wide. A code is read in any direction, so
/// that a photo which is shown turned needs no care.
pub(super) fn lay(pixels: &mut [u8], (width, height): (usize, usize), text: &str) -> Result<()> {
    let refused = |what: &str| Error::new(Code::Usage, DOING, what.to_owned());
    let code = fast_qr::QRBuilder::new(text).build().map_err(|_| refused("no code holds this text"))?;
    let edge = code.size + 2 * QUIET;
    let module = width.min(height) / 4 / edge;
    if module < LEAST_MODULE {
        return Err(refused("it is too small for a label"));
    }
    let (left, top) = ((width - edge * module) / 2, (height - edge * module) / 2);
    for y in 0..edge * module {
        for x in 0..edge * module {
            // Left of and above the code, and beyond it, lies the white of the label.
            let (column, row) = ((x / module).wrapping_sub(QUIET), (y / module).wrapping_sub(QUIET));
            let dark = column < code.size && row < code.size && code[row][column].value();
            let at = ((top + y) * width + left + x) * 3;
            pixels[at..at + 3].fill(if dark { 35 } else { 225 });
        }
    }
    Ok(())
}
