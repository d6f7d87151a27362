//! How an amount is written.

use super::facts::{Facts, Field};
use super::function::Function;
use super::rounding::Rounding;
use super::unrounded::{Unrounded, normalised};
use serde::{Deserialize, Serialize};

/// A format of an amount.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ValueForm {
    /// What is written: the amount, or another one.
    #[serde(default, skip_serializing_if = "Amount::is_same")]
    pub amount: Amount,
    /// How the number is written that was passed, in place of the amount in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrounded: Option<Unrounded>,
    /// Its digits.
    #[serde(default, skip_serializing_if = "Digits::is_fixed")]
    pub digits: Digits,
    /// What is done to the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Function>,
    /// Whether it is written as a number, without quotes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare: bool,
}

/// An amount made of another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// The same.
    #[default]
    Same,
    /// The nearest multiple of so many cents.
    Step(i64, Rounding),
    /// Times the first, divided by the second.
    Scaled(i64, i64),
    /// Times the first, divided by the second, rounded like this.
    ScaledAs(i64, i64, Rounding),
    /// Divided by the first over the second, rounded, and multiplied by it again: a tax that was taken off and put on.
    Through(i64, i64),
    /// So many cents more.
    Plus(i64),
    /// Times the first, divided by the second, and so many cents more.
    Line(i64, i64, i64),
    /// The same in binary arithmetic, rounded to cents as `printf` does.
    Times(i64, i64),
    /// Less a rate, the first by the second, and a fee of so many cents, in binary arithmetic.
    Net(i64, i64, i64),
    /// At most so many cents.
    AtMost(i64),
    /// At least so many cents.
    AtLeast(i64),
    /// So many cents, whatever it was.
    Always(i64),
    /// Its cents in an integer of so many bits, with a sign or without one: what does not fit wraps.
    Wrapped(u32, bool),
}

/// The digits of an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digits {
    /// Two decimals.
    #[default]
    Fixed,
    /// So many decimals, rounded.
    Decimals(u32, Rounding),
    /// The shortest: 99, 99.5.
    Shortest,
    /// The shortest with a point: 99.0, 99.5.
    ShortestPoint,
    /// Two decimals, none where both are 0.
    WholeAlone,
    /// Units and cents without leading zero: 99.5 for 99.05.
    CentsNotPadded,
    /// The number of cents.
    Cents,
    /// Grouped by thousands: what stands between, and the point.
    Grouped(String, String),
    /// Grouped as in India.
    Lakh,
    /// With an exponent: decimals, digits of the exponent, its sign written.
    Exponent(usize, usize, bool),
    /// As many significant digits.
    Significant(usize),
    /// Padded with zeros to a width.
    Padded(usize),
    /// As the caller wrote it.
    Written,
    /// As a 32-bit float.
    Float32,
    /// Padded with blanks to a width.
    Blanks(usize),
    /// As a decimal without trailing zeros, with an exponent for those before the point: 1E+2, 99.5.
    Normalised,
    /// So many significant digits, then two decimals.
    SignificantFixed(usize),
    /// Without a leading zero: .50.
    NoZero,
    /// As who keeps integers apart prints what was passed: 99 for 99, 99.0 for 99.0 and 99.00.
    Parsed,
    /// So many decimals, rounded as the nearest binary number is: what `printf` does.
    Binary(usize),
}

impl Amount {
    fn is_same(&self) -> bool {
        *self == Amount::Same
    }

    /// The result in cents; `None` where it has no cents of its own.
    fn of(&self, cents: i64) -> Option<i64> {
        match self {
            Amount::Same => Some(cents),
            Amount::Step(step, rounding) => rounded(cents, *step, *rounding).checked_mul(*step),
            Amount::Scaled(by, over) => {
                Some(rounded(cents.checked_mul(*by)?, *over, Rounding::HalfUp))
            }
            Amount::ScaledAs(by, over, rounding) => {
                Some(rounded(cents.checked_mul(*by)?, *over, *rounding))
            }
            Amount::Through(by, over) => {
                let net = rounded(cents.checked_mul(*over)?, *by, Rounding::HalfUp);
                Some(rounded(net.checked_mul(*by)?, *over, Rounding::HalfUp))
            }
            Amount::Plus(more) => cents.checked_add(*more),
            Amount::Line(by, over, more) => {
                rounded(cents.checked_mul(*by)?, *over, Rounding::HalfUp).checked_add(*more)
            }
            Amount::Times(by, over) => {
                let times = *by as f64 / (*over).max(1) as f64;
                let text = format!("{:.2}", cents as f64 / 100.0 * times);
                text.replace('.', "").parse().ok()
            }
            Amount::Net(rate, over, fee) => {
                let amount = cents as f64 / 100.0;
                let rate = *rate as f64 / (*over).max(1) as f64;
                let net = amount - (amount * rate + *fee as f64 / 100.0);
                format!("{net:.2}").replace('.', "").parse().ok()
            }
            Amount::AtMost(most) => Some(cents.min(*most)),
            Amount::AtLeast(least) => Some(cents.max(*least)),
            Amount::Always(cents) => Some(*cents),
            Amount::Wrapped(bits, signed) => {
                let size = 1i64.checked_shl(*bits).filter(|size| *size > 1)?;
                let low = cents.rem_euclid(size);
                Some(if *signed && low >= size / 2 { low - size } else { low })
            }
        }
    }
}

