//! Where pictures are given out, to a few at a time.
//!
//! Owns: who has to wait. Must never: keep the window's thread waiting.

use crate::desk::Desk;
use std::sync::Arc;
use tauri::UriSchemeResponder;
use tauri::http::Request;
use tokio::sync::Semaphore;

/// How many pictures are read or made at once. A screen full of them is asked for in one go, and each of as many threads
/// would keep a hand on the catalogue and memory of its own; more than these do not come sooner.
const AT_ONCE: usize = 6;

/// Gives out pictures in the order in which they are asked for.
pub struct Counter {
    desk: Desk,
    turns: Arc<Semaphore>,
}

impl Counter {
    /// One for the pictures of what is on this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Answers a request when its turn comes, off this thread.
    pub fn give(&self, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
        let (desk, turns) = (self.desk.clone(), Arc::clone(&self.turns));
        tauri::async_runtime::spawn(async move {
            // Never closed, so there is a turn for everybody.
            let turn = turns.acquire_owned().await;
            tauri::async_runtime::spawn_blocking(move || {
                responder.respond(super::answer(&desk, &request));
                drop(turn);
            });
        });
    }
}
