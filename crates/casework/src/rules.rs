//! What boards are computed with besides the case.

use crate::case::Timing;
use crate::reading::retention::{BadRetention, Retention};
use crate::tasks::calendar::{Calendar, CalendarError};
use crate::tasks::clocks::{BadClocks, Clocks};

/// What boards are computed with besides the case.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Working days, and how long each clock runs.
    pub timing: Timing,
    /// For how long records are kept.
    pub retention: Retention,
}

/// Why the rules cannot be used; each names its file.
#[derive(Debug, thiserror::Error)]
pub enum BadRules {
    /// Working days.
    #[error("calendar/be.toml: {0}")]
    Calendar(#[from] CalendarError),
    /// Clocks.
    #[error("clocks/be.toml: {0}")]
    Clocks(#[from] BadClocks),
    /// Periods of retention.
    #[error("retention/be.toml: {0}")]
    Retention(#[from] BadRetention),
}

impl Rules {
    /// Reads the three files of the content folder that hold them.
    ///
    /// # Errors
    /// One of them makes no sense.
    pub fn parse(calendar: &str, clocks: &str, retention: &str) -> Result<Self, BadRules> {
        let timing = Timing { calendar: Calendar::parse(calendar)?, clocks: Clocks::parse(clocks)? };
        Ok(Self { timing, retention: Retention::parse(retention)? })
    }
}
