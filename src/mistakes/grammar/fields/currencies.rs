//! A currency as its symbol, its number, its name.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// Code, number of ISO 4217, and what stands for it elsewhere.
const CURRENCIES: [(&str, &str, &[&str]); 22] = [
    ("EUR", "978", &["\u{20ac}", "Euro", "euro"]),
    ("USD", "840", &["$", "US$", "Dollar", "US Dollar"]),
    ("GBP", "826", &["\u{a3}", "Pound", "British Pound"]),
    ("JPY", "392", &["\u{a5}", "Yen"]),
    ("CNY", "156", &["\u{a5}", "RMB", "CN\u{a5}"]),
    ("CHF", "756", &["Fr.", "CHf"]),
    ("SEK", "752", &["kr"]),
    ("NOK", "578", &["kr"]),
    ("DKK", "208", &["kr", "kr."]),
    ("PLN", "985", &["z\u{142}"]),
    ("CZK", "203", &["K\u{10d}"]),
    ("HUF", "348", &["Ft"]),
    ("INR", "356", &["\u{20b9}", "Rs."]),
    ("BRL", "986", &["R$"]),
    ("CAD", "124", &["CA$", "C$", "$"]),
    ("AUD", "036", &["A$", "AU$", "$"]),
    ("MXN", "484", &["MX$", "$"]),
    ("TRY", "949", &["\u{20ba}", "TL"]),
    ("KRW", "410", &["\u{20a9}"]),
    ("ILS", "376", &["\u{20aa}"]),
    ("UAH", "980", &["\u{20b4}"]),
    ("ZAR", "710", &["R"]),
];

/// The currency in another form.
pub(super) fn currencies() -> Vec<Shape> {
    let form = |title: &'static str, of: fn(&str) -> Vec<Node>, nth: usize| {
        shape(2, 4, "currency-in-another-form", title, move |tree| {
            let Node::Text(code) = tree.find("currency")? else { return None };
            Some(tree.with("currency", Some(of(code).into_iter().nth(nth)?)))
        })
    };
    let symbols: fn(&str) -> Vec<Node> = |code| {
        let known = CURRENCIES.iter().find(|(known, ..)| *known == code);
        known
            .map(|(_, _, names)| names.iter().map(|name| Node::text(*name)).collect())
            .unwrap_or_default()
    };
    let numbers: fn(&str) -> Vec<Node> = |code| {
        let known = CURRENCIES.iter().find(|(known, ..)| *known == code);
        known
            .map(|(_, number, _)| vec![Node::text(*number), Node::bare(*number)])
            .unwrap_or_default()
    };
    let mut all: Vec<Shape> =
        (0..4).map(|nth| form("currency is signed as its symbol or name", symbols, nth)).collect();
    all.push(form("currency is signed as its number, a text", numbers, 0));
    all.push(form("currency is signed as its number", numbers, 1));
    all
}
