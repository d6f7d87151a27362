//! The config: every decision of the protocol that signers are known to get wrong.

mod fields;
mod signing;
mod texts;

pub(super) use fields::*;
pub use signing::*;
pub(super) use texts::*;

/// One setting of every setting. [`SignerConfig::default`] is the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The type of each says it.
pub struct SignerConfig {
    pub subject: Subject,
    pub top_order: KeyOrder,
    /// Of `properties`.
    pub properties_order: KeyOrder,
    /// Of objects inside a field or a property.
    pub inner_order: KeyOrder,
    /// Between members, and between a key and its value.
    pub separators: (&'static str, &'static str),
    /// Members on lines of their own, each level deeper by this.
    pub indent: Option<&'static str>,
    /// How those lines end.
    pub line_end: &'static str,
    /// Text before and after the JSON.
    pub leader: &'static str,
    pub trailer: &'static str,
    pub charset: Charset,
    pub astral: Astral,
    /// `\u00E9` in place of `\u00e9`.
    pub upper_case_escapes: bool,
    /// `\ue9` in place of `\u00e9`.
    pub unpadded_escapes: bool,
    /// `\n` and the like; else `\u000a`.
    pub short_escapes: bool,
    /// `\u0008` and `\u000c`, where the others are short.
    pub long_backspace_and_form_feed: bool,
    pub escape_del: bool,
    pub slash: Slash,
    /// `<`, `>` and `&` as `\u003c` and so on.
    pub escape_html: bool,
    /// What is escaped below U+007F has upper-case digits.
    pub upper_case_html: bool,
    /// `=` and `'` as `\u003d` and `\u0027`.
    pub escape_equals: bool,
    /// `'` as `\u0027` and `"` as `\u0022`.
    pub escape_quotes: bool,
    /// `+` and the back quote as `\u002b` and `\u0060`.
    pub escape_plus: bool,
    /// `<`, `>` and `'` as `\u003c` and so on, `&` bare.
    pub escape_tags: bool,
    /// Escaped even where other characters are raw.
    pub raw_but: RawBut,
    /// U+2028 and U+2029 escaped even where other characters are raw.
    pub escape_line_separators: bool,
    /// A lone surrogate becomes U+FFFD.
    pub replace_lone_surrogates: bool,
    /// Nothing is escaped at all: text pasted between quotes.
    pub unescaped: bool,
    pub normal_form: Option<NormalForm>,
    /// What is done to texts, one after the other.
    pub alterations: [Option<(Alteration, Where)>; 3],
    pub number_text: NumberText,
    pub money: Money,
    pub money_quoted: bool,
    pub unit: Unit,
    pub rounding: Rounding,
    pub negative_zero: bool,
    pub coercion: Coercion,
    pub non_finite: NonFiniteText,
    pub truthiness: Truthiness,
    pub null_properties: bool,
    /// `value` is signed where it is 0, texts where they are empty.
    pub zero_properties: bool,
    pub absent_texts: AbsentTexts,
    pub absent: Absent,
    /// Properties other than `value`, `currency` and `plan` are signed.
    pub unknown_properties: bool,
    /// Properties that are not objects are refused; else they count as none.
    pub refuse_foreign_properties: bool,
    /// `eventName` for `event_name`, and so on.
    pub camel_case: bool,
    /// `properties` is written as `[]` where it is empty.
    pub empty_properties_as_list: bool,
    /// `properties` is written as `{}`, whatever is in it.
    pub properties_emptied: bool,
    /// `properties` is a text that holds JSON.
    pub properties_as_text: bool,
    /// `properties` is left out where it is empty.
    pub omit_empty_properties: bool,
    /// `properties` is left out where it was not passed.
    pub omit_absent_properties: bool,
    /// Members that are not signed: event_name, session_id, properties, value, currency, plan.
    pub forgotten: [bool; 6],
    pub session: Session,
    pub first_touch: FirstTouch,
    pub moment: Moment,
    pub tenant_id: TenantForm,
    /// `domain` is a member too.
    pub domain_member: bool,
    pub wrap: Wrap,
    /// What stands before the bytes, and after them.
    pub before: &'static [Piece],
    pub after: &'static [Piece],
    pub key: KeySource,
    pub hash: Hash,
    pub construction: Construction,
    pub again: Again,
    pub encoding: Encoding,
    /// Before the signature.
    pub prefix: &'static str,
    /// After it.
    pub suffix: &'static str,
    /// After every two digits but the last.
    pub digit_separator: &'static str,
    /// This number of characters of it.
    pub keep: Option<u16>,
}

