//! How a picture looks, in 64 bits: near-identical pictures differ in few of them, whatever their size and compression.
//!
//! Owns: the difference hash (of 9 by 8 mean greys, whether each is lighter than its left neighbour). Must never: be
//! taken for identity; the SHA-256 of the bytes is that.

use super::picture::{Pixels, from_jpeg, guarded};

/// Columns and lines of means.
const GRID: (usize, usize) = (9, 8);
/// The longest edge at which a thumbnail is decoded, in pixels: enough for the means.
const EDGE: u32 = 72;
/// Greys, of 255, that differ by less are alike: noise and compression.
const NOISE: u32 = 3;
/// Neighbours that must differ, of 64: a plain wall has no look.
const FEWEST: usize = 12;

/// How a thumbnail looks; `None` where it shows nothing that could be compared.
pub fn look(jpeg: &[u8]) -> Option<u64> {
    let pixels = guarded(|| from_jpeg(jpeg, EDGE)).ok()?;
    bits_of(&means(&pixels)?)
}

fn bits_of(means: &[[u32; GRID.0]; GRID.1]) -> Option<u64> {
    let (mut bits, mut differing) = (0u64, 0);
    for line in means {
        for pair in line.windows(2) {
            bits = bits << 1 | u64::from(pair[1] > pair[0]);
            differing += usize::from(pair[1].abs_diff(pair[0]) >= NOISE);
        }
    }
    (differing >= FEWEST).then_some(bits)
}

fn means(pixels: &Pixels) -> Option<[[u32; GRID.0]; GRID.1]> {
    let (columns, lines) = GRID;
    if pixels.width < columns || pixels.height < lines || pixels.rgb.len() < pixels.width * pixels.height * 3
    {
        return None;
    }
    let mut sums = [[(0u64, 0u64); GRID.0]; GRID.1];
    for y in 0..pixels.height {
        let row = &pixels.rgb[y * pixels.width * 3..(y + 1) * pixels.width * 3];
        for (x, pixel) in row.chunks_exact(3).enumerate() {
            // Rec. 601 weights in 256ths.
            let grey = 77 * u64::from(pixel[0]) + 150 * u64::from(pixel[1]) + 29 * u64::from(pixel[2]);
            let (sum, count) = &mut sums[y * lines / pixels.height][x * columns / pixels.width];
            *sum += grey;
            *count += 256;
        }
    }
    Some(sums.map(|line| line.map(|(sum, count)| u32::try_from(sum / count.max(1)).unwrap_or(255))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{kind_of, thumbnail};

    /// A scene of soft shapes that `seed` places, as a JPEG of this size and quality.
    fn scene(seed: f64, width: usize, height: usize, quality: i32) -> Vec<u8> {
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x as f64 / width as f64, y as f64 / height as f64);
                let grey = 128.0 + 60.0 * (u * 9.0 + seed).sin() + 60.0 * (v * 7.0 + u * seed * 3.0).cos();
                rgb.extend([grey as u8, (grey * 0.8) as u8, (grey * 0.6) as u8]);
            }
        }
        let format = turbojpeg::PixelFormat::RGB;
        let image = turbojpeg::Image { pixels: rgb.as_slice(), width, pitch: width * 3, height, format };
        turbojpeg::compress(image, quality, turbojpeg::Subsamp::Sub2x2).unwrap().to_vec()
    }

    fn look_of(jpeg: &[u8]) -> Option<u64> {
        look(&thumbnail(jpeg, kind_of(jpeg), None, 512).unwrap().jpeg)
    }

    #[test]
    fn the_same_picture_in_another_size_and_quality_looks_the_same_and_another_does_not() {
        let original = look_of(&scene(1.0, 1200, 800, 92)).unwrap();
        let smaller = look_of(&scene(1.0, 640, 427, 60)).unwrap();
        let other = look_of(&scene(4.0, 1200, 800, 92)).unwrap();
        assert!((original ^ smaller).count_ones() <= 6, "{}", (original ^ smaller).count_ones());
        assert!((original ^ other).count_ones() > 12, "{}", (original ^ other).count_ones());
    }

    #[test]
    fn a_plain_wall_and_what_is_no_picture_have_no_look() {
        let rgb = vec![90u8; 300 * 200 * 3];
        let format = turbojpeg::PixelFormat::RGB;
        let image = turbojpeg::Image { pixels: rgb.as_slice(), width: 300, pitch: 900, height: 200, format };
        let wall = turbojpeg::compress(image, 80, turbojpeg::Subsamp::Sub2x2).unwrap();
        assert_eq!(look(&wall), None);
        assert_eq!(look(b"\xFF\xD8 nothing"), None);
        assert_eq!(look(b""), None);
    }
}
