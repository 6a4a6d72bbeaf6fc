//! What somebody who is signed in changes in her own account: only while the session holds in which she asked for it.
//!
//! A password takes a while to be made. When her account is moved, switched off or given more power meanwhile, what she
//! asked for before was asked for by somebody who could do less, or who is no longer there.

use crate::accounts::change::{By, Change};
use crate::accounts::changes::note;
use crate::accounts::password::write_password;
use crate::accounts::register::take_second_factor;
use crate::accounts::session::Session;
use crate::accounts::sign_in::{PasskeyRow, put_passkey};
use crate::handle::db::{DbError, Tx, sql};
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use jiff::Timestamp;

impl Journal {
    /// Begins a change of one's own account; `None` when the session ended meanwhile.
    async fn begin_own(&self, of: &Session) -> Result<Option<(Tx, Pen<'_>)>, DbError> {
        let mut tx = self.db.begin().await?;
        // Whoever ends sessions holds the pen: after this, they have ended or will not until this change is written.
        let pen = self.take_pen(&mut tx).await?;
        let text = "SELECT session_id FROM session WHERE session_id = $1 AND user_id = $2";
        let rows = sql(text).bind(of.id.to_string()).bind(of.user.to_string()).all(&mut tx).await?;
        Ok(rows.first().map(|_| (tx, pen)))
    }

    /// Changes the own password, ends every session and forgets the devices; `false` when the session ended meanwhile.
    pub async fn set_own_password(&self, of: &Session, hash: &str, at: Timestamp) -> Result<bool, DbError> {
        let Some((mut tx, mut pen)) = self.begin_own(of).await? else { return Ok(false) };
        write_password(&mut pen, &mut tx, of.user, hash).await?;
        note(&mut pen, &mut tx, By { user: Some(of.user), at }, of.user, &Change::PasswordSet).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Sets the own second factor; `false` when the session ended meanwhile.
    pub async fn set_own_totp(&self, of: &Session, secret: &[u8]) -> Result<bool, DbError> {
        let Some((mut tx, mut pen)) = self.begin_own(of).await? else { return Ok(false) };
        self.write_totp(&mut pen, &mut tx, of.user, Some(secret)).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        self.forget_codes(of.user);
        Ok(true)
    }

    /// Takes the own second factor away; `false` when the session ended meanwhile.
    pub async fn remove_own_totp(&self, of: &Session, at: Timestamp) -> Result<bool, DbError> {
        let Some((mut tx, mut pen)) = self.begin_own(of).await? else { return Ok(false) };
        take_second_factor(&mut pen, &mut tx, of.user, By { user: Some(of.user), at }).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Adds an own passkey; `false` when there is one of this id, or the session ended meanwhile.
    pub async fn add_own_passkey(&self, of: &Session, passkey: &PasskeyRow) -> Result<bool, DbError> {
        let Some((mut tx, mut pen)) = self.begin_own(of).await? else { return Ok(false) };
        let by = By { user: Some(of.user), at: passkey.created_at };
        let added = passkey.user == of.user && put_passkey(&mut pen, &mut tx, self, passkey, by).await?;
        if added {
            pen.lay_down(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(added)
    }
}
