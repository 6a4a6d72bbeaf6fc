//! The register of people: who comes, moves and leaves. Every change is written down in the transaction that makes
//! it, in a table that is only added to; every change of rights ends the sessions that began under the old ones.

use crate::accounts::account::{Account, NewAccount, join, read_account};
use crate::accounts::change::{By, Change};
use crate::accounts::changes::note;
use crate::accounts::password::{forget_devices, write_password};
use crate::accounts::place::Place;
use crate::accounts::session::end_sessions;
use crate::accounts::sign_in::{Invitation, invite, unbind};
use crate::handle::db::{DbError, Tx, sql};
use crate::handle::guarded::{ACCOUNT, HANDOVER, INVITATION, OUTSIDE_NAME, PASSKEY};
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use casework::record::id::{Nis, UserId};
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Journal {
    /// Adds an account; `false` when the username is taken.
    pub async fn add_account(&self, new: &NewAccount, by: By) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let added = add(&mut pen, &mut tx, new, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// Changes function and unit, and ends every session: none keeps the old rights. `false` when nothing changes.
    pub async fn move_account(&self, id: UserId, to: &Place, by: By) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let moved = relocate(&mut pen, &mut tx, id, to, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(moved)
    }

    /// Switches an account off: sessions, devices and invitation end; what nobody else would look after goes to the
    /// heir. `false` when it was off already.
    pub async fn switch_off(&self, id: UserId, heir: Option<UserId>, by: By) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let off = put_off(&mut pen, &mut tx, (id, heir), by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(off)
    }

    /// Switches an account on again; `false` when it was on already.
    pub async fn switch_on(&self, id: UserId, by: By) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let on = put_on(&mut pen, &mut tx, id, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(on)
    }

    /// Changes the password, ends every session of the account and forgets its devices.
    pub async fn set_password(&self, id: UserId, hash: &str, by: By) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        write_password(&mut pen, &mut tx, id, hash).await?;
        note(&mut pen, &mut tx, by, id, &Change::PasswordSet).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// Takes the second factor away.
    pub async fn remove_totp(&self, id: UserId, by: By) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        take_second_factor(&mut pen, &mut tx, id, by).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// Gives all drafts of somebody to somebody else; how many there were.
    pub async fn give_drafts(&self, from: UserId, to: UserId, by: By) -> Result<u64, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let count = self.bind_drafts(&mut tx, from, to).await?;
        if count > 0 {
            note(&mut pen, &mut tx, by, from, &Change::DraftsGiven { to, count }).await?;
            pen.lay_down(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(count)
    }

    /// How many drafts somebody has.
    pub async fn count_drafts(&self, of: UserId) -> Result<i64, DbError> {
        let text = "SELECT count(*) AS n FROM draft WHERE user_id = $1";
        let rows = sql(text).bind(of.to_string()).fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("n"))
    }
}

/// Adds an account; `false` when the username is taken.
pub(crate) async fn add(pen: &mut Pen<'_>, tx: &mut Tx, new: &NewAccount, by: By) -> Result<bool, DbError> {
    let id = new.id.to_string();
    let text = "INSERT INTO account (user_id, username, name, function, sector, zones, neighbourhoods, language, \
                password_hash, office, totp_sealed, totp_step, active, told_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0, 1, $11) ON CONFLICT (username) DO NOTHING";
    let added = sql(text)
        .bind(id.as_str())
        .bind(new.username.to_lowercase())
        .bind(new.name.as_str())
        .bind(new.function.word())
        .bind(new.sector.word())
        .bind(join(&new.zones))
        .bind(join(&new.neighbourhoods))
        .bind(new.language.as_str())
        .bind(new.password_hash.as_str())
        .bind(new.office.as_str())
        .bind(by.at.as_millisecond())
        .run(tx)
        .await?;
    if added == 0 {
        return Ok(false);
    }
    note(pen, tx, by, new.id, &Change::Added { place: new.place() }).await?;
    pen.seal(tx, &ACCOUNT, &id).await?;
    Ok(true)
}

/// Another function or unit; `false` when nothing changes.
pub(crate) async fn relocate(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    id: UserId,
    to: &Place,
    by: By,
) -> Result<bool, DbError> {
    let Some(account) = account_in(pen, tx, id).await? else { return Ok(false) };
    let from = account.place();
    if from == *to {
        return Ok(false);
    }
    let text = "UPDATE account SET function = $1, sector = $2, zones = $3, neighbourhoods = $4, office = $5 \
                WHERE user_id = $6";
    sql(text)
        .bind(to.function.word())
        .bind(to.sector.word())
        .bind(join(&to.zones))
        .bind(join(&to.neighbourhoods))
        .bind(to.office.as_str())
        .bind(id.to_string())
        .run(tx)
        .await?;
    end_sessions(pen, tx, id).await?;
    note(pen, tx, by, id, &Change::Moved { from, to: to.clone() }).await?;
    pen.seal(tx, &ACCOUNT, &id.to_string()).await?;
    close_openings(pen, tx, id, by).await?;
    Ok(true)
}

/// What was opened to the account as it was opens nothing of the account as it is: the link of an invitation, the name that
/// an organisation was expected to say, and what a browser began and has not ended.
async fn close_openings(pen: &mut Pen<'_>, tx: &mut Tx, id: UserId, by: By) -> Result<(), DbError> {
    let own = id.to_string();
    sql("DELETE FROM invitation WHERE user_id = $1").bind(own.as_str()).run(tx).await?;
    pen.seal(tx, &INVITATION, &own).await?;
    let text = "DELETE FROM sign_in_step WHERE kind LIKE '%-' || $1";
    sql(text).bind(own.as_str()).run(tx).await?;
    let text = "DELETE FROM outside_name WHERE user_id = $1 AND subject IS NULL";
    if sql(text).bind(own.as_str()).run(tx).await? == 1 {
        pen.seal(tx, &OUTSIDE_NAME, &own).await?;
        note(pen, tx, by, id, &Change::Unbound).await?;
    }
    Ok(())
}

/// Takes away whatever opened an account before two people gave it more power: one person alone may have set each of it.
/// An account that is on gets a new link, for whoever confirmed.
pub(crate) async fn begin_anew(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    id: UserId,
    invitation: &Invitation,
    by: By,
) -> Result<(), DbError> {
    let own = id.to_string();
    pen.refuse_altered(tx, &PASSKEY, &own).await?;
    let text = "UPDATE account SET password_hash = '', totp_sealed = NULL, totp_step = 0 WHERE user_id = $1";
    sql(text).bind(own.as_str()).run(tx).await?;
    pen.seal(tx, &ACCOUNT, &own).await?;
    sql("DELETE FROM passkey WHERE user_id = $1").bind(own.as_str()).run(tx).await?;
    pen.seal(tx, &PASSKEY, &own).await?;
    unbind(pen, tx, id, by).await?;
    forget_devices(tx, id).await?;
    note(pen, tx, by, id, &Change::SignInCleared).await?;
    // `invited` asks whether she may sign in: a link for whoever is off would only lie about.
    let rows = sql("SELECT user_id FROM account WHERE user_id = $1 AND active = 1").bind(own).all(tx).await?;
    if rows.is_empty() { Ok(()) } else { invite(pen, tx, id, invitation, by).await }
}

/// Switches an account off; `false` when it was off.
pub(crate) async fn put_off(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    (id, heir): (UserId, Option<UserId>),
    by: By,
) -> Result<bool, DbError> {
    let own = id.to_string();
    pen.refuse_altered(tx, &ACCOUNT, &own).await?;
    let text = "UPDATE account SET active = 0 WHERE user_id = $1 AND active = 1";
    if sql(text).bind(own.as_str()).run(tx).await? == 0 {
        return Ok(false);
    }
    pen.seal(tx, &ACCOUNT, &own).await?;
    end_sessions(pen, tx, id).await?;
    forget_devices(tx, id).await?;
    note(pen, tx, by, id, &Change::SwitchedOff { heir }).await?;
    close_openings(pen, tx, id, by).await?;
    if let Some(heir) = heir {
        hand_neighbourhoods(pen, tx, (id, heir), by).await?;
        hand_over(pen, tx, (id, heir), by.at).await?;
    }
    Ok(true)
}

/// Switches an account on again; `false` when it was on.
pub(crate) async fn put_on(pen: &mut Pen<'_>, tx: &mut Tx, id: UserId, by: By) -> Result<bool, DbError> {
    let own = id.to_string();
    pen.refuse_altered(tx, &ACCOUNT, &own).await?;
    let text = "UPDATE account SET active = 1 WHERE user_id = $1 AND active = 0";
    if sql(text).bind(own.as_str()).run(tx).await? == 0 {
        return Ok(false);
    }
    take_back(pen, tx, &own).await?;
    note(pen, tx, by, id, &Change::SwitchedOn).await?;
    pen.seal(tx, &ACCOUNT, &own).await?;
    close_openings(pen, tx, id, by).await?;
    Ok(true)
}

/// Takes the second factor away.
pub(crate) async fn take_second_factor(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    id: UserId,
    by: By,
) -> Result<(), DbError> {
    let own = id.to_string();
    pen.refuse_altered(tx, &ACCOUNT, &own).await?;
    let text = "UPDATE account SET totp_sealed = NULL, totp_step = 0 WHERE user_id = $1";
    sql(text).bind(own.as_str()).run(tx).await?;
    note(pen, tx, by, id, &Change::SecondFactorRemoved).await?;
    pen.seal(tx, &ACCOUNT, &own).await
}

/// Whoever takes part in a change reads the account inside it, as the program wrote it.
pub(crate) async fn account_in(pen: &Pen<'_>, tx: &mut Tx, id: UserId) -> Result<Option<Account>, DbError> {
    pen.refuse_altered(tx, &ACCOUNT, &id.to_string()).await?;
    let rows = sql(ACCOUNT.select()).bind(id.to_string()).all(tx).await?;
    rows.first().map(read_account).transpose()
}

/// Writes who has the work of somebody who left.
async fn hand_over(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    (leaver, heir): (UserId, UserId),
    at: Timestamp,
) -> Result<(), DbError> {
    take_back(pen, tx, &leaver.to_string()).await?;
    pen.refuse_altered(tx, &HANDOVER, &heir.to_string()).await?;
    sql("INSERT INTO handover (leaver, heir, at) VALUES ($1, $2, $3)")
        .bind(leaver.to_string())
        .bind(heir.to_string())
        .bind(at.as_millisecond())
        .run(tx)
        .await?;
    pen.seal(tx, &HANDOVER, &heir.to_string()).await
}

/// Whoever had the work of somebody who left has it no longer.
async fn take_back(pen: &mut Pen<'_>, tx: &mut Tx, leaver: &str) -> Result<(), DbError> {
    let rows = sql("SELECT heir FROM handover WHERE leaver = $1").bind(leaver).all(tx).await?;
    let Some(heir) = rows.first().map(|row| row.text("heir")).transpose()? else { return Ok(()) };
    pen.refuse_altered(tx, &HANDOVER, &heir).await?;
    sql("DELETE FROM handover WHERE leaver = $1").bind(leaver).run(tx).await?;
    pen.seal(tx, &HANDOVER, &heir).await
}

/// Neighbourhoods fall to the heir, unless she looks after whole zones anyway. Nobody else's change.
async fn hand_neighbourhoods(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    (leaver, heir): (UserId, UserId),
    by: By,
) -> Result<(), DbError> {
    let (old, new) = (neighbourhoods_in(tx, leaver).await?, account_in(pen, tx, heir).await?);
    let Some(new) = new else { return Ok(()) };
    let has: BTreeSet<_> = new.neighbourhoods.iter().collect();
    let gained: Vec<Nis> = old.into_iter().filter(|nis| !has.contains(nis)).collect();
    if new.neighbourhoods.is_empty() || gained.is_empty() {
        return Ok(());
    }
    let all: Vec<_> = new.neighbourhoods.iter().chain(&gained).collect();
    let text = "UPDATE account SET neighbourhoods = $1 WHERE user_id = $2";
    sql(text).bind(join(&all)).bind(heir.to_string()).run(tx).await?;
    pen.seal(tx, &ACCOUNT, &heir.to_string()).await?;
    let change = Change::NeighbourhoodsTaken { neighbourhoods: gained, from: leaver };
    note(pen, tx, by, heir, &change).await
}

/// The neighbourhoods of somebody who leaves: her row was looked at before it was changed.
async fn neighbourhoods_in(tx: &mut Tx, id: UserId) -> Result<Vec<Nis>, DbError> {
    let rows = sql(ACCOUNT.select()).bind(id.to_string()).all(tx).await?;
    Ok(rows.first().map(read_account).transpose()?.map_or(vec![], |account| account.neighbourhoods))
}
