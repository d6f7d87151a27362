//! Values with something between them, in any choice and order.

use super::label::Label;
use super::material::Material;
use super::tree::Node;

/// Hears of a message: its text, what joins it, and its label; whether to go on.
type Visit<'a> = dyn FnMut(&str, &'static str, &dyn Fn() -> Label) -> bool + 'a;

/// Between values; the first ones are common.
const JOINERS: [&str; 20] = [
    "", "|", ".", ":", "\n", ",", "&", "-", "_", ";", " ", "+", "/", "#", "||", "::", ", ", "\r\n",
    "\t", "~",
];
const COMMON: usize = 13;

/// Between all values in any order.
const OF_ALL: [&str; 4] = ["|", "", ":", ","];

/// More than six are not permuted.
const MOST: usize = 6;

/// What is joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Values alone.
    Values,
    /// A name, this, and its value.
    Pairs(&'static str),
}

/// The values that may be joined.
pub(super) struct Values {
    named: Vec<(String, String)>,
    style: Style,
}

/// Sequences of values of a cost, each with its text.
impl Values {
    pub(super) fn of(tree: &Node, as_sent: bool, style: Style, material: &Material) -> Values {
        let mut named = Vec::new();
        for field in ["tenant_id", "event_name", "session_id", "value", "currency", "plan"] {
            let text = tree.find(field).and_then(Node::plain).map(str::to_owned);
            let text = match (field, as_sent, &material.amount) {
                ("value", true, Some((_, written))) => Some(written.clone()),
                _ => text,
            };
            named.extend(text.map(|text| (field.to_owned(), text)));
        }
        for field in ["first_touch_bucket", "first_touch_ts"] {
            let text = tree.find(field).and_then(Node::plain);
            named.extend(text.map(|text| (field.to_owned(), text.to_owned())));
        }
        for (name, value) in &material.headers {
            named.push((format!("header {name}"), value.clone()));
        }
        if let Style::Pairs(equals) = style {
            for (name, value) in &mut named {
                let key = name.strip_prefix("header ").unwrap_or(name);
                *value = format!("{key}{equals}{value}");
            }
        }
        Values { named, style }
    }

    /// Calls back with every joined text: its cost and a way to its label; stops where the call says so.
    pub(super) fn each(&self, cost: u8, visit: &mut Visit<'_>) -> bool {
        let most = match self.named.len() {
            0..=6 => MOST,
            7 => 5,
            8 => 4,
            _ => 3,
        };
        let mut chosen = Vec::new();
        let joiners: &'static [&'static str] = match cost {
            3 if self.style != Style::Values => &["&", "", "|", ",", "\n"],
            3 => &JOINERS[..COMMON],
            4 => &JOINERS[COMMON..],
            _ => return true,
        };
        self.extend(&mut chosen, most, joiners, visit)
    }

    /// All of the goal's values, where they are more than are chosen from: an order by one of the few joiners that are
    /// common.
    pub(super) fn all_in_any_order(&self, visit: &mut Visit<'_>) -> bool {
        let own = self.named.iter().take_while(|(name, _)| !name.starts_with("header ")).count();
        if !(MOST + 1..=MOST + 2).contains(&own) {
            return true;
        }
        let mut order: Vec<usize> = (0..own).collect();
        loop {
            let values: Vec<&str> = order.iter().map(|at| &self.named[*at].1[..]).collect();
            for joiner in OF_ALL {
                let label = || self.label(&order, joiner);
                if !visit(&values.join(joiner), joiner, &label) {
                    return false;
                }
            }
            if !next_order(&mut order) {
                return true;
            }
        }
    }

    fn extend(
        &self,
        chosen: &mut Vec<usize>,
        most: usize,
        joiners: &'static [&'static str],
        visit: &mut Visit<'_>,
    ) -> bool {
        if !chosen.is_empty() {
            let values: Vec<&str> = chosen.iter().map(|at| &self.named[*at].1[..]).collect();
            let joiners = if chosen.len() == 1 { &joiners[..1] } else { joiners };
            for joiner in joiners {
                let label = || self.label(chosen, joiner);
                if !visit(&values.join(joiner), joiner, &label) {
                    return false;
                }
            }
        }
        if chosen.len() < most {
            for at in 0..self.named.len() {
                if !chosen.contains(&at) {
                    chosen.push(at);
                    if !self.extend(chosen, most, joiners, visit) {
                        return false;
                    }
                    chosen.pop();
                }
            }
        }
        true
    }

    fn label(&self, chosen: &[usize], joiner: &str) -> Label {
        let names: Vec<&str> = chosen.iter().map(|at| &self.named[*at].0[..]).collect();
        let id = match joiner {
            "" => "signed-values-joined",
            "|" => "signed-values-joined-by-bars",
            "." => "signed-values-joined-by-points",
            ":" => "signed-values-joined-by-colons",
            "\n" => "signed-values-joined-by-newlines",
            _ => "signed-values-joined-otherwise",
        };
        let between = if joiner.is_empty() { "nothing".to_owned() } else { format!("{joiner:?}") };
        let (id, what) = match self.style {
            Style::Values => (id, "values are".to_owned()),
            Style::Pairs(equals) => ("signed-pairs-joined", format!("name{equals}value is")),
        };
        let title = format!("{what} signed with {between} between them: {}", names.join(", "));
        Label::new(id, title).fix("sign the canonical JSON, not a list of values").reach(9)
    }
}

/// The next order of numbers, as a dictionary has them; whether there is one.
fn next_order(order: &mut [usize]) -> bool {
    let Some(at) = order.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let Some(next) = order.iter().rposition(|place| *place > order[at]) else { return false };
    order.swap(at, next);
    order[at + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::next_order;

    #[test]
    fn every_order_comes_once() {
        let mut order = vec![0, 1, 2, 3];
        let mut seen = std::collections::HashSet::from([order.clone()]);
        while next_order(&mut order) {
            assert!(seen.insert(order.clone()));
        }
        assert_eq!(seen.len(), 24);
    }
}
