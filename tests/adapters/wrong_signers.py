"""Signers that are wrong in the ways that bug threads show, each written out as such a signer would be.

Prints one JSON object a line: the mistake's cause, what was done, and a whole request signed that way.
Nothing here is shared with Goalpost: it is the yardstick for `goalpost explain`.
"""
import base64
import hashlib
import hmac
import json
import re
import sys
import unicodedata

TENANT = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04"
DOMAIN = "yoursite.com"
SECRET = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4"
KEY = bytes.fromhex(SECRET)
PATH = "/api/v1/track/pixel/goal"

PLAIN = {"event_name": "purchase", "session_id": "s-1",
         "properties": {"value": 99.0, "currency": "EUR", "plan": "Team"},
         "first_touch_bucket": "ai_search", "first_touch_ts": "2026-11-01T10:00:00.000Z"}
ACCENT = dict(PLAIN, properties={"value": 99.5, "currency": "EUR", "plan": "Équipe €"})
MARKUP = dict(PLAIN, event_name="a/b", properties={"value": 1234.5, "plan": "R&D <x> \x7f é"})
BARE = {"event_name": "purchase", "session_id": None, "properties": {"value": 19.99}}
THOUSAND = dict(PLAIN, properties={"value": 1234.5, "currency": "EUR"})
CENTS = dict(PLAIN, properties={"value": 19.99})
TIE = dict(PLAIN, properties={"value": 0.125})
OFFSET = dict(PLAIN, first_touch_ts="2026-11-01T12:00:00.250+02:00")
BLANKS = dict(PLAIN, properties={"value": 5, "plan": " Pro Plan "})
DECOMPOSED = dict(PLAIN, properties={"value": 5, "plan": "Cafe\u0301"})


def payload(body, money=None, **more):
    props = dict(body.get("properties") or {})
    if props.get("value") is not None:
        props["value"] = money(props["value"]) if money else f"{float(props['value']):.2f}"
    top = {"tenant_id": TENANT, "event_name": body["event_name"],
           "session_id": body.get("session_id") or "", "properties": props}
    for name in ("first_touch_bucket", "first_touch_ts"):
        if body.get(name):
            top[name] = body[name]
    top.update(more)
    return top


def dumps(value, **options):
    return json.dumps(value, **{"sort_keys": True, "separators": (",", ":"), **options})


def canonical(body, money=None, **options):
    return dumps(payload(body, money), **options).encode()


def digest(message, key=KEY, algorithm="sha256"):
    return hmac.new(key, message, algorithm).digest()


SIGNERS = []


def wrong(cause, what, body, make):
    """`make(body, raw)` gives the signed bytes, or a header's value as text."""
    SIGNERS.append((cause, what, body, make))


# Shape.
wrong("raw-body-vs-reserialised", "the bytes of the body", PLAIN, lambda b, raw: raw)
wrong("raw-body-vs-reserialised", "the body, compact", PLAIN, lambda b, raw: json.dumps(b, separators=(",", ":")).encode())
wrong("raw-body-vs-reserialised", "the body, sorted", PLAIN, lambda b, raw: dumps(b).encode())
wrong("raw-body-vs-reserialised", "the body as JavaScript writes it", CENTS, lambda b, raw: json.dumps(b, separators=(",", ":"), ensure_ascii=False).encode())
wrong("double-json-encoded", "twice", PLAIN, lambda b, raw: json.dumps(canonical(b).decode()).encode())
for before in (f"POST\n{PATH}\n", f"POST{PATH}", f"{PATH}?domain={DOMAIN}.", f"{DOMAIN}.", f"{DOMAIN}:", f"{TENANT}.", "1793527200.", "1793527200:", "1793527200", "POST ", f"https://loudpixel.ai{PATH}?domain={DOMAIN}|"):
    wrong("extra-signed-context", f"after {before!r}", PLAIN, lambda b, raw, before=before: before.encode() + canonical(b))
for after in (".1793527200", "\n1793527200", f"|{DOMAIN}", f"\n{PATH}", "n-0042"):
    wrong("extra-signed-context", f"before {after!r}", PLAIN, lambda b, raw, after=after: canonical(b) + after.encode())
wrong("signed-subset", "properties", PLAIN, lambda b, raw: dumps(payload(b)["properties"]).encode())
wrong("signed-subset", "event and value", PLAIN, lambda b, raw: dumps({"event_name": b["event_name"], "value": "99.00"}).encode())
wrong("signed-subset", "no plan", PLAIN, lambda b, raw: canonical(dict(b, properties={k: v for k, v in b["properties"].items() if k != "plan"})))
wrong("signed-subset", "no session", PLAIN, lambda b, raw: dumps({k: v for k, v in payload(b).items() if k != "session_id"}).encode())
wrong("signed-subset", "no empty plan", dict(PLAIN, properties={"value": 0, "currency": "EUR", "plan": ""}),
      lambda b, raw: canonical(dict(b, properties={"value": 0, "currency": "EUR"})))
