//! The templates in force, for all hands of one program: an import by one of them may bring others while the next is at
//! work, and what both write must be measured by the same.

use crate::template::Template;
use std::sync::{Arc, PoisonError, RwLock};

/// The templates, shared by all hands.
#[derive(Default)]
pub(super) struct InForce(RwLock<Arc<[Template]>>);

impl InForce {
    /// The templates as they are now.
    pub(super) fn get(&self) -> Arc<[Template]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on all hands go by these.
    pub(super) fn set(&self, templates: Arc<[Template]>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = templates;
    }
}