/// The quotient, rounded.
fn rounded(of: i64, by: i64, rounding: Rounding) -> i64 {
    let by = by.max(1);
    let (down, rest) = (of.div_euclid(by), of.rem_euclid(by));
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfUp => 2 * rest >= by,
        Rounding::HalfEven => 2 * rest > by || (2 * rest == by && down % 2 != 0),
    };
    down + i64::from(up)
}

impl Digits {
    fn is_fixed(&self) -> bool {
        *self == Digits::Fixed
    }

    /// The same of an amount that is negative, or has more digits than cents are counted to: what its text alone tells.
    fn of_text(&self, text: &str) -> Option<String> {
        let (minus, text) = match text.strip_prefix('-') {
            Some(text) => ("-", text),
            None => ("", text),
        };
        let (units, rest) = text.split_once('.')?;
        let short = rest.trim_end_matches('0');
        let written = match self {
            Digits::Fixed => text.to_owned(),
            Digits::Grouped(between, point) => {
                format!("{}{point}{rest}", grouped(units, between, false))
            }
            Digits::Lakh => format!("{}.{rest}", grouped(units, ",", true)),
            Digits::Shortest | Digits::WholeAlone if short.is_empty() => units.to_owned(),
            Digits::Shortest => format!("{units}.{short}"),
            Digits::ShortestPoint if short.is_empty() => format!("{units}.0"),
            Digits::ShortestPoint => format!("{units}.{short}"),
            Digits::WholeAlone => text.to_owned(),
            Digits::Normalised => normalised(text),
            _ => return None,
        };
        Some(format!("{minus}{written}"))
    }

    fn write(&self, cents: i64, facts: &Facts) -> Option<String> {
        if cents < 0 {
            return Some(format!("-{}", self.write(cents.checked_neg()?, facts)?));
        }
        let (units, rest) = (cents / 100, cents % 100);
        let fixed = format!("{units}.{rest:02}");
        let shortest = || fixed.trim_end_matches('0').trim_end_matches('.').to_owned();
        let amount = cents as f64 / 100.0;
        Some(match self {
            Digits::Fixed => fixed,
            Digits::Decimals(0, rounding) => rounded(cents, 100, *rounding).to_string(),
            Digits::Decimals(1, rounding) => {
                let tenths = rounded(cents, 10, *rounding);
                format!("{}.{}", tenths / 10, tenths % 10)
            }
            Digits::Decimals(decimals, _) => {
                format!("{fixed}{:0<1$}", "", (*decimals as usize).clamp(2, 20) - 2)
            }
            Digits::Shortest => shortest(),
            Digits::ShortestPoint if rest == 0 => format!("{units}.0"),
            Digits::ShortestPoint => shortest(),
            Digits::WholeAlone if rest == 0 => units.to_string(),
            Digits::WholeAlone => fixed,
            Digits::CentsNotPadded => format!("{units}.{rest}"),
            Digits::Cents => cents.to_string(),
            Digits::Grouped(between, point) => {
                format!("{}{point}{rest:02}", grouped(&units.to_string(), between, false))
            }
            Digits::Lakh => format!("{}.{rest:02}", grouped(&units.to_string(), ",", true)),
            Digits::Exponent(decimals, width, sign) => {
                let text = format!("{amount:.*e}", (*decimals).min(20));
                let (mantissa, exponent) = text.split_once('e')?;
                let (minus, exponent) = match exponent.strip_prefix('-') {
                    Some(rest) => ("-", rest),
                    None => (if *sign { "+" } else { "" }, exponent),
                };
                format!("{mantissa}e{minus}{exponent:0>0$}", (*width).min(4))
            }
            Digits::Significant(digits) => {
                let text = format!("{amount:.*e}", digits.saturating_sub(1).min(20));
                let rounded: f64 = text.parse().ok()?;
                format!("{rounded}")
            }
            Digits::Padded(width) => format!("{fixed:0>0$}", (*width).min(40)),
            Digits::Written => facts.written.clone()?,
            Digits::Float32 => format!("{}", f64::from(amount as f32)),
            Digits::Blanks(width) => format!("{fixed:>0$}", (*width).min(40)),
            Digits::Normalised => normalised(&fixed),
            Digits::SignificantFixed(digits) => {
                let text = format!("{amount:.*e}", digits.saturating_sub(1).min(20));
                let rounded: f64 = text.parse().ok()?;
                format!("{rounded:.2}")
            }
            Digits::Parsed => match facts.written.as_deref()? {
                written if written.bytes().all(|b| b.is_ascii_digit()) => units.to_string(),
                _ if rest == 0 => format!("{units}.0"),
                _ => shortest(),
            },
            Digits::Binary(decimals) => format!("{amount:.*}", (*decimals).min(20)),
            Digits::NoZero => fixed.strip_prefix('0').map_or(fixed.clone(), str::to_owned),
        })
    }
}

