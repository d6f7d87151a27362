//! Single mistakes, by the step they are made in, with what they make here.

use crate::mistakes::config::{Piece, SignerConfig, Step};
use crate::mistakes::context::SigningContext;
use crate::mistakes::model;
use crate::mistakes::model::Keyed;
use crate::mistakes::{CATALOGUE, Diagnosis, MistakeSet, Parameters};

/// A diagnosis and the bytes that it signs.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) diagnosis: Diagnosis,
    pub(super) bytes: Vec<u8>,
}

/// A diagnosis and the key that it uses.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) diagnosis: Diagnosis,
    pub(super) bytes: Vec<u8>,
}

/// The mistakes of a step, the likeliest first.
pub(super) fn dialects_of(step: Step) -> Vec<MistakeSet> {
    let mut singles: Vec<usize> =
        (0..CATALOGUE.len()).filter(|at| CATALOGUE[*at].step() == step).collect();
    singles.sort_by_key(|at| (MistakeSet::single(*at).cost(), *at));
    singles.into_iter().map(MistakeSet::single).collect()
}

/// The bytes that a set of mistakes signs.
pub(super) fn message(set: MistakeSet, context: &SigningContext<'_>) -> Option<Message> {
    let bytes = model::message(&set.config(), context)?;
    Some(Message { diagnosis: set.into(), bytes })
}

/// Every mistake in the signed bytes that shows here, and what it signs. Where the reference refuses,
/// every mistake that signs at all.
pub(super) fn messages(context: &SigningContext<'_>, right: Option<&[u8]>) -> Vec<Message> {
    dialects_of(Step::Message)
        .into_iter()
        .map(Diagnosis::from)
        .chain(other_tenants(&["other-tenant-id"], context))
        .filter_map(|diagnosis| {
            let bytes = model::message(&diagnosis.config(), context)?;
            Some(Message { diagnosis, bytes })
        })
        .filter(|message| Some(&message.bytes[..]) != right)
        .collect()
}

/// The mistakes with another tenant, for each but the first that is known.
fn other_tenants(ids: &[&str], context: &SigningContext<'_>) -> Vec<Diagnosis> {
    let others = 1..context.others.len().min(64);
    let sets = ids.iter().filter_map(|id| MistakeSet::of_id(id));
    sets.flat_map(|set| {
        let detail = |at: usize| Parameters { other: Some(at as u8), ..Parameters::default() };
        others.clone().map(move |at| Diagnosis { set, detail: detail(at) })
    })
    .collect()
}

/// The key as it should be, where there is one.
pub(super) fn right_key(context: &SigningContext<'_>) -> Option<Key> {
    let bytes = model::key(&SignerConfig::default(), context)?;
    Some(Key { diagnosis: Diagnosis::default(), bytes })
}

/// Every other key.
pub(super) fn keys(context: &SigningContext<'_>, right: Option<&Key>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut push = |diagnosis: Diagnosis| {
        if let Some(bytes) = model::key(&diagnosis.config(), context)
            && right.is_none_or(|right| right.bytes != bytes)
        {
            keys.push(Key { diagnosis, bytes });
        }
    };
    let singles = dialects_of(Step::Key);
    singles.into_iter().for_each(|set| push(set.into()));
    // A copy of the secret with a bad digit in it, somewhere.
    if let (Some(right), Some(cut)) = (right, MistakeSet::of_id("hex-key-truncated")) {
        // Before its first zero byte it is cut for another reason, which has a name of its own.
        let zero = right.bytes.iter().position(|b| *b == 0);
        let is_other = |bytes: &usize| {
            // HMAC fills a key up with zero bytes: those at its end are none.
            let counts = right.bytes[..*bytes].iter().rposition(|b| *b != 0);
            zero.is_none() || counts.map(|last| last + 1) != zero
        };
        for bytes in (1..right.bytes.len().min(255)).filter(is_other) {
            let detail = Parameters { key_bytes: Some(bytes as u8), ..Parameters::default() };
            push(Diagnosis { set: cut, detail });
        }
    }
    for diagnosis in other_tenants(&["other-tenant-secret", "other-tenant-secret-text"], context) {
        push(diagnosis);
    }
    keys
}

/// Every other way to make a digest: its diagnosis and config.
pub(super) fn methods() -> Vec<(MistakeSet, SignerConfig)> {
    dialects_of(Step::Digest).into_iter().map(|set| (set, set.config())).collect()
}

