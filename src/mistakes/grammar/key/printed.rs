//! What languages print for a secret that is wrapped or protected: the wrapper around it, or a mask in its place.

use super::entry::Keys;

/// How a value in a wrapper is printed: what stands before it, and after it.
const WRAPPERS: [(&str, &str, &str); 44] = [
    ("Optional(\"", "\")", "Swift's Optional"),
    ("Optional[", "]", "Java's Optional"),
    ("Some(\"", "\")", "Rust's Option"),
    ("Some(", ")", "Scala's Option"),
    ("Just \"", "\"", "Haskell's Maybe"),
    ("Just ", "", "Maybe"),
    ("Ok(\"", "\")", "Rust's Result"),
    ("Ok(", ")", "a result"),
    ("Success(", ")", "a result"),
    ("Right(", ")", "Scala's Either"),
    ("{:ok, \"", "\"}", "Elixir's tuple"),
    ("[\"", "\"]", "a list"),
    ("['", "']", "a list"),
    ("[u'", "']", "Python 2's list"),
    ("(\"", "\",)", "a tuple"),
    ("('", "',)", "a tuple"),
    ("(", ")", "brackets"),
    ("(", ",)", "a tuple"),
    ("{'", "'}", "a set"),
    ("{\"", "\"}", "a set"),
    ("u'", "'", "Python 2's text"),
    ("\"\\\"", "\\\"\"", "a text that was quoted twice"),
    ("\\\"", "\\\"", "a text with escaped quotes"),
    ("'\"", "\"'", "a text that was quoted twice"),
    ("\"'", "'\"", "a text that was quoted twice"),
    ("string(64) \"", "\"", "PHP's var_dump"),
    ("String(\"", "\")", "a wrapper"),
    ("Secret(\"", "\")", "a wrapper"),
    ("Secret(", ")", "a wrapper"),
    ("Secret(value=", ")", "a wrapper"),
    ("Secret { value: \"", "\" }", "a wrapper"),
    ("SecretString(", ")", "a wrapper"),
    ("SecretString(\"", "\")", "a wrapper"),
    ("SecretStr('", "')", "pydantic's SecretStr"),
    ("StringValue(", ")", "a wrapper"),
    ("value: \"", "\"\n", "protobuf's text"),
    ("value: \"", "\"", "protobuf's text"),
    ("{value=", "}", "a map"),
    ("{secret=", "}", "Java's map"),
    ("{ secret: '", "' }", "Node's util.inspect"),
    ("[ '", "' ]", "Node's util.inspect"),
    ("@{secret=", "}", "PowerShell's object"),
    ("map[secret:", "]", "Go's map"),
    ("{", "}", "Go's struct"),
];

/// What stands for a secret that may not be printed.
const GUARDS: [&str; 20] = [
    "[Filtered]",
    "[Sensitive]",
    "[sensitive]",
    "[redacted]",
    "<redacted>",
    "<REDACTED>",
    "(sensitive)",
    "(sensitive value)",
    "<sensitive>",
    "[secure]",
    "[SECRET]",
    "[hidden]",
    "<hidden>",
    "[MASKED]",
    "masked",
    "[REDACTED alloc::string::String]",
    "Secret([REDACTED])",
    "Secret([REDACTED alloc::string::String])",
    "SecretBox<str>([REDACTED])",
    "SecretStr('**********')",
];

/// Masks of one character, and how many of the secret's own they leave.
const MASKS: [char; 6] = ['*', '\u{2022}', 'x', 'X', '#', '\u{25cf}'];
const LEFT: [usize; 5] = [0, 2, 3, 4, 8];
const BETWEEN: [&str; 7] = ["...", "\u{2026}", "***", "****", "*****", "********", ".."];

pub(super) fn printed(all: &mut Keys, text: &str, key: &[u8]) {
    for (before, after, what) in WRAPPERS {
        let title = format!("the secret as {what} prints it is the key: {before}\u{2026}{after}");
        let cost = if what == "Swift's Optional" { 2 } else { 3 };
        all.push(cost, "secret-still-wrapped", title, [before, text, after].concat().into_bytes());
    }
    for (printed, what) in of_bytes(key) {
        let title = format!("the key is a text: the secret's bytes as {what} prints them");
        all.push(3, "key-as-list-text", title, printed.into_bytes());
    }
    for guard in GUARDS {
        let title = format!("the text {guard:?} is the key: what is printed in place of a secret");
        all.push(3, "key-is-a-word", title, guard.as_bytes().to_vec());
    }
    for mask in MASKS {
        for count in 1..=text.len().min(64) {
            let cost = if mask == '*' && matches!(count, 3..=12 | 16 | 32 | 64) { 2 } else { 3 };
            let title = format!("a mask of {count} {mask:?} is the key, not the secret");
            all.push(cost, "key-is-a-word", title, String::from(mask).repeat(count).into_bytes());
        }
    }
    for (first, last) in LEFT.iter().flat_map(|first| LEFT.map(|last| (*first, last))) {
        if first + last == 0 || first + last >= text.len() || !text.is_ascii() {
            continue;
        }
        let full = MASKS.map(|mask| String::from(mask).repeat(text.len() - first - last));
        for middle in BETWEEN.into_iter().chain(full.iter().map(String::as_str)) {
            let masked = [&text[..first], middle, &text[text.len() - last..]].concat();
            let title = format!(
                "the secret is masked but for its first {first} and last {last} characters"
            );
            all.push(3, "secret-masked", title, masked.into_bytes());
        }
    }
}

/// The secret's bytes as objects that hold bytes print them.
fn of_bytes(key: &[u8]) -> Vec<(String, &'static str)> {
    let pairs = |bytes: &[u8], between: &str| {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
    };
    let words =
        |bytes: &[u8]| bytes.chunks(4).map(|word| pairs(word, "")).collect::<Vec<_>>().join(" ");
    let decimal = key.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut all = vec![
        (format!("<Buffer {}>", pairs(key, " ")), "Node's Buffer"),
        (format!("<{}>", words(key)), "NSData"),
        (format!("{} bytes", key.len()), "Swift's Data"),
        (format!("Uint8Array({}) [ {decimal} ]", key.len()), "Node's Uint8Array"),
        (format!("Uint8Array [ {decimal} ]"), "Node's Uint8Array"),
        (format!("Uint8List [{decimal}]"), "Dart's Uint8List"),
        (format!("<<{decimal}>>"), "Elixir's binary"),
        (format!("<{} bytes>", key.len()), "a library"),
        (format!("[{} bytes]", key.len()), "a library"),
        (format!("({} bytes)", key.len()), "a library"),
    ];
    if key.len() > 24 {
        let (begin, end) = (words(&key[..16]), words(&key[key.len() - 8..]));
        let length = key.len();
        all.push((format!("{{length = {length}, bytes = 0x{begin} ... {end} }}"), "NSData, cut,"));
    }
    all
}
