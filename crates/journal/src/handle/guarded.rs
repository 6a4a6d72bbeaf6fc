//! The list of tables whose rows grant, forbid or order something, with their columns.
//!
//! Rows are sealed together by whom or what they are about (`owner`): a row that is missing is noticed as one that was
//! changed. A column that is not named as free is sealed; a test walks over every one of them.

use crate::handle::db::{DbError, Row};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A number.
    Int,
    /// Bytes.
    Bytes,
}

use Kind::{Bytes, Int, Text};

/// A guarded table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Guarded {
    pub(crate) table: &'static str,
    /// The column by which rows are sealed together.
    pub(crate) owner: &'static str,
    /// What is sealed.
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// What is not, and why nothing depends on it.
    pub(crate) free: &'static [(&'static str, &'static str)],
    /// What a reader does with rows that do not hold.
    pub(crate) when_broken: WhenBroken,
}

/// What becomes of rows that were changed outside the program. Either way it is an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenBroken {
    /// A permission: it grants nothing.
    GrantsNothing,
    /// A prohibition: it stays closed.
    StaysClosed,
    /// What was done: it is shown to nobody.
    SaysNothing,
}

use WhenBroken::{GrantsNothing, SaysNothing, StaysClosed};

/// Who works here, as what, where, and with which password and second factor.
pub(crate) const ACCOUNT: Guarded = Guarded {
    table: "account",
    owner: "user_id",
    columns: &[
        ("user_id", Text),
        ("username", Text),
        ("name", Text),
        ("function", Text),
        ("sector", Text),
        ("zones", Text),
        ("neighbourhoods", Text),
        ("office", Text),
        ("password_hash", Text),
        ("totp_sealed", Bytes),
        ("active", Int),
        ("told_at", Int),
    ],
    free: &[
        ("language", "in which pages speak to her"),
        (
            "totp_step",
            "lowered, a code of the last minute would work again: the program remembers those itself",
        ),
    ],
    when_broken: GrantsNothing,
};

/// Keys of devices. What is sealed in a row opens under its own id only.
pub(crate) const PASSKEY: Guarded = Guarded {
    table: "passkey",
    owner: "user_id",
    columns: &[("credential_id", Text), ("user_id", Text), ("name", Text), ("created_at", Int)],
    free: &[
        ("used_at", "shown to her"),
        ("sealed", "public key and counter, sealed to the id of the passkey"),
    ],
    when_broken: GrantsNothing,
};

/// Links with which somebody sets a password.
pub(crate) const INVITATION: Guarded = Guarded {
    table: "invitation",
    owner: "user_id",
    columns: &[("user_id", Text), ("token_hash", Bytes), ("expires_at", Int)],
    free: &[],
    when_broken: GrantsNothing,
};

/// Under which name an organisation knows somebody.
pub(crate) const OUTSIDE_NAME: Guarded = Guarded {
    table: "outside_name",
    owner: "user_id",
    columns: &[("user_id", Text), ("issuer", Text), ("expected", Text), ("subject", Text), ("bound_at", Int)],
    free: &[],
    when_broken: GrantsNothing,
};

/// What one person asks for and another one may confirm.
pub(crate) const REGISTER_PROPOSAL: Guarded = Guarded {
    table: "register_proposal",
    owner: "user_id",
    columns: &[
        ("proposal_id", Text),
        ("user_id", Text),
        ("proposed_by", Text),
        ("proposed_at", Int),
        ("what", Text),
    ],
    free: &[],
    when_broken: GrantsNothing,
};

/// What was changed in the register, each change by itself: one that is forged hides no other. Folders of a version that
/// did not seal them are taken over with the next change (`accounts/register.rs`).
pub(crate) const REGISTER_CHANGE: Guarded = Guarded {
    table: "register_change",
    owner: "change_id",
    columns: &[("change_id", Text), ("at", Int), ("by_user", Text), ("user_id", Text), ("what", Text)],
    free: &[],
    when_broken: SaysNothing,
};

/// Who has the work of somebody who left.
pub(crate) const HANDOVER: Guarded = Guarded {
    table: "handover",
    owner: "heir",
    columns: &[("leaver", Text), ("heir", Text), ("at", Int)],
    free: &[],
    when_broken: GrantsNothing,
};

/// To whom somebody of staff is near.
pub(crate) const RELATION: Guarded = Guarded {
    table: "relation",
    owner: "user_id",
    columns: &[
        ("relation_id", Text),
        ("user_id", Text),
        ("set_by", Text),
        ("at", Int),
        ("lifted_at", Int),
        ("lifted_by", Text),
        ("sealed", Bytes),
    ],
    free: &[],
    when_broken: StaysClosed,
};

