"""A validator for LoudPixel's signed goals, as a team would write it from the published document.

`decide` maps a request to an answer; it reads no clock, no file and no socket. Standard library only;
Python 3.8 and later. Each name in `MISTAKES` switches one known server bug on, so that a test suite
can be measured by what it finds. Without any, this is meant to be right.
"""

import datetime
import decimal
import hmac
import json
import math
import re
import urllib.parse

PATH = "/api/v1/track/pixel/goal"
MAX_BODY = 65536
MAX_DEPTH = 64
OLDEST_FIRST_TOUCH = 180 * 24 * 3600 * 10**9  # nanoseconds
SIGNED_PROPERTIES = ("value", "currency", "plan")

# Active ISO 4217 codes, funds and metals among them.
CURRENCIES = frozenset("""
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
    CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS
    VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER
    ZAR ZMW ZWG
""".split())

MISTAKES = {
    "raw-body-vs-reserialised": "checks the signature over the body's bytes as they came",
    "raw-utf8-not-ascii-escaped": "leaves other characters than ASCII unescaped in the canonical",
    "nonascii-header-crash": "compares text in constant time, which raises for anything but ASCII",
    "uppercase-hex-accepted": "lower-cases the signature before it compares",
    "duplicate-keys-last-wins": "keeps the last of several equal keys in silence",
    "lone-surrogate-replaced": "puts U+FFFD for a lone surrogate before it canonicalises",
    "timing-unsafe-compare": "compares signatures with ==, which stops at the first difference",
    "nan-infinity-accepted": "reads NaN, Infinity and 1e400, and its range check lets NaN pass",
    "error-oracle": "tells the expected signature in the 401",
    "secret-used-as-text": "takes the hex text of the secret for the key",
    "replay-accepted": "accepts a request twice; so does the protocol, so nothing changes here",
    "missing-header-accepted": "takes a goal without a signature for a signed one",
    "empty-secret-accepted": "checks with an empty key where a tenant has no secret",
    "value-type-confusion": "converts value with float(), which takes true, \"99\" and \"1_0\"",
    "always-true": "never checks the signature, only that there is one",
    "algorithm-from-header": "lets md5=, sha1= or sha256= before the signature choose the hash",
    "field-not-covered-by-signature": "uses first_touch_* but leaves both out of the canonical",
    "signed-wrong-argument": "checks the signature over the properties alone",
    "invalid-utf8-500": "decodes the body where nothing catches the error",
    "error-differential": "tells a signature's wrong length, alphabet and content apart",
    "tenant-not-bound": "believes the tenant_id in the body, for the secret and for the canonical",
    "excess-decimals-rounded": "rounds a value with more than two decimals",
    "negative-zero": "takes -0.0 and writes it as 0.00",
}

UNAUTHORIZED = "invalid signature"
INTERNAL_ERROR = {"error": "internal error"}


