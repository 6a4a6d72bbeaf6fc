//! What signing in needs to remember: failed attempts, known devices, steps under way, passkeys, invitations, and
//! the names under which an organisation knows people.

use crate::accounts::change::{By, Change};
use crate::accounts::changes::note;
use crate::accounts::password::write_password;
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::{INVITATION, OUTSIDE_NAME, PASSKEY};
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use casework::record::id::UserId;
use jiff::{SignedDuration, Timestamp};

/// Failures older than this are forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// What failures are counted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// What kind of thing it is.
    pub kind: &'static str,
    /// Which: kept under a keyed token only, so that the table names neither people nor addresses.
    pub which: String,
}

/// Failures in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// The last one.
    pub last_at: Timestamp,
}

/// A passkey as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id, base64url.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// What she calls it.
    pub name: String,
    /// Since.
    pub created_at: Timestamp,
    /// Last used.
    pub used_at: Option<Timestamp>,
    /// Public key and counter, JSON.
    pub key: String,
}

/// The name under which an organisation knows somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideName {
    /// Account.
    pub user: UserId,
    /// The organisation.
    pub issuer: String,
    /// What the administrator entered; lower case.
    pub expected: String,
    /// Since when a subject is bound.
    pub bound_at: Option<Timestamp>,
}

/// How writing an expected name ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Written.
    Written,
    /// Somebody else is expected under this name.
    Taken,
}

/// How an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// The password is set.
    Used(UserId),
    /// Unknown, used, too old, or the account is off.
    Gone,
}

/// What a sealed step is bound to: one that the server keeps opens in no browser, and the other way round.
fn sealed_step(kind: &str) -> String {
    format!("sealed-{kind}")
}

/// What a step that the server keeps is bound to: it opens for its own browser only, and not for longer.
fn step(token_hash: &[u8], kind: &str, until: i64) -> String {
    let token: String = token_hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("step|{kind}|{token}|{until}")
}

impl Journal {
    fn counter(&self, counter: &Counter) -> Vec<u8> {
        self.keys.token(&format!("attempt-{}", counter.kind), &counter.which)
    }

    /// Failures of a counter that are not forgotten.
    pub async fn failures(&self, counter: &Counter, now: Timestamp) -> Result<Option<Failures>, DbError> {
        let rows = sql("SELECT failures, last_at FROM attempt WHERE token = $1 AND last_at > $2")
            .bind(self.counter(counter))
            .bind((now - FORGOTTEN).as_millisecond())
            .fetch(&self.db)
            .await?;
        let read = |row: &Row| Ok(Failures { count: row.int("failures")?, last_at: row.time("last_at")? });
        rows.first().map(read).transpose()
    }

    /// Counts a failure in each counter.
    pub async fn note_failure(&self, counters: &[Counter], now: Timestamp) -> Result<(), DbError> {
        let old = (now - FORGOTTEN).as_millisecond();
        let mut tx = self.db.begin().await?;
        sql("DELETE FROM attempt WHERE last_at <= $1").bind(old).run(&mut tx).await?;
        let mut tokens: Vec<_> = counters.iter().map(|counter| self.counter(counter)).collect();
        // Always in the same order: two requests never wait for each other.
        tokens.sort();
        for token in tokens {
            sql("INSERT INTO attempt (token, failures, last_at) VALUES ($1, 1, $2) \
                 ON CONFLICT (token) DO UPDATE SET failures = attempt.failures + 1, last_at = excluded.last_at")
            .bind(token)
            .bind(now.as_millisecond())
            .run(&mut tx)
            .await?;
        }
        tx.commit().await
    }

    /// Forgets the failures of a counter.
    pub async fn forget_failures(&self, counter: &Counter) -> Result<(), DbError> {
        sql("DELETE FROM attempt WHERE token = $1")
            .bind(self.counter(counter))
            .execute(&self.db)
            .await
            .map(|_| ())
    }