/// The cases that somebody of staff must not see.
pub(crate) const CONFLICT: Guarded = Guarded {
    table: "conflict",
    owner: "user_id",
    columns: &[("user_id", Text), ("case_id", Text), ("relation_id", Text)],
    free: &[],
    when_broken: StaysClosed,
};

/// What keeps a case from being erased.
pub(crate) const LEGAL_HOLD: Guarded = Guarded {
    table: "legal_hold",
    owner: "case_id",
    columns: &[
        ("hold_id", Text),
        ("case_id", Text),
        ("set_at", Int),
        ("set_by", Text),
        ("reason", Bytes),
        ("lifted_at", Int),
        ("lifted_by", Text),
        ("lifted_reason", Bytes),
    ],
    free: &[],
    when_broken: StaysClosed,
};

/// What two people agreed to erase.
pub(crate) const ERASURE_PLAN: Guarded = Guarded {
    table: "erasure_plan",
    owner: "case_id",
    columns: &[
        ("case_id", Text),
        ("ground", Text),
        ("rule", Text),
        ("proposed_at", Int),
        ("proposed_by", Text),
        ("confirmed_at", Int),
        ("confirmed_by", Text),
    ],
    free: &[],
    when_broken: GrantsNothing,
};

/// Certificates: each is sealed on the one before (`keeping/erasure.rs`), so they stand in no line of the book.
pub(crate) const ERASURE: Guarded = Guarded {
    table: "erasure",
    owner: "case_id",
    columns: &[
        ("number", Int),
        ("case_id", Text),
        ("erased_at", Int),
        ("certificate", Text),
        ("seal", Bytes),
    ],
    free: &[],
    when_broken: GrantsNothing,
};

/// What the prosecution holds back from answers.
pub(crate) const READING_HOLD: Guarded = Guarded {
    table: "reading_hold",
    owner: "case_id",
    columns: &[
        ("hold_id", Text),
        ("case_id", Text),
        ("at", Int),
        ("user_id", Text),
        ("held", Int),
        ("sealed", Bytes),
    ],
    free: &[],
    when_broken: StaysClosed,
};

/// Channels that stay unsafe after a case was erased.
pub(crate) const BARRED_CHANNEL: Guarded = Guarded {
    table: "barred_channel",
    owner: "case_id",
    columns: &[("case_id", Text), ("sealed", Bytes)],
    free: &[],
    when_broken: StaysClosed,
};

/// Every table whose rows stand in the book. Sessions carry a seal of their own (`accounts/session.rs`).
pub(crate) const GUARDED: [&Guarded; 13] = [
    &ACCOUNT,
    &PASSKEY,
    &INVITATION,
    &OUTSIDE_NAME,
    &REGISTER_PROPOSAL,
    &REGISTER_CHANGE,
    &HANDOVER,
    &RELATION,
    &CONFLICT,
    &LEGAL_HOLD,
    &ERASURE_PLAN,
    &READING_HOLD,
    &BARRED_CHANNEL,
];

impl Guarded {
    /// What a line of the book is about.
    pub(crate) fn subject(&self, owner: &str) -> String {
        format!("{}|{owner}", self.table)
    }

    /// Selects the rows of one owner.
    pub(crate) fn select(&self) -> String {
        format!("SELECT * FROM {} WHERE {} = $1", self.table, self.owner)
    }

    /// What is sealed of a row, one way only: kind, presence, length, bytes.
    pub(crate) fn bytes_of(&self, row: &Row) -> Result<Vec<u8>, DbError> {
        let mut all = Vec::with_capacity(256);
        for (column, kind) in self.columns {
            let value = match kind {
                Text => row.opt_text(column)?.map(String::into_bytes),
                Int => row.opt_int(column)?.map(|number| number.to_be_bytes().to_vec()),
                Bytes => row.opt_bytes(column)?,
            };
            all.push(u8::from(value.is_some()));
            let value = value.unwrap_or_default();
            all.extend((value.len() as u64).to_be_bytes());
            all.extend(value);
        }
        Ok(all)
    }
}

/// The tables of the list, for tests: name, owner, sealed columns, free ones, and whether it is a prohibition.
pub fn guarded_tables() -> impl Iterator<Item = GuardedTable> {
    GUARDED.iter().map(|one| GuardedTable {
        table: one.table,
        owner: one.owner,
        sealed: one.columns.to_vec(),
        free: one.free.iter().map(|(name, _)| *name).collect(),
        forbids: one.when_broken == StaysClosed,
    })
}

/// A table whose rows grant, forbid or order something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardedTable {
    /// Its name.
    pub table: &'static str,
    /// The column by which rows are sealed together.
    pub owner: &'static str,
    /// Columns that are sealed, with what they hold.
    pub sealed: Vec<(&'static str, Kind)>,
    /// Columns that are not.
    pub free: Vec<&'static str>,
    /// Whether it is a prohibition: broken, it stays closed.
    pub forbids: bool,
}
