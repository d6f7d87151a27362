//! Headers that hold what a language prints in place of a digest.

use super::label::Label;

/// The beginning of a text, what it means, and what to do.
const WORDS: [(&str, &str, &str, &str); 40] = [
    (
        "[object promise]",
        "header-is-a-promise",
        "the header holds a Promise, not its result: the digest was not awaited",
        "await the call: const mac = await crypto.subtle.sign(…)",
    ),
    (
        "promise {",
        "header-is-a-promise",
        "the header holds a Promise, not its result: the digest was not awaited",
        "await the call: const mac = await crypto.subtle.sign(…)",
    ),
    (
        "<coroutine",
        "header-is-a-promise",
        "the header holds a coroutine, not its result: the digest was not awaited",
        "await the call that makes the signature",
    ),
    (
        "system.threading.tasks.task",
        "header-is-a-promise",
        "the header holds a Task, not its result: the digest was not awaited",
        "await the call that makes the signature",
    ),
    (
        "instance of 'future",
        "header-is-a-promise",
        "the header holds a Future, not its result: the digest was not awaited",
        "await the call that makes the signature",
    ),
    (
        "java.util.concurrent",
        "header-is-a-promise",
        "the header holds a future, not its result",
        "take the future's result before it is sent",
    ),
    (
        "[object arraybuffer]",
        "header-is-a-buffer",
        "the header holds an ArrayBuffer's name, not its bytes as hex",
        "[...new Uint8Array(mac)].map(b => b.toString(16).padStart(2, \"0\")).join(\"\")",
    ),
    (
        "[object uint8array]",
        "header-is-a-buffer",
        "the header holds a typed array's name, not its bytes as hex",
        "[...mac].map(b => b.toString(16).padStart(2, \"0\")).join(\"\")",
    ),
    (
        "<buffer",
        "header-is-a-buffer",
        "the header holds a Buffer's text, not its bytes as hex",
        "mac.toString(\"hex\"), or .digest(\"hex\")",
    ),
    (
        "system.byte[]",
        "header-is-a-buffer",
        "the header holds the type's name, not the bytes as hex",
        "Convert.ToHexString(mac).ToLowerInvariant()",
    ),
    (
        "byte[]",
        "header-is-a-buffer",
        "the header holds the type's name, not the bytes as hex",
        "print the bytes as hex",
    ),
    (
        "[b@",
        "header-is-a-buffer",
        "the header holds a Java array's name, not its bytes as hex",
        "HexFormat.of().formatHex(mac)",
    ),
    (
        "[c@",
        "header-is-a-buffer",
        "the header holds a Java array's name, not its text",
        "new String(chars)",
    ),
    (
        "java.nio",
        "header-is-a-buffer",
        "the header holds a buffer's name, not its bytes as hex",
        "HexFormat.of().formatHex(bytes)",
    ),
    (
        "<memory at",
        "header-is-a-buffer",
        "the header holds a memoryview's name, not its bytes as hex",
        "use hexdigest()",
    ),
    (
        "bytearray(",
        "header-is-a-buffer",
        "the header holds a bytearray's text, not its bytes as hex",
        "use hexdigest()",
    ),
    (
        "<hmac.hmac",
        "header-is-an-object",
        "the header holds the HMAC object, not its digest",
        "call .hexdigest()",
    ),
    (
        "<sha256",
        "header-is-an-object",
        "the header holds the hash object, not its digest",
        "call .hexdigest()",
    ),
    (
        "<built-in method",
        "header-is-a-function",
        "the header holds a method, not what it returns: it was not called",
        "call it: mac.hexdigest()",
    ),
    (
        "<bound method",
        "header-is-a-function",
        "the header holds a method, not what it returns: it was not called",
        "call it: mac.hexdigest()",
    ),
    (
        "<function",
        "header-is-a-function",
        "the header holds a function, not what it returns: it was not called",
        "call the function",
    ),
    (
        "function",
        "header-is-a-function",
        "the header holds a function, not what it returns: it was not called",
        "call the function",
    ),
    (
        "[function",
        "header-is-a-function",
        "the header holds a function, not what it returns: it was not called",
        "call the function",
    ),
    (
        "() =>",
        "header-is-a-function",
        "the header holds a function, not what it returns: it was not called",
        "call the function",
    ),
    (
        "[object wordarray]",
        "header-is-an-object",
        "the header holds CryptoJS's words, not their text",
        "mac.toString(CryptoJS.enc.Hex)",
    ),
    (
        "[object cryptokey]",
        "header-is-an-object",
        "the header holds the key object, not a signature",
        "sign with the key: await crypto.subtle.sign(\"HMAC\", key, bytes)",
    ),
    (
        "[object",
        "header-is-an-object",
        "the header holds an object's name, not the digest as hex",
        "convert the digest to hex before it is sent",
    ),
    (
        "#<openssl",
        "header-is-an-object",
        "the header holds the HMAC object, not its digest",
        "OpenSSL::HMAC.hexdigest(\"SHA256\", key, bytes)",
    ),
    (
        "system.",
        "header-is-an-object",
        "the header holds a .NET type's name, not the digest as hex",
        "convert the digest to hex before it is sent",
    ),
    (
        "javax.crypto",
        "header-is-an-object",
        "the header holds a Java object's name, not the digest",
        "mac.doFinal(bytes), as hex",
    ),
    (
        "optional(",
        "header-is-an-object",
        "the header holds an optional's text",
        "unwrap the optional before it is sent",
    ),
    (
        "resource id",
        "header-is-an-object",
        "the header holds a PHP resource, not the digest",
        "hash_hmac() gives the hex text",
    ),
    (
        "array",
        "header-is-an-object",
        "the header holds an array's name, not the digest",
        "convert the bytes to hex before they are sent",
    ),
    (
        "undefined",
        "header-is-not-set",
        "the header holds undefined: the variable was not set when it was sent",
        "set the header after the signature is made",
    ),
    (
        "null",
        "header-is-not-set",
        "the header holds null: the variable was not set when it was sent",
        "set the header after the signature is made",
    ),
    (
        "none",
        "header-is-not-set",
        "the header holds None: the variable was not set when it was sent",
        "return the signature from the function that makes it",
    ),
    (
        "nil",
        "header-is-not-set",
        "the header holds nil: the variable was not set when it was sent",
        "set the header after the signature is made",
    ),
    (
        "nan",
        "header-is-not-set",
        "the header holds NaN: a text was taken for a number",
        "send the digest as text",
    ),
    (
        "false",
        "header-is-not-set",
        "the header holds false: the call that signs failed",
        "check the result of the call that signs",
    ),
    (
        "true",
        "header-is-not-set",
        "the header holds true: it is the result of a check, not a signature",
        "send the digest as text",
    ),
];