    /// What is kept of a device of somebody: nobody without the key makes a row that is believed.
    fn device(&self, token_hash: &[u8], user: UserId) -> Vec<u8> {
        self.keys.row_seal(&[b"device", token_hash, user.to_string().as_bytes()])
    }

    /// Whether somebody signed in on this device before.
    pub async fn knows_device(&self, token_hash: &[u8], user: UserId) -> Result<bool, DbError> {
        let text = "SELECT user_id FROM known_device WHERE token_hash = $1 AND user_id = $2";
        Ok(!sql(text)
            .bind(self.device(token_hash, user))
            .bind(user.to_string())
            .fetch(&self.db)
            .await?
            .is_empty())
    }

    /// Remembers that somebody signed in on this device.
    pub async fn remember_device(
        &self,
        token_hash: &[u8],
        user: UserId,
        at: Timestamp,
    ) -> Result<(), DbError> {
        sql("INSERT INTO known_device (token_hash, user_id, seen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (token_hash, user_id) DO UPDATE SET seen_at = excluded.seen_at")
        .bind(self.device(token_hash, user))
        .bind(user.to_string())
        .bind(at.as_millisecond())
        .execute(&self.db)
        .await
        .map(|_| ())
    }

    /// Keeps what a sign-in must remember until its next request, under the hash of a token that the browser holds.
    pub async fn keep_step(
        &self,
        token_hash: &[u8],
        kind: &str,
        now: Timestamp,
        until: Timestamp,
        what: &str,
    ) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        sql("DELETE FROM sign_in_step WHERE expires_at < $1").bind(now.as_millisecond()).run(&mut tx).await?;
        sql("INSERT INTO sign_in_step (token_hash, kind, expires_at, sealed) VALUES ($1, $2, $3, $4)")
            .bind(token_hash)
            .bind(kind)
            .bind(until.as_millisecond())
            .bind(self.keys.seal_secret(what.as_bytes(), &step(token_hash, kind, until.as_millisecond())))
            .run(&mut tx)
            .await?;
        tx.commit().await
    }

    /// The same for whoever has not proved anything yet: the browser itself holds it, sealed, so that asking costs no
    /// writing. [`Journal::spend_step`] makes it good once.
    pub fn seal_step(&self, kind: &str, until: Timestamp, what: &str) -> Vec<u8> {
        let plain = format!("{}|{what}", until.as_millisecond());
        self.keys.seal_secret(plain.as_bytes(), &sealed_step(kind))
    }

    /// Opens what [`Journal::seal_step`] sealed for this kind, in time; gives until when it holds, too.
    pub fn open_step(&self, kind: &str, sealed: &[u8], now: Timestamp) -> Option<(Timestamp, String)> {
        let plain = self.keys.open_secret(sealed, &sealed_step(kind)).ok()?;
        let plain = String::from_utf8(plain).ok()?;
        let (until, what) = plain.split_once('|')?;
        let until = Timestamp::from_millisecond(until.parse().ok()?).ok()?;
        (now <= until).then(|| (until, what.to_owned()))
    }

    /// Uses up a sealed step, by the hash of what the browser holds; `false` when it was used before.
    pub async fn spend_step(
        &self,
        token_hash: &[u8],
        kind: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        sql("DELETE FROM sign_in_step WHERE expires_at < $1").bind(now.as_millisecond()).run(&mut tx).await?;
        let spent =
            sql("INSERT INTO sign_in_step (token_hash, kind, expires_at, sealed) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT (token_hash) DO NOTHING")
            .bind(token_hash)
            .bind(sealed_step(kind))
            .bind(until.as_millisecond())
            .bind(&[][..])
            .run(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(spent == 1)
    }

    /// Takes it back: once, and only in time.
    pub async fn take_step(
        &self,
        token_hash: &[u8],
        kind: &str,
        now: Timestamp,
    ) -> Result<Option<String>, OpenError> {
        let mut tx = self.db.begin().await?;
        let text = "SELECT sealed, expires_at FROM sign_in_step WHERE token_hash = $1 AND kind = $2 AND expires_at >= $3";
        let rows = sql(text).bind(token_hash).bind(kind).bind(now.as_millisecond()).all(&mut tx).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (sealed, until) = (row.bytes("sealed")?, row.int("expires_at")?);
        let gone =
            sql("DELETE FROM sign_in_step WHERE token_hash = $1").bind(token_hash).run(&mut tx).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(None);
        }
        let plain = self.keys.open_secret(&sealed, &step(token_hash, kind, until))?;
        Ok(String::from_utf8(plain).ok())
    }

    /// Adds a passkey.
    pub async fn add_passkey(&self, passkey: &PasskeyRow, by: By) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let added = put_passkey(&mut pen, &mut tx, self, passkey, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// Passkeys of an account, oldest first.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<PasskeyRow>, OpenError> {
        let (rows, holds) = self.guarded(&PASSKEY, &user.to_string()).await?;
        let rows = rows.iter().filter(|_| holds);
        let mut passkeys = rows.map(|row| self.read_passkey(row)).collect::<Result<Vec<_>, _>>()?;
        passkeys.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(passkeys)
    }

    /// A passkey of an account.
    pub async fn passkey(&self, user: UserId, id: &str) -> Result<Option<PasskeyRow>, OpenError> {
        Ok(self.passkeys(user).await?.into_iter().find(|passkey| passkey.id == id))
    }

    /// It was used: its counter went up.
    pub async fn passkey_used(&self, id: &str, key: &str, at: Timestamp) -> Result<(), DbError> {
        sql("UPDATE passkey SET used_at = $1, sealed = $2 WHERE credential_id = $3")
            .bind(at.as_millisecond())
            .bind(self.keys.seal_secret(key.as_bytes(), id))
            .bind(id)
            .execute(&self.db)
            .await
            .map(|_| ())
    }

    /// Removes a passkey of an account.
    pub async fn remove_passkey(&self, user: UserId, id: &str, by: By) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let (mut pen, own) = (self.take_pen(&mut tx).await?, user.to_string());
        pen.refuse_altered(&mut tx, &PASSKEY, &own).await?;
        let text = "DELETE FROM passkey WHERE credential_id = $1 AND user_id = $2";
        if sql(text).bind(id).bind(own.as_str()).run(&mut tx).await? == 1 {
            note(&mut pen, &mut tx, by, user, &Change::PasskeyRemoved).await?;
            pen.seal(&mut tx, &PASSKEY, &own).await?;
            pen.lay_down(&mut tx).await?;
        }
        tx.commit().await
    }

    fn read_passkey(&self, row: &Row) -> Result<PasskeyRow, OpenError> {
        let id = row.text("credential_id")?;
        let key = self.keys.open_secret(&row.bytes("sealed")?, &id)?;
        Ok(PasskeyRow {
            user: row.parsed("user_id")?,
            name: row.text("name")?,
            created_at: row.time("created_at")?,
            used_at: row.opt_time("used_at")?,
            key: String::from_utf8(key).map_err(|_| DbError::Unreadable("passkey"))?,
            id,
        })
    }

    /// Makes the invitation of an account, in place of an older one.
    pub async fn invite(
        &self,
        user: UserId,
        token_hash: &[u8],
        until: Timestamp,
        by: By,
    ) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        invite(&mut pen, &mut tx, user, &Invitation { token_hash: token_hash.to_vec(), until }, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// Whose invitation it is, while it holds.
    pub async fn invited(&self, token_hash: &[u8], now: Timestamp) -> Result<Option<UserId>, DbError> {
        let rows = sql("SELECT user_id FROM invitation JOIN account USING (user_id) \
                        WHERE token_hash = $1 AND expires_at >= $2 AND active = 1")
        .bind(token_hash)
        .bind(now.as_millisecond())
        .fetch(&self.db)
        .await?;
        let Some(user) = rows.first().map(|row| row.parsed("user_id")).transpose()? else { return Ok(None) };
        let as_written = self.guarded(&INVITATION, &UserId::to_string(&user)).await?.1;
        let may_sign_in = self.account(user).await?.is_some_and(|account| account.active);
        Ok(Some(user).filter(|_| as_written && may_sign_in))
    }

    /// Sets the password of an invitation and uses it up.
    pub async fn use_invitation(
        &self,
        token_hash: &[u8],
        hash: &str,
        now: Timestamp,
    ) -> Result<Invited, DbError> {
        let Some(user) = self.invited(token_hash, now).await? else { return Ok(Invited::Gone) };
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        pen.refuse_altered(&mut tx, &INVITATION, &user.to_string()).await?;
        let text = "DELETE FROM invitation WHERE token_hash = $1";
        if sql(text).bind(token_hash).run(&mut tx).await? == 0 {
            return Ok(Invited::Gone);
        }
        pen.seal(&mut tx, &INVITATION, &user.to_string()).await?;
        write_password(&mut pen, &mut tx, user, hash).await?;
        note(&mut pen, &mut tx, By { user: Some(user), at: now }, user, &Change::InvitationUsed).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(Invited::Used(user))
    }

    /// The name under which an organisation knows somebody.
    pub async fn outside_name(&self, user: UserId) -> Result<Option<OutsideName>, DbError> {
        let (rows, holds) = self.guarded(&OUTSIDE_NAME, &user.to_string()).await?;
        let read = |row: &Row| {
            Ok(OutsideName {
                user: row.parsed("user_id")?,
                issuer: row.text("issuer")?,
                expected: row.text("expected")?,
                bound_at: row.opt_time("bound_at")?,
            })
        };
        rows.first().filter(|_| holds).map(read).transpose()
    }

    /// Writes under which name an organisation knows somebody. Whoever was bound before is so no longer, and the
    /// sessions that the organisation vouched for end.
    pub async fn expect(&self, user: UserId, issuer: &str, name: &str, by: By) -> Result<Expected, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let expected = expect(&mut pen, &mut tx, user, (issuer, name), by).await?;
        if expected == Expected::Written {
            pen.lay_down(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(expected)
    }

    /// The organisation vouches for this account no longer.
    pub async fn unbind(&self, user: UserId, by: By) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        unbind(&mut pen, &mut tx, user, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// The account of a subject: bound before, or bound now because it was expected under this name. A subject that
    /// is bound stays bound, whatever name it has by now.
    pub async fn bound(
        &self,
        issuer: &str,
        subject: &str,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<UserId>, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let text = "SELECT user_id FROM outside_name WHERE issuer = $1 AND subject = $2";
        let rows = sql(text).bind(issuer).bind(subject).all(&mut tx).await?;
        if let Some(row) = rows.first() {
            let user: UserId = row.parsed("user_id")?;
            let holds = pen.holds(&mut tx, &OUTSIDE_NAME, &user.to_string()).await?;
            return Ok(Some(user).filter(|_| holds));
        }
        let Some(name) = name.map(|name| name.trim().to_lowercase()) else { return Ok(None) };
        let text = "SELECT user_id FROM outside_name JOIN account USING (user_id) \
                    WHERE issuer = $1 AND expected = $2 AND subject IS NULL AND active = 1";
        let rows = sql(text).bind(issuer).bind(name).all(&mut tx).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let user: UserId = row.parsed("user_id")?;
        pen.refuse_altered(&mut tx, &OUTSIDE_NAME, &user.to_string()).await?;
        let text =
            "UPDATE outside_name SET subject = $1, bound_at = $2 WHERE user_id = $3 AND subject IS NULL";
        let statement = sql(text).bind(subject).bind(now.as_millisecond()).bind(user.to_string());
        if statement.run(&mut tx).await? == 0 {
            return Ok(None);
        }
        note(&mut pen, &mut tx, By { user: Some(user), at: now }, user, &Change::Bound).await?;
        pen.seal(&mut tx, &OUTSIDE_NAME, &user.to_string()).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(user))
    }

    /// The account to which a subject is bound.
    pub async fn bound_to(&self, issuer: &str, subject: &str) -> Result<Option<UserId>, DbError> {
        let text = "SELECT user_id FROM outside_name WHERE issuer = $1 AND subject = $2";
        let rows = sql(text).bind(issuer).bind(subject).fetch(&self.db).await?;
        let Some(user) = rows.first().map(|row| row.text("user_id")).transpose()? else { return Ok(None) };
        let holds = self.guarded(&OUTSIDE_NAME, &user).await?.1;
        user.parse().map(|user| Some(user).filter(|_| holds)).map_err(|_| DbError::Unreadable("user_id"))
    }
}

/// Writes a passkey; `false` when there is one of this id.
pub(crate) async fn put_passkey(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    journal: &Journal,
    passkey: &PasskeyRow,
    by: By,
) -> Result<bool, DbError> {
    let own = passkey.user.to_string();
    pen.refuse_altered(tx, &PASSKEY, &own).await?;
    let added = sql("INSERT INTO passkey (credential_id, user_id, name, created_at, used_at, sealed) \
                     VALUES ($1, $2, $3, $4, NULL, $5) ON CONFLICT (credential_id) DO NOTHING")
    .bind(passkey.id.as_str())
    .bind(own.as_str())
    .bind(passkey.name.as_str())
    .bind(passkey.created_at.as_millisecond())
    .bind(journal.keys.seal_secret(passkey.key.as_bytes(), &passkey.id))
    .run(tx)
    .await?;
    if added == 1 {
        note(pen, tx, by, passkey.user, &Change::PasskeyAdded).await?;
        pen.seal(tx, &PASSKEY, &own).await?;
    }
    Ok(added == 1)
}

/// A link with which somebody sets a password: what is kept of its token, and until when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Hash of the token.
    pub token_hash: Vec<u8>,
    /// Until when.
    pub until: Timestamp,
}

