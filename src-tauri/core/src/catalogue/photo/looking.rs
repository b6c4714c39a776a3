//! Looking at photos on other threads while the next are copied.

use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use crate::media::{Inspection, Thumbnail, inspect_bytes, thumbnail};
use crate::store::Buffers;
use std::collections::{HashMap, HashSet};
use std::sync::mpsc::{Receiver as Results, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// The longest edge of a thumbnail, in pixels.
pub(super) const EDGE: u32 = 512;

/// What looking at a file gave.
pub(super) struct Looked {
    pub inspection: Inspection,
    pub thumbnail: Option<Thumbnail>,
}

/// Work for another thread.
type Task = (Digest, Vec<u8>);

/// Threads that look at files while the next are copied.
pub(super) struct Lookers {
    tasks: Option<SyncSender<Task>>,
    results: Results<(Digest, Looked)>,
    threads: Vec<JoinHandle<()>>,
    found: HashMap<Digest, Looked>,
    given: HashSet<Digest>,
    /// Where the bytes of files come from, and go to when they were looked at.
    pub buffers: Arc<Buffers>,
}

impl Lookers {
    pub fn start(threads: usize) -> Self {
        let (tasks, queue) = sync_channel::<Task>(2);
        let queue = Arc::new(Mutex::new(queue));
        let (sender, results) = channel();
        let buffers = Arc::new(Buffers::new());
        let threads = (0..threads.max(1)).map(|_| {
            let (queue, sender, buffers) = (Arc::clone(&queue), sender.clone(), Arc::clone(&buffers));
            std::thread::spawn(move || look_at_all(&queue, &sender, &buffers))
        });
        Self {
            tasks: Some(tasks),
            results,
            threads: threads.collect(),
            found: HashMap::new(),
            given: HashSet::new(),
            buffers,
        }
    }

    pub fn give(&mut self, digest: Digest, bytes: Vec<u8>) {
        if self.given.insert(digest)
            && let Some(tasks) = &self.tasks
        {
            // A thread that is gone is noticed when the result is asked for.
            let _ = tasks.send((digest, bytes));
        }
    }

    /// What looking at a file gave; `None` if it was not given to a thread.
    pub fn result(&mut self, digest: &Digest) -> Result<Option<Looked>> {
        if !self.given.remove(digest) {
            return Ok(None);
        }
        loop {
            if let Some(looked) = self.found.remove(digest) {
                return Ok(Some(looked));
            }
            match self.results.recv() {
                Ok((digest, looked)) => self.found.insert(digest, looked),
                Err(_) => {
                    return Err(
                        Error::new(Code::Internal, "looking at a photo", "a thread ended early").on(digest)
                    );
                }
            };
        }
    }
}

impl Drop for Lookers {
    fn drop(&mut self) {
        self.tasks = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn look_at_all(queue: &Mutex<Results<Task>>, sender: &Sender<(Digest, Looked)>, buffers: &Buffers) {
    loop {
        let task = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok((digest, bytes)) = task else { return };
        let inspection = inspect_bytes(&bytes, digest);
        let thumbnail = thumbnail(&bytes, inspection.kind, inspection.orientation, EDGE).ok();
        buffers.give(bytes);
        if sender.send((digest, Looked { inspection, thumbnail })).is_err() {
            return;
        }
    }
}
