"""The verified Python signer under test: what an author writes beside the glue."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "..", "adapters")]

import goalpost_adapter
from loudpixel import LoudPixel


def sign(goal, tenant_id, secret):
    pixel = LoudPixel("", tenant_id, secret)
    body = called(pixel.goal, goal)
    return pixel.sign(body), pixel.canonical(body)


def send(goal, endpoint, domain, tenant_id, secret):
    return called(LoudPixel(domain, tenant_id, secret, endpoint).track_conversion, goal)


def called(function, goal):
    """A property that the function does not know is a TypeError, as it is for any caller."""
    fields = dict(goal)
    properties = fields.pop("properties", None) or {}
    return function(**fields, **properties)


os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
goalpost_adapter.serve("python-signer", sign=sign, send=send, version="1",
                       refusals=(TypeError, ValueError, OverflowError))