/// Which step of signing a mistake is made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The bytes that are signed.
    Message,
    /// The key.
    Key,
    /// What key and message become.
    Digest,
    /// How the digest is written.
    Output,
}

impl SignerConfig {
    /// Alters texts too; what is more than there is room for is left undone.
    pub(super) fn alter(&mut self, alteration: Alteration, place: Where) {
        if let Some(free) = self.alterations.iter_mut().find(|known| known.is_none()) {
            *free = Some((alteration, place));
        }
    }

    /// Leaves a member out.
    pub(super) fn forget(&mut self, member: Member) {
        self.forgotten[member as usize] = true;
    }

    pub(super) fn forgets(&self, member: Member) -> bool {
        self.forgotten[member as usize]
    }

    /// Whether the signature itself is made as the protocol says.
    pub fn has_usual_key_and_output(&self) -> bool {
        [Step::Key, Step::Digest, Step::Output].into_iter().all(|step| self.is_usual(step))
    }

    /// Whether a step is done as the protocol says.
    pub fn is_usual(&self, step: Step) -> bool {
        let usual = &SignerConfig::default();
        match step {
            Step::Key => self.key == usual.key,
            Step::Digest => {
                (self.hash, self.construction, self.again)
                    == (usual.hash, usual.construction, usual.again)
            }
            Step::Output => {
                let output = |config: &SignerConfig| {
                    let SignerConfig { encoding, prefix, suffix, digit_separator, keep, .. } =
                        *config;
                    (encoding, prefix, suffix, digit_separator, keep)
                };
                output(self) == output(usual)
            }
            Step::Message => {
                let message = SignerConfig {
                    key: usual.key,
                    hash: usual.hash,
                    construction: usual.construction,
                    again: usual.again,
                    encoding: usual.encoding,
                    prefix: usual.prefix,
                    suffix: usual.suffix,
                    digit_separator: usual.digit_separator,
                    keep: usual.keep,
                    ..self.clone()
                };
                message == *usual
            }
        }
    }
}

impl Default for SignerConfig {
    fn default() -> Self {
        SignerConfig {
            subject: Subject::Canonical,
            top_order: KeyOrder::CodePoint,
            properties_order: KeyOrder::CodePoint,
            inner_order: KeyOrder::CodePoint,
            separators: (",", ":"),
            indent: None,
            line_end: "\n",
            leader: "",
            trailer: "",
            charset: Charset::Escaped,
            astral: Astral::Pair,
            upper_case_escapes: false,
            unpadded_escapes: false,
            short_escapes: true,
            long_backspace_and_form_feed: false,
            escape_del: true,
            slash: Slash::Bare,
            escape_html: false,
            upper_case_html: false,
            escape_equals: false,
            escape_quotes: false,
            escape_plus: false,
            escape_tags: false,
            raw_but: RawBut::Nothing,
            escape_line_separators: false,
            replace_lone_surrogates: false,
            unescaped: false,
            normal_form: None,
            alterations: [None; 3],
            number_text: NumberText::Python,
            money: Money::TwoDecimals,
            money_quoted: true,
            unit: Unit::None,
            rounding: Rounding::HalfEven,
            negative_zero: true,
            coercion: Coercion::Refuse,
            non_finite: NonFiniteText::Refuse,
            truthiness: Truthiness::Python,
            null_properties: true,
            zero_properties: true,
            absent_texts: AbsentTexts::AsDocumented,
            absent: Absent::Omitted,
            unknown_properties: true,
            refuse_foreign_properties: true,
            camel_case: false,
            empty_properties_as_list: false,
            properties_emptied: false,
            properties_as_text: false,
            omit_empty_properties: false,
            omit_absent_properties: false,
            forgotten: [false; 6],
            session: Session::Empty,
            first_touch: FirstTouch::WhenGiven,
            moment: Moment::Verbatim,
            tenant_id: TenantForm::AsIs,
            domain_member: false,
            wrap: Wrap::None,
            before: &[],
            after: &[],
            key: KeySource::Hex,
            hash: Hash::Sha256,
            construction: Construction::Hmac,
            again: Again::No,
            encoding: Encoding::LowerHex,
            prefix: "",
            suffix: "",
            digit_separator: "",
            keep: None,
        }
    }
}
