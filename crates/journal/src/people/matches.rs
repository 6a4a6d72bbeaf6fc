//! Matches that somebody should decide: the likely proposals of a zone, once for each pair of groups of cases.

use crate::boards::repeated::LIKELY;
use crate::handle::db::{DbError, LOOKED_FOR, Sql, placeholders, sql};
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use crate::people::proposal::Proposal;
use casework::record::id::{CaseId, ZoneCode};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

impl Journal {
    /// Likely proposals about cases of these zones on which nobody decided, newest first, at most `limit`: each from the
    /// side of a case of these zones. What is hidden from the viewer is left out.
    ///
    /// # Errors
    /// The database.
    pub async fn open_matches(
        &self,
        zones: &[ZoneCode],
        hidden: &Hidden,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Proposal>, DbError> {
        let zones: BTreeSet<_> = zones.iter().collect();
        // Side by side: there are several readers.
        let of_zones = zones.into_iter().map(|zone| matches_of("", zone, hidden, 2 * limit).fetch(&self.db));
        let rows = try_join_all(of_zones).await?;
        let mut found = rows.iter().flatten().map(Proposal::read).collect::<Result<Vec<_>, _>>()?;
        found.retain(|one| one.is_open(now));
        found.sort_by_key(|one| (std::cmp::Reverse(one.found_at), one.earlier, one.case, one.other));
        // Some fall away as one group: twice as many as are shown are looked at, of however many zones.
        found.truncate(2 * limit);
        let ties = self.groups_around(&found).await?;
        let found = once_a_group(found, &ties);
        Ok(found.into_iter().take(limit).collect())
    }

    /// How SQLite would find them: for the test that a page of them is read and no more.
    pub async fn explain_matches(&self, zone: &ZoneCode) -> Result<String, DbError> {
        let asked = matches_of("EXPLAIN QUERY PLAN ", zone, &Hidden::default(), 10);
        let lines = asked.fetch(&self.db).await?;
        let lines = lines.iter().map(|row| row.text("detail")).collect::<Result<Vec<_>, _>>()?;
        Ok(lines.join("\n"))
    }

    /// Which cases around these proposals are followed together: each with a neighbour of its group.
    async fn groups_around(&self, found: &[Proposal]) -> Result<Vec<(CaseId, CaseId)>, DbError> {
        let mut ties = Vec::new();
        let mut known = BTreeSet::new();
        let mut next: Vec<_> = found.iter().flat_map(|one| [one.case, one.other]).collect();
        while !next.is_empty() {
            next.retain(|case| known.insert(*case));
            let mut reached = Vec::new();
            for chunk in next.chunks(LOOKED_FOR) {
                let text = format!(
                    "SELECT case_id, other_id FROM case_tie WHERE state = 'together' AND case_id IN {}",
                    placeholders(0, chunk.len())
                );
                let ids = chunk.iter().map(|case| case.to_string().into());
                for row in sql(text).bind_all(ids).many(chunk.len()).fetch(&self.db).await? {
                    let tie = (CaseId(row.parsed("case_id")?), CaseId(row.parsed("other_id")?));
                    reached.push(tie.1);
                    ties.push(tie);
                }
            }
            next = reached;
        }
        Ok(ties)
    }
}

/// The newest likely proposals of a zone that are not followed together, read in the order of their index: after an import
/// tens of thousands were found in one moment, and a page shows a dozen.
fn matches_of(prefix: &str, zone: &ZoneCode, hidden: &Hidden, limit: usize) -> Sql<'static> {
    // The zone of a case is what the other side of its proposal says.
    let unseen = hidden.condition("proposal.case_id", 3) + &hidden.condition("proposal.other_id", 3);
    let text = format!(
        "{prefix}SELECT proposal.*, case_tie.state, case_tie.score AS refused_at, case_tie.later FROM proposal AS mirror \
         JOIN proposal ON proposal.case_id = mirror.other_id AND proposal.other_id = mirror.case_id \
         LEFT JOIN case_tie ON case_tie.case_id = proposal.case_id AND case_tie.other_id = proposal.other_id \
         WHERE mirror.other_zone = $1 AND mirror.score >= $2 AND (case_tie.state IS NULL OR case_tie.state <> 'together') \
         {unseen} ORDER BY mirror.found_at DESC, mirror.case_id DESC, mirror.other_id DESC LIMIT $3"
    );
    let statement = sql(text).bind(zone.as_str()).bind(i64::from(LIKELY));
    let cases = hidden.cases();
    let statement = statement.bind(i64::try_from(limit).unwrap_or(i64::MAX)).many(cases.len().max(1));
    statement.bind_all(cases)
}

/// Of proposals between the same groups of cases the first; none between two cases of one group, which somebody decided.
fn once_a_group(found: Vec<Proposal>, ties: &[(CaseId, CaseId)]) -> Vec<Proposal> {
    let mut above: BTreeMap<CaseId, CaseId> = BTreeMap::new();
    fn top(above: &BTreeMap<CaseId, CaseId>, mut case: CaseId) -> CaseId {
        while let Some(next) = above.get(&case) {
            case = *next;
        }
        case
    }
    let mut join = |one: CaseId, other: CaseId| {
        let (one, other) = (top(&above, one), top(&above, other));
        let apart = one != other;
        if apart {
            above.insert(one, other);
        }
        apart
    };
    for (one, other) in ties {
        join(*one, *other);
    }
    found.into_iter().filter(|proposal| join(proposal.case, proposal.other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::proposal::{ProposalKind, ProposalState};
    use uuid::Uuid;

    fn case(number: u128) -> CaseId {
        CaseId(Uuid::from_u128(number))
    }

    fn proposal(one: u128, other: u128) -> Proposal {
        Proposal {
            case: case(one),
            other: case(other),
            other_zone: ZoneCode::parse("5344").unwrap(),
            score: 90,
            kind: ProposalKind::Couple,
            state: ProposalState::Open,
            later: None,
            found_at: Timestamp::UNIX_EPOCH,
            earlier: true,
        }
    }

    fn pairs(found: &[Proposal]) -> Vec<(CaseId, CaseId)> {
        found.iter().map(|one| (one.case, one.other)).collect()
    }

    #[test]
    fn cases_of_one_group_are_not_proposed_to_each_other_and_two_groups_once() {
        let ties = [(case(1), case(2)), (case(2), case(3))];
        let found = vec![proposal(1, 3), proposal(1, 9), proposal(9, 3), proposal(2, 9), proposal(7, 8)];
        assert_eq!(pairs(&once_a_group(found, &ties)), [(case(1), case(9)), (case(7), case(8))]);
        assert_eq!(
            once_a_group(vec![proposal(4, 5), proposal(5, 4)], &[]).len(),
            1,
            "from both sides it is one"
        );
    }
}
