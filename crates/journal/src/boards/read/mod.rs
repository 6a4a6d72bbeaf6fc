//! What pages ask of the boards.

pub(crate) mod grant;
pub(crate) mod indicator;
pub(crate) mod list_query;
pub(crate) mod opening;
pub(crate) mod report_list;
pub(crate) mod task;
pub(crate) mod together;
