//! Whatever the policies decide is asked by the program: when only tests ask, a lawyer who edits the rule changes
//! nothing.

use super::Finding;
use super::files::File;
use super::rust_text::{Token, for_tests, literals, program, tokens};
use std::collections::BTreeSet;
use std::ops::Range;

const SCHEMA: &str = "content/policies/schema.cedarschema";

/// Puts questions to the policies.
const ASKING: &str = "crates/access/src/";

/// Folders of the program whose questions count. `journal` gives the commands that one case tells another.
const PROGRAM: [&str; 3] = ["crates/web/src/", "crates/havre/src/", "crates/journal/src/"];

/// A list of the schema whose words are values of Rust, each under its function `word`.
struct List {
    /// Its name in the schema.
    name: &'static str,
    /// How the names of those enums end. Commands of a wing may be an enum of their own.
    enums: &'static [&'static str],
    /// Where they are.
    folder: &'static str,
}

const LISTS: [List; 3] = [
    List { name: "Command", enums: &["Command", "Wish"], folder: "crates/casework/src/" },
    List { name: "Reader", enums: &["Reader", "Audience"], folder: ASKING },
    List { name: "Copy", enums: &["Copy"], folder: ASKING },
];

/// Finds actions and words of the schema that nothing in the program asks about.
pub fn check(files: &[File]) -> Vec<Finding> {
    let Some(schema) = files.iter().find(|file| file.path == SCHEMA) else {
        return vec![Finding::of(SCHEMA, "is missing")];
    };
    let sources = |folder: &str| -> Vec<Source> {
        let of = |file: &&File| file.is_in(folder) && file.ends(".rs") && !is_for_tests(&file.path);
        files.iter().filter(of).map(Source::of).collect()
    };
    let program: Vec<_> = PROGRAM.iter().flat_map(|folder| sources(folder)).collect();
    let asking = sources(ASKING);
    let actions = actions(&schema.text);
    if actions.is_empty() {
        return vec![Finding::of(SCHEMA, "declares no action: is it written in another way now?")];
    }
    let actions = actions.iter().filter_map(|(at, action)| {
        let what = unasked_action(action, &asking, &program)?;
        Some(Finding::at(schema, *at, what))
    });
    let words = LISTS.iter().flat_map(|list| unasked_words(list, schema, &sources(list.folder), &program));
    actions.chain(words).collect()
}

/// A file that is a module of tests as a whole.
fn is_for_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// A source without its tests.
struct Source<'a> {
    /// As it is written.
    text: &'a str,
    /// Every byte where it was.
    program: String,
    /// Literals outside of tests: where, and the text.
    texts: Vec<(usize, &'a str)>,
    functions: Vec<Function>,
    /// Functions that it calls of others: what it calls of `self` is its own.
    called: BTreeSet<String>,
    /// Values that it makes: the enum and the variant.
    made: BTreeSet<(String, String)>,
}

impl<'a> Source<'a> {
    fn of(file: &'a File) -> Self {
        let tests = for_tests(&file.text);
        let outside = |at: usize| !tests.iter().any(|range| range.contains(&at));
        let texts = literals(&file.text).into_iter().map(|literal| (literal.at, literal.text));
        let texts = texts.filter(|(at, _)| outside(*at)).collect();
        let program = program(&file.text);
        let tokens = tokens(&program);
        let (functions, called, made) = (functions(&tokens), called(&tokens), made(&tokens));
        Self { text: &file.text, texts, functions, called, made, program }
    }

    /// The functions that call one of this name.
    fn callers(&self, name: &str) -> Vec<&str> {
        let calls = |one: &&Function| names_call(&self.program[one.body.clone()], name);
        self.functions.iter().filter(calls).map(|one| one.name.as_str()).collect()
    }

    /// The innermost function around a byte.
    fn function_at(&self, byte: usize) -> Option<&Function> {
        let around = self.functions.iter().filter(|function| function.body.contains(&byte));
        around.min_by_key(|function| function.body.len())
    }
}

/// A function with its body.
struct Function {
    name: String,
    /// Whether other crates may call it.
    is_public: bool,
    body: Range<usize>,
}

fn functions(tokens: &[Token]) -> Vec<Function> {
    let starts = tokens.iter().enumerate().filter(|(_, token)| token.text == "fn");
    starts.filter_map(|(at, _)| Function::read(tokens, at)).collect()
}

