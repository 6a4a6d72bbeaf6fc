//! Filling boards in the background: a board that is new, or whose version or rules changed, is computed from the cases
//! that are there, some hundred at a time, while the program serves and others write.
//!
//! What makes it right beside writers: they compare a case before and after, so what they write is right wherever the
//! board is filled already, and is made right here where it is not yet. A lot is computed without any lock. Then, in one
//! transaction, the heads of its streams are locked, what was written to in between is computed again, and the mark of how
//! far the board is moves on. After a kill it goes on from that mark; doing a lot twice changes nothing.

use crate::boards::BOARDS;
use crate::boards::board::Board;
use crate::boards::repeated::settle_repeated;
use crate::handle::change_feed;
use crate::handle::db::{DbError, Row, Tx, insert, placeholders, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use crate::handle::stream::read_entry;
use crate::people::index::{INDEX_TABLES, IndexRows};
use crate::people::proposal::outdate_proposals;
use crate::write::changes::{CaseRows, on_conflict};
use casework::case::Case;
use casework::record::id::CaseId;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering::Relaxed;

/// Streams filled in one transaction.
const LOT: usize = 300;
/// Cases whose rows are compared with one statement.
const COMPARED: usize = 20;
/// So often a lot is tried again when another writer was first.
const TRIES: usize = 5;
/// Under this name the index of people is made anew. It is no board: its rows stay as they are, but where names are read
/// otherwise than by the program that wrote it, every report is compared anew.
const INDEX: &str = "index";
/// Programs that fill at the same time take turns.
const TURN: &str = "SELECT pg_advisory_xact_lock(4854)";

/// How far boards are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// Cases done.
    pub done: u64,
    /// Cases that there were when it began.
    pub total: u64,
}

/// The mark of a board: which version it is filled with, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    version: String,
    /// The last stream that is done.
    reached: String,
    done: i64,
    total: i64,
    filled: bool,
}

/// A board, or the index.
#[derive(Clone, Copy)]
enum Part {
    /// The board of this place in the list.
    Board(usize, &'static Board),
    /// The index of people.
    Index,
}

impl Part {
    fn all() -> impl Iterator<Item = Self> {
        BOARDS.iter().enumerate().map(|(place, board)| Self::Board(place, board)).chain([Self::Index])
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Board(_, board) => board.table,
            Self::Index => INDEX,
        }
    }
}

/// Parts that are filled as far as each other, and so go on together.
struct Front {
    parts: Vec<Part>,
    mark: Mark,
}

/// A stream as read, its case folded.
struct Replayed {
    id: CaseId,
    seq: i64,
    key: Key,
    case: Case,
}

/// Streams that are filled together.
struct Lot {
    /// The last one; empty after the end.
    last: String,
    /// Whether others may follow.
    more: bool,
    read: i64,
    cases: Vec<Replayed>,
    /// A stream that does not open is passed over, so that it does not keep the others waiting.
    unopened: Option<OpenError>,
}

/// One step of filling.
pub(super) struct Step {
    pub(super) filling: Filling,
    pub(super) unopened: Option<OpenError>,
}

impl Journal {
    /// Fills the boards that are new or changed, some hundred cases further; `None` once every board is filled.
    pub async fn fill_boards(&self) -> Result<Option<Filling>, RunError> {
        Ok(self.fill_step().await?.map(|step| step.filling))
    }

    /// How far a board is, by its table; `None` when it is filled and shows every case.
    pub async fn filling(&self, board: &str) -> Result<Option<Filling>, DbError> {
        let text = "SELECT done, total FROM board_fill WHERE board = $1 AND version = $2";
        let filled = format!("{text} AND filled = 1");
        let version = BOARDS.iter().find(|one| one.table == board).map(|one| self.version_of(one));
        let Some(version) = version else { return Err(DbError::Unreadable("board")) };
        let ask = |text: String| sql(text).bind(board).bind(version.as_str()).fetch(&self.db);
        if !ask(filled).await?.is_empty() {
            return Ok(None);
        }
        let rows = ask(text.to_owned()).await?;
        let Some(row) = rows.first() else {
            return Ok(Some(Filling { done: 0, total: self.streams().await? }));
        };
        Ok(Some(Filling { done: row.int("done")?.unsigned_abs(), total: row.int("total")?.unsigned_abs() }))
    }

