//! The mark *repeated* of a report: the one column of a board that another case may change.

use crate::boards::read::month::tally;
use crate::handle::db::{DbError, LOOKED_FOR, Tx, placeholders, sql};
use casework::record::id::CaseId;

/// Tenths of a bit from which a proposal is likely: nine in ten.
pub(crate) const LIKELY: i32 = 32;

/// Sets the mark of the reports of some cases as it is now: a report is repeated when an earlier one is likely about
/// the same couple, and nobody said no. It is the base of the rate of consolidation (L1), so it is in the tally too.
pub(crate) async fn settle_repeated(tx: &mut Tx, cases: &[CaseId]) -> Result<(), DbError> {
    for chunk in cases.chunks(LOOKED_FOR) {
        let text = format!(
            "UPDATE report_row SET repeated = 1 - repeated, tally = tally + {marked} * (1 - 2 * repeated) \
             WHERE case_id IN {places} AND repeated <> CASE WHEN EXISTS \
             (SELECT 1 FROM proposal LEFT JOIN case_tie ON case_tie.case_id = proposal.case_id \
             AND case_tie.other_id = proposal.other_id WHERE proposal.case_id = report_row.case_id \
             AND earlier = 1 AND proposal.kind = 'couple' AND proposal.score >= {LIKELY} \
             AND coalesce(state, 'open') <> 'refused') THEN 1 ELSE 0 END",
            marked = tally::REPEATED,
            places = placeholders(0, chunk.len()),
        );
        let ids = chunk.iter().map(|case| case.to_string().into());
        sql(text).bind_all(ids).many(chunk.len()).run(tx).await?;
    }
    Ok(())
}
