//! A set of mistakes, and what their names leave open.

use super::config::{KeyOrder, KeySource, Permutation, SignerConfig, TenantForm};
use super::context::{PROPERTY_KEYS, TOP_KEYS};
use super::set::MistakeSet;

/// A set of mistakes with what a single case showed of them: which order, which length, which text.
/// Without details each mistake is as its catalogue entry says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnosis {
    /// The mistakes.
    pub set: MistakeSet,
    /// What is known beyond their names.
    pub detail: Parameters,
}

/// What the name of a mistake leaves open.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameters {
    /// The order of the top level, where it is not sorted.
    pub top_order: Option<Permutation>,
    /// The order of the properties, where they are not sorted.
    pub properties_order: Option<Permutation>,
    /// Number of bytes of the key that were used.
    pub key_bytes: Option<u8>,
    /// Which of the other tenants that are known it was, from 0.
    pub other: Option<u8>,
    /// Number of characters of the signature that were sent.
    pub keep: Option<u16>,
    /// What stands before the signature, and after it.
    pub prefix: Option<String>,
    /// See `prefix`.
    pub suffix: Option<String>,
    /// What was signed before and after the canonical bytes.
    pub around: Option<(Vec<u8>, Vec<u8>)>,
}

impl From<MistakeSet> for Diagnosis {
    fn from(set: MistakeSet) -> Diagnosis {
        Diagnosis { set, detail: Parameters::default() }
    }
}

impl Diagnosis {
    /// The config with every mistake made.
    pub fn config(&self) -> SignerConfig {
        let mut config = self.set.config();
        let detail = &self.detail;
        // An order that a mistake names is that one and no other.
        let given = |known: &mut KeyOrder, order: Option<Permutation>| {
            if let Some(order) = order.filter(|_| *known == KeyOrder::Insertion) {
                *known = KeyOrder::Given(order);
            }
        };
        given(&mut config.top_order, detail.top_order);
        given(&mut config.properties_order, detail.properties_order);
        if let (Some(bytes), KeySource::HexCutShort) = (detail.key_bytes, config.key) {
            config.key = KeySource::HexFirst(bytes);
        }
        if let Some(at) = detail.other {
            match &mut config.key {
                KeySource::Other(which) | KeySource::OtherText(which) => *which = at,
                _ => {}
            }
            if let TenantForm::Other(which) = &mut config.tenant_id {
                *which = at;
            }
        }
        if detail.keep.is_some() && config.keep.is_some() {
            config.keep = detail.keep;
        }
        if detail.around.is_some() {
            (config.before, config.after) = (&[], &[]);
        }
        config
    }

    /// Bytes with what was signed around them.
    pub(super) fn surrounded(&self, bytes: Vec<u8>) -> Vec<u8> {
        match &self.detail.around {
            None => bytes,
            Some((before, after)) => [before, &bytes, after].map(|part| &part[..]).concat(),
        }
    }

    /// A signature with the prefix and the suffix that were seen, in place of the usual ones.
    pub(super) fn prefixed(&self, signature: String) -> String {
        let Parameters { prefix, suffix, .. } = &self.detail;
        if prefix.is_none() && suffix.is_none() {
            return signature;
        }
        let usual = self.set.config();
        let bare = signature.strip_prefix(usual.prefix).unwrap_or(&signature);
        let bare = bare.strip_suffix(usual.suffix).unwrap_or(bare);
        let prefix = prefix.as_deref().unwrap_or(usual.prefix);
        format!("{prefix}{bare}{}", suffix.as_deref().unwrap_or(usual.suffix))
    }

    /// The same with other mistakes, and with the details that belong to one of those.
    #[must_use]
    pub fn with_set(&self, set: MistakeSet) -> Diagnosis {
        let mut detail = self.detail.clone();
        let has = |id: &str| set.mistakes().any(|mistake| mistake.id == id);
        if detail.around.is_some() && !has("extra-signed-context") {
            detail.around = None;
        }
        if !has("signature-prefix-added") {
            detail.prefix = None;
        }
        if !has("signature-prefix-added") && !has("signature-suffix-added") {
            detail.suffix = None;
        }
        Diagnosis { set, detail }
    }

    /// What the details say, a line each.
    pub fn notes(&self) -> Vec<String> {
        let detail = &self.detail;
        let order = |what: &str, order: Option<Permutation>, known: &[&'static str]| {
            order.map(|order| format!("{what}: {}", order.keys(known).join(", ")))
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
        let around =
            detail.around.as_ref().map(|(before, after)| match (&before[..], &after[..]) {
                (before, []) => format!("signed before the goal: {}", text(before)),
                ([], after) => format!("signed after the goal: {}", text(after)),
                (before, after) => {
                    format!("signed around the goal: {} … {}", text(before), text(after))
                }
            });
        let notes = [
            order("order of the top level", detail.top_order, &TOP_KEYS),
            order("order of properties", detail.properties_order, &PROPERTY_KEYS),
            detail.key_bytes.map(|bytes| format!("the first {bytes} bytes of the key are right")),
            detail.keep.map(|keep| format!("{keep} characters were sent")),
            detail
                .prefix
                .as_ref()
                .filter(|prefix| !prefix.is_empty())
                .map(|p| format!("it begins with: {}", p.escape_debug())),
            detail.suffix.as_ref().map(|s| format!("it ends with: {}", s.escape_debug())),
            around,
        ];
        notes.into_iter().flatten().collect()
    }
}
