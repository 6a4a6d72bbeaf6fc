//! Boards: tables that are a pure function of the cases, kept in the transaction that writes a case.

pub(crate) mod read;
pub(crate) mod report_row;
