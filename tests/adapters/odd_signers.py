"""Signers with rarer mistakes, each written out as such a signer would be, one family after the other.

Prints one JSON object a line: the ids that may name it, its family, what was done, and a whole request
signed that way. Nothing here is shared with Goalpost: it is the yardstick for the recall of `goalpost explain`.
"""
import base64
import hashlib
import hmac
import json
import re
from urllib.parse import quote, urlencode

TENANT = "6f1c2b9e-8d43-4a57-b1f0-2c9e7d5a8f31"
SECRET = "3fa9c07e5b18d2644ce1907ab3f85d2217c6e94b0da8731f56e2bc408d97a5f1"
KEY = bytes.fromhex(SECRET)
TEXT = SECRET.encode()
PATH = "/api/v1/track/pixel/goal"
TARGET = PATH + "?domain=yoursite.com"


def goal(plan="Pro", value=99.5, session="sess-8f2a", **more):
    return {"event_name": "purchase", "session_id": session,
            "properties": {"value": value, "currency": "EUR", "plan": plan}, **more}


def payload(body, money=None, **more):
    props = dict(body["properties"])
    props["value"] = money if money is not None else f"{props['value']:.2f}"
    return {"tenant_id": TENANT, **body, "session_id": body["session_id"] or "", "properties": props, **more}


def dumps(value, **options):
    return json.dumps(value, **{"sort_keys": True, "separators": (",", ":"), **options})


def canonical(body, **more):
    return dumps(payload(body, **more)).encode()


def raw(body):
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def mac(message, key=KEY, name="sha256"):
    return hmac.new(key, message, name).digest()


CASES = []


def case(family, ids, what, body, message=None, key=KEY, out=lambda d: d.hex(), headers=(), digest=None, body_text=None):
    message = canonical(body) if message is None else message
    sent = body_text if body_text is not None else raw(body)
    signature = out(digest if digest is not None else mac(message, key))
    lines = [f"POST {TARGET} HTTP/1.1", "Host: loudpixel.ai", "Content-Type: application/json",
             *[f"{name}: {value}" for name, value in headers],
             f"X-LP-Goal-Signature: {signature}", f"Content-Length: {len(sent.encode())}", "", sent]
    CASES.append({"family": family, "ids": ids.split("|"), "what": what, "request": "\r\n".join(lines)})


def b64(data):
    return base64.b64encode(data).decode()


