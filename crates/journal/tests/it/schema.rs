//! The two migrations say the same thing in two languages. Read as text: no database is needed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every migration of a database, in order, as one text without comments.
fn migrations(database: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let all: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    all.lines().filter(|line| !line.starts_with("--")).map(|line| format!("{line}\n")).collect()
}

fn sqlite() -> String {
    migrations("sqlite")
}

fn postgres() -> String {
    migrations("postgres")
}

/// Tables with their columns: name, portable type, and the rest of the definition. What is dropped later is gone.
fn columns(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for statement in statements(text) {
        tables.extend(table(&statement));
        if let Some(name) = statement.strip_prefix("DROP TABLE ") {
            assert!(tables.remove(name).is_some(), "{name}");
        }
        if let Some((name, column)) = added(&statement) {
            tables.get_mut(name).unwrap().push(portable(column));
        }
        if let Some((name, column)) = dropped(&statement) {
            let columns = tables.get_mut(name).unwrap();
            columns.retain(|definition| definition.split(' ').next() != Some(column));
        }
    }
    tables
}

fn added(statement: &str) -> Option<(&str, &str)> {
    statement.strip_prefix("ALTER TABLE ")?.split_once(" ADD COLUMN ")
}

fn dropped(statement: &str) -> Option<(&str, &str)> {
    statement.strip_prefix("ALTER TABLE ")?.split_once(" DROP COLUMN ")
}

/// What makes indexes, without those that are dropped later.
fn indexes(text: &str) -> Vec<String> {
    let mut indexes = statements(text);
    let gone: Vec<_> = indexes
        .iter()
        .filter_map(|s| s.strip_prefix("DROP INDEX ").map(|name| format!(" {name} ")))
        .collect();
    indexes.retain(|s| s.starts_with("CREATE INDEX") || s.starts_with("CREATE UNIQUE INDEX"));
    indexes.retain(|s| !gone.iter().any(|name| s.contains(name.as_str())));
    // An index goes with its table.
    let tables = columns(text);
    indexes.retain(|s| tables.keys().any(|table| s.contains(&format!(" ON {table} "))));
    indexes
}

fn statements(text: &str) -> Vec<String> {
    let clean = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split(';').map(clean).filter(|statement| !statement.is_empty()).collect()
}

fn table(statement: &str) -> Option<(String, Vec<String>)> {
    let (name, rest) = statement.strip_prefix("CREATE TABLE ")?.split_once(" (")?;
    let (body, _) = rest.rsplit_once(')')?;
    Some((name.to_owned(), parts(body).iter().map(|part| portable(part)).collect()))
}

/// Splits at the commas that stand in no parentheses.
fn parts(body: &str) -> Vec<String> {
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in body.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        match (c, depth) {
            (',', 0) => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

fn portable(definition: &str) -> String {
    definition.replace(" COLLATE \"C\"", "").replace("BYTEA", "BLOB").replace("BIGINT", "INTEGER")
}

/// Every table of the journal.
pub fn tables() -> Vec<String> {
    columns(&sqlite()).into_keys().collect()
}

/// The columns of a table.
pub fn columns_of(table: &str) -> Vec<String> {
    typed_columns_of(table).into_iter().map(|(name, _)| name).collect()
}

/// The columns of a table, each with its type as SQLite calls it.
pub fn typed_columns_of(table: &str) -> Vec<(String, String)> {
    let definitions = columns(&sqlite()).remove(table).unwrap();
    let none = ["PRIMARY", "CHECK", "UNIQUE", "FOREIGN"];
    let column = |definition: &String| {
        let mut words = definition.split(' ');
        let name = words.next().filter(|name| !none.contains(name))?;
        Some((name.to_owned(), words.next().unwrap_or_default().to_owned()))
    };
    definitions.iter().filter_map(column).collect()
}

#[test]
fn sqlite_and_the_server_have_the_same_tables_and_columns() {
    let (sqlite, postgres) = (columns(&sqlite()), columns(&postgres()));
    assert_eq!(sqlite.len(), 48, "the reader of the migrations sees every table");
    assert!(sqlite["report_row"].len() == 26 && sqlite["stream"][0] == "stream_id TEXT PRIMARY KEY");
    assert_eq!(sqlite, postgres);
}

#[test]
fn sqlite_and_the_server_have_the_same_indexes() {
    assert_eq!(indexes(&sqlite()), indexes(&postgres()));
    assert_eq!(indexes(&sqlite()).len(), 52);
}

/// Paging compares texts by their bytes in the program; the server must too, whatever its locale.
#[test]
fn every_text_of_the_server_is_ordered_by_its_bytes() {
    let text = postgres();
    assert_eq!(text.matches(" TEXT").count(), text.matches(" TEXT COLLATE \"C\"").count());
}
