//! The migrations of both databases, in order.

/// Number and text.
type Migration = (i64, &'static str);

macro_rules! migrations {
    ($folder:literal: $($number:literal $file:literal),+ $(,)?) => {
        &[$(($number, include_str!(concat!("../../migrations/", $folder, "/", $file, ".sql")))),+]
    };
}

macro_rules! all {
    ($folder:literal) => {
        migrations!($folder:
            1 "0001_journal",
            2 "0002_together",
            3 "0003_linkage",
            4 "0004_reading_log",
            5 "0005_identity",
            6 "0006_retention",
            7 "0007_advice",
            8 "0008_trust",
            9 "0009_speed",
            10 "0010_boards",
            11 "0011_tasks",
            12 "0012_openings",
            13 "0013_editions",
            14 "0014_pulse",
            15 "0015_barred",
            16 "0016_matches",
            17 "0017_seals",
            18 "0018_pv_key",
            19 "0019_two_people",
            20 "0020_watch",
            21 "0021_shadow",
            22 "0022_freshness",
            23 "0023_watch_seal",
        )
    };
}

/// Of SQLite.
pub(crate) const SQLITE: &[Migration] = all!("sqlite");
/// Of PostgreSQL.
pub(crate) const POSTGRES: &[Migration] = all!("postgres");

/// How many there are: a database of another edition is not one for this program.
pub(crate) fn latest() -> i64 {
    SQLITE.iter().map(|(number, _)| *number).max().unwrap_or(0)
}
