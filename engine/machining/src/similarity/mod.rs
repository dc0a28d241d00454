//! Parts that are alike: what is compared of a part (`descriptor`), and how far two are from each other (`distance`).
//!
//! Size is compared as it is, so a part and its copy at another scale are two; nothing depends on number, name or file.

mod descriptor;
mod distance;
#[cfg(test)]
mod tests;

pub use descriptor::{DESCRIPTOR_VERSION, Descriptor};
pub use distance::{Likeness, Trait, likeness, nearest};
