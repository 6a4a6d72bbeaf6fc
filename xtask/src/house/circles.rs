//! No circle of imports between the files of one crate: whoever reads a file can read what it needs first.
//!
//! What is seen: `use`, and paths written in full, outside of tests. What is not seen: a method that its type has in
//! another file. A file that only declares modules and hands on what they define does not need them; one that calls
//! them does.

use super::Finding;
use super::files::File;
use super::rust_paths::{Import, Paths, read};
use super::rust_text::program;
use std::collections::{BTreeMap, BTreeSet};

/// Finds circles in every crate.
pub fn check(files: &[File]) -> Vec<Finding> {
    let of =
        |file: &File| file.path.strip_prefix("crates/")?.split_once("/src/").map(|(name, _)| name.to_owned());
    let crates: BTreeSet<_> = files.iter().filter_map(of).collect();
    crates.iter().flat_map(|name| Tree::of(files, name).circles(name)).collect()
}

/// How far a re-export of a re-export is followed.
const HOPS: usize = 8;

/// A source file of a crate, and the module that it is.
struct Source<'a> {
    file: &'a File,
    module: Vec<String>,
    paths: Paths,
}

/// The files of a crate.
struct Tree<'a> {
    sources: Vec<Source<'a>>,
    modules: BTreeMap<Vec<String>, usize>,
}

/// One file names another: by which path, and where first.
struct Arrow {
    at: usize,
    path: String,
}

/// From one file to another, each as its place in [`Tree::sources`].
type Arrows = BTreeMap<(usize, usize), Arrow>;

impl<'a> Tree<'a> {
    fn of(files: &'a [File], name: &str) -> Self {
        let folder = format!("crates/{name}/src/");
        let source = |file: &'a File| {
            let module = module(file.path.strip_prefix(&folder)?)?;
            Some(Source { file, module, paths: read(&program(&file.text)) })
        };
        let sources: Vec<_> = files.iter().filter_map(source).collect();
        let modules = sources.iter().enumerate().map(|(at, source)| (source.module.clone(), at)).collect();
        Self { sources, modules }
    }

    /// The file of a module, or of the one around it when it is written inside a file.
    fn file_of(&self, module: &[String]) -> Option<usize> {
        (0..=module.len()).rev().find_map(|length| self.modules.get(&module[..length]).copied())
    }

    /// The file that a path leads to, read in a module; `None` for what another crate has.
    fn resolve(&self, module: &[String], path: &[String], hops: usize) -> Option<usize> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => parent(module),
            child => self.child(module, child)?,
        };
        while let Some((next, after)) = rest.split_first() {
            match next.as_str() {
                "super" => at = parent(&at),
                child => match self.child(&at, child) {
                    Some(inner) => at = inner,
                    None => break,
                },
            }
            rest = after;
        }
        let here = self.file_of(&at)?;
        let through = rest.first().filter(|_| hops > 0).and_then(|name| self.through(here, name, rest, hops));
        through.or(Some(here))
    }

    fn child(&self, module: &[String], name: &str) -> Option<Vec<String>> {
        let inner: Vec<_> = module.iter().cloned().chain([name.to_owned()]).collect();
        self.modules.contains_key(&inner).then_some(inner)
    }

    /// Where a name comes from that a file has only because it imports it.
    fn through(&self, here: usize, name: &str, rest: &[String], hops: usize) -> Option<usize> {
        let Source { module, paths, .. } = &self.sources[here];
        if paths.defines.contains(name) {
            return None;
        }
        let named = paths.imports.iter().find(|import| import.name == name);
        if let Some(import) = named {
            let path: Vec<_> = import.path.iter().chain(&rest[1..]).cloned().collect();
            return self.resolve(&inside(module, &import.scope), &path, hops - 1);
        }
        let all = paths.imports.iter().filter(|import| import.name == "*");
        let there = |import: &Import| self.resolve(&inside(module, &import.scope), &import.path, hops - 1);
        all.filter_map(there).find(|there| self.sources[*there].paths.defines.contains(name))
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (from, source) in self.sources.iter().enumerate() {
            let paths = &source.paths;
            // What a file only hands on does not need to be read first.
            let needed = |import: &&Import| !import.is_public || paths.words.contains(&import.name);
            let imports = paths.imports.iter().filter(needed);
            let imports = imports.map(|import| (import.at, &import.scope, &import.path));
            let mentions = paths.mentions.iter().map(|one| (one.at, &one.scope, &one.path));
            for (at, scope, path) in imports.chain(mentions) {
                let to = self.resolve(&inside(&source.module, scope), path, HOPS);
                if let Some(to) = to.filter(|to| *to != from) {
                    arrows.entry((from, to)).or_insert_with(|| Arrow { at, path: path.join("::") });
                }
            }
        }
        arrows
    }

    fn circles(&self, name: &str) -> Vec<Finding> {
        let arrows = self.arrows();
        let circles = circles(self.sources.len(), &arrows);
        circles
            .iter()
            .map(|circle| Finding::of(format!("crates/{name}"), self.say(circle, &arrows)))
            .collect()
    }

    fn say(&self, circle: &BTreeSet<usize>, arrows: &Arrows) -> String {
        let names: Vec<_> = circle.iter().map(|at| self.sources[*at].file.path.as_str()).collect();
        let mut text = format!("{} files need each other in a circle: {}", names.len(), names.join(", "));
        for ((from, to), arrow) in arrows {
            if circle.contains(from) && circle.contains(to) {
                let (from, to) = (self.sources[*from].file, &self.sources[*to].file.path);
                let path = format!("names {} of {to}", arrow.path);
                text += &format!("\n    {}", Finding::at(from, arrow.at, path));
            }
        }
        text
    }
}