impl Function {
    fn read(tokens: &[Token], at: usize) -> Option<Self> {
        let name = tokens.get(at + 1).filter(|token| token.is_word())?.text.to_owned();
        let open = at + tokens[at..].iter().position(|token| token.text == "{" || token.text == ";")?;
        let end = closing(tokens, open)?;
        let mut before = tokens[..at].iter().rev().map(|token| token.text);
        let before = before.find(|word| !["const", "async", "unsafe"].contains(word));
        Some(Self { name, is_public: before == Some("pub"), body: tokens[open].at..tokens[end].at })
    }
}

/// The token that closes the bracket of a token; itself when it opens none.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The text of a schema, with blanks for its comments.
fn without_comments(schema: &str) -> String {
    let line = |line: &str| {
        let code = line.find("//").unwrap_or(line.len());
        let rest = line[code..]
            .chars()
            .map(|letter| if letter == '\n' { "\n".into() } else { " ".repeat(letter.len_utf8()) });
        line[..code].to_owned() + &rest.collect::<String>()
    };
    schema.split_inclusive('\n').map(line).collect()
}

/// The actions of a schema: where each is declared, and its name.
fn actions(schema: &str) -> Vec<(usize, String)> {
    let text = without_comments(schema);
    let starts = text.match_indices("action ").map(|(at, start)| at + start.len());
    let names = starts.flat_map(|start| {
        let end = text[start..].find("appliesTo").map_or(start, |length| start + length);
        let name = |name: &str| (start, name.trim().trim_matches('"').to_owned());
        text[start..end].split(',').map(name).collect::<Vec<_>>()
    });
    names.filter(|(_, name)| !name.is_empty()).collect()
}

/// The words of a list of the schema: where each is, and the word.
fn words<'a>(schema: &'a str, list: &str) -> Vec<(usize, &'a str)> {
    let text = without_comments(schema);
    let start = format!("entity {list} enum");
    let Some(start) = text.find(&start) else { return Vec::new() };
    let end = text[start..].find(']').map_or(start, |length| start + length);
    let in_list = literals(schema).into_iter().filter(|literal| (start..end).contains(&literal.at));
    in_list.map(|literal| (literal.at, literal.text)).collect()
}

/// Why an action changes nothing; `None` when the program asks about it.
fn unasked_action(action: &str, asking: &[Source], program: &[Source]) -> Option<String> {
    let askers = askers(action, asking);
    if askers.is_empty() {
        return Some(format!("no public function of {ASKING} asks about the action `{action}`"));
    }
    if askers.iter().any(|name| program.iter().any(|source| source.called.contains(*name))) {
        return None;
    }
    let names = askers.into_iter().collect::<Vec<_>>().join("`, `");
    Some(format!("the program never asks about the action `{action}`: only tests call `{names}`"))
}

/// The public functions that ask about an action, by themselves or through others of their crate.
fn askers<'a>(action: &str, asking: &'a [Source]) -> BTreeSet<&'a str> {
    let direct = asking.iter().flat_map(|source| direct(action, source));
    let mut open: Vec<_> = direct.collect();
    let mut known: BTreeSet<_> = open.iter().copied().collect();
    while let Some(name) = open.pop() {
        let callers = asking.iter().flat_map(|source| source.callers(name));
        open.extend(callers.filter(|caller| known.insert(caller)));
    }
    let functions: Vec<_> = asking.iter().flat_map(|source| &source.functions).collect();
    let public = |name: &&str| functions.iter().any(|one| one.is_public && one.name == *name);
    known.into_iter().filter(public).collect()
}

/// The functions of a source in which a call begins with the word of an action.
fn direct<'a>(action: &str, source: &'a Source) -> Vec<&'a str> {
    let is_question = |at: usize, text: &str| text == action && is_first(source, at);
    let questions = source.texts.iter().filter(|(at, text)| is_question(*at, text));
    questions.filter_map(|(at, _)| Some(source.function_at(*at)?.name.as_str())).collect()
}

/// Whether a literal stands first in round brackets: the first argument of a call, or of a pair that is asked about.
fn is_first(source: &Source, at: usize) -> bool {
    tokens(&source.program[..at]).last().is_some_and(|token| token.text == "(")
}

fn names_call(body: &str, name: &str) -> bool {
    tokens(body).windows(2).any(|pair| pair[0].text == name && pair[1].text == "(")
}

fn called(tokens: &[Token]) -> BTreeSet<String> {
    let calls = tokens.windows(4).filter(|four| {
        let is_of_others = ["::", "."].contains(&four[1].text) && four[0].text != "self";
        is_of_others && four[3].text == "("
    });
    calls.map(|four| four[2].text.to_owned()).collect()
}