fn grouped(digits: &str, between: &str, lakh: bool) -> String {
    let count = digits.len();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        let left = count - at;
        let break_here =
            if lakh { left == 3 || (left > 3 && left % 2 == 1) } else { left.is_multiple_of(3) };
        if at > 0 && break_here {
            out.push_str(between);
        }
        out.push(digit);
    }
    out
}

impl ValueForm {
    /// The amount of a goal as its JSON text, and whether that is a number; `None` where there is no amount
    /// that it can write.
    pub fn write(&self, facts: &Facts) -> Option<(String, bool)> {
        let own = facts.text(Field::Value)?;
        if let Some(unrounded) = &self.unrounded {
            let text = unrounded.of(facts.written.as_deref()?.parse().ok()?)?;
            let text =
                self.then.as_ref().map_or(text.clone(), |function| function.on(&text, facts));
            return Some((text, self.bare));
        }
        let text = match (&self.amount, facts.cents.filter(|cents| *cents >= 0)) {
            // The reference's own text keeps what cents do not have.
            (Amount::Same, _) if self.digits == Digits::Fixed => own.to_owned(),
            (amount, Some(cents)) => self.digits.write(amount.of(cents)?, facts)?,
            (Amount::Same, None) => self.digits.of_text(own)?,
            _ => return None,
        };
        let text = match &self.then {
            Some(function) => function.on(&text, facts),
            None => text,
        };
        Some((text, self.bare))
    }

