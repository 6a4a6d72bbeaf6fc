//! Rows of files as what is compared: in an order of their own, each thing that is written twice once.
//!
//! What comes out of linking must not depend on the order of the rows. So rows are put in the order of what they say
//! first, and all that follows sees this order only. Rows that say the same letter for letter become one **node**: sixty
//! copies of one person are one comparison, not 1,830.

use crate::name::{Name, mix};
use crate::people::People;
use crate::record::{Home, Lexicon, Record};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// People of whom a small file may have been drawn, at least.
const FEWEST: f64 = 100.0;
/// Rows of one node that count when pairs are counted: a person copied a thousand times teaches no more than one copied
/// so often.
const COUNTED: usize = 20;

/// Records to compare, in the order of what they say.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    /// What the rows of a node say; `report` is that of its only row, or 0.
    pub(crate) records: Vec<Record>,
    /// The file of each node.
    pub(crate) files: Vec<u8>,
    rows: Vec<u32>,
    /// Where the rows of each node begin, and where the last ones end.
    starts: Vec<u32>,
    /// Reports of the nodes that have several rows and stand in any, in order.
    reports: FxHashMap<u32, Vec<u32>>,
}

impl Nodes {
    /// The rows of files, those of equal content together.
    pub(crate) fn of(people: &People) -> Self {
        let sorted = sorted(people);
        let mut nodes = Self::default();
        for rows in sorted.chunk_by(|x, y| x.same_as(y)) {
            let record = &people.records[rows[0].row as usize];
            if record.says_who() {
                nodes.add_together(people, rows);
            } else {
                rows.iter().for_each(|row| nodes.add(people, &[row.row]));
            }
        }
        nodes.starts.push(nodes.rows.len() as u32);
        nodes
    }

    /// Rows of one content as few nodes as their reports allow: two people of one report are two.
    fn add_together(&mut self, people: &People, rows: &[Row]) {
        let mut seen: FxHashMap<u32, usize> = FxHashMap::default();
        let mut parts: Vec<Vec<u32>> = Vec::new();
        for row in rows {
            let report = people.records[row.row as usize].report;
            let times = seen.entry(report).or_default();
            let part = if report == 0 { 0 } else { *times };
            *times += 1;
            if parts.len() <= part {
                parts.push(Vec::new());
            }
            parts[part].push(row.row);
        }
        parts.iter().for_each(|rows| self.add(people, rows));
    }

    fn add(&mut self, people: &People, rows: &[u32]) {
        let record = people.records[rows[0] as usize];
        self.starts.push(self.rows.len() as u32);
        let mut reports: Vec<u32> = rows.iter().map(|row| people.records[*row as usize].report).collect();
        reports.retain(|report| *report != 0);
        reports.sort_unstable();
        let report = match (&rows, &reports[..]) {
            ([_], [report]) => *report,
            (_, []) => 0,
            (_, _) => {
                self.reports.insert(self.records.len() as u32, reports);
                0
            }
        };
        self.records.push(Record { report, ..record });
        self.files.push(people.files()[rows[0] as usize]);
        self.rows.extend_from_slice(rows);
    }

    /// The rows of a node.
    pub(crate) fn rows(&self, node: u32) -> &[u32] {
        &self.rows[self.range(node)]
    }

    fn range(&self, node: u32) -> Range<usize> {
        self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize
    }

    /// How many rows of a node count as pairs.
    pub(crate) fn weight(&self, node: u32) -> u32 {
        self.range(node).len().min(COUNTED) as u32
    }

    /// Rows in all.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Nodes of several rows.
    pub(crate) fn copied(&self) -> impl Iterator<Item = u32> {
        (0..self.records.len() as u32).filter(|node| self.range(*node).len() > 1)
    }

    /// Whether two nodes cannot be one person.
    pub(crate) fn apart(&self, a: u32, b: u32) -> bool {
        let (x, y) = (&self.records[a as usize], &self.records[b as usize]);
        x.apart(y) || (!self.reports.is_empty() && self.share_a_report(a, b))
    }

    fn share_a_report(&self, a: u32, b: u32) -> bool {
        let of = |node: u32| -> &[u32] {
            let own = std::slice::from_ref(&self.records[node as usize].report);
            self.reports.get(&node).map_or(own, |reports| &reports[..])
        };
        let (a, b) = (of(a), of(b));
        a.iter().any(|report| *report != 0 && b.binary_search(report).is_ok())
    }

    /// How many rows a row could be one with, on average.
    pub(crate) fn partners(&self, across: bool) -> f64 {
        let all = self.len() as f64;
        // A file of eight rows is drawn from more people than eight.
        if !across {
            return all.max(FEWEST);
        }
        let first = (0_u32..).zip(&self.files).filter(|(_, file)| **file == 0);
        let first = first.map(|(node, _)| self.rows(node).len()).sum::<usize>() as f64;
        (2.0 * first * (all - first) / all).max(1.0)
    }

    /// The node of each row.
    pub(crate) fn of_rows(&self) -> Vec<u32> {
        let mut of = vec![0; self.rows.len()];
        for node in 0..self.records.len() as u32 {
            self.rows(node).iter().for_each(|row| of[*row as usize] = node);
        }
        of
    }
}

/// What a row is put in order by.
#[derive(Debug)]
struct Row {
    /// Sound of the family name, then of the given name: those that are compared lie near each other in memory.
    sound: (u64, u64),
    content: u64,
    file: u8,
    row: u32,
}

impl Row {
    fn same_as(&self, other: &Self) -> bool {
        self.content == other.content && self.file == other.file
    }
}

fn sorted(people: &People) -> Vec<Row> {
    let (given, family) = (&people.lexicon.given, &people.lexicon.family);
    let mut rows: Vec<Row> = people
        .records
        .par_iter()
        .zip(people.files())
        .enumerate()
        .map(|(row, (record, file))| Row {
            sound: (
                family.get(record.family).map_or(0, |name| name.sound),
                given.get(record.given).map_or(0, Name::group),
            ),
            content: content(&people.lexicon, record),
            file: *file,
            row: row as u32,
        })
        .collect();
    rows.par_sort_unstable_by(|x, y| {
        (x.sound, x.content, x.file)
            .cmp(&(y.sound, y.content, y.file))
            .then_with(|| people.id(x.row).cmp(people.id(y.row)))
    });
    rows
}

/// All that a record says but its report, as a number that does not depend on other records.
fn content(lexicon: &Lexicon, record: &Record) -> u64 {
    let name = |name: Option<&Name>| name.map_or(0, |name| name.identity);
    let home = |home: &Home| {
        let street = lexicon.street_at(home.street).map_or(0, |street| street.hash);
        let place = mix(u64::from(home.postcode) << 32 | u64::from(home.town)) ^ u64::from(home.area);
        [street, u64::from(home.number), place]
    };
    let own = [
        name(lexicon.given.get(record.given)),
        name(lexicon.family.get(record.family)),
        u64::from(record.birth.0) << 8 | u64::from(record.sex),
        record.document.number,
    ];
    let homes = record.homes.iter().flat_map(home);
    own.into_iter().chain(homes).chain(record.phones).fold(0xC0_47_E7, |sum, part| mix(sum ^ part))
}
