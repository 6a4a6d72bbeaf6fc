//! What is hidden from somebody of staff: the cases of people to whom she is near, and every case that may be about the
//! same people.
//!
//! Computed when she asks, from the few cases that are blocked (board `conflict`): whatever is linked, undone or proposed a
//! moment ago counts at once, and nothing that she sees is tied to anything that she does not. Lists, counts and searches
//! take the answer along and leave these cases out **before** they count or stop at a limit.

use crate::handle::db::{DbError, LOOKED_FOR, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::{CONFLICT, RELATION};
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use crate::people::proposal::ProposalState;
use casework::case::fold;
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
        match self.reached_from(blocked).await {
            Ok(reached) => Ok(Hidden::These(Arc::new(reached))),
            Err(OpenError::Db(error)) => Err(error),
            // What keeps her out of other cases cannot be read: everything stays closed.
            Err(error) => {
                tracing::error!(%error, "a case that keeps somebody out of others does not open: run havre verify");
                Ok(Hidden::Everything)
            }
        }
    }

    /// These cases, and whatever may be about the same people, over as many steps as it takes: there is no cap that would
    /// turn into a case that she reads.
    async fn reached_from(&self, mut reached: BTreeSet<CaseId>) -> Result<BTreeSet<CaseId>, OpenError> {
        let mut next: Vec<CaseId> = reached.iter().copied().collect();
        while !next.is_empty() {
            let near = self.beside(&next).await?;
            next = near.into_iter().filter(|case| reached.insert(*case)).collect();
        }
        Ok(reached)
    }

    /// The cases that are followed together with these, have somebody of them, or are likely about the same people.
    async fn beside(&self, cases: &[CaseId]) -> Result<BTreeSet<CaseId>, OpenError> {
        let mut beside = BTreeSet::new();
        // Few people are near to anybody, and to few cases: these are opened, since a row of a board may be taken away.
        for case in cases {
            beside.extend(self.tied_in(*case).await?);
        }
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

    /// What a case itself says of others: followed together with it, or with somebody of it in them.
    async fn tied_in(&self, case: CaseId) -> Result<BTreeSet<CaseId>, OpenError> {
        let Some(stream) = self.load(case).await? else { return Ok(BTreeSet::new()) };
        let linking = fold(&stream.entries).linking;
        let together =
            linking.cases.iter().filter(|(_, link)| link.grouped().is_some()).map(|(other, _)| *other);
        let linked = linking.linked().map(|(same, _)| same.case);
        Ok(together.chain(linked).collect())
    }
}
