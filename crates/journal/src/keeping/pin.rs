//! Pins: a line of the book that says where every chain of the ledger, and the log of readings, ended at that moment. One is
//! written each day and with each backup, before the checkpoint is signed: whoever cuts off the end of one chain must cut
//! off the book too, and a checkpoint that is kept elsewhere knows the book.

use crate::handle::db::{DbError, sql};
use crate::handle::journal::Journal;
use crate::handle::ledger::{End, Head, heads};

/// The subject of such a line.
pub(crate) const PIN: &str = "ends";

/// What a pin says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pinned {
    /// Chain, number and hash of its last line.
    pub(crate) chains: Vec<(i64, i64, [u8; 32])>,
    /// Number and hash of the last line of the log of readings.
    pub(crate) readings: Option<(i64, [u8; 32])>,
}

/// The chain under which the log of readings stands in a pin.
const READINGS: i64 = -1;

impl Pinned {
    fn write(&self) -> Vec<u8> {
        let readings = self.readings.map(|(seq, hash)| (READINGS, seq, hash));
        let one = |(chain, seq, hash): (i64, i64, [u8; 32])| {
            [&chain.to_be_bytes()[..], &seq.to_be_bytes(), &hash].concat()
        };
        self.chains.iter().copied().chain(readings).flat_map(one).collect()
    }

    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let mut pinned = Self::default();
        for one in value.chunks(48) {
            let (chain, rest) = one.split_first_chunk::<8>()?;
            let (seq, hash) = rest.split_first_chunk::<8>()?;
            let (chain, seq, hash) =
                (i64::from_be_bytes(*chain), i64::from_be_bytes(*seq), hash.try_into().ok()?);
            match chain {
                READINGS => pinned.readings = Some((seq, hash)),
                _ => pinned.chains.push((chain, seq, hash)),
            }
        }
        Some(pinned)
    }
}

impl Journal {
    /// Writes a pin, when anything was added since the last one; gives where the book ends then. `None` when the book
    /// does not hold, or there is none: nothing is pinned on it.
    pub(crate) async fn pin(&self) -> Result<Option<End>, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        if !self.book.is_whole() || self.book.end().is_none() {
            return Ok(None);
        }
        let mut pinned = Pinned::default();
        for (chain, head) in heads(&mut tx).await? {
            // What does not hold is not pinned: it would be taken for true.
            if let Some(hash) = head.holds(&self.keys, chain).then(|| as_hash(&head)).flatten() {
                pinned.chains.push((chain, head.end.seq, hash));
            }
        }
        let head = sql("SELECT seq, hash, mac FROM reading_head WHERE one = 1").all(&mut tx).await?;
        if let Some(row) = head.first() {
            let head = Head::read(row)?;
            pinned.readings = as_hash(&head).map(|hash| (head.end.seq, hash));
        }
        let value = pinned.write();
        if !self.book.says(PIN, &value) {
            pen.note(PIN.to_owned(), value);
            pen.lay_down(&mut tx).await?;
        }
        tx.commit().await?;
        self.read_book().await?;
        Ok(self.book.end())
    }
}

fn as_hash(head: &Head) -> Option<[u8; 32]> {
    head.end.hash.as_slice().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_read_as_it_was_written() {
        let pinned = Pinned { chains: vec![(1, 7, [1; 32]), (16, 9, [2; 32])], readings: Some((3, [3; 32])) };
        assert_eq!(Pinned::read(&pinned.write()), Some(pinned.clone()));
        assert_eq!(Pinned::read(&pinned.write()[1..]), None);
    }
}
