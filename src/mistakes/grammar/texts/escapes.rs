//! Backslashes, quotes, percent escapes, variables and encodings.

use super::change::{TextChange, by, without};
use super::expanded::{expanded, unbraced};
use super::percent::{percent, unpercent};
use crate::mistakes::grammar::digest::{Hash, hex_of};

pub(super) fn escapes() -> Vec<TextChange> {
    let mut all = vec![
        by(2, 2, "backslashes-removed", "backslashes are not signed, as after stripslashes", |t| {
            let mut out = String::new();
            let mut chars = t.chars();
            while let Some(c) = chars.next() {
                if c == '\\' { out.extend(chars.next()) } else { out.push(c) }
            }
            Some(out)
        }),
        by(2, 1, "backslashes-removed", "backslashes are not signed", |t| {
            without(t, |c| c == '\\')
        }),
        by(2, 2, "backslashes-doubled", "backslashes are signed twice", |t| {
            Some(t.replace('\\', "\\\\"))
        }),
        by(2, 2, "backslashes-halved", "two backslashes are signed as one", |t| {
            Some(t.replace("\\\\", "\\"))
        }),
        by(2, 2, "backslashes-to-slashes", "backslashes are signed as /", |t| {
            Some(t.replace('\\', "/"))
        }),
        by(
            2,
            3,
            "quotes-slashed",
            "quotes and backslashes are signed with a backslash before them, as after addslashes",
            |t| Some(t.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\"")),
        ),
        by(2, 2, "quotes-slashed", "' is signed with a backslash before it", |t| {
            Some(t.replace('\'', "\\'"))
        }),
        by(
            2,
            2,
            "quotes-slashed",
            "\" is signed with a backslash before it, which is escaped again",
            |t| Some(t.replace('"', "\\\"")),
        ),
        by(2, 2, "quotes-doubled", "' is signed twice, as in SQL", |t| Some(t.replace('\'', "''"))),
        by(2, 2, "quotes-doubled", "\" is signed twice, as in CSV", |t| {
            Some(t.replace('"', "\"\""))
        }),
        by(2, 2, "quotes-removed", "' is not signed", |t| Some(t.replace('\'', ""))),
        by(2, 2, "quotes-removed", "\" is not signed", |t| Some(t.replace('"', ""))),
        by(2, 3, "quotes-removed", "quotes are not signed", |t| {
            without(t, |c| matches!(c, '\'' | '"'))
        }),
        by(2, 3, "quotes-swapped", "\" is signed as '", |t| Some(t.replace('"', "'"))),
        by(2, 3, "quotes-swapped", "' is signed as \"", |t| Some(t.replace('\'', "\""))),
        by(
            2,
            2,
            "escapes-interpreted",
            "\\n, \\t and the like in the body's texts are signed as the characters they mean",
            |t| {
                Some(
                    t.replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\r", "\r")
                        .replace("\\\"", "\"")
                        .replace("\\'", "'")
                        .replace("\\/", "/"),
                )
            },
        ),
        by(2, 3, "newlines-as-backslash-n", "line ends are signed as a backslash and an n", |t| {
            Some(t.replace('\n', "\\n"))
        }),
        by(2, 4, "percent-encoded-texts", "texts are signed with percent escapes", |t| {
            Some(percent(t, "-_.~", "", true))
        }),
        by(
            2,
            4,
            "percent-encoded-texts",
            "texts are signed as encodeURIComponent writes them",
            |t| Some(percent(t, "-_.!~*'()", "", true)),
        ),
        by(2, 4, "percent-encoded-texts", "texts are signed as encodeURI writes them", |t| {
            Some(percent(t, "-_.!~*'();/?:@&=+$,#", "", true))
        }),
        by(2, 4, "percent-encoded-texts", "texts are signed in the coding of forms", |t| {
            Some(percent(t, "-_.", "+", true))
        }),
        by(2, 4, "percent-encoded-texts", "texts are signed in the coding of forms, * bare", |t| {
            Some(percent(t, "-_.*", "+", true))
        }),
        by(
            2,
            5,
            "percent-encoded-texts",
            "texts are signed with percent escapes in lower case",
            |t| Some(percent(t, "-_.~", "", false)),
        ),
        by(
            2,
            5,
            "percent-encoded-texts",
            "texts are signed in the coding of forms, in lower case",
            |t| Some(percent(t, "-_.", "+", false)),
        ),
        by(2, 2, "percent-decoded-texts", "percent escapes in the body are signed decoded", |t| {
            unpercent(t, false)
        }),
        by(
            2,
            3,
            "percent-decoded-texts",
            "percent escapes in the body are signed decoded, and + as a blank",
            |t| unpercent(t, true),
        ),
        by(2, 3, "percent-doubled", "% is signed twice", |t| Some(t.replace('%', "%%"))),
        by(2, 3, "percent-halved", "%% is signed as %", |t| Some(t.replace("%%", "%"))),
        by(2, 3, "percent-removed", "% is not signed", |t| Some(t.replace('%', ""))),
        by(
            2,
            1,
            "variables-expanded",
            "$9 and the like were replaced by nothing: a shell or a double-quoted text expanded them",
            |t| Some(expanded(t, '$', false)),
        ),
        by(
            2,
            2,
            "variables-expanded",
            "$9 and the like were replaced by nothing, one digit only",
            |t| Some(expanded(t, '$', true)),
        ),
        by(2, 2, "variables-expanded", "${name} was replaced by nothing", |t| {
            Some(unbraced(t, "${", "}"))
        }),
        by(2, 2, "variables-expanded", "{{name}} was replaced by nothing", |t| {
            Some(unbraced(t, "{{", "}}"))
        }),
        by(2, 2, "variables-expanded", "{name} was replaced by nothing", |t| {
            Some(unbraced(t, "{", "}"))
        }),
        by(2, 2, "variables-expanded", "%NAME% was replaced by nothing", |t| {
            Some(unbraced(t, "%", "%"))
        }),
        by(2, 2, "variables-expanded", "`command` was replaced by nothing", |t| {
            Some(unbraced(t, "`", "`"))
        }),
        by(2, 2, "variables-expanded", "$(command) was replaced by nothing", |t| {
            Some(unbraced(t, "$(", ")"))
        }),
        by(2, 2, "variables-expanded", "@name was replaced by nothing", |t| {
            Some(expanded(t, '@', false))
        }),
        by(2, 2, "dollars-doubled", "$ is signed twice", |t| Some(t.replace('$', "$$"))),
        by(2, 2, "dollars-halved", "$$ is signed as $", |t| Some(t.replace("$$", "$"))),
        by(2, 2, "dollars-removed", "$ is not signed", |t| Some(t.replace('$', ""))),
        by(2, 2, "backticks-removed", "` is not signed", |t| Some(t.replace('`', ""))),
        by(2, 2, "exclamation-removed", "! is not signed", |t| Some(t.replace('!', ""))),
        by(2, 2, "exclamation-escaped", "! is signed as \\!", |t| Some(t.replace('!', "\\!"))),
        by(2, 4, "text-as-base64", "texts are signed as base64", |t| {
            Some(crate::mistakes::model::base64_encode(t.as_bytes()))
        }),
        by(2, 4, "text-as-hex", "texts are signed as hex", |t| {
            Some(crate::protocol::hex::encode(t.as_bytes()))
        }),
        by(2, 4, "text-hashed", "texts are signed as their SHA-256", |t| {
            Some(hex_of(Hash::Sha256, t.as_bytes()))
        }),
        by(2, 4, "text-hashed", "texts are signed as their MD5", |t| {
            Some(hex_of(Hash::Md5, t.as_bytes()))
        }),
        by(2, 4, "text-hashed", "texts are signed as their SHA-1", |t| {
            Some(hex_of(Hash::Sha1, t.as_bytes()))
        }),
        by(2, 5, "text-as-json", "texts are escaped as JSON twice", |t| {
            let mut out = Vec::new();
            crate::protocol::json::write_string(&t.into(), &mut out);
            let text = String::from_utf8(out).ok()?;
            Some(text[1..text.len() - 1].to_owned())
        }),
        by(2, 5, "text-as-json", "texts are signed as JSON strings inside strings", |t| {
            let mut out = Vec::new();
            crate::protocol::json::write_string(&t.into(), &mut out);
            String::from_utf8(out).ok()
        }),
        by(2, 5, "text-in-quotes", "texts are signed in single quotes of their own", |t| {
            Some(format!("'{t}'"))
        }),
        by(2, 5, "text-in-quotes", "texts are signed in double quotes of their own", |t| {
            Some(format!("\"{t}\""))
        }),
        by(2, 5, "text-and-newline", "texts are signed with a newline after them", |t| {
            Some(format!("{t}\n"))
        }),
        by(2, 5, "text-and-newline", "texts are signed with CRLF after them", |t| {
            Some(format!("{t}\r\n"))
        }),
        by(2, 5, "text-and-blank", "texts are signed with a blank after them", |t| {
            Some(format!("{t} "))
        }),
        by(2, 5, "text-and-blank", "texts are signed with a blank before them", |t| {
            Some(format!(" {t}"))
        }),
    ];
    for (from, to, title) in [
        ("/", "\\/", "/ is signed with a backslash before it, which is escaped again"),
        ("/", "", "/ is not signed"),
        ("/", "\\", "/ is signed as \\"),
        ("//", "/", "// is signed as /"),
        ("-", "", "- is not signed"),
        ("-", "_", "- is signed as _"),
        ("_", "-", "_ is signed as -"),
        ("_", "", "_ is not signed"),
        (".", "", "points are not signed"),
        (".", ",", "points are signed as commas"),
        (",", "", "commas are not signed"),
        (":", "", "colons are not signed"),
        ("'", "", "' is not signed"),
        ("#", "", "# is not signed"),
        ("+", "", "+ is not signed"),
        ("+", "%2B", "+ is signed as %2B"),
        ("=", "", "= is not signed"),
        ("@", "", "@ is not signed"),
        ("*", "", "* is not signed"),
        ("?", "", "? is not signed"),
    ] {
        all.push(by(2, 4, "character-replaced", title, move |t| Some(t.replace(from, to))));
    }
    all
}
