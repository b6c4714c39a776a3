//! The photos of the demonstration: drawn, as cameras write them to cards, or a person's own.

use super::Teller;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::media::{Drawing, draw};
use sigillum_core::progress::{Progress as _, Unit, check};
use sigillum_core::store::scan::scan;
use sigillum_core::time::{Clock as _, Moment};
use sigillum_host::SystemClock;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// How many are drawn.
const COUNT: u32 = 12;
const DOING: &str = "drawing photos";

/// The files of a person's own folder, looked at before anything is made.
///
/// # Errors
/// [`Code::NotFound`] when there is no such folder, or no file in it.
pub fn own(folder: &Path, teller: &Teller) -> Result<Vec<PathBuf>> {
    let scan = scan(&[folder.to_owned()], &teller.watch)?;
    let files: Vec<PathBuf> = scan.seen.into_iter().map(|seen| seen.met.path).collect();
    if files.is_empty() {
        let what = "the folder of photos holds no file";
        return Err(Error::new(Code::NotFound, "making the demonstration", what)
            .on(folder.display())
            .safe("Nothing was made"));
    }
    Ok(files)
}

/// The files on the cards of the two laptops.
///
/// # Errors
/// What the system says.
pub fn cards(dir: &Path, own: Option<Vec<PathBuf>>, teller: &Teller) -> Result<[Vec<PathBuf>; 2]> {
    let files = match own {
        Some(files) => {
            teller.say(&format!("{} photos of your own are taken.", files.len()));
            files
        }
        None => {
            teller.say(&format!("{COUNT} photos of 24 megapixels are drawn onto two cards."));
            drawn(dir, teller)?
        }
    };
    let half = files.len().div_ceil(2);
    Ok([files[..half].to_vec(), files[half..].to_vec()])
}

/// Draws on two threads, so that one encodes while the other paints.
fn drawn(dir: &Path, teller: &Teller) -> Result<Vec<PathBuf>> {
    let paths: Vec<PathBuf> = (0..COUNT).map(|index| path_of(dir, index)).collect();
    for folder in paths.iter().filter_map(|path| path.parent()) {
        std::fs::create_dir_all(folder).doing(DOING, folder)?;
    }
    teller.watch.stage("drawing", Some(u64::from(COUNT)), Unit::Items);
    let now = SystemClock.now();
    let next = AtomicU32::new(0);
    let work = || -> Result<()> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(index as usize) else { return Ok(()) };
            check(&teller.watch, DOING)?;
            // Yesterday afternoon, one photo every 41 seconds.
            let millis = now.millis - 86_400_000 + i64::from(index) * 41_000;
            let photo = draw(&Drawing::full(index, Moment { millis, ..now }))?;
            std::fs::write(path, photo).doing(DOING, path)?;
            teller.watch.advance(1);
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let own = work();
        let gone = |_| Err(Error::new(Code::Internal, DOING, "a thread ended early"));
        own.and(other.join().unwrap_or_else(gone))
    })?;
    Ok(paths)
}

/// The first half lies on the first laptop's card, numbered as a camera does.
fn path_of(dir: &Path, index: u32) -> PathBuf {
    let (word, number) = if index < COUNT / 2 { ("sokha", index + 1) } else { ("karim", index + 31) };
    dir.join(word).join("card").join("DCIM").join("100SIGIL").join(format!("SIG_{number:04}.JPG"))
}