class Refusal(Exception):
    """A status and a fixed text: nothing that the client sent is repeated in it."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status
        self.text = text


def decide(request, tenants, now, mistakes=frozenset()):
    """The status and the answer to a request.

    `request` has `method`, `target`, `headers` (pairs of a name and bytes) and `body` (bytes); a tenant
    has `domain`, `tenant_id` and `secret`; `now` is an aware datetime.
    """
    try:
        return accept(request, tenants, now, mistakes)
    except Refusal as refusal:
        return refusal.status, {"error": refusal.text}


def accept(request, tenants, now, mistakes):
    """What a request comes to, or a `Refusal`. The order of the steps is part of the rules."""
    path, _, query = request["target"].partition("?")
    if path != PATH:
        raise Refusal(404, "no such path")
    if request["method"] != "POST":
        raise Refusal(405, "only POST is allowed")
    if len(request["body"]) > MAX_BODY:
        raise Refusal(413, "the body is over 64 KiB")
    if not is_json(header_values(request, "Content-Type")):
        raise Refusal(415, "the content type must be application/json")
    goal = parse_body(request["body"], mistakes)
    tenant = find_tenant(query, tenants)
    if "tenant-not-bound" in mistakes:
        named = [other for other in tenants if other["tenant_id"] == goal.get("tenant_id")]
        tenant = named[0] if named else tenant
    signatures = header_values(request, "X-LP-Goal-Signature")
    signed = authenticate(signatures, tenant, goal, request["body"], mistakes)
    judge_contents(goal, mistakes)
    return attribute(goal, signed, now)


# The request


def header_values(request, name):
    """The values of a header, without the blanks that HTTP allows around them."""
    return [value.strip(b" \t") for key, value in request["headers"] if key.lower() == name.lower()]


def is_json(values):
    """Whether there is one content type, JSON, and no other character set than UTF-8."""
    if len(values) != 1:
        return False
    media_type, *parameters = [part.strip(" \t") for part in values[0].decode("latin-1").lower().split(";")]
    allowed = ("", "charset=utf-8", 'charset="utf-8"')
    return media_type == "application/json" and all(part in allowed for part in parameters)


def find_tenant(query, tenants):
    """The tenant that the one `domain` parameter names."""
    parameters = urllib.parse.parse_qsl(query, keep_blank_values=True)
    domains = [value for key, value in parameters if key == "domain"]
    if len(domains) != 1 or not domains[0]:
        raise Refusal(400, "one domain parameter is needed")
    domain = ascii_lower(domains[0])
    if domain.endswith(".") or ":" in domain:
        raise Refusal(400, "the domain must be a bare name")
    for tenant in tenants:
        if ascii_lower(tenant["domain"]) == domain:
            return tenant
    raise Refusal(404, "unknown domain")


def ascii_lower(text):
    """Lower case for ASCII text; other text is left alone, since U+212A would become a `k`."""
    return text.lower() if text.isascii() else text


# The body


def parse_body(body, mistakes):
    """The goal in the body. Python's reader takes more than JSON has, and every gap is closed here."""
    if "invalid-utf8-500" in mistakes:
        body.decode("utf-8")
    try:
        text = body.decode("utf-8")
        if nesting(text) > MAX_DEPTH:
            raise ValueError("nested too deep")
        # A number with thousands of digits raises ValueError by itself.
        goal = json.loads(
            text,
            object_pairs_hook=dict if "duplicate-keys-last-wins" in mistakes else without_duplicates,
            parse_float=float if "nan-infinity-accepted" in mistakes else finite,
            parse_constant=float if "nan-infinity-accepted" in mistakes else not_json,
        )
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is not acceptable JSON") from None
    if not isinstance(goal, dict):
        raise Refusal(400, "the body must be a JSON object")
    if "lone-surrogate-replaced" in mistakes:
        goal = without_surrogates(goal)
    return goal


# A string that does not end matches too: else each quote in it would be searched from anew.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[][{}]', re.DOTALL)


def nesting(text):
    """How deep lists and objects nest, counted before the reader recurses into them."""
    depth = deepest = 0
    for token in TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "]}":
            depth -= 1
    return deepest


def without_duplicates(pairs):
    """An object whose keys differ."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate key")
    return members


def finite(text):
    """A float that did not overflow."""
    number = float(text)
    if math.isinf(number):
        raise ValueError("number out of range")
    return number


def not_json(token):
    """NaN, Infinity and -Infinity, which Python's reader takes unless told otherwise."""
    raise ValueError("no JSON number: %s" % token)


def without_surrogates(value):
    """A copy with U+FFFD for each lone surrogate (only for the mistake of that name)."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}
    return value


# The signature


def authenticate(signatures, tenant, goal, body, mistakes):
    """True for a goal that its tenant signed, False for one without a signature, else a refusal."""
    if not signatures:
        return "missing-header-accepted" in mistakes
    if "always-true" in mistakes:
        return True
    if len(signatures) > 1:
        raise Refusal(401, UNAUTHORIZED)
    key = decode_secret(tenant["secret"], mistakes)
    if key is None:
        raise Refusal(401, UNAUTHORIZED)
    given, algorithm = signatures[0], "sha256"
    if "algorithm-from-header" in mistakes:
        prefix, equals, rest = given.partition(b"=")
        if equals and prefix in (b"md5", b"sha1", b"sha256"):
            given, algorithm = rest, prefix.decode("ascii")
    expected = hmac.new(key, signed_bytes(tenant, goal, body, mistakes), algorithm).hexdigest()
    if "uppercase-hex-accepted" in mistakes:
        given = given.lower()
    if not same(given, expected, mistakes):
        raise Refusal(401, unauthorized(given, expected, mistakes))
    return True


def decode_secret(secret, mistakes):
    """The key, or None where the tenant's secret is none: no goal of that tenant can be signed then."""
    if "empty-secret-accepted" in mistakes and not secret:
        return b""
    # bytes.fromhex alone would skip white space.
    if not isinstance(secret, str) or not re.fullmatch("(?:[0-9A-Fa-f]{2})+", secret):
        return None
    if "secret-used-as-text" in mistakes:
        return secret.encode("ascii")
    return bytes.fromhex(secret)


