//! Two people: what gives much power in the register is asked for by one and confirmed by another.
//!
//! **Invariants.** Whoever asks through the program comes in by [`Journal::ask_register`]: what [`Wanted::needs_two`] says
//! is then a proposal, and changes nothing. Nobody confirms what she asked for herself, nor what is about herself; whoever
//! asked must still keep the register when it is confirmed. A proposal is sealed in the book like the rights that it would
//! give. The command line is not bound: whoever has it holds the key of everything, and what it does is told like the rest.

use crate::accounts::account::{Account, NewAccount, read_account};
use crate::accounts::change::{By, Change, Wanted, Was};
use crate::accounts::changes::note;
use crate::accounts::register::{account_in, add, begin_anew, put_off, put_on, relocate, take_second_factor};
use crate::accounts::sign_in::{Expected, Invitation, expect, invite};
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::guarded::{ACCOUNT, REGISTER_PROPOSAL};
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use crate::handle::random::new_uuid;
use casework::record::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
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
    /// What the account was; `None` of somebody new.
    pub was: Option<Was>,
}

/// What is written down of a proposal.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(flatten)]
    wanted: Wanted,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<Was>,
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
    /// It needs two, since nobody would watch over the register any more, and there is nobody who could confirm it.
    NobodyConfirms,
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
        let asked = match who_does_it(&pen, &mut tx, account.as_ref(), wanted, by).await? {
            Doing::One => apply(&mut pen, &mut tx, whom, wanted, invitation, by).await?,
            Doing::Two => {
                let of = (whom, account.as_ref().map(Was::from));
                propose(&mut pen, &mut tx, of, wanted, by).await?
            }
            Doing::Nobody => Asked::NobodyConfirms,
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
        // Whatever opened the account while one could set it may be known to one of them.
        if matches!(found.wanted, Wanted::Move { .. }) && found.wanted.needs_two(None) {
            begin_anew(&mut pen, &mut tx, found.whom, invitation, by).await?;
        }
        let confirmed = Change::Confirmed { proposed_by: found.proposed_by };
        note(&mut pen, &mut tx, By { user: Some(who), at }, found.whom, &confirmed).await?;
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
        note(&mut pen, &mut tx, by, found.whom, &Change::Refused { wanted: found.wanted }).await?;
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
}

/// Whether one does it, two do, or nobody could.
enum Doing {
    One,
    Two,
    Nobody,
}

async fn who_does_it(
    pen: &Pen<'_>,
    tx: &mut Tx,
    account: Option<&Account>,
    wanted: &Wanted,
    by: By,
) -> Result<Doing, DbError> {
    let Some(asker) = by.user else { return Ok(Doing::One) };
    if wanted.needs_two(account.map(Account::place).as_ref()) {
        return Ok(Doing::Two);
    }
    let Some(account) = account.filter(|account| account.active && account.function.keeps_register()) else {
        return Ok(Doing::One);
    };
    let mut others = keepers(pen, tx).await?;
    others.retain(|other| other.id != account.id);
    if !leaves_a_gap(account, wanted, &others) {
        return Ok(Doing::One);
    }
    let confirms = |other: &Account| {
        let near = account.zones.is_empty() || other.zones.iter().any(|zone| account.zones.contains(zone));
        other.id != asker && (near || !other.function.is_reviewer())
    };
    Ok(if others.iter().any(confirms) { Doing::Two } else { Doing::Nobody })
}

/// Whether nobody would keep the register any more, or watch over one of the zones of whoever watched over it: nobody would
/// be told, and nobody could confirm.
fn leaves_a_gap(account: &Account, wanted: &Wanted, others: &[Account]) -> bool {
    let after = match wanted {
        Wanted::SwitchOff { .. } => None,
        Wanted::Move { to, .. } => Some(to).filter(|to| to.function == account.function),
        Wanted::Add { .. }
        | Wanted::SwitchOn
        | Wanted::Invite
        | Wanted::Expect { .. }
        | Wanted::RemoveSecondFactor => return false,
    };
    let mut zones: Vec<_> = after.iter().flat_map(|to| &to.zones).collect();
    let alike = others.iter().filter(|other| other.function == account.function);
    let nobody = after.is_none() && alike.clone().next().is_none();
    zones.extend(alike.flat_map(|other| &other.zones));
    nobody || (account.function.is_reviewer() && account.zones.iter().any(|zone| !zones.contains(&zone)))
}

/// Everybody who keeps the register and may sign in.
async fn keepers(pen: &Pen<'_>, tx: &mut Tx) -> Result<Vec<Account>, DbError> {
    let mut keepers = Vec::new();
    for row in sql("SELECT * FROM account WHERE active = 1").all(tx).await? {
        let account = read_account(&row).ok().filter(|account| account.function.keeps_register());
        let Some(account) = account else { continue };
        if pen.holds(tx, &ACCOUNT, &account.id.to_string()).await? {
            keepers.push(account);
        }
    }
    Ok(keepers)
}

fn read(row: &Row) -> Result<RegisterProposal, DbError> {
    let Written { wanted, was } =
        serde_json::from_str(&row.text("what")?).map_err(|_| DbError::Unreadable("what"))?;
    Ok(RegisterProposal {
        id: row.parsed("proposal_id")?,
        whom: row.parsed("user_id")?,
        proposed_by: row.parsed("proposed_by")?,
        at: row.time("proposed_at")?,
        wanted,
        was,
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

/// Whether the account is still what it was when the change was asked for: who she is, what she may do, whether she may
/// sign in. A proposal of a version that did not write it down is asked for anew.
async fn still_so(pen: &Pen<'_>, tx: &mut Tx, of: &RegisterProposal) -> Result<bool, DbError> {
    let account = account_in(pen, tx, of.whom).await?;
    if account.as_ref().map(Was::from) != of.was {
        return Ok(false);
    }
    Ok(match (&of.wanted, account) {
        (Wanted::Add { .. }, account) => account.is_none(),
        (_, None) => false,
        (Wanted::Move { from, .. }, Some(account)) => account.place() == *from,
        (Wanted::SwitchOn, Some(account)) => !account.active,
        (Wanted::Invite | Wanted::Expect { .. }, Some(account)) => account.active,
        (Wanted::SwitchOff { heir }, Some(account)) => {
            account.active && takes_over(pen, tx, &account, *heir).await?
        }
        (Wanted::RemoveSecondFactor, Some(account)) => account.has_totp,
    })
}

/// Whether whoever is to take over, if anybody, is still there.
async fn takes_over(
    pen: &Pen<'_>,
    tx: &mut Tx,
    leaver: &Account,
    heir: Option<UserId>,
) -> Result<bool, DbError> {
    let Some(heir) = heir else { return Ok(true) };
    let heir = account_in(pen, tx, heir).await?;
    Ok(heir.is_some_and(|heir| heir.active && heir.function == leaver.function))
}

/// Writes a proposal down; one that waits already is not written twice.
async fn propose(
    pen: &mut Pen<'_>,
    tx: &mut Tx,
    (whom, was): (UserId, Option<Was>),
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
    let written = Written { wanted: wanted.clone(), was };
    let what = serde_json::to_string(&written).map_err(|_| DbError::Unreadable("what"))?;
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
    note(pen, tx, by, whom, &Change::Proposed { wanted: wanted.clone() }).await?;
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
        Wanted::SwitchOff { heir } => put_off(pen, tx, (whom, *heir), by).await.map(done),
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
