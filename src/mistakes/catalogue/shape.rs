//! What is signed as a whole.

use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const REBUILD: &str = "build the canonical bytes from the fields, with tenant_id, and sign those; the body is never signed as it is";
const ONLY: &str = "sign the canonical bytes and nothing before or after them";
const PASS_BYTES: &str = "pass the canonical bytes to the HMAC";
const WHOLE: &str = "sign the whole object, every field of it";
const ONCE: &str = "sign the canonical bytes themselves, not an encoding of them";

/// The fields as the body carries them: no tenant, the session as it is, the amount a bare number.
fn fields_as_sent(k: &mut SignerConfig, money: Money) {
    k.tenant_id = TenantForm::Omitted;
    k.session = Session::AsPassed;
    k.money = money;
    k.money_quoted = false;
}

fn unsorted(k: &mut SignerConfig, top: KeyOrder) {
    k.top_order = top;
    k.properties_order = KeyOrder::Insertion;
    k.inner_order = KeyOrder::Insertion;
}

pub(super) const MISTAKES: &[Mistake] = &[
    mistake("raw-body-vs-reserialised", "the body is signed as it is sent", |k| {
        k.subject = Subject::RawBody;
        // What clients send, where the body is not known.
        fields_as_sent(k, Money::Shortest);
        unsorted(k, KeyOrder::Insertion);
    })
    .seen(19)
    .did(&[
        (Python, "hmac.new(key, request.body, hashlib.sha256)"),
        (JavaScript, "createHmac(…).update(JSON.stringify(body))"),
        (Go, "mac.Write(body)"),
        (Php, "hash_hmac('sha256', $body, $key)"),
        (Ruby, "OpenSSL::HMAC.hexdigest(\"SHA256\", key, body)"),
    ])
    .fix(REBUILD, FixSnippet::Canonical),
    mistake(
        "body-reserialised",
        "the body's fields are signed as they are: no tenant_id, value a number, in the body's order",
        |k| {
            fields_as_sent(k, Money::Shortest);
            unsorted(k, KeyOrder::AsSent);
        },
    )
    .of("raw-body-vs-reserialised")
    .seen(19)
    .did(&[(JavaScript, "JSON.stringify(req.body)"), (Python, "json.dumps(body)"), (Php, "json_encode($request->all())")])
    .fix(REBUILD, FixSnippet::Canonical),
    mistake(
        "body-reserialised-and-sorted",
        "the body's fields are signed sorted, but as they are: no tenant_id, value a number",
        |k| fields_as_sent(k, Money::Shortest),
    )
    .of("raw-body-vs-reserialised")
    .seen(19)
    .did(&[(Python, "json.dumps(body, sort_keys=True, separators=(',', ':'))"), (Go, "json.Marshal of a map")])
    .fix(REBUILD, FixSnippet::Canonical),
    mistake(
        "body-reserialised-and-sorted-with-floats",
        "the body's fields are signed sorted, but as they are: no tenant_id, value as float text",
        |k| fields_as_sent(k, Money::FloatText),
    )
    .of("raw-body-vs-reserialised")
    .seen(19)
    .did(&[
        (Python, "json.dumps(body, sort_keys=True, separators=(',', ':')), value a float"),
        (Ruby, "JSON.generate(body.sort.to_h)"),
    ])
    .fix(REBUILD, FixSnippet::Canonical),
    mistake(
        "body-reserialised-with-floats",
        "the body's fields are signed as they are: no tenant_id, value as float text, in the body's order",
        |k| {
            fields_as_sent(k, Money::FloatText);
            unsorted(k, KeyOrder::AsSent);
        },
    )
    .of("raw-body-vs-reserialised")
    .did(&[(Python, "json.dumps(body), value a float"), (Java, "Jackson's writeValueAsString(body)")])
    .fix(REBUILD, FixSnippet::Canonical),
    mistake("double-json-encoded", "the JSON text is signed as a JSON string", |k| {
        k.wrap = Wrap::JsonString;
    })
    .seen(3)
    .did(&[(Python, "json.dumps(json.dumps(p))"), (JavaScript, "JSON.stringify(JSON.stringify(p))"), (Ruby, "p.to_json.to_json")])
    .fix("serialise once", FixSnippet::Canonical),
    mistake("signed-as-base64", "the base64 of the canonical bytes is signed", |k| k.wrap = Wrap::Base64)
        .of("double-json-encoded")
        .did(&[(Python, "base64.b64encode(canonical)"), (Php, "base64_encode($canonical)")])
        .fix(ONCE, FixSnippet::Hmac),
    mistake("signed-as-base64url", "the base64 for URLs of the canonical bytes is signed", |k| {
        k.wrap = Wrap::Base64Url;
    })
    .of("double-json-encoded")
    .did(&[(JavaScript, "a JWT library's payload part")])
    .fix(ONCE, FixSnippet::Hmac),
    mistake("signed-as-hex", "the hex of the canonical bytes is signed", |k| k.wrap = Wrap::Hex)
        .of("double-json-encoded")
        .did(&[(JavaScript, "update(canonical.toString('hex'))"), (Php, "bin2hex($canonical)")])
        .fix(ONCE, FixSnippet::Hmac),
    mistake("signed-as-hash-hex", "the hex SHA-256 of the canonical bytes is signed", |k| {
        k.wrap = Wrap::HashHex;
    })
    .of("double-json-encoded")
    .did(&[(Python, "hmac over sha256(c).hexdigest(), as AWS does"), (Php, "hash('sha256', $c) first")])
    .fix(ONCE, FixSnippet::Hmac),
    mistake("signed-as-hash", "the SHA-256 of the canonical bytes is signed", |k| {
        k.wrap = Wrap::HashBytes;
    })
    .of("double-json-encoded")
    .did(&[(Go, "sum := sha256.Sum256(c); mac.Write(sum[:])"), (Java, "a MessageDigest first")])
    .fix(ONCE, FixSnippet::Hmac),
    mistake("signed-percent-encoded", "the canonical bytes are signed with percent escapes", |k| {
        k.wrap = Wrap::Percent;
    })
    .of("double-json-encoded")
    .did(&[(JavaScript, "encodeURIComponent(canonical)"), (Php, "rawurlencode($canonical)")])
    .fix(ONCE, FixSnippet::Canonical),
    mistake("signed-html-encoded", "the canonical bytes are signed with HTML entities", |k| {
        k.wrap = Wrap::Html;
    })
    .of("double-json-encoded")
    .did(&[(Ruby, "<%= payload.to_json %>"), (Php, "htmlspecialchars($json)")])
    .fix(ONCE, FixSnippet::Canonical),
    mistake("utf16-bytes", "the canonical text is signed as UTF-16, low byte first", |k| {
        k.wrap = Wrap::Utf16Le;
    })
    .of("latin1-bytes")
    .did(&[(CSharp, "Encoding.Unicode.GetBytes(json)"), (JavaScript, "Buffer.from(json, 'utf16le')")])
    .fix("encode the canonical text as UTF-8; it is ASCII", FixSnippet::Canonical),
    mistake("utf16-bytes-high-first", "the canonical text is signed as UTF-16, high byte first", |k| {
        k.wrap = Wrap::Utf16Be;
    })
    .of("latin1-bytes")
    .did(&[(Java, "getBytes(UTF_16BE)"), (CSharp, "Encoding.BigEndianUnicode")])
    .fix("encode the canonical text as UTF-8; it is ASCII", FixSnippet::Canonical),
    mistake("signed-in-list", "the object is signed inside a list", |k| k.wrap = Wrap::InList)
        .of("double-json-encoded")
        .did(&[(Ruby, "[payload].to_json"), (Php, "json_encode([$payload])")])
        .fix("sign the object itself", FixSnippet::Canonical),
    mistake("signed-under-payload", "the object is signed under the key payload", |k| {
        k.wrap = Wrap::Under("payload");
    })
    .of("double-json-encoded")
    .did(&[(JavaScript, "JSON.stringify({ payload })"), (Python, "json.dumps({\"payload\": p})")])
    .fix("sign the object itself", FixSnippet::Canonical),
    mistake("signed-under-data", "the object is signed under the key data", |k| {
        k.wrap = Wrap::Under("data");
    })
    .of("double-json-encoded")
    .did(&[(JavaScript, "axios.post(url, { data })"), (Python, "json.dumps({\"data\": p})")])
    .fix("sign the object itself", FixSnippet::Canonical),
    // Parts.
    mistake("signed-subset-properties", "properties alone is signed", |k| {
        k.subject = Subject::Properties;
    })
    .of("signed-subset")
    .did(&[(Python, "json.dumps(props, …)"), (JavaScript, "JSON.stringify(props)")])
    .fix(WHOLE, FixSnippet::Canonical),
    mistake("signed-subset-event-and-value", "an object of event_name and value is signed", |k| {
        k.subject = Subject::EventAndValue;
    })
    .of("signed-subset")
    .did(&[(Php, "array_intersect_key($payload, …)"), (JavaScript, "({ event_name, value })")])
    .fix(WHOLE, FixSnippet::Canonical),
    mistake("signed-flat", "the properties are signed beside the other fields, in one object", |k| {
        k.subject = Subject::Flat;
    })
    .of("signed-subset")
    .did(&[(Python, "{**payload, **props}"), (JavaScript, "{ ...payload, ...props }")])
    .fix("keep value, currency and plan inside properties", FixSnippet::Canonical),
    mistake("signed-as-form", "the fields are signed as a form: event_name=purchase&…", |k| {
        k.subject = Subject::Form;
    })
    .of("signed-subset")
    .did(&[(Php, "http_build_query($params)"), (Python, "urllib.parse.urlencode(sorted(p.items()))")])
    .fix("sign canonical JSON", FixSnippet::Canonical),
    mistake("signed-values-joined", "the values are signed one after the other", |k| {
        k.subject = Subject::Joined("");
    })
    .of("signed-subset")
    .did(&[(Php, "implode('', $payload)"), (Java, "string concatenation")])
    .fix("sign canonical JSON", FixSnippet::Canonical),
    mistake("signed-values-joined-by-bars", "the values are signed with | between them", |k| {
        k.subject = Subject::Joined("|");
    })
    .of("signed-subset")
    .did(&[(Php, "implode('|', $payload)"), (Python, "'|'.join(values)")])
    .fix("sign canonical JSON", FixSnippet::Canonical),
    mistake("signed-values-joined-by-points", "the values are signed with points between them", |k| {
        k.subject = Subject::Joined(".");
    })
    .of("signed-subset")
    .did(&[(Ruby, "values.join('.')"), (JavaScript, "values.join('.')")])
    .fix("sign canonical JSON", FixSnippet::Canonical),
    mistake("signed-values-joined-by-colons", "the values are signed with colons between them", |k| {
        k.subject = Subject::Joined(":");
    })
    .of("signed-subset")
    .did(&[(Python, "':'.join(values)")])
    .fix("sign canonical JSON", FixSnippet::Canonical),
    mistake("signed-values-joined-by-newlines", "the values are signed with newlines between them", |k| {
        k.subject = Subject::Joined("\n");
    })
    .of("signed-subset")
    .did(&[(Python, "'\\n'.join(values)")])
    .fix("sign canonical JSON", FixSnippet::Canonical),
    // What surrounds.
    mistake("extra-signed-context", "something is signed before or after the canonical bytes", |k| {
        k.before = &[Piece::Method, Piece::Text("\n"), Piece::Path, Piece::Text("\n")];
    })
    .seen(4)
    .did(&[
        (Python, "f'{timestamp}.{canonical}'"),
        (JavaScript, "`${t}.${payload}` as for Stripe"),
        (Go, "method + \"\\n\" + path + \"\\n\" + body"),
    ])
    .fix(ONLY, FixSnippet::Hmac),
    // The wrong argument.
    mistake("signed-wrong-argument", "nothing is signed: an empty text", |k| {
        k.subject = Subject::Word("");
    })
    .seen(3)
    .did(&[(JavaScript, "createHmac(…).digest('hex') without update"), (Go, "no mac.Write"), (Php, "file_get_contents('php://input'), read twice")])
    .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-undefined", "the word undefined is signed", |k| k.subject = Subject::Word("undefined"))
        .of("signed-wrong-argument")
        .seen(3)
        .did(&[(JavaScript, "update(`${canonical}`) before it is set")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-object-object", "[object Object] is signed", |k| {
        k.subject = Subject::Word("[object Object]");
    })
    .of("signed-wrong-argument")
    .seen(3)
    .did(&[(JavaScript, "update(String(payload))")])
    .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-null-word", "the word null is signed", |k| k.subject = Subject::Word("null"))
        .of("signed-wrong-argument")
        .did(&[(JavaScript, "JSON.stringify(null)"), (Java, "String.valueOf(payload)")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-none-word", "the word None is signed", |k| k.subject = Subject::Word("None"))
        .of("signed-wrong-argument")
        .did(&[(Python, "str(payload).encode()")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-empty-object", "{} is signed", |k| k.subject = Subject::Word("{}"))
        .of("signed-wrong-argument")
        .did(&[(JavaScript, "JSON.stringify(new Map(…))"), (Python, "json.dumps({})")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-array-word", "the word Array is signed", |k| k.subject = Subject::Word("Array"))
        .of("signed-wrong-argument")
        .did(&[(Php, "(string) $payload")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-python-repr", "Python's own text of the dict is signed, with single quotes", |k| {
        k.subject = Subject::PythonRepr;
    })
    .of("signed-wrong-argument")
    .did(&[(Python, "str(payload).encode()")])
    .fix("serialise as JSON", FixSnippet::Canonical),
    mistake("signed-ruby-inspect", "Ruby's own text of the hash is signed, with =>", |k| {
        k.subject = Subject::RubyInspect;
    })
    .of("signed-wrong-argument")
    .did(&[(Ruby, "payload.to_s")])
    .fix("serialise with JSON.generate", FixSnippet::Canonical),
    mistake("signed-java-map", "Java's own text of the map is signed: {a=b, c=d}", |k| {
        k.subject = Subject::JavaMap;
    })
    .of("signed-wrong-argument")
    .did(&[(Java, "payload.toString()")])
    .fix("serialise with a JSON writer", FixSnippet::Canonical),
    mistake("signed-secret", "the secret is signed", |k| k.subject = Subject::SecretText)
        .of("signed-wrong-argument")
        .seen(3)
        .did(&[(Php, "hash_hmac('sha256', $secret, $key)"), (Python, "arguments in the wrong order")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-tenant-id", "tenant_id alone is signed", |k| k.subject = Subject::TenantId)
        .of("signed-wrong-argument")
        .did(&[(JavaScript, "update(tenantId)"), (Php, "a signature of the account, made once")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-event-name", "event_name alone is signed", |k| k.subject = Subject::EventName)
        .of("signed-subset")
        .did(&[(JavaScript, "update(eventName)"), (Php, "hash_hmac('sha256', $eventName, $key)")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
    mistake("signed-target", "path and query are signed", |k| k.subject = Subject::Target)
        .of("signed-wrong-argument")
        .did(&[(JavaScript, "update(req.url)"), (Python, "signing the URL, as other APIs want")])
        .fix(PASS_BYTES, FixSnippet::Hmac),
];
