//! Tables as programs write them: which encoding, which sign between cells, and whether a quote was left open.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes as text: by the mark at the start, else UTF-8 when they are, else Windows-1252 (what Excel writes in Belgium).
/// `None` when they are no text.
pub(crate) fn decode(bytes: Vec<u8>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    // UTF-16 without a mark: every second byte of Latin text is zero.
    let start = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if (even + odd) * 5 > start.len() && start.len() >= 16 {
        let encoding = match (even, odd) {
            (0, _) => UTF_16LE,
            (_, 0) => UTF_16BE,
            (_, _) => return None,
        };
        return Some(encoding.decode_without_bom_handling(&bytes).0.into_owned());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            // One broken sequence in a file of good ones is damage, not another encoding.
            let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let bad = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
            let good = lossy.chars().filter(|c| !c.is_ascii()).count() - bad;
            Some(if bad > good { WINDOWS_1252.decode(error.as_bytes()).0.into_owned() } else { lossy })
        }
    }
}

/// Where the header begins, and the sign that parts its cells: the one that a first line `sep=;` names, or the one that
/// parts it into most columns that are known.
pub(crate) fn delimiter(text: &str, known: impl Fn(&str) -> bool) -> (usize, u8) {
    let first = text.lines().next().unwrap_or_default();
    let told = first.trim().strip_prefix("sep=").and_then(|sign| sign.bytes().next());
    if let Some(sign) = told.filter(u8::is_ascii) {
        let start = text.find('\n').map_or(text.len(), |end| end + 1);
        return (start, sign);
    }
    let columns = |sign: &u8| {
        let cell = |cell: &str| cell.trim_matches(['"', ' ']).to_lowercase();
        first.split(char::from(*sign)).filter(|text| known(&cell(text))).count()
    };
    // Of equals the last one: a comma, then.
    (0, [b'|', b'\t', b';', b','].into_iter().max_by_key(columns).unwrap_or(b','))
}

/// The line in which a quote opens that is never closed.
pub(crate) fn open_quote(text: &[u8], delimiter: u8) -> Option<u64> {
    if !text.contains(&b'"') {
        return None;
    }
    let (mut line, mut opened, mut start) = (1, None, true);
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let quote = byte == b'"';
        let doubled = quote && opened.is_some() && bytes.next_if_eq(&b'"').is_some();
        if quote && start && opened.is_none() {
            opened = Some(line);
        } else if quote && !doubled {
            opened = None;
        }
        start = opened.is_none() && (byte == delimiter || byte == b'\n' || byte == b'\r');
        line += u64::from(byte == b'\n');
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_is_closed_is_no_fault() {
        for text in ["a,\"b\nc\",d\n", "a,\"b\"\"c\"\n", "5\" pipe,x\n", "\"\",\"\"\n", "a\n\"b\""] {
            assert_eq!(open_quote(text.as_bytes(), b','), None, "{text}");
        }
        assert_eq!(open_quote(b"a,b\nc,\"d\ne,f\n", b','), Some(2));
    }

    #[test]
    fn pictures_are_no_text() {
        assert_eq!(decode([0_u8, 0, 1, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 0, 1, 1].to_vec()), None);
        assert_eq!(decode(b"id,a\n".to_vec()).as_deref(), Some("id,a\n"));
    }
}