/// The module that a file is; `None` for what is no source of the library, or is only for tests.
fn module(path: &str) -> Option<Vec<String>> {
    let path = path.strip_suffix(".rs")?;
    let mut words: Vec<_> = path.split('/').map(str::to_owned).collect();
    if words.iter().any(|word| word == "tests") || path == "main" {
        return None;
    }
    if path == "lib" || words.last().is_some_and(|last| last == "mod") {
        words.pop();
    }
    Some(words)
}

fn parent(module: &[String]) -> Vec<String> {
    module[..module.len().saturating_sub(1)].to_vec()
}

fn inside(module: &[String], scope: &[String]) -> Vec<String> {
    module.iter().chain(scope).cloned().collect()
}

/// Groups of two or more that reach each other.
fn circles(count: usize, arrows: &Arrows) -> Vec<BTreeSet<usize>> {
    let reached: Vec<_> = (0..count).map(|from| reach(from, arrows)).collect();
    let circle = |one: usize| {
        let back = reached[one].iter().copied().filter(|other| reached[*other].contains(&one));
        back.collect::<BTreeSet<_>>()
    };
    let all: BTreeSet<_> = (0..count).map(circle).filter(|circle| circle.len() > 1).collect();
    all.into_iter().collect()
}

/// Every file that is reached from one, over one arrow or more.
fn reach(from: usize, arrows: &Arrows) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        let ahead = arrows.range((next, 0)..=(next, usize::MAX)).map(|((_, to), _)| *to);
        open.extend(ahead.filter(|to| reached.insert(*to)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sources: &[(&str, &str)]) -> Vec<String> {
        let file = |(path, text): &(&str, &str)| File {
            path: format!("crates/web/src/{path}"),
            text: (*text).to_owned(),
        };
        let files: Vec<_> = sources.iter().map(file).collect();
        Tree::of(&files, "web").circles("web").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_circle_names_its_files_and_the_lines_that_make_it() {
        let circle = found(&[
            ("lib.rs", "mod a;\nmod b;\nmod c;\n"),
            ("a.rs", "\nuse crate::b::B;\n"),
            ("b.rs", "fn f() { crate::c::g() }"),
            ("c.rs", "use super::a;\nuse crate::d::D;"),
            ("d.rs", "struct D;"),
        ]);
        let expected = "crates/web: 3 files need each other in a circle: crates/web/src/a.rs, crates/web/src/b.rs, \
            crates/web/src/c.rs\n    crates/web/src/a.rs:2: names crate::b::B of crates/web/src/b.rs\n    \
            crates/web/src/b.rs:1: names crate::c::g of crates/web/src/c.rs\n    \
            crates/web/src/c.rs:1: names super::a of crates/web/src/a.rs";
        assert_eq!(circle, [expected]);
    }

    #[test]
    fn tests_and_comments_make_no_circle() {
        let there = ("b.rs", "use crate::a::A;");
        for text in [
            "// crate::b::B\nstruct A;",
            "struct A; #[cfg(test)] mod tests { use crate::b::B; }",
            "fn a() { f(\"crate::b::B\") }",
        ] {
            assert_eq!(found(&[("a.rs", text), there]), [""; 0], "{text}");
        }
        assert_eq!(
            found(&[("a/tests.rs", "use crate::b::B;"), ("b.rs", "use crate::a::tests::T;")]),
            [""; 0]
        );
    }

    #[test]
    fn a_parent_that_only_hands_on_makes_no_circle_with_its_children() {
        let children = [
            ("wing/one.rs", "use super::Two; pub struct One;"),
            ("wing/two.rs", "use crate::wing::shared; pub struct Two;"),
            ("wing/shared.rs", "pub fn shared() {}"),
        ];
        let with = |parent| found(&[&[("wing/mod.rs", parent)], &children[..]].concat());
        let parent =
            "mod one; mod two; mod shared;\npub use one::One; pub(crate) use two::Two; pub use shared::*;";
        assert_eq!(with(parent), [""; 0]);
        let uses = "mod one; mod two; pub use one::One; pub use two::Two; pub fn f(one: One) {}";
        // `one` takes what `two` defines, and the parent takes `one`: still no way back to the parent.
        assert_eq!(with(uses), [""; 0]);
        let defines = "mod one; mod two; use one::One; pub struct Two(One);";
        assert_eq!(with(defines).len(), 1);
    }

    #[test]
    fn a_name_is_followed_to_the_file_that_defines_it() {
        let circle = found(&[
            ("lib.rs", "mod a; mod b; pub use b::B as C;"),
            ("a.rs", "use crate::C; pub struct A;"),
            ("b.rs", "use crate::a::A; pub struct B;"),
        ]);
        assert_eq!(circle.len(), 1, "{circle:?}");
        let external =
            found(&[("a.rs", "pub use jiff::Timestamp; use crate::b::B;"), ("b.rs", "use jiff::Zoned;")]);
        assert_eq!(external, [""; 0]);
    }

    #[test]
    fn a_child_is_known_by_its_name_alone_and_a_crate_of_that_name_is_not() {
        let files = |parent| found(&[("account.rs", parent), ("account/own.rs", "use super::f;")]);
        assert_eq!(files("mod own; fn f() { own::show() }").len(), 1);
        let other = [("access.rs", "use crate::page::Page;"), ("page.rs", "use access::Policies;")];
        assert_eq!(found(&other), [""; 0]);
    }

    #[test]
    fn above_an_inline_module_is_its_own_file() {
        assert_eq!(
            found(&[("a.rs", "mod inner { use super::f; } fn f() {}"), ("lib.rs", "mod a;")]),
            [""; 0]
        );
    }
}
