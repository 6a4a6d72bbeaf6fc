//! Cells that a spreadsheet would run as a formula.

/// Whether this text, behind any single quotes, starts as a formula does.
fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Makes a cell harmless for a spreadsheet.
pub(crate) fn protect(text: &str) -> String {
    if is_dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes back what [`protect`] added. A name such as `'t Hooft` keeps its quote.
pub(crate) fn unprotect(cell: &mut String) {
    if cell.starts_with('\'') && is_dangerous(cell) {
        cell.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_protected_comes_back_as_it_was() {
        for text in ["=1+1", "+32 470", "-", "@x", "\tx", "'=1", "''@", "'t Hooft", "Dupont", "'", ""] {
            let mut cell = protect(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text}");
            unprotect(&mut cell);
            assert_eq!(cell, text);
        }
        assert_eq!(protect("'t Hooft"), "'t Hooft");
    }
}
