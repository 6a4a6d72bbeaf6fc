//! How alike two short texts are.

/// Whether one edit (a letter added, dropped, changed, or two neighbours exchanged) makes them equal.
pub(crate) fn one_edit(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (s, l) = (&short[start..], &long[start..]);
    match l.len() - s.len() {
        0 if s.is_empty() => true,
        0 => s[1..] == l[1..] || (s.len() > 1 && s[0] == l[1] && s[1] == l[0] && s[2..] == l[2..]),
        1 => *s == l[1..],
        _ => false,
    }
}

/// Jaro similarity with Winkler's bonus for a common start (Winkler 1990: 0.1 a letter, at most 4). Texts of at most
/// 32 bytes: letters that were matched are bits.
pub(crate) fn jaro_winkler(a: &[u8], b: &[u8]) -> f32 {
    if a.is_empty() || b.is_empty() || a.len() > 32 || b.len() > 32 {
        return 0.0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut in_a, mut in_b) = (0_u32, 0_u32);
    for (i, x) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        let to = (i + reach + 1).min(b.len());
        for (j, y) in b.iter().enumerate().take(to).skip(from) {
            if x == y && in_b & (1 << j) == 0 {
                in_a |= 1 << i;
                in_b |= 1 << j;
                break;
            }
        }
    }
    let matched = in_a.count_ones();
    if matched == 0 {
        return 0.0;
    }
    let exchanged = out_of_order(a, b, in_a, in_b);
    let m = matched as f32;
    let jaro = (m / a.len() as f32 + m / b.len() as f32 + (m - exchanged as f32 / 2.0) / m) / 3.0;
    jaro + common_start(a, b) as f32 * 0.1 * (1.0 - jaro)
}

/// Letters that both begin with, at most four.
pub(crate) fn common_start(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count()
}

fn out_of_order(a: &[u8], b: &[u8], mut in_a: u32, mut in_b: u32) -> u32 {
    let mut count = 0;
    while in_a != 0 && in_b != 0 {
        let (i, j) = (in_a.trailing_zeros() as usize, in_b.trailing_zeros() as usize);
        count += u32::from(a[i] != b[j]);
        in_a &= in_a - 1;
        in_b &= in_b - 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_one() {
        for (a, b) in
            [("jansen", "janssen"), ("martin", "matrin"), ("kaya", "kata"), ("a", ""), ("same", "same")]
        {
            assert!(one_edit(a.as_bytes(), b.as_bytes()), "{a} {b}");
        }
        for (a, b) in [("jansen", "jaansen2"), ("abcd", "badc"), ("martin", "marin2")] {
            assert!(!one_edit(a.as_bytes(), b.as_bytes()), "{a} {b}");
        }
    }

    #[test]
    fn jaro_winkler_gives_the_published_values() {
        // Winkler 1990, table of examples.
        for (a, b, value) in
            [("martha", "marhta", 0.961), ("dwayne", "duane", 0.840), ("dixon", "dicksonx", 0.813)]
        {
            assert!((jaro_winkler(a.as_bytes(), b.as_bytes()) - value).abs() < 0.001, "{a} {b}");
        }
        assert_eq!(jaro_winkler(b"abc", b"xyz"), 0.0);
    }
}