wrong("signed-subset", "no plan of 0", dict(PLAIN, properties={"value": 9, "plan": "0"}),
      lambda b, raw: canonical(dict(b, properties={"value": 9})))
wrong("signed-subset", "no blank session", dict(PLAIN, session_id=" "), lambda b, raw: canonical(dict(b, session_id="")))
# Order and white space.
def insertion(b):
    return {"tenant_id": TENANT, "event_name": b["event_name"], "session_id": b.get("session_id") or "",
            "properties": {k: (f"{float(v):.2f}" if k == "value" else v) for k, v in b["properties"].items()},
            **{k: b[k] for k in ("first_touch_bucket", "first_touch_ts") if b.get(k)}}
wrong("keys-not-sorted", "insertion", PLAIN, lambda b, raw: dumps(insertion(b), sort_keys=False).encode())
wrong("keys-not-sorted", "backwards", PLAIN, lambda b, raw: dumps(dict(sorted(payload(b).items(), reverse=True)) | {}, sort_keys=False).encode())
wrong("keys-not-sorted", "tenant last", PLAIN, lambda b, raw: dumps({**{k: v for k, v in insertion(b).items() if k != "tenant_id"}, "tenant_id": TENANT}, sort_keys=False).encode())
wrong("nested-keys-not-sorted", "properties", PLAIN, lambda b, raw: dumps(dict(sorted(insertion(b).items())), sort_keys=False).encode())
wrong("top-level-not-sorted", "top", PLAIN, lambda b, raw: dumps({k: (dict(sorted(v.items())) if isinstance(v, dict) else v) for k, v in insertion(b).items()}, sort_keys=False).encode())
wrong("default-separators", "json.dumps", PLAIN, lambda b, raw: json.dumps(payload(b), sort_keys=True).encode())
wrong("default-separators", "indent 2", PLAIN, lambda b, raw: json.dumps(payload(b), sort_keys=True, indent=2).encode())
wrong("trailing-newline", "LF", PLAIN, lambda b, raw: canonical(b) + b"\n")
wrong("trailing-newline", "CRLF", PLAIN, lambda b, raw: canonical(b) + b"\r\n")
# Escapes and charset.
wrong("slashes-escaped", "PHP", MARKUP, lambda b, raw: canonical(b).replace(b"/", b"\\/").replace(b"\\u007f", b"\x7f"))
wrong("raw-utf8-not-ascii-escaped", "ensure_ascii=False", ACCENT, lambda b, raw: canonical(b, ensure_ascii=False))
wrong("html-chars-escaped", "Go", MARKUP, lambda b, raw: canonical(b, ensure_ascii=False).replace(b"&", b"\\u0026").replace(b"<", b"\\u003c").replace(b">", b"\\u003e"))
wrong("del-char-not-escaped", "from 0x80 on", MARKUP, lambda b, raw: canonical(b).replace(b"\\u007f", b"\x7f"))
wrong("uppercase-unicode-escape", "backspace in hex", dict(PLAIN, event_name="a\b\f\n"),
      lambda b, raw: canonical(b).replace(b"\\b", b"\\u0008").replace(b"\\f", b"\\u000c"))
wrong("uppercase-unicode-escape", ".NET", ACCENT, lambda b, raw: re.sub(rb"\\u([0-9a-f]{4})", lambda m: b"\\u" + m[1].upper(), canonical(b)))
wrong("latin1-bytes", "latin-1", dict(PLAIN, properties={"plan": "Équipe"}), lambda b, raw: canonical(b, ensure_ascii=False).decode().encode("latin-1"))
wrong("ascii-question-mark", "replace", ACCENT, lambda b, raw: canonical(b, ensure_ascii=False).decode().encode("ascii", "replace"))
for form in ("NFC", "NFKC"):
    wrong("unicode-normalised", form, DECOMPOSED, lambda b, raw, form=form: dumps(json.loads(unicodedata.normalize(form, dumps(payload(b), ensure_ascii=False)))).encode())
for form in ("NFD", "NFKD"):
    wrong("unicode-normalised", form, ACCENT, lambda b, raw, form=form: dumps(json.loads(unicodedata.normalize(form, dumps(payload(b), ensure_ascii=False)))).encode())
# Money.
wrong("value-trailing-zeros-dropped", "99", PLAIN, lambda b, raw: canonical(b, lambda v: f"{v:g}"))
wrong("value-trailing-zeros-dropped", "bare 99", PLAIN, lambda b, raw: canonical(b, int))
wrong("value-trailing-zeros-dropped", "99.5", ACCENT, lambda b, raw: canonical(b, lambda v: f"{v:g}"))
for group, point in ((",", "."), (" ", "."), (".", ","), ("\u00a0", ","), ("\u202f", ","), ("'", ".")):
    wrong("value-thousand-separator", repr(group + point), THOUSAND, lambda b, raw, group=group, point=point: canonical(b, lambda v: f"1{group}234{point}50"))
