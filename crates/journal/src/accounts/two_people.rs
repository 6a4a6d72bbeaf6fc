//! Two people: what gives much power in the register is asked for by one and confirmed by another.
//!
//! **Invariants.** Whoever asks through the program comes in by [`Journal::ask_register`]: what [`Wanted::needs_two`] says
//! is then a proposal, and changes nothing. Nobody confirms what she asked for herself, nor what is about herself; whoever
//! asked must still keep the register when it is confirmed. A proposal is sealed in the book like the rights that it would
//! give. The command line is not bound: whoever has it holds the key of everything, and what it does is told like the rest.

use crate::accounts::account::{Account, NewAccount};
use crate::accounts::change::{By, Change, Changed, Wanted};
use crate::accounts::register::{account_in, add, note, put_on, read_change, relocate, take_second_factor};
use crate::accounts::sign_in::{Expected, Invitation, expect, invite};
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::guarded::{ACCOUNT, REGISTER_PROPOSAL};
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use crate::handle::random::new_uuid;
use casework::record::id::{UserId, ZoneCode};
use jiff::Timestamp;
use uuid::Uuid;

/// What waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterProposal {
    /// Its id.
    pub id: Uuid,
    /// About whom: of somebody new, the account that there will be.
    pub whom: UserId,
    /// Who asked for it.
    pub proposed_by: UserId,
    /// When.
    pub at: Timestamp,
    /// For what.
    pub wanted: Wanted,
}

/// How asking for a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is so now.
    Done,
    /// It waits for a second person.
    Proposed,
    /// Nothing changes.
    Nothing,
    /// The username exists.
    UsernameTaken,
    /// Somebody else is expected under this name.
    ExpectedTaken,
}

/// How confirming ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It is so now.
    Done(Box<RegisterProposal>),
    /// There is no such proposal: somebody was faster.
    Gone,
    /// Not by her: she asked for it, it is about her, or she does not keep the register.
    NotByHer,
    /// What it was based on is no longer so. It stays until somebody refuses it.
    Overtaken,
}

impl Journal {
    /// Does what one person may do alone; what needs two is written down for another one. `invitation` is used where a
    /// link is made.
    pub async fn ask_register(
        &self,
        whom: UserId,
        wanted: &Wanted,
        invitation: &Invitation,
        by: By,
    ) -> Result<Asked, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let account = account_in(&pen, &mut tx, whom).await?;
        let two = by.user.is_some() && wanted.needs_two(account.map(|account| account.place()).as_ref());
        let asked = if two {
            propose(&mut pen, &mut tx, whom, wanted, by).await?
        } else {
            apply(&mut pen, &mut tx, whom, wanted, invitation, by).await?
        };
        // What did not come about leaves nothing behind.
        if matches!(asked, Asked::Done | Asked::Proposed) {
            pen.lay_down(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(asked)
    }

    /// Confirms what somebody else asked for, and does it.
    pub async fn confirm_register(
        &self,
        proposal: Uuid,
        invitation: &Invitation,
        (who, at): (UserId, Timestamp),
    ) -> Result<Settled, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let Some(found) = proposal_in(&pen, &mut tx, proposal).await? else { return Ok(Settled::Gone) };
        if who == found.proposed_by || who == found.whom || !keeps_register(&pen, &mut tx, who).await? {
            return Ok(Settled::NotByHer);
        }
        if !keeps_register(&pen, &mut tx, found.proposed_by).await?
            || !still_so(&pen, &mut tx, &found).await?
        {
            return Ok(Settled::Overtaken);
        }
        close(&mut pen, &mut tx, &found).await?;
        let by = By { user: Some(found.proposed_by), at };
        if apply(&mut pen, &mut tx, found.whom, &found.wanted, invitation, by).await? != Asked::Done {
            return Ok(Settled::Overtaken);
        }
        let confirmed = Change::Confirmed { proposed_by: found.proposed_by };
        note(&mut tx, By { user: Some(who), at }, found.whom, &confirmed).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(Settled::Done(Box::new(found)))
    }

    /// Refuses a proposal, or takes back one's own; `false` when there is none.
    pub async fn refuse_register(&self, proposal: Uuid, by: By) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let Some(found) = proposal_in(&pen, &mut tx, proposal).await? else { return Ok(false) };
        close(&mut pen, &mut tx, &found).await?;
        note(&mut tx, by, found.whom, &Change::Refused { wanted: found.wanted }).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What waits for a second person, oldest first. What was changed outside the program is no proposal.
    pub async fn register_proposals(&self) -> Result<Vec<RegisterProposal>, DbError> {
        let text = "SELECT DISTINCT user_id FROM register_proposal";
        let mut all = Vec::new();
        for row in sql(text).fetch(&self.db).await? {
            let (rows, holds) = self.guarded(&REGISTER_PROPOSAL, &row.text("user_id")?).await?;
            all.extend(rows.iter().filter(|_| holds).map(read).collect::<Result<Vec<_>, _>>()?);
        }
        all.sort_by_key(|one| (one.at, one.id));
        Ok(all)
    }

