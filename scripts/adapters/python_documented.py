"""The signer that LoudPixel documents for Python, as an adapter."""

import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request

import goalpost_adapter

try:
    import requests
except ImportError:
    requests = None


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


def send(goal, endpoint, domain, tenant_id, secret):
    """Sends a conversion as the documented sample does, and returns the status of the answer."""
    given = goal.get("properties") or {}
    properties = {}
    if given.get("value") is not None:
        properties["value"] = float(given["value"])
    for name in ("currency", "plan"):
        if given.get(name) is not None:
            properties[name] = given[name]
    body = {
        "event_name": goal["event_name"],
        "session_id": goal.get("session_id"),
        "properties": properties,
    }
    for name in ("first_touch_bucket", "first_touch_ts"):
        if goal.get(name):
            body[name] = goal[name]
    signature, _ = sign(body, tenant_id, secret)
    url = "%s/api/v1/track/pixel/goal?domain=%s" % (endpoint, domain)
    headers = {"Content-Type": "application/json", "X-LP-Goal-Signature": signature}
    if requests:
        return requests.post(url, headers=headers, json=body, timeout=5).status_code
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


if __name__ == "__main__":
    # The capture endpoint is on this machine; no proxy can reach it.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    # The documented signer checks nothing itself: what float(), dict() and bytes.fromhex() raise is
    # how it rejects a goal.
    goalpost_adapter.serve(
        "python-documented",
        sign=sign,
        send=send,
        version="1",
        refusals=(ValueError, TypeError, OverflowError),
    )
