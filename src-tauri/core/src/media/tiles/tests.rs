use super::*;
use crate::error::Code;
use crate::media::draw::Drawing;
use crate::media::screen::facts;
use crate::media::{draw, kind_of, thumbnail};
use crate::time::Moment;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::Mutex;

const TAKEN: Moment = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };

/// A level put together from its tiles: columns, lines, grey values.
fn together(file: &[u8], level: u32) -> (usize, usize, Vec<u8>) {
    let mut reader = Cursor::new(file);
    let facts = facts(&mut reader, Path::new("drawn")).unwrap();
    let grid = pyramid(&mut reader, &facts).unwrap();
    let tiles = Mutex::new(BTreeMap::new());
    cut(&mut reader, &facts, level, 2, &|x, y, jpeg| {
        let pixels = turbojpeg::decompress(jpeg, PixelFormat::GRAY).unwrap();
        assert!(tiles.lock().unwrap().insert((x, y), pixels).is_none(), "a tile twice");
        Ok(())
    })
    .unwrap();
    let tiles = tiles.into_inner().unwrap();
    let (across, down) = grid.tiles(level);
    assert_eq!(tiles.len(), (across * down) as usize);
    let (width, height) = grid.size(level);
    let mut grey = vec![0; (width * height) as usize];
    for ((x, y), tile) in tiles {
        assert!(grid.has(level, x, y));
        for line in 0..tile.height {
            let to = ((y * TILE) as usize + line) * width as usize + (x * TILE) as usize;
            grey[to..to + tile.width].copy_from_slice(&tile.pixels[line * tile.pitch..][..tile.width]);
        }
    }
    (width as usize, height as usize, grey)
}

/// The mean difference of two pictures of one size, in grey values.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

#[test]
fn the_tiles_of_every_level_and_orientation_make_the_upright_picture_and_no_other() {
    for index in [0, 1, 3, 5] {
        let drawing = Drawing { index, width: 1300, height: 700, taken: TAKEN };
        let file = draw(&drawing).unwrap();
        let whole = thumbnail(&file, kind_of(&file), Some(drawing.orientation()), 1300).unwrap();
        let whole = turbojpeg::decompress(&whole.jpeg, PixelFormat::GRAY).unwrap();
        let (width, height, grey) = together(&file, LEVELS - 1);
        assert_eq!((width, height), (whole.width, whole.height), "{index}");
        assert!(difference(&grey, &whole.pixels) < 4.0, "{index}: {}", difference(&grey, &whole.pixels));
        let turned: Vec<u8> = grey.iter().rev().copied().collect();
        assert!(difference(&turned, &whole.pixels) > 8.0, "the measure would not notice a turned picture");
        for level in 0..LEVELS {
            let (w, h, _) = together(&file, level);
            let by = 1 << (LEVELS - 1 - level);
            assert_eq!((w, h), (width.div_ceil(by), height.div_ceil(by)), "{index} at level {level}");
        }
    }
}

#[test]
fn other_kinds_are_cut_at_every_level_too() {
    let mut png = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(1027, 515, |x, y| image::Rgb([(x / 5) as u8, (y / 3) as u8, 90]));
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    for level in 0..LEVELS {
        let by = 1 << (LEVELS - 1 - level);
        let (width, height, _) = together(png.get_ref(), level);
        assert_eq!((width, height), (1027_usize.div_ceil(by), 515_usize.div_ceil(by)));
    }
}

#[test]
fn a_jpeg_that_claims_a_monstrous_size_shows_only_what_fits_and_takes_no_memory() {
    let file = draw(&Drawing { index: 0, width: 64, height: 48, taken: TAKEN }).unwrap();
    let at = file.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap() + 5;
    let claim = |height: u16, width: u16| {
        let mut file = file.clone();
        file[at..at + 2].copy_from_slice(&height.to_be_bytes());
        file[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
        file
    };
    let grid = |file: &[u8]| {
        let mut reader = Cursor::new(file);
        let facts = facts(&mut reader, Path::new("drawn")).unwrap();
        (pyramid(&mut reader, &facts), cut(&mut reader, &facts, LEVELS - 1, 1, &|_, _, _| Ok(())))
    };
    let (large, cut) = grid(&claim(u16::MAX, u16::MAX));
    assert_eq!(large.unwrap().finest, 0);
    assert_eq!(cut.unwrap_err().code, Code::NoPicture);
    let (large, _) = grid(&claim(10_000, 10_000));
    assert_eq!(large.unwrap().finest, LEVELS - 1);
    let (none, _) = grid(&claim(0, 100));
    assert_eq!(none.unwrap_err().code, Code::NoPicture);
}

#[test]
fn damage_gives_what_there_is_or_an_error_and_never_more() {
    let file = draw(&Drawing { index: 2, width: 700, height: 600, taken: TAKEN }).unwrap();
    for cut_at in (2..file.len()).step_by(file.len() / 40) {
        let mut reader = Cursor::new(&file[..cut_at]);
        let facts = facts(&mut reader, Path::new("cut")).unwrap();
        let cut = cut(&mut reader, &facts, LEVELS - 1, 2, &|_, _, jpeg| {
            assert!(jpeg.starts_with(b"\xFF\xD8"));
            Ok(())
        });
        assert!(cut.is_ok() || cut.is_err_and(|e| e.code == Code::NoPicture));
    }
}

#[test]
fn a_failure_to_keep_a_tile_ends_the_cutting() {
    let file = draw(&Drawing { index: 0, width: 1100, height: 600, taken: TAKEN }).unwrap();
    let mut reader = Cursor::new(&file);
    let facts = facts(&mut reader, Path::new("drawn")).unwrap();
    let full =
        |_: u32, _: u32, _: &[u8]| Err(crate::error::Error::new(Code::DiskFull, "keeping a tile", "full"));
    assert_eq!(cut(&mut reader, &facts, LEVELS - 1, 2, &full).unwrap_err().code, Code::DiskFull);
}
