//! SignerConfig of the text: order of keys, characters, and what is done to texts.

/// In which order an object's keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrder {
    /// By code point: the protocol's order.
    CodePoint,
    /// By UTF-16 code unit, as JavaScript, Java and C# compare.
    Utf16,
    /// By lower-cased text, as a locale-aware or case-insensitive sort does.
    CaseInsensitive,
    /// As the documented sample inserts them.
    Insertion,
    /// As the body carries them, `tenant_id` before them; insertion order where no body is known.
    AsSent,
    /// As the body carries them, `tenant_id` after them.
    AsSentTenantLast,
    /// As a JavaScript object lists them: array indices ascending, then insertion order.
    JavaScript,
    /// As given.
    Given(Permutation),
}

/// An order of an object's known keys: the place of each. Other keys come after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permutation(pub [u8; 6]);

/// What becomes of characters outside ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// `\uXXXX`: the protocol's way.
    Escaped,
    /// UTF-8 bytes; a lone surrogate stays escaped.
    Utf8,
    /// ISO 8859-1 bytes, `?` for what it does not have.
    Latin1,
    /// Windows-1252 bytes, `?` for what it does not have.
    Windows1252,
    /// The low byte of every UTF-16 unit, as Node's `latin1` writes it.
    LowByte,
    /// `?` for every UTF-16 unit.
    QuestionMark,
    /// `?` for every character.
    QuestionMarkEach,
    /// Nothing: they are left out.
    Dropped,
    /// `&#233;`.
    XmlReference,
    /// `\xe9`, `\u20ac`, `\U0001f600`, as Python's `backslashreplace`.
    BackslashX,
    /// `%C3%A9`.
    Percent,
    /// UTF-8 read as ISO 8859-1, then escaped: `\u00c3\u00a9`.
    Mojibake,
    /// UTF-8 read as ISO 8859-1, then written as UTF-8: `Ã©`.
    DoubleUtf8,
    /// UTF-8 of each UTF-16 unit: Java's modified UTF-8, CESU-8.
    Cesu8,
}

/// What an encoder that writes UTF-8 escapes all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawBut {
    /// Nothing.
    Nothing,
    /// Characters beyond U+FFFF.
    Astral,
    /// Characters beyond U+FFFF, DEL and C1 controls, blanks but U+0020, line separators, private use.
    AstralAndInvisible,
}

/// How `/` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slash {
    /// As it is: the protocol's way.
    Bare,
    /// `\/`.
    Escaped,
    /// `\/` after `<`, so that no `</script>` appears in a page.
    EscapedInClosingTags,
}

/// How characters beyond U+FFFF are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astral {
    /// As two units: the protocol's way.
    Pair,
    /// `\U0001f600`.
    Eight,
    /// `\u{1f600}`.
    Braces,
    /// `\u1f600`: five digits.
    Five,
    /// Not at all: four bytes of UTF-8.
    Raw,
}

/// A Unicode normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormalForm {
    /// Composed.
    Nfc,
    /// Decomposed.
    Nfd,
    /// Composed, compatibility characters replaced.
    Nfkc,
    /// Decomposed, compatibility characters replaced.
    Nfkd,
    /// Decomposed, then everything outside ASCII dropped: `café` becomes `cafe`.
    Ascii,
}

/// What is done to a text before it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// White space around it is removed.
    Trim,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// `&`, `<`, `>` and quotes as HTML entities.
    Html,
    /// Percent escapes, as in a query.
    Percent,
    /// The same, with `!*'()` bare, as `encodeURIComponent` leaves them.
    UriComponent,
    /// The same, with `+` for a blank.
    Plus,
    /// Cut after this number of characters.
    Cut(u16),
    /// Every run of white space becomes one blank.
    Squeeze,
    /// Slashes put before quotes and backslashes: PHP's `addslashes`.
    AddSlashes,
}

/// Which texts are altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// All of them, `tenant_id` aside.
    Everywhere,
    /// `event_name`.
    EventName,
    /// `session_id`.
    SessionId,
    /// `properties.currency`.
    Currency,
    /// `properties.plan`.
    Plan,
    /// `first_touch_bucket`.
    Bucket,
}
