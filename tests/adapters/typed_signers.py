"""Signers as typed languages have them: a goal that does not fit the parameters is unsupported.

    python3 typed_signers.py right|empty_first_touch|drops_empty|drops_zero|no_thirds|undoes_escapes
"""

import hashlib
import hmac
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "adapters"))

import goalpost_adapter
from goalpost_adapter import Refused, Unsupported

MODE = sys.argv[1]
HALF = re.compile("[\ud800-\udfff]")


def text(value, required=False):
    if isinstance(value, str) and not HALF.search(value):
        return value
    if value is None and not required:
        return None
    raise Unsupported("a text that does not fit a String")


def number(value):
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return float(value)
    raise Unsupported("a value that does not fit a Double")


def sign(goal, tenant_id, secret):
    name = text(goal.get("event_name"), required=True)
    session = text(goal.get("session_id"))
    properties = goal.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict) or not properties.keys() <= {"value", "currency", "plan"}:
        raise Unsupported("a property without a parameter")
    value = number(properties.get("value"))
    currency, plan = text(properties.get("currency")), text(properties.get("plan"))
    touches = {key: text(goal.get(key)) for key in ("first_touch_bucket", "first_touch_ts")}
    # From here on it is what an SDK does.
    if value is not None:
        if not 0 <= value <= 10000 or str(value).startswith("-"):
            raise Refused("value must be from 0 to 10000")
        if MODE == "no_thirds" and round(value, 2) != value:
            raise Unsupported("an amount with three decimals")
    members = {"value": None if value is None else f"{value:.2f}", "currency": currency, "plan": plan}
    if MODE == "drops_empty":
        members = {key: member for key, member in members.items() if member != ""}
    if MODE == "drops_zero":
        members = {key: member for key, member in members.items() if member != "0"}
    signed = {
        "event_name": name,
        "properties": {key: member for key, member in members.items() if member is not None},
        "session_id": session or "",
        "tenant_id": tenant_id,
    }
    for key, touch in touches.items():
        if touch or (MODE == "empty_first_touch" and touch is not None):
            signed[key] = touch
    canonical = json.dumps(signed, sort_keys=True, separators=(",", ":"))
    if MODE == "undoes_escapes":
        canonical = canonical.replace("\\u0026", "&")
    try:
        key = bytes.fromhex(secret) if re.fullmatch("([0-9a-fA-F]{2})+", secret) else None
    except ValueError:
        key = None
    if key is None:
        raise Refused("the secret is not hex")
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest(), canonical.encode()


goalpost_adapter.serve(MODE, sign=sign)