def same(given, expected, mistakes):
    """Whether the signature is the expected one, in a time that does not depend on where they differ."""
    if "nonascii-header-crash" in mistakes:
        return hmac.compare_digest(given.decode("latin-1"), expected)
    if "timing-unsafe-compare" in mistakes:
        return given == expected.encode("ascii")
    return hmac.compare_digest(given, expected.encode("ascii"))


def unauthorized(given, expected, mistakes):
    """The text of a 401: always the same one."""
    if "error-oracle" in mistakes:
        return "invalid signature, expected " + expected
    if "error-differential" in mistakes:
        if len(given) != len(expected):
            return "the signature has the wrong length"
        if not re.fullmatch(b"[0-9a-f]*", given):
            return "the signature is not lower-case hex"
        return "the signature does not match"
    return UNAUTHORIZED


def signed_bytes(tenant, goal, body, mistakes):
    """The canonical: the goal as its tenant must have signed it."""
    if "raw-body-vs-reserialised" in mistakes:
        return body
    properties = dict(properties_of(goal))
    if properties.get("value") is not None:
        properties["value"] = money(properties["value"], mistakes)
    if "signed-wrong-argument" in mistakes:
        return canonical(properties, mistakes)
    payload = {
        "tenant_id": tenant["tenant_id"],
        "event_name": goal.get("event_name"),
        "session_id": goal.get("session_id") or "",
        "properties": properties,
    }
    if "tenant-not-bound" in mistakes and isinstance(goal.get("tenant_id"), str):
        payload["tenant_id"] = goal["tenant_id"]
    if "field-not-covered-by-signature" not in mistakes:
        for field in ("first_touch_bucket", "first_touch_ts"):
            if goal.get(field):
                payload[field] = goal[field]
    return canonical(payload, mistakes)


def canonical(payload, mistakes):
    """Sorted keys, no blanks, ASCII only."""
    if "raw-utf8-not-ascii-escaped" in mistakes:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return text.encode("utf-8", "surrogatepass")
    return json.dumps(payload, sort_keys=True, separators=(",", ":")).encode("ascii")


def properties_of(goal):
    """The properties; none where they are absent or null."""
    properties = goal.get("properties")
    if properties is None:
        return {}
    if not isinstance(properties, dict):
        raise Refusal(400, "properties must be an object")
    return properties


def money(value, mistakes):
    """An amount as text with two decimals."""
    amount = number(value, mistakes)
    if "negative-zero" in mistakes and amount == 0:
        amount = 0.0
    return "%.2f" % amount


def number(value, mistakes):
    """An amount as a double. True is an int to Python, so it is refused by name."""
    if "value-type-confusion" in mistakes:
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError):
            raise Refusal(400, "properties.value must be a number") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refusal(400, "properties.value must be a number")
    try:
        return float(value)
    except OverflowError:
        raise Refusal(400, "properties.value must be from 0 to 10000") from None


# The contents


def judge_contents(goal, mistakes):
    """Refuses a goal that the document does not allow. A property that is null counts as absent."""
    event_name = goal.get("event_name")
    if not isinstance(event_name, str) or not 1 <= len(event_name) <= 100:
        raise Refusal(400, "event_name must be a string of 1 to 100 characters")
    for field in ("session_id", "first_touch_bucket", "first_touch_ts"):
        if not isinstance(goal.get(field), (str, type(None))):
            raise Refusal(400, field + " must be a string")
    properties = {key: value for key, value in properties_of(goal).items() if value is not None}
    if not set(properties) <= set(SIGNED_PROPERTIES):
        raise Refusal(400, "properties may hold value, currency and plan only")
    for key in SIGNED_PROPERTIES:
        kind = personal_data(properties.get(key))
        if kind:
            raise Refusal(400, "properties.%s holds personal data: %s" % (key, kind))
    if "value" in properties:
        judge_value(properties["value"], mistakes)
    if "currency" in properties:
        currency = properties["currency"]
        if not isinstance(currency, str) or currency not in CURRENCIES:
            raise Refusal(400, "properties.currency must be a code that ISO 4217 lists")
    if "plan" in properties:
        plan = properties["plan"]
        if not isinstance(plan, str) or len(plan) > 50:
            raise Refusal(400, "properties.plan must be a string of at most 50 characters")


