use super::*;
use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::json::parse_wire;
use crate::protocol::{Goal, Tenant};

fn case(goal: &str) -> (Tenant, Goal) {
    let secret = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";
    let tenant_id = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";
    let tenant = Tenant { tenant_id: tenant_id.into(), secret: secret.into() };
    (tenant, Goal::from_value(parse_wire(goal.as_bytes()).unwrap()).unwrap())
}

fn searched(goal: &str, made: &[&str], tell_canonical: bool, ruled_out: &[&str]) -> Searched {
    let (tenant, goal) = case(goal);
    let set = made
        .iter()
        .map(|id| MistakeSet::of_id(id).unwrap_or_else(|| panic!("{id}")))
        .fold(MistakeSet::EMPTY, MistakeSet::union);
    let Prediction::Signed { canonical, signature } = predict(set, &tenant, &goal) else {
        panic!("{made:?} refuse");
    };
    let observed = Observed {
        signature: &signature,
        canonical: tell_canonical.then_some(canonical.as_slice()),
    };
    let mut ruled_out = |set: MistakeSet| set.ids().iter().any(|id| ruled_out.contains(id));
    let mut known =
        Known { likely: MistakeSet::EMPTY, ruled_out: &mut ruled_out, more: &mut |_| true };
    explain(&SigningContext::of(&tenant, &goal), &observed, &mut known)
}

#[test]
fn names_singles_pairs_and_triples_with_and_without_bytes() {
    let goal = r#"{"event_name":"caf\u00e9","session_id":"\u007f","properties":
        {"value":0.125,"plan":"a","currency":"EUR","b":1}}"#;
    for made in [
        &["raw-utf8-not-ascii-escaped"][..],
        &["raw-utf8-not-ascii-escaped", "secret-used-as-text"],
        &["raw-utf8-not-ascii-escaped", "base64-not-hex-output"],
        &["raw-utf8-not-ascii-escaped", "del-char-not-escaped", "value-wrong-rounding"],
    ] {
        // Encoders make the first two mistakes of the triple at once.
        let ruled_out = &[
            "html-chars-escaped",
            "line-separators-escaped",
            "nothing-escaped-from-del",
            "apostrophes-and-tags-escaped",
            "jackson-text-escapes",
            "jackson-bytes-escapes",
            "strings-not-escaped",
            "gson-html-escaping",
        ];
        for tell in [true, false] {
            let found = searched(goal, made, tell, ruled_out).found.expect("an explanation");
            assert_eq!(found.diagnosis.set.ids(), made, "{tell}");
        }
    }
}

#[test]
fn says_so_when_nothing_fits() {
    let (tenant, goal) = case(r#"{"event_name":"a"}"#);
    let nothing = "0".repeat(64);
    for signature in ["00", &nothing] {
        let observed = Observed { signature, canonical: None };
        let mut known = Known {
            likely: MistakeSet::EMPTY,
            ruled_out: &mut |_| false,
            more: &mut |trials| trials < 20_000,
        };
        let searched = explain(&SigningContext::of(&tenant, &goal), &observed, &mut known);
        assert_eq!(searched.found, None);
    }
}