    /// How much of the boards is there, in per cent: 100 once every board shows every case. A board is filled once after
    /// an update, so that nobody is asked again when all are.
    pub async fn filled(&self) -> Result<i64, DbError> {
        if self.all_filled.load(Relaxed) {
            return Ok(100);
        }
        let (mut done, mut total) = (0, 0);
        for board in Self::boards() {
            if let Some(filling) = self.filling(board).await? {
                done += filling.done;
                total += filling.total;
            }
        }
        if total == 0 {
            self.all_filled.store(true, Relaxed);
        }
        // What is almost done is not done.
        Ok((done * 100).checked_div(total).map_or(100, |part| i64::try_from(part.min(99)).unwrap_or(99)))
    }

    /// Whether a board, by its table, shows every case as this version of the program computes it.
    pub async fn is_filled(&self, board: &str) -> Result<bool, DbError> {
        Ok(self.filling(board).await?.is_none())
    }

    /// Tables of the boards.
    pub fn boards() -> impl Iterator<Item = &'static str> {
        BOARDS.iter().map(|board| board.table)
    }

    /// Rows depend on the rules too: other clocks make another version.
    fn version_of(&self, board: &Board) -> String {
        format!("{}-{}", board.version, self.rules_mark)
    }

    async fn streams(&self) -> Result<u64, DbError> {
        let rows =
            sql("SELECT count(*) AS n FROM stream WHERE wrapped_key IS NOT NULL").fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("n")).map(i64::unsigned_abs)
    }

    /// One lot further. What another program or writer was quicker with is tried again.
    pub(super) async fn fill_step(&self) -> Result<Option<Step>, RunError> {
        let mut tries = 0;
        loop {
            let Some(front) = self.front().await? else { return Ok(None) };
            self.all_filled.store(false, Relaxed);
            let lot = self.next_lot(&front.mark.reached).await?;
            match self.write_lot(&front, lot).await {
                Ok(Some(step)) => return Ok(Some(step)),
                Ok(None) => {}
                Err(RunError::Open(OpenError::Db(error))) if error.is_conflict() && tries < TRIES => {
                    tries += 1
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Lets every report wait to be compared anew where the index was written by a program that read names, or judged
    /// people, otherwise. What it proposed is seen until then, and search finds people by the keys that are there.
    async fn renew_index(&self) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        if let Tx::Postgres(_) = tx {
            sql(TURN).all(&mut tx).await?;
        }
        let rows = sql("SELECT * FROM board_fill").all(&mut tx).await?;
        let (version, mark) = (edition(), marks(&rows)?.remove(INDEX));
        if mark.as_ref().is_some_and(|mark| mark.version == version) {
            return Ok(());
        }
        outdate_proposals(&mut tx).await?;
        sql("INSERT INTO unmatched (report_id, case_id) SELECT DISTINCT report_id, case_id FROM person_row \
             WHERE report_id NOT IN (SELECT report_id FROM unmatched)")
        .run(&mut tx)
        .await?;
        let filled =
            Mark { version: version.clone(), reached: String::new(), done: 0, total: 0, filled: true };
        write_mark(&mut tx, INDEX, Mark { version, ..mark.unwrap_or(filled) }).await?;
        tx.commit().await
    }

    /// What must be filled next; `None` when everything is.
    async fn front(&self) -> Result<Option<Front>, DbError> {
        let mut rows = sql("SELECT * FROM board_fill").fetch(&self.db).await?;
        if marks(&rows)?.get(INDEX).is_none_or(|mark| mark.version != edition()) {
            self.renew_index().await?;
            rows = sql("SELECT * FROM board_fill").fetch(&self.db).await?;
        }
        let marks = marks(&rows)?;
        let mut waiting: Vec<(Part, Mark)> = Vec::new();
        for part in Part::all() {
            let mark = match (part, marks.get(part.name())) {
                (Part::Board(_, board), Some(mark)) if mark.version == self.version_of(board) => mark.clone(),
                (Part::Board(_, board), _) => self.first_mark(board).await?,
                (Part::Index, Some(mark)) => mark.clone(),
                (Part::Index, None) => continue,
            };
            if !mark.filled {
                waiting.push((part, mark));
            }
        }
        // Those that are least far, so that the others are met where they are.
        let Some(mark) =
            waiting.iter().map(|(_, mark)| mark).min_by(|a, b| a.reached.cmp(&b.reached)).cloned()
        else {
            return Ok(None);
        };
        let parts = waiting.into_iter().filter(|(_, other)| other.reached == mark.reached);
        Ok(Some(Front { parts: parts.map(|(part, _)| part).collect(), mark }))
    }

    async fn first_mark(&self, board: &Board) -> Result<Mark, DbError> {
        let total = i64::try_from(self.streams().await?).unwrap_or(i64::MAX);
        Ok(Mark { version: self.version_of(board), reached: String::new(), done: 0, total, filled: false })
    }

    /// The next streams, read and folded without a lock.
    async fn next_lot(&self, after: &str) -> Result<Lot, OpenError> {
        let text = "SELECT stream_id, wrapped_key, secret FROM stream LEFT JOIN key_secret ON id = stream_id \
                    WHERE stream_id > $1 AND wrapped_key IS NOT NULL ORDER BY stream_id LIMIT $2";
        let heads = sql(text).bind(after).bind(LOT as i64).fetch(&self.db).await?;
        let last = heads.last().map(|row| row.text("stream_id")).transpose()?.unwrap_or_default();
        let text = "SELECT stream_id, seq, version, sealed FROM entry WHERE stream_id > $1 AND stream_id <= $2 \
                    ORDER BY stream_id, seq";
        let entries = sql(text).bind(after).bind(last.as_str()).fetch(&self.db).await?;
        let mut of_stream: HashMap<String, Vec<Row>> = HashMap::new();
        for entry in entries {
            of_stream.entry(entry.text("stream_id")?).or_default().push(entry);
        }
        let more = heads.len() == LOT;
        let read = i64::try_from(heads.len()).unwrap_or(i64::MAX);
        let mut lot = Lot { last, more, read, cases: Vec::with_capacity(heads.len()), unopened: None };
        for head in &heads {
            let entries = of_stream.remove(&head.text("stream_id")?).unwrap_or_default();
            lot.add(self.replayed(head, &entries))?;
        }
        Ok(lot)
    }

    fn replayed(&self, head: &Row, entries: &[Row]) -> Result<Replayed, OpenError> {
        let stream = head.text("stream_id")?;
        let key = self.key_of(head, &stream)?.ok_or(OpenError::Erased)?;
        let (mut case, mut seq) = (Case::default(), 0);
        for row in entries {
            case.add(&read_entry(&key, &stream, row)?);
            seq = row.int("seq")?;
        }
        Ok(Replayed { id: CaseId(head.parsed("stream_id")?), seq, key, case })
    }

    /// Writes a lot and moves the mark on; `None` when another program was quicker.
    async fn write_lot(&self, front: &Front, mut lot: Lot) -> Result<Option<Step>, RunError> {
        let mut tx = self.db.begin().await?;
        if let Tx::Postgres(_) = tx {
            sql(TURN).all(&mut tx).await?;
        }
        if !self.is_still(&mut tx, front).await? {
            return Ok(None);
        }
        self.hold_lot(&mut tx, &front.mark.reached, &mut lot).await?;
        self.write_parts(&mut tx, front, &lot).await?;
        let reached = if lot.more { lot.last.clone() } else { front.mark.reached.clone() };
        let done = front.mark.done + lot.read;
        let total = front.mark.total.max(done);
        for part in &front.parts {
            let version = match part {
                Part::Board(_, board) => self.version_of(board),
                Part::Index => edition(),
            };
            let mark = Mark { version, reached: reached.clone(), done, total, filled: !lot.more };
            write_mark(&mut tx, part.name(), mark).await?;
            if let (Part::Board(_, board), false) = (part, lot.more) {
                clear_strays(&mut tx, board).await?;
            }
        }
        // Lists are asked again once: while boards fill up, they would be so many times a second.
        if !lot.more {
            change_feed::tell_nodes(&mut tx).await?;
        }
        tx.commit().await?;
        if !lot.more {
            self.changes.tell();
        }
        let filling = Filling { done: done.unsigned_abs(), total: total.unsigned_abs() };
        Ok(Some(Step { filling, unopened: lot.unopened }))
    }

    /// Whether the parts are where they were read.
    async fn is_still(&self, tx: &mut Tx, front: &Front) -> Result<bool, DbError> {
        let rows = sql("SELECT * FROM board_fill").all(tx).await?;
        let marks = marks(&rows)?;
        Ok(front.parts.iter().all(|part| match (part, marks.get(part.name())) {
            (Part::Board(_, board), Some(mark)) if mark.version == self.version_of(board) => {
                mark.reached == front.mark.reached && !mark.filled
            }
            (Part::Index, Some(mark)) => mark.reached == front.mark.reached && !mark.filled,
            (Part::Board(..), _) => front.mark.reached.is_empty(),
            (Part::Index, None) => false,
        }))
    }

    /// Locks the heads of a lot. What was written to or made since it was read is read again; what was erased goes.
    async fn hold_lot(&self, tx: &mut Tx, after: &str, lot: &mut Lot) -> Result<(), OpenError> {
        let lock = match tx {
            Tx::Sqlite(_) => "",
            Tx::Postgres(_) => " FOR UPDATE OF stream",
        };
        let text = format!(
            "SELECT stream_id, head_seq, wrapped_key, secret FROM stream LEFT JOIN key_secret ON id = stream_id \
             WHERE stream_id > $1 AND stream_id <= $2 AND wrapped_key IS NOT NULL ORDER BY stream_id{lock}"
        );
        let heads = sql(text).bind(after).bind(lot.last.as_str()).all(tx).await?;
        let read = std::mem::take(&mut lot.cases);
        let mut read: HashMap<CaseId, Replayed> = read.into_iter().map(|case| (case.id, case)).collect();
        for head in &heads {
            let (id, seq) = (CaseId(head.parsed("stream_id")?), head.int("head_seq")?);
            match read.remove(&id).filter(|case| case.seq == seq) {
                Some(case) => lot.cases.push(case),
                None => lot.add(self.read_again(tx, head).await)?,
            }
        }
        Ok(())
    }

    async fn read_again(&self, tx: &mut Tx, head: &Row) -> Result<Replayed, OpenError> {
        let text = "SELECT seq, version, sealed FROM entry WHERE stream_id = $1 ORDER BY seq";
        let entries = sql(text).bind(head.text("stream_id")?).all(tx).await?;
        self.replayed(head, &entries)
    }

    async fn write_parts(&self, tx: &mut Tx, front: &Front, lot: &Lot) -> Result<(), RunError> {
        let rows = lot.cases.iter().map(|case| self.rows_of(case.id, &case.case));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        for part in &front.parts {
            match part {
                Part::Board(place, board) => write_board(tx, *place, board, lot, &rows).await?,
                Part::Index => {
                    let mut index = IndexRows::default();
                    for case in &lot.cases {
                        index.add_all((case.id, &case.case, &case.key))?;
                    }
                    index.write_missing(tx).await?;
                }
            }
        }
        let cases: Vec<CaseId> = lot.cases.iter().map(|case| case.id).collect();
        Ok(settle_repeated(tx, &cases).await?)
    }

    /// Marks every board, and the index, as not filled, and empties the index.
    pub(super) async fn forget_boards(&self) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        if let Tx::Postgres(_) = tx {
            sql(TURN).all(&mut tx).await?;
        }
        let marks = marks(&sql("SELECT * FROM board_fill").all(&mut tx).await?)?;
        // What was refused by another way of counting is found anew beside it, not without it.
        if marks.get(INDEX).is_some_and(|mark| mark.version == edition()) {
            sql("DELETE FROM proposal WHERE base IS NULL").run(&mut tx).await?;
        }
        outdate_proposals(&mut tx).await?;
        let emptied = INDEX_TABLES.into_iter().filter(|table| *table != "proposal");
        for table in emptied.chain(["board_fill"]) {
            sql(format!("DELETE FROM {table}")).run(&mut tx).await?;
        }
        let total = i64::try_from(self.streams().await?).unwrap_or(i64::MAX);
        for part in Part::all() {
            let version = match part {
                Part::Board(_, board) => self.version_of(board),
                Part::Index => edition(),
            };
            let mark = Mark { version, reached: String::new(), done: 0, total, filled: false };
            write_mark(&mut tx, part.name(), mark).await?;
        }
        tx.commit().await
    }
}

impl Lot {
    fn add(&mut self, replayed: Result<Replayed, OpenError>) -> Result<(), OpenError> {
        match replayed {
            Ok(case) => self.cases.push(case),
            Err(error @ (OpenError::Db(_) | OpenError::Altered(_))) => return Err(error),
            Err(error @ (OpenError::Key(_) | OpenError::Unreadable(_) | OpenError::Erased)) => {
                tracing::error!(%error, "boards are filled without a case that does not open");
                self.unopened.get_or_insert(error);
            }
        }
        Ok(())
    }
}

/// The version of the index: how names are read and people are judged.
fn edition() -> String {
    linkage::EDITION.to_string()
}

fn marks(rows: &[Row]) -> Result<BTreeMap<String, Mark>, DbError> {
    let mark = |row: &Row| {
        let mark = Mark {
            version: row.text("version")?,
            reached: row.text("reached")?,
            done: row.int("done")?,
            total: row.int("total")?,
            filled: row.flag("filled")?,
        };
        Ok((row.text("board")?, mark))
    };
    rows.iter().map(mark).collect()
}

async fn write_mark(tx: &mut Tx, part: &str, mark: Mark) -> Result<(), DbError> {
    let text = "INSERT INTO board_fill (board, version, reached, done, total, filled) VALUES ($1, $2, $3, $4, $5, $6) \
                ON CONFLICT (board) DO UPDATE SET version = excluded.version, reached = excluded.reached, \
                done = excluded.done, total = excluded.total, filled = excluded.filled";
    let Mark { version, reached, done, total, filled } = mark;
    let statement = sql(text).bind(part).bind(version).bind(reached).bind(done).bind(total);
    statement.bind(filled).run(tx).await.map(|_| ())
}

/// Writes the rows of some cases in a board, over those that are there; rows that no case gives any more go. They are
/// not all deleted first: what others set in a row must stay.
async fn write_board(
    tx: &mut Tx,
    place: usize,
    board: &Board,
    lot: &Lot,
    rows: &[CaseRows],
) -> Result<(), DbError> {
    let cases: Vec<_> = lot.cases.iter().zip(rows).collect();
    for chunk in cases.chunks(COMPARED) {
        let ids = chunk.iter().map(|(case, _)| case.id.to_string().into());
        let keys: Vec<_> = chunk.iter().flat_map(|(_, rows)| rows.of_board(place)).collect();
        let named = board.key_names().join(", ");
        let one = |number: usize| placeholders(chunk.len() + number * board.key, board.key);
        let kept = match keys.len() {
            0 => String::new(),
            count => {
                format!(
                    " AND ({named}) NOT IN (VALUES {})",
                    (0..count).map(one).collect::<Vec<_>>().join(", ")
                )
            }
        };
        let text =
            format!("DELETE FROM {} WHERE case_id IN {}{kept}", board.table, placeholders(0, chunk.len()));
        let kept = keys.iter().flat_map(|row| row.iter().take(board.key).cloned());
        let bound = chunk.len() + keys.len() * board.key;
        sql(text).bind_all(ids).bind_all(kept).many(bound).run(tx).await?;
    }
    let sealed = cases
        .iter()
        .flat_map(|(case, rows)| rows.of_board(place).iter().map(|row| board.seal(&case.key, row.clone())));
    insert(tx, board.table, &board.names(), sealed.collect(), &on_conflict(board)).await
}

/// Rows of cases that are no longer there, or were erased.
async fn clear_strays(tx: &mut Tx, board: &Board) -> Result<(), DbError> {
    let text = format!(
        "DELETE FROM {} WHERE case_id <> '' AND NOT EXISTS \
         (SELECT 1 FROM stream WHERE stream_id = case_id AND wrapped_key IS NOT NULL)",
        board.table
    );
    sql(text).run(tx).await.map(|_| ())
}
