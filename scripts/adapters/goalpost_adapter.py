"""Glue between a Python SDK and Goalpost: adapter protocol, version 1.

Standard library only; Python 3.8 and later. Plugging in an SDK:

    import goalpost_adapter
    from acme import Client

    def sign(goal, tenant_id, secret):
        return Client(tenant_id, secret).signature(**goal)

    goalpost_adapter.serve("acme-sdk", sign=sign)

`sign` gets the goal as a dict (what was not passed is not in it) and the secret as the dashboard
shows it. It returns the signature, or the signature and the signed bytes. It raises `Refused` for a
goal that the SDK rejects on purpose, `Unsupported` for one that Python cannot express. Any other
exception counts as broken, unless its type is among `refusals`.
"""

import json
import os
import platform
import sys
import traceback

MAX_BATCH = 256


class Refused(Exception):
    """The SDK rejected the goal, on purpose."""


class Unsupported(Exception):
    """The goal cannot be expressed in this language."""


def serve(name, sign, version=None, refusals=()):
    """Answers requests on stdin until it ends.

    What the SDK prints goes to stderr, so that it cannot be taken for a reply.
    """
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    refusals = (Refused,) + tuple(refusals)
    for line in sys.stdin.buffer:
        if line.isspace():
            continue
        request = read(line)
        op = request.get("op")
        if op == "hello":
            reply = {
                "protocol": 1,
                "name": name,
                "runtime": platform.python_implementation() + " " + platform.python_version(),
                "ops": ["sign"],
                "features": ["batch", "lone_surrogates", "non_finite"],
                "window": 64,
            }
            if version:
                reply["version"] = version
        elif op == "sign":
            reply = {"id": request["id"]}
            tenant_id, secret = request["tenant_id"], request["secret"]
            if "goals" in request:
                reply["outcomes"] = [
                    outcome(sign, goal, tenant_id, secret, refusals, True)
                    for goal in request["goals"]
                ]
            else:
                reply.update(outcome(sign, request["goal"], tenant_id, secret, refusals))
        else:
            reply = {"id": request.get("id"), "unsupported": "no such op: %s" % op}
        replies.write(json.dumps(reply).encode("ascii") + b"\n")
        replies.flush()


def outcome(sign, goal, tenant_id, secret, refusals, in_batch=False):
    """What came of one goal, as the members of a reply.

    In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them.
    """
    try:
        signed = sign(goal, tenant_id, secret)
        signature, message = signed if isinstance(signed, tuple) else (signed, None)
        if not isinstance(signature, str) or not isinstance(message, (bytes, bytearray, type(None))):
            raise AssertionError("sign must return a str, or a str and bytes; got %r" % (signed,))
    except refusals as error:
        return {"refused": "%s: %s" % (type(error).__name__, error)}
    except Unsupported as error:
        return {"unsupported": str(error)}
    except (Exception, SystemExit):
        return {"error": traceback.format_exc(limit=-3)}
    if in_batch:
        return signature
    if message is None:
        return {"signature": signature}
    return {"signature": signature, "canonical": message.hex()}


def read(line):
    """Reads a request; `{"$number": ...}` is a number that JSON does not have."""
    if b"$number" in line:
        # Python's reader takes NaN and Infinity as they are. Inside a string the quotes would be
        # escaped, so this replaces nothing there.
        for name in (b"NaN", b"Infinity", b"-Infinity"):
            line = line.replace(b'{"$number":"' + name + b'"}', name)
    return json.loads(line)
