//! Texts that were copied out of the source of a web page.

use std::borrow::Cow;

/// The names of U+00A0 to U+00FF, in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

/// The longest name or number between `&` and `;`, in bytes.
const LONGEST: usize = 10;

/// Whether all of a text is escaped: quotes are, and no mark stands bare that would have been.
pub(super) fn is_escaped(text: &str) -> bool {
    let text = within_tags(text);
    let quotes = ["&quot;", "&#34;", "&#x22;", "&#034;"];
    quotes.iter().any(|quote| text.contains(quote))
        && !text.contains(['"', '<'])
        && text.match_indices('&').all(|(at, _)| reference(&text[at..]).is_some())
}

/// The text that a page shows.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let text = within_tags(text);
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = reference(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Without the tags around all of a text.
fn within_tags(text: &str) -> &str {
    let mut inner = text;
    while let Some((_, after)) = inner.trim().strip_prefix('<').and_then(|t| t.split_once('>'))
        && let Some((before, _)) = after.strip_suffix('>').and_then(|t| t.rsplit_once("</"))
    {
        inner = before;
    }
    inner
}

/// The character of the reference that a text begins with, and the reference's length.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(LONGEST + 2).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "quot" => '"',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        _ => match name.strip_prefix('#') {
            Some(number) => char::from_u32(match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            })?,
            None => {
                let at = LATIN.split_ascii_whitespace().position(|known| known == name)?;
                char::from_u32(0xa0 + u32::try_from(at).ok()?)?
            }
        },
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_is_shown() {
        for (text, is_whole, shown) in [
            ("{&quot;a&quot;:&#34;&#x22;&amp;quot;}", true, "{\"a\":\"\"&quot;}"),
            ("&quot;&Eacute;t&eacute;&nbsp;&yuml;&#39;&quot;", true, "\"Été\u{a0}ÿ'\""),
            ("<pre><code class=\"a\">{&quot;a&quot;}</code></pre>\n", true, "{\"a\"}"),
            ("{\"a\":\"&quot;\"}", false, "{\"a\":\"\"\"}"),
            ("/x?a=b&c=d&quot;", false, "/x?a=b&c=d\""),
            ("&#xd800;&nothing;&quot;", false, "&#xd800;&nothing;\""),
        ] {
            assert_eq!((is_escaped(text), &*unescaped(text)), (is_whole, shown), "{text}");
        }
    }
}
