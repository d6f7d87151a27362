//! Characters that Unicode got lately: runtimes of different years know different ones.

/// Ranges with what was assigned from Unicode 14 to 18, with nothing but unassigned ones between.
const RECENT: [(u32, u32); 106] = [
    (0x558, 0x558),
    (0x58B, 0x58C),
    (0x5C8, 0x5C9),
    (0x61D, 0x61D),
    (0x870, 0x89F),
    (0x8B5, 0x8B5),
    (0x8C8, 0x8D2),
    (0xB53, 0xB54),
    (0xC3C, 0xC3C),
    (0xC5C, 0xC5D),
    (0xCDC, 0xCDD),
    (0xCF3, 0xCF3),
    (0xECE, 0xECE),
    (0x170D, 0x170D),
    (0x1715, 0x171F),
    (0x180F, 0x180F),
    (0x1AC1, 0x1AF0),
    (0x1B4C, 0x1B4F),
    (0x1B7D, 0x1B7F),
    (0x1C89, 0x1C8A),
    (0x1DFA, 0x1DFA),
    (0x208F, 0x208F),
    (0x209D, 0x209F),
    (0x20C0, 0x20C4),
    (0x2427, 0x2429),
    (0x2B96, 0x2B96),
    (0x2C2F, 0x2C2F),
    (0x2C5F, 0x2C5F),
    (0x2E53, 0x2E63),
    (0x2FFC, 0x2FFF),
    (0x31E4, 0x31EF),
    (0x9FFD, 0x9FFF),
    (0xA7C0, 0xA7C1),
    (0xA7CB, 0xA7F4),
    (0xAB6C, 0xAB6D),
    (0xFBC2, 0xFBD2),
    (0xFD40, 0xFD4F),
    (0xFD90, 0xFD91),
    (0xFDC8, 0xFDCF),
    (0xFDFE, 0xFDFF),
    (0x10570, 0x105F3),
    (0x10780, 0x107BF),
    (0x10940, 0x10959),
    (0x10D40, 0x10D8F),
    (0x10EC2, 0x10EFF),
    (0x10F70, 0x10F89),
    (0x11070, 0x11075),
    (0x110C2, 0x110C2),
    (0x1123F, 0x11241),
    (0x11380, 0x113E2),
    (0x116B9, 0x116B9),
    (0x116D0, 0x116E3),
    (0x11740, 0x11746),
    (0x11AB0, 0x11ABF),
    (0x11B00, 0x11BF9),
    (0x11DB0, 0x11DF1),
    (0x11F00, 0x11F5A),
    (0x1246F, 0x1246F),
    (0x12475, 0x1247F),
    (0x12550, 0x12FF2),
    (0x1342F, 0x1342F),
    (0x13439, 0x143FA),
    (0x16100, 0x16139),
    (0x16A70, 0x16AC9),
    (0x16D40, 0x16D79),
    (0x16EA0, 0x16ED3),
    (0x16FF2, 0x16FF6),
    (0x187F8, 0x187FF),
    (0x18CD6, 0x18CFF),
    (0x18D09, 0x1AFFE),
    (0x1B11F, 0x1B132),
    (0x1B155, 0x1B155),
    (0x1B168, 0x1B168),
    (0x1CC00, 0x1CFC3),
    (0x1D127, 0x1D128),
    (0x1D1E9, 0x1D1FF),
    (0x1D250, 0x1D2D3),
    (0x1D6A6, 0x1D6A6),
    (0x1DB00, 0x1DFFF),
    (0x1E030, 0x1E08F),
    (0x1E290, 0x1E2AE),
    (0x1E4D0, 0x1E7FE),
    (0x1F1AE, 0x1F1AE),
    (0x1F6D8, 0x1F6DF),
    (0x1F774, 0x1F77F),
    (0x1F7D9, 0x1F7DB),
    (0x1F7F0, 0x1F7FF),
    (0x1F8B2, 0x1F8D8),
    (0x1F979, 0x1F979),
    (0x1F9CC, 0x1F9CC),
    (0x1FA54, 0x1FA57),
    (0x1FA75, 0x1FA77),
    (0x1FA7B, 0x1FA7C),
    (0x1FA87, 0x1FA8F),
    (0x1FAA9, 0x1FAAF),
    (0x1FAB7, 0x1FABF),
    (0x1FAC3, 0x1FACF),
    (0x1FAD7, 0x1FAFA),
    (0x1FBCB, 0x1FBEF),
    (0x1FBFA, 0x1FBFA),
    (0x2A6DE, 0x2A6DF),
    (0x2B735, 0x2B73F),
    (0x2B81E, 0x2B81E),
    (0x2CEA2, 0x2CEAD),
    (0x2EBF0, 0x2EE5D),
    (0x31350, 0x3FC3F),
];

/// Whether runtimes that are in use differ about a character: it decides nothing about a class.
pub(super) fn is_recent(c: char) -> bool {
    let code = u32::from(c);
    let at = RECENT.partition_point(|(_, last)| *last < code);
    RECENT.get(at).is_some_and(|(first, _)| *first <= code)
}

#[cfg(test)]
mod tests {
    use super::{RECENT, is_recent};
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

    #[test]
    fn ranges_are_in_order_and_old_characters_outside() {
        assert!(RECENT.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(RECENT.iter().all(|(first, last)| first <= last));
        assert!(is_recent('\u{20c0}') && is_recent('\u{1f6dc}') && is_recent('\u{31350}'));
        assert!(is_recent('\u{3d000}') && is_recent('\u{558}'));
        assert!(!"a\u{e9}\u{20bf}\u{4e00}\u{1f600}\u{200b}\u{10ffff}".chars().any(is_recent));
    }

    /// What our tables of categories know, and an older Python does not, is recent: so the list grows with them.
    #[test]
    fn what_an_older_python_does_not_know_is_listed() {
        let script = "import sys, unicodedata\nfor c in range(0x110000):\n    if unicodedata.category(chr(c)) == 'Cn': print(c)";
        let ran = std::process::Command::new("python3").args(["-c", script]).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        let text = String::from_utf8(ran.stdout).unwrap();
        let unknown = text.lines().filter_map(|line| char::from_u32(line.parse().unwrap()));
        let is_known = |c: &char| c.general_category() != GeneralCategory::Unassigned;
        let missing: Vec<char> = unknown.filter(is_known).filter(|c| !is_recent(*c)).collect();
        assert!(missing.is_empty(), "add to RECENT: {missing:?}");
    }
}