wrong("value-thousand-separator", "decimal comma", CENTS, lambda b, raw: canonical(b, lambda v: "19,99"))
wrong("value-wrong-rounding", "half up", TIE, lambda b, raw: canonical(b, lambda v: "0.13"))
wrong("value-wrong-rounding", "PHP", dict(PLAIN, properties={"value": 1.005}), lambda b, raw: canonical(b, lambda v: "1.01"))
wrong("value-float-noise", "PHP", CENTS, lambda b, raw: canonical(b, lambda v: "%.17g" % v))
wrong("value-float-noise", "PHP, bare", CENTS, lambda b, raw: canonical(b, lambda v: "@").replace(b'"@"', b"19.989999999999998"))
wrong("value-in-cents", "text", PLAIN, lambda b, raw: canonical(b, lambda v: str(round(v * 100))))
wrong("value-in-cents", "bare", PLAIN, lambda b, raw: canonical(b, lambda v: round(v * 100)))
wrong("value-as-json-number", "99.00", PLAIN, lambda b, raw: canonical(b).replace(b'"99.00"', b"99.00"))
wrong("value-float-repr", "text", PLAIN, lambda b, raw: canonical(b, str))
wrong("value-float-repr", "bare", PLAIN, lambda b, raw: canonical(b, float))
for text in ("$99.00", "99.00 EUR", "EUR 99.00", "€99.00", "99.00 €"):
    wrong("value-currency-symbol", text, PLAIN, lambda b, raw, text=text: canonical(b, lambda v: text))
# Fields.
wrong("session-null-not-empty", "None", BARE, lambda b, raw: dumps(dict(payload(b), session_id=None)).encode())
wrong("session-omitted-when-absent", "left out", BARE, lambda b, raw: dumps({k: v for k, v in payload(b).items() if k != "session_id"}).encode())
wrong("tenant-id-omitted", "body only", PLAIN, lambda b, raw: dumps({k: v for k, v in payload(b).items() if k != "tenant_id"}).encode())
for text in (TENANT.upper(), "{" + TENANT + "}", DOMAIN, TENANT.replace("-", ""), ""):
    wrong("tenant-id-wrong-case-or-value", text, PLAIN, lambda b, raw, text=text: dumps(payload(b, tenant_id=text)).encode())
for names in (("first_touch_bucket",), ("first_touch_ts",), ("first_touch_bucket", "first_touch_ts")):
    wrong("first-touch-not-signed", names, PLAIN, lambda b, raw, names=names: dumps({k: v for k, v in payload(b).items() if k not in names}).encode())
wrong("first-touch-not-signed", "inside properties", PLAIN, lambda b, raw: dumps({**{k: v for k, v in payload(b).items() if not k.startswith("first")}, "properties": {**payload(b)["properties"], "first_touch_bucket": "ai_search", "first_touch_ts": b["first_touch_ts"]}}).encode())
wrong("unknown-property-dropped", "coupon", dict(PLAIN, properties={"value": 5, "coupon": "x"}), lambda b, raw: canonical(dict(b, properties={"value": 5})))
wrong("unknown-property-dropped", "two", dict(PLAIN, properties={"value": 5, "coupon": "x", "sku": "é"}), lambda b, raw: canonical(dict(b, properties={"value": 5})))
wrong("negative-zero", "toFixed", dict(PLAIN, properties={"value": -0.0}), lambda b, raw: canonical(b, lambda v: "0.00"))
def sorted_by(b, key):
    top = payload(b)
    top["properties"] = dict(sorted(top["properties"].items(), key=lambda item: key(item[0])))
    return dumps(dict(sorted(top.items())), sort_keys=False).encode()
wrong("locale-or-utf16-key-sort", "UTF-16", dict(PLAIN, properties={"\uff01": 1, "\U0001f600": 2, "value": 5}), lambda b, raw: sorted_by(b, lambda k: k.encode("utf-16-be")))
wrong("locale-or-utf16-key-sort", "no case", dict(PLAIN, properties={"value": 5, "SKU": "a", "Zone": "b"}), lambda b, raw: sorted_by(b, str.lower))
for what, change in (("trim", str.strip), ("lower", str.lower), ("upper", str.upper)):
    wrong("string-value-altered", what, BLANKS, lambda b, raw, change=change: canonical(dict(b, properties=dict(b["properties"], plan=change(b["properties"]["plan"])))))
