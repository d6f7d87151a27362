#!/usr/bin/env python3
"""Runs a Python signer over the golden vectors, without Goalpost. Start here, then swap `sign`."""

import glob
import hashlib
import hmac
import json
import math
import os
import sys


def sign(tenant_id, secret, goal):
    """The signer under test: the signed bytes and the signature, or ValueError to refuse."""
    if not secret or len(secret) % 2 or any(c not in "0123456789abcdefABCDEF" for c in secret):
        raise ValueError("the secret is not hex")
    properties = goal.get("properties") or {}
    if not isinstance(properties, dict):
        raise ValueError("properties must be an object")
    properties = dict(properties)
    value = properties.get("value")
    if value is not None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError("value must be a number")
        if not math.isfinite(value):
            raise ValueError("value must be finite")
        properties["value"] = "%.2f" % float(value)
    signed = {
        "tenant_id": tenant_id,
        "event_name": goal["event_name"],
        "session_id": goal.get("session_id") or "",
        "properties": properties,
    }
    for key in ("first_touch_bucket", "first_touch_ts"):
        if goal.get(key):
            signed[key] = goal[key]
    message = json.dumps(signed, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return message, hmac.new(bytes.fromhex(secret), message, hashlib.sha256).hexdigest()


def number(members):
    """`{"$number": "NaN"}` and its like stand for what JSON cannot carry."""
    if set(members) == {"$number"}:
        return float(members["$number"])
    return members


def judge(test, tenant_id, secret):
    """None, or what is wrong."""
    try:
        message, signature = sign(tenant_id, secret, test["input"])
    except (ValueError, OverflowError) as error:
        return "refused: %s" % error if test["result"] == "valid" else None
    if test["result"] == "invalid":
        return "signed what must be refused"
    allowed = [test] if "signature" in test else []
    for output in allowed + test.get("alternatives", []):
        if (message.hex(), signature) == (output["canonical_hex"], output["signature"]):
            return None
    return "signed %r" % message


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "vectors")
    tests = failed = 0
    for path in sorted(glob.glob(os.path.join(folder, "sign_*.json"))):
        with open(path, encoding="ascii") as file:
            vectors = json.load(file, object_hook=number)
        if vectors["format"] != 1:
            sys.exit("%s: format %s is not known here" % (path, vectors["format"]))
        for group in vectors["groups"]:
            for test in group["tests"]:
                tests += 1
                fault = judge(test, group["tenant_id"], group["secret"])
                if fault:
                    failed += 1
                    print("%s: %s" % (test["id"], fault))
    print("%d vectors, %d failed" % (tests, failed))
    sys.exit(1 if failed or not tests else 0)


if __name__ == "__main__":
    main()
