use super::*;
use crate::media::{Drawing, draw};
use crate::time::Moment;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use turbojpeg::{Decompressor, Image, PixelFormat, ScalingFactor, Subsamp};

const MOST: usize = 16 << 20;

/// The judge: libjpeg-turbo's picture of an eighth.
fn judged(bytes: &[u8], format: PixelFormat) -> Option<Vec<u8>> {
    let mut decoder = Decompressor::new().ok()?;
    let header = decoder.read_header(bytes).ok()?;
    let factor = ScalingFactor::ONE_EIGHTH;
    decoder.set_scaling_factor(factor).ok()?;
    let (width, height) = (factor.scale(header.width), factor.scale(header.height));
    let pitch = width * format.size();
    let mut pixels = vec![0; pitch * height];
    let image = Image { pixels: pixels.as_mut_slice(), width, pitch, height, format };
    decoder.decompress(bytes, image).ok()?;
    Some(pixels)
}

/// How far two pictures are apart: the mean, and the most.
fn apart(a: &[u8], b: &[u8]) -> (f64, u8) {
    assert_eq!(a.len(), b.len());
    let differences = || a.iter().zip(b).map(|(a, b)| a.abs_diff(*b));
    let mean = differences().map(f64::from).sum::<f64>() / a.len().max(1) as f64;
    (mean, differences().max().unwrap_or(0))
}

/// Our luminance beside libjpeg-turbo's, and our colours.
fn compare(bytes: &[u8], ours: &Eighth, name: &str) -> f64 {
    let header = header::read(bytes).unwrap();
    let luminance = &planes(bytes, &header).unwrap()[0];
    let lines = luminance.samples.chunks(luminance.stride).take(ours.height);
    let grey: Vec<u8> = lines.flat_map(|line| &line[..ours.width]).copied().collect();
    assert_eq!(grey, judged(bytes, PixelFormat::GRAY).unwrap(), "{name}");
    let (mean, most) = apart(&ours.rgb, &judged(bytes, PixelFormat::RGB).unwrap());
    let full = header.components.iter().all(|c| (c.across, c.down) == (1, 1));
    assert!(most == 0 || !full, "{name}: {most}");
    mean
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit) as usize
    }
}

/// Writes bits as a scan holds them.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Writer {
    fn put(&mut self, value: u32, bits: u32) {
        for bit in (0..bits).rev() {
            self.held = self.held << 1 | (value >> bit & 1);
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.held as u8);
                if self.held == 0xFF {
                    self.bytes.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    fn marker(&mut self, code: u8) {
        while self.count > 0 {
            self.put(1, 1);
        }
        self.bytes.extend([0xFF, code]);
    }
}

const DC_COUNTS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const AC_COUNTS: [u8; 16] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];

/// A random table: counts, symbols, and the code of a symbol.
struct Table {
    counts: [u8; 16],
    symbols: Vec<u8>,
}

impl Table {
    fn new(counts: [u8; 16], mut symbols: Vec<u8>, draw: &mut Draw) -> Self {
        for at in (1..symbols.len()).rev() {
            symbols.swap(at, draw.below(at as u64 + 1));
        }
        Self { counts, symbols }
    }

    fn write(&self, symbol: u8, writer: &mut Writer) {
        let (mut code, mut at) = (0, 0);
        for (length, count) in (1..).zip(self.counts) {
            code <<= 1;
            for _ in 0..count {
                if self.symbols[at] == symbol {
                    return writer.put(code, length);
                }
                (code, at) = (code + 1, at + 1);
            }
        }
        panic!("{symbol} has no code");
    }

    fn segment(&self, place: u8) -> Vec<u8> {
        [&[0xFF, 0xC4, 0, (19 + self.symbols.len()) as u8, place], &self.counts[..], &self.symbols].concat()
    }
}

fn value(writer: &mut Writer, value: i32, size: u32) {
    let coded = if value < 0 { value + (1 << size) - 1 } else { value };
    writer.put(coded as u32, size);
}

