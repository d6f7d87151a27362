#!/usr/bin/env python3
"""Requests that are signed wrongly, with mistakes of kinds that real systems make.

Written without Goalpost: it imports nothing of it and reads none of its files. Prints one JSON object a line:
`name`, `cause` (what was done, for people), `expect` (ids of which the explanation must hold one, in each
inner list), `request` (HTTP text), `beyond` where it is known that no explanation holds them.
"""
import base64
import hashlib
import hmac
import json
import re
import sys
import zlib
from decimal import Decimal
from urllib.parse import quote, quote_plus

SECRET = "3fa9c07e5b18d2644ce1907ab3f85d2217c6e94b0da8731f56e2bc408d97a5f1"
TENANT = "6f1c2b9e-8d43-4a57-b1f0-2c9e7d5a8f31"
PATH = "/api/v1/track/pixel/goal"
TARGET = PATH + "?domain=yoursite.com"
KEY = bytes.fromhex(SECRET)


def mac(message, key=KEY, algorithm="sha256"):
    if isinstance(message, str):
        message = message.encode()
    return hmac.new(key, message, algorithm).digest()


def goal(value=99.5, plan="Pro", event="purchase", session="sess-8f2a", currency="EUR", touch=False):
    payload = {
        "event_name": event,
        "session_id": session,
        "properties": {"value": value, "currency": currency, "plan": plan},
    }
    if touch:
        payload["first_touch_bucket"] = "ai_search"
        payload["first_touch_ts"] = "2026-11-20T10:00:00.000Z"
    return payload


def payload(goal, **changed):
    """What is to be signed."""
    properties = dict(goal["properties"])
    properties["value"] = "%.2f" % properties["value"]
    properties.update({k: v for k, v in changed.items() if k in properties})
    whole = {"tenant_id": TENANT, **goal, "properties": properties}
    whole.update({k: v for k, v in changed.items() if k in whole})
    return whole


def compact(value, **how):
    how = {"sort_keys": True, "separators": (",", ":"), **how}
    return json.dumps(value, **how)


