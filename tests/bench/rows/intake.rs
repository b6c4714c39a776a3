//! Intake of 60 JPEGs of 24 megapixels, against the stock tools that do its parts.

use super::measure::{Row, shell, side_by_side, time};
use sigillum_core::media::{Drawing, draw};
use sigillum_core::time::Moment;
use sigillum_tests::laptop::{Laptop, take_in};
use std::path::{Path, PathBuf};

/// A folder of drawn photos; made once.
pub fn card(count: u32) -> PathBuf {
    let folder = std::env::current_dir().unwrap().join(format!("target/bench/card-{count}"));
    if !folder.with_extension("done").exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let draw_part = |from: u32| {
            for index in (from..count).step_by(2) {
                let path = folder.join(format!("DSC_{:04}.JPG", index + 1));
                let taken =
                    Moment { millis: 1_763_026_867_000 + i64::from(index) * 9_000, offset_minutes: 0 };
                if !path.exists() {
                    std::fs::write(&path, draw(&Drawing::full(index, taken)).unwrap()).unwrap();
                }
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| draw_part(0));
            scope.spawn(|| draw_part(1));
        });
    }
    let done = folder.with_extension("done");
    let _ = std::fs::write(&done, "");
    folder
}

fn intake(folder: &Path) -> std::time::Duration {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    time(|| {
        let report = take_in(&mut catalogue, folder, None, None);
        assert_eq!(report.counts.taken, 60);
    })
}

fn judges(folder: &Path) -> std::time::Duration {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let out = temp.path().display();
    time(|| {
        shell("sha256sum *.JPG", folder);
        shell("exiftool -json *.JPG", folder);
        shell(&format!("ls *.JPG | xargs -P 2 -n 30 vipsthumbnail --size 512 -o {out}/%s-small.jpg"), folder);
        shell(&format!("cp *.JPG {out}/ && sync"), folder);
    })
}

pub fn row() -> Row {
    let folder = card(60);
    shell("cat *.JPG", &folder);
    eprintln!("intake of 60 photos");
    let (ours, judge) = side_by_side(|| intake(&folder), || judges(&folder));
    Row::timed("intake of 60 JPEGs of 24 MP", ours, judge, 0.50)
}
