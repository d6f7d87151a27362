//! How texts in JSON are escaped.

/// What stands for a character outside ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mistakes::grammar) enum Wide {
    Escape,
    Raw,
    /// One escape for the whole code point.
    Brace,
    BraceUpper,
    Eight,
    Five,
    AstralRaw,
    PercentU,
    Percent,
    Hex,
    HexUtf8,
    Entity,
    EntityHex,
    EntityHexUpper,
    Named,
    Octal,
    Mark,
    Dropped,
    /// `\u00c3\u00a9`: bytes of UTF-8, each as a character.
    Bytes,
}

/// How texts are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mistakes::grammar) struct Escapes {
    pub(in crate::mistakes::grammar) wide: Wide,
    pub(in crate::mistakes::grammar) del: bool,
    pub(in crate::mistakes::grammar) slash: bool,
    /// ASCII characters that are written as `\u00xx`.
    pub(in crate::mistakes::grammar) html: &'static str,
    pub(in crate::mistakes::grammar) upper: bool,
    /// U+2028 and U+2029 stay escaped where all else is raw.
    pub(in crate::mistakes::grammar) lines: bool,
    pub(in crate::mistakes::grammar) control: Control,
    pub(in crate::mistakes::grammar) quote: char,
    pub(in crate::mistakes::grammar) quoted: Quoted,
    pub(in crate::mistakes::grammar) backslash: bool,
    pub(in crate::mistakes::grammar) keys_bare: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mistakes::grammar) enum Control {
    Short,
    /// Always in hex.
    Hex,
    /// `\b` and `\f` in hex, as Go wrote them for long.
    HexBackspace,
    Raw,
    /// Only what has no short escape is raw.
    RawOthers,
    Dropped,
    X,
    Vertical,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mistakes::grammar) enum Quoted {
    Backslash,
    Doubled,
    Raw,
}

pub(in crate::mistakes::grammar) const PLAIN: Escapes = Escapes {
    wide: Wide::Escape,
    del: true,
    slash: false,
    html: "",
    upper: false,
    lines: false,
    control: Control::Short,
    quote: '"',
    quoted: Quoted::Backslash,
    backslash: true,
    keys_bare: false,
};
