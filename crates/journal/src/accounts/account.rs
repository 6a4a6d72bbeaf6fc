//! Accounts and sessions: ordinary tables. What they hold is decided in `web::account`.

use crate::handle::db::{DbError, Row, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::KeyError;
use casework::record::id::{Nis, UserId, ZoneCode};
use casework::record::staff::{Function, Sector};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

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

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Public id, for the list and revocation.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// Since.
    pub created_at: Timestamp,
    /// Last seen.
    pub seen_at: Timestamp,
    /// Second factor given.
    pub second_factor: bool,
    /// Browser, as it calls itself.
    pub device: String,
    /// How it began.
    pub way: SignInWay,
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWay {
    /// A password of ours, and a code when one is set.
    Password,
    /// A passkey of ours.
    Passkey,
    /// The organisation vouches.
    Organisation,
}

impl SignInWay {
    const ALL: [Self; 3] = [Self::Password, Self::Passkey, Self::Organisation];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Organisation => "organisation",
        }
    }
}

pub(crate) fn join<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

impl Journal {
    /// By username.
    pub async fn account_named(&self, username: &str) -> Result<Option<Account>, DbError> {
        let rows = sql("SELECT * FROM account WHERE username = $1").bind(username.to_lowercase());
        rows.fetch(&self.db).await?.first().map(read_account).transpose()
    }

    /// By id.
    pub async fn account(&self, id: UserId) -> Result<Option<Account>, DbError> {
        let rows =
            sql("SELECT * FROM account WHERE user_id = $1").bind(id.to_string()).fetch(&self.db).await?;
        rows.first().map(read_account).transpose()
    }