    /// How many wait for a second person, whoever that is.
    pub async fn count_register_proposals(&self) -> Result<i64, DbError> {
        let rows = sql("SELECT count(*) AS n FROM register_proposal").fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("n"))
    }

    /// Whether others changed something in an account, of which its owner has not read.
    pub async fn is_untold(&self, account: &Account) -> Result<bool, DbError> {
        let text = "SELECT 1 AS one FROM register_change WHERE user_id = $1 AND at > $2 \
                    AND (by_user IS NULL OR by_user <> $1) LIMIT 1";
        let statement = sql(text).bind(account.id.to_string()).bind(account.told_at.as_millisecond());
        Ok(!statement.fetch(&self.db).await?.is_empty())
    }

    /// What others changed in an account since its owner read of it, oldest first.
    pub async fn untold(&self, account: &Account) -> Result<Vec<Changed>, DbError> {
        let text = "SELECT * FROM register_change WHERE user_id = $1 AND at > $2 \
                    AND (by_user IS NULL OR by_user <> $1) ORDER BY at, change_id";
        let statement = sql(text).bind(account.id.to_string()).bind(account.told_at.as_millisecond());
        statement.fetch(&self.db).await?.iter().map(read_change).collect()
    }

    /// She has read what others changed in her account until then.
    pub async fn has_read(&self, whose: UserId, until: Timestamp) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let (mut pen, own) = (self.take_pen(&mut tx).await?, whose.to_string());
        pen.refuse_altered(&mut tx, &ACCOUNT, &own).await?;
        let text = "UPDATE account SET told_at = $1 WHERE user_id = $2 AND told_at < $1";
        if sql(text).bind(until.as_millisecond()).bind(own.as_str()).run(&mut tx).await? == 1 {
            pen.seal(&mut tx, &ACCOUNT, &own).await?;
            pen.lay_down(&mut tx).await?;
        }
        tx.commit().await
    }

    /// The latest changes of accounts of these zones, and of those without a zone: for whoever watches over them.
    pub async fn register_changes_in(
        &self,
        zones: &[&ZoneCode],
        limit: i64,
    ) -> Result<Vec<Changed>, DbError> {
        let mut place = "account.zones = ''".to_owned();
        for n in 0..zones.len() {
            // Either where she works now, or a place that the change itself names.
            let (code, named) = (2 * n + 2, 2 * n + 3);
            place += &format!(
                " OR ',' || account.zones || ',' LIKE ${code} OR register_change.what LIKE ${named}"
            );
        }
        let text = format!(
            "SELECT register_change.* FROM register_change LEFT JOIN account ON account.user_id = register_change.user_id \
             WHERE account.user_id IS NULL OR {place} ORDER BY register_change.at DESC, change_id DESC LIMIT $1"
        );
        let mut statement = sql(text).bind(limit);
        for zone in zones {
            statement = statement.bind(format!("%,{zone},%")).bind(format!("%\"{zone}\"%"));
        }
        statement.fetch(&self.db).await?.iter().map(read_change).collect()
    }
}

fn read(row: &Row) -> Result<RegisterProposal, DbError> {
    Ok(RegisterProposal {
        id: row.parsed("proposal_id")?,
        whom: row.parsed("user_id")?,
        proposed_by: row.parsed("proposed_by")?,
        at: row.time("proposed_at")?,
        wanted: serde_json::from_str(&row.text("what")?).map_err(|_| DbError::Unreadable("what"))?,
    })
}

/// A proposal, as the program wrote it.
async fn proposal_in(pen: &Pen<'_>, tx: &mut Tx, id: Uuid) -> Result<Option<RegisterProposal>, DbError> {
    let text = "SELECT * FROM register_proposal WHERE proposal_id = $1";
    let rows = sql(text).bind(id.to_string()).all(tx).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    pen.refuse_altered(tx, &REGISTER_PROPOSAL, &row.text("user_id")?).await?;
    read(row).map(Some)
}

async fn keeps_register(pen: &Pen<'_>, tx: &mut Tx, who: UserId) -> Result<bool, DbError> {
    let account = account_in(pen, tx, who).await?;
    Ok(account.is_some_and(|account| account.active && account.function.keeps_register()))
}