/// A header that holds the secret, as APIs with keys want it.
pub fn secret_sent() -> Label {
    Label::new("secret-sent", "the header holds the secret itself, not a signature made with it").fix(
        "replace the secret in the dashboard, and send the HMAC-SHA256 of the canonical bytes under the new one",
    )
}

/// The signature of another request of the same capture, by its number from 1.
pub fn of_other_goal(number: usize, is_earlier: bool) -> Label {
    let which = if is_earlier { "an earlier" } else { "a later" };
    let title = format!("the signature is that of {which} goal, request {number} of the capture");
    Label::new("signature-of-another-goal", title)
        .fix("take body and signature from one goal: nothing is kept from the goal before")
}

/// So many goals before one were signed together with it.
pub fn of_several(earlier: usize) -> Label {
    let title = match earlier {
        1 => "the goal before it is signed with it, its bytes first".to_owned(),
        count => format!("the {count} goals before it are signed with it, their bytes first"),
    };
    Label::new("hash-not-reset", title)
        .fix("make a new HMAC for each goal, and empty the buffer that is signed")
}

/// What a header says that holds no digest.
pub fn header_word(header: &str) -> Option<Label> {
    let text = header.trim().to_lowercase();
    let bare = text.trim_start_matches("sha256=").trim_matches('"');
    if let Some((_, id, title, fix)) =
        WORDS.iter().find(|(word, ..)| bare.starts_with(word) && bare.len() < 200)
    {
        return Some(Label::new(id, *title).fix(fix));
    }
    const TEMPLATES: [(&str, &str); 9] = [
        ("{{", "}}"),
        ("${", "}"),
        ("{", "}"),
        ("$(", ")"),
        ("<%", "%>"),
        ("%", "%"),
        ("<", ">"),
        ("#{", "}"),
        ("$", ""),
    ];
    let is_name = |inner: &str| {
        let inner = inner.trim_matches(['$', ' ', '=']);
        !inner.is_empty()
            && inner.len() < 60
            && inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && inner.chars().all(|c| c.is_ascii_alphanumeric() || "_.- ".contains(c))
    };
    let unfilled = TEMPLATES.iter().any(|(open, close)| {
        bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(is_name)
    });
    unfilled.then(|| {
        Label::new("header-not-filled-in", "the header holds a variable that was not filled in")
            .fix(
                "set the variable before the request is sent: the script that signs must run first",
            )
    })
}
