//! Papers through Typst: today the four-step flyer (I2). PDF/UA-1 is enforced at export.
//!
//! **Invariant:** nothing but the program depends on this crate; it is the heaviest build. Data reach a template
//! as a JSON file of its world, never as markup, so a name can hold any sign.

mod flyer;
mod world;

pub use flyer::{Contact, Error, Place, Press};
