//! What the register of people says of a change: who made it, where somebody works, what was changed or asked for.

use crate::accounts::account::Account;
use crate::accounts::place::Place;
use casework::record::id::{Nis, UserId, ZoneCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who changes the register, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// The account; `None` is the command line.
    pub user: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// A change of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Change {
    /// An account was made.
    Added {
        /// Where she works.
        place: Place,
    },
    /// A link was made with which she sets a password.
    Invited,
    /// She set her password with that link.
    InvitationUsed,
    /// It was written under which name her organisation knows her.
    Expected {
        /// That name.
        name: String,
    },
    /// Her organisation vouched for her for the first time: from now on this subject and no other.
    Bound,
    /// Her organisation vouches for her no longer.
    Unbound,
    /// Another function or unit.
    Moved {
        /// Before.
        from: Place,
        /// From now on.
        to: Place,
    },
    /// Switched off: she left.
    SwitchedOff {
        /// To whom the work goes.
        heir: Option<UserId>,
    },
    /// Switched on again.
    SwitchedOn,
    /// Neighbourhoods of somebody who left.
    NeighbourhoodsTaken {
        /// Which.
        neighbourhoods: Vec<Nis>,
        /// Whose they were.
        from: UserId,
    },
    /// Drafts went to somebody else.
    DraftsGiven {
        /// To whom.
        to: UserId,
        /// How many.
        count: u64,
    },
    /// A new password.
    PasswordSet,
    /// The second factor was taken away.
    SecondFactorRemoved,
    /// Two people gave the account more power: whatever opened it before opens it no longer.
    SignInCleared,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// Somebody asked for what needs a second person.
    Proposed {
        /// For what.
        wanted: Wanted,
    },
    /// The second person confirmed it. What was done by it is a change of its own.
    Confirmed {
        /// Who had asked for it.
        proposed_by: UserId,
    },
    /// It was refused, or taken back by whoever had asked for it.
    Refused {
        /// What was asked for.
        wanted: Wanted,
    },
}

impl Change {
    /// The word of its kind.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Added { .. } => "added",
            Self::Invited => "invited",
            Self::InvitationUsed => "invitation-used",
            Self::Expected { .. } => "expected",
            Self::Bound => "bound",
            Self::Unbound => "unbound",
            Self::Moved { .. } => "moved",
            Self::SwitchedOff { .. } => "switched-off",
            Self::SwitchedOn => "switched-on",
            Self::NeighbourhoodsTaken { .. } => "neighbourhoods-taken",
            Self::DraftsGiven { .. } => "drafts-given",
            Self::PasswordSet => "password-set",
            Self::SecondFactorRemoved => "second-factor-removed",
            Self::SignInCleared => "sign-in-cleared",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::Proposed { .. } => "proposed",
            Self::Confirmed { .. } => "confirmed",
            Self::Refused { .. } => "refused",
        }
    }
}

/// A change as written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// Who and when.
    pub by: By,
    /// Whom.
    pub user: UserId,
    /// What.
    pub change: Change,
}

/// A change of the register that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Wanted {
    /// A new account, for which an invitation is made unless an organisation vouches.
    Add {
        /// For signing in.
        username: String,
        /// Shown to colleagues.
        name: String,
        /// Language.
        language: String,
        /// Where she works.
        place: Place,
        /// Organisation and name under which it knows her.
        expected: Option<(String, String)>,
    },
    /// Another function or unit.
    Move {
        /// As it was when it was asked for.
        from: Place,
        /// From then on.
        to: Place,
    },
    /// An account is switched on again.
    SwitchOn,
    /// An account is switched off, after which nobody would watch over the register: anybody else's is switched off by one.
    SwitchOff {
        /// To whom the work goes.
        heir: Option<UserId>,
    },
    /// A link with which a password is set.
    Invite,
    /// An organisation vouches for her under a name.
    Expect {
        /// The organisation.
        issuer: String,
        /// The name.
        name: String,
    },
    /// The second factor is taken away.
    RemoveSecondFactor,
}

/// What an account was when something was asked for about it: all that says who she is and what she may do. Whoever
/// confirms later, confirms it of that account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was {
    /// For signing in.
    pub username: String,
    /// Shown to colleagues.
    pub name: String,
    /// Where she worked.
    pub place: Place,
    /// Whether she could sign in.
    pub active: bool,
}

impl From<&Account> for Was {
    fn from(account: &Account) -> Self {
        let (username, name) = (account.username.clone(), account.name.clone());
        Self { username, name, place: account.place(), active: account.active }
    }
}

impl Place {
    /// Whether somebody there reads far: a high function, or not just one zone. Without any zone, whoever reads what is
    /// granted reads it of every zone.
    pub fn reads_far(&self) -> bool {
        self.function.is_given_by_two() || self.zones.len() != 1
    }
}

impl Wanted {
    /// The word of its kind.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Move { .. } => "move",
            Self::SwitchOn => "switch-on",
            Self::SwitchOff { .. } => "switch-off",
            Self::Invite => "invite",
            Self::Expect { .. } => "expect",
            Self::RemoveSecondFactor => "remove-second-factor",
        }
    }

    /// Whether one person alone may not do it: an account that reads far is given, changed or opened to somebody, or the
    /// second proof of anybody is taken away. `now` is where whoever it is about works. Whether anybody would be left to
    /// watch over the register is asked besides (`two_people.rs`).
    pub fn needs_two(&self, now: Option<&Place>) -> bool {
        let reads_far = now.is_some_and(Place::reads_far);
        match self {
            Self::Add { place, .. } => place.reads_far(),
            // Power is taken away by one person: that must not wait.
            Self::Move { from, to } => to.reads_far() && !to.is_part_of(from),
            Self::SwitchOff { .. } => false,
            Self::SwitchOn | Self::Invite | Self::Expect { .. } => reads_far,
            Self::RemoveSecondFactor => true,
        }
    }

    /// The zones that it is about, of themselves.
    pub fn zones(&self) -> Vec<&ZoneCode> {
        match self {
            Self::Add { place, .. } => place.zones.iter().collect(),
            Self::Move { from, to } => from.zones.iter().chain(&to.zones).collect(),
            Self::SwitchOn
            | Self::SwitchOff { .. }
            | Self::Invite
            | Self::Expect { .. }
            | Self::RemoveSecondFactor => vec![],
        }
    }
}

impl Place {
    /// Whether nobody there reads more than at the other place.
    fn is_part_of(&self, other: &Self) -> bool {
        let same =
            self.function == other.function && self.sector == other.sector && self.office == other.office;
        let neighbourhoods = other.neighbourhoods.is_empty()
            || (!self.neighbourhoods.is_empty()
                && self.neighbourhoods.iter().all(|one| other.neighbourhoods.contains(one)));
        same && neighbourhoods && self.zones_are_part_of(other)
    }

    /// No zones are all of them for whoever reads what is granted, and none for anybody else.
    fn zones_are_part_of(&self, other: &Self) -> bool {
        let all = |place: &Self| place.zones.is_empty() && place.function.reads_by_grant();
        all(other) || (!all(self) && self.zones.iter().all(|zone| other.zones.contains(zone)))
    }
}
