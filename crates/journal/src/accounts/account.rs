//! Accounts: ordinary rows, sealed in the book. What they hold is decided in `web::account`.

use crate::accounts::place::Place;
use crate::handle::db::{DbError, Row, Sql, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::ACCOUNT;
use crate::handle::journal::Journal;
use crate::handle::key::KeyError;
use crate::handle::pen::Pen;
use casework::record::id::{Nis, UserId, ZoneCode};
use casework::record::staff::{Function, Sector};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: UserId,
    /// For signing in.
    pub username: String,
    /// Shown to colleagues.
    pub name: String,
    /// Function.
    pub function: Function,
    /// Sector of the unit.
    pub sector: Sector,
    /// Zones of the unit.
    pub zones: Vec<ZoneCode>,
    /// Name of the unit, of a partner; empty otherwise.
    pub office: String,
    /// Neighbourhoods of an EVA representative; empty means all of the zones.
    pub neighbourhoods: Vec<Nis>,
    /// Preferred language (`fr`, `nl`, `de`, `en`).
    pub language: String,
    /// Argon2id, PHC text; empty when there is no password.
    pub password_hash: String,
    /// Whether a second factor is set.
    pub has_totp: bool,
    /// Last time step used: a code works once.
    pub totp_step: i64,
    /// May sign in.
    pub active: bool,
    /// Until when she has read what others changed in it.
    pub told_at: Timestamp,
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Id.
    pub id: UserId,
    /// For signing in; lower case.
    pub username: String,
    /// Shown to colleagues.
    pub name: String,
    /// Function.
    pub function: Function,
    /// Sector.
    pub sector: Sector,
    /// Zones.
    pub zones: Vec<ZoneCode>,
    /// Name of the unit, of a partner; empty otherwise.
    pub office: String,
    /// Neighbourhoods.
    pub neighbourhoods: Vec<Nis>,
    /// Language.
    pub language: String,
    /// Argon2id, PHC text; empty for somebody who gets an invitation, or signs in with an organisation.
    pub password_hash: String,
}

impl Account {
    /// Where she works.
    pub fn place(&self) -> Place {
        Place {
            function: self.function,
            sector: self.sector,
            zones: self.zones.clone(),
            office: self.office.clone(),
            neighbourhoods: self.neighbourhoods.clone(),
        }
    }
}

impl NewAccount {
    /// Where she works.
    pub fn place(&self) -> Place {
        Place {
            function: self.function,
            sector: self.sector,
            zones: self.zones.clone(),
            office: self.office.clone(),
            neighbourhoods: self.neighbourhoods.clone(),
        }
    }
}

pub(crate) fn join<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

impl Journal {
    /// By username.
    pub async fn account_named(&self, username: &str) -> Result<Option<Account>, DbError> {
        let name = username.to_lowercase();
        let make = || sql("SELECT * FROM account WHERE username = $1").bind(name.as_str());
        Ok(self.accounts_of(make).await?.into_iter().next())
    }

    /// By id.
    pub async fn account(&self, id: UserId) -> Result<Option<Account>, DbError> {
        let make = || sql("SELECT * FROM account WHERE user_id = $1").bind(id.to_string());
        Ok(self.accounts_of(make).await?.into_iter().next())
    }