/// Makes the invitation of an account, in place of an older one.
pub(crate) async fn invite(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    user: UserId,
    invitation: &Invitation,
    by: By,
) -> Result<(), DbError> {
    let own = user.to_string();
    sql("INSERT INTO invitation (user_id, token_hash, expires_at) VALUES ($1, $2, $3) \
         ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at")
    .bind(own.as_str())
    .bind(invitation.token_hash.as_slice())
    .bind(invitation.until.as_millisecond())
    .run(tx)
    .await?;
    note(pen, tx, by, user, &Change::Invited).await?;
    // The one row of an account is written whole: whatever stood there before counts no more.
    pen.seal(tx, &INVITATION, &own).await
}

/// Writes under which name an organisation knows somebody, in place of what was there. When the name is taken, the
/// transaction has to be given up: the old tie is gone in it.
pub(crate) async fn expect(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    user: UserId,
    (issuer, name): (&str, &str),
    by: By,
) -> Result<Expected, DbError> {
    let name = name.trim().to_lowercase();
    unbind(pen, tx, user, by).await?;
    let text = "INSERT INTO outside_name (user_id, issuer, expected, subject, bound_at) \
                VALUES ($1, $2, $3, NULL, NULL) ON CONFLICT DO NOTHING";
    let statement = sql(text).bind(user.to_string()).bind(issuer).bind(name.as_str());
    if statement.run(tx).await? == 0 {
        return Ok(Expected::Taken);
    }
    note(pen, tx, by, user, &Change::Expected { name }).await?;
    pen.seal(tx, &OUTSIDE_NAME, &user.to_string()).await?;
    Ok(Expected::Written)
}

/// The organisation vouches for this account no longer.
pub(crate) async fn unbind(pen: &mut Pen<'_>, tx: &mut Tx, user: UserId, by: By) -> Result<(), DbError> {
    let gone = sql("DELETE FROM outside_name WHERE user_id = $1").bind(user.to_string()).run(tx).await?;
    if gone == 1 {
        let text = "DELETE FROM session WHERE user_id = $1 AND way = 'organisation'";
        sql(text).bind(user.to_string()).run(tx).await?;
        pen.seal(tx, &OUTSIDE_NAME, &user.to_string()).await?;
        note(pen, tx, by, user, &Change::Unbound).await?;
    }
    Ok(())
}
