//! Verifying a bundle of 60 photos, against `bagit.py --validate`.

use super::intake::card;
use super::measure::{Row, median, shell, side_by_side, time};
use sigillum_core::progress::Silent;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use sigillum_tests::laptop::{Laptop, export, list_of, take_in};

pub fn row() -> Row {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    take_in(&mut catalogue, &card(60), None, None);
    let path = export(&mut catalogue, &laptop, false, None).path;
    let list = list_of(&[&laptop]);
    let ours = || {
        time(|| {
            let options = VerifyOptions { signers: Some(&list), threads: 2, ..VerifyOptions::default() };
            assert_eq!(bundle(&path, &options, &Silent).unwrap().verdict(), Verdict::Verified);
        })
    };
    let bagit = |processes: u32| {
        let line = format!("bagit.py --quiet --validate --processes {processes} '{}'", path.display());
        time(|| shell(&line, temp.path()))
    };
    eprintln!("verify a bundle of 60 photos");
    let one = median((0..3).map(|_| bagit(1)).collect());
    let two = median((0..3).map(|_| bagit(2)).collect());
    let better = if one < two { 1 } else { 2 };
    let (ours, judge) = side_by_side(ours, || bagit(better));
    Row::timed("verify a bundle of 60 such photos", ours, judge, 0.6)
}
