//! Why a row was refused, in four languages.

use crate::problem::RowProblem;
use casework::record::person::Language;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $fr:literal, $nl:literal, $de:literal, $en:literal;)+) => {
        /// Why a cell was refused. Its word never changes: files and statistics may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $variant),+ }
        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable word.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// What to tell the person who corrects the row. Languages without a translation get English.
            pub const fn text(self, language: Language) -> &'static str {
                match self { $(Self::$variant => match language {
                    Language::Fr => $fr, Language::Nl => $nl, Language::De => $de, _ => $en,
                }),+ }
            }
        }
    };
}
reasons!(
    /// A required cell is empty.
    Missing = "missing", "obligatoire et vide", "verplicht en leeg", "erforderlich, aber leer", "required, but empty";
    /// Not a PV number.
    NotAPvNumber = "not-a-pv-number",
        "n'est pas un numéro de PV (4 à 32 lettres, chiffres, points, tirets, barres)",
        "is geen PV-nummer (4 tot 32 letters, cijfers, punten, streepjes, schuine strepen)",
        "ist keine PV-Nummer (4 bis 32 Buchstaben, Ziffern, Punkte, Striche, Schrägstriche)",
        "is not a PV number (4 to 32 letters, digits, dots, dashes, slashes)";
    /// The same PV number of the same zone came before. Found by the importer, not by the parser.
    DuplicatePv = "duplicate-pv", "ce numéro de PV existe déjà pour cette zone",
        "dit PV-nummer bestaat al voor deze zone", "diese PV-Nummer gibt es in dieser Zone schon",
        "this PV number already exists for this zone";
    /// Not a police zone.
    NotAZone = "not-a-zone", "n'est pas un code de zone de police (quatre chiffres)",
        "is geen code van een politiezone (vier cijfers)", "ist kein Code einer Polizeizone (vier Ziffern)",
        "is not the code of a police zone (four digits)";
    /// Not a Belgian postcode.
    NotAPostcode = "not-a-postcode", "n'est pas un code postal belge (quatre chiffres)",
        "is geen Belgische postcode (vier cijfers)", "ist keine belgische Postleitzahl (vier Ziffern)",
        "is not a Belgian postcode (four digits)";
    /// Not a date in a documented form.
    NotADate = "not-a-date", "n'est pas une date lisible : écrire 24/11/2026 ou 2026-11-24",
        "is geen leesbare datum: schrijf 24/11/2026 of 2026-11-24",
        "ist kein lesbares Datum: 24.11.2026 oder 2026-11-24 schreiben",
        "is not a date that can be read: write 24/11/2026 or 2026-11-24";
    /// A date that no calendar has.
    NoSuchDay = "no-such-day", "ce jour n'existe pas (le jour vient avant le mois ; 29 février : années bissextiles)",
        "deze dag bestaat niet (de dag komt voor de maand; 29 februari: alleen schrikkeljaren)",
        "diesen Tag gibt es nicht (der Tag steht vor dem Monat; 29. Februar: nur Schaltjahre)",
        "there is no such day (the day comes before the month; 29 February: leap years only)";
    /// A year of two digits.
    TwoDigitYear = "two-digit-year", "l'année doit avoir quatre chiffres", "het jaar moet vier cijfers hebben",
        "das Jahr muss vier Ziffern haben", "the year must have four digits";
    /// Before 1900.
    TooOld = "too-old", "date antérieure à 1900", "datum van vóór 1900", "Datum vor 1900", "date before 1900";
    /// An hour that the clock left out.
    NoSuchHour = "no-such-hour", "cette heure n'a pas existé (passage à l'heure d'été)",
        "dit uur heeft niet bestaan (overgang naar de zomertijd)",
        "diese Uhrzeit gab es nicht (Umstellung auf Sommerzeit)",
        "there was no such hour (the clocks went forward)";
    /// Another hour stands beside the date.
    TwoHours = "two-hours", "une autre heure est écrite à côté de la date", "naast de datum staat een ander uur",
        "neben dem Datum steht eine andere Uhrzeit", "another hour stands beside the date";
    /// After now.
    Future = "future-date", "date dans le futur", "datum in de toekomst", "Datum in der Zukunft", "date in the future";
    /// Before the facts, where that cannot be.
    BeforeFacts = "before-facts", "date antérieure aux faits", "datum van vóór de feiten", "Datum vor der Tat",
        "date before the facts";
    /// Before the report was made, where that cannot be.
    BeforeReceived = "before-received", "date antérieure à la réception du PV",
        "datum van vóór de ontvangst van het pv", "Datum vor dem Eingang des Protokolls",
        "date before the report was received";
    /// Born after the facts.
    BornAfterFacts = "born-after-facts", "née ou né après les faits", "geboren na de feiten",
        "nach der Tat geboren", "born after the facts";
    /// Not a time.
    NotATime = "not-a-time", "n'est pas une heure lisible : écrire 14:30", "is geen leesbaar uur: schrijf 14:30",
        "ist keine lesbare Uhrzeit: 14:30 schreiben", "is not a time that can be read: write 14:30";
    /// Too long.
    TooLong = "too-long", "texte trop long", "tekst te lang", "Text zu lang", "text too long";
    /// Holds a control character.
    Control = "control-character", "contient un caractère de contrôle invisible",
        "bevat een onzichtbaar controleteken", "enthält ein unsichtbares Steuerzeichen",
        "holds an invisible control character";
    /// Holds bytes that mean nothing in the encoding of the file.
    Undecodable = "undecodable", "contient un caractère abîmé (mauvais encodage du fichier)",
        "bevat een beschadigd teken (verkeerde codering van het bestand)",
        "enthält ein beschädigtes Zeichen (falsche Kodierung der Datei)",
        "holds a damaged character (wrong encoding of the file)";
    /// An error value of a spreadsheet.
    SheetError = "sheet-error", "valeur d'erreur du tableur", "foutwaarde van het rekenblad",
        "Fehlerwert der Tabelle", "error value of the spreadsheet";
    /// A formula that no program computed.
    Formula = "formula", "formule sans valeur : ouvrir le fichier dans le tableur et l'enregistrer",
        "formule zonder waarde: open het bestand in het rekenblad en bewaar het",
        "Formel ohne Wert: die Datei in der Tabellenkalkulation öffnen und speichern",
        "formula without a value: open the file in the spreadsheet and save it";
    /// Not yes, no or unknown.
    NotAnAnswer = "not-an-answer", "écrire oui, non ou inconnu", "schrijf ja, nee of onbekend",
        "ja, nein oder unbekannt schreiben", "write yes, no or unknown";
    /// Not a kind of report.
    NotAKind = "not-a-kind", "écrire différend familial ou plainte", "schrijf familiaal geschil of klacht",
        "Familienstreit oder Anzeige schreiben", "write family dispute or complaint";
    /// Not a decision.
    NotADecision = "not-a-decision", "écrire sans suite, suivi, audition ou enquête",
        "schrijf seponering, opvolging, verhoor of onderzoek",
        "Einstellung, Nachverfolgung, Anhörung oder Ermittlung schreiben",
        "write closed, follow-up, hearing or investigation";
    /// Not a phone number.
    NotAPhone = "not-a-phone", "n'est pas un numéro de téléphone complet", "is geen volledig telefoonnummer",
        "ist keine vollständige Telefonnummer", "is not a whole phone number";
    /// The row itself could not be read (see [`RowProblem`]).
    Malformed = "malformed-row", "la ligne n'a pas pu être lue", "de rij kon niet gelezen worden",
        "die Zeile konnte nicht gelesen werden", "the row could not be read";
);

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text(Language::En))
    }
}

