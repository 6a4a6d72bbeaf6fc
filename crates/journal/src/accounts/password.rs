//! A new password, and what ends with the old one.

use crate::accounts::session::end_sessions;
use crate::handle::db::{DbError, Tx, sql};
use crate::handle::guarded::ACCOUNT;
use crate::handle::pen::Pen;
use casework::record::id::UserId;

/// No device of hers is known any more.
pub(crate) async fn forget_devices(tx: &mut Tx, id: UserId) -> Result<(), DbError> {
    sql("DELETE FROM known_device WHERE user_id = $1").bind(id.to_string()).run(tx).await.map(|_| ())
}

/// Writes a password: sessions end, and no device is known any more.
pub(crate) async fn write_password(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    id: UserId,
    hash: &str,
) -> Result<(), DbError> {
    let own = id.to_string();
    pen.refuse_altered(tx, &ACCOUNT, &own).await?;
    let text = "UPDATE account SET password_hash = $1 WHERE user_id = $2";
    sql(text).bind(hash).bind(own.as_str()).run(tx).await?;
    pen.seal(tx, &ACCOUNT, &own).await?;
    end_sessions(pen, tx, id).await?;
    forget_devices(tx, id).await
}
