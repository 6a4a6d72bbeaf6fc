//! Where somebody of staff works.

use casework::record::id::{Nis, ZoneCode};
use casework::record::staff::{Function, Sector};
use serde::{Deserialize, Serialize};

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Function.
    pub function: Function,
    /// Sector of the unit.
    pub sector: Sector,
    /// Zones of the unit.
    pub zones: Vec<ZoneCode>,
    /// Name of the unit, of a partner; empty otherwise.
    #[serde(default)]
    pub office: String,
    /// Neighbourhoods; empty means all of the zones.
    pub neighbourhoods: Vec<Nis>,
}
