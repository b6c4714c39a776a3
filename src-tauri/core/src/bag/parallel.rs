//! Doing the same work on many items with a few threads. Owns no state; must never lose an error.

use crate::error::{Code, Error, Result};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Calls `work` for every item, on up to `threads` threads, and gives the results in the items' order. Each
/// thread gets its own scratch value from `scratch`, such as a buffer.
///
/// # Errors
/// The first error met, after which no thread begins another item. [`Code::Internal`] if a thread died.
pub fn map<T: Sync, R: Send, S>(
    threads: usize,
    items: &[T],
    scratch: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let run = || -> Result<()> {
        let mut own = scratch();
        let mut done = Vec::new();
        while let Some((at, item)) = take(&next, items) {
            match work(&mut own, item) {
                Ok(result) => done.push((at, result)),
                Err(error) => {
                    next.store(items.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        results.lock().map_err(|_| died())?.append(&mut done);
        Ok(())
    };
    // The calling thread is one of them, so that one thread costs none.
    let others = threads.clamp(1, items.len().max(1)) - 1;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..others).map(|_| scope.spawn(run)).collect();
        let own = run();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err(died()))).fold(own, Result::and)
    })?;
    let mut results = results.into_inner().map_err(|_| died())?;
    results.sort_by_key(|(at, _)| *at);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

/// The next item that no thread has taken.
fn take<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    // `next` may run past the end by one a thread; it cannot wrap.
    let at = next.fetch_add(1, Ordering::Relaxed);
    items.get(at).map(|item| (at, item))
}

fn died() -> Error {
    Error::new(Code::Internal, "working on several threads", "a thread ended before its work")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_number_of_threads() {
        let items: Vec<u64> = (0..1000).collect();
        for threads in [0, 1, 3, 16] {
            let squares = map(threads, &items, || (), |(), n| Ok(n * n)).unwrap();
            assert_eq!(squares, items.iter().map(|n| n * n).collect::<Vec<_>>());
        }
        assert_eq!(map(4, &[] as &[u64], || (), |(), n| Ok(*n)).unwrap(), Vec::<u64>::new());
    }

    #[test]
    fn one_error_ends_the_work_and_is_returned() {
        let items: Vec<u64> = (0..1000).collect();
        let failed = map(
            2,
            &items,
            || (),
            |(), n| {
                if *n == 500 { Err(Error::new(Code::Io, "testing", "as planned")) } else { Ok(*n) }
            },
        );
        assert_eq!(failed.unwrap_err().code, Code::Io);
    }
}
