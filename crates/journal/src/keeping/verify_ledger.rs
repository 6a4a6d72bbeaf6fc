//! Verifying the ledger of cases: which of them were deleted, put back to an earlier state, or are there without having
//! been written by the program.

use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::journal::Journal;
use crate::handle::ledger::{BOOK, BROKEN, End, Kept, Listed, STREAM_CHAINS, heads, lines_after};
use crate::keeping::pin::{PIN, Pinned};
use crate::keeping::verify::Broken;
use crate::keeping::verify_rows::BrokenRow;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What the ledger says of one case, and whether it was seen.
struct Last {
    seq: i64,
    hash: [u8; 32],
    seen: bool,
}

/// The whole ledger of cases, as read at one moment.
pub(crate) struct Ledger {
    last: HashMap<Uuid, Last>,
}

/// What pins say: the hash of a line of a chain.
type Pins = BTreeMap<(i64, i64), [u8; 32]>;

impl Journal {
    /// Reads and checks every chain of the ledger of cases.
    pub(crate) async fn verify_ledger(
        &self,
        tx: &mut Tx,
        (broken, rows): (&mut Vec<Broken>, &mut Vec<BrokenRow>),
    ) -> Result<Ledger, DbError> {
        let mut listed = Ledger { last: HashMap::new() };
        let mut pins = self.verify_pins(tx, rows).await?;
        let heads: BTreeMap<_, _> = heads(tx).await?.into_iter().collect();
        for chain in 1..=STREAM_CHAINS {
            let mut say = |what: &'static str| {
                rows.push(BrokenRow { table: "ledger", about: format!("chain {chain}"), what });
            };
            let (mut end, mut follows) = (End::none(), true);
            loop {
                let lines = lines_after(tx, chain, end.seq).await?;
                if lines.is_empty() {
                    break;
                }
                for kept in lines {
                    follows &= kept.follows(chain, &end);
                    let pinned = pins.remove(&(chain, kept.seq));
                    if pinned.is_some_and(|hash| hash[..] != kept.hash[..]) {
                        say("was written anew: an earlier line of the book knows other lines");
                    }
                    if kept.line.subject == BROKEN {
                        say("a line says that the chain was found changed when it was written");
                    }
                    broken.extend(listed.take(&kept));
                    end = End { seq: kept.seq, hash: kept.hash };
                }
            }
            if !follows {
                say("a line was changed or taken away");
            }
            let head = heads.get(&chain);
            if (end.seq > 0 || head.is_some())
                && !head.is_some_and(|head| head.holds(&self.keys, chain) && head.end == end)
            {
                say("its end was changed or cut off");
            }
            if pins.keys().any(|(pinned, _)| *pinned == chain) {
                say("lines at the end are missing: the book knows more of them");
            }
        }
        Ok(listed)
    }

    /// Reads what the book says of the chains and of the log of readings, and compares the log at once.
    async fn verify_pins(&self, tx: &mut Tx, rows: &mut Vec<BrokenRow>) -> Result<Pins, DbError> {
        let (mut pins, mut after) = (Pins::new(), 0);
        loop {
            let lines = lines_after(tx, BOOK, after).await?;
            let Some(last) = lines.last() else { return Ok(pins) };
            after = last.seq;
            for pinned in lines.iter().filter(|kept| kept.line.subject == PIN) {
                let Some(pinned) = Pinned::read(&pinned.line.value) else { continue };
                if !is_logged(tx, &pinned).await? {
                    let what = "the log of readings is not the one that the book knows: it was cut off or begun anew";
                    rows.push(BrokenRow { table: "reading_line", about: String::new(), what });
                }
                pins.extend(pinned.chains.into_iter().map(|(chain, seq, hash)| ((chain, seq), hash)));
            }
        }
    }
}

/// Whether the log of readings has the line that was the last one when it was pinned.
async fn is_logged(tx: &mut Tx, pinned: &Pinned) -> Result<bool, DbError> {
    let Some((seq, hash)) = pinned.readings else { return Ok(true) };
    let rows = sql("SELECT hash FROM reading_line WHERE seq = $1").bind(seq).all(tx).await?;
    Ok(rows.first().map(|row| row.bytes("hash")).transpose()?.is_some_and(|found| found[..] == hash[..]))
}

fn of(case: Uuid, what: &'static str) -> Broken {
    Broken { stream: case.to_string(), seq: None, what }
}

impl Ledger {
    /// Takes a line; what is wrong with it.
    fn take(&mut self, kept: &Kept) -> Option<Broken> {
        let case: Uuid = kept.line.subject.parse().ok()?;
        let said = Listed::read(&kept.line.value)?;
        let was = self.last.insert(case, Last { seq: said.seq, hash: said.hash, seen: false });
        let follows = was.is_none_or(|was| was.seq == said.before);
        (!follows).then(|| of(case, "it was put back to an earlier state, and written to since"))
    }

    /// Compares a case with what the ledger says of it.
    pub(crate) fn compare(&mut self, id: &str, head: &Row) -> Result<Option<Broken>, DbError> {
        let Ok(case) = id.parse::<Uuid>() else { return Ok(None) };
        let Some(last) = self.last.get_mut(&case) else {
            let unlisted = "the ledger does not know it: it was put there, or back, outside Havre";
            return Ok(Some(of(case, unlisted)));
        };
        last.seen = true;
        let (seq, hash) = (head.int("head_seq")?, head.bytes("head_hash")?);
        let what = match seq.cmp(&last.seq) {
            std::cmp::Ordering::Less => "it was put back to an earlier state: the ledger knows later entries",
            std::cmp::Ordering::Greater => "the ledger does not know its last entries",
            std::cmp::Ordering::Equal if hash[..] != last.hash[..] => "the ledger knows another last entry",
            std::cmp::Ordering::Equal => return Ok(None),
        };
        Ok(Some(of(case, what)))
    }

    /// Whether it lists a case.
    pub(crate) fn knows(&self, id: &str) -> bool {
        id.parse().is_ok_and(|case: Uuid| self.last.contains_key(&case))
    }

    /// The cases that are listed and were not seen.
    pub(crate) fn unseen(self) -> Vec<Broken> {
        let unseen = self.last.into_iter().filter(|(_, last)| !last.seen);
        let mut gone: Vec<_> =
            unseen.map(|(case, _)| of(case, "it was deleted outside Havre: the ledger knows it")).collect();
        gone.sort_by(|one, other| one.stream.cmp(&other.stream));
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_was_put_back_and_written_to_since_by_an_older_program_is_found() {
        let case = Uuid::from_u128(1).to_string();
        let line = |seq: i64, moved: (i64, i64)| Kept {
            seq,
            line: Listed::line(&case, moved, &[7; 32], 0),
            hash: vec![],
        };
        let mut ledger = Ledger { last: HashMap::new() };
        assert_eq!(ledger.take(&line(1, (0, 8))), None);
        assert_eq!(ledger.take(&line(2, (8, 9))), None);
        let broken = ledger.take(&line(3, (8, 9))).unwrap();
        assert_eq!(broken.what, "it was put back to an earlier state, and written to since");
    }
}