    /// All accounts by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, DbError> {
        self.accounts_of(|| sql("SELECT * FROM account ORDER BY username")).await
    }

    /// Accounts that a statement gives. One that was changed outside the program may do nothing.
    async fn accounts_of(&self, make: impl Fn() -> Sql<'static>) -> Result<Vec<Account>, DbError> {
        let judged = self.guarded_each(&ACCOUNT, make).await?;
        judged.iter().map(|(row, holds)| if *holds { read_account(row) } else { powerless(row) }).collect()
    }

    /// The neighbourhoods that other EVA representatives of the same zones look after. Empty for somebody who looks
    /// after whole zones.
    pub async fn neighbourhoods_of_others(&self, account: &Account) -> Result<Vec<Nis>, DbError> {
        if account.neighbourhoods.is_empty() {
            return Ok(vec![]);
        }
        let (function, own) = (account.function.word(), account.id.to_string());
        let make = || {
            let text = "SELECT * FROM account WHERE function = $1 AND active = 1 AND user_id <> $2";
            sql(text).bind(function).bind(own.as_str())
        };
        let others = self.accounts_of(make).await?;
        let near = others
            .into_iter()
            .filter(|other| other.active && other.zones.iter().any(|zone| account.zones.contains(zone)));
        let theirs: BTreeSet<_> = near.flat_map(|other| other.neighbourhoods).collect();
        Ok(theirs.into_iter().filter(|nis| !account.neighbourhoods.contains(nis)).collect())
    }

    /// Uses up a time step of the second factor; `false` when it was used before. The program remembers it too: a row
    /// that is put back makes no code good again while it may still be typed.
    pub async fn use_totp_step(&self, id: UserId, step: i64) -> Result<bool, DbError> {
        let text = "UPDATE account SET totp_step = $1 WHERE user_id = $2 AND totp_step < $1";
        let used = sql(text).bind(step).bind(id.to_string()).execute(&self.db).await? == 1;
        let mut codes = self.codes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if codes.len() >= CODES_KEPT {
            codes.retain(|_, last| *last >= step - OLD_STEPS);
        }
        let last = codes.entry(id).or_insert(i64::MIN);
        let fresh = *last < step;
        *last = step.max(*last);
        Ok(used && fresh)
    }

    /// Sets or clears the secret of the second factor.
    pub async fn set_totp(&self, id: UserId, secret: Option<&[u8]>) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        self.write_totp(&mut pen, &mut tx, id, secret).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        self.forget_codes(id);
        Ok(())
    }

    /// Writes or clears the secret of the second factor. [`Journal::forget_codes`] comes after the commit.
    pub(crate) async fn write_totp(
        &self,
        pen: &mut Pen<'_>,
        tx: &mut Tx,
        id: UserId,
        secret: Option<&[u8]>,
    ) -> Result<(), DbError> {
        let own = id.to_string();
        let sealed = secret.map(|secret| self.keys.seal_secret(secret, &own));
        pen.refuse_altered(tx, &ACCOUNT, &own).await?;
        let text = "UPDATE account SET totp_sealed = $1, totp_step = 0 WHERE user_id = $2";
        sql(text).bind(sealed).bind(own.as_str()).run(tx).await?;
        pen.seal(tx, &ACCOUNT, &own).await
    }

    /// Steps of another secret say nothing.
    pub(crate) fn forget_codes(&self, id: UserId) {
        self.codes.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&id);
    }

    /// The secret of the second factor.
    ///
    /// # Errors
    /// An account that was changed outside the program: it is never taken for one without a second factor.
    pub async fn totp_secret(&self, id: UserId) -> Result<Option<Vec<u8>>, OpenError> {
        let own = id.to_string();
        let (rows, holds) = self.guarded(&ACCOUNT, &own).await?;
        if !holds {
            return Err(DbError::Altered(ACCOUNT.table).into());
        }
        let sealed = rows.first().map(|row| row.opt_bytes("totp_sealed")).transpose()?.flatten();
        let open = |sealed: Vec<u8>| self.keys.open_secret(&sealed, &own);
        sealed.map(open).transpose().map_err(|e: KeyError| e.into())
    }

    /// Remembers the language.
    pub async fn set_language(&self, id: UserId, language: &str) -> Result<(), DbError> {
        let text = "UPDATE account SET language = $1 WHERE user_id = $2";
        sql(text).bind(language).bind(id.to_string()).execute(&self.db).await.map(|_| ())
    }
}

/// Accounts whose last code is remembered, before those of the past are forgotten.
const CODES_KEPT: usize = 10_000;
/// Steps of half a minute after which no code is taken any more.
const OLD_STEPS: i64 = 10;

/// An account that was changed outside the program: it has a name in lists, and may do nothing.
fn powerless(row: &Row) -> Result<Account, DbError> {
    Ok(Account {
        zones: vec![],
        office: String::new(),
        neighbourhoods: vec![],
        password_hash: String::new(),
        has_totp: true,
        active: false,
        function: Function::from_word(&row.text("function")?).unwrap_or(Function::Partner),
        sector: Sector::from_word(&row.text("sector")?).unwrap_or(Sector::Psychosocial),
        id: row.parsed("user_id")?,
        username: row.text("username")?,
        name: row.text("name")?,
        language: row.text("language")?,
        totp_step: row.int("totp_step")?,
        told_at: row.time("told_at")?,
    })
}

fn words<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    text.split(',').filter(|part| !part.is_empty()).filter_map(parse).collect()
}

pub(crate) fn read_account(row: &Row) -> Result<Account, DbError> {
    Ok(Account {
        id: row.parsed("user_id")?,
        username: row.text("username")?,
        name: row.text("name")?,
        function: Function::from_word(&row.text("function")?).ok_or(DbError::Unreadable("function"))?,
        sector: Sector::from_word(&row.text("sector")?).ok_or(DbError::Unreadable("sector"))?,
        zones: words(&row.text("zones")?, |zone| ZoneCode::parse(zone).ok()),
        office: row.text("office")?,
        neighbourhoods: words(&row.text("neighbourhoods")?, |nis| Nis::parse(nis).ok()),
        language: row.text("language")?,
        password_hash: row.text("password_hash")?,
        has_totp: row.opt_bytes("totp_sealed")?.is_some(),
        totp_step: row.int("totp_step")?,
        active: row.flag("active")?,
        told_at: row.time("told_at")?,
    })
}
