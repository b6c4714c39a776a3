//! scratch
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]
use sigillum_tests::second_reader::SecondReader;
use sigillum_tests::world::World;
use std::time::Instant;
#[test]
fn scratch() {
    let temp = tempfile::tempdir().unwrap();
    let t = Instant::now();
    let world = World::new(temp.path());
    println!("world {:?}", t.elapsed());
    let mut reader = SecondReader::start();
    for path in [&world.full, &world.zip, &world.since, &world.invite, &world.forked, &world.dossier] {
        let t = Instant::now();
        let check = world.check(path);
        let took = t.elapsed();
        println!(
            "{} {:?} files {} bytes {} entries {} {:?}",
            path.display(),
            check.verdict(),
            check.bag.manifest.len(),
            check.bag.whole_bytes,
            check.entries().len(),
            took
        );
        for f in &check.findings {
            println!("  {f:?}");
        }
        for _ in 0..3 {
            let t = Instant::now();
            println!(
                "  reader {:?} {:?}",
                reader.judge(path, Some(&world.list_file), &[&world.full], true),
                t.elapsed()
            );
        }
    }
}
