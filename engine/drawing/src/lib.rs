//! What a drawing says, from its neutral pages.

pub mod title_block;
