//! Key and message to a digest.

use super::digest::{Hash, hmac, plain};
use super::key::{Key, keys};
use super::label::Label;
use super::material::Material;
use crate::mistakes::model::base64_encode;
use crate::protocol::hex;
use crate::protocol::keyed::Keyed;

/// How key and message are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Hmac,
    Swapped,
    KeyFirst(&'static str),
    KeyLast(&'static str),
    Sandwich(&'static str),
    MessageOnly,
    /// The plain hash of the HMAC.
    Hashed,
    HashedHex,
    HashedBase64,
    /// The HMAC of the HMAC.
    Again,
    AgainHex,
    /// HMAC of the message's digest in hex is a matter of bytes; this is the plain hash twice.
    Twice,
    TwiceHex,
    /// HMAC made by hand, whose inner digest is hashed as its hex text.
    InnerHex,
    InnerUpperHex,
    /// The hash of the key's pads in one pass: no inner hash.
    OnePad(u8),
    /// HMAC made by hand, whose key is not brought to a block as it should be.
    Blocks(Block),
}

/// How HMAC made by hand brings the key to a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    /// Not at all: the pads are as long as the key.
    Bare,
    /// The zeros are put after the changed key, and are not changed themselves.
    ZerosAfter,
    /// With blanks in place of zeros.
    Blanks,
    /// With zeros before the key.
    ZerosBefore,
    /// To so many bytes, which is not the hash's block.
    Of(usize),
    /// As it should be, but the pads stand in each other's place.
    Swapped,
}

impl Block {
    const ALL: [(Block, &'static str); 8] = [
        (Block::Bare, "the key is not filled up to a block"),
        (Block::ZerosAfter, "the key is filled up after it was changed by the pad"),
        (Block::Blanks, "the key is filled up with blanks"),
        (Block::ZerosBefore, "the key is filled up at its beginning"),
        (Block::Of(128), "the key is filled up to 128 bytes"),
        (Block::Of(64), "the key is filled up to 64 bytes"),
        (Block::Of(32), "the key is filled up to 32 bytes"),
        (Block::Swapped, "the inner and the outer pad stand in each other's place"),
    ];

    /// The key changed by a pad.
    fn padded(self, hash: Hash, key: &[u8], pad: u8) -> Vec<u8> {
        let size = match self {
            Block::Of(size) => size,
            _ => hash.block(),
        };
        let mut block = if key.len() > size { plain(hash, &[key]) } else { key.to_vec() };
        let missing = size.saturating_sub(block.len());
        match self {
            Block::Bare | Block::ZerosAfter => {}
            Block::Blanks => block.extend(vec![b' '; missing]),
            Block::ZerosBefore => block = [vec![0; missing], block].concat(),
            Block::Of(_) | Block::Swapped => block.extend(vec![0; missing]),
        }
        let pad = match self {
            Block::Swapped => INNER ^ OUTER ^ pad,
            _ => pad,
        };
        block.iter_mut().for_each(|byte| *byte ^= pad);
        if self == Block::ZerosAfter {
            block.extend(vec![0; missing]);
        }
        block
    }
}

impl Kind {
    /// How long it takes, in plain hashes with a margin for what must be prepared.
    fn weight(self) -> u64 {
        match self {
            Kind::KeyFirst(_) | Kind::KeyLast(_) | Kind::Sandwich(_) | Kind::MessageOnly => 2,
            Kind::OnePad(_) => 3,
            Kind::InnerHex | Kind::InnerUpperHex | Kind::Blocks(_) => 5,
            Kind::Hmac | Kind::Swapped | Kind::Twice | Kind::TwiceHex => 3,
            Kind::Hashed | Kind::HashedHex | Kind::HashedBase64 => 4,
            Kind::Again | Kind::AgainHex => 6,
        }
    }
}

/// A key ready for use, with its names and cost.
pub(super) struct Try {
    pub(super) labels: Vec<Label>,
    hash: Hash,
    kind: Kind,
    key: Vec<u8>,
    usual: Option<Keyed>,
    /// How long a digest takes, where the right construction takes 1.
    pub(super) weight: u64,
}

impl Try {
    fn new(labels: Vec<Label>, hash: Hash, kind: Kind, key: &[u8]) -> Try {
        let is_usual = hash == Hash::Sha256 && kind == Kind::Hmac;
        let usual = is_usual.then(|| Keyed::new(key));
        let weight = if usual.is_some() { 1 } else { kind.weight() * hash.weight() };
        Try { labels, hash, kind, key: key.to_vec(), usual, weight }
    }

    /// Whether it comes with another mistake as likely as not: that a name is the key is a mistake of whoever set the
    /// secret, and leaves all else right; and few constructions are common.
    pub(super) fn is_likely(&self) -> bool {
        let is_word = |label: &Label| matches!(label.id, "key-is-a-name" | "key-is-a-word");
        let is_common = match self.kind {
            Kind::Hmac | Kind::MessageOnly | Kind::Hashed | Kind::HashedHex => true,
            Kind::KeyFirst(between) | Kind::KeyLast(between) => between.is_empty(),
            _ => false,
        };
        is_common && !self.labels.iter().any(is_word)
    }

    /// The digest of a message, into a buffer.
    pub(super) fn digest(&self, message: &[u8], out: &mut Vec<u8>) {
        out.clear();
        if let Some(usual) = &self.usual {
            out.extend_from_slice(&usual.digest(message));
            return;
        }
        let (hash, key) = (self.hash, &self.key[..]);
        out.extend(match self.kind {
            Kind::Hmac => hmac(hash, key, message),
            Kind::Swapped => hmac(hash, message, key),
            Kind::KeyFirst(between) => plain(hash, &[key, between.as_bytes(), message]),
            Kind::KeyLast(between) => plain(hash, &[message, between.as_bytes(), key]),
            Kind::Sandwich(between) => {
                plain(hash, &[key, between.as_bytes(), message, between.as_bytes(), key])
            }
            Kind::MessageOnly => plain(hash, &[message]),
            Kind::Hashed => plain(hash, &[&hmac(hash, key, message)]),
            Kind::HashedHex => plain(hash, &[hex::encode(&hmac(hash, key, message)).as_bytes()]),
            Kind::HashedBase64 => {
                plain(hash, &[base64_encode(&hmac(hash, key, message)).as_bytes()])
            }
            Kind::Again => hmac(hash, key, &hmac(hash, key, message)),
            Kind::AgainHex => hmac(hash, key, hex::encode(&hmac(hash, key, message)).as_bytes()),
            Kind::Twice => plain(hash, &[&plain(hash, &[key, message])]),
            Kind::InnerHex => by_hand(hash, key, message, hex::encode),
            Kind::InnerUpperHex => {
                by_hand(hash, key, message, |inner| hex::encode(inner).to_uppercase())
            }
            Kind::Blocks(block) => {
                let inner = plain(hash, &[&block.padded(hash, key, INNER), message]);
                plain(hash, &[&block.padded(hash, key, OUTER), &inner])
            }
            Kind::OnePad(pad) => plain(hash, &[&padded(hash, key, pad), message]),
            Kind::TwiceHex => plain(hash, &[hex::encode(&plain(hash, &[key, message])).as_bytes()]),
        });
    }
}

/// The key in a block of the hash, each byte changed by a pad.
fn padded(hash: Hash, key: &[u8], pad: u8) -> Vec<u8> {
    let mut block = match key.len() > hash.block() {
        true => plain(hash, &[key]),
        false => key.to_vec(),
    };
    block.resize(hash.block(), 0);
    block.iter().map(|byte| byte ^ pad).collect()
}

/// HMAC whose inner digest enters the outer hash as a text.
fn by_hand(hash: Hash, key: &[u8], message: &[u8], text: impl Fn(&[u8]) -> String) -> Vec<u8> {
    let inner = plain(hash, &[&padded(hash, key, INNER), message]);
    plain(hash, &[&padded(hash, key, OUTER), text(&inner).as_bytes()])
}

/// The pads of HMAC (RFC 2104).
const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// What a header says of hashes.
pub(super) struct Held<'a> {
    /// Whether it can hold a digest of this hash.
    pub(super) can_hold: &'a dyn Fn(Hash) -> bool,
    /// Whether its size gives this hash away: it is not a guess then.
    pub(super) tells: &'a dyn Fn(Hash) -> bool,
}

/// Every way to make a digest of a size that the header can hold and whose members are wanted, by cost; with `most` those up to a cost are enough.
pub(super) fn tries(
    material: &Material,
    held: &Held<'_>,
    is_wanted: &dyn Fn(&Label) -> bool,
    most: u8,
) -> Vec<Vec<Try>> {
    let can_hold = held.can_hold;
    let mut by_cost: Vec<Vec<Try>> = (0..=6).map(|_| Vec::new()).collect();
    let right = hex::decode(material.secret.as_bytes()).filter(|key| !key.is_empty());
    let keys = keys(material, most).into_iter().filter(|key| is_wanted(&key.label));
    let kinds: Vec<(u8, Label, Hash, Kind)> = kinds()
        .into_iter()
        .filter(|(_, label, hash, _)| can_hold(*hash) && is_wanted(label))
        .map(|(cost, label, hash, kind)| {
            let is_told = kind == Kind::Hmac && (held.tells)(hash);
            (if is_told { 1 } else { cost }, label, hash, kind)
        })
        .collect();
    let is_usual = can_hold(Hash::Sha256);
    if let (Some(right), true) = (&right, is_usual) {
        by_cost[0].push(Try::new(Vec::new(), Hash::Sha256, Kind::Hmac, right));
    }
    for Key { cost, label, bytes } in keys {
        let at = usize::from(cost);
        if is_usual {
            by_cost[at].push(Try::new(vec![label.clone()], Hash::Sha256, Kind::Hmac, &bytes));
        }
        // Another way to hash a rare key is too rare.
        for (more, kind_label, hash, kind) in kinds.iter().filter(|_| cost < 2) {
            // What is pasted before or after a text is usually the secret's text itself.
            let pasted = matches!(kind, Kind::KeyFirst(_) | Kind::KeyLast(_) | Kind::Sandwich(_))
                && label.id == "secret-used-as-text"
                && cost == 1;
            let at = if pasted { usize::from(*more) } else { at + usize::from(*more) };
            if *kind == Kind::MessageOnly {
                continue;
            }
            if let Some(list) = by_cost.get_mut(at).filter(|_| at <= usize::from(most)) {
                let labels = vec![label.clone(), kind_label.clone()];
                list.push(Try::new(labels, *hash, *kind, &bytes));
            }
        }
    }
    for (cost, label, hash, kind) in kinds {
        if let Some(right) = &right {
            by_cost[usize::from(cost)].push(Try::new(vec![label], hash, kind, right));
        }
    }
    by_cost
}

/// The documented way alone.
pub(super) fn usual(material: &Material, held: &Held<'_>) -> Vec<Vec<Try>> {
    let right = hex::decode(material.secret.as_bytes()).filter(|key| !key.is_empty());
    let right = right.filter(|_| (held.can_hold)(Hash::Sha256));
    vec![right.iter().map(|key| Try::new(Vec::new(), Hash::Sha256, Kind::Hmac, key)).collect()]
}

/// The secret's text pasted before or after a list of values, or both, and the plain hash of it all: one habit. With what
/// stands between.
pub(super) fn pasted(
    material: &Material,
    can_hold: &dyn Fn(Hash) -> bool,
) -> Vec<(&'static str, Try)> {
    let secret = material.secret.as_bytes();
    let is_common =
        |hash: Hash| matches!(hash, Hash::Sha256 | Hash::Sha1 | Hash::Sha512 | Hash::Md5);
    kinds()
        .into_iter()
        .filter(|(_, _, hash, _)| is_common(*hash) && can_hold(*hash))
        .filter_map(|(_, label, hash, kind)| match kind {
            Kind::KeyFirst(between) | Kind::KeyLast(between) | Kind::Sandwich(between) => {
                Some((between, Try::new(vec![label], hash, kind, secret)))
            }
            _ => None,
        })
        .collect()
}

fn kinds() -> Vec<(u8, Label, Hash, Kind)> {
    const FIX: &str =
        "use HMAC with SHA-256: the decoded secret is the key, the canonical bytes the message";
    let mut all = Vec::new();
    for hash in Hash::ALL {
        let name = hash.name();
        let rare = u8::from(!matches!(hash, Hash::Sha256 | Hash::Sha1 | Hash::Sha512 | Hash::Md5));
        let mut push = |cost: u8, id, title: String, kind| {
            all.push((cost + rare, Label::new(id, title).fix(FIX), hash, kind));
        };
        if hash != Hash::Sha256 {
            push(
                2 - rare.min(1),
                "wrong-hash-algorithm",
                match hash {
                    Hash::Blake2b256 => {
                        format!("the keyed {name} is sent (sodium's generichash), no HMAC")
                    }
                    _ => format!("HMAC is made with {name}"),
                },
                Kind::Hmac,
            );
        }
        push(
            2,
            "key-and-message-swapped",
            format!("key and message stand in each other's place (HMAC with {name})"),
            Kind::Swapped,
        );
        push(
            2,
            "plain-hash-not-hmac",
            format!("the plain {name} of the message is sent, without a key"),
            Kind::MessageOnly,
        );
        for between in [
            "", ".", ":", "|", "&", "\n", ",", "-", "&key=", "&secret=", "key=", "_", ";", " ",
            "::",
        ] {
            let cost =
                if matches!(between, "" | "." | ":" | "|" | "&" | "\n" | "&key=") { 2 } else { 3 };
            let how =
                if between.is_empty() { String::new() } else { format!(", {between:?} between") };
            push(
                cost,
                "plain-hash-not-hmac",
                format!("the plain {name} of key and message is sent{how}"),
                Kind::KeyFirst(between),
            );
            push(
                cost,
                "plain-hash-not-hmac",
                format!("the plain {name} of message and key is sent{how}"),
                Kind::KeyLast(between),
            );
            push(
                cost,
                "plain-hash-not-hmac",
                format!("the plain {name} of key, message and key is sent{how}"),
                Kind::Sandwich(between),
            );
        }
        push(
            2,
            "digest-hashed-again",
            format!("the digest is hashed once more with {name}"),
            Kind::Hashed,
        );
        push(
            2,
            "digest-hex-hashed-again",
            format!("the digest's hex text is hashed once more with {name}"),
            Kind::HashedHex,
        );
        push(
            3,
            "digest-hashed-again",
            format!("the digest's base64 is hashed once more with {name}"),
            Kind::HashedBase64,
        );
        push(
            2,
            "digest-signed-again",
            format!("the digest is signed once more ({name})"),
            Kind::Again,
        );
        push(
            2,
            "digest-hex-signed-again",
            format!("the digest's hex text is signed once more ({name})"),
            Kind::AgainHex,
        );
        push(
            3,
            "plain-hash-not-hmac",
            format!("the plain {name} of key and message is hashed again"),
            Kind::Twice,
        );
        push(
            3,
            "plain-hash-not-hmac",
            format!("the plain {name} of key and message is hashed again, as hex"),
            Kind::TwiceHex,
        );
        for (kind, how) in [
            (Kind::InnerHex, "its inner digest enters the outer hash as hex digits"),
            (
                Kind::InnerUpperHex,
                "its inner digest enters the outer hash as upper-case hex digits",
            ),
            (Kind::OnePad(INNER), "only its inner hash is made"),
            (Kind::OnePad(OUTER), "only its outer hash is made, of the message"),
        ] {
            push(2, "hmac-by-hand", format!("HMAC with {name} is made by hand, and {how}"), kind);
        }
        // The block of a hash is no mistake with it.
        for (block, how) in
            Block::ALL.into_iter().filter(|(block, _)| *block != Block::Of(hash.block()))
        {
            let title = format!("HMAC with {name} is made by hand, and {how}");
            push(2, "hmac-by-hand", title, Kind::Blocks(block));
        }
    }
    all
}
