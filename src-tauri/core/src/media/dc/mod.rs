//! The picture that a JPEG's first coefficients make: one pixel for eight by eight, without decoding the others.
//!
//! Most of the time of a small picture goes into codes of coefficients that it does not show. Here they are passed
//! several at a look. Owns: 8-bit sequential Huffman pictures in one scan, as cameras write them. Must never: show what
//! might be wrong. On anything unusual or damaged it gives nothing, and libjpeg-turbo decodes the file and judges it.
//! Source: ITU-T T.81, annexes B, C and F; JFIF 1.02 for the colours.

mod bits;
mod codes;
mod header;

use bits::Bits;
use codes::{BLOCK, Codes, LOOK, Skip};
use header::{Component, Header};

/// A picture of an eighth of the size, rounded up.
pub(super) struct Eighth {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Red, green, blue.
    pub(super) rgb: Vec<u8>,
}

/// The first coefficients of one component, as samples.
struct Plane {
    samples: Vec<u8>,
    /// Samples in a line, those beyond the picture included.
    stride: usize,
    /// The part that belongs to the picture.
    width: usize,
    height: usize,
}

/// Reads the picture; `None` for all that is not whole, usual and of at most `most` pixels.
pub(super) fn eighth(bytes: &[u8], most: usize) -> Option<Eighth> {
    let header = header::read(bytes)?;
    let (width, height) = (header.width.div_ceil(8), header.height.div_ceil(8));
    if width.checked_mul(height)? > most {
        return None;
    }
    let planes = planes(bytes, &header)?;
    let rgb = match &planes[..] {
        [grey] => grey_rgb(grey),
        [y, cb, cr] => colour_rgb(y, cb, cr),
        _ => return None,
    };
    Some(Eighth { width, height, rgb })
}

/// Reads the scan: minimum coded units from left to right and from top to bottom.
fn planes(bytes: &[u8], header: &Header) -> Option<Vec<Plane>> {
    let mut planes: Vec<Plane> = header.components.iter().map(|c| plane(header, c)).collect();
    let mut bits = Bits::new(bytes, header.scan);
    let mut before = [0i32; 3];
    let (across, down) = header.units();
    let mut until_restart = header.restart;
    let mut restarts = 0u8;
    for row in 0..down {
        for column in 0..across {
            if header.restart > 0 && until_restart == 0 {
                bits.pass(0xD0 + restarts % 8)?;
                restarts = restarts.wrapping_add(1);
                (before, until_restart) = ([0; 3], header.restart);
            }
            until_restart = until_restart.saturating_sub(1);
            for ((component, plane), before) in header.components.iter().zip(&mut planes).zip(&mut before) {
                for y in row * component.down..(row + 1) * component.down {
                    for x in column * component.across..(column + 1) * component.across {
                        *plane.samples.get_mut(y * plane.stride + x)? =
                            sample(&mut bits, header, component, before)?;
                    }
                }
            }
            if bits.overran() {
                return None;
            }
        }
    }
    bits.pass(0xD9)?;
    Some(planes)
}

fn plane(header: &Header, component: &Component) -> Plane {
    let (across, down) = header.units();
    let (most_across, most_down) = header.sampling();
    let stride = across * component.across;
    Plane {
        samples: vec![0; stride * down * component.down],
        stride,
        width: (header.width * component.across).div_ceil(8 * most_across),
        height: (header.height * component.down).div_ceil(8 * most_down),
    }
}

/// Reads one block: the first coefficient counts, the others are passed.
#[inline(always)]
fn sample(bits: &mut Bits<'_>, header: &Header, component: &Component, before: &mut i32) -> Option<u8> {
    let (dc, ac) = (header.dc[component.dc].as_ref()?, header.ac[component.ac].as_ref()?);
    *before += difference(bits, dc)?;
    pass_others(bits, ac)?;
    // As libjpeg does it: the mean of the block is an eighth of its first coefficient, around the middle grey.
    let mean = before.checked_mul(component.quantum)?;
    if !(-4096..4096).contains(&mean) {
        return None;
    }
    Some((((mean + 4) >> 3) + 128).clamp(0, 255) as u8)
}