/// Words of a list for which no value is made in the program, or which no value has.
fn unasked_words(list: &List, schema: &File, defining: &[Source], program: &[Source]) -> Vec<Finding> {
    let of = |source| values(source, list).into_iter().chain(variants(source, list));
    let values: Vec<_> = defining.iter().flat_map(of).collect();
    let unasked = |(at, word)| Some(Finding::at(schema, at, unasked_word(word, list, &values, program)?));
    words(&schema.text, list.name).into_iter().filter_map(unasked).collect()
}

/// Why a word changes nothing; `None` when the program asks with it.
fn unasked_word(word: &str, list: &List, values: &[Value], program: &[Source]) -> Option<String> {
    let of_word = || values.iter().filter(|value| value.word == word);
    let Some(first) = of_word().next() else {
        return Some(format!("no value in {} has the word \"{word}\" of {}", list.folder, list.name));
    };
    let is_of_word = |(owner, variant): &(String, String)| {
        is_enum(list, owner) && of_word().any(|value| value.variant == *variant)
    };
    let asks = program.iter().any(|source| source.made.iter().any(is_of_word));
    let what = || format!("only tests make `{}::{}`", list.name, first.variant);
    (!asks).then(|| format!("the program never asks with \"{word}\": {}", what()))
}

/// The variants of an enum of the list whose words are derived from their names, or said by `serialize`.
fn variants(source: &Source, list: &List) -> Vec<Value> {
    let declared = list.enums.iter().filter_map(|name| {
        let start = source.text.find("EnumDiscriminants)]")?;
        let start = start + source.text[start..].find(&format!("pub enum {name} {{"))?;
        let end = start + source.text[start..].find("\n}")?;
        Some(&source.text[start..end])
    });
    let mut values = Vec::new();
    for text in declared {
        let mut said = None;
        for line in text.lines().skip(1) {
            if let Some((_, rest)) = line.split_once("serialize = \"") {
                said = rest.split('"').next().map(str::to_owned);
            }
            let name: String =
                line.strip_prefix("    ").unwrap_or("").chars().take_while(|c| c.is_alphanumeric()).collect();
            if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                values.push(Value { word: said.take().unwrap_or_else(|| kebab(&name)), variant: name });
            }
        }
    }
    values
}

/// `EndFollowUp` as `end-follow-up`.
fn kebab(name: &str) -> String {
    let letter = |(at, letter): (usize, char)| {
        let dash = if at > 0 && letter.is_ascii_uppercase() { "-" } else { "" };
        format!("{dash}{}", letter.to_ascii_lowercase())
    };
    name.char_indices().map(letter).collect()
}

/// A value of an enum, and its word.
struct Value {
    word: String,
    variant: String,
}

/// The values of a list that a source gives words to: `Self::Sign(_) => "sign"` in a function `word`.
fn values(source: &Source, list: &List) -> Vec<Value> {
    let value = |(at, word): &(usize, &str)| {
        let function = source.function_at(*at).filter(|function| function.name == "word")?;
        let variant = pattern(source, list, function.body.start, *at)?;
        Some(Value { word: (*word).to_owned(), variant })
    };
    source.texts.iter().filter_map(value).collect()
}

