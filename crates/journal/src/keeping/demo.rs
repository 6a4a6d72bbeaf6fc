//! Whether a data folder is a demo. The mark is made with the master key: a demo lets people in with one click and has a
//! clock of its own, and whoever can write to the database but has no key must not turn real data into one.

use crate::handle::db::DbError;
use crate::handle::journal::Journal;

/// The setting that says whether a folder is a demo or holds real data.
const MODE: &str = "mode";

impl Journal {
    /// Says that the folder is a demo.
    ///
    /// # Errors
    /// The database.
    pub async fn mark_as_demo(&self) -> Result<(), DbError> {
        self.set_setting(MODE, &self.demo_mark()).await
    }

    /// Says that the folder holds real data.
    ///
    /// # Errors
    /// The database.
    pub async fn mark_as_real(&self) -> Result<(), DbError> {
        self.set_setting(MODE, "real").await
    }

    /// Whether the folder is a demo, as somebody with the master key said.
    ///
    /// # Errors
    /// The database.
    pub async fn is_demo(&self) -> Result<bool, DbError> {
        Ok(self.setting(MODE).await?.is_some_and(|mode| mode == self.demo_mark()))
    }

    /// Whether anybody said what the folder is.
    ///
    /// # Errors
    /// The database.
    pub async fn is_marked(&self) -> Result<bool, DbError> {
        Ok(self.setting(MODE).await?.is_some())
    }

    fn demo_mark(&self) -> String {
        let seal: String = self.keys.token(MODE, "demo").iter().map(|byte| format!("{byte:02x}")).collect();
        format!("demo {seal}")
    }
}
