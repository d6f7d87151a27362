//! Orders of keys.

use super::label::Label;
use super::tree::Node;

/// A reordering with its name and cost.
pub(super) struct Order {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) apply: Box<dyn Fn(&Node) -> Node + Sync>,
    /// Whether it is tried with texts that are no JSON too.
    pub(super) common: bool,
}

const FIX: &str = "sort the keys by code point, at both levels";

fn order(
    cost: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    apply: impl Fn(&Node) -> Node + Sync + 'static,
) -> Order {
    Order { cost, label: Label::new(id, title).fix(FIX), apply: Box::new(apply), common: false }
}

/// A rank of keys as the body carries them; others before or after.
fn sent_rank(sent: &Node) -> Vec<String> {
    fn keys(node: &Node, out: &mut Vec<String>) {
        for (key, value) in node.members() {
            out.push(key.clone());
            keys(value, out);
        }
    }
    let mut out = Vec::new();
    keys(sent, &mut out);
    out
}

/// The well-known orders.
pub(super) fn orders(sent: Option<&Node>) -> Vec<Order> {
    let mut all = vec![order(
        2,
        "keys-not-sorted",
        "no level is sorted: keys stand as the samples build them",
        Node::built,
    )];
    if let Some(sent) = sent {
        let rank = sent_rank(sent);
        let first = rank.clone();
        all.push(order(
            2,
            "keys-in-body-order",
            "keys stand as in the body, tenant_id first",
            move |tree| {
                tree.ordered(&|key| first.iter().position(|k| k == key).map_or(0, |at| at + 1))
            },
        ));
        all.push(order(
            2,
            "keys-in-body-order-tenant-last",
            "keys stand as in the body, tenant_id last",
            move |tree| {
                tree.ordered(&|key| rank.iter().position(|k| k == key).unwrap_or(usize::MAX))
            },
        ));
    }
    all.iter_mut().for_each(|order| order.common = true);
    let inner_only = |tree: &Node, change: &dyn Fn(&Node) -> Node| match tree.get("properties") {
        Some(inner) => tree.with("properties", Some(change(inner))),
        None => tree.clone(),
    };
    all.push(order(2, "nested-keys-not-sorted", "properties is not sorted", move |tree| {
        inner_only(tree, &Node::built)
    }));
    all.push(order(2, "top-level-not-sorted", "the top level is not sorted", move |tree| {
        inner_only(&tree.built(), &Node::sorted)
    }));
    all.push(order(2, "keys-sorted-backwards", "keys are sorted backwards", |tree| {
        tree.ordered(&|key| std::cmp::Reverse(key.to_owned()))
    }));
    all.push(order(2, "keys-sorted-by-length", "keys are sorted by their length", |tree| {
        tree.ordered(&|key| (key.len(), key.to_owned()))
    }));
    all.push(order(
        2,
        "keys-sorted-by-length",
        "keys are sorted by their length, longest first",
        |tree| tree.ordered(&|key| (std::cmp::Reverse(key.len()), key.to_owned())),
    ));
    all.push(order(2, "tenant-id-last", "tenant_id stands first, the rest sorted", |tree| {
        tree.ordered(&|key| (key != "tenant_id", key.to_owned()))
    }));
    all.push(order(2, "properties-last", "objects stand last, the rest sorted", |tree| {
        tree.ordered(&|key| (key == "properties", key.to_owned()))
    }));
    all.push(order(
        2,
        "first-touch-last",
        "the first touch stands last, the rest sorted",
        |tree| tree.ordered(&|key| (key.starts_with("first_touch"), key.to_owned())),
    ));
    all.push(order(
        2,
        "case-insensitive-key-sort",
        "keys are sorted without regard to case",
        |tree| tree.ordered(&|key| key.to_lowercase()),
    ));
    all.push(order(
        2,
        "case-insensitive-key-sort",
        "keys are sorted without regard to underscores",
        |tree| tree.ordered(&|key| key.replace('_', "")),
    ));
    all
}

/// Every permutation of the top level and of properties, where these are few.
pub(super) fn permutations(tree: &Node) -> Vec<Order> {
    let top: Vec<String> = tree.members().iter().map(|(key, _)| key.clone()).collect();
    let inner: Vec<String> = tree
        .get("properties")
        .map(|inner| inner.members().iter().map(|(key, _)| key.clone()).collect())
        .unwrap_or_default();
    if top.len() > 6 || inner.len() > 3 {
        return Vec::new();
    }
    let cost = if top.len() <= 4 { 2 } else { 3 };
    let mut all = Vec::new();
    for outer in permuted(&top) {
        for inside in permuted(&inner) {
            let title = format!(
                "keys stand in the order {}; of properties {}",
                outer.join(", "),
                inside.join(", ")
            );
            let (outer, inside) = (outer.clone(), inside);
            all.push(order(cost, "keys-not-sorted", title, move |tree| {
                let place = |key: &str| {
                    outer
                        .iter()
                        .position(|k| k == key)
                        .unwrap_or_else(|| inside.iter().position(|k| k == key).unwrap_or(99))
                };
                tree.ordered(&place)
            }));
        }
    }
    all
}

fn permuted(keys: &[String]) -> Vec<Vec<String>> {
    if keys.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..keys.len() {
        let mut rest = keys.to_vec();
        let first = rest.remove(at);
        for tail in permuted(&rest) {
            all.push([vec![first.clone()], tail].concat());
        }
    }
    all
}