/// The innermost variant of the pattern before the `=>` that ends at a byte.
fn pattern(source: &Source, list: &List, start: usize, end: usize) -> Option<String> {
    let tokens = tokens(&source.program[start..end]);
    let (arrow, before) = tokens.split_last()?;
    if arrow.text != "=>" {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in before.iter().enumerate().rev() {
        match token.text {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" | "," if depth == 0 => return None,
            "(" | "[" | "{" => depth -= 1,
            "::" if is_value(source, list, start, before, at) => return Some(before[at + 1].text.to_owned()),
            _ => {}
        }
    }
    None
}

/// Whether a `::` stands between an enum of the list and its variant.
fn is_value(source: &Source, list: &List, start: usize, tokens: &[Token], at: usize) -> bool {
    let owner = at.checked_sub(1).map_or("", |before| tokens[before].text);
    let owner = if owner == "Self" { owner_at(&source.program[..start]) } else { owner };
    tokens.get(at + 1).is_some_and(Token::is_word) && is_enum(list, owner)
}

/// The type of the last `impl` before the end of a text.
fn owner_at(before: &str) -> &str {
    let tokens = tokens(before);
    let last = tokens.iter().rposition(|token| token.text == "impl");
    let open =
        last.and_then(|last| tokens[last..].iter().position(|token| token.text == "{").map(|at| last + at));
    open.map_or("", |open| tokens[open - 1].text)
}

fn is_enum(list: &List, name: &str) -> bool {
    list.enums.iter().any(|end| name.ends_with(end))
}

/// Paths of two words that are values, and no patterns: these only look whether something has the value.
fn made(tokens: &[Token]) -> BTreeSet<(String, String)> {
    let is_path =
        |at: &usize| tokens[at - 1].text == "::" && tokens[at - 2].is_word() && tokens[*at].is_word();
    let values = (2..tokens.len()).filter(is_path).filter(|at| !is_pattern(tokens, *at));
    values.map(|at| (tokens[at - 2].text.to_owned(), tokens[at].text.to_owned())).collect()
}

/// Whether a variant stands in a pattern: before `=>`, `=` or `|`, whatever it is wrapped in.
fn is_pattern(tokens: &[Token], variant: usize) -> bool {
    let mut next = variant + 1;
    if tokens.get(next).is_some_and(|token| ["(", "{"].contains(&token.text)) {
        next = closing(tokens, next).map_or(tokens.len(), |end| end + 1);
    }
    while tokens.get(next).is_some_and(|token| token.text == ")") {
        next += 1;
    }
    tokens.get(next).is_some_and(|token| ["=>", "=", "|"].contains(&token.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"
// entity Command enum ["no"];
entity Command enum ["sign", // opens the case
    "amend"];
entity Reader enum ["victim"];
entity Copy enum [];
// action no appliesTo {
action add appliesTo { principal: Staff };
action "print-for" appliesTo { principal: Staff };
"#;

    const ASKS: &str = r#"
impl Policies {
    pub fn may_add(&self) { self.on_case("add", more) }
    pub const fn may_print_for(&self) { self.inner(1) }
    pub(crate) fn inner(&self) { self.on_entry("print-for", more) }
    pub fn unrelated(&self) { word("Action", "add"); }
}
impl Reader { fn word(self) -> &'static str { match self { Self::Victim => "victim" } } }
"#;

    const COMMANDS: &str = r#"
impl Command {
    pub fn word(&self) -> &'static str {
        match self { Self::Sign(_) => "sign", Self::Trust(Wish::Amend { .. }) => "amend" }
    }
    fn other(&self) -> &'static str { match self { Self::Never => "sign" } }
}
"#;

    const CALLS: &str = "fn f() { app.policies.may_add(); Policies::may_print_for(&p); \
        g(Command::Sign(r), Reader::Victim); Command::Trust(Wish::Amend { text }) }";

    fn found(asks: &str, web: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file(SCHEMA, TWO),
            file("crates/access/src/decide.rs", asks),
            file("crates/casework/src/command.rs", COMMANDS),
            file("crates/web/src/case/mod.rs", web),
            file("crates/web/src/account/tests/register.rs", CALLS),
        ];
        check(&files).iter().map(|finding| finding.what.clone()).collect()
    }

    #[test]
    fn what_the_program_asks_is_well() {
        assert_eq!(found(ASKS, CALLS), [""; 0]);
    }

    #[test]
    fn an_action_that_only_tests_ask_is_found() {
        let web = CALLS.replace("app.policies.may_add();", "");
        let web = format!("{web} #[cfg(test)] mod tests {{ fn t() {{ app.policies.may_add(); }} }}");
        assert_eq!(
            found(ASKS, &web),
            ["the program never asks about the action `add`: only tests call `may_add`"]
        );
        let own = CALLS.replace("app.policies.may_add()", "self.may_add()");
        assert_eq!(found(ASKS, &own).len(), 1);
    }

    #[test]
    fn an_action_that_no_public_function_asks_is_found() {
        let asks = ASKS.replace("self.on_case(\"add\", more)", "");
        assert_eq!(
            found(&asks, CALLS),
            ["no public function of crates/access/src/ asks about the action `add`"]
        );
        let hidden = ASKS.replace("pub const fn may_print_for", "pub(crate) const fn may_print_for");
        assert!(found(&hidden, CALLS)[0].contains("`print-for`"));
    }

    #[test]
    fn a_command_that_the_program_only_recognises_is_found() {
        let expected = ["the program never asks with \"amend\": only tests make `Command::Amend`"];
        for recognises in [
            "match c { Command::Trust(Wish::Amend { text }) => 1 }",
            "if let Command::Trust(Wish::Amend { .. }) = c {}",
            "matches!(c, Wish::Amend { .. } | Wish::Title(_))",
        ] {
            let web = CALLS.replace("Command::Trust(Wish::Amend { text })", recognises);
            assert_eq!(found(ASKS, &web), expected, "{recognises}");
        }
    }

    #[test]
    fn a_word_that_no_value_has_is_found() {
        let asks = ASKS.replace("=> \"victim\"", "=> \"her\"");
        assert_eq!(found(&asks, CALLS), ["no value in crates/access/src/ has the word \"victim\" of Reader"]);
    }
}
