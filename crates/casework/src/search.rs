//! What somebody types to find people: one line, in any order, read into its parts.
//!
//! `van der Linden 12/3/1985`, `0470/12.34.56`, `El Amrani Mohamed 1985`, `BN.43.L1.000123/2026`. What could be
//! two things is kept as both: the boards know which numbers exist.

use crate::record::date_input::{self, BadDate};
use crate::record::id::PvNumber;
use crate::record::person::Birth;
use crate::record::text::{BadText, line};
use jiff::civil::Date;

/// Longest line that is taken, in characters.
pub const LINE_MAX: usize = 200;
/// Most words that are looked for. Of more, the longest ones tell most.
pub const WORDS_MAX: usize = 6;
/// Fewest digits of a phone.
const PHONE_MIN: usize = 7;
/// Most digits of a phone: of one that begins with 0, after +32, after the code of another country.
const PHONE_MAX: [usize; 3] = [10, 11, 15];

/// Words before a date or a number. Elsewhere they are names: somebody is called Born, Tel or Rond.
const LABELS: [&str; 16] = [
    "né",
    "née",
    "nee",
    "geb",
    "geboren",
    "born",
    "tel",
    "tél",
    "gsm",
    "pv",
    "ca",
    "circa",
    "vers",
    "etwa",
    "omstreeks",
    "rond",
];
/// Those of them that stand between another one and a date: `née vers 1985`.
const ABOUT: [&str; 6] = ["ca", "circa", "vers", "etwa", "omstreeks", "rond"];
/// Small words that belong to a date when they stand before one: `le 12/3/1985`. Elsewhere they are names.
const BEFORE_A_DATE: [&str; 6] = ["le", "op", "am", "on", "en", "in"];

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// What may be a PV number.
    pub numbers: Vec<PvNumber>,
    /// Words of names, in the order in which they were typed.
    pub words: Vec<String>,
    /// Birth date.
    pub birth: Option<Date>,
    /// Birth year.
    pub year: Option<i16>,
    /// Phone, as typed.
    pub phone: Option<String>,
}

/// Why a line cannot be looked for. Each has a message of the same word (`error-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed.
    Empty,
    /// Nothing in it can be looked for.
    Nothing,
    /// Longer than anybody types.
    TooLong,
    /// A character that no keyboard types.
    Control,
    /// Written like a date, but not one.
    Date(BadDate),
    /// Two births: two people.
    TwoPeople,
}

impl Problem {
    /// The word of this problem, for messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::Nothing => "search-nothing",
            Self::TooLong => "too-long",
            Self::Control => "control-character",
            Self::Date(BadDate::TwoDigitYear) => "two-digit-year",
            Self::Date(BadDate::Future) => "future-date",
            Self::Date(_) => "bad-date",
            Self::TwoPeople => "search-two-people",
        }
    }
}

/// Reads a line as typed. Days after `today` are nobody's birth.
pub fn read(typed: &str, today: Date) -> Result<Search, Problem> {
    let text = line(typed, LINE_MAX).map_err(|bad| match bad {
        BadText::TooLong(_) => Problem::TooLong,
        BadText::Control => Problem::Control,
    })?;
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    let tokens: Vec<&str> =
        text.split([' ', ',', ';', '\u{a0}', '\u{202f}']).map(bare).filter(|t| !t.is_empty()).collect();
    let mut reader = Reader { today, found: Search::default() };
    let mut at = 0;
    while at < tokens.len() {
        at += reader.next(&tokens[at..])?;
    }
    let mut found = reader.found;
    found.words = longest(found.words);
    found.numbers = numbers(&text, &tokens, found.birth.is_some());
    if found == Search::default() { Err(Problem::Nothing) } else { Ok(found) }
}