    /// In words, to follow "the amount is written".
    pub fn words(&self) -> String {
        let decimal = |cents: &i64| {
            let sign = if *cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
        };
        let rounding = |rounding: &Rounding| rounding.words();
        let mut parts: Vec<String> = self.unrounded.iter().map(Unrounded::words).collect();
        match &self.amount {
            Amount::Same => {}
            Amount::Step(step, how) => {
                parts.push(format!("rounded to {} ({})", decimal(step), rounding(how)));
            }
            Amount::Scaled(-1, 1) => parts.push("with the other sign".to_owned()),
            Amount::Scaled(by, 1) => parts.push(format!("times {by}")),
            Amount::Scaled(1, over) => parts.push(format!("divided by {over}")),
            Amount::Scaled(by, over) => parts.push(format!("times {by}/{over}")),
            Amount::ScaledAs(by, over, how) => {
                parts.push(format!("times {by}/{over} ({})", rounding(how)));
            }
            Amount::Times(by, over) => {
                parts.push(format!("times {by}/{over}, as printf rounds"));
            }
            Amount::Through(by, over) => {
                parts.push(format!("divided by {by}/{over}, rounded, and multiplied by it again"));
            }
            Amount::Plus(more) => parts.push(format!("plus {}", decimal(more))),
            Amount::Line(by, over, more) => {
                parts.push(format!("times {by}/{over} plus {}", decimal(more)));
            }
            Amount::Net(rate, over, fee) => parts
                .push(format!("less {rate}/{over} of it and {}, as printf rounds", decimal(fee))),
            Amount::AtMost(most) => parts.push(format!("at most {}", decimal(most))),
            Amount::AtLeast(least) => parts.push(format!("at least {}", decimal(least))),
            Amount::Always(cents) => parts.push(format!("as {}", decimal(cents))),
            Amount::Wrapped(bits, signed) => parts.push(format!(
                "as its cents in an integer of {bits} bits {}",
                if *signed { "with a sign" } else { "without a sign" }
            )),
        }
        match &self.digits {
            Digits::Fixed => {}
            Digits::Decimals(1, how) => parts.push(format!("with 1 decimal ({})", rounding(how))),
            Digits::Decimals(n, how) => {
                parts.push(format!("with {n} decimals ({})", rounding(how)))
            }
            Digits::Shortest => parts.push("as short as it gets (99, 99.5)".into()),
            Digits::ShortestPoint => parts.push("with one decimal at least (99.0, 99.5)".into()),
            Digits::WholeAlone => parts.push("without decimals where it is whole".into()),
            Digits::CentsNotPadded => parts.push("with cents without leading zero".into()),
            Digits::Cents => parts.push("in cents".into()),
            Digits::Grouped(between, point) if between.is_empty() => {
                parts.push(format!("with `{}` before cents", point.escape_debug()));
            }
            Digits::Grouped(between, point) => parts.push(format!(
                "with `{}` between thousands and `{}` before cents",
                between.escape_debug(),
                point.escape_debug()
            )),
            Digits::Lakh => parts.push("grouped as in India".into()),
            Digits::Exponent(..) => parts.push("with an exponent".into()),
            Digits::Significant(n) => parts.push(format!("with {n} significant digits")),
            Digits::Padded(width) => parts.push(format!("padded with zeros to {width}")),
            Digits::Written => parts.push("as the caller wrote it".into()),
            Digits::Float32 => parts.push("as a 32-bit float".into()),
            Digits::Blanks(width) => parts.push(format!("padded with blanks to {width}")),
            Digits::Normalised => parts.push("as a normalised decimal (1E+2, 99.5)".into()),
            Digits::SignificantFixed(n) => {
                parts.push(format!("with {n} significant digits, then two decimals"));
            }
            Digits::Parsed => parts.push("as passed, integers apart from others (99, 99.0)".into()),
            Digits::Binary(n) => parts.push(format!("with {n} decimals, as printf rounds")),
            Digits::NoZero => parts.push("without a zero before the point".into()),
        }
        if let Some(function) = &self.then {
            parts.push(format!("so that {}", function.words()));
        }
        if self.bare {
            parts.push("as a number".into());
        }
        parts.join(", ")
    }
}

/// The amounts that a straight line makes of these, each with what was signed, in cents: a rate and a fee.
fn lines(pairs: &[(i64, i64)]) -> Vec<Amount> {
    // The finest rate that is looked for: a tenth of a per mille.
    const OVER: i64 = 10_000;
    let (Some(low), Some(high)) = (pairs.iter().min(), pairs.iter().max()) else {
        return Vec::new();
    };
    let (width, rise) = (high.0 - low.0, high.1 - low.1);
    if width < 100_000 || rise.abs() > 100 * width {
        return Vec::new();
    }
    let rate = rounded(rise * OVER, width, Rounding::HalfUp);
    let mut found = Vec::new();
    for rate in [rate, rate - 1, rate + 1] {
        let more = high.1 - rounded(high.0 * rate, OVER, Rounding::HalfUp);
        found.push(match (rate, more) {
            (OVER, more) => Amount::Plus(more),
            (rate, 0) if rate % OVER == 0 => Amount::Scaled(rate / OVER, 1),
            (rate, 0) => Amount::Scaled(rate, OVER),
            (rate, more) => Amount::Line(rate, OVER, more),
        });
        if rate < OVER && more < 0 {
            found.push(Amount::Net(OVER - rate, OVER, -more));
        }
    }
    found
}

/// Rates of taxes on sales: what is paid for each 1000 without them.
const TAXES: [i64; 27] = [
    1025, 1026, 1050, 1055, 1060, 1070, 1077, 1080, 1081, 1090, 1100, 1120, 1130, 1150, 1160, 1170,
    1180, 1190, 1200, 1210, 1220, 1230, 1240, 1250, 1255, 1260, 1270,
];

