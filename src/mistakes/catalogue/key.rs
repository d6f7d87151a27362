//! From secret to key.

use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const DECODE: &str = "decode the secret from hex first";
const TRIM: &str = "trim the file's line end, then decode the secret from hex";
const STRICT: &str = "refuse a secret that is not an even number of hex digits";
const BARE: &str = "take the hex digits alone, then decode them";
const BYTES: &str = "keep the key as bytes, never as text";

/// A secret's text with something around it.
macro_rules! decorated {
    ($id:literal, $cause:literal, $threads:literal, $title:literal, $before:literal, $after:literal, $fix:expr, $habits:expr) => {
        mistake($id, $title, |k| k.key = KeySource::Text($before, $after))
            .of($cause)
            .seen($threads)
            .did($habits)
            .fix($fix, FixSnippet::Key)
    };
}

/// A key that is a word.
macro_rules! word {
    ($id:literal, $cause:literal, $title:literal, $word:literal, $habits:expr) => {
        mistake($id, $title, |k| k.key = KeySource::Word($word))
            .of($cause)
            .did($habits)
            .fix("stop if the secret is missing", FixSnippet::Key)
    };
}

pub(super) const MISTAKES: &[Mistake] = &[
    mistake(
        "python-hex-key",
        "white space in a secret is skipped and an empty one is an empty key",
        |k| k.key = KeySource::HexSkippingBlanks,
    )
    .left_open()
    .did(&[(Python, "bytes.fromhex in the documented sample")])
    .fix(STRICT, FixSnippet::Key)
    .with_secret("3f 9c"),
    mistake(
        "hex-key-truncated",
        "only the beginning of the key is used: decoding stopped at a bad digit or dropped an odd one",
        |k| k.key = KeySource::HexCutShort,
    )
    .seen(4)
    .did(&[(JavaScript, "Buffer.from(secret, 'hex')"), (CSharp, "a hand-made loop")])
    .fix(STRICT, FixSnippet::Key)
    .with_secret("3f9c1a7be2d0548"),
    mistake(
        "secret-used-as-text",
        "the secret's hex text is the key, not the bytes it encodes",
        |k| k.key = KeySource::Text("", ""),
    )
    .seen(6)
    .did(&[
        (Python, "secret.encode()"),
        (JavaScript, "createHmac('sha256', secret)"),
        (Go, "[]byte(secret)"),
        (Php, "hash_hmac('sha256', $m, $secret)"),
        (Ruby, "OpenSSL::HMAC.hexdigest(\"SHA256\", secret, m)"),
        (Java, "secret.getBytes()"),
        (CSharp, "Encoding.UTF8.GetBytes(secret)"),
    ])
    .fix(DECODE, FixSnippet::Key),
    decorated!("secret-whitespace-or-newline", "secret-whitespace-or-newline", 8, "the secret's hex text and a newline are the key", "", "\n", TRIM, &[(Python, "open('secret').read().encode()"), (Go, "os.ReadFile(\"secret\")"), (Shell, "echo $SECRET > secret")]),
    decorated!("secret-and-crlf", "secret-whitespace-or-newline", 8, "the secret's hex text and CRLF are the key", "", "\r\n", TRIM, &[(CSharp, "a file written on Windows"), (Python, "open('secret', newline='').read()")]),
    decorated!("secret-and-carriage-return", "secret-whitespace-or-newline", 0, "the secret's hex text and a carriage return are the key", "", "\r", TRIM, &[(Shell, "a .env file with CRLF")]),
    decorated!("secret-after-blank", "secret-whitespace-or-newline", 8, "a blank and the secret's hex text are the key", " ", "", TRIM, &[(JavaScript, "KEY= abc in a .env file"), (Python, "a copied text")]),
    decorated!("secret-before-blank", "secret-whitespace-or-newline", 8, "the secret's hex text and a blank are the key", "", " ", TRIM, &[(Python, "a copied text"), (Php, "a copied text")]),
    decorated!("secret-in-blanks", "secret-whitespace-or-newline", 0, "the secret's hex text between blanks is the key", " ", " ", TRIM, &[(Python, "a copied text")]),
    decorated!("secret-after-tab", "secret-whitespace-or-newline", 0, "a tab and the secret's hex text are the key", "\t", "", TRIM, &[(Python, "a column of a table, copied")]),
    decorated!("secret-before-tab", "secret-whitespace-or-newline", 0, "the secret's hex text and a tab are the key", "", "\t", TRIM, &[(Python, "a column of a table, copied")]),
    decorated!("secret-and-nul", "secret-whitespace-or-newline", 0, "the secret's hex text and a zero byte are the key", "", "\0", TRIM, &[(CSharp, "a C string through interop")]),
    decorated!("secret-after-byte-order-mark", "secret-whitespace-or-newline", 0, "a byte order mark and the secret's hex text are the key", "\u{feff}", "", TRIM, &[(CSharp, "File.ReadAllBytes of a text file"), (Python, "open('secret', encoding='utf-8').read()")]),
    decorated!("secret-quotes-or-prefix-kept", "secret-quotes-or-prefix-kept", 2, "the secret's hex text in quotes is the key", "\"", "\"", BARE, &[(Python, "a .env file read by hand"), (Go, "docker --env-file, which keeps quotes")]),
    decorated!("secret-in-single-quotes", "secret-quotes-or-prefix-kept", 2, "the secret's hex text in single quotes is the key", "'", "'", BARE, &[(Go, "docker --env-file, which keeps quotes")]),
    decorated!("secret-after-0x", "secret-quotes-or-prefix-kept", 2, "0x and the secret's hex text are the key", "0x", "", BARE, &[(Python, "hex(int(secret, 16)).encode()"), (JavaScript, "'0x' + secret")]),
    decorated!("secret-after-whsec", "secret-quotes-or-prefix-kept", 2, "whsec_ and the secret's hex text are the key", "whsec_", "", BARE, &[(JavaScript, "code written for Stripe or Svix")]),
    decorated!("secret-after-sha256", "secret-quotes-or-prefix-kept", 2, "sha256: and the secret's hex text are the key", "sha256:", "", BARE, &[(Python, "a prefix from a vault")]),
    decorated!("secret-after-sha256-equals", "secret-quotes-or-prefix-kept", 0, "sha256= and the secret's hex text are the key", "sha256=", "", BARE, &[(JavaScript, "code written for GitHub")]),
    decorated!("secret-after-hex", "secret-quotes-or-prefix-kept", 0, "hex: and the secret's hex text are the key", "hex:", "", BARE, &[(Python, "a prefix from a vault")]),
    decorated!("secret-after-base64", "secret-quotes-or-prefix-kept", 0, "base64: and the secret's hex text are the key", "base64:", "", BARE, &[(Php, "Laravel's APP_KEY habit")]),
    decorated!("secret-after-sk", "secret-quotes-or-prefix-kept", 0, "sk_ and the secret's hex text are the key", "sk_", "", BARE, &[(JavaScript, "a prefix of another provider")]),
    decorated!("secret-after-sk-live", "secret-quotes-or-prefix-kept", 0, "sk_live_ and the secret's hex text are the key", "sk_live_", "", BARE, &[(JavaScript, "a prefix of another provider")]),
    decorated!("secret-after-lp", "secret-quotes-or-prefix-kept", 0, "lp_ and the secret's hex text are the key", "lp_", "", BARE, &[(JavaScript, "a prefix of one's own")]),
    decorated!("secret-before-semicolon", "secret-quotes-or-prefix-kept", 0, "the secret's hex text and ; are the key", "", ";", BARE, &[(Php, "a line of code taken whole")]),
    decorated!("secret-before-comma", "secret-quotes-or-prefix-kept", 0, "the secret's hex text and a comma are the key", "", ",", BARE, &[(Python, "a line of JSON taken whole")]),
    decorated!("secret-in-back-quotes", "secret-quotes-or-prefix-kept", 0, "the secret's hex text in back quotes is the key", "`", "`", BARE, &[(JavaScript, "a copied literal")]),
    decorated!("secret-after-bearer", "secret-quotes-or-prefix-kept", 0, "Bearer and the secret's hex text are the key", "Bearer ", "", BARE, &[(JavaScript, "a header's value taken whole")]),
    decorated!("secret-with-variable-name", "secret-quotes-or-prefix-kept", 0, "LP_PIXEL_SECRET= and the secret's hex text are the key", "LP_PIXEL_SECRET=", "", BARE, &[(Shell, "a line of a .env file taken whole")]),
    decorated!("secret-as-bytes-literal", "secret-quotes-or-prefix-kept", 0, "b'…' around the secret's hex text is the key", "b'", "'", BARE, &[(Python, "str(secret.encode())")]),
    decorated!("secret-signed-with-ampersand", "secret-quotes-or-prefix-kept", 0, "the secret's hex text and & are the key", "", "&", BARE, &[(Python, "OAuth 1.0's consumer key")]),
    mistake("secret-text-upper-case", "the secret's hex text in capitals is the key", |k| {
        k.key = KeySource::TextUpper;
    })
    .of("secret-used-as-text")
    .did(&[(CSharp, "Convert.ToHexString and back"), (Php, "strtoupper($secret)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-lower-case", "the secret's hex text in lower case is the key", |k| {
        k.key = KeySource::TextLower;
    })
    .of("secret-used-as-text")
    .did(&[(Python, "secret.lower().encode()")])
    .fix(DECODE, FixSnippet::Key)
    .with_secret("3F9C1A7BE2D05486C7F1E09B8A6D4C2210FE98BB7A5D6C3E4F0192A8B7C6D5E4"),
    mistake("secret-text-utf16", "the secret's hex text in UTF-16 is the key", |k| {
        k.key = KeySource::TextUtf16;
    })
    .of("secret-used-as-text")
    .did(&[(CSharp, "Encoding.Unicode.GetBytes(secret)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-first-half", "the first 32 characters of the secret's text are the key", |k| {
        k.key = KeySource::TextFirst(32);
    })
    .of("hex-key-truncated")
    .did(&[(Php, "substr($secret, 0, 32)"), (JavaScript, "secret.slice(0, 32)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-hashed", "the SHA-256 of the secret's text is the key", |k| {
        k.key = KeySource::TextHashed;
    })
    .of("secret-used-as-text")
    .did(&[(Python, "hashlib.sha256(secret.encode()).digest()"), (JavaScript, "a key derived by hand")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-hashed-to-hex", "the hex SHA-256 of the secret's text is the key", |k| {
        k.key = KeySource::TextHashedHex;
    })
    .of("secret-used-as-text")
    .did(&[(Php, "hash('sha256', $secret)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-md5", "the hex MD5 of the secret's text is the key", |k| {
        k.key = KeySource::TextMd5Hex;
    })
    .of("secret-used-as-text")
    .did(&[(Php, "md5($secret)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-base64-decoded", "the secret is decoded as base64", |k| {
        k.key = KeySource::Base64;
    })
    .seen(3)
    .did(&[(Python, "base64.b64decode(secret)"), (JavaScript, "Buffer.from(secret, 'base64')"), (Java, "Base64.getDecoder().decode(secret)"), (CSharp, "Convert.FromBase64String(secret)")])
    .fix("decode the secret from hex; hex digits are valid base64, so no error shows", FixSnippet::Key),
    mistake("secret-base64-encoded", "the base64 of the secret's text is the key", |k| {
        k.key = KeySource::ToBase64;
    })
    .of("secret-base64-decoded")
    .did(&[(Shell, "a Kubernetes secret, read without decoding"), (Php, "base64_encode($secret)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("key-as-base64-text", "the base64 of the key is the key", |k| {
        k.key = KeySource::HexToBase64;
    })
    .of("secret-base64-decoded")
    .did(&[(Java, "a key stored as base64 and used as text"), (CSharp, "Convert.ToBase64String(key)")])
    .fix(BYTES, FixSnippet::Key),
    mistake("key-through-utf8", "the key went through a string: bytes that are no UTF-8 are replaced", |k| {
        k.key = KeySource::HexThroughUtf8;
    })
    .of("secret-used-as-text")
    .did(&[(JavaScript, "Buffer.from(secret, 'hex').toString()"), (Java, "new String(bytes)"), (CSharp, "Encoding.UTF8.GetString(bytes)")])
    .fix(BYTES, FixSnippet::Key),
    mistake("key-through-latin1", "the key went through a string: its bytes as characters, in UTF-8", |k| {
        k.key = KeySource::HexThroughLatin1;
    })
    .of("secret-used-as-text")
    .did(&[(JavaScript, "toString('binary'), then createHmac"), (Php, "utf8_encode(hex2bin($secret))"), (Python, "bytes.fromhex(s).decode('latin-1').encode()")])
    .fix(BYTES, FixSnippet::Key),
    mistake("key-hashed", "the SHA-256 of the key is the key", |k| k.key = KeySource::HexHashed)
        .of("secret-used-as-text")
        .did(&[(Python, "hashlib.sha256(key).digest()"), (Java, "a key derivation that the protocol does not use")])
        .fix("use the decoded bytes as they are", FixSnippet::Key),
    mistake("key-reversed", "the key's bytes are the other way round", |k| {
        k.key = KeySource::HexReversed;
    })
    .of("hex-key-truncated")
    .did(&[(CSharp, "BigInteger.Parse(…).ToByteArray()"), (Python, "int(secret, 16).to_bytes(32, 'little')")])
    .fix(DECODE, FixSnippet::Key),
    mistake("key-without-first-byte", "the key lacks its first byte", |k| {
        k.key = KeySource::HexTail;
    })
    .of("hex-key-truncated")
    .did(&[(Java, "BigInteger.toByteArray() and a cut sign byte"), (Python, "secret[2:] for a 0x that is not there")])
    .fix(DECODE, FixSnippet::Key),
    mistake("key-after-zero-byte", "a zero byte is added before the key", |k| { k.key = KeySource::HexAfterZero; })
    .of("hex-key-truncated")
    .did(&[(Java, "new BigInteger(secret, 16).toByteArray()")])
    .fix(DECODE, FixSnippet::Key),
    mistake("key-and-newline", "a newline is added after the key", |k| { k.key = KeySource::HexAndNewline; })
    .of("secret-whitespace-or-newline")
    .did(&[(Shell, "a file of bytes that ends in a newline")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-but-last", "the secret's text without its last character is the key", |k| { k.key = KeySource::TextButLast; })
    .of("hex-key-truncated")
    .did(&[(Python, "secret[:-1]")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-but-first", "the secret's text without its first character is the key", |k| { k.key = KeySource::TextButFirst; })
    .of("hex-key-truncated")
    .did(&[(Python, "a copied text that lost a character")])
    .fix(DECODE, FixSnippet::Key),
    mistake("secret-text-to-hex", "the hex of the secret's text is the key", |k| { k.key = KeySource::TextToHex; })
    .of("secret-used-as-text")
    .did(&[(Php, "bin2hex($secret)")])
    .fix(DECODE, FixSnippet::Key),
    mistake("key-first-16-bytes", "the first 16 bytes of the key are used", |k| {
        k.key = KeySource::HexFirst(16);
    })
    .of("hex-key-truncated")
    .did(&[(Java, "Arrays.copyOf(key, 16)"), (Php, "substr(hex2bin($secret), 0, 16)")])
    .fix("use every byte of the key", FixSnippet::Key),
    mistake("empty-key", "the key is empty", |k| k.key = KeySource::Empty)
        .seen(6)
        .did(&[
            (JavaScript, "Buffer.from('0x…', 'hex'), Buffer.from('\"…\"', 'hex')"),
            (Php, "hash_hmac('sha256', $m, false): hex2bin() failed"),
            (Go, "os.Getenv of a variable that is not set"),
            (Python, "os.environ.get('SECRET', '')"),
        ])
        .fix("refuse to sign without a secret", FixSnippet::Key),
    word!("key-is-undefined", "empty-key", "the word undefined is the key", "undefined", &[(JavaScript, "`${process.env.SECRET}`")]),
    word!("key-is-template", "wrong-secret-or-tenant", "a variable that was not filled in is the key", "${LP_PIXEL_SECRET}", &[(Shell, "a template that was not rendered")]),
    word!("key-is-null", "empty-key", "the word null is the key", "null", &[(JavaScript, "String(null)"), (Java, "\"\" + System.getenv(\"SECRET\")")]),
    word!("key-is-none", "empty-key", "the word None is the key", "None", &[(Python, "str(os.environ.get('SECRET')).encode()")]),
    word!("key-is-placeholder", "wrong-secret-or-tenant", "the documented sample's placeholder is the key", "your_hex_pixel_secret", &[(Python, "the sample, as it is"), (JavaScript, "the sample, as it is")]),
    word!("key-is-variable-name", "wrong-secret-or-tenant", "the name of the variable is the key", "LP_PIXEL_SECRET", &[(Python, "b'LP_PIXEL_SECRET'"), (Shell, "'$SECRET' in single quotes")]),
    mistake("key-is-tenant-id", "tenant_id is the key", |k| k.key = KeySource::TenantId)
        .of("wrong-secret-or-tenant")
        .seen(7)
        .did(&[(Python, "the wrong line of the dashboard"), (JavaScript, "the wrong line of the dashboard")])
        .fix("use the pixel secret of this tenant", FixSnippet::Key),
    mistake("other-tenant-secret", "another tenant's secret is the key", |k| {
        k.key = KeySource::Other(0);
    })
    .of("wrong-secret-or-tenant")
    .seen(7)
    .did(&[(Python, "one secret for several tenants"), (JavaScript, "test and live mixed up"), (Php, "the first of several secrets")])
    .fix("use the pixel secret of the tenant whose domain is in the query", FixSnippet::Key),
    mistake("other-tenant-secret-text", "another tenant's secret, as text, is the key", |k| {
        k.key = KeySource::OtherText(0);
    })
    .of("wrong-secret-or-tenant")
    .did(&[(Python, "one secret for several tenants"), (JavaScript, "test and live mixed up")])
    .fix("use the pixel secret of the tenant whose domain is in the query, decoded from hex", FixSnippet::Key),
    mistake("key-is-domain", "the domain is the key", |k| k.key = KeySource::Domain)
        .of("wrong-secret-or-tenant")
        .did(&[(Python, "arguments in the wrong order"), (JavaScript, "arguments in the wrong order")])
        .fix("use the pixel secret of this tenant", FixSnippet::Key),
];
