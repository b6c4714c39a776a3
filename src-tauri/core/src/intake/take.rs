//! The order of an intake's work: files are staged one after another, and settled in batches.
//!
//! Owns: the size of a batch, and which failure ends the job. Must never: call a file taken (the receiver does
//! that, by committing an entry), or lose a batch because the next file failed.

use crate::error::{Code, Error, Result};
use crate::progress::{Progress, Silent, Unit};
use crate::store::files;
use crate::store::journal::Job;
use crate::store::originals::Originals;
use crate::store::scan::Seen;
use crate::store::settle::Settled;
use crate::store::stage::{Reason, Staged, Staging, TakeFailure};
use std::io::Read;
use std::path::Path;

/// Files that are settled at once: they share the price of durability.
const BATCH_FILES: usize = 64;
/// Bytes after which a batch is settled. Small, so that the system's memory for files is used again and again
/// rather than filled (twice as fast where fresh memory is dear), and a crash costs little work.
const BATCH_BYTES: u64 = 32 << 20;

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in place and durable.
    Settled(Settled),
    /// It was not taken, and the job went on.
    Failed(TakeFailure),
}

/// Hears of an intake's files as they come.
pub trait Receiver {
    /// A file was staged: what looks at its bytes can begin. Bytes that are not taken out here are dropped.
    fn staged(&mut self, file: &Seen, staged: &mut Staged);

    /// A batch is in place and durable, in the order of the files. Now entries can be committed.
    ///
    /// # Errors
    /// Whatever keeps them from being committed: the intake ends with it.
    fn settled(&mut self, batch: Vec<(&Seen, Outcome)>) -> Result<()>;
}

/// How an intake ended.
#[derive(Debug)]
#[must_use]
pub struct Ended {
    /// How many of the files, from the first, have an outcome. Less than all when it was stopped.
    pub reached: usize,
    /// What stopped it: the card went away ([`Code::DeviceGone`]), [`Code::Cancelled`], or a failure of the
    /// catalogue's disk. What was settled before was handed over.
    pub stopped: Option<Error>,
}

/// Takes files in, in their order. The stage `reading` counts bytes.
pub fn take_files(
    originals: &Originals,
    job: &mut Job,
    files: &[Seen],
    how: &Staging,
    receiver: &mut dyn Receiver,
) -> Ended {
    let total = files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.size));
    how.progress.stage("reading", Some(total), Unit::Bytes);
    let mut taking = Taking { originals, job, receiver, batch: Vec::new(), bytes: 0, reached: 0 };
    let stopped = taking.run(files, how).err();
    Ended { reached: taking.reached, stopped }
}

/// One file of a batch that is not settled yet.
type Waiting<'a> = (&'a Seen, Result<Staged, TakeFailure>);

struct Taking<'a, 'b> {
    originals: &'b Originals,
    job: &'b mut Job,
    receiver: &'b mut dyn Receiver,
    batch: Vec<Waiting<'a>>,
    bytes: u64,
    reached: usize,
}

impl<'a> Taking<'a, '_> {
    fn run(&mut self, files: &'a [Seen], how: &Staging) -> Result<()> {
        let mut readable = None;
        for file in files {
            match self.stage(file, how, readable) {
                Ok(true) => readable = Some(file),
                Ok(false) => {}
                // What is staged by now is whole: it is kept, whatever ended the job, if the disk still can.
                Err(stop) => return self.flush(&Silent).and(Err(stop)),
            }
            if self.batch.len() >= BATCH_FILES || self.bytes >= BATCH_BYTES {
                self.flush(how.progress)?;
            }
        }
        self.flush(how.progress)
    }

    /// True when the file could be read. `readable` is the last one that could.
    fn stage(&mut self, file: &'a Seen, how: &Staging, readable: Option<&Seen>) -> Result<bool> {
        let path = &file.met.path;
        let staged = match self.originals.stage(path, how)? {
            Err(failure) if is_gone(failure.reason, readable) => return Err(device_gone(path, &failure)),
            Err(failure) => Err(failure),
            Ok(mut staged) => {
                self.receiver.staged(file, &mut staged);
                staged.bytes = None;
                self.bytes = self.bytes.saturating_add(staged.size);
                Ok(staged)
            }
        };
        let read = staged.is_ok();
        self.batch.push((file, staged));
        Ok(read)
    }

    fn flush(&mut self, progress: &dyn Progress) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let count = batch.len();
        if count == 0 {
            return Ok(());
        }
        let mut staged = Vec::new();
        let mut outcomes: Vec<(&Seen, Option<TakeFailure>)> = Vec::new();
        for (file, result) in batch {
            let failure = result.map(|file| staged.push(file)).err();
            outcomes.push((file, failure));
        }
        let mut settled = self.originals.settle(self.job, staged, progress)?.into_iter();
        let batch = outcomes.into_iter().filter_map(|(file, failure)| {
            let outcome = match failure {
                Some(failure) => Outcome::Failed(failure),
                None => Outcome::Settled(settled.next()?),
            };
            Some((file, outcome))
        });
        self.receiver.settled(batch.collect())?;
        self.reached += count;
        Ok(())
    }
}

/// A bad spot concerns one file, a pulled card all that follow: a file that could be read a moment ago tells
/// which it is.
fn is_gone(reason: Reason, readable: Option<&Seen>) -> bool {
    match reason {
        Reason::DeviceGone => true,
        Reason::Medium | Reason::Missing => readable.is_some_and(|file| !still_reads(&file.met.path)),
        _ => false,
    }
}

fn still_reads(path: &Path) -> bool {
    let Ok((mut file, _)) = files::open_regular(path) else { return false };
    files::drop_cache(&file);
    matches!(file.read(&mut [0; 512]), Ok(1..))
}

fn device_gone(path: &Path, failure: &TakeFailure) -> Error {
    Error::new(Code::DeviceGone, "taking a file from the card", failure.what.clone())
        .on(path.display())
        .safe("What was taken before is kept; the card was not changed")
        .remedy("Put the card back in and take it in again: what is held is recognised.")
}

#[cfg(test)]
mod tests;
