//! What is hidden from somebody of staff: the cases of people to whom she is near, and every case that may be about the
//! same people.
//!
//! Computed when she asks, from the few cases that are blocked (board `conflict`): whatever is linked, undone or proposed a
//! moment ago counts at once, and nothing that she sees is tied to anything that she does not. Lists, counts and searches
//! take the answer along and leave these cases out **before** they count or stop at a limit.

use crate::handle::db::{DbError, LOOKED_FOR, placeholders, sql};
use crate::handle::guarded::{CONFLICT, RELATION};
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use crate::people::proposal::ProposalState;
use casework::record::id::{CaseId, UserId};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Journal {
    /// What is hidden from somebody, now.
    ///
    /// # Errors
    /// The database.
    pub async fn hidden_from(&self, user: UserId) -> Result<Hidden, DbError> {
        let own = user.to_string();
        let (rows, holds) = self.guarded(&CONFLICT, &own).await?;
        // Of most people a book that holds says that they declared nothing: nothing needs to be asked.
        if !holds || (self.book.may_know(&RELATION, &own) && !self.guarded(&RELATION, &own).await?.1) {
            return Ok(Hidden::Everything);
        }
        let blocked = rows.iter().map(|row| row.parsed("case_id").map(CaseId));
        let blocked = blocked.collect::<Result<BTreeSet<_>, _>>()?;
        Ok(Hidden::These(Arc::new(self.reached_from(blocked).await?)))
    }

    /// These cases, and whatever may be about the same people, over as many steps as it takes: there is no cap that would
    /// turn into a case that she reads.
    async fn reached_from(&self, mut reached: BTreeSet<CaseId>) -> Result<BTreeSet<CaseId>, DbError> {
        let mut next: Vec<CaseId> = reached.iter().copied().collect();
        while !next.is_empty() {
            let near = self.beside(&next).await?;
            next = near.into_iter().filter(|case| reached.insert(*case)).collect();
        }
        Ok(reached)
    }

    /// The cases that are followed together with these, have somebody of them, or are likely about the same people.
    async fn beside(&self, cases: &[CaseId]) -> Result<BTreeSet<CaseId>, DbError> {
        let mut beside = BTreeSet::new();
        for chunk in cases.chunks(LOOKED_FOR) {
            // From both sides: the other case hears of a link a moment later.
            let places = placeholders(0, chunk.len());
            let text = format!(
                "SELECT other_id AS beside FROM case_tie WHERE case_id IN {places} AND (state = 'together' OR linked = 1) \
                 UNION SELECT case_id FROM case_tie WHERE other_id IN {places} AND (state = 'together' OR linked = 1)"
            );
            let ids = chunk.iter().map(|case| case.to_string().into());
            for row in sql(text).bind_all(ids).many(chunk.len()).fetch(&self.db).await? {
                beside.insert(CaseId(row.parsed("beside")?));
            }
        }
        // What a unit recorded without a report is told on its own side only.
        for proposal in self.proposals(cases).await?.into_iter().chain(self.proposals_to(cases).await?) {
            if proposal.is_likely() && proposal.state != ProposalState::Refused {
                beside.extend([proposal.case, proposal.other]);
            }
        }
        Ok(beside)
    }
}
