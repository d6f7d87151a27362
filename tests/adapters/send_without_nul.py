"""Says that it can neither sign nor send NUL; the rest is right."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "scripts", path) for path in ("adapters", "signers")]

import goalpost_adapter
from loudpixel import LoudPixel


def called(function, goal):
    if "\0" in str(goal) or "\\x00" in repr(goal):
        raise goalpost_adapter.Unsupported("cannot hold NUL")
    fields = dict(goal)
    properties = fields.pop("properties", None) or {}
    return function(**fields, **properties)


def sign(goal, tenant_id, secret):
    pixel = LoudPixel("", tenant_id, secret)
    return pixel.sign(called(pixel.goal, goal))


def send(goal, endpoint, domain, tenant_id, secret):
    return called(LoudPixel(domain, tenant_id, secret, endpoint).track_conversion, goal)


os.environ["no_proxy"] = "127.0.0.1"
goalpost_adapter.serve("without-nul", sign=sign, send=send, refusals=(TypeError, ValueError, OverflowError))