wrong("string-value-altered", "currency", PLAIN, lambda b, raw: canonical(dict(b, properties=dict(b["properties"], currency="eur"))))
wrong("string-value-altered", "HTML", MARKUP, lambda b, raw: canonical(dict(b, properties=dict(b["properties"], plan=b["properties"]["plan"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")))))
for ts in ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00+00:00", "2026-11-01T10:00:00.000000Z", "2026-11-01 10:00:00+00:00", "1793527200", "1793527200000", "2026-11-01T11:00:00+01:00", "2026-11-01T10:00:00", "2026-11-01T10:00:00.0000000Z", "2026-11-01 10:00:00 UTC"):
    wrong("timestamp-reformatted", ts, PLAIN, lambda b, raw, ts=ts: canonical(dict(b, first_touch_ts=ts)))
for ts in ("2026-11-01T10:00:00.250Z", "2026-11-01T10:00:00.25Z", "2026-11-01T10:00:00.250000+00:00"):
    wrong("timestamp-reformatted", ts, OFFSET, lambda b, raw, ts=ts: canonical(dict(b, first_touch_ts=ts)))


# Keys.
def keyed(cause, what, key):
    wrong(cause, what, PLAIN, lambda b, raw: digest(canonical(b), key).hex())


for around in ("{}\n", "{}\r\n", " {}", "{} ", "\t{}"):
    keyed("secret-whitespace-or-newline", around, around.format(SECRET).encode())
for around in ('"{}"', "'{}'", "0x{}", "whsec_{}", "sha256:{}", "sha256={}"):
    keyed("secret-quotes-or-prefix-kept", around, around.format(SECRET).encode())
keyed("secret-used-as-text", "text", SECRET.encode())
keyed("secret-used-as-text", "capitals", SECRET.upper().encode())
keyed("empty-key", "nothing", b"")
keyed("empty-key", "undefined", b"undefined")
for length in (1, 7, 16, 31):
    keyed("hex-key-truncated", length, KEY[:length])
keyed("secret-base64-decoded", "base64", base64.b64decode(SECRET))
keyed("wrong-secret-or-tenant", "tenant id", TENANT.encode())
# Algorithm.
wrong("key-and-message-swapped", "hmac(m, k)", PLAIN, lambda b, raw: digest(KEY, canonical(b)).hex())
for name in ("sha1", "sha512", "md5", "sha384", "sha224"):
    wrong("wrong-hash-algorithm", name, PLAIN, lambda b, raw, name=name: digest(canonical(b), KEY, name).hex())
for text in (b"", b"undefined", b"[object Object]", SECRET.encode(), b"null"):
    wrong("signed-wrong-argument", text.decode(), PLAIN, lambda b, raw, text=text: digest(text).hex())
for what, make in (("key first", lambda m: KEY + m), ("key last", lambda m: m + KEY), ("no key", lambda m: m), ("text first", lambda m: SECRET.encode() + m), ("text last", lambda m: m + SECRET.encode())):
    wrong("plain-hash-not-hmac", what, PLAIN, lambda b, raw, make=make: hashlib.sha256(make(canonical(b))).hexdigest())
# Output.
def out(cause, what, write):
    wrong(cause, what, PLAIN, lambda b, raw: write(digest(canonical(b))))


out("uppercase-hex-output", "upper", lambda d: d.hex().upper())
out("uppercase-hex-output", "BitConverter", lambda d: d.hex("-").upper())
out("base64-not-hex-output", "standard", lambda d: base64.b64encode(d).decode())
out("base64-not-hex-output", "for URLs", lambda d: base64.urlsafe_b64encode(d).decode())
out("base64-not-hex-output", "bare", lambda d: base64.b64encode(d).decode().rstrip("="))
out("base64-not-hex-output", "for URLs, bare", lambda d: base64.urlsafe_b64encode(d).decode().rstrip("="))
for prefix in ("sha256=", "sha256= ", "v1=", "t=1793527200,v1=", "v0=", "HMAC-SHA256 ", "0x", "sha256:"):
    out("signature-prefix-added", prefix, lambda d, prefix=prefix: prefix + d.hex())
for length in (16, 32, 40, 63):
    out("signature-truncated", length, lambda d, length=length: d.hex()[:length])


def request(body, make):
    raw = json.dumps(body).encode()
    made = make(body, raw)
    value = made if isinstance(made, str) else digest(made).hex()
    head = [f"POST {PATH}?domain={DOMAIN} HTTP/1.1", "Host: loudpixel.ai", "Content-Type: application/json",
            f"X-LP-Goal-Signature: {value}", "X-Timestamp: 1793527200", "X-Nonce: n-0042",
            f"Content-Length: {len(raw)}"]
    return "\r\n".join(head) + "\r\n\r\n" + raw.decode()


for cause, what, body, make in SIGNERS:
    sys.stdout.write(json.dumps({"cause": cause, "what": str(what), "request": request(body, make)}) + "\n")
