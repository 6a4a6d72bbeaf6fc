//! The paths that a Rust source names: what it imports, and what it names in full where it uses it.

use super::rust_text::{Token, tokens};
use std::collections::BTreeSet;

/// An import: one leaf of a `use`.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// Where it stands.
    pub at: usize,
    /// The inline modules around it, outermost first.
    pub scope: Vec<String>,
    /// What is imported. Of `use a::b::*` it is `a::b`.
    pub path: Vec<String>,
    /// The name by which the source knows it; `*` for everything of a module.
    pub name: String,
    /// Whether others may import it from here.
    pub is_public: bool,
}

/// A path that is named where it is used.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub at: usize,
    /// The inline modules around it, outermost first.
    pub scope: Vec<String>,
    /// The path.
    pub path: Vec<String>,
}

/// The paths of a source.
#[derive(Debug, Default)]
pub struct Paths {
    /// Its imports.
    pub imports: Vec<Import>,
    /// Paths of two words or more outside of imports.
    pub mentions: Vec<Mention>,
    /// Words outside of imports by which it may use what it imported.
    pub words: BTreeSet<String>,
    /// Names of the items that it defines.
    pub defines: BTreeSet<String>,
}

/// Reads a source without comments, literals and tests (`rust_text::program`).
pub fn read(program: &str) -> Paths {
    let mut reader =
        Reader { tokens: tokens(program), at: 0, depth: 0, scope: Vec::new(), paths: Paths::default() };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    reader.paths
}

/// Words before the name of an item.
const ITEMS: [&str; 8] = ["fn", "struct", "enum", "trait", "const", "static", "type", "union"];

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
    /// Inline modules, each with the depth of what is in it.
    scope: Vec<(String, usize)>,
    paths: Paths,
}

impl<'a> Reader<'a> {
    /// The text of a token, counted from the one that is read now.
    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(Token::is_word)
    }

    fn before(&self) -> &'a str {
        self.at.checked_sub(1).map_or("", |before| self.tokens[before].text)
    }

    fn scope(&self) -> Vec<String> {
        self.scope.iter().map(|(name, _)| name.clone()).collect()
    }

    fn step(&mut self) {
        match self.text(0) {
            "{" => self.depth += 1,
            "}" => self.leave(),
            "mod" if self.is_word(1) => return self.module(),
            // Not the `use<'a>` of a type.
            "use" if self.text(1) != "<" => return self.import(),
            item if ITEMS.contains(&item) && self.is_word(1) => {
                self.paths.defines.insert(self.text(1).to_owned());
            }
            _ if self.is_word(0) => return self.word(),
            _ => {}
        }
        self.at += 1;
    }

    /// The declaration of a module: its name is no use of what bears the same name.
    fn module(&mut self) {
        if self.text(2) == "{" {
            self.scope.push((self.text(1).to_owned(), self.depth + 1));
        }
        self.at += 2;
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        let depth = self.depth;
        self.scope.retain(|(_, inside)| *inside <= depth);
    }

    /// A word, with those that are joined to it by `::`.
    fn word(&mut self) {
        let at = self.tokens[self.at].at;
        let before = self.before();
        let starts = before != "::" && before != ".";
        let mut path = vec![self.text(0).to_owned()];
        self.at += 1;
        while self.text(0) == "::" && self.is_word(1) {
            path.push(self.text(1).to_owned());
            self.at += 2;
        }
        // A field, a variable or a function of that name is another thing.
        if starts && before != "let" && before != "fn" {
            self.paths.words.extend(path.first().cloned());
        }
        if starts && path.len() > 1 {
            let scope = self.scope();
            self.paths.mentions.push(Mention { at, scope, path });
        }
    }

    fn import(&mut self) {
        let is_public = matches!(self.before(), "pub" | ")");
        self.at += 1;
        if self.text(0) == "::" {
            self.at += 1;
        }
        self.tree(&[], is_public);
    }

    /// One branch of a `use`, down to its leaves.
    fn tree(&mut self, before: &[String], is_public: bool) {
        let mut path = before.to_vec();
        let at = self.tokens.get(self.at).map_or(0, |token| token.at);
        while self.is_word(0) && self.text(1) == "::" {
            path.push(self.text(0).to_owned());
            self.at += 2;
        }
        if self.text(0) == "{" {
            return self.branches(&path, is_public);
        }
        let last = self.text(0).to_owned();
        self.at += 1;
        if last != "self" && last != "*" {
            path.push(last.clone());
        }
        let mut name = if last == "*" { last } else { path.last().cloned().unwrap_or_default() };
        if self.text(0) == "as" {
            self.text(1).clone_into(&mut name);
            self.at += 2;
        }
        let scope = self.scope();
        self.paths.imports.push(Import { at, scope, path, name, is_public });
    }

    fn branches(&mut self, path: &[String], is_public: bool) {
        self.at += 1;
        while self.at < self.tokens.len() && self.text(0) != "}" {
            if self.text(0) == "," {
                self.at += 1;
            } else {
                self.tree(path, is_public);
            }
        }
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(source: &str) -> Vec<String> {
        let all = read(source).imports;
        let line = |one: &Import| {
            let public = if one.is_public { "pub " } else { "" };
            format!("{public}{}={}", one.name, one.path.join("::"))
        };
        all.iter().map(line).collect()
    }

    #[test]
    fn every_leaf_of_an_import_is_read() {
        assert_eq!(imports("use crate::a::B;"), ["B=crate::a::B"]);
        assert_eq!(
            imports("use crate::{a::{self, B as C}, d::*,};\nuse super::e;"),
            ["a=crate::a", "C=crate::a::B", "*=crate::d", "e=super::e"]
        );
        assert_eq!(imports("pub use a::B; pub(crate) use ::c::D;"), ["pub B=a::B", "pub D=c::D"]);
        assert!(imports("fn a() -> impl Iterator + use<'a> {}").is_empty());
    }

    #[test]
    fn paths_are_read_where_they_are_used() {
        let paths = read("fn f(a: crate::b::C) { super::d::e::<F>(); g.h::<I>(); j::k!() }");
        let found: Vec<_> = paths.mentions.iter().map(|one| one.path.join("::")).collect();
        assert_eq!(found, ["crate::b::C", "super::d::e", "j::k"]);
        assert!(paths.words.contains("j") && !paths.words.contains("h") && paths.defines.contains("f"));
    }

    #[test]
    fn a_path_in_an_inline_module_says_so() {
        let paths = read("mod a { use super::b; fn c() { super::d::e() } } use super::f;");
        let scopes: Vec<_> = paths.imports.iter().map(|one| one.scope.join("::")).collect();
        assert_eq!(scopes, ["a", ""]);
        assert_eq!(paths.mentions[0].scope, ["a"]);
    }

    #[test]
    fn a_source_that_does_not_compile_ends_all_the_same() {
        for source in ["use", "use a::{", "use a::{b", "mod", "a::", "}}", "use a as"] {
            read(source);
        }
    }
}
