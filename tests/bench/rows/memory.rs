//! Peak memory of an intake: 600 photos against 60. Each runs in a process of its own, which reads its own peak.

use super::intake::card;
use super::measure::Row;
use sigillum_tests::laptop::{Laptop, take_in};
use std::path::Path;
use std::process::Command;

/// The child: takes a folder in and prints its peak resident memory in KiB.
pub fn child(arguments: &[String]) {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let report = take_in(&mut catalogue, Path::new(&arguments[0]), None, None);
    assert!(!report.stopped);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("{}", peak.trim().trim_end_matches(" kB"));
}

/// 600 different photos: the drawn ones, each with its number behind its end, so that none is held already.
fn six_hundred() -> std::path::PathBuf {
    let folder = std::env::current_dir().unwrap().join("target/bench/card-600");
    std::fs::create_dir_all(&folder).unwrap();
    let drawn = card(60);
    for number in 0..600u32 {
        let path = folder.join(format!("DSC_{:04}.JPG", number + 1));
        if !path.exists() {
            let mut bytes = std::fs::read(drawn.join(format!("DSC_{:04}.JPG", number % 60 + 1))).unwrap();
            bytes.extend_from_slice(&number.to_be_bytes());
            std::fs::write(path, bytes).unwrap();
        }
    }
    folder
}

fn peak(folder: &Path) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).arg("memory-child").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().parse::<f64>().unwrap() / 1024.0
}

pub fn rows() -> Vec<Row> {
    eprintln!("peak memory");
    let small = card(60);
    let large = six_hundred();
    let median = |folder: &Path| {
        let mut peaks: Vec<f64> = (0..3).map(|_| peak(folder)).collect();
        peaks.sort_by(f64::total_cmp);
        peaks[1]
    };
    let (of_60, of_600) = (median(&small), median(&large));
    let row = |work: &str, judge: String, ratio: f64, most: f64| Row {
        work: work.to_owned(),
        ours: format!("{of_600:.0} MB"),
        judge,
        ratio: Some(ratio),
        most: Some(most),
    };
    vec![
        row("peak memory, intake of 600 photos, against 60", format!("{of_60:.0} MB"), of_600 / of_60, 1.1),
        row("peak memory, intake of 600 photos, against 300 MB", "300 MB".into(), of_600 / 300.0, 1.0),
    ]
}
