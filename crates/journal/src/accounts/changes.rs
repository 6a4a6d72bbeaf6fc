//! What was changed in the register: written with each change, read by administrators, by reviewers of the zones that it is
//! about, and by whoever it is about.
//!
//! Each change is a line of the book. One that the program did not write, or that cannot be read, is left out and alarms;
//! one that was taken away is found by `havre verify`. A folder of a version that did not seal them is taken over with its
//! next change: until then they are shown as they are.

use crate::accounts::account::Account;
use crate::accounts::change::{By, Change, Changed};
use crate::handle::db::{DbError, Row, Sql, Tx, Value, sql};
use crate::handle::guarded::REGISTER_CHANGE;
use crate::handle::journal::Journal;
use crate::handle::pen::{Pen, alarm};
use crate::handle::random::new_uuid;
use casework::record::id::{UserId, ZoneCode};
use std::fmt;
use std::str::FromStr;

/// The line of the book from which on every change has one of its own.
pub(crate) const CHANGES_SEALED: &str = "register_change";
/// Rows that are read at once: what does not hold takes no place on a page.
const AT_ONCE: i64 = 200;

/// Whose changes are read.
#[derive(Debug, Clone, Copy)]
pub enum ChangesOf<'a> {
    /// Everybody's: for administrators.
    Everybody,
    /// Those of one account.
    Account(UserId),
    /// Those of accounts of these zones, and of those without a zone: for whoever watches over them.
    Zones(&'a [&'a ZoneCode]),
}

/// Where a page of older changes begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeMark {
    at: i64,
    id: String,
}

/// A page of changes, the latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// The changes.
    pub changes: Vec<Changed>,
    /// Where the next page begins, when there are older ones.
    pub older: Option<ChangeMark>,
}

impl fmt::Display for ChangeMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.id)
    }
}

impl FromStr for ChangeMark {
    type Err = DbError;

    fn from_str(text: &str) -> Result<Self, DbError> {
        let (at, id) = text.split_once('.').ok_or(DbError::Unreadable("mark"))?;
        // No id of the program is other than this; PostgreSQL takes no NUL in a text.
        let plain = id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let at = at.parse().ok().filter(|_| plain).ok_or(DbError::Unreadable("mark"))?;
        Ok(Self { at, id: id.to_owned() })
    }
}

impl ChangeMark {
    fn of(changed: &Changed) -> Self {
        Self { at: changed.by.at.as_millisecond(), id: changed.id.clone() }
    }

    /// Before everything that there is.
    fn latest() -> Self {
        Self { at: i64::MAX, id: String::new() }
    }
}

impl ChangesOf<'_> {
    /// Some rows before a mark: what belongs to the page is asked for in the statement, before any limit.
    fn select(self, before: &ChangeMark, skip: i64) -> Sql<'static> {
        let (whose, values) = self.condition();
        let text = format!(
            "SELECT register_change.* FROM register_change LEFT JOIN account ON account.user_id = register_change.user_id \
             WHERE (register_change.at < $1 OR (register_change.at = $1 AND register_change.change_id < $2)) AND ({whose}) \
             ORDER BY register_change.at DESC, register_change.change_id DESC LIMIT $3 OFFSET $4"
        );
        sql(text).bind(before.at).bind(before.id.clone()).bind(AT_ONCE).bind(skip).bind_all(values)
    }

    /// What the rows must be, with values from the fifth on.
    fn condition(self) -> (String, Vec<Value>) {
        match self {
            Self::Everybody => ("1 = 1".to_owned(), vec![]),
            Self::Account(id) => ("register_change.user_id = $5".to_owned(), vec![id.to_string().into()]),
            Self::Zones(zones) => {
                let mut place = "account.user_id IS NULL OR account.zones = ''".to_owned();
                let mut values = Vec::new();
                for (n, zone) in zones.iter().enumerate() {
                    // Either where she works now, or a place that the change itself names.
                    let (code, named) = (2 * n + 5, 2 * n + 6);
                    place += &format!(
                        " OR ',' || account.zones || ',' LIKE ${code} OR register_change.what LIKE ${named}"
                    );
                    values.extend([format!("%,{zone},%").into(), format!("%\"{zone}\"%").into()]);
                }
                (place, values)
            }
        }
    }
}