/// Every format that is tried, what is likelier first; `pairs`: amounts that were signed otherwise, each with what was
/// signed, in cents; `rates`: fractions by which some were multiplied.
pub(super) fn forms(pairs: &[(i64, i64)], rates: &[(i64, i64)]) -> Vec<ValueForm> {
    const R: [Rounding; 4] = Rounding::ALL;
    let mut amounts = vec![Amount::Same];
    let mut signed_only = pairs.iter().map(|(_, signed)| *signed);
    if let Some(first) = signed_only.next().filter(|first| signed_only.all(|other| other == *first))
    {
        amounts.push(Amount::Always(first));
    }
    for step in [5, 10, 20, 25, 50, 100, 500, 1000] {
        amounts.extend(R.map(|rounding| Amount::Step(step, rounding)));
    }
    for bits in [16, 32, 24, 8, 15, 31] {
        amounts.extend([true, false].map(|signed| Amount::Wrapped(bits, signed)));
    }
    for (by, over) in [(100, 1), (1, 100), (10, 1), (1, 10), (1000, 1), (1, 1000)] {
        amounts.push(Amount::Scaled(by, over));
    }
    // Taxes added and taken off; discounts.
    for tax in TAXES {
        amounts.extend([Amount::Scaled(tax, 1000), Amount::Scaled(1000, tax)]);
        amounts.extend([Amount::Times(tax, 1000), Amount::Times(1000, tax)]);
    }
    amounts.extend(TAXES.map(|tax| Amount::Through(tax, 1000)));
    amounts.extend([50, 70, 75, 80, 85, 90, 95, 97].map(|part| Amount::Scaled(part, 100)));
    amounts.extend([85, 90, 95, 97].map(|part| Amount::Times(part, 100)));
    amounts.extend([1, -1].map(Amount::Plus));
    let mut digits = vec![
        Digits::Fixed,
        Digits::Shortest,
        Digits::ShortestPoint,
        Digits::WholeAlone,
        Digits::CentsNotPadded,
        Digits::Cents,
        Digits::Written,
        Digits::Float32,
        Digits::Normalised,
        Digits::NoZero,
        Digits::Parsed,
        Digits::Binary(0),
        Digits::Binary(1),
    ];
    digits.extend((2..=5).map(Digits::SignificantFixed));
    digits.extend((6..=14).map(Digits::Blanks));
    for rounding in R {
        digits.extend([Digits::Decimals(0, rounding), Digits::Decimals(1, rounding)]);
    }
    digits.extend([3, 4, 5, 6, 8].map(|n| Digits::Decimals(n, Rounding::HalfEven)));
    for between in [",", ".", " ", "'", "\u{2019}", "\u{a0}", "\u{202f}", "_", ""] {
        for point in [".", ",", "\u{b7}", "\u{66b}", " "] {
            if (between, point) != ("", ".") && between != point {
                digits.push(Digits::Grouped(between.into(), point.into()));
            }
        }
    }
    // The same as by thousands up to five digits.
    digits.push(Digits::Lakh);
    for width in 1..=3 {
        for sign in [true, false] {
            digits.extend([0, 1, 2, 4, 6].map(|n| Digits::Exponent(n, width, sign)));
        }
    }
    digits.extend((1..=7).map(Digits::Significant));
    digits.extend((5..=14).map(Digits::Padded));
    let signed = || pairs.iter().map(|(_, signed)| *signed);
    amounts.extend(signed().max().map(Amount::AtMost));
    amounts.extend(signed().min().map(Amount::AtLeast));
    amounts.extend(lines(pairs));
    for &(by, over) in rates {
        amounts.extend([Amount::Scaled(by, over), Amount::Times(by, over)]);
        let others = [Rounding::Down, Rounding::HalfEven, Rounding::Up];
        amounts.extend(others.map(|rounding| Amount::ScaledAs(by, over, rounding)));
    }
    let form = |amount: &Amount, digits: &Digits, bare| ValueForm {
        amount: amount.clone(),
        digits: digits.clone(),
        unrounded: None,
        then: None,
        bare,
    };
    let mut all = Vec::new();
    for bare in [false, true] {
        all.extend(amounts.iter().map(|amount| form(amount, &Digits::Fixed, bare)));
        all.extend(digits.iter().map(|digits| form(&Amount::Same, digits, bare)));
        for amount in &amounts[1..] {
            all.extend(
                [Digits::Shortest, Digits::ShortestPoint, Digits::Parsed]
                    .map(|d| form(amount, &d, bare)),
            );
        }
    }
    // What is rounded first is likelier.
    for bare in [false, true] {
        all.extend(Unrounded::all(rates).into_iter().map(|unrounded| ValueForm {
            unrounded: Some(unrounded),
            ..form(&Amount::Same, &Digits::Fixed, bare)
        }));
    }
    all.retain(|form| {
        form.unrounded.is_some()
            || form.bare
            || form.amount != Amount::Same
            || form.digits != Digits::Fixed
    });
    all
}
