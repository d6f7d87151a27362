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

Two more, each optional:

`send(goal, endpoint, domain, tenant_id, secret)` has the SDK POST the goal, with its own HTTP client, to
`endpoint + "/api/v1/track/pixel/goal?domain=" + domain`, and returns the status of the answer,
or the answer.

`verify(request, tenant, now)` is the server. `request` is a dict of `method`, `target`, `headers` (a list of
name and value, the value in bytes) and `body` (bytes), `tenant` a dict of `domain`, `tenant_id` and `secret`,
`now` ISO 8601 text. It returns a dict with `status` and, where known, `ranked`, `first_touch_bucket`,
`lag_seconds` and `body`, the text of the answer.
"""

import json
import os
import platform
import sys
import traceback


class Refused(Exception):
    """The SDK rejected the goal, on purpose."""


class Unsupported(Exception):
    """The goal cannot be expressed in this language."""


def serve(name, sign=None, version=None, refusals=(), send=None, verify=None, runtime=None):
    """Answers requests on stdin until it ends.

    What the SDK prints goes to stderr, so that it cannot be taken for a reply. `runtime` names the language
    and its version where the SDK is not Python, but a program that Python calls.
    """
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    refusals = (Refused,) + tuple(refusals)
    ops = {"sign": sign, "send": send, "verify": verify}
    hello = {
        "protocol": 1,
        "name": name,
        "runtime": runtime or platform.python_implementation() + " " + platform.python_version(),
        "ops": [op for op in ops if ops[op]],
        "features": ["batch", "lone_surrogates", "non_finite"],
        "window": 64,
    }
    if version:
        hello["version"] = version
    # A batch is larger than the usual buffer.
    requests = open(sys.stdin.fileno(), "rb", buffering=1 << 18, closefd=False)
    for line in requests:
        if line.isspace():
            continue
        try:
            request = read(line)
            op, reply = str(request.get("op")), {"id": request.get("id")}
        except (ValueError, AttributeError, RecursionError) as error:
            request, op, reply = {}, None, {"id": None, "error": "not a request: %s" % error}
        if op == "hello":
            reply = hello
        elif op is None:
            pass
        elif not ops.get(op):
            reply["unsupported"] = "no such op: %s" % op
        elif op == "sign" and "goals" in request:
            reply.update(outcome(lambda: {"outcomes": batch(sign, request, refusals)}, ()))
        elif op == "sign":
            reply.update(outcome(lambda: signed(sign, request["goal"], request), refusals))
        elif op == "send":
            reply.update(outcome(lambda: sent(send, request), refusals))
        else:
            reply.update(outcome(lambda: verified(verify, request), ()))
        replies.write(json.dumps(reply).encode("ascii") + b"\n")
        replies.flush()


def outcome(act, refusals):
    """What `act` returns, or what it raised, as the members of a reply."""
    try:
        return act()
    except (Exception, SystemExit) as error:
        return failed(error, refusals)


def failed(error, refusals):
    """An exception that is being handled, as the members of a reply."""
    if isinstance(error, refusals):
        return {"refused": "%s: %s" % (type(error).__name__, error)}
    if isinstance(error, Unsupported):
        return {"unsupported": str(error)}
    return {"error": traceback.format_exc(limit=-3)}


def batch(sign, request, refusals):
    """In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them."""
    tenant_id, secret, outcomes = request["tenant_id"], request["secret"], []
    for goal in request["goals"]:
        # One frame for all: a call more for each goal is a good part of what a goal costs.
        try:
            outcomes.append(checked(sign(goal, tenant_id, secret))[0])
        except (Exception, SystemExit) as error:
            outcomes.append(failed(error, refusals))
    return outcomes


def signed(sign, goal, request):
    """A signature, with the signed bytes where the SDK tells them."""
    signature, message = checked(sign(goal, request["tenant_id"], request["secret"]))
    if message is None:
        return {"signature": signature}
    return {"signature": signature, "canonical": message.hex()}


BYTES = (bytes, bytearray, type(None))


def checked(result):
    """What `sign` returned, as a signature and bytes or None."""
    signature, message = result if isinstance(result, tuple) else (result, None)
    if not isinstance(signature, str) or not isinstance(message, BYTES):
        raise AssertionError("sign must return a str, or a str and bytes; got %r" % (result,))
    return signature, message


def sent(send, request):
    """The status that the SDK saw: a number, or a response that has one."""
    given = [request[name] for name in ("goal", "endpoint", "domain", "tenant_id", "secret")]
    status = send(*given)
    for name in ("status_code", "status"):
        status = getattr(status, name, status)
    return {"status": int(status)}


def verified(verify, request):
    """What the server answers to a raw request."""
    asked = request["request"]
    raw = {
        "method": asked["method"],
        "target": asked["target"],
        "headers": [(name, value.encode("latin-1")) for name, value in asked["headers"]],
        "body": bytes.fromhex(asked["body"]),
    }
    return verify(raw, request["tenant"], request["now"])


def read(line):
    """Reads a request; `{"$number": ...}` is a number that JSON does not have."""
    if b"$number" in line:
        # Python's reader takes NaN and Infinity as they are. Inside a string the quotes would be
        # escaped, so this replaces nothing there.
        for name in (b"NaN", b"Infinity", b"-Infinity"):
            line = line.replace(b'{"$number":"' + name + b'"}', name)
    return json.loads(line)