impl Journal {
    /// A page of changes, the latest first: as many as there is room for, whatever was put between them from outside.
    pub async fn change_page(
        &self,
        of: ChangesOf<'_>,
        before: Option<&ChangeMark>,
        limit: usize,
    ) -> Result<ChangePage, DbError> {
        let before = before.cloned().unwrap_or_else(ChangeMark::latest);
        let (mut changes, mut read) = (Vec::new(), 0);
        loop {
            let rows = of.select(&before, read).fetch(&self.db).await?;
            changes.extend(self.changes_as_written(&rows).await?);
            let some = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            if changes.len() > limit || some < AT_ONCE {
                break;
            }
            read += some;
        }
        let more = changes.len() > limit;
        changes.truncate(limit);
        Ok(ChangePage { older: changes.last().filter(|_| more).map(ChangeMark::of), changes })
    }

    /// The latest changes of the register, or those of one account.
    pub async fn register_changes(&self, of: Option<UserId>, limit: usize) -> Result<Vec<Changed>, DbError> {
        let of = of.map_or(ChangesOf::Everybody, ChangesOf::Account);
        Ok(self.change_page(of, None, limit).await?.changes)
    }

    /// Whether others changed something in an account, of which its owner has not read.
    pub async fn is_untold(&self, account: &Account) -> Result<bool, DbError> {
        Ok(!self.untold(account).await?.is_empty())
    }

    /// What others changed in an account since its owner read of it, oldest first.
    pub async fn untold(&self, account: &Account) -> Result<Vec<Changed>, DbError> {
        let text = "SELECT * FROM register_change WHERE user_id = $1 AND at > $2 \
                    AND (by_user IS NULL OR by_user <> $1) ORDER BY at, change_id";
        let statement = sql(text).bind(account.id.to_string()).bind(account.told_at.as_millisecond());
        let rows = statement.fetch(&self.db).await?;
        self.changes_as_written(&rows).await
    }

    /// Whether every change has a line of the book.
    pub(crate) fn changes_are_sealed(&self) -> bool {
        self.book.line_of(CHANGES_SEALED) > 0
    }

    /// What of these rows the program wrote. They are only added, so none that was read is missing in the book now.
    async fn changes_as_written(&self, rows: &[Row]) -> Result<Vec<Changed>, DbError> {
        if rows.is_empty() {
            return Ok(vec![]);
        }
        self.read_book().await?;
        let sealed = self.changes_are_sealed();
        let holds = |row: &Row| {
            if sealed { self.row_is_as_written(&REGISTER_CHANGE, row) } else { self.book.is_whole() }
        };
        let changes: Vec<_> =
            rows.iter().filter(|row| holds(row)).filter_map(|row| read_change(row).ok()).collect();
        if changes.len() < rows.len() {
            alarm(&REGISTER_CHANGE);
        }
        Ok(changes)
    }
}

/// Reads a change as it was written down.
pub(crate) fn read_change(row: &Row) -> Result<Changed, DbError> {
    let by = row.opt_text("by_user")?.map(|user| user.parse().map_err(|_| DbError::Unreadable("by_user")));
    Ok(Changed {
        id: row.text("change_id")?,
        by: By { user: by.transpose()?, at: row.time("at")? },
        user: row.parsed("user_id")?,
        change: serde_json::from_str(&row.text("what")?).map_err(|_| DbError::Unreadable("what"))?,
    })
}

/// Writes a change down, and into the book.
pub(crate) async fn note(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    by: By,
    user: UserId,
    change: &Change,
) -> Result<(), DbError> {
    let what = serde_json::to_string(change).map_err(|_| DbError::Unreadable("what"))?;
    let id = new_uuid(by.at).to_string();
    sql("INSERT INTO register_change (change_id, at, by_user, user_id, what) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.as_str())
        .bind(by.at.as_millisecond())
        .bind(by.user.map(|user| user.to_string()))
        .bind(user.to_string())
        .bind(what)
        .run(tx)
        .await?;
    if pen.has_line(CHANGES_SEALED) {
        return pen.seal(tx, &REGISTER_CHANGE, &id).await;
    }
    take_over(pen, tx).await
}

/// Takes the changes of a version that did not seal them, once, as far as they can be read.
async fn take_over(pen: &mut Pen<'_>, tx: &mut Tx) -> Result<(), DbError> {
    pen.note(CHANGES_SEALED.to_owned(), vec![]);
    for row in sql("SELECT * FROM register_change").all(tx).await? {
        if let Ok(changed) = read_change(&row) {
            pen.seal(tx, &REGISTER_CHANGE, &changed.id).await?;
        }
    }
    Ok(())
}
