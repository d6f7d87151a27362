"""Verifies signed goals, as a team writes it from the published document: for the Python servers beside this file.

Knows no framework. Every refusal has a fixed text that repeats nothing of the request.
"""

import datetime
import hashlib
import hmac
import json
import math
import os
import re
import sys

PATH = "/api/v1/track/pixel/goal"
MAX_BODY = 65536
OLDEST = datetime.timedelta(days=180)
PII = [
    re.compile(pattern)
    for pattern in (
        r"[\w.!#$%&'*+/=?^`{|}~-]@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}",
        r"(?<![A-Za-z0-9])\+(?=[0-9(])(?:[ .()-]*[0-9]){8,15}(?![0-9])",
        r"(?<![A-Za-z0-9])(?<![0-9][.-])(?:1[ .-])?(?:\([0-9]{3}\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}"
        r"(?![A-Za-z0-9])(?![.-][0-9])",
        r"(?<![A-Za-z0-9])(?<![0-9][.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])",
    )
]


class Refused(Exception):
    """A status and a fixed text."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status, self.text = status, text


def read_tenants():
    """The tenants of the file that TENANTS_JSON names, by domain; a key that is None verifies nothing."""
    with open(os.environ["TENANTS_JSON"], encoding="utf-8") as file:
        tenants = json.load(file)
    for tenant in tenants:
        usable = re.fullmatch("(?:[0-9A-Fa-f]{2})+", tenant["secret"])
        tenant["key"] = bytes.fromhex(tenant["secret"]) if usable else None
        if not usable:
            print("the secret of %r is not usable" % tenant["domain"], file=sys.stderr)
    return {tenant["domain"].lower(): tenant for tenant in tenants}


def parse(body):
    """The object in a body."""

    def unlike(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    def not_json(token):
        raise ValueError(token)

    try:
        # json.loads would also guess UTF-16 and UTF-32.
        goal = json.loads(body.decode("utf-8"), object_pairs_hook=unlike, parse_constant=not_json)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON") from None
    if not isinstance(goal, dict):
        raise Refused(400, "the body is not an object")
    return goal


def amount(value):
    """A value as a double."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused(400, "value must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isinf(number):
        raise Refused(400, "value must be from 0 to 10000")
    return number


def canonical(tenant, goal, properties):
    """The bytes that the tenant must have signed."""
    properties = dict(properties)
    if properties.get("value") is not None:
        properties["value"] = "%.2f" % amount(properties["value"])
    payload = {
        "tenant_id": tenant["tenant_id"],
        "event_name": goal.get("event_name"),
        "session_id": goal.get("session_id") or "",
        "properties": properties,
    }
    for field in ("first_touch_bucket", "first_touch_ts"):
        if goal.get(field):
            payload[field] = goal[field]
    return json.dumps(payload, sort_keys=True, separators=(",", ":")).encode()


def refuse_personal_data(properties):
    """Refuses properties whose text holds personal data; what is not an object is judged elsewhere."""
    for value in properties.values() if isinstance(properties, dict) else ():
        if isinstance(value, str) and any(pattern.search(value) for pattern in PII):
            raise Refused(400, "properties must not hold personal data")


def judge(goal, properties):
    """Refuses what the document does not allow."""
    if not isinstance(goal.get("event_name"), str) or not 1 <= len(goal["event_name"]) <= 100:
        raise Refused(400, "event_name must be text of 1 to 100 characters")
    for field in ("session_id", "first_touch_bucket", "first_touch_ts"):
        if not isinstance(goal.get(field), (str, type(None))):
            raise Refused(400, field + " must be text")
    present = {key: value for key, value in properties.items() if value is not None}
    if not set(present) <= {"value", "currency", "plan"}:
        raise Refused(400, "there are other properties than value, currency and plan")
    refuse_personal_data(present)
    if "value" in present:
        number = amount(present["value"])
        if not 0 <= number <= 10000 or math.copysign(1, number) < 0 or not re.fullmatch(r"\d+(\.\d\d?)?", repr(number)):
            raise Refused(400, "value must be from 0 to 10000 with at most two decimals")
    if "currency" in present:
        if not isinstance(present["currency"], str) or not re.fullmatch("[A-Z]{3}", present["currency"]):
            raise Refused(400, "currency must be three capital letters")
    if "plan" in present and (not isinstance(present["plan"], str) or len(present["plan"]) > 50):
        raise Refused(400, "plan must be text of at most 50 characters")


def lag_seconds(text, now):
    """Whole seconds since a first touch; None where it is no instant, or not within the last 180 days."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", text or "", re.ASCII):
        return None
    try:
        # Python reads six decimals; what is cut is less than the clock can tell.
        lag = now - datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except (ValueError, OverflowError):
        return None
    return int(lag.total_seconds()) if datetime.timedelta(0) <= lag <= OLDEST else None


def accept(tenants, domain, signatures, body):
    """The status and the answer to a goal. `signatures` are all values of the header, as bytes."""
    goal = parse(body)
    tenant = tenants.get(domain.lower()) if domain.isascii() else None
    if tenant is None:
        raise Refused(404, "unknown domain")
    properties = {} if goal.get("properties") is None else goal["properties"]
    if not isinstance(properties, dict):
        raise Refused(400, "properties must be an object")
    if signatures:
        verify(tenant, signatures, goal, properties)
    judge(goal, properties)
    if not signatures:
        return 202, {"status": 202, "ranked": False}
    honoured = goal.get("first_touch_bucket") == "ai_search"
    now = datetime.datetime.now(datetime.timezone.utc)
    lag = lag_seconds(goal.get("first_touch_ts"), now) if honoured else None
    bucket = "ai_search" if honoured else None
    return 200, {"status": 200, "ranked": honoured, "first_touch_bucket": bucket, "lag_seconds": lag}


def verify(tenant, signatures, goal, properties):
    """Refuses a goal that its tenant did not sign."""
    expected = b""
    if tenant["key"] is not None and len(signatures) == 1:
        expected = hmac.new(tenant["key"], canonical(tenant, goal, properties), hashlib.sha256).hexdigest().encode()
    if not expected or not hmac.compare_digest(signatures[0], expected):
        raise Refused(401, "invalid signature")
