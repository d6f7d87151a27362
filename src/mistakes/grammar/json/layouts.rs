//! Every other layout.

use super::layout::{COMPACT, Layout};
use crate::mistakes::grammar::label::Label;

/// A layout with its name and cost.
pub(in crate::mistakes::grammar) struct LaidOut {
    pub(in crate::mistakes::grammar) cost: u8,
    pub(in crate::mistakes::grammar) label: Label,
    pub(in crate::mistakes::grammar) layout: Layout,
}

/// Every other layout.
pub(in crate::mistakes::grammar) fn layouts() -> Vec<LaidOut> {
    const FIX: &str = "write JSON without white space between tokens";
    let mut all = Vec::new();
    let mut push = |cost, id, title: String, layout: Layout| {
        if layout != COMPACT && all.iter().all(|known: &LaidOut| known.layout != layout) {
            all.push(LaidOut { cost, label: Label::new(id, title).fix(FIX), layout });
        }
    };
    for (comma, colon) in [
        (", ", ": "),
        (",", ": "),
        (", ", ":"),
        (", ", " : "),
        (",", " : "),
        (" , ", " : "),
        (" ,", " :"),
        (",", " :"),
        (", ", " :"),
        (" , ", ": "),
        (" , ", ":"),
        ("", ":"),
        (";", ":"),
        ("; ", ": "),
        (",", "="),
        (", ", "="),
        (",", "=>"),
        (", ", " => "),
        (",\t", ":\t"),
        (",", ":\t"),
        (",\n", ":"),
        (",\n", ": "),
        (", \n", ": "),
        (",\r\n", ":"),
        (",\n ", ":"),
        (",\n  ", ": "),
        (",  ", ":  "),
    ] {
        for (inside, words) in
            [("", ""), (" ", ", blanks inside braces"), ("\n", ", line ends inside braces")]
        {
            let id = match (comma, colon, inside) {
                (", ", ": ", "") => "default-separators",
                (",", ": ", "") => "blank-after-colon",
                (", ", ":", "") => "blank-after-comma",
                _ => "other-separators",
            };
            let title = format!("{:?} between members and {:?} after keys{words}", comma, colon);
            push(
                if inside == "\n" { 3 } else { 2 },
                id,
                title,
                Layout { comma, colon, inside, ..COMPACT },
            );
        }
    }
    push(
        2,
        "other-separators",
        "blanks inside braces".to_owned(),
        Layout { inside: " ", ..COMPACT },
    );
    for (indent, what) in [
        ("  ", "two blanks"),
        ("    ", "four blanks"),
        ("\t", "tabs"),
        ("   ", "three blanks"),
        (" ", "one blank"),
        ("", "nothing"),
        ("        ", "eight blanks"),
    ] {
        for (line, end) in [("\n", ""), ("\r\n", ", CRLF"), ("\r", ", CR")] {
            for colon in [": ", ":", " : ", " :", " = ", ":  "] {
                for comma in [",", ", ", " ,"] {
                    let id = match (indent, line, colon, comma) {
                        ("  ", "\n", ": ", ",") => "pretty-printed-2",
                        ("    ", "\n", ": ", ",") => "pretty-printed-4",
                        ("\t", "\n", ": ", ",") => "pretty-printed-tab",
                        ("  ", "\r\n", ": ", ",") => "pretty-printed-crlf",
                        _ => "pretty-printed-otherwise",
                    };
                    let common =
                        line != "\r" && matches!(colon, ": " | " : " | ":") && comma == ",";
                    let title = format!(
                        "lines of their own, indented by {what}{end}, {colon:?} after keys, {comma:?} between"
                    );
                    push(
                        if common { 2 } else { 3 },
                        id,
                        title,
                        Layout {
                            comma,
                            colon,
                            inside: "",
                            indent: Some(indent),
                            line,
                            aligned: false,
                        },
                    );
                }
            }
        }
    }
    for (line, end) in [("\r\n", ", CRLF"), ("\n", "")] {
        for colon in [":  ", ": "] {
            let title = format!(
                "lines of their own, indented by four blanks from where the brace stands{end}, {colon:?} after keys: \
                 ConvertTo-Json of Windows PowerShell 5.1"
            );
            let (indent, aligned) = (Some(" "), true);
            let layout = Layout { comma: ",", colon, inside: "", indent, line, aligned };
            push(2, "pretty-printed-aligned", title, layout);
        }
    }
    all
}
