//! What people taught: lent to every reading, and added to while a service runs.

use std::sync::{Arc, PoisonError, RwLock};

use trusquin_domain::{DocumentPage, DrawingReading, LearnedLayout, Reading, Taught};
use trusquin_drawing::title_block::teach;
use trusquin_drawing::{CriticalRule, read_drawing_by};

use crate::protocol::Knowledge;

/// The layouts known now. Clones see what is taught to one of them.
#[derive(Debug, Clone, Default)]
pub struct TaughtLayouts(Arc<RwLock<Arc<Vec<LearnedLayout>>>>);

impl TaughtLayouts {
    /// Those that are kept.
    pub fn new(layouts: Vec<LearnedLayout>) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(layouts))))
    }

    /// Takes the place of all that were known.
    pub fn replace(&self, layouts: Vec<LearnedLayout>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(layouts);
    }

    /// All of them as they are now.
    pub fn all(&self) -> Arc<Vec<LearnedLayout>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Knowledge {
    /// Reads the pages of a document with what is known.
    pub(crate) fn read(&self, pages: &[DocumentPage]) -> Reading<DrawingReading> {
        read_drawing_by(pages, &self.layouts, self.critical.as_deref().unwrap_or_else(|| CriticalRule::shipped()))
    }

    /// What the lesson, if there is one, teaches on its page.
    pub(crate) fn learn(&self, pages: &[DocumentPage]) -> Option<Taught> {
        let lesson = self.lesson.as_ref()?;
        pages.iter().find(|page| page.page == lesson.page).map(|page| teach(page, lesson))
    }
}