fn size_of(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

/// A block of random coefficients: runs of all lengths, ends with and without the symbol for it.
fn block(writer: &mut Writer, (dc, ac): (&Table, &Table), before: &mut i32, draw: &mut Draw) {
    let mean = draw.below(1001) as i32 - 500;
    let difference = mean - *before;
    *before = mean;
    dc.write(size_of(difference) as u8, writer);
    value(writer, difference, size_of(difference));
    let mut left = 63;
    let calm = [1, 3, 16][draw.below(3)];
    while left > 0 && draw.below(20) > 0 {
        let run = draw.below(calm).min(left - 1);
        if left > 16 && draw.below(12) == 0 {
            ac.write(0xF0, writer);
            left -= 16;
        } else {
            let size = 1 + draw.below(10) as u32;
            ac.write((run as u8) << 4 | size as u8, writer);
            writer.put(draw.below(1 << size) as u32, size);
            left -= run + 1;
        }
    }
    if left > 0 {
        ac.write(0, writer);
    }
}

/// A picture of random coefficients with random tables.
fn random_picture(seed: u64) -> Vec<u8> {
    let draw = &mut Draw(seed);
    let (width, height) = (1 + draw.below(90), 1 + draw.below(70));
    let sampling: &[(usize, usize)] =
        [&[(1, 1)][..], &[(1, 1); 3], &[(2, 1), (1, 1), (1, 1)], &[(2, 2), (1, 1), (1, 1)]][draw.below(4)];
    let dc = [0; 2].map(|_| Table::new(DC_COUNTS, (0..12).collect(), draw));
    let ac_symbols = (0..16u8)
        .flat_map(|run| (1..=10u8).map(move |size| run << 4 | size))
        .chain([0, 0xF0])
        .collect::<Vec<_>>();
    let ac = [0; 2].map(|_| Table::new(AC_COUNTS, ac_symbols.clone(), draw));
    let restart = if draw.below(2) == 0 { 0 } else { 1 + draw.below(9) };
    let mut out = b"\xFF\xD8\xFF\xDB\0\x43\0".to_vec();
    out.extend((0..64).map(|_| 1 + draw.below(8) as u8));
    let count = sampling.len() as u8;
    out.extend([0xFF, 0xC0, 0, 8 + 3 * count, 8, 0, height as u8, 0, width as u8, count]);
    for (id, (across, down)) in (1u8..).zip(sampling) {
        out.extend([id, (across << 4 | down) as u8, 0]);
    }
    for at in 0..2 {
        out.extend([dc[at].segment(at as u8), ac[at].segment(0x10 | at as u8)].concat());
    }
    out.extend([0xFF, 0xDD, 0, 4, 0, restart as u8, 0xFF, 0xDA, 0, 6 + 2 * count, count]);
    (1..=count).for_each(|id| out.extend([id, if id == 1 { 0 } else { 0x11 }]));
    out.extend([0, 63, 0]);
    let (across, down) = sampling[0];
    let units = width.div_ceil(8 * across) * height.div_ceil(8 * down);
    let (mut writer, mut before) = (Writer::default(), [0; 3]);
    for unit in 0..units {
        if restart > 0 && unit > 0 && unit % restart == 0 {
            writer.marker(0xD0 + (unit / restart - 1) as u8 % 8);
            before = [0; 3];
        }
        for (at, (across, down)) in sampling.iter().enumerate() {
            let tables = (&dc[at.min(1)], &ac[at.min(1)]);
            (0..across * down).for_each(|_| block(&mut writer, tables, &mut before[at], draw));
        }
    }
    writer.marker(0xD9);
    out.extend(writer.bytes);
    out
}

#[test]
fn pictures_of_any_coefficients_codes_sizes_samplings_and_restarts_are_as_libjpeg_turbo_shows_them() {
    for seed in 0..150 {
        let bytes = random_picture(seed);
        let ours = eighth(&bytes, MOST).unwrap_or_else(|| panic!("{seed} is not read"));
        compare(&bytes, &ours, &seed.to_string());
    }
}

#[test]
fn a_drawn_photo_is_as_libjpeg_turbo_shows_it_within_a_grey_level() {
    let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
    let photo = draw(&Drawing::full(3, taken)).unwrap();
    let ours = eighth(&photo, MOST).unwrap();
    assert!(compare(&photo, &ours, "drawn") < 1.0);
}

#[test]
fn grey_and_smooth_colour_of_every_usual_sampling_keep_their_colours() {
    let (width, height) = (333, 217);
    let pixel = |x: usize, y: usize| [(x * 255 / width) as u8, (y * 255 / height) as u8, ((x + y) / 3) as u8];
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    for sampling in [Subsamp::None, Subsamp::Sub2x1, Subsamp::Sub2x2, Subsamp::Gray] {
        let image = Image { pixels: &pixels[..], width, pitch: width * 3, height, format: PixelFormat::RGB };
        let bytes = turbojpeg::compress(image, 92, sampling).unwrap();
        let ours = eighth(&bytes, MOST).unwrap();
        let mean = compare(&bytes, &ours, &format!("{sampling:?}"));
        assert!(mean < 2.0, "{sampling:?}: {mean}");
    }
}

#[test]
fn what_is_damaged_or_unusual_gives_nothing_or_the_same_picture_and_never_a_panic() {
    let mut read = 0;
    for seed in 0..12 {
        let whole = random_picture(seed);
        for end in (0..whole.len()).step_by(1 + whole.len() / 60) {
            assert!(eighth(&whole[..end], MOST).is_none(), "{seed} cut at {end}");
        }
        let draw = &mut Draw(seed ^ 0xABCD);
        for _ in 0..60 {
            let mut changed = whole.clone();
            for _ in 0..=draw.below(3) {
                let at = draw.below(changed.len() as u64);
                changed[at] = draw.below(256) as u8;
            }
            // Where libjpeg-turbo finds fault nothing is shown here; what both show is one picture.
            let Some(ours) = eighth(&changed, MOST) else { continue };
            if judged(&changed, PixelFormat::GRAY).is_some() {
                compare(&changed, &ours, &format!("{seed} changed"));
                read += 1;
            }
        }
    }
    assert!(read > 60, "{read}");
}

#[test]
fn a_picture_of_more_pixels_than_allowed_takes_no_memory() {
    let mut bytes = random_picture(1);
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].fill(0xFF);
    assert!(eighth(&bytes, MOST).is_none());
}