    /// All accounts by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, DbError> {
        let rows = sql("SELECT * FROM account ORDER BY username").fetch(&self.db).await?;
        rows.iter().map(read_account).collect()
    }

    /// The neighbourhoods that other EVA representatives of the same zones look after. Empty for somebody who looks
    /// after whole zones.
    pub async fn neighbourhoods_of_others(&self, account: &Account) -> Result<Vec<Nis>, DbError> {
        if account.neighbourhoods.is_empty() {
            return Ok(vec![]);
        }
        let rows = sql("SELECT * FROM account WHERE function = $1 AND active = 1 AND user_id <> $2")
            .bind(account.function.word())
            .bind(account.id.to_string())
            .fetch(&self.db)
            .await?;
        let others = rows.iter().map(read_account).collect::<Result<Vec<_>, _>>()?;
        let near =
            others.into_iter().filter(|other| other.zones.iter().any(|zone| account.zones.contains(zone)));
        let theirs: BTreeSet<_> = near.flat_map(|other| other.neighbourhoods).collect();
        Ok(theirs.into_iter().filter(|nis| !account.neighbourhoods.contains(nis)).collect())
    }

    /// Uses up a time step of the second factor; `false` when it was used before.
    pub async fn use_totp_step(&self, id: UserId, step: i64) -> Result<bool, DbError> {
        let text = "UPDATE account SET totp_step = $1 WHERE user_id = $2 AND totp_step < $1";
        Ok(sql(text).bind(step).bind(id.to_string()).execute(&self.db).await? == 1)
    }

    /// Sets or clears the secret of the second factor.
    pub async fn set_totp(&self, id: UserId, secret: Option<&[u8]>) -> Result<(), DbError> {
        let sealed = secret.map(|secret| self.keys.seal_secret(secret, &id.to_string()));
        let text = "UPDATE account SET totp_sealed = $1, totp_step = 0 WHERE user_id = $2";
        sql(text).bind(sealed).bind(id.to_string()).execute(&self.db).await.map(|_| ())
    }

    /// The secret of the second factor.
    pub async fn totp_secret(&self, id: UserId) -> Result<Option<Vec<u8>>, OpenError> {
        let rows = sql("SELECT totp_sealed FROM account WHERE user_id = $1")
            .bind(id.to_string())
            .fetch(&self.db)
            .await?;
        let sealed = rows.first().map(|row| row.opt_bytes("totp_sealed")).transpose()?.flatten();
        let open = |sealed: Vec<u8>| self.keys.open_secret(&sealed, &id.to_string());
        sealed.map(open).transpose().map_err(|e: KeyError| e.into())
    }

    /// Remembers the language.
    pub async fn set_language(&self, id: UserId, language: &str) -> Result<(), DbError> {
        let text = "UPDATE account SET language = $1 WHERE user_id = $2";
        sql(text).bind(language).bind(id.to_string()).execute(&self.db).await.map(|_| ())
    }

    /// Opens a session; only the hash of its token is kept.
    pub async fn open_session(&self, token_hash: &[u8], session: &Session) -> Result<(), DbError> {
        sql("INSERT INTO session (token_hash, session_id, user_id, created_at, seen_at, second_factor, device, way) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(token_hash)
            .bind(session.id.to_string())
            .bind(session.user.to_string())
            .bind(session.created_at.as_millisecond())
            .bind(session.seen_at.as_millisecond())
            .bind(session.second_factor)
            .bind(session.device.as_str())
            .bind(session.way.word())
            .execute(&self.db)
            .await
            .map(|_| ())
    }

    /// The session of a token.
    pub async fn session(&self, token_hash: &[u8]) -> Result<Option<Session>, DbError> {
        let rows =
            sql("SELECT * FROM session WHERE token_hash = $1").bind(token_hash).fetch(&self.db).await?;
        rows.first().map(read_session).transpose()
    }

    /// The session of a token with its account: asked for with every page, so in one statement.
    pub async fn session_and_account(
        &self,
        token_hash: &[u8],
    ) -> Result<Option<(Account, Session)>, DbError> {
        let text =
            "SELECT * FROM session JOIN account ON account.user_id = session.user_id WHERE token_hash = $1";
        let rows = sql(text).bind(token_hash).fetch(&self.db).await?;
        rows.first().map(|row| Ok((read_account(row)?, read_session(row)?))).transpose()
    }

    /// Sessions of an account, latest first.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<Session>, DbError> {
        let text = "SELECT * FROM session WHERE user_id = $1 ORDER BY seen_at DESC";
        let rows = sql(text).bind(user.to_string()).fetch(&self.db).await?;
        rows.iter().map(read_session).collect()
    }

    /// It was seen.
    pub async fn touch_session(&self, id: Uuid, at: Timestamp) -> Result<(), DbError> {
        let text = "UPDATE session SET seen_at = $1 WHERE session_id = $2";
        sql(text).bind(at.as_millisecond()).bind(id.to_string()).execute(&self.db).await.map(|_| ())
    }

    /// Ends a session of this account.
    pub async fn end_session(&self, user: UserId, id: Uuid) -> Result<(), DbError> {
        let text = "DELETE FROM session WHERE session_id = $1 AND user_id = $2";
        sql(text).bind(id.to_string()).bind(user.to_string()).execute(&self.db).await.map(|_| ())
    }

    /// Ends every session of an account that began in one way.
    pub async fn end_sessions_of(&self, user: UserId, way: SignInWay) -> Result<u64, DbError> {
        let text = "DELETE FROM session WHERE user_id = $1 AND way = $2";
        sql(text).bind(user.to_string()).bind(way.word()).execute(&self.db).await
    }

    /// Ends sessions that are too old or idle for too long.
    pub async fn end_stale_sessions(
        &self,
        created_before: Timestamp,
        seen_before: Timestamp,
    ) -> Result<(), DbError> {
        let text = "DELETE FROM session WHERE created_at < $1 OR seen_at < $2";
        let statement = sql(text).bind(created_before.as_millisecond()).bind(seen_before.as_millisecond());
        statement.execute(&self.db).await.map(|_| ())
    }
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
    })
}

fn read_session(row: &Row) -> Result<Session, DbError> {
    let text = row.text("way")?;
    Ok(Session {
        id: row.parsed("session_id")?,
        user: row.parsed("user_id")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        second_factor: row.flag("second_factor")?,
        device: row.text("device")?,
        way: SignInWay::ALL.into_iter().find(|way| text == way.word()).ok_or(DbError::Unreadable("way"))?,
    })
}