/// Without the signs that people put around a word; a phone may begin with `+` and a number end with none.
fn bare(token: &str) -> &str {
    let sign = |c: char| !c.is_alphanumeric();
    token.trim_start_matches(|c| sign(c) && c != '+').trim_end_matches(sign)
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// Digits, and signs that may stand between them.
fn is_number(token: &str) -> bool {
    digits(token) > 0 && token.chars().all(|c| c.is_ascii_digit() || "+./-()".contains(c))
}

/// Whether a word only says what the number behind it is: `tel 0470…`, `née le 12/3/1985`, `geb. ca. 1985`.
fn is_label(tokens: &[&str]) -> bool {
    let small = |word: &str| ABOUT.contains(&word) || BEFORE_A_DATE.contains(&word);
    let word = tokens[0].to_lowercase();
    let behind = tokens[1..].iter().find(|token| !small(&token.to_lowercase()));
    LABELS.contains(&word.as_str()) && behind.is_some_and(|token| digits(token) > 0)
}

struct Reader {
    today: Date,
    found: Search,
}

impl Reader {
    /// Reads what the first tokens say; gives how many they are.
    fn next(&mut self, tokens: &[&str]) -> Result<usize, Problem> {
        let first = tokens[0];
        if !is_number(first) {
            if !is_label(tokens) {
                self.word(first);
            }
            return Ok(1);
        }
        if let Some(taken) = self.date(tokens)? {
            return Ok(taken);
        }
        if let Some(year) = self.year(first) {
            self.born(None, Some(year))?;
            return Ok(1);
        }
        Ok(self.phone(tokens))
    }

    fn word(&mut self, token: &str) {
        // Letters and digits together are a PV number, not a name.
        if digits(token) == 0 && token.chars().any(char::is_alphabetic) {
            self.found.words.push(token.to_owned());
        }
    }

    /// A date of one token, or of three: `12/3/1985`, `12 3 1985`.
    fn date(&mut self, tokens: &[&str]) -> Result<Option<usize>, Problem> {
        let three = tokens.get(..3).map(|three| three.join(" "));
        let spread = three.and_then(|three| date_input::past_day(&three, self.today).ok());
        let (day, taken) = match (spread, date_input::past_day(tokens[0], self.today)) {
            (Some(day), _) => (day, 3),
            (None, Ok(day)) => (day, 1),
            (None, Err(BadDate::NotADate)) => return Ok(None),
            // Digits without a sign between them may as well be a phone.
            (None, Err(_)) if tokens[0].bytes().all(|b| b.is_ascii_digit()) => return Ok(None),
            (None, Err(bad)) => return self.only_year(tokens[0], bad),
        };
        self.born(Some(day), None)?;
        Ok(Some(taken))
    }

    /// `00/00/1985`: the day is not known.
    fn only_year(&mut self, token: &str, bad: BadDate) -> Result<Option<usize>, Problem> {
        match date_input::birth(token, self.today).ok().and_then(Birth::year) {
            Some(year) => self.born(None, Some(year)).map(|()| Some(1)),
            None => Err(Problem::Date(bad)),
        }
    }

    fn year(&self, token: &str) -> Option<i16> {
        let year = (token.len() == 4).then(|| token.parse::<i16>().ok()).flatten()?;
        (1900..=self.today.year()).contains(&year).then_some(year)
    }

    fn born(&mut self, day: Option<Date>, year: Option<i16>) -> Result<(), Problem> {
        if self.found.birth.is_some() || self.found.year.is_some() {
            return Err(Problem::TwoPeople);
        }
        let small = |word: &String| BEFORE_A_DATE.contains(&word.to_lowercase().as_str());
        if self.found.words.last().is_some_and(small) {
            self.found.words.pop();
        }
        (self.found.birth, self.found.year) = (day, year);
        Ok(())
    }

    /// A phone over as many tokens as it is long: `0470 12 34 56`. Shorter numbers are none, and left out.
    fn phone(&mut self, tokens: &[&str]) -> usize {
        let first = tokens[0];
        let most = match first.strip_prefix('+').or_else(|| first.strip_prefix("00")) {
            Some(rest) if rest.starts_with("32") => PHONE_MAX[1],
            Some(_) => PHONE_MAX[2],
            None => PHONE_MAX[0],
        };
        let (mut taken, mut count) = (1, digits(first.strip_prefix("00").unwrap_or(first)));
        while let Some(token) = tokens.get(taken).filter(|token| is_number(token) && !token.starts_with('+'))
        {
            if count + digits(token) > most {
                break;
            }
            count += digits(token);
            taken += 1;
        }
        if count >= PHONE_MIN && self.found.phone.is_none() {
            self.found.phone = Some(tokens[..taken].join(" "));
        }
        taken
    }
}

/// The longest words, in the order in which they were typed.
fn longest(words: Vec<String>) -> Vec<String> {
    let mut by_length: Vec<usize> = (0..words.len()).collect();
    by_length.sort_by_key(|i| std::cmp::Reverse(words[*i].chars().count()));
    by_length.truncate(WORDS_MAX);
    let kept = |(i, word)| by_length.contains(&i).then_some(word);
    words.into_iter().enumerate().filter_map(kept).collect()
}

/// What may be a PV number: the whole line, and each word of it with letters and digits or with many digits.
fn numbers(text: &str, tokens: &[&str], dated: bool) -> Vec<PvNumber> {
    let whole = (!dated && digits(text) > 0).then_some(text);
    let mixed = |token: &&&str| digits(token) > 0 && (!is_number(token) || digits(token) >= PHONE_MIN);
    let each = tokens.iter().filter(mixed).copied();
    let mut numbers: Vec<PvNumber> = Vec::new();
    for number in whole.into_iter().chain(each).filter_map(|text| PvNumber::parse(text).ok()) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 12, 1);

    fn found(typed: &str) -> Search {
        read(typed, TODAY).unwrap_or_else(|problem| panic!("{typed}: {problem:?}"))
    }

    #[test]
    fn a_name_and_a_birth_in_any_order() {
        for typed in [
            "van der Linden 12/3/1985",
            "12.03.1985 van der Linden",
            "van der Linden, 12-03-1985",
            "van der Linden 12 3 1985",
            "van der Linden 12031985",
            "van der Linden 1985-03-12",
            "van der Linden, geb. 12.3.1985",
            "van der Linden geboren op 12/3/1985",
            "van der Linden, né le 12/03/1985",
            "van der Linden (born on 12/03/1985)",
        ] {
            let search = found(typed);
            assert_eq!(search.words, ["van", "der", "Linden"], "{typed}");
            assert_eq!(
                (search.birth, search.year, search.phone),
                (Some(date(1985, 3, 12)), None, None),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_name_that_is_also_a_word_is_one_unless_a_number_follows() {
        for (typed, words) in [
            ("Born", &["Born"][..]),
            ("Tel", &["Tel"]),
            ("Née", &["Née"]),
            ("Rond Jan", &["Rond", "Jan"]),
            ("Vers", &["Vers"]),
            ("Null", &["Null"]),
            ("Test Anna 1985", &["Test", "Anna"]),
            ("Born Jan 12/3/1985", &["Born", "Jan"]),
            ("Jan Born née 12/3/1985", &["Jan", "Born"]),
            ("Jan Tel, tel 0470 12 34 56", &["Jan", "Tel"]),
            ("Vers Marie vers 1985", &["Vers", "Marie"]),
            ("Peeters geb. ca. 1985", &["Peeters"]),
            ("Peeters né le 12/3/1985", &["Peeters"]),
            ("Pv", &["Pv"]),
        ] {
            assert_eq!(found(typed).words, words, "{typed}");
        }
        assert_eq!(found("Peeters Born 1985").words, ["Peeters"]);
    }

    #[test]
    fn a_name_and_a_year() {
        for typed in [
            "El Amrani Mohamed 1985",
            "1985 El Amrani Mohamed",
            "El Amrani Mohamed, vers 1985",
            "El Amrani Mohamed ± 1985",
            "El Amrani Mohamed 00/00/1985",
        ] {
            let search = found(typed);
            assert_eq!(search.words, ["El", "Amrani", "Mohamed"], "{typed}");
            assert_eq!((search.birth, search.year), (None, Some(1985)), "{typed}");
        }
    }

    #[test]
    fn a_phone_as_each_of_us_writes_it() {
        for typed in [
            "0470/12.34.56",
            "0470 12 34 56",
            "0470123456",
            "+32 470 12 34 56",
            "+32(0)470/12.34.56",
            "0032 470 12 34 56",
            "0470-12-34-56",
            "tel. 0470/123456",
            "02 123 45 67",
            "(02) 123.45.67",
        ] {
            let search = found(typed);
            assert!(search.phone.is_some(), "{typed}: {search:?}");
            assert!(
                search.words.is_empty() && search.birth.is_none() && search.year.is_none(),
                "{typed}: {search:?}"
            );
        }
    }

    #[test]
    fn everything_at_once() {
        for typed in [
            "Peeters Amina 1985 0470 12 34 56",
            "0470 12 34 56 1985 Peeters Amina",
            "+32 470 12 34 56 1985 Peeters Amina",
        ] {
            let search = found(typed);
            assert_eq!((search.words.len(), search.year), (2, Some(1985)), "{typed}");
            assert!(search.phone.is_some_and(|phone| phone.ends_with("34 56")), "{typed}");
        }
    }

    #[test]
    fn a_pv_number_is_a_number_and_no_name() {
        for typed in [
            "BN.43.L1.000123/2026",
            "bn.43.l1.000123/2026",
            " BN.43.L1.000123/2026 ",
            "PV BN.43.L1.000123/2026",
        ] {
            let search = found(typed);
            assert!(search.numbers.contains(&PvNumber::parse("BN.43.L1.000123/2026").unwrap()), "{typed}");
            assert!(search.words.is_empty() && search.phone.is_none(), "{typed}: {search:?}");
        }
        // A habit is not a rule: whatever is a number may be one.
        assert!(found("001234/2026").numbers.contains(&PvNumber::parse("001234/2026").unwrap()));
        assert!(found("BR 43 L3 001234").numbers.contains(&PvNumber::parse("BR 43 L3 001234").unwrap()));
        assert!(found("Peeters 1985").numbers.iter().all(|number| number.as_str() == "PEETERS 1985"));
    }

    #[test]
    fn names_keep_their_signs_and_small_words() {
        assert_eq!(found("D’Hondt Jean-Pierre").words, ["D’Hondt", "Jean-Pierre"]);
        assert_eq!(found("Le Grand").words, ["Le", "Grand"]);
        assert_eq!(found("Müller, Ångström;Yıldırım").words, ["Müller", "Ångström", "Yıldırım"]);
        assert_eq!(found("Peeters 12 Amina").words, ["Peeters", "Amina"]);
        assert_eq!(found("Marie van de la Bourdonnaye de Saint Exupéry").words.len(), WORDS_MAX);
        assert!(found("Marie van de la Bourdonnaye de Saint Exupéry").words.contains(&"Exupéry".to_owned()));
    }

    #[test]
    fn what_cannot_be_looked_for_says_why() {
        for (typed, problem) in [
            ("", Problem::Empty),
            (" \u{200b} ", Problem::Empty),
            ("?!", Problem::Nothing),
            ("12", Problem::Nothing),
            ("Peeters 12/3/85", Problem::Date(BadDate::TwoDigitYear)),
            ("Peeters 31/02/1985", Problem::Date(BadDate::NoSuchDay)),
            ("Peeters 1/1/2031", Problem::Date(BadDate::Future)),
            ("Peeters 1985 Dupont 1980", Problem::TwoPeople),
            ("a\u{7}b", Problem::Control),
        ] {
            assert_eq!(read(typed, TODAY), Err(problem), "{typed}");
        }
        assert_eq!(read(&"x".repeat(LINE_MAX + 1), TODAY), Err(Problem::TooLong));
    }

    #[test]
    fn hostile_lines_do_no_harm() {
        for typed in [
            "+",
            "++++",
            "/ / /",
            "0",
            "00",
            "+32",
            "12/ 3/ 1985",
            "''--",
            "\u{202e}abc",
            "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5",
            "é́́́",
        ] {
            let _ = read(typed, TODAY);
        }
    }
}