P = goal()
# A right digest, printed wrong.
F = "output"
case(F, "decimal-number-output", "decimal number", P, out=lambda d: str(int.from_bytes(d, "big")))
case(F, "word-list-output", "eight words", P, out=lambda d: ",".join(str(int.from_bytes(d[i:i+4], "big")) for i in range(0, 32, 4)))
case(F, "word-list-output", "eight signed words", P, out=lambda d: "[" + ", ".join(str(int.from_bytes(d[i:i+4], "big", signed=True)) for i in range(0, 32, 4)) + "]")
case(F, "byte-list-output", "signed bytes", P, out=lambda d: "[" + ", ".join(str(b - 256 if b > 127 else b) for b in d) + "]")
case(F, "byte-list-output", "Buffer's JSON", P, out=lambda d: json.dumps({"type": "Buffer", "data": list(d)}))
case(F, "digest-reversed", "bytes reversed", P, out=lambda d: d[::-1].hex())
case(F, "sign-extended-bytes-output", "ffffffd3", P, out=lambda d: "".join("%x" % (b if b < 128 else b | 0xffffff00) if b > 127 else "%02x" % b for b in d))
case(F, "hex-with-marks", "\\x", P, out=lambda d: "".join("\\x%02x" % b for b in d))
case(F, "digest-through-utf8", "base64 of UTF-8", P, out=lambda d: b64(d.decode("utf8", "replace").encode()))
case(F, "digest-through-latin1", "Latin-1 as UTF-8, hex", P, out=lambda d: d.decode("latin-1").encode().hex())
case(F, "base64-of-hex-output", "base64 of upper hex", P, out=lambda d: b64(d.hex().upper().encode()))
case(F, "decimal-bytes-output", "decimals joined", P, out=lambda d: "".join(map(str, d)))
case(F, "raw-digest-output", "percent-encoded bytes", P, out=lambda d: quote(d, safe=""))
case(F, "signature-plus-became-blank", "base64 through a form", goal("Pro 7"), out=lambda d: b64(d).replace("+", " "))
case(F, "signature-sent-twice", "twice without separator", P, out=lambda d: d.hex() * 2)
case(F, "header-is-a-buffer", "System.Byte[]", P, out=lambda d: "System.Byte[]")
case(F, "header-is-a-buffer", "Java array", P, out=lambda d: "[B@6d06d69c")
case(F, "header-not-filled-in", "{{signature}}", P, out=lambda d: "{{signature}}")
# Keys.
F = "key"
case(F, "secret-decoded-otherwise", "nibbles swapped", P, key=bytes(b >> 4 | (b & 15) << 4 for b in KEY))
case(F, "key-as-list-text", "decimal list", P, key=",".join(map(str, KEY)).encode())
case(F, "key-bytes-reordered", "words of 8 reversed", P, key=b"".join(KEY[i:i+8][::-1] for i in range(0, 32, 8)))
case(F, "key-is-a-name", "PIXEL_SECRET", P, key=b"PIXEL_SECRET")
case(F, "key-is-a-name", "{{secret}}", P, key=b"{{secret}}")
case(F, "key-mixed|key-derived", "tenant and secret", P, key=(TENANT + ":" + SECRET).encode())
case(F, "key-hashed|secret-text-hashed-to-hex", "hex SHA-1 of text", P, key=hashlib.sha1(TEXT).hexdigest().encode())
case(F, "secret-decoded-otherwise", "pairs as octal", P, key=bytes(int(m.group(), 8) & 255 if (m := re.match("[0-7]+", p)) else 0 for p in re.findall("..", SECRET)))
case(F, "key-through-ascii", "seven bits", P, key=bytes(b & 127 for b in KEY))
case(F, "key-through-utf16", "UTF-16 of bytes", P, key=KEY.decode("latin-1").encode("utf-16-le"))
# Messages.
F = "message"
flat = [("event_name", "purchase"), ("session_id", "sess-8f2a"), ("value", "99.50"), ("currency", "EUR"), ("plan", "Pro"), ("tenant_id", TENANT)]
V = dict(flat)
for joiner, names in [("|", ["tenant_id", "event_name", "value", "currency"]), (":", ["session_id", "event_name", "value"]), ("", ["event_name", "value", "tenant_id"]),
                      ("\n", ["tenant_id", "session_id", "event_name", "value", "currency", "plan"]), (".", ["tenant_id", "value"]), ("-", ["plan", "currency", "value"])]:
    case(F, "signed-values-joined|signed-values-joined-by-bars|signed-values-joined-by-colons|signed-values-joined-by-newlines|signed-values-joined-by-points|signed-values-joined-otherwise",
         f"{joiner!r} {names}", P, joiner.join(V[n] for n in names).encode())
case(F, "signed-values-joined-by-bars", "text key", P, "|".join(V[n] for n in ["tenant_id", "event_name", "value"]).encode(), key=TEXT)
case(F, "signed-pairs-joined", "k=v;", P, ";".join(f"{k}={v}" for k, v in sorted(flat)).encode())
case(F, "signed-as-form", "sorted form", P, urlencode(sorted(flat)).encode())
case(F, "plain-hash-not-hmac", "MD5 of pairs and key", P, digest=hashlib.md5(("&".join(f"{k}={v}" for k, v in sorted(flat)) + "&key=" + SECRET).encode()).digest())
case(F, "padded-to-a-buffer", "blanks to 1024", P, canonical(P).ljust(1024))
case(F, "signed-powershell-object", "hashtable in object", P, f"@{{event_name=purchase; properties=System.Collections.Hashtable; session_id=sess-8f2a; tenant_id={TENANT}}}".encode())
case(F, "signed-class-text", "C# record", P, f"Goal {{ EventName = purchase, Properties = Properties {{ Currency = EUR, Plan = Pro, Value = 99.50 }}, SessionId = sess-8f2a, TenantId = {TENANT} }}".encode())
case(F, "signed-go-map", "Go map", P, f"map[event_name:purchase properties:map[currency:EUR plan:Pro value:99.50] session_id:sess-8f2a tenant_id:{TENANT}]".encode())
case(F, "signed-php-print-r", "print_r", P, ("Array\n(\n    [event_name] => purchase\n    [properties] => Array\n        (\n            [currency] => EUR\n            [plan] => Pro\n            [value] => 99.50\n        )\n\n"
     f"    [session_id] => sess-8f2a\n    [tenant_id] => {TENANT}\n)\n").encode())
