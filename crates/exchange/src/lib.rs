//! Reading of police extracts (N3): a file of reports becomes typed rows, one by one.
//!
//! **Invariant:** every row of a file is accounted for. It comes out of [`Extract`] as a [`RawRow`] or as a
//! [`RowError`] with its line; a raw row becomes an [`ExtractRow`] or a list of [`Reject`]s through
//! [`parse_row`]. Nothing is guessed, nothing is dropped in silence, and one bad row never stops a file.
//!
//! No database, no clock, no network: today's date is passed in. CSV and JSON Lines are read as a stream
//! (250,000 rows cost no more memory than one); of a workbook the first sheet is held, within [`limit`].
//!
//! Where to start: [`open`], then [`parse_row`], then [`RejectsWriter`]. Headers and words of cells are data:
//! `content/import/columns.toml`. For users: `docs/import.md`.

mod cell;
mod codepage;
mod columns;
mod dates;
mod decode;
mod delimited;
mod extract;
mod formula;
mod jsonl;
mod layout;
pub mod limit;
mod names;
mod problem;
mod reason;
mod rejects;
mod row;
mod sheet_notes;
mod signs;
mod workbook;

pub use columns::{BadColumns, Column, Columns, Mapping};
pub use dates::Moment;
pub use extract::{Extract, Format, open};
pub use layout::RawRow;
pub use problem::{OpenError, RowError, RowProblem};
pub use reason::{Reason, Reject};
pub use rejects::{RejectsWriter, is_rejects_file};
pub use row::{Context, ExtractRow, NamedPerson, parse_row};