/// Longest value kept in a [`Reject`], in characters.
const VALUE_MAX: usize = 80;

/// One refused cell of one row. `value` may be personal data: never log it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Line of the row in the file, from 1.
    pub line: u64,
    /// Header of the cell as the file writes it, or the canonical one when the file has no such column.
    pub column: String,
    /// What the cell holds: at most 80 characters, control characters made visible.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl Reject {
    /// A reject; `value` is shortened and made visible.
    pub fn new(line: u64, column: impl Into<String>, value: &str, reason: Reason) -> Self {
        let mut shown = String::new();
        for c in value.chars().take(VALUE_MAX) {
            if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
        }
        if value.chars().nth(VALUE_MAX).is_some() {
            shown.push('…');
        }
        Self { line, column: column.into(), value: shown, reason }
    }
}

impl RowProblem {
    /// The stable word of the problem.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fields { .. } => "wrong-number-of-fields",
            Self::Quoting => "invalid-quoting",
            Self::TooLong => "row-too-long",
            Self::Json(_) => "invalid-json",
            Self::Nested(_) => "nested-value",
            Self::Twice(_) => "key-twice",
            Self::Io(_) => "read-error",
        }
    }

    /// What to tell the person who corrects the row. Languages without a translation get English.
    pub fn text(&self, language: Language) -> String {
        let pick = |fr: &str, nl: &str, de: &str, en: &str| match language {
            Language::Fr => fr.to_owned(),
            Language::Nl => nl.to_owned(),
            Language::De => de.to_owned(),
            _ => en.to_owned(),
        };
        match self {
            Self::Fields { expected, found } => pick(
                &format!("{found} cellules au lieu de {expected}"),
                &format!("{found} cellen in plaats van {expected}"),
                &format!("{found} Zellen statt {expected}"),
                &format!("{found} cells instead of {expected}"),
            ),
            Self::Quoting => pick(
                "guillemets mal fermés",
                "aanhalingstekens niet goed gesloten",
                "Anführungszeichen nicht richtig geschlossen",
                "quotation marks not properly closed",
            ),
            Self::TooLong => pick("ligne trop longue", "rij te lang", "Zeile zu lang", "row too long"),
            Self::Json(why) => pick(
                &format!("n'est pas un objet JSON sur une ligne ({why})"),
                &format!("is geen JSON-object op één regel ({why})"),
                &format!("ist kein JSON-Objekt auf einer Zeile ({why})"),
                &format!("is not a JSON object on one line ({why})"),
            ),
            Self::Nested(key) => pick(
                &format!("« {key} » contient une liste ou un objet"),
                &format!("\u{201c}{key}\u{201d} bevat een lijst of een object"),
                &format!("„{key}“ enthält eine Liste oder ein Objekt"),
                &format!("“{key}” holds a list or an object"),
            ),
            Self::Twice(key) => pick(
                &format!("« {key} » est donné deux fois"),
                &format!("\u{201c}{key}\u{201d} staat er twee keer"),
                &format!("„{key}“ steht zweimal da"),
                &format!("“{key}” is given twice"),
            ),
            Self::Io(why) => pick(
                &format!("lecture interrompue : {why}"),
                &format!("lezen onderbroken: {why}"),
                &format!("Lesen abgebrochen: {why}"),
                &format!("reading stopped: {why}"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique_and_every_text_is_there() {
        let words: std::collections::BTreeSet<_> = Reason::ALL.iter().map(|r| r.word()).collect();
        assert_eq!(words.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            for language in [Language::Fr, Language::Nl, Language::De, Language::En] {
                assert!(!reason.text(language).is_empty());
            }
        }
    }

    #[test]
    fn a_reject_shows_control_characters_and_stays_short() {
        let reject = Reject::new(2, "x", &format!("a\u{0}{}", "b".repeat(500)), Reason::Control);
        assert!(reject.value.starts_with("a\\u{0}b"));
        assert!(reject.value.chars().count() < 100);
    }
}
