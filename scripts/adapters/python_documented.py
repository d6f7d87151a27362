"""The signer that LoudPixel documents for Python, as an adapter."""

import hashlib
import hmac
import json

import goalpost_adapter


def canonical(tenant_id, event_name, session_id=None, properties=None,
              first_touch_bucket=None, first_touch_ts=None):
    """The signed bytes: sorted keys, no blanks, money as text with two decimals."""
    properties = dict(properties or {})
    if properties.get("value") is not None:
        properties["value"] = "%.2f" % float(properties["value"])
    signed = {
        "tenant_id": tenant_id,
        "event_name": event_name,
        "session_id": session_id or "",
        "properties": properties,
    }
    if first_touch_bucket:
        signed["first_touch_bucket"] = first_touch_bucket
    if first_touch_ts:
        signed["first_touch_ts"] = first_touch_ts
    return json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()


def sign(goal, tenant_id, secret):
    """The signature and the bytes it covers."""
    key = bytes.fromhex(secret)
    message = canonical(tenant_id, **goal)
    return hmac.new(key, message, hashlib.sha256).hexdigest(), message


if __name__ == "__main__":
    # The documented signer checks nothing itself: what float(), dict() and bytes.fromhex() raise is
    # how it rejects a goal.
    goalpost_adapter.serve(
        "python-documented", sign=sign, version="1", refusals=(ValueError, TypeError, OverflowError)
    )
