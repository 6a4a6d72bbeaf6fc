//! What is read out of whole cases: whether a channel is safe, what came before, how long it is kept, and the rows that
//! it gives to the shared tables.

pub mod area;
pub mod guard;
pub mod history;
pub mod retention;
pub mod rows;
