"""Signs nothing outside the legal domain, and gives many reasons."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "scripts", path) for path in ("adapters", "signers")]

import goalpost_adapter
from loudpixel import LoudPixel


def sign(goal, tenant_id, secret):
    name = goal.get("event_name")
    if not isinstance(name, str):
        raise goalpost_adapter.Unsupported(f"no name, but {type(name).__name__}")
    properties = goal.get("properties") or {}
    if not isinstance(properties, dict):
        raise goalpost_adapter.Unsupported(f"properties of type {type(properties).__name__}")
    for key, value in properties.items():
        if key not in ("value", "currency", "plan"):
            raise goalpost_adapter.Unsupported(f'the text "{ascii(key)}" has {len(key)} characters')
    fields = {key: value for key, value in goal.items() if key != "properties"}
    pixel = LoudPixel("", tenant_id, secret)
    return pixel.sign(pixel.goal(**fields, **properties))


goalpost_adapter.serve("many", sign=sign, refusals=(TypeError, ValueError, OverflowError))
