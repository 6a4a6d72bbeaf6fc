//! Limits on what a file may cost. Each is far above an honest extract and far below a machine's memory.

/// Longest line or record of CSV or JSON Lines, in bytes. A narrative has at most 40,000 characters.
pub const RECORD_BYTES: usize = 1 << 20;
/// Most lines that one quoted CSV cell may span before its quote counts as never closed.
pub const QUOTED_LINES: usize = 500;
/// Most columns of an extract.
pub const COLUMNS: usize = 500;
/// Most parts inside a workbook (an honest one has about 15).
pub const WORKBOOK_PARTS: usize = 1_000;
/// Most bytes of a workbook once unpacked, all parts together.
pub const WORKBOOK_BYTES: u64 = 512 << 20;
/// Most rows of a workbook. Larger extracts come as CSV or JSON Lines, which are not held in memory.
pub const WORKBOOK_ROWS: usize = 300_000;
/// Most cells of a workbook.
pub const WORKBOOK_CELLS: u64 = 15_000_000;
/// Most bytes of text held for a sheet.
pub const WORKBOOK_TEXT: u64 = 512 << 20;
/// Most cells of a workbook that have no value and should.
pub const WORKBOOK_NOTES: u64 = 1_000_000;
/// Most bytes that are looked at of an error value.
pub const ERROR_VALUE: usize = 64;