/// The JPEGs of the real photos that lie beside the repository, if they do. Where they do not this says so, past the test
/// runner, which keeps what passing tests print to itself.
fn real_photos() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jpg")) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
    match beside.map(|folder| folder.join("shared/photos")).filter(|folder| folder.is_dir()) {
        Some(folder) => below(&folder, &mut found),
        None => {
            let _ = writeln!(std::io::stderr(), "SKIPPED: photos is not beside the repository in shared/");
        }
    }
    found.sort();
    found
}

#[test]
fn every_real_photo_is_as_libjpeg_turbo_shows_it_or_left_to_it() {
    let photos = real_photos();
    let mut read = 0;
    for path in &photos {
        let bytes = std::fs::read(path).unwrap();
        let Some(ours) = eighth(&bytes, MOST) else { continue };
        let name = path.display().to_string();
        assert!(judged(&bytes, PixelFormat::GRAY).is_some(), "{name}: only we show it");
        let mean = compare(&bytes, &ours, &name);
        // Brightness is the same to the bit. Colour has half of its lines, which shows most in pictures so small that this
        // way is never taken for them.
        let most = if ours.width.max(ours.height) >= 512 { 2.0 } else { 10.0 };
        assert!(mean < most, "{name}: {mean}");
        read += 1;
    }
    assert!(photos.is_empty() || read * 2 > photos.len(), "only {read} of {} were read", photos.len());
}