case(F, "signed-yaml", "YAML", P, f"event_name: purchase\nproperties:\n  currency: EUR\n  plan: Pro\n  value: '99.50'\nsession_id: sess-8f2a\ntenant_id: {TENANT}\n".encode())
case(F, "variable-not-filled-in", "${plan}", P, canonical(goal("${plan}")))
case(F, "signed-constant", "[object Promise]", P, b"[object Promise]")
case(F, "quotes-stripped", "single quotes", P, canonical(P).replace(b'"', b"'"))
case(F, "comment-signed", "# goal", P, b"# goal\n" + raw(P).encode())
case(F, "other-separators|pretty-printed-otherwise", "blanks in braces", P, dumps(payload(P), separators=(", ", ": ")).replace("{", "{ ").replace("}", " }").encode())
# Charsets.
F = "charset"
for plan, name in [("Zażółć", "cp1250"), ("Ελλάδα", "cp1253"), ("Про", "koi8-r"), ("Café", "cp850"), ("한국", "cp949"), ("プロ", "euc-jp"), ("Про", "cp866"), ("Café", "cp037"), ("Ünal", "cp1254"), ("専用", "iso2022_jp"), ("Café", "utf-32-le"), ("Про", "mac_cyrillic")]:
    case(F, "system-code-page|ebcdic-bytes|utf32-bytes", name, goal(plan), dumps(payload(goal(plan)), ensure_ascii=False).encode(name))
# Money.
F = "money"
for text in ["9.95e+01", "99,50", "99.5000", "٩٩.٥٠", "9.9500000000000000E+001", "EUR 99.50", "$99.50", "+99.50", "0099.50", "99.50 ", "995e-1", "９９.５０", "99.500000000000000", "Decimal('99.5')"]:
    case(F, "value-scientific|value-with-other-point|value-with-other-decimals|value-in-other-digits|value-currency-symbol|value-in-language-form|value-padded|value-decimal-comma|value-four-decimals|value-currency-code-before|value-localised-german|value-thousand-separator", text, P, dumps(payload(P, money=text), ensure_ascii=False).encode() if not text.isascii() else canonical(P, money=text))
# Body against signature.
F = "body"
for sent, signed, ids in [("Bob &#39;s", "Bob 's", "entities-decoded"), ("Tom – Co", "Tom - Co", "typographic-dashes-straightened"), ("“Pro”", '"Pro"', "typographic-quotes-straightened"), ("Pro\u200b", "Pro", "invisible-characters-dropped"),
                          ("Wait…", "Wait...", "ellipsis-spelled-out"), ("cost $HOME now", "cost  now", "variables-expanded"), ("A\\'B", "A'B", "backslashes-removed|escapes-interpreted"), ("CafÃ©", "Café", "mojibake-undone"),
                          ("a%20b", "a b", "percent-decoded-texts"), ("R+D", "R D", "plus-to-blank"), ("<b>Pro</b>", "Pro", "tags-stripped"), ("Pro 😀", "Pro ", "astral-dropped|astral-cuts-the-text|non-ascii-dropped|non-ascii-cuts-the-text"),
                          ("Tom's", "Tom’s", "typography-added"), ("a\r\nb", "a\nb", "line-ends-changed")]:
    case(F, ids, f"{sent!r} signed as {signed!r}", goal(sent), canonical(goal(signed)))
case(F, "text-signed-as-number", "session a number", goal(session="12345"), canonical(goal(session=12345)))
# Combinations.
F = "combination"
order = ["session_id", "tenant_id", "properties", "event_name"]
permuted = {k: payload(P)[k] for k in order}
case(F, "keys-not-sorted", "order, blanks, text key", P, json.dumps(permuted).encode(), key=TEXT)
case(F, "keys-not-sorted", "order as Python's repr", P, repr(permuted).encode())
case(F, "secret-used-as-text", "text key, base64 URL-encoded, newline", P, canonical(P) + b"\n", key=TEXT, out=lambda d: quote(b64(d), safe=""))
case(F, "extra-signed-context", "time.body, nibbles", P, b"1764151200." + raw(P).encode(), headers=[("X-Timestamp", "1764151200")], out=lambda d: bytes(b >> 4 | (b & 15) << 4 for b in d).hex())
case(F, "extra-signed-context", "method, path, time, nonce, body hash; text key, base64", P, "\n".join(["POST", PATH, "1764151200", "n-77", hashlib.sha256(raw(P).encode()).hexdigest()]).encode(), key=TEXT,
     headers=[("X-Timestamp", "1764151200"), ("X-Nonce", "n-77")], out=b64)
case(F, "key-as-number-text", "number key, blanks", P, dumps(payload(P), separators=(", ", ": ")).encode(), key=str(int(SECRET, 16)).encode())
case(F, "wrong-hash-algorithm", "SHA-512 in base64, text key", P, digest=mac(canonical(P), TEXT, "sha512"), out=b64)

for line in CASES:
    print(json.dumps(line))