/// Whether the account is still as it was when the change was asked for.
async fn still_so(pen: &Pen<'_>, tx: &mut Tx, of: &RegisterProposal) -> Result<bool, DbError> {
    let account = account_in(pen, tx, of.whom).await?;
    Ok(match (&of.wanted, account) {
        (Wanted::Add { .. }, account) => account.is_none(),
        (_, None) => false,
        (Wanted::Move { from, .. }, Some(account)) => account.place() == *from,
        (Wanted::SwitchOn, Some(account)) => !account.active,
        (Wanted::Invite | Wanted::Expect { .. }, Some(account)) => account.active,
        (Wanted::RemoveSecondFactor, Some(account)) => account.has_totp,
    })
}

/// Writes a proposal down; one that waits already is not written twice.
async fn propose(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    whom: UserId,
    wanted: &Wanted,
    by: By,
) -> Result<Asked, DbError> {
    let Some(asker) = by.user else { return Ok(Asked::Nothing) };
    let own = whom.to_string();
    pen.refuse_altered(tx, &REGISTER_PROPOSAL, &own).await?;
    if let Wanted::Add { username, .. } = wanted {
        let text = "SELECT user_id FROM account WHERE username = $1";
        if !sql(text).bind(username.to_lowercase()).all(tx).await?.is_empty() {
            return Ok(Asked::UsernameTaken);
        }
    }
    let what = serde_json::to_string(wanted).map_err(|_| DbError::Unreadable("what"))?;
    let text = "SELECT proposal_id FROM register_proposal WHERE user_id = $1 AND what = $2";
    if !sql(text).bind(own.as_str()).bind(what.as_str()).all(tx).await?.is_empty() {
        return Ok(Asked::Proposed);
    }
    sql("INSERT INTO register_proposal (proposal_id, user_id, proposed_by, proposed_at, what) \
         VALUES ($1, $2, $3, $4, $5)")
    .bind(new_uuid(by.at).to_string())
    .bind(own.as_str())
    .bind(asker.to_string())
    .bind(by.at.as_millisecond())
    .bind(what)
    .run(tx)
    .await?;
    note(tx, by, whom, &Change::Proposed { wanted: wanted.clone() }).await?;
    pen.seal(tx, &REGISTER_PROPOSAL, &own).await?;
    Ok(Asked::Proposed)
}

/// It waits no longer.
async fn close(pen: &mut Pen<'_>, tx: &mut Tx, proposal: &RegisterProposal) -> Result<(), DbError> {
    let text = "DELETE FROM register_proposal WHERE proposal_id = $1";
    sql(text).bind(proposal.id.to_string()).run(tx).await?;
    pen.seal(tx, &REGISTER_PROPOSAL, &proposal.whom.to_string()).await
}

/// Makes the change. Unless it is done, the transaction has to be given up.
async fn apply(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    whom: UserId,
    wanted: &Wanted,
    invitation: &Invitation,
    by: By,
) -> Result<Asked, DbError> {
    match wanted {
        Wanted::Add { expected, .. } => {
            let Some(new) = new_account(wanted, whom) else { return Ok(Asked::Nothing) };
            if !add(pen, tx, &new, by).await? {
                return Ok(Asked::UsernameTaken);
            }
            match expected {
                Some((issuer, name)) => tie(pen, tx, whom, (issuer, name), by).await,
                None => invite(pen, tx, whom, invitation, by).await.map(|()| Asked::Done),
            }
        }
        Wanted::Move { to, .. } => relocate(pen, tx, whom, to, by).await.map(done),
        Wanted::SwitchOn => put_on(pen, tx, whom, by).await.map(done),
        Wanted::Invite => invite(pen, tx, whom, invitation, by).await.map(|()| Asked::Done),
        Wanted::Expect { issuer, name } => tie(pen, tx, whom, (issuer, name), by).await,
        Wanted::RemoveSecondFactor => take_second_factor(pen, tx, whom, by).await.map(|()| Asked::Done),
    }
}

const fn done(changed: bool) -> Asked {
    if changed { Asked::Done } else { Asked::Nothing }
}

async fn tie(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    whom: UserId,
    name: (&str, &str),
    by: By,
) -> Result<Asked, DbError> {
    Ok(match expect(pen, tx, whom, name, by).await? {
        Expected::Written => Asked::Done,
        Expected::Taken => Asked::ExpectedTaken,
    })
}

/// The account that is asked for.
fn new_account(wanted: &Wanted, id: UserId) -> Option<NewAccount> {
    let Wanted::Add { username, name, language, place, .. } = wanted else { return None };
    Some(NewAccount {
        id,
        username: username.clone(),
        name: name.clone(),
        function: place.function,
        sector: place.sector,
        zones: place.zones.clone(),
        office: place.office.clone(),
        neighbourhoods: place.neighbourhoods.clone(),
        language: language.clone(),
        password_hash: String::new(),
    })
}