def raw(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


CASES = []

# Further from the document than the search goes.
BEYOND = ["oauth-habit", "order-sha512-number", "twilio-habit", "verb-and-one-line"]


def case(name, cause, signature, expect, body=None, headers=()):
    body = raw(goal()) if body is None else body
    lines = ["POST %s HTTP/1.1" % TARGET, "Host: loudpixel.ai", "Content-Type: application/json"]
    lines += ["%s: %s" % header for header in headers]
    lines += ["X-LP-Goal-Signature: " + signature, "Content-Length: %d" % len(body.encode())]
    request = "\r\n".join(lines) + "\r\n\r\n" + body
    expect = [[alternative] if isinstance(alternative, str) else list(alternative) for alternative in expect]
    CASES.append({"name": name, "cause": cause, "expect": expect, "request": request, "beyond": name in BEYOND})


def signed(name, cause, message, expect, key=KEY, body=None, headers=(), algorithm="sha256"):
    case(name, cause, mac(message, key, algorithm).hex(), expect, body, headers)


G = goal()
P = payload(G)
C = compact(P)
D = mac(C)

# --- the right digest, printed in another way
case("java-arrays-tostring", "Arrays.toString(mac): signed bytes in brackets",
     "[" + ", ".join(str(b - 256 if b > 127 else b) for b in D) + "]", ["byte-list-output"])
case("go-sum-of-message", "mac := hmac.New(sha256.New, key); hex(mac.Sum(message))", C.encode().hex() + mac("").hex(),
     ["digest-behind-message", "signed-wrong-argument"])
case("matlab-columns", "lower(reshape(dec2hex(mac), 1, [])): the first digits of all bytes, then the second ones",
     D.hex()[::2] + D.hex()[1::2], ["digits-by-column"])
signed("upper-case-decoder", "a decoder for upper-case digits that is fed small ones", C, ["secret-decoded-otherwise"],
       key=bytes((h << 4 | l) & 255 for h, l in ([ord(c) - (48 if c < "A" else 55) for c in SECRET[i:i + 2]] for i in range(0, 64, 2))))
case("hmac-by-hand", "SHA2(CONCAT(opad, SHA2(CONCAT(ipad, m), 256)), 256) in SQL: the inner digest as hex",
     hashlib.sha256(bytes(b ^ 0x5c for b in KEY.ljust(64, b"\0")) + hashlib.sha256(
         bytes(b ^ 0x36 for b in KEY.ljust(64, b"\0")) + C.encode()).hexdigest().encode()).hexdigest(), ["hmac-by-hand"])
case("kraken", "HMAC-SHA512 of the path and the digest of the payload",
     mac(PATH.encode() + hashlib.sha256(C.encode()).digest(), algorithm="sha512").hex(),
     ["scheme-of-another-api", "wrong-hash-algorithm"])
signed("echo-n", "echo -n in a shell that does not know -n", "-n " + C + "\n", ["echo-without-options"])
signed("powershell-pretty", "ConvertTo-Json without -Compress in Windows PowerShell 5.1", "{\r\n" + ",\r\n".join(
    "    %s:  %s" % (json.dumps(k), v) for k, v in [
        ("event_name", '"purchase"'), ("properties", "{\r\n" + ",\r\n".join(
            " " * 23 + "%s:  %s" % (json.dumps(k), json.dumps(v)) for k, v in sorted(payload(goal())["properties"].items()))
         + "\r\n" + " " * 19 + "}"), ("session_id", '"sess-8f2a"'), ("tenant_id", json.dumps(TENANT))]) + "\r\n}",
       ["pretty-printed-aligned"])
signed("cobol-padded", "a field of 20 characters, padded with blanks", compact(payload(goal(), plan="Pro".ljust(20))), ["text-padded"])
signed("elixir-charlist", "float_to_list: a list of character codes", C.replace('"99.50"', "[57,57,46,53,48]"),
       ["text-as-character-codes"])
signed("sql-null-string", "a sql.NullString marshalled", C.replace('"sess-8f2a"', '{"String":"sess-8f2a","Valid":true}'),
       ["signed-in-its-box"])
case("go-slice", "fmt.Sprint(mac): [211 241 …]", "[" + " ".join(map(str, D)) + "]", ["byte-list-output"])
case("rust-hex-debug", "{:x?} of the bytes: [d3, f1, 8, …]", "[" + ", ".join("%x" % b for b in D) + "]",
     [["byte-list-output", "hex-list-output"]])
case("erlang-binary", "~p of the binary: <<211,241,…>>", "<<" + ",".join(map(str, D)) + ">>", ["byte-list-output"])
case("cryptojs-words", "WordArray.words: eight signed 32-bit numbers",
     ",".join(str(int.from_bytes(D[i:i + 4], "big", signed=True)) for i in range(0, 32, 4)),
     [["word-list-output", "byte-list-output"]])
case("words-unpadded", "words.map(w => (w >>> 0).toString(16)).join('') of a digest whose words begin with zeros",
     "".join("%x" % int.from_bytes(mac(compact(payload(goal(plan="Pro 4"))))[i:i + 4], "big") for i in range(0, 32, 4)),
     ["words-without-leading-zeros"], body=raw(goal(plan="Pro 4")))
case("signed-chars", "printf(\"%x\") of signed chars",
     "".join("%x" % ((b - 256) & 0xffffffff if b > 127 else b) for b in D), ["sign-extended-bytes-output"])
case("swift-description", "HMAC's description in Swift", "HMAC with SHA256: " + D.hex(), ["signature-prefix-added"])
case("nsdata-description", "NSData's description: <d3f108e1 9544ca4f …>",
     "<" + " ".join(D.hex()[i:i + 8] for i in range(0, 64, 8)) + ">", [["hex-with-blanks", "word-list-output"]])
case("nsdata-new-description", "NSData's description since iOS 13: only the ends",
     "{length = 32, bytes = 0x" + " ".join(D.hex()[i:i + 8] for i in range(0, 32, 8)) + " ... "
     + " ".join(D.hex()[i:i + 8] for i in range(48, 64, 8)) + " }", ["data-description-output"])
case("python-repr-of-hex", "str(binascii.hexlify(mac)): b'…'", repr(D.hex().encode()),
     [["signature-in-quotes", "signature-prefix-added"]])
case("base58", "base58", (lambda n: "".join(reversed([
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[n // 58 ** i % 58] for i in range(44)])).lstrip("1"))(
        int.from_bytes(D, "big")), ["other-base-output"])
case("decimal-number", "int.from_bytes(mac)", str(int.from_bytes(D, "big")), ["decimal-number-output"])
case("ascii85", "base64.b85encode", base64.b85encode(D).decode(), [["other-base-output", "base85-output"]])
case("quoted-printable", "the base64's = went through quoted-printable",
     base64.b64encode(D).decode().replace("=", "=3D"), ["signature-quoted-printable"])
case("uuid-shaped", "the first 16 bytes as a UUID",
     "-".join(D.hex()[a:b] for a, b in [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]), ["signature-truncated"])
case("base64-of-upper-hex", "btoa(hex.toUpperCase())", base64.b64encode(D.hex().upper().encode()).decode(),
     ["base64-of-hex-output"])
case("gnu-base64-twice", "base64 of base64", base64.b64encode(base64.b64encode(D)).decode(), ["base64-of-hex-output"])
case("digest-low-byte-first", "int.from_bytes(mac, 'little') as hex", "%064x" % int.from_bytes(D, "little"),
     ["digest-reversed"])
case("curly-braces-guid", "the hex in braces", "{" + D.hex() + "}", [["signature-in-quotes", "signature-prefix-added"]])

# --- the key decoded in another way
signed("key-atob-string", "atob(secret) signed with as a UTF-8 string", C, ["secret-base64-decoded"],
       key=base64.b64decode(SECRET).decode("latin-1").encode())
signed("key-hex-to-utf8", "Buffer.from(secret, 'hex').toString()", C, ["key-through-utf8"],
       key=KEY.decode("utf-8", "replace").encode())
signed("key-parseint-float", "String(parseInt(secret, 16))", C, ["key-as-number-text"],
       key=re.sub(r"e\+0*", "e+", repr(float(int(SECRET, 16)))).encode())
signed("key-sha256-hex", "sha256(secret).hexdigest() is the key", C, [["key-hashed", "secret-text-hashed-to-hex"]],
       key=hashlib.sha256(SECRET.encode()).hexdigest().encode())
signed("key-little-endian", "to_bytes(32, 'little')", C, ["key-reversed"], key=KEY[::-1])
signed("key-env-braces", "${LP_PIXEL_SECRET} was not expanded", C, [["key-is-a-name", "key-is-template"]], key=b"${LP_PIXEL_SECRET}")
signed("key-basic-pair", "tenant:secret is the key", C, ["key-mixed"], key=(TENANT + ":" + SECRET).encode())
signed("key-first-32-characters", "the secret's text cut to 32 characters", C, [["secret-text-cut", "secret-text-first-half"]], key=SECRET[:32].encode())
signed("key-padded-blanks", "the secret's text padded with blanks to 128", C, ["secret-text-padded"],
       key=SECRET.ljust(128).encode())
signed("key-utf16-text", "Encoding.Unicode.GetBytes(secret)", C, ["secret-text-utf16"], key=SECRET.encode("utf-16-le"))
signed("key-0x-cut", "Substring(2) for a 0x that is not there", C, [["key-without-first-byte", "secret-decoded-otherwise", "hex-key-truncated"]],
       key=bytes.fromhex(SECRET[2:]))
signed("key-octets-char", "each byte's character code as text: '63,169,…'", C, ["key-as-list-text"],
       key=",".join(map(str, KEY)).encode())

# --- objects as languages print them, and other serialisers
signed("csharp-record", "ToString() of a record", "Payload { TenantId = %s, EventName = purchase, SessionId = sess-8f2a, Properties = Properties { Value = 99.50, Currency = EUR, Plan = Pro } }" % TENANT, ["signed-class-text"])
signed("go-sprint-map", "fmt.Sprint(payload)", "map[event_name:purchase properties:map[currency:EUR plan:Pro value:99.50] session_id:sess-8f2a tenant_id:%s]" % TENANT, ["signed-go-map"])
signed("ruby-to-s", "payload.to_s", "{" + ", ".join('"%s"=>%s' % (k, json.dumps(v) if not isinstance(v, dict) else "{" + ", ".join('"%s"=>%s' % (a, json.dumps(b)) for a, b in v.items()) + "}") for k, v in P.items()) + "}", ["signed-ruby-inspect"])
signed("node-inspect", "util.inspect(payload), in several lines", "{\n  tenant_id: '%s',\n  event_name: 'purchase',\n  session_id: 'sess-8f2a',\n  properties: { value: '99.50', currency: 'EUR', plan: 'Pro' }\n}" % TENANT, ["signed-javascript-inspect"])
signed("rust-debug-struct", "{:?} of a struct", 'Payload { tenant_id: "%s", event_name: "purchase", session_id: "sess-8f2a", properties: Properties { value: "99.50", currency: "EUR", plan: "Pro" } }' % TENANT, ["signed-class-text"])
signed("scala-case-class", "toString of a case class", "Payload(%s,purchase,sess-8f2a,Properties(99.50,EUR,Pro))" % TENANT, ["signed-class-text"])
signed("python-dataclass", "repr of a dataclass", "Payload(tenant_id='%s', event_name='purchase', session_id='sess-8f2a', properties={'value': '99.50', 'currency': 'EUR', 'plan': 'Pro'})" % TENANT, ["signed-class-text"])
signed("php-var-export", "var_export($payload, true)", "array (\n  'tenant_id' => '%s',\n  'event_name' => 'purchase',\n  'session_id' => 'sess-8f2a',\n  'properties' => \n  array (\n    'value' => '99.50',\n    'currency' => 'EUR',\n    'plan' => 'Pro',\n  ),\n)" % TENANT, ["signed-php-var-export"])
signed("csv-line", "a line of CSV", "purchase,sess-8f2a,99.50,EUR,Pro", [["signed-values-joined-otherwise"]])
signed("dynamodb-json", "each value as {\"S\": …}", compact({k: ({"M": {a: {"S": b} for a, b in v.items()}} if isinstance(v, dict) else {"S": v}) for k, v in P.items()}), ["signed-as-dynamodb"])
signed("jackson-pretty", "Jackson's pretty printer: blanks around colons, two blanks", json.dumps(P, sort_keys=True, indent=2, separators=(",", " : ")), ["pretty-printed-otherwise"])
signed("xml", "XML of the fields", "<payload>" + "".join("<%s>%s</%s>" % (k, v if not isinstance(v, dict) else "".join("<%s>%s</%s>" % (a, b, a) for a, b in v.items()), k) for k, v in P.items()) + "</payload>", ["signed-xml"])
signed("array-around", "[{…}] is signed", "[" + C + "]", [["text-wrapped", "signed-in-list"]])

# --- values joined, other APIs' schemes
signed("pipe-chosen", "session|value|currency|event", "sess-8f2a|99.50|EUR|purchase", ["signed-values-joined-by-bars"])
case("md5-sandwich", "md5(secret + values sorted by key + secret)", hashlib.md5((SECRET + "EUR" + "purchase" + "Pro" + "sess-8f2a" + TENANT + "99.50" + SECRET).encode()).hexdigest(), ["plain-hash-not-hmac"])
case("wechat", "md5 upper of the sorted pairs and &key=secret", hashlib.md5(("currency=EUR&event_name=purchase&plan=Pro&session_id=sess-8f2a&tenant_id=%s&value=99.50&key=%s" % (TENANT, SECRET)).encode()).hexdigest().upper(), ["plain-hash-not-hmac"])
signed("value-currency-session", "concatenated without anything between", "99.50EURsess-8f2a", ["signed-values-joined"])
signed("pairs-chosen", "event_name=…&value=… and no other", "event_name=purchase&value=99.50&currency=EUR", ["signed-pairs-joined"])
T = ("X-Timestamp", "1763888400")
N = ("X-Nonce", "b7f3c1d2")
signed("stripe-habit", "timestamp.body", "1763888400." + raw(G), [["extra-signed-context"]], headers=[T])
signed("slack-habit", "v0:timestamp:body, secret as text", "v0:1763888400:" + raw(G), [["extra-signed-context"]], key=SECRET.encode(), headers=[T])
signed("aws-habit", "method, path, query, hash of the body, a line each", "\n".join(["POST", PATH, "domain=yoursite.com", hashlib.sha256(raw(G).encode()).hexdigest()]), [["extra-signed-context"]], headers=[T])
signed("nonce-last", "canonical, timestamp, nonce, a line each, each ended", C + "\n" + T[1] + "\n" + N[1] + "\n", [["extra-signed-context"]], headers=[T, N])
signed("path-body-time", "path + body + timestamp", PATH + raw(G) + T[1], [["extra-signed-context"]], headers=[T])
signed("values-and-time", "event|value|timestamp", "purchase|99.50|1763888400", ["signed-values-joined-by-bars"], headers=[T])

signed("bybit-habit", "timestamp, id, window, body, nothing between; the secret's text as key", T[1] + TENANT + "5000" + raw(G), ["extra-signed-context", "secret-used-as-text"], key=SECRET.encode(), headers=[T, ("X-LP-Recv-Window", "5000")])
signed("php-sort", "sort($payload): the values alone, sorted", compact(sorted(v for v in P.values() if isinstance(v, str)) + [P["properties"]]), ["signed-as-values"])
signed("url-search-params", "new URLSearchParams(payload): a nested object is [object Object]", "&".join(k + "=" + ("%5Bobject+Object%5D" if isinstance(P[k], dict) else quote_plus(P[k])) for k in sorted(P)), ["signed-as-nested-form"])
case("read-from-a-picture", "0 read as O, 1 as l", D.hex().replace("0", "O", 2).replace("1", "l", 1), ["signature-retyped"])
case("api-key-habit", "the secret itself stands in the header", SECRET, ["secret-sent"])
J = goal(touch=True)
signed("jackson-instant", "WRITE_DATES_AS_TIMESTAMPS: seconds with nine decimals", compact(payload(J)).replace('"2026-11-20T10:00:00.000Z"', "1795168800.000000000"), ["first-touch-ts-reformatted"], body=raw(J))
signed("month-and-day", "day and month in each other's place", compact(payload(J, first_touch_ts="2026-11-20T10:00:00.000Z".replace("11-20", "11-09"))).replace("11-09", "09-11"), ["first-touch-ts-reformatted"], body=raw(J).replace("11-20", "11-09"))

# --- text changed as a whole
signed("sql-quotes", "' doubled for SQL", compact(payload(goal(plan="Tom's"))).replace("'", "''"), [["apostrophes-changed", "apostrophes-doubled", "quotes-doubled"]], body=raw(goal(plan="Tom's")))
signed("space-padded", "a CHAR(400) column: padded with blanks", C.ljust(400), ["padded-to-a-buffer"])
signed("pkcs7", "padded as for AES", C.encode() + bytes([16 - len(C) % 16]) * (16 - len(C) % 16), ["padded-to-a-block"])
signed("uri-component", "encodeURIComponent(canonical)", quote(C, safe="-_.!~*'()"), ["signed-percent-encoded"])
signed("form-field", "payload=<form-coded canonical>", "payload=" + quote_plus(C), ["signed-as-form-field"])
signed("jsonp", "callback({…})", "callback(" + C + ")", ["text-wrapped"])
signed("template-python", "%(plan)s was not filled in", compact(payload(G, plan="%(plan)s")), ["variable-not-filled-in"])
signed("template-ruby", "#{session_id} in single quotes", compact(payload(G, session_id="#{session_id}")), ["variable-not-filled-in"])
signed("template-format", "String.format's %s was not filled in", compact(payload(G, value="%.2f")), [["variable-not-filled-in", "value-is-not-the-amount"]])
signed("hash-of-canonical", "the hex SHA-256 of the canonical is signed", hashlib.sha256(C.encode()).hexdigest(), ["signed-as-hash-hex"])

# --- charsets
W = goal(plan="Café Über")
WC = json.dumps(payload(W), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
signed("cp850", "DOS code page", WC.encode("cp850"), ["system-code-page"], body=raw(W))
signed("utf16-be", "Encoding.BigEndianUnicode", WC.encode("utf-16-be"), ["utf16-bytes-high-first"], body=raw(W))
signed("ebcdic", "EBCDIC of a mainframe", C.encode("cp037"), ["ebcdic-bytes"])
K = goal(plan="프로")
signed("euc-kr", "cp949", json.dumps(payload(K), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("cp949"), ["system-code-page"], body=raw(K))
R = goal(plan="Про")
signed("koi8-r", "KOI8-R", json.dumps(payload(R), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("koi8-r"), ["system-code-page"], body=raw(R))
signed("mojibake", "UTF-8 read as Latin-1 before it was escaped", compact(payload(W, plan="Café Über".encode().decode("latin-1"))), ["utf8-taken-for-latin1"], body=raw(W))
E15 = goal(plan="10 €")
signed("latin9", "ISO 8859-15 with its euro sign", json.dumps(payload(E15), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("iso8859-15"), ["system-code-page"], body=raw(E15))

# --- money
for name, value, text, bare, ids in [
    ("ruby-bigdecimal", 99.5, "0.995e2", False, ["value-scientific"]),
    ("swiss-apostrophe", 1234.5, "1’234.50", False, ["value-thousand-separator"]),
    ("indian-grouping", 123456.0, "1,23,456.00", False, ["value-thousand-separator"]),
    ("oracle-no-zero", 0.5, ".5", False, ["value-without-leading-zero"]),
    ("cobol-zeros", 99.5, "0000009950", False, ["value-padded"]),
    ("mssql-money", 99.5, "99.5000", False, [["value-with-other-decimals", "value-four-decimals"]]),
    ("mongo-decimal", 99.5, {"$numberDecimal": "99.50"}, False, ["value-in-language-form"]),
    ("fortran-blank", 99.5, " 99.50", False, ["value-in-language-form"]),
    ("german-euro", 1234.5, "1.234,50 €", False, [["value-currency-symbol", "value-grouped-with-points"]]),
    ("go-large-exponent", 1000000.0, "1e+06", True, [["value-scientific"]]),
    ("full-width", 99.5, "９９．５０", False, ["value-in-other-digits"]),
    ("java-bigdecimal-of-a-double", 99.9, "99.900000000000005684341886080801486968994140625", False, ["value-exact-binary"]),
    ("double-noise", 19.99, "19.989999999999998437", False, [["value-float-noise", "value-with-other-decimals"]]),
]:
    g = goal(value=value)
    p = payload(g)
    p["properties"]["value"] = "@@"
    message = json.dumps(p, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    written = text if bare else compact(text)
    message = message.replace('"@@"', written)
    body = raw(g).replace(repr(value), str(Decimal(repr(value)).quantize(Decimal("0.01"))).rstrip("0").rstrip(".") if value != 0.5 else "0.5")
    signed("money-" + name, "value as " + written, message, ids, body=body)

# --- the body changed between signing and sending
def changed(name, cause, was, became, expect):
    signed(name, cause, compact(payload(goal(plan=was))), expect, body=raw(goal(plan=became)))


changed("nfd-on-a-mac", "signed decomposed, sent composed", "Cafe\u0301", "Café", [["unicode-normalised", "unicode-normalised-nfd"]])
changed("trimmed-by-proxy", "signed with a blank at the end, sent without", "Pro ", "Pro", [["text-and-blank"]])
changed("lower-cased-in-the-body", "signed PRO PLAN, sent pro plan", "PRO PLAN", "pro plan", [["text-upper-case", "plan-upper-cased"]])
changed("plus-decoded", "signed a+b, sent a b", "a+b", "a b", [["blanks-replaced", "strings-plus-encoded"]])
changed("double-entity", "signed & , sent &amp;amp;", "Bob & Co", "Bob &amp;amp; Co", ["entities-decoded"])
changed("em-dash", "signed --, sent with a dash", "Pro -- Team", "Pro — Team", ["typographic-dashes-straightened"])
changed("percent-decoded", "signed decoded, sent %20", "Pro Team", "Pro%20Team", [["percent-decoded-texts"]])
signed("null-session", "signed null, sent empty", compact(payload(G, session_id=None)), [["field-signed-as-word", "session-null-not-empty"]])

# --- an order and two more
def order(keys, inner, whole=P, **how):
    picked = {k: whole[k] for k in keys}
    picked["properties"] = {k: whole["properties"][k] for k in inner}
    return json.dumps(picked, **how)


signed("order-spaces-text-key", "an order, ', ' and ': ', the secret as text",
       order(["event_name", "tenant_id", "properties", "session_id"], ["plan", "value", "currency"]), ["keys-not-sorted", "default-separators", "secret-used-as-text"], key=SECRET.encode())
case("order-raw-base64", "an order, raw text, base64",
     base64.b64encode(mac(order(["properties", "session_id", "event_name", "tenant_id"], ["currency", "value", "plan"], payload(W), separators=(",", ":"), ensure_ascii=False))).decode(),
     ["keys-not-sorted", "raw-utf8-not-ascii-escaped", "base64-not-hex-output"], body=raw(W))
NUM = payload(G, value=99.5)
signed("order-number-spaces", "an order, value a number, ', ' and ': '",
       order(["session_id", "event_name", "properties", "tenant_id"], ["plan", "currency", "value"], NUM), ["keys-not-sorted", "default-separators", ["value-as-written", "value-trailing-zeros-dropped", "value-as-json-number"]])
signed("order-newline-text-key", "an order, a newline at the end, the secret as text",
       order(["session_id", "tenant_id", "event_name", "properties"], ["value", "plan", "currency"], separators=(",", ":")) + "\n", ["keys-not-sorted", "trailing-newline", "secret-used-as-text"], key=SECRET.encode())
signed("order-sha512-number", "an order, value a number, SHA-512",
       order(["session_id", "event_name", "properties", "tenant_id"], ["plan", "currency", "value"], NUM, separators=(",", ":")), ["keys-not-sorted", "wrong-hash-algorithm", ["value-as-written", "value-trailing-zeros-dropped", "value-as-json-number"]], algorithm="sha512")

# --- a second set of every family
case("hex-literals", "each byte as 0xd3", ",".join("0x%02x" % b for b in D), [["hex-with-marks", "byte-list-output"]])
case("json-array", "JSON.stringify([...mac])", json.dumps(list(D)), ["byte-list-output"])
case("js-object-of-bytes", "JSON.stringify(new Uint8Array(mac))", json.dumps({str(i): b for i, b in enumerate(D)}, separators=(",", ":")), ["byte-list-output"])
case("upper-hex-colons", "openssl's output with colons", ":".join("%02X" % b for b in D), [["hex-with-colons", "byte-list-output"]])
case("openssl-line", "the whole line of openssl dgst", "SHA2-256(stdin)= " + D.hex(), ["signature-prefix-added"])
signed("key-base64-of-bytes", "base64 of the secret's bytes as text", C, [["key-as-base64-text", "secret-hex-to-base64"]], key=base64.b64encode(KEY))
signed("key-md5-hex", "md5(secret).hexdigest() is the key", C, [["key-hashed", "secret-text-md5"]], key=hashlib.md5(SECRET.encode()).hexdigest().encode())
signed("key-reversed-text", "the secret's text reversed", C, ["secret-text-reversed"], key=SECRET[::-1].encode())
signed("key-bits-text", "the secret as binary digits", C, ["key-as-list-text"], key="".join("{:08b}".format(b) for b in KEY).encode())
signed("haskell-show", "show of a record", 'Payload {tenantId = "%s", eventName = "purchase", sessionId = "sess-8f2a", properties = Properties {value = "99.50", currency = "EUR", plan = "Pro"}}' % TENANT, ["signed-class-text"])
signed("dart-map", "toString of a Dart map", "{event_name: purchase, properties: {currency: EUR, plan: Pro, value: 99.50}, session_id: sess-8f2a, tenant_id: %s}" % TENANT, ["signed-object-text"])
signed("elixir-inspect", "inspect(payload)", '%%{"event_name" => "purchase", "properties" => %%{"currency" => "EUR", "plan" => "Pro", "value" => "99.50"}, "session_id" => "sess-8f2a", "tenant_id" => "%s"}' % TENANT, ["signed-elixir-map"])
signed("tsv-line", "values between tabs", "\t".join([TENANT, "purchase", "sess-8f2a", "99.50", "EUR", "Pro"]), ["signed-values-joined-otherwise"])
signed("pair-lines", "name: value, a line each", "event_name: purchase\nsession_id: sess-8f2a\nvalue: 99.50", ["signed-pairs-joined"])
signed("twilio-habit", "the URL and the sorted names and values", "https://loudpixel.ai" + TARGET + "currencyEURevent_namepurchaseplanProsession_idsess-8f2avalue99.50", [["scheme-of-another-api", "extra-signed-context", "signed-pairs-joined"]])
signed("oauth-habit", "POST&URL&parameters, each percent-encoded", "POST&" + quote("https://loudpixel.ai" + PATH, safe="") + "&" + quote("currency=EUR&event_name=purchase&plan=Pro&session_id=sess-8f2a&value=99.50", safe=""), [["scheme-of-another-api", "extra-signed-context"]])
case("sha1-secret-first", "sha1(secret + body)", hashlib.sha1((SECRET + raw(G)).encode()).hexdigest(), ["plain-hash-not-hmac"])
case("sha512-values", "sha512 of secret|event|value|secret", hashlib.sha512("|".join([SECRET, "purchase", "99.50", SECRET]).encode()).hexdigest(), ["plain-hash-not-hmac"])
signed("html-of-json", "htmlspecialchars(json)", C.replace("&", "&amp;").replace('"', "&quot;"), [["signed-html-encoded", "quotes-stripped"]])
signed("semicolon", "a ; after the JSON", C + ";", ["text-wrapped"])
signed("js-comment-after", "/* goal */ after the JSON", C + " /* goal */", ["comment-signed"])
signed("shift-jis", "Shift_JIS of Japanese", json.dumps(payload(goal(plan="プロ版")), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("shift_jis"), ["system-code-page"], body=raw(goal(plan="プロ版")))
signed("cp1252-euro", "Windows-1252 with its euro sign", json.dumps(payload(E15), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("cp1252"), [["windows-1252-bytes", "latin1-bytes"]], body=raw(E15))
signed("utf8-twice", "UTF-8 encoded twice", WC.encode().decode("latin-1").encode(), [["utf8-encoded-twice", "utf8-taken-for-latin1"]], body=raw(W))
signed("iso-entities", "Latin-1, what it lacks as entities", json.dumps(payload(goal(plan="é → x")), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("latin-1", "xmlcharrefreplace"), [["latin1-bytes", "windows-1252-bytes", "system-code-page"]], body=raw(goal(plan="é → x")))
changed("soft-hyphen", "signed without the soft hyphen that was sent", "Enterprise", "Enter\u00adprise", ["invisible-characters-dropped"])
changed("ligature", "signed fi, sent with a ligature", "first", "\ufb01rst", [["unicode-normalised", "unicode-normalised-nfkc"]])
changed("crlf-to-lf", "signed with LF, sent with CRLF", "a\nb", "a\r\nb", ["line-ends-changed"])
changed("strip-tags", "signed without the tags that were sent", "Pro Team", "<b>Pro</b> Team", ["tags-stripped"])
changed("full-width", "signed in ASCII, sent full-width", "PRO", "ＰＲＯ", [["unicode-normalised", "unicode-normalised-nfkc"]])
signed("money-plus", "a sign before the amount", compact(payload(G, value="+99.50")), ["value-in-language-form"])
signed("money-lakh-rupee", "with a rupee sign", compact(payload(G, value="₹99.50"), ensure_ascii=True), ["value-currency-symbol"])
F = goal(touch=True)
FP = payload(F)
TOUCH = ["first_touch_ts", "event_name", "tenant_id", "properties", "first_touch_bucket", "session_id"]
signed("touch-order-spaces-newline", "an order with the first touch, ', ' and ': ', a newline", order(TOUCH, ["plan", "currency", "value"], FP) + "\n", ["keys-not-sorted", "default-separators", "trailing-newline"], body=raw(F))
signed("order-raw-text-key", "an order, raw text, the secret as text", order(["properties", "tenant_id", "session_id", "event_name"], ["plan", "value", "currency"], payload(W), separators=(",", ":"), ensure_ascii=False), ["keys-not-sorted", "raw-utf8-not-ascii-escaped", "secret-used-as-text"], key=SECRET.encode(), body=raw(W))

# --- schemes of other APIs, each with the key and hash that come with it

TIME = "1764230400"
RAW, TEXT_KEY, CODED_KEY = raw(G), SECRET.encode(), base64.b64decode(SECRET)
SCHEME = [["scheme-of-another-api", "extra-signed-context", "signed-pairs-joined"]]
BODY_HASH = hashlib.sha256(RAW.encode())
FIELDS = sorted({**G["properties"], "event_name": G["event_name"], "session_id": G["session_id"]}.items())
CHAINED = {"currency": "EUR", "event_name": "purchase", "plan": "Pro", "session_id": "sess-8f2a", "tenant_id": TENANT, "value": "99.50"}


def url_part(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def token(content, shown):
    head = url_part('{"alg":"HS256","typ":"JWT"}')
    signature = base64.urlsafe_b64encode(mac(head + "." + content)).decode().rstrip("=")
    return ".".join([head, content if shown else "", signature])


case("url-then-pairs-sha1", "URL, sorted names and values, SHA-1 in base64, the secret as text",
     base64.b64encode(mac("https://loudpixel.ai" + TARGET + "".join("%s%s" % pair for pair in FIELDS), TEXT_KEY, "sha1")).decode(), SCHEME)
signed("headers-and-crc32", "ids and time of the headers and the body's CRC-32, with bars",
       "|".join(["id-1", TIME, "hook-7", str(zlib.crc32(RAW.encode()))]), SCHEME,
       headers=[("Transmission-Id", "id-1"), ("Transmission-Time", TIME), ("Webhook-Id", "hook-7")])
signed("query-and-timestamp", "the fields as a query, &timestamp= behind them",
       "event_name=purchase&session_id=sess-8f2a&value=99.5&currency=EUR&plan=Pro&timestamp=" + TIME, SCHEME, key=TEXT_KEY, headers=[("X-Timestamp", TIME)])
case("path-and-hash-of-nonce", "path and SHA-256(nonce, body), SHA-512 under the decoded secret, base64",
     base64.b64encode(mac(PATH.encode() + hashlib.sha256(("17" + RAW).encode()).digest(), CODED_KEY, "sha512")).decode(), SCHEME, headers=[("Nonce", "17")])
signed("names-then-values", "all names, then all values, with colons",
       ":".join(sorted(CHAINED) + [CHAINED[name] for name in sorted(CHAINED)]), SCHEME)
signed("canonical-request", "method, path, query, host and the body's hash, a line each",
       "POST\n%s\ndomain=yoursite.com\nhost:loudpixel.ai\n\nhost\n%s" % (PATH, BODY_HASH.hexdigest()), SCHEME)
signed("verb-and-one-line", "method, target, and date;host;hash",
       "POST\n%s\n%s;loudpixel.ai;%s" % (TARGET, TIME, base64.b64encode(BODY_HASH.digest()).decode()), SCHEME, headers=[("X-Date", TIME)])
signed("method-url-body-time", "method, URL, body and time", "POSThttps://loudpixel.ai" + TARGET + RAW + TIME, SCHEME, key=TEXT_KEY, headers=[("X-Request-Timestamp", TIME)])
signed("time-as-float", "a time that became a float before the body", TIME + ".0." + RAW, SCHEME, headers=[("X-Timestamp", TIME)])
case("sorted-query-key-upper-sha256", "sha256 of the sorted query and &key=secret, in capitals",
     hashlib.sha256(("&".join("%s=%s" % pair for pair in sorted(CHAINED.items())) + "&key=" + SECRET).encode()).hexdigest().upper(), ["plain-hash-not-hmac"])
case("token", "a JSON Web Token of the payload", token(url_part(C), True), ["signed-as-jwt"])
case("token-detached", "a JSON Web Token without its content", token(url_part(C), False), ["signed-as-jwt"])


# What code that never saw the document signs, and other things found by people who did not know what is searched.

NAIVE = goal(value=49.0, plan="\u00c9quipe <b>")
WITH_TENANT = ["body-reserialised-with-tenant"]


def naive(name, cause, message, of=NAIVE):
    signed(name, cause, message, WITH_TENANT + ["secret-used-as-text"], body=raw(of), key=TEXT_KEY)


naive("naive-node", "{tenant_id, ...body} as JSON.stringify writes it, under the secret's text",
      raw({"tenant_id": TENANT, **NAIVE}).replace("49.0", "49"))
naive("naive-java", "the body's fields, then tenant_id, 49.0 as a number", raw({**NAIVE, "tenant_id": TENANT}))
naive("naive-python", "json.dumps with its defaults", json.dumps({"tenant_id": TENANT, **NAIVE}))
naive("naive-jq", "sorted, raw, the number, and the newline of echo",
      compact({"tenant_id": TENANT, **NAIVE}, ensure_ascii=False).replace("49.0", "49") + "\n")
naive("naive-go", "a struct as encoding/json writes it",
      raw({"tenant_id": TENANT, **NAIVE}).replace("49.0", "49").replace("<", "\\u003c").replace(">", "\\u003e"))

TOUCHED = goal(touch=True)


def other(name, cause, expect, of=TOUCHED, **changed):
    signed(name, cause, compact(payload(of, **changed)), expect, body=raw(of))


other("event-and-session-swapped", "two arguments in each other's place", ["fields-swapped"],
      event_name="sess-8f2a", session_id="purchase")
other("touch-fields-swapped", "bucket and moment in each other's place", ["fields-swapped"],
      first_touch_bucket="2026-11-20T10:00:00.000Z", first_touch_ts="ai_search")
other("touch-as-java-timestamp", "the moment as java.sql.Timestamp prints it", ["first-touch-ts-reformatted"],
      first_touch_ts="2026-11-20 10:00:00.0")
other("touch-as-ms-date", "the moment as DataContract serialisers write it", ["first-touch-ts-reformatted"],
      first_touch_ts="/Date(1795168800000)/")
other("touch-as-us-locale", "the moment as toLocaleString prints it", ["first-touch-ts-reformatted"],
      first_touch_ts="11/20/2026, 10:00:00 AM")
other("currency-as-symbol", "the currency as its symbol", ["currency-in-another-form"], currency="\u20ac")
other("currency-as-number", "the currency as its number", ["currency-in-another-form"], currency="978")
signed("arabic-digits", "an amount as Android formats it in an Arabic locale",
       compact(payload(goal(), value="\u0669\u0669\u066b\u0665\u0660"), ensure_ascii=False), ["value-in-other-digits"])
other("amount-negated", "a refund's sign", ["value-negated"], value="-99.50")
other("event-in-camel-case", "the event as signUp", ["text-camel-case"], of=goal(event="sign_up"), event_name="signUp")
other("leading-zeros-lost", "a session of digits that lost its zeros", ["text-leading-zeros-lost"],
      of=goal(session="00123"), session_id="123")
signed("bucket-not-sent", "a bucket is signed, and the body carries none",
       compact({**payload(goal()), "first_touch_bucket": "ai_search"}), ["member-added"])
signed("amount-renamed", "value is signed as amount",
       C.replace('"value":"99.50"', "").replace('"properties":{', '"properties":{"amount":"99.50",').replace(',}', '}'), ["key-renamed"])
for name, key in [("json", '{"LP_PIXEL_SECRET":"%s"}' % SECRET), ("line", "LP_PIXEL_SECRET=%s" % SECRET), ("path", "/run/secrets/lp_pixel_secret")]:
    signed("secret-as-" + name, "what a store of secrets gives is the key", C, [["secret-still-wrapped", "secret-with-variable-name"]], key=key.encode())
HTTP_DATE = "Fri, 20 Nov 2026 10:00:00 GMT"
signed("http-signature", "(request-target), host and date, a line each",
       "(request-target): post %s\nhost: loudpixel.ai\ndate: %s" % (TARGET, HTTP_DATE), SCHEME, headers=[("Date", HTTP_DATE)])
signed("s3-version-2", "method, MD5, type, date and path, a line each",
       "POST\n\napplication/json\n%s\n%s" % (HTTP_DATE, PATH), SCHEME, headers=[("Date", HTTP_DATE)])
AWS = b"AWS4" + SECRET.encode()
for part in ["20261126", "us-east-1", "execute-api", "aws4_request"]:
    AWS = mac(part, AWS)
signed("aws-derived-key", "the key of AWS's Signature Version 4", C, ["key-derived"], key=AWS, headers=[("X-Amz-Date", "20261126T091500Z")])
signed("printf-format", "printf takes the JSON as its format", compact(payload(goal(plan="50% discount"))).replace("% d", " 0"),
       ["printf-format"], body=raw(goal(plan="50% discount")))
signed("numeric-check", "JSON_NUMERIC_CHECK", compact(payload(goal(value=149.5, session="884213")))
       .replace('"149.50"', "149.5").replace('"884213"', "884213"), ["text-signed-as-number"], body=raw(goal(value=149.5, session="884213")))
signed("big-id-rounded", "an id through a JavaScript number", compact(payload(goal(session="76561198012345680"))),
       ["text-rounded-as-number"], body=raw(goal(session="76561198012345679")))
signed("data-list", "the object in a list under data", '{"data":[%s]}' % C, ["signed-under-a-key"])
BY_NAME = {**payload(goal(session="a:b")), **payload(goal())["properties"]}
signed("values-by-name", "values by the order of their names, colons escaped, as Adyen has it",
       ":".join(BY_NAME[name].replace(":", "\\:") for name in sorted(BY_NAME) if name != "properties"), SCHEME,
       body=raw(goal(session="a:b")))


BLOCK = [bytes(byte ^ pad for byte in KEY) for pad in (0x36, 0x5C)]
for name, key, what in [
    ("radix-of-place", bytes(int(re.match("[%s]*" % "0123456789abcdefghijklmnopqrstuvwxyz"[:n or 10], SECRET[2 * n:2 * n + 2])[0] or "0", n or 10)
                             % 256 if n != 1 else 0 for n in range(32)), "map(parseInt)"),
    ("first-digit-alone", bytes([int(SECRET[0], 16) << 4]), "pack('H')"),
]:
    signed(name, what, C, ["secret-decoded-otherwise"], key=key)

case("handmade-without-a-block", "HMAC by hand, its key not filled up",
     hashlib.sha256(BLOCK[1] + hashlib.sha256(BLOCK[0] + C.encode()).digest()).hexdigest(), ["hmac-by-hand"])
case("keyed-blake2b", "sodium_crypto_generichash", hashlib.blake2b(C.encode(), key=KEY, digest_size=32).hexdigest(), ["wrong-hash-algorithm"])
TYPED = {k: {"S": v} for k, v in payload(goal(touch=True)).items() if k != "properties"}
TYPED["properties"] = {"M": {"value": {"N": "99.50"}, "currency": {"S": "EUR"}, "plan": {"S": "Pro"}}}
TOUCHED_BODY = raw(goal(touch=True))
signed("typed-document", "an item of DynamoDB", compact(TYPED), ["signed-with-types"], body=TOUCHED_BODY)
signed("wcf-date-and-utf16-key", "the moment as JavaScriptSerializer writes it, and Encoding.Unicode for the key",
       compact(payload(goal(touch=True), first_touch_ts="@")).replace("@", "\\/Date(1795168800000)\\/"),
       ["first-touch-ts-reformatted"], key=SECRET.encode("utf-16-le"), body=TOUCHED_BODY)
CASES[-1]["expect"].append(["secret-text-utf16"])
signed("pretty-and-a-line-end", "JSON::PP's pretty", json.dumps(payload(goal()), sort_keys=True, indent=3, separators=(",", " : ")) + "\n",
       ["pretty-printed-otherwise"])
CASES[-1]["expect"].append(["trailing-newline"])
other("money-and-guid", "SQL Server's money, and a GUID's bytes", ["value-with-other-decimals"], value="99.5000",
      tenant_id="9e2b1c6f-438d-574a-b1f0-2c9e7d5a8f31")
CASES[-1]["expect"].append(["tenant-id-spelled-otherwise"])
other("cookie-and-moment", "the whole cookie, and the moment as toString prints it", ["session-id-prefixed"], of=goal(session="118643.179542", touch=True),
      session_id="GA1.1.118643.179542", first_touch_ts="Fri Nov 20 2026 10:00:00 GMT+0000 (Coordinated Universal Time)")
CASES[-1]["expect"].append(["first-touch-ts-reformatted"])
signed("eight-values", "all values in the order of the documentation",
       "|".join([TENANT, "purchase", "sess-8f2a", "99.50", "EUR", "Pro", "ai_search", "2026-11-20T10:00:00.000Z"]),
       ["signed-values-joined-by-bars"], body=TOUCHED_BODY)

# What was printed, copied or read for the secret.
for name, what, key in [
    ("key-in-an-optional", "an optional, interpolated", b'Optional("%s")' % SECRET.encode()),
    ("key-in-a-list", "a list, printed", b"['%s']" % SECRET.encode()),
    ("key-as-a-buffer", "a Buffer, printed", b"<Buffer %s>" % b" ".join(b"%02x" % b for b in KEY)),
    ("key-as-nsdata", "NSData, printed", b"{length = 32, bytes = 0x%s %s %s %s ... %s %s }" % tuple(
        SECRET[n:n + 8].encode() for n in (0, 8, 16, 24, 48, 56))),
]:
    signed(name, what, C, ["key-as-list-text" if "as" in name else "secret-still-wrapped"], key=key)
signed("key-masked", "ten asterisks, as pydantic prints a secret", C, ["key-is-a-word"], key=b"*" * 10)
signed("key-masked-in-the-middle", "the masked secret of a log", C, ["secret-masked"], key=(SECRET[:4] + "*" * 56 + SECRET[-4:]).encode())
QUOTED = '"%s"' % SECRET
signed("quotes-decoded", "pack takes quotes for digits", C, ["secret-decoded-otherwise"],
       key=bytes(int(a, 16) << 4 | int(b, 16) for a, b in zip(*[iter(QUOTED.replace('"', "2"))] * 2)))
for name, session, written in [("id-as-float", "48213", "48213.0"), ("id-by-a-spreadsheet", "4821300004", "4.82E+09"),
                               ("id-in-15-digits", "4821300004821300", "4821300004821300"[:15] + "0"), ("id-grouped", "48213", "48,213")]:
    if written == session:
        session = session[:15] + "7"
    signed(name, "an id that something held as a number", compact(payload(goal(session=written))), ["text-written-as-number"], body=raw(goal(session=session)))
# What frameworks derive from the secret, and settings in each other's place.
for name, salt, between in [("itsdangerous", b"itsdangerous.Signer", b"signer"), ("django-salted", b"django.core.signing", b"")]:
    signed(name, "a key that is derived from a salt and the secret", C, ["key-derived"],
           key=hashlib.sha256(salt + between + SECRET.encode()).digest())
signed("settings-swapped", "tenant id and secret in each other's place", compact({**payload(goal()), "tenant_id": SECRET}),
       ["tenant-id-is-secret"], key=bytes.fromhex(TENANT.split("-")[0]))
CASES[-1]["expect"].append(["key-is-tenant-id"])
for name, what, moment in [
    ("minutes-for-month", "yyyy-mm-dd", "2026-07-20T10:07:00.000Z"),
    ("day-of-year", "yyyy-MM-DD", "2026-11-324T10:07:00.000Z"),
]:
    at = "2026-11-20T10:07:00.000Z"
    signed(name, what, compact(payload({**goal(touch=True), "first_touch_ts": at}, first_touch_ts=moment)), ["first-touch-ts-reformatted"],
           body=raw({**goal(touch=True), "first_touch_ts": at}))


SWAPPED = bytes(byte >> 4 | (byte & 15) << 4 for byte in KEY)


def repeated(count):
    """Requests of one cause that is in no catalogue: the digits of each of the key's bytes are swapped."""
    for n in range(count):
        one = goal(value=10 + n / 4, plan="Plan %d" % n)
        headers = {"content-type": "application/json", "x-lp-goal-signature": mac(compact(payload(one)), SWAPPED).hex()}
        yield {"method": "POST", "url": "https://loudpixel.ai" + TARGET, "headers": headers, "body": raw(one)}


if __name__ == "__main__":
    for one in repeated(int(sys.argv[1])) if sys.argv[1:] else CASES:
        print(json.dumps(one))