def judge_value(value, mistakes):
    """An amount from 0 to 10000 with at most two decimals."""
    amount = number(value, mistakes)
    if "nan-infinity-accepted" in mistakes and math.isnan(amount):
        return  # as with `amount < 0 or amount > 10000`
    if not 0 <= amount <= 10000:
        raise Refusal(400, "properties.value must be from 0 to 10000")
    # An integer -0 is 0 to Python, and never gets here as a negative zero.
    if "negative-zero" not in mistakes and amount == 0 and math.copysign(1, amount) < 0:
        raise Refusal(400, "properties.value must not be a negative zero")
    if "excess-decimals-rounded" not in mistakes and decimals(amount) > 2:
        raise Refusal(400, "properties.value must have at most two decimals")


def decimals(amount):
    """How many decimals the shortest text has that reads back as this double."""
    return -decimal.Decimal(repr(amount)).normalize().as_tuple().exponent


# Not glued to a letter or a digit, nor joined to more digits by a dash or a dot. Only ASCII letters
# count: other scripts write a number straight after a word.
START = r"(?<![A-Za-z0-9])(?<![0-9][.-])"
END = r"(?![A-Za-z0-9])(?![.-][0-9])"

# Each is searched in texts of up to 64 KiB, so none may take more than linear time.
PERSONAL_DATA = (
    # One character of the local part is enough: what stands before it changes nothing.
    ("an e-mail address", r"[\w.!#$%&'*+/=?^`{|}~-]@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"),
    ("a phone number", r"(?<![A-Za-z0-9])\+(?=[0-9(])(?:[ .()-]*[0-9]){8,15}(?![0-9])"),
    ("a phone number", START + r"(?:1[ .-])?(?:\([0-9]{3}\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}" + END),
    ("a US social security number", START + r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}" + END),
)
PERSONAL_DATA = tuple((kind, re.compile(pattern)) for kind, pattern in PERSONAL_DATA)


def personal_data(value):
    """The kind of personal data in a text, or None."""
    if isinstance(value, str):
        for kind, pattern in PERSONAL_DATA:
            if pattern.search(value):
                return kind
    return None


# What comes of an accepted goal


def attribute(goal, signed, now):
    """What is recorded. An unsigned goal is the browser's hint and never feeds the ranking."""
    if not signed:
        return 202, {"status": 202, "ranked": False, "first_touch_bucket": None, "lag_seconds": None}
    honoured = goal.get("first_touch_bucket") == "ai_search"
    return 200, {
        "status": 200,
        "ranked": honoured,
        "first_touch_bucket": "ai_search" if honoured else None,
        "lag_seconds": lag_seconds(goal.get("first_touch_ts"), now) if honoured else None,
    }


def lag_seconds(first_touch_ts, now):
    """Whole seconds since the first touch; None for a time that is malformed, too old or to come."""
    touched = parse_instant(first_touch_ts or "")
    if touched is None:
        return None
    since = now - datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc)
    lag = (since.days * 86400 + since.seconds) * 10**9 + since.microseconds * 1000 - touched
    return lag // 10**9 if 0 <= lag <= OLDEST_FIRST_TOUCH else None


INSTANT = re.compile(
    "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def parse_instant(text):
    """Nanoseconds since the start of year 1 in UTC, or None.

    datetime stops at microseconds and Python 3.8 reads little of ISO 8601, so this counts by itself.
    """
    match = INSTANT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, offset_hours, offset_minutes = match.groups()[6:]
    offset_hours, offset_minutes = int(offset_hours or 0), int(offset_minutes or 0)
    if hour > 23 or minute > 59 or second > 59 or offset_hours > 23 or offset_minutes > 59:
        return None
    try:
        days = datetime.date(year, month, day).toordinal() - 1
    except ValueError:
        return None
    offset = (offset_hours * 60 + offset_minutes) * (-1 if sign == "-" else 1)
    seconds = days * 86400 + (hour * 60 + minute - offset) * 60 + second
    return seconds * 10**9 + int((fraction or "").ljust(9, "0"))