#[inline(always)]
fn difference(bits: &mut Bits<'_>, codes: &Codes) -> Option<i32> {
    bits.fill();
    let (length, size) = codes.symbol(bits.peek(16))?;
    bits.skip(length);
    let size = u32::from(size);
    if size > 11 {
        return None;
    }
    let value = bits.peek(size).cast_signed();
    bits.skip(size);
    // A value whose first bit is 0 stands for a negative one (T.81, F.2.2.1).
    let negative = value < (1 << size) >> 1;
    Some(if negative { value - (1 << size) + 1 } else { value })
}

#[inline(always)]
fn pass_others(bits: &mut Bits<'_>, codes: &Codes) -> Option<()> {
    let mut at = 1;
    loop {
        bits.fill();
        let mut skip = codes.skip(bits.peek(LOOK));
        if skip.bits() == 0 || at + skip.coefficients() > BLOCK {
            // What the look tells of may belong to the next block in part.
            skip = one_of_the_last(bits, codes, at)?;
        }
        bits.skip(skip.bits());
        at += skip.coefficients();
        if skip.ends() || at == BLOCK {
            return Some(());
        }
    }
}

#[cold]
fn one_of_the_last(bits: &Bits<'_>, codes: &Codes, at: u32) -> Option<Skip> {
    codes.skip_one(bits.peek(16)).filter(|skip| at + skip.coefficients() <= BLOCK)
}

fn grey_rgb(grey: &Plane) -> Vec<u8> {
    let lines = grey.samples.chunks_exact(grey.stride).take(grey.height);
    lines.flat_map(|line| line.iter().take(grey.width)).flat_map(|grey| [*grey; 3]).collect()
}

fn colour_rgb(y: &Plane, cb: &Plane, cr: &Plane) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(y.width * y.height * 3);
    let (mut blue, mut red) = (Vec::new(), Vec::new());
    for (at, line) in y.samples.chunks_exact(y.stride).take(y.height).enumerate() {
        spread(cb, (y.width, y.height), at, &mut blue);
        spread(cr, (y.width, y.height), at, &mut red);
        for ((y, cb), cr) in line.iter().zip(&blue).zip(&red) {
            rgb.extend(colour(*y, *cb, *cr));
        }
    }
    rgb
}

/// One line of a component with as many samples as the picture has pixels: where it has half as many, each pixel takes
/// three quarters of the nearer sample and one of the next.
fn spread(plane: &Plane, (width, height): (usize, usize), line: usize, into: &mut Vec<u8>) {
    let row = |at: usize| {
        let from = at.min(plane.height - 1) * plane.stride;
        plane.samples.get(from..from + plane.width).unwrap_or_default()
    };
    let halved = |pixels: usize, samples: usize| samples < pixels;
    into.clear();
    let neighbour = |at: usize| if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { at / 2 + 1 };
    let (near, far) = if halved(height, plane.height) {
        (row(line / 2), row(neighbour(line)))
    } else {
        (row(line), row(line))
    };
    let mixed = near.iter().zip(far).map(|(near, far)| u16::from(*near) * 3 + u16::from(*far));
    if !halved(width, plane.width) {
        into.extend(mixed.map(|sum| (sum / 4) as u8));
        return;
    }
    let mixed: Vec<u16> = mixed.collect();
    let last = mixed.len().saturating_sub(1);
    for at in 0..width {
        let sum = mixed[(at / 2).min(last)] * 3 + mixed[neighbour(at).min(last)];
        into.push(((sum + 8) / 16).min(255) as u8);
    }
}

/// JFIF's colours, in libjpeg's numbers.
#[inline(always)]
fn colour(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let part = |sum: i32| (y + ((sum + 32_768) >> 16)).clamp(0, 255) as u8;
    [part(91_881 * cr), part(-22_554 * cb - 46_802 * cr), part(116_130 * cb)]
}

#[cfg(test)]
mod tests;
