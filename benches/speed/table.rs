//! The one way in which rows are printed.

/// What is wanted of a figure.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    AtMost(f64),
    AtLeast(f64),
}

/// A figure, or why there is none.
pub(crate) struct Row {
    what: &'static str,
    unit: &'static str,
    measured: Result<f64, String>,
    wanted: Wanted,
}

impl Row {
    pub(crate) fn new(
        what: &'static str,
        unit: &'static str,
        wanted: Wanted,
        measured: f64,
    ) -> Row {
        Row { what, unit, measured: Ok(measured), wanted }
    }

    /// A row that could not be measured: what is missing.
    pub(crate) fn missing(
        what: &'static str,
        unit: &'static str,
        wanted: Wanted,
        why: impl Into<String>,
    ) -> Row {
        Row { what, unit, measured: Err(why.into()), wanted }
    }

    fn falls_short(&self) -> bool {
        self.measured.as_ref().is_ok_and(|measured| match self.wanted {
            Wanted::AtMost(most) => *measured > most,
            Wanted::AtLeast(least) => *measured < least,
        })
    }
}

/// Prints the table, and which rows fall short.
pub(crate) fn print(rows: &[Row]) {
    println!("\n{:62} {:>12} {:>14}", "what", "measured", "wanted");
    for row in rows {
        let unit = row.unit;
        let wanted = match row.wanted {
            Wanted::AtMost(most) => format!("<= {most}{unit}"),
            Wanted::AtLeast(least) => format!(">= {least}{unit}"),
        };
        let (measured, state) = match &row.measured {
            Ok(measured) if row.falls_short() => (shown(*measured, unit), "SHORT".to_owned()),
            Ok(measured) => (shown(*measured, unit), "reached".to_owned()),
            Err(why) => ("-".to_owned(), format!("not measured: {why}")),
        };
        println!("{:62} {measured:>12} {wanted:>14}  {state}", row.what);
    }
    let short: Vec<&str> =
        rows.iter().filter(|row| row.falls_short()).map(|row| row.what).collect();
    let missing = rows.iter().filter(|row| row.measured.is_err()).count();
    let reached = rows.len() - short.len() - missing;
    println!("\n{reached} reached, {} short, {missing} not measured", short.len());
    for what in short {
        println!("short: {what}");
    }
}

fn shown(value: f64, unit: &str) -> String {
    let decimals = match value {
        ..0.1 => 4,
        ..10.0 => 2,
        _ => 0,
    };
    format!("{value:.decimals$}{unit}")
}
