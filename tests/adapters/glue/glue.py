"""Says what the Python glue handed over, and answers in every way it can. The event_name says how."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "scripts", "adapters"))

import goalpost_adapter


def sign(goal, tenant_id, secret):
    print("noise on stdout")
    os.system("echo noise of a child")
    event = goal["event_name"]
    if event == "refuse":
        raise goalpost_adapter.Refused("on purpose")
    if event == "listed":
        raise KeyError("listed")
    if event == "unsupported":
        raise goalpost_adapter.Unsupported("cannot")
    if event == "break":
        raise RuntimeError("broke")
    if event == "number":
        value = goal["properties"]["value"]
        return "%s %s" % ("integer" if isinstance(value, int) else "double", str(value)[:1])
    return "signature", event.encode("utf-8", "surrogatepass")


def send(goal, endpoint, domain, tenant_id, secret):
    if goal["event_name"] == "refuse":
        raise goalpost_adapter.Refused("on purpose")
    return 202


def verify(request, tenant, now):
    return {"status": 200, "body": "%s %s %s" % (request["headers"][0][1].hex(), request["body"].hex(), tenant["domain"])}


goalpost_adapter.serve("glue", sign=sign, send=send, verify=verify, refusals=(KeyError,))