/// A key ready for use in the usual way.
pub(super) fn usual(key: &[u8], context: &SigningContext<'_>) -> Keyed {
    Keyed::new(&SignerConfig::default(), key, context)
}

/// What may have been signed before or after the goal: one or two pieces and their separators.
pub(super) fn contexts(context: &SigningContext<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    contexts_with(&[".", "\n", ":", "|", "", " "], context)
}

/// The same with rarer separators and words.
pub(super) fn rare_contexts(context: &SigningContext<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut contexts = contexts_with(&["-", ",", "&", ";", "_", "/", "\t", "+"], context);
    let words = ["sha256=", "payload=", "data=", "body=", "v1=", "v1:", "v0:", "v1."];
    contexts.extend(words.map(|word| (word.as_bytes().to_vec(), Vec::new())));
    for place in [Piece::Path, Piece::Target, Piece::Url] {
        let line = [Piece::Method, Piece::Text(" "), place, Piece::Text("\n")];
        contexts.push((model::resolved(&line, context), Vec::new()));
    }
    // A time in milliseconds where the header has seconds.
    for at in 0..model::signed_header_count(context) {
        for separator in ["000.", "000:", "000"] {
            let pieces = [Piece::Header(at as u8), Piece::Text(separator)];
            contexts.push((model::resolved(&pieces, context), Vec::new()));
        }
    }
    contexts
}

fn contexts_with(
    separators: &[&'static str],
    context: &SigningContext<'_>,
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let headers = model::signed_header_count(context);
    let mut single = vec![
        Piece::Method,
        Piece::Path,
        Piece::Target,
        Piece::Url,
        Piece::Domain,
        Piece::TenantId,
        Piece::EventName,
        Piece::Moment,
    ];
    single.extend((0..headers).map(|at| Piece::Header(at as u8)));
    let mut chains: Vec<Vec<Piece>> = single.iter().map(|piece| vec![*piece]).collect();
    for path in [Piece::Path, Piece::Target, Piece::Url] {
        chains.push(vec![Piece::Method, path]);
        for header in 0..headers {
            let header = Piece::Header(header as u8);
            chains.push(vec![header, Piece::Method, path]);
            chains.push(vec![Piece::Method, path, header]);
        }
    }
    for first in 0..headers {
        let first = Piece::Header(first as u8);
        chains.push(vec![Piece::Text("v0"), first]);
        let others = (0..headers).map(|at| Piece::Header(at as u8));
        chains.extend(others.filter(|other| *other != first).map(|other| vec![first, other]));
        chains.push(vec![Piece::TenantId, first]);
        chains.push(vec![Piece::Domain, first]);
    }
    let mut contexts = Vec::new();
    for chain in chains {
        for separator in separators.iter().copied() {
            let separator_piece = Piece::Text(separator);
            let mut before = Vec::new();
            let mut after = Vec::new();
            for piece in &chain {
                before.extend([*piece, separator_piece]);
                after.extend([separator_piece, *piece]);
            }
            let (before, after) =
                (model::resolved(&before, context), model::resolved(&after, context));
            if before.len() > separator.len() * chain.len() {
                contexts.push((before, Vec::new()));
                contexts.push((Vec::new(), after));
            }
        }
    }
    contexts.sort();
    contexts.dedup();
    contexts
}

/// The diagnosis of something signed around the goal.
pub(super) fn around(before: &[u8], after: &[u8]) -> Diagnosis {
    let set = MistakeSet::of_id("extra-signed-context").unwrap_or_default();
    let detail =
        Parameters { around: Some((before.to_vec(), after.to_vec())), ..Parameters::default() };
    Diagnosis { set, detail }
}

/// Two diagnoses as one.
pub(super) fn joined(a: &Diagnosis, b: &Diagnosis) -> Diagnosis {
    let (x, y) = (&a.detail, &b.detail);
    Diagnosis {
        set: a.set.union(b.set),
        detail: Parameters {
            top_order: x.top_order.or(y.top_order),
            properties_order: x.properties_order.or(y.properties_order),
            key_bytes: x.key_bytes.or(y.key_bytes),
            other: x.other.or(y.other),
            keep: x.keep.or(y.keep),
            prefix: x.prefix.clone().or_else(|| y.prefix.clone()),
            suffix: x.suffix.clone().or_else(|| y.suffix.clone()),
            around: x.around.clone().or_else(|| y.around.clone()),
        },
    }
}
